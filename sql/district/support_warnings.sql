-- What else is wrong with supports, beside the problems of support_mismatches: choices that exclude each other, what was set too late,
-- and plans that end.

CREATE OR REPLACE FUNCTION caaspp.conflicting_supports()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, code text, others text, place text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT m.school_year, m.ssid, m.code, string_agg(DISTINCT o.code, ', '), m.place
	FROM (SELECT x.school_year, x.ssid, x.code, c.family, c.part, v.place
		  FROM support_answers() x
			JOIN year_supports() c ON c.school_year = x.school_year AND c.code = x.code AND c.family IS NOT NULL
			CROSS JOIN LATERAL (VALUES ('TOMS', x.in_toms), ('district', x.identified_by IS NOT NULL)) v(place, says)
		  WHERE v.says AND EXISTS (SELECT FROM assignments_at(NULL, NULL) a
								   WHERE a.school_year = x.school_year AND a.ssid = x.ssid AND a.assessment = c.assessment
									AND (c.grades IS NULL OR c.grades @> a.grade))) m
		JOIN (SELECT s.school_year, s.ssid, s.code, c.family, c.part, CASE s.source WHEN 'TOMS' THEN 'TOMS' ELSE 'district' END AS place
			  FROM caaspp.support_settings s
				JOIN year_supports() c ON c.school_year = s.school_year AND c.code = s.code AND c.family IS NOT NULL AND c.class <> 'off'
				JOIN caaspp.assignments a ON a.school_year = s.school_year AND a.ssid = s.ssid AND a.assessment = c.assessment
					AND (c.grades IS NULL OR c.grades @> a.grade)) o
			ON o.school_year = m.school_year AND o.ssid = m.ssid AND o.family = m.family AND o.part = m.part AND o.place = m.place AND o.code <> m.code
	GROUP BY m.school_year, m.ssid, m.code, m.place;
END;
COMMENT ON FUNCTION caaspp.conflicting_supports() IS
	'Codes of one family, of which a test takes one, that stand side by side for a student in one part of an assigned test: in TOMS, or in the district''s sources together. others: the other codes.';

CREATE OR REPLACE FUNCTION caaspp.started_supports()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, code text, part caaspp.test_part, started_on date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	SELECT DISTINCT ON (s.school_year, s.ssid, s.code) s.school_year, s.ssid, s.code, b.part, b.started_on
	FROM (SELECT DISTINCT o.school_year, o.ssid, o.code FROM caaspp.support_settings o) s
		JOIN counted_attempts() b ON b.school_year = s.school_year AND b.ssid = s.ssid AND b.started_on IS NOT NULL
		JOIN year_supports() c ON c.school_year = s.school_year AND c.code = s.code AND c.part = b.part AND c.class <> 'off'
		JOIN assignments_at(NULL, NULL) a ON a.school_year = s.school_year AND a.ssid = s.ssid AND a.assessment = c.assessment
			AND (c.grades IS NULL OR c.grades @> a.grade)
	ORDER BY s.school_year, s.ssid, s.code, b.started_on, b.part;
END;
COMMENT ON FUNCTION caaspp.started_supports() IS
	'For each student and support code, the first part in which it could be used that the student has started, and when.';

CREATE OR REPLACE FUNCTION caaspp.plan_ends()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, kind text, source text, ends_on date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	SELECT p.school_year, p.ssid, p.kind, CASE p.kind WHEN 'IEP' THEN 'SPED' ELSE '504' END, max(coalesce(p.ends_on, 'infinity'::date))
	FROM caaspp.support_plans p
	WHERE p.starts_on <= (SELECT today())
	GROUP BY p.school_year, p.ssid, p.kind;
END;
COMMENT ON FUNCTION caaspp.plan_ends() IS
	'The last day of a student''s latest plan of each kind that has begun (infinity: no end is known), and the source that speaks for such plans.';

