-- Participation by student group and LEA, its public form, and what it would be.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-04-01';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch School', 'school');
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '99000010000022', '2020-01-20', '2020-03-20');
-- Two schools of 40, one of 12, one of another LEA; elas, plans and tests by the number.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, elas, special_education, section_504, us_entry_date)
SELECT '2019-20', (9890000000 + n)::text, CASE WHEN n <= 40 THEN '99000010000011' WHEN n <= 80 THEN '99000010000022' WHEN n <= 92 THEN '99000010000033' ELSE '99000020000044' END,
	'2019-08-15', (3 + n % 3)::text, CASE WHEN n % 3 = 0 THEN 'EL' WHEN n % 7 = 0 THEN 'RFEP' WHEN n % 11 = 0 THEN 'IFEP' WHEN n % 29 = 0 THEN NULL ELSE 'EO' END,
	n % 4 = 1, n % 6 = 2, CASE WHEN n % 33 = 0 THEN '2019-09-01'::date END
FROM generate_series(1, 100) n;
INSERT INTO attempts (school_year, ssid, part, status, started_on, completed_on)
SELECT '2019-20', (9890000000 + n)::text, p, 'completed', '2020-03-02', '2020-03-03'
FROM generate_series(1, 100) n, unnest(ARRAY['ELA-CAT', 'ELA-PT', 'MATH-CAT', 'MATH-PT']::test_part[]) p WHERE n % 10 <> 0 AND (p <> 'MATH-PT' OR n % 8 <> 0);
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES
	('2019-20', '9890000010', 'ELA', 'PGE', '2020-03-09 09:00-07'), ('2019-20', '9890000020', 'ELA', 'NTE', '2020-03-09 09:00-07'), ('2019-20', '9890000030', 'MATH', 'PGE', '2020-03-09 09:00-07');

SELECT right(school_cds, 2) AS school, level, student_group, expected, participated, pge, nte, participation_rate, meets_95, short_by
FROM participation_by_group WHERE subject = 'ELA' AND lea_cds = '99000010000000' ORDER BY school_cds NULLS FIRST, student_group COLLATE "C";
-- The whole against what is known: group all of a school is participation_rates, the LEA's is the sum of its schools; and each group counted anew from the tables, plainly.
SELECT count(*) FROM (SELECT * FROM participation_rates EXCEPT SELECT school_year, lea_cds, lea_name, school_cds, school_name, subject, expected, participated, pge, nte, participation_rate, meets_95, short_by
					  FROM participation_by_group WHERE level = 'school' AND student_group = 'all') different;
SELECT count(*) FROM (SELECT lea_cds, subject, student_group, sum(expected), sum(participated), sum(pge), sum(nte) FROM participation_by_group WHERE level = 'school' GROUP BY 1, 2, 3
					  EXCEPT SELECT lea_cds, subject, student_group, expected, participated, pge, nte FROM participation_by_group WHERE level = 'lea') different;
CREATE TEMP TABLE plain (school text, subject text, student_group text, expected integer, participated integer);
DO $$
DECLARE
	e record;
	t text;
	g text;
	started integer;
	x text;
BEGIN
	FOR e IN SELECT n.*, n.elas = 'EL' AND n.us_entry_date >= '2019-04-15' AS newcomer FROM caaspp.enrollments n LOOP
		FOREACH t IN ARRAY CASE WHEN e.grade = '5' THEN ARRAY['ELA', 'MATH', 'CAST'] ELSE ARRAY['ELA', 'MATH'] END LOOP
			SELECT count(*) INTO started FROM caaspp.attempts a WHERE a.ssid = e.ssid AND a.part::text LIKE t || '%' AND a.started_on IS NOT NULL;
			SELECT code::text INTO x FROM caaspp.exemptions o WHERE o.ssid = e.ssid AND o.assessment::text = t;
			FOREACH g IN ARRAY ARRAY['all', 'EL', 'RFEP', 'IFEP', 'EO', 'TBD', 'SWD', '504'] LOOP
				IF g = 'all' OR g = e.elas OR (g = 'SWD' AND e.special_education) OR (g = '504' AND e.section_504) THEN
					INSERT INTO plain VALUES (e.school::text, CASE t WHEN 'CAST' THEN 'SCIENCE' ELSE t END, g,
						CASE WHEN x = 'NTE' OR (t = 'ELA' AND e.newcomer) THEN 0 ELSE 1 END,
						CASE WHEN x IN ('NTE', 'PGE') OR (t = 'ELA' AND e.newcomer) OR started < CASE t WHEN 'CAST' THEN 1 ELSE 2 END THEN 0 ELSE 1 END);
				END IF;
			END LOOP;
		END LOOP;
	END LOOP;
