-- Of which day a file is; what is older than known; who was listed; the same file again.
SET search_path = public, caaspp;
SET datestyle = ISO;
SET caaspp.as_of = '2020-04-01';
SET client_min_messages = warning;
CALL deploy();
RESET client_min_messages;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CREATE TEMP VIEW last_findings AS
SELECT line, rule, severity, regexp_replace(message, 'batch \d+', 'batch N') AS message FROM import_findings
WHERE batch_id = (SELECT max(batch_id) FROM import_batches) AND rule <> 'no enrollment';

-- The day: given, by the rows, by the title, by the name; names as the state's system and vendors write them.
SELECT r.file_name, r.source_date FROM (VALUES
	('CAASPP_LEA_Student_Test_Settings_Report_99100010000000_20200309081500.csv'), ('CAASPPTestSettings20200308.csv'), ('settings 2020-03-07.csv'),
	('settings_3-6-2020_v2.csv'), ('settings_2019-20.csv'), ('settings_99100010000000.csv'), ('settings_20201309.csv'), ('20200301_20200302.csv'), ('settings_202003.csv')) f(name),
	import(convert_to(E'SSID,Masking\n' || 8000000500 + length(f.name) || E',TDS_Masking1\n', 'UTF8'), 'settings_sheet', 'EL', file_name => f.name) r;
SELECT source_date FROM import(E'Student Test Settings Report generated 3/9/2020 8:15 AM\nSSID,Masking\n8000000501,TDS_Masking1\n', file_name => 'x_20200101.csv');
SELECT source_date FROM import(E'Student Test Settings Report generated 3/9/2020 8:15 AM\nSSID,Masking\n8000000502,TDS_Masking1\n', source_date => '2020-03-10');
SELECT source_date FROM import(E'Date,Test Name,School ID,School Name,Opportunity,Total Student,Total Student Started,Total Student Completed\n'
	'3/2/2020,Grade 5 Smarter Summative ELA CAT,99100016000011,North,1,3,2,1\n3/3/2020,Grade 5 Smarter Summative ELA PT,99100016000011,North,1,3,2,1\n', file_name => 'r_20200401.csv');
-- A day that has not come is none.
SELECT source_date FROM import(E'SSID,Masking\n8000000503,TDS_Masking1\n', 'settings_sheet', 'EL', file_name => 'settings_20980101.csv');
SELECT * FROM last_findings;
SELECT * FROM import(E'SSID,Masking\n8000000503,TDS_Masking1\n', 'settings_sheet', 'EL', source_date => '2098-01-01');
SELECT rule, severity FROM check_file(E'SSID,Masking\n8000000501,TDS_Masking1\n', 'settings_sheet', 'TOMS', source_date => '2020-03-01') WHERE line = 0;

-- Who the file came from: given, known by the layout, or said alike by all rows.
SELECT n, r.source FROM (VALUES (1, E'ssid,code,source\n8000000521,TDS_PM1,SPED\n8000000522,TDS_PM1,sped\n', NULL), (2, E'ssid,code,source\n8000000521,TDS_PM1,SPED\n8000000522,TDS_PM1,SIS\n', NULL),
	(3, E'Student Test Settings Report\nSSID,Masking\n8000000521,TDS_Masking1\n', NULL), (4, E'ssid,code\n8000000521,TDS_PM1\n', 'EL')) f(n, text, given),
	import(convert_to(f.text, 'UTF8'), source => f.given) r ORDER BY n;

