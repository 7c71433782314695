-- Roster: which enrollment governs a student's year, and that assignments follow it in the same transaction.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-02';

-- Each criterion; the grade tells which row won. Grade 3 and 4 both take ELA.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, enrollment_status, exit_date, exit_reason) VALUES
	('2019-20', '9000000001', '99000010000011', '2019-08-15', '3', 20, NULL, NULL),					-- secondary: does not test
	('2019-20', '9000000002', '99000010000011', '2019-08-15', '3', 50, NULL, NULL),					-- non-ADA: does not test
	('2019-20', '9000000003', '99000010000011', '2019-08-15', '3', 30, NULL, NULL),					-- short-term: tests
	('2019-20', '9000000004', '99000010000011', '2019-08-15', '3', 10, NULL, NULL),					-- open before ended
	('2019-20', '9000000004', '99000010000022', '2019-11-01', '4', 10, '2020-01-10', 'T160'),
	('2019-20', '9000000005', '99000010000011', '2019-08-15', '3', 10, '2020-02-28', 'E155'),		-- a year-end exit is open
	('2019-20', '9000000005', '99000010000022', '2019-11-01', '4', 10, '2020-01-10', 'T160'),
	('2019-20', '9000000006', '99000010000022', '2019-08-15', '4', 10, NULL, NULL),					-- both open: the latest entry
	('2019-20', '9000000006', '99000010000011', '2019-08-16', '3', 30, NULL, NULL),
	('2019-20', '9000000007', '99000010000011', '2019-08-15', '3', 10, NULL, NULL),					-- same entry: status 10
	('2019-20', '9000000007', '99000010000022', '2019-08-15', '4', 30, NULL, NULL),
	('2019-20', '9000000008', '99000010000011', '2019-08-15', '4', 10, NULL, NULL),					-- else the higher school code
	('2019-20', '9000000008', '99000010000022', '2019-08-15', '3', 10, NULL, NULL),
	('2019-20', '9000000009', '99000010000022', '2019-08-15', '4', 10, '2019-10-01', 'T160'),		-- both ended: the latest entry
	('2019-20', '9000000009', '99000010000011', '2019-10-02', '3', 10, '2020-01-10', 'T160'),
	('2019-20', '9000000010', '99000010000011', '2019-08-15', '3', 10, '2020-01-10', 'T160'),		-- an open one that does not test
	('2019-20', '9000000010', '99000010000022', '2020-01-11', '4', 20, NULL, NULL);
SELECT ssid, school, grade, left_on FROM assignments WHERE assessment = 'ELA' ORDER BY ssid;

-- left_on is null for the three year-end exits, and the exit date for any other.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, exit_date, exit_reason) VALUES
	('2019-20', '9000000021', '99000010000011', '2019-08-15', '3', '2020-05-29', 'E155'),
	('2019-20', '9000000022', '99000010000011', '2019-08-15', '3', '2020-05-29', 'E156'),
	('2019-20', '9000000023', '99000010000011', '2019-08-15', '3', '2020-05-29', 'E230'),
	('2019-20', '9000000024', '99000010000011', '2019-08-15', '3', '2020-05-29', 'T160'),
	('2019-20', '9000000025', '99000010000011', '2019-08-15', '3', '2020-05-29', 'no such code'),
	('2019-20', '9000000026', '99000010000011', '2019-08-15', '3', '2020-05-29', NULL);
SELECT a.ssid, e.exit_reason, a.left_on
FROM assignments a JOIN enrollments e USING (school_year, ssid)
WHERE ssid BETWEEN '9000000021' AND '9000000026' AND assessment = 'MATH' ORDER BY ssid;

-- A move: left, then entered elsewhere in another grade, then taken back.
CREATE VIEW pg_temp.thirty AS
	SELECT school_year, ssid, assessment, school, grade, left_on FROM assignments
	WHERE ssid BETWEEN '9000000030' AND '9000000039' ORDER BY school_year, ssid, assessment;
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9000000030', '99000010000011', '2019-08-15', '4');
SELECT * FROM pg_temp.thirty;
UPDATE enrollments SET exit_date = '2020-01-31', exit_reason = 'T160' WHERE ssid = '9000000030';
SELECT * FROM pg_temp.thirty;
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9000000030', '99000020000033', '2020-02-03', '5');
SELECT * FROM pg_temp.thirty;
DELETE FROM enrollments WHERE ssid = '9000000030' AND school = '99000020000033';
SELECT * FROM pg_temp.thirty;