END
$$;
SELECT count(*) AS groups, count(*) FILTER (WHERE (p.expected, p.participated) IS DISTINCT FROM (g.expected::bigint, g.participated::bigint)) AS different
FROM (SELECT school, subject, student_group, sum(expected) AS expected, sum(participated) AS participated FROM plain GROUP BY 1, 2, 3) p
	FULL JOIN (SELECT * FROM participation_by_group WHERE level = 'school') g ON g.school_cds = p.school AND g.subject = p.subject AND g.student_group = p.student_group;

-- The public form.
SELECT right(p.school_cds, 2) AS school, p.student_group, g.expected AS known, p.expected, p.participated, p.participation_rate, p.meets_95, p.short_by, p.suppressed
FROM participation_public p JOIN participation_by_group g USING (school_year, lea_cds, level, subject, student_group)
WHERE g.school_cds IS NOT DISTINCT FROM p.school_cds AND subject = 'ELA' AND lea_cds = '99000010000000' ORDER BY p.school_cds NULLS FIRST, student_group COLLATE "C";
SELECT count(*) AS small_but_published FROM participation_public WHERE NOT suppressed AND expected < 11;
SELECT count(*) AS suppressed_with_figures FROM participation_public WHERE suppressed AND num_nonnulls(expected, participated, participation_rate, meets_95, short_by) > 0;
SELECT (SELECT count(*) FROM participation_public) = (SELECT count(*) FROM participation_by_group) AS every_group_has_a_row;

-- Cells by hand. 1 is the total of 2 to 4. One small one takes the next smallest with it; two whose sum is small take a third; nothing small, nothing taken.
SELECT name, suppressed_cells(array_fill(1, ARRAY[cardinality(sizes) - 1]), array_fill(1, ARRAY[cardinality(sizes) - 1]),
							  ARRAY(SELECT generate_series(2, cardinality(sizes))), sizes, array_fill(11, ARRAY[cardinality(sizes)])) AS hidden
FROM (VALUES ('one small', ARRAY[60, 5, 20, 35]), ('sum small', ARRAY[60, 3, 4, 20, 33]), ('two enough', ARRAY[60, 5, 6, 20, 29]), ('none small', ARRAY[60, 20, 40]),
			 ('all in one', ARRAY[60, 60]), ('small rest', ARRAY[60, 55]), ('rest large', ARRAY[60, 5]), ('total small', ARRAY[9, 4, 5]), ('empty', ARRAY[40, 0, 40]), ('zero rest', ARRAY[30, 11, 19])) c(name, sizes);
-- Two lines of one total: by school 2, 3; by language 4, 5. A single component hidden for another line's sake hides the total.
SELECT suppressed_cells(ARRAY[1, 1, 2, 2], ARRAY[1, 1, 1, 1], ARRAY[2, 3, 4, 5], ARRAY[50, 8, 42, 20, 30], array_fill(11, ARRAY[5])) AS one_line_hides,
	suppressed_cells(ARRAY[1, 2, 2], ARRAY[1, 2, 2], ARRAY[3, 3, 4], ARRAY[20, 28, 20, 8], array_fill(11, ARRAY[4])) AS total_too,
	suppressed_cells('{}', '{}', '{}', ARRAY[12, 10, NULL], ARRAY[11, 11, 11]) AS no_lines, suppressed_cells('{}', '{}', '{}', ARRAY[12], ARRAY[NULL]::integer[]) AS no_rule;

