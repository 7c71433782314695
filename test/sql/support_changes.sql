-- Changes between snapshots, stored audits, and the start of the next year. Each step is a transaction, so this needs a database of its own.
SET client_min_messages = warning;
\set home :DBNAME
DROP DATABASE IF EXISTS regression_caaspp_supports;
CREATE DATABASE regression_caaspp_supports TEMPLATE template0;
\c regression_caaspp_supports
SET client_min_messages = warning;
SET datestyle = ISO;
\set SHOW_CONTEXT never
CREATE EXTENSION caaspp;
SELECT caaspp.take_support_audit('2019-20');
CALL caaspp.deploy();
SET search_path = public, caaspp;
SET caaspp.as_of = '2020-03-10';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch School', 'school');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education, section_504, primary_disability, alternate_assessment) VALUES
	('2019-20', '9860000001', '99000010000011', '2019-08-15', '5', true, NULL, 'SLD', NULL),
	('2019-20', '9860000002', '99000010000011', '2019-08-15', '6', NULL, true, NULL,  NULL),
	('2019-20', '9860000003', '99000010000011', '2019-08-15', '7', true, NULL, 'ID',  true),
	('2019-20', '9860000004', '99000010000011', '2019-08-15', '4', true, NULL, 'SLD', NULL);
CREATE FUNCTION pg_temp.snapshot(file text) RETURNS text LANGUAGE sql AS
	$$SELECT rows_loaded || ' loaded, ' || rows_unchanged || ' unchanged' FROM import(convert_to(E'LEA-Level Student Test Settings Report\n' || file, 'UTF8'), 'toms_settings', 'TOMS', '2019-20', 'toms.csv')$$;
SELECT pg_temp.snapshot(E'SSID,Streamline,Speech-to-Text,Additional\n9860000001,TDS_SLM1,NEA_STT,\n9860000002,,NEA_STT,\n9860000003,,,NEA_AddAltRSC\n9860000004,TDS_SLM1,NEA_STT,\n');
INSERT INTO support_settings (school_year, source, ssid, code) VALUES
	('2019-20', 'SPED', '9860000001', 'NEA_STT'), ('2019-20', 'SPED', '9860000004', 'NEA_STT'), ('2019-20', '504', '9860000002', 'NEA_STT');
SELECT take_support_audit('2019-20');
SELECT count(*) FROM support_changes;
-- The IEP of one is no longer on record, another's test changes, a third's cells are blank in a later upload, and a clerk takes one out (in the transaction of another file).
UPDATE enrollments SET special_education = false WHERE ssid = '9860000001';
UPDATE enrollments SET alternate_assessment = false WHERE ssid = '9860000003';
SELECT pg_temp.snapshot(E'SSID,Streamline,Speech-to-Text,Additional\n9860000001,TDS_SLM1,,\n9860000002,,NEA_STT,\n9860000003,,,\n9860000004,,,\n');
BEGIN;
SELECT rows_loaded FROM import(convert_to(E'ssid,last_name,first_name\n9860000002,Ash,Ada\n', 'UTF8'));
DELETE FROM support_settings WHERE source = 'TOMS' AND ssid = '9860000002';
COMMIT;
CREATE VIEW pg_temp.dropped AS SELECT ssid, code, support, class, cause, identified_by, permitted, restored_on IS NOT NULL AS restored, confirmed_by, confirmed_on FROM support_changes ORDER BY ssid, code;
CREATE VIEW pg_temp.plan AS SELECT ssid, kind, item, cause, ready, action, confirmed_by FROM restore_plan ORDER BY ssid, item;
SELECT * FROM pg_temp.dropped;
SELECT * FROM pg_temp.plan;
-- Who may not read the imports is told the same.
CREATE ROLE regress_caaspp_changes;
INSERT INTO access_grants (role_name, scope, duty) VALUES ('regress_caaspp_changes', '9900001', 'coordinator');
GRANT SELECT ON organizations, assignments, enrollments, students, support_settings, support_settings_history, support_plans, restore_confirmations, status_changes, support_changes
	TO regress_caaspp_changes;
SET ROLE regress_caaspp_changes;
SELECT ssid, code, cause FROM support_changes ORDER BY ssid, code;
RESET ROLE;
DROP OWNED BY regress_caaspp_changes;
DROP ROLE regress_caaspp_changes;
SELECT ssid, code, problem, change, since IS NOT NULL AS since FROM support_audit_changes ORDER BY ssid, code, change;
SELECT take_support_audit('2019-20');
SELECT take_support_audit('2019-20');
SELECT ssid, code, problem, change FROM support_audit_changes ORDER BY ssid, code;
-- The status is corrected; the special-education teacher was asked; TOMS shows one again.
UPDATE enrollments SET special_education = true WHERE ssid = '9860000001';
INSERT INTO support_plans (school_year, ssid, kind, starts_on, reviewed_on, confirmed_by, confirmed_on)
VALUES ('2019-20', '9860000001', 'IEP', '2019-11-01', pacific_date(now()), 'site coordinator, with the special-education teacher', pacific_date(now()));
SELECT ssid, item, ready, action, confirmed_by, confirmed_on = pacific_date(now()) AS today, documented_on IS NOT NULL AS documented FROM restore_plan ORDER BY ssid, item;
-- What restore_plan says, exported and filled in: one is still needed though no source names it, one is not, one is not answered, one was answered before it was lost.
SELECT layout, rows_read, rows_loaded, rows_refused FROM import(convert_to(E'ssid,item,title,needed,confirmed_by,confirmed_on,documented_on\n'
	|| format(E'9860000004,TDS_SLM1,Streamline,t,special-education teacher,%1$s,\n9860000003,NEA_AddAltRSC,,f,special-education teacher,%1$s,%1$s\n9860000002,NEA_STT,,t,,,\n9860000004,NEA_STT,,f,teacher of last year,2019-09-02,\n', pacific_date(now())), 'UTF8'), school_year => '2019-20');
