-- Explanations: what each rule says of a student, and in words why.

CREATE OR REPLACE FUNCTION caaspp.rule_answers(of_year caaspp.school_year, of_ssids caaspp.ssid[])
RETURNS TABLE (ssid caaspp.ssid, assessment caaspp.assessment, given boolean, origin text, rule_id text, reason text, citation text,
			   grade caaspp.grade, facts jsonb)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	WITH rules AS MATERIALIZED (
		SELECT r.* FROM year_rules() r WHERE r.school_year = of_year),
	tests AS MATERIALIZED (
		SELECT k.assessment, k.citation, y.assessment IS NOT NULL AS is_given
		FROM caaspp.assessments k
			LEFT JOIN year_assessments() y ON y.school_year = of_year AND y.assessment = k.assessment),
	known AS MATERIALIZED (
		SELECT s.ssid, f.ssid IS NOT NULL AS is_enrolled, f.grade, f.alternate_named, f.alternate, f.science_elected, f.spanish_elected,
			f.repeating, m.how AS met,
			jsonb_strip_nulls(jsonb_build_object(
				'grade', f.grade::text, 'school', f.school::text, 'left_on', f.left_on,
				'alternate_named', f.alternate_named, 'alternate', f.alternate,
				'science_elected', f.science_elected, 'science_met', m.how, 'repeating_grade_12', f.repeating,
				'spanish_elected', f.spanish_elected, 'newcomer', f.newcomer)) AS facts
		FROM (SELECT DISTINCT u.ssid FROM unnest(of_ssids) u(ssid)) s
			LEFT JOIN assignment_facts(of_year, of_ssids) f ON f.ssid = s.ssid
			LEFT JOIN (SELECT d.ssid, min(d.how) AS how
					   FROM science_taken() d
						JOIN caaspp.administrations o ON o.school_year = of_year AND o.science_once_grades @> d.grade
					   WHERE d.from_year <= of_year AND d.ssid = ANY (of_ssids)
					   GROUP BY d.ssid) m ON m.ssid = s.ssid)
	SELECT f.ssid, k.assessment, r.applies IS TRUE, r.origin, r.rule_id,
		CASE
			WHEN r.applies THEN r.reason
			WHEN NOT EXISTS (SELECT FROM caaspp.administrations z WHERE z.school_year = of_year) THEN
				format('No state rules for %s are loaded; the district can add them as rows.', of_year)
			WHEN NOT f.is_enrolled THEN format('No enrollment in %s with a status that tests is known here, or visible to you.', of_year)
			WHEN NOT k.is_given THEN format('Not given in %s.', of_year)
			WHEN r.rule_id IS NULL THEN format('Not given in grade %s.', f.grade)
			WHEN r.alternate AND NOT f.alternate_named THEN 'The IEP does not name the alternate assessment.'
			WHEN r.alternate AND NOT f.alternate THEN
				'The IEP names the alternate assessment, but special education or the primary disability is missing.'
			WHEN NOT r.alternate AND f.alternate THEN 'The student takes the alternate assessment instead.'
			WHEN r.science_unmet AND f.repeating THEN 'Students who repeat grade 12 are not eligible.'
			WHEN r.science_unmet AND f.met IS NOT NULL THEN format('The one high-school science test is already met: %s.', f.met)
			WHEN r.elected = 'science' THEN format('The LEA has not registered this student for science in grade %s.', f.grade)
			ELSE 'Optional, and not chosen for this student.'
		END,
		coalesce(r.citation, k.citation), f.grade, f.facts
	FROM known f
		CROSS JOIN tests k
		LEFT JOIN LATERAL (
			SELECT c.rule_id, c.origin, c.reason, c.citation, c.alternate, c.elected, c.science_unmet,
				rule_applies(c.alternate, c.elected, c.science_unmet, f.alternate, f.science_elected, f.spanish_elected,
							 f.met IS NOT NULL OR f.repeating) AS applies
			FROM rules c
			WHERE c.assessment = k.assessment AND c.grades @> f.grade
			ORDER BY applies DESC, c.priority, c.rule_id
			LIMIT 1) r ON true;
END;
COMMENT ON FUNCTION caaspp.rule_answers(caaspp.school_year, caaspp.ssid[]) IS
	'For these students (not null, each once) and every assessment: whether the year''s rules give it, by which rule, or which one came nearest, why in plain words, the citation, and the facts used. Of the facts alone: what was started, or typed by hand, is in explanations().';

CREATE OR REPLACE FUNCTION caaspp.explanations(of_year caaspp.school_year, of_ssids caaspp.ssid[])
RETURNS TABLE (ssid caaspp.ssid, assessment caaspp.assessment, assigned boolean, origin text, rule_id text, reason text, citation text, facts jsonb)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT w.ssid, w.assessment, a.assessment IS NOT NULL, a.origin, coalesce(a.rule_id, w.rule_id),
		CASE
			WHEN a.origin = 'manual' THEN 'Assigned by hand in the district.'
			WHEN a.locked AND (NOT w.given OR a.grade <> w.grade) THEN
				format('Started in grade %s: grade and test are locked, whatever the rules now say.', a.grade)
			WHEN a.assessment IS NOT NULL AND NOT w.given THEN 'The rules no longer give it; run caaspp.rederive() for the year.'
			WHEN a.assessment IS NULL AND w.given THEN coalesce(
				(SELECT format('%s was started for the same subject and stays; no second test is assigned beside it.', min(o.assessment))
				 FROM caaspp.assignments o
					JOIN caaspp.assessments s ON s.assessment = o.assessment AND s.subject = k.subject
				 WHERE o.school_year = of_year AND o.ssid = w.ssid AND o.assessment <> w.assessment AND o.locked
				 HAVING count(*) > 0),
				CASE WHEN (SELECT row_security_active('caaspp.assignments'))
					THEN 'The rules give it by what you may see; the student may be elsewhere now.'
					ELSE 'The rules give it; run caaspp.rederive() for the year.' END)
			ELSE w.reason
		END,
		coalesce(c.citation, w.citation), w.facts
	FROM rule_answers(of_year, of_ssids) w
		JOIN caaspp.assessments k ON k.assessment = w.assessment
		LEFT JOIN caaspp.assignments a ON a.school_year = of_year AND a.ssid = w.ssid AND a.assessment = w.assessment
		LEFT JOIN year_rules() c ON c.school_year = of_year AND c.rule_id = a.rule_id;
END;
COMMENT ON FUNCTION caaspp.explanations(caaspp.school_year, caaspp.ssid[]) IS
	'What explain_assignment() says, of these students (not null, each once), a row a student and assessment.';
