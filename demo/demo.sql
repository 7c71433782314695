-- What a district's data team asks for, on the sample district as of 9 March 2020. Run by demo/run.
\set QUIET on
\pset footer off
\ir load.sql
ALTER DATABASE :"DBNAME" SET search_path = public, caaspp;
ALTER DATABASE :"DBNAME" SET caaspp.as_of = '2020-03-09';		-- otherwise today
\connect -

SELECT count(*) AS files, sum(rows_read) AS rows_read, sum(rows_refused) AS refused FROM caaspp.import_batches \gset
\echo
\echo == Loaded :files files, :rows_read rows, of which :refused were refused. The findings
SELECT b.file_name, f.line, f.column_name, f.severity, split_part(f.message, ';', 1) AS message
FROM caaspp.import_findings f JOIN caaspp.import_batches b USING (batch_id)
ORDER BY b.batch_id, f.line, f.column_number;

\echo == Completion rates on 9 March 2020, in percent
SELECT coalesce(school_name, school_cds) || ', grade ' || grade AS "school and grade", assessment, completion_rate
FROM caaspp.completion_rates
WHERE school_year = '2019-20' AND assessment IN ('ELA', 'MATH', 'CAST')
ORDER BY school_cds, grade_order, assessment
\crosstabview

\echo == Tests that expire within three days
SELECT school_name, grade, ssid, student_name, part, last_day, days_left, urgency
FROM caaspp.expiring_tests
WHERE days_left <= 3
ORDER BY days_left, school_name, student_name;

\echo == Supports on which the district and TOMS do not agree: of each problem, how many and one of them
SELECT problem, settings, ssid, grade, population, code, identified_by
FROM (SELECT m.*, count(*) OVER problem AS settings, row_number() OVER (problem ORDER BY ssid) AS example
	  FROM caaspp.support_mismatches m WINDOW problem AS (PARTITION BY problem)) m
WHERE example = 1
ORDER BY problem;

\echo == Who lost special education or a Section 504 plan, and what went with it
SELECT ssid, grade, noticed_on, lost, concat_ws(', ', accommodations, assessments) AS went, corrected, losses - restored AS open
FROM caaspp.status_change_report
ORDER BY ssid;

\echo == New students whom TOMS should show by now
SELECT school_name, grade, ssid, entered_on, toms_by, missing_parts FROM caaspp.new_students WHERE late;

SELECT reason, citation FROM caaspp.explain_assignment('9900000041', '2019-20') WHERE assessment = 'CAST' \gset
\echo == Why does student 9900000041, in grade 12, not take the CAST?
\echo :reason
\echo Rule: :citation

\echo
\echo == What next
\echo 'demo/run --psql opens psql on this district: try \\dv caaspp.* and TABLE caaspp.participation_rates;'
\echo Every query above is in demo/demo.sql. Who shows what is in test/data/README.md, your own files in docs/files.md.
