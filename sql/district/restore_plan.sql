-- Restore plan: what has to be set again in TOMS by hand. Two things tell of a loss, the status that an enrollment no longer has and
-- the report of TOMS that no longer shows a setting; this is one list of both.

CREATE OR REPLACE FUNCTION caaspp.items_to_restore()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, school caaspp.cds_code, lea caaspp.cds_code, grade caaspp.grade, populations text[],
			   kind text, item text, title text, lost_on date, cause text, identified_by text, ready boolean, action text,
			   confirmed_by text, confirmed_on date, documented_on date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
SET jit = off
BEGIN ATOMIC
	SELECT x.school_year, x.ssid, x.school, x.lea, x.grade, x.populations, x.kind, x.item, x.title, x.lost_on, x.cause, x.identified_by,
		CASE WHEN x.kind = 'assessment' THEN x.permitted ELSE x.usable AND x.permitted AND (x.named OR f.needed IS TRUE) END,
		CASE WHEN x.kind = 'assessment' AND NOT x.permitted THEN 'correct the enrollment first (special education, disability, program), then assign it again in TOMS'
			 WHEN x.kind = 'assessment' THEN 'assign it again in TOMS'
			 WHEN NOT x.usable THEN 'the present tests do not have it: correct the assignment first, or let it go'
			 WHEN NOT x.permitted THEN 'correct the plan''s status in the source first, then set it again'
			 WHEN NOT x.named AND f.needed IS TRUE THEN 'set it again in TOMS, and have a source name it'
			 WHEN NOT x.named THEN 'no source identifies it now: ask the special-education teacher'
			 ELSE 'set it again in TOMS' END,
		f.confirmed_by, f.confirmed_on, f.documented_on
	FROM (SELECT y.*, y.identified_by IS NOT NULL		-- asked only where some source was loaded
				OR NOT EXISTS (SELECT FROM caaspp.support_snapshots h WHERE h.school_year = y.school_year AND h.source <> 'TOMS')
					AND NOT EXISTS (SELECT FROM caaspp.support_settings h WHERE h.school_year = y.school_year AND h.source <> 'TOMS') AS named
		  FROM (
		  SELECT coalesce(o.school_year, d.school_year) AS school_year, coalesce(o.ssid, d.ssid) AS ssid,
				 coalesce(d.school, o.school) AS school, coalesce(d.lea, o.lea) AS lea, coalesce(d.grade, o.grade) AS grade,
				 coalesce(d.populations, (SELECT populations(g.special_education, g.section_504, g.elas)
										  FROM governing_enrollments() g WHERE g.school_year = o.school_year AND g.ssid = o.ssid LIMIT 1)) AS populations,
				 coalesce(o.kind, CASE d.class WHEN 'designated' THEN 'designated support' ELSE d.class END) AS kind,
				 coalesce(o.code, d.code) AS item,
				 coalesce(d.support, (SELECT title(p.assessment) FROM caaspp.assessments p WHERE o.kind = 'assessment' AND p.assessment::text = o.code),
						  (SELECT min(y.name) FROM year_supports() y WHERE y.school_year = o.school_year AND y.code = o.code AND y.class = 'accommodation')) AS title,
				 least(o.noticed_on, pacific_date(d.dropped_at)) AS lost_on,
				 CASE WHEN o.ssid IS NOT NULL THEN 'status change' ELSE d.cause END AS cause,
				 CASE WHEN o.kind IS DISTINCT FROM 'assessment' THEN
					(SELECT string_agg(i.source, ', ' ORDER BY array_position(ARRAY['SIS', 'SPED', '504', 'EL'], i.source)) FROM caaspp.support_settings i
					 WHERE i.school_year = coalesce(o.school_year, d.school_year) AND i.ssid = coalesce(o.ssid, d.ssid)
						AND i.code = coalesce(o.code, d.code) AND i.source <> 'TOMS') END AS identified_by,
				 coalesce(d.usable, EXISTS (SELECT FROM active_assignments() a
												JOIN year_supports() c ON c.school_year = o.school_year AND c.assessment = a.assessment
													AND c.code = o.code AND (c.grades IS NULL OR c.grades @> a.grade)
											WHERE a.school_year = o.school_year AND a.ssid = o.ssid)) AS usable,
				 CASE WHEN o.kind = 'assessment' THEN o.corrected ELSE coalesce(d.permitted, o.corrected) END AS permitted
		  FROM (SELECT DISTINCT ON (i.school_year, i.ssid, i.kind, i.code) i.*, c.noticed_on
				FROM open_losses() i
					JOIN caaspp.status_changes c ON c.school_year = i.school_year AND c.ssid = i.ssid AND c.number = i.number
				WHERE EXISTS (SELECT FROM active_assignments() a WHERE a.school_year = i.school_year AND a.ssid = i.ssid)
				ORDER BY i.school_year, i.ssid, i.kind, i.code, i.number DESC) o
			FULL JOIN (SELECT s.*, s.cause <> 'test changed' AS usable
					   FROM changed_supports() s
					   WHERE s.restored_at IS NULL
						AND NOT EXISTS (SELECT FROM caaspp.status_losses l		-- closed by hand since it was dropped
										WHERE l.school_year = s.school_year AND l.ssid = s.ssid AND l.kind = 'accommodation' AND l.code = s.code
											AND l.restored_on IS NOT NULL AND l.recorded_at > s.dropped_at)) d
				ON d.school_year = o.school_year AND d.ssid = o.ssid AND d.code = o.code		-- no code is a test's name
		  ) y) x
		CROSS JOIN LATERAL confirmed_since(x.school_year, x.ssid, x.item, x.lost_on) f
	WHERE f.needed IS NOT FALSE;
