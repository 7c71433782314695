-- Settings sheets: a row a student, codes in the cells. What a sheet says of a student is all that its source says.
\set fixture `echo "$PG_ABS_SRCDIR/data/fixture.psql"`
\i :fixture
\set report `base64 -w0 "$PG_ABS_SRCDIR/data/import/toms_settings_report.csv"`
\set template `base64 -w0 "$PG_ABS_SRCDIR/data/import/settings_template.csv"`
\set sis `base64 -w0 "$PG_ABS_SRCDIR/data/import/sis_settings.csv"`
\set messy `base64 -w0 "$PG_ABS_SRCDIR/data/import/messy_settings_sheet.csv"`
CREATE OR REPLACE TEMP VIEW last_findings AS
SELECT line, column_number AS col, column_name, rule, severity, message FROM import_findings
WHERE batch_id = (SELECT max(batch_id) FROM import_batches) AND rule <> 'no enrollment';		-- these students have none; see import_findings
CREATE TEMP VIEW settings AS
SELECT n.source, n.ssid, string_agg(s.code, ', ' ORDER BY s.code COLLATE "C") AS codes
FROM support_snapshots n LEFT JOIN support_settings s USING (school_year, source, ssid)
WHERE n.school_year = '2019-20' AND n.ssid BETWEEN '8000000421' AND '8000000429' GROUP BY n.source, n.ssid;

-- TOMS' own report: a title, then the header; demographics are passed over.
SELECT layout, source, school_year, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'report', 'base64'));
SELECT * FROM last_findings ORDER BY line, col;
SELECT * FROM settings ORDER BY source, ssid;
-- Again: nothing changes, not even a row version.
CREATE TEMP TABLE before AS SELECT ssid, code, ctid AS place, xmin::text AS version FROM support_settings WHERE source = 'TOMS';
SELECT rows_loaded, rows_unchanged FROM import(decode(:'report', 'base64'));
SELECT count(*) AS rows, count(*) FILTER (WHERE (s.ctid, s.xmin::text) IS DISTINCT FROM (b.place, b.version)) AS touched
FROM before b LEFT JOIN support_settings s ON s.source = 'TOMS' AND s.ssid = b.ssid AND s.code = b.code;
SELECT DISTINCT batch_id = (SELECT min(batch_id) FROM support_settings) AS of_first FROM support_settings WHERE source = 'TOMS';

-- The upload template: the header in the first row, a blank clears. Only the students listed, only that source and year.
INSERT INTO support_settings (school_year, source, ssid, code) VALUES
	('2019-20', 'SPED', '8000000421', 'NEA_Abacus'), ('2018-19', 'TOMS', '8000000421', 'NEA_Abacus'), ('2019-20', 'TOMS', '8000000429', 'NEA_Abacus');
SELECT layout, source, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'template', 'base64'), source => 'TOMS');
SELECT * FROM last_findings ORDER BY line, col;
SELECT * FROM settings ORDER BY source, ssid;
SELECT school_year, source, ssid, code FROM support_settings
WHERE ssid BETWEEN '8000000421' AND '8000000429' AND (batch_id IS NULL OR school_year = '2018-19') ORDER BY 1, 2, 3;

-- A system's export, without a header.
SELECT layout, source, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'sis', 'base64'), source => 'SIS');
SELECT * FROM last_findings ORDER BY line, col;
SELECT * FROM settings WHERE source = 'SIS' ORDER BY ssid;
SELECT * FROM import(decode(:'sis', 'base64'));

-- Messy: titles, vendor spellings, joined and glued codes, cells that are no codes; each refuses itself only.
SELECT layout, source, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'messy', 'base64'), source => 'SPED');
SELECT * FROM last_findings ORDER BY line, col, rule;
SELECT * FROM settings WHERE source = 'SPED' ORDER BY ssid;
-- All or nothing counts them too.
SELECT rows_loaded, rows_unchanged, rows_refused FROM import(E'SSID,Masking\n8000000421,TDS_Bogus\n', source => 'EL', all_or_nothing => true);
SELECT count(*) FROM settings WHERE source = 'EL';
-- A finding shows a cell only if it is spelled as codes are: no student's number, no other signs.
SELECT line, column_number AS col, column_name, rule, message FROM check_file(
	'\x535349442c4d61736b696e670a383030303030303432312c4e45415f416238303030303030343231'
	|| '\x0a383030303030303432322c5444535fff530a383030303030303432332c5444535f4dc3a9'::bytea, source => 'EL') ORDER BY line;
SELECT column_name, rule FROM check_file('\x535349442c4d61736b696e67002c41ff620a383030303030303432312c4e45415f58582c4e45415f5959'::bytea, source => 'EL');

