-- The day that answers are given for.
SET search_path = public, caaspp;
SET datestyle = ISO;
SET timezone = 'UTC';

-- A day in California, in winter and in summer time, at both changes, and at the ends of time.
SELECT at, pacific_date(at)
FROM (VALUES (timestamptz '2020-01-15 07:59:59.999999+00'), ('2020-01-15 08:00:00+00'), ('2020-07-15 06:59:59+00'), ('2020-07-15 07:00:00+00'),
             ('2020-03-08 07:59:59+00'), ('2020-03-09 06:59:59+00'), ('2020-03-09 07:00:00+00'),
             ('2020-11-01 06:59:59+00'), ('2020-11-02 07:59:59+00'), ('2020-11-02 08:00:00+00'),
             ('1950-01-01 00:00+00'), ('infinity'), ('-infinity')) AS t (at);

-- The same as the server's own conversion, over an hour grid of six years; no setting of the session matters.
SET timezone = 'Asia/Tokyo';
SELECT count(*) FILTER (WHERE pacific_date(at) <> (at AT TIME ZONE 'America/Los_Angeles')::date) AS wrong
FROM generate_series(timestamptz '2018-01-01', timestamptz '2024-01-01', interval '1 hour') AS at;

-- Today is the day of the transaction in California, or the day that is set.
SHOW caaspp.as_of;
SELECT today() = pacific_date(now()) AS is_now;
SET caaspp.as_of = '2020-03-02';
SELECT today();
SELECT today() + 9 AS last_day;
BEGIN;
SET LOCAL caaspp.as_of = '2024-02-29';
SELECT today();
ROLLBACK;
SELECT today();
SET caaspp.as_of = '';
SELECT today() = pacific_date(now()) AS is_now;
SELECT set_config('caaspp.as_of', '2019-12-31', false), today();

-- What is no date is refused and changes nothing.
SET caaspp.as_of = '2020-02-30';
SET caaspp.as_of = '2019-02-29';
SET caaspp.as_of = '20200302';
SET caaspp.as_of = '3/2/2020';
SET caaspp.as_of = ' 2020-03-02';
SET caaspp.as_of = 'yesterday';
SET caaspp.as_of = '0000-01-01';
SELECT today();
RESET caaspp.as_of;
SELECT today() = pacific_date(now()) AS is_now;

-- No other setting can be invented under our prefix.
SET caaspp.asof = '2020-03-02';

-- A worker of a parallel plan knows the day too.
SET caaspp.as_of = '2020-03-02';
CREATE TABLE days AS SELECT i FROM generate_series(1, 1000) AS i;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET parallel_leader_participation = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM days WHERE today() + i > '2020-03-02';
SELECT count(*) FROM days WHERE today() + i > '2020-03-02';
DROP TABLE days;

SELECT proname, provolatile, proisstrict, proparallel FROM pg_proc
WHERE pronamespace = 'caaspp'::regnamespace AND proname IN ('today', 'pacific_date', 'codes') ORDER BY proname;
