-- Exports: which settings were written into a file for the state's system, and whether they arrived there.

CREATE TABLE IF NOT EXISTS caaspp.setting_exports (
	school_year       caaspp.school_year,
	ssid              caaspp.ssid,
	code              text,
	first_exported_at timestamptz NOT NULL DEFAULT now(),
	exported_at       timestamptz NOT NULL DEFAULT now(),
	exported_by       text NOT NULL DEFAULT current_user,
	PRIMARY KEY (school_year, ssid, code)
);
COMMENT ON TABLE caaspp.setting_exports IS 'The missing settings that export_settings() wrote into an upload file. Whether they arrived is in setting_export_status.';
COMMENT ON COLUMN caaspp.setting_exports.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.setting_exports.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.setting_exports.code IS 'The code that TOMS lacked.';
COMMENT ON COLUMN caaspp.setting_exports.first_exported_at IS 'When it was exported first.';
COMMENT ON COLUMN caaspp.setting_exports.exported_at IS 'When it was exported last.';
COMMENT ON COLUMN caaspp.setting_exports.exported_by IS 'Role that exported it last.';

CREATE OR REPLACE VIEW caaspp.setting_export_status WITH (security_invoker = true) AS
SELECT x.school_year::text AS school_year, coalesce(g.accountable_lea, lea(g.school))::text AS lea_cds, l.name AS lea_name,
	g.school::text AS school_cds, s.name AS school_name,
	x.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name,
	g.grade::text AS grade, grade_order(g.grade) AS grade_order,
	x.code, (SELECT min(c.name) FROM year_supports() c WHERE c.school_year = x.school_year AND c.code = x.code) AS support,
	pacific_date(x.exported_at) AS exported_on, x.exported_by,
	CASE WHEN t.ssid IS NOT NULL THEN 'confirmed'
		 WHEN NOT x.identified THEN 'not needed'
		 WHEN x.seen_again THEN 'open'
		 ELSE 'waiting' END AS status,
	CASE WHEN t.ssid IS NOT NULL THEN pacific_date(t.recorded_at) ELSE pacific_date(x.first_exported_at) END AS since
FROM (SELECT e.*,
			 EXISTS (SELECT FROM caaspp.support_settings i
					 WHERE i.school_year = e.school_year AND i.ssid = e.ssid AND i.code = e.code AND i.source <> 'TOMS') AS identified,
			 EXISTS (SELECT FROM caaspp.student_listings r
					 WHERE r.school_year = e.school_year AND r.ssid = e.ssid AND r.listed_in = 'support_settings' AND r.subject = 'TOMS'
						AND r.recorded_at > e.exported_at AND (r.source_date >= pacific_date(e.exported_at)) IS NOT FALSE) AS seen_again
	  FROM caaspp.setting_exports e) x
	LEFT JOIN caaspp.support_settings t ON t.school_year = x.school_year AND t.source = 'TOMS' AND t.ssid = x.ssid AND t.code = x.code
	LEFT JOIN governing_enrollments() g ON g.school_year = x.school_year AND g.ssid = x.ssid
	LEFT JOIN caaspp.students n ON n.ssid = x.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = g.school
	LEFT JOIN caaspp.organizations l ON l.cds = coalesce(g.accountable_lea, lea(g.school));
COMMENT ON VIEW caaspp.setting_export_status IS 'Each setting that was exported for TOMS, and whether a later settings report of TOMS shows it.';
COMMENT ON COLUMN caaspp.setting_export_status.exported_on IS 'Day of the last export.';
COMMENT ON COLUMN caaspp.setting_export_status.exported_by IS 'Role that exported it last.';
COMMENT ON COLUMN caaspp.setting_export_status.status IS 'confirmed (TOMS has it), not needed (no source of the district names it any more), open (a later report lists the student without it), waiting (no later report lists the student).';
COMMENT ON COLUMN caaspp.setting_export_status.since IS 'Confirmed: the day on which an import showed it first; otherwise the day of the first export.';
