-- What takes time before testing: business days, requests and their answers, and who then does not count.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-10';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch School', 'school');
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '9900001', '2020-03-02', '2020-05-29');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education, section_504, elas, primary_disability, alternate_assessment) VALUES
	('2019-20', '9850000001', '99000010000011', '2019-08-15', '5',  NULL, NULL, NULL, NULL,  NULL),
	('2019-20', '9850000002', '99000010000011', '2019-08-15', '6',  true, NULL, NULL, 'SLD', NULL),
	('2019-20', '9850000003', '99000010000011', '2019-08-15', '4',  NULL, true, NULL, NULL,  NULL),
	('2019-20', '9850000004', '99000010000011', '2019-08-15', '3',  NULL, NULL, 'EL', NULL,  NULL),
	('2019-20', '9850000005', '99000010000011', '2019-08-15', '8',  true, NULL, NULL, 'ID',  true);

-- Lead times, in business days before the school's first day, Monday 2 March.
SELECT n, business_day('2020-03-02', n, NULL), to_char(business_day('2020-03-02', n, NULL), 'Dy') FROM unnest(ARRAY[-10, -2, -1, 0, 1, 4, 5]) n;
SELECT business_day('2020-03-07', 1, NULL) AS after_saturday, business_day('2020-03-07', -1, NULL) AS before_saturday, business_day(NULL, -1, NULL) AS no_day;
SET LOCAL caaspp.as_of = '2020-02-18';
INSERT INTO support_settings (school_year, source, ssid, code, recorded_at) VALUES
	('2019-20', 'SPED', '9850000002', 'NEA_IndividualAids', '2020-01-05'), ('2019-20', '504', '9850000003', 'NEA_IndividualAids', '2020-01-05'),
	('2019-20', 'SPED', '9850000005', 'NEA_IndividualAids', '2020-01-05'),
	('2019-20', 'SPED', '9850000002', 'ENU-Braille', '2020-01-05'), ('2019-20', '504', '9850000003', 'TDS_PoD_Item', '2020-01-05'),
	('2019-20', 'TOMS', '9850000003', 'TDS_PoD_Item', '2020-02-05 12:00-08'), ('2019-20', 'SPED', '9850000005', 'ENU-Braille', '2020-01-05');
INSERT INTO support_requests (school_year, ssid, code, assessment, requested_on, resource, decided_on, approved, changes_construct) VALUES
	('2019-20', '9850000003', 'NEA_IndividualAids', 'ELA', '2020-02-12', 'a reading pen', NULL, NULL, NULL),
	('2019-20', '9850000005', 'NEA_IndividualAids', 'CAA-ELA', '2020-02-10', 'a picture dictionary', '2020-02-13', true, true);
CREATE VIEW pg_temp.due AS SELECT ssid, code, due_on, days_left, done_on, answer_due_on, status FROM support_deadlines ORDER BY ssid, code;
SELECT * FROM pg_temp.due;
SELECT DISTINCT code, action, first_day FROM support_deadlines ORDER BY code;
SET LOCAL caaspp.as_of = '2020-02-28';
SELECT * FROM pg_temp.due;
UPDATE support_requests SET decided_on = '2020-02-27', approved = false WHERE ssid = '9850000003';
SELECT ssid, code, status FROM pg_temp.due WHERE ssid = '9850000003';
-- Each test is asked for by itself: answered for one, still open for another; refused, and asked once more.
INSERT INTO support_requests (school_year, ssid, code, assessment, requested_on, decided_on, approved) VALUES
	('2019-20', '9850000003', 'NEA_IndividualAids', 'MATH', '2020-02-27', NULL, NULL), ('2019-20', '9850000003', 'NEA_IndividualAids', 'ELA', '2020-02-27', '2020-02-28', true);
SELECT ssid, code, done_on, answer_due_on, status FROM pg_temp.due WHERE ssid = '9850000003' AND code = 'NEA_IndividualAids';
UPDATE support_requests SET decided_on = '2020-02-28', approved = false WHERE ssid = '9850000003' AND assessment = 'MATH';
SELECT ssid, code, done_on, answer_due_on, status FROM pg_temp.due WHERE ssid = '9850000003' AND code = 'NEA_IndividualAids';
DELETE FROM support_requests WHERE ssid = '9850000003' AND requested_on = '2020-02-27';
-- Without a plan there is nothing to set or to ask for.
UPDATE enrollments SET section_504 = false WHERE ssid = '9850000003';
SELECT ssid, code, status FROM pg_temp.due WHERE ssid = '9850000003';
UPDATE enrollments SET section_504 = true WHERE ssid = '9850000003';
-- A school's own window comes first.
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '99000010000011', '2020-04-14', '2020-05-15');
SELECT first_day, due_on, status FROM support_deadlines WHERE ssid = '9850000002' AND code = 'NEA_IndividualAids';
DELETE FROM testing_windows WHERE school = '99000010000011';
-- Days off of the state and the LEA move what is due; another LEA's do not.
INSERT INTO non_school_days (scope, day, name) VALUES ('00000000000000', '2020-02-17', 'Presidents'' Day'), ('99000010000000', '2020-02-14', 'Day off'),
	('99000020000000', '2020-02-20', 'Day off elsewhere');
SELECT ssid, code, first_day, due_on, answer_due_on FROM support_deadlines WHERE code = 'NEA_IndividualAids' ORDER BY ssid;
-- An approved resource that changes what is measured: our rate still counts the student, the state does not.
SET LOCAL caaspp.as_of = '2020-03-10';
SELECT ssid, assessment, subject, code, decided_on, counted FROM construct_changes;
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9850000005', 'CAA-ELA', 'started', '2020-03-05');
SELECT ssid, assessment, counted FROM construct_changes;
SELECT subject, expected, participated, construct_changed FROM participation_by_group WHERE level = 'school' AND student_group = 'all' ORDER BY subject;
SELECT level, student_group, participated, construct_changed FROM participation_by_group WHERE subject = 'ELA' AND student_group IN ('all', 'EL', 'SWD') ORDER BY level, student_group COLLATE "C";
SELECT level, student_group, participated_then, construct_changed, construct_changed_then FROM what_if_participation('2019-20', absent => '{9850000001}', subjects => '{ELA}') ORDER BY level;
SELECT ssid, participated, participation FROM students_behind('2019-20', subject => 'ELA') WHERE participated > 0;
SELECT ssid, code, problem, identified_by, on_day, detail FROM support_warnings WHERE problem = 'changes what is measured';
-- Refused, or without such a change, or for a test that is not assigned: nothing.
UPDATE support_requests SET changes_construct = false WHERE ssid = '9850000005';
INSERT INTO support_requests (school_year, ssid, code, assessment, requested_on, decided_on, approved, changes_construct) VALUES
	('2019-20', '9850000005', 'NEA_IndividualAids', 'ELA', '2020-02-10', '2020-02-13', true, true), ('2019-20', '9850000005', 'NEA_IndividualAids', 'CAA-MATH', '2020-02-10', '2020-02-13', false, true);
SELECT sum(construct_changed), (SELECT count(*) FROM support_warnings WHERE problem = 'changes what is measured'), (SELECT count(*) FROM construct_changes)
FROM participation_by_group WHERE level = 'school' AND student_group = 'all';
ROLLBACK;