CREATE OR REPLACE VIEW caaspp.support_warnings WITH (security_invoker = true) AS
SELECT u.school_year::text AS school_year, u.lea::text AS lea_cds, l.name AS lea_name, u.school::text AS school_cds, s.name AS school_name,
	u.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, u.grade::text AS grade, grade_order(u.grade) AS grade_order,
	array_to_string(u.populations, ', ') AS population, w.code, d.support, d.class, w.problem, coalesce(w.identified_by, d.identified_by) AS identified_by,
	w.on_day, w.detail
FROM (SELECT c.school_year, c.ssid, c.code, CASE c.place WHEN 'TOMS' THEN 'conflicting choices in TOMS' ELSE 'conflicting choices identified' END AS problem,
			 NULL::text AS identified_by, NULL::date AS on_day, 'also ' || c.others AS detail
	  FROM conflicting_supports() c
	  UNION ALL		-- the student was in an earlier report, without it
	  SELECT t.school_year, t.ssid, t.code, 'set after the start', NULL, pacific_date(t.recorded_at),
			 b.part::text || ' was started on ' || b.started_on::text || '; not set on ' || pacific_date(r.recorded_at)::text
	  FROM caaspp.support_settings t
		JOIN caaspp.support_snapshots r ON r.school_year = t.school_year AND r.source = 'TOMS' AND r.ssid = t.ssid AND r.recorded_at < t.recorded_at
		JOIN started_supports() b ON b.school_year = t.school_year AND b.ssid = t.ssid AND b.code = t.code
	  WHERE t.source = 'TOMS' AND pacific_date(t.recorded_at) > b.started_on
	  UNION ALL
	  SELECT m.school_year, m.ssid, m.code, 'started without it', m.identified_by, b.started_on, b.part::text || ' was started on ' || b.started_on::text
	  FROM audited_supports() m
		JOIN started_supports() b ON b.school_year = m.school_year AND b.ssid = m.ssid AND b.code = m.code
	  WHERE m.problem = 'missing in TOMS'
	  UNION ALL
	  SELECT e.school_year, e.ssid, e.code, 'identified past its end', string_agg(e.source, ', ' ORDER BY array_position(ARRAY['SIS', 'SPED', '504', 'EL'], e.source)),
			 max(e.ends_on), 'ended on ' || max(e.ends_on)::text
	  FROM (SELECT i.school_year, i.ssid, i.code, i.source, least(i.identified_until, p.ends_on) AS ends_on
			FROM caaspp.support_settings i
				LEFT JOIN plan_ends() p ON p.school_year = i.school_year AND p.ssid = i.ssid AND p.source = i.source
			WHERE i.source <> 'TOMS' AND least(i.identified_until, p.ends_on) < (SELECT today())) e
	  GROUP BY e.school_year, e.ssid, e.code
	  UNION ALL
	  SELECT p.school_year, p.ssid, NULL, CASE WHEN p.ends_on < (SELECT today()) THEN 'plan expired' ELSE 'plan expires in the window' END, p.source, p.ends_on,
			 p.kind || ' until ' || p.ends_on::text
	  FROM plan_ends() p
	  WHERE p.ends_on < 'infinity'::date) w
	JOIN tested_students() u ON u.school_year = w.school_year AND u.ssid = w.ssid
	LEFT JOIN audited_supports() d ON d.school_year = w.school_year AND d.ssid = w.ssid AND d.code = w.code
	LEFT JOIN caaspp.students n ON n.ssid = u.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = u.school
	LEFT JOIN caaspp.organizations l ON l.cds = u.lea
WHERE (w.problem <> 'plan expires in the window' OR w.on_day BETWEEN first_test_day(u.school_year, u.school) AND window_end(u.school_year, u.school))
	AND (w.code IS NULL OR d.code IS NOT NULL);
COMMENT ON VIEW caaspp.support_warnings IS 'What else needs care with supports, a row a student, code and problem: choices of one family side by side, set after the start or missing at it, identified past its end, plans that ended or end within the window.';