-- What if. 20 has NTE and 10 PGE in ELA already; 40 in ELA, and everybody in the second school, whose window is over, has nothing to lose.
SELECT right(school_cds, 2) AS school, subject AS s, student_group AS grp, expected AS e, participated AS p, participation_rate AS rate, short_by AS short,
	expected_then AS e2, participated_then AS p2, participation_rate_then AS rate2, meets_95_then AS meets2, short_by_then AS short2
FROM what_if_participation('2019-20', pge => '{9890000040,9890000010}', nte => '{9890000030}', absent => '{9890000008}', subjects => '{ELA,MATH}');
-- Completed tests and codes that are there do not change; logged on is taken part, absent or not; the window's end leaves out who has not come.
SELECT right(school_cds, 2) AS school, subject, expected_then - expected AS expected, participated_then - participated AS participated
FROM what_if_participation('2019-20', pge => '{9890000001}', nte => '{9890000010}', absent => '{9890000002,9890000041}', subjects => '{ELA}') WHERE student_group = 'all';
SELECT count(*) FROM what_if_participation('2019-20');
SELECT count(*) FROM what_if_participation('2019-20', pge => '{9890099999}');
SELECT count(*) FROM what_if_participation('2018-19', pge => '{9890000001}');
SELECT count(*) FROM what_if_participation('2019-20', pge => NULL, nte => '{9890000050}', absent => NULL);
SELECT * FROM what_if_participation('2019-20', absent => '{9890000040}', subjects => '{SCIENCE}') WHERE level = 'school';
SELECT * FROM what_if_participation('2019-20', pge => '{9890000001}', nte => '{9890000001}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM what_if_participation('2019-20', subjects => '{ELA,HISTORY}');
\echo :LAST_ERROR_SQLSTATE
-- It says what entering the codes then does.
CREATE TEMP TABLE promised AS SELECT * FROM what_if_participation('2019-20', pge => '{9890000040,9890000050,9890000001}', nte => '{9890000030,9890000060,9890000002}');
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at)
SELECT a.school_year, a.ssid, a.assessment, CASE WHEN a.ssid IN ('9890000040', '9890000050', '9890000001') THEN 'PGE' ELSE 'NTE' END::exemption_code, '2020-03-30 09:00-07'
FROM assignments a
WHERE a.ssid IN ('9890000040', '9890000050', '9890000001', '9890000030', '9890000060', '9890000002') AND a.parts_done <> a.parts AND a.exemption IS NULL;
INSERT INTO attempts (school_year, ssid, part, status, started_on)
SELECT a.school_year, a.ssid, y.part, 'started', '2020-03-31' FROM assignments a JOIN year_parts() y ON y.school_year = a.school_year AND y.assessment = a.assessment
WHERE a.exemption IS NULL AND a.window_ends_on >= today() ON CONFLICT DO NOTHING;
SELECT count(*) AS compared, count(*) FILTER (WHERE (p.expected_then, p.participated_then, p.participation_rate_then, p.meets_95_then, p.short_by_then)
	IS DISTINCT FROM (g.expected, g.participated, g.participation_rate, g.meets_95, g.short_by)) AS different
FROM promised p LEFT JOIN participation_by_group g ON g.school_year = '2019-20' AND g.lea_cds = p.lea_cds AND g.school_cds IS NOT DISTINCT FROM p.school_cds
	AND g.subject = p.subject AND g.student_group = p.student_group;
-- Nobody enrolled: nothing to publish. A year without rules publishes nothing.
INSERT INTO assignments (school_year, ssid, assessment, school, grade) VALUES ('2031-32', '9890000001', 'ELA', '99000010000011', '3');
SELECT student_group, level, expected, suppressed FROM participation_public WHERE school_year = '2031-32';
TRUNCATE enrollments, attempts, exemptions, assignments;
SELECT count(*) FROM participation_public;
ROLLBACK;
