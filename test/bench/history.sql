-- What history costs those who write, and how fast it answers. With and without its triggers in turns; medians, milliseconds.
SET search_path = pg_catalog, caaspp, bench;
SET caaspp.as_of = '2020-03-09';

CREATE TABLE bench.turns (what text, kept boolean, ms float8);
CREATE PROCEDURE bench.in_turns(what text, target text, statement text, turns integer) LANGUAGE plpgsql AS $$
DECLARE
	t timestamptz;
BEGIN
	FOR i IN 1..2 * turns LOOP
		EXECUTE format('ALTER TABLE caaspp.%1$I %2$s TRIGGER history_update; ALTER TABLE caaspp.assignments %2$s TRIGGER history_update',
					   target, CASE i % 2 WHEN 0 THEN 'DISABLE' ELSE 'ENABLE' END);
		COMMIT;
		t := clock_timestamp();
		EXECUTE statement;
		COMMIT;
		INSERT INTO bench.turns VALUES (what, i % 2 = 1, 1000 * extract(epoch FROM clock_timestamp() - t));
	END LOOP;
	EXECUTE format('ALTER TABLE caaspp.%I ENABLE TRIGGER history_update; ALTER TABLE caaspp.assignments ENABLE TRIGGER history_update', target);
END $$;
CREATE PROCEDURE bench.one_by_one() LANGUAGE plpgsql AS $$
DECLARE
	r record;
BEGIN
	FOR r IN SELECT ssid FROM bench.open ORDER BY n LIMIT 500 LOOP
		UPDATE caaspp.attempts SET status = CASE status WHEN 'paused' THEN 'started' ELSE 'paused' END::caaspp.attempt_status
		WHERE school_year = '2019-20' AND ssid = r.ssid AND part = 'ELA-PT' AND opportunity = 1;
	END LOOP;
END $$;
SELECT clock_timestamp() AS before_turns \gset
CALL bench.in_turns('all enrollments, other special education', 'enrollments', 'UPDATE caaspp.enrollments SET section_504 = NOT section_504', 3);
CALL bench.in_turns('all attempts of a part, another status', 'attempts',
	$$UPDATE caaspp.attempts SET status = CASE status WHEN 'scored' THEN 'completed' ELSE 'scored' END::caaspp.attempt_status WHERE part = 'ELA-CAT' AND caaspp.stage(status) = 'done'$$, 3);
CALL bench.in_turns('500 attempts, one by one', 'attempts', 'CALL bench.one_by_one()', 3);
SELECT what, round((percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE kept))::numeric, 1) AS "ms with history",
	round((percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE NOT kept))::numeric, 1) AS "without",
	round((percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE kept) / percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE NOT kept))::numeric, 2) AS ratio
FROM bench.turns GROUP BY what ORDER BY min(ctid::text);
VACUUM (ANALYZE);

\set VERBOSITY terse
SET client_min_messages = notice;
CALL bench.measure('completion_rates', $$SELECT * FROM caaspp.completion_rates$$);
CALL bench.measure('completion_rates_at, a moment ago', format($$SELECT * FROM caaspp.completion_rates_at(%L, caaspp.today())$$, :'before_turns'));
CALL bench.measure('completion_rates_at, a week before today', $$SELECT * FROM caaspp.completion_rates_at(now(), caaspp.today() - 7)$$);
CALL bench.measure('changes_between, a week', $$SELECT * FROM caaspp.changes_between(now(), now(), caaspp.today() - 7, caaspp.today())$$);
CALL bench.measure('students_behind, one school', $$SELECT * FROM caaspp.students_behind('2019-20', '19647330000007')$$);
CALL bench.measure('attempt_events, one student', $$SELECT * FROM caaspp.attempt_events WHERE ssid = (SELECT ssid::text FROM bench.open WHERE n = 1)$$);
CALL bench.measure('attempt_setbacks, all', $$SELECT * FROM caaspp.attempt_setbacks$$);
CALL bench.measure('latest_feasible_starts, one school', $$SELECT * FROM caaspp.latest_feasible_starts WHERE school_cds = '19647330000007'$$);
SELECT clock_timestamp() AS t0 \gset
SELECT caaspp.close_day('2020-03-02', now()) AS rows_closed;
SELECT round(1000 * extract(epoch FROM clock_timestamp() - :'t0'::timestamptz)) AS "close_day, ms";
