-- Support problems: what support_mismatches shows, worked out when a fact changes, not when somebody asks.
-- A row says for which days it holds, so that the clock decides nothing here: see expected_support_problems().

CREATE TABLE IF NOT EXISTS caaspp.support_problems (
	school_year   caaspp.school_year,
	ssid          caaspp.ssid,
	code          text,
	since         date,
	until         date NOT NULL,
	school        caaspp.cds_code,
	lea           caaspp.cds_code,
	grade         caaspp.grade NOT NULL,
	population    text NOT NULL,
	support       text,
	class         text,
	problem       text NOT NULL,
	identified_by text,
	PRIMARY KEY (school_year, ssid, code, since)
);
-- By the text that the view shows, so that a filter on it is one range of an index.
CREATE INDEX IF NOT EXISTS support_problems_student ON caaspp.support_problems ((ssid::text));
CREATE INDEX IF NOT EXISTS support_problems_school ON caaspp.support_problems ((school::text));
CREATE STATISTICS IF NOT EXISTS caaspp.support_problems_years ON (school_year::text) FROM caaspp.support_problems;
COMMENT ON STATISTICS caaspp.support_problems_years IS 'How many support problems each year has, by the text that the view shows.';
COMMENT ON TABLE caaspp.support_problems IS 'Derived: each problem of each support of each student who takes a test, with the days on which it holds. support_mismatches shows those of the day; nothing is to be written here.';
COMMENT ON COLUMN caaspp.support_problems.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.support_problems.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.support_problems.code IS 'Support code.';
COMMENT ON COLUMN caaspp.support_problems.since IS 'First day on which it holds: another test was still active before; -infinity: from the start.';
COMMENT ON COLUMN caaspp.support_problems.until IS 'First day on which it holds no longer, because the student leaves a test; infinity while no day is known.';
COMMENT ON COLUMN caaspp.support_problems.school IS 'School of the governing enrollment, else of the assignment.';
COMMENT ON COLUMN caaspp.support_problems.lea IS 'LEA that is accountable for the student.';
COMMENT ON COLUMN caaspp.support_problems.grade IS 'Grade of the governing enrollment, else of the assignment.';
COMMENT ON COLUMN caaspp.support_problems.population IS 'Of SWD, 504, EL those that apply, joined by a comma; else general.';
COMMENT ON COLUMN caaspp.support_problems.support IS 'Name of the support in the first of the student''s tests that has it, else in any; null: not in the catalogue.';
COMMENT ON COLUMN caaspp.support_problems.class IS 'Its class in that test; null: not in the catalogue.';
COMMENT ON COLUMN caaspp.support_problems.problem IS 'The first problem that holds, see support_mismatches.';
COMMENT ON COLUMN caaspp.support_problems.identified_by IS 'The district''s sources that name the code; null: only TOMS has it.';

CREATE OR REPLACE FUNCTION caaspp.populations(special_education boolean, section_504 boolean, elas text)
RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN special_education IS TRUE OR section_504 IS TRUE OR (elas = 'EL') IS TRUE
	THEN array_remove(ARRAY[CASE WHEN special_education THEN 'SWD' END, CASE WHEN section_504 THEN '504' END, CASE WHEN elas = 'EL' THEN 'EL' END], NULL)
	ELSE ARRAY['general'] END;
COMMENT ON FUNCTION caaspp.populations(boolean, boolean, text) IS
	'Of SWD (special education), 504 and EL those that apply, in this order; else general. Nulls: not so.';

