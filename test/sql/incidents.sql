-- Incidents: by when each is reported, how far its appeals are, what nobody logged, who sees which, and the two layouts.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
SET timezone = 'America/Los_Angeles';
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-10';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch School', 'school');
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '9900001', '2020-02-24', '2020-05-29'), ('2019-20', '99000010000022', '2020-02-24', '2020-03-13');
INSERT INTO students (ssid, last_name, first_name) VALUES ('9870000001', 'Quill', 'Ann');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education, primary_disability, alternate_assessment)
SELECT '2019-20', ('987000000' || n)::ssid, CASE WHEN n = 5 THEN '99000010000022' ELSE '99000010000011' END::cds_code, '2019-08-15', '5', n = 4, CASE WHEN n = 4 THEN 'ID' END, n = 4
FROM generate_series(1, 5) n;
INSERT INTO attempts (school_year, ssid, part, status, started_on, recorded_at) VALUES
	('2019-20', '9870000001', 'ELA-PT', 'started', '2020-02-25', '2020-02-26'), ('2019-20', '9870000002', 'ELA-PT', 'expired', '2020-02-25', '2020-03-06'),
	('2019-20', '9870000003', 'ELA-CAT', 'completed', '2020-03-02', '2020-03-03');

-- What looks like one: two performance tasks ran out of time, and one student has the alternate assessment in ELA and a general test typed beside it.
INSERT INTO assignments (school_year, ssid, assessment, grade) VALUES ('2019-20', '9870000004', 'MATH', '5');
CREATE VIEW pg_temp.candidates AS SELECT ssid, kind, part, found_in, detail, appeals FROM incident_candidates ORDER BY ssid, part;
SELECT * FROM pg_temp.candidates;

-- Within 24 hours, to the day: what happened in the afternoon is due the day after. Late, in time, not yet, overdue, of a kind and an hour that nobody knows.
INSERT INTO incidents (school_year, school, incident, kind, occurred_at, assessment, students, reported_at, stairs_number) VALUES
	('2019-20', '99000010000011', '1', 'test-expiration',    '2020-03-06 14:00', 'ELA', 2,    '2020-03-09 09:00', '555001'),
	('2019-20', '99000010000011', '2', 'cheating',           '2020-03-09 14:00', 'ELA', 1,    '2020-03-10 13:59', '555002'),
	('2019-20', '99000010000011', '3', 'exposed-content',    '2020-03-09 14:00', NULL,  NULL, NULL, NULL),
	('2019-20', '99000010000022', '1', 'student-disruption', '2020-03-08 23:30', 'MATH', 3,   NULL, NULL),
	('2019-20', '99000010000022', '2', 'power cut',          NULL,               NULL,  NULL, NULL, NULL);
CREATE VIEW pg_temp.log AS SELECT right(school_cds, 2) AS school, incident AS n, kind, severity, state_decides AS state, occurred_on, report_due_on, reported_on, reported_late AS late, students, appeals, appeals_open AS open, status
FROM incident_log ORDER BY school_cds, incident;
SELECT * FROM pg_temp.log;
SELECT * FROM incident_log WHERE school_cds = '99000010000011' AND incident = '1';
-- Where the time of day is not known of one or the other, a day is late when it is over; and the day of an incident is no day before it.
INSERT INTO incidents (school_year, school, incident, kind, occurred_at, reported_at) VALUES
	('2019-20', '99000010000044', '1', 'cheating', '2020-03-03',       '2020-03-04 07:30'), ('2019-20', '99000010000044', '2', 'cheating', '2020-03-03',       '2020-03-05 00:01'),
	('2019-20', '99000010000044', '3', 'cheating', '2020-03-03 09:00', '2020-03-03'),       ('2019-20', '99000010000044', '4', 'cheating', '2020-03-03 09:00', '2020-03-04'),
	('2019-20', '99000010000044', '5', 'cheating', '2020-03-03 09:00', '2020-03-04 09:01'), ('2019-20', '99000010000044', '6', 'power cut', '2020-03-03 09:00', NULL);
SELECT n, kind, occurred_on, report_due_on, reported_on, late, status FROM pg_temp.log WHERE school = '44';
DELETE FROM incidents WHERE school = '99000010000044';
-- As of an earlier day the report has not been filed.
SET LOCAL caaspp.as_of = '2020-03-08';
SELECT school, n, report_due_on, reported_on, late, status FROM pg_temp.log WHERE n = '1';
SET LOCAL caaspp.as_of = '2020-03-10';

-- Appeals: to file, filed and waiting, overdue answers (four business days), approved, denied, and none.
INSERT INTO incident_students (school_year, ssid, school, incident, part, appeal, filed_on, decided_on, approved) VALUES
	('2019-20', '9870000001', '99000010000011', '1', 'ELA-PT',  'reopen',     '2020-03-09', NULL, NULL),
	('2019-20', '9870000002', '99000010000011', '1', 'ELA-PT',  'reopen',     '2020-03-03', NULL, NULL),
	('2019-20', '9870000003', '99000010000011', '2', 'ELA-CAT', 'invalidate', '2020-03-10', NULL, NULL),
	('2019-20', '9870000003', '99000010000011', '3', 'ELA-CAT', NULL,         NULL, NULL, NULL),
	('2019-20', '9870000005', '99000010000022', '1', 'MATH-PT', 'reset',      NULL, NULL, NULL),
	('2019-20', '9870000005', '99000010000022', '9', 'MATH-PT', 'retry',      NULL, NULL, NULL);
