-- Testing windows that the LEA selected, by school or for all of its schools.

CREATE TABLE IF NOT EXISTS caaspp.testing_windows (
	school_year caaspp.school_year,
	school      caaspp.cds_code,
	starts_on   date,
	ends_on     date,
	batch_id    bigint,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, school, starts_on),
	CHECK (ends_on >= starts_on),
	CONSTRAINT testing_windows_days CHECK (isfinite(starts_on) AND isfinite(ends_on))
);
ALTER TABLE caaspp.testing_windows ADD COLUMN IF NOT EXISTS make_up_days integer CHECK (make_up_days >= 0);
COMMENT ON TABLE caaspp.testing_windows IS 'Selected testing windows. A school''s own windows come before its LEA''s, those before the statewide window of administrations.';
COMMENT ON CONSTRAINT testing_windows_days ON caaspp.testing_windows IS 'Days are of the calendar: from infinity none is counted.';
COMMENT ON CONSTRAINT testing_windows_check ON caaspp.testing_windows IS 'The window ends on the day on which it begins, or later.';
COMMENT ON CONSTRAINT testing_windows_make_up_days_check ON caaspp.testing_windows IS 'There are no fewer than 0 make-up days.';
COMMENT ON COLUMN caaspp.testing_windows.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.testing_windows.school IS 'A school, or an LEA (seven digits) for all its schools.';
COMMENT ON COLUMN caaspp.testing_windows.starts_on IS 'First day of testing.';
COMMENT ON COLUMN caaspp.testing_windows.ends_on IS 'Last day of testing.';
COMMENT ON COLUMN caaspp.testing_windows.make_up_days IS 'School days at the end that are kept for students who were absent; null: none.';
COMMENT ON COLUMN caaspp.testing_windows.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.testing_windows.recorded_at IS 'When the row took its present values.';

CREATE OR REPLACE FUNCTION caaspp.window_end(of_year caaspp.school_year, of_school caaspp.cds_code)
RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(
	(SELECT max(w.ends_on) FROM caaspp.testing_windows w WHERE w.school_year = of_year AND w.school = of_school),
	(SELECT max(w.ends_on) FROM caaspp.testing_windows w WHERE w.school_year = of_year AND w.school = lea(of_school)),
	(SELECT y.window_ends_on FROM caaspp.administrations y WHERE y.school_year = of_year));
COMMENT ON FUNCTION caaspp.window_end(caaspp.school_year, caaspp.cds_code) IS
	'The last day on which a school can test in a year: the latest end of its own windows, else of its LEA''s, else of the statewide window; null for a year without rules.';

CREATE OR REPLACE FUNCTION caaspp.window_start(of_year caaspp.school_year, of_school caaspp.cds_code)
RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(
	(SELECT min(w.starts_on) FROM caaspp.testing_windows w WHERE w.school_year = of_year AND w.school = of_school),
	(SELECT min(w.starts_on) FROM caaspp.testing_windows w WHERE w.school_year = of_year AND w.school = lea(of_school)),
	(SELECT y.window_starts_on FROM caaspp.administrations y WHERE y.school_year = of_year));
COMMENT ON FUNCTION caaspp.window_start(caaspp.school_year, caaspp.cds_code) IS
	'The first day on which a school can test in a year: the earliest start of its own windows, else of its LEA''s, else of the statewide window; null for a year without rules.';

CREATE OR REPLACE FUNCTION caaspp.testing_years()
RETURNS TABLE (school_year caaspp.school_year, ends_on date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT y.school_year, y.window_ends_on
	FROM caaspp.administrations y
	WHERE (SELECT today()) BETWEEN starts_on(y.school_year) AND y.window_ends_on;
END;
COMMENT ON FUNCTION caaspp.testing_years() IS
	'The school years whose statewide window is not over on caaspp.today(): one, or two in July.';
