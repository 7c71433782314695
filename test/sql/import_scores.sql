-- The student score file: results, attempts and exemptions, whatever the year of its header.
\set fixture `echo "$PG_ABS_SRCDIR/data/fixture.psql"`
\i :fixture
\set y2018 `base64 -w0 "$PG_ABS_SRCDIR/data/import/score_2018-19.csv"`
\set y2019 `base64 -w0 "$PG_ABS_SRCDIR/data/import/score_2019-20.csv"`
\set y2021 `base64 -w0 "$PG_ABS_SRCDIR/data/import/score_2021-22.csv"`
\set y2024 `base64 -w0 "$PG_ABS_SRCDIR/data/import/score_2024-25.csv"`
\set messy `base64 -w0 "$PG_ABS_SRCDIR/data/import/messy_score_2018-19.csv"`
CREATE OR REPLACE TEMP VIEW last_findings AS
SELECT line, column_number AS col, column_name, rule, severity, left(message, 70) AS message FROM import_findings
WHERE batch_id = (SELECT max(batch_id) FROM import_batches) AND rule <> 'no enrollment';		-- these students have none; see import_findings

SELECT layout, school_year, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'y2018', 'base64'), school_year => '2018-19');
SELECT * FROM last_findings ORDER BY line, col;
SELECT ssid, assessment, scale_score AS score, achievement_level AS level, condition_code AS cc, attemptedness AS att, score_status AS status, include_indicator AS include
FROM results WHERE school_year = '2018-19' AND ssid BETWEEN '8000000441' AND '8000000449' ORDER BY ssid, assessment;
SELECT ssid, part, opportunity AS opp, status, started_on, completed_on, tested_school FROM attempts
WHERE school_year = '2018-19' AND ssid BETWEEN '8000000441' AND '8000000449' ORDER BY ssid, part;
SELECT ssid, assessment, code FROM exemptions WHERE school_year = '2018-19' AND ssid BETWEEN '8000000441' AND '8000000449' ORDER BY ssid, assessment;
SELECT rows_loaded, rows_unchanged FROM import(decode(:'y2018', 'base64'), school_year => '2018-19');

-- Other years' headers: 335, 365 (here quoted) and 401 columns.
SELECT layout, school_year, rows_read, rows_loaded, rows_refused FROM import(decode(:'y2019', 'base64'), school_year => '2019-20');
-- The year is that of the dates in the file, which count before the argument, and before today.
SAVEPOINT year;
SET caaspp.as_of = '2026-03-01';
SELECT layout, school_year, rows_loaded FROM import(decode(:'y2018', 'base64'));
SELECT layout, school_year FROM import(decode(:'y2021', 'base64'));
SELECT layout, school_year FROM import(decode(:'y2024', 'base64'), school_year => '2019-20');
SELECT line, severity, message FROM import_findings WHERE rule = 'school year';
-- Without any date there it is the argument's, else today's.
SELECT n, r.school_year FROM (VALUES (1, NULL::school_year), (2, '2021-22')) v (n, year),
	import(convert_to(regexp_replace(convert_from(decode(:'y2024', 'base64'), 'UTF8'), '20\d\d-\d\d-\d\d', '', 'g'), 'UTF8'), school_year => year, dry_run => true) AS r ORDER BY n;