-- A dry run takes nothing away.
SELECT batch_id, rows_loaded FROM import(E'SSID,Masking\n8000000421,\n', source => 'SIS', dry_run => true);
SELECT * FROM settings WHERE source = 'SIS' AND ssid = '8000000421';
SELECT rows_loaded FROM import(E'SSID,Masking\n8000000421,\n', source => 'SIS');
SELECT * FROM settings WHERE source = 'SIS' AND ssid = '8000000421';

-- A cell that could not be read takes nothing away from its student, whatever else the file says; others lose what it does not list.
SELECT rows_loaded FROM import(E'SSID,Masking,Abacus\n8000000421,TDS_Masking1,NEA_Abacus\n8000000422,TDS_Masking1,NEA_Abacus\n', source => 'EL');
SELECT rows_loaded, rows_unchanged, rows_refused FROM import(E'SSID,Masking,Abacus\n8000000421,TDS_Maskng1,TDS_SLM1\n8000000422,TDS_Masking1,\n8000000421,,NEA_Abacus\n', source => 'EL');
SELECT * FROM last_findings ORDER BY line, col;
SELECT * FROM settings WHERE source = 'EL' ORDER BY ssid;
SELECT rows_loaded, rows_unchanged FROM import(E'SSID,Masking,Abacus\n8000000421,TDS_Masking1,\n', source => 'EL');
SELECT * FROM settings WHERE source = 'EL' ORDER BY ssid;
-- A blank between known codes parts them; next to anything else it does not.
SELECT rows_loaded FROM import(E'SSID,Resources\n8000000421,ESN NEA_Abacus\n8000000422,tds_masking1  NEA_AR;TDS_SLM1\n8000000423,NEA_AR see file\n', source => 'EL');
SELECT * FROM last_findings ORDER BY line, col;
SELECT * FROM settings WHERE source = 'EL' ORDER BY ssid;
DELETE FROM support_settings WHERE source = 'EL';
DELETE FROM support_snapshots WHERE source = 'EL';

-- A flat list still only adds.
SELECT layout, rows_loaded FROM import(E'SSID,code\n8000000423,TDS_SLM1\n', source => 'SIS');
SELECT * FROM settings WHERE source = 'SIS' AND ssid = '8000000423';
-- With its last day, and without: a code is a fact of its own, whatever else the layout could fill.
SELECT rows_loaded, rows_unchanged, rows_refused FROM import(E'ssid,code,identified_until\n8000000421,TDS_SLM1,2019-11-01\n8000000421,TDS_SLM1,2020-05-01\n8000000421,NEA_Abacus,\n8000000423,,2020-05-01\n8000000423,TDS_SLM1,soon\n', source => 'EL');
SELECT * FROM last_findings WHERE rule <> 'no enrollment' ORDER BY line, col;
SELECT rows_loaded, rows_unchanged FROM import(E'ssid,code\n8000000421,TDS_SLM1\n8000000421,NEA_Abacus\n8000000421,NEDS_SS\n', source => 'EL');
SELECT ssid, code, identified_until FROM support_settings WHERE source = 'EL' ORDER BY ssid, code COLLATE "C";
SELECT ssid FROM support_snapshots WHERE source = 'EL' ORDER BY ssid;
DELETE FROM support_settings WHERE source = 'EL';
DELETE FROM support_snapshots WHERE source = 'EL';

-- Without any code, a sheet must be named; a header must have the student's number.
SELECT * FROM import(E'SSID,Room\n8000000421,12\n', source => 'SIS');
SELECT layout, rows_read, rows_loaded, rows_unchanged FROM import(E'SSID,Room\n8000000421,12\n', 'settings_sheet', source => 'EL');
SELECT * FROM import(E'Perm ID,Masking\nA1,TDS_Masking1\n', 'settings_sheet', source => 'EL');
-- A column called after a resource has its codes: what is none in it is told, and takes nothing from the student.
SELECT rows_loaded FROM import(E'SSID,Masking,Color Contrast,Text-to-Speech,Glossary\n8000000424,TDS_Masking1,TDS_CCYellowB,TDS_TTS_Item,TDS_WL_Glossary\n', source => 'SIS');
SELECT rows_loaded, rows_unchanged FROM import(E'SSID,Masking,Color Contrast,Text-to-Speech,Glossary\n8000000424,TDS_Masking1,Yellow on Blue,Items,Words\n', source => 'SIS');
SELECT * FROM last_findings ORDER BY line, col;
SELECT * FROM settings WHERE source = 'SIS' AND ssid = '8000000424';
-- Resources are called otherwise, too: such titles are rows of support_spellings. A cell of theirs is no code.
SELECT rows_loaded FROM import(E'SSID,Stacked Translations,Scribe,Unlisted Resources,Medical Device\n8000000425,ESN,NEA_SC_WritItems,NEA_IndividualAids,NEDS_MedDev\n', source => 'SIS');
SELECT rows_loaded, rows_unchanged FROM import(E'SSID,Stacked Translations,Scribe,Unlisted Resources,Medical Device,Notes\n8000000425,Spanish,by hand,a fan,a pump,Scribe\n', source => 'SIS');
SELECT * FROM last_findings ORDER BY line, col;
SELECT * FROM settings WHERE source = 'SIS' AND ssid = '8000000425';
-- Yes or no in a column that is titled as one code; of several, yes says not which. Not in a column that only its cells tell.
SELECT rows_loaded, rows_unchanged FROM import(E'SSID,Turn Off Universal Tools,Non-Embedded Abacus,Calculator,Text-to-Speech,Resource\n'
	'8000000425,Yes,X,No,0,NEDS_MedDev\n8000000426,No,N/A,Yes,false,\n8000000427,N,y,,,No\n', source => 'SIS');
