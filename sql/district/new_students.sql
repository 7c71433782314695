-- New students: by when the state's system and the testing platform show them, and what of their tests is done elsewhere.

CREATE OR REPLACE FUNCTION caaspp.visible_days(source text, target text, on_day date, of_year caaspp.school_year, of_lea caaspp.cds_code)
RETURNS TABLE (earliest date, latest date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT business_day(on_day, r.earliest_days, of_lea), business_day(on_day, r.latest_days, of_lea)
	FROM caaspp.lead_times r
	WHERE r.source = visible_days.source AND r.target = visible_days.target
		AND in_force(r.first_year, r.last_year, of_year)
	ORDER BY r.first_year DESC LIMIT 1;
END;
COMMENT ON FUNCTION caaspp.visible_days(text, text, date, caaspp.school_year, caaspp.cds_code) IS
	'When what was entered somewhere (enrollment, CALPADS, TOMS) on a day is to be seen elsewhere (TOMS, testing): the earliest day, and the latest after which it is late, in business days of the LEA. No row where lead_times has none for the year.';

CREATE OR REPLACE VIEW caaspp.new_students WITH (security_invoker = true) AS
SELECT c.school_year::text AS school_year, c.lea::text AS lea_cds, l.name AS lea_name, c.school::text AS school_cds, s.name AS school_name,
	c.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, c.grade::text AS grade, grade_order(c.grade) AS grade_order,
	c.entered_on, t.earliest AS toms_from, t.latest AS toms_by, v.earliest AS testing_from, v.latest AS testing_by,
	CASE WHEN c.toms_reported THEN c.listed END AS listed_in_toms, b.in_testing AS seen_in_testing,
	(c.toms_reported AND NOT c.listed AND NOT b.in_testing AND t.latest < (SELECT today())) IS TRUE AS late,
	p.done_elsewhere, p.missing_parts
FROM caaspp.students_to_await() c
	LEFT JOIN LATERAL visible_days('enrollment', 'TOMS', c.entered_on, c.school_year, c.lea) t ON true
	LEFT JOIN LATERAL visible_days('enrollment', 'testing', c.entered_on, c.school_year, c.lea) v ON true
	CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM caaspp.attempts r
									   WHERE r.school_year = c.school_year AND r.ssid = c.ssid
										AND (lea(r.tested_school) = c.lea OR r.tested_school = c.school
											 OR r.tested_school IS NULL AND r.started_on >= c.entered_on)) AS in_testing) b		-- most files do not say where
	CROSS JOIN LATERAL (
		SELECT string_agg(x.part::text, ', ' ORDER BY x.part) FILTER (WHERE x.done AND lea(x.tested_school) <> c.lea AND x.tested_school <> c.school) AS done_elsewhere,
			string_agg(x.part::text, ', ' ORDER BY x.part) FILTER (WHERE x.done IS NOT TRUE) AS missing_parts
		FROM (SELECT y.part,
					 w.tested_school, stage(w.status) IN ('done', 'invalidated') AS done
			  FROM active_assignments() a
				JOIN year_parts() y ON y.school_year = a.school_year AND y.assessment = a.assessment
				LEFT JOIN LATERAL (SELECT w.status, w.tested_school FROM caaspp.attempts w
								   WHERE w.school_year = a.school_year AND w.ssid = a.ssid AND w.part = y.part
								   ORDER BY w.opportunity DESC LIMIT 1) w ON true
			  WHERE a.school_year = c.school_year AND a.ssid = c.ssid AND NOT a.exempt) x) p
	LEFT JOIN caaspp.students n ON n.ssid = c.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = c.school
	LEFT JOIN caaspp.organizations l ON l.cds = c.lea;
COMMENT ON VIEW caaspp.new_students IS 'Students with a test who came to the LEA since the statewide window''s first day, and any whom TOMS does not list: by when to see them, what they completed elsewhere, and what is left.';
COMMENT ON COLUMN caaspp.new_students.entered_on IS 'First day of the year''s first enrollment in this LEA.';
COMMENT ON COLUMN caaspp.new_students.toms_from IS 'Earliest day on which TOMS can show the student (lead_times, business days).';
COMMENT ON COLUMN caaspp.new_students.toms_by IS 'Day by which TOMS is to show the student.';
COMMENT ON COLUMN caaspp.new_students.testing_from IS 'Earliest day on which the testing platform can show the student.';
COMMENT ON COLUMN caaspp.new_students.testing_by IS 'Day by which the testing platform is to show the student.';
COMMENT ON COLUMN caaspp.new_students.listed_in_toms IS 'A report of TOMS lists the student; null before the year''s first report.';
COMMENT ON COLUMN caaspp.new_students.seen_in_testing IS 'The testing platform has an attempt of the student at a school of this LEA, or one started since entered_on of which no file says where.';
COMMENT ON COLUMN caaspp.new_students.late IS 'toms_by is past, and neither TOMS nor the testing platform shows the student: look at the posting in CALPADS.';
COMMENT ON COLUMN caaspp.new_students.done_elsewhere IS 'Parts submitted in another LEA this year, joined by a comma; they cannot be taken again. Null when none.';
