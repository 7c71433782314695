-- Status changes: what a student loses with special education or the Section 504 plan, and the plan to set it again.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-02';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch School', 'school');
INSERT INTO students (ssid, last_name, first_name) VALUES ('9850000001', 'Ash', 'Ada');
-- A first load records nothing, even where a file lists a student with the plan and without.
INSERT INTO enrollments (school_year, ssid, school, entry_date, exit_date, grade, special_education, section_504, primary_disability, alternate_assessment) VALUES
	('2019-20', '9850000001', '99000010000011', '2019-08-15', NULL, '4', true,  NULL,  'SLD', NULL),
	('2019-20', '9850000002', '99000010000011', '2019-08-15', NULL, '4', false, true,  NULL,  NULL),
	('2019-20', '9850000003', '99000010000011', '2019-08-15', NULL, '5', true,  false, 'ID',  true),
	('2019-20', '9850000004', '99000010000011', '2019-08-15', NULL, '5', true,  true,  'ID',  true),
	('2019-20', '9850000005', '99000010000011', '2019-08-15', NULL, '4', true,  true,  'SLD', NULL),
	('2019-20', '9850000006', '99000010000011', '2019-08-15', NULL, '4', true,  NULL,  'SLD', NULL),
	('2019-20', '9850000007', '99000010000011', '2019-08-15', NULL, '4', true,  NULL,  'ID',  true),
	('2019-20', '9850000008', '99000010000011', '2019-08-15', NULL, '4', true,  NULL,  'ID',  true),
	('2019-20', '9850000009', '99000010000011', '2019-08-15', NULL, '4', true,  NULL,  'ID',  true),
	('2019-20', '9850000010', '99000010000011', '2019-08-15', '2020-01-10', '4', true, NULL, 'SLD', NULL),
	('2019-20', '9850000010', '99000010000022', '2020-01-13', NULL, '4', NULL,  NULL,  NULL,  NULL),
	('2019-20', '9850000011', '99000010000011', '2019-08-15', NULL, '2', true,  NULL,  'SLD', NULL),
	('2019-20', '9850000012', '99000010000011', '2019-08-15', NULL, '4', NULL,  NULL,  NULL,  NULL);
SELECT count(*) FROM status_changes;
-- What TOMS has. NEDS_SS and, in mathematics, TDS_TTS_Item are designated supports and stay; TDS_TTS_Stim is an accommodation in ELA; NEA_Calc is none in grade 4.
INSERT INTO support_settings (school_year, source, ssid, code)
SELECT '2019-20', s.source, '98500000' || s.n, s.code FROM (VALUES
	('TOMS', '01', 'NEA_WordPred'), ('TOMS', '01', 'NEDS_SS'), ('TOMS', '01', 'TDS_TTS_Stim'), ('TOMS', '01', 'TDS_TTS_Item'), ('TOMS', '01', 'NEA_Calc'), ('SPED', '01', 'NEA_AR'),
	('TOMS', '02', 'NEA_WordPred'), ('TOMS', '03', 'NEA_AR'), ('TOMS', '04', 'NEA_AR'), ('TOMS', '05', 'NEA_STT'), ('TOMS', '09', 'NEA_AR')) s(source, n, code);
INSERT INTO support_snapshots (school_year, source, ssid) SELECT '2019-20', 'TOMS', ssid FROM students;
INSERT INTO toms_assignments (school_year, ssid, assessment) SELECT school_year, ssid, assessment FROM assignments;
CREATE VIEW pg_temp.report AS SELECT ssid, number AS n, noticed_on, lost, accommodations, assessments, corrected, losses, restored FROM status_change_report ORDER BY ssid, number;
CREATE VIEW pg_temp.plan AS SELECT ssid, kind, item, title, lost_on, ready FROM restore_plan ORDER BY ssid, kind, item COLLATE "C";

-- 1 loses special education, 2 the 504 plan, 3 the alternate tests too; 4 keeps the 504 plan and so the accommodations; 5 keeps special education;
-- 6 had no supports; 7 loses the disability code, 8 the IEP's word for the alternate tests; 9 has started, which locks the test; 11 does not test.
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9850000009', 'CAA-ELA', 'started', '2020-03-02');
UPDATE enrollments SET special_education = false WHERE ssid IN ('9850000001', '9850000003', '9850000004', '9850000006', '9850000009', '9850000011');
UPDATE enrollments SET section_504 = NULL WHERE ssid IN ('9850000002', '9850000005');
UPDATE enrollments SET primary_disability = ' ' WHERE ssid = '9850000007';
UPDATE enrollments SET alternate_assessment = false WHERE ssid = '9850000008';
SELECT * FROM pg_temp.report;
SELECT ssid, lost, reason FROM status_changes ORDER BY ssid;
SELECT * FROM status_change_report WHERE ssid IN ('9850000001', '9850000006') ORDER BY ssid;
-- Nothing can be set again until the status is corrected. A designated support, a grade and a name are no status.
SELECT * FROM pg_temp.plan;
UPDATE enrollments SET elas = 'EL', grade = '5' WHERE ssid = '9850000012';
SELECT count(*) FROM status_changes;

