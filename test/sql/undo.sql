-- Taking imports back: everything as before, for every kind of file. Each step is a transaction, so this needs a database of its own.
SET client_min_messages = warning;
\set home :DBNAME
DROP DATABASE IF EXISTS regression_caaspp_undo;
CREATE DATABASE regression_caaspp_undo TEMPLATE template0;
\c regression_caaspp_undo
SET client_min_messages = warning;
SET datestyle = ISO;
\set SHOW_CONTEXT never
CREATE EXTENSION caaspp;
CALL caaspp.deploy();
SET search_path = public, caaspp;
SET caaspp.as_of = '2020-03-10';

-- All rows of all tables and views, but when they were recorded, and what is kept of the past.
CREATE FUNCTION state() RETURNS TABLE (relation text, content jsonb)
LANGUAGE plpgsql AS $$
DECLARE
	r record;
BEGIN
	FOR r IN SELECT c.relname FROM pg_class c
			 WHERE c.relnamespace = 'caaspp'::regnamespace AND c.relkind IN ('r', 'v') AND (c.relname !~ '_history$' OR c.relname = 'science_history')
				AND c.relname NOT IN ('import_batches', 'import_findings', 'explained_findings', 'alerts', 'layouts', 'layout_columns', 'sites')		-- a site stays
				AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') LOOP
		RETURN QUERY EXECUTE format('SELECT %L::text, to_jsonb(t) - ''recorded_at'' FROM caaspp.%I t', r.relname, r.relname);
	END LOOP;
END
$$;
CREATE TABLE before (relation text, content jsonb);
-- Imports, and undoes that; what is told of the undoing, and how many rows of anything are other than before.
CREATE PROCEDURE there_and_back(content bytea, layout text DEFAULT NULL, source text DEFAULT NULL, school_year text DEFAULT '2019-20')
LANGUAGE plpgsql AS $$
DECLARE
	batch record;
	told text;
	changed bigint;
	different bigint;
BEGIN
	TRUNCATE before;
	INSERT INTO before SELECT * FROM state();
	SELECT i.* INTO batch FROM import(content, layout, source, there_and_back.school_year::school_year) i;
	COMMIT;
	changed := (SELECT count(*) FROM (SELECT * FROM state() EXCEPT ALL SELECT * FROM before) s) + (SELECT count(*) FROM (SELECT * FROM before EXCEPT ALL SELECT * FROM state()) s);
	SELECT string_agg(format('%s -%s +%s', u.table_name, u.removed, u.restored), ', ') INTO told FROM undo_batch(batch.batch_id) u;
	COMMIT;
	different := (SELECT count(*) FROM (SELECT * FROM state() EXCEPT ALL SELECT * FROM before) s) + (SELECT count(*) FROM (SELECT * FROM before EXCEPT ALL SELECT * FROM state()) s);
	RAISE WARNING '%: % loaded, % replaced; %; %, different after: %', batch.layout, batch.rows_loaded, batch.rows_replaced, told,
		CASE WHEN changed > 0 THEN 'changed' ELSE 'nothing changed' END, different;
END
$$;
\set entities_2019 `base64 -w0 "$PG_ABS_SRCDIR/data/import/entities_2019.csv"`
\set entities_2023 `base64 -w0 "$PG_ABS_SRCDIR/data/import/entities_2023.txt"`
\set enrollment `base64 -w0 "$PG_ABS_SRCDIR/data/import/enrollment.csv"`
\set attempts `base64 -w0 "$PG_ABS_SRCDIR/data/import/attempts.csv"`
\set report `base64 -w0 "$PG_ABS_SRCDIR/data/import/toms_settings_report.csv"`
\set template `base64 -w0 "$PG_ABS_SRCDIR/data/import/settings_template.csv"`
\set assigned `base64 -w0 "$PG_ABS_SRCDIR/data/import/toms_assignment_report.csv"`
\set pm `base64 -w0 "$PG_ABS_SRCDIR/data/import/plan_and_manage.csv"`
\set conditions `base64 -w0 "$PG_ABS_SRCDIR/data/import/condition_codes.csv"`
\set rates `base64 -w0 "$PG_ABS_SRCDIR/data/import/completion_rates.csv"`
\set score `base64 -w0 "$PG_ABS_SRCDIR/data/import/score_2019-20.csv"`
\set senr `base64 -w0 "$PG_ABS_SRCDIR/data/import/calpads_senr.txt"`
\set sinf `base64 -w0 "$PG_ABS_SRCDIR/data/import/calpads_sinf.txt"`
\set sprg `base64 -w0 "$PG_ABS_SRCDIR/data/import/calpads_sprg.txt"`
\set sela `base64 -w0 "$PG_ABS_SRCDIR/data/import/calpads_sela.txt"`

