-- Preview: what a change of an enrollment would do, said before it is posted and without writing.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-10';
CREATE FUNCTION pg_temp.preview(who text, change jsonb) RETURNS TABLE (what text, item text, effect text, reason text)
LANGUAGE sql AS $$ SELECT what, item, effect, reason FROM caaspp.preview_enrollment_change($1::caaspp.ssid, '2019-20', $2) $$;
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, alternate_assessment, special_education, primary_disability, spanish_elected) VALUES
	('2019-20', '9810000001', '99000010000011', '2019-08-15', '5',  true, true, 'ID', true),
	('2019-20', '9810000002', '99000010000011', '2019-08-15', '5',  NULL, true, 'SLD', NULL),
	('2019-20', '9810000003', '99000010000011', '2019-08-15', '12', NULL, NULL, NULL, NULL);
INSERT INTO support_settings (school_year, source, ssid, code) VALUES
	('2019-20', 'TOMS', '9810000002', 'NEA_STT'), ('2019-20', 'TOMS', '9810000002', 'NEDS_SS'), ('2019-20', 'TOMS', '9810000002', 'TDS_CC0'),
	('2019-20', 'SPED', '9810000002', 'NEA_AR'), ('2019-20', 'TOMS', '9810000003', 'NEDS_SS');
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9810000002', 'ELA-CAT', 'started', '2020-03-02');
INSERT INTO assignments (school_year, ssid, assessment, school, grade) VALUES ('2019-20', '9810000002', 'CSA', '99000010000011', '5');
CREATE TEMP TABLE before AS SELECT a.ctid AS place, a.* FROM assignments a;

-- Special education ends: the alternate assessment goes, or the accommodations (not the designated supports).
SELECT * FROM pg_temp.preview('9810000001', '{"special_education": false}');
SELECT * FROM pg_temp.preview('9810000002', '{"special_education": false}');
-- With a 504 plan instead, the accommodations stay.
SELECT * FROM pg_temp.preview('9810000002', '{"special_education": false, "section_504": true}');
-- The grade changes after a start; a program changes after a start; a test typed by hand stays.
SELECT * FROM pg_temp.preview('9810000002', '{"grade": "6"}');
SELECT * FROM pg_temp.preview('9810000002', '{"alternate_assessment": true}');
-- No test of the new grade has the support.
SELECT * FROM pg_temp.preview('9810000003', '{"grade": "9"}');
-- The school changes, in a new enrollment or by name; the student leaves; and stays.
SELECT * FROM pg_temp.preview('9810000001', '{"school": "99000010000022"}');
SELECT item, effect, reason FROM pg_temp.preview('9810000001', '{"exit_date": "2020-03-06", "exit_reason": "T160"}');
SELECT * FROM pg_temp.preview('9810000001', '{"exit_date": "2020-06-05", "exit_reason": "E155"}');
SELECT * FROM pg_temp.preview('9810000001', '{"enrollment_status": 20}');
SELECT * FROM pg_temp.preview('9810000001', '{}');
-- A new student.
SELECT * FROM pg_temp.preview('9810000009', '{"school": "99000010000011", "grade": "8"}');
-- What was left comes back.
UPDATE enrollments SET exit_date = '2020-03-06', exit_reason = 'T160' WHERE ssid = '9810000001';
SELECT item, effect FROM pg_temp.preview('9810000001', '{"exit_date": null}');
UPDATE enrollments SET exit_date = NULL, exit_reason = NULL WHERE ssid = '9810000001';

-- Nothing was written, and read only is enough.
SELECT count(*) FROM (SELECT ssid, assessment, grade, origin, left_on FROM before EXCEPT SELECT ssid, assessment, grade, origin, left_on FROM assignments) d;
SET LOCAL transaction_read_only = on;
SELECT count(*) FROM pg_temp.preview('9810000001', '{"special_education": false}');
SET LOCAL transaction_read_only = off;

-- Refused: no such column, a key, a wrong value, nobody there, no object.
SELECT * FROM pg_temp.preview('9810000001', '{"grades": "6"}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pg_temp.preview('9810000001', '{"ssid": "9810000002"}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pg_temp.preview('9810000001', '{"grade": "13"}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pg_temp.preview('9810000009', '{"grade": "6"}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pg_temp.preview('9810000001', '[6]');
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM pg_temp.preview('9810000001', NULL);
ROLLBACK;
