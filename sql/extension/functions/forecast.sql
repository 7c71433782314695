-- The statistic of the completion forecast.

CREATE FUNCTION caaspp.forecast_bounds(parts_left integer, days integer, pace_days integer, pace double precision, variance double precision,
	sum_left double precision, deviate double precision, quickening double precision,
	OUT expected double precision, OUT low double precision, OUT high double precision)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	n CONSTANT double precision := pace_days;
	nu CONSTANT double precision := pace_days - 1;
	v CONSTANT double precision := greatest(variance, pace);		-- counts scatter at least as chance lets them
	steady CONSTANT double precision := pace * days;
	t double precision;
	scatter double precision;
	share double precision;
	low_share double precision;
	staying double precision;
	shrinking double precision;
BEGIN
	IF pace_days < 2 OR days < 0 OR parts_left < 0 OR pace <= 0 OR variance < 0 OR sum_left <= 0 THEN
		RAISE EXCEPTION 'no pace to forecast from'
			USING ERRCODE = 'invalid_parameter_value',
				HINT = 'At least two days with a pace above 0; no count is negative.';
	END IF;
	-- Student's t with n-1 degrees of freedom (Cornish and Fisher), for a variance that is itself estimated.
	t := deviate + (deviate ^ 3 + deviate) / (4 * nu) + (5 * deviate ^ 5 + 16 * deviate ^ 3 + 3 * deviate) / (96 * nu ^ 2);
	scatter := t * sqrt(days * v + days::double precision ^ 2 * v / n);
	share := least(0.95, n * pace / sum_left);
	-- High: the pace stays, and may rise: in as many days as it was taken from by its share quickening.
	high := ceil(least(parts_left, steady + scatter + quickening * steady * days / n));
	-- Low: each day takes the same share of what is left, so that the last ones take longest.
	shrinking := parts_left * (1 - (1 - share) ^ days);
	low_share := share * greatest(0, 1 - t * sqrt(v / n) / pace);
	staying := (1 - low_share) ^ days;
	low := floor(greatest(0, least(steady - scatter,
		parts_left * (1 - staying) - t * sqrt(parts_left * staying * (1 - staying) * greatest(1, v / pace)))));
	expected := (least(steady, parts_left) + shrinking) / 2;
END
$$;
COMMENT ON FUNCTION caaspp.forecast_bounds(integer, integer, integer, double precision, double precision, double precision, double precision, double precision) IS
	'How many of parts_left are submitted in days, from the pace (mean a day) and its variance over pace_days; sum_left: parts left at the start of each of these days, added up. expected: the mean of a steady pace and of a steady share of what is left; low and high: bounds, see docs/forecast.md. Null for a null argument. Error: 22023 without a pace.';

CREATE FUNCTION caaspp.paces()
RETURNS TABLE (school_year caaspp.school_year, school caaspp.cds_code, lea caaspp.cds_code, assessment caaspp.assessment,
			   data_through date, pace_days integer, parts_done integer, pace double precision, variance double precision, sum_left double precision,
			   days_left integer, days_ahead integer)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000
