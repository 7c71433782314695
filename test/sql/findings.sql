-- Findings: their rules, how many there are, and errors that are none.
\set fixture `echo "$PG_ABS_SRCDIR/data/fixture.psql"`
\i :fixture

-- A file without rows, without anything, and without anything that is a header.
SELECT * FROM check_file(E'\n\nssid,assessment\n\n');
SELECT * FROM check_file('SSID,Masking,Student Test Settings', 'settings_sheet', source => 'SIS');
SELECT * FROM check_file('');
SELECT * FROM check_file('\xEFBBBF');
SELECT * FROM check_file(E' \n\r\n\t');
SELECT * FROM check_file('\x504B030414000600080000002100');
SELECT * FROM check_file('\xFFFE73007300690064000A00');

-- Of each rule the first ten thousand are listed, and rows refused are all counted; other rules keep their room.
SELECT rows_read, rows_refused FROM import(convert_to(E'ssid,assessment\n' || repeat(E'8000000601,XX\n', 10100) || E'800000060,ELA\n' || repeat(E'8000000601,"E\nLA"\n', 2), 'UTF8'), file_name => 'much.csv');
SELECT rule, count(*), min(line), max(line) FROM last_findings GROUP BY rule ORDER BY min(line), rule;
SELECT message FROM last_findings WHERE line = 0;

-- Two of a rule in one cell are one finding.
SELECT line, column_number AS col, rule, message FROM check_file(E'SSID,Masking\n8000000601,TDS_Nothing; TDS_Masking1; TDS_Naught\n', source => 'SIS') WHERE rule <> 'no enrollment';

-- With what they mean; a district explains its own.
SELECT layout, file_name, line, rule, severity, remedy, docs FROM explained_findings WHERE batch_id = (SELECT max(batch_id) FROM import_batches) AND line = 10102;
SELECT rows_refused FROM import(E'school,starts_on,ends_on\n9910001,2020-03-01,2020-02-01\n');
SELECT rule, meaning, remedy, docs FROM explained_findings WHERE batch_id = (SELECT max(batch_id) FROM import_batches);
INSERT INTO finding_rules (rule, severity, meaning, remedy) VALUES ('testing_windows_check', 'error', 'The window ends before it starts.', 'Ask the coordinator.');
SELECT rule, meaning, remedy, docs FROM explained_findings WHERE batch_id = (SELECT max(batch_id) FROM import_batches);
UPDATE finding_rules SET remedy = 'Nothing.' WHERE rule = 'format';
SELECT rule FROM finding_rules WHERE docs <> 'docs/findings.md#' || replace(lower(rule), ' ', '-') OR remedy = '' OR meaning !~ '[.]$' OR remedy !~ '[.]$' ORDER BY rule;

-- What makes a value doubtful, and what does not.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '8000000601', '99100016000011', '2019-08-14', '5');
SELECT line, column_name, rule FROM check_file('ssid,school,entry_date,grade,exit_date,birth_date
8000000602,99100016000011,2020-06-30,5,2020-06-30,2020-03-02
8000000603,99100016000011,2020-07-01,5,2020-06-30,2020-03-03
8000000604,99100016000011,2005-07-01,12,,1920-01-01
8000000605,99100016000011,2005-06-30,12,2019-06-30,1919-12-31
8000000606,99100010000000,2019-08-14,5,2019-07-01,
');
SELECT line, column_name, rule FROM check_file('ssid,part,status,started_on,completed_on
8000000601,ELA-CAT,completed,2019-07-01,2019-07-01
8000000601,ELA-PT,completed,2020-06-30,2020-06-29
8000000601,MATH-CAT,completed,2020-07-01,
8000000601,MATH-PT,completed,2019-06-30,
');
SELECT rows_loaded FROM import('ssid,part,status,started_on,reopened_on
8000000601,ELA-CAT,expired,2020-02-24,
8000000601,ELA-PT,completed,2020-02-24,
8000000601,MATH-CAT,paused,2020-02-24,
8000000601,MATH-PT,completed,2020-02-24,2020-02-28
8000000602,ELA-PT,invalidated,2020-02-24,
8000000602,MATH-CAT,invalidated,2020-02-24,
8000000602,MATH-PT,invalidated,2020-02-24,
8000000603,ELA-PT,reported,2020-02-24,
');
SELECT line, column_name, rule, message FROM check_file('ssid,part,status,started_on
8000000601,ELA-CAT,paused,2020-02-24
8000000601,ELA-PT,scored,2020-02-24
8000000601,MATH-CAT,started,2020-02-24
8000000601,MATH-PT,paused,2020-02-24
8000000602,ELA-PT,started,2020-02-24
8000000602,MATH-CAT,scored,2020-02-24
8000000602,MATH-PT,invalidated,2020-02-25
8000000603,ELA-PT,invalidated,2020-02-24
');
-- The rules are rows: what a district explains is no illegal step.
INSERT INTO attempt_transitions (from_status, to_status, evidence, first_year, kind, citation) VALUES
	('invalidated', 'scored', 'status', '2019-20', 'reopen', 'our own: the state took an invalidation back');
SELECT line, rule FROM check_file(E'ssid,part,status,started_on\n8000000602,MATH-CAT,scored,2020-02-24\n8000000602,ELA-PT,scored,2020-02-24\n');

-- Which privilege is missing is said; which row may not be written, without the statement that did it.
\set VERBOSITY default
CREATE ROLE caaspp_importer;
GRANT USAGE ON SCHEMA caaspp TO caaspp_importer;
SET ROLE caaspp_importer;
SELECT * FROM check_file(E'ssid,assessment\n8000000601,ELA\n');
SELECT * FROM import(E'SSID,Masking\n8000000601,TDS_Masking1\n', source => 'SIS');
RESET ROLE;
GRANT SELECT, UPDATE, INSERT (school_year, ssid, assessment, batch_id) ON toms_assignments TO caaspp_importer;
GRANT INSERT ON import_batches TO caaspp_importer;
SET ROLE caaspp_importer;
SELECT * FROM import(E'ssid,assessment\n8000000601,ELA\n');
RESET ROLE;
GRANT SELECT, UPDATE ON import_batches TO caaspp_importer;
SET ROLE caaspp_importer;
SELECT * FROM import(E'ssid,assessment\n8000000601,ELA\n');
RESET ROLE;
GRANT INSERT, SELECT ON import_findings TO caaspp_importer;
GRANT SELECT ON enrollments TO caaspp_importer;
INSERT INTO access_grants (role_name, scope, duty) VALUES ('caaspp_importer', '99100016000012', 'site coordinator');
SET ROLE caaspp_importer;
SELECT * FROM import(E'ssid,assessment\n8000000601,ELA\n');
RESET ROLE;
ROLLBACK;
