-- A messy file of every layout (data/import/messy/messy.txt) has exactly the findings that are written there beside its rows, and loads the others.
\set fixture `echo "$PG_ABS_SRCDIR/data/fixture.psql"`
\i :fixture
CREATE TEMP TABLE messy (n integer GENERATED ALWAYS AS IDENTITY, name text, layout text, source text, school_year text,
	loaded integer, unchanged integer, refused integer, content text, PRIMARY KEY (n));
CREATE TEMP TABLE awaited (name text, line bigint, col integer, rule text, severity text);
\copy messy (name, layout, source, school_year, loaded, unchanged, refused, content) FROM PROGRAM 'perl "$PG_ABS_SRCDIR/data/import/messy/messy.pl" files'
\copy awaited FROM PROGRAM 'perl "$PG_ABS_SRCDIR/data/import/messy/messy.pl" findings'

-- Each in a transaction's part of its own, in their order.
CREATE TEMP TABLE imported AS SELECT name, NULL::bigint AS batch_id, m.layout, 0::bigint AS loaded, 0::bigint AS unchanged, 0::bigint AS refused FROM messy m WHERE false;
CREATE FUNCTION pg_temp.import_all() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	m messy;
BEGIN
	FOR m IN SELECT * FROM messy ORDER BY n LOOP
		INSERT INTO imported SELECT m.name, r.batch_id, r.layout, r.rows_loaded, r.rows_unchanged, r.rows_refused
		FROM import(decode(m.content, 'base64'), nullif(m.layout, ''), nullif(m.source, ''), nullif(m.school_year, '')::school_year, m.name) r;
	END LOOP;
END $$;
SELECT pg_temp.import_all();
SELECT i.name, i.layout, i.loaded, i.unchanged, i.refused, count(f.*) FILTER (WHERE severity = 'error') AS errors,
	count(f.*) FILTER (WHERE severity = 'repaired') AS repaired, count(f.*) FILTER (WHERE severity = 'warning') AS warnings
FROM imported i LEFT JOIN import_findings f USING (batch_id)
GROUP BY i.name, i.layout, i.loaded, i.unchanged, i.refused, i.batch_id ORDER BY i.batch_id;
-- Every layout that ships has one.
SELECT layout FROM layouts WHERE builtin EXCEPT SELECT layout FROM imported ORDER BY 1;

-- Rows, and findings that are not as awaited: none.
SELECT name, i.loaded, i.unchanged, i.refused, m.loaded AS awaited, m.unchanged, m.refused FROM messy m JOIN imported i USING (name)
WHERE (i.loaded, i.unchanged, i.refused) <> (m.loaded, m.unchanged, m.refused);
(SELECT 'missing' AS is, * FROM awaited
 EXCEPT SELECT 'missing', i.name, line, column_number, rule, severity FROM imported i JOIN import_findings USING (batch_id))
UNION ALL
(SELECT 'not awaited', i.name, line, column_number, rule, severity FROM imported i JOIN import_findings USING (batch_id)
 EXCEPT SELECT 'not awaited', * FROM awaited)
ORDER BY 2, 3, 4, 5;
-- They come in the order of the file, tell nothing of students, and all are explained.
SELECT count(*) AS out_of_order
FROM (SELECT (c.line, c.column_number) < lag((c.line, c.column_number)) OVER (PARTITION BY m.n ORDER BY c.ordinality) AS back
	  FROM messy m, check_file(decode(m.content, 'base64'), nullif(m.layout, ''), nullif(m.source, ''), nullif(m.school_year, '')::school_year) WITH ORDINALITY c) f
WHERE back;
SELECT line, message FROM import_findings WHERE message ~ '80000005|Doe|Abel|Bond|Cruz|ez|Hara|Quill|200[0-9]-|201[0-8]-';
SELECT DISTINCT rule, meaning FROM explained_findings WHERE docs LIKE '%constraint%' ORDER BY rule;

-- What was loaded of the values that were repaired.
SELECT ssid, school, entry_date, grade, enrollment_status AS status, exit_reason AS exit, special_education AS sped, section_504 AS "504",
	primary_disability AS disability, elas, us_entry_date FROM enrollments WHERE ssid BETWEEN '8000000501' AND '8000000514' ORDER BY ssid;
SELECT ssid, last_name, first_name, birth_date, used_name FROM students WHERE ssid BETWEEN '8000000501' AND '8000000514' ORDER BY ssid;
SELECT ssid, part, status, started_on, completed_on, reopened_on FROM attempts WHERE ssid BETWEEN '8000000501' AND '8000000514' ORDER BY ssid, part;
SELECT source, ssid, string_agg(code, ' ' ORDER BY code) AS codes FROM support_settings WHERE ssid BETWEEN '8000000501' AND '8000000514' GROUP BY source, ssid ORDER BY 1, 2;
SELECT ssid, string_agg(assessment::text, ' ' ORDER BY assessment) AS tests FROM toms_assignments WHERE ssid BETWEEN '8000000501' AND '8000000514' GROUP BY ssid ORDER BY ssid;
SELECT ssid, assessment, code, entered_at AT TIME ZONE 'America/Los_Angeles' AS entered FROM exemptions WHERE ssid BETWEEN '8000000501' AND '8000000514' ORDER BY 1, 2;
SELECT ssid, assessment, is_written, is_signed, dated_on FROM exemption_requests WHERE ssid BETWEEN '8000000501' AND '8000000514' ORDER BY 1, 2;
SELECT cds, name FROM organizations WHERE batch_id = (SELECT batch_id FROM imported WHERE name = 'entities') ORDER BY cds;
ROLLBACK;