-- The report of 9 March, then that of 2 March: nothing of the students that both list; the others are taken.
CREATE TEMP VIEW settings AS SELECT s.ssid, string_agg(s.code, ' ' ORDER BY s.code COLLATE "C") AS codes FROM support_settings s
WHERE source = 'TOMS' AND school_year = '2019-20' AND ssid BETWEEN '8000000511' AND '8000000519' GROUP BY 1;
SELECT rows_loaded, rows_unchanged FROM import(E'Student Test Settings Report 3/9/2020\nSSID,Masking,Abacus\n8000000511,TDS_Masking1,\n8000000512,,\n8000000514,,NEA_Abacus\n');
SELECT ssid, listed_in, subject, source_date FROM student_listings WHERE ssid BETWEEN '8000000511' AND '8000000519' ORDER BY ssid;
SELECT rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(E'Student Test Settings Report 3/2/2020\nSSID,Masking,Abacus\n8000000511,,NEA_Abacus\n8000000512,TDS_Masking1,\n8000000513,,NEA_Abacus\n');
SELECT * FROM last_findings;
SELECT * FROM settings ORDER BY ssid;
SELECT ssid, source_date FROM student_listings WHERE ssid BETWEEN '8000000511' AND '8000000519' ORDER BY ssid;
-- A flat list of that day neither; of another source it is another matter; without a day it is taken as it comes, and forgets no day.
SELECT rows_loaded FROM import(E'ssid,code\n8000000511,TDS_PM1\n', source => 'TOMS', source_date => '2020-03-08');
SELECT rows_loaded FROM import(E'ssid,code\n8000000511,TDS_PM1\n', source => 'SPED', source_date => '2020-03-08');
SELECT rows_loaded FROM import(E'SSID,Masking,Abacus\n8000000514,TDS_Masking1,\n', 'settings_sheet', 'TOMS');
SELECT ssid, source_date FROM student_listings WHERE ssid = '8000000514';
SELECT rows_loaded FROM import(E'SSID,Masking,Abacus\n8000000514,,NEA_Abacus\n', 'settings_sheet', 'TOMS', source_date => '2020-03-05');
-- The same day, and later ones, count.
SELECT rows_loaded FROM import(E'SSID,Masking,Abacus\n8000000514,,NEA_Abacus\n', 'settings_sheet', 'TOMS', source_date => '2020-03-09');
SELECT rows_loaded FROM import(E'SSID,Masking,Abacus\n8000000514,,\n', 'settings_sheet', 'TOMS', source_date => '2020-03-11');
SELECT * FROM settings ORDER BY ssid;
SELECT ssid, source_date FROM student_listings WHERE ssid = '8000000514';
-- An older file is no error: the rest is loaded with all_or_nothing too. A dry run says it, and writes nothing.
SELECT batch_id, rows_loaded, rows_unchanged FROM import(E'SSID,Masking,Abacus\n8000000514,TDS_Masking1,\n8000000515,TDS_Masking1,\n', 'settings_sheet', 'TOMS', source_date => '2020-03-05', dry_run => true);
SELECT rows_loaded, rows_unchanged FROM import(E'SSID,Masking,Abacus\n8000000514,TDS_Masking1,\n8000000515,TDS_Masking1,\n', 'settings_sheet', 'TOMS', source_date => '2020-03-05', all_or_nothing => true);
SELECT * FROM settings WHERE ssid >= '8000000514' ORDER BY ssid;

-- Assigned tests: who is listed without any is listed.
SELECT rows_loaded FROM import(E'Student Test Assignment Report 3/9/2020\nSSID,ELA,Math\n8000000511,SB ELA,\n8000000512,,\n');
SELECT rows_loaded FROM import(E'Student Test Assignment Report 3/8/2020\nSSID,ELA,Math\n8000000511,CAA ELA,\n8000000512,SB ELA,SB Math\n');
SELECT message FROM last_findings;
SELECT rows_loaded FROM import(E'ssid,assessment\n8000000512,MATH\n', school_year => '2019-20', source_date => '2020-03-08');
SELECT ssid, assessment FROM toms_assignments WHERE ssid BETWEEN '8000000511' AND '8000000519' ORDER BY 1, 2;
SELECT ssid, subject = '' AS of_all, source_date FROM student_listings WHERE listed_in = 'toms_assignments' AND ssid BETWEEN '8000000511' AND '8000000519' ORDER BY 1;

-- Plan and Manage: a row speaks of its part and opportunity; not started takes back what such a report said, not what others did.
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '8000000511', 'MATH-PT', 'started', '2020-03-02');
SELECT rows_loaded FROM import(E'SSID,Test Name,Status,Date Started\n8000000511,ELA CAT,paused,3/2/2020\n8000000511,ELA PT,paused,3/3/2020\n', file_name => 'pm_20200305.csv');
SELECT rows_loaded FROM import(E'SSID,Test Name,Status,Date Started\n8000000511,ELA CAT,Not Started,\n8000000511,MATH PT,Not Started,\n8000000511,CAST,started,3/4/2020\n', file_name => 'pm_20200304.csv');
SELECT message FROM last_findings;
SELECT part, status FROM attempts WHERE ssid = '8000000511' ORDER BY part;
SELECT rows_loaded FROM import(E'SSID,Test Name,Status,Date Started\n8000000511,ELA CAT,Not Started,\n8000000511,MATH PT,Not Started,\n', file_name => 'pm_20200306.csv');
SELECT part, status FROM attempts WHERE ssid = '8000000511' ORDER BY part;
SELECT subject, source_date FROM student_listings WHERE listed_in = 'attempts' AND ssid = '8000000511' ORDER BY 1;

-- An older one that shows as open what is submitted now: it is passed over, so nothing is opened again, for which a warning would be due.
SELECT rows_loaded FROM import(E'SSID,Test Name,Status,Date Started\n8000000512,ELA CAT,submitted,3/2/2020\n', file_name => 'pm_20200306.csv');
SELECT rows_loaded FROM import(E'SSID,Test Name,Status,Date Started\n8000000512,ELA CAT,paused,3/2/2020\n', file_name => 'pm_20200304.csv');
SELECT message FROM last_findings;

-- Condition codes: a test whose code is no exemption any more.
SELECT rows_loaded FROM import(E'SSID,Content Area,Condition Code\n8000000511,ELA,PGE\n8000000512,ELA,PGE\n', source_date => '2020-03-09');
SELECT rows_loaded FROM import(E'SSID,Content Area,Condition Code\n8000000511,ELA,NTE\n8000000511,Math,NTE\n', source_date => '2020-03-08');
SELECT rows_loaded FROM import(E'SSID,Content Area,Condition Code\n8000000512,ELA,NT\n', source_date => '2020-03-10');
SELECT ssid, assessment, code FROM exemptions WHERE ssid BETWEEN '8000000511' AND '8000000519' ORDER BY 1, 2;

