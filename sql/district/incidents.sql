-- Incidents: the district's own log of what is reported in STAIRS, the students concerned, and the appeals for them. They name nobody.

CREATE TABLE IF NOT EXISTS caaspp.incidents (
	school_year   caaspp.school_year,
	school        caaspp.cds_code,
	incident      text,
	kind          text,
	occurred_at   timestamptz,
	assessment    caaspp.assessment,
	students      integer CHECK (students >= 0),
	reported_at   timestamptz,
	stairs_number text,
	directions    text,
	closed_on     date,
	batch_id      bigint,
	recorded_at   timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, school, incident),
	CONSTRAINT incidents_order CHECK (caaspp.pacific_date(reported_at) >= caaspp.pacific_date(occurred_at)),
	CONSTRAINT incidents_closing CHECK (closed_on >= caaspp.pacific_date(occurred_at)),
	CONSTRAINT incidents_days CHECK (isfinite(occurred_at) AND isfinite(reported_at) AND isfinite(closed_on))
);
COMMENT ON TABLE caaspp.incidents IS 'Security and test administration incidents of a school, a row each, as the district logs them. Without names.';
COMMENT ON COLUMN caaspp.incidents.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.incidents.school IS 'The school where it happened.';
COMMENT ON COLUMN caaspp.incidents.incident IS 'The district''s own number for it, one of the school in the year.';
COMMENT ON COLUMN caaspp.incidents.kind IS 'Code of incident_types.';
COMMENT ON COLUMN caaspp.incidents.occurred_at IS 'When it happened; midnight where only the day is known.';
COMMENT ON COLUMN caaspp.incidents.assessment IS 'The test; null: several.';
COMMENT ON COLUMN caaspp.incidents.students IS 'How many students are concerned, as reported; incident_students lists those whose SSID the state asks for.';
COMMENT ON COLUMN caaspp.incidents.reported_at IS 'When it was filed in STAIRS; midnight where only the day is known, null: not yet.';
COMMENT ON COLUMN caaspp.incidents.stairs_number IS 'The number that STAIRS gave it.';
COMMENT ON COLUMN caaspp.incidents.directions IS 'How to proceed, as the state answered, without names.';
COMMENT ON COLUMN caaspp.incidents.closed_on IS 'Day on which nothing was left to do; null while open.';
COMMENT ON COLUMN caaspp.incidents.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.incidents.recorded_at IS 'When the row took its present values.';
COMMENT ON CONSTRAINT incidents_order ON caaspp.incidents IS 'An incident is not reported before the day on which it happened.';
COMMENT ON CONSTRAINT incidents_closing ON caaspp.incidents IS 'An incident is not closed before the day on which it happened.';
COMMENT ON CONSTRAINT incidents_days ON caaspp.incidents IS 'Days are of the calendar: from infinity none is counted.';
COMMENT ON CONSTRAINT incidents_students_check ON caaspp.incidents IS 'There are no fewer than 0 students.';

CREATE TABLE IF NOT EXISTS caaspp.incident_students (
	school_year caaspp.school_year,
	ssid        caaspp.ssid,
	school      caaspp.cds_code,
	incident    text,
	part        caaspp.test_part,
	appeal      text,
	filed_on    date,
	decided_on  date,
	approved    boolean,
	batch_id    bigint,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, ssid, school, incident, part),
	CONSTRAINT incident_students_order CHECK (decided_on >= filed_on),
	CONSTRAINT incident_students_days CHECK (isfinite(filed_on) AND isfinite(decided_on))
);
COMMENT ON TABLE caaspp.incident_students IS 'Students whom an incident concerns, a row a part of a test, and the appeal for it.';
COMMENT ON COLUMN caaspp.incident_students.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.incident_students.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.incident_students.school IS 'The school where it happened.';
COMMENT ON COLUMN caaspp.incident_students.incident IS 'The district''s own number of the incident.';
COMMENT ON COLUMN caaspp.incident_students.part IS 'The part of the test.';
COMMENT ON COLUMN caaspp.incident_students.appeal IS 'Code of appeal_types that is asked for; null: none.';
COMMENT ON COLUMN caaspp.incident_students.filed_on IS 'Day on which the appeal was filed; null: not yet.';
COMMENT ON COLUMN caaspp.incident_students.decided_on IS 'Day of the state''s answer; null while open.';
COMMENT ON COLUMN caaspp.incident_students.approved IS 'The state''s answer; null while open.';
COMMENT ON COLUMN caaspp.incident_students.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.incident_students.recorded_at IS 'When the row took its present values.';
COMMENT ON CONSTRAINT incident_students_order ON caaspp.incident_students IS 'An appeal is not decided before it was filed.';
COMMENT ON CONSTRAINT incident_students_days ON caaspp.incident_students IS 'Days are of the calendar: from infinity none is counted.';
