-- Alerts that time brings: right when asked, recorded by refresh_alerts(), resolved, raised again, acknowledged, told to who listens.
-- Each step is a transaction, so this needs a database of its own.
SET client_min_messages = warning;
\set home :DBNAME
DROP DATABASE IF EXISTS regression_caaspp_open_alerts;
CREATE DATABASE regression_caaspp_open_alerts TEMPLATE template0;
\c regression_caaspp_open_alerts
SET client_min_messages = warning;
SET datestyle = ISO;
SET jit = off;
\set SHOW_CONTEXT never
CREATE EXTENSION caaspp;
CALL caaspp.deploy();
SET search_path = public, caaspp;
SET caaspp.as_of = '2020-03-10';
CREATE VIEW shown AS SELECT kind, subject, severity, due_on, coalesce(ssid, school_cds) AS who, acknowledged_by IS NOT NULL AS noted FROM open_alerts ORDER BY kind, subject, who;
CREATE VIEW kept AS
	SELECT kind, subject, severity, ssid::text AS who, resolved_at IS NULL AS open, acknowledged_by IS NOT NULL AS noted FROM alerts
	UNION ALL SELECT kind, subject, severity, site::text, resolved_at IS NULL, acknowledged_by IS NOT NULL FROM site_alerts ORDER BY 1, 2, 4;

-- Expiring, from three days before; urgent from the day before; then expired, until the window ends.
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '9900001', '2020-02-24', '2020-05-29');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES
	('2019-20', '9880000001', '99000010000011', '2019-08-15', '4'), ('2019-20', '9880000002', '99000010000011', '2019-08-15', '4');
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES
	('2019-20', '9880000001', 'ELA-PT', 'started', '2020-03-06'), ('2019-20', '9880000001', 'ELA-CAT', 'started', '2020-03-02');
SET caaspp.as_of = '2020-03-11';
SELECT * FROM shown;
SET caaspp.as_of = '2020-03-12';
SELECT * FROM shown;
SELECT school_year, lea_cds, school_cds, ssid, student_name, grade, grade_order, kind, message, first_seen_on = today() AS first_seen_today, acknowledged_on FROM open_alerts;
SELECT * FROM refresh_alerts();
-- Run again, it changes nothing, not even a row version.
CREATE TABLE before AS SELECT xmin::text AS version, * FROM alerts;
SELECT * FROM refresh_alerts('2019-20');
SELECT count(*) FROM (SELECT xmin::text, * FROM alerts EXCEPT SELECT * FROM before) d;
-- Acknowledged; urgent, it is no longer; with another severity it is one alert still.
SELECT acknowledge_alert('2019-20', 'expiring', 'ELA-PT', '9880000001');
SELECT * FROM shown;
SET caaspp.as_of = '2020-03-14';
SELECT * FROM shown;
SELECT * FROM refresh_alerts();
SELECT * FROM kept;
-- What is urgent and noted stays noted.
SELECT acknowledge_alert('2019-20', 'expiring', 'ELA-PT', '9880000001');
SET caaspp.as_of = '2020-03-15';
SELECT * FROM refresh_alerts();
SELECT * FROM shown;
-- Out of time: without the job, one is gone and the other there.
SET caaspp.as_of = '2020-03-16';
SELECT * FROM shown;
SELECT * FROM refresh_alerts();
SELECT * FROM kept;
SELECT message FROM open_alerts;
-- Reopened: resolved, and on its last days raised again, as new and not noted.
UPDATE attempts SET reopened_on = '2020-03-16' WHERE part = 'ELA-PT';
SELECT * FROM refresh_alerts();
SELECT * FROM kept;
SET caaspp.as_of = '2020-03-23';
SELECT * FROM refresh_alerts();
SELECT * FROM shown;
SELECT kind, first_seen > (SELECT max(resolved_at) FROM alerts) AS anew FROM alerts WHERE resolved_at IS NULL;
-- Submitted.
UPDATE attempts SET status = 'completed', completed_on = '2020-03-23' WHERE part = 'ELA-PT';
SELECT * FROM shown;
SELECT * FROM refresh_alerts();

