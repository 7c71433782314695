-- What else is wrong with supports, beside the problems of support_mismatches: choices that exclude each other, what was set too late,
-- plans that end, and resources that cost the participation.

CREATE OR REPLACE FUNCTION caaspp.conflicting_supports()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, code text, others text, place text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
SET enable_nestloop = off		-- by itself: how few are found is not known before
SET enable_mergejoin = off
SET jit = off
BEGIN ATOMIC
	SELECT q.school_year, q.ssid, c.code, string_agg(DISTINCT o.code, ', '), q.place
	FROM (SELECT s.school_year, s.ssid, v.place, array_agg(DISTINCT s.code) AS codes
		  FROM caaspp.support_settings s
			CROSS JOIN LATERAL (SELECT CASE s.source WHEN 'TOMS' THEN 'TOMS' ELSE 'district' END AS place) v
			JOIN year_supports() f ON f.school_year = s.school_year AND f.code = s.code AND f.family IS NOT NULL AND f.class <> 'off'
			JOIN active_assignments() a ON a.school_year = s.school_year AND a.ssid = s.ssid AND a.assessment = f.assessment
				AND (f.grades IS NULL OR f.grades @> a.grade)
		  GROUP BY s.school_year, s.ssid, f.family, f.part, v.place
		  HAVING count(DISTINCT s.code) > 1) q
		CROSS JOIN LATERAL unnest(q.codes) c(code)
		JOIN LATERAL unnest(q.codes) o(code) ON o.code <> c.code
	GROUP BY q.school_year, q.ssid, c.code, q.place;
END;
COMMENT ON FUNCTION caaspp.conflicting_supports() IS
	'Codes of one family, of which a test takes one, that stand side by side for a student in one part of an assigned test: in TOMS, or in the district''s sources together. others: the other codes.';

CREATE OR REPLACE FUNCTION caaspp.started_supports()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, code text, part caaspp.test_part, started_on date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
SET enable_nestloop = off
SET enable_mergejoin = off
SET jit = off
BEGIN ATOMIC
	SELECT DISTINCT ON (s.school_year, s.ssid, s.code) s.school_year, s.ssid, s.code, b.part, b.started_on
	FROM (SELECT DISTINCT o.school_year, o.ssid, o.code FROM caaspp.support_settings o) s
		JOIN counted_attempts() b ON b.school_year = s.school_year AND b.ssid = s.ssid AND b.started_on IS NOT NULL
		JOIN year_supports() c ON c.school_year = s.school_year AND c.code = s.code AND c.part = b.part AND c.class <> 'off'
		JOIN active_assignments() a ON a.school_year = s.school_year AND a.ssid = s.ssid AND a.assessment = c.assessment
			AND (c.grades IS NULL OR c.grades @> a.grade)
	ORDER BY s.school_year, s.ssid, s.code, b.started_on, b.part;
END;
COMMENT ON FUNCTION caaspp.started_supports() IS
	'For each student and support code, the first part in which it could be used that the student has started, and when.';

CREATE OR REPLACE FUNCTION caaspp.plan_ends()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, kind text, source text, ends_on date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
SET jit = off
BEGIN ATOMIC
	SELECT p.school_year, p.ssid, p.kind, CASE p.kind WHEN 'IEP' THEN 'SPED' ELSE '504' END, max(coalesce(p.ends_on, 'infinity'::date))
	FROM caaspp.support_plans p
	WHERE p.starts_on <= (SELECT today())
	GROUP BY p.school_year, p.ssid, p.kind;
END;
COMMENT ON FUNCTION caaspp.plan_ends() IS
	'The last day of a student''s latest plan of each kind that has begun (infinity: no end is known), and the source that speaks for such plans.';

