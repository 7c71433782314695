-- How long a part takes, for planning; the tests are untimed.

CREATE TABLE caaspp.testing_times (
	part caaspp.test_part NOT NULL,
	grades caaspp.grade_band NOT NULL,
	first_year caaspp.school_year NOT NULL,
	last_year caaspp.school_year,
	minutes integer NOT NULL CHECK (minutes > 0),
	minutes_to integer,
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (part, grades, first_year),
	CHECK (last_year OPERATOR(caaspp.>=) first_year),
	CHECK (minutes_to > minutes)
);

COMMENT ON TABLE caaspp.testing_times IS
	'Estimated minutes of each part by grades and year, for planning only.';
COMMENT ON COLUMN caaspp.testing_times.part IS
	'The test part.';
COMMENT ON COLUMN caaspp.testing_times.grades IS
	'Grades for which the estimate holds.';
COMMENT ON COLUMN caaspp.testing_times.first_year IS
	'First school year in which the rule is in force.';
COMMENT ON COLUMN caaspp.testing_times.last_year IS
	'Last school year in which the rule is in force; null while no end is known.';
COMMENT ON COLUMN caaspp.testing_times.minutes IS
	'Estimated minutes, or the least of a range; log-on and breaks excluded.';
COMMENT ON COLUMN caaspp.testing_times.minutes_to IS
	'The most of a range; null where the state gives one figure.';
COMMENT ON COLUMN caaspp.testing_times.citation IS
	'Where the rule is written, and what was carried from another year.';