-- The window closes with work left, urgent in the last days; a school at a time, students are not named.
SET caaspp.as_of = '2020-05-18';
SELECT * FROM shown;
SET caaspp.as_of = '2020-05-19';
SELECT kind, subject, severity, due_on, school_cds, ssid, message FROM open_alerts WHERE kind = 'window closing' ORDER BY subject;
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at)
	SELECT '2019-20', ssid, 'MATH', 'PGE', '2020-05-01' FROM enrollments;
SELECT subject FROM open_alerts WHERE kind = 'window closing';
SET caaspp.as_of = '2020-05-26';
SELECT * FROM refresh_alerts();
SELECT * FROM shown;
SELECT acknowledge_alert('2019-20', 'window closing', 'ELA', school => '99000010000011');
SELECT * FROM shown;
-- The window over, there is nothing left to be done.
SET caaspp.as_of = '2020-05-30';
SELECT * FROM shown;
SELECT * FROM refresh_alerts();
SELECT * FROM kept;

-- The district's own thresholds take the shipped ones' place; a kind can be switched off.
SET caaspp.as_of = '2020-05-10';
INSERT INTO alert_rules (kind, severity, days, level, citation) VALUES ('window closing', 'warning', 20, 1, 'our own: three school weeks; one is not worth it');
SELECT * FROM shown;
UPDATE alert_rules SET days = NULL WHERE NOT builtin;
SET caaspp.as_of = '2020-03-10';
SELECT * FROM shown;
UPDATE alert_rules SET enabled = false WHERE NOT builtin;
SELECT * FROM shown;
DELETE FROM alert_rules;
DELETE FROM alert_rules WHERE NOT builtin;

-- A feed that stalls, by its own rhythm: daily but for weekends and a holiday, ten times; the other has come too few times to tell.
INSERT INTO non_school_days (scope, day, name) VALUES ('00000000000000', '2020-02-17', 'Presidents'' Day');
INSERT INTO import_batches (layout, source, school_year, file_sha256, imported_at, rows_read, rows_loaded, rows_unchanged, rows_refused)
	SELECT 'attempts', 'nightly', '2019-20', '', day + time '06:00' AT TIME ZONE 'America/Los_Angeles', 1, 1, 0, 0 FROM business_days('2020-02-10', '2020-02-24', NULL) day
	UNION ALL SELECT 'enrollment', NULL, '2019-20', '', day + time '06:00', 1, 1, 0, 0 FROM business_days('2020-02-17', '2020-02-24', NULL) day;
SELECT * FROM feed_gaps() ORDER BY layout;
SET caaspp.as_of = '2020-02-25';
SELECT * FROM shown;
SET caaspp.as_of = '2020-02-26';
SELECT kind, subject, severity, school_cds, lea_cds, ssid, message FROM open_alerts;
SELECT * FROM refresh_alerts();
SELECT acknowledge_alert('2019-20', 'feed stalled', 'attempts from nightly');
SELECT * FROM kept WHERE kind = 'feed stalled';
-- Another as long silence in its rhythm, and it is no longer out of the common.
UPDATE import_batches SET imported_at = imported_at - interval '1 day' WHERE layout = 'attempts' AND pacific_date(imported_at) = '2020-02-21';
SELECT silent, gaps, as_long FROM feed_gaps() WHERE layout = 'attempts';
SELECT * FROM shown;
UPDATE import_batches SET imported_at = imported_at + interval '1 day' WHERE layout = 'attempts' AND pacific_date(imported_at) = '2020-02-20' AND batch_id = 9;
-- It comes again, and is resolved; what was taken back did not come.
INSERT INTO import_batches (layout, source, school_year, file_sha256, imported_at, rows_read, rows_loaded, rows_unchanged, rows_refused, undone_at)
	VALUES ('attempts', 'nightly', '2019-20', '', '2020-02-26 06:00-08', 1, 1, 0, 0, '2020-02-26 07:00-08');
SELECT kind, subject FROM open_alerts;
UPDATE import_batches SET undone_at = NULL;
SELECT * FROM refresh_alerts();
SELECT * FROM kept WHERE kind = 'feed stalled';

