-- What staff have done: forms signed, trainings attended, certificates earned. The paper stays where it is; here is that it exists, and where.

CREATE TABLE IF NOT EXISTS caaspp.staff_records (
	school_year caaspp.school_year,
	email       text,
	duty        text,
	done_on     date,
	reference   text,
	batch_id    bigint,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, email, duty, done_on),
	CONSTRAINT staff_records_email CHECK (email = lower(email)),
	CONSTRAINT staff_records_days CHECK (isfinite(done_on))
);
COMMENT ON TABLE caaspp.staff_records IS 'What people of staff have signed, attended and earned: a row a person, duty and day. It counts for all that the person owes by that name in that year, whatever the role and school.';
COMMENT ON COLUMN caaspp.staff_records.school_year IS 'The school year for which it holds: all is owed every year anew.';
COMMENT ON COLUMN caaspp.staff_records.email IS 'E-mail address, as in staff, in lower case; imports bring it there.';
COMMENT ON COLUMN caaspp.staff_records.duty IS 'agreement, affidavit, training, caa-certificate: a duty of staff_rules; one that is not there is kept as it stands.';
COMMENT ON COLUMN caaspp.staff_records.done_on IS 'Day on which it was signed, attended or earned.';
COMMENT ON COLUMN caaspp.staff_records.reference IS 'Where the sign-in sheet, form or certificate is kept.';
COMMENT ON COLUMN caaspp.staff_records.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.staff_records.recorded_at IS 'When the row took its present values.';
COMMENT ON CONSTRAINT staff_records_email ON caaspp.staff_records IS 'E-mail addresses are in lower case, as in staff.';
COMMENT ON CONSTRAINT staff_records_days ON caaspp.staff_records IS 'Days are of the calendar: infinity is none.';

CREATE OR REPLACE TRIGGER stamp BEFORE UPDATE ON caaspp.staff_records
	FOR EACH ROW EXECUTE FUNCTION caaspp.stamp_trigger();
