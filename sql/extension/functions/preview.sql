-- What a change of an enrollment would do, before it is posted.

CREATE FUNCTION caaspp.require_enrollment_change(change jsonb) RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	unknown text;
BEGIN
	PERFORM caaspp.require_deployed();
	IF jsonb_typeof(change) <> 'object' THEN
		RAISE EXCEPTION 'a change of an enrollment must be a JSON object'
			USING ERRCODE = 'invalid_parameter_value', HINT = 'For example: {"special_education": false}';
	END IF;
	unknown := (SELECT min(k.key) FROM jsonb_object_keys(change) k(key)
				WHERE k.key IN ('school_year', 'ssid', 'batch_id', 'recorded_at')
					OR NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = 'caaspp.enrollments'::regclass
								   AND a.attnum > 0 AND NOT a.attisdropped AND a.attname = k.key));
	IF unknown IS NOT NULL THEN
		RAISE EXCEPTION '"%" is not a column of enrollments that can change', unknown
			USING ERRCODE = 'undefined_column', HINT = 'The columns are listed in docs/roster.md; a student and year are arguments of their own.';
	END IF;
END
$$;
COMMENT ON FUNCTION caaspp.require_enrollment_change(jsonb) IS
	'Error unless this is an object (22023) of columns of enrollments that can change (42703).';

CREATE FUNCTION caaspp.preview_enrollment_change(ssid caaspp.ssid, school_year caaspp.school_year, change jsonb)
RETURNS TABLE (what text, item text, effect text, reason text, citation text)
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 10
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	of_ssids CONSTANT caaspp.ssid[] := ARRAY[preview_enrollment_change.ssid];
	of_year CONSTANT caaspp.school_year := preview_enrollment_change.school_year;
	now_has_plan boolean;
	becomes record;
