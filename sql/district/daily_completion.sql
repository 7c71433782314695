-- The daily close: one row a school, grade, assessment and day, so that a trend needs no history to be replayed.

CREATE TABLE IF NOT EXISTS caaspp.daily_completion (
	day         date NOT NULL,
	school_year caaspp.school_year NOT NULL,
	lea         caaspp.cds_code,
	school      caaspp.cds_code,
	grade       caaspp.grade NOT NULL,
	assessment  caaspp.assessment NOT NULL,
	total       integer NOT NULL,
	started     integer NOT NULL,
	completed   integer NOT NULL,
	pge         integer NOT NULL,
	nte         integer NOT NULL,
	known_at    timestamptz NOT NULL,
	UNIQUE NULLS NOT DISTINCT (school_year, school, lea, grade, assessment, day)
);
ALTER TABLE caaspp.daily_completion ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS caaspp_grants ON caaspp.daily_completion;
CREATE POLICY caaspp_grants ON caaspp.daily_completion
	USING (school = ANY ((SELECT granted_scopes())::cds_code[]) OR lea(school) = ANY ((SELECT granted_scopes())::cds_code[])
		   OR lea = ANY ((SELECT granted_scopes())::cds_code[]));
CREATE INDEX IF NOT EXISTS daily_completion_day ON caaspp.daily_completion (day);
COMMENT ON TABLE caaspp.daily_completion IS 'Completion at the end of each day that was closed (close_day()). Counts only, no students.';
COMMENT ON COLUMN caaspp.daily_completion.day IS 'The day, in California.';
COMMENT ON COLUMN caaspp.daily_completion.school_year IS 'School year of the tests.';
COMMENT ON COLUMN caaspp.daily_completion.lea IS 'LEA that is accountable for the students; null where no school is known.';
COMMENT ON COLUMN caaspp.daily_completion.school IS 'School; null where none is known.';
COMMENT ON COLUMN caaspp.daily_completion.grade IS 'Grade in which the test is taken.';
COMMENT ON COLUMN caaspp.daily_completion.assessment IS 'The test.';
COMMENT ON COLUMN caaspp.daily_completion.total IS 'Active assignments, exempt ones included.';
COMMENT ON COLUMN caaspp.daily_completion.started IS 'Of the total: some part was logged on to.';
COMMENT ON COLUMN caaspp.daily_completion.completed IS 'Of the total: every part submitted or invalidated and no PGE or NTE.';
COMMENT ON COLUMN caaspp.daily_completion.pge IS 'Of the total: parent or guardian exemptions.';
COMMENT ON COLUMN caaspp.daily_completion.nte IS 'Of the total: medical emergency exemptions.';
COMMENT ON COLUMN caaspp.daily_completion.known_at IS 'By what was known at this moment: the last of the day, or the one that close_day() was given.';

CREATE OR REPLACE VIEW caaspp.completion_trend WITH (security_invoker = true) AS
SELECT d.school_year::text AS school_year, d.lea::text AS lea_cds, l.name AS lea_name, d.school::text AS school_cds, s.name AS school_name,
	d.grade::text AS grade, grade_order(d.grade) AS grade_order, d.assessment::text AS assessment, d.day,
	d.total, d.started, d.completed, d.pge, d.nte, round(100.0 * d.completed / d.total, 2) AS completion_rate,
	lag(d.day) OVER w AS day_before,
	d.total - lag(d.total) OVER w AS total_change,
	d.started - lag(d.started) OVER w AS started_change,
	d.completed - lag(d.completed) OVER w AS completed_change
FROM caaspp.daily_completion d
	LEFT JOIN caaspp.organizations s ON s.cds = d.school
	LEFT JOIN caaspp.organizations l ON l.cds = d.lea
WINDOW w AS (PARTITION BY d.school_year, d.school, d.lea, d.grade, d.assessment ORDER BY d.day);
COMMENT ON VIEW caaspp.completion_trend IS 'Completion day by day, as closed, and what changed since the closed day before.';
COMMENT ON COLUMN caaspp.completion_trend.day IS 'The day, in California.';
COMMENT ON COLUMN caaspp.completion_trend.day_before IS 'The closed day before, to which the changes refer; null on the first.';
COMMENT ON COLUMN caaspp.completion_trend.total_change IS 'total less that of day_before; null on the first.';
COMMENT ON COLUMN caaspp.completion_trend.started_change IS 'started less that of day_before; null on the first.';
COMMENT ON COLUMN caaspp.completion_trend.completed_change IS 'completed less that of day_before; null on the first.';
