-- Support audit: what a student needs by the district's sources, may have by the state's catalogue, and
-- has in the state's system.

CREATE OR REPLACE FUNCTION caaspp.audited_students()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, school caaspp.cds_code, lea caaspp.cds_code, grade caaspp.grade,
			   has_plan boolean, populations text[], tests text[])
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	SELECT a.school_year, a.ssid, coalesce(g.school, a.school), coalesce(g.accountable_lea, lea(g.school), a.lea), coalesce(g.grade, a.grade),
		g.special_education IS TRUE OR g.section_504 IS TRUE,
		coalesce(nullif(array_remove(ARRAY[CASE WHEN g.special_education THEN 'SWD' END, CASE WHEN g.section_504 THEN '504' END,
										   CASE WHEN g.elas = 'EL' THEN 'EL' END], NULL), '{}'), ARRAY['general']),
		a.tests
	FROM (SELECT o.school_year, o.ssid, min(o.school) AS school, min(o.lea) AS lea, min(o.grade) AS grade,
				 array_agg(o.assessment::text || '/' || o.grade::text ORDER BY o.assessment) AS tests
		  FROM assignments_at(NULL, NULL) o
		  GROUP BY o.school_year, o.ssid) a
		LEFT JOIN governing_enrollments() g ON g.school_year = a.school_year AND g.ssid = a.ssid;
END;
COMMENT ON FUNCTION caaspp.audited_students() IS
	'Students with an active assignment, with the site of their governing enrollment; has_plan: IEP or Section 504; populations: those of SWD, 504, EL that apply, else general; tests: assessment/grade of each assignment.';

CREATE OR REPLACE FUNCTION caaspp.student_supports()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, code text, in_toms boolean, identified_by text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	SELECT s.school_year, s.ssid, s.code, bool_or(s.source = 'TOMS'),
		string_agg(s.source, ', ' ORDER BY array_position(ARRAY['SIS', 'SPED', '504', 'EL'], s.source)) FILTER (WHERE s.source <> 'TOMS')
	FROM caaspp.support_settings s
	WHERE NOT EXISTS (SELECT FROM caaspp.supports o
					  WHERE o.code = s.code AND o.class = 'off'
						AND o.first_year <= s.school_year AND (o.last_year IS NULL OR o.last_year >= s.school_year))
	GROUP BY s.school_year, s.ssid, s.code;
END;
COMMENT ON FUNCTION caaspp.student_supports() IS
	'Each student''s support codes, whether TOMS has them, and which of the district''s sources name them (null: none). Off and default codes are no settings.';

CREATE OR REPLACE FUNCTION caaspp.catalogue_for_tests()
RETURNS TABLE (school_year caaspp.school_year, tests text[], code text, support text, class text, available boolean, accommodation_only boolean)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	SELECT p.school_year, p.tests, y.code,
		(array_agg(y.name ORDER BY y.fits DESC, y.part))[1], (array_agg(y.class ORDER BY y.fits DESC, y.part))[1],
		bool_or(y.fits), bool_and(y.class = 'accommodation') FILTER (WHERE y.fits)
	FROM (SELECT DISTINCT u.school_year, u.tests FROM audited_students() u) p
		CROSS JOIN LATERAL (
			SELECT c.code, c.name, c.class, c.part,
				EXISTS (SELECT FROM unnest(p.tests) t(test)
						WHERE split_part(t.test, '/', 1) = c.assessment::text
							AND (c.grades IS NULL OR c.grades @> split_part(t.test, '/', 2)::caaspp.grade)) AS fits
			FROM year_supports() c WHERE c.school_year = p.school_year) y
	GROUP BY p.school_year, p.tests, y.code;
END;
COMMENT ON FUNCTION caaspp.catalogue_for_tests() IS
	'The year''s supports catalogue as it applies to each set of tests and grades that students have: available for some part of them, an accommodation for every such part, and the class for the first of them (else for any part). There are few such sets, however many students.';

