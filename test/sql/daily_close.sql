-- The daily close, rates of past days, and why they moved. Each step is a transaction, moved to the day on which it is
-- to have happened, so this needs a database of its own.
SET client_min_messages = warning;
\set home :DBNAME
DROP DATABASE IF EXISTS regression_caaspp_daily;
CREATE DATABASE regression_caaspp_daily TEMPLATE template0;
\c regression_caaspp_daily
SET client_min_messages = warning;
SET datestyle = ISO;
SET timezone = 'UTC';
\set SHOW_CONTEXT never
CREATE EXTENSION caaspp;
SELECT caaspp.close_day('2020-03-02');
SELECT * FROM caaspp.changes_between(NULL, NULL);
CALL caaspp.deploy();
SET search_path = public, caaspp;

-- happened(): all that was recorded just now was recorded at that moment.
CREATE PROCEDURE happened(at timestamptz) LANGUAGE plpgsql AS $$
DECLARE
	t text;
BEGIN
	SET LOCAL session_replication_role = replica;
	FOREACH t IN ARRAY ARRAY['enrollments', 'assignments', 'attempts', 'exemptions'] LOOP
		EXECUTE format('UPDATE %I SET recorded_at = $1 WHERE recorded_at > ''2021-01-01''', t) USING at;
		EXECUTE format('UPDATE %I SET recorded_at = $1 WHERE recorded_at > ''2021-01-01''', t || '_history') USING at;
		EXECUTE format('UPDATE %I SET known_until = $1 WHERE known_until > ''2021-01-01''', t || '_history') USING at;
	END LOOP;
END $$;
SET caaspp.as_of = '2020-03-14';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch Elementary', 'school');
INSERT INTO students (ssid, last_name, first_name) VALUES ('9000000001', 'Ash', 'Ada');

-- Monday the 2nd: four students. The 3rd: starts. The 6th: parts done, one exempted. Sunday the 8th, a day of 23 hours, at its
-- last minute: one moves to another school, one leaves. The 10th: a test taken back, a fifth student, another's IEP.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
SELECT '2019-20', (9000000000 + n)::text, '99000010000011', '2019-08-15', '4' FROM generate_series(1, 4) n;
CALL happened('2020-03-02 09:00 America/Los_Angeles');
INSERT INTO attempts (school_year, ssid, part, status, started_on) SELECT '2019-20', ssid, p::test_part, 'started', '2020-03-03'
FROM enrollments, unnest(ARRAY['ELA-CAT', 'ELA-PT']) p WHERE ssid <= '9000000003';
CALL happened('2020-03-03 15:00 America/Los_Angeles');
UPDATE attempts SET status = 'completed', completed_on = '2020-03-05' WHERE ssid <= '9000000002';
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2019-20', '9000000004', 'MATH', 'PGE', '2020-03-06 09:00 America/Los_Angeles');
CALL happened('2020-03-06 16:00 America/Los_Angeles');
UPDATE enrollments SET school = '99000010000022' WHERE ssid = '9000000003';
UPDATE enrollments SET exit_date = '2020-03-08', exit_reason = 'T160' WHERE ssid = '9000000002';
CALL happened('2020-03-08 23:59 America/Los_Angeles');
DELETE FROM attempts WHERE ssid = '9000000001' AND part = 'ELA-PT';
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9000000005', '99000010000011', '2020-03-09', '4');
UPDATE enrollments SET special_education = true, primary_disability = 'AUT', alternate_assessment = true WHERE ssid = '9000000004';
CALL happened('2020-03-10 10:00 America/Los_Angeles');

SELECT d::date AS day, close_day(d::date) FROM generate_series(date '2020-03-01', '2020-03-13', '1 day') d;
CREATE TABLE first_close AS SELECT * FROM daily_completion;
SELECT day, school_cds, school_name, assessment, total, started, completed, pge, completion_rate AS rate, day_before, total_change AS "total +", started_change AS "started +", completed_change AS "completed +"
FROM completion_trend WHERE (school_cds, assessment) IN (('99000010000011', 'ELA'), ('99000010000022', 'ELA'), ('99000010000011', 'MATH')) AND day < '2020-03-12' ORDER BY 2, 4, 1;

-- Run again, in any order, a year later: nothing changes, not even a row version. Rows that do not belong are replaced.
CREATE TABLE versions AS SELECT ctid AS version, day FROM daily_completion;
SET caaspp.as_of = '2021-03-14';
SELECT sum(close_day(d::date)) FROM generate_series(date '2020-03-13', '2020-03-01', '-1 day') d;
SELECT count(*) FROM (SELECT ctid, day FROM daily_completion EXCEPT SELECT * FROM versions) x;
UPDATE daily_completion SET total = 99 WHERE day = '2020-03-06';
UPDATE daily_completion SET grade = '5' WHERE day = '2020-03-07';
DELETE FROM daily_completion WHERE day = '2020-03-08';
SELECT d::date AS day, close_day(d::date) FROM generate_series(date '2020-03-05', '2020-03-09', '1 day') d;
SELECT count(*), sum((f::text = d::text)::integer) AS equal FROM first_close f FULL JOIN daily_completion d USING (day, school_year, school, grade, assessment);
-- So it is after the facts have changed: what was known then stays.
INSERT INTO attempts (school_year, ssid, part, status, started_on, completed_on) SELECT '2019-20', ssid, p::test_part, 'completed', '2020-03-04', '2020-03-04'
FROM enrollments, unnest(ARRAY['MATH-CAT', 'MATH-PT']) p;
DELETE FROM enrollments WHERE ssid = '9000000001';
SELECT sum(close_day(d::date)) FROM generate_series(date '2020-03-01', '2020-03-13', '1 day') d;
SELECT count(*), sum((f::text = d::text)::integer) AS equal FROM first_close f FULL JOIN daily_completion d USING (day, school_year, school, grade, assessment);

