-- Plans: the IEP or Section 504 plan on which accommodations rest, and when it ends.

CREATE TABLE IF NOT EXISTS caaspp.support_plans (
	school_year  caaspp.school_year,
	ssid         caaspp.ssid,
	kind         text CHECK (kind IN ('IEP', '504')),
	starts_on    date,
	ends_on      date,
	reviewed_on  date,
	confirmed_by text,
	confirmed_on date,
	batch_id     bigint,
	recorded_at  timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, ssid, kind, starts_on),
	CHECK (ends_on >= starts_on)
);
COMMENT ON TABLE caaspp.support_plans IS 'IEPs and Section 504 plans in force during a school year, and who confirmed the settings against them.';
COMMENT ON COLUMN caaspp.support_plans.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.support_plans.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.support_plans.kind IS 'IEP (special education) or 504 (Section 504).';
COMMENT ON COLUMN caaspp.support_plans.starts_on IS 'First day of the plan.';
COMMENT ON COLUMN caaspp.support_plans.ends_on IS 'Last day of the plan; null: no end is known.';
COMMENT ON COLUMN caaspp.support_plans.reviewed_on IS 'Day on which the plan was last brought in step with what is set for the test; null: not since it was written.';
COMMENT ON COLUMN caaspp.support_plans.confirmed_by IS 'Who confirmed with the special-education teacher (or Section 504 coordinator) that TOMS has what the plan says.';
COMMENT ON COLUMN caaspp.support_plans.confirmed_on IS 'When it was confirmed; null: not yet.';
COMMENT ON COLUMN caaspp.support_plans.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.support_plans.recorded_at IS 'When the row took its present values.';
COMMENT ON CONSTRAINT support_plans_check ON caaspp.support_plans IS 'A plan ends on the day on which it begins, or later.';