CREATE OR REPLACE FUNCTION caaspp.support_catalogue()
RETURNS TABLE (school_year caaspp.school_year, code text, is_off boolean, usable_in text[], open_in text[], names text[], classes text[])
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT c.school_year, c.code, bool_or(c.class = 'off'),
		array_agg(c.test ORDER BY c.part), array_agg(c.test) FILTER (WHERE c.class <> 'accommodation'),
		array_agg(c.name ORDER BY c.part), array_agg(c.class ORDER BY c.part)
	FROM (SELECT DISTINCT ON (y.school_year, y.code, y.class, t.test) y.school_year, y.code, y.part, y.name, y.class, t.test
		  FROM year_supports() y
			LEFT JOIN LATERAL unnest(y.grades) g(grade) ON true
			CROSS JOIN LATERAL (SELECT y.assessment::text || coalesce('/' || g.grade::text, '') AS test) t
		  ORDER BY y.school_year, y.code, y.class, t.test, y.part) c
	GROUP BY c.school_year, c.code;
END;
COMMENT ON FUNCTION caaspp.support_catalogue() IS
	'The year''s catalogue, a row a code: the tests in which it may be used (assessment, or assessment/grade where grades are limited), in order of parts, with its name and class in each; open_in: of these those in which some part asks for no plan. is_off: a default, no setting.';

CREATE OR REPLACE FUNCTION caaspp.days_tested(of_year caaspp.school_year, of_ssids caaspp.ssid[])
RETURNS TABLE (ssid caaspp.ssid, since date, until date, school caaspp.cds_code, lea caaspp.cds_code, grade caaspp.grade, tests text[])
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT d.ssid, coalesce(lag(d.until) OVER (PARTITION BY d.ssid ORDER BY d.until), '-infinity'), d.until,
		min(d.school) OVER later, min(d.lea) OVER later, min(d.grade) OVER later, string_to_array(string_agg(d.tests, ' ') OVER later, ' ')
	FROM (SELECT c.ssid, e.until, min(c.school) AS school, min(c.lea) AS lea, min(c.grade) AS grade,
				 string_agg(c.assessment::text || ' ' || c.assessment::text || '/' || c.grade::text, ' ') AS tests
		  FROM unnest(of_ssids) s(ssid)
			JOIN caaspp.assignments c ON c.school_year = of_year AND c.ssid = s.ssid
				AND c.ssid BETWEEN of_ssids[1] AND of_ssids[cardinality(of_ssids)]		-- one range of the index
			CROSS JOIN LATERAL (SELECT CASE WHEN c.left_on IS NULL OR c.left_on > c.window_ends_on THEN 'infinity' ELSE c.left_on END AS until) e
		  GROUP BY c.ssid, e.until) d
	WINDOW later AS (PARTITION BY d.ssid ORDER BY d.until DESC);
END;
COMMENT ON FUNCTION caaspp.days_tested(caaspp.school_year, caaspp.ssid[]) IS
	'For each of these students, who stand in order, the spans of days, from since to the day before until, on which the same assignments are active as assignments_at() has it, with these as assessment and as assessment/grade. Nearly always one span, without end.';

CREATE OR REPLACE FUNCTION caaspp.support_problem(usable_in text[], open_in text[], tests text[], has_plan boolean,
	identified boolean, in_toms boolean, listed boolean)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN usable_in IS NULL THEN 'unknown code'
	WHEN NOT usable_in && tests THEN 'not available'
	WHEN NOT has_plan AND (open_in && tests) IS NOT TRUE THEN 'not permitted'
	WHEN listed IS NULL THEN NULL
	WHEN identified AND NOT listed THEN 'student not in TOMS report'
	WHEN NOT in_toms THEN 'missing in TOMS'
	WHEN NOT identified THEN 'not identified' END;
COMMENT ON FUNCTION caaspp.support_problem(text[], text[], text[], boolean, boolean, boolean, boolean) IS
	'The first problem of a code that holds for a student of these tests: by the catalogue (usable_in, open_in, see support_catalogue), then against TOMS; listed: the student is in the TOMS report, null: there is no report. Null: no problem.';

