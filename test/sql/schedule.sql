-- Schedules: the calendar, what cannot be held as it is, whom it leaves out, who sees which, and the layout.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
SET timezone = 'America/Los_Angeles';
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-02';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch School', 'school');
INSERT INTO testing_windows (school_year, school, starts_on, ends_on, make_up_days) VALUES ('2019-20', '9900001', '2020-03-02', '2020-04-03', 3);
INSERT INTO testing_capacity (school_year, school, mondays, fridays) VALUES ('2019-20', '9900001', NULL, false), ('2019-20', '99000010000022', NULL, true);
INSERT INTO non_school_days (scope, day, name) VALUES ('9900001', '2020-03-18', 'Founders'' Day');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
SELECT '2019-20', ('986000000' || n)::ssid, CASE WHEN n = 9 THEN '99000010000022' ELSE '99000010000011' END::cds_code, '2019-08-15', CASE WHEN n < 6 THEN '4' ELSE '11' END::grade FROM generate_series(1, 9) n;
INSERT INTO class_sections (school_year, ssid, school, section)
SELECT '2019-20', ('986000000' || n)::ssid, '99000010000011', 'room ' || 4 + n % 2 FROM generate_series(1, 4) n;
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9860000001', 'ELA-CAT', 'completed', '2020-03-02');
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2019-20', '9860000006', 'MATH', 'PGE', '2020-02-03');

-- ELA of grade 4 for everyone, in two sessions on the two sides of the change to summer time; mathematics by class, and one of the five is in none; grade 11 has too few minutes.
INSERT INTO test_sessions (school_year, school, session, part, starts_at, minutes, grade, section, room, seats, make_up) VALUES
	('2019-20', '99000010000011', '1', 'ELA-CAT',  '2020-03-05 08:30', 45, '4',  NULL,     'lab', 4,    false),
	('2019-20', '99000010000011', '2', 'ELA-CAT',  '2020-03-10 08:30', 45, '4',  NULL,     'lab', 3,    false),
	('2019-20', '99000010000011', '3', 'MATH-CAT', '2020-03-11 08:30', 90, '4',  'room 4', 'lab', NULL, false),
	('2019-20', '99000010000011', '4', 'MATH-CAT', '2020-03-12 08:30', 90, '4',  'room 5', 'lab', NULL, false),
	('2019-20', '99000010000011', '5', 'ELA-CAT',  '2020-03-11 09:30', 60, '11', NULL,     'lab', NULL, false),
	('2019-20', '99000010000011', '6', 'ELA-PT',   '2020-03-12 09:00', 60, '11', NULL,     NULL,  NULL, false),
	('2019-20', '99000010000011', '7', 'ELA-PT',   '2020-03-24 09:00', 60, '11', NULL,     NULL,  NULL, false),
	('2019-20', '99000010000011', '8', 'ELA-PT',   '2020-03-31 09:00', 60, NULL, NULL,     NULL,  1,    true),
	('2019-20', '99000010000011', '9', 'MATH-PT',  '2020-04-01 09:00', 90, '11', NULL,     NULL,  NULL, false);
SELECT * FROM test_schedule WHERE session = '1';
CREATE VIEW pg_temp.calendar AS SELECT right(school_cds, 2) AS school, session AS n, held_on, left(weekday, 3) AS day, starts, ends, part, grade, section, make_up, students, to_test FROM test_schedule ORDER BY school_cds, held_on, starts, session;
SELECT * FROM pg_temp.calendar;
CREATE VIEW pg_temp.problems AS SELECT right(school_cds, 2) AS school, session AS n, held_on, problem, detail FROM schedule_problems ORDER BY school_cds, session, problem, detail;
-- Session 3 has the room until 10:00 and session 5 wants it from 9:30; a performance task of the 12th cannot go on on the 24th, a make-up session is another matter.
SELECT * FROM pg_temp.problems;
SELECT right(school_cds, 2) AS school, grade, part, students, to_test, sessions, first_on, last_on, minutes, minutes_estimated AS estimated, unscheduled, latest_start, status FROM schedule_coverage ORDER BY school_cds, grade_order, part;
SELECT * FROM schedule_coverage WHERE grade = '4' AND part = 'MATH-CAT';
-- A session of a class without a grade counts none of its students twice; and of sessions of which one may last any time, nobody knows the sum.
SAVEPOINT open_end;
INSERT INTO test_sessions (school_year, school, session, part, starts_at, grade, section) VALUES
	('2019-20', '99000010000011', '10', 'MATH-CAT', '2020-03-13 08:30', NULL, 'room 4'), ('2019-20', '99000010000011', '11', 'ELA-CAT', '2020-03-13 08:30', '4', NULL);
