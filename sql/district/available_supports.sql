-- What may this student have? Each support of the year's catalogue in each part of each assigned test, as the
-- state's screen greys out what does not apply.

CREATE OR REPLACE FUNCTION caaspp.available_supports(of_ssid caaspp.ssid, of_year caaspp.school_year)
RETURNS TABLE (assessment text, part text, code text, support text, class text, embedded boolean, family text,
			   allowed boolean, reason text, identified_by text, in_toms boolean, citation text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	SELECT t.assessment::text, t.part::text, k.code, coalesce(c.name, k.name), coalesce(c.class, k.class), coalesce(c.embedded, k.embedded), c.family,
		c.code IS NOT NULL AND (c.grades IS NULL OR c.grades @> t.grade)
			AND (c.class <> 'accommodation' OR g.special_education IS TRUE OR g.section_504 IS TRUE),
		CASE WHEN c.code IS NULL THEN 'Not offered in ' || t.part::text || '.'
			 WHEN NOT c.grades @> t.grade THEN 'Not offered in grade ' || t.grade::text || ', only in ' || c.grades::text || '.'
			 WHEN c.class = 'universal' THEN 'A universal tool: on for everybody.'
			 WHEN c.class = 'designated' THEN 'A designated support: for any student for whom an educator sees the need.'
			 WHEN g.special_education AND g.section_504 THEN 'An accommodation: the student has an IEP and a Section 504 plan.'
			 WHEN g.special_education THEN 'An accommodation: the student has an IEP.'
			 WHEN g.section_504 THEN 'An accommodation: the student has a Section 504 plan.'
			 ELSE 'An accommodation: the student has neither an IEP nor a Section 504 plan.' END
		|| coalesce(' Of its family TOMS has ' || o.codes || ': one choice only.', '')
		|| coalesce(' The part was started on ' || b.started_on::text || ': a change needs an incident report.', ''),
		x.identified_by, x.in_toms IS TRUE, c.citation
	FROM (SELECT a.assessment, a.grade, p.part, p.part_order
		  FROM active_assignments() a
			JOIN year_parts() p ON p.school_year = of_year AND p.assessment = a.assessment
		  WHERE a.school_year = of_year AND a.ssid = of_ssid) t
		CROSS JOIN (SELECT y.code, (array_agg(y.name ORDER BY y.part))[1] AS name, (array_agg(y.class ORDER BY y.part))[1] AS class,
						(array_agg(y.embedded ORDER BY y.part))[1] AS embedded
					FROM year_supports() y WHERE y.school_year = of_year AND y.class <> 'off' GROUP BY y.code) k
		LEFT JOIN year_supports() c ON c.school_year = of_year AND c.code = k.code AND c.part = t.part
		LEFT JOIN governing_enrollments() g ON g.school_year = of_year AND g.ssid = of_ssid
		LEFT JOIN (SELECT s.code, bool_or(s.source = 'TOMS') AS in_toms,
						  string_agg(s.source, ', ' ORDER BY array_position(ARRAY['SIS', 'SPED', '504', 'EL'], s.source)) FILTER (WHERE s.source <> 'TOMS') AS identified_by
				   FROM caaspp.support_settings s WHERE s.school_year = of_year AND s.ssid = of_ssid GROUP BY s.code) x ON x.code = k.code
		LEFT JOIN counted_attempts() b ON b.school_year = of_year AND b.ssid = of_ssid AND b.part = t.part AND b.started_on IS NOT NULL
		LEFT JOIN LATERAL (
			SELECT string_agg(s.code, ', ' ORDER BY s.code) AS codes
			FROM caaspp.support_settings s
				JOIN year_supports() f ON f.school_year = of_year AND f.code = s.code AND f.part = t.part
			WHERE s.school_year = of_year AND s.ssid = of_ssid AND s.source = 'TOMS'
				AND f.family = c.family AND f.code <> c.code AND f.class <> 'off' AND c.class <> 'off'
				AND (f.grades IS NULL OR f.grades @> t.grade)) o ON true
	ORDER BY t.assessment, t.part_order, k.code COLLATE "C";
END;
COMMENT ON FUNCTION caaspp.available_supports(caaspp.ssid, caaspp.school_year) IS
	'Every support of the year''s catalogue in every part of the student''s active assignments: whether the student may have it and why, who identified it, and whether TOMS has it. Off and default codes are left out. No rows: no active assignment, or none visible to you. Nulls: none. Source: supports, part_rules, the governing enrollment.';
