-- Derivation: what the year's rules say that each student takes. One set of functions serves the
-- triggers, caaspp.rederive() and caaspp.explain_assignment().

CREATE OR REPLACE FUNCTION caaspp.attempt_counts()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, assessment caaspp.assessment,
			   parts_started smallint, parts_done smallint, parts_open smallint, locked boolean)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	SELECT c.school_year, c.ssid, assessment(c.part),
		coalesce(bit_or(part_bit(c.part)) FILTER (WHERE c.counts AND c.started_on IS NOT NULL), 0::smallint),
		coalesce(bit_or(part_bit(c.part)) FILTER (WHERE c.counts AND stage(c.status) IN ('done', 'invalidated')), 0::smallint),
		coalesce(bit_or(part_bit(c.part)) FILTER (WHERE c.counts AND stage(c.status) = 'open'), 0::smallint),
		bool_or(c.started_on IS NOT NULL)
	FROM (SELECT t.school_year, t.ssid, t.part, t.status, t.started_on,
				 t.opportunity = max(t.opportunity) OVER (PARTITION BY t.school_year, t.ssid, t.part) AS counts
		  FROM caaspp.attempts t) c
	-- Of year_parts() only whether there is such a part: it is asked for with every attempt that starts or ends.
	WHERE EXISTS (SELECT FROM caaspp.administrations y WHERE y.school_year = c.school_year)
		AND EXISTS (SELECT FROM caaspp.part_rules r
					WHERE r.part = c.part AND in_force(r.first_year, r.last_year, c.school_year))
	GROUP BY c.school_year, c.ssid, assessment(c.part);
END;
COMMENT ON FUNCTION caaspp.attempt_counts() IS
	'What the attempts of a student, year and assessment add up to, over the parts that the year has: the sets (part_bit) of parts started, done (submitted or invalidated) and open by the highest opportunity, and locked: any opportunity was started.';

-- The same for a student, row by row, as src/triggers/progress.c adds them up.
CREATE OR REPLACE FUNCTION caaspp.parts_of(of_year caaspp.school_year, of_ssid caaspp.ssid)
RETURNS TABLE (assessment caaspp.assessment, place smallint, started boolean, done boolean, open boolean)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 4
BEGIN ATOMIC
	SELECT assessment(t.part), part_bit(t.part), t.started_on IS NOT NULL, stage(t.status) IN ('done', 'invalidated'), stage(t.status) = 'open'
	FROM caaspp.attempts t
	WHERE t.school_year = of_year AND t.ssid = of_ssid
		AND t.part = ANY (ARRAY(SELECT r.part		-- looked up once
								FROM caaspp.administrations y
									JOIN caaspp.part_rules r ON in_force(r.first_year, r.last_year, y.school_year)
								WHERE y.school_year = of_year))
	ORDER BY t.part, t.opportunity;
END;
COMMENT ON FUNCTION caaspp.parts_of(caaspp.school_year, caaspp.ssid) IS
	'A student''s attempts of the parts that the year has, as they count: the part''s place in a set (part_bit), started, done (submitted or invalidated), open. By part, the highest opportunity last.';

CREATE OR REPLACE FUNCTION caaspp.tests_of(of_year caaspp.school_year, of_ssid caaspp.ssid)
RETURNS TABLE (assessment caaspp.assessment, parts_started smallint, parts_done smallint, parts_open smallint, locked boolean,
			   code caaspp.exemption_code, exempt_on date, is_exempt_so boolean)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 2
BEGIN ATOMIC
	SELECT o.assessment, o.parts_started, o.parts_done, o.parts_open, o.locked, x.code, d.exempt_on,
		(o.exemption::text, o.exempt_on) IS NOT DISTINCT FROM (x.code::text, d.exempt_on)
	FROM caaspp.assignments o
		LEFT JOIN caaspp.exemptions x ON x.school_year = of_year AND x.ssid = of_ssid AND x.assessment = o.assessment
		CROSS JOIN LATERAL (SELECT CASE WHEN x.code IS NOT NULL THEN coalesce(pacific_date(x.entered_at), '-infinity') END AS exempt_on) d
	WHERE o.school_year = of_year AND o.ssid = of_ssid;
END;
COMMENT ON FUNCTION caaspp.tests_of(caaspp.school_year, caaspp.ssid) IS
	'A student''s assignments with their sets of parts as they stand, and the exemption as it is in exemptions; is_exempt_so: the assignment has it.';