SELECT ssid, item, ready, action, confirmed_by, documented_on IS NOT NULL AS documented FROM restore_plan WHERE kind <> 'assessment' ORDER BY ssid, item;
SELECT ssid, code, confirmed_by, documented_on IS NOT NULL AS documented FROM support_changes ORDER BY ssid, code;
SELECT pg_temp.snapshot(E'SSID,Streamline,Speech-to-Text,Additional\n9860000001,TDS_SLM1,NEA_STT,\n9860000004,,NEA_STT,\n');
SELECT * FROM pg_temp.plan;
SELECT ssid, code, cause, restored FROM pg_temp.dropped ORDER BY ssid, code;
SELECT ssid, code, problem, change FROM support_audit_changes ORDER BY ssid, code;
SELECT ssid, code, problem, resolved_at IS NOT NULL AS resolved FROM support_audits ORDER BY ssid, code, found_at;

-- Plans: confirmed since they began and since TOMS last changed? And is the change in the paper? Both reports of TOMS are of today.
SET caaspp.as_of = '2020-03-10';
INSERT INTO support_plans (school_year, ssid, kind, starts_on, ends_on, reviewed_on, confirmed_by, confirmed_on) VALUES
	('2019-20', '9860000002', '504', '2019-11-01', '2020-10-31', NULL, 'site coordinator', '2020-02-03'), ('2019-20', '9860000004', 'IEP', '2019-09-01', NULL, NULL, NULL, NULL),
	('2019-20', '9860000004', 'IEP', '2020-05-01', NULL, NULL, NULL, NULL), ('2019-20', '9860000003', 'IEP', '2019-09-01', NULL, '2019-10-01', 'nobody since', '2019-10-01');
CREATE VIEW pg_temp.checks AS SELECT ssid, kind, starts_on, changed_on = pacific_date(now()) AS changed_today, confirmed_by, to_confirm, to_document FROM plan_checks ORDER BY ssid;
SELECT * FROM pg_temp.checks;
-- Nothing changed in TOMS for one whose settings only one report has; a confirmation from before a plan began is none for it.
INSERT INTO support_plans (school_year, ssid, kind, starts_on, confirmed_by, confirmed_on) VALUES ('2019-20', '9860000005', 'IEP', '2019-09-01', 'site coordinator', '2020-02-03');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education, primary_disability) VALUES ('2019-20', '9860000005', '99000010000011', '2019-08-15', '5', true, 'SLD');
SELECT pg_temp.snapshot(E'SSID,Streamline\n9860000005,TDS_SLM1\n');
SELECT * FROM pg_temp.checks WHERE ssid = '9860000005';
INSERT INTO support_plans (school_year, ssid, kind, starts_on) VALUES ('2019-20', '9860000005', 'IEP', '2020-03-01');
SELECT * FROM pg_temp.checks WHERE ssid = '9860000005';
DELETE FROM enrollments WHERE ssid = '9860000005';

-- Year start: last year's settings, this year's tests and plans.
SET caaspp.as_of = '2020-09-01';
INSERT INTO support_settings (school_year, source, ssid, code) VALUES
	('2019-20', 'SIS', '9860000001', 'NO_SUCH'), ('2019-20', 'SPED', '9860000001', 'NEA_Calc'), ('2019-20', 'SPED', '9860000001', 'TDS_CC0'), ('2019-20', 'EL', '9860000002', 'TDS_WL_HmongGloss');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education, section_504, primary_disability) VALUES
	('2020-21', '9860000001', '99000010000011', '2020-08-15', '6', true, NULL, 'SLD'),
	('2020-21', '9860000002', '99000010000011', '2020-08-15', '7', NULL, NULL, NULL),
	('2020-21', '9860000003', '99000010000011', '2020-08-15', '9', true, NULL, 'ID'),
	('2020-21', '9860000004', '99000010000011', '2020-08-15', '5', true, NULL, 'SLD');
INSERT INTO support_plans (school_year, ssid, kind, starts_on, ends_on) VALUES ('2020-21', '9860000004', 'IEP', '2019-08-20', '2020-08-19'), ('2020-21', '9860000001', 'IEP', '2019-11-01', '2020-10-31');
SELECT ssid, code, support, last_year_by, last_year_in_toms AS toms, plan_ends_on, proposed, reason FROM support_proposals('2020-21') ORDER BY ssid, code COLLATE "C";
INSERT INTO support_settings (school_year, source, ssid, code) VALUES ('2020-21', 'SPED', '9860000001', 'NEA_STT');
SELECT ssid, code, proposed, reason FROM support_proposals('2020-21') WHERE ssid = '9860000001' ORDER BY code COLLATE "C";
SELECT (SELECT count(*) FROM support_proposals('2018-19')) AS first_year, (SELECT count(*) FROM support_proposals(NULL)) AS no_year;

\c :home
DROP DATABASE regression_caaspp_supports;
