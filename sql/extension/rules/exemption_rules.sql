-- Exemptions: who enters which code, and what a request for it must be.

CREATE TABLE caaspp.exemption_rules (
	code caaspp.exemption_code NOT NULL,
	first_year caaspp.school_year NOT NULL,
	last_year caaspp.school_year,
	on_request boolean NOT NULL,
	needs_writing boolean NOT NULL,
	needs_signature boolean NOT NULL,
	needs_date boolean NOT NULL,
	by_window_end boolean NOT NULL,
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (code, first_year),
	CHECK (last_year OPERATOR(caaspp.>=) first_year)
);

COMMENT ON TABLE caaspp.exemption_rules IS
	'What a request for an exemption must be before the code may be entered.';
COMMENT ON COLUMN caaspp.exemption_rules.code IS
	'PGE, NTE or NEL.';
COMMENT ON COLUMN caaspp.exemption_rules.first_year IS
	'First school year in which the rule is in force.';
COMMENT ON COLUMN caaspp.exemption_rules.last_year IS
	'Last school year in which the rule is in force; null while no end is known.';
COMMENT ON COLUMN caaspp.exemption_rules.on_request IS
	'True: a coordinator enters it for a request; false: the state derives it, nobody asks for it.';
COMMENT ON COLUMN caaspp.exemption_rules.needs_writing IS
	'A request must be in writing.';
COMMENT ON COLUMN caaspp.exemption_rules.needs_signature IS
	'A request must be signed.';
COMMENT ON COLUMN caaspp.exemption_rules.needs_date IS
	'A request must bear a date, no later than its receipt.';
COMMENT ON COLUMN caaspp.exemption_rules.by_window_end IS
	'It must be entered no later than the last day on which the school can test.';
COMMENT ON COLUMN caaspp.exemption_rules.citation IS
	'Where the rule is written, and what was carried from another year.';