-- Into an empty district, each file before it stays.
CALL there_and_back(decode(:'entities_2019', 'base64'));
SELECT import(decode(:'entities_2019', 'base64')) \g /dev/null
CALL there_and_back(decode(:'entities_2023', 'base64'));
CALL there_and_back(decode(:'enrollment', 'base64'));
SELECT import(decode(:'enrollment', 'base64')) \g /dev/null
CALL there_and_back(decode(:'attempts', 'base64'));
SELECT import(decode(:'attempts', 'base64')) \g /dev/null
CALL there_and_back(decode(:'senr', 'base64'));
SELECT import(decode(:'senr', 'base64')) \g /dev/null
CALL there_and_back(decode(:'sinf', 'base64'));
CALL there_and_back(decode(:'sprg', 'base64'));
CALL there_and_back(decode(:'sela', 'base64'));
CALL there_and_back(decode(:'report', 'base64'));
SELECT import(decode(:'report', 'base64'), school_year => '2019-20') \g /dev/null
CALL there_and_back(decode(:'template', 'base64'), source => 'TOMS');
CALL there_and_back(decode(:'assigned', 'base64'));
SELECT import(decode(:'assigned', 'base64'), school_year => '2019-20') \g /dev/null
CALL there_and_back(E'Student Test Assignments,,\nSSID,ELA,Math\n8000000433,,\n8000000431,SB ELA,\n');
CALL there_and_back(decode(:'pm', 'base64'));
SELECT import(decode(:'pm', 'base64'), school_year => '2019-20') \g /dev/null
CALL there_and_back(E'SSID,Test Name,Status,Date Started,Date Completed\n8000000431,ELA PT Grade 5,completed,2/10/2020,2/11/2020\n8000000431,Math CAT Grade 5,Not Started,,\n');
CALL there_and_back(decode(:'conditions', 'base64'));
SELECT import(decode(:'conditions', 'base64'), school_year => '2019-20') \g /dev/null
CALL there_and_back(E'SSID,Content Area,Condition Code\n8000000432,CAA Science,C\n8000000433,Math,PGE\n');
CALL there_and_back(decode(:'rates', 'base64'));
CALL there_and_back(decode(:'score', 'base64'));
SELECT import(decode(:'score', 'base64'), school_year => '2019-20') \g /dev/null
CALL there_and_back(E'ssid,code\n8000000101,TDS_Masking1\n', source => 'SPED');
CALL there_and_back(E'school,starts_on,ends_on\n9910001,2020-02-01,2020-03-05\n');
CALL there_and_back(E'ssid,school_year,assessment,grade\n8000000104,2018-19,CAST,10\n', 'science_history');
CALL there_and_back(E'ssid,assessment,code,received_on\n8000000101,MATH,PGE,2020-02-20\n');
-- Grades change, students move and leave, tests follow; a started one stays where it was.
CALL there_and_back(E'ssid,school,entry_date,grade,exit_date,exit_reason,last_name\n8000000101,99100016000011,2019-08-14,5,,,Aguila\n8000000102,99100016000011,2019-08-14,4,2020-02-01,T160,Braun\n8000000102,99100016000029,2020-02-03,4,,,Brown\n8000000199,99100016000029,2020-02-03,8,,,New\n');