CREATE VIEW pg_temp.appeals AS SELECT right(school_cds, 2) AS school, incident AS n, ssid, part, appeal, file_by, filed_on, answer_due_on, decided_on, status, stage, problem FROM incident_appeals ORDER BY school_cds, incident, ssid;
SELECT * FROM pg_temp.appeals;
SELECT * FROM incident_appeals WHERE ssid = '9870000001';
SELECT n, school, students, appeals, open, status FROM pg_temp.log;
SELECT * FROM pg_temp.candidates;
-- Answered. What was approved, the testing platform is to show; what it shows needed an appeal.
UPDATE incident_students SET decided_on = '2020-03-10', approved = true WHERE appeal IN ('reopen', 'invalidate');
SELECT n, ssid, status, stage, problem FROM pg_temp.appeals WHERE school = '11';
UPDATE attempts SET status = 'paused', reopened_on = '2020-03-10' WHERE ssid = '9870000002';
UPDATE attempts SET status = 'invalidated' WHERE ssid = '9870000003';
SELECT n, ssid, status, stage, problem FROM pg_temp.appeals WHERE school = '11';
-- An answer whose day nobody noted is one; as of a day before its day it is not.
UPDATE incident_students SET decided_on = NULL WHERE ssid = '9870000003' AND incident = '2';
SELECT n, ssid, decided_on, status FROM pg_temp.appeals WHERE ssid IN ('9870000001', '9870000003') AND status <> 'none';
SET LOCAL caaspp.as_of = '2020-03-09';
SELECT n, ssid, decided_on, status FROM pg_temp.appeals WHERE ssid = '9870000001';
SET LOCAL caaspp.as_of = '2020-03-10';
UPDATE incident_students SET approved = false WHERE ssid = '9870000002';
SELECT n, ssid, status, problem FROM pg_temp.appeals WHERE ssid = '9870000002';
DELETE FROM incident_students WHERE ssid = '9870000002';
SELECT ssid, kind, part, found_in, appeals FROM pg_temp.candidates WHERE ssid = '9870000002';
-- A part that was invalidated is not reopened (appeal_types.not_after); and no other incident's appeal is this one's (incident_types.appeals).
INSERT INTO incident_students (school_year, ssid, school, incident, part, appeal) VALUES
	('2019-20', '9870000003', '99000010000011', '1', 'ELA-CAT', 'reopen'), ('2019-20', '9870000004', '99000010000011', '1', 'MATH-PT', 'invalidate');
SELECT n, ssid, appeal, status, problem FROM pg_temp.appeals WHERE ssid IN ('9870000003', '9870000004');
-- Past a week before the window's end; and after it nothing is processed. Closed is closed.
SELECT right(school_cds, 2) AS school, subject, severity, due_on, message FROM open_alerts WHERE kind IN ('incident to report', 'appeal undecided') ORDER BY kind, school_cds, subject;
SET LOCAL caaspp.as_of = '2020-03-14';
SELECT n, ssid, status FROM pg_temp.appeals WHERE school = '22';
SELECT n, status FROM pg_temp.log WHERE school = '22';
UPDATE incidents SET closed_on = '2020-03-14' WHERE school = '99000010000022';
SELECT n, status FROM pg_temp.log WHERE school = '22';
SELECT kind, subject FROM open_alerts WHERE kind IN ('incident to report', 'appeal undecided') ORDER BY kind, school_cds, subject;

-- A kind and an appeal that the district has rules of its own for: the later first_year counts, and nothing stands twice.
SAVEPOINT own;
INSERT INTO incident_types (code, first_year, title, severity, appeals, state_decides, report_within_hours, found_in, citation) VALUES ('test-expiration', '2019-20', 'Out of time', 'mild', '{reopen}', false, 48, 'expired_tests', 'our own');
INSERT INTO appeal_types (code, first_year, title, effect, limits, not_after, stages_after, file_days_before, answer_business_days, filed_by, citation)
SELECT code, '2019-20', title, effect, limits, not_after, stages_after, 14, answer_business_days, filed_by, 'our own' FROM appeal_types WHERE code = 'reopen';
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9870000004', 'CAA-ELA', 'expired', '2020-02-25');
SELECT incident, title, report_due_on, appeals FROM incident_log WHERE school_cds = '99000010000011' AND incident = '1';
SELECT n, ssid, appeal, file_by FROM pg_temp.appeals WHERE appeal = 'reopen';
SELECT ssid, title FROM incident_candidates WHERE kind = 'test-expiration';
ROLLBACK TO own;

