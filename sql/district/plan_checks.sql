-- Plans against what TOMS has: who confirmed it with the special-education teacher, and whether the paper kept up.

CREATE OR REPLACE VIEW caaspp.plan_checks WITH (security_invoker = true) AS
SELECT c.school_year::text AS school_year, u.lea::text AS lea_cds, l.name AS lea_name, u.school::text AS school_cds, s.name AS school_name,
	c.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, u.grade::text AS grade, grade_order(u.grade) AS grade_order,
	array_to_string(u.populations, ', ') AS population, c.kind, c.starts_on, c.ends_on, c.changed_on, c.confirmed_by, c.confirmed_on, c.documented_on,
	(c.confirmed_on >= greatest(c.starts_on, c.changed_on)) IS NOT TRUE AS to_confirm,
	(greatest(c.starts_on, c.documented_on) < c.changed_on) IS TRUE AS to_document
FROM (SELECT p.school_year, p.ssid, p.kind, p.starts_on, p.ends_on, pacific_date(x.changed_at) AS changed_on,
			 CASE WHEN r.confirmed_on > p.confirmed_on OR p.confirmed_on IS NULL THEN r.confirmed_by ELSE p.confirmed_by END AS confirmed_by,
			 greatest(p.confirmed_on, r.confirmed_on) AS confirmed_on, greatest(p.reviewed_on, r.documented_on) AS documented_on
	  FROM (SELECT DISTINCT ON (q.school_year, q.ssid, q.kind) q.*
			FROM caaspp.support_plans q
			WHERE q.starts_on <= (SELECT today())
			ORDER BY q.school_year, q.ssid, q.kind, q.starts_on DESC) p
		LEFT JOIN (SELECT h.school_year, h.ssid, max(h.changed_at) AS changed_at
				   FROM (SELECT t.school_year, t.ssid, t.recorded_at AS changed_at		-- an earlier report had the student without it
						 FROM caaspp.support_settings t
							JOIN caaspp.support_snapshots o ON o.school_year = t.school_year AND o.source = 'TOMS' AND o.ssid = t.ssid AND o.recorded_at < t.recorded_at
						 WHERE t.source = 'TOMS'
						 UNION ALL
						 SELECT d.school_year, d.ssid, d.dropped_at FROM dropped_supports() d) h
				   GROUP BY h.school_year, h.ssid) x ON x.school_year = p.school_year AND x.ssid = p.ssid
		LEFT JOIN (SELECT f.school_year, f.ssid, max(f.confirmed_on) AS confirmed_on, max(f.documented_on) AS documented_on,
						  (array_agg(f.confirmed_by ORDER BY f.confirmed_on DESC NULLS LAST))[1] AS confirmed_by
				   FROM caaspp.restore_confirmations f
				   GROUP BY f.school_year, f.ssid) r ON r.school_year = p.school_year AND r.ssid = p.ssid) c
	JOIN tested_students() u ON u.school_year = c.school_year AND u.ssid = c.ssid
	LEFT JOIN caaspp.students n ON n.ssid = c.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = u.school
	LEFT JOIN caaspp.organizations l ON l.cds = u.lea;
COMMENT ON VIEW caaspp.plan_checks IS 'The latest IEP and Section 504 plan of each student with tests: whether somebody confirmed with the special-education teacher that TOMS has what it says, since it began and since TOMS last changed, and whether the paper kept up with TOMS.';
COMMENT ON COLUMN caaspp.plan_checks.kind IS 'IEP (special education) or 504 (Section 504).';
COMMENT ON COLUMN caaspp.plan_checks.starts_on IS 'First day of the plan.';
COMMENT ON COLUMN caaspp.plan_checks.ends_on IS 'Last day of the plan; null: no end is known.';
COMMENT ON COLUMN caaspp.plan_checks.changed_on IS 'Last day on which a report of TOMS showed a setting of the student set or gone since the report before; null: never.';
COMMENT ON COLUMN caaspp.plan_checks.to_confirm IS 'Nobody confirmed the settings since the plan began or since TOMS last changed.';
COMMENT ON COLUMN caaspp.plan_checks.to_document IS 'TOMS changed after the plan was written and last brought in step: the change is to be documented in it.';