CREATE OR REPLACE FUNCTION caaspp.science_taken()
RETURNS TABLE (ssid caaspp.ssid, grade caaspp.grade, from_year caaspp.school_year, how text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	SELECT h.ssid, h.grade, h.school_year, h.assessment::text || ' taken in grade ' || h.grade::text || ' in ' || h.school_year::text
	FROM caaspp.science_history h
		JOIN caaspp.assessments k ON k.assessment = h.assessment AND k.subject = 'SCIENCE'
	UNION ALL
	SELECT a.ssid, a.grade, a.school_year + 1,
		a.assessment::text || ' assigned in grade ' || a.grade::text || ' with ' || a.exemption::text || ' in ' || a.school_year::text
	FROM caaspp.administrations y		-- a year at a time, by the index
		JOIN caaspp.assignments a ON a.school_year = y.school_year
		JOIN caaspp.assessments k ON k.assessment = a.assessment AND k.subject = 'SCIENCE'
	WHERE has_later_grade(a.grade) AND exempts(a.exemption)
	UNION ALL
	SELECT t.ssid, g.grade, t.school_year + 1,
		t.assessment::text || ' ' || t.science_met_by || ' in grade ' || g.grade::text || ' in ' || t.school_year::text
	FROM (SELECT c.ssid, c.school_year, k.assessment, k.parts, y.science_met_by,
				 bool_or(c.started_on IS NOT NULL) AS started,
				 bit_or(part_bit(c.part)) FILTER (WHERE stage(c.status) IN ('done', 'invalidated')
								  AND NOT EXISTS (SELECT FROM caaspp.attempts h
												  WHERE h.school_year = c.school_year AND h.ssid = c.ssid AND h.part = c.part
													AND h.opportunity > c.opportunity)) AS parts_done
		  FROM caaspp.administrations y
			JOIN year_assessments() k ON k.school_year = y.school_year AND k.subject = 'SCIENCE'
			JOIN year_parts() p ON p.school_year = k.school_year AND p.assessment = k.assessment
			JOIN caaspp.attempts c ON c.school_year = y.school_year AND c.part = p.part
		  GROUP BY c.ssid, c.school_year, k.assessment, k.parts, y.science_met_by) t
		CROSS JOIN LATERAL (
			SELECT coalesce((SELECT a.grade FROM caaspp.assignments a
							 WHERE a.school_year = t.school_year AND a.ssid = t.ssid AND a.assessment = t.assessment),
							(SELECT e.grade FROM governing_enrollments() e
							 WHERE e.school_year = t.school_year AND e.ssid = t.ssid)) AS grade) g
	WHERE CASE t.science_met_by WHEN 'started' THEN t.started ELSE t.parts_done = t.parts END;
END;
COMMENT ON FUNCTION caaspp.science_taken() IS
	'Science tests that count as taken, the grade, the first year in which that counts, and how in words: elsewhere (science_history, from the same year), or in an earlier year tested here (administrations.science_met_by) or used up by PGE or NTE while assigned before grade 12. In high-school grades (administrations.science_once_grades) they meet the one-time requirement.';

CREATE OR REPLACE FUNCTION caaspp.assignment_facts(of_year caaspp.school_year, of_ssids caaspp.ssid[])
RETURNS TABLE (ssid caaspp.ssid, school caaspp.cds_code, accountable_lea caaspp.cds_code, grade caaspp.grade, left_on date, window_ends_on date,
			   alternate_named boolean, alternate boolean, science_elected boolean, spanish_elected boolean,
			   science_met boolean, repeating boolean, newcomer boolean)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT g.ssid, g.school, g.accountable_lea, g.grade, g.left_on, coalesce(w.ends_on, l.ends_on, (SELECT y.window_ends_on FROM caaspp.administrations y WHERE y.school_year = of_year)),
		g.alternate_assessment IS TRUE,
		takes_alternate(g.alternate_assessment, g.special_education, g.primary_disability),
		g.science_elected IS TRUE,
		g.spanish_elected IS TRUE,
		CASE WHEN are_few(of_ssids)		-- each by the index
			 THEN (SELECT count(*) > 0 FROM science_taken() d
					JOIN caaspp.administrations o ON o.school_year = of_year AND o.science_once_grades @> d.grade
				   WHERE d.from_year <= of_year AND d.ssid = g.ssid)
			 ELSE m.ssid IS NOT NULL END,
		CASE WHEN g.grade = '12'
			 THEN coalesce(g.repeating_grade_12,
						   EXISTS (SELECT FROM caaspp.enrollments e
								   WHERE e.ssid = g.ssid AND e.school_year < of_year AND e.grade = '12'))
			 ELSE false END,
		(g.elas = 'EL' AND g.us_entry_date >= (SELECT y.newcomer_since FROM caaspp.administrations y WHERE y.school_year = of_year)) IS TRUE
	FROM (SELECT e.* FROM governing_enrollments() e WHERE e.school_year = of_year AND of_ssids IS NULL
		  UNION ALL		-- of a few students, each by the index
		  SELECT e.* FROM unnest(of_ssids) s(ssid)
			CROSS JOIN LATERAL (SELECT o.* FROM governing_enrollments() o WHERE o.school_year = of_year AND o.ssid = s.ssid LIMIT 1) e) g
		LEFT JOIN (SELECT school, max(ends_on) AS ends_on FROM caaspp.testing_windows
				   WHERE school_year = of_year GROUP BY school) w ON w.school = g.school
		LEFT JOIN (SELECT school, max(ends_on) AS ends_on FROM caaspp.testing_windows
				   WHERE school_year = of_year GROUP BY school) l ON l.school = lea(g.school)
		LEFT JOIN (SELECT DISTINCT d.ssid
				   FROM science_taken() d
					JOIN caaspp.administrations o ON o.school_year = of_year AND o.science_once_grades @> d.grade
				   WHERE d.from_year <= of_year AND are_few(of_ssids) IS NOT TRUE AND (of_ssids IS NULL OR d.ssid = ANY (of_ssids))) m ON m.ssid = g.ssid;
END;
COMMENT ON FUNCTION caaspp.assignment_facts(caaspp.school_year, caaspp.ssid[]) IS
	'The facts on which a year''s assignments rest, a row a student with a governing enrollment; of_ssids null: everyone. Only alternate (named in the IEP, special education and a disability together) gives the alternate assessment.';

CREATE OR REPLACE FUNCTION caaspp.expected_assignments(of_year caaspp.school_year, of_ssids caaspp.ssid[])
RETURNS TABLE (ssid caaspp.ssid, assessment caaspp.assessment, subject text, school caaspp.cds_code, lea caaspp.cds_code, grade caaspp.grade,
			   origin text, rule_id text, left_on date, window_ends_on date, newcomer boolean, parts smallint, site integer)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 2000
BEGIN ATOMIC
	SELECT f.ssid, r.assessment, r.subject, f.school, f.lea, f.grade,
		r.origin, r.rule_id, f.left_on, f.window_ends_on, f.newcomer, r.parts, f.site
	FROM (SELECT t.*, l.lea, t.science_met OR t.repeating AS science_closed, known_site(of_year, t.school, l.lea) AS site
		  FROM assignment_facts(of_year, of_ssids) t
			CROSS JOIN LATERAL (SELECT coalesce(t.accountable_lea, lea(t.school)) AS lea) l
		  OFFSET 0) f		-- all facts of a student first: then one hash lookup finds the tests
		JOIN year_profiles() r ON r.school_year = of_year AND r.grade = f.grade
			AND r.alternate = f.alternate AND r.science_elected = f.science_elected AND r.spanish_elected = f.spanish_elected
			AND r.science_closed = f.science_closed;
END;
COMMENT ON FUNCTION caaspp.expected_assignments(caaspp.school_year, caaspp.ssid[]) IS
	'The assignments that the year''s rules give (year_profiles). of_ssids null: everyone. site: null until note_sites() noted it.';

CREATE OR REPLACE FUNCTION caaspp.due_assignments(of_year caaspp.school_year, of_ssids caaspp.ssid[])
RETURNS TABLE (ssid caaspp.ssid, assessment caaspp.assessment, subject text, school caaspp.cds_code, lea caaspp.cds_code, grade caaspp.grade,
			   origin text, rule_id text, left_on date, window_ends_on date, newcomer boolean, parts smallint, site integer)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 2000
BEGIN ATOMIC
	SELECT e.ssid, e.assessment, e.subject, e.school, e.lea, e.grade, e.origin, e.rule_id, e.left_on, e.window_ends_on, e.newcomer, e.parts, e.site
	FROM expected_assignments(of_year, of_ssids) e
	WHERE NOT EXISTS (
		SELECT FROM caaspp.assignments s JOIN caaspp.assessments k ON k.assessment = s.assessment
		WHERE s.school_year = of_year AND s.ssid = e.ssid AND s.locked
			AND k.subject = e.subject AND s.assessment <> e.assessment);
END;
COMMENT ON FUNCTION caaspp.due_assignments(caaspp.school_year, caaspp.ssid[]) IS
	'The expected assignments less those beside which another test of the same subject was started: no second one is derived.';
