-- What is wrong in a file, where, and what would be right.
\set fixture `echo "$PG_ABS_SRCDIR/data/fixture.psql"`
\i :fixture

-- Cells.
SELECT line, column_number AS col, column_name, rule, severity, message FROM check_file('ssid,school,entry_date,grade,exit_date,exit_reason,special_education,enrollment_status,elas,last_name,birth_date
8000000201,99100016000011,2019-08-14,13,2019-02-30,E155,maybe,15,XX,Xavier,2008-13-01
800000020,9910001600001,8/14/19,,,e230,y,1e1,el,Young,
8.00000E+09,9.91E+13,14.08.2019,K,,Z999,0,10,EL,Zorn,
8000000202.0,991000,,5,,,,,,Xavier,
Xavier,Xavier,Xavier,Xavier,Xavier,Xavier,Xavier,Xavier,Xavier,Xavier,Xavier
8000000203,99100016000011,2019-08-14,8000000203,,,2008-01-02,8000000203,20080102,Young,
');
SELECT line, column_number AS col, column_name, rule, severity, message FROM check_file('County Code,District Code,School Code,Type Id,County Name,District Name,School Name
99,10001,0000000,6,Costa Azul,Vista del Mar,
1,10001,0000000,6,Costa Azul,Vista del Mar,
99,1001,37,6,Costa Azul,Vista del Mar,
99,10001,6.00001E+6,11,Costa Azul,Vista del Mar,North
99,10001,0000001,,Costa Azul,Vista del Mar,North
99,10001,0000002,7,,,
');
SELECT line, column_number AS col, column_name, rule, severity, message FROM check_file('ssid,code,source,school_year
8000000201,tds_masking1,SIS,2019-20
8000000201,TDS_Unheard_Of,SIS,2019-20
8000000201,ESN,mail,2019-21
8000000201,ESN,,2019-20
');
SELECT line, column_number AS col, column_name, rule, severity, message FROM check_file('ssid,part,status,opportunity,started_on
8000000201,ELA-XX,lost,x,2020-02-29
8000000201,ela cat,PAUSED,-1,2020-02-29
8000000201,ela cat,PAUSED,2147483648,2019-02-29
');
SELECT line, column_number AS col, column_name, rule, severity, message FROM check_file('ssid,assessment,code,entered_at
8000000201,07,XXX,2020-03-02 25:00
8000000201,ELA,PGE,2020-03-02 9:30 XM
');

-- Days that have not come, here or anywhere; a school year with another dash or a slash.
SELECT line, column_name, rule, severity, message FROM check_file('ssid,part,status,started_on,school_year
8000000201,ELA-CAT,paused,2099-02-03,2098–99
8000000202,ELA-CAT,paused,2020-03-20,2019/20
8000000203,ELA-CAT,paused,2020-02-20,2019/21
') WHERE rule <> 'year without rules';
SELECT line, column_name, rule, severity, message FROM check_file('ssid,assessment,received_on,code,is_written,is_signed
8000000201,ELA,2099-03-18,PGE,Y,Y
');

-- Rows: ragged ones, quotes, zero bytes, what is too long. Lines are counted as an editor counts them.
SELECT line, column_number AS col, column_name, rule, severity, message FROM check_file(convert_to(
E'ssid,assessment,note\r\n8000000201,ELA,"two\nlines"\r\n\r\n8000000202\r\n8000000203,ELA,x,y\r\n8000000204,ELA,,,\r\n,,\r\n8000000205,ELA,a"b\r\n8000000206,XXX,"open\r\n8000000207,YYY,"closed"\r\n8000000208,ELA,"', 'UTF8'), 'toms_assignments');
SELECT line, column_number AS col, column_name, rule, severity, message FROM check_file(
	convert_to(E'ssid,assessment\n8000000201,E', 'UTF8') || '\x00'::bytea || convert_to(E'LA\n8000000202,', 'UTF8')
	|| convert_to(repeat('x', 70000), 'UTF8') || convert_to(E'\n8000000203,ZZZ' || repeat(',', 3000) || E'\n8000000204,ELA\r', 'UTF8'));

-- Rows that repeat a key: the last counts. Other tables that it fills may repeat, but not disagree.
SELECT line, column_number AS col, column_name, rule, severity, message FROM check_file('ssid,school,entry_date,grade,last_name
8000000201,99100016000011,2019-08-14,5,Young
8000000201,99100016000011,2019-08-14,6,Young
8000000201,99100016000029,2020-01-06,6,Young
8000000202,99100016000029,2020-01-06,6,Zorn
8000000202,99100016000011,2019-08-14,6,Zohn
');
-- A column given twice.
SELECT line, column_number AS col, column_name, rule, severity, message FROM check_file('ssid,assessment,SSID
8000000201,ELA,x
');

-- Rows that the tables refuse: what the constraint demands; the others are loaded.
SELECT rows_read, rows_loaded, rows_refused FROM import('school,starts_on,ends_on
9910001,2020-03-01,2020-02-01
9910001,2020-02-01,2020-06-01
99100016000011,2020-03-02,2020-05-01
99100016000029,2020-03-02,2020-03-01
');
SELECT line, column_number AS col, column_name, rule, severity, message FROM import_findings
WHERE batch_id = (SELECT max(batch_id) FROM import_batches) ORDER BY line;
SELECT school, starts_on, ends_on FROM testing_windows WHERE batch_id = (SELECT max(batch_id) FROM import_batches) ORDER BY school;
-- However many break a constraint; where a trigger of the district's own may mend them, each is tried.
SAVEPOINT many;
CREATE FUNCTION pg_temp.windows(days integer) RETURNS bytea LANGUAGE sql AS $$
	SELECT convert_to(E'school,starts_on,ends_on\n' || string_agg(format(E'%s,2020-03-01,%s\n', 99100000000000 + n, date '2020-05-01' - days * (n % 2)), '' ORDER BY n), 'UTF8')
	FROM generate_series(1, 2600) n
$$;
SELECT rows_read, rows_loaded, rows_refused FROM import(pg_temp.windows(100));
SELECT rule, column_name, severity, count(*), min(line), max(line), min(message) FROM import_findings
WHERE batch_id = (SELECT max(batch_id) FROM import_batches) GROUP BY 1, 2, 3;
CREATE FUNCTION pg_temp.mend() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.ends_on < '2020-02-01' THEN
		NEW.ends_on := NEW.starts_on;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER mend BEFORE INSERT ON testing_windows FOR EACH ROW EXECUTE FUNCTION pg_temp.mend();
SELECT rows_read, rows_loaded, rows_refused FROM import('school,starts_on,ends_on
9910004,2020-03-01,2020-02-01
9910005,2020-03-01,2020-01-01
');
-- More than are tried at once.
SELECT rows_read, rows_loaded, rows_refused FROM import(pg_temp.windows(100) || '9910006,2020-03-01,2020-02-02');
SELECT rows_read, rows_loaded, rows_refused FROM import(pg_temp.windows(80));
ROLLBACK TO many;
-- Of one key as many are refused, and the first that is good counts; of more than that none would be left to count.
SAVEPOINT many;
CREATE FUNCTION pg_temp.of_one_key(bad integer) RETURNS bytea LANGUAGE sql AS $$
	SELECT convert_to(E'school,session,part,starts_at,minutes\n9910001,1,ELA-CAT,2020-03-16 08:00,90\n' || repeat(E'9910001,1,ELA-CAT,2020-03-16 09:00,0\n', bad), 'UTF8')
$$;
SELECT rows_read, rows_loaded, rows_refused FROM import(pg_temp.of_one_key(1000), school_year => '2019-20');
SELECT minutes FROM test_sessions;
SELECT rows_read, rows_loaded, rows_refused FROM import(pg_temp.of_one_key(1001), school_year => '2019-20');
ROLLBACK TO many;
-- What triggers refuse too, with their hint and without their detail.
CREATE FUNCTION pg_temp.no_sundays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF extract(dow FROM NEW.starts_on) = 0 THEN
		RAISE 'no testing on a Sunday' USING ERRCODE = 'check_violation', DETAIL = NEW::text, HINT = 'Take the Monday after.';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER no_sundays BEFORE INSERT ON testing_windows FOR EACH ROW EXECUTE FUNCTION pg_temp.no_sundays();
SELECT rows_read, rows_loaded, rows_refused FROM import('school,starts_on,ends_on
9910002,2020-03-01,2020-06-01
99100026000011,2020-03-02,2020-05-01
99100026000029,2020-03-08,2020-05-01
');
SELECT line, column_number AS col, column_name, rule, severity, message FROM import_findings
WHERE batch_id = (SELECT max(batch_id) FROM import_batches) ORDER BY line;
SELECT rows_read, rows_loaded, rows_unchanged, rows_refused FROM import('school,starts_on,ends_on
9910003,2020-03-01,2020-06-01
99100036000011,2020-03-02,2020-05-01
', all_or_nothing => true);
SELECT count(*) AS loaded FROM testing_windows WHERE school = '99100036000011';
-- A code on a test that is completed.
SELECT rows_loaded FROM import('ssid,part,status,started_on,completed_on
8000000204,CAST,completed,2020-02-20,2020-02-21
');
SELECT rows_loaded, rows_refused FROM import('ssid,assessment,code
8000000204,ELA,PGE
8000000204,CAST,PGE
8000000204,MATH,NTE
');
SELECT line, column_number AS col, column_name, rule, severity, message FROM import_findings
WHERE batch_id = (SELECT max(batch_id) FROM import_batches) ORDER BY line;
-- Any other error is an error.
\set VERBOSITY terse
CREATE FUNCTION pg_temp.broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'out of order'; END $$;
CREATE TRIGGER broken BEFORE INSERT ON testing_windows FOR EACH ROW EXECUTE FUNCTION pg_temp.broken();
SELECT rows_read FROM import('school,starts_on,ends_on
9910003,2020-03-02,2020-06-01
');

-- No finding holds a name or a student's number.
SELECT count(*) AS told FROM import_findings WHERE message ~ '80000002|Xavier|Young|Zorn|2008';
-- A year without state rules: told once, on its first row. History from elsewhere needs none.
SELECT line, column_number AS col, column_name, rule, severity, message FROM check_file('school_year,ssid,assessment
2019-20,8000000201,ELA
2026-27,8000000201,ELA
2017-18,8000000201,ELA
2026-27,8000000202,ELA
') WHERE rule = 'year without rules' ORDER BY line;
SELECT line, column_number AS col, column_name, rule, severity, message FROM check_file('ssid,assessment
8000000201,ELA
8000000202,ELA
', school_year => '2026-27') WHERE rule = 'year without rules' ORDER BY line;
SELECT * FROM check_file('school_year,ssid,assessment,grade
2015-16,8000000201,CAST,11
', 'science_history');
-- Facts of a student without an enrollment in that year are loaded, and told once a row; a student without any setting needs none.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES
	('2019-20', '8000000291', '99100016000011', '2019-08-14', '5'), ('2018-19', '8000000292', '99100016000011', '2018-08-14', '5');
SELECT line, column_number AS col, rule, severity, message FROM check_file('school_year,ssid,assessment
2019-20,8000000291,ELA
2019-20,8000000292,ELA
2018-19,8000000292,ELA
') ORDER BY line;
SELECT line, rule, message FROM check_file('ssid,part,status
8000000291,ELA-CAT,paused
8000000292,ELA-CAT,paused
') ORDER BY line;
SELECT line, rule, message FROM check_file('ssid,assessment,code,entered_at
8000000291,ELA,PGE,2020-02-03
8000000292,ELA,PGE,2020-02-03
') ORDER BY line;
SELECT line, rule, message FROM check_file('ssid,code
8000000291,ESN
8000000292,ESN
8000000293,
', source => 'SIS') ORDER BY line;
SELECT line, rule, message FROM check_file('ssid,Masking,Abacus
8000000291,TDS_Masking1,NEA_Abacus
8000000292,TDS_Masking1,NEA_Abacus
8000000293,,
', source => 'SIS') ORDER BY line;
-- Of a key that comes again the last row counts that the table takes, in each table that a row fills.
SAVEPOINT windows;
DROP TRIGGER broken ON testing_windows;
SELECT rows_read, rows_loaded, rows_unchanged, rows_refused FROM import('school,starts_on,ends_on
99100016000011,2020-02-03,2020-04-30
99100016000011,2020-02-03,2020-05-15
99100016000011,2020-02-03,2020-01-31
99100016000011,2020-02-03,2020-01-30
99100016000029,2020-02-03,2020-05-29
99100016000011,2020-02-04,2020-01-29
', school_year => '2019-20');
SELECT line, rule, severity, message FROM import_findings WHERE batch_id = (SELECT max(batch_id) FROM import_batches) ORDER BY line, rule;
SELECT school, starts_on, ends_on FROM testing_windows WHERE school_year = '2019-20' AND school IN ('99100016000011', '99100016000029') ORDER BY 1, 2;
SELECT rows_loaded, rows_refused FROM import('school,starts_on,ends_on
99100016000011,2020-02-03,2020-04-30
99100016000011,2020-02-03,2020-05-15
99100016000011,2020-02-03,2020-01-31
', school_year => '2019-20');
ALTER TABLE enrollments ADD CONSTRAINT enrollments_low CHECK (grade < '12') NOT VALID;
SELECT rows_loaded, rows_refused FROM import('school_year,ssid,school,entry_date,grade,last_name
2019-20,8000000297,99100016000011,2019-08-14,11,Good
2019-20,8000000297,99100016000029,2019-08-15,12,Bad
');
SELECT s.last_name, e.school FROM students s JOIN enrollments e USING (ssid) WHERE s.ssid = '8000000297';
-- Of many, written at once.
SELECT rows_read, rows_loaded, rows_refused FROM import(convert_to(E'school,starts_on,ends_on\n'
	|| (SELECT string_agg(format(E'9800001%s,2020-02-03,2020-04-30\n', 1000000 + n), '' ORDER BY n) FROM generate_series(1, 11000) n)
	|| E'98000011000007,2020-02-03,2020-05-01\n98000011000007,2020-02-03,2020-01-01\n98000011000008,2020-02-03,2020-01-01\n', 'UTF8'), school_year => '2019-20');
SELECT ends_on, count(*) FROM testing_windows WHERE school::text LIKE '9800001%' GROUP BY 1 ORDER BY 1;
-- Constraints are asked of all rows at once: the loads are the one that failed, one for each row at fault, and the last.
CREATE TEMP SEQUENCE loads;
CREATE FUNCTION pg_temp.count_load() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM nextval('loads'); RETURN NULL; END $$;
CREATE TRIGGER count_load BEFORE INSERT ON testing_windows EXECUTE FUNCTION pg_temp.count_load();
SELECT rows_loaded, rows_refused, nextval('loads') - 1 AS loads FROM import(convert_to(E'school,starts_on,ends_on\n'
	|| (SELECT string_agg(format(E'9800002%s,2020-02-03,2020-0%s-30\n', 1000000 + n, CASE WHEN n % 200 = 0 THEN 1 ELSE 4 END), '' ORDER BY n) FROM generate_series(1, 2000) n), 'UTF8'), school_year => '2019-20');
SELECT line, rule, message FROM import_findings WHERE batch_id = (SELECT max(batch_id) FROM import_batches) ORDER BY line LIMIT 2;
-- What they cannot be asked: a column that a trigger fills, a row that one makes good, a constraint that raises.
ALTER TABLE testing_windows ADD days integer, ADD CONSTRAINT long_enough CHECK (days > 5);
CREATE FUNCTION pg_temp.count_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.ends_on := CASE WHEN NEW.ends_on = '2020-01-01' THEN '2020-06-01' ELSE NEW.ends_on END;
	NEW.days := NEW.ends_on - NEW.starts_on;
	RETURN NEW;
END $$;
CREATE TRIGGER count_days BEFORE INSERT ON testing_windows FOR EACH ROW EXECUTE FUNCTION pg_temp.count_days();
\set windows 'school,starts_on,ends_on\n98000031000001,2020-02-03,2020-01-01\n98000031000002,2020-02-03,2020-02-05\n98000031000003,2020-02-03,2020-01-31\n98000031000004,2020-02-03,2020-02-23\n98000031000005,2020-02-03,2020-04-30\n'
SELECT rows_loaded, rows_refused FROM import(convert_to(:'windows', 'UTF8'), school_year => '2019-20');
SELECT line, rule, message FROM import_findings WHERE batch_id = (SELECT max(batch_id) FROM import_batches) ORDER BY line;
ALTER TABLE testing_windows ADD CONSTRAINT not_twenty_days CHECK (1 / (ends_on - starts_on - 20) < 2) NOT VALID;
SELECT line, rule, message FROM check_file(convert_to(replace(:'windows', '980000', '980001'), 'UTF8'), school_year => '2019-20') ORDER BY line;
ROLLBACK TO windows;
-- What stands among rows and is none: the header again, totals, notes, another table until the header comes again.
SELECT rows_read, rows_loaded, rows_refused FROM import('Page 1 of 2
ssid,last_name,first_name,birth_date
8000000281,Totalis,Kim,2010-05-06
Page 2 of 2
SSID, Last Name,First Name ,Birth Date,
8000000282,Count,Ari,2010-05-06
,Total,Ari,2010-05-06
8000000283,,Bo,
12345,Short,Bo,
Total,2 students,,
Confidential,,,

ssid,code,source
8000000281,NEA_Abacus,SPED
8000000281,,
ssid,last_name,first_name,birth_date
8000000284,Dale,Cy,2010-05-06
Grand total: 3
', 'students');
SELECT line, column_name, rule, severity, message FROM import_findings WHERE batch_id = (SELECT max(batch_id) FROM import_batches) ORDER BY line, column_number;
SELECT ssid, last_name FROM students WHERE ssid BETWEEN '8000000281' AND '8000000284' ORDER BY ssid;
-- Nor does a table get lost that stands before the one that is recognized.
SELECT layout, rows_read, rows_loaded, rows_refused FROM import('Class list,call 5550001111
Student,SSID,Teacher
Totalis,8000000281,Quill
Count,8000000282,Quill

SSID,Last Name,First Name
8000000283,“Dale”,“Al”
“8000000284”,Dale,Cy
');
SELECT line, column_name, rule, severity, message FROM import_findings WHERE batch_id = (SELECT max(batch_id) FROM import_batches) ORDER BY line, column_number;
-- Who may not see enrollments is not told.
CREATE ROLE caaspp_clerk BYPASSRLS;
GRANT USAGE ON SCHEMA caaspp TO caaspp_clerk;
GRANT SELECT, INSERT, UPDATE ON toms_assignments, import_batches, import_findings, status_losses TO caaspp_clerk;
SET ROLE caaspp_clerk;
SELECT line, rule, message FROM check_file('ssid,assessment
8000000292,ELA
8000000292,XYZ
');
RESET ROLE;
ROLLBACK;