-- Once the window is over nothing is processed, so nothing is awaited either.
UPDATE incident_students SET filed_on = '2020-05-28' WHERE ssid = '9870000003' AND appeal = 'reopen';
SET LOCAL caaspp.as_of = '2020-05-29';
SELECT subject, severity, due_on FROM open_alerts WHERE kind = 'appeal undecided';
SET LOCAL caaspp.as_of = '2020-05-30';
SELECT subject, severity, due_on FROM open_alerts WHERE kind = 'appeal undecided';
SET LOCAL caaspp.as_of = '2020-03-14';
\set VERBOSITY terse
-- No report before the incident, no answer before the appeal, no day without end.
UPDATE incidents SET reported_at = '2020-03-08 15:00' WHERE incident = '3';
UPDATE incidents SET closed_on = '2020-03-08' WHERE incident = '3';
UPDATE incident_students SET filed_on = '2020-03-03', decided_on = '2020-03-02' WHERE ssid = '9870000005';
UPDATE incidents SET closed_on = 'infinity' WHERE incident = '3';

-- The layouts, the guide's words for a kind, and again.
SELECT layout, rows_read, rows_loaded, rows_refused FROM import('Log Number;School;Incident Type;Occurred;Test;Number of Students;Reported;STAIRS
4;99000010000011;Incorrect SSID Number;3/9/2020 10:15;MATH;1;3/9/2020;555004
5;99000010000011;Disruption or Technical Issues;3/9/2020 10:15;;20;;
6;99000010000011;Fire;3/9/2020 10:15;;;3/8/2020 10:00;
7;99000010000011;Student Disruptions;3/9/2019;;;;
8;99000010000011;CHEATING;3/9/2030;;;;
', school_year => '2019-20');
SELECT line, column_name, rule, severity, message FROM import_findings WHERE batch_id = (SELECT max(batch_id) FROM import_batches) ORDER BY line, column_number;
SELECT incident, kind, occurred_at, assessment, students, reported_at, stairs_number FROM incidents WHERE batch_id IS NOT NULL ORDER BY incident;
SELECT layout, rows_read, rows_loaded, rows_refused FROM import('incident,school,ssid,part,appeal,filed_on,decided_on,approved
4,99000010000011,9870000001,MATH-PT,Reset,2020-03-09,,
5,99000010000011,9870000002,MATH-PT,Grace period extension,2020-03-09,2020-03-10,yes
5,99000010000011,9870000003,MATH-PT,,,,
', school_year => '2019-20');
SELECT incident, ssid, part, appeal, filed_on, approved FROM incident_students WHERE batch_id IS NOT NULL ORDER BY incident, ssid;
SELECT rows_loaded, rows_unchanged FROM import('incident,school,ssid,part,appeal,filed_on,decided_on,approved
4,99000010000011,9870000001,MATH-PT,Reset,2020-03-09,,
', school_year => '2019-20');

-- A school sees its own. An incident elsewhere that concerns its student it does not see: that is not missing for it, nor is the test one that nobody logged.
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9870000005', 'ELA-PT', 'expired', '2020-02-25');
INSERT INTO incident_students (school_year, ssid, school, incident, part, appeal) VALUES ('2019-20', '9870000005', '99000010000011', '1', 'ELA-PT', 'reopen');
CREATE ROLE caaspp_birch;
GRANT USAGE ON SCHEMA caaspp TO caaspp_birch;
GRANT SELECT ON ALL TABLES IN SCHEMA caaspp TO caaspp_birch;
GRANT INSERT ON incidents TO caaspp_birch;
INSERT INTO access_grants (role_name, scope, duty) VALUES ('caaspp_birch', '99000010000022', 'site coordinator');
GRANT INSERT, UPDATE ON incidents, import_batches, import_findings TO caaspp_birch;
SET LOCAL ROLE caaspp_birch;
-- Of a file with a row of another school, which row it is.
\set VERBOSITY default
SELECT rows_loaded FROM import(E'incident,school,kind,occurred_at\n21,99000010000022,cheating,2020-03-03\n22,99000010000022,cheating,2020-03-03\n23,99000010000011,cheating,2020-03-03\n24,99000010000022,cheating,2020-03-03\n25,99000010000033,cheating,2020-03-03\n', school_year => '2019-20');
SELECT rows_loaded FROM import(E'incident,school,kind,occurred_at\n21,99000010000022,cheating,2020-03-03\n22,99000010000022,cheating,2020-03-03\n24,99000010000022,cheating,2020-03-03\n', school_year => '2019-20');
SELECT school_cds, incident FROM incident_log ORDER BY 1, 2;
SELECT school_cds, ssid, incident, kind, problem FROM incident_appeals ORDER BY 1, 2, 3;
SELECT ssid, kind, part FROM incident_candidates ORDER BY 1, 3;
INSERT INTO incidents (school_year, school, incident) VALUES ('2019-20', '99000010000011', '7');
INSERT INTO incidents (school_year, school, incident) VALUES ('2019-20', '99000010000022', '7');
ROLLBACK;
