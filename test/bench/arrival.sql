-- A year's enrollments arrive, in export (not key) order, and the assignments with them. The first 220,000 students are of one
-- large LEA, as Los Angeles; others of 1,000 LEAs with nine schools each. grades: those that are enrolled, in turns.
\set QUIET on
\pset footer off
SET client_min_messages = warning;
SET synchronous_commit = off;
CREATE EXTENSION caaspp;
CALL caaspp.deploy();
CREATE SCHEMA bench;
SET search_path = pg_catalog, caaspp, bench;

CREATE UNLOGGED TABLE bench.file AS
SELECT '2019-20' AS school_year, 1000000000 + (n::bigint * 2654435761) % 8999999989 AS ssid,
	CASE WHEN n <= 220000 THEN '19647330' || lpad((n % greatest(least(:students, 220000) / 320, 1))::text, 6, '0')
		ELSE '20' || lpad((n % 1000)::text, 5, '0') || lpad((n / 1000 % 9 + 1)::text, 7, '0') END AS school, date '2019-08-15' + n % 5 AS entry_date,
	g.grades[1 + n % cardinality(g.grades)] AS grade, 10 AS enrollment_status,
	CASE WHEN n % 25 = 0 THEN date '2020-01-31' END AS exit_date, CASE WHEN n % 25 = 0 THEN 'T160' END AS exit_reason,
	n % 9 = 0 AS special_education, n % 50 = 0 AS section_504, CASE WHEN n % 9 = 0 THEN 'SLD' END AS primary_disability,
	CASE WHEN n % 5 = 0 THEN 'EL' ELSE 'EO' END AS elas
FROM generate_series(1, :students) n, string_to_array(:'grades', ' ') g(grades);
\set columns 'school_year, ssid, school, entry_date, grade, enrollment_status, exit_date, exit_reason, special_education, section_504, primary_disability, elas'
COPY bench.file TO :'file' WITH (FORMAT csv, HEADER);

CREATE TABLE bench.bare (school_year text, ssid bigint, school bigint, entry_date date, grade text, enrollment_status integer, exit_date date, exit_reason text,
	special_education boolean, section_504 boolean, primary_disability text, elas text, PRIMARY KEY (school_year, ssid, school, entry_date));
CREATE TABLE bench.rows (LIKE bench.bare INCLUDING ALL);
CREATE TABLE bench.tests (school_year text, ssid bigint, test text, school bigint, grade text, PRIMARY KEY (school_year, ssid, test));
CREATE FUNCTION bench.assign() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.grade IN ('3', '4', '5', '6', '7', '8', '11') THEN
		INSERT INTO bench.tests VALUES (NEW.school_year, NEW.ssid, 'ELA', NEW.school, NEW.grade), (NEW.school_year, NEW.ssid, 'MATH', NEW.school, NEW.grade);
	END IF;
	IF NEW.grade IN ('5', '8', '12') THEN
		INSERT INTO bench.tests VALUES (NEW.school_year, NEW.ssid, 'CAST', NEW.school, NEW.grade);
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER assign AFTER INSERT ON bench.rows FOR EACH ROW EXECUTE FUNCTION bench.assign();

SELECT clock_timestamp() AS t0 \gset
COPY bench.bare FROM :'file' WITH (FORMAT csv, HEADER);
SELECT clock_timestamp() AS t1 \gset
COPY bench.rows FROM :'file' WITH (FORMAT csv, HEADER);
SELECT clock_timestamp() AS t2 \gset
COPY caaspp.enrollments (:columns) FROM :'file' WITH (FORMAT csv, HEADER);
SELECT clock_timestamp() AS t3 \gset
TRUNCATE caaspp.enrollments, caaspp.assignments;
\connect
SET search_path = pg_catalog, caaspp, bench;
SET client_min_messages = warning;
SET synchronous_commit = off;
\t on
SELECT pg_backend_pid() \g :pid_file
\t off
SELECT clock_timestamp() AS t4 \gset
SELECT rows_loaded FROM caaspp.import_file(:'file') \gset
SELECT clock_timestamp() AS t5 \gset
\! sleep 0.2
SELECT 0 \g :pid_file
SELECT clock_timestamp() AS t5b \gset
SELECT caaspp.import_file(:'file') \g /dev/null
SELECT clock_timestamp() AS t6 \gset

CREATE TABLE bench.figures (n serial, what text, seconds numeric, bare numeric, row_trigger numeric);
INSERT INTO bench.figures (what, seconds, bare, row_trigger)
SELECT w, s, s / b, s / r
FROM (SELECT w, extract(epoch FROM s), extract(epoch FROM :'t1'::timestamptz - :'t0'), extract(epoch FROM :'t2'::timestamptz - :'t1')
	  FROM (VALUES ('COPY into a bare table with that primary key', :'t1'::timestamptz - :'t0'),
				   ('COPY with a row trigger that assigns', :'t2'::timestamptz - :'t1'),
				   ('COPY into caaspp.enrollments, assignments derived', :'t3'::timestamptz - :'t2'),
				   ('caaspp.import of the file, checked and assigned', :'t5'::timestamptz - :'t4'),
				   ('caaspp.import of the same file again', :'t6'::timestamptz - :'t5b')) v(w, s)) f(w, s, b, r);
SELECT what, round(seconds, 2) AS seconds, round(bare, 2) AS "of bare COPY", round(row_trigger, 2) AS "of the row trigger" FROM bench.figures ORDER BY n;
DROP TABLE bench.bare, bench.rows, bench.tests;
