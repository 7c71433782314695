-- What can be asked for after an incident.

CREATE TABLE caaspp.appeal_types (
	code text NOT NULL,
	first_year caaspp.school_year NOT NULL,
	last_year caaspp.school_year,
	title text NOT NULL,
	effect text NOT NULL,
	limits text,
	filed_by text NOT NULL CHECK (filed_by IN ('coordinator', 'help desk')),
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (code, first_year),
	CHECK (last_year OPERATOR(caaspp.>=) first_year)
);

COMMENT ON TABLE caaspp.appeal_types IS
	'Appeals: what each does, who files it and its limits.';
COMMENT ON COLUMN caaspp.appeal_types.code IS
	'Permanent name of the appeal type.';
COMMENT ON COLUMN caaspp.appeal_types.first_year IS
	'First school year in which the rule is in force.';
COMMENT ON COLUMN caaspp.appeal_types.last_year IS
	'Last school year in which the rule is in force; null while no end is known.';
COMMENT ON COLUMN caaspp.appeal_types.title IS
	'The appeal''s name.';
COMMENT ON COLUMN caaspp.appeal_types.effect IS
	'What an approved appeal does to the test part.';
COMMENT ON COLUMN caaspp.appeal_types.limits IS
	'When it is not possible; null: no limit of its own.';
COMMENT ON COLUMN caaspp.appeal_types.filed_by IS
	'Coordinator (LEA or test site), or the state''s help desk on a coordinator''s call.';
COMMENT ON COLUMN caaspp.appeal_types.citation IS
	'Where the rule is written, and what was carried from another year.';
