-- Support audit: what a student needs by the district's sources, may have by the state's catalogue, and
-- has in the state's system. The catalogue is judged once a code and year, by the tests in which it may be used:
-- 'MATH' for all grades of a test, 'MATH/6' for one of them. A student's tests are written in both ways.

CREATE OR REPLACE FUNCTION caaspp.tested_students()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, school caaspp.cds_code, lea caaspp.cds_code, grade caaspp.grade, populations text[])
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	SELECT a.school_year, a.ssid, coalesce(g.school, a.school), coalesce(g.accountable_lea, lea(g.school), a.lea), coalesce(g.grade, a.grade),
		populations(g.special_education, g.section_504, g.elas)
	FROM (SELECT o.school_year, o.ssid, min(o.school) AS school, min(o.lea) AS lea, min(o.grade) AS grade
		  FROM active_assignments() o
		  GROUP BY o.school_year, o.ssid) a
		LEFT JOIN governing_enrollments() g ON g.school_year = a.school_year AND g.ssid = a.ssid;
END;
COMMENT ON FUNCTION caaspp.tested_students() IS
	'Students with an active assignment, with the site of their governing enrollment and the populations that apply.';

CREATE OR REPLACE FUNCTION caaspp.supported_students()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, school caaspp.cds_code, lea caaspp.cds_code, grade caaspp.grade,
			   has_plan boolean, populations text[], tests text[])
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	SELECT a.school_year, a.ssid, coalesce(g.school, a.school), coalesce(g.accountable_lea, lea(g.school), a.lea), coalesce(g.grade, a.grade),
		g.special_education IS TRUE OR g.section_504 IS TRUE, populations(g.special_education, g.section_504, g.elas), a.tests
	FROM (SELECT o.school_year, o.ssid, min(o.school) AS school, min(o.lea) AS lea, min(o.grade) AS grade,
				 array_agg(o.assessment::text) || array_agg(o.assessment::text || '/' || o.grade::text) AS tests
		  FROM (SELECT DISTINCT s.school_year, s.ssid FROM caaspp.support_settings s) w
			JOIN active_assignments() o ON o.school_year = w.school_year AND o.ssid = w.ssid
		  GROUP BY o.school_year, o.ssid) a
		LEFT JOIN governing_enrollments() g ON g.school_year = a.school_year AND g.ssid = a.ssid;
END;
COMMENT ON FUNCTION caaspp.supported_students() IS
	'Of tested_students() those with any setting in support_settings; has_plan: IEP or Section 504; tests: each active assignment as assessment and as assessment/grade.';

CREATE OR REPLACE FUNCTION caaspp.support_answers()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, code text, in_toms boolean, identified_by text,
			   usable_in text[], open_in text[], names text[], classes text[])
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	SELECT x.school_year, x.ssid, x.code, x.toms,
		nullif(concat_ws(', ', CASE WHEN x.sis THEN 'SIS' END, CASE WHEN x.sped THEN 'SPED' END,
						 CASE WHEN x.plan_504 THEN '504' END, CASE WHEN x.el THEN 'EL' END), ''),
		k.usable_in, k.open_in, k.names, k.classes
	FROM (SELECT s.school_year, s.ssid, s.code, bool_or(s.source = 'TOMS') AS toms, bool_or(s.source = 'SIS') AS sis,
				 bool_or(s.source = 'SPED') AS sped, bool_or(s.source = '504') AS plan_504, bool_or(s.source = 'EL') AS el
		  FROM caaspp.support_settings s
		  GROUP BY s.school_year, s.ssid, s.code) x
		LEFT JOIN support_catalogue() k ON k.school_year = x.school_year AND k.code = x.code
	WHERE k.is_off IS NOT TRUE;
END;
COMMENT ON FUNCTION caaspp.support_answers() IS
	'Each student''s support codes with all sources'' answers side by side: whether TOMS has it, which of the district''s sources name it (null: none), and what the year''s catalogue says of the code (nulls: unknown). Off and default codes are no settings.';

