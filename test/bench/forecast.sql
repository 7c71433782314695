-- Simulated testing seasons, forecast on the way and compared with how they ended. Each school is a season of its own:
--   steady  students spread evenly over the school's plan     blocks  grade after grade
--   late    most near the end of the plan                     early   most at its beginning
-- The plan takes 55 to 115 percent of the window. Students are absent (3 to 12 percent of their tests) and make up a test
-- on each later day with a chance of 15 to 50 percent; up to 4 percent never test.
SET client_min_messages = warning;
SET jit = off;
CREATE EXTENSION IF NOT EXISTS caaspp;
CALL caaspp.deploy();
SET search_path = public, caaspp;
\pset footer off
CREATE SCHEMA bench;

SELECT setseed(0.2019) \g /dev/null
CREATE TABLE bench.schools AS
	SELECT s.*, s.first_at + greatest(6, (s.days * s.plan)::integer - s.first_at) AS last_at,
		('9900001' || lpad(s.n::text, 7, '0'))::cds_code AS school
	FROM (SELECT n, (ARRAY['steady', 'blocks', 'late', 'early'])[1 + n % 4] AS kind, (ARRAY[20, 30, 45, 60])[1 + (random() * 3.999)::integer % 4] AS days,
				 40 + (random() * 300)::integer AS students, (ARRAY[1, 3, 4, 6])[1 + (random() * 3.999)::integer % 4] AS grades,
				 random() AS r, 0.55 + 0.6 * random() AS plan, 0.03 + 0.09 * random() AS absent, 0.15 + 0.35 * random() AS make_up, 0.04 * random() AS never,
				 (random() * 5)::integer AS first_at
		  FROM generate_series(1, :schools) n) s;
INSERT INTO non_school_days (scope, day, name) VALUES
	('00000000000000', '2020-02-17', 'Presidents'' Day'), ('00000000000000', '2020-03-31', 'Cesar Chavez Day');
CREATE TABLE bench.days AS SELECT row_number() OVER () - 1 AS at, day FROM business_days('2020-01-21', '2020-06-30', NULL) day;
INSERT INTO testing_windows (school_year, school, starts_on, ends_on)
	SELECT '2019-20', s.school, '2020-01-21', d.day FROM bench.schools s JOIN bench.days d ON d.at = s.days - 1;
CREATE TABLE bench.students AS
	SELECT s.*, i, i % s.grades AS block, random() AS place, 1 + (random() * 4)::integer AS gap, random() < s.never AS refuses,
		('8' || lpad((s.n * 1000 + i)::text, 9, '0'))::ssid AS ssid
	FROM bench.schools s CROSS JOIN LATERAL generate_series(1, s.students) i;
CREATE FUNCTION bench.delay(absent double precision, make_up double precision) RETURNS integer LANGUAGE sql VOLATILE AS
	'SELECT CASE WHEN random() < absent THEN 1 + floor(ln(1 - random()) / ln(1 - make_up))::integer ELSE 0 END';
CREATE TABLE bench.taken AS
	SELECT n, school, ssid, p.part::test_part, d.day AS taken_on
	FROM (SELECT b.*, b.on_day + bench.delay(b.absent, b.make_up) AS first
		  FROM (SELECT t.*, t.first_at + CASE t.kind
					WHEN 'steady' THEN floor(t.place * (t.last_at - t.first_at))
					WHEN 'late' THEN floor(sqrt(t.place) * (t.last_at - t.first_at))
					WHEN 'early' THEN floor(t.place ^ 2 * (t.last_at - t.first_at))
					ELSE floor((t.block + 0.5 * t.place) * (t.last_at - t.first_at) / t.grades) END AS on_day
				FROM bench.students t WHERE NOT t.refuses) b) f
		CROSS JOIN LATERAL (VALUES ('ELA-CAT', f.first), ('ELA-PT', greatest(f.first + 1, f.on_day + f.gap + bench.delay(f.absent, f.make_up)))) p(part, at)
		JOIN bench.days d ON d.at = p.at;
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
	SELECT '2019-20', ssid, school, '2019-08-15', (3 + block)::text::grade FROM bench.students ORDER BY ssid;
ANALYZE;

CREATE TABLE bench.said (at integer, LIKE completion_forecast);
CREATE PROCEDURE bench.run() LANGUAGE plpgsql AS $$
DECLARE
	d record;
	before date := '2020-01-01';
BEGIN
	FOR d IN SELECT at, day FROM bench.days WHERE at BETWEEN 5 AND 59 AND at % 5 = 0 ORDER BY at LOOP
		INSERT INTO attempts (school_year, ssid, part, status, started_on, completed_on)
			SELECT '2019-20', t.ssid, t.part, 'completed', t.taken_on, t.taken_on FROM bench.taken t JOIN bench.schools s USING (n)
			WHERE t.taken_on >= before AND t.taken_on < d.day ORDER BY t.ssid, t.part;
		before := d.day;
		PERFORM set_config('caaspp.as_of', d.day::text, false);
		INSERT INTO bench.said SELECT d.at, f.* FROM completion_forecast f WHERE f.assessment = 'ELA';
		COMMIT;
	END LOOP;
END
$$;
CALL bench.run();

CREATE VIEW bench.judged AS
	SELECT s.kind, f.at::numeric / s.days AS share, f.*,
		(SELECT count(*) FROM bench.taken t JOIN bench.days d ON d.at = f.at WHERE t.n = s.n AND t.taken_on BETWEEN d.day AND f.window_ends_on) AS truth
	FROM bench.said f JOIN bench.schools s ON s.school::text = f.school_cds;
CREATE TABLE bench.result AS SELECT * FROM bench.judged WHERE verdict <> 'finished';
\echo Forecasts with bounds: how many of them held the count that came, how many lay too high or too low, and how wide they are
SELECT g.of, count(*) AS forecasts, round(100.0 * avg((r.truth BETWEEN r.low AND r.high)::integer), 1) AS "held %",
	round(100.0 * avg((r.truth < r.low)::integer), 1) AS "fewer came %", round(100.0 * avg((r.truth > r.high)::integer), 1) AS "more came %",
	round(100 * avg((r.high - r.low)::numeric / r.parts_left)) AS "width, % of what is left",
	round(100 * avg(abs(r.expected_done - r.truth)::numeric / r.parts_left)) AS "expected is off by, % of what is left"
FROM bench.result r
	CROSS JOIN LATERAL (VALUES (1, 'all'), (2, 'season: ' || r.kind),
		(3, 'window over: ' || CASE WHEN r.share < 0.25 THEN 'first quarter' WHEN r.share < 0.5 THEN 'second quarter' WHEN r.share < 0.75 THEN 'third quarter' ELSE 'last quarter' END)) g(place, of)
WHERE r.high IS NOT NULL
GROUP BY g.place, g.of ORDER BY g.place, g.of;
\echo What became of the verdicts: how many reached the goal
SELECT r.verdict, count(*) AS forecasts, round(100.0 * avg((r.truth >= r.to_goal)::integer), 1) AS "reached the goal %"
FROM bench.result r GROUP BY r.verdict ORDER BY "reached the goal %" DESC;
\timing on
SELECT count(verdict) FROM completion_forecast;
