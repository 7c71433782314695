-- Programs and names: who changed between the general and the alternate assessment, who has both, who is at a nonpublic
-- school, and whose official name is not the one in use.

-- Plans that lapsed are looked for with every derivation.
CREATE INDEX IF NOT EXISTS enrollments_history_alternate ON caaspp.enrollments_history (school_year, ssid) WHERE alternate_assessment;

CREATE OR REPLACE FUNCTION caaspp.mixed_tests(of_year caaspp.school_year, of_ssids caaspp.ssid[])
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, alternate_tests text, general_tests text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
	SELECT a.school_year, a.ssid,
		string_agg(a.assessment::text, ', ' ORDER BY a.assessment) FILTER (WHERE k.alternate),
		string_agg(a.assessment::text, ', ' ORDER BY a.assessment) FILTER (WHERE NOT k.alternate)
	FROM (SELECT DISTINCT o.school_year, o.ssid
		  FROM caaspp.assignments o		-- the rules give one kind only: another was typed, or started before
		  WHERE (of_year IS NULL OR o.school_year = of_year) AND are_few(of_ssids) IS NOT TRUE AND (of_ssids IS NULL OR o.ssid = ANY (of_ssids))
			AND (o.origin = 'manual' OR o.locked)
		  UNION ALL		-- of a few students, each by the index
		  SELECT DISTINCT o.school_year, o.ssid
		  FROM unnest(of_ssids) u(ssid)
			JOIN caaspp.assignments o ON o.ssid = u.ssid AND o.school_year = of_year
		  WHERE are_few(of_ssids) AND (o.origin = 'manual' OR o.locked)) s
		JOIN caaspp.assignments a ON a.school_year = s.school_year AND a.ssid = s.ssid
		JOIN caaspp.assessments k ON k.assessment = a.assessment
	WHERE EXISTS (SELECT FROM caaspp.assessments z WHERE z.subject = k.subject AND z.alternate)
	GROUP BY a.school_year, a.ssid
	HAVING bool_or(k.alternate) AND NOT bool_and(k.alternate);
END;
COMMENT ON FUNCTION caaspp.mixed_tests(caaspp.school_year, caaspp.ssid[]) IS
	'Students with an alternate assessment in one subject and a general one in another, or in the same. Nulls: every year, everyone; but of a few students one year is asked for.';

CREATE OR REPLACE VIEW caaspp.mixed_assignments WITH (security_invoker = true) AS
SELECT m.school_year::text AS school_year, coalesce(g.accountable_lea, lea(g.school))::text AS lea_cds, l.name AS lea_name,
	g.school::text AS school_cds, s.name AS school_name,
	m.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, g.grade::text AS grade, grade_order(g.grade) AS grade_order,
	m.list, m.alternate_tests, m.general_tests
FROM (SELECT x.school_year, x.ssid, 'assignments' AS list, x.alternate_tests, x.general_tests FROM mixed_tests(NULL, NULL) x
	  UNION ALL
	  SELECT t.school_year, t.ssid, 'TOMS',
		  string_agg(t.assessment::text, ', ' ORDER BY t.assessment) FILTER (WHERE k.alternate),
		  string_agg(t.assessment::text, ', ' ORDER BY t.assessment) FILTER (WHERE NOT k.alternate)
	  FROM caaspp.toms_assignments t
		JOIN caaspp.assessments k ON k.assessment = t.assessment
	  WHERE EXISTS (SELECT FROM caaspp.assessments z WHERE z.subject = k.subject AND z.alternate)
	  GROUP BY t.school_year, t.ssid
	  HAVING bool_or(k.alternate) AND NOT bool_and(k.alternate)) m
	LEFT JOIN governing_enrollments() g ON g.school_year = m.school_year AND g.ssid = m.ssid
	LEFT JOIN caaspp.students n ON n.ssid = m.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = g.school
	LEFT JOIN caaspp.organizations l ON l.cds = coalesce(g.accountable_lea, lea(g.school));
COMMENT ON VIEW caaspp.mixed_assignments IS 'Students with the alternate assessment in some subjects and the general one in others, here or in the state''s report: an incorrect test assignment (CAASPP FAQ, CAAs; Managing Testing, Dec 2019, STAIRS).';

CREATE OR REPLACE VIEW caaspp.program_changes WITH (security_invoker = true) AS
SELECT c.school_year::text AS school_year, coalesce(c.accountable_lea, lea(c.school))::text AS lea_cds, l.name AS lea_name,
	c.school::text AS school_cds, s.name AS school_name,
	c.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, c.grade::text AS grade, grade_order(c.grade) AS grade_order,
	c.change,
	CASE WHEN c.alternate THEN 'The IEP names the alternate assessment.'
		 WHEN c.alternate_assessment IS NOT TRUE THEN 'The IEP no longer names the alternate assessment.'
		 WHEN c.special_education IS NOT TRUE THEN 'Special education ended.'
		 ELSE 'The primary disability is missing.' END AS reason,
	c.changed_on, t.tests, t.tests_started,
	CASE WHEN EXISTS (SELECT FROM listed_years() o WHERE o.school_year = c.school_year) THEN coalesce(
		(SELECT string_agg(o.assessment::text, ', ' ORDER BY o.assessment) FROM caaspp.toms_assignments o
		 WHERE o.school_year = c.school_year AND o.ssid = c.ssid), '') END AS toms_tests
