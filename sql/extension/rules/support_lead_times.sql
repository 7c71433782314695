-- What must be asked for or set some time before a student's first day of testing, and how long before.

CREATE TABLE caaspp.support_lead_times (
	code text NOT NULL,
	first_year caaspp.school_year NOT NULL,
	last_year caaspp.school_year,
	action text NOT NULL,
	business_days integer NOT NULL CHECK (business_days >= 0),
	answer_business_days integer CHECK (answer_business_days >= 0),
	needs_request boolean NOT NULL,
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (code, first_year),
	CHECK (last_year OPERATOR(caaspp.>=) first_year)
);

COMMENT ON TABLE caaspp.support_lead_times IS
	'Supports that take time: business days before the student''s first day of testing. Asked for anew every year.';
COMMENT ON COLUMN caaspp.support_lead_times.code IS
	'The state''s code, see supports.';
COMMENT ON COLUMN caaspp.support_lead_times.first_year IS
	'First school year in which the rule is in force.';
COMMENT ON COLUMN caaspp.support_lead_times.last_year IS
	'Last school year in which the rule is in force; null while no end is known.';
COMMENT ON COLUMN caaspp.support_lead_times.action IS
	'What is to be done by then.';
COMMENT ON COLUMN caaspp.support_lead_times.business_days IS
	'Business days before the first day of testing by which it is due.';
COMMENT ON COLUMN caaspp.support_lead_times.answer_business_days IS
	'Business days in which the state answers a request; null: nothing is answered.';
COMMENT ON COLUMN caaspp.support_lead_times.needs_request IS
	'True: done when support_requests has it; false: done when TOMS shows the setting.';
COMMENT ON COLUMN caaspp.support_lead_times.citation IS
	'Where the rule is written, and what was carried from another year.';