SELECT part, students, to_test, sessions, minutes, unscheduled, status FROM schedule_coverage WHERE grade = '4' AND part IN ('ELA-CAT', 'MATH-CAT') ORDER BY part;
ROLLBACK TO open_end;
-- Each session that is wrong by itself: before and after the window, on a weekend, a day off, a Friday (but where they test on Fridays), without anybody, of one class at once. Of a day that is not set yet (k) nothing is wrong.
INSERT INTO test_sessions (school_year, school, session, part, starts_at, minutes, grade, section, room, seats) VALUES
	('2019-20', '99000010000011', 'a', 'ELA-CAT', '2020-02-27 08:30', 45, NULL, NULL,     NULL,  NULL),
	('2019-20', '99000010000011', 'b', 'ELA-CAT', '2020-04-06 08:30', 45, NULL, NULL,     NULL,  NULL),
	('2019-20', '99000010000011', 'c', 'MATH-PT', '2020-03-07 08:30', 45, NULL, NULL,     NULL,  NULL),
	('2019-20', '99000010000011', 'd', 'MATH-PT', '2020-03-18 08:30', 45, '4',  NULL,     NULL,  NULL),
	('2019-20', '99000010000011', 'e', 'MATH-PT', '2020-03-20 08:30', 45, NULL, NULL,     NULL,  NULL),
	('2019-20', '99000010000022', 'e', 'MATH-PT', '2020-03-20 08:30', 45, NULL, NULL,     NULL,  1),
	('2019-20', '99000010000011', 'f', 'CAST',    '2020-03-19 08:30', 45, NULL, NULL,     NULL,  NULL),
	('2019-20', '99000010000011', 'g', 'MATH-PT', '2020-03-11 09:00', NULL, '4', 'room 4', NULL, 1),
	('2019-20', '99000010000011', 'h', 'MATH-PT', '2020-03-11 09:59', 20, '4', 'room 4', NULL,   1),
	('2019-20', '99000010000011', 'i', 'MATH-PT', '2020-03-11 10:20', 20, '4', 'room 4', 'lab',  2),
	('2019-20', '99000010000011', 'j', 'MATH-PT', '2020-03-17',       20, '4', 'room 9', NULL,   NULL),
	('2019-20', '99000010000011', 'k', 'MATH-PT', NULL, 20, '4', 'room 4', 'lab',  4);
SELECT * FROM pg_temp.problems WHERE n >= 'a';
-- Of a school with several windows the days between them are none.
SAVEPOINT gap;
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '99000010000022', '2020-03-02', '2020-03-19'), ('2019-20', '99000010000022', '2020-03-23', '2020-04-03');
SELECT * FROM pg_temp.problems WHERE school = '22';
UPDATE testing_windows SET starts_on = '2020-03-20' WHERE school = '99000010000022' AND starts_on = '2020-03-23';
SELECT * FROM pg_temp.problems WHERE school = '22';
ROLLBACK TO gap;
-- What is over is no problem any more, but who has not tested by then is; a make-up session is left for one of the parts.
SET LOCAL caaspp.as_of = '2020-03-25';
SELECT * FROM pg_temp.problems;
SELECT right(school_cds, 2) AS school, grade, part, to_test, sessions, sessions_left AS left, status FROM schedule_coverage WHERE sessions > 0 ORDER BY school_cds, grade_order, part;
SET LOCAL caaspp.as_of = '2020-03-02';
-- A session of another year by a slip of the hand is outside the window, and neither begins nor covers anything.
INSERT INTO test_sessions (school_year, school, session, part, starts_at, minutes, grade) VALUES ('2019-20', '99000010000011', 'z', 'ELA-PT', '2019-03-12 09:00', 60, '4');
SELECT n, problem FROM pg_temp.problems WHERE n IN ('7', 'z');
SELECT part, sessions, status FROM schedule_coverage WHERE grade = '4' AND part = 'ELA-PT';

-- The layout, and again.
SELECT layout, rows_read, rows_loaded, rows_refused FROM import('Session Number;School;Part;Start;Length;Grade Level;Class;Location;Devices;Make-up
20;99000010000022;ela pt;3/16/2020 1:15 PM;60;11;;gym;30;
21;99000010000022;ela pt;3/16/2020;60;11;;gym;30;Y
22;99000010000022;ela pt;3/17/2020 13:15;0;11;;gym;30;
', school_year => '2019-20');
SELECT line, column_name, rule, severity, message FROM import_findings WHERE batch_id = (SELECT max(batch_id) FROM import_batches) ORDER BY line, column_number;
SELECT session, part, starts_at, minutes, grade, room, seats, make_up FROM test_sessions WHERE batch_id IS NOT NULL ORDER BY session;
SELECT rows_loaded, rows_unchanged FROM import('Session Number;School;Part;Start;Length;Grade Level;Class;Location;Devices;Make-up
20;99000010000022;ela pt;3/16/2020 1:15 PM;60;11;;gym;30;
', school_year => '2019-20');

-- A school sees and writes its own.
CREATE ROLE caaspp_cedar;
GRANT USAGE ON SCHEMA caaspp TO caaspp_cedar;
GRANT SELECT ON ALL TABLES IN SCHEMA caaspp TO caaspp_cedar;
GRANT INSERT ON test_sessions TO caaspp_cedar;
INSERT INTO access_grants (role_name, scope, duty) VALUES ('caaspp_cedar', '99000010000022', 'site coordinator');
SET LOCAL ROLE caaspp_cedar;
SELECT school_cds, session FROM test_schedule ORDER BY session;
SELECT school_cds, part, status FROM schedule_coverage ORDER BY part;
INSERT INTO test_sessions (school_year, school, session) VALUES ('2019-20', '99000010000011', '30');
ROLLBACK;
