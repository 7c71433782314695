-- Science registrations in grades 10 and 11: warned of before a code is entered, and when one was.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-10';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch High', 'school');
INSERT INTO students (ssid, last_name, first_name) VALUES ('9830000001', 'Ash', 'Ada');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, science_elected, alternate_assessment, special_education, primary_disability)
SELECT '2019-20', (9830000000 + n)::text, '99000010000011', '2019-08-15', g, e, a, a, CASE WHEN a THEN 'ID' END
FROM (VALUES (1, '10'::grade, true, NULL::boolean), (2, '11', true, NULL), (3, '11', true, true), (4, '10', true, NULL), (5, '12', NULL, NULL),
			 (6, '10', false, NULL), (7, '11', true, NULL), (8, '10', true, NULL), (9, '8', NULL, NULL)) v(n, g, e, a);
CREATE VIEW pg_temp.warned AS
	SELECT ssid, grade, assessment, warning, code, noticed_on, registered_in_toms AS in_toms FROM science_registration_warnings ORDER BY ssid;
CREATE VIEW pg_temp.raised AS
	SELECT ssid, kind, subject, severity, CASE WHEN resolved_at IS NULL THEN 'open' ELSE 'resolved' END AS state
	FROM alerts WHERE kind LIKE 'science%' ORDER BY ssid, kind, subject;
SELECT count(*) FROM science_registration_warnings;

-- A letter for science; for another test; a medical code on another test. Grade 12, grade 8, and who is not registered, have nothing to lose.
INSERT INTO exemption_requests (school_year, ssid, assessment, received_on, code, is_written) VALUES
	('2019-20', '9830000001', 'CAST', '2020-02-20', 'PGE', true), ('2019-20', '9830000002', 'MATH', '2020-02-21', 'PGE', true),
	('2019-20', '9830000005', 'CAST', '2020-02-20', 'PGE', true), ('2019-20', '9830000006', 'CAST', '2020-02-20', 'NTE', true), ('2019-20', '9830000009', 'CAST', '2020-02-20', 'NTE', true);
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2019-20', '9830000003', 'CAA-ELA', 'NTE', '2020-02-25 10:00-08'), ('2019-20', '9830000007', 'ELA', 'NEL', NULL);
SELECT * FROM pg_temp.warned;
SELECT * FROM pg_temp.raised;
SELECT * FROM science_registration_warnings WHERE ssid = '9830000001' \gx

-- The code is entered all the same: an alert, and from then on the test would be used up.
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES
	('2019-20', '9830000003', 'CAA-SCI', 'NTE', '2020-03-02 10:00-08'), ('2019-20', '9830000004', 'CAST', 'PGE', NULL),
	('2019-20', '9830000005', 'CAST', 'PGE', NULL), ('2019-20', '9830000006', 'CAST', 'NTE', NULL), ('2019-20', '9830000009', 'CAST', 'NTE', NULL);
SELECT * FROM pg_temp.warned;
SELECT * FROM pg_temp.raised;
SELECT message FROM alerts WHERE ssid = '9830000003';
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) SELECT '2020-21', ssid, school, '2020-08-15', '12' FROM enrollments WHERE ssid IN ('9830000003', '9830000004', '9830000007');
SELECT ssid, string_agg(assessment::text, ' ') AS tests FROM assignments WHERE school_year = '2020-21' GROUP BY 1 ORDER BY 1;
-- Unregistered in time: nothing to warn of, the alert resolves, and grade 12 has the test.
UPDATE enrollments SET science_elected = false WHERE school_year = '2019-20' AND ssid IN ('9830000003', '9830000004');
SELECT * FROM pg_temp.warned;
SELECT * FROM pg_temp.raised;
SELECT ssid, string_agg(assessment::text, ' ') AS tests FROM assignments WHERE school_year = '2020-21' GROUP BY 1 ORDER BY 1;
-- Registered again, the code withdrawn: it resolves that way too.
UPDATE enrollments SET science_elected = true WHERE school_year = '2019-20' AND ssid = '9830000004';
SELECT state FROM pg_temp.raised WHERE ssid = '9830000004';
DELETE FROM exemptions WHERE ssid = '9830000004';
SELECT state FROM pg_temp.raised WHERE ssid = '9830000004';
-- Tested is used up already: no warning. In 2019-20 only once everything is handed in.
INSERT INTO exemption_requests (school_year, ssid, assessment, received_on, code) VALUES ('2019-20', '9830000007', 'CAST', '2020-03-03', 'PGE'), ('2019-20', '9830000008', 'CAST', '2020-03-03', 'PGE');
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9830000007', 'CAST', 'submitted', '2020-03-02'), ('2019-20', '9830000008', 'CAST', 'started', '2020-03-02');
SELECT * FROM pg_temp.warned WHERE ssid IN ('9830000007', '9830000008');
-- Whether the state's report has the registration.
INSERT INTO toms_assignments (school_year, ssid, assessment) VALUES ('2019-20', '9830000001', 'CAST');
SELECT ssid, in_toms FROM pg_temp.warned;
-- Who has left is not registered any more.
UPDATE enrollments SET exit_date = '2020-03-01', exit_reason = 'T160' WHERE ssid = '9830000001';
SELECT ssid FROM pg_temp.warned;
-- When the window is over nothing can be taken back.
SET LOCAL caaspp.as_of = '2020-07-15';
SELECT count(*) FROM science_registration_warnings;
SET LOCAL caaspp.as_of = '2020-07-16';
SELECT count(*) FROM science_registration_warnings;
INSERT INTO exemptions (school_year, ssid, assessment, code) VALUES ('2019-20', '9830000002', 'CAST', 'PGE');
SELECT count(*) FROM pg_temp.raised WHERE ssid = '9830000002';
ROLLBACK;
