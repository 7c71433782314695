-- Assignment audit: the rules beside the state's list.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-10';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch School', 'school');
INSERT INTO students (ssid, last_name, first_name) VALUES ('9860000001', 'Ash', 'Ada');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, exit_date, exit_reason, accountable_lea, alternate_assessment, special_education, primary_disability) VALUES
	('2019-20', '9860000001', '99000010000011', '2019-08-15', '5', NULL, NULL, NULL, NULL, NULL, NULL),
	('2019-20', '9860000002', '99000010000011', '2019-08-15', '4', NULL, NULL, NULL, NULL, NULL, NULL),
	('2019-20', '9860000003', '99000010000022', '2019-08-15', '4', NULL, NULL, NULL, true, true, 'ID'),
	('2019-20', '9860000005', '99000010000011', '2019-08-15', '4', '2020-01-31', 'T160', NULL, NULL, NULL, NULL),
	('2019-20', '9860000006', '99000020000033', '2019-08-15', '4', NULL, NULL, '9900001', NULL, NULL, NULL),
	('2019-20', '9860000007', '99000010000011', '2019-08-15', '2', NULL, NULL, NULL, NULL, NULL, NULL),
	('2018-19', '9860000001', '99000010000011', '2018-08-15', '4', NULL, NULL, NULL, NULL, NULL, NULL);
SELECT count(*) FROM assignment_mismatches;
INSERT INTO toms_assignments (school_year, ssid, assessment) VALUES
	('2019-20', '9860000001', 'ELA'), ('2019-20', '9860000001', 'MATH'),											-- CAST is missing
	('2019-20', '9860000002', 'ELA'), ('2019-20', '9860000002', 'MATH'), ('2019-20', '9860000002', 'CSA'),			-- CSA was not chosen
	('2019-20', '9860000003', 'ELA'), ('2019-20', '9860000003', 'CAA-MATH'),										-- alternate only in part
	('2019-20', '9860000004', 'ELA'),																				-- not enrolled here
	('2019-20', '9860000005', 'ELA'),																				-- has left
	('2019-20', '9860000006', 'ELA'), ('2019-20', '9860000006', 'MATH'), ('2019-20', '9860000006', 'CAST'),			-- a nonpublic school
	('2019-20', '9860000007', 'MATH');																				-- grade 2
SELECT * FROM assignment_mismatches ORDER BY ssid, assessment;
-- Typed by hand, it is expected.
INSERT INTO assignments (school_year, ssid, assessment, school, grade) VALUES ('2019-20', '9860000002', 'CSA', '99000010000022', '4'), ('2019-20', '9860000007', 'CAST', '99000010000022', '3');
SELECT ssid, school_cds, grade, assessment, problem FROM assignment_mismatches WHERE ssid IN ('9860000002', '9860000007') ORDER BY ssid, assessment;
-- Each with its likely cause and the reason: not registered there, not enrolled here, not yet listed.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, science_elected, spanish_elected) VALUES
	('2019-20', '9860000008', '99000010000011', '2019-08-15', '10', true, NULL), ('2019-20', '9860000009', '99000010000011', '2019-08-15', '9', NULL, true), ('2019-20', '9860000010', '99000010000011', '2019-08-15', '10', NULL, NULL);
INSERT INTO toms_assignments (school_year, ssid, assessment) VALUES ('2019-20', '9860000009', 'CAST'), ('2019-20', '9860000010', 'CAST');
SELECT ssid, grade, assessment, problem, cause, assigned, reason FROM explain_mismatches('2019-20');
SELECT count(*) FROM explain_mismatches() e FULL JOIN (SELECT * FROM assignment_mismatches WHERE school_year = '2019-20') m USING (ssid, assessment, problem) WHERE e.ssid IS NULL OR m.ssid IS NULL OR e.reason IS NULL OR e.citation IS NULL OR e.cause IS NULL;
SELECT count(*) FROM explain_mismatches('2018-19');
DELETE FROM assignments WHERE origin = 'manual';
-- The school that a student left is told nothing of what the next one assigns; of one who left for good, what the owner is told.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, exit_date, exit_reason) VALUES
	('2019-20', '9860000011', '99000010000011', '2019-08-15', '5', '2020-01-10', 'T160'), ('2019-20', '9860000011', '99000020000033', '2020-01-13', '5', NULL, NULL);
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, enrollment_status) VALUES
	('2019-20', '9860000012', '99000020000033', '2019-08-15', '5', 10), ('2019-20', '9860000012', '99000010000011', '2019-08-15', '5', 20);
