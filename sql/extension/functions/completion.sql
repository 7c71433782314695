-- Rates as they were known.

CREATE FUNCTION caaspp.completion_rates_at(known_at timestamptz, on_date date)
RETURNS TABLE (school_year text, lea_cds text, lea_name text, school_cds text, school_name text, grade text, grade_order integer, assessment text,
			   total integer, started integer, completed integer, pge integer, nte integer, completion_rate numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
BEGIN
	PERFORM caaspp.require_deployed();
	-- What others commit while this transaction runs is stamped with their time, maybe after our now().
	RETURN QUERY SELECT * FROM caaspp.completion_at(CASE WHEN completion_rates_at.known_at < now() THEN completion_rates_at.known_at END,
													completion_rates_at.on_date);
END
$$;
COMMENT ON FUNCTION caaspp.completion_rates_at(timestamptz, date) IS
	'The view completion_rates as of a day, by what was known at a moment: (now(), caaspp.today()) is the view itself. A null moment is now, a null day caaspp.today(). Error: 55000 before deploy().';