-- A plan lapses, and takes the accommodations and the alternate tests with it.
DELETE FROM import_batches;
DELETE FROM attempts;
UPDATE site_alerts SET resolved_at = now() WHERE resolved_at IS NULL;
SET caaspp.as_of = '2020-03-09';
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, alternate_assessment, special_education, primary_disability, science_elected) VALUES
	('2019-20', '9880000011', '99000010000033', '2019-08-15', '5', true, true, '210', NULL),
	('2019-20', '9880000012', '99000010000033', '2019-08-15', '10', NULL, NULL, NULL, true);
UPDATE enrollments SET special_education = true, primary_disability = '290' WHERE ssid = '9880000002';
INSERT INTO support_snapshots (school_year, source, ssid) SELECT '2019-20', 'TOMS', ssid FROM enrollments;
INSERT INTO support_settings (school_year, source, ssid, code) VALUES ('2019-20', 'TOMS', '9880000002', 'NEA_STT'), ('2019-20', 'SPED', '9880000002', 'NEA_STT');
SELECT * FROM shown;
UPDATE enrollments SET special_education = false WHERE ssid IN ('9880000002', '9880000011');
SELECT * FROM shown;
SELECT kind, message FROM open_alerts WHERE kind IN ('dropped settings', 'alternate assignment lost') ORDER BY 1;
SELECT * FROM refresh_alerts();
-- TOMS drops them; that is the same alert.
DELETE FROM support_settings WHERE source = 'TOMS';
SELECT * FROM shown;
SELECT * FROM refresh_alerts();
-- Who has left has none; nor after the window.
BEGIN;
UPDATE enrollments SET exit_date = '2020-03-06', exit_reason = 'T160' WHERE ssid = '9880000011';
SELECT * FROM shown WHERE kind IN ('dropped settings', 'alternate assignment lost');
SET LOCAL caaspp.as_of = '2020-05-30';
SELECT * FROM shown;
SET LOCAL caaspp.as_of = '2020-07-16';
SELECT * FROM shown;
ROLLBACK;
-- Corrected; what TOMS lost is to be set again.
UPDATE enrollments SET special_education = true WHERE ssid IN ('9880000002', '9880000011');
SELECT * FROM shown;
INSERT INTO support_settings (school_year, source, ssid, code) VALUES ('2019-20', 'TOMS', '9880000002', 'NEA_STT');
INSERT INTO toms_assignments (school_year, ssid, assessment) SELECT school_year, ssid, assessment FROM assignments;
SELECT * FROM shown;
SELECT * FROM refresh_alerts();
-- A designated support that a later upload took out of TOMS, of a student without any plan.
INSERT INTO support_settings (school_year, source, ssid, code) VALUES ('2019-20', 'TOMS', '9880000001', 'NEDS_CO'), ('2019-20', 'SIS', '9880000001', 'NEDS_CO');
DELETE FROM support_settings WHERE source = 'TOMS' AND code = 'NEDS_CO';
SELECT * FROM shown;
SELECT message FROM open_alerts;
INSERT INTO support_settings (school_year, source, ssid, code) VALUES ('2019-20', 'TOMS', '9880000001', 'NEDS_CO');
SELECT * FROM shown;

-- A new student, whom TOMS is to show in five business days, urgent on the fifth; until it does.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9880000013', '99000010000033', '2020-03-09', '5');
SELECT * FROM shown;
SET caaspp.as_of = '2020-03-16';
SELECT * FROM refresh_alerts();
SELECT * FROM shown;
SELECT message FROM open_alerts;
SET caaspp.as_of = '2020-04-20';
SELECT * FROM shown;
INSERT INTO support_snapshots (school_year, source, ssid) VALUES ('2019-20', 'TOMS', '9880000013');
SELECT * FROM shown;
SELECT * FROM refresh_alerts();

-- A letter for a registered 10th grader. An entered code is raised as it arrives, and is not told twice.
INSERT INTO exemption_requests (school_year, ssid, assessment, received_on, code) VALUES ('2019-20', '9880000012', 'CAST', '2020-04-15', 'PGE');
SELECT * FROM shown;
SELECT message FROM open_alerts;
SELECT * FROM refresh_alerts();
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2019-20', '9880000012', 'CAST', 'PGE', '2020-04-16');
SELECT * FROM shown;
DELETE FROM exemptions;
UPDATE enrollments SET science_elected = NULL;
SELECT * FROM refresh_alerts();