CREATE OR REPLACE VIEW caaspp.support_mismatches WITH (security_invoker = true) AS
SELECT d.school_year::text AS school_year, d.lea::text AS lea_cds, l.name AS lea_name, d.school::text AS school_cds, s.name AS school_name,
	d.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, d.grade::text AS grade, grade_order(d.grade) AS grade_order,
	array_to_string(d.populations, ', ') AS population, d.code, d.support, d.class, d.problem, d.identified_by
FROM (SELECT c.*,
			 CASE WHEN c.support IS NULL THEN 'unknown code'
				  WHEN NOT c.available THEN 'not available'
				  WHEN c.accommodation_only AND NOT c.has_plan THEN 'not permitted'
				  WHEN NOT c.toms_reported THEN NULL
				  WHEN c.identified_by IS NOT NULL AND NOT c.listed THEN 'student not in TOMS report'
				  WHEN NOT c.in_toms THEN 'missing in TOMS'
				  WHEN c.identified_by IS NULL THEN 'not identified' END AS problem
	  FROM (SELECT u.*, x.code, x.in_toms, x.identified_by, k.support, k.class, k.available, k.accommodation_only,
				   EXISTS (SELECT FROM caaspp.support_snapshots r
						   WHERE r.school_year = u.school_year AND r.source = 'TOMS') AS toms_reported,
				   EXISTS (SELECT FROM caaspp.support_snapshots r
						   WHERE r.school_year = u.school_year AND r.source = 'TOMS' AND r.ssid = u.ssid) AS listed
			FROM student_supports() x
				JOIN audited_students() u ON u.school_year = x.school_year AND u.ssid = x.ssid
				LEFT JOIN catalogue_for_tests() k ON k.school_year = u.school_year AND k.tests = u.tests AND k.code = x.code) c) d
	LEFT JOIN caaspp.students n ON n.ssid = d.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = d.school
	LEFT JOIN caaspp.organizations l ON l.cds = d.lea
WHERE d.problem IS NOT NULL;
COMMENT ON VIEW caaspp.support_mismatches IS 'Supports to set, correct or explain, a row a student and code, with the first problem that holds.';

CREATE OR REPLACE VIEW caaspp.support_coverage WITH (security_invoker = true) AS
SELECT c.school_year::text AS school_year, c.lea::text AS lea_cds, l.name AS lea_name, c.school::text AS school_cds, s.name AS school_name,
	c.population, c.students, c.identified, c.in_toms, c.with_mismatch
FROM (SELECT u.school_year, u.school, u.lea, p.population,
			 count(*)::integer AS students,
			 (count(*) FILTER (WHERE x.identified))::integer AS identified,
			 (count(*) FILTER (WHERE x.in_toms))::integer AS in_toms,
			 count(m.ssid)::integer AS with_mismatch
	  FROM audited_students() u
		CROSS JOIN LATERAL unnest(u.populations) p(population)
		LEFT JOIN (SELECT y.school_year, y.ssid, bool_or(y.identified_by IS NOT NULL) AS identified, bool_or(y.in_toms) AS in_toms
				   FROM student_supports() y GROUP BY y.school_year, y.ssid) x ON x.school_year = u.school_year AND x.ssid = u.ssid
		LEFT JOIN (SELECT DISTINCT m.school_year, m.ssid FROM caaspp.support_mismatches m) m
			ON m.school_year = u.school_year::text AND m.ssid = u.ssid::text
	  GROUP BY u.school_year, u.school, u.lea, p.population) c
	LEFT JOIN caaspp.organizations s ON s.cds = c.school
	LEFT JOIN caaspp.organizations l ON l.cds = c.lea;
COMMENT ON VIEW caaspp.support_coverage IS 'By school and population, how many students tested have supports identified, have supports in TOMS, and have a mismatch. A student counts in each population that applies.';
