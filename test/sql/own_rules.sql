-- A district's own assignment rules: beside the shipped ones, before them by priority, in place of one by its name.
SET search_path = public, caaspp;
SET client_min_messages = notice;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-10';
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, alternate_assessment, special_education, primary_disability) VALUES
	('2019-20', '9820000001', '99000010000011', '2019-08-15', '4',  NULL, NULL, NULL),
	('2019-20', '9820000002', '99000010000011', '2019-08-15', '4',  true, true, 'ID'),
	('2019-20', '9820000003', '99000010000011', '2019-08-15', '12', NULL, NULL, NULL),
	('2020-21', '9820000001', '99000010000011', '2020-08-15', '5',  NULL, NULL, NULL);
CREATE VIEW pg_temp.given AS
	SELECT school_year, ssid, string_agg(format('%s (%s)', assessment, coalesce(rule_id, origin)), ', ' ORDER BY assessment) AS tests
	FROM assignments GROUP BY 1, 2 ORDER BY 1, 2;
SELECT * FROM pg_temp.given;

-- Beside: the Spanish assessment for the whole of grade 4, this year. Changed rules derive nothing until asked.
INSERT INTO assignment_rules (rule_id, first_year, last_year, assessment, grades, origin, science_unmet, priority, reason, citation)
	VALUES ('our-csa-four', '2019-20', '2019-20', 'CSA', '4', 'optional', false, 50, 'Grade 4: the district gives everybody the Spanish assessment.', 'Board policy 6162');
SELECT count(*) FROM assignments WHERE assessment = 'CSA';
SELECT rederive('2019-20');
SELECT * FROM pg_temp.given;
SELECT assigned, origin, rule_id, reason, citation FROM explain_assignment('9820000001', '2019-20') WHERE assessment = 'CSA';

-- Before: of two rules that give the same test the smaller priority decides, and its origin and reason are shown.
INSERT INTO assignment_rules (rule_id, first_year, last_year, assessment, grades, origin, alternate, science_unmet, priority, reason, citation)
	VALUES ('our-ela', '2019-20', '2019-20', 'ELA', '4', 'optional', false, false, 15, 'Ours.', 'ours');
SELECT rederive('2019-20') \g /dev/null
SELECT assessment, origin, rule_id FROM assignments WHERE school_year = '2019-20' AND ssid = '9820000001' AND assessment = 'ELA';
UPDATE assignment_rules SET priority = 25 WHERE rule_id = 'our-ela';
SELECT rederive('2019-20') \g /dev/null
SELECT assessment, origin, rule_id FROM assignments WHERE school_year = '2019-20' AND ssid = '9820000001' AND assessment = 'ELA';

-- In place of: the same name, from a later year. Here it no longer gives the test to anybody in 2019-20; other years stay.
INSERT INTO assignment_rules (rule_id, first_year, last_year, assessment, grades, origin, alternate, science_unmet, priority, reason, citation)
	VALUES ('cast-twelve', '2019-20', '2019-20', 'CAST', 'none', 'default', false, true, 20, 'Not given this year.', 'letter of the CDE');
SELECT rederive('2019-20') \g /dev/null
SELECT * FROM pg_temp.given WHERE ssid = '9820000003';
SELECT assigned, rule_id, reason FROM explain_assignment('9820000003', '2019-20') WHERE assessment = 'CAST';
-- The name stays and what it says changes: its rows change with it.
UPDATE assignment_rules SET grades = '12', origin = 'optional' WHERE rule_id = 'cast-twelve' AND NOT builtin;
SELECT rederive('2019-20') \g /dev/null
SELECT assessment, origin, rule_id FROM assignments WHERE ssid = '9820000003';
-- Taken back.
DELETE FROM assignment_rules WHERE NOT builtin;
SELECT rederive('2019-20') \g /dev/null
SELECT * FROM pg_temp.given;

-- Refused: a shipped rule's own row, an origin or election that does not exist, a span that ends before it begins.
UPDATE assignment_rules SET grades = '3-8' WHERE rule_id = 'ela';
\echo :LAST_ERROR_SQLSTATE
DELETE FROM assignment_rules WHERE rule_id = 'ela';
\echo :LAST_ERROR_SQLSTATE
\set VERBOSITY terse
INSERT INTO assignment_rules (rule_id, first_year, assessment, grades, origin, science_unmet, priority, reason, citation) VALUES ('ela', '2018-19', 'ELA', '3', 'default', false, 1, 'x', 'x');
INSERT INTO assignment_rules (rule_id, first_year, assessment, grades, origin, science_unmet, priority, reason, citation) VALUES ('x', '2019-20', 'ELA', '3', 'manual', false, 1, 'x', 'x');
INSERT INTO assignment_rules (rule_id, first_year, assessment, grades, origin, elected, science_unmet, priority, reason, citation) VALUES ('x', '2019-20', 'ELA', '3', 'optional', 'french', false, 1, 'x', 'x');
INSERT INTO assignment_rules (rule_id, first_year, last_year, assessment, grades, origin, science_unmet, priority, reason, citation) VALUES ('x', '2019-20', '2018-19', 'ELA', '3', 'optional', false, 1, 'x', 'x');
\set VERBOSITY default

-- A year without rules is said once a statement, of all its years; the rows are stored.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES
	('2016-17', '9820000011', '99000010000011', '2016-08-15', '5'), ('2015-16', '9820000011', '99000010000011', '2015-08-15', '4'), ('2018-19', '9820000011', '99000010000011', '2018-08-15', '7');
UPDATE enrollments SET grade = '6' WHERE school_year = '2016-17';
DELETE FROM enrollments WHERE school_year < '2018-19';
UPDATE enrollments SET grade = grade;
-- Until the district adds the year.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2025-26', '9820000012', '99000010000011', '2025-08-15', '5');
INSERT INTO administrations (school_year, window_starts_on, window_ends_on, caa_science_parts, newcomer_since, science_met_by, citation)
	VALUES ('2025-26', '2026-01-20', '2026-06-30', 3, '2025-04-15', 'started', 'ours');
INSERT INTO part_rules (part, first_year, position, days_active, day_one_inclusive, reopen_days, citation)
	SELECT part, '2025-26', position, days_active, day_one_inclusive, reopen_days, 'carried' FROM part_rules WHERE last_year = '2024-25' AND part <> 'CAA-SCI-4';
INSERT INTO assignment_rules (rule_id, first_year, assessment, grades, origin, alternate, elected, science_unmet, priority, reason, citation)
	SELECT rule_id, '2025-26', assessment, grades, origin, alternate, elected, science_unmet, priority, reason, 'carried' FROM assignment_rules WHERE last_year = '2024-25';
SELECT rederive('2025-26');
SELECT * FROM pg_temp.given WHERE school_year = '2025-26';
-- The number of science tasks that administrations states is the number of parts.
SELECT y.school_year, y.caa_science_parts, count_parts(p.parts) AS parts FROM administrations y LEFT JOIN year_assessments() p ON p.school_year = y.school_year AND p.assessment = 'CAA-SCI'
WHERE y.caa_science_parts IS DISTINCT FROM count_parts(p.parts);
ROLLBACK;
