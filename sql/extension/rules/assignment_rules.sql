-- Who takes which test. A student has an assessment when one of its rules fits grade, alternate
-- assessment, election and the high-school science requirement.

CREATE TABLE caaspp.assignment_rules (
	rule_id text NOT NULL,
	first_year caaspp.school_year NOT NULL,
	last_year caaspp.school_year,
	assessment caaspp.assessment NOT NULL,
	grades caaspp.grade_band NOT NULL,
	origin text NOT NULL CHECK (origin IN ('default', 'alternate', 'elective', 'optional')),
	alternate boolean,
	elected text CHECK (elected IN ('science', 'spanish')),
	science_unmet boolean NOT NULL,
	priority integer NOT NULL,
	reason text NOT NULL,
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (rule_id, first_year),
	CHECK (last_year OPERATOR(caaspp.>=) first_year)
);

COMMENT ON TABLE caaspp.assignment_rules IS
	'Which students are assigned which test.';
COMMENT ON COLUMN caaspp.assignment_rules.rule_id IS
	'Permanent name of the rule; assignments carry it. Of two rows with one name in a year the later first_year is in force.';
COMMENT ON COLUMN caaspp.assignment_rules.first_year IS
	'First school year in which the rule is in force.';
COMMENT ON COLUMN caaspp.assignment_rules.last_year IS
	'Last school year in which the rule is in force; null while no end is known.';
COMMENT ON COLUMN caaspp.assignment_rules.assessment IS
	'The test that the rule assigns.';
COMMENT ON COLUMN caaspp.assignment_rules.grades IS
	'Grades to which the rule applies.';
COMMENT ON COLUMN caaspp.assignment_rules.origin IS
	'How the assignment comes about: default, alternate, elective or optional.';
COMMENT ON COLUMN caaspp.assignment_rules.alternate IS
	'True: only students on the alternate assessment; false: only the others; null: both.';
COMMENT ON COLUMN caaspp.assignment_rules.elected IS
	'The election that must have been made: science or spanish; null: none.';
COMMENT ON COLUMN caaspp.assignment_rules.science_unmet IS
	'True: only while the one-time high-school science requirement is not met and grade twelve is not repeated.';
COMMENT ON COLUMN caaspp.assignment_rules.priority IS
	'Of two rules that give a student the same test, the smaller number decides; then the name.';
COMMENT ON COLUMN caaspp.assignment_rules.reason IS
	'The rule in plain words, for a coordinator.';
COMMENT ON COLUMN caaspp.assignment_rules.citation IS
	'Where the rule is written, and what was carried from another year.';
