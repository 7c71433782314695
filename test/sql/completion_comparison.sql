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

-- Who explains the difference: nothing without a report, each reason once, and together the whole of it.
BEGIN;
DELETE FROM attempts; DELETE FROM assignments; DELETE FROM enrollments;
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) SELECT '2019-20', (8000000700 + n)::text::ssid, '99100016000011', '2019-08-14', '5' FROM generate_series(1, 12) n;
UPDATE enrollments SET entry_date = '2020-03-01' WHERE ssid = '8000000704';
UPDATE enrollments SET exit_date = '2020-03-01', exit_reason = 'T160' WHERE ssid = '8000000705';
UPDATE enrollments SET alternate_assessment = true, special_education = true, primary_disability = 'AUT' WHERE ssid = '8000000706';
INSERT INTO students (ssid, last_name, first_name) VALUES ('8000000703', 'Reed', 'Ro');
SELECT * FROM students_in_difference('2019-20', '99100016000011', 'ELA-CAT');
SELECT rows_loaded FROM import(E'Date,Test Name,School ID,School Name,Opportunity,Total Student,Total Student Started,Total Student Completed\n'
	'3/1/2020,Grade 5 Smarter Summative ELA CAT,99100016000011,North,1,10,6,2\n', school_year => '2019-20');
SELECT rows_loaded FROM import(E'SSID,Test Name,Opportunity,Status,Date Started,Date Completed
8000000701,ELA CAT,1,completed,2/20/2020,2/20/2020
8000000702,ELA CAT,1,paused,2/25/2020,
8000000703,ELA CAT,1,paused,2/25/2020,
8000000705,ELA CAT,1,paused,2/25/2020,
8000000707,ELA CAT,1,completed,2/20/2020,3/1/2020
8000000708,ELA CAT,1,started,3/2/2020,
8000000710,ELA CAT,1,completed,2/20/2020,2/21/2020
8000000710,ELA CAT,2,paused,2/28/2020,
8000000711,ELA CAT,1,invalidated,2/20/2020,2/21/2020
8000000712,ELA CAT,1,Not Started,,
', school_year => '2019-20');
INSERT INTO attempts (school_year, ssid, part, status, started_on, completed_on) VALUES ('2019-20', '8000000709', 'ELA-CAT', 'completed', '2020-02-20', '2020-02-21');
-- A school's own 7 digits could be an LEA's.
SELECT rows_loaded, rows_refused FROM import(E'Date,Test Name,District ID,School ID,Opportunity,Total Student,Total Student Started,Total Student Completed\n'
	'3/2/2020,Grade 5 Smarter Summative ELA CAT,9910001,6000011,1,10,6,2\n', school_year => '2019-20');
SELECT line, column_name, rule, message FROM import_findings WHERE batch_id = (SELECT max(batch_id) FROM import_batches);
-- Without a list of assigned tests, and with one.
SELECT counted, difference, reason, count(*) FROM students_in_difference('2019-20', '99100016000011', 'ELA-CAT') GROUP BY 1, 2, 3 ORDER BY 1, 3;
INSERT INTO toms_assignments (school_year, ssid, assessment) SELECT '2019-20', (8000000700 + n)::text::ssid, 'ELA' FROM generate_series(1, 12) n WHERE n <> 3;
SELECT * FROM students_in_difference('2019-20', '99100016000011', 'ELA-CAT');
SELECT v.total_difference, v.started_difference, v.completed_difference, d.*
FROM completion_comparison v, (SELECT coalesce(sum(difference) FILTER (WHERE counted = 'total'), 0) AS total, sum(difference) FILTER (WHERE counted = 'started') AS started,
	sum(difference) FILTER (WHERE counted = 'completed') AS completed FROM students_in_difference('2019-20', '99100016000011', 'ELA-CAT')) d
WHERE v.school_cds = '99100016000011' AND v.part = 'ELA-CAT';
-- Another school, another part, the LEA without a report of its own: nothing.
SELECT (SELECT count(*) FROM students_in_difference('2019-20', '99100016000012', 'ELA-CAT')) AS school,
	(SELECT count(*) FROM students_in_difference('2019-20', '99100016000011', 'ELA-PT')) AS part, (SELECT count(*) FROM students_in_difference('2019-20', '9910001', 'ELA-CAT')) AS lea;
ROLLBACK;
