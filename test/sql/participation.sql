-- Participation: who is expected, who took part, and how many are missing to 95 percent.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-04-01';
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, elas, us_entry_date, alternate_assessment, special_education, primary_disability) VALUES
	('2019-20', '9800000001', '99000010000011', '2019-08-15', '3', NULL, NULL, NULL, NULL, NULL),
	('2019-20', '9800000002', '99000010000011', '2019-08-15', '3', NULL, NULL, NULL, NULL, NULL),
	('2019-20', '9800000003', '99000010000011', '2019-08-15', '3', NULL, NULL, NULL, NULL, NULL),
	('2019-20', '9800000004', '99000010000011', '2019-08-15', '3', NULL, NULL, NULL, NULL, NULL),
	('2019-20', '9800000005', '99000010000011', '2019-08-15', '3', 'EL', '2019-04-15', NULL, NULL, NULL),
	('2019-20', '9800000006', '99000010000011', '2019-08-15', '3', 'EL', '2019-04-14', NULL, NULL, NULL),
	('2019-20', '9800000007', '99000010000011', '2019-08-15', '3', 'RFEP', '2019-08-01', NULL, NULL, NULL),
	('2019-20', '9800000008', '99000010000011', '2019-08-15', '3', NULL, NULL, true, true, 'ID'),
	('2019-20', '9800000009', '99000010000011', '2019-08-15', '3', NULL, NULL, NULL, NULL, NULL),
	('2019-20', '9800000010', '99000010000011', '2019-08-15', '3', NULL, NULL, NULL, NULL, NULL),
	('2019-20', '9800000011', '99000010000011', '2019-08-15', '3', 'EL', '2019-09-01', true, true, 'ID');
INSERT INTO attempts (school_year, ssid, part, opportunity, status, started_on) VALUES
	('2019-20', '9800000001', 'ELA-CAT', 1, 'completed', '2020-03-02'), ('2019-20', '9800000001', 'ELA-PT', 1, 'paused', '2020-03-02'),
	('2019-20', '9800000002', 'ELA-CAT', 1, 'completed', '2020-03-02'), ('2019-20', '9800000002', 'ELA-PT', 1, 'pending', NULL),
	('2019-20', '9800000003', 'ELA-CAT', 1, 'completed', '2020-03-02'), ('2019-20', '9800000003', 'ELA-PT', 1, 'paused', '2020-03-02'),
	('2019-20', '9800000004', 'ELA-CAT', 1, 'completed', '2020-03-02'), ('2019-20', '9800000004', 'ELA-PT', 1, 'paused', '2020-03-02'),
	('2019-20', '9800000005', 'ELA-CAT', 1, 'completed', '2020-03-02'), ('2019-20', '9800000005', 'ELA-PT', 1, 'completed', '2020-03-02'),
	('2019-20', '9800000005', 'MATH-CAT', 1, 'completed', '2020-03-02'), ('2019-20', '9800000005', 'MATH-PT', 1, 'completed', '2020-03-02'),
	('2019-20', '9800000008', 'CAA-ELA', 1, 'paused', '2020-03-02'),
	('2019-20', '9800000009', 'ELA-CAT', 1, 'expired', '2020-01-15'), ('2019-20', '9800000009', 'ELA-PT', 1, 'invalidated', '2020-01-15'),
	('2019-20', '9800000010', 'ELA-CAT', 1, 'completed', '2020-03-02'), ('2019-20', '9800000010', 'ELA-CAT', 2, 'pending', NULL), ('2019-20', '9800000010', 'ELA-PT', 1, 'completed', '2020-03-02');
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES
	('2019-20', '9800000003', 'ELA', 'PGE', '2020-03-09 09:00-07'), ('2019-20', '9800000004', 'ELA', 'NTE', '2020-03-09 09:00-07'), ('2019-20', '9800000007', 'ELA', 'NEL', '2020-03-09 09:00-07');
-- ELA: 11 less NTE (4) and newcomers (5, 11; 7 by its code) are 7; took part: 1, 8, 9. The day before 15 April is not new; the day is.
SELECT * FROM participation_rates ORDER BY school_cds, subject;
SELECT ssid, exemption, status FROM student_progress WHERE assessment IN ('ELA', 'CAA-ELA') AND exemption IS NOT NULL ORDER BY ssid;
-- Newcomers are those of 15 April before each year.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, elas, us_entry_date) VALUES
	('2018-19', '9800000020', '99000010000022', '2018-08-15', '3', 'EL', '2018-04-15'), ('2018-19', '9800000021', '99000010000022', '2018-08-15', '3', 'EL', '2018-04-14'),
	('2020-21', '9800000020', '99000010000022', '2020-08-15', '5', 'EL', '2020-04-15'), ('2020-21', '9800000021', '99000010000022', '2020-08-15', '5', 'EL', '2018-04-14');
SELECT school_year, subject, expected FROM participation_rates WHERE school_cds = '99000010000022' ORDER BY 1, 2;
-- Nobody expected: no rate, nobody missing.
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2020-21', '9800000020', 'CAST', 'NTE', '2020-03-01 09:00-08'), ('2020-21', '9800000021', 'CAST', 'NTE', '2020-03-01 09:00-08');
SELECT subject, expected, participated, pge, nte, participation_rate, meets_95, short_by
FROM participation_rates WHERE school_cds = '99000010000022' AND school_year = '2020-21' ORDER BY subject;
-- At 95 percent: 19 of 20 is enough, 19 of 21 and 18 of 20 are one short. Spanish counts nowhere.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, spanish_elected)
SELECT '2019-20', (9810000000 + n)::text, '99000010000033', '2019-08-15', '4', true FROM generate_series(1, 21) n;
INSERT INTO attempts (school_year, ssid, part, status, started_on)
SELECT '2019-20', (9810000000 + n)::text, p, 'completed', '2020-03-02'
FROM generate_series(1, 19) n, unnest(ARRAY['ELA-CAT', 'ELA-PT', 'MATH-CAT', 'MATH-PT']::test_part[]) p WHERE n <= 18 OR p <> 'MATH-PT';
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2019-20', '9810000021', 'MATH', 'NTE', '2020-03-09 09:00-07');
SELECT subject, expected, participated, participation_rate, meets_95, short_by FROM participation_rates WHERE school_cds = '99000010000033' ORDER BY subject;
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2019-20', '9810000020', 'ELA', 'NTE', '2020-03-09 09:00-07');
SELECT subject, expected, participated, participation_rate, meets_95, short_by FROM participation_rates WHERE school_cds = '99000010000033' ORDER BY subject;
ROLLBACK;
