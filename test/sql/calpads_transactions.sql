-- CALPADS files that take back, replace, come from charters, or from two LEAs.
SET search_path = public, caaspp;
SET datestyle = ISO;
SET caaspp.as_of = '2020-03-02';
SET client_min_messages = warning;
CALL deploy();
RESET client_min_messages;
\set ON_ERROR_ROLLBACK on
BEGIN;
\set upload `base64 -w0 "$PG_ABS_SRCDIR/data/import/calpads_senr_upload.txt"`
\set changes `base64 -w0 "$PG_ABS_SRCDIR/data/import/calpads_senr_changes.txt"`
CREATE TEMP VIEW last_findings AS
SELECT line, column_number AS col, column_name, rule, severity, message FROM import_findings
WHERE batch_id = (SELECT max(batch_id) FROM import_batches);
CREATE TEMP VIEW roster AS
SELECT ssid, school, entry_date, grade, enrollment_status AS status, elas FROM enrollments WHERE ssid BETWEEN '8000000461' AND '8000000469';

-- A charter that reports for itself is known once its district is.
SELECT rows_read, rows_loaded, rows_refused FROM import(decode(:'upload', 'base64'), dry_run => true);
SELECT * FROM check_file(decode(:'upload', 'base64'));
INSERT INTO organizations (cds, name, kind) VALUES ('99100010000077', 'Sample Charter', 'charter');
SELECT rows_read, rows_loaded, rows_refused FROM import(decode(:'upload', 'base64'));
SELECT * FROM roster ORDER BY ssid;
-- What other files say stays with an enrollment that moves.
UPDATE enrollments SET elas = 'EL' WHERE ssid = '8000000462';

-- D takes away, R moves, A after D stays, D after A goes; only the key of a D row is read.
SELECT rows_read, rows_loaded, rows_unchanged, rows_refused FROM import(decode(:'changes', 'base64'));
SELECT * FROM last_findings ORDER BY line, col;
SELECT * FROM roster ORDER BY ssid;
SELECT ssid, assessment FROM assignments WHERE ssid IN ('8000000461', '8000000462') AND school_year = '2019-20' ORDER BY ssid, assessment;
-- Once more it says nothing new: 464, which comes and goes within the file, is never written.
SELECT rows_loaded, rows_unchanged FROM import(decode(:'changes', 'base64'));
SELECT count(*) FROM roster;
-- A replacement whose start is there already moves nothing.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '8000000462', '99100016000011', '2020-02-10', '6');
SELECT rows_loaded FROM import(decode(:'changes', 'base64'));
SELECT entry_date FROM roster WHERE ssid = '8000000462' ORDER BY 1;
-- One that is taken away further down moves nothing: the next time it would be an older enrollment.
SELECT rows_loaded, rows_unchanged FROM import(convert_to('SENR^R^L462^9910001^6000011^^2019-2020^8000000462^P462^Kit^^Vale^^^^^20100511^F^^^^20200301^10^06^^^^^^^^^^^20200301^20200301' || E'\n'
	|| 'SENR^D^L462^9910001^6000011^^2019-2020^8000000462^^^^^^^^^^^^^^20200301^^^^^^^^^^^', 'UTF8'), 'calpads_enrollment');
SELECT entry_date FROM roster WHERE ssid = '8000000462' ORDER BY 1;

-- Transactions of one file, in its order; and the file once more, which says nothing new.
CREATE FUNCTION pg_temp.after(VARIADIC transactions text[], OUT loaded bigint, OUT unchanged bigint, OUT refused bigint, OUT again bigint, OUT enrolled text) LANGUAGE plpgsql AS $$
DECLARE
	file CONSTANT bytea := (SELECT convert_to(string_agg(format('SENR^%s^L469^9910001^6000011^^2019-2020^8000000469^P469^Kit^^Vale^^^^^20100511^F^^^^%s^10^0%s^^^^^^^^^^20200301^20200301',
		split_part(t, ' ', 1), split_part(t, ' ', 2), split_part(t, ' ', 3)), E'\n'), 'UTF8') FROM unnest(transactions) t);
