-- Attempts: the last day of each part in each year, and what the opportunities of a part add up to.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-02';

-- Day one counts: a part that is active for ten days and started on the 2nd can be used through the 11th.
INSERT INTO attempts (school_year, ssid, part, status, started_on)
SELECT y.school_year, '9400000001', p.code::test_part, 'started', ends_on(y.school_year) - 120
FROM administrations y, codes('test_part') p;
SELECT part, max(last_day - started_on + 1) FILTER (WHERE school_year = '2018-19') AS "2018-19", max(last_day - started_on + 1) FILTER (WHERE school_year = '2019-20') AS "2019-20",
	max(last_day - started_on + 1) FILTER (WHERE school_year = '2020-21') AS "2020-21", max(last_day - started_on + 1) FILTER (WHERE school_year = '2021-22') AS "2021-22",
	max(last_day - started_on + 1) FILTER (WHERE school_year = '2024-25') AS "2024-25"
FROM attempts GROUP BY part ORDER BY part;
DELETE FROM attempts;

-- Reopened: ten days from then, whatever it was before. Not started: none. Across a leap day, a year's end, both clock changes.
INSERT INTO attempts (school_year, ssid, part, opportunity, status, started_on, reopened_on) VALUES
	('2019-20', '9400000002', 'ELA-CAT',  1, 'started', '2020-03-02', NULL),
	('2019-20', '9400000002', 'ELA-PT',   1, 'started', '2020-03-02', NULL),
	('2019-20', '9400000002', 'MATH-CAT', 1, 'paused',  '2020-02-03', '2020-04-20'),
	('2019-20', '9400000002', 'MATH-PT',  1, 'paused',  '2020-02-03', '2020-04-20'),
	('2019-20', '9400000002', 'CAST',     1, 'pending', NULL,         NULL),
	('2019-20', '9400000003', 'ELA-PT',   1, 'started', '2020-02-20', NULL),
	('2019-20', '9400000003', 'MATH-PT',  1, 'started', '2020-02-29', NULL),
	('2019-20', '9400000003', 'ELA-CAT',  1, 'started', '2020-02-29', NULL),
	('2020-21', '9400000003', 'ELA-PT',   1, 'started', '2021-02-20', NULL),
	('2019-20', '9400000004', 'ELA-PT',   1, 'started', '2020-03-07', NULL),
	('2019-20', '9400000004', 'ELA-PT',   2, 'started', '2019-10-28', NULL),
	('2019-20', '9400000004', 'ELA-PT',   3, 'started', '2019-12-30', NULL),
	('2016-17', '9400000004', 'ELA-PT',   1, 'started', '2017-03-01', NULL);
SELECT school_year, ssid, part, opportunity, started_on, reopened_on, last_day FROM attempts ORDER BY 1, 2, 3, 4;

-- Always derived: what is typed there does not stay.
UPDATE attempts SET last_day = '2020-12-31' WHERE ssid = '9400000002';
INSERT INTO attempts (school_year, ssid, part, status, started_on, last_day) VALUES ('2019-20', '9400000005', 'ELA-PT', 'started', '2020-03-02', '2020-12-31');
COPY attempts (school_year, ssid, part, status, started_on, last_day) FROM stdin (FORMAT csv);
2019-20,9400000005,math_pt,Started,2020-03-03,2020-12-31
2019-20,9400000005,CAST,C,2020-03-03,
\.
SELECT ssid, part, opportunity, status, started_on, last_day FROM attempts WHERE ssid IN ('9400000002', '9400000005') ORDER BY 1, 2;
-- It follows the start, the reopening and the part.
UPDATE attempts SET started_on = '2020-03-04' WHERE ssid = '9400000005' AND part = 'ELA-PT';
UPDATE attempts SET part = 'MATH-CAT' WHERE ssid = '9400000005' AND part = 'MATH-PT';
UPDATE attempts SET reopened_on = '2020-05-01' WHERE ssid = '9400000005' AND part = 'CAST';
SELECT part, started_on, reopened_on, last_day FROM attempts WHERE ssid = '9400000005' ORDER BY part;
UPDATE attempts SET started_on = NULL, reopened_on = NULL WHERE ssid = '9400000005';
SELECT part, last_day FROM attempts WHERE ssid = '9400000005' ORDER BY part;
DELETE FROM attempts;
-- From a day that is none no days are counted.
\set VERBOSITY terse
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9400000006', 'ELA-PT', 'started', '-infinity');
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '99000010000011', '2020-02-03', 'infinity');
\set VERBOSITY default
-- Written with the row, not after it; by the rules as they are at that command, of each row's own year.
SAVEPOINT rules;
SELECT pg_stat_get_xact_tuples_updated('attempts'::regclass) AS updated \gset
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9400000005', 'ELA-PT', 'started', '2020-03-02'),
	('2024-25', '9400000005', 'ELA-PT', 'started', '2025-03-03'), ('2019-20', '9400000006', 'ELA-PT', 'started', '2020-02-28'), ('2019-20', '9400000007', 'ELA-PT', 'pending', NULL);
SELECT pg_stat_get_xact_tuples_updated('attempts'::regclass) - :updated AS updated;
INSERT INTO part_rules (part, first_year, last_year, position, days_active, day_one_inclusive, reopen_days, citation)
	SELECT part, '2019-20', '2019-20', position, 20, day_one_inclusive, 5, 'ours' FROM part_rules WHERE part = 'ELA-PT' AND first_year <= '2019-20' AND last_year >= '2019-20';