SELECT * FROM last_findings ORDER BY line, col;
SELECT * FROM settings WHERE source = 'SIS' AND ssid IN ('8000000425', '8000000426', '8000000427') ORDER BY ssid;
-- Under any other title a cell that begins with a code, or as codes do, makes the column one of codes; what cannot be told from words is passed over.
SELECT line, column_name, rule, message FROM check_file(E'SSID,Name,Masking,Translations,EL Status,Days\n8000000425,"Esn-Bo, Al",TDS_Masking1,ESN_1,No,45\n8000000426,"Birch, Bo",TDS_Masking1,Spanish,EL,N/A\n', source => '504')
WHERE rule <> 'no enrollment' ORDER BY 1, 2;
-- Languages are no settings, whatever their column is called, and there may be several of them.
SELECT rows_loaded FROM import(E'SSID,Masking,Home Language,Primary Language,Language Fluency,Corr. Lang.\n8000000428,TDS_Masking1,ESN,ESN,ENU,ESN\n', source => 'SIS');
SELECT * FROM last_findings ORDER BY line, col;
SELECT * FROM settings WHERE source = 'SIS' AND ssid = '8000000428';
-- Codes that come far down the file make a column one of codes all the same.
SELECT r.rows_read, r.rows_refused
FROM (SELECT E'SSID,Teacher,Resource,Masking\n' || string_agg(8000500000 + n || E',Quill,,', E'\n' ORDER BY n) || E'\n8000000421,Quill,NEA_Abacus,\n' AS text
	  FROM generate_series(1, 5000) n) t, import(convert_to(t.text, 'UTF8'), source => '504') r;
SELECT * FROM settings WHERE source = '504';
SELECT * FROM import(E'SSID,Masking\n8000000421,TDS_Masking1\n', source => 'mail');
-- Many settings of one year, which are written straight, and a student of another who has none any more.
INSERT INTO support_settings (school_year, source, ssid, code) VALUES ('2020-21', 'EL', '8000000421', 'TDS_Masking1'), ('2020-21', 'EL', '8000000422', 'TDS_Masking1');
SELECT rows_loaded, rows_refused
FROM (SELECT E'SSID,School Year,Masking,Abacus\n8000000421,2020-21,,\n' || string_agg(8000510000 + n || ',2019-20,TDS_Masking1,NEA_Abacus', E'\n') AS text FROM generate_series(1, 5000) n) t,
	import(convert_to(t.text, 'UTF8'), source => 'EL');
SELECT school_year, count(*) FROM support_settings WHERE source = 'EL' GROUP BY 1 ORDER BY 1;
SELECT ssid FROM support_settings WHERE source = 'EL' AND school_year = '2020-21';
-- What a file lists everything of must be in a key: nothing is deleted by a slip of the layout.
INSERT INTO layouts (layout, title, facts, listed_by, recognition, citation) VALUES ('slip', 'Slip', '{support_settings}', '{batch_id}', 'codes', 'test');
INSERT INTO layout_columns (layout, position, column_name, type, detail, required, filled, fallback, fills, description) SELECT 'slip', position, column_name, type, detail, required, filled, fallback, array_remove(fills, 'support_snapshots.' || column_name), description
FROM layout_columns WHERE layout = 'settings_sheet' AND column_name IN ('ssid', 'school_year', 'source', 'resources');
SELECT * FROM import(E'SSID,Masking\n8000000421,TDS_Masking1\n', 'slip', source => 'SIS');
ROLLBACK;