-- A lost plan is noticed with the import that took it, also where that only deleted; what TOMS restored is open again, what it dropped was not dropped.
SELECT import(E'school_year,ssid,school,entry_date,grade,special_education,alternate_assessment,primary_disability\n2019-20,8000000901,99100016000011,2019-08-14,5,N,,\n2019-20,8000000901,99100016000011,2020-01-06,5,Y,Y,210\n') \g /dev/null
SELECT import(E'SSID,Abacus,Masking\n8000000901,NEA_Abacus,TDS_Masking1\n', 'settings_sheet', source => 'TOMS', school_year => '2019-20') \g /dev/null
CALL there_and_back(E'SSID,Masking\n8000000901,TDS_Masking1\n', 'settings_sheet', source => 'TOMS');
SELECT batch_id AS lapse FROM import(E'SENR^D^L901^9910001^6000011^^2019-2020^8000000901^^^^^^^^^^^^^^20200106^^^^^^^^^^^\n', 'calpads_enrollment', school_year => '2019-20') \gset
SELECT c.lost, c.batch_id = :lapse AS by_it, l.kind, l.code FROM status_changes c JOIN status_losses l USING (school_year, ssid, number) WHERE c.ssid = '8000000901' ORDER BY l.code;
SELECT batch_id AS correction FROM import(E'school_year,ssid,school,entry_date,grade,special_education,alternate_assessment,primary_disability\n2019-20,8000000901,99100016000011,2020-01-06,5,Y,,210\n') \gset
CALL there_and_back(E'SSID,Abacus,Masking\n8000000901,,TDS_Masking1\n', 'settings_sheet', source => 'TOMS');
CALL there_and_back(E'SSID,Abacus,Masking\n8000000901,NEA_Abacus,TDS_Masking1\n8000000902,,\n', 'settings_sheet', source => 'TOMS');
CALL there_and_back(E'SSID,ELA\n8000000901,CAA ELA\n', 'toms_assignment_report');
SELECT kind, item, ready FROM restore_plan WHERE ssid = '8000000901' ORDER BY item;
SELECT undo_batch(:correction);
SELECT undo_batch(:lapse);
SELECT count(*) FROM status_changes WHERE ssid = '8000000901';
SELECT count(*) FROM support_changes WHERE ssid = '8000000901';
SELECT count(*) FROM program_changes WHERE ssid = '8000000901';

-- The batch stays, with who undid it; the file is new again, and no later finding calls it imported before.
SELECT rows_loaded, rows_replaced, undone_at IS NOT NULL AS undone, undone_by = current_user AS by_me FROM import_batches WHERE layout = 'entities' ORDER BY batch_id;
SELECT batch_id AS undone FROM import_batches WHERE layout = 'calpads_students' \gset
SELECT rows_loaded FROM import(decode(:'sinf', 'base64'));
SELECT rule FROM import_findings WHERE batch_id > :undone AND rule = 'imported before';
SELECT rows_loaded FROM import(decode(:'sinf', 'base64'));
SELECT line, severity, message ~ 'imported before, as batch \d+$' AS message FROM import_findings WHERE batch_id > :undone AND rule = 'imported before';
SELECT undo_batch(:undone);
SELECT undo_batch(-1);

-- What was believed meanwhile is still known.
SELECT now() AS at \gset
SELECT batch_id AS wrong FROM import(E'school_year,ssid,school,entry_date,grade\n2019-20,8000000301,99100016000029,2019-08-14,6\n') \gset
SELECT now() AS meanwhile \gset
SELECT * FROM undo_batch(:wrong) ORDER BY 1;
SELECT k.known, sum(r.total) AS tests FROM (VALUES ('before', :'at'::timestamptz), ('meanwhile', :'meanwhile'), ('after', now())) k(known, at),
	completion_rates_at(k.at, today()) r WHERE r.grade = '6' AND r.school_cds = '99100016000029' GROUP BY 1;

