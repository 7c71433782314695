-- What the state's own reports said: its assignments, and results.

CREATE TABLE IF NOT EXISTS caaspp.toms_assignments (
	school_year caaspp.school_year,
	ssid        caaspp.ssid,
	assessment  caaspp.assessment,
	batch_id    bigint,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, ssid, assessment)
);
COMMENT ON TABLE caaspp.toms_assignments IS 'What the state''s test assignment report (TOMS) listed.';
COMMENT ON COLUMN caaspp.toms_assignments.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.toms_assignments.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.toms_assignments.assessment IS 'The test assigned there.';
COMMENT ON COLUMN caaspp.toms_assignments.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.toms_assignments.recorded_at IS 'When the row took its present values.';

CREATE TABLE IF NOT EXISTS caaspp.toms_years (
	school_year caaspp.school_year PRIMARY KEY
);
COMMENT ON TABLE caaspp.toms_years IS 'Derived: the years of which toms_assignments lists anything, for roles that see only some of it. Holds no student.';
COMMENT ON COLUMN caaspp.toms_years.school_year IS 'School year.';

CREATE OR REPLACE FUNCTION caaspp.listed_years()
RETURNS TABLE (school_year caaspp.school_year)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 5
BEGIN ATOMIC
	SELECT t.school_year FROM caaspp.toms_assignments t
	UNION ALL
	SELECT y.school_year FROM caaspp.toms_years y WHERE row_security_active('caaspp.toms_assignments');
END;
COMMENT ON FUNCTION caaspp.listed_years() IS
	'The years, more than once, for which there is a list of assigned tests of TOMS. Of a school that it does not list at all a role sees nothing of the list: then toms_years says that there is one.';

CREATE TABLE IF NOT EXISTS caaspp.results (
	school_year       caaspp.school_year,
	ssid              caaspp.ssid,
	assessment        caaspp.assessment,
	scale_score       integer,
	achievement_level integer CHECK (achievement_level BETWEEN 1 AND 9),
	condition_code    caaspp.condition_code,
	attemptedness     text CHECK (attemptedness IN ('N', 'P', 'Y')),
	score_status      text CHECK (score_status IN ('V', 'I')),
	include_indicator text CHECK (include_indicator IN ('Y', 'N', 'E', 'T', 'R')),
	batch_id          bigint,
	recorded_at       timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, ssid, assessment)
);
COMMENT ON TABLE caaspp.results IS 'Scores as the student score file reports them.';
COMMENT ON COLUMN caaspp.results.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.results.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.results.assessment IS 'The test.';
COMMENT ON COLUMN caaspp.results.scale_score IS 'Scale score; null when there is none.';
COMMENT ON COLUMN caaspp.results.achievement_level IS '1 to 4 (alternate and Spanish assessments 1 to 3), 9 where the file says so.';
COMMENT ON COLUMN caaspp.results.condition_code IS 'Condition code of the record.';
COMMENT ON COLUMN caaspp.results.attemptedness IS 'N, P (partially) or Y.';
COMMENT ON COLUMN caaspp.results.score_status IS 'V valid, I invalid; null when there is no score.';
COMMENT ON COLUMN caaspp.results.include_indicator IS 'Y counted; T, R, E, N not, see the score file''s layout.';
COMMENT ON COLUMN caaspp.results.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.results.recorded_at IS 'When the row took its present values.';
COMMENT ON CONSTRAINT results_achievement_level_check ON caaspp.results IS 'Achievement levels are numbered from 1 to 9.';