-- Completion rates go by the day of each row.
SELECT rows_loaded, rows_unchanged FROM import(E'Date,Test Name,School ID,School Name,Opportunity,Total Student,Total Student Started,Total Student Completed\n'
	'3/1/2020,Grade 5 Smarter Summative ELA CAT,99100016000011,North,1,9,9,9\n3/4/2020,Grade 5 Smarter Summative ELA PT,99100016000011,North,1,4,4,4\n');
SELECT * FROM last_findings;
SELECT part, reported_on, total FROM reported_completion_rates WHERE school = '99100016000011' ORDER BY part;

-- Other files: loaded, with a warning when a later one of the kind is known.
SELECT rows_loaded FROM import(E'ssid,last_name,first_name\n8000000511,New,N\n', file_name => 'students_20200310.csv');
SELECT rows_loaded FROM import(E'ssid,last_name,first_name\n8000000511,Old,O\n', file_name => 'students_20200301.csv');
SELECT * FROM last_findings;
SELECT last_name FROM students WHERE ssid = '8000000511';
-- A later file that was undone is none.
SELECT batch_id FROM import_batches WHERE file_name = 'students_20200310.csv' \gset
SELECT max(batch_id) AS older FROM import_batches \gset
SELECT * FROM undo_batch(:older);
SELECT * FROM undo_batch(:batch_id);
SELECT rows_loaded FROM import(E'ssid,last_name,first_name\n8000000511,Old,O\n', file_name => 'students_20200301.csv');
SELECT * FROM last_findings;

-- The same file again: for every snapshot layout nothing changes, not even a row version.
CREATE TEMP TABLE versions (relation text, place tid, version text);
CREATE TEMP VIEW now_versions AS
SELECT 'support_settings' AS relation, ctid AS place, xmin::text AS version FROM support_settings UNION ALL
SELECT 'support_snapshots', ctid, xmin::text FROM support_snapshots UNION ALL SELECT 'toms_assignments', ctid, xmin::text FROM toms_assignments UNION ALL
SELECT 'attempts', ctid, xmin::text FROM attempts UNION ALL SELECT 'exemptions', ctid, xmin::text FROM exemptions UNION ALL
SELECT 'reported_completion_rates', ctid, xmin::text FROM reported_completion_rates UNION ALL SELECT 'student_listings', ctid, xmin::text FROM student_listings;
\set report `base64 -w0 "$PG_ABS_SRCDIR/data/import/toms_settings_report.csv"`
\set template `base64 -w0 "$PG_ABS_SRCDIR/data/import/settings_template.csv"`
\set assigned `base64 -w0 "$PG_ABS_SRCDIR/data/import/toms_assignment_report.csv"`
\set pm `base64 -w0 "$PG_ABS_SRCDIR/data/import/plan_and_manage.csv"`
\set conditions `base64 -w0 "$PG_ABS_SRCDIR/data/import/condition_codes.csv"`
\set rates `base64 -w0 "$PG_ABS_SRCDIR/data/import/completion_rates.csv"`
SELECT import(decode(c, 'base64'), source => s) FROM (VALUES (:'report', NULL), (:'template', 'EL'), (:'assigned', NULL), (:'pm', NULL), (:'conditions', NULL), (:'rates', NULL)) f(c, s) \g /dev/null
INSERT INTO versions SELECT * FROM now_versions;
SELECT r.layout, r.rows_loaded, r.rows_unchanged, r.rows_replaced, r.batch_id IS NOT NULL AS recorded
FROM (VALUES (:'report', NULL), (:'template', 'EL'), (:'assigned', NULL), (:'pm', NULL), (:'conditions', NULL), (:'rates', NULL)) f(c, s), import(decode(c, 'base64'), source => s) r;
SELECT count(*) AS other_versions FROM ((TABLE versions EXCEPT ALL TABLE now_versions) UNION ALL (TABLE now_versions EXCEPT ALL TABLE versions)) d;
-- The day in a title may be in words.
SELECT t.title, (import(convert_to(t.title || E'\nSSID,Masking\n8000000428,TDS_Masking1\n', 'UTF8'), dry_run => true)).source_date
FROM (VALUES ('Student Test Settings Report 2-Mar-2020'), ('"Student Test Settings Report, March 1, 2020"'), ('Student Test Settings Report of 29 FEB 2020, 2019-2020')) t (title);
SELECT layout, message ~ 'before, as batch \d+$' AS says FROM import_findings JOIN import_batches USING (batch_id) WHERE rule = 'imported before' ORDER BY batch_id;
SELECT message ~ 'as batch \d+' AS says FROM check_file(decode(:'pm', 'base64')) WHERE rule = 'imported before';
ROLLBACK;