-- Later changes of the same rows stand in the way: by imports, newest first; by hand. Other rows do not.
SELECT batch_id AS a FROM import(E'ssid,last_name,first_name\n8000000101,One,A\n8000000102,One,B\n8000000103,One,C\n') \gset
SELECT batch_id AS b FROM import(E'ssid,last_name,first_name\n8000000101,Two,A\n8000000102,Two,B\n8000000104,Two,D\n') \gset
SELECT batch_id AS c FROM import(E'ssid,last_name,first_name\n8000000102,Three,B\n') \gset
CREATE FUNCTION attempt(batch bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
	hint text;
BEGIN
	RETURN coalesce((SELECT string_agg(format('%s -%s +%s', u.table_name, u.removed, u.restored), ', ') FROM undo_batch(batch) u), 'nothing');
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN format('%s %s %s %s', SQLSTATE, regexp_replace(SQLERRM, '\d+', 'N'), detail, hint);
END
$$;
SELECT replace(replace(attempt(:a), :'b', 'B'), :'c', 'C');
SELECT replace(attempt(:b), :'c', 'C');
SELECT attempt(:c);
SELECT attempt(:b);
UPDATE students SET last_name = 'Hand' WHERE ssid = '8000000103';
SELECT attempt(:a);
UPDATE students SET last_name = 'One' WHERE ssid = '8000000103';		-- as the file said
DELETE FROM students WHERE ssid = '8000000101';
SELECT attempt(:a);
INSERT INTO students (ssid, last_name, first_name) VALUES ('8000000101', 'One', 'A');
SELECT attempt(:a);
DELETE FROM students WHERE ssid = '8000000101';
INSERT INTO students (ssid, last_name, first_name, middle_name, birth_date, used_name, batch_id)		-- put back as the import left it
SELECT ssid, last_name, first_name, middle_name, birth_date, used_name, batch_id FROM students_history WHERE ssid = '8000000101' AND batch_id = :a ORDER BY known_until DESC LIMIT 1;
SELECT attempt(:a);
SELECT ssid, last_name FROM students WHERE ssid BETWEEN '8000000101' AND '8000000104' ORDER BY ssid;
-- What the import deleted and someone typed again.
SELECT batch_id AS d FROM import(E'SSID,Masking\n8000000421,TDS_PM1\n', 'settings_sheet', source => 'TOMS', school_year => '2019-20') \gset
INSERT INTO support_settings (school_year, source, ssid, code) VALUES ('2019-20', 'TOMS', '8000000421', 'NEA_Abacus');
SELECT attempt(:d);
DELETE FROM support_settings WHERE ssid = '8000000421' AND code = 'NEA_Abacus';
SELECT attempt(:d);
SELECT string_agg(code, ' ' ORDER BY code COLLATE "C") FROM support_settings WHERE ssid = '8000000421' AND source = 'TOMS';
-- A later file that lists the same students rests on the first, though it changes nothing.
SELECT batch_id AS e FROM import(E'Student Test Assignments,,\nSSID,ELA,Math\n8000000441,SB ELA,\n', school_year => '2019-20') \gset
SELECT batch_id AS f FROM import(E'Student Test Assignments,,\nSSID,ELA,Math\n8000000441,SB ELA ,\n', school_year => '2019-20') \gset
SELECT replace(attempt(:e), :'f', 'F');
SELECT attempt(:f);
SELECT attempt(:e);
-- What the import itself derives, or a rule does later, is no hand's change.
SELECT batch_id AS g FROM import(E'ssid,part,status,started_on\n8000000102,MATH-CAT,started,2020-03-02\n', school_year => '2019-20') \gset
ALTER TABLE attempts DISABLE TRIGGER attempts_update;
UPDATE attempts SET last_day = NULL WHERE ssid = '8000000102' AND part = 'MATH-CAT';
ALTER TABLE attempts ENABLE TRIGGER attempts_update;
SELECT rederive('2019-20') \g /dev/null
SELECT attempt(:g);

-- Tests that a start locks: they go with the import that brought them, even where their attempts came first and stay; those that were there before it stay.
CALL there_and_back(E'ssid,part,status,started_on\n8000000107,ELA-CAT,started,2020-03-02\n', 'attempts');
SELECT batch_id AS m FROM import(E'ssid,part,status,started_on\n8000000107,ELA-CAT,started,2020-03-02\n', school_year => '2019-20') \gset
CALL there_and_back(E'school_year,ssid,school,entry_date,grade\n2019-20,8000000107,99100016000011,2019-08-14,5\n');
SELECT count(*) FROM assignments WHERE ssid = '8000000107';
SELECT batch_id AS n FROM import(E'school_year,ssid,school,entry_date,grade\n2019-20,8000000107,99100016000011,2019-08-14,5\n') \gset
SELECT assessment, grade, locked FROM assignments WHERE ssid = '8000000107' ORDER BY assessment;
CALL there_and_back(E'school_year,ssid,school,entry_date,grade\n2019-20,8000000107,99100016000011,2019-08-14,6\n');
SELECT assessment, grade, locked FROM assignments WHERE ssid = '8000000107' ORDER BY assessment;
-- A start in the grade that only the import had given.
SELECT attempt(:m);
SELECT batch_id AS o FROM import(E'school_year,ssid,school,entry_date,grade\n2019-20,8000000107,99100016000011,2019-08-14,6\n') \gset
INSERT INTO attempts (school_year, ssid, part, opportunity, status, started_on) VALUES ('2019-20', '8000000107', 'MATH-CAT', 1, 'started', '2020-03-02');
SELECT attempt(:o);
SELECT assessment, grade, locked FROM assignments WHERE ssid = '8000000107' ORDER BY assessment;
DELETE FROM attempts WHERE ssid = '8000000107';
SELECT attempt(:n);
SELECT count(*) FROM assignments WHERE ssid = '8000000107';

-- A setting that an undone import had taken out of TOMS was set all the while.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '8000000421', '99100016000011', '2019-08-14', '5') ON CONFLICT DO NOTHING;
INSERT INTO attempts (school_year, ssid, part, opportunity, status, started_on) VALUES ('2019-20', '8000000421', 'ELA-CAT', 1, 'started', '2020-03-02');
CALL there_and_back(E'SSID,Masking\n8000000421,TDS_PM1\n', 'settings_sheet', 'TOMS');
SELECT code, problem FROM support_warnings WHERE ssid = '8000000421' AND problem = 'set after the start' ORDER BY code;
SELECT count(*) > 0 AS audited FROM support_mismatches WHERE ssid = '8000000421';
DELETE FROM attempts WHERE ssid = '8000000421' AND part = 'ELA-CAT';

