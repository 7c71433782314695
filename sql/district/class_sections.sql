-- Classes: who is in which, as the student-information system has them.

CREATE TABLE IF NOT EXISTS caaspp.class_sections (
	school_year caaspp.school_year,
	ssid        caaspp.ssid,
	school      caaspp.cds_code,
	section     text,
	batch_id    bigint,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, ssid, school, section)
);
COMMENT ON TABLE caaspp.class_sections IS 'Which classes a student is in, as the student-information system names them.';
COMMENT ON COLUMN caaspp.class_sections.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.class_sections.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.class_sections.school IS 'School of the class.';
COMMENT ON COLUMN caaspp.class_sections.section IS 'The class, unique in its school and year.';
COMMENT ON COLUMN caaspp.class_sections.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.class_sections.recorded_at IS 'When the row took its present values.';
