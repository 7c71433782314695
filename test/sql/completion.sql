-- Completion: rates by school, grade and test, by part, in summary, and student by student.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-04-01';
INSERT INTO organizations (cds, name, kind) VALUES
	('00000000000000', 'California', 'state'), ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch Elementary', 'school'), ('99000020000033', 'Cedar Center', 'nps');
INSERT INTO students (ssid, last_name, first_name) VALUES ('9600000001', 'Ash', 'Ada'), ('9600000002', 'Beech', 'Ben'), ('9600000003', 'Date', NULL);
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '9900001', '2020-02-03', '2020-05-29');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, exit_date, exit_reason, accountable_lea) VALUES
	('2019-20', '9600000001', '99000010000011', '2019-08-15', '3', NULL, NULL, NULL),
	('2019-20', '9600000002', '99000010000011', '2019-08-15', '3', NULL, NULL, NULL),
	('2019-20', '9600000003', '99000010000011', '2019-08-15', '3', NULL, NULL, NULL),
	('2019-20', '9600000004', '99000010000011', '2019-08-15', '3', NULL, NULL, NULL),
	('2019-20', '9600000005', '99000010000022', '2019-08-15', '3', NULL, NULL, NULL),				-- school and student unknown
	('2019-20', '9600000006', '99000020000033', '2019-08-15', '3', NULL, NULL, '9900001'),			-- a nonpublic school: the placing LEA counts
	('2019-20', '9600000007', '99000010000011', '2019-08-15', '3', '2020-03-31', 'T160', NULL),		-- left
	('2019-20', '9600000008', '99000010000011', '2019-08-15', '3', '2020-04-02', 'T160', NULL),		-- leaves tomorrow
	('2019-20', '9600000009', '99000010000011', '2019-08-15', '3', '2020-04-01', 'T160', NULL),		-- leaves today
	('2019-20', '9600000010', '99000010000011', '2019-08-15', '3', NULL, NULL, NULL),
	('2019-20', '9600000011', '99000010000011', '2019-08-15', '3', '2020-06-01', 'T160', NULL),		-- leaves after the window
	('2019-20', '9600000012', '99000010000011', '2019-08-15', '5', '2020-03-31', 'E155', NULL);		-- a year-end exit
INSERT INTO attempts (school_year, ssid, part, opportunity, status, started_on) VALUES
	('2019-20', '9600000001', 'ELA-CAT', 1, 'completed', '2020-03-02'), ('2019-20', '9600000001', 'ELA-PT', 1, 'submitted', '2020-03-03'),
	('2019-20', '9600000001', 'MATH-CAT', 1, 'paused', '2020-03-25'),
	('2019-20', '9600000002', 'MATH-CAT', 1, 'completed', '2020-03-02'), ('2019-20', '9600000002', 'MATH-PT', 1, 'completed', '2020-03-03'),
	('2019-20', '9600000003', 'ELA-CAT', 1, 'completed', '2020-03-02'),
	('2019-20', '9600000004', 'ELA-CAT', 1, 'invalidated', '2020-03-02'), ('2019-20', '9600000004', 'ELA-PT', 1, 'completed', '2020-03-02'),
	('2019-20', '9600000004', 'MATH-CAT', 1, 'expired', '2020-01-20'), ('2019-20', '9600000004', 'MATH-PT', 1, 'completed', '2020-03-02'),
	('2019-20', '9600000006', 'ELA-CAT', 1, 'scored', '2020-03-02'), ('2019-20', '9600000006', 'ELA-PT', 1, 'reported', '2020-03-02'),
	('2019-20', '9600000007', 'ELA-CAT', 1, 'completed', '2020-03-02'),
	('2019-20', '9600000010', 'ELA-CAT', 1, 'completed', '2020-03-02'), ('2019-20', '9600000010', 'ELA-CAT', 2, 'pending', NULL),
	('2019-20', '9600000010', 'ELA-PT', 1, 'paused', '2020-03-02'),
	('2019-20', '9600000012', 'CAST', 1, 'completed', '2020-03-02');
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES
	('2019-20', '9600000002', 'ELA', 'PGE', '2020-03-02 09:00-08'), ('2019-20', '9600000003', 'ELA', 'NTE', '2020-03-02 09:00-08'),
	('2019-20', '9600000012', 'MATH', 'PGE', '2020-03-02 09:00-08');

SELECT * FROM completion_rates ORDER BY school_cds, grade_order, assessment;
SELECT school_cds, grade, assessment, part, total, started, completed, pge, nte, completion_rate
FROM part_completion_rates WHERE school_cds = '99000010000011' ORDER BY grade_order, part;
-- A part submitted counts there, exemption or not.
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9600000003', 'ELA-PT', 'completed', '2020-03-02');
SELECT part, completed FROM part_completion_rates WHERE school_cds = '99000010000011' AND grade = '3' AND assessment = 'ELA' ORDER BY part;
SELECT completed FROM completion_rates WHERE school_cds = '99000010000011' AND grade = '3' AND assessment = 'ELA';
SELECT * FROM completion_summary ORDER BY level, cds, program;
SELECT school_cds, ssid, student_name, grade, assessment, origin, exemption, parts_done, parts_total, status, missing_parts
FROM student_progress ORDER BY school_cds, ssid, assessment;
SELECT school_year, lea_cds, lea_name, school_cds, school_name, grade_order FROM student_progress WHERE ssid IN ('9600000005', '9600000006') AND assessment = 'ELA' ORDER BY ssid;

