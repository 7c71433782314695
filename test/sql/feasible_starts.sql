-- Latest starts, and last days over leap days, changes of the clock and window ends.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
BEGIN;
CALL deploy();

-- So many school days are left: against counting day by day, over a leap day, a week off and a state holiday.
INSERT INTO non_school_days (scope, day) SELECT '99000010000000', d FROM generate_series(timestamp '2020-04-06', '2020-04-10', '1 day') d;
INSERT INTO non_school_days (scope, day) VALUES ('00000000000000', '2020-05-25');
SELECT lea, count(*) AS days, count(*) FILTER (WHERE latest_start(d, n, lea) IS DISTINCT FROM
	(SELECT max(e) FROM (SELECT e::date AS e, count(*) FILTER (WHERE school) OVER (ORDER BY e DESC) AS days, school
		FROM (SELECT e, extract(isodow FROM e) < 6 AND e <> '2020-05-25' AND NOT (lea = '99000010000000' AND e BETWEEN '2020-04-06' AND '2020-04-10') AS school
			  FROM generate_series(d - 50, d, interval '1 day') e) x) y WHERE days = n + 1 AND school)) AS wrong
FROM generate_series(0, 8) n, (SELECT generate_series(timestamp '2020-02-25', '2020-06-03', '1 day')::date) t(d), unnest(ARRAY['99000010000000', '99000020000000']::cds_code[]) lea
GROUP BY lea ORDER BY lea;
SELECT d::date, to_char(d, 'Dy') AS day, latest_start(d::date, 0, NULL) AS "0", latest_start(d::date, 1, NULL) AS "1", latest_start(d::date, 5, NULL) AS "5" FROM generate_series(timestamp '2020-05-21', '2020-05-27', '1 day') d;
SELECT latest_start(NULL, 1, NULL), latest_start('2020-05-29', NULL, NULL);

-- Day one counts, everywhere: of each year's parts, started on each day from January to June, each start's own last day is the
-- number of days less one later, by counting days one by one, over 29 February and both clock changes.
SELECT count(*) AS starts, count(*) FILTER (WHERE last_day(s::date, NULL, p.days_active, p.day_one_inclusive, p.reopen_days)
	<> (SELECT max(x.d) FROM (SELECT e::date AS d FROM generate_series(s, s + interval '60 days', interval '1 day') e LIMIT p.days_active) x)) AS wrong
FROM administrations y JOIN year_parts() p ON p.school_year = y.school_year
	CROSS JOIN LATERAL generate_series(y.window_starts_on::timestamp, least(y.window_ends_on, y.window_starts_on + 160)::timestamp, '1 day') s
WHERE p.part IN ('ELA-CAT', 'ELA-PT');
-- At midnight of the changing days the Pacific day is right to the second, so that today and days_left are.
SELECT at, pacific_date(at::timestamptz) FROM unnest(ARRAY['2020-03-08 07:59:59+00', '2020-03-08 08:00:00+00', '2020-03-09 06:59:59+00', '2020-03-09 07:00:00+00',
	'2019-11-03 06:59:59+00', '2019-11-03 07:00:00+00', '2019-11-04 07:59:59+00', '2019-11-04 08:00:00+00', '2020-02-29 07:59:59+00', '2020-02-29 08:00:00+00', '2020-03-01 08:00:00+00']) at;

SET LOCAL caaspp.as_of = '2020-02-28';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch Elementary', 'school');
INSERT INTO students (ssid, last_name, first_name) VALUES ('9610000001', 'Ash', 'Ada');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
SELECT '2019-20', (9610000000 + n)::text, CASE WHEN n < 9 THEN '99000010000011' WHEN n = 9 THEN '99000010000022' ELSE '99000020000033' END, '2019-08-15', '4' FROM generate_series(1, 10) n;
-- Birch: through Friday 6 March with two make-up days, and an earlier window. The LEA: through Sunday 15 March with one, but the 12th is off.
-- Another LEA: the state's window.
INSERT INTO non_school_days (scope, day) VALUES ('99000010000000', '2020-03-12');
INSERT INTO testing_windows (school_year, school, starts_on, ends_on, make_up_days) VALUES ('2019-20', '99000010000011', '2020-01-14', '2020-02-14', 5), ('2019-20', '99000010000011', '2020-02-18', '2020-03-06', 2),
	('2019-20', '9900001', '2020-01-14', '2020-03-15', 1);
INSERT INTO attempts (school_year, ssid, part, opportunity, status, started_on, completed_on, reopened_on) VALUES
	('2019-20', '9610000002', 'ELA-PT', 1, 'started', '2020-02-20', NULL, NULL),				-- through 29 February, the leap day
	('2019-20', '9610000003', 'ELA-PT', 1, 'paused', '2020-02-19', NULL, NULL),					-- through today
	('2019-20', '9610000004', 'ELA-PT', 1, 'paused', '2020-02-18', NULL, NULL),					-- through yesterday
	('2019-20', '9610000005', 'ELA-PT', 1, 'expired', '2020-02-10', '2020-02-19', NULL),
	('2019-20', '9610000006', 'ELA-PT', 1, 'completed', '2020-02-20', '2020-02-20', NULL),
	('2019-20', '9610000007', 'ELA-PT', 1, 'paused', '2020-02-10', NULL, '2020-02-27'),			-- reopened, but not past the window
	('2019-20', '9610000008', 'ELA-PT', 1, 'pending', NULL, NULL, NULL);
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2019-20', '9610000008', 'MATH', 'PGE', '2020-02-20 09:00-08');
CREATE VIEW pg_temp.starts AS SELECT ssid, part, task, window_ends_on, make_up_days, latest_start, days_to_start, usable_until FROM latest_feasible_starts;
SELECT * FROM latest_feasible_starts WHERE ssid = '9610000001' AND assessment = 'ELA' ORDER BY part;
SELECT * FROM pg_temp.starts WHERE part = 'ELA-PT' ORDER BY ssid;
SELECT ssid, count(*) FROM pg_temp.starts GROUP BY 1 ORDER BY 1;
-- Only make-up days left; the last day; over.
SET LOCAL caaspp.as_of = '2020-03-05';
SELECT * FROM pg_temp.starts WHERE ssid IN ('9610000001', '9610000007', '9610000009') AND part = 'ELA-PT' ORDER BY ssid;
SET LOCAL caaspp.as_of = '2020-03-07';
SELECT * FROM pg_temp.starts WHERE ssid IN ('9610000001', '9610000007', '9610000009') AND part = 'ELA-PT' ORDER BY ssid;
-- A part begun on its latest day ends with the window; every start that is called feasible gives a last day on or after it.
SELECT count(*) FROM latest_feasible_starts WHERE task = 'to start' AND usable_until < caaspp.today();
-- A file may bring the make-up days; one without the column leaves them as they are.
SELECT rows_loaded FROM import(E'school_year,school,starts_on,ends_on,make_up_days\n2019-20,9900001,2020-01-14,2020-03-20,4\n2019-20,99000010000022,2020-01-14,2020-03-13,-1\n');
SELECT message FROM import_findings;
SELECT rows_loaded FROM import(E'school_year,school,starts_on,ends_on\n2019-20,9900001,2020-01-14,2020-03-19\n');
SELECT school, ends_on, make_up_days FROM testing_windows WHERE school = '99000010000000';
SELECT * FROM pg_temp.starts WHERE ssid = '9610000009' AND part = 'ELA-PT';
\set VERBOSITY terse
UPDATE testing_windows SET make_up_days = -1;
ROLLBACK;