CREATE OR REPLACE FUNCTION caaspp.expected_support_problems(of_year caaspp.school_year, of_ssids caaspp.ssid[])
RETURNS TABLE (ssid caaspp.ssid, code text, since date, until date, school caaspp.cds_code, lea caaspp.cds_code, grade caaspp.grade, population text,
			   support text, class text, problem text, identified_by text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	WITH doubtful AS MATERIALIZED (		-- a problem, if the student has no plan
		SELECT x.*, k.usable_in, k.open_in, k.names, k.classes
		FROM (SELECT q.*, t.since, t.until, t.school, t.lea, t.grade, t.tests, CASE WHEN q.reported THEN r.ssid IS NOT NULL END AS listed
			  FROM (SELECT s.ssid, s.code, bool_or(s.source = 'TOMS') AS in_toms, bool_or(s.source <> 'TOMS') AS identified,
						   bool_or(s.source = 'SIS') AS sis, bool_or(s.source = 'SPED') AS sped, bool_or(s.source = '504') AS plan_504, bool_or(s.source = 'EL') AS el,
						   EXISTS (SELECT FROM caaspp.support_snapshots o WHERE o.school_year = of_year AND o.source = 'TOMS') AS reported
					FROM unnest(of_ssids) u(ssid)
						JOIN caaspp.support_settings s ON s.school_year = of_year AND s.ssid = u.ssid
							AND s.ssid BETWEEN of_ssids[1] AND of_ssids[cardinality(of_ssids)]
					GROUP BY s.ssid, s.code) q
				JOIN days_tested(of_year, of_ssids) t ON t.ssid = q.ssid
				LEFT JOIN caaspp.support_snapshots r ON r.school_year = of_year AND r.source = 'TOMS' AND r.ssid = q.ssid
					AND r.ssid BETWEEN of_ssids[1] AND of_ssids[cardinality(of_ssids)]
			  OFFSET 0) x		-- the wide catalogue last
			LEFT JOIN support_catalogue() k ON k.school_year = of_year AND k.code = x.code
		WHERE k.is_off IS NOT TRUE AND support_problem(k.usable_in, k.open_in, x.tests, false, x.identified, x.in_toms, x.listed) IS NOT NULL)
	SELECT d.ssid, d.code, d.since, d.until, coalesce(d.home, d.school), coalesce(d.accountable_lea, lea(d.home), d.lea), coalesce(d.home_grade, d.grade),
		array_to_string(populations(d.special_education, d.section_504, d.elas), ', '), d.names[f.place], d.classes[f.place], d.problem,
		nullif(concat_ws(', ', CASE WHEN d.sis THEN 'SIS' END, CASE WHEN d.sped THEN 'SPED' END,
						 CASE WHEN d.plan_504 THEN '504' END, CASE WHEN d.el THEN 'EL' END), '')
	FROM (SELECT c.*, g.school AS home, g.accountable_lea, g.grade AS home_grade, g.special_education, g.section_504, g.elas,
				 support_problem(c.usable_in, c.open_in, c.tests, g.special_education IS TRUE OR g.section_504 IS TRUE, c.identified, c.in_toms, c.listed) AS problem
		  FROM doubtful c
			LEFT JOIN (SELECT e.*		-- each by the index
					   FROM (SELECT DISTINCT o.ssid FROM doubtful o) w
						CROSS JOIN LATERAL (SELECT o.* FROM governing_enrollments() o WHERE o.school_year = of_year AND o.ssid = w.ssid LIMIT 1) e) g
				ON g.ssid = c.ssid) d
		CROSS JOIN LATERAL (		-- the first test that has it, else any
			SELECT coalesce((SELECT u.place FROM unnest(d.usable_in) WITH ORDINALITY u(test, place) WHERE u.test = ANY (d.tests) ORDER BY u.place LIMIT 1), 1) AS place) f
	WHERE d.problem IS NOT NULL;
END;
COMMENT ON FUNCTION caaspp.expected_support_problems(caaspp.school_year, caaspp.ssid[]) IS
	'The rows of support_problems as a year''s facts give them, of these students, who stand in order, whatever the day.';