-- A complete letter whose code is not entered, urgent from the day before testing; not where no code is to be entered.
BEGIN;
INSERT INTO exemption_requests (school_year, ssid, assessment, received_on, code, is_written, is_signed, dated_on) VALUES
	('2019-20', '9880000001', 'ELA', '2020-02-03', 'PGE', true, true, '2020-02-01'), ('2019-20', '9880000002', 'ELA', '2020-04-20', 'NTE', true, true, '2020-04-20'),
	('2019-20', '9880000002', 'CAST', '2020-04-20', 'PGE', true, true, '2020-04-20'), ('2019-20', '9880000001', 'CAA-ELA', '2020-02-03', 'PGE', true, NULL, '2020-02-01');
SET LOCAL caaspp.as_of = '2020-02-22';
SELECT * FROM shown WHERE kind = 'exemption to enter';
SET LOCAL caaspp.as_of = '2020-02-23';
SELECT * FROM shown WHERE kind = 'exemption to enter';
SET LOCAL caaspp.as_of = '2020-04-20';
SELECT * FROM shown WHERE kind = 'exemption to enter';
SELECT message FROM open_alerts WHERE kind = 'exemption to enter' ORDER BY ssid;
SELECT accept_exemption('9880000001', '2019-20', 'ELA');
UPDATE enrollments SET exit_date = '2020-04-17', exit_reason = 'T160' WHERE ssid = '9880000002';
SELECT * FROM shown WHERE kind = 'exemption to enter';
UPDATE enrollments SET science_elected = true WHERE ssid = '9880000012';
UPDATE exemption_requests SET is_written = true, is_signed = true, dated_on = '2020-04-14' WHERE ssid = '9880000012';
SELECT kind, subject, who FROM shown WHERE who = '9880000012';
ROLLBACK;

-- A nonpublic school with students to be tested, and no contact in this school year; urgent from the day before testing.
BEGIN;
INSERT INTO organizations (cds, name, kind, contacted_on) VALUES ('99000010000033', 'Birch Academy', 'nps', '2019-06-28'), ('99000010000034', 'Cedar Academy', 'nps', NULL);
SET LOCAL caaspp.as_of = '2020-02-22';
SELECT * FROM shown WHERE kind = 'nonpublic school';
SET LOCAL caaspp.as_of = '2020-02-23';
SELECT * FROM shown WHERE kind = 'nonpublic school';
SELECT message FROM open_alerts WHERE kind = 'nonpublic school';
SELECT kind, raised, still_open FROM refresh_alerts() WHERE kind = 'nonpublic school';
UPDATE organizations SET contacted_on = '2019-07-01';
SELECT * FROM shown WHERE kind = 'nonpublic school';
ROLLBACK;

-- Letters in a cluster: six of one school's forty, none of the other's two hundred.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
	SELECT '2019-20', (9880001000 + n)::text, CASE WHEN n <= 40 THEN '99000010000044' ELSE '99000010000055' END, '2019-08-15', '3' FROM generate_series(1, 240) n;
INSERT INTO support_snapshots (school_year, source, ssid) SELECT '2019-20', 'TOMS', ssid FROM enrollments ON CONFLICT DO NOTHING;
INSERT INTO exemption_requests (school_year, ssid, assessment, received_on, code)
	SELECT '2019-20', (9880001000 + n)::text, 'ELA', date '2020-02-03' + 7 * n, 'PGE' FROM generate_series(1, 6) n;
SELECT kind, subject, severity, who FROM shown;
SELECT message FROM open_alerts ORDER BY subject;
SELECT * FROM refresh_alerts();
SELECT acknowledge_alert('2019-20', 'exemption cluster', 'grade 3', school => '99000010000044');
DELETE FROM exemption_requests WHERE ssid > '9880001002';
SELECT * FROM refresh_alerts();
SELECT * FROM shown;
DELETE FROM enrollments WHERE ssid > '9880000010';

-- A step that nothing the state does explains: raised once, and gone when the attempt is put back as it was before.
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES
	('2019-20', '9880000001', 'ELA-CAT', 'invalidated', '2020-03-02'), ('2019-20', '9880000001', 'MATH-PT', 'invalidated', '2020-03-09'),
	('2019-20', '9880000002', 'ELA-CAT', 'invalidated', '2020-03-02'), ('2019-20', '9880000002', 'MATH-PT', 'reported', '2020-03-02');
