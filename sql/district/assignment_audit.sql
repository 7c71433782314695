-- Assignment audit: what the rules give beside what the state's report lists.

CREATE OR REPLACE VIEW caaspp.assignment_mismatches WITH (security_invoker = true) AS
SELECT d.school_year::text AS school_year, coalesce(g.accountable_lea, lea(g.school))::text AS lea_cds, l.name AS lea_name,
	g.school::text AS school_cds, s.name AS school_name,
	d.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name,
	g.grade::text AS grade, grade_order(g.grade) AS grade_order, d.assessment::text AS assessment, d.problem
FROM (SELECT coalesce(a.school_year, t.school_year) AS school_year, coalesce(a.ssid, t.ssid) AS ssid,
			 coalesce(a.assessment, t.assessment) AS assessment,
			 CASE WHEN t.ssid IS NULL THEN 'missing in TOMS' ELSE 'not expected' END AS problem
	  FROM active_assignments() a
		FULL JOIN caaspp.toms_assignments t ON t.school_year = a.school_year AND t.ssid = a.ssid AND t.assessment = a.assessment
	  WHERE a.ssid IS NULL OR t.ssid IS NULL) d
	LEFT JOIN governing_enrollments() g ON g.school_year = d.school_year AND g.ssid = d.ssid
	LEFT JOIN caaspp.students n ON n.ssid = d.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = g.school
	LEFT JOIN caaspp.organizations l ON l.cds = coalesce(g.accountable_lea, lea(g.school))
WHERE d.school_year IN (SELECT y.school_year FROM listed_years() y)
	-- A role that sees no test of a student who left, or whose grade takes one, does not see the school that governs, nor what is assigned there.
	AND (d.problem <> 'not expected' OR NOT (SELECT row_security_active('caaspp.assignments'))
		 OR EXISTS (SELECT FROM caaspp.assignments o WHERE o.school_year = d.school_year AND o.ssid = d.ssid)
		 OR (g.ssid IS NOT NULL AND g.left_on IS NULL AND NOT EXISTS (SELECT FROM year_rules() r
											   WHERE r.school_year = d.school_year AND r.grades @> g.grade AND r.elected IS NULL AND NOT r.science_unmet)));
COMMENT ON VIEW caaspp.assignment_mismatches IS 'Active assignments that the state''s report does not list, and tests that it lists and the rules do not give. Only years with an imported report. A role that sees no assignment of a student who left, or whose grade takes tests, is not told what is not expected: it may be at another school.';
