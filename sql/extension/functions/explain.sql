-- Why a student has a test, or has not, in words that a coordinator can read out on the phone.

CREATE FUNCTION caaspp.explain_assignment(ssid caaspp.ssid, school_year caaspp.school_year)
RETURNS TABLE (assessment text, assigned boolean, origin text, rule_id text, reason text, citation text, facts jsonb)
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 7
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	of_ssid CONSTANT ssid := explain_assignment.ssid;
	of_year CONSTANT school_year := explain_assignment.school_year;
	f record;
	met text;
	known jsonb;
BEGIN
	PERFORM caaspp.require_deployed();
	SELECT t.* INTO f FROM caaspp.assignment_facts(of_year, ARRAY[of_ssid]) t;
	met := (SELECT min(m.how) FROM caaspp.science_taken() m
				JOIN caaspp.administrations y ON y.school_year = of_year AND y.science_once_grades @> m.grade
			WHERE m.ssid = of_ssid AND m.from_year <= of_year);
	known := jsonb_strip_nulls(jsonb_build_object(
		'grade', f.grade::text, 'school', f.school::text, 'left_on', f.left_on,
		'alternate_named', f.alternate_named, 'alternate', f.alternate,
		'science_elected', f.science_elected, 'science_met', met, 'repeating_grade_12', f.repeating,
		'spanish_elected', f.spanish_elected, 'newcomer', f.newcomer));

	RETURN QUERY
	SELECT k.assessment::text, a.assessment IS NOT NULL,
		a.origin, coalesce(a.rule_id, r.rule_id),
		CASE
			WHEN a.origin = 'manual' THEN 'Assigned by hand in the district.'
			WHEN a.locked AND (r.applies IS NOT TRUE OR a.grade <> f.grade) THEN
				format('Started in grade %s: grade and test are locked, whatever the rules now say.', a.grade)
			WHEN a.assessment IS NOT NULL AND r.applies THEN r.reason
			WHEN a.assessment IS NOT NULL THEN 'The rules no longer give it; run caaspp.rederive() for the year.'
			WHEN NOT EXISTS (SELECT FROM caaspp.administrations z WHERE z.school_year = of_year) THEN
				format('No state rules for %s are loaded; the district can add them as rows.', of_year)
			WHEN f.ssid IS NULL THEN format('No enrollment in %s with a status that tests is known here, or visible to you.', of_year)
			WHEN y.assessment IS NULL THEN format('Not given in %s.', of_year)
			WHEN b.assessment IS NOT NULL AND r.applies THEN
				format('%s was started for the same subject and stays; no second test is assigned beside it.', b.assessment)
			WHEN r.rule_id IS NULL THEN format('Not given in grade %s.', f.grade)
			WHEN r.alternate AND NOT f.alternate_named THEN 'The IEP does not name the alternate assessment.'
			WHEN r.alternate AND NOT f.alternate THEN
				'The IEP names the alternate assessment, but special education or the primary disability is missing.'
			WHEN NOT r.alternate AND f.alternate THEN 'The student takes the alternate assessment instead.'
			WHEN r.science_unmet AND f.repeating THEN 'Students who repeat grade 12 are not eligible.'
			WHEN r.science_unmet AND met IS NOT NULL THEN format('The one high-school science test is already met: %s.', met)
			WHEN r.elected = 'science' THEN format('The LEA has not registered this student for science in grade %s.', f.grade)
			WHEN r.elected = 'spanish' THEN 'Optional, and not chosen for this student.'
			ELSE 'The rules give it; run caaspp.rederive() for the year.'
		END,
		coalesce(r.citation, k.citation), known
	FROM caaspp.assessments k
		LEFT JOIN caaspp.year_assessments() y ON y.school_year = of_year AND y.assessment = k.assessment
		LEFT JOIN caaspp.assignments a ON a.school_year = of_year AND a.ssid = of_ssid AND a.assessment = k.assessment
		LEFT JOIN LATERAL (
			SELECT o.assessment FROM caaspp.assignments o JOIN caaspp.assessments s ON s.assessment = o.assessment
			WHERE o.school_year = of_year AND o.ssid = of_ssid AND o.assessment <> k.assessment
				AND s.subject = k.subject AND o.locked
			LIMIT 1) b ON true
		LEFT JOIN LATERAL (
			SELECT c.*, rule_applies(c.alternate, c.elected, c.science_unmet, f.alternate, f.science_elected, f.spanish_elected,
									 f.science_met OR f.repeating) AS applies
			FROM caaspp.year_rules() c
			WHERE c.school_year = of_year AND c.assessment = k.assessment
				AND (c.grades @> f.grade OR c.rule_id = a.rule_id)
			ORDER BY applies DESC NULLS LAST, c.rule_id = a.rule_id DESC NULLS LAST, c.priority
			LIMIT 1) r ON true
	ORDER BY k.assessment;
END
$$;
COMMENT ON FUNCTION caaspp.explain_assignment(caaspp.ssid, caaspp.school_year) IS
	'For one student and year, every assessment: whether it is assigned, by which rule (or which one it failed), why in plain words, the rule''s citation, and the facts that were used. No rows for a null argument. Error: 55000 before deploy().';
