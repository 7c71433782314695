-- Why a student has a test, or has not, in words that a coordinator can read out on the phone. The words
-- are in district/explanations.sql.

CREATE FUNCTION caaspp.explain_assignment(ssid caaspp.ssid, school_year caaspp.school_year)
RETURNS TABLE (assessment text, assigned boolean, origin text, rule_id text, reason text, citation text, facts jsonb)
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 7
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
BEGIN
	PERFORM caaspp.require_deployed();
	RETURN QUERY
	SELECT x.assessment::text, x.assigned, x.origin, x.rule_id, x.reason, x.citation, x.facts
	FROM caaspp.explanations(explain_assignment.school_year, ARRAY[explain_assignment.ssid]) x
	ORDER BY x.assessment;
END
$$;
COMMENT ON FUNCTION caaspp.explain_assignment(caaspp.ssid, caaspp.school_year) IS
	'For one student and year, every assessment: whether it is assigned, by which rule (or which one it failed), why in plain words, the rule''s citation, and the facts that were used. No rows for a null argument. Error: 55000 before deploy().';

CREATE FUNCTION caaspp.explain_assignments(school caaspp.cds_code, school_year caaspp.school_year DEFAULT NULL)
RETURNS TABLE (ssid text, student_name text, grade text, assessment text, assigned boolean, origin text, rule_id text, reason text, citation text, facts jsonb)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
DECLARE
	of_year CONSTANT caaspp.school_year := coalesce(explain_assignments.school_year, caaspp.school_year(caaspp.today()));
	of_ssids caaspp.ssid[];
BEGIN
	PERFORM caaspp.require_deployed();
	of_ssids := ARRAY(
		SELECT g.ssid FROM caaspp.governing_enrollments() g
		WHERE g.school_year = of_year
			AND (g.school = explain_assignments.school OR lea(g.school) = explain_assignments.school
				 OR g.accountable_lea = explain_assignments.school)
		UNION
		SELECT a.ssid FROM caaspp.assignments a
		WHERE a.school_year = of_year AND (a.school = explain_assignments.school OR a.lea = explain_assignments.school));
	RETURN QUERY
	SELECT x.ssid::text, n.last_name || ', ' || n.first_name, x.facts->>'grade', x.assessment::text, x.assigned, x.origin, x.rule_id, x.reason, x.citation, x.facts
	FROM caaspp.explanations(of_year, of_ssids) x
		LEFT JOIN caaspp.students n ON n.ssid = x.ssid
	ORDER BY grade_order((x.facts->>'grade')::caaspp.grade), 2, x.ssid, x.assessment;
END
$$;
COMMENT ON FUNCTION caaspp.explain_assignments(caaspp.cds_code, caaspp.school_year) IS
	'What explain_assignment() says, of every student of a school, or of an LEA (its schools, and those it is accountable for), by grade and name. Year null: the one of caaspp.today(). Error: 55000 before deploy().';

CREATE FUNCTION caaspp.explain_mismatches(school_year caaspp.school_year DEFAULT NULL)
RETURNS TABLE (school_cds text, ssid text, student_name text, grade text, assessment text, problem text, cause text, assigned boolean, rule_id text, reason text, citation text)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
DECLARE
	of_year CONSTANT caaspp.school_year := coalesce(explain_mismatches.school_year, caaspp.school_year(caaspp.today()));
	of_ssids caaspp.ssid[];
BEGIN
	PERFORM caaspp.require_deployed();
	of_ssids := ARRAY(SELECT DISTINCT m.ssid::caaspp.ssid FROM caaspp.assignment_mismatches m WHERE m.school_year = of_year::text);
	RETURN QUERY
	SELECT m.school_cds, m.ssid, m.student_name, m.grade, m.assessment, m.problem,
		CASE
			WHEN m.problem = 'not expected' AND m.grade IS NULL THEN 'not enrolled here'
			WHEN m.problem = 'not expected' AND x.assigned THEN 'has left'
			WHEN o.other IS NOT NULL THEN format('TOMS has %s', o.other)
			WHEN m.problem = 'not expected' AND x.rule_id IS NULL THEN 'not in this grade'
			WHEN m.problem = 'not expected' THEN 'the rules say no'
			WHEN x.origin = 'manual' THEN 'assigned by hand here'
			WHEN NOT o.listed THEN 'student not in TOMS report'
			WHEN x.elected THEN 'elected here, not registered there'
			ELSE 'not assigned there'
		END,
		x.assigned, x.rule_id, x.reason, x.citation
	FROM caaspp.assignment_mismatches m
		JOIN (SELECT e.*, (SELECT r.elected IS NOT NULL FROM caaspp.year_rules() r
						   WHERE r.school_year = of_year AND r.rule_id = e.rule_id) AS elected
			  FROM caaspp.explanations(of_year, of_ssids) e) x ON x.ssid::text = m.ssid AND x.assessment::text = m.assessment
		JOIN caaspp.assessments k ON k.assessment::text = m.assessment
		CROSS JOIN LATERAL (
			SELECT count(*) > 0 AS listed,
				min(t.assessment::text) FILTER (WHERE m.problem = 'missing in TOMS' AND s.subject = k.subject) AS other
			FROM caaspp.toms_assignments t
				JOIN caaspp.assessments s ON s.assessment = t.assessment
			WHERE t.school_year = of_year AND t.ssid = x.ssid) o
	WHERE m.school_year = of_year::text
	ORDER BY m.school_cds, m.grade_order, m.ssid, k.assessment;
END
$$;
COMMENT ON FUNCTION caaspp.explain_mismatches(caaspp.school_year) IS
	'The view assignment_mismatches of one year, each difference with its likely cause and what explain_assignment() says. Year null: the one of caaspp.today(). Error: 55000 before deploy().';
