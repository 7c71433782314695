-- Staff: who has which role of the state's system in which LEA or school. No students here; what a database role may
-- see is in access_grants.

CREATE TABLE IF NOT EXISTS caaspp.staff (
	email        text,
	organization caaspp.cds_code,
	role         text,
	last_name    text NOT NULL,
	first_name   text NOT NULL,
	batch_id     bigint,
	recorded_at  timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (email, organization, role),
	CONSTRAINT staff_email CHECK (email = lower(email))
);
COMMENT ON TABLE caaspp.staff IS 'Who has which role in TOMS: a row a person, organization and role, as the user upload lists them.';
COMMENT ON COLUMN caaspp.staff.email IS 'E-mail address, by which TOMS knows the person, in lower case; the user upload brings it there.';
COMMENT ON COLUMN caaspp.staff.organization IS 'The LEA or school where the role holds.';
COMMENT ON COLUMN caaspp.staff.role IS 'The role''s code in caaspp.roles; one that is not there is kept as it stands.';
COMMENT ON COLUMN caaspp.staff.last_name IS 'Last name.';
COMMENT ON COLUMN caaspp.staff.first_name IS 'First name.';
COMMENT ON COLUMN caaspp.staff.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.staff.recorded_at IS 'When the row took its present values.';
COMMENT ON CONSTRAINT staff_email ON caaspp.staff IS 'E-mail addresses are in lower case; else what the person has done would not be found.';

CREATE OR REPLACE TRIGGER stamp BEFORE UPDATE ON caaspp.staff
	FOR EACH ROW EXECUTE FUNCTION caaspp.stamp_trigger();
CREATE OR REPLACE TRIGGER check_insert AFTER INSERT ON caaspp.staff
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.staff_trigger();
CREATE OR REPLACE TRIGGER check_update AFTER UPDATE ON caaspp.staff
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.staff_trigger();