INSERT INTO attempts (school_year, ssid, part, status, started_on, reopened_on) VALUES ('2019-20', '9400000008', 'ELA-PT', 'started', '2020-03-02', NULL), ('2019-20', '9400000009', 'ELA-PT', 'started', '2020-03-02', '2020-05-01');
UPDATE attempts SET status = 'paused';
SELECT school_year, ssid, status, started_on, reopened_on, last_day FROM attempts ORDER BY 1, 2;
SELECT rederive('2019-20');
SELECT ssid, last_day FROM attempts WHERE school_year = '2019-20' ORDER BY 1;
ROLLBACK TO rules;
-- What a failed command read of rules that are gone with it is forgotten.
INSERT INTO part_rules (part, first_year, last_year, position, days_active, day_one_inclusive, reopen_days, citation)
	SELECT part, '2019-20', '2019-20', position, 20, day_one_inclusive, 5, 'ours' FROM part_rules WHERE part = 'ELA-PT' AND first_year <= '2019-20' AND last_year >= '2019-20';
\set VERBOSITY terse
INSERT INTO attempts (school_year, ssid, part, opportunity, status, started_on) VALUES ('2019-20', '9400000008', 'ELA-PT', 1, 'started', '2020-03-02'), ('2019-20', '9400000008', 'ELA-PT', 0, 'started', '2020-03-02');
\set VERBOSITY default
ROLLBACK TO rules;
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9400000008', 'ELA-PT', 'started', '2020-03-02') RETURNING last_day;
ROLLBACK TO rules;


-- Of a part's opportunities the highest counts; where it was taken does not matter.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
SELECT '2019-20', (9400000010 + n)::text, '99000010000011', '2019-08-15', '4' FROM generate_series(0, 12) n;
CREATE VIEW pg_temp.progress AS
	SELECT ssid, status, parts_done, parts_total, missing_parts FROM student_progress WHERE assessment = 'ELA' ORDER BY ssid;
INSERT INTO attempts (school_year, ssid, part, opportunity, status, started_on, tested_school) VALUES
	('2019-20', '9400000010', 'ELA-CAT', 1, 'completed',   '2020-02-24', '99000020000033'), ('2019-20', '9400000010', 'ELA-PT', 1, 'reported',  '2020-02-24', NULL),
	('2019-20', '9400000011', 'ELA-CAT', 1, 'completed',   '2020-02-24', NULL), ('2019-20', '9400000011', 'ELA-CAT', 2, 'started', '2020-02-26', NULL),
	('2019-20', '9400000012', 'ELA-CAT', 1, 'expired',     '2020-02-24', NULL), ('2019-20', '9400000012', 'ELA-CAT', 2, 'completed', '2020-02-26', NULL),
	('2019-20', '9400000013', 'ELA-CAT', 1, 'invalidated', '2020-02-24', NULL), ('2019-20', '9400000013', 'ELA-PT', 1, 'scored', '2020-02-26', NULL),
	('2019-20', '9400000014', 'ELA-CAT', 1, 'submitted',   '2020-02-24', NULL), ('2019-20', '9400000014', 'ELA-CAT', 2, 'pending', NULL, NULL),
	('2019-20', '9400000015', 'ELA-PT',  1, 'expired',     '2020-02-24', NULL),
	('2019-20', '9400000016', 'ELA-PT',  1, 'paused',      '2020-02-24', NULL),
	('2019-20', '9400000017', 'CAST',    1, 'completed',   '2020-02-24', NULL);
SELECT * FROM pg_temp.progress;

-- Every status has one stage: of a single attempt, what it makes of the part.
INSERT INTO attempts (school_year, ssid, part, status, started_on)
SELECT '2019-20', (9400000010 + n)::text, 'MATH-PT', c.code::attempt_status, '2020-03-01'
FROM (SELECT code, row_number() OVER (ORDER BY code::attempt_status) - 1 AS n FROM codes('attempt_status')) c;
SELECT t.status AS attempt, p.status, p.parts_done, p.missing_parts
FROM attempts t JOIN student_progress p ON p.ssid = t.ssid::text AND p.assessment = 'MATH'
WHERE t.part = 'MATH-PT' ORDER BY t.status;

-- Taken back, moved to another student and part, by one statement each.
DELETE FROM attempts WHERE part = 'MATH-PT' OR ssid >= '9400000012';
UPDATE attempts SET ssid = '9400000016' WHERE ssid = '9400000010';
UPDATE attempts SET status = 'completed' WHERE ssid = '9400000011' AND opportunity = 2;
SELECT * FROM pg_temp.progress WHERE ssid BETWEEN '9400000010' AND '9400000016';
UPDATE attempts SET part = 'ELA-PT', opportunity = 1 WHERE ssid = '9400000011' AND opportunity = 2;
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9400000012', 'ELA-CAT', 'started', '2020-03-01'), ('2019-20', '9400000011', 'ELA-CAT', 'started', '2020-03-01')
	ON CONFLICT (school_year, ssid, part, opportunity) DO UPDATE SET status = excluded.status;
SELECT * FROM pg_temp.progress WHERE ssid BETWEEN '9400000010' AND '9400000012';

-- Attempts that come before their enrollment count as soon as it is there.
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9400000030', 'ELA-CAT', 'completed', '2020-03-01'), ('2019-20', '9400000030', 'ELA-PT', 'completed', '2020-03-01');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9400000030', '99000010000011', '2019-08-15', '4');
SELECT * FROM pg_temp.progress WHERE ssid = '9400000030';
ROLLBACK;
