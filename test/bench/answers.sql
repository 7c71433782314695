-- The questions, live. Medians of five (fewer of what takes seconds), milliseconds, beside the same counted from the normalised tables.
SET search_path = pg_catalog, caaspp, bench;
SET caaspp.as_of = '2020-03-09';

-- The state has last year's tests too, so that 20 million parts are there: of those who were in grades 3 to 7, nearly all were taken.
SELECT :students >= 1000000 AS state \gset
\if :state
INSERT INTO caaspp.enrollments (school_year, ssid, school, entry_date, grade)
SELECT '2018-19', f.ssid::text::caaspp.ssid, f.school::caaspp.cds_code, f.entry_date - 365, (f.grade::integer - 1)::text::caaspp.grade
FROM bench.file f WHERE f.grade IN ('4', '5', '6', '7', '8') ORDER BY 2;
\endif
INSERT INTO caaspp.attempts (school_year, ssid, part, status, started_on, completed_on)
SELECT a.school_year, a.ssid, p.part, s.status::caaspp.attempt_status, d.day, CASE s.status WHEN 'completed' THEN d.day + 2 END
FROM caaspp.assignments a
	JOIN caaspp.year_parts() p ON p.school_year = a.school_year AND p.assessment = a.assessment
	CROSS JOIN LATERAL (SELECT abs(hashtext(a.ssid::text)) % 20 AS student, abs(hashtext(a.ssid::text || p.part::text)) % 14 AS day,
							   abs(hashtext(p.part::text || a.ssid::text)) % 20 AS part, a.school_year < '2019-20' AS past) h
	CROSS JOIN LATERAL (SELECT CASE WHEN h.past THEN date '2019-02-25' ELSE date '2020-02-24' END + h.day AS day) d
	CROSS JOIN LATERAL (SELECT CASE WHEN h.part = 0 AND NOT h.past THEN 'paused' ELSE 'completed' END AS status) s
WHERE h.student < CASE WHEN h.past THEN 19 ELSE 16 END
ORDER BY 1, 2, 3;
INSERT INTO caaspp.exemptions (school_year, ssid, assessment, code, entered_at)
SELECT a.school_year, a.ssid, a.assessment, 'PGE', '2020-02-20 09:00-08'
FROM caaspp.assignments a
WHERE a.school_year = '2019-20' AND a.assessment IN ('ELA', 'MATH') AND abs(hashtext(a.ssid::text)) % 100 = 99;
INSERT INTO caaspp.support_settings (school_year, source, ssid, code)
SELECT '2019-20', s.source, f.ssid::text::caaspp.ssid, c.code
FROM bench.file f, unnest(ARRAY['SIS', 'TOMS']) s(source), unnest(ARRAY['TDS_Masking1', 'TDS_CCInvert', 'NEDS_SS', 'TDS_TTS_Item', 'NEDS_NoiseBuf', 'TDS_PM1']) c(code)
WHERE f.ssid % 6 = 0 AND hashtext(s.source || f.ssid || c.code) % 12 <> 0;
INSERT INTO caaspp.support_snapshots (school_year, source, ssid) SELECT '2019-20', 'TOMS', ssid::text::caaspp.ssid FROM bench.file;
VACUUM (ANALYZE);
CREATE TABLE bench.open AS SELECT row_number() OVER () AS n, ssid FROM caaspp.attempts WHERE part = 'ELA-PT' AND stage(status) = 'open';
CREATE UNIQUE INDEX ON bench.open (n);
ANALYZE bench.open;

-- One school's part of one test, which 16 clients update at once.
CREATE TABLE bench.school AS
	SELECT row_number() OVER (ORDER BY t.ssid) AS n, t.ssid
	FROM caaspp.attempts t JOIN caaspp.assignments a ON a.school_year = t.school_year AND a.ssid = t.ssid AND a.assessment = 'ELA'
	WHERE t.school_year = '2019-20' AND t.part = 'ELA-PT' AND a.school::text = '19647330000007';
CREATE UNIQUE INDEX ON bench.school (n);
ANALYZE bench.school;

CREATE PROCEDURE bench.measure(what text, query text) LANGUAGE plpgsql AS $$
DECLARE
	t timestamptz;
	took float8[];
BEGIN
	FOR i IN 1..6 LOOP
		t := clock_timestamp();
		EXECUTE 'CREATE TEMP TABLE answer AS ' || query;
		took := took || 1000 * extract(epoch FROM clock_timestamp() - t)::float8;
		DROP TABLE answer;
		EXIT WHEN i > 1 AND (SELECT sum(x) > 10000 FROM unnest(took) x);
	END LOOP;
	RAISE NOTICE '%', format('%-58s %10s ms', what, (SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY x)::numeric, 1) FROM unnest(took[2:]) x));
