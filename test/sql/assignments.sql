-- Assignments: every rule in every grade, the alternate assessment's three facts, locks, and rows typed by hand.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-02';

-- Every grade, four kinds of student, every year with rules.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education, primary_disability, alternate_assessment, science_elected, spanish_elected)
SELECT y.school_year, (9200000000 + 1000 * dense_rank() OVER (ORDER BY y.school_year) + 100 * k.kind + 10 + grade_order(g.code::grade))::text,
	'99000010000011', starts_on(y.school_year), g.code::grade, k.kind >= 3, CASE WHEN k.kind >= 3 THEN 'ID' END, k.kind >= 3, k.kind IN (2, 4), k.kind IN (2, 4)
FROM administrations y, codes('grade') g, generate_series(1, 4) AS k(kind);
CREATE VIEW pg_temp.given AS
	SELECT e.school_year, e.grade, (e.ssid::text::bigint / 100 % 10) AS kind, coalesce(string_agg(a.assessment::text, ' ' ORDER BY a.assessment), '') AS tests
	FROM enrollments e LEFT JOIN assignments a USING (school_year, ssid)
	GROUP BY e.school_year, e.ssid, e.grade;
SELECT grade, max(tests) FILTER (WHERE kind = 1) AS general, max(tests) FILTER (WHERE kind = 2) AS electing,
	max(tests) FILTER (WHERE kind = 3) AS alternate, max(tests) FILTER (WHERE kind = 4) AS alternate_electing
FROM pg_temp.given WHERE school_year = '2019-20' GROUP BY grade ORDER BY grade;
SELECT y.school_year, count(*) FILTER (WHERE g.tests <> t.tests) AS other_than_2019_20
FROM pg_temp.given g JOIN pg_temp.given t ON t.school_year = '2019-20' AND t.grade = g.grade AND t.kind = g.kind
	RIGHT JOIN administrations y ON y.school_year = g.school_year
GROUP BY 1 ORDER BY 1;
SELECT assessment, origin, rule_id, string_agg(DISTINCT grade::text, ' ' ORDER BY grade::text) AS grades, count(*)
FROM assignments WHERE school_year = '2019-20' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
SELECT count(*) FROM assignments WHERE rule_id IS NULL OR origin = 'manual';
SELECT count(*) FROM alerts;
DELETE FROM enrollments;
SELECT count(*) FROM assignments;

-- A year without rules: nothing, and no error.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2016-17', '9200000001', '99000010000011', '2016-08-15', '5');
SELECT count(*) FROM assignments;

-- The alternate assessment needs all three; with one missing, the general tests and a warning.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, alternate_assessment, special_education, primary_disability, section_504) VALUES
	('2019-20', '9200000010', '99000010000011', '2019-08-15', '5', true,  true,  'AUT', NULL),
	('2019-20', '9200000011', '99000010000011', '2019-08-15', '5', true,  NULL,  'AUT', NULL),
	('2019-20', '9200000012', '99000010000011', '2019-08-15', '5', true,  false, 'AUT', true),
	('2019-20', '9200000013', '99000010000011', '2019-08-15', '5', true,  true,  NULL,  NULL),
	('2019-20', '9200000014', '99000010000011', '2019-08-15', '5', true,  true,  ' ',   NULL),
	('2019-20', '9200000015', '99000010000011', '2019-08-15', '5', false, true,  'AUT', NULL),
	('2019-20', '9200000016', '99000010000011', '2019-08-15', '5', NULL,  true,  'AUT', NULL);
SELECT ssid, string_agg(assessment::text, ' ' ORDER BY assessment) AS tests,
	(SELECT string_agg(l.severity || ': ' || l.kind, ', ') FROM alerts l WHERE l.ssid = a.ssid AND l.resolved_at IS NULL) AS alert
FROM assignments a WHERE ssid BETWEEN '9200000010' AND '9200000019' GROUP BY ssid ORDER BY ssid;
UPDATE enrollments SET special_education = true, primary_disability = 'ID' WHERE ssid BETWEEN '9200000011' AND '9200000014';
SELECT ssid, string_agg(assessment::text, ' ' ORDER BY assessment) AS tests,
	(SELECT count(*) FROM alerts l WHERE l.ssid = a.ssid AND l.resolved_at IS NULL) AS open_alerts
FROM assignments a WHERE ssid BETWEEN '9200000010' AND '9200000014' GROUP BY ssid ORDER BY ssid;

-- Locked once a part was started: grade and assessment stay, the school follows, no second test of that subject.
CREATE VIEW pg_temp.twenty AS
	SELECT assessment, school, grade, origin, rule_id, left_on FROM assignments WHERE ssid = '9200000020' ORDER BY assessment;
