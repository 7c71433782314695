-- Restore plan: what has to be set again in TOMS by hand, because a corrected status does not bring it back.

CREATE OR REPLACE VIEW caaspp.restore_plan WITH (security_invoker = true) AS
SELECT o.school_year::text AS school_year, o.lea::text AS lea_cds, l.name AS lea_name, o.school::text AS school_cds, s.name AS school_name,
	o.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, o.grade::text AS grade, grade_order(o.grade) AS grade_order,
	o.kind, o.code AS item, coalesce(title(p.assessment), k.name) AS title, c.noticed_on AS lost_on
FROM (SELECT DISTINCT ON (i.school_year, i.ssid, i.kind, i.code) i.*
	  FROM caaspp.open_losses() i
	  WHERE i.corrected
	  ORDER BY i.school_year, i.ssid, i.kind, i.code, i.number DESC) o
	JOIN caaspp.status_changes c ON c.school_year = o.school_year AND c.ssid = o.ssid AND c.number = o.number
	LEFT JOIN caaspp.assessments p ON o.kind = 'assessment' AND p.assessment::text = o.code
	LEFT JOIN LATERAL (SELECT min(y.name) AS name FROM caaspp.year_supports() y
					   WHERE y.school_year = o.school_year AND y.code = o.code AND y.class = 'accommodation') k ON o.kind = 'accommodation'
	LEFT JOIN caaspp.students n ON n.ssid = o.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = o.school
	LEFT JOIN caaspp.organizations l ON l.cds = o.lea;
COMMENT ON VIEW caaspp.restore_plan IS 'What to set again in TOMS after a lost status was corrected: each accommodation and alternate test. A row goes when a later report of TOMS shows it set. support_restore_plan has every setting that TOMS dropped, for whatever cause, corrected or not.';
COMMENT ON COLUMN caaspp.restore_plan.kind IS 'accommodation or assessment.';
COMMENT ON COLUMN caaspp.restore_plan.item IS 'Code of the accommodation in the state''s spelling, or the alternate test.';
COMMENT ON COLUMN caaspp.restore_plan.title IS 'The accommodation or test in words.';
COMMENT ON COLUMN caaspp.restore_plan.lost_on IS 'Day on which the loss was noticed.';
