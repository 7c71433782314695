-- CALPADS enrollment status codes, and which of them bring a student to testing.

CREATE TABLE caaspp.enrollment_statuses (
	code integer PRIMARY KEY,
	title text NOT NULL,
	tests boolean NOT NULL,
	first_year caaspp.school_year NOT NULL,
	last_year caaspp.school_year,
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	CHECK (last_year OPERATOR(caaspp.>=) first_year)
);

COMMENT ON TABLE caaspp.enrollment_statuses IS
	'CALPADS enrollment statuses and whether students under them test.';
COMMENT ON COLUMN caaspp.enrollment_statuses.code IS
	'CALPADS code, field 1.24.';
COMMENT ON COLUMN caaspp.enrollment_statuses.title IS
	'The status in words.';
COMMENT ON COLUMN caaspp.enrollment_statuses.tests IS
	'True: an enrollment with this status is tested.';
COMMENT ON COLUMN caaspp.enrollment_statuses.first_year IS
	'First school year in which the rule is in force.';
COMMENT ON COLUMN caaspp.enrollment_statuses.last_year IS
	'Last school year in which the rule is in force; null while no end is known.';
COMMENT ON COLUMN caaspp.enrollment_statuses.citation IS
	'Where the rule is written, and what was carried from another year.';
