-- The testing platform's completion rates beside ours.
SET search_path = public, caaspp;
SET datestyle = ISO;
SET caaspp.as_of = '2020-03-02';
SET client_min_messages = warning;
CALL deploy();
RESET client_min_messages;
BEGIN;
\set rates `base64 -w0 "$PG_ABS_SRCDIR/data/import/completion_rates.csv"`
DELETE FROM attempts; DELETE FROM assignments; DELETE FROM enrollments; DELETE FROM organizations;
INSERT INTO organizations (cds, name, kind) VALUES ('9910001', 'Vista del Mar', 'district'), ('99100016000011', 'North', 'school');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
	SELECT '2019-20', (8000000460 + n)::text::ssid, '99100016000011', '2019-08-14', '5' FROM generate_series(1, 2) n;
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '8000000463', '99100016000012', '2019-08-14', '12'), ('2019-20', '8000000464', '99100016000012', '2019-08-14', '5');
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '8000000461', 'ELA-CAT', 'submitted', '2020-02-03'), ('2019-20', '8000000464', 'ELA-CAT', 'paused', '2020-02-20');
SELECT rows_loaded FROM import(decode(:'rates', 'base64'));
SELECT right(school_cds, 2) AS school, school_name, grades, part, reported_total AS r_total, reported_started AS r_started, reported_completed AS r_completed, reported_rate,
	total, started, completed, completion_rate, total_difference AS d_total, started_difference AS d_started, completed_difference AS d_completed
FROM completion_comparison ORDER BY school_cds NULLS FIRST, part, grades;
SELECT DISTINCT school_year, lea_cds, lea_name, assessment, reported_on FROM completion_comparison ORDER BY assessment;
ROLLBACK;