-- Keys that change take the assignments along; nothing else moves.
UPDATE enrollments SET ssid = '9000000031', exit_date = NULL, exit_reason = NULL WHERE ssid = '9000000030';
SELECT * FROM pg_temp.thirty;
UPDATE enrollments SET school_year = '2018-19', entry_date = '2018-08-15' WHERE ssid = '9000000031';
SELECT * FROM pg_temp.thirty;
UPDATE enrollments SET school = '99000010000022', grade = '9' WHERE ssid = '9000000031';
SELECT * FROM pg_temp.thirty;
UPDATE enrollments SET enrollment_status = 20, grade = '3' WHERE ssid = '9000000031';
SELECT * FROM pg_temp.thirty;
UPDATE enrollments SET enrollment_status = 30 WHERE ssid = '9000000031';
SELECT * FROM pg_temp.thirty;
DELETE FROM enrollments WHERE ssid = '9000000031';
SELECT * FROM pg_temp.thirty;

-- One statement, several students and years; then one that ends them all.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES
	('2018-19', '9000000032', '99000010000011', '2018-08-15', '2'),
	('2019-20', '9000000032', '99000010000011', '2019-08-15', '3'),
	('2020-21', '9000000032', '99000010000011', '2020-08-15', '4'),
	('2020-21', '9000000033', '99000010000022', '2020-08-15', '6');
SELECT * FROM pg_temp.thirty;
UPDATE enrollments SET school = '99000010000044' WHERE ssid BETWEEN '9000000032' AND '9000000033';
SELECT DISTINCT school_year, ssid, school FROM pg_temp.thirty ORDER BY 1, 2;
WITH gone AS (DELETE FROM enrollments WHERE ssid = '9000000032' RETURNING *)
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
SELECT school_year, '9000000034', school, entry_date, grade FROM gone;
SELECT DISTINCT school_year, ssid, school, grade FROM pg_temp.thirty ORDER BY 1, 2;
DELETE FROM enrollments WHERE ssid BETWEEN '9000000030' AND '9000000039';
SELECT * FROM pg_temp.thirty;

-- The same row again by an upsert: updated, not doubled.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9000000035', '99000010000011', '2019-08-15', '5');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES
	('2019-20', '9000000035', '99000010000011', '2019-08-15', '6'), ('2019-20', '9000000036', '99000010000011', '2019-08-15', '6')
	ON CONFLICT (school_year, ssid, school, entry_date) DO UPDATE SET grade = excluded.grade;
SELECT * FROM pg_temp.thirty;

-- COPY fires the triggers; codes are read as files spell them.
COPY enrollments (school_year, ssid, school, entry_date, grade) FROM stdin (FORMAT csv);
2019-2020,9000000041,99-00001-0000011,2019-08-15,03
2019-20,9000000042,99000010000011,2019-08-15,KG
2020,9000000043,99000010000011,2019-08-15,8
\.
SELECT ssid, grade, assessment FROM assignments WHERE ssid BETWEEN '9000000041' AND '9000000043' ORDER BY 1, 3;
COPY enrollments (school_year, ssid, school, entry_date, grade) FROM stdin (FORMAT csv);
2019-20,9000000044,99000010000011,2019-08-15,3
2019-20,9000000045,99000010000011,2019-08-15,13
\.
SELECT count(*) FROM assignments WHERE ssid = '9000000044';

-- Many at once (a file) and one by one give the same rows.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education, primary_disability, alternate_assessment, science_elected)
SELECT '2019-20', (9100000000 + n)::text, '99000010000055', '2019-08-15', (n % 12 + 1)::text, n % 7 = 0, CASE n % 7 WHEN 0 THEN 'AUT' END, n % 14 = 0, n % 3 = 0
FROM generate_series(1, 400) n;
CREATE TEMP TABLE at_once AS SELECT * FROM assignments WHERE school = '99000010000055';
SELECT count(*), count(DISTINCT ssid) AS students FROM at_once;
CREATE TEMP TABLE rows AS SELECT * FROM enrollments WHERE school = '99000010000055';
DELETE FROM enrollments WHERE school = '99000010000055';
SELECT count(*) FROM assignments WHERE school = '99000010000055';
DO $$
DECLARE
	r record;
BEGIN
	FOR r IN SELECT * FROM rows ORDER BY ssid LIMIT 60 LOOP
		INSERT INTO caaspp.enrollments SELECT * FROM rows WHERE ssid = r.ssid;
	END LOOP;
END
$$;
SELECT count(*) FROM (SELECT a.* FROM assignments a WHERE school = '99000010000055' EXCEPT SELECT * FROM at_once) d;
SELECT count(*) FROM (SELECT o.* FROM at_once o WHERE ssid <= '9100000060' EXCEPT SELECT * FROM assignments) d;
ROLLBACK;
