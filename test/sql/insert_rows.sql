-- Many new rows are written as COPY writes them: same rows, same checks, same triggers.
SET search_path = public, caaspp;
SET client_min_messages = warning;
CALL caaspp.deploy();
CREATE EXTENSION amcheck;

-- 12,000 students in export order; every tenth has moved, and the school's row without exit counts.
CREATE FUNCTION file(year text, n integer) RETURNS bytea LANGUAGE sql AS $$
	SELECT convert_to(E'school_year,ssid,school,entry_date,grade,exit_date\n' || string_agg(format(E'%s,%s,%s,%s,%s,%s\n',
		year, 1000000000 + (i::bigint * 2654435761) % 8999999989, '19647330' || lpad((i % 40)::text, 6, '0'),
		CASE WHEN moved THEN '2019-08-15' ELSE '2019-08-16' END, 3 + i % 10, CASE WHEN moved THEN '2019-10-01' END), ''), 'UTF8')
	FROM generate_series(1, n) i, (VALUES (false), (true)) m(moved)
	WHERE NOT moved OR i % 10 = 0
$$;
CREATE FUNCTION by_grade(year school_year) RETURNS TABLE (grade text, ela bigint, cast_ bigint) LANGUAGE sql AS $$
	SELECT a.grade::text, count(*) FILTER (WHERE a.assessment = 'ELA'), count(*) FILTER (WHERE a.assessment = 'CAST')
	FROM caaspp.assignments a WHERE a.school_year = by_grade.year GROUP BY a.grade ORDER BY a.grade
$$;
CREATE FUNCTION indexes_hold() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	PERFORM bt_index_check(i.indexrelid, true) FROM pg_index i WHERE i.indrelid IN ('caaspp.enrollments'::regclass, 'caaspp.assignments'::regclass);
	RETURN true;
END
$$;
-- Built from a sort, an index has another file than before.
ALTER TABLE caaspp.enrollments SET (autovacuum_enabled = off);		-- which might hold its lock
ALTER TABLE caaspp.assignments SET (autovacuum_enabled = off);
CREATE TEMP TABLE empty AS
SELECT i.indexrelid::regclass AS index, pg_relation_filenode(i.indexrelid) AS file
FROM pg_index i WHERE i.indrelid IN ('caaspp.enrollments'::regclass, 'caaspp.assignments'::regclass);
CREATE FUNCTION filled_one_by_one() RETURNS SETOF regclass LANGUAGE sql AS $$
	SELECT e.index FROM empty e WHERE pg_relation_filenode(e.index) = e.file ORDER BY e.index::text COLLATE "C"
$$;

BEGIN;
INSERT INTO caaspp.enrollments (school_year, ssid, school, entry_date, grade)
SELECT '2018-19', (3000000000 + n)::text::ssid, '19647330000001', '2018-08-15', '5' FROM generate_series(1, 22000) n;
SELECT filled_one_by_one();		-- the server's own statement fills those of its table; a partial index takes its few rows as they come
ROLLBACK;
VACUUM caaspp.enrollments, caaspp.assignments;		-- of which pages are left
BEGIN;
CREATE INDEX own ON caaspp.assignments (school) WHERE grade = '5';
SET LOCAL work_mem = '5MB';
SELECT rows_loaded FROM caaspp.import(file('2018-19', 20000));
SELECT filled_one_by_one();
SELECT indexes_hold();
SHOW work_mem;		-- what sorts had more of
SHOW max_parallel_maintenance_workers;
ROLLBACK;
VACUUM caaspp.enrollments, caaspp.assignments;

SELECT rows_read, rows_loaded, rows_refused FROM caaspp.import(file('2018-19', 12000));
SELECT * FROM by_grade('2018-19');
SELECT indexes_hold();
SELECT count(*), count(DISTINCT batch_id), min(enrollment_status) FROM caaspp.enrollments;

-- What the bulk wrote is what the rules say, row by row.
SELECT count(*) FROM caaspp.assignments a
	FULL JOIN caaspp.due_assignments('2018-19', NULL) e ON e.ssid = a.ssid AND e.assessment = a.assessment
WHERE (a.ssid, a.school, a.grade, a.origin, a.rule_id, a.left_on, a.lea, a.window_ends_on, a.newcomer, a.parts)::text
	IS DISTINCT FROM (e.ssid, e.school, e.grade, e.origin, e.rule_id, e.left_on, e.lea, e.window_ends_on, e.newcomer, e.parts)::text;
SELECT rows_loaded, rows_unchanged FROM caaspp.import(file('2018-19', 12000));