CREATE OR REPLACE FUNCTION caaspp.audited_supports()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, school caaspp.cds_code, lea caaspp.cds_code, grade caaspp.grade, populations text[],
			   code text, support text, class text, identified_by text, in_toms boolean, tests text[], usable_in text[], problem text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	SELECT d.school_year, d.ssid, d.school, d.lea, d.grade, d.populations, d.code, f.name, f.class, d.identified_by, d.in_toms, d.tests, d.usable_in, d.problem
	FROM (SELECT u.school_year, u.ssid, u.school, u.lea, u.grade, u.populations, u.tests, x.code, x.identified_by, x.in_toms, x.usable_in, x.names, x.classes,
				 support_problem(x.usable_in, x.open_in, u.tests, u.has_plan, x.identified_by IS NOT NULL, x.in_toms,
								 CASE WHEN y.school_year IS NOT NULL THEN r.ssid IS NOT NULL END) AS problem
		  FROM support_answers() x
			JOIN supported_students() u ON u.school_year = x.school_year AND u.ssid = x.ssid
			LEFT JOIN (SELECT DISTINCT t.school_year FROM caaspp.support_snapshots t WHERE t.source = 'TOMS') y ON y.school_year = x.school_year
			LEFT JOIN caaspp.support_snapshots r ON r.school_year = x.school_year AND r.source = 'TOMS' AND r.ssid = x.ssid) d
		LEFT JOIN LATERAL (		-- in the first test that has it, else in any
			SELECT c.name, c.class FROM unnest(d.usable_in, d.names, d.classes) WITH ORDINALITY c(test, name, class, place)
			ORDER BY c.test = ANY (d.tests) DESC, c.place LIMIT 1) f ON true;
END;
COMMENT ON FUNCTION caaspp.audited_supports() IS
	'Each support code of each student with an active assignment, with what the sources and the catalogue say of it; problem: the first that holds of those of support_mismatches, null for none.';

CREATE OR REPLACE FUNCTION caaspp.all_audited_supports()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, school caaspp.cds_code, lea caaspp.cds_code, grade caaspp.grade, populations text[],
			   code text, support text, class text, identified_by text, in_toms boolean, tests text[], usable_in text[], problem text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
SET enable_nestloop = off		-- by itself: how many students have settings, and whose tests they are, is not known before
SET enable_mergejoin = off
SET jit = off
BEGIN ATOMIC
	SELECT a.school_year, a.ssid, a.school, a.lea, a.grade, a.populations, a.code, a.support, a.class, a.identified_by, a.in_toms, a.tests, a.usable_in, a.problem
	FROM audited_supports() a;
END;
COMMENT ON FUNCTION caaspp.all_audited_supports() IS
	'The same of everybody at once, planned by itself: for lists that join it with more.';

CREATE OR REPLACE VIEW caaspp.support_mismatches WITH (security_invoker = true) AS
SELECT d.school_year::text AS school_year, d.lea::text AS lea_cds, l.name AS lea_name, d.school::text AS school_cds, s.name AS school_name,
	d.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, d.grade::text AS grade, grade_order(d.grade) AS grade_order,
	d.population, d.code, d.support, d.class, d.problem, d.identified_by
FROM caaspp.support_problems d
	LEFT JOIN caaspp.students n ON n.ssid = d.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = d.school
	LEFT JOIN caaspp.organizations l ON l.cds = d.lea
WHERE d.since <= (SELECT today()) AND d.until > (SELECT today());
COMMENT ON VIEW caaspp.support_mismatches IS 'Supports to set, correct or explain, a row a student and code, with the first problem that holds.';

CREATE OR REPLACE VIEW caaspp.support_coverage WITH (security_invoker = true) AS
SELECT c.school_year::text AS school_year, c.lea::text AS lea_cds, l.name AS lea_name, c.school::text AS school_cds, s.name AS school_name,
	c.population, c.students, c.identified, c.in_toms, c.with_mismatch
FROM (SELECT u.school_year, u.school, u.lea, p.population,
			 count(*)::integer AS students,
			 (count(*) FILTER (WHERE x.identified))::integer AS identified,
			 (count(*) FILTER (WHERE x.in_toms))::integer AS in_toms,
			 count(m.ssid)::integer AS with_mismatch
	  FROM tested_students() u
		CROSS JOIN LATERAL unnest(u.populations) p(population)
		LEFT JOIN (SELECT y.school_year, y.ssid, bool_or(y.identified_by IS NOT NULL) AS identified, bool_or(y.in_toms) AS in_toms
				   FROM support_answers() y GROUP BY y.school_year, y.ssid) x ON x.school_year = u.school_year AND x.ssid = u.ssid
		LEFT JOIN (SELECT DISTINCT m.school_year, m.ssid FROM caaspp.support_mismatches m) m
			ON m.school_year = u.school_year::text AND m.ssid = u.ssid::text
	  GROUP BY u.school_year, u.school, u.lea, p.population) c
	LEFT JOIN caaspp.organizations s ON s.cds = c.school
	LEFT JOIN caaspp.organizations l ON l.cds = c.lea;
COMMENT ON VIEW caaspp.support_coverage IS 'By school and population, how many students tested have supports identified, have supports in TOMS, and have a mismatch. A student counts in each population that applies.';
