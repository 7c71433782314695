-- Rates as they were known.

CREATE FUNCTION caaspp.moment_known(known_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN known_at < now() THEN known_at END;
COMMENT ON FUNCTION caaspp.moment_known(timestamptz) IS
	'A moment in the past as it is; else null, which means the live rows: what others commit while a transaction runs is stamped with their time, maybe after its now().';

CREATE FUNCTION caaspp.completion_rates_at(known_at timestamptz, on_date date)
RETURNS TABLE (school_year text, lea_cds text, lea_name text, school_cds text, school_name text, grade text, grade_order integer, assessment text,
			   total integer, started integer, completed integer, pge integer, nte integer, completion_rate numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
	moment CONSTANT timestamptz := caaspp.moment_known(completion_rates_at.known_at);		-- known before it is planned
BEGIN
	PERFORM caaspp.require_deployed();
	RETURN QUERY SELECT * FROM caaspp.completion_at(moment, completion_rates_at.on_date);
END
$$;
COMMENT ON FUNCTION caaspp.completion_rates_at(timestamptz, date) IS
	'The view completion_rates as of a day, by what was known at a moment: (now(), caaspp.today()) is the view itself. A null moment is now, a null day caaspp.today(). On a day before that, what was started or submitted later is taken back. Error: 55000 before deploy().';

CREATE FUNCTION caaspp.changes_between(t1 timestamptz, t2 timestamptz, day_1 date DEFAULT NULL, day_2 date DEFAULT NULL)
RETURNS TABLE (school_year text, lea_cds text, lea_name text, school_cds text, school_name text, ssid text, student_name text,
			   grade text, grade_order integer, assessment text, change text,
			   total integer, started integer, completed integer, pge integer, nte integer)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
DECLARE
	known_1 CONSTANT timestamptz := caaspp.moment_known(t1);		-- known before it is planned
	known_2 CONSTANT timestamptz := caaspp.moment_known(t2);
	on_1 CONSTANT date := coalesce(day_1, least(pacific_date(t1), today()));
	on_2 CONSTANT date := coalesce(day_2, least(pacific_date(t2), today()));
BEGIN
	PERFORM caaspp.require_deployed();
	RETURN QUERY SELECT * FROM caaspp.completion_changes(known_1, on_1, known_2, on_2);
END
$$;
COMMENT ON FUNCTION caaspp.changes_between(timestamptz, timestamptz, date, date) IS
	'Why the rates moved between two moments: a row a test and cause, with what it adds to each count. Summed by school, LEA, grade and assessment they are completion_rates_at(t2, day_2) less completion_rates_at(t1, day_1), exactly. A null moment is now; a null day is that of the moment in California, but not after caaspp.today(). change: came, returned, assigned, left, removed, unassigned, reassigned (one test of a subject for another), moved away, moved here, grade changed, exempted, exemption changed, exemption withdrawn, started, start taken back, completed, completion taken back. Error: 55000 before deploy().';
