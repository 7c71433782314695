-- Forecast: will each school finish each test in its window?

CREATE TABLE IF NOT EXISTS caaspp.testing_capacity (
	school_year     caaspp.school_year,
	school          caaspp.cds_code,
	seats           integer CHECK (seats > 0),
	sessions        integer CHECK (sessions > 0),
	session_minutes integer CHECK (session_minutes > 0),
	mondays         boolean,
	fridays         boolean,
	batch_id        bigint,
	recorded_at     timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, school)
);
ALTER TABLE caaspp.testing_capacity ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS caaspp_reading ON caaspp.testing_capacity;
CREATE POLICY caaspp_reading ON caaspp.testing_capacity FOR SELECT USING (true);
DROP POLICY IF EXISTS caaspp_grants ON caaspp.testing_capacity;
CREATE POLICY caaspp_grants ON caaspp.testing_capacity
	USING (school = ANY ((SELECT granted_scopes())::cds_code[]) OR lea(school) = ANY ((SELECT granted_scopes())::cds_code[]));
CREATE OR REPLACE TRIGGER stamp BEFORE UPDATE ON caaspp.testing_capacity
	FOR EACH ROW EXECUTE FUNCTION caaspp.stamp_trigger();
COMMENT ON TABLE caaspp.testing_capacity IS 'What a school can test in a day, and on which days. What a school''s row leaves null is its LEA''s, else that of forecast_rules.';
COMMENT ON COLUMN caaspp.testing_capacity.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.testing_capacity.school IS 'A school, or an LEA (seven digits) for all its schools.';
COMMENT ON COLUMN caaspp.testing_capacity.seats IS 'Students who can test at once: seats or devices, whichever is fewer. An LEA''s row: in each school.';
COMMENT ON COLUMN caaspp.testing_capacity.sessions IS 'Sessions a day; null counts as 1 where there are seats.';
COMMENT ON COLUMN caaspp.testing_capacity.session_minutes IS 'Minutes a session.';
COMMENT ON COLUMN caaspp.testing_capacity.mondays IS 'Tests on Mondays.';
COMMENT ON COLUMN caaspp.testing_capacity.fridays IS 'Tests on Fridays.';
COMMENT ON COLUMN caaspp.testing_capacity.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.testing_capacity.recorded_at IS 'When the row took its present values.';

CREATE OR REPLACE FUNCTION caaspp.year_forecast_rules()
RETURNS TABLE (school_year caaspp.school_year, goal_percent numeric, pace_days integer, least_days integer, least_parts integer,
			   deviate double precision, quickening double precision, mondays boolean, fridays boolean, session_minutes integer)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
	SELECT DISTINCT ON (y.school_year) y.school_year, r.goal_percent, r.pace_days, r.least_days, r.least_parts,
		r.deviate::double precision, r.quickening::double precision, r.mondays, r.fridays, r.session_minutes
	FROM caaspp.administrations y
		JOIN caaspp.forecast_rules r ON in_force(r.first_year, r.last_year, y.school_year)
	ORDER BY y.school_year, r.first_year DESC;
END;
COMMENT ON FUNCTION caaspp.year_forecast_rules() IS
	'How the forecast of each school year reckons: of two rows of forecast_rules the later first_year.';

CREATE OR REPLACE FUNCTION caaspp.part_minutes()
RETURNS TABLE (school_year caaspp.school_year, assessment caaspp.assessment, grade caaspp.grade, minutes numeric)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT p.school_year, p.assessment, g.grade, avg(coalesce(t.minutes_to, t.minutes))
	FROM year_parts() p
		JOIN caaspp.testing_times t ON t.part = p.part AND in_force(t.first_year, t.last_year, p.school_year)
		CROSS JOIN LATERAL unnest(t.grades) g(grade)
	GROUP BY p.school_year, p.assessment, g.grade;
END;
COMMENT ON FUNCTION caaspp.part_minutes() IS
	'Estimated minutes of a part of each assessment in each grade, on the average of its parts; of a range the most. Source: testing_times.';

