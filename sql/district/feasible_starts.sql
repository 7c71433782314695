-- Latest starts: until when each part that is still to be done can be begun, or gone on with.

CREATE OR REPLACE FUNCTION caaspp.latest_start(window_ends_on date, make_up_days integer, of_lea caaspp.cds_code)
RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT d FROM caaspp.business_days(window_ends_on - 2 * make_up_days - 100, window_ends_on, of_lea) d ORDER BY d DESC OFFSET make_up_days LIMIT 1;
END;
COMMENT ON FUNCTION caaspp.latest_start(date, integer, caaspp.cds_code) IS
	'The last school day of a window (business_days of the LEA) after which so many school days are left in it for make-up testing. Null for a null day, and where more than 100 days off lie between.';

CREATE OR REPLACE FUNCTION caaspp.window_plans()
RETURNS TABLE (school_year caaspp.school_year, school caaspp.cds_code, make_up_days integer, latest_start date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT w.school_year, w.school, w.make_up_days, caaspp.latest_start(w.ends_on, w.make_up_days, lea(w.school))
	FROM (SELECT DISTINCT ON (o.school_year, o.school) o.school_year, o.school, o.ends_on, coalesce(o.make_up_days, 0) AS make_up_days
		  FROM caaspp.testing_windows o
		  ORDER BY o.school_year, o.school, o.ends_on DESC, o.make_up_days DESC NULLS LAST) w
	UNION ALL
	SELECT y.school_year, NULL::caaspp.cds_code, 0, caaspp.latest_start(y.window_ends_on, 0, NULL::caaspp.cds_code)
	FROM caaspp.administrations y;
END;
COMMENT ON FUNCTION caaspp.window_plans() IS
	'Of each school''s (or LEA''s) windows in a year the one that ends last: its make-up days, and the last school day before them. school null: the statewide window.';

CREATE OR REPLACE FUNCTION caaspp.site_plans()
RETURNS TABLE (site integer, make_up_days integer, latest_start date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT p.site,
		CASE WHEN o.school IS NOT NULL THEN o.make_up_days WHEN d.school IS NOT NULL THEN d.make_up_days ELSE w.make_up_days END,
		CASE WHEN o.school IS NOT NULL THEN o.latest_start WHEN d.school IS NOT NULL THEN d.latest_start ELSE w.latest_start END
	FROM caaspp.sites p
		LEFT JOIN window_plans() o ON o.school_year = p.school_year AND o.school = p.school
		LEFT JOIN window_plans() d ON d.school_year = p.school_year AND d.school = lea(p.school)
		LEFT JOIN window_plans() w ON w.school_year = p.school_year AND w.school IS NULL;
END;
COMMENT ON FUNCTION caaspp.site_plans() IS
	'Of each site the plan that holds there: of window_plans() the school''s own, else its LEA''s, else that of the statewide window. Nulls in a year without rules.';

CREATE OR REPLACE VIEW caaspp.latest_feasible_starts WITH (security_invoker = true) AS
SELECT a.year_text AS school_year, a.lea_cds, l.name AS lea_name, a.school_cds, s.name AS school_name,
	a.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name,
	a.grade::text AS grade, grade_order(a.grade) AS grade_order, a.assessment::text AS assessment, y.part::text AS part,
	CASE WHEN t.started_on IS NULL THEN 'to start' ELSE 'to finish' END AS task,
	a.window_ends_on,
	p.make_up_days,
	f.latest_start,
	(f.latest_start - (SELECT today()))::integer AS days_to_start,
	CASE WHEN t.started_on IS NOT NULL THEN f.latest_start
		 ELSE least(last_day((SELECT today()), NULL::date, y.days_active, y.day_one_inclusive, y.reopen_days), a.window_ends_on) END AS usable_until
FROM active_assignments() a
	JOIN year_parts() y ON y.school_year = a.school_year AND y.assessment = a.assessment
	LEFT JOIN counted_attempts() t ON t.school_year = a.school_year AND t.ssid = a.ssid AND t.part = y.part
	LEFT JOIN site_plans() p ON p.site = a.site
	CROSS JOIN LATERAL (SELECT CASE WHEN t.started_on IS NOT NULL THEN least(t.last_day, a.window_ends_on) ELSE p.latest_start END AS latest_start) f
	LEFT JOIN caaspp.students n ON n.ssid = a.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = a.school
	LEFT JOIN caaspp.organizations l ON l.cds = a.lea
WHERE NOT a.exempt AND (t.stage IS NULL OR t.stage = 'open') AND a.window_ends_on >= (SELECT today())
	AND (t.started_on IS NULL OR t.last_day IS NULL OR t.last_day >= (SELECT today()));
COMMENT ON VIEW caaspp.latest_feasible_starts IS 'Each part that is still open of an active assignment without PGE or NTE, and the latest day on which it can be begun: the last school day of the window before the make-up days; of a part that was started, its last day. What expired is not here (it needs a reopening), nor anything once the window is over.';
COMMENT ON COLUMN caaspp.latest_feasible_starts.task IS 'to start, or to finish when it was logged on to.';
COMMENT ON COLUMN caaspp.latest_feasible_starts.window_ends_on IS 'Last day on which the school can test.';
COMMENT ON COLUMN caaspp.latest_feasible_starts.make_up_days IS 'School days at the window''s end that testing_windows keeps for absent students.';
COMMENT ON COLUMN caaspp.latest_feasible_starts.latest_start IS 'Latest day to begin, make-up days kept free; to finish: the last day.';
COMMENT ON COLUMN caaspp.latest_feasible_starts.days_to_start IS 'Days from caaspp.today() to latest_start; below 0 only make-up days are left.';
COMMENT ON COLUMN caaspp.latest_feasible_starts.usable_until IS 'Last day of the part: of one to start, if it is begun today.';
