-- Expiry: open attempts with the days left, and those out of time.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-10';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch Elementary', 'school');
INSERT INTO students (ssid, last_name, first_name) VALUES ('9700000001', 'Ash', 'Ada');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
SELECT '2019-20', (9700000000 + n)::text, '99000010000011', '2019-08-15', '4' FROM generate_series(1, 25) n;
INSERT INTO attempts (school_year, ssid, part, opportunity, status, started_on, reopened_on) VALUES
	('2019-20', '9700000001', 'ELA-PT',   1, 'started',   '2020-03-01', NULL),			-- through today
	('2019-20', '9700000002', 'ELA-PT',   1, 'paused',    '2020-03-02', NULL),			-- 1
	('2019-20', '9700000003', 'ELA-PT',   1, 'review',    '2020-03-04', NULL),			-- 3
	('2019-20', '9700000004', 'ELA-PT',   1, 'suspended', '2020-03-05', NULL),			-- 4
	('2019-20', '9700000005', 'ELA-PT',   1, 'started',   '2020-03-08', NULL),			-- 7
	('2019-20', '9700000006', 'ELA-PT',   1, 'started',   '2020-03-09', NULL),			-- 8
	('2019-20', '9700000007', 'ELA-CAT',  1, 'paused',    '2020-01-25', NULL),			-- through yesterday
	('2019-20', '9700000008', 'ELA-CAT',  1, 'expired',   '2020-01-20', NULL),
	('2019-20', '9700000009', 'ELA-CAT',  1, 'paused',    '2020-01-20', '2020-03-03'),	-- reopened: through the 12th
	('2019-20', '9700000010', 'ELA-CAT',  1, 'expired',   '2020-01-20', NULL),			-- a new opportunity counts
	('2019-20', '9700000010', 'ELA-CAT',  2, 'started',   '2020-03-10', NULL),
	('2019-20', '9700000011', 'ELA-PT',   1, 'completed', '2020-03-01', NULL),			-- done, invalidated, not started
	('2019-20', '9700000012', 'ELA-PT',   1, 'invalidated', '2020-02-01', NULL),
	('2019-20', '9700000013', 'ELA-PT',   1, 'pending',   NULL, NULL),
	('2019-20', '9700000014', 'ELA-PT',   1, 'started',   '2020-03-02', NULL),			-- PGE, NTE, NEL; exempt only from tomorrow
	('2019-20', '9700000015', 'ELA-PT',   1, 'expired',   '2020-02-02', NULL),
	('2019-20', '9700000016', 'ELA-PT',   1, 'started',   '2020-03-02', NULL),
	('2019-20', '9700000017', 'ELA-PT',   1, 'started',   '2020-03-02', NULL),
	('2019-20', '9700000018', 'ELA-PT',   1, 'started',   '2020-03-02', NULL),			-- left
	('2019-20', '9700000019', 'CAST',     1, 'started',   '2020-03-02', NULL),			-- not assigned
	('2019-20', '9700000020', 'ELA-PT',   1, 'expired',   NULL, NULL);
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES
	('2019-20', '9700000014', 'ELA', 'PGE', '2020-03-10 09:00-07'), ('2019-20', '9700000015', 'ELA', 'NTE', '2020-03-10 09:00-07'),
	('2019-20', '9700000016', 'ELA', 'NEL', '2020-03-10 09:00-07'), ('2019-20', '9700000017', 'ELA', 'PGE', '2020-03-11 00:01-07');
UPDATE enrollments SET exit_date = '2020-03-09', exit_reason = 'T160' WHERE ssid = '9700000018';
SELECT * FROM expiring_tests WHERE ssid = '9700000001';
SELECT ssid, part, status, started_on, last_day, days_left, urgency FROM expiring_tests ORDER BY ssid;
SELECT ssid, student_name, part, status, started_on, last_day, days_left FROM expired_tests ORDER BY ssid;
SELECT ssid, part, status, last_day, days_left FROM expired_tests WHERE school_name = 'Birch Elementary' AND lea_name = 'Alder Unified' AND grade_order = 4 AND assessment = 'ELA' ORDER BY ssid;

-- The view's last day is never after the window's end: the school's own, else the LEA's, else the state's; of several the latest.
CREATE VIEW pg_temp.ends AS
	SELECT ssid, last_day, days_left, urgency FROM expiring_tests WHERE ssid IN ('9700000002', '9700000010') ORDER BY ssid;
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '99000010000000', '2020-02-03', '2020-03-13');
SELECT * FROM pg_temp.ends;
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '99000010000011', '2020-02-03', '2020-03-10'), ('2018-19', '99000010000011', '2019-02-03', '2019-05-31'),
	('2019-20', '99000010000022', '2020-02-03', '2020-02-10');
