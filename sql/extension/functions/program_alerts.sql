-- Alerts about a student's program: the alternate assessment in part only, or back after it was lost, and codes on
-- a registration for high-school science.

CREATE FUNCTION caaspp.derive_program_alerts(of_year caaspp.school_year, of_ssids caaspp.ssid[]) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off
SET jit = off
AS $$
DECLARE
	of_kinds CONSTANT text[] := ARRAY['mixed assignment', 'alternate to set again', 'science code on registration'];
	restored caaspp.ssid[];
	found record;
BEGIN
	PERFORM caaspp.require_deployed();
	IF caaspp.are_few(of_ssids) THEN
		PERFORM caaspp.plan_for_few();
		PERFORM caaspp.derive_program_alerts_few(of_year, of_ssids);
		RETURN;
	END IF;
	-- Each kind starts from what few students have: tests typed by hand or started, a plan that lapsed, a code.
	restored := ARRAY(
		SELECT l.ssid
		FROM caaspp.alerts l
		WHERE l.school_year = of_year AND (of_ssids IS NULL OR l.ssid = ANY (of_ssids))
			AND l.kind = 'alternate without plan' AND l.resolved_at IS NOT NULL
			AND EXISTS (SELECT FROM caaspp.enrollments_history h		-- alternate before the plan lapsed
						WHERE h.school_year = l.school_year AND h.ssid = l.ssid AND h.alternate_assessment AND NOT h.undone AND h.known_until <= l.resolved_at
							AND takes_alternate(h.alternate_assessment, h.special_education, h.primary_disability)));
	IF restored = '{}'
		AND NOT EXISTS (SELECT FROM caaspp.assignments a
						WHERE a.school_year = of_year AND (of_ssids IS NULL OR a.ssid = ANY (of_ssids)) AND (a.origin = 'manual' OR a.locked))
		AND NOT EXISTS (SELECT FROM caaspp.exemptions x WHERE x.school_year = of_year AND (of_ssids IS NULL OR x.ssid = ANY (of_ssids))) THEN
		PERFORM caaspp.settle_alerts(of_year, of_ssids, of_kinds);
		RETURN;
	END IF;
	SELECT array_agg(f.ssid) AS ssids, array_agg(f.kind) AS kinds, array_agg(f.subject) AS subjects, array_agg(f.severity) AS severities,
		array_agg(f.message) AS messages INTO found
	FROM (	SELECT m.ssid, 'mixed assignment' AS kind, '' AS subject, 'urgent' AS severity,
			format('%s beside %s: the alternate assessment is taken in all subjects or in none. See the rules for incorrect test assignments.', m.alternate_tests, m.general_tests) AS message
		FROM caaspp.mixed_tests(of_year, of_ssids) m
		UNION ALL
		SELECT f.ssid, 'alternate to set again', '', 'warning',
			'Special education had lapsed and is back: the rules give the alternate assessment again, but TOMS does not by itself. Set it there, and the accommodations.'
		FROM caaspp.assignment_facts(of_year, restored) f
		WHERE f.alternate AND EXISTS (
			SELECT FROM caaspp.assignments a
			WHERE a.school_year = of_year AND a.ssid = f.ssid AND a.origin = 'alternate'
				AND NOT EXISTS (SELECT FROM caaspp.toms_assignments t
								WHERE t.school_year = of_year AND t.ssid = a.ssid AND t.assessment = a.assessment))
		UNION ALL
		SELECT x.ssid, 'science code on registration', x.assessment::text, 'warning',
			format('%s was entered on %s in grade %s: it uses up the one high-school science test. Take the registration and the code back before the window ends.',
				   x.code, x.assessment, a.grade)
		FROM caaspp.exemptions x
			JOIN caaspp.assignments a ON a.school_year = x.school_year AND a.ssid = x.ssid AND a.assessment = x.assessment
			JOIN caaspp.assessments k ON k.assessment = x.assessment AND k.subject = 'SCIENCE'
			JOIN caaspp.administrations y ON y.school_year = x.school_year AND y.science_once_grades @> a.grade
		WHERE x.school_year = of_year AND (of_ssids IS NULL OR x.ssid = ANY (of_ssids))
			AND exempts(x.code) AND has_later_grade(a.grade) AND coalesce(a.window_ends_on >= today(), true) AND NOT (y.science_met_by = 'started' AND a.locked)) f;
	PERFORM caaspp.settle_alerts(of_year, of_ssids, of_kinds, found.ssids, found.kinds, found.subjects, found.severities, found.messages);
END
$$;
COMMENT ON FUNCTION caaspp.derive_program_alerts(caaspp.school_year, caaspp.ssid[]) IS
	'Raises and resolves the alerts about a student''s program (null: everyone''s): mixed assignment, alternate to set again, science code on registration.';

CREATE FUNCTION caaspp.toms_assignments_trigger() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	touched record;
BEGIN
	IF NOT (has_table_privilege('caaspp.alerts', 'SELECT') AND has_table_privilege('caaspp.alerts', 'INSERT') AND has_table_privilege('caaspp.alerts', 'UPDATE')) THEN
		RETURN NULL;		-- whoever may only load this list leaves the alerts as they are
	END IF;
	-- Only whom an alert sends to TOMS; everybody else's list decides nothing.
	FOR touched IN EXECUTE format(
		'SELECT l.school_year, array_agg(DISTINCT l.ssid) AS ssids
		 FROM caaspp.alerts l
		 WHERE l.kind = ''alternate to set again'' AND EXISTS (SELECT FROM (%s) t WHERE t.school_year = l.school_year AND t.ssid = l.ssid)
		 GROUP BY 1 ORDER BY 1', caaspp.touched_rows(TG_OP))
	LOOP
		PERFORM caaspp.lock_students(touched.ssids);
		PERFORM caaspp.derive_program_alerts(touched.school_year, touched.ssids);
	END LOOP;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION caaspp.toms_assignments_trigger() IS
	'Statement trigger after INSERT, UPDATE, DELETE on toms_assignments: resolves, or opens again, the alerts of an alternate assessment that is to be set again there. Does nothing for a role that may not write alerts; rederive() then does.';