CREATE OR REPLACE FUNCTION caaspp.support_worries()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, code text, problem text, identified_by text, on_day date, detail text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
SET enable_nestloop = off
SET enable_mergejoin = off
SET jit = off
BEGIN ATOMIC
	SELECT c.school_year, c.ssid, c.code, CASE c.place WHEN 'TOMS' THEN 'conflicting choices in TOMS' ELSE 'conflicting choices identified' END,
		NULL::text, NULL::date, 'also ' || c.others
	FROM conflicting_supports() c
	UNION ALL		-- the student was in an earlier report, without it
	SELECT q.school_year, q.ssid, q.code, 'set after the start', NULL, q.set_on,
		q.part::text || ' was started on ' || q.started_on::text || '; not set on ' || q.not_set_on::text
	FROM (SELECT b.*, r.recorded_at AS reported_at,		-- a report imported later than it was made tells of its own day
				 least(pacific_date(t.recorded_at), o.source_date) AS set_on, least(pacific_date(r.recorded_at), p.source_date) AS not_set_on
		  FROM started_supports() b
			JOIN caaspp.support_settings t ON t.school_year = b.school_year AND t.source = 'TOMS' AND t.ssid = b.ssid AND t.code = b.code
			JOIN caaspp.support_snapshots r ON r.school_year = t.school_year AND r.source = 'TOMS' AND r.ssid = t.ssid AND r.recorded_at < t.recorded_at
			LEFT JOIN caaspp.import_batches o ON o.batch_id = t.batch_id
			LEFT JOIN caaspp.import_batches p ON p.batch_id = r.batch_id) q
	WHERE q.set_on > q.started_on
		AND NOT EXISTS (		-- nor did an import that was undone take it away meanwhile
			SELECT FROM caaspp.support_settings_history h
				LEFT JOIN caaspp.import_batches m ON m.batch_id = h.batch_id
			WHERE h.school_year = q.school_year AND h.source = 'TOMS' AND h.ssid = q.ssid AND h.code = q.code
				AND h.undone AND h.replaced_by IS NOT NULL AND m.undone_at IS NULL
				AND (h.recorded_at <= q.reported_at OR least(pacific_date(h.recorded_at), m.source_date) <= q.started_on))
	UNION ALL
	SELECT b.school_year, b.ssid, b.code, 'started without it', NULL, b.started_on, b.part::text || ' was started on ' || b.started_on::text
	FROM started_supports() b
	UNION ALL
	SELECT e.school_year, e.ssid, e.code, 'identified past its end', string_agg(e.source, ', ' ORDER BY array_position(ARRAY['SIS', 'SPED', '504', 'EL'], e.source)),
		max(e.ends_on), 'ended on ' || max(e.ends_on)::text
	FROM (SELECT i.school_year, i.ssid, i.code, i.source, least(i.identified_until, p.ends_on) AS ends_on
		  FROM caaspp.support_settings i
			LEFT JOIN plan_ends() p ON p.school_year = i.school_year AND p.ssid = i.ssid AND p.source = i.source
		  WHERE i.source <> 'TOMS') e
	WHERE e.ends_on < (SELECT today())
	GROUP BY e.school_year, e.ssid, e.code;
END;
COMMENT ON FUNCTION caaspp.support_worries() IS
	'What support_warnings says of single codes, before it is joined with the audit; started without it: every code that some part was started for, to be kept where the audit misses it in TOMS.';

CREATE OR REPLACE VIEW caaspp.support_warnings WITH (security_invoker = true) AS
SELECT w.school_year::text AS school_year, w.lea::text AS lea_cds, l.name AS lea_name, w.school::text AS school_cds, s.name AS school_name,
	w.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, w.grade::text AS grade, grade_order(w.grade) AS grade_order,
	array_to_string(w.populations, ', ') AS population, w.code, w.support, w.class, w.problem, w.identified_by, w.on_day, w.detail
FROM (SELECT d.school_year, d.ssid, d.school, d.lea, d.grade, d.populations, d.code, d.support, d.class, c.problem,
			 coalesce(c.identified_by, d.identified_by) AS identified_by, c.on_day, c.detail
	  FROM all_audited_supports() d
		JOIN support_worries() c ON c.school_year = d.school_year AND c.ssid = d.ssid AND c.code = d.code
	  WHERE c.problem <> 'started without it' OR d.problem = 'missing in TOMS'
	  UNION ALL
	  SELECT u.school_year, u.ssid, u.school, u.lea, u.grade, u.populations, NULL, NULL, NULL,
			 CASE WHEN p.ends_on < (SELECT today()) THEN 'plan expired' ELSE 'plan expires in the window' END,
			 p.source, p.ends_on, p.kind || ' until ' || p.ends_on::text
	  FROM plan_ends() p
		JOIN tested_students() u ON u.school_year = p.school_year AND u.ssid = p.ssid
	  WHERE p.ends_on < (SELECT today())
		OR p.ends_on BETWEEN window_start(u.school_year, u.school) AND window_end(u.school_year, u.school)
	  UNION ALL
	  SELECT u.school_year, u.ssid, u.school, u.lea, u.grade, u.populations, q.code, min(y.name), min(y.class), 'changes what is measured',
			 i.identified_by, q.decided_on, q.assessment::text || ': the student may use it and will not count as participating'
	  FROM construct_requests() q
		JOIN active_assignments() a ON a.school_year = q.school_year AND a.ssid = q.ssid AND a.assessment = q.assessment
		JOIN tested_students() u ON u.school_year = q.school_year AND u.ssid = q.ssid
		LEFT JOIN year_supports() y ON y.school_year = q.school_year AND y.code = q.code AND y.assessment = q.assessment
		LEFT JOIN LATERAL (SELECT string_agg(t.source, ', ' ORDER BY array_position(ARRAY['SIS', 'SPED', '504', 'EL'], t.source)) AS identified_by
						   FROM caaspp.support_settings t
						   WHERE t.school_year = q.school_year AND t.ssid = q.ssid AND t.code = q.code AND t.source <> 'TOMS') i ON true
	  GROUP BY u.school_year, u.ssid, u.school, u.lea, u.grade, u.populations, q.code, q.assessment, q.decided_on, i.identified_by) w
	LEFT JOIN caaspp.students n ON n.ssid = w.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = w.school
	LEFT JOIN caaspp.organizations l ON l.cds = w.lea;
COMMENT ON VIEW caaspp.support_warnings IS 'What else needs care with supports, a row a student, code and problem: choices of one family side by side, set after the start or missing at it, identified past its end, plans that ended or end within the window, and approved resources with which a student will not count as participating.';
