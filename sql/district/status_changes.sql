-- Status changes: who lost special education or the Section 504 plan, and what went with it.

CREATE TABLE IF NOT EXISTS caaspp.status_changes (
	school_year caaspp.school_year,
	ssid        caaspp.ssid,
	number      integer,
	noticed_on  date NOT NULL,
	lost        text NOT NULL,
	reason      text NOT NULL,
	batch_id    bigint,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, ssid, number)
);
ALTER TABLE caaspp.status_changes ADD COLUMN IF NOT EXISTS plan_left boolean;
COMMENT ON TABLE caaspp.status_changes IS 'Losses of status that an enrollment row brought: special education or the Section 504 plan ended, or the ground for the alternate assessments went. Written by the trigger on enrollments; students without supports are here too.';
COMMENT ON COLUMN caaspp.status_changes.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.status_changes.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.status_changes.number IS 'The student''s first loss of the year is 1, and so on.';
COMMENT ON COLUMN caaspp.status_changes.noticed_on IS 'caaspp.today() when the enrollment that lacks the status arrived.';
COMMENT ON COLUMN caaspp.status_changes.lost IS 'special education, Section 504, joined by a comma; or, with special education still there, primary disability or alternate program.';
COMMENT ON COLUMN caaspp.status_changes.reason IS 'Why, and what follows, in words.';
COMMENT ON COLUMN caaspp.status_changes.plan_left IS 'Whether an IEP or a Section 504 plan remained, and with it the accommodations.';
COMMENT ON COLUMN caaspp.status_changes.batch_id IS 'The import that brought the loss; null when typed by hand.';
COMMENT ON COLUMN caaspp.status_changes.recorded_at IS 'When the row took its present values.';

CREATE TABLE IF NOT EXISTS caaspp.status_losses (
	school_year caaspp.school_year,
	ssid        caaspp.ssid,
	number      integer,
	kind        text CHECK (kind IN ('accommodation', 'assessment')),
	code        text,
	restored_on date,
	batch_id    bigint,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, ssid, number, kind, code)
);
ALTER TABLE caaspp.status_losses ADD COLUMN IF NOT EXISTS restored_by bigint;
CREATE INDEX IF NOT EXISTS status_losses_open ON caaspp.status_losses (school_year, ssid) WHERE restored_on IS NULL;
COMMENT ON TABLE caaspp.status_losses IS 'What a student lost with a status change, a row a thing. A change without rows here took nothing.';
COMMENT ON COLUMN caaspp.status_losses.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.status_losses.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.status_losses.number IS 'The status change, see status_changes.';
COMMENT ON COLUMN caaspp.status_losses.kind IS 'accommodation or assessment.';
COMMENT ON COLUMN caaspp.status_losses.code IS 'Code of the accommodation as TOMS had it (before its first report: as the district''s sources have it), or the alternate test.';
COMMENT ON COLUMN caaspp.status_losses.restored_on IS 'Day on which TOMS was seen to show it again with the status corrected; null while open. Set by hand, it closes the item.';
COMMENT ON COLUMN caaspp.status_losses.restored_by IS 'The import that showed it; once that is undone, the item is open again. Null while open, and when closed by hand.';
COMMENT ON COLUMN caaspp.status_losses.batch_id IS 'The import that brought the row; null when derived or typed by hand.';
COMMENT ON COLUMN caaspp.status_losses.recorded_at IS 'When the row took its present values.';

CREATE OR REPLACE FUNCTION caaspp.open_losses()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, number integer, kind text, code text,
			   school caaspp.cds_code, lea caaspp.cds_code, grade caaspp.grade, corrected boolean, in_toms boolean)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT l.school_year, l.ssid, l.number, l.kind, l.code, g.school, coalesce(g.accountable_lea, lea(g.school)), g.grade,
		CASE l.kind
			WHEN 'accommodation' THEN g.special_education IS TRUE OR g.section_504 IS TRUE
			ELSE EXISTS (SELECT FROM caaspp.assignments a
						 WHERE a.school_year = l.school_year AND a.ssid = l.ssid AND a.assessment::text = l.code AND a.origin <> 'manual')
		END,
		CASE l.kind
			WHEN 'accommodation' THEN EXISTS (SELECT FROM caaspp.support_settings s
											  WHERE s.school_year = l.school_year AND s.ssid = l.ssid AND s.source = 'TOMS' AND s.code = l.code)
			ELSE EXISTS (SELECT FROM caaspp.toms_assignments t
						 WHERE t.school_year = l.school_year AND t.ssid = l.ssid AND t.assessment::text = l.code)
		END
	FROM caaspp.status_losses l
		LEFT JOIN LATERAL (SELECT o.* FROM governing_enrollments() o WHERE o.school_year = l.school_year AND o.ssid = l.ssid LIMIT 1) g ON true
	WHERE l.restored_on IS NULL;
