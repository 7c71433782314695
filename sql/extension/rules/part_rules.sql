-- The parts of a test and how long a started part stays open. A part exists in a year if and only if
-- a row covers the year.

CREATE TABLE caaspp.part_rules (
	part caaspp.test_part NOT NULL,
	first_year caaspp.school_year NOT NULL,
	last_year caaspp.school_year,
	position integer NOT NULL CHECK (position > 0),
	days_active integer NOT NULL CHECK (days_active > 0),
	day_one_inclusive boolean NOT NULL,
	reopen_days integer NOT NULL CHECK (reopen_days > 0),
	pause_minutes integer CHECK (pause_minutes > 0),
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (part, first_year),
	CHECK (last_year OPERATOR(caaspp.>=) first_year)
);

COMMENT ON TABLE caaspp.part_rules IS
	'The parts of each test by year: order, days active, reopening and pause.';
COMMENT ON COLUMN caaspp.part_rules.part IS
	'The test part.';
COMMENT ON COLUMN caaspp.part_rules.first_year IS
	'First school year in which the rule is in force.';
COMMENT ON COLUMN caaspp.part_rules.last_year IS
	'Last school year in which the rule is in force; null while no end is known.';
COMMENT ON COLUMN caaspp.part_rules.position IS
	'Place among the parts of its test, from 1.';
COMMENT ON COLUMN caaspp.part_rules.days_active IS
	'Calendar days for which a started part stays open.';
COMMENT ON COLUMN caaspp.part_rules.day_one_inclusive IS
	'True: the day of the start is day one.';
COMMENT ON COLUMN caaspp.part_rules.reopen_days IS
	'Calendar days for which a reopened part stays open, the day of reopening being day one.';
COMMENT ON COLUMN caaspp.part_rules.pause_minutes IS
	'A longer pause closes the items already answered; null: no pause rule.';
COMMENT ON COLUMN caaspp.part_rules.citation IS
	'Where the rule is written, and what was carried from another year.';
