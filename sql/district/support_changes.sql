-- Changes: what TOMS no longer shows that it showed before, and why. What to set again is in restore_plan.sql.

CREATE OR REPLACE FUNCTION caaspp.dropped_supports()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, code text, set_at timestamptz, dropped_at timestamptz, restored_at timestamptz, replaced_by bigint)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
SET jit = off
BEGIN ATOMIC
	SELECT DISTINCT ON (h.school_year, h.ssid, h.code) h.school_year, h.ssid, h.code, h.recorded_at, h.known_until, t.recorded_at, h.replaced_by
	FROM caaspp.support_settings_history h
		LEFT JOIN caaspp.support_settings t ON t.school_year = h.school_year AND t.source = 'TOMS' AND t.ssid = h.ssid AND t.code = h.code
	WHERE h.source = 'TOMS' AND NOT h.undone AND (t.recorded_at IS NULL OR t.recorded_at > h.known_until)		-- else the row was only changed
		AND NOT EXISTS (SELECT FROM caaspp.support_settings_history r
						WHERE r.school_year = h.school_year AND r.source = 'TOMS' AND r.ssid = h.ssid AND r.code = h.code AND r.recorded_at = h.known_until)
		AND NOT EXISTS (SELECT FROM caaspp.supports o
						WHERE o.code = h.code AND o.class = 'off' AND in_force(o.first_year, o.last_year, h.school_year))
	ORDER BY h.school_year, h.ssid, h.code, h.known_until DESC;
END;
COMMENT ON FUNCTION caaspp.dropped_supports() IS
	'Settings that a TOMS snapshot had and a later one had not, the last time for each student and code; restored_at: since when TOMS has it again, null: not yet; replaced_by: the import that had it no longer, null: a hand. Undone imports do not count. Source: support_settings_history.';

CREATE OR REPLACE FUNCTION caaspp.changed_supports()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, school caaspp.cds_code, lea caaspp.cds_code, grade caaspp.grade, populations text[],
			   code text, support text, class text, set_at timestamptz, dropped_at timestamptz, cause text, identified_by text, restored_at timestamptz,
			   permitted boolean, confirmed_by text, confirmed_on date, documented_on date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
SET enable_nestloop = off		-- by itself: how many were dropped is not known before
SET enable_mergejoin = off
SET jit = off
BEGIN ATOMIC
	SELECT u.school_year, u.ssid, u.school, u.lea, u.grade, u.populations,
		c.code, c.names[coalesce(c.place, 1)], c.classes[coalesce(c.place, 1)], c.set_at, c.dropped_at,
		CASE WHEN c.place IS NULL THEN 'test changed'
			 WHEN c.for_plans AND p.ssid IS NOT NULL THEN 'status change'
			 WHEN c.for_plans AND e.ends_on < least(pacific_date(c.dropped_at), (SELECT today())) THEN 'status change'
			 WHEN c.replaced_by IS NOT NULL THEN 'later upload'
			 ELSE 'other' END,
		i.identified_by, c.restored_at,
		c.place IS NOT NULL AND (NOT c.for_plans OR '504' = ANY (u.populations) OR 'SWD' = ANY (u.populations)),
		f.confirmed_by, f.confirmed_on, f.documented_on
	FROM (SELECT d.school_year, d.ssid, d.code, d.set_at, d.dropped_at, d.restored_at, d.replaced_by, k.names, k.classes, (k.open_in && t.tests) IS NOT TRUE AS for_plans,
				 (SELECT min(q.place) FROM unnest(k.usable_in) WITH ORDINALITY q(test, place) WHERE q.test = ANY (t.tests)) AS place
		  FROM dropped_supports() d
			JOIN (SELECT a.school_year, a.ssid, array_agg(a.assessment::text) || array_agg(a.assessment::text || '/' || a.grade::text) AS tests
				  FROM active_assignments() a GROUP BY a.school_year, a.ssid) t ON t.school_year = d.school_year AND t.ssid = d.ssid
			JOIN support_catalogue() k ON k.school_year = d.school_year AND k.code = d.code) c
		JOIN tested_students() u ON u.school_year = c.school_year AND u.ssid = c.ssid
		LEFT JOIN (SELECT DISTINCT w.school_year, w.ssid FROM caaspp.status_changes w WHERE NOT w.plan_left) p
			ON p.school_year = c.school_year AND p.ssid = c.ssid
		LEFT JOIN (SELECT x.school_year, x.ssid, max(x.ends_on) AS ends_on FROM plan_ends() x GROUP BY x.school_year, x.ssid) e
			ON e.school_year = c.school_year AND e.ssid = c.ssid
		LEFT JOIN support_answers() i ON i.school_year = c.school_year AND i.ssid = c.ssid AND i.code = c.code
		CROSS JOIN LATERAL confirmed_since(c.school_year, c.ssid, c.code, pacific_date(c.dropped_at)) f;
END;
COMMENT ON FUNCTION caaspp.changed_supports() IS
	'dropped_supports() of students with an active assignment, with the cause, what is identified now, and whether the present tests and plans permit it. What the view support_changes shows.';

CREATE OR REPLACE VIEW caaspp.support_changes WITH (security_invoker = true) AS
SELECT c.school_year::text AS school_year, c.lea::text AS lea_cds, l.name AS lea_name, c.school::text AS school_cds, s.name AS school_name,
	c.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, c.grade::text AS grade, grade_order(c.grade) AS grade_order,
	array_to_string(c.populations, ', ') AS population, c.code, c.support, c.class, pacific_date(c.set_at) AS set_on, pacific_date(c.dropped_at) AS dropped_on,
	c.cause, c.identified_by, pacific_date(c.restored_at) AS restored_on, c.permitted, c.confirmed_by, c.confirmed_on, c.documented_on
FROM changed_supports() c
	LEFT JOIN caaspp.students n ON n.ssid = c.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = c.school
	LEFT JOIN caaspp.organizations l ON l.cds = c.lea;
COMMENT ON VIEW caaspp.support_changes IS 'Settings that TOMS had and later had not, a row a student and code: when, why, whether it came back, and who confirmed it.';
