-- Reports of the state's system: assignments, the testing platform's attempts, condition codes.
\set fixture `echo "$PG_ABS_SRCDIR/data/fixture.psql"`
\i :fixture
SET timezone = 'Asia/Tokyo';
\set assigned `base64 -w0 "$PG_ABS_SRCDIR/data/import/toms_assignment_report.csv"`
\set messy_assigned `base64 -w0 "$PG_ABS_SRCDIR/data/import/messy_toms_assignment_report.csv"`
\set pm `base64 -w0 "$PG_ABS_SRCDIR/data/import/plan_and_manage.csv"`
\set messy_pm `base64 -w0 "$PG_ABS_SRCDIR/data/import/messy_plan_and_manage.csv"`
\set conditions `base64 -w0 "$PG_ABS_SRCDIR/data/import/condition_codes.csv"`
\set messy_conditions `base64 -w0 "$PG_ABS_SRCDIR/data/import/messy_condition_codes.csv"`
CREATE OR REPLACE TEMP VIEW last_findings AS
SELECT line, column_number AS col, column_name, rule, severity, message FROM import_findings
WHERE batch_id = (SELECT max(batch_id) FROM import_batches) AND rule <> 'no enrollment';		-- these students have none; see import_findings

-- Assignments: what the report says of a student is all there is of it.
SELECT layout, school_year, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'assigned', 'base64'));
SELECT * FROM last_findings ORDER BY line, col;
SELECT ssid, string_agg(assessment::text, ' ' ORDER BY assessment) AS tests FROM toms_assignments
WHERE ssid BETWEEN '8000000431' AND '8000000439' GROUP BY ssid ORDER BY ssid;
SELECT rows_loaded, rows_unchanged FROM import(decode(:'assigned', 'base64'));
SELECT layout, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'messy_assigned', 'base64'));
SELECT * FROM last_findings ORDER BY line, col;
SELECT ssid, string_agg(assessment::text, ' ' ORDER BY assessment) AS tests FROM toms_assignments
WHERE ssid BETWEEN '8000000431' AND '8000000439' GROUP BY ssid ORDER BY ssid;

-- A row without a test takes all of them back; who is not listed keeps theirs.
SELECT rows_loaded FROM import(E'Student Test Assignments,,\nSSID,ELA,Math\n8000000433,,\n8000000431,SB ELA,\n');
SELECT ssid, string_agg(assessment::text, ' ' ORDER BY assessment) AS tests FROM toms_assignments
WHERE ssid BETWEEN '8000000431' AND '8000000439' GROUP BY ssid ORDER BY ssid;

-- A column titled as a test: yes is that test, no none; anything else is an error, and nothing of that student is deleted.
SELECT rows_loaded, rows_refused FROM import(E'CAASPP Student Test Assignment Report\nSSID,Name,SB ELA,SB Math (required),CAST,CAA for ELA,CSA\n'
	'8000000431,"Ash, Al",Yes,Y,X,No,N/A\n8000000432,"Birch, Bo",,0,false,TRUE,CSA\n8000000433,"Cedar, Cy",1,see file,No,,\n8000000434,"Dill, Di",No,,,,\n');
SELECT * FROM last_findings ORDER BY line, col;
SELECT ssid, string_agg(assessment::text, ' ' ORDER BY assessment) AS tests FROM toms_assignments
WHERE ssid BETWEEN '8000000431' AND '8000000439' GROUP BY ssid ORDER BY ssid;
SELECT rows_loaded, rows_refused FROM import(E'CAASPP Student Test Assignment Report\nSSID,ELA Assigned,Mathematics,Science,California Alternate Assessment for ELA,ELAS\n'
	'8000000431,Y,,Y,N,EL\n8000000432,No,Y,No,No,EO\n8000000433,,,,,RFEP\n');
SELECT * FROM last_findings ORDER BY line, col;
SELECT ssid, string_agg(assessment::text, ' ' ORDER BY assessment) AS tests FROM toms_assignments
WHERE ssid BETWEEN '8000000431' AND '8000000439' GROUP BY ssid ORDER BY ssid;
-- A report without such a column is told by its title; what is said of other files is of the row that is nearest to a header.
SELECT * FROM import(E'CAASPP Student Test Assignment Report\nSSID,Name,Room\n8000000431,"Ash, Al",12\n');
SELECT * FROM import(E'Some report\nSSID,Name,Room\n8000000431,"Ash, Al",12\n');
SELECT * FROM import(E'Some report\nPerm ID,Name,Room\n8000000431,"Ash, Al",12\n');