-- Corrected: the plan lists what was lost, whatever the report from before still shows. A new 504 plan is enough for accommodations.
SET LOCAL caaspp.as_of = '2020-03-05';
UPDATE enrollments SET special_education = true WHERE ssid IN ('9850000001', '9850000003', '9850000006');
UPDATE enrollments SET special_education = true WHERE ssid = '9850000002';
UPDATE enrollments SET primary_disability = 'ID' WHERE ssid = '9850000007';
SELECT * FROM pg_temp.plan;
SELECT * FROM restore_plan WHERE ssid = '9850000001' ORDER BY item LIMIT 1;
SELECT ssid, n, corrected, losses, restored FROM pg_temp.report;

-- TOMS shows it set again: gone from its report, and there again.
DELETE FROM support_settings WHERE ssid = '9850000001' AND source = 'TOMS';
INSERT INTO support_settings (school_year, source, ssid, code) VALUES ('2019-20', 'SPED', '9850000001', 'NEA_WordPred'), ('2019-20', 'TOMS', '9850000001', 'NEDS_SS');
SELECT * FROM pg_temp.plan WHERE ssid = '9850000001';
SET LOCAL caaspp.as_of = '2020-03-06';
INSERT INTO support_settings (school_year, source, ssid, code) VALUES ('2019-20', 'TOMS', '9850000001', 'NEA_WordPred');
DELETE FROM toms_assignments WHERE ssid = '9850000003';
INSERT INTO toms_assignments (school_year, ssid, assessment) VALUES ('2019-20', '9850000003', 'CAA-MATH'), ('2019-20', '9850000003', 'ELA');
SELECT * FROM pg_temp.plan;
SELECT ssid, number, kind, code, restored_on FROM status_losses WHERE restored_on IS NOT NULL ORDER BY ssid, code;

-- A new report of TOMS confirms what it does not change; the same bytes again, or another source's file, do not.
SELECT rows_loaded FROM import(convert_to(E'school_year,ssid,assessment\n2019-20,9850000007,CAA-ELA\n2019-20,9850000007,CAA-MATH\n', 'UTF8'), 'toms_assignments');
SELECT * FROM pg_temp.plan WHERE kind = 'assessment';
-- Answered: no longer needed, which counts from the day of the loss on and not from before; a yes leaves the item.
INSERT INTO restore_confirmations (school_year, ssid, item, needed, confirmed_by, confirmed_on) VALUES
	('2019-20', '9850000004', 'CAA-ELA', false, 'teacher', '2020-03-02'), ('2019-20', '9850000004', 'CAA-MATH', false, 'teacher', '2020-03-01'), ('2019-20', '9850000004', 'CAA-SCI', true, 'teacher', '2020-03-04');
SELECT item, confirmed_by, confirmed_on FROM restore_plan WHERE ssid = '9850000004' ORDER BY item;
SELECT rows_loaded FROM import(convert_to(E'school_year,source,ssid,code\n2019-20,SPED,9850000002,NEA_WordPred\n', 'UTF8'), 'support_settings', 'SPED');
SELECT ssid, item FROM pg_temp.plan WHERE ssid = '9850000002';
SELECT rows_loaded FROM import(convert_to(E'school_year,source,ssid,code\n2019-20,TOMS,9850000002,NEA_WordPred\n', 'UTF8'), 'support_settings', 'TOMS', '2019-20');
SELECT ssid, item FROM pg_temp.plan WHERE ssid = '9850000002';
-- Lost a second time; the file that closed the first is the old one.
UPDATE enrollments SET special_education = false WHERE ssid = '9850000002';
UPDATE enrollments SET section_504 = true WHERE ssid = '9850000002';
SELECT rows_loaded FROM import(convert_to(E'school_year,source,ssid,code\n2019-20,TOMS,9850000002,NEA_WordPred\n', 'UTF8'), 'support_settings', 'TOMS', '2019-20');
SELECT * FROM pg_temp.report WHERE ssid = '9850000002';
SELECT ssid, item, lost_on FROM pg_temp.plan WHERE ssid = '9850000002';
-- By hand: no longer needed.
UPDATE status_losses SET restored_on = '2020-03-06' WHERE ssid = '9850000002' AND number = 2;
SELECT count(*) FROM pg_temp.plan WHERE ssid = '9850000002';