-- Another year beside it; whoever was in grade 12 before repeats it. Then one by the table itself.
SELECT rows_loaded FROM caaspp.import(file('2019-20', 11000));
SELECT sum(ela) AS ela, sum(cast_) AS "cast" FROM by_grade('2019-20');
INSERT INTO caaspp.enrollments (school_year, ssid, school, entry_date, grade)
SELECT '2023-24', (3000000000 + n)::text::ssid, '19647330000001', '2023-08-15', '5' FROM generate_series(1, 20000) n;
SELECT * FROM by_grade('2023-24');
SELECT indexes_hold();

-- A district's own row trigger sees every row, and a statement that fails leaves nothing.
CREATE TABLE seen (n integer);
CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES (1); RETURN NULL; END $$;
CREATE TRIGGER see AFTER INSERT ON caaspp.enrollments FOR EACH ROW EXECUTE FUNCTION see();
SELECT rows_loaded FROM caaspp.import(file('2020-21', 10500));
SELECT count(*) FROM seen;
DROP TRIGGER see ON caaspp.enrollments;
BEGIN;
SELECT rows_loaded FROM caaspp.import(file('2021-22', 10500));
ROLLBACK;
SELECT count(*) FROM caaspp.enrollments WHERE school_year = '2021-22';
SELECT indexes_hold();

-- A constraint of the district's own refuses its row, not the file.
ALTER TABLE caaspp.enrollments ADD CONSTRAINT not_this_one CHECK (ssid <> '7391553839' OR school_year <> '2021-22');
SELECT batch_id, rows_read, rows_loaded, rows_refused FROM caaspp.import(file('2021-22', 10500)) \gset
SELECT :rows_read AS rows_read, :rows_loaded AS rows_loaded, :rows_refused AS rows_refused;
SELECT line, rule, severity FROM caaspp.import_findings WHERE batch_id = :batch_id AND severity = 'error';
SELECT count(*) FROM caaspp.enrollments WHERE school_year = '2021-22';
SELECT indexes_hold();

-- A query that workers could share writes all the same, in a transaction that has written nothing yet and where a check has a block of its own.
CREATE FUNCTION is_number(s ssid) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN BEGIN RETURN s::text::bigint > 0; EXCEPTION WHEN data_exception THEN RETURN false; END; END $$;
ALTER TABLE caaspp.assignments ADD CHECK (is_number(ssid)) NOT VALID;
DELETE FROM caaspp.assignments WHERE school_year = '2019-20';
VACUUM ANALYZE caaspp.assignments;
VACUUM ANALYZE caaspp.enrollments;
BEGIN;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SELECT rederive('2019-20');
COMMIT;
SELECT sum(ela) AS ela, sum(cast_) AS "cast" FROM by_grade('2019-20');
ALTER TABLE caaspp.assignments DROP CONSTRAINT assignments_ssid_check;
SELECT indexes_hold();

-- A role under row-level security goes the usual way.
CREATE ROLE bulk_clerk;
GRANT USAGE ON SCHEMA caaspp TO bulk_clerk;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA caaspp TO bulk_clerk;
INSERT INTO caaspp.access_grants (role_name, scope, duty) VALUES ('bulk_clerk', '19647330000000', 'coordinator');
GRANT EXECUTE ON FUNCTION file(text, integer) TO bulk_clerk;
SET ROLE bulk_clerk;
SELECT rows_loaded FROM caaspp.import(file('2022-23', 10000));
RESET ROLE;
SELECT sum(ela) AS ela FROM by_grade('2022-23');

-- insert_rows() itself: the columns go by name, a wrong one is an error.
SELECT caaspp.insert_rows('caaspp.students'::regclass, 'SELECT ''X'' || n AS last_name, (2000000000 + n)::text::caaspp.ssid AS ssid FROM generate_series(1, 10000) n', 10000);
SELECT count(*), min(last_name), count(recorded_at) FROM caaspp.students;
SELECT caaspp.insert_rows('caaspp.students'::regclass, 'SELECT ''2000000000''::caaspp.ssid AS ssid, 1 AS last_name', 10000);
SELECT caaspp.insert_rows('caaspp.students'::regclass, 'SELECT ''2000000000''::caaspp.ssid AS ssid', 1);

