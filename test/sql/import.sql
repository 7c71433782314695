-- Files into tables. The samples are read by psql, so the server need not reach them.
SET search_path = public, caaspp;
SET datestyle = ISO;
SET timezone = 'America/Los_Angeles';
SET client_min_messages = warning;
CALL deploy();
RESET client_min_messages;
\set ON_ERROR_ROLLBACK on
BEGIN;
\set entities_2019 `base64 -w0 "$PG_ABS_SRCDIR/data/import/entities_2019.csv"`
\set entities_2023 `base64 -w0 "$PG_ABS_SRCDIR/data/import/entities_2023.txt"`
\set enrollment `base64 -w0 "$PG_ABS_SRCDIR/data/import/enrollment.csv"`
\set attempts `base64 -w0 "$PG_ABS_SRCDIR/data/import/attempts.csv"`
\set settings `base64 -w0 "$PG_ABS_SRCDIR/data/import/support_settings.csv"`
DELETE FROM organizations;

-- The state's entities file: comma, quotes, Latin-1.
SELECT layout, source, school_year, file_name, length(file_sha256) AS hash, imported_by = current_user AS mine,
	imported_at = now() AS now, rows_read, rows_loaded, rows_unchanged, rows_refused
FROM import(decode(:'entities_2019', 'base64'), file_name => 'entities_2019.csv');
SELECT batch_id AS entities FROM import_batches ORDER BY batch_id DESC LIMIT 1 \gset
SELECT cds, name, kind, batch_id = :entities AS of_batch FROM organizations ORDER BY cds;
SELECT line, column_number, column_name, rule, severity, message FROM import_findings
WHERE batch_id = :entities ORDER BY line, column_number, rule;

-- The row returned is the batch's row, and the hash is of the bytes.
SELECT b.file_sha256 = encode(sha256(decode(:'entities_2019', 'base64')), 'hex') AS hash_is_right
FROM import_batches b WHERE batch_id = :entities;
SELECT count(*) AS differing
FROM import(decode(:'entities_2019', 'base64')) AS r JOIN import_batches AS b USING (batch_id) WHERE to_jsonb(r) <> to_jsonb(b);

-- The newer dialect: caret, CRLF, UTF-8. One school has a new name; only that row is written.
CREATE TEMP TABLE before AS SELECT cds, ctid AS place, xmin::text AS version FROM organizations;
SELECT rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'entities_2023', 'base64'));
SELECT o.cds, o.name, o.batch_id > :entities AS newer FROM organizations o JOIN before b USING (cds)
WHERE (o.ctid, o.xmin::text) IS DISTINCT FROM (b.place, b.version) ORDER BY cds;

-- The same file again changes nothing, not even a row version, and has its own batch.
TRUNCATE before;
INSERT INTO before SELECT cds, ctid, xmin::text FROM organizations;
SELECT rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'entities_2023', 'base64'));
SELECT count(*) AS touched FROM organizations o JOIN before b USING (cds)
WHERE (o.ctid, o.xmin::text) IS DISTINCT FROM (b.place, b.version);
SELECT count(*) AS batches FROM import_batches WHERE batch_id >= :entities;

-- Enrollments fill two tables, and the tests are assigned.
SELECT layout, school_year, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'enrollment', 'base64'));
SELECT school_year, ssid, school, entry_date, grade, enrollment_status, special_education, primary_disability, elas, exit_date
FROM enrollments WHERE ssid BETWEEN '8000000101' AND '8000000199' ORDER BY ssid;
SELECT ssid, last_name, first_name, middle_name, birth_date FROM students WHERE ssid BETWEEN '8000000101' AND '8000000199' ORDER BY ssid;
SELECT ssid, string_agg(assessment::text, ' ' ORDER BY assessment) FROM assignments
WHERE ssid BETWEEN '8000000101' AND '8000000199' GROUP BY ssid ORDER BY ssid;
SELECT rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'enrollment', 'base64'));

-- Columns that the file lacks are left alone; a blank cell is null; columns stand in any order. A change in
-- either table loads the row.
SELECT rows_loaded, rows_unchanged FROM import('grade,entry_date,school,ssid,elas,school_year
3,2019-08-14,99100016000011,8000000101,,2019-20
4,2019-08-14,99100016000011,8000000102,EL,2019-20
');
SELECT rows_loaded, rows_unchanged FROM import('school_year,ssid,school,entry_date,grade,last_name
2019-20,8000000101,99100016000011,2019-08-14,3,Aguilar
2019-20,8000000102,99100016000011,2019-08-14,4,Braun
');
SELECT e.ssid, e.enrollment_status, e.primary_disability, e.elas, s.last_name, s.first_name
FROM enrollments e JOIN students s USING (ssid) WHERE ssid IN ('8000000101', '8000000102') ORDER BY ssid;

-- Attempts.
SELECT layout, school_year, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'attempts', 'base64'));
SELECT school_year, ssid, part, opportunity, status, started_on, completed_on, last_day FROM attempts
WHERE ssid BETWEEN '8000000101' AND '8000000199' ORDER BY ssid, part;

