-- Programs and names: mixed assignments, changes between general and alternate, nonpublic schools, names in use.
SET client_min_messages = warning;
SET datestyle = ISO;
\set home :DBNAME
DROP DATABASE IF EXISTS regression_caaspp_programs;		-- what was believed before needs transactions
CREATE DATABASE regression_caaspp_programs TEMPLATE template0;
\c regression_caaspp_programs
SET client_min_messages = warning;
SET datestyle = ISO;
\set SHOW_CONTEXT never
CREATE EXTENSION caaspp;
CALL caaspp.deploy();
SET search_path = public, caaspp;
SET caaspp.as_of = '2020-03-10';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch School', 'school'), ('99000020000033', 'Cedar Center', 'nps');
INSERT INTO students (ssid, last_name, first_name, used_name)
SELECT (9840000000 + n)::text, 'Ash', f, u FROM (VALUES
	(1, 'Ada', NULL), (2, 'Ben', 'Benny'), (3, 'Cal', 'cal '), (4, 'Dot', 'Dot Ash'), (5, 'Eli', 'Ash,  Eli'), (6, 'Fay', ' '), (7, NULL, 'Gus')) v(n, f, u);
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, alternate_assessment, special_education, primary_disability, accountable_lea)
SELECT '2019-20', (9840000000 + n)::text, CASE WHEN n IN (6, 7) THEN '99000020000033' ELSE '99000010000011' END::cds_code, '2019-08-15', '5', n <> 4, true, 'ID', CASE n WHEN 6 THEN '9900001' END::cds_code
FROM generate_series(1, 7) n;

-- Names: who uses another one, in any spelling of the official one.
SELECT ssid, student_name, used_name, tests_started FROM name_differences ORDER BY ssid;
-- Nonpublic schools, and other LEAs' students; the contact is the district's own note.
UPDATE organizations SET contact_name = 'Hale, I.', contact_phone = '555-0100', contact_email = 'testing@example.org', contacted_on = '2020-01-15' WHERE cds = '99000020000033';
-- CALPADS has one code for all of an LEA's nonpublic schools, which no list has.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9840000099', '99000010000001', '2019-08-15', '4');
SELECT ssid, lea_name, school_name, school_lea_cds, is_nonpublic, contact_name, contact_phone, contact_email, contacted_on, tests, total, completed FROM nonpublic_students ORDER BY ssid;

-- Changes, each in its own transaction. One: the plan lapses and comes back. Two: the IEP names the general tests. Three: the disability is lost.
-- Four: newly alternate. Five: a new enrollment without the alternate assessment.
SELECT count(*) FROM program_changes;
UPDATE enrollments SET special_education = false WHERE ssid = '9840000001';
SELECT ssid, change, reason, changed_on IS NOT NULL AS dated, tests, tests_started, toms_tests FROM program_changes ORDER BY ssid;
SELECT kind, resolved_at IS NULL AS open FROM alerts WHERE ssid = '9840000001' ORDER BY kind;
UPDATE enrollments SET special_education = true WHERE ssid = '9840000001';
UPDATE enrollments SET alternate_assessment = false WHERE ssid = '9840000002';
UPDATE enrollments SET primary_disability = NULL WHERE ssid = '9840000003';
UPDATE enrollments SET alternate_assessment = true WHERE ssid = '9840000004';
UPDATE enrollments SET exit_date = '2020-01-31', exit_reason = 'T160' WHERE ssid = '9840000005';
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9840000005', '99000010000022', '2020-02-03', '5');
SELECT ssid, change, reason, CASE WHEN changed_on < '2021-01-01' THEN changed_on END AS changed_on, tests, tests_started, toms_tests FROM program_changes ORDER BY ssid;
-- The state's system does not set it again by itself: an alert, until its report lists all of it.
SELECT ssid, kind, severity, message FROM alerts WHERE resolved_at IS NULL AND kind LIKE 'alternate to%';
INSERT INTO toms_assignments (school_year, ssid, assessment) VALUES ('2019-20', '9840000001', 'ELA'), ('2019-20', '9840000001', 'CAA-MATH'), ('2019-20', '9840000002', 'MATH');
SELECT kind, resolved_at IS NULL AS open FROM alerts WHERE ssid = '9840000001' AND kind LIKE 'alternate to%';
-- Whoever may load this list, but raise no alerts, loads it; the alerts stay as they are.
CREATE ROLE regress_caaspp_loader BYPASSRLS;
GRANT SELECT ON ALL TABLES IN SCHEMA caaspp TO regress_caaspp_loader;
GRANT INSERT ON toms_assignments TO regress_caaspp_loader;
GRANT UPDATE ON alerts, status_losses TO regress_caaspp_loader;
SET ROLE regress_caaspp_loader;
INSERT INTO toms_assignments (school_year, ssid, assessment) VALUES ('2019-20', '9840000001', 'CAA-ELA');
RESET ROLE;
DROP OWNED BY regress_caaspp_loader;
DROP ROLE regress_caaspp_loader;
DELETE FROM toms_assignments WHERE ssid = '9840000001' AND assessment = 'CAA-ELA';
SELECT ssid, list, alternate_tests, general_tests FROM mixed_assignments ORDER BY ssid, list;
SELECT ssid, toms_tests FROM program_changes ORDER BY ssid;
UPDATE toms_assignments SET assessment = 'CAA-ELA' WHERE assessment = 'ELA';
INSERT INTO toms_assignments (school_year, ssid, assessment) VALUES ('2019-20', '9840000001', 'CAA-SCI');
SELECT kind, resolved_at IS NULL AS open FROM alerts WHERE ssid = '9840000001' AND kind LIKE 'alternate to%';
DELETE FROM toms_assignments WHERE assessment = 'CAA-SCI';
SELECT kind, resolved_at IS NULL AS open FROM alerts WHERE ssid = '9840000001' AND kind LIKE 'alternate to%';

-- Mixed: typed by hand beside the general tests; started before the program changed. The rules alone never mix.
SELECT count(*) FROM mixed_assignments WHERE list = 'assignments';
INSERT INTO assignments (school_year, ssid, assessment, school, grade) VALUES ('2019-20', '9840000002', 'CAA-MATH', '99000010000011', '5');
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9840000006', 'CAA-ELA', 'started', '2020-03-02');
UPDATE enrollments SET alternate_assessment = false WHERE ssid = '9840000006';
SELECT ssid, school_cds, grade, list, alternate_tests, general_tests FROM mixed_assignments ORDER BY ssid, list;
SELECT ssid, severity, message FROM alerts WHERE kind = 'mixed assignment' AND resolved_at IS NULL ORDER BY ssid;
DELETE FROM assignments WHERE ssid = '9840000002' AND origin = 'manual';
SELECT ssid FROM alerts WHERE kind = 'mixed assignment' AND resolved_at IS NULL ORDER BY ssid;
-- Without special education it is refused outright.
INSERT INTO assignments (school_year, ssid, assessment, school, grade) VALUES ('2019-20', '9840000005', 'CAA-MATH', '99000010000022', '5');
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM alerts WHERE message LIKE '%' || ssid::text || '%' OR message ~ '[0-9]{10}';
\c :home
DROP DATABASE regression_caaspp_programs;