SET search_path = pg_catalog, caaspp, pg_temp
SET enable_nestloop = off		-- the planner knows nothing of how many rows a step gives to the next
SET jit = off
AS $$
#variable_conflict use_column
BEGIN
	PERFORM caaspp.require_deployed();
	RETURN QUERY
	WITH submitted AS MATERIALIZED (
		SELECT s.* FROM submitted_parts() s),
	known AS (		-- of today there is only a part; after the last report nothing
		SELECT s.school_year, s.lea, least(max(s.day), (SELECT today()) - 1) AS through FROM submitted s GROUP BY s.school_year, s.lea),
	sites AS MATERIALIZED (
		SELECT p.school_year, p.school, p.lea, p.assessment, p.window_ends_on, p.parts_left, k.through, b.first_on
		FROM parts_to_do() p
			LEFT JOIN known k ON k.school_year = p.school_year AND k.lea = p.lea
			LEFT JOIN (SELECT s.school_year, s.school, s.lea, s.assessment, min(s.day) AS first_on
					   FROM submitted s GROUP BY s.school_year, s.school, s.lea, s.assessment) b
				ON b.school_year = p.school_year AND b.school = p.school AND b.lea = p.lea AND b.assessment = p.assessment),
	calendar AS MATERIALIZED (
		SELECT o.school_year, o.school, d.day, coalesce(lag(d.day) OVER (PARTITION BY o.school_year, o.school ORDER BY d.day), '-infinity') AS after
		FROM school_capacity() o
			JOIN (SELECT i.school_year, i.school, least(min(i.first_on), min(i.through) + 1, (SELECT today())) AS from_day
				  FROM sites i GROUP BY i.school_year, i.school) f ON f.school_year = o.school_year AND f.school = o.school
			CROSS JOIN LATERAL business_days(f.from_day, o.window_ends_on, lea(o.school)) d(day)
		WHERE (o.mondays OR extract(isodow FROM d.day) <> 1) AND (o.fridays OR extract(isodow FROM d.day) <> 5)),
	folded AS (		-- what was submitted on a day without testing counts on the next testing day
		SELECT s.school_year, s.school, s.lea, s.assessment, c.day, sum(s.parts) AS parts
		FROM submitted s
			JOIN calendar c ON c.school_year = s.school_year AND c.school = s.school AND s.day > c.after AND s.day <= c.day
		GROUP BY s.school_year, s.school, s.lea, s.assessment, c.day),
	days AS (
		SELECT i.school_year, i.school, i.lea, i.assessment, i.parts_left, c.day, coalesce(f.parts, 0) AS parts, c.day BETWEEN i.first_on AND i.through AS past,
			c.day BETWEEN (SELECT today()) AND i.window_ends_on AS left_to_test,
			c.day > coalesce(i.through, (SELECT today()) - 1) AND c.day <= i.window_ends_on AS ahead,
			row_number() OVER (PARTITION BY i.school_year, i.school, i.lea, i.assessment, c.day BETWEEN i.first_on AND i.through ORDER BY c.day DESC) AS place
		FROM sites i
			JOIN calendar c ON c.school_year = i.school_year AND c.school = i.school
			LEFT JOIN folded f ON f.school_year = i.school_year AND f.school = i.school AND f.lea = i.lea AND f.assessment = i.assessment AND f.day = c.day),
	recent AS (
		SELECT d.*, d.past AND d.place <= r.pace_days AS paces,
			d.parts_left + sum(d.parts) OVER (PARTITION BY d.school_year, d.school, d.lea, d.assessment, d.past ORDER BY d.day DESC) AS left_before
		FROM days d
			JOIN year_forecast_rules() r ON r.school_year = d.school_year)
	SELECT i.school_year, i.school, i.lea, i.assessment, i.through,
		(count(*) FILTER (WHERE r.paces))::integer, coalesce(sum(r.parts) FILTER (WHERE r.paces), 0)::integer,
		(avg(r.parts) FILTER (WHERE r.paces))::double precision, (var_samp(r.parts) FILTER (WHERE r.paces))::double precision,
		(sum(r.left_before) FILTER (WHERE r.paces))::double precision,
		(count(*) FILTER (WHERE r.left_to_test))::integer, (count(*) FILTER (WHERE r.ahead))::integer
	FROM sites i
		LEFT JOIN recent r ON r.school_year = i.school_year AND r.school = i.school AND r.lea = i.lea AND r.assessment = i.assessment
	GROUP BY i.school_year, i.school, i.lea, i.assessment, i.through;
END
$$;
COMMENT ON FUNCTION caaspp.paces() IS
	'By school and assessment: through which day the LEA''s reports reach (never today), the last testing days since the first submitted part (at most forecast_rules.pace_days), parts submitted on them, their mean and variance a day, parts left at the start of each of them added up; testing days from today, and from the day after the reports end, to the window''s end. Error: 55000 before deploy().';
