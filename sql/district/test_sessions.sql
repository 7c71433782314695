-- Test sessions: a school's schedule, which part is tested when, where and by whom. It names no student.

CREATE TABLE IF NOT EXISTS caaspp.test_sessions (
	school_year caaspp.school_year,
	school      caaspp.cds_code,
	session     text,
	part        caaspp.test_part,
	starts_at   timestamptz,
	minutes     integer CHECK (minutes > 0),
	grade       caaspp.grade,
	section     text,
	room        text,
	seats       integer CHECK (seats > 0),
	make_up     boolean NOT NULL DEFAULT false,
	batch_id    bigint,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, school, session),
	CONSTRAINT test_sessions_days CHECK (isfinite(starts_at))
);
COMMENT ON TABLE caaspp.test_sessions IS 'A school''s schedule: when which part is tested with whom. A row a session; a part may take several.';
COMMENT ON COLUMN caaspp.test_sessions.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.test_sessions.school IS 'The school.';
COMMENT ON COLUMN caaspp.test_sessions.session IS 'The school''s own name or number for it, one in the year.';
COMMENT ON COLUMN caaspp.test_sessions.part IS 'The part that is tested.';
COMMENT ON COLUMN caaspp.test_sessions.starts_at IS 'When it begins.';
COMMENT ON COLUMN caaspp.test_sessions.minutes IS 'How long it lasts.';
COMMENT ON COLUMN caaspp.test_sessions.grade IS 'The grade that is tested; null: all who take the part.';
COMMENT ON COLUMN caaspp.test_sessions.section IS 'The class that is tested, as class_sections names it; null: everyone.';
COMMENT ON COLUMN caaspp.test_sessions.room IS 'Where.';
COMMENT ON COLUMN caaspp.test_sessions.seats IS 'Students who can test at once there: seats or devices, whichever is fewer.';
COMMENT ON COLUMN caaspp.test_sessions.make_up IS 'For students who were absent.';
COMMENT ON COLUMN caaspp.test_sessions.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.test_sessions.recorded_at IS 'When the row took its present values.';
COMMENT ON CONSTRAINT test_sessions_days ON caaspp.test_sessions IS 'Days are of the calendar: from infinity none is counted.';
COMMENT ON CONSTRAINT test_sessions_minutes_check ON caaspp.test_sessions IS 'A session lasts a minute or more.';
COMMENT ON CONSTRAINT test_sessions_seats_check ON caaspp.test_sessions IS 'There is a seat or more.';
