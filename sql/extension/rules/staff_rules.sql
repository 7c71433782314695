-- What staff owe before testing: which role signs, is trained and holds which certificate.

CREATE TABLE caaspp.staff_rules (
	duty text NOT NULL,
	title text NOT NULL,
	aliases text[],
	role text NOT NULL,
	first_year caaspp.school_year NOT NULL,
	last_year caaspp.school_year,
	says text NOT NULL,
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (duty, role, first_year),
	CHECK (last_year OPERATOR(caaspp.>=) first_year)
);

COMMENT ON TABLE caaspp.staff_rules IS
	'What each role owes before the first day of testing, every year anew, a row a duty and role.';
COMMENT ON COLUMN caaspp.staff_rules.duty IS
	'Permanent name of the duty: agreement, affidavit, training, caa-certificate.';
COMMENT ON COLUMN caaspp.staff_rules.title IS
	'The duty''s name.';
COMMENT ON COLUMN caaspp.staff_rules.aliases IS
	'Other names that files give it.';
COMMENT ON COLUMN caaspp.staff_rules.role IS
	'The role that owes it: its code in roles. Of two rows of a duty and role in a year the later first_year is in force.';
COMMENT ON COLUMN caaspp.staff_rules.first_year IS
	'First school year in which the rule is in force.';
COMMENT ON COLUMN caaspp.staff_rules.last_year IS
	'Last school year in which the rule is in force; null while no end is known.';
COMMENT ON COLUMN caaspp.staff_rules.says IS
	'What this role owes, in words.';
COMMENT ON COLUMN caaspp.staff_rules.citation IS
	'Where the rule is written, and what was carried from another year.';
