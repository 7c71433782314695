-- Forecast: testing days, pace, bounds and verdict.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
SET jit = off;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
-- The statistic, beside test/t/061_forecast.pl, which works it out again.
SELECT c.*, round(b.expected::numeric, 3) AS expected, b.low, b.high
FROM (VALUES (100, 10, 10, 8.0, 20.0, 1300.0), (400, 40, 10, 5.0, 90.0, 4100.0), (12, 20, 5, 3.0, 1.0, 90.0), (49, 60, 9, 25.8, 600.0, 1400.0), (250, 3, 10, 6.5, 30.0, 2800.0),
		(90, 0, 10, 6.5, 30.0, 1200.0), (0, 9, 10, 6.5, 30.0, 1200.0))
		c(parts_left, days, pace_days, pace, variance, sum_left)
	CROSS JOIN LATERAL forecast_bounds(parts_left, days, pace_days, pace, variance, sum_left, 0.8416, 1) b;
SELECT * FROM forecast_bounds(NULL, 10, 10, 8, 20, 1300, 0.8416, 1);
SELECT * FROM forecast_bounds(100, 10, 1, 8, 20, 1300, 0.8416, 1);
SELECT * FROM forecast_bounds(100, 10, 10, 0, 20, 1300, 0.8416, 1);

-- Twenty students in a window of 24 February to 27 March; 2 March is off, and so are Mondays.
INSERT INTO non_school_days (scope, day, name) VALUES ('9900001', '2020-03-03', 'Election day');
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '9900001', '2020-02-24', '2020-03-27');
INSERT INTO testing_capacity (school_year, school, mondays) VALUES ('2019-20', '9900001', false);
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
SELECT '2019-20', (9700000000 + n)::text, '99000010000011', '2019-08-15', '4' FROM generate_series(1, 20) n;
CREATE TEMP VIEW said AS
	SELECT assessment, days_left, tests_left, parts, parts_left, to_goal, data_through, pace_days, pace, needed_per_day, days_needed, expected_done, low, high, verdict
	FROM completion_forecast ORDER BY assessment;
CREATE PROCEDURE pg_temp.submit(first integer, last integer, on_day date, what text) LANGUAGE sql AS $$
	INSERT INTO caaspp.attempts (school_year, ssid, part, status, started_on, completed_on)
	SELECT '2019-20', (9700000000 + n)::text, what, 'completed', on_day, on_day FROM generate_series(first, last) n $$;
SET LOCAL caaspp.as_of = '2020-02-25';
SELECT * FROM said;
-- Through 6 March: days 26, 27, 28 February, 4, 5, 6 March; what was submitted on Monday the 2nd counts on Wednesday.
CALL pg_temp.submit(1, 3, '2020-02-26', 'ELA-CAT');
CALL pg_temp.submit(4, 6, '2020-02-27', 'ELA-CAT');
CALL pg_temp.submit(7, 8, '2020-02-28', 'ELA-CAT');
CALL pg_temp.submit(9, 10, '2020-03-02', 'ELA-CAT');
CALL pg_temp.submit(11, 12, '2020-03-04', 'ELA-CAT');
SET LOCAL caaspp.as_of = '2020-03-05';
SELECT * FROM said WHERE assessment = 'ELA';
CALL pg_temp.submit(13, 16, '2020-03-05', 'ELA-CAT');
CALL pg_temp.submit(1, 3, '2020-03-06', 'ELA-PT');
SET LOCAL caaspp.as_of = '2020-03-09';
SELECT * FROM said WHERE assessment = 'ELA';
SELECT data_through, pace_days, parts_done, pace, round(variance::numeric, 3) AS variance, sum_left, days_left, days_ahead FROM paces() WHERE assessment = 'ELA';
-- Of today only a part is known; since the last report nothing, and those days are still ahead.
CALL pg_temp.submit(17, 17, '2020-03-11', 'ELA-CAT');
SET LOCAL caaspp.as_of = '2020-03-11';
SELECT data_through, pace_days, parts_done, days_left, days_ahead FROM paces() WHERE assessment = 'ELA';
SET LOCAL caaspp.as_of = '2020-03-13';
SELECT data_through, pace_days, parts_done, days_left, days_ahead FROM paces() WHERE assessment = 'ELA';
-- On track, too slow, no day left, over.
SET LOCAL caaspp.as_of = '2020-03-09';
CALL pg_temp.submit(4, 19, '2020-03-06', 'ELA-PT');
CALL pg_temp.submit(18, 19, '2020-03-06', 'ELA-CAT');
SELECT * FROM said WHERE assessment = 'ELA';
DELETE FROM attempts WHERE ssid > '9700000005';
SET LOCAL caaspp.as_of = '2020-03-24';
SELECT * FROM said WHERE assessment = 'ELA';
INSERT INTO forecast_rules (first_year, goal_percent, pace_days, least_days, least_parts, deviate, quickening, mondays, fridays, session_minutes, citation)
	VALUES ('2019-20', 95, 20, 5, 5, 0.8416, 0, true, true, 60, 'our own: fewer parts will do');
SELECT * FROM said WHERE assessment = 'ELA';
UPDATE non_school_days SET day = '2020-03-27';
SET LOCAL caaspp.as_of = '2020-03-27';
SELECT * FROM said WHERE assessment = 'ELA';
SET LOCAL caaspp.as_of = '2020-03-28';
SELECT * FROM said;
-- Seats: five, two sessions of 45 minutes: 450 minutes a day. ELA has 27 parts of 105 minutes left, MATH 40 of 75.
SET LOCAL caaspp.as_of = '2020-03-12';
CALL pg_temp.submit(6, 8, '2020-03-06', 'ELA-CAT');
UPDATE testing_capacity SET seats = 5, sessions = 2, session_minutes = 45;
SELECT * FROM school_capacity();
SELECT * FROM said;
-- A school's own row comes before its LEA's, column by column.
INSERT INTO testing_capacity (school_year, school, seats, fridays) VALUES ('2019-20', '99000010000011', 50, false);
SELECT * FROM school_capacity();
SELECT * FROM said;
-- Exempt tests are not counted.
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) SELECT '2019-20', ssid, 'MATH', 'PGE', '2020-03-01' FROM enrollments WHERE ssid > '9700000008';
SELECT assessment, tests_left, parts FROM said;
ROLLBACK;