-- Plan and Manage Testing: days are Pacific, whatever the session's zone.
SELECT layout, school_year, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'pm', 'base64'));
SELECT * FROM last_findings ORDER BY line, col;
SELECT ssid, part, opportunity, status, started_on, completed_on, last_day FROM attempts
WHERE ssid BETWEEN '8000000431' AND '8000000439' ORDER BY ssid, part, opportunity;
SELECT rows_loaded, rows_unchanged FROM import(decode(:'pm', 'base64'));
SELECT layout, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'messy_pm', 'base64'));
SELECT line, col, column_name, rule, severity, left(message, 60) AS message FROM last_findings ORDER BY line, col;
SELECT ssid, part, opportunity, status, started_on, completed_on FROM attempts
WHERE ssid IN ('8000000431', '8000000433') AND part IN ('ELA-CAT', 'CAA-ELA') ORDER BY ssid, part;
-- Interim and practice tests, and other programs', stand in the same platform; they are none of these.
SELECT r.rows_read, r.rows_loaded, r.rows_refused FROM import(E'SSID,Test Name,Status,Date Started\n'
	'8000000436,Grade 5 ELA ICA CAT,completed,2/3/2020\n8000000436,Grade 5 ELA Interim Comprehensive Assessment Performance Task,completed,2/3/2020\n'
	'8000000436,G05 Math Practice Test CAT,completed,2/3/2020\n8000000436,Grade 5 Math Training Test CAT,completed,2/3/2020\n8000000436,Initial ELPAC English PT,completed,2/3/2020\n'
	'8000000436,CAST Interim Assessment Grade 5,completed,2/3/2020\n8000000436,ELA IAB - Read Literary Texts CAT,completed,2/3/2020\n8000000436,Grade 5 Math PT,started,2/3/2020\n') r;
SELECT part, status FROM attempts WHERE ssid = '8000000436';
-- Every part by its own label, and by names as the platform writes them.
SELECT r.rows_loaded, r.rows_refused FROM import(E'SSID,Test Name,Status,Date Started\n'
	'8000000434,ELA-CAT,paused,2/3/2020\n8000000434,ELA-PT,paused,2/3/2020\n8000000434,MATH-CAT,paused,2/3/2020\n8000000434,MATH-PT,paused,2/3/2020\n'
	'8000000434,CAST,paused,2/3/2020\n8000000434,CSA,paused,2/3/2020\n8000000434,CAA-ELA,paused,2/3/2020\n8000000434,CAA-MATH,paused,2/3/2020\n'
	'8000000434,CAA-SCI-1,paused,2/3/2020\n8000000434,CAA-SCI-2,paused,2/3/2020\n8000000434,CAA-SCI-3,paused,2/3/2020\n8000000434,CAA-SCI-4,paused,2/3/2020\n') r;
SELECT string_agg(part::text, ' ' ORDER BY part) FROM attempts WHERE ssid = '8000000434';
SELECT rows_loaded, rows_refused FROM import(E'SSID,Test Name,Status,Date Started\n'
	'8000000435,Grade 11 English Language Arts Performance Task,started,2/4/2020\n8000000435,Grade 3 Mathematics Computer Adaptive Test,started,2/4/2020\n'
	'8000000435,CAASPP CAST Grade 11,started,2/4/2020\n8000000435,California Alternate Assessment Science PT 1 Grade 11,started,2/4/2020\n'
	'8000000435,California Spanish Assessment Gr 4,started,2/4/2020\n');
SELECT string_agg(part::text, ' ' ORDER BY part) FROM attempts WHERE ssid = '8000000435';
-- Non-PT is the state's word for the part that is none of performance tasks.
SELECT rows_loaded, rows_refused FROM import(E'SSID,Test Name,Status,Date Started\n'
	'8000000437,Grade 5 Smarter Balanced ELA Non-PT,started,2/4/2020\n8000000437,Grade 5 Math NonPT,started,2/4/2020\n'
	'8000000438,Grade 11 English Language Arts (Non PT),started,2/4/2020\n8000000438,Grade 11 Mathematics Non-Performance Task,started,2/4/2020\n');
SELECT ssid, part FROM attempts WHERE ssid IN ('8000000437', '8000000438') ORDER BY ssid, part;

