-- Alerts: raised once, with what to do and without names, resolved when the cause is gone.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-10';
CREATE VIEW pg_temp.raised AS
	SELECT ssid, kind, subject, severity, CASE WHEN resolved_at IS NULL THEN 'open' ELSE 'resolved' END AS state FROM alerts ORDER BY ssid, kind, subject;
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, alternate_assessment, special_education, primary_disability) VALUES
	('2019-20', '9880000001', '99000010000011', '2019-08-15', '5', true, false, 'ID'),
	('2019-20', '9880000002', '99000010000011', '2019-08-15', '5', true, true, 'ID'),
	('2019-20', '9880000003', '99000010000011', '2019-08-15', '5', NULL, NULL, NULL);
SELECT * FROM pg_temp.raised;
-- The same facts again raise nothing again.
UPDATE enrollments SET grade = grade;
SELECT rederive('2019-20') \g /dev/null
SELECT * FROM pg_temp.raised;
-- Resolved, and raised again.
UPDATE enrollments SET special_education = true WHERE ssid = '9880000001';
SELECT * FROM pg_temp.raised;
UPDATE enrollments SET primary_disability = NULL WHERE ssid = '9880000001';
SELECT * FROM pg_temp.raised;
DELETE FROM enrollments WHERE ssid = '9880000001';
SELECT * FROM pg_temp.raised;
-- A grade that changes after the start; a test of the same subject that the rules now give.
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES
	('2019-20', '9880000002', 'CAA-ELA', 'started', '2020-03-02'), ('2019-20', '9880000003', 'ELA-CAT', 'started', '2020-03-02'), ('2019-20', '9880000003', 'CAST', 'started', '2020-03-02');
UPDATE enrollments SET grade = '8' WHERE ssid = '9880000003';
UPDATE enrollments SET special_education = false WHERE ssid = '9880000002';
SELECT * FROM pg_temp.raised;
SELECT kind, subject, message FROM alerts WHERE ssid IN ('9880000002', '9880000003') ORDER BY kind, subject;
UPDATE enrollments SET grade = '5' WHERE ssid = '9880000003';
DELETE FROM attempts WHERE ssid = '9880000002';
SELECT * FROM pg_temp.raised;
-- A second test of the subject that is typed by hand and started.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9880000004', '99000010000011', '2019-08-15', '5');
UPDATE enrollments SET special_education = true, primary_disability = 'ID' WHERE ssid = '9880000004';
INSERT INTO assignments (school_year, ssid, assessment, school, grade) VALUES ('2019-20', '9880000004', 'CAA-ELA', '99000010000011', '5');
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9880000004', 'CAA-ELA', 'started', '2020-03-02');
SELECT kind, subject, severity, state FROM pg_temp.raised WHERE ssid = '9880000004';
SELECT assessment, origin FROM assignments WHERE ssid = '9880000004' ORDER BY assessment;
-- No message names a student.
SELECT count(*) FROM alerts WHERE message LIKE '%' || ssid::text || '%' OR message ~ '[0-9]{10}';
ROLLBACK;
