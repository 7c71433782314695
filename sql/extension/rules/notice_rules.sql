-- Notices to parents: which duty each kind of notice satisfies.

CREATE TABLE caaspp.notice_rules (
	duty text NOT NULL,
	kind text NOT NULL,
	first_year caaspp.school_year NOT NULL,
	last_year caaspp.school_year,
	says text NOT NULL,
	required boolean NOT NULL,
	before_testing boolean NOT NULL,
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (duty, kind, first_year),
	CHECK (last_year OPERATOR(caaspp.>=) first_year)
);

COMMENT ON TABLE caaspp.notice_rules IS
	'Which kind of notice to parents satisfies which duty of an LEA, a row a duty and kind.';
COMMENT ON COLUMN caaspp.notice_rules.duty IS
	'What parents are to be told: participation, exemption, schedule, resources, results or support.';
COMMENT ON COLUMN caaspp.notice_rules.kind IS
	'A kind of notice that tells them.';
COMMENT ON COLUMN caaspp.notice_rules.first_year IS
	'First school year in which the rule is in force.';
COMMENT ON COLUMN caaspp.notice_rules.last_year IS
	'Last school year in which the rule is in force; null while no end is known.';
COMMENT ON COLUMN caaspp.notice_rules.says IS
	'The duty in words.';
COMMENT ON COLUMN caaspp.notice_rules.required IS
	'True: the law demands it each year; false: the state''s guide advises it.';
COMMENT ON COLUMN caaspp.notice_rules.before_testing IS
	'It is due before the school''s first day of testing; false: by the end of the window.';
COMMENT ON COLUMN caaspp.notice_rules.citation IS
	'Where the rule is written, and what was carried from another year.';
