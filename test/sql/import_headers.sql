-- Which layout a file is of.
\set fixture `echo "$PG_ABS_SRCDIR/data/fixture.psql"`
\i :fixture

-- A byte order mark, a title row, semicolons, CR, names in any spelling and over two lines, Windows-1252 beside
-- UTF-8, padding, rows of delimiters only.
\set messy `base64 -w0 "$PG_ABS_SRCDIR/data/import/messy_enrollment.csv"`
SELECT layout, school_year, rows_read, rows_loaded, rows_refused FROM import(decode(:'messy', 'base64'));
SELECT school_year, ssid, school, entry_date, grade, last_name, first_name, birth_date
FROM enrollments JOIN students USING (ssid) WHERE ssid BETWEEN '8000000111' AND '8000000119' ORDER BY ssid;
SELECT line, column_number, column_name, rule, severity, message FROM import_findings
WHERE batch_id = (SELECT max(batch_id) FROM import_batches) ORDER BY line, column_number;

-- Each delimiter.
SELECT d, r.layout, r.rows_loaded
FROM unnest(ARRAY[',', '^', E'\t', ';', '|']) WITH ORDINALITY AS t (d, n),
	import(convert_to(replace(E'ssid,assessment\n800000030' || n || ',ELA', ',', d), 'UTF8')) AS r
ORDER BY n;

-- Unicode text, as spreadsheets save it: with its mark or without, either end first; more than a piece of it.
CREATE FUNCTION utf16(content text, little boolean) RETURNS bytea LANGUAGE sql AS $$
	SELECT string_agg(set_byte(set_byte('\x0000', CASE WHEN little THEN 0 ELSE 1 END, ascii(c) & 255), CASE WHEN little THEN 1 ELSE 0 END, ascii(c) >> 8), '' ORDER BY n)
	FROM regexp_split_to_table(content, '') WITH ORDINALITY t (c, n) $$;
CREATE TEMP VIEW unicode AS SELECT U&'ssid\0009last_name\0009first_name\000D\000A8000000301\0009Nu\00F1ez\0009Jos\00E9\000D\000A8000000302\0009\674E\0009Li\000D\000A' AS text;
SELECT mark, r.layout, r.rows_loaded, r.rows_unchanged
FROM unicode, (VALUES ('FF FE', '\xFFFE'::bytea || utf16((TABLE unicode), true)), ('FE FF', '\xFEFF'::bytea || utf16((TABLE unicode), false)),
	('none', utf16((TABLE unicode), true)), ('none, big end first', utf16((TABLE unicode), false))) v (mark, content), import(v.content) AS r;
SELECT ssid, last_name, first_name FROM students WHERE ssid IN ('8000000301', '8000000302') ORDER BY ssid;
SELECT line, rule, severity, message FROM import_findings WHERE batch_id = (SELECT min(batch_id) FROM import_batches WHERE layout = 'students');
SELECT rows_read, rows_loaded, rows_refused
FROM import(utf16(E'ssid,last_name,first_name\n' || (SELECT string_agg(format(E'%s,Quill,Robin\n', 8000700000 + n), '') FROM generate_series(1, 4000) n), true), dry_run => true);
DELETE FROM students WHERE ssid IN ('8000000301', '8000000302');

-- Further columns are fine, unless the layout is known by its whole header.
SELECT layout, rows_loaded FROM import('Teacher,SSID,Room,Code,Remark
Quill,8000000301,12,TDS_Masking1,
', source => 'SIS');
SELECT layout FROM import('ssid,assessment,grade
8000000301,ELA,5
');
SELECT layout, rows_loaded FROM import('ssid,assessment,grade
8000000301,MATH,5
', 'toms_assignments');
-- Of layouts that fit, the one with more of its columns in the file.
SELECT layout FROM import('ssid,assessment,code,received_on
8000000301,ELA,PGE,2020-02-20
');
SELECT layout FROM import('ssid,assessment,code
8000000301,ELA,PGE
');
-- Two that fit alike: say which.
INSERT INTO layouts (layout, title, facts, recognition, citation) VALUES
	('toms_copy', 'As toms_assignments', '{toms_assignments}', 'header', 'test');
INSERT INTO layout_columns (layout, position, column_name, type, required, filled, fallback, fills, description)
	SELECT 'toms_copy', position, column_name, type, required, filled, fallback, fills, description
	FROM layout_columns WHERE layout = 'toms_assignments';
SELECT layout FROM import('ssid,assessment
8000000301,ELA
');
SELECT layout FROM import('ssid,assessment
8000000301,ELA
', 'toms_copy');

-- What is no file of ours.
SELECT * FROM import('ssid,school,grade
8000000301,99100016000011,5
');
SELECT * FROM import('apples,pears
1,2
');
SELECT * FROM import('ssid,status
8000000301,paused
', 'attempts');
SELECT * FROM import('ssid,status', 'nowhere');
SELECT * FROM import('');
SELECT * FROM import('\xefbbbf');
SELECT * FROM import(E'\n \n');
SELECT * FROM import('\x504b0304140006000800'::bytea);
SELECT * FROM import('\xfffe73007300690064000a00'::bytea);
SELECT * FROM import('\x89504e470d0a1a0a0000000d49484452'::bytea);
SELECT * FROM import(E'\n<!DOCTYPE html><html><body>Sign in</body></html>\n');
SELECT * FROM import('<table><tr><td>SSID</td></tr></table>');
SELECT * FROM import('[{"ssid": "8000000301"}]');
SELECT * FROM import(E'"ssid,school,grade"\n"8000000301,99100016000011,5"\n');
SELECT * FROM import('%PDF-1.4
');
SELECT * FROM import('\x7300730069006400'::bytea);
SELECT * FROM import(decode(repeat('73736964010a', 20), 'hex'));
SELECT * FROM import('ssid,code
8000000301,ESN
');
SELECT * FROM import('ssid,code
8000000301,ESN
', source => 'mail');
-- Before deploy() there is nothing to load into.
ALTER TABLE enrollments RENAME TO enrollments_elsewhere;
SELECT * FROM import('ssid,assessment,code');
ALTER TABLE enrollments_elsewhere RENAME TO enrollments;
-- A header without rows is a file.
SELECT layout, rows_read, rows_loaded, rows_refused FROM import('ssid,assessment,code');

-- Every shipped layout is consistent: its columns fill columns of its tables, and its keys are filled.
SELECT c.layout, c.column_name, f AS fills
FROM layout_columns c CROSS JOIN unnest(c.fills) AS f JOIN layouts l USING (layout)
WHERE c.builtin AND (NOT split_part(f, '.', 1) = ANY (l.facts) OR NOT EXISTS (
	SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass('caaspp.' || split_part(split_part(f, '.', 1), ':', 1)) AND a.attname = split_part(f, '.', 2)))
ORDER BY 1, 2;
SELECT l.layout, t AS fact, a.attname
FROM layouts l CROSS JOIN unnest(l.facts) AS t
	JOIN pg_index i ON i.indrelid = to_regclass('caaspp.' || split_part(t, ':', 1)) AND i.indisprimary
	JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
WHERE l.builtin AND (t = ANY (l.updates)) IS NOT TRUE AND NOT EXISTS (SELECT FROM layout_columns c WHERE c.layout = l.layout AND t || '.' || a.attname = ANY (c.fills)
								AND (c.required OR c.fallback IS NOT NULL OR c.type = 'codes'))
ORDER BY 1, 2, 3;
SELECT layout, column_name FROM layout_columns WHERE NOT EXISTS (SELECT FROM layouts l WHERE l.layout = layout_columns.layout) ORDER BY 1, 2;
ROLLBACK;
