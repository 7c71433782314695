-- High-school science: once, by CAST or CAA for Science, in grade 10, 11 or 12.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2021-03-01';
CREATE VIEW pg_temp.science AS
	SELECT school_year, ssid, assessment, grade, origin, rule_id FROM assignments
	WHERE assessment IN ('CAST', 'CAA-SCI') ORDER BY school_year, ssid;
CREATE FUNCTION pg_temp.enroll(year text, who text, grade text, elected boolean DEFAULT NULL, repeating boolean DEFAULT NULL, alternate boolean DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO caaspp.enrollments (school_year, ssid, school, entry_date, grade, science_elected, repeating_grade_12, alternate_assessment, special_education, primary_disability)
	VALUES ($1::caaspp.school_year, $2::caaspp.ssid, '99000010000011', caaspp.starts_on($1::caaspp.school_year), $3::caaspp.grade, $4, $5, $6, $6, CASE WHEN $6 THEN 'ID' END)
$$;

-- Grade 12 and nothing known: assigned. Repeating true, false, null without and with grade 12 in an earlier year.
SELECT pg_temp.enroll('2018-19', '9300000004', '12') \g /dev/null
SELECT pg_temp.enroll('2018-19', '9300000005', '12') \g /dev/null
SELECT pg_temp.enroll('2018-19', '9300000006', '11') \g /dev/null
SELECT pg_temp.enroll('2020-21', s, '12', repeating => r)
FROM (VALUES ('9300000001', true), ('9300000002', false), ('9300000003', NULL), ('9300000004', NULL), ('9300000005', false), ('9300000006', NULL)) v(s, r) \g /dev/null
SELECT ssid, assessment, rule_id FROM pg_temp.science WHERE school_year = '2020-21';
-- The earlier year's grade is corrected, then its row deleted: the later year follows.
UPDATE enrollments SET grade = '11' WHERE school_year = '2018-19' AND ssid = '9300000004';
UPDATE enrollments SET grade = '12' WHERE school_year = '2018-19' AND ssid = '9300000006';
SELECT ssid, assessment, rule_id FROM pg_temp.science WHERE school_year = '2020-21';
DELETE FROM enrollments WHERE school_year = '2018-19' AND ssid = '9300000006';
SELECT ssid, assessment, rule_id FROM pg_temp.science WHERE school_year = '2020-21';
DELETE FROM enrollments;

-- science_history: grades 10 to 12 meet it, whatever the year; taken back, it is unmet again.
SELECT pg_temp.enroll('2019-20', (9300000010 + n)::text, '12') FROM generate_series(0, 4) n \g /dev/null
INSERT INTO science_history (ssid, school_year, assessment, grade) VALUES
	('9300000011', '2018-19', 'CAST', '10'), ('9300000012', '2017-18', 'CAST', '10'), ('9300000013', '2018-19', 'CAA-SCI', '11'), ('9300000014', '2015-16', 'CAST', '8');
SELECT ssid, assessment FROM pg_temp.science;
UPDATE science_history SET ssid = '9300000010' WHERE ssid = '9300000011';
SELECT ssid, assessment FROM pg_temp.science;
DELETE FROM science_history;
SELECT ssid, assessment FROM pg_temp.science;
DELETE FROM enrollments;

-- Started in an earlier year, elected in grade 10 or 11; the alternate test counts as the general one does.
SELECT pg_temp.enroll('2018-19', '9300000020', '10', true) \g /dev/null
SELECT pg_temp.enroll('2018-19', '9300000021', '10', true) \g /dev/null
SELECT pg_temp.enroll('2018-19', '9300000022', '10', true, alternate => true) \g /dev/null
SELECT pg_temp.enroll('2018-19', '9300000023', '8') \g /dev/null
SELECT pg_temp.enroll('2020-21', (9300000020 + n)::text, '12') FROM generate_series(0, 3) n \g /dev/null
SELECT * FROM pg_temp.science;
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES
	('2018-19', '9300000020', 'CAST', 'expired', '2019-04-01'), ('2018-19', '9300000021', 'CAST', 'pending', NULL),
	('2018-19', '9300000022', 'CAA-SCI-2', 'started', '2019-04-01'), ('2018-19', '9300000023', 'CAST', 'completed', '2019-04-01');
SELECT ssid, assessment FROM pg_temp.science WHERE school_year = '2020-21';
UPDATE attempts SET started_on = '2019-04-02', status = 'started' WHERE ssid = '9300000021';
DELETE FROM attempts WHERE ssid = '9300000020';
SELECT ssid, assessment FROM pg_temp.science WHERE school_year = '2020-21';
-- Started without being registered: that it was started in grade 10 is what counts. Once: nor elected again in 11.
SELECT pg_temp.enroll('2018-19', '9300000024', '10') \g /dev/null
SELECT pg_temp.enroll('2018-19', '9300000025', '10', true) \g /dev/null
SELECT pg_temp.enroll('2018-19', '9300000026', '10', true) \g /dev/null
SELECT pg_temp.enroll('2020-21', '9300000024', '12') \g /dev/null
SELECT pg_temp.enroll('2020-21', '9300000025', '11', true) \g /dev/null
SELECT pg_temp.enroll('2020-21', '9300000026', '11', true) \g /dev/null
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES
	('2018-19', '9300000024', 'CAST', 'completed', '2019-04-01'), ('2018-19', '9300000025', 'CAST', 'completed', '2019-04-01');
SELECT ssid, assessment, rule_id FROM pg_temp.science WHERE school_year = '2020-21' AND ssid >= '9300000024';
DELETE FROM attempts;
DELETE FROM enrollments;
SELECT count(*) FROM assignments;

-- 2019-20 was suspended: only a test with every part submitted counts. An invalidated part was submitted.
SELECT pg_temp.enroll('2019-20', (9300000030 + n)::text, '11', true) FROM generate_series(0, 2) n \g /dev/null
SELECT pg_temp.enroll('2019-20', (9300000033 + n)::text, '11', true, alternate => true) FROM generate_series(0, 1) n \g /dev/null
SELECT pg_temp.enroll('2020-21', (9300000030 + n)::text, '12') FROM generate_series(0, 2) n \g /dev/null
SELECT pg_temp.enroll('2020-21', (9300000033 + n)::text, '12', alternate => true) FROM generate_series(0, 1) n \g /dev/null
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES
	('2019-20', '9300000030', 'CAST', 'started', '2020-03-02'), ('2019-20', '9300000031', 'CAST', 'completed', '2020-03-02'), ('2019-20', '9300000032', 'CAST', 'expired', '2020-03-02');
INSERT INTO attempts (school_year, ssid, part, status, started_on)
SELECT '2019-20', s, ('CAA-SCI-' || p)::test_part, CASE WHEN s = '9300000033' AND p = 4 THEN 'paused' ELSE 'submitted' END::attempt_status, '2020-03-02'
FROM unnest(ARRAY['9300000033', '9300000034']::ssid[]) s, generate_series(1, 4) p;
SELECT ssid, assessment FROM pg_temp.science WHERE school_year = '2020-21';
UPDATE attempts SET status = 'submitted' WHERE ssid = '9300000033';
UPDATE attempts SET status = 'completed' WHERE ssid = '9300000030';
UPDATE attempts SET status = 'paused' WHERE ssid = '9300000031';
SELECT ssid, assessment FROM pg_temp.science WHERE school_year = '2020-21';
DELETE FROM attempts;
DELETE FROM enrollments;

-- PGE and NTE on a test assigned in 10 or 11 use it up; in grade 12, NEL, or unassigned, they do not.
SELECT pg_temp.enroll('2018-19', (9300000040 + n)::text, '11', true) FROM generate_series(0, 2) n \g /dev/null
SELECT pg_temp.enroll('2018-19', '9300000043', '11') \g /dev/null
SELECT pg_temp.enroll('2018-19', '9300000044', '12') \g /dev/null
SELECT pg_temp.enroll('2019-20', (9300000040 + n)::text, '12', repeating => false) FROM generate_series(0, 4) n \g /dev/null
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES
	('2018-19', '9300000040', 'CAST', 'PGE', '2019-04-01 12:00-07'), ('2018-19', '9300000041', 'CAST', 'NTE', '2019-04-01 12:00-07'),
	('2018-19', '9300000042', 'CAST', 'NEL', '2019-04-01 12:00-07'), ('2018-19', '9300000043', 'CAST', 'PGE', '2019-04-01 12:00-07'),
	('2018-19', '9300000044', 'CAST', 'PGE', '2019-04-01 12:00-07');
SELECT ssid, assessment FROM pg_temp.science WHERE school_year = '2019-20';
-- Unregistered after all, or the code taken back: unmet again.
UPDATE enrollments SET science_elected = false WHERE school_year = '2018-19' AND ssid = '9300000040';
DELETE FROM exemptions WHERE ssid = '9300000041';
UPDATE exemptions SET code = 'NTE' WHERE ssid = '9300000042';
SELECT ssid, assessment FROM pg_temp.science WHERE school_year = '2019-20';
-- Typed by hand in grade 10 or 11, it was assigned as well.
INSERT INTO assignments (school_year, ssid, assessment, school, grade) VALUES ('2018-19', '9300000043', 'CAST', '99000010000011', '11');
SELECT ssid, assessment FROM pg_temp.science WHERE school_year = '2019-20';
ROLLBACK;