CREATE VIEW pg_temp.twenty_alerts AS
	SELECT kind, subject, severity, resolved_at IS NOT NULL AS resolved FROM alerts WHERE ssid = '9200000020' ORDER BY kind, subject;
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education, primary_disability, alternate_assessment)
	VALUES ('2019-20', '9200000020', '99000010000011', '2019-08-15', '5', true, 'ID', true);
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9200000020', 'CAA-ELA', 'paused', '2020-02-03');
UPDATE enrollments SET grade = '6', school = '99000010000022' WHERE ssid = '9200000020';
SELECT * FROM pg_temp.twenty;
SELECT * FROM pg_temp.twenty_alerts;
UPDATE enrollments SET special_education = false WHERE ssid = '9200000020';
SELECT * FROM pg_temp.twenty;
SELECT * FROM pg_temp.twenty_alerts;
UPDATE enrollments SET exit_date = '2020-02-20', exit_reason = 'T160' WHERE ssid = '9200000020';
SELECT * FROM pg_temp.twenty;
-- The start is taken back: unlocked.
DELETE FROM attempts WHERE ssid = '9200000020';
SELECT * FROM pg_temp.twenty;
SELECT * FROM pg_temp.twenty_alerts;
-- The same by an update that blanks the start, and by another student's number.
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9200000020', 'ELA-PT', 'paused', '2020-02-03');
UPDATE enrollments SET grade = '7' WHERE ssid = '9200000020';
SELECT assessment, grade FROM pg_temp.twenty;
UPDATE attempts SET started_on = NULL, status = 'pending' WHERE ssid = '9200000020';
SELECT assessment, grade FROM pg_temp.twenty;
UPDATE attempts SET started_on = '2020-02-03', status = 'started' WHERE ssid = '9200000020';
UPDATE enrollments SET grade = '8' WHERE ssid = '9200000020';
SELECT assessment, grade FROM pg_temp.twenty;
UPDATE attempts SET ssid = '9200000021' WHERE ssid = '9200000020';
SELECT assessment, grade FROM pg_temp.twenty;
-- Rows typed by hand are never touched, and need no rule.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9200000030', '99000010000011', '2019-08-15', '7');
INSERT INTO assignments (school_year, ssid, assessment, school, grade, origin) VALUES
	('2019-20', '9200000030', 'CAST', '99000010000011', '7', 'manual'), ('2019-20', '9200000030', 'CSA', '99000010000011', '7', 'manual');
UPDATE enrollments SET grade = '9', school = '99000010000022', exit_date = '2020-01-31', exit_reason = 'T160' WHERE ssid = '9200000030';
SELECT rederive('2019-20');
SELECT assessment, school, grade, origin, rule_id, left_on FROM assignments WHERE ssid = '9200000030' ORDER BY assessment;
DELETE FROM enrollments WHERE ssid = '9200000030';
SELECT assessment, school, grade, origin, rule_id, left_on FROM assignments WHERE ssid = '9200000030' ORDER BY assessment;
-- Typed first, then derived for the same test: the typed row stands.
INSERT INTO assignments (school_year, ssid, assessment, school, grade, origin) VALUES ('2019-20', '9200000031', 'ELA', '99000010000011', '4', 'manual');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9200000031', '99000010000022', '2019-08-15', '3');
SELECT assessment, school, grade, origin, rule_id FROM assignments WHERE ssid = '9200000031' ORDER BY assessment;

-- By hand, too, the alternate assessment needs an IEP with a disability; a 504 plan is not enough.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education, primary_disability, section_504) VALUES
	('2019-20', '9200000040', '99000010000011', '2019-08-15', '7', NULL, NULL, true),
	('2019-20', '9200000041', '99000010000011', '2019-08-15', '7', true, NULL, NULL),
	('2019-20', '9200000042', '99000010000011', '2019-08-15', '7', true, 'ID', NULL);
INSERT INTO assignments (school_year, ssid, assessment, school, grade) VALUES ('2019-20', '9200000040', 'CAA-SCI', '99000010000011', '7');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO assignments (school_year, ssid, assessment, school, grade) VALUES ('2019-20', '9200000041', 'CAA-SCI', '99000010000011', '7');
INSERT INTO assignments (school_year, ssid, assessment, school, grade) VALUES ('2019-20', '9200000042', 'CAA-SCI', '99000010000011', '7');
SELECT ssid, assessment, origin, rule_id FROM assignments WHERE assessment = 'CAA-SCI' AND grade = '7' ORDER BY ssid;
-- Everything derived above is what rederive() gives; it writes no row that is right already.
CREATE TEMP TABLE before AS SELECT ctid AS place, a.* FROM assignments a;
SELECT rederive('2019-20');
SELECT count(*) FROM (SELECT * FROM before EXCEPT SELECT ctid, a.* FROM assignments a) d;

-- What is truncated is gone from a typed row, in a year without rules too.
INSERT INTO assignments (school_year, ssid, assessment, school, grade) VALUES ('2025-26', '9200000050', 'ELA', '99000010000011', '5');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, accountable_lea) VALUES ('2025-26', '9200000050', '99000010000011', '2025-08-15', '5', '9900002');
INSERT INTO exemptions (school_year, ssid, assessment, code) VALUES ('2025-26', '9200000050', 'ELA', 'PGE');
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2025-26', '99000010000011', '2026-03-01', '2026-05-01');
SELECT lea, exemption, window_ends_on FROM assignments WHERE ssid = '9200000050';
TRUNCATE enrollments, exemptions, testing_windows;
SELECT lea, exemption, window_ends_on FROM assignments WHERE ssid = '9200000050';
ROLLBACK;
