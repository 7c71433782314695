-- Notices to parents: what was sent.

CREATE TABLE IF NOT EXISTS caaspp.notices (
	school_year caaspp.school_year,
	scope       caaspp.cds_code,
	kind        text,
	sent_on     date,
	language    text,
	note        text,
	batch_id    bigint,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, scope, kind, sent_on)
);
ALTER TABLE caaspp.notices ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS caaspp_reading ON caaspp.notices;
CREATE POLICY caaspp_reading ON caaspp.notices FOR SELECT USING (true);
DROP POLICY IF EXISTS caaspp_grants ON caaspp.notices;
CREATE POLICY caaspp_grants ON caaspp.notices
	USING (scope = ANY ((SELECT granted_scopes())::cds_code[]) OR lea(scope) = ANY ((SELECT granted_scopes())::cds_code[]));
CREATE OR REPLACE TRIGGER stamp BEFORE UPDATE ON caaspp.notices
	FOR EACH ROW EXECUTE FUNCTION caaspp.stamp_trigger();
COMMENT ON TABLE caaspp.notices IS 'Notices to parents that an LEA or school sent. They name no student.';
COMMENT ON COLUMN caaspp.notices.school_year IS 'The school year that it is about.';
COMMENT ON COLUMN caaspp.notices.scope IS 'An LEA (to the parents of all its schools) or a school.';
COMMENT ON COLUMN caaspp.notices.kind IS 'annual notification, testing letter, handbook, website, score report letter: a kind of notice_rules.';
COMMENT ON COLUMN caaspp.notices.sent_on IS 'Day on which it went out or was published.';
COMMENT ON COLUMN caaspp.notices.language IS 'Languages it was sent in.';
COMMENT ON COLUMN caaspp.notices.note IS 'Where a copy is kept, and the like.';
COMMENT ON COLUMN caaspp.notices.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.notices.recorded_at IS 'When the row took its present values.';