-- After the window's end, who left before it has gone, and who left after it stays.
SET LOCAL caaspp.as_of = '2020-06-15';
SELECT total FROM completion_rates WHERE school_cds = '99000010000011' AND grade = '3' AND assessment = 'ELA';
SELECT ssid FROM student_progress WHERE school_cds = '99000010000011' AND assessment = 'ELA' ORDER BY ssid;
-- The window's end moves: so does who is active.
UPDATE testing_windows SET ends_on = '2020-06-01';
SELECT total FROM completion_rates WHERE school_cds = '99000010000011' AND grade = '3' AND assessment = 'ELA';
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '99000010000011', '2020-02-03', '2020-04-01');
SELECT total FROM completion_rates WHERE school_cds = '99000010000011' AND grade = '3' AND assessment = 'ELA';
DELETE FROM testing_windows;
SELECT total FROM completion_rates WHERE school_cds = '99000010000011' AND grade = '3' AND assessment = 'ELA';

-- By program: alternate, science and Spanish.
SET LOCAL caaspp.as_of = '2020-04-01';
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education, primary_disability, alternate_assessment, spanish_elected) VALUES
	('2019-20', '9600000020', '99000010000022', '2019-08-15', '8', true, 'ID', true, true), ('2019-20', '9600000021', '99000010000022', '2019-08-15', '8', NULL, NULL, NULL, NULL);
INSERT INTO attempts (school_year, ssid, part, status, started_on)
SELECT '2019-20', '9600000020', ('CAA-SCI-' || n)::test_part, 'completed', '2020-03-02' FROM generate_series(1, 3) n;
SELECT level, cds, program, total, started, completed, completion_rate FROM completion_summary WHERE cds = '99000010000022' ORDER BY program;
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9600000020', 'CAA-SCI-4', 'invalidated', '2020-03-02');
SELECT program, total, started, completed, completion_rate FROM completion_summary WHERE level = 'state' ORDER BY program;

-- The rates known now, for today, are the view.
SELECT count(*) FROM (SELECT * FROM completion_rates EXCEPT ALL SELECT * FROM completion_rates_at(now(), today())) d;
SELECT count(*) FROM (SELECT * FROM completion_rates_at(now(), today()) EXCEPT ALL SELECT * FROM completion_rates) d;

-- A filter on the text of a year or grade is estimated as what it is, for whoever asks.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
SELECT y, (9610000000 + n)::text::ssid, '99000010000011', starts_on(y) + 45, CASE n % 4 WHEN 0 THEN '5' ELSE '4' END::grade
FROM generate_series(1, 400) n, unnest('{2018-19,2019-20}'::school_year[]) y;
ANALYZE sites, assignments, enrollments;
CREATE FUNCTION pg_temp.estimated(condition text, leeway float8 DEFAULT 1.4, OUT near boolean) LANGUAGE plpgsql AS $$
DECLARE
	plan jsonb;
	rows float8;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT json) SELECT FROM ' || condition INTO plan;
	EXECUTE 'SELECT count(*) FROM ' || condition INTO rows;
	near := (plan->0->'Plan'->>'Plan Rows')::float8 BETWEEN rows / leeway AND rows * leeway;
END $$;
CREATE ROLE alder;
GRANT USAGE ON SCHEMA caaspp TO alder;
GRANT SELECT ON assignments, enrollments TO alder;
INSERT INTO access_grants (role_name, scope, duty) VALUES ('alder', '9900001', 'coordinator');
SELECT c AS condition, pg_temp.estimated(c)
FROM (VALUES ('caaspp.assignments WHERE school_year::text = ''2019-20'''), ('caaspp.assignments WHERE school_year::text = ''2019-20'' AND grade::text = ''5'''),
			 ('caaspp.assignments WHERE assessment::text = ''CAST'''), ('caaspp.enrollments WHERE school_year::text = ''2018-19''')) v(c);
-- By the site, whose tests are as many as those of another on the average.
SELECT pg_temp.estimated('caaspp.active_assignments() WHERE year_text = ''2019-20''', 2) AS by_site,
	pg_temp.estimated('caaspp.active_assignments() WHERE year_text = ''2019-20'' AND grade::text = ''5''', 2) AS and_grade;
SET ROLE alder;
SET LOCAL row_security = on;
SELECT pg_temp.estimated('caaspp.assignments WHERE school_year::text = ''2019-20''') AS near_under_row_security;
RESET ROLE;
ROLLBACK;