-- A new row: a transfer to a school that does not know of the plan governs, a secondary enrollment does not. Deleting the row corrects it; deleting the row with the plan loses it.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, enrollment_status) VALUES
	('2019-20', '9850000003', '99000010000022', '2020-03-06', '5', 10), ('2019-20', '9850000007', '99000010000022', '2020-03-06', '4', 20),
	('2019-20', '9850000099', '99000010000022', '2020-03-06', '4', 10);
SELECT * FROM pg_temp.report WHERE ssid IN ('9850000003', '9850000007', '9850000099');
DELETE FROM enrollments WHERE ssid = '9850000003' AND school = '99000010000022';
SELECT ssid, n, corrected FROM pg_temp.report WHERE ssid = '9850000003';
SELECT * FROM pg_temp.plan WHERE ssid = '9850000003';
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education) VALUES ('2019-20', '9850000012', '99000010000022', '2020-03-06', '4', true);
DELETE FROM enrollments WHERE ssid = '9850000012' AND school = '99000010000022';
SELECT ssid, n, lost, losses FROM pg_temp.report WHERE ssid = '9850000012';
-- Before the first report of TOMS, what the district's sources say. Another year is another matter.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education) VALUES
	('2020-21', '9850000001', '99000010000011', '2020-08-15', '5', true), ('2020-21', '9850000005', '99000010000011', '2020-08-15', '5', false);
INSERT INTO support_settings (school_year, source, ssid, code) VALUES ('2020-21', 'SPED', '9850000001', 'NEA_AR'), ('2020-21', 'SIS', '9850000001', 'NEA_AR');
UPDATE enrollments SET special_education = NULL WHERE school_year = '2020-21';
SELECT school_year, ssid, lost, accommodations FROM status_change_report WHERE school_year = '2020-21';

-- A move within the LEA: one file, or one statement, that ends the enrollment and brings the next says the same as two (21). 22 and 24 take everything along, 25 is new.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education, primary_disability, alternate_assessment)
	SELECT '2019-20', ('98500000' || n)::ssid, '99000010000011', '2019-08-15', '5', true, 'ID', true FROM generate_series(20, 24) n;
INSERT INTO support_settings (school_year, source, ssid, code) SELECT '2019-20', 'TOMS', ssid, 'NEA_AR' FROM enrollments WHERE ssid BETWEEN '9850000020' AND '9850000024';
CREATE TEMP TABLE moved AS
SELECT '2019-20'::school_year AS school_year, e.ssid, e.school, e.entry_date, '2020-03-05'::date AS exit_date, e.grade, e.special_education, e.primary_disability, e.alternate_assessment
FROM enrollments e WHERE e.school_year = '2019-20' AND e.ssid BETWEEN '9850000020' AND '9850000024'
UNION ALL
SELECT '2019-20', ('98500000' || n)::ssid, '99000010000022', '2020-03-06', NULL, '5', CASE WHEN n IN (22, 24) THEN true END, 'ID', true FROM generate_series(20, 25) n;
SELECT rows_loaded FROM import(convert_to((SELECT E'ssid,school,entry_date,exit_date,grade,special_education,primary_disability,alternate_assessment\n'
	|| string_agg(concat_ws(',', ssid, school, entry_date, coalesce(exit_date::text, ''), grade, coalesce(special_education::text, ''), primary_disability, coalesce(alternate_assessment::text, '')), E'\n')
	FROM moved WHERE ssid IN ('9850000020', '9850000024', '9850000025')), 'UTF8'), school_year => '2019-20');
UPDATE enrollments SET exit_date = '2020-03-05' WHERE ssid = '9850000021' AND school_year = '2019-20';
INSERT INTO enrollments (school_year, ssid, school, entry_date, exit_date, grade, special_education, primary_disability, alternate_assessment)
	SELECT * FROM moved WHERE ssid = '9850000021' AND exit_date IS NULL;
INSERT INTO enrollments AS e (school_year, ssid, school, entry_date, exit_date, grade, special_education, primary_disability, alternate_assessment)
	SELECT * FROM moved WHERE ssid = '9850000022'
	ON CONFLICT (school_year, ssid, school, entry_date) DO UPDATE SET exit_date = excluded.exit_date, alternate_assessment = false, special_education = false;
MERGE INTO enrollments e USING (SELECT * FROM moved WHERE ssid = '9850000023') m
	ON e.school_year = m.school_year AND e.ssid = m.ssid AND e.school = m.school AND e.entry_date = m.entry_date
	WHEN MATCHED THEN UPDATE SET exit_date = m.exit_date
	WHEN NOT MATCHED THEN INSERT (school_year, ssid, school, entry_date, grade, special_education, primary_disability, alternate_assessment)
		VALUES (m.school_year, m.ssid, m.school, m.entry_date, m.grade, m.special_education, m.primary_disability, m.alternate_assessment);