SELECT * FROM pg_temp.ends;
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '99000010000011', '2020-03-16', '2020-03-20');
SELECT * FROM pg_temp.ends;
UPDATE testing_windows SET ends_on = '2020-03-09' WHERE ends_on IN ('2020-03-10', '2020-03-20') AND starts_on < '2020-03-16';
UPDATE testing_windows SET school_year = '2018-19' WHERE starts_on = '2020-03-16';
SELECT * FROM pg_temp.ends;
SELECT ssid, last_day, days_left FROM expired_tests WHERE ssid IN ('9700000002', '9700000010') ORDER BY ssid;
SELECT status FROM student_progress WHERE ssid = '9700000002' AND assessment = 'ELA';
DELETE FROM testing_windows WHERE school = '99000010000011';
SELECT * FROM pg_temp.ends;
DELETE FROM testing_windows;
SELECT * FROM pg_temp.ends;
-- The table keeps the part's own last day.
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '9900001', '2020-02-03', '2020-03-13');
SELECT last_day FROM attempts WHERE ssid = '9700000010' AND opportunity = 2;
-- A move takes the student to another window.
UPDATE enrollments SET school = '99000020000033' WHERE ssid = '9700000010';
SELECT * FROM pg_temp.ends;
-- The end of the state's window is the end for a school that named none.
SET LOCAL caaspp.as_of = '2020-07-14';
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9700000030', '99000030000044', '2019-08-15', '4');
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9700000030', 'ELA-CAT', 'started', '2020-07-13');
SELECT ssid, lea_name, school_name, last_day, days_left, urgency FROM expiring_tests WHERE ssid = '9700000030';

-- A part that the year does not have counts nowhere, whatever became of it.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education, primary_disability, alternate_assessment)
	VALUES ('2018-19', '9700000031', '99000010000011', '2018-08-15', '8', true, 'ID', true);
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES
	('2018-19', '9700000031', 'CAA-SCI-3', 'expired', NULL), ('2018-19', '9700000031', 'CAA-SCI-4', 'expired', NULL), ('2018-19', '9700000031', 'CAA-SCI-4', 'expired', '2019-03-01')
	ON CONFLICT DO NOTHING;
SET LOCAL caaspp.as_of = '2019-04-01';
SELECT ssid, part, status, last_day FROM expired_tests WHERE ssid = '9700000031';
SELECT status, parts_done, parts_total, missing_parts FROM student_progress WHERE ssid = '9700000031' AND assessment = 'CAA-SCI';

-- What finds them quickly says nothing else: open parts are noted on the assignment as attempts come, end, open again, change their key and go.
SET LOCAL caaspp.as_of = '2020-03-10';
CREATE VIEW pg_temp.missed AS
	SELECT (SELECT count(*) FROM running_attempts() WHERE stage = 'open' AND days_left >= 0) - (SELECT count(*) FROM expiring_tests) AS missed,
		(SELECT count(*) FROM assignments a WHERE a.parts_open <> (
			SELECT coalesce(sum(part_bit(t.part)), 0) FROM counted_attempts() t WHERE t.school_year = a.school_year AND t.ssid = a.ssid AND assessment(t.part) = a.assessment AND t.stage = 'open')) AS wrong,
		(SELECT sum(count_parts(a.parts_open)) FROM assignments a) AS open;
SELECT * FROM pg_temp.missed;
UPDATE attempts SET status = 'completed', completed_on = '2020-03-10' WHERE ssid IN ('9700000001', '9700000002');
SELECT * FROM pg_temp.missed;
UPDATE attempts SET status = 'paused', completed_on = NULL, reopened_on = '2020-03-10' WHERE ssid IN ('9700000001', '9700000012');
INSERT INTO attempts (school_year, ssid, part, opportunity, status, started_on) VALUES ('2019-20', '9700000011', 'ELA-PT', 2, 'started', '2020-03-09'), ('2019-20', '9700000003', 'MATH-PT', 1, 'pending', NULL);
SELECT * FROM pg_temp.missed;
UPDATE attempts SET part = 'MATH-CAT' WHERE ssid = '9700000001';
DELETE FROM attempts WHERE ssid = '9700000011' AND opportunity = 2;
UPDATE attempts SET status = 'started', started_on = '2020-03-09' WHERE ssid = '9700000003' AND part = 'MATH-PT';
SELECT * FROM pg_temp.missed;
SELECT rederive('2019-20') \g /dev/null
SELECT * FROM pg_temp.missed;
ROLLBACK;