BEGIN
	SELECT i.rows_loaded, i.rows_unchanged, i.rows_refused INTO loaded, unchanged, refused FROM import(file, 'calpads_enrollment') i;
	SELECT i.rows_loaded INTO again FROM import(file, 'calpads_enrollment') i;
	SELECT string_agg(format('%s in %s', entry_date, grade), ', ' ORDER BY entry_date) INTO enrolled FROM roster WHERE ssid = '8000000469';
END
$$;
SAVEPOINT nobody;
SELECT * FROM pg_temp.after('A 20190814 5', 'R 20190820 6');
SELECT * FROM pg_temp.after('A 20190814 5', 'R 20190820 6', 'D 20190820 6');
ROLLBACK TO nobody;
SELECT * FROM pg_temp.after('A 20190814 5', 'D 20190814 5');
SELECT * FROM pg_temp.after('A 20190814 5', 'D 20190814 5', 'A 20190814 6');
ROLLBACK TO nobody;
SELECT * FROM pg_temp.after('A 20190814 5');
UPDATE enrollments SET elas = 'EL' WHERE ssid = '8000000469';
-- What is stored moves, with what other files said of it, once; then it goes, under whichever key.
SELECT * FROM pg_temp.after('A 20190814 6', 'R 20190820 6', 'R 20190821 6');
SELECT elas FROM roster WHERE ssid = '8000000469';
SELECT * FROM pg_temp.after('A 20190821 6', 'R 20190820 6', 'D 20190820 6');
-- There and back again; each its own; an added one that comes again; rows that all replace are as many as there are.
SELECT * FROM pg_temp.after('A 20190814 5', 'R 20190820 6', 'R 20190814 7');
ROLLBACK TO nobody;
SELECT * FROM pg_temp.after('A 20190814 5', 'A 20200110 5', 'R 20190814 6', 'R 20200111 6');
ROLLBACK TO nobody;
SELECT * FROM pg_temp.after('A 20190814 5', 'R 20190820 6', 'A 20190814 5');
ROLLBACK TO nobody;
SELECT * FROM pg_temp.after('R 20190814 5', 'R 20200110 5', 'R 20190814 6');
-- More of them than memory holds: A and R of each student, R alone, D of what R brought.
ROLLBACK TO nobody;
SET LOCAL work_mem = '64kB';
CREATE TEMP TABLE many AS SELECT kind, convert_to(string_agg(format('SENR^%s^L^9910001^6000011^^2019-2020^%s^P^Kit^^Vale^^^^^20100511^F^^^^%s^10^05^^^^^^^^^^20200301^20200301',
	k, 8000800000 + n, CASE k WHEN 'A' THEN '20190814' ELSE '20190815' END), E'\n' ORDER BY place, n), 'UTF8') AS file
FROM generate_series(1, 2000) n, (VALUES ('A, R', 'A', 1), ('A, R', 'R', 2), ('R', 'R', 1), ('A, R, D', 'A', 1), ('A, R, D', 'R', 2), ('A, R, D', 'D', 3)) v (kind, k, place) GROUP BY kind;
SELECT kind, r.rows_loaded, r.rows_unchanged, r.rows_refused
FROM (SELECT * FROM many ORDER BY kind) m, import(m.file, 'calpads_enrollment') r;
SELECT entry_date, count(*) FROM enrollments WHERE ssid BETWEEN '8000800001' AND '8000802000' GROUP BY 1;
-- A row that the table refuses overrules nothing.
ROLLBACK TO nobody;
ALTER TABLE enrollments ADD CONSTRAINT not_in_october CHECK (entry_date <> '2019-10-01');
SELECT * FROM pg_temp.after('A 20190814 4', 'A 20190814 5', 'R 20191001 6');
ROLLBACK TO nobody;

-- Two LEAs say something of a student who moved: each for its own schools, and for others what nobody has said yet,
-- whichever file comes first.
INSERT INTO enrollments (school_year, ssid, school, entry_date, exit_date, exit_reason, grade) VALUES
	('2019-20', '8000000468', '99100016000011', '2019-08-14', '2019-10-31', 'T160', '5'),
	('2019-20', '8000000468', '99100026000021', '2019-11-01', NULL, NULL, '5');
