-- Attempts: what happened with each part of a test.

CREATE TABLE IF NOT EXISTS caaspp.attempts (
	school_year   caaspp.school_year,
	ssid          caaspp.ssid,
	part          caaspp.test_part,
	opportunity   integer DEFAULT 1 CHECK (opportunity > 0),
	status        caaspp.attempt_status NOT NULL,
	started_on    date,
	completed_on  date,
	last_day      date,
	reopened_on   date,
	tested_school caaspp.cds_code,
	batch_id      bigint,
	recorded_at   timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, ssid, part, opportunity),
	CONSTRAINT attempts_days CHECK (isfinite(started_on) AND isfinite(completed_on) AND isfinite(reopened_on))
);
CREATE INDEX IF NOT EXISTS attempts_open ON caaspp.attempts (school_year, last_day)
	INCLUDE (ssid, part, opportunity) WHERE stage(status) = 'open';
-- What the planner cannot know of the types: that few are open, and how many a test's are.
CREATE STATISTICS IF NOT EXISTS caaspp.attempts_stages ON (stage(status)) FROM caaspp.attempts;
CREATE STATISTICS IF NOT EXISTS caaspp.attempts_tests ON (assessment(part)) FROM caaspp.attempts;
COMMENT ON STATISTICS caaspp.attempts_stages IS 'How many attempts are open, done or over.';
COMMENT ON STATISTICS caaspp.attempts_tests IS 'How many attempts there are of each assessment.';
CREATE INDEX IF NOT EXISTS attempts_again ON caaspp.attempts (school_year, ssid, part, opportunity) WHERE opportunity > 1;
COMMENT ON TABLE caaspp.attempts IS 'Opportunities of test parts: status and dates. Of a part''s opportunities the highest counts.';
COMMENT ON CONSTRAINT attempts_days ON caaspp.attempts IS 'Days are of the calendar: from infinity none is counted.';
COMMENT ON CONSTRAINT attempts_opportunity_check ON caaspp.attempts IS 'Opportunities are numbered from 1.';
COMMENT ON COLUMN caaspp.attempts.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.attempts.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.attempts.part IS 'The part of the test.';
COMMENT ON COLUMN caaspp.attempts.opportunity IS '1, or higher after an appeal that gave a new opportunity.';
COMMENT ON COLUMN caaspp.attempts.status IS 'Status in the testing platform; its stage is open, done, expired or invalidated.';
COMMENT ON COLUMN caaspp.attempts.started_on IS 'Pacific day of the first log-on; null when the part was not started.';
COMMENT ON COLUMN caaspp.attempts.completed_on IS 'Day of submission; of an expired part, its expiration.';
COMMENT ON COLUMN caaspp.attempts.last_day IS 'Derived from part_rules: last day on which it can be used, before the window''s end is considered.';
COMMENT ON COLUMN caaspp.attempts.reopened_on IS 'Day of an approved reopening.';
COMMENT ON COLUMN caaspp.attempts.tested_school IS 'School where it was taken.';
COMMENT ON COLUMN caaspp.attempts.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.attempts.recorded_at IS 'When the row took its present values.';

CREATE OR REPLACE FUNCTION caaspp.counted_attempts()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, part caaspp.test_part, status caaspp.attempt_status, stage text,
			   done boolean, started_on date, completed_on date, last_day date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	SELECT t.school_year, t.ssid, t.part, t.status, stage(t.status),
		stage(t.status) IN ('done', 'invalidated'), t.started_on, t.completed_on, t.last_day
	FROM caaspp.attempts t
	WHERE NOT EXISTS (SELECT FROM caaspp.attempts h
					  WHERE h.opportunity > 1		-- says nothing new but to the planner: few have one
						AND h.school_year = t.school_year AND h.ssid = t.ssid AND h.part = t.part
						AND h.opportunity > t.opportunity);
END;
COMMENT ON FUNCTION caaspp.counted_attempts() IS
	'The attempt that counts for each student and part: the highest opportunity. done: submitted or invalidated.';
