-- Science registrations of grades 10 and 11: a code on one uses up the only high-school science test.

CREATE OR REPLACE VIEW caaspp.science_registration_warnings WITH (security_invoker = true) AS
SELECT r.year_text AS school_year, r.lea_cds, l.name AS lea_name, r.school_cds, s.name AS school_name,
	r.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name,
	r.grade::text AS grade, grade_order(r.grade) AS grade_order, r.assessment::text AS assessment, r.origin,
	w.warning, w.code::text AS code, w.noticed_on,
	CASE WHEN EXISTS (SELECT FROM listed_years() t WHERE t.school_year = r.school_year) THEN
		EXISTS (SELECT FROM caaspp.toms_assignments t WHERE t.school_year = r.school_year AND t.ssid = r.ssid AND t.assessment = r.assessment) END AS registered_in_toms,
	CASE WHEN w.warning = 'code entered' THEN 'Take the registration and the code back before the window ends: the code uses up the one high-school science test.'
		 ELSE 'Take the registration back instead of entering a code: the student can then take the test in a later year.' END AS advice
FROM (SELECT a.school_year, a.year_text, a.lea_cds, a.school_cds, a.ssid, a.assessment, a.school, a.lea, a.grade, a.origin
	  FROM active_assignments() a
		JOIN caaspp.assessments k ON k.assessment = a.assessment AND k.subject = 'SCIENCE'
		JOIN caaspp.administrations y ON y.school_year = a.school_year AND y.science_once_grades @> a.grade
	  WHERE has_later_grade(a.grade) AND coalesce(a.window_ends_on >= (SELECT today()), true)		-- to be mended yet, and not used up by testing
		AND NOT CASE y.science_met_by WHEN 'started' THEN a.parts_started > 0 ELSE a.parts_done = a.parts AND a.parts > 0 END) r
	CROSS JOIN LATERAL (
		SELECT v.warning, v.code, v.noticed_on
		FROM (SELECT CASE WHEN x.assessment = r.assessment THEN 1 ELSE 3 END AS place,
					 CASE WHEN x.assessment = r.assessment THEN 'code entered' ELSE 'code on another test' END AS warning,
					 x.code, pacific_date(x.entered_at) AS noticed_on
			  FROM caaspp.exemptions x
			  WHERE x.school_year = r.school_year AND x.ssid = r.ssid
			  UNION ALL
			  SELECT CASE WHEN q.assessment = r.assessment THEN 2 ELSE 3 END,
					 CASE WHEN q.assessment = r.assessment THEN 'code requested' ELSE 'code on another test' END,
					 q.code, q.received_on
			  FROM caaspp.exemption_requests q
			  WHERE q.school_year = r.school_year AND q.ssid = r.ssid) v
		WHERE exempts(v.code)
		ORDER BY v.place, v.noticed_on, v.code
		LIMIT 1) w
	LEFT JOIN caaspp.students n ON n.ssid = r.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = r.school
	LEFT JOIN caaspp.organizations l ON l.cds = r.lea;
COMMENT ON VIEW caaspp.science_registration_warnings IS 'Grade 10 and 11 science registrations of a window that is not over, the test not yet taken, of students for whom PGE or NTE was entered or asked for: unregister before a code is entered on the science test (Managing Testing, Dec 2019, The CAST in High School).';