FROM (SELECT g.*, p.alternate,
			 CASE WHEN NOT p.alternate THEN 'alternate to general'
				  WHEN b.general_until >= b.alternate_since THEN 'alternate restored'
				  WHEN b.general_until IS NOT NULL THEN 'general to alternate' END AS change,
			 CASE WHEN p.alternate THEN b.general_until ELSE b.alternate_until END AS changed_on
	  FROM (SELECT v.school_year, v.ssid,
				   min(v.until) FILTER (WHERE v.alternate) AS alternate_since, max(v.until) FILTER (WHERE v.alternate) AS alternate_until,
				   max(v.until) FILTER (WHERE NOT v.alternate) AS general_until
			FROM (SELECT h.school_year, h.ssid, h.enrollment_status, pacific_date(h.known_until) AS until,		-- believed before
						 takes_alternate(h.alternate_assessment, h.special_education, h.primary_disability) AS alternate
				  FROM caaspp.enrollments_history h
				  WHERE NOT h.undone
				  UNION ALL
				  SELECT e.school_year, e.ssid, e.enrollment_status, e.exit_date,									-- enrolled before
						 takes_alternate(e.alternate_assessment, e.special_education, e.primary_disability)
				  FROM caaspp.enrollments e
				  WHERE e.exit_date IS NOT NULL) v
				JOIN caaspp.enrollment_statuses z ON z.code = coalesce(v.enrollment_status, 10) AND z.tests
			GROUP BY v.school_year, v.ssid) b
		JOIN governing_enrollments() g ON g.school_year = b.school_year AND g.ssid = b.ssid
		CROSS JOIN LATERAL (SELECT takes_alternate(g.alternate_assessment, g.special_education, g.primary_disability) AS alternate) p
	  WHERE CASE WHEN p.alternate THEN b.general_until IS NOT NULL ELSE b.alternate_until IS NOT NULL END) c
	JOIN LATERAL (SELECT string_agg(a.assessment::text, ', ' ORDER BY a.assessment) AS tests,
						 (count(*) FILTER (WHERE a.parts_started > 0))::integer AS tests_started
				  FROM caaspp.assignments a
				  WHERE a.school_year = c.school_year AND a.ssid = c.ssid) t ON t.tests IS NOT NULL
	LEFT JOIN caaspp.students n ON n.ssid = c.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = c.school
	LEFT JOIN caaspp.organizations l ON l.cds = coalesce(c.accountable_lea, lea(c.school));
COMMENT ON VIEW caaspp.program_changes IS 'Students who changed between the general and the alternate assessment within the year, by an earlier enrollment or by what was believed of this one. TOMS does not set the alternate assessment again by itself (Managing Testing, Dec 2019, Status Changes).';

CREATE OR REPLACE VIEW caaspp.nonpublic_students WITH (security_invoker = true) AS
SELECT g.school_year::text AS school_year, coalesce(g.accountable_lea, lea(g.school))::text AS lea_cds, l.name AS lea_name,
	g.school::text AS school_cds, s.name AS school_name,
	g.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, g.grade::text AS grade, grade_order(g.grade) AS grade_order,
	lea(g.school)::text AS school_lea_cds, CASE WHEN s.cds IS NOT NULL OR is_nonpublic(g.school, NULL) THEN is_nonpublic(g.school, s.kind) END AS is_nonpublic, s.contact_name, s.contact_phone, s.contact_email, s.contacted_on,
	t.tests, t.total, t.completed
FROM governing_enrollments() g
	LEFT JOIN LATERAL (SELECT string_agg(a.assessment::text, ', ' ORDER BY a.assessment) AS tests,
							  count(*)::integer AS total, (count(*) FILTER (WHERE a.completed))::integer AS completed
					   FROM active_assignments() a
					   WHERE a.school_year = g.school_year AND a.ssid = g.ssid) t ON true
	LEFT JOIN caaspp.students n ON n.ssid = g.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = g.school
	LEFT JOIN caaspp.organizations l ON l.cds = coalesce(g.accountable_lea, lea(g.school))
WHERE is_nonpublic(g.school, s.kind) OR g.accountable_lea <> lea(g.school);
COMMENT ON VIEW caaspp.nonpublic_students IS 'Students at a nonpublic school, or accountable to another LEA than their school''s: contact, accountable LEA, and how far their tests are (Managing Testing, Dec 2019, NPS).';

CREATE OR REPLACE VIEW caaspp.name_differences WITH (security_invoker = true) AS
SELECT a.year_text AS school_year, a.lea_cds, l.name AS lea_name, a.school_cds, s.name AS school_name,
	a.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, n.used_name, a.grade::text AS grade, grade_order(a.grade) AS grade_order,
	a.tests_started
FROM (SELECT r.year_text, r.lea_cds, r.school_cds, r.ssid, r.lea, r.school, r.grade, (count(*) FILTER (WHERE r.started))::integer AS tests_started
	  FROM active_assignments() r
	  GROUP BY r.site, r.year_text, r.lea_cds, r.school_cds, r.ssid, r.lea, r.school, r.grade) a
	JOIN caaspp.students n ON n.ssid = a.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = a.school
	LEFT JOIN caaspp.organizations l ON l.cds = a.lea
WHERE btrim(n.used_name) <> ''
	AND lower(regexp_replace(btrim(n.used_name), '\s+', ' ', 'g')) NOT IN (
		lower(btrim(coalesce(n.first_name, ''))),
		lower(concat_ws(' ', btrim(n.first_name), btrim(n.last_name))),
		lower(concat_ws(', ', btrim(n.last_name), btrim(n.first_name))));
COMMENT ON VIEW caaspp.name_differences IS 'Students to be tested who use another name than the official one, which is needed to log on and stands on every screen and score report: talk with the family before testing (Managing Testing, Dec 2019, Name Changes).';
