-- Rates as they were known.

CREATE FUNCTION caaspp.completion_rates_at(known_at timestamptz, on_date date)
RETURNS TABLE (school_year text, lea_cds text, lea_name text, school_cds text, school_name text, grade text, grade_order integer, assessment text,
			   total integer, started integer, completed integer, pge integer, nte integer, completion_rate numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
BEGIN
	PERFORM caaspp.require_deployed();
	RETURN QUERY SELECT * FROM caaspp.completion_at(coalesce(completion_rates_at.known_at, 'infinity'), completion_rates_at.on_date);
END
$$;
COMMENT ON FUNCTION caaspp.completion_rates_at(timestamptz, date) IS
	'The view completion_rates as of a day, by what was known at a moment: (now(), caaspp.today()) is the view itself. A null moment is now, a null day caaspp.today(). Error: 55000 before deploy().';
