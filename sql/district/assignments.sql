-- Assignments: which tests each student takes. Derived from the enrollment by the year's rules (see
-- functions/assignments.sql), or typed by hand (origin manual). The row also carries what its
-- attempts and exemptions add up to, so that every rate is one index-only scan. Which school it belongs to is said by its site.

CREATE TABLE IF NOT EXISTS caaspp.assignments (
	school_year    caaspp.school_year,
	ssid           caaspp.ssid,
	assessment     caaspp.assessment,
	school         caaspp.cds_code,
	grade          caaspp.grade NOT NULL,
	origin         text NOT NULL DEFAULT 'manual' CHECK (origin IN ('default', 'alternate', 'elective', 'optional', 'manual')),
	rule_id        text,
	left_on        date,
	batch_id       bigint,
	recorded_at    timestamptz NOT NULL DEFAULT now(),
	lea            caaspp.cds_code,
	site           integer,
	window_ends_on date,
	newcomer       boolean NOT NULL DEFAULT false,
	parts          smallint,
	parts_started  smallint NOT NULL DEFAULT 0,
	parts_done     smallint NOT NULL DEFAULT 0,
	parts_open     smallint NOT NULL DEFAULT 0,
	locked         boolean NOT NULL DEFAULT false,
	exemption      caaspp.exemption_code,
	exempt_on      date,
	PRIMARY KEY (school_year, ssid, assessment),
	CHECK ((rule_id IS NULL) = (origin = 'manual'))
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);		-- what is known to be visible is counted from the index alone
-- All that the rates need, in the order in which they count it, so that no table is read. As keys, not INCLUDEd: a school's tests of a grade are mostly
-- alike, and keys that are alike are stored once (a quarter of the size). What is mostly null comes last, for behind a null nothing stands where it always does.
CREATE INDEX IF NOT EXISTS assignments_rates ON caaspp.assignments
	(site, assessment, grade, window_ends_on, school_year, parts, parts_started, parts_done, newcomer, left_on, exempt_on, exemption);
CREATE INDEX IF NOT EXISTS assignments_open ON caaspp.assignments (site) WHERE parts_open > 0;
-- A grade takes few of the tests: without this the planner takes the groups for three times as many, and counts parts in one process.
CREATE STATISTICS IF NOT EXISTS caaspp.assignments_grades (ndistinct) ON grade, assessment FROM caaspp.assignments;
COMMENT ON STATISTICS caaspp.assignments_grades IS 'How many pairs of grade and assessment there are.';
-- A filter on a view's year (where it is not the site's), grade or assessment is one on their text: without this it is taken for one row in 200, and the rates are sorted, not hashed.
CREATE STATISTICS IF NOT EXISTS caaspp.assignments_labels ON (school_year::text), (grade::text), (assessment::text) FROM caaspp.assignments;
COMMENT ON STATISTICS caaspp.assignments_labels IS 'How many assignments each year, grade and assessment has, by the text that the views show.';
COMMENT ON TABLE caaspp.assignments IS 'The tests that each student is to take in a year. Derived rows follow the enrollment; grade and assessment are locked once a part was started; rows of origin manual are the district''s own.';
COMMENT ON COLUMN caaspp.assignments.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.assignments.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.assignments.assessment IS 'The test.';
COMMENT ON COLUMN caaspp.assignments.school IS 'School of the governing enrollment.';
COMMENT ON COLUMN caaspp.assignments.grade IS 'Grade in which the student takes the test.';
COMMENT ON COLUMN caaspp.assignments.origin IS 'default, alternate, elective, optional (all derived) or manual.';
COMMENT ON COLUMN caaspp.assignments.rule_id IS 'The row of assignment_rules that decided; null for manual.';
COMMENT ON COLUMN caaspp.assignments.left_on IS 'Exit date of the governing enrollment; null while enrolled and after a year-end exit.';
COMMENT ON COLUMN caaspp.assignments.batch_id IS 'The import that brought the row; null when derived or typed by hand.';
COMMENT ON COLUMN caaspp.assignments.recorded_at IS 'When the row took its present values.';
COMMENT ON COLUMN caaspp.assignments.lea IS 'Derived: accountable LEA of the governing enrollment, else the school''s.';
COMMENT ON COLUMN caaspp.assignments.site IS 'Derived: the row of sites that has school_year, school and lea; views find a school''s assignments by it.';
COMMENT ON COLUMN caaspp.assignments.window_ends_on IS 'Derived: last day on which the school can test.';
COMMENT ON COLUMN caaspp.assignments.newcomer IS 'Derived: an English learner in US schools for less than 12 months (NEL) at the year''s reckoning.';
COMMENT ON COLUMN caaspp.assignments.parts IS 'Derived: the parts that the assessment has in this year, as a set: the sum of their part_bit().';
COMMENT ON COLUMN caaspp.assignments.parts_started IS 'Derived: parts logged on to, as a set.';
COMMENT ON COLUMN caaspp.assignments.parts_done IS 'Derived: parts submitted or invalidated, as a set.';
COMMENT ON COLUMN caaspp.assignments.parts_open IS 'Derived: parts whose attempt is open, so that they can expire, as a set.';
COMMENT ON COLUMN caaspp.assignments.locked IS 'Derived: some part was started, so grade and assessment stay as they are.';
COMMENT ON COLUMN caaspp.assignments.exemption IS 'Derived: the code in exemptions.';
COMMENT ON COLUMN caaspp.assignments.exempt_on IS 'Derived: Pacific day from which the exemption counts; -infinity when its entry is undated.';

CREATE TABLE IF NOT EXISTS caaspp.alerts (
	school_year caaspp.school_year,
	ssid        caaspp.ssid,
	kind        text,
	subject     text,
	severity    text NOT NULL CHECK (severity IN ('warning', 'urgent')),
	message     text NOT NULL,
	first_seen  timestamptz NOT NULL DEFAULT now(),
	resolved_at timestamptz,
	PRIMARY KEY (school_year, ssid, kind, subject)
);
COMMENT ON TABLE caaspp.alerts IS 'What needs a coordinator''s eye. A row is raised once and resolves itself when its cause is gone.';
COMMENT ON COLUMN caaspp.alerts.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.alerts.ssid IS 'The student concerned.';
COMMENT ON COLUMN caaspp.alerts.kind IS 'alternate without plan, second test of subject, grade changed after start, mixed assignment, alternate to set again, or science code on registration.';
COMMENT ON COLUMN caaspp.alerts.subject IS 'The assessment concerned, or empty.';
COMMENT ON COLUMN caaspp.alerts.severity IS 'warning or urgent.';
COMMENT ON COLUMN caaspp.alerts.message IS 'What is the matter and what to do, without names.';
COMMENT ON COLUMN caaspp.alerts.first_seen IS 'When it was first raised.';
COMMENT ON COLUMN caaspp.alerts.resolved_at IS 'When its cause was gone; null while open.';