END $$;
\set VERBOSITY terse
SET client_min_messages = notice;
CALL bench.measure('completion_rates, one school', $$SELECT * FROM caaspp.completion_rates WHERE school_year = '2019-20' AND school_cds = '19647330000007'$$);
CALL bench.measure('completion_rates, the large LEA', $$SELECT * FROM caaspp.completion_rates WHERE school_year = '2019-20' AND lea_cds = '19647330000000'$$);
CALL bench.measure('completion_rates, all', $$SELECT * FROM caaspp.completion_rates WHERE school_year = '2019-20'$$);
CALL bench.measure('completion_summary', $$SELECT * FROM caaspp.completion_summary WHERE school_year = '2019-20'$$);
CALL bench.measure('  the same counts from enrollments, attempts, rules', $$
	SELECT a.school_year, a.school, a.grade, a.assessment, count(*) AS total, count(*) FILTER (WHERE d.done = d.parts) AS completed
	FROM caaspp.assignments a
		LEFT JOIN (SELECT t.school_year, t.ssid, caaspp.assessment(t.part) AS assessment, count(*) AS parts,
						  count(*) FILTER (WHERE caaspp.stage(t.status) = 'done') AS done
				   FROM caaspp.attempts t GROUP BY 1, 2, 3) d
			ON d.school_year = a.school_year AND d.ssid = a.ssid AND d.assessment = a.assessment
	GROUP BY 1, 2, 3, 4$$);
CALL bench.measure('part_completion_rates', $$SELECT * FROM caaspp.part_completion_rates WHERE school_year = '2019-20'$$);
CALL bench.measure('student_progress, one school', $$SELECT * FROM caaspp.student_progress WHERE school_year = '2019-20' AND school_cds = '19647330000007'$$);
CALL bench.measure('student_progress, all', $$SELECT * FROM caaspp.student_progress WHERE school_year = '2019-20'$$);
CALL bench.measure('expiring_tests, next 7 days, one school', $$SELECT * FROM caaspp.expiring_tests WHERE school_year = '2019-20' AND days_left <= 7 AND school_cds = '19647330000007'$$);
CALL bench.measure('expiring_tests, next 7 days, the large LEA', $$SELECT * FROM caaspp.expiring_tests WHERE school_year = '2019-20' AND days_left <= 7 AND lea_cds = '19647330000000'$$);
SELECT :students > 220000 AS more \gset
\if :more
CALL bench.measure('expiring_tests, next 7 days, another LEA', $$SELECT * FROM caaspp.expiring_tests WHERE school_year = '2019-20' AND days_left <= 7 AND lea_cds = '20000010000000'$$);
\endif
CALL bench.measure('expiring_tests, next 7 days, all', $$SELECT * FROM caaspp.expiring_tests WHERE school_year = '2019-20' AND days_left <= 7$$);
CALL bench.measure('participation_rates', $$SELECT * FROM caaspp.participation_rates WHERE school_year = '2019-20'$$);
CALL bench.measure('support_mismatches', $$SELECT * FROM caaspp.support_mismatches WHERE school_year = '2019-20'$$);
CALL bench.measure('explain_assignment, one student', $$SELECT * FROM caaspp.explain_assignment((SELECT ssid FROM bench.open WHERE n = 1), '2019-20')$$);

-- What must not read the table: the rates of a school. Of all it need not: the planner then takes the smaller of both.
CREATE PROCEDURE bench.assert_index_only(query text) LANGUAGE plpgsql AS $$
DECLARE
	plan jsonb;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
	IF NOT jsonb_path_exists(plan, '$.** ? (@."Node Type" == "Index Only Scan" && @."Index Name" == "assignments_rates")')
		OR jsonb_path_exists(plan, '$.** ? (@."Node Type" like_regex "^(Seq|Index|Bitmap Heap) Scan$" && @."Relation Name" == "assignments")') THEN
		RAISE EXCEPTION 'not index-only: %', query USING DETAIL = jsonb_pretty(plan);
	END IF;
END $$;
CALL bench.assert_index_only($$SELECT * FROM caaspp.completion_rates WHERE school_cds = '19647330000007'$$);
CALL bench.assert_index_only($$SELECT * FROM caaspp.part_completion_rates WHERE school_cds = '19647330000007'$$);
SET enable_seqscan = off;
SET enable_bitmapscan = off;
CALL bench.assert_index_only($$SELECT * FROM caaspp.completion_rates WHERE school_cds > ''$$);
RESET enable_seqscan;
RESET enable_bitmapscan;
-- What must be looked up: never all assignments, nor all attempts.
CREATE PROCEDURE bench.assert_looked_up(query text) LANGUAGE plpgsql AS $$
DECLARE
	plan jsonb;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
	IF jsonb_path_exists(plan, '$.** ? (@."Node Type" == "Seq Scan" && (@."Relation Name" == "assignments" || @."Relation Name" == "attempts"))') THEN
		RAISE EXCEPTION 'not looked up: %', query USING DETAIL = jsonb_pretty(plan);
	END IF;
END $$;
CALL bench.assert_looked_up($$SELECT * FROM caaspp.expiring_tests WHERE days_left <= 7$$);
CALL bench.assert_looked_up($$SELECT * FROM caaspp.expiring_tests WHERE days_left <= 7 AND lea_cds = '19647330000000'$$);
CALL bench.assert_looked_up($$SELECT * FROM caaspp.expiring_tests WHERE days_left <= 7 AND school_cds = '19647330000007'$$);
CALL bench.assert_looked_up($$SELECT * FROM caaspp.attempt_events WHERE ssid = '9900000001'$$);
SELECT to_char(:students, 'FM999,999,999') || ' enrolled' AS students,
	(SELECT to_char(count(*), 'FM999,999,999') FROM caaspp.assignments) || ' tests' AS tests,
	(SELECT to_char(count(*), 'FM999,999,999') FROM caaspp.attempts) || ' parts' AS parts,
	(SELECT to_char(count(*), 'FM999,999,999') FROM caaspp.attempts WHERE caaspp.stage(status) = 'open') || ' open' AS open;