-- The platform's own expiration of an open part, where the rules (or the end of the window, as either may do) give another day: a warning, also of a trial.
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '99100016000011', '2020-01-07', '2020-03-06');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '8000000439', '99100016000011', '2019-08-20', '5');
SELECT E'SSID,Test Name,Status,Date Started,Expiration Date\n8000000439,Grade 5 ELA PT,paused,2/10/2020,3/9/2020\n8000000439,Grade 5 ELA CAT,paused,2/10/2020,3/6/2020\n'
	'8000000439,Grade 5 Math CAT,paused,2/10/2020,3/25/2020\n8000000439,Grade 5 Math PT,started,2/28/2020,3/7/2020\n8000000439,CAST,completed,2/10/2020,soon\n' AS file \gset
SELECT line, column_name, rule, message FROM check_file(convert_to(:'file', 'UTF8'));
SELECT rows_loaded, rows_refused FROM import(:'file');
SELECT * FROM last_findings ORDER BY line, col;
SELECT part, last_day FROM attempts WHERE ssid = '8000000439' ORDER BY part;
-- Once its reopening is known the platform's day is ours.
SELECT rows_loaded FROM import(E'SSID,Part,Status,Date Started,Reopened On\n8000000439,ELA-PT,paused,2/10/2020,2/29/2020\n');
SELECT rows_loaded FROM import(:'file');
SELECT line, rule, message FROM last_findings WHERE rule <> 'imported before' ORDER BY line, col;

-- Condition codes: the derived ones are passed over.
SELECT layout, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'conditions', 'base64'));
SELECT * FROM last_findings ORDER BY line, col;
SELECT layout, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'messy_conditions', 'base64'));
SELECT line, col, column_name, rule, severity, left(message, 40) AS message FROM last_findings ORDER BY line, col;
SELECT ssid, assessment, code, entered_at AT TIME ZONE 'America/Los_Angeles' AS entered FROM exemptions
WHERE ssid BETWEEN '8000000431' AND '8000000439' ORDER BY ssid, assessment;
ROLLBACK;

-- Test Completion Rates report.
BEGIN;
\set rates `base64 -w0 "$PG_ABS_SRCDIR/data/import/completion_rates.csv"`
\set messy_rates `base64 -w0 "$PG_ABS_SRCDIR/data/import/messy_completion_rates.csv"`
SELECT layout, school_year, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'rates', 'base64'));
SELECT school, grades, part, opportunity AS opp, reported_on, total, started, completed FROM reported_completion_rates ORDER BY school, grades, part, opportunity;
SELECT rows_loaded, rows_unchanged FROM import(decode(:'rates', 'base64'));
SELECT layout, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'messy_rates', 'base64'));
SELECT line, column_number AS col, column_name, rule, severity, left(message, 60) AS message FROM import_findings
WHERE batch_id = (SELECT max(batch_id) FROM import_batches) ORDER BY line, column_number;
SELECT grades, part, reported_on, total, started, completed FROM reported_completion_rates WHERE part = 'ELA-PT';
-- Grades with a zero, and those of high schools, which for CSA are four; more than there are is doubted.
SELECT rows_loaded, rows_refused FROM import(E'Date,Test Name,District ID,School ID,Total Student,Total Student Started,Total Student Completed\n'
	'3/2/2020,Grade 08 Mathematics CAT,99100010000000,99100016000029,4,5,1\n3/2/2020,G05 ELA Non-PT,99100010000000,99100016000029,4,4,5\n'
	'3/2/2020,CSA Grades 9-12,99100010000000,99100016000029,4,4,4\n3/2/2020,CAST High School,99100010000000,99100016000029,4,0,0\n'
	'3/2/2020,California Spanish Assessment High School,99100010000000,99100016000012,4,0,0\n');
SELECT line, column_name, rule, severity, message FROM import_findings WHERE batch_id = (SELECT max(batch_id) FROM import_batches) AND line > 0 ORDER BY line, column_number;
SELECT school, grades, part, total, started, completed FROM reported_completion_rates WHERE school IN ('99100016000029', '99100016000012') ORDER BY school, part;
-- Whoever was granted a school sees its rates, and no other's.
CREATE ROLE caaspp_site;
GRANT USAGE ON SCHEMA caaspp TO caaspp_site;
GRANT SELECT ON reported_completion_rates TO caaspp_site;
INSERT INTO access_grants (role_name, scope, duty) VALUES ('caaspp_site', '99100016000012', 'site coordinator');
SET ROLE caaspp_site;
SELECT school, part, total FROM reported_completion_rates ORDER BY school, part;
RESET ROLE;
ROLLBACK;