SELECT * FROM shown;
UPDATE attempts SET status = 'scored' WHERE ssid = '9880000001' AND part = 'ELA-CAT';
UPDATE attempts SET started_on = '2020-03-10' WHERE ssid = '9880000001' AND part = 'MATH-PT';
UPDATE attempts SET status = 'paused', reopened_on = '2020-04-20' WHERE ssid = '9880000002' AND part = 'MATH-PT';
DELETE FROM attempts WHERE ssid = '9880000002' AND part = 'ELA-CAT';
SELECT * FROM shown;
SELECT ssid, message FROM open_alerts WHERE kind = 'illegal step' ORDER BY ssid, subject;
SELECT * FROM refresh_alerts();
SELECT * FROM refresh_alerts();
UPDATE attempts SET status = 'reported' WHERE ssid = '9880000001' AND part = 'ELA-CAT';
SELECT * FROM refresh_alerts();
BEGIN;
INSERT INTO attempt_transitions (from_status, to_status, evidence, first_year, kind, citation) VALUES
	('invalidated', 'scored', 'status', '2019-20', 'reopen', 'our own: the state took an invalidation back');
SELECT who, subject FROM shown WHERE kind = 'illegal step';
INSERT INTO attempt_transitions (from_status, to_status, evidence, first_year, kind, citation) VALUES
	('reported', 'paused', 'reopened', '2019-20', 'illegal', 'our own: we ask for no reopening');
SELECT who, subject FROM shown WHERE kind = 'illegal step';
ROLLBACK;
UPDATE attempts SET status = 'invalidated' WHERE ssid = '9880000001';
UPDATE attempts SET started_on = '2020-03-09' WHERE ssid = '9880000001' AND part = 'MATH-PT';
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9880000002', 'ELA-CAT', 'invalidated', '2020-03-02');
SELECT * FROM shown;
SELECT * FROM refresh_alerts();
-- A file that says so is loaded, and told so; taken back, it said nothing.
SELECT batch_id, rows_loaded FROM import(E'ssid,part,status,started_on\n9880000001,ELA-CAT,submitted,2020-03-02\n', school_year => '2019-20') \gset
SELECT line, severity, rule, message FROM import_findings WHERE batch_id = :batch_id;
SELECT * FROM refresh_alerts();
SELECT undo_batch(:batch_id) IS NOT NULL AS undone;
SELECT * FROM refresh_alerts();
DELETE FROM attempts;
TRUNCATE attempts_history;
SELECT * FROM shown;
SELECT count(*) FROM kept WHERE open;

-- Of what a role may see; the job must see all.
SET caaspp.as_of = '2020-05-26';
DELETE FROM exemptions;
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9880000003', '99000010000022', '2019-08-15', '4');
SELECT * FROM refresh_alerts() \g /dev/null
CREATE ROLE regress_caaspp_alerts;
GRANT USAGE ON SCHEMA caaspp TO regress_caaspp_alerts;
GRANT SELECT ON ALL TABLES IN SCHEMA caaspp TO regress_caaspp_alerts;
GRANT INSERT, UPDATE ON alerts, site_alerts TO regress_caaspp_alerts;
INSERT INTO access_grants (role_name, scope, duty) VALUES ('regress_caaspp_alerts', '99000010000022', 'site coordinator');
SET ROLE regress_caaspp_alerts;
SET search_path = caaspp;
SELECT kind, subject, school_cds, first_seen_on = pacific_date(now()) AS seen FROM open_alerts;
SELECT acknowledge_alert('2019-20', 'window closing', 'ELA', school => '99000010000022');
SELECT acknowledge_alert('2019-20', 'window closing', 'ELA', school => '99000010000011');
SELECT subject, acknowledged_by FROM open_alerts ORDER BY 1;
SELECT * FROM refresh_alerts();
RESET ROLE;
SELECT count(*) FROM open_alerts;
-- No message names a student or has a number that could be one.
SELECT count(*) FROM open_alerts WHERE message ~ '[0-9]{10}';

\c :home
DROP DATABASE regression_caaspp_open_alerts;
DROP ROLE regress_caaspp_alerts;
