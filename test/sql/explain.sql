-- Explanations: every assessment, assigned or not, and why.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-10';
CREATE FUNCTION pg_temp.why(who text, year text DEFAULT '2019-20') RETURNS TABLE (assessment text, assigned boolean, origin text, rule_id text, reason text)
LANGUAGE sql AS $$ SELECT assessment, assigned, origin, rule_id, reason FROM caaspp.explain_assignment($1::caaspp.ssid, $2::caaspp.school_year) $$;
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, alternate_assessment, special_education, primary_disability, science_elected, spanish_elected, repeating_grade_12) VALUES
	('2019-20', '9870000001', '99000010000011', '2019-08-15', '5',  NULL, NULL, NULL, NULL, true, NULL),
	('2019-20', '9870000002', '99000010000011', '2019-08-15', '8',  true, true, 'ID', NULL, NULL, NULL),
	('2019-20', '9870000003', '99000010000011', '2019-08-15', '8',  true, NULL, 'ID', NULL, NULL, NULL),
	('2019-20', '9870000004', '99000010000011', '2019-08-15', '11', NULL, NULL, NULL, NULL, NULL, NULL),
	('2019-20', '9870000005', '99000010000011', '2019-08-15', '10', NULL, NULL, NULL, true, NULL, NULL),
	('2019-20', '9870000006', '99000010000011', '2019-08-15', '12', NULL, NULL, NULL, NULL, NULL, NULL),
	('2019-20', '9870000007', '99000010000011', '2019-08-15', '12', NULL, NULL, NULL, NULL, NULL, true),
	('2019-20', '9870000008', '99000010000011', '2019-08-15', '12', NULL, NULL, NULL, NULL, NULL, NULL),
	('2018-19', '9870000008', '99000010000011', '2018-08-15', '11', NULL, NULL, NULL, true, NULL, NULL),
	('2019-20', '9870000010', '99000010000011', '2019-08-15', '2',  NULL, NULL, NULL, NULL, NULL, NULL),
	('2019-20', '9870000011', '99000010000011', '2019-08-15', '4',  true, true, 'ID', NULL, NULL, NULL),
	('2016-17', '9870000012', '99000010000011', '2016-08-15', '4',  NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2018-19', '9870000008', 'CAST', 'completed', '2019-04-01'), ('2019-20', '9870000011', 'CAA-ELA', 'started', '2020-03-02');
SELECT * FROM pg_temp.why('9870000001');
SELECT * FROM pg_temp.why('9870000002');
SELECT * FROM pg_temp.why('9870000003') WHERE assessment <> 'CSA';
SELECT * FROM pg_temp.why('9870000004') WHERE assessment LIKE '%C%' AND assessment LIKE '%S%';
SELECT * FROM pg_temp.why('9870000005') WHERE assessment IN ('ELA', 'CAST', 'CAA-SCI');
SELECT '12 unmet' AS who, * FROM pg_temp.why('9870000006') WHERE assessment = 'CAST'
UNION ALL SELECT '12 repeating', * FROM pg_temp.why('9870000007') WHERE assessment = 'CAST'
UNION ALL SELECT '12 met', * FROM pg_temp.why('9870000008') WHERE assessment = 'CAST';
SELECT DISTINCT assigned, reason FROM pg_temp.why('9870000010');
-- Locked, and what is not assigned beside it.
UPDATE enrollments SET grade = '5', special_education = false WHERE ssid = '9870000011';
SELECT * FROM pg_temp.why('9870000011');
-- By hand.
INSERT INTO assignments (school_year, ssid, assessment, school, grade) VALUES ('2019-20', '9870000010', 'CAST', '99000010000011', '2');
SELECT assessment, assigned, origin, reason FROM pg_temp.why('9870000010') WHERE assessment = 'CAST';
-- Nobody, an enrollment that does not test, a year without rules: every assessment all the same.
SELECT count(*), bool_or(assigned), min(reason), max(reason) FROM pg_temp.why('9870000099');
UPDATE enrollments SET enrollment_status = 20 WHERE ssid = '9870000001';
SELECT count(*), bool_or(assigned), min(reason), max(reason) FROM pg_temp.why('9870000001');
SELECT count(*), bool_or(assigned), min(reason), max(reason) FROM pg_temp.why('9870000012', '2016-17');
-- The facts behind it, and always a citation.
SELECT jsonb_pretty(facts) FROM explain_assignment('9870000008', '2019-20') WHERE assessment = 'CAST';
SELECT count(*) FROM enrollments e, explain_assignment(e.ssid, e.school_year) x WHERE x.citation IS NULL OR x.reason IS NULL OR x.assigned IS NULL OR x.facts IS NULL;
-- assigned is what assignments says.
SELECT count(*) FROM enrollments e CROSS JOIN explain_assignment(e.ssid, e.school_year) x LEFT JOIN assignments a ON a.school_year = e.school_year AND a.ssid = e.ssid AND a.assessment::text = x.assessment
WHERE x.assigned IS DISTINCT FROM (a.ssid IS NOT NULL) OR a.origin IS DISTINCT FROM x.origin OR (a.origin <> 'manual' AND a.rule_id IS DISTINCT FROM x.rule_id);
-- In bulk: a school, an LEA for all its schools and those it is accountable for; each row as explain_assignment() has it.
INSERT INTO students (ssid, last_name, first_name) VALUES ('9870000002', 'Ash', 'Ada');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, accountable_lea) VALUES ('2019-20', '9870000020', '99000020000033', '2019-08-15', '3', '9900001'), ('2019-20', '9870000021', '99000010000022', '2019-08-15', '3', NULL);
SELECT ssid, student_name, grade, assessment, assigned, rule_id FROM explain_assignments('99000010000011', '2019-20') WHERE assessment = 'ELA';
SELECT count(*), count(DISTINCT ssid) FROM explain_assignments('9900001');
SELECT count(*), count(DISTINCT ssid) FROM explain_assignments('99000020000033', '2019-20');
SELECT count(*) FROM explain_assignments('9900009', '2019-20');
SELECT count(*) FROM explain_assignments(NULL, '2019-20');
SELECT count(*) FROM explain_assignments('9900001', '2019-20') b CROSS JOIN LATERAL explain_assignment(b.ssid::ssid, '2019-20') x
WHERE x.assessment = b.assessment AND (x.assigned, x.origin, x.rule_id, x.reason, x.citation, x.facts) IS DISTINCT FROM (b.assigned, b.origin, b.rule_id, b.reason, b.citation, b.facts);
ROLLBACK;
