-- The participation rate, which is not the completion rate: who is expected, and how many must take part.

CREATE TABLE caaspp.participation_rules (
	subject text NOT NULL CHECK (subject IN ('ELA', 'MATH', 'SCIENCE')),
	first_year caaspp.school_year NOT NULL,
	last_year caaspp.school_year,
	target_percent numeric(5,2) NOT NULL CHECK (target_percent > 0 AND target_percent <= 100),
	excludes_nte boolean NOT NULL,
	excludes_newcomers boolean NOT NULL,
	public_minimum integer NOT NULL DEFAULT 11 CHECK (public_minimum > 0),
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (subject, first_year),
	CHECK (last_year OPERATOR(caaspp.>=) first_year)
);

COMMENT ON TABLE caaspp.participation_rules IS
	'Participation by subject: target and who is left out.';
COMMENT ON COLUMN caaspp.participation_rules.subject IS
	'Subject, general and alternate assessment together.';
COMMENT ON COLUMN caaspp.participation_rules.first_year IS
	'First school year in which the rule is in force.';
COMMENT ON COLUMN caaspp.participation_rules.last_year IS
	'Last school year in which the rule is in force; null while no end is known.';
COMMENT ON COLUMN caaspp.participation_rules.target_percent IS
	'Percentage of expected students who must take part.';
COMMENT ON COLUMN caaspp.participation_rules.excludes_nte IS
	'Students with a medical emergency (NTE) are not expected.';
COMMENT ON COLUMN caaspp.participation_rules.excludes_newcomers IS
	'Newcomers (NEL) are not expected.';
COMMENT ON COLUMN caaspp.participation_rules.public_minimum IS
	'Smallest group whose figures may be published; smaller ones are suppressed.';
COMMENT ON COLUMN caaspp.participation_rules.citation IS
	'Where the rule is written, and what was carried from another year.';
