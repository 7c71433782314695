-- What can be asked for after an incident.

CREATE TABLE caaspp.appeal_types (
	code text NOT NULL,
	first_year caaspp.school_year NOT NULL,
	last_year caaspp.school_year,
	title text NOT NULL,
	aliases text[],
	effect text NOT NULL,
	limits text,
	not_after text[] NOT NULL DEFAULT '{}',
	stages_after text[],
	file_days_before integer NOT NULL CHECK (file_days_before >= 0),
	answer_business_days integer CHECK (answer_business_days >= 0),
	filed_by text NOT NULL CHECK (filed_by IN ('coordinator', 'help desk')),
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (code, first_year),
	CHECK (last_year OPERATOR(caaspp.>=) first_year)
);

COMMENT ON TABLE caaspp.appeal_types IS
	'Appeals: what each does, who files it and its limits.';
COMMENT ON COLUMN caaspp.appeal_types.code IS
	'Permanent name of the appeal type. Of two rows in a year the later first_year is in force.';
COMMENT ON COLUMN caaspp.appeal_types.first_year IS
	'First school year in which the rule is in force.';
COMMENT ON COLUMN caaspp.appeal_types.last_year IS
	'Last school year in which the rule is in force; null while no end is known.';
COMMENT ON COLUMN caaspp.appeal_types.title IS
	'The appeal''s name.';
COMMENT ON COLUMN caaspp.appeal_types.aliases IS
	'Other names that files give it; null: none.';
COMMENT ON COLUMN caaspp.appeal_types.effect IS
	'What an approved appeal does to the test part.';
COMMENT ON COLUMN caaspp.appeal_types.limits IS
	'When it is not possible; null: no limit of its own.';
COMMENT ON COLUMN caaspp.appeal_types.not_after IS
	'Appeals that were approved for the same student and test part in the year, after which it is refused; empty: none.';
COMMENT ON COLUMN caaspp.appeal_types.stages_after IS
	'Stages that the part can have once it was done (absent: no attempt); null: it does not show.';
COMMENT ON COLUMN caaspp.appeal_types.file_days_before IS
	'Days before the end of the testing window by which it is best filed; after that end nothing is processed.';
COMMENT ON COLUMN caaspp.appeal_types.answer_business_days IS
	'Business days within which it is answered; null: not stated.';
COMMENT ON COLUMN caaspp.appeal_types.filed_by IS
	'Coordinator (LEA or test site), or the state''s help desk on a coordinator''s call.';
COMMENT ON COLUMN caaspp.appeal_types.citation IS
	'Where the rule is written, and what was carried from another year.';
