-- From one report to the next: what a change of an attempt's status means.

CREATE TABLE caaspp.attempt_transitions (
	from_status text NOT NULL,
	to_status text NOT NULL,
	evidence text NOT NULL CHECK (evidence IN ('status', 'reopened', 'start gone', 'start later', 'start kept')),
	first_year caaspp.school_year NOT NULL,
	last_year caaspp.school_year,
	kind text NOT NULL CHECK (kind IN ('forward', 'reset', 'reopen', 'restore', 'illegal')),
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (from_status, to_status, evidence, first_year),
	CHECK (last_year OPERATOR(caaspp.>=) first_year),
	CHECK (from_status IN ('absent', 'removed') OR from_status::caaspp.attempt_status IS NOT NULL),
	CHECK (to_status = 'removed' OR to_status::caaspp.attempt_status IS NOT NULL)
);

COMMENT ON TABLE caaspp.attempt_transitions IS
	'What it means when an attempt goes from one status to another between two reports. States in between may have been skipped. Of two rows for one step and year the later first_year wins.';
COMMENT ON COLUMN caaspp.attempt_transitions.from_status IS
	'Status before; absent: never seen; removed: it was there and was taken away.';
COMMENT ON COLUMN caaspp.attempt_transitions.to_status IS
	'Status after; removed: the attempt was taken away.';
COMMENT ON COLUMN caaspp.attempt_transitions.evidence IS
	'What else the dates show: reopened (another reopened_on), start gone, start later, start kept (back after it was removed, with the same start), or nothing: status. A row for status serves where the dates'' own row is missing.';
COMMENT ON COLUMN caaspp.attempt_transitions.first_year IS
	'First school year in which the rule is in force.';
COMMENT ON COLUMN caaspp.attempt_transitions.last_year IS
	'Last school year in which the rule is in force; null while no end is known.';
COMMENT ON COLUMN caaspp.attempt_transitions.kind IS
	'forward: on its way; reset, reopen, restore: a step back by such an appeal; illegal: nothing that the state does leads there.';
COMMENT ON COLUMN caaspp.attempt_transitions.citation IS
	'Where the rule is written, and what was carried from another year.';
