-- What is reported in STAIRS, how severe it is, and which appeals may follow.

CREATE TABLE caaspp.incident_types (
	code text NOT NULL,
	first_year caaspp.school_year NOT NULL,
	last_year caaspp.school_year,
	title text NOT NULL,
	aliases text[],
	severity text CHECK (severity IN ('mild', 'moderate', 'severe')),
	classification text CHECK (classification IN ('impropriety', 'irregularity', 'breach')),
	appeals text[] NOT NULL,
	state_decides boolean NOT NULL,
	report_within_hours integer NOT NULL CHECK (report_within_hours > 0),
	found_in text,
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (code, first_year),
	CHECK (last_year OPERATOR(caaspp.>=) first_year)
);

COMMENT ON TABLE caaspp.incident_types IS
	'Security and test administration incidents: severity and the appeals that may follow.';
COMMENT ON COLUMN caaspp.incident_types.code IS
	'Permanent name of the incident type. Of two rows in a year the later first_year is in force.';
COMMENT ON COLUMN caaspp.incident_types.first_year IS
	'First school year in which the rule is in force.';
COMMENT ON COLUMN caaspp.incident_types.last_year IS
	'Last school year in which the rule is in force; null while no end is known.';
COMMENT ON COLUMN caaspp.incident_types.title IS
	'The incident in the state''s words.';
COMMENT ON COLUMN caaspp.incident_types.aliases IS
	'Other names that files give it; null: none.';
COMMENT ON COLUMN caaspp.incident_types.severity IS
	'Mild, moderate or severe; null where the state gives none.';
COMMENT ON COLUMN caaspp.incident_types.classification IS
	'The later guides'' word: impropriety, irregularity or breach.';
COMMENT ON COLUMN caaspp.incident_types.appeals IS
	'Appeal types that may follow; empty: none.';
COMMENT ON COLUMN caaspp.incident_types.state_decides IS
	'True: the CDE tells the LEA what follows and whether to appeal.';
COMMENT ON COLUMN caaspp.incident_types.report_within_hours IS
	'Hours after the incident within which it is reported.';
COMMENT ON COLUMN caaspp.incident_types.found_in IS
	'The view that shows students whom such an incident befell; null: none does.';
COMMENT ON COLUMN caaspp.incident_types.citation IS
	'Where the rule is written, and what was carried from another year.';