CREATE OR REPLACE FUNCTION caaspp.parts_to_do()
RETURNS TABLE (school_year caaspp.school_year, school caaspp.cds_code, lea caaspp.cds_code, assessment caaspp.assessment,
			   window_ends_on date, tests_left integer, parts integer, parts_left integer, minutes_left numeric)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT a.school_year, a.school, a.lea, a.assessment, max(a.window_ends_on),
		(count(*) FILTER (WHERE NOT a.completed))::integer, sum(count_parts(a.parts))::integer, sum(count_parts(a.parts & ~a.parts_done))::integer,
		coalesce(sum(count_parts(a.parts & ~a.parts_done) * m.minutes), 0)
	FROM active_assignments() a
		LEFT JOIN part_minutes() m ON m.school_year = a.school_year AND m.assessment = a.assessment AND m.grade = a.grade
	WHERE a.year_text = ANY (ARRAY(SELECT y.school_year::text FROM testing_years() y)) AND NOT a.exempt AND a.parts > 0 AND a.window_ends_on >= (SELECT today())
	GROUP BY a.school_year, a.site, a.school, a.lea, a.assessment;
END;
COMMENT ON FUNCTION caaspp.parts_to_do() IS
	'By school and assessment whose window is not over: parts of the active tests without PGE or NTE, those not submitted, and the estimated minutes of these.';

CREATE OR REPLACE FUNCTION caaspp.school_capacity()
RETURNS TABLE (school_year caaspp.school_year, school caaspp.cds_code, window_ends_on date, mondays boolean, fridays boolean,
			   minutes_a_day integer, minutes_left numeric)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT s.school_year, s.school, s.window_ends_on,
		coalesce(c.mondays, l.mondays, r.mondays, true), coalesce(c.fridays, l.fridays, r.fridays, true),
		coalesce(c.seats, l.seats) * coalesce(c.sessions, l.sessions, 1) * coalesce(c.session_minutes, l.session_minutes, r.session_minutes),
		s.minutes_left
	FROM (SELECT p.school_year, p.school, max(p.window_ends_on) AS window_ends_on, sum(p.minutes_left) AS minutes_left
		  FROM parts_to_do() p GROUP BY p.school_year, p.school) s
		LEFT JOIN year_forecast_rules() r ON r.school_year = s.school_year
		LEFT JOIN caaspp.testing_capacity c ON c.school_year = s.school_year AND c.school = s.school
		LEFT JOIN caaspp.testing_capacity l ON l.school_year = s.school_year AND l.school = lea(s.school);
END;
COMMENT ON FUNCTION caaspp.school_capacity() IS
	'By school: whether it tests on Mondays and Fridays, the minutes of testing that its seats hold in a day (null where testing_capacity names no seats), and the estimated minutes of all that it has still to test.';

CREATE OR REPLACE FUNCTION caaspp.submitted_parts()
RETURNS TABLE (school_year caaspp.school_year, school caaspp.cds_code, lea caaspp.cds_code, assessment caaspp.assessment, day date, parts integer)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	SELECT a.school_year, a.school, a.lea, a.assessment, t.completed_on, count(*)::integer
	FROM active_assignments() a
		JOIN counted_attempts() t ON t.school_year = a.school_year AND t.ssid = a.ssid AND assessment(t.part) = a.assessment
	WHERE a.school_year = ANY (ARRAY(SELECT y.school_year FROM testing_years() y)) AND NOT a.exempt AND t.done AND t.completed_on IS NOT NULL AND a.window_ends_on >= (SELECT today())
	GROUP BY a.school_year, a.school, a.lea, a.assessment, t.completed_on;
END;
COMMENT ON FUNCTION caaspp.submitted_parts() IS
	'Parts submitted a day by school and assessment, of active tests without PGE or NTE. Undated ones are left out.';

CREATE OR REPLACE VIEW caaspp.completion_forecast WITH (security_invoker = true) AS
SELECT f.school_year::text AS school_year, f.lea::text AS lea_cds, l.name AS lea_name, f.school::text AS school_cds, s.name AS school_name,
	f.assessment::text AS assessment, f.window_ends_on, f.days_left, f.tests_left, f.parts, f.parts_left, f.to_goal,
	f.data_through, f.pace_days, round(f.pace::numeric, 1) AS pace,
	CASE WHEN f.days_left > 0 THEN round(greatest(f.to_goal, 0)::numeric / f.days_left, 1) END AS needed_per_day,
	f.days_needed, round(f.expected_done)::integer AS expected_done, f.low, f.high,
	CASE WHEN f.to_goal <= 0 THEN 'finished'
		 WHEN f.days_left = 0 OR f.days_needed > f.days_left THEN 'will not finish'
		 WHEN f.high IS NULL THEN 'too little data'
		 WHEN f.high < f.to_goal THEN 'will not finish'
		 WHEN f.low >= f.to_goal THEN 'on track'
		 ELSE 'at risk' END AS verdict