END;
COMMENT ON FUNCTION caaspp.items_to_restore() IS
	'What the view restore_plan shows: open_losses(), and changed_supports() that TOMS does not show again, one row an item, of students with an active assignment; without what restore_confirmations says is no longer needed.';

CREATE OR REPLACE VIEW caaspp.restore_plan WITH (security_invoker = true) AS
SELECT r.school_year::text AS school_year, r.lea::text AS lea_cds, l.name AS lea_name, r.school::text AS school_cds, s.name AS school_name,
	r.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, r.grade::text AS grade, grade_order(r.grade) AS grade_order,
	array_to_string(r.populations, ', ') AS population, r.kind, r.item, r.title, r.lost_on, r.cause, r.identified_by, r.ready, r.action,
	true AS needed, r.confirmed_by, r.confirmed_on, r.documented_on
FROM items_to_restore() r
	LEFT JOIN caaspp.students n ON n.ssid = r.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = r.school
	LEFT JOIN caaspp.organizations l ON l.cds = r.lea;
COMMENT ON VIEW caaspp.restore_plan IS 'What to set again in TOMS, which no correction brings back: accommodations and alternate tests that went with a status, and every other setting that one report of TOMS had and a later one had not. A row goes when a report of TOMS shows it again, or when it is confirmed as no longer needed.';
COMMENT ON COLUMN caaspp.restore_plan.kind IS 'accommodation, designated support, or assessment (an alternate test).';
COMMENT ON COLUMN caaspp.restore_plan.item IS 'Code of the support in the state''s spelling, or the alternate test.';
COMMENT ON COLUMN caaspp.restore_plan.title IS 'The support or test in words.';
COMMENT ON COLUMN caaspp.restore_plan.lost_on IS 'Day on which the loss was noticed: an enrollment came without the status, or a report of TOMS without the setting.';
COMMENT ON COLUMN caaspp.restore_plan.ready IS 'It can be set at once: the present tests have it, the student may have it, and a source (if any was loaded for the year) or a confirmation names it; of a test: the enrollment gives it again.';
COMMENT ON COLUMN caaspp.restore_plan.needed IS 'Always true. The rows, exported with this and the next three columns filled in, are a file of layout restore_confirmations; false takes the item off.';
