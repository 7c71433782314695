-- CALPADS extracts: caret, no header, columns by position.
\set fixture `echo "$PG_ABS_SRCDIR/data/fixture.psql"`
\i :fixture
\set senr `base64 -w0 "$PG_ABS_SRCDIR/data/import/calpads_senr.txt"`
\set sinf `base64 -w0 "$PG_ABS_SRCDIR/data/import/calpads_sinf.txt"`
\set sprg `base64 -w0 "$PG_ABS_SRCDIR/data/import/calpads_sprg.txt"`
\set sela `base64 -w0 "$PG_ABS_SRCDIR/data/import/calpads_sela.txt"`
\set messy_senr `base64 -w0 "$PG_ABS_SRCDIR/data/import/messy_calpads_senr.txt"`
\set messy_sprg `base64 -w0 "$PG_ABS_SRCDIR/data/import/messy_calpads_sprg.txt"`
CREATE OR REPLACE TEMP VIEW last_findings AS
SELECT line, column_number AS col, column_name, rule, severity, message FROM import_findings
WHERE batch_id = (SELECT max(batch_id) FROM import_batches) AND rule <> 'imported before';
CREATE TEMP VIEW roster AS
SELECT ssid, right(school::text, 2) AS school, grade, enrollment_status AS status, exit_reason AS exit, special_education AS sped,
	section_504 AS "504", primary_disability AS disability, accountable_lea, elas, us_entry_date
FROM enrollments WHERE school_year = '2019-20' AND ssid BETWEEN '8000000401' AND '8000000499';

-- Programs before there are enrollments: nothing is lost silently.
SELECT layout, school_year, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'sprg', 'base64'));
SELECT * FROM last_findings ORDER BY line, col;

-- SENR: enrollments and names; the end of the row differs by year.
SELECT layout, school_year, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'senr', 'base64'));
SELECT * FROM last_findings ORDER BY line, col;
SELECT school_year, ssid, school, entry_date, grade, enrollment_status, exit_date, exit_reason FROM enrollments
WHERE ssid BETWEEN '8000000401' AND '8000000499' ORDER BY ssid, school;
SELECT ssid, last_name, first_name, middle_name, birth_date FROM students WHERE ssid BETWEEN '8000000401' AND '8000000499' ORDER BY ssid;

-- SINF, SPRG and SELA change the student's enrollments of the year.
SELECT layout, school_year, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'sinf', 'base64'));
SELECT * FROM last_findings ORDER BY line, col;
SELECT layout, school_year, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'sprg', 'base64'));
SELECT * FROM last_findings ORDER BY line, col;
SELECT layout, school_year, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'sela', 'base64'));
SELECT * FROM last_findings ORDER BY line, col;
SELECT * FROM roster ORDER BY ssid, school;
SELECT ssid, last_name, first_name FROM students WHERE ssid IN ('8000000402', '8000000499') ORDER BY ssid;
-- The alternate assessment still asks for the IEP; special education alone assigns the general tests.
SELECT ssid, string_agg(assessment::text, ' ' ORDER BY assessment) FROM assignments
WHERE ssid BETWEEN '8000000401' AND '8000000499' AND school_year = '2019-20' GROUP BY ssid ORDER BY ssid;

-- SENR once more takes nothing of that back, and none of the files changes anything the second time.
CREATE TEMP TABLE before AS SELECT ssid, school, ctid AS place, xmin::text AS version FROM enrollments WHERE ssid BETWEEN '8000000401' AND '8000000499';
SELECT layout, rows_loaded, rows_unchanged FROM import(decode(:'senr', 'base64'));
SELECT layout, rows_loaded, rows_unchanged FROM import(decode(:'sprg', 'base64'));
SELECT layout, rows_loaded, rows_unchanged FROM import(decode(:'sela', 'base64'));
SELECT count(*) AS touched FROM enrollments e JOIN before b USING (ssid, school) WHERE (e.ctid, e.xmin::text) IS DISTINCT FROM (b.place, b.version);
-- SENR also says the names; SINF after it has the newest ones.
SELECT layout, rows_loaded, rows_unchanged FROM import(decode(:'sinf', 'base64'));
SELECT layout, rows_loaded, rows_unchanged FROM import(decode(:'sinf', 'base64'));

