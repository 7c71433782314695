-- Roster: who the organizations and students are, and who is enrolled where.

CREATE TABLE IF NOT EXISTS caaspp.organizations (
	cds         caaspp.cds_code PRIMARY KEY,
	name        text NOT NULL,
	kind        text CHECK (kind IN ('state', 'county', 'district', 'charter', 'school', 'nps')),
	batch_id    bigint,
	recorded_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE caaspp.organizations IS 'State, counties, districts and schools by CDS code, as the state''s entities file lists them.';
COMMENT ON COLUMN caaspp.organizations.cds IS 'County-district-school code, 14 digits; a district ends in seven zeros, the state is all zeros.';
COMMENT ON COLUMN caaspp.organizations.name IS 'Name of the organization.';
COMMENT ON COLUMN caaspp.organizations.kind IS 'state, county, district, charter, school or nps (nonpublic school).';
COMMENT ON COLUMN caaspp.organizations.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.organizations.recorded_at IS 'When the row took its present values.';
ALTER TABLE caaspp.organizations
	ADD COLUMN IF NOT EXISTS contact_name text,
	ADD COLUMN IF NOT EXISTS contact_phone text,
	ADD COLUMN IF NOT EXISTS contact_email text,
	ADD COLUMN IF NOT EXISTS contacted_on date;
COMMENT ON COLUMN caaspp.organizations.contact_name IS 'Whom to ask there about testing; the district''s own note.';
COMMENT ON COLUMN caaspp.organizations.contact_phone IS 'Telephone of the contact.';
COMMENT ON COLUMN caaspp.organizations.contact_email IS 'E-mail of the contact.';
COMMENT ON COLUMN caaspp.organizations.contacted_on IS 'Day on which contact was made before testing; null: not yet.';

CREATE TABLE IF NOT EXISTS caaspp.students (
	ssid        caaspp.ssid PRIMARY KEY,
	last_name   text,
	first_name  text,
	middle_name text,
	birth_date  date,
	used_name   text,
	batch_id    bigint,
	recorded_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE caaspp.students IS 'Students by Statewide Student Identifier: official name and birth date.';
COMMENT ON COLUMN caaspp.students.ssid IS 'Statewide Student Identifier, 10 digits.';
COMMENT ON COLUMN caaspp.students.last_name IS 'Official last name, as the testing screens and score reports show it.';
COMMENT ON COLUMN caaspp.students.first_name IS 'Official first name.';
COMMENT ON COLUMN caaspp.students.middle_name IS 'Official middle name.';
COMMENT ON COLUMN caaspp.students.birth_date IS 'Date of birth.';
COMMENT ON COLUMN caaspp.students.used_name IS 'The name the student uses, where it differs from the official one.';
COMMENT ON COLUMN caaspp.students.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.students.recorded_at IS 'When the row took its present values.';

CREATE TABLE IF NOT EXISTS caaspp.enrollments (
	school_year          caaspp.school_year,
	ssid                 caaspp.ssid,
	school               caaspp.cds_code,
	entry_date           date,
	grade                caaspp.grade NOT NULL,
	enrollment_status    integer DEFAULT 10,
	exit_date            date,
	exit_reason          text,
	special_education    boolean,
	section_504          boolean,
	primary_disability   text,
	elas                 text,
	us_entry_date        date,
	alternate_assessment boolean,
	science_elected      boolean,
	spanish_elected      boolean,
	repeating_grade_12   boolean,
	accountable_lea      caaspp.cds_code,
	batch_id             bigint,
	recorded_at          timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, ssid, school, entry_date)
);
CREATE INDEX IF NOT EXISTS enrollments_ssid ON caaspp.enrollments (ssid);
CREATE STATISTICS IF NOT EXISTS caaspp.enrollments_labels ON (school_year::text), (grade::text) FROM caaspp.enrollments;
COMMENT ON STATISTICS caaspp.enrollments_labels IS 'How many enrollments each year and grade has, by the text that the views show.';
COMMENT ON TABLE caaspp.enrollments IS 'Enrollment of a student in a school and year. Rows that arrive assign the student the year''s tests in the same transaction.';
COMMENT ON COLUMN caaspp.enrollments.school_year IS 'School year, 1 July to 30 June.';
COMMENT ON COLUMN caaspp.enrollments.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.enrollments.school IS 'School of attendance.';
COMMENT ON COLUMN caaspp.enrollments.entry_date IS 'First day of this enrollment.';
COMMENT ON COLUMN caaspp.enrollments.grade IS 'CALPADS grade level.';
COMMENT ON COLUMN caaspp.enrollments.enrollment_status IS 'CALPADS enrollment status; which ones test is in enrollment_statuses. Null counts as 10 (primary).';
COMMENT ON COLUMN caaspp.enrollments.exit_date IS 'Last day; null while enrolled.';
COMMENT ON COLUMN caaspp.enrollments.exit_reason IS 'CALPADS exit reason; year-end ones (exit_reasons) do not end an assignment.';
COMMENT ON COLUMN caaspp.enrollments.special_education IS 'The student is in special education (has an IEP).';
COMMENT ON COLUMN caaspp.enrollments.section_504 IS 'The student has a Section 504 plan.';
COMMENT ON COLUMN caaspp.enrollments.primary_disability IS 'Primary disability code, see disabilities.';
COMMENT ON COLUMN caaspp.enrollments.elas IS 'English language acquisition status: EO, IFEP, EL, RFEP, TBD.';
COMMENT ON COLUMN caaspp.enrollments.us_entry_date IS 'First day in a school of the United States.';
COMMENT ON COLUMN caaspp.enrollments.alternate_assessment IS 'The IEP names the alternate assessment.';
COMMENT ON COLUMN caaspp.enrollments.science_elected IS 'The LEA registers this 10th or 11th grader for science.';
COMMENT ON COLUMN caaspp.enrollments.spanish_elected IS 'The student takes the California Spanish Assessment.';
COMMENT ON COLUMN caaspp.enrollments.repeating_grade_12 IS 'Repeats grade 12; null: derived from earlier years.';
COMMENT ON COLUMN caaspp.enrollments.accountable_lea IS 'LEA that the student''s results count for, where it is not the school''s own (nonpublic schools).';
COMMENT ON COLUMN caaspp.enrollments.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.enrollments.recorded_at IS 'When the row took its present values.';

CREATE OR REPLACE FUNCTION caaspp.governing_enrollments()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, school caaspp.cds_code, accountable_lea caaspp.cds_code, grade caaspp.grade, left_on date,
			   special_education boolean, section_504 boolean, primary_disability text, elas text, us_entry_date date, alternate_assessment boolean,
			   science_elected boolean, spanish_elected boolean, repeating_grade_12 boolean)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	SELECT DISTINCT ON (e.school_year, e.ssid)
		e.school_year, e.ssid, e.school, e.accountable_lea, e.grade,
		CASE WHEN x.year_end IS NOT TRUE THEN e.exit_date END,
		e.special_education, e.section_504, e.primary_disability, e.elas, e.us_entry_date, e.alternate_assessment,
		e.science_elected, e.spanish_elected, e.repeating_grade_12
	FROM caaspp.enrollments e
		JOIN caaspp.enrollment_statuses s ON s.code = coalesce(e.enrollment_status, 10) AND s.tests
		LEFT JOIN caaspp.exit_reasons x ON x.code = e.exit_reason
	ORDER BY e.school_year, e.ssid, (e.exit_date IS NULL OR x.year_end IS TRUE) DESC,
		e.entry_date DESC, coalesce(e.enrollment_status, 10), e.school DESC;
END;
COMMENT ON FUNCTION caaspp.governing_enrollments() IS
	'The enrollment that governs a student''s tests in a year: of those whose status tests, one still open (or left only at the year''s end) before one ended, then the latest entry, then primary before short-term, then the higher school code. left_on is null while open or after a year-end exit.';

CREATE TABLE IF NOT EXISTS caaspp.science_history (
	ssid        caaspp.ssid,
	school_year caaspp.school_year,
	assessment  caaspp.assessment,
	grade       caaspp.grade NOT NULL,
	batch_id    bigint,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (ssid, school_year, assessment)
);
COMMENT ON TABLE caaspp.science_history IS 'High-school science tests taken outside what is loaded here; they meet the one-time requirement.';
COMMENT ON COLUMN caaspp.science_history.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.science_history.school_year IS 'School year in which the test was taken.';
COMMENT ON COLUMN caaspp.science_history.assessment IS 'CAST or CAA-SCI.';
COMMENT ON COLUMN caaspp.science_history.grade IS 'Grade in which it was taken; only 10 to 12 meet the requirement.';
COMMENT ON COLUMN caaspp.science_history.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.science_history.recorded_at IS 'When the row took its present values.';
