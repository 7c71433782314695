-- School days: Monday to Friday, less the days that the state or an LEA has off.

CREATE TABLE IF NOT EXISTS caaspp.non_school_days (
	scope       caaspp.cds_code,
	day         date,
	name        text,
	batch_id    bigint,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (scope, day)
);
ALTER TABLE caaspp.non_school_days ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS caaspp_reading ON caaspp.non_school_days;
CREATE POLICY caaspp_reading ON caaspp.non_school_days FOR SELECT USING (true);
DROP POLICY IF EXISTS caaspp_grants ON caaspp.non_school_days;
CREATE POLICY caaspp_grants ON caaspp.non_school_days USING (scope = ANY ((SELECT granted_scopes())::cds_code[]));
CREATE OR REPLACE TRIGGER stamp BEFORE UPDATE ON caaspp.non_school_days
	FOR EACH ROW EXECUTE FUNCTION caaspp.stamp_trigger();
COMMENT ON TABLE caaspp.non_school_days IS 'Weekdays on which nobody works: holidays of the state (scope all zeros) and days off of an LEA. Saturdays and Sundays need no row.';
COMMENT ON COLUMN caaspp.non_school_days.scope IS '00000000000000 for the state, or an LEA.';
COMMENT ON COLUMN caaspp.non_school_days.day IS 'The day off.';
COMMENT ON COLUMN caaspp.non_school_days.name IS 'What it is.';
COMMENT ON COLUMN caaspp.non_school_days.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.non_school_days.recorded_at IS 'When the row took its present values.';

CREATE OR REPLACE FUNCTION caaspp.business_days(from_day date, to_day date, of_lea caaspp.cds_code)
RETURNS SETOF date
LANGUAGE sql STABLE PARALLEL SAFE ROWS 30
BEGIN ATOMIC
	SELECT from_day + n
	FROM generate_series(0, to_day - from_day) n
	WHERE extract(isodow FROM from_day + n) < 6
		AND NOT EXISTS (SELECT FROM caaspp.non_school_days o
						WHERE o.day = from_day + n AND (o.scope = of_lea OR o.scope = '00000000000000'::caaspp.cds_code))
	ORDER BY 1;
END;
COMMENT ON FUNCTION caaspp.business_days(date, date, caaspp.cds_code) IS
	'The business days of an LEA from one day to another, both included, in order: Monday to Friday less non_school_days of the state and the LEA (null: the state''s alone). Source: non_school_days.';

CREATE OR REPLACE FUNCTION caaspp.business_day(from_day date, days integer, of_lea caaspp.cds_code)
RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN days < 0
		THEN (SELECT d FROM caaspp.business_days(from_day + 2 * days - 100, from_day - 1, of_lea) d ORDER BY d DESC OFFSET -days - 1 LIMIT 1)
		ELSE (SELECT d FROM caaspp.business_days(from_day, from_day + 2 * days + 100, of_lea) d ORDER BY d OFFSET days LIMIT 1) END;
END;
COMMENT ON FUNCTION caaspp.business_day(date, integer, caaspp.cds_code) IS
	'So many business days after a day, or before it for a negative number. What happens on a weekend or day off counts as of the next business day; 0 days gives that. Null for null days, and where more than 100 days off lie between.';