BEGIN
	PERFORM caaspp.require_enrollment_change(change);
	SELECT caaspp.supposed_enrollments(of_year, preview_enrollment_change.ssid, change) AS enrollments INTO becomes;
	SELECT g.special_education IS TRUE OR g.section_504 IS TRUE INTO now_has_plan
	FROM caaspp.governing_enrollments() g WHERE g.school_year = of_year AND g.ssid = preview_enrollment_change.ssid;

	RETURN QUERY
	WITH due AS (
		SELECT d.* FROM caaspp.supposed_due_assignments(of_year, of_ssids, becomes.enrollments) d),
	why AS (
		SELECT w.*, w.given IS DISTINCT FROM n.given OR w.grade IS DISTINCT FROM n.grade AS otherwise
		FROM caaspp.supposed_rule_answers(of_year, of_ssids, becomes.enrollments) w
			JOIN caaspp.rule_answers(of_year, of_ssids) n ON n.assessment = w.assessment),
	after AS (
		SELECT f.* FROM caaspp.supposed_assignment_facts(of_year, of_ssids, becomes.enrollments) f),
	plan AS (
		SELECT g.special_education IS TRUE OR g.section_504 IS TRUE AS has_plan
		FROM caaspp.supposed_governing_enrollments(becomes.enrollments) g),
	tests AS (		-- each test now and then
		SELECT coalesce(a.assessment, d.assessment) AS assessment, a.assessment IS NOT NULL AS was, a.origin, a.locked, a.school AS was_at, a.grade AS was_in,
			a.left_on AS was_left_on, d.assessment IS NOT NULL AS will, d.school, d.grade,
			a.origin IS DISTINCT FROM 'manual' AND a.locked IS NOT TRUE AS follows
		FROM (SELECT o.* FROM caaspp.assignments o WHERE o.school_year = of_year AND o.ssid = ANY (of_ssids)) a
			FULL JOIN due d ON d.assessment = a.assessment),
	effects AS (
		SELECT 1 AS place, t.assessment, 'assignment' AS what, t.assessment::text AS item,
			CASE WHEN NOT t.was THEN 'added'
				 WHEN t.follows AND NOT t.will THEN 'dropped'
				 WHEN t.locked AND w.otherwise AND (NOT w.given OR t.was_in <> f.grade) THEN 'stays locked'
				 WHEN t.origin = 'manual' AND w.otherwise THEN 'stays, assigned by hand'
				 WHEN t.was_left_on IS NULL AND f.left_on IS NOT NULL AND t.origin <> 'manual' THEN 'ends with the exit'
				 WHEN t.was_left_on IS NOT NULL AND f.left_on IS NULL AND t.origin <> 'manual' THEN 'active again'
				 WHEN t.follows AND t.grade <> t.was_in THEN 'moves to grade ' || t.grade
				 WHEN t.origin <> 'manual' AND f.school <> t.was_at THEN 'moves to the new school' END AS effect,
			CASE WHEN t.locked AND (NOT w.given OR t.was_in <> f.grade) THEN
					 format('Started in grade %s: grade and test are locked, whatever the rules then say.', t.was_in)
				 WHEN t.was AND t.will AND f.left_on IS NOT NULL THEN format('The student leaves on %s; the test counts until then.', f.left_on)
				 ELSE w.reason END AS reason,
			w.citation
		FROM tests t
			JOIN why w ON w.assessment = t.assessment
			LEFT JOIN after f ON true
		UNION ALL
		SELECT 2, NULL, 'support', s.code, 'dropped',
			'An accommodation needs an IEP or a Section 504 plan: TOMS drops it with the change, and it must be set again by hand.',
			'Managing Testing, Dec 2019, Status Changes'
		FROM (SELECT DISTINCT s.code FROM caaspp.support_settings s
				JOIN caaspp.year_supports() c ON c.school_year = s.school_year AND c.code = s.code AND c.class = 'accommodation'
				JOIN caaspp.assignments a ON a.school_year = s.school_year AND a.ssid = s.ssid AND a.assessment = c.assessment
			  WHERE s.school_year = of_year AND s.ssid = ANY (of_ssids) AND s.source = 'TOMS') s
			JOIN plan p ON NOT p.has_plan
		WHERE now_has_plan
		UNION ALL
		SELECT 3, NULL, 'support', s.code, 'not available', 'None of the tests that the student would then take has it.', NULL
		FROM (SELECT DISTINCT s.code FROM caaspp.support_settings s
				JOIN caaspp.year_supports() c ON c.school_year = s.school_year AND c.code = s.code AND c.class <> 'off'
				JOIN tests t ON t.was AND t.assessment = c.assessment AND (c.grades IS NULL OR c.grades @> t.was_in)
			  WHERE s.school_year = of_year AND s.ssid = ANY (of_ssids) AND s.source = 'TOMS') s
		WHERE NOT EXISTS (
			SELECT FROM caaspp.year_supports() c
				JOIN tests t ON t.assessment = c.assessment
			WHERE c.school_year = of_year AND c.code = s.code AND c.class <> 'off'
				AND CASE WHEN t.follows THEN t.will AND (c.grades IS NULL OR c.grades @> t.grade)
						 ELSE c.grades IS NULL OR c.grades @> t.was_in END)
		UNION ALL
		SELECT 4, NULL, 'alert', v.kind, 'raised', v.says, NULL
		FROM after f
			CROSS JOIN LATERAL (VALUES
				('alternate without plan', f.alternate_named AND NOT f.alternate,
				 'The IEP names the alternate assessment, but special education or the primary disability is missing: the general tests are assigned.'),
				('grade changed after start', EXISTS (SELECT FROM tests t WHERE t.locked AND t.origin <> 'manual' AND t.was_in <> f.grade),
				 'A test was started in another grade and stays there.'),
				('second test of subject', EXISTS (SELECT FROM why w JOIN caaspp.assessments k ON k.assessment = w.assessment
													 JOIN caaspp.assessments z ON z.subject = k.subject AND z.assessment <> k.assessment
													 JOIN tests t ON t.assessment = z.assessment AND t.locked
												   WHERE w.given),
				 'The rules would give another test of a subject than the one that was started.'),
				('mixed assignment', (SELECT bool_or(k.alternate) AND NOT bool_and(k.alternate)
									  FROM tests t JOIN caaspp.assessments k ON k.assessment = t.assessment
									  WHERE CASE WHEN t.follows THEN t.will ELSE t.was END
										AND EXISTS (SELECT FROM caaspp.assessments z WHERE z.subject = k.subject AND z.alternate)),
				 'The alternate assessment would stand beside a general one: it is taken in all subjects or in none.')) v(kind, holds, says)
		WHERE v.holds AND NOT EXISTS (SELECT FROM caaspp.alerts l
									  WHERE l.school_year = of_year AND l.ssid = ANY (of_ssids) AND l.kind = v.kind AND l.resolved_at IS NULL))
	SELECT e.what, e.item, e.effect, e.reason, e.citation
	FROM effects e
	WHERE e.effect IS NOT NULL
	ORDER BY e.place, e.assessment, e.item COLLATE "C";
END
$$;
COMMENT ON FUNCTION caaspp.preview_enrollment_change(caaspp.ssid, caaspp.school_year, jsonb) IS
	'What posting a change of a student''s governing enrollment would do in that year, writing nothing: assignments added, dropped, moved, ended or locked, supports set in TOMS that would be dropped or have no test, alerts raised. change: columns of enrollments and their new values, as {"special_education": false}; another school is a move (from entry_date, else caaspp.today(); the old enrollment then ends the day before). No rows when nothing changes, or for a null. Errors: 42703 for another column, 22P02 for a value that its type refuses, 22023 for no object or no enrollment to change, 55000 before deploy().';