-- Neither a system column nor a longer text slips in, a deferred constraint is checked at the end, a transaction that
-- reads only stays so, and a row trigger before insert sees the rows before.
CREATE TABLE caaspp.places (n integer UNIQUE DEFERRABLE INITIALLY DEFERRED, name varchar(3));
INSERT INTO caaspp.places SELECT i FROM generate_series(1000, 30000) i;
ANALYZE caaspp.places;
SELECT caaspp.insert_rows(0, 'SELECT 1 AS n', 0);
SELECT caaspp.insert_rows('caaspp.places'::regclass, 'SELECT ctid FROM caaspp.places', 10000);
SELECT caaspp.insert_rows('caaspp.places'::regclass, 'SELECT ''lengthy''::varchar AS name', 10000);
SELECT caaspp.insert_rows('caaspp.places'::regclass, 'SELECT 1 AS n, ''abc''::varchar(3) AS name', 10000);
SELECT caaspp.insert_rows('caaspp.places'::regclass, 'SELECT 2 AS n UNION ALL SELECT 2', 10000);
BEGIN READ ONLY;
SELECT caaspp.insert_rows('caaspp.places'::regclass, 'SELECT 3 AS n', 10000);
ROLLBACK;
CREATE FUNCTION number() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.n := (SELECT max(p.n) FROM caaspp.places p) + 1; RETURN NEW; END $$;
CREATE TRIGGER number BEFORE INSERT ON caaspp.places FOR EACH ROW EXECUTE FUNCTION number();
SELECT caaspp.insert_rows('caaspp.places'::regclass, 'SELECT NULL::integer AS n FROM generate_series(1, 2)', 10000);
SELECT n, name FROM caaspp.places WHERE n NOT BETWEEN 1000 AND 30000 ORDER BY n;
DROP TABLE caaspp.places;
DROP FUNCTION number();

-- Who may insert and no more locks nothing more than an INSERT does; who may also delete keeps others from writing, and the owner alone builds indexes.
CREATE TABLE caaspp.places (n integer PRIMARY KEY);
GRANT INSERT ON caaspp.places TO bulk_clerk;
CREATE FUNCTION locks() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT l.relation::regclass || ' ' || l.mode FROM pg_locks l WHERE l.pid = pg_backend_pid() AND l.relation IN ('caaspp.places'::regclass, 'caaspp.places_pkey'::regclass) ORDER BY 1
$$;
BEGIN;
SET LOCAL ROLE bulk_clerk;
SELECT caaspp.insert_rows('caaspp.places'::regclass, 'SELECT 1 AS n', 100000);
SELECT * FROM locks();
ROLLBACK;
GRANT DELETE ON caaspp.places TO bulk_clerk;
BEGIN;
SET LOCAL ROLE bulk_clerk;
SELECT caaspp.insert_rows('caaspp.places'::regclass, 'SELECT 1 AS n', 100000);
SELECT * FROM locks();
ROLLBACK;
BEGIN;
SELECT caaspp.insert_rows('caaspp.places'::regclass, 'SELECT 1 AS n', 100000);
SELECT * FROM locks();
ROLLBACK;
DROP TABLE caaspp.places;
DROP FUNCTION locks();

-- A student who is changed again and again is locked once, and nobody else is shut out.
BEGIN;
DO $$
BEGIN
	FOR n IN 1..1100 LOOP
		PERFORM caaspp.lock_students(ARRAY['9720000001'::caaspp.ssid]);
	END LOOP;
END
$$;
SELECT mode, count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory' GROUP BY 1 ORDER BY 1;
ROLLBACK;

-- An index that is not whole stays so; a constraint that can wait does.
TRUNCATE caaspp.enrollments, caaspp.students, caaspp.assignments;
INSERT INTO caaspp.enrollments (school_year, ssid, school, entry_date, grade, exit_date) VALUES
	('2016-17', '9000000001', '19647330000001', '2016-08-15', '3', '2017-01-31'), ('2016-17', '9000000001', '19647330000001', '2016-09-15', '3', '2017-01-31');
CREATE UNIQUE INDEX CONCURRENTLY own ON caaspp.enrollments (ssid);
DELETE FROM caaspp.enrollments WHERE entry_date = '2016-09-15';
ALTER TABLE caaspp.enrollments ADD CONSTRAINT once UNIQUE (ssid, school_year, exit_date) DEFERRABLE INITIALLY DEFERRED;
BEGIN;
INSERT INTO caaspp.enrollments (school_year, ssid, school, entry_date, grade, exit_date) VALUES ('2016-17', '9000000001', '19647330000001', '2016-09-15', '3', '2017-01-31');
SELECT rows_loaded FROM caaspp.import(file('2018-19', 12000));
DELETE FROM caaspp.enrollments WHERE entry_date = '2016-09-15';
COMMIT;
SELECT indisvalid FROM pg_index WHERE indexrelid = 'caaspp.own'::regclass;
DROP INDEX caaspp.own;
SELECT indexes_hold();
ALTER TABLE caaspp.enrollments DROP CONSTRAINT once;

TRUNCATE caaspp.enrollments, caaspp.assignments, caaspp.students, caaspp.import_batches, caaspp.import_findings;
ALTER TABLE caaspp.enrollments DROP CONSTRAINT not_this_one;
DROP TABLE seen;
DROP FUNCTION see(), file(text, integer), by_grade(school_year), indexes_hold();
DROP EXTENSION amcheck;
DELETE FROM caaspp.access_grants WHERE role_name = 'bulk_clerk';
DROP OWNED BY bulk_clerk;
DROP ROLE bulk_clerk;
