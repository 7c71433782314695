-- Expiry: open attempts with the days left, and those that ran out of time.

CREATE OR REPLACE FUNCTION caaspp.running_attempts()
RETURNS TABLE (school_year text, lea_cds text, lea_name text, school_cds text, school_name text, ssid text, student_name text,
			   grade text, grade_order integer, assessment text, part text, status text, started_on date, last_day date, days_left integer, stage text,
			   parts_open smallint, own_last_day date, of_year boolean)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	SELECT a.year_text, a.lea_cds, l.name, a.school_cds, s.name, a.ssid::text, n.last_name || ', ' || n.first_name,
		a.grade::text, grade_order(a.grade), a.assessment::text, t.part::text, t.status::text, t.started_on,
		CASE WHEN t.last_day IS NOT NULL THEN least(t.last_day, a.window_ends_on) END,
		CASE WHEN t.last_day IS NOT NULL THEN least(t.last_day, a.window_ends_on) - (SELECT today()) END,
		t.stage, a.parts_open, t.last_day,
		EXISTS (SELECT FROM year_parts() y WHERE y.school_year = t.school_year AND y.part = t.part)
	FROM counted_attempts() t
		JOIN active_assignments() a ON a.school_year = t.school_year AND a.ssid = t.ssid AND a.assessment = assessment(t.part)
		LEFT JOIN caaspp.students n ON n.ssid = a.ssid
		LEFT JOIN caaspp.organizations s ON s.cds = a.school
		LEFT JOIN caaspp.organizations l ON l.cds = a.lea
	WHERE NOT a.exempt;
END;
COMMENT ON FUNCTION caaspp.running_attempts() IS
	'Attempts that count, of active assignments without PGE or NTE, whatever their stage; last_day is capped at the school''s window end, days_left counts from caaspp.today() (0 expires tonight). What the views expiring_tests and expired_tests show. parts_open is the assignment''s, own_last_day is not capped; of_year: the year has the part.';

CREATE OR REPLACE VIEW caaspp.expiring_tests WITH (security_invoker = true) AS
SELECT school_year, lea_cds, lea_name, school_cds, school_name, ssid, student_name, grade, grade_order, assessment, part, status,
	started_on, last_day, days_left,
	CASE WHEN days_left = 0 THEN 'today' WHEN days_left <= 3 THEN 'soon' WHEN days_left <= 7 THEN 'week' ELSE 'later' END AS urgency
FROM running_attempts()
WHERE stage = 'open' AND days_left >= 0
	AND parts_open > 0 AND own_last_day >= (SELECT caaspp.today());		-- which says the same, to the indexes
COMMENT ON VIEW caaspp.expiring_tests IS 'Open attempts with the days left to finish them.';

CREATE OR REPLACE VIEW caaspp.expired_tests WITH (security_invoker = true) AS
SELECT school_year, lea_cds, lea_name, school_cds, school_name, ssid, student_name, grade, grade_order, assessment, part, status,
	started_on, last_day, days_left
FROM running_attempts()
WHERE (stage = 'expired' OR stage = 'open' AND days_left < 0)
	AND of_year;		-- what the year does not have counts nowhere
COMMENT ON VIEW caaspp.expired_tests IS 'Attempts that ran out of time: status expired, or open past the last day. Reopening needs an incident report and the state''s approval.';
