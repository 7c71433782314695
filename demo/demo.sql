-- The answers that a district's data team asks for, on the sample district as of 9 March 2020. Run by demo/run.
\set QUIET on
\pset footer off
\ir load.sql
-- The sample is of 2020. Without this setting caaspp.today() is today in Pacific time.
ALTER DATABASE :"DBNAME" SET caaspp.as_of = '2020-03-09';
ALTER DATABASE :"DBNAME" SET search_path = public, caaspp;
\connect -

SELECT format(E'\n%s files, %s rows read, %s refused. The refused ones, as findings:', count(*), sum(rows_read), sum(rows_refused)) AS loaded
FROM caaspp.import_batches \gset
\echo :loaded
SELECT b.file_name, f.line, f.column_name, f.message
FROM caaspp.import_findings f JOIN caaspp.import_batches b USING (batch_id)
ORDER BY b.batch_id, f.line, f.column_number;

\echo Completion rates today, in percent
SELECT coalesce(school_name, school_cds) || ', grade ' || grade AS "school and grade", assessment, completion_rate
FROM caaspp.completion_rates
WHERE school_year = '2019-20' AND assessment IN ('ELA', 'MATH', 'CAST')
ORDER BY school_cds, grade_order, assessment DESC
\crosstabview

\echo Tests that expire in the next three days
SELECT school_name, grade, ssid, student_name, part, last_day, days_left, urgency
FROM caaspp.expiring_tests
WHERE days_left <= 3
ORDER BY days_left, school_name, student_name;

\echo Supports on which the systems and TOMS do not agree: of each problem, how many and one example
SELECT problem, students, ssid, grade, population, code, identified_by
FROM (SELECT m.*, count(*) OVER p AS students, row_number() OVER (p ORDER BY ssid) AS example
	  FROM caaspp.support_mismatches m WINDOW p AS (PARTITION BY problem)) m
WHERE example = 1
ORDER BY problem;

\echo Why does student 9900000041, in grade 12, not take the CAST?
\x on
SELECT assigned, reason, citation FROM caaspp.explain_assignment('9900000041', '2019-20') WHERE assessment = 'CAST';
\x off