END;
COMMENT ON FUNCTION caaspp.open_losses() IS
	'Losses not yet restored. corrected: the student has a plan again (for an accommodation), or the enrollment gives the alternate test again (for an assessment); in_toms: the last report of TOMS shows it, which may be from before the loss.';

CREATE OR REPLACE TRIGGER restored_insert AFTER INSERT ON caaspp.support_settings
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.restored_trigger();
CREATE OR REPLACE TRIGGER restored_insert AFTER INSERT ON caaspp.toms_assignments
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.restored_trigger();
CREATE OR REPLACE TRIGGER toms_report AFTER UPDATE OF rows_loaded ON caaspp.import_batches
	FOR EACH ROW EXECUTE FUNCTION caaspp.toms_report_trigger();

CREATE OR REPLACE VIEW caaspp.status_change_report WITH (security_invoker = true) AS
SELECT c.school_year::text AS school_year, coalesce(g.accountable_lea, lea(g.school))::text AS lea_cds, l.name AS lea_name,
	g.school::text AS school_cds, s.name AS school_name,
	c.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, g.grade::text AS grade, grade_order(g.grade) AS grade_order,
	c.number, c.noticed_on, c.lost, c.reason, o.accommodations, o.assessments,
	CASE WHEN g.special_education IS TRUE OR c.lost NOT LIKE '%special education%' THEN
			(g.section_504 IS TRUE OR c.lost NOT LIKE '%Section 504%')
			AND (btrim(g.primary_disability) <> '' OR c.lost NOT LIKE '%primary disability%')
			AND (g.alternate_assessment IS TRUE OR c.lost NOT LIKE '%alternate program%')
		 ELSE false END IS TRUE AS corrected,
	coalesce(o.losses, 0) AS losses, coalesce(o.restored, 0) AS restored
FROM caaspp.status_changes c
	LEFT JOIN LATERAL (SELECT e.* FROM caaspp.governing_enrollments() e WHERE e.school_year = c.school_year AND e.ssid = c.ssid LIMIT 1) g ON true
	LEFT JOIN (SELECT i.school_year, i.ssid, i.number,
					  string_agg(i.code, ', ' ORDER BY i.code COLLATE "C") FILTER (WHERE i.kind = 'accommodation') AS accommodations,
					  string_agg(i.code, ', ' ORDER BY i.code COLLATE "C") FILTER (WHERE i.kind = 'assessment') AS assessments,
					  count(*)::integer AS losses, count(i.restored_on)::integer AS restored
			   FROM caaspp.status_losses i GROUP BY i.school_year, i.ssid, i.number) o
		ON o.school_year = c.school_year AND o.ssid = c.ssid AND o.number = c.number
	LEFT JOIN caaspp.students n ON n.ssid = c.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = g.school
	LEFT JOIN caaspp.organizations l ON l.cds = coalesce(g.accountable_lea, lea(g.school));
COMMENT ON VIEW caaspp.status_change_report IS 'Who lost special education or the Section 504 plan, why and when, and what went with it; students who lose nothing are listed with an empty loss.';
COMMENT ON COLUMN caaspp.status_change_report.number IS 'The student''s first loss of the year is 1, and so on.';
COMMENT ON COLUMN caaspp.status_change_report.noticed_on IS 'Day on which the enrollment that lacks the status arrived.';
COMMENT ON COLUMN caaspp.status_change_report.lost IS 'special education, Section 504, primary disability or alternate program, joined by a comma.';
COMMENT ON COLUMN caaspp.status_change_report.reason IS 'Why, and what follows, in words.';
COMMENT ON COLUMN caaspp.status_change_report.accommodations IS 'Codes of the accommodations lost, joined by a comma; null when none.';
COMMENT ON COLUMN caaspp.status_change_report.assessments IS 'Alternate tests lost, joined by a comma; null when none.';
COMMENT ON COLUMN caaspp.status_change_report.corrected IS 'The student''s enrollment shows again everything that was lost.';
COMMENT ON COLUMN caaspp.status_change_report.losses IS 'Number of accommodations and tests lost.';
COMMENT ON COLUMN caaspp.status_change_report.restored IS 'Of the losses: seen again in TOMS.';
