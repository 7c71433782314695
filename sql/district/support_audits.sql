-- Stored audits: what was found when, so that the next one can say what is new, resolved, or unchanged since.

CREATE TABLE IF NOT EXISTS caaspp.support_audits (
	school_year  caaspp.school_year,
	ssid         caaspp.ssid,
	code         text,
	problem      text,
	found_at     timestamptz,
	last_seen_at timestamptz NOT NULL,
	resolved_at  timestamptz,
	PRIMARY KEY (school_year, ssid, code, problem, found_at)
);
COMMENT ON TABLE caaspp.support_audits IS 'Findings of the audits that caaspp.take_support_audit() stored: each from when to when it was found.';
COMMENT ON COLUMN caaspp.support_audits.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.support_audits.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.support_audits.code IS 'Support code.';
COMMENT ON COLUMN caaspp.support_audits.problem IS 'As support_mismatches had it.';
COMMENT ON COLUMN caaspp.support_audits.found_at IS 'The first audit that found it.';
COMMENT ON COLUMN caaspp.support_audits.last_seen_at IS 'The last audit that found it.';
COMMENT ON COLUMN caaspp.support_audits.resolved_at IS 'The audit that found it no more; null while open.';

CREATE OR REPLACE VIEW caaspp.support_audit_changes WITH (security_invoker = true) AS
SELECT d.school_year::text AS school_year, u.lea::text AS lea_cds, l.name AS lea_name, u.school::text AS school_cds, s.name AS school_name,
	d.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, u.grade::text AS grade, grade_order(u.grade) AS grade_order,
	array_to_string(u.populations, ', ') AS population, d.code, d.support, d.class, d.problem, d.change, d.since
FROM (SELECT coalesce(m.school_year, f.school_year) AS school_year, coalesce(m.ssid, f.ssid) AS ssid, coalesce(m.code, f.code) AS code, m.support, m.class,
			 coalesce(m.problem, f.problem) AS problem,
			 CASE WHEN f.ssid IS NULL THEN 'new' WHEN m.ssid IS NULL THEN 'resolved' ELSE 'unchanged' END AS change,
			 CASE WHEN m.ssid IS NULL THEN pacific_date(f.last_seen_at) ELSE pacific_date(f.found_at) END AS since
	  FROM (SELECT a.school_year, a.ssid, a.code, a.support, a.class, a.problem FROM audited_supports() a
			WHERE a.problem IS NOT NULL AND EXISTS (SELECT FROM caaspp.support_audits o WHERE o.school_year = a.school_year)) m
		FULL JOIN (SELECT o.school_year, o.ssid, o.code, o.problem, o.found_at, o.last_seen_at
				   FROM caaspp.support_audits o WHERE o.resolved_at IS NULL) f
			ON f.school_year = m.school_year AND f.ssid = m.ssid AND f.code = m.code AND f.problem = m.problem) d
	LEFT JOIN tested_students() u ON u.school_year = d.school_year AND u.ssid = d.ssid
	LEFT JOIN caaspp.students n ON n.ssid = d.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = u.school
	LEFT JOIN caaspp.organizations l ON l.cds = u.lea;
COMMENT ON VIEW caaspp.support_audit_changes IS 'The audit as it is now against the last stored one of the year: new, resolved, or unchanged since when. Years without a stored audit have no rows.';