INSERT INTO toms_assignments (school_year, ssid, assessment) SELECT '2019-20', s, a FROM unnest('{9860000011,9860000012}'::ssid[]) s, unnest('{ELA,MATH,CAST}'::assessment[]) a;
CREATE ROLE birch;
GRANT USAGE ON SCHEMA caaspp TO birch;
GRANT SELECT ON ALL TABLES IN SCHEMA caaspp TO birch;
INSERT INTO access_grants (role_name, scope, duty) VALUES ('birch', '99000010000011', 'site coordinator');
SELECT count(*) FROM assignment_mismatches WHERE ssid IN ('9860000011', '9860000012');
CREATE TABLE pg_temp.told AS SELECT ssid, assessment, problem FROM assignment_mismatches WHERE school_cds = '99000010000011' AND school_year = '2019-20';
GRANT SELECT ON pg_temp.told TO birch;
SET ROLE birch;
SELECT ssid, assessment, problem FROM assignment_mismatches WHERE school_year = '2019-20' EXCEPT SELECT * FROM pg_temp.told;
SELECT * FROM pg_temp.told EXCEPT SELECT ssid, assessment, problem FROM assignment_mismatches WHERE school_year = '2019-20';
SELECT assessment, assigned, reason FROM explain_assignment('9860000011', '2019-20') WHERE assessment IN ('ELA', 'CSA');
RESET ROLE;
-- Nor a school where the student is enrolled too, but which does not govern; of a grade without tests it is told all the same.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES
	('2019-20', '9860000013', '99000010000011', '2019-08-15', '5'), ('2019-20', '9860000013', '99000020000033', '2020-01-13', '5'), ('2019-20', '9860000014', '99000010000011', '2019-08-15', '1');
INSERT INTO toms_assignments (school_year, ssid, assessment) SELECT '2019-20', '9860000013', a FROM unnest('{ELA,MATH,CAST}'::assessment[]) a;
INSERT INTO toms_assignments (school_year, ssid, assessment) VALUES ('2019-20', '9860000014', 'ELA');
SET ROLE birch;
SELECT ssid, assessment, problem FROM assignment_mismatches WHERE school_year = '2019-20' AND ssid IN ('9860000013', '9860000014');
RESET ROLE;
-- A school that the year's list leaves out altogether is told what is missing; when there is no list any more, nothing.
DELETE FROM toms_assignments t USING enrollments e WHERE e.school_year = t.school_year AND e.ssid = t.ssid AND e.school = '99000010000011';
TABLE toms_years;
SELECT count(*) AS missing FROM assignment_mismatches WHERE school_cds = '99000010000011' AND school_year = '2019-20' \gset
SET ROLE birch;
SELECT count(*) > 0 AS told, count(*) = :missing AS "all", bool_and(problem = 'missing in TOMS') AS missing FROM assignment_mismatches WHERE school_year = '2019-20';
SELECT count(*) FROM toms_assignments;
RESET ROLE;
DELETE FROM toms_assignments;
SELECT count(*) FROM assignment_mismatches;
TABLE toms_years;
INSERT INTO toms_assignments (school_year, ssid, assessment) VALUES ('2019-20', '9860000011', 'ELA');
TRUNCATE toms_assignments;
TABLE toms_years;
GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA caaspp TO birch;
SET ROLE birch;
SELECT count(*) FROM assignment_mismatches;
-- A list may come before its enrollments; a year comes with a list only.
INSERT INTO toms_assignments (school_year, ssid, assessment) VALUES ('2020-21', '9860000099', 'ELA');
TABLE toms_years;
INSERT INTO toms_years VALUES ('2021-22');
-- Nor does it by a trigger of somebody to whom nothing is granted.
RESET ROLE;
CREATE ROLE regress_caaspp_nobody;
SET ROLE regress_caaspp_nobody;
CREATE TEMP TABLE bait (n integer);
CREATE FUNCTION pg_temp.take_bait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO caaspp.toms_years VALUES ('2021-22'); RETURN NULL; END $$;
CREATE TRIGGER take_bait AFTER INSERT ON bait FOR EACH ROW EXECUTE FUNCTION pg_temp.take_bait();
INSERT INTO bait VALUES (1);
ROLLBACK;