-- The days before a first load can be closed by what is known now.
SELECT close_day('2020-03-02', now()), close_day('2020-02-03', now());
SELECT day, assessment, total, completed FROM completion_trend WHERE day IN ('2020-02-03', '2020-03-02') AND school_cds = '99000010000011' ORDER BY 1, 2;
SELECT close_day('2020-03-02'), close_day('2020-02-03');
-- Only a day that is over, by what was known before now; by default yesterday.
SELECT close_day('2021-03-14');
SELECT close_day(NULL);
SELECT close_day('2020-03-02', now() + interval '1 second');
SELECT close_day() = 0 AS nothing_yet FROM (SELECT set_config('caaspp.as_of', '2020-02-01', false)) s;
-- In a year's spring its own tests only; in July those of the year before, while they can be given.
SET caaspp.as_of = '2021-08-01';
SELECT d::date, close_day(d::date, now()) FROM unnest(ARRAY[date '2019-06-30', '2019-07-01', '2020-06-30', '2020-07-15', '2020-07-16', '2021-03-01']) d;
DELETE FROM daily_completion WHERE day NOT BETWEEN '2020-03-01' AND '2020-03-13';

-- Why the totals moved, from close to close: every cause.
SET caaspp.as_of = '2020-03-14';
CREATE TABLE moments AS SELECT d::date AS day, (d + interval '1 day')::timestamp AT TIME ZONE 'America/Los_Angeles' - interval '1 microsecond' AS at
FROM generate_series(timestamp '2020-03-01', '2020-03-13', '1 day') d;
SELECT a.day, c.school_cds, c.ssid, c.student_name, c.grade, c.assessment, c.change, c.total, c.started, c.completed, c.pge
FROM moments a JOIN moments b ON b.day = a.day + 1, changes_between(a.at, b.at) c
WHERE c.change <> 'came' OR c.ssid > '9000000004' ORDER BY a.day, c.ssid, c.assessment, c.change;
-- Any two answers differ by the sum of the changes between them.
SELECT count(*) AS pairs, sum(wrong) AS wrong FROM (
	SELECT a.day, b.day, (SELECT count(*) FROM (
		SELECT lea_cds, school_cds, grade, assessment, sum(total) AS t, sum(started) AS s, sum(completed) AS c, sum(pge) AS p, sum(nte) AS n FROM (
			SELECT lea_cds, school_cds, grade, assessment, total, started, completed, pge, nte FROM completion_rates_at(b.at, b.day)
			UNION ALL SELECT lea_cds, school_cds, grade, assessment, -total, -started, -completed, -pge, -nte FROM completion_rates_at(a.at, a.day)
			UNION ALL SELECT lea_cds, school_cds, grade, assessment, -total, -started, -completed, -pge, -nte FROM changes_between(a.at, b.at)) x
		GROUP BY 1, 2, 3, 4) y WHERE (t, s, c, p, n) <> (0, 0, 0, 0, 0)) AS wrong
	FROM moments a, moments b) z;
-- The same moments on other days: what was known on the 6th of the 4th, and the whole week's completions taken back.
SELECT change, assessment, total, started, completed, pge FROM moments m, changes_between(m.at, m.at, '2020-03-04', '2020-03-06') WHERE m.day = '2020-03-06' ORDER BY ssid, assessment, change;
SELECT change, count(*) FROM changes_between(NULL, NULL, NULL, '2020-03-01') GROUP BY 1 ORDER BY 1;
SELECT count(*) FROM changes_between(now(), NULL);

-- A past day, by what is known now: later starts and submissions are taken back, undated ones stay; today, nothing is.
SELECT d::date AS day, r.assessment, r.total, r.started, r.completed, r.pge FROM generate_series(date '2020-03-02', '2020-03-14', '1 day') d, completion_rates_at(now(), d::date) r
WHERE r.school_cds = '99000010000022' ORDER BY 2, 1;
INSERT INTO attempts (school_year, ssid, part, opportunity, status, started_on, completed_on) VALUES
	('2019-20', '9000000003', 'MATH-PT', 2, 'started', '2020-03-12', NULL), ('2019-20', '9000000003', 'ELA-CAT', 2, 'completed', '2020-03-20', '2020-03-20'),
	('2019-20', '9000000003', 'ELA-PT', 2, 'completed', NULL, NULL);
SELECT d::date AS day, r.assessment, r.total, r.started, r.completed FROM generate_series(date '2020-03-10', '2020-03-14', '1 day') d, completion_rates_at(now(), d::date) r
WHERE r.school_cds = '99000010000022' ORDER BY 2, 1;
SELECT count(*) FROM (SELECT * FROM completion_rates EXCEPT SELECT * FROM completion_rates_at(now(), today())) x;

-- A transaction that began before another's delete and writes after it: for a while both rows claim to be known. The older counts.
SET session_replication_role = replica;
INSERT INTO assignments_history SELECT a.*, '2020-03-12 12:00+00', NULL FROM assignments a WHERE ssid = '9000000003' AND assessment = 'ELA';
INSERT INTO assignments_history SELECT a.*, '2020-03-12 13:00+00', NULL FROM assignments a WHERE ssid = '9000000003' AND assessment = 'ELA';
SET session_replication_role = origin;
SELECT total, started, completed FROM completion_rates_at('2020-03-12 11:00+00', today()) WHERE school_cds = '99000010000022' AND assessment = 'ELA';
SELECT total, started, completed FROM completion_rates_at('2020-03-12 14:00+00', today()) WHERE school_cds = '99000010000022' AND assessment = 'ELA';
\c :home
DROP DATABASE regression_caaspp_daily;
