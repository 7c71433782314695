-- A school year's administration: the statewide testing window and what holds for the whole year.

CREATE TABLE caaspp.administrations (
	school_year caaspp.school_year PRIMARY KEY,
	window_starts_on date NOT NULL,
	window_ends_on date NOT NULL,
	caa_science_starts_on date,
	caa_science_parts integer NOT NULL CHECK (caa_science_parts > 0),
	newcomer_since date NOT NULL,
	science_met_by text NOT NULL CHECK (science_met_by IN ('started', 'submitted')),
	science_once_grades caaspp.grade_band NOT NULL DEFAULT '10-12',
	exemption_hours integer NOT NULL DEFAULT 24 CHECK (exemption_hours >= 0),
	suspended_on date,
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	CHECK (window_ends_on >= window_starts_on),
	CHECK (caa_science_starts_on < window_ends_on)
);

COMMENT ON TABLE caaspp.administrations IS
	'The yearly administration: statewide testing window and year-wide facts.';
COMMENT ON COLUMN caaspp.administrations.school_year IS
	'The administration''s school year.';
COMMENT ON COLUMN caaspp.administrations.window_starts_on IS
	'First day on which any school may test (the CAA for Science excepted).';
COMMENT ON COLUMN caaspp.administrations.window_ends_on IS
	'Last day on which any school may test; nothing is reopened afterwards.';
COMMENT ON COLUMN caaspp.administrations.caa_science_starts_on IS
	'First day of the CAA for Science, which opens in September; null where no date was found.';
COMMENT ON COLUMN caaspp.administrations.caa_science_parts IS
	'Number of embedded performance tasks of the CAA for Science.';
COMMENT ON COLUMN caaspp.administrations.newcomer_since IS
	'An English learner who entered a US school on or after this day is a newcomer (NEL), exempt from ELA only.';
COMMENT ON COLUMN caaspp.administrations.science_met_by IS
	'What meets the one-time high-school science requirement: a test started, or every part submitted.';
COMMENT ON COLUMN caaspp.administrations.science_once_grades IS
	'High-school grades in which one science test is taken once.';
COMMENT ON COLUMN caaspp.administrations.exemption_hours IS
	'Hours from the entry of an exemption until the testing platform blocks the test.';
COMMENT ON COLUMN caaspp.administrations.suspended_on IS
	'Day on which the state suspended testing for the rest of the year.';
COMMENT ON COLUMN caaspp.administrations.citation IS
	'Where the rule is written, and what was carried from another year.';