-- Support settings: the source is an argument, codes come to the state's spelling, and a blank code lists
-- the student without one.
SELECT layout, source, school_year, rows_read, rows_loaded, rows_unchanged, rows_refused
FROM import(decode(:'settings', 'base64'), source => 'sped', school_year => '2019-20');
SELECT school_year, source, ssid, code FROM support_settings WHERE ssid BETWEEN '8000000101' AND '8000000199' ORDER BY ssid, code;
SELECT school_year, source, ssid FROM support_snapshots WHERE ssid BETWEEN '8000000101' AND '8000000199' ORDER BY ssid;
SELECT rows_loaded, rows_unchanged FROM import(decode(:'settings', 'base64'), source => 'SPED', school_year => '2019-20');
SELECT rows_loaded, rows_unchanged FROM import('ssid,code,source
8000000101,TDS_Masking1,toms
8000000102,NEA_Calc,SPED
', school_year => '2020');

-- The other layouts. The year is the file's, else the argument's, else that of the day.
SET caaspp.as_of = '2020-03-02';
SELECT layout, school_year, rows_loaded FROM import('ssid,assessment,code,entered_at
8000000101,SB_ELA,pge,2020-03-02 09:30
8000000103,ela,NTE,3/2/2020 4:05 PM
8000000104,MATH,NTE,2020-03-02T09:30:00Z
');
SELECT school_year, ssid, assessment, code, entered_at FROM exemptions WHERE ssid BETWEEN '8000000101' AND '8000000199' ORDER BY ssid;
SELECT layout, school_year, rows_loaded FROM import('ssid,assessment,code,received_on,is_written,is_signed,source
8000000101,MATH,PGE,2020-02-20,Yes,0,letter
', school_year => '2018-19');
SELECT school_year, ssid, assessment, received_on, code, is_written, is_signed, dated_on, source FROM exemption_requests
WHERE ssid BETWEEN '8000000101' AND '8000000199' ORDER BY ssid;
SELECT layout, school_year, rows_loaded FROM import('school_year|school|starts_on|ends_on
2018-19|9910001|2019-02-01|2019-06-01
2019-20|9910001|2020-02-01|2020-06-01
');
SELECT school_year, school, starts_on, ends_on FROM testing_windows WHERE school = '9910001' ORDER BY school_year;
SELECT layout, rows_loaded FROM import('SSID;Last Name;First Name
8000000101;Aguilar;Ana Maria
');
SELECT ssid, last_name, first_name, birth_date FROM students WHERE ssid = '8000000101';
SELECT layout, rows_loaded FROM import(E'ssid\tassessment\n8000000101\tELA\n8000000101\tMATH\n');
SELECT school_year, ssid, assessment FROM toms_assignments WHERE ssid = '8000000101' ORDER BY assessment;
SELECT layout, rows_loaded FROM import('ssid,school_year,assessment,grade
8000000104,2018-19,CAST,10
', 'science_history');
SELECT ssid, school_year, assessment, grade FROM science_history WHERE ssid = '8000000104';

-- A dry run counts and writes nothing.
SELECT count(*) AS batches FROM import_batches \gset
SELECT batch_id, layout, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import('ssid,assessment
8000000101,ELA
8000000103,ELA
8000000104,XYZ
', dry_run => true);
SELECT count(*) - :batches AS new_batches FROM import_batches;
SELECT count(*) AS rows FROM toms_assignments WHERE ssid BETWEEN '8000000101' AND '8000000199';
-- check_file() gives its findings.
SELECT * FROM check_file('ssid,assessment
8000000101,ELA
8000000103,ELA
8000000104,XYZ
');
SELECT count(*) - :batches AS new_batches FROM import_batches;

-- All or nothing: one bad row, and none is loaded; the findings stay.
SELECT rows_read, rows_loaded, rows_unchanged, rows_refused FROM import('ssid,assessment
8000000103,ELA
8000000104,XYZ
', all_or_nothing => true);
SELECT f.line, f.rule FROM import_findings f WHERE batch_id = (SELECT max(batch_id) FROM import_batches);
SELECT count(*) AS rows FROM toms_assignments WHERE ssid = '8000000103';
SELECT rows_read, rows_loaded, rows_unchanged, rows_refused FROM import('ssid,assessment
8000000103,ELA
', all_or_nothing => true);

-- A district's own layout is rows. Its names for the columns of a shipped one are too.
INSERT INTO layouts (layout, title, facts, recognition, citation) VALUES
	('nurse', 'The nurse''s list', '{exemptions}', 'header', 'district');
INSERT INTO layout_columns (layout, position, column_name, aliases, type, detail, required, filled, fallback, fills, description) VALUES
	('nurse', 1, 'Perm ID', NULL, 'ssid', NULL, true, true, NULL, '{exemptions.ssid}', 'student'),
	('nurse', 2, 'Subject', NULL, 'choice', 'English = ELA; Math = MATH', true, true, NULL, '{exemptions.assessment}', 'subject'),
	('nurse', 3, 'Year', NULL, 'school_year', NULL, false, false, ':school_year', '{exemptions.school_year}', 'year'),
	('nurse', 4, 'Code', NULL, 'exemption_code', NULL, false, false, 'NTE', '{exemptions.code}', 'code'),
	('attempts', 101, 'Perm ID', NULL, 'ssid', NULL, false, false, NULL, '{attempts.ssid}', 'our name of the SSID');
SELECT layout, school_year, rows_loaded, rows_refused FROM import('Perm ID,Subject,Code
8000000103,math,
');
SELECT school_year, ssid, assessment, code FROM exemptions WHERE ssid = '8000000103' ORDER BY assessment;
SELECT layout, rows_loaded FROM import('Perm ID,part,status
8000000104,CAST,paused
');

-- Files of the server are for those who may read them.
CREATE ROLE caaspp_clerk;
SET ROLE caaspp_clerk;
\set VERBOSITY sqlstate
SELECT * FROM import_file('/etc/hostname');
COPY organizations FROM '/etc/hostname';		-- the same error
\set VERBOSITY default
-- Not even whether there is such a file.
SELECT * FROM import_file('/no/such/file.csv');
SELECT * FROM import_file(NULL);
RESET ROLE;
GRANT pg_read_server_files TO caaspp_clerk;
SET ROLE caaspp_clerk;
SELECT * FROM import_file('/no/such/file.csv');
RESET ROLE;
SELECT current_setting('data_directory') AS data \gset
SELECT * FROM import_file(:'data' || '/PG_VERSION');
SELECT * FROM import_file('/tmp');
SELECT * FROM import_file('/no/such/file.csv');
SELECT * FROM import_file(NULL);
-- Where the server happens to stand says nothing to a district.
SELECT * FROM import_file('PG_VERSION');
SELECT * FROM import_file('./PG_VERSION');
COPY (VALUES ('ssid,assessment'), ('8000000104,CAST')) TO PROGRAM 'cat > caaspp_import_test.csv';
SELECT layout, file_name, rows_loaded FROM import_file(:'data' || '/base/../caaspp_import_test.csv');
COPY (SELECT WHERE false) TO PROGRAM 'rm caaspp_import_test.csv';
SELECT * FROM import(NULL);
-- What comes back is the row of import_batches, column by column.
CREATE FUNCTION pg_temp.imported(content text) RETURNS import_batches LANGUAGE sql AS $$ SELECT * FROM caaspp.import(content::bytea) $$;
CREATE TEMP TABLE back AS SELECT * FROM pg_temp.imported('ssid,assessment,code');
SELECT count(*) AS same FROM (TABLE back INTERSECT TABLE import_batches) b;
DROP TABLE back;
ROLLBACK;

-- Files imported by one statement: each sees what those before it brought.
BEGIN;
SET LOCAL caaspp.as_of = '2020-03-10';
CREATE TEMPORARY TABLE files (n, content) ON COMMIT DROP AS VALUES
	(1, E'school_year,ssid,school,entry_date,grade\n2019-20,9800000001,99000010000011,2019-08-15,5\n'),
	(2, E'school_year,ssid,part,status,started_on\n2019-20,9800000001,ELA-CAT,completed,2020-03-02\n'),
	(3, E'school_year,ssid,part,status,started_on\n2019-20,9800000001,ELA-CAT,started,2020-03-02\n'),
	(4, E'school_year,ssid,part,status,started_on\n2019-20,9800000001,ELA-CAT,started,2020-03-02\n');
SELECT x.n, (x.b).layout, (x.b).rows_loaded
FROM (SELECT i.n, import(convert_to(i.content, 'UTF8')) AS b FROM (SELECT * FROM files ORDER BY n) i OFFSET 0) x
ORDER BY x.n;
SELECT b.batch_id - min(b.batch_id) OVER () + 1 AS batch, b.layout, f.line, f.rule
FROM import_batches b LEFT JOIN import_findings f USING (batch_id) WHERE b.imported_at = now() ORDER BY b.batch_id, f.line, f.rule;
ROLLBACK;