SELECT ssid, n, lost, accommodations, assessments, losses FROM pg_temp.report WHERE ssid BETWEEN '9850000020' AND '9850000025';
SELECT ssid, string_agg(item, ' ' ORDER BY item) FROM pg_temp.plan WHERE ssid BETWEEN '9850000020' AND '9850000025' GROUP BY ssid ORDER BY ssid;
SELECT ssid, kind FROM open_alerts WHERE ssid BETWEEN '9850000020' AND '9850000025' ORDER BY ssid, kind COLLATE "C";
SELECT ssid, string_agg(assessment::text, ' ' ORDER BY assessment) FROM assignments WHERE school_year = '2019-20' AND ssid BETWEEN '9850000020' AND '9850000025' GROUP BY ssid ORDER BY ssid;

-- Which enrollment governed is decided as governing_enrollments() decides: taking each student's plan away is a loss where that row had it, and only there.
CREATE TEMP TABLE rows_of AS
SELECT '2021-22'::school_year AS school_year, (9851000000 + n / 3)::text::ssid AS ssid, ('990000100000' || 11 + n * 7 % 3)::cds_code AS school,
	'2021-08-15'::date + n * 13 % 40 AS entry_date, '4'::grade AS grade, (ARRAY[10, 20, 30, NULL])[1 + n * 5 % 4] AS enrollment_status,
	CASE n * 11 % 5 WHEN 0 THEN '2021-12-01'::date WHEN 1 THEN '2022-06-10' END AS exit_date,
	CASE n * 11 % 5 WHEN 0 THEN 'T160' WHEN 1 THEN 'E155' END AS exit_reason, n * 17 % 7 < 3 AS special_education
FROM generate_series(1, 600) n;
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, enrollment_status, exit_date, exit_reason, special_education)
SELECT DISTINCT ON (ssid, school, entry_date) * FROM rows_of ORDER BY ssid, school, entry_date, special_education;
CREATE TEMP TABLE had AS SELECT ssid FROM governing_enrollments() WHERE school_year = '2021-22' AND special_education;
UPDATE enrollments SET special_education = NULL WHERE school_year = '2021-22';
SELECT (SELECT count(*) FROM had) AS had, count(h.ssid) AS lost, count(*) AS recorded
FROM status_changes c LEFT JOIN had h USING (ssid) WHERE c.school_year = '2021-22';
-- The same by a change of the enrollment that governs, one statement for all.
DELETE FROM status_changes WHERE school_year = '2021-22';
UPDATE enrollments SET special_education = ascii(ssid::text) + entry_date - '2021-08-15' < 68 WHERE school_year = '2021-22';
CREATE TEMP TABLE before AS SELECT ssid, special_education FROM governing_enrollments() WHERE school_year = '2021-22';
DELETE FROM status_changes WHERE school_year = '2021-22';
UPDATE enrollments SET exit_date = CASE WHEN exit_date IS NULL THEN '2022-01-10'::date END, exit_reason = 'T160' WHERE school_year = '2021-22' AND enrollment_status = 10;
SELECT count(*) > 10 AS some, count(c.ssid) = count(*) AS all_recorded, (SELECT count(*) FROM status_changes WHERE school_year = '2021-22') = count(*) AS no_more
FROM before b JOIN governing_enrollments() g ON g.school_year = '2021-22' AND g.ssid = b.ssid
	LEFT JOIN status_changes c ON c.school_year = '2021-22' AND c.ssid = b.ssid
WHERE b.special_education AND g.special_education IS NOT TRUE;
-- Who loads what TOMS does not say need not see the losses.
CREATE ROLE roster_clerk BYPASSRLS;
GRANT USAGE ON SCHEMA caaspp TO roster_clerk;
GRANT SELECT, INSERT, UPDATE, DELETE ON students, support_settings, support_snapshots, student_listings, toms_assignments, enrollments, import_batches, import_findings TO roster_clerk;
GRANT SELECT, INSERT, UPDATE, DELETE ON support_problems TO roster_clerk;
GRANT SELECT ON assignments TO roster_clerk;
SET ROLE roster_clerk;
SELECT layout, rows_loaded FROM import(E'ssid,last_name,first_name\n9850000001,Doe,Jo\n');
SELECT layout, rows_loaded FROM import(E'SSID,Masking\n9850000001,TDS_Masking1\n', 'settings_sheet', 'EL', '2019-20');
SAVEPOINT before;
SELECT layout, rows_loaded FROM import(E'SSID,Masking\n9850000001,TDS_Masking1\n', 'settings_sheet', 'TOMS', '2019-20');
ROLLBACK TO before;
SELECT layout, rows_loaded FROM import(E'ssid,assessment\n9850000001,CAST\n', school_year => '2019-20');
ROLLBACK;
