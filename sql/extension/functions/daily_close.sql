-- The daily close: counts of a day that is over, kept for trends.

CREATE FUNCTION caaspp.close_day(day date DEFAULT caaspp.today() - 1, known_at timestamptz DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	-- The last moment of the day in California, be it of 23, 24 or 25 hours.
	moment CONSTANT timestamptz := coalesce(close_day.known_at,
		(close_day.day + 1)::timestamp AT TIME ZONE caaspp.pacific_zone() - interval '1 microsecond');
	kept bigint;
BEGIN
	PERFORM caaspp.require_deployed();
	IF (close_day.day < today() AND moment <= now()) IS NOT TRUE THEN
		RAISE EXCEPTION 'day % cannot be closed', coalesce(close_day.day::text, 'null')
			USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'It is not over yet.',
				HINT = 'Close days before caaspp.today(), by what was known at a moment that has passed.';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtext('caaspp.daily_completion'), 0);
	WITH closed AS MATERIALIZED (
		SELECT y.school_year, r.lea_cds::cds_code AS lea, r.school_cds::cds_code AS school, r.grade::grade AS grade, r.assessment::assessment AS assessment,
			r.total, r.started, r.completed, r.pge, r.nte
		FROM caaspp.completion_at(moment, close_day.day) r
			JOIN caaspp.administrations y ON y.school_year = r.school_year::school_year
		WHERE close_day.day BETWEEN starts_on(y.school_year) AND greatest(ends_on(y.school_year), y.window_ends_on)),
	gone AS (
		DELETE FROM caaspp.daily_completion d
		WHERE d.day = close_day.day
			AND NOT EXISTS (SELECT FROM closed c
							WHERE c.school_year = d.school_year AND c.grade = d.grade AND c.assessment = d.assessment
								AND c.school::text IS NOT DISTINCT FROM d.school::text AND c.lea::text IS NOT DISTINCT FROM d.lea::text))
	INSERT INTO caaspp.daily_completion AS d (day, school_year, lea, school, grade, assessment, total, started, completed, pge, nte, known_at)
	SELECT close_day.day, c.school_year, c.lea, c.school, c.grade, c.assessment, c.total, c.started, c.completed, c.pge, c.nte, moment
	FROM closed c
	ON CONFLICT (school_year, school, lea, grade, assessment, day) DO UPDATE
		SET total = excluded.total, started = excluded.started, completed = excluded.completed, pge = excluded.pge, nte = excluded.nte,
			known_at = excluded.known_at
		WHERE (d.total, d.started, d.completed, d.pge, d.nte, d.known_at)
			IS DISTINCT FROM (excluded.total, excluded.started, excluded.completed, excluded.pge, excluded.nte, excluded.known_at);
	GET DIAGNOSTICS kept = ROW_COUNT;
	RETURN kept;
END
$$;
COMMENT ON FUNCTION caaspp.close_day(date, timestamptz) IS
	'Keeps the completion of a day that is over in daily_completion, a row a school, grade and assessment, and returns how many rows are new or other than before. The default is yesterday, by what was known when it ended: the same whenever it runs. known_at: by what was known at another moment, for days from before the facts were loaded. Only school years whose testing the day can belong to. For cron or pg_cron, every morning. Error: 55000 when the day or the moment is still to come, or before deploy().';