-- A membership that has ended is one no more; the same file a day later says so.
SAVEPOINT later;
SET caaspp.as_of = '2020-03-11';
SELECT rows_loaded FROM import(convert_to(replace(convert_from(decode(:'sprg', 'base64'), 'UTF8'), '^144^1^20170901^^', '^144^1^20170901^20200310^'), 'UTF8'));
SELECT ssid, sped, disability FROM roster WHERE ssid = '8000000401';
ROLLBACK TO later;
SET caaspp.as_of = '2020-03-02';
-- One that ran to the end of its year held in that year, whenever the file is read.
SAVEPOINT later;
SET caaspp.as_of = '2026-01-01';
SELECT rows_loaded, rows_unchanged FROM import(decode(:'sprg', 'base64'));
SELECT ssid, "504" FROM roster WHERE ssid = '8000000405';
ROLLBACK TO later;
SET caaspp.as_of = '2020-03-02';

-- Of a student's rows of a program the latest counts as a whole: what an older one says beside it is no more, and a blank
-- changes nothing. One that has ended does not count before one that has not, whenever it began.
SAVEPOINT later;
SELECT rows_loaded FROM import('SSID,School,Entry Date,Grade,School Year
8000000491,01611196090054,2019-08-20,7,2019-20
8000000492,01611196090054,2019-08-20,7,2019-20
8000000493,01611196090054,2019-08-20,7,2019-20
8000000494,01611196090054,2019-08-20,7,2019-20
');
\set later 'SPRG-R^^^0161119^6090054^2019-2020^8000000491^^^^^^144^1^20180820^^^^^^290^^^^^\nSPRG-R^^^0161119^6090054^2019-2020^8000000492^^^^^^144^1^20180820^^^^^^^^^^^\nSPRG-R^^^0161119^6090054^2019-2020^8000000493^^^^^^144^1^20150820^^^^^^290^^^^^\nSPRG-R^^^0161119^6090054^2019-2020^8000000494^^^^^^144^1^20150820^20180601^^^^^210^0161127^^^^\n'
\set earlier 'SPRG-R^^^0161119^6090054^2019-2020^8000000491^^^^^^144^1^20150820^20170601^^^^^210^0161127^^^^\nSPRG-R^^^0161119^6090054^2019-2020^8000000492^^^^^^144^1^20150820^20170601^^^^^210^0161127^^^^\nSPRG-R^^^0161119^6090054^2019-2020^8000000493^^^^^^144^1^20190820^20200110^^^^^210^0161127^^^^\nSPRG-R^^^0161119^6090054^2019-2020^8000000494^^^^^^101^1^20190820^^^^^^^^^^^\n'
SELECT rows_loaded, rows_unchanged FROM import(convert_to(:'later' || :'earlier', 'UTF8'));
SELECT ssid, sped, "504", disability, accountable_lea FROM roster WHERE ssid >= '8000000491' ORDER BY ssid;
SELECT rows_loaded, rows_unchanged FROM import(convert_to(:'earlier' || :'later', 'UTF8'));
-- Of the student's own LEA; another's says only what is known of nobody, and by its latest row.
SELECT rows_loaded FROM import('SPRG-R^^^0161127^0130229^2019-2020^8000000492^^^^^^144^1^20190101^^^^^^^0161127^^^^
SPRG-R^^^0161127^0130229^2019-2020^8000000492^^^^^^144^1^20180101^20180601^^^^^280^0161119^^^^
SPRG-R^^^0161127^0130229^2019-2020^8000000491^^^^^^144^1^20200101^^^^^^280^^^^^
');
SELECT ssid, sped, disability, accountable_lea FROM roster WHERE ssid BETWEEN '8000000491' AND '8000000492' ORDER BY ssid;
-- And of SINF: a date that its latest row does not know is not an older row's.
SELECT rows_loaded, rows_unchanged FROM import(convert_to((SELECT string_agg(format('SINF-R^^^%s^^0161119^6090054^2019-2020^8000000493^^Ann^^Example^^^^^20070101%s%s^^', d, repeat('^', 18), u), E'\n')
	FROM (VALUES ('20190901', ''), ('20150901', '20150820')) v (d, u)), 'UTF8'));
SELECT ssid, us_entry_date FROM roster WHERE ssid = '8000000493';
ROLLBACK TO later;
-- What begins later counts later: until then the row before it, or what is known. Of an earlier year what began after it says nothing.
SAVEPOINT later;
SELECT E'SELA^^L402^9910001^6000011^2019-2020^8000000402^A^B^20100511^F^P1^RFEP^20200401^01^^\n'
	'SELA^^L403^9910001^6000011^2019-2020^8000000403^A^B^20100511^F^P1^IFEP^20190815^01^^\nSELA^^L403^9910001^6000011^2019-2020^8000000403^A^B^20100511^F^P1^EL^20210815^01^^\n' AS starts,
	E'SPRG^^L402^9910001^6000011^2019-2020^8000000402^^A^B^20100511^F^144^1^20200303^^^^^^SLI^9910001^^^^^^\nSPRG^^L403^9910001^6000011^2019-2020^8000000403^^A^B^20100511^F^101^1^20200302^^^^^^^^^^^^^\n'
	'SPRG^^L405^9910001^6000011^2019-2020^8000000405^^A^B^20100511^F^181^1^20200401^^^^^^^^^^^^^\n' AS members \gset
SELECT rows_loaded, rows_unchanged, rows_refused FROM import(:'starts');
SELECT * FROM last_findings ORDER BY line, col;
SELECT rows_loaded, rows_unchanged, rows_refused FROM import(:'members');
SELECT * FROM last_findings ORDER BY line, col;
SELECT ssid, school, elas, sped, disability, "504" FROM roster WHERE ssid IN ('8000000402', '8000000403') ORDER BY ssid, school;
SET caaspp.as_of = '2026-01-01';
SELECT rows_loaded, rows_unchanged FROM import(:'starts');
SELECT * FROM last_findings ORDER BY line, col;
SELECT rows_loaded, rows_unchanged FROM import(:'members');
SELECT * FROM last_findings ORDER BY line, col;
SELECT ssid, school, elas, sped, disability, "504" FROM roster WHERE ssid IN ('8000000402', '8000000403') ORDER BY ssid, school;
ROLLBACK TO later;
SET caaspp.as_of = '2020-03-02';

-- A number that has no letters in TOMS is known once a district has a row for it.
SELECT message FROM check_file(convert_to(replace(convert_from(decode(:'sprg', 'base64'), 'UTF8'), '^210^', '^281^'), 'UTF8')) WHERE rule = 'unknown code';
INSERT INTO disabilities (code, aliases, title, citation) VALUES ('EMD', '{281}', 'Established medical disability', 'our SELPA');
SELECT count(*) FROM check_file(convert_to(replace(convert_from(decode(:'sprg', 'base64'), 'UTF8'), '^210^', '^281^'), 'UTF8')) WHERE rule = 'unknown code';

-- Messy: a mark, CRLF, padding, other dates, Windows-1252, damage, another record type, a title.
SELECT layout, school_year, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'messy_senr', 'base64'));
SELECT * FROM last_findings ORDER BY line, col;
SELECT ssid, school, entry_date, grade, exit_reason, last_name, first_name FROM enrollments JOIN students USING (ssid)
WHERE ssid BETWEEN '8000000411' AND '8000000419' ORDER BY ssid;
SELECT layout, school_year, rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'messy_sprg', 'base64'));
SELECT * FROM last_findings ORDER BY line, col;
SELECT ssid, sped, "504", disability, accountable_lea FROM roster WHERE ssid IN ('8000000401', '8000000402') ORDER BY ssid;

-- What is none of them.
SELECT * FROM import('SENR^A^B');
SELECT * FROM import('SDIS^A^B', 'calpads_elas');
SELECT * FROM import('SENR,A,B');
ROLLBACK;