CREATE TEMP TABLE said (lea text, sprg text, sela text);
INSERT INTO said VALUES
	('old', 'SPRG-R^^L468^9910001^6000011^2019-2020^8000000468^^A^B^20100511^F^144^1^20170901^20191031^^^^^290^9910001^^^^^20191101^20191101' || E'\n'
		|| 'SPRG-R^^L468^9910001^6000011^2019-2020^8000000468^^A^B^20100511^F^101^1^20170901^^^^^^^^^^^^20191101^20191101',
		'SELA-R^^L468^9910001^6000011^2019-2020^8000000468^A^B^20100511^F^P1^EL^20160815^01^20191101^20191101'),
	('new', 'SPRG-R^^L468^9910002^6000021^2019-2020^8000000468^^A^B^20100511^F^144^1^20191101^^^^^^320^9910002^^^^^20200301^20200301',
		'SELA-R^^L468^9910002^6000021^2019-2020^8000000468^A^B^20100511^F^P1^RFEP^20200110^01^20200301^20200301');
CREATE TEMP VIEW student AS SELECT school, special_education AS sped, section_504 AS "504", primary_disability AS disability, accountable_lea, elas
FROM enrollments WHERE ssid = '8000000468' ORDER BY entry_date;
SAVEPOINT neither;
SELECT lea, (import(convert_to(sprg, 'UTF8'))).rows_loaded AS sprg, (import(convert_to(sela, 'UTF8'))).rows_loaded AS sela FROM said ORDER BY lea DESC;
SELECT * FROM student;
SELECT lea, (import(convert_to(sprg, 'UTF8'))).rows_loaded AS sprg, (import(convert_to(sela, 'UTF8'))).rows_loaded AS sela FROM said ORDER BY lea DESC;
ROLLBACK TO neither;
SELECT lea, (import(convert_to(sprg, 'UTF8'))).rows_loaded AS sprg, (import(convert_to(sela, 'UTF8'))).rows_loaded AS sela FROM said ORDER BY lea;
SELECT * FROM student;
ROLLBACK TO neither;
-- Both in one file.
SELECT rows_loaded FROM import(convert_to((SELECT string_agg(sprg, E'\n' ORDER BY lea) FROM said), 'UTF8'));
SELECT rows_loaded FROM import(convert_to((SELECT string_agg(sela, E'\n' ORDER BY lea) FROM said), 'UTF8'));
SELECT * FROM student;
ROLLBACK;

-- The SSID extract has no record type: what stands in the cells tells it, with middle names and without.
BEGIN;
\set ssids `base64 -w0 "$PG_ABS_SRCDIR/data/import/calpads_ssids.txt"`
\set old_ssids `base64 -w0 "$PG_ABS_SRCDIR/data/import/calpads_ssids_2019.txt"`
\set senr `base64 -w0 "$PG_ABS_SRCDIR/data/import/calpads_senr.txt"`
SELECT layout, rows_loaded FROM import(convert_to(replace(convert_from(decode(:'senr', 'base64'), 'UTF8'), 'SENR^', 'SENR-R^'), 'UTF8'));
SAVEPOINT loaded;
SELECT layout, school_year, rows_read, rows_loaded, rows_refused FROM import(decode(:'old_ssids', 'base64'));
ROLLBACK TO loaded;
SELECT layout, school_year, rows_read, rows_loaded, rows_refused FROM import(decode(:'ssids', 'base64'));
SELECT line, rule, message FROM import_findings WHERE batch_id = (SELECT max(batch_id) FROM import_batches) ORDER BY line;
SELECT ssid, first_name, middle_name, e.elas, e.grade FROM students s LEFT JOIN enrollments e USING (ssid)
WHERE ssid IN ('8000000401', '8000000402', '8000000498') ORDER BY ssid;
SELECT rows_loaded, rows_unchanged FROM import(decode(:'ssids', 'base64'));
-- A header that somebody put on top is passed over; a bad first row is not.
SELECT layout, rows_read, rows_refused FROM import(convert_to(E'LEA^School^SSID\n' || convert_from(decode(:'ssids', 'base64'), 'UTF8'), 'UTF8'));
SELECT layout, rows_read, rows_refused FROM import(convert_to('9910001^11^8000000401^P401^A^B^C^F^20100511^20190814^04^EL' || E'\n' || convert_from(decode(:'ssids', 'base64'), 'UTF8'), 'UTF8'));
SELECT layout FROM import('9910001^6000011^A', 'calpads_ssids');
ROLLBACK;