-- In one transaction with what it replaces; and nothing of an undoing that fails stays.
BEGIN;
SELECT rows_replaced FROM import(E'ssid,last_name,first_name\n8000000101,First,A\n');
SELECT batch_id AS h, rows_replaced AS replaced FROM import(E'ssid,last_name,first_name\n8000000101,Second,A\n') \gset
SELECT :replaced AS rows_replaced;
SELECT attempt(:h);
SELECT last_name FROM students WHERE ssid = '8000000101';
ROLLBACK;
-- An import of which nothing was loaded has nothing to undo; one of which tables refused a row counts only what it did.
SELECT batch_id AS k, rows_loaded, rows_replaced FROM import(E'ssid,last_name,first_name\n8000000101,All,A\n800000010,Or,B\n', 'students', all_or_nothing => true) \gset
SELECT :rows_loaded AS rows_loaded, :rows_replaced AS rows_replaced;
SELECT attempt(:k);
SELECT batch_id AS l, rows_loaded, rows_replaced, rows_refused FROM import(E'ssid,part,opportunity,status\n8000000101,ELA-CAT,1,paused\n8000000103,CAST,0,paused\n', school_year => '2019-20') \gset
SELECT :rows_loaded AS rows_loaded, :rows_replaced AS rows_replaced, :rows_refused AS rows_refused;
SELECT attempt(:l);
-- History that was deleted is missed, not taken for nothing.
SELECT batch_id AS i FROM import(E'ssid,last_name,first_name\n8000000101,Third,A\n') \gset
DELETE FROM students_history WHERE replaced_by = :i;
SELECT attempt(:i);
-- A district's table without history.
CREATE TABLE caaspp.phones (ssid ssid PRIMARY KEY, phone text, batch_id bigint);
INSERT INTO layouts (layout, title, facts, recognition, citation) VALUES ('phones', 'Phones', '{phones}', 'header', 'district');
INSERT INTO layout_columns (layout, position, column_name, type, required, filled, fills, description) VALUES
	('phones', 1, 'ssid', 'ssid', true, true, '{phones.ssid}', 'student'), ('phones', 2, 'phone', 'text', true, true, '{phones.phone}', 'phone');
SELECT batch_id AS j FROM import(E'ssid,phone\n8000000101,1\n') \gset
SELECT replace(attempt(:j), :'j', 'J');
-- Tables of the district's own lists.
\set sections `base64 -w0 "$PG_ABS_SRCDIR/data/import/class_sections.csv"`
\set calendar `base64 -w0 "$PG_ABS_SRCDIR/data/import/non_school_days.csv"`
\set notices `base64 -w0 "$PG_ABS_SRCDIR/data/import/notices.csv"`
\set records `base64 -w0 "$PG_ABS_SRCDIR/data/import/staff_records.csv"`
SELECT import(decode(:'calendar', 'base64')) \g /dev/null
CALL there_and_back(decode(:'sections', 'base64'));
CALL there_and_back(E'LEA,Date,Description\n9910001,2020-03-09,Snow\n9910001,2020-03-10,Snow\n');
CALL there_and_back(decode(:'notices', 'base64'));
CALL there_and_back(decode(:'records', 'base64'));
-- Only who sees all rows.
CREATE ROLE regress_caaspp_undoer;
GRANT USAGE ON SCHEMA caaspp TO regress_caaspp_undoer;
GRANT ALL ON ALL TABLES IN SCHEMA caaspp TO regress_caaspp_undoer;
SET ROLE regress_caaspp_undoer;
SELECT undo_batch(:a);
RESET ROLE;
DROP OWNED BY regress_caaspp_undoer;
DROP ROLE regress_caaspp_undoer;
\c :home
DROP DATABASE regression_caaspp_undo;