FROM (SELECT p.school_year, p.school, p.lea, p.assessment, p.window_ends_on, p.tests_left, p.parts, p.parts_left,
			 ceil(p.parts * r.goal_percent / 100)::integer - (p.parts - p.parts_left) AS to_goal,
			 w.data_through, w.pace_days, w.pace, w.days_left, round(o.minutes_left / o.minutes_a_day, 1) AS days_needed,
			 CASE WHEN m.most < b.expected THEN m.most ELSE b.expected END AS expected_done,
			 (CASE WHEN m.most < b.low THEN m.most ELSE b.low END)::integer AS low, (CASE WHEN m.most < b.high THEN m.most ELSE b.high END)::integer AS high
	  FROM parts_to_do() p
		JOIN year_forecast_rules() r ON r.school_year = p.school_year
		JOIN paces() w ON w.school_year = p.school_year AND w.school = p.school AND w.lea = p.lea AND w.assessment = p.assessment
		LEFT JOIN school_capacity() o ON o.school_year = p.school_year AND o.school = p.school
		CROSS JOIN LATERAL (SELECT CASE WHEN o.minutes_a_day > 0 AND o.minutes_left > 0		-- each test its share of the seats
										THEN ceil(p.parts_left * least(1, w.days_ahead * o.minutes_a_day / o.minutes_left)) END AS most) m
		CROSS JOIN LATERAL forecast_bounds(
			CASE WHEN w.pace_days >= r.least_days AND w.parts_done >= r.least_parts THEN p.parts_left END,
			w.days_ahead, w.pace_days, w.pace, w.variance, w.sum_left, r.deviate, r.quickening) b) f
	LEFT JOIN caaspp.organizations s ON s.cds = f.school
	LEFT JOIN caaspp.organizations l ON l.cds = f.lea;
COMMENT ON VIEW caaspp.completion_forecast IS 'Whether each school will finish each test in its window, while that runs: parts left, testing days left, the recent pace, how many parts are expected to be submitted with bounds that are meant to hold nine of ten times, and a verdict. Counts parts of active tests without PGE or NTE.';
COMMENT ON COLUMN caaspp.completion_forecast.window_ends_on IS 'Last day of the school''s window.';
COMMENT ON COLUMN caaspp.completion_forecast.tests_left IS 'Tests not completed.';
COMMENT ON COLUMN caaspp.completion_forecast.parts IS 'Parts of all the tests.';
COMMENT ON COLUMN caaspp.completion_forecast.parts_left IS 'Parts not submitted.';
COMMENT ON COLUMN caaspp.completion_forecast.to_goal IS 'Parts still to be submitted for the goal of forecast_rules (95 percent); 0 or less: reached.';
COMMENT ON COLUMN caaspp.completion_forecast.data_through IS 'Day through which the LEA''s submitted parts are known, never today; null when none is.';
COMMENT ON COLUMN caaspp.completion_forecast.pace_days IS 'Testing days from which the pace is taken.';
COMMENT ON COLUMN caaspp.completion_forecast.pace IS 'Parts submitted a testing day, of these days; null when there are none.';
COMMENT ON COLUMN caaspp.completion_forecast.needed_per_day IS 'Parts a testing day that reach the goal; null when no day is left.';
COMMENT ON COLUMN caaspp.completion_forecast.days_needed IS 'Days that the seats need for all that the school has still to test, by the estimated times; null without seats in testing_capacity.';
COMMENT ON COLUMN caaspp.completion_forecast.expected_done IS 'Of the parts left: expected to be submitted by the window''s end; null with too little data.';
COMMENT ON COLUMN caaspp.completion_forecast.low IS 'Of the parts left: at least so many, as a lower bound; null with too little data.';
COMMENT ON COLUMN caaspp.completion_forecast.high IS 'Of the parts left: at most so many, as an upper bound; null with too little data.';
COMMENT ON COLUMN caaspp.completion_forecast.verdict IS 'finished, on track (even the lower bound reaches the goal), at risk, will not finish (not even the upper bound, or the seats do not suffice), or too little data.';