ROLLBACK TO year;
SELECT layout, school_year, rows_read, rows_loaded, rows_refused FROM import(decode(:'y2021', 'base64'), school_year => '2021-22');
SELECT layout, school_year, rows_read, rows_loaded, rows_refused FROM import(decode(:'y2024', 'base64'), school_year => '2024-25');
-- A record type that is none is told in the file's own words.
SELECT DISTINCT column_name, rule, message FROM check_file(convert_to(regexp_replace(convert_from(decode(:'y2018', 'base64'), 'UTF8'), '(?n)^01(?=\^8)', '08', 'g'), 'UTF8')) WHERE rule = 'format';
SELECT count(*) AS findings FROM import_findings WHERE rule NOT IN ('no enrollment', 'imported before');
SELECT school_year, count(*) AS results, sum(scale_score) AS scores, string_agg(condition_code::text, ' ' ORDER BY ssid, assessment) AS codes
FROM results WHERE ssid BETWEEN '8000000441' AND '8000000449' GROUP BY school_year ORDER BY school_year;
SELECT school_year, count(*) AS attempts, count(completed_on) AS completed, count(tested_school) AS tested, min(started_on), max(completed_on)
FROM attempts WHERE ssid BETWEEN '8000000441' AND '8000000449' GROUP BY school_year ORDER BY school_year;
SELECT school_year, count(*) AS exemptions FROM exemptions WHERE ssid BETWEEN '8000000441' AND '8000000449' GROUP BY school_year ORDER BY school_year;

-- The file tells the last opportunity of a part: the highest that is known of it, else the first. The same again changes nothing.
SELECT rows_loaded FROM import('SSID,Test Name,Opportunity,Status,Date Started,Test Expiration Date
8000000461,Grade 7 ELA CAT,1,Expired,3/4/2019,4/17/2019
8000000461,Grade 7 ELA CAT,2,Started,5/15/2019,
8000000461,Grade 7 ELA PT,1,Expired,3/5/2019,4/17/2019
', school_year => '2018-19');
\set score 'RecordType^SSID^OpportunityTestingStatus1^TestStartDate1^TestCompletedDate1^OpportunityTestingStatus2^TestStartDate2^TestCompletedDate2^OpportunityTestingStatus3^TestStartDate3^ConditionCode^Attemptedness^ScoreStatus^IncludeIndicator^ScaleScore^AchievementLevels\n'
\set of_ela '01^8000000461^C^2019-05-15^2019-05-21^C^2019-05-16^2019-05-20^^^^Y^V^Y^2500^3\n'
\set of_math '02^8000000461^C^2019-05-15^2019-05-21^C^2019-05-16^2019-05-20^^^^Y^V^Y^2500^3\n'
SELECT rows_loaded, rows_unchanged, batch_id AS score_batch FROM import(convert_to(:'score' || :'of_ela' || :'of_math', 'UTF8')) \gset
SELECT :rows_loaded AS loaded, :rows_unchanged AS unchanged;
SELECT line, rule, severity, left(message, 100) AS message FROM import_findings WHERE batch_id = :score_batch AND rule <> 'no enrollment' ORDER BY line, rule;
CREATE TEMP VIEW tested AS SELECT part, opportunity AS opp, status, started_on, completed_on FROM attempts WHERE ssid = '8000000461';
SELECT * FROM tested ORDER BY part, opp;
SELECT rows_loaded, rows_unchanged FROM import(convert_to(:'score' || :'of_ela' || :'of_math', 'UTF8'));
-- Rows of one part are of one opportunity, whether or not a file of the district's says which.
SELECT rows_loaded, rows_unchanged FROM import(convert_to('opportunity^' || :'score' || '2^' || :'of_ela' || '^' || replace(:'of_ela', '05-21', '05-22'), 'UTF8'), dry_run => true);
SELECT line, rule, message FROM check_file(convert_to('opportunity^' || :'score' || '2^' || :'of_ela' || '^' || replace(:'of_ela', '05-21', '05-22'), 'UTF8')) WHERE severity <> 'repaired' AND rule <> 'no enrollment' ORDER BY line;
SELECT * FROM undo_batch(:score_batch);
SELECT * FROM tested ORDER BY part, opp;

-- Messy: a mark, CRLF, what a spreadsheet does, cells that are wrong, a short row, rows of delimiters.
SELECT layout, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'messy', 'base64'), school_year => '2018-19');
SELECT * FROM last_findings ORDER BY line, col;
SELECT ssid, assessment, scale_score FROM results WHERE ssid BETWEEN '8000000451' AND '8000000459' ORDER BY ssid;
SELECT ssid, part, status FROM attempts WHERE ssid BETWEEN '8000000451' AND '8000000459' ORDER BY ssid, part;
ROLLBACK;
