-- Supports: what each source says a student needs or has, a row a code.

CREATE TABLE IF NOT EXISTS caaspp.support_settings (
	school_year caaspp.school_year,
	source      text CHECK (source IN ('SIS', 'SPED', '504', 'EL', 'TOMS')),
	ssid        caaspp.ssid,
	code        text,
	batch_id    bigint,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, source, ssid, code)
);
CREATE INDEX IF NOT EXISTS support_settings_student ON caaspp.support_settings (school_year, ssid, code, source);
COMMENT ON TABLE caaspp.support_settings IS 'Designated supports and accommodations by source: identified by the district (SIS, SPED, 504, EL), or set in the state''s system (TOMS).';
COMMENT ON COLUMN caaspp.support_settings.school_year IS 'School year; settings do not carry over.';
COMMENT ON COLUMN caaspp.support_settings.source IS 'SIS, SPED, 504, EL, or TOMS.';
COMMENT ON COLUMN caaspp.support_settings.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.support_settings.code IS 'The state''s code in the state''s spelling, see supports.';
COMMENT ON COLUMN caaspp.support_settings.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.support_settings.recorded_at IS 'When the row took its present values.';
ALTER TABLE caaspp.support_settings ADD COLUMN IF NOT EXISTS identified_until date;
COMMENT ON COLUMN caaspp.support_settings.identified_until IS 'Last day for which the source identifies it; null: until the year''s end.';

CREATE TABLE IF NOT EXISTS caaspp.support_snapshots (
	school_year caaspp.school_year,
	source      text CHECK (source IN ('SIS', 'SPED', '504', 'EL', 'TOMS')),
	ssid        caaspp.ssid,
	batch_id    bigint,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, source, ssid)
);
COMMENT ON TABLE caaspp.support_snapshots IS 'The students that a source''s file listed, with or without settings: absent from the report is not the same as without settings.';
COMMENT ON COLUMN caaspp.support_snapshots.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.support_snapshots.source IS 'SIS, SPED, 504, EL, or TOMS.';
COMMENT ON COLUMN caaspp.support_snapshots.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.support_snapshots.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.support_snapshots.recorded_at IS 'When the row took its present values.';
