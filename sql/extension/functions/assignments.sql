-- Assignments follow the facts. Everything that changes them goes through derive_assignments();
-- everything that changes what their attempts and exemptions add up to, through refresh_progress().

CREATE FUNCTION caaspp.lock_students(ssids caaspp.ssid[]) RETURNS void
LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'caaspp_lock_students_of';
COMMENT ON FUNCTION caaspp.lock_students(caaspp.ssid[]) IS
	'Until the end of the transaction, only this session derives anything for these students (null: for anybody). Pass them in order. Error: 40001 where the transaction is REPEATABLE READ or SERIALIZABLE and others changed facts of theirs since it began to read.';

CREATE FUNCTION caaspp.are_everyone(students bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF students <= 10000 THEN		-- mostly: no look into the catalog
		RETURN false;
	END IF;
	RETURN students > (SELECT c.reltuples / 10 FROM pg_class c WHERE c.oid = to_regclass('caaspp.enrollments'));
END
$$;
COMMENT ON FUNCTION caaspp.are_everyone(bigint) IS
	'Whether students are so many that going through all of them is cheaper than picking these.';

CREATE FUNCTION caaspp.or_everyone(ssids caaspp.ssid[]) RETURNS caaspp.ssid[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN caaspp.are_everyone(pg_catalog.cardinality(ssids)) THEN NULL ELSE ssids END;
COMMENT ON FUNCTION caaspp.or_everyone(caaspp.ssid[]) IS
	'The students themselves, or null (everyone) when they are so many that going through all is cheaper.';

CREATE FUNCTION caaspp.are_few(ssids caaspp.ssid[]) RETURNS boolean
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'caaspp_are_few';
COMMENT ON FUNCTION caaspp.are_few(caaspp.ssid[]) IS
	'Whether students are so few that planning takes longer than what is planned: then the twins of few.sql derive. Null: everyone, who are not.';

CREATE FUNCTION caaspp.plan_for_few() RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	-- A plan made while the tables are small or unknown would stay when they are not: whatever it reads, it would read all of.
	IF (SELECT c.reltuples > 1000 FROM pg_class c WHERE c.oid = to_regclass('caaspp.enrollments')) THEN
		PERFORM set_config('plan_cache_mode', 'force_generic_plan', true);
	END IF;
END
$$;
COMMENT ON FUNCTION caaspp.plan_for_few() IS
	'Until the calling function ends (it has SET plan_cache_mode): what the twins of few.sql do is planned once a session, if ANALYZE has seen the enrollments. The next ANALYZE has it planned anew.';

CREATE FUNCTION caaspp.insert_rows(target oid, query text, expected bigint) RETURNS bigint
LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'caaspp_insert_rows';
COMMENT ON FUNCTION caaspp.insert_rows(oid, text, bigint) IS
	'Inserts the rows of a query, whose columns are named as the table''s, and returns their number. When many are expected they are written as COPY writes them, and nobody else writes to the table until the transaction ends. Needs the right to insert.';

CREATE FUNCTION caaspp.refresh_progress(of_year caaspp.school_year, of_ssids caaspp.ssid[]) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off
SET jit = off
SET caaspp.deriving = on
AS $$
BEGIN
	PERFORM caaspp.require_deployed();
	IF caaspp.are_few(of_ssids) THEN
		PERFORM caaspp.refresh_progress_few(of_year, of_ssids);
		RETURN;
	END IF;
	UPDATE caaspp.assignments a
	SET parts_started = p.parts_started, parts_done = p.parts_done, parts_open = p.parts_open, locked = p.locked, exemption = p.code, exempt_on = p.exempt_on
	FROM (SELECT o.ssid, o.assessment,
				 coalesce(t.parts_started, 0::smallint) AS parts_started, coalesce(t.parts_done, 0::smallint) AS parts_done,
				 coalesce(t.parts_open, 0::smallint) AS parts_open, coalesce(t.locked, false) AS locked,
				 x.code, CASE WHEN x.code IS NOT NULL THEN coalesce(pacific_date(x.entered_at), '-infinity') END AS exempt_on
		  FROM caaspp.assignments o
			LEFT JOIN caaspp.attempt_counts() t ON t.school_year = of_year AND (of_ssids IS NULL OR t.ssid = ANY (of_ssids)) AND t.ssid = o.ssid AND t.assessment = o.assessment
			LEFT JOIN caaspp.exemptions x ON x.school_year = o.school_year AND x.ssid = o.ssid AND x.assessment = o.assessment
		  WHERE o.school_year = of_year AND (of_ssids IS NULL OR o.ssid = ANY (of_ssids))) p
	WHERE a.school_year = of_year AND a.ssid = p.ssid AND a.assessment = p.assessment
		AND (a.parts_started, a.parts_done, a.parts_open, a.locked, a.exemption::text, a.exempt_on)
			IS DISTINCT FROM (p.parts_started, p.parts_done, p.parts_open, p.locked, p.code::text, p.exempt_on);
END
$$;
COMMENT ON FUNCTION caaspp.refresh_progress(caaspp.school_year, caaspp.ssid[]) IS
	'Brings the sets of parts and the exemption on the assignments of these students (null: everyone) in line with attempts and exemptions. Writes only rows that change.';

CREATE FUNCTION caaspp.refresh_progress_few(of_year caaspp.school_year, of_ssids caaspp.ssid[]) RETURNS void
LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'caaspp_refresh_progress_few';
COMMENT ON FUNCTION caaspp.refresh_progress_few(caaspp.school_year, caaspp.ssid[]) IS
	'What refresh_progress() does for few students: reads each student''s parts_of() and tests_of(), adds up, and writes what differs.';

CREATE FUNCTION caaspp.settle_alerts(of_year caaspp.school_year, of_ssids caaspp.ssid[], of_kinds text[],
	ssids caaspp.ssid[] DEFAULT NULL, kinds text[] DEFAULT NULL, subjects text[] DEFAULT NULL, severities text[] DEFAULT NULL, messages text[] DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off
SET jit = off
AS $$
BEGIN
	PERFORM caaspp.require_deployed();
	IF caaspp.are_few(of_ssids) THEN
		PERFORM caaspp.plan_for_few();
		PERFORM caaspp.settle_alerts_few(of_year, of_ssids, of_kinds, ssids, kinds, subjects, severities, messages);
		RETURN;
	END IF;
	UPDATE caaspp.alerts l SET resolved_at = now()
	WHERE l.school_year = of_year AND (of_ssids IS NULL OR l.ssid = ANY (of_ssids)) AND l.resolved_at IS NULL AND l.kind = ANY (of_kinds)
		AND NOT EXISTS (SELECT FROM unnest(ssids, kinds, subjects) f(ssid, kind, subject)
						WHERE f.ssid = l.ssid AND f.kind = l.kind AND f.subject = l.subject);
	IF ssids IS NULL THEN
		RETURN;
	END IF;
	INSERT INTO caaspp.alerts AS l (school_year, ssid, kind, subject, severity, message)
	SELECT of_year, f.ssid, f.kind, f.subject, f.severity, f.message
	FROM unnest(ssids, kinds, subjects, severities, messages) f(ssid, kind, subject, severity, message)
	ON CONFLICT (school_year, ssid, kind, subject) DO UPDATE
		SET message = excluded.message, severity = excluded.severity, resolved_at = NULL,
			first_seen = CASE WHEN l.resolved_at IS NULL THEN l.first_seen ELSE now() END
		WHERE l.resolved_at IS NOT NULL OR l.message <> excluded.message;
END
$$;
COMMENT ON FUNCTION caaspp.settle_alerts(caaspp.school_year, caaspp.ssid[], text[], caaspp.ssid[], text[], text[], text[], text[]) IS
	'Of these students (null: everyone) and kinds, the alerts found, given as columns, are open and no others: raises, raises again or resolves. Writes only rows that change.';

CREATE FUNCTION caaspp.derive_alerts(of_year caaspp.school_year, of_ssids caaspp.ssid[]) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off
SET jit = off
AS $$
DECLARE
	of_kinds CONSTANT text[] := ARRAY['alternate without plan', 'second test of subject', 'grade changed after start'];
	named caaspp.ssid[];
	started caaspp.ssid[];
	found record;
BEGIN
	PERFORM caaspp.require_deployed();
	IF caaspp.are_few(of_ssids) THEN
		PERFORM caaspp.plan_for_few();
		PERFORM caaspp.derive_alerts_few(of_year, of_ssids);
		RETURN;
	END IF;
	-- Few students can have any.
	named := caaspp.or_everyone(ARRAY(
		SELECT DISTINCT e.ssid FROM caaspp.enrollments e
		WHERE e.school_year = of_year AND (of_ssids IS NULL OR e.ssid = ANY (of_ssids)) AND e.alternate_assessment));
	started := '{}';
	IF EXISTS (SELECT FROM caaspp.attempts t WHERE t.school_year = of_year) THEN
		started := caaspp.or_everyone(ARRAY(
			SELECT DISTINCT a.ssid FROM caaspp.assignments a
			WHERE a.school_year = of_year AND (of_ssids IS NULL OR a.ssid = ANY (of_ssids)) AND a.locked));
	END IF;
	IF named = '{}' AND started = '{}' THEN
		PERFORM caaspp.settle_alerts(of_year, of_ssids, of_kinds);
		RETURN;
	END IF;
	SELECT array_agg(f.ssid) AS ssids, array_agg(f.kind) AS kinds, array_agg(f.subject) AS subjects, array_agg(f.severity) AS severities,
		array_agg(f.message) AS messages INTO found
	FROM (	SELECT f.ssid, 'alternate without plan' AS kind, '' AS subject, 'warning' AS severity,
				'The IEP names the alternate assessment, but special education or the primary disability is missing: the general tests are assigned.' AS message
			FROM caaspp.assignment_facts(of_year, named) f
			WHERE f.alternate_named AND NOT f.alternate
			UNION ALL
			SELECT e.ssid, 'second test of subject', e.assessment::text, 'urgent',
				format('The rules now give %s, but %s was started and stays. See the rules for incorrect test assignments.', e.assessment, min(a.assessment))
			FROM caaspp.expected_assignments(of_year, started) e
				JOIN caaspp.assignments a ON a.school_year = of_year AND a.ssid = e.ssid AND a.assessment <> e.assessment
				JOIN caaspp.assessments k ON k.assessment = a.assessment AND k.subject = e.subject
			WHERE a.locked AND (started IS NULL OR a.ssid = ANY (started))
			GROUP BY e.ssid, e.assessment
			UNION ALL
			SELECT a.ssid, 'grade changed after start', a.assessment::text, 'urgent',
				format('The student is now in grade %s; %s was started in grade %s and stays there.', f.grade, a.assessment, a.grade)
			FROM caaspp.assignments a
				JOIN caaspp.assignment_facts(of_year, started) f ON f.ssid = a.ssid AND f.grade <> a.grade
			WHERE a.school_year = of_year AND a.origin <> 'manual' AND a.locked AND (started IS NULL OR a.ssid = ANY (started))) f;
	PERFORM caaspp.settle_alerts(of_year, of_ssids, of_kinds, found.ssids, found.kinds, found.subjects, found.severities, found.messages);
END
$$;
COMMENT ON FUNCTION caaspp.derive_alerts(caaspp.school_year, caaspp.ssid[]) IS
	'Raises and resolves the alerts that come from a student''s facts and assignments.';

CREATE FUNCTION caaspp.derive_assignments(of_year caaspp.school_year, of_ssids caaspp.ssid[]) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off
SET enable_mergejoin = off
SET jit = off
SET caaspp.deriving = on
AS $$
DECLARE
	had_rows boolean;
	written bigint;
BEGIN
	PERFORM caaspp.require_deployed();
	IF caaspp.are_few(of_ssids) THEN
		PERFORM caaspp.plan_for_few();
		PERFORM caaspp.derive_assignments_few(of_year, of_ssids);
		RETURN;
	END IF;
	had_rows := EXISTS (SELECT FROM caaspp.assignments a
						WHERE a.school_year = of_year AND (of_ssids IS NULL OR a.ssid = ANY (of_ssids)));
	PERFORM caaspp.note_sites(of_year, of_ssids);
	IF had_rows THEN
		PERFORM caaspp.refresh_progress(of_year, of_ssids);

		WITH due AS MATERIALIZED (		-- once, not once an assignment
			SELECT e.ssid, e.assessment FROM caaspp.due_assignments(of_year, of_ssids) e)
		DELETE FROM caaspp.assignments a
		WHERE a.school_year = of_year AND (of_ssids IS NULL OR a.ssid = ANY (of_ssids))
			AND a.origin <> 'manual' AND NOT a.locked
			AND NOT EXISTS (SELECT FROM due d WHERE d.ssid = a.ssid AND d.assessment = a.assessment);

		-- What stays whatever the rules say now: a started test moves with the student, and a row typed by
		-- hand learns what the views need of the student.
		WITH facts AS MATERIALIZED (SELECT f.* FROM caaspp.assignment_facts(of_year, of_ssids) f)
		UPDATE caaspp.assignments a
		SET school = n.school, left_on = n.left_on, lea = n.lea, site = caaspp.site_of(of_year, n.school, n.lea),
			window_ends_on = n.window_ends_on, newcomer = n.newcomer, parts = n.parts
		FROM (SELECT o.ssid, o.assessment, coalesce(f.newcomer, false) AS newcomer, coalesce(k.parts, 0::smallint) AS parts,
					 m.school, coalesce(f.accountable_lea, lea(m.school)) AS lea,
					 CASE WHEN m.stays THEN o.left_on ELSE f.left_on END AS left_on,
					 CASE WHEN m.stays THEN window_end(of_year, o.school) ELSE f.window_ends_on END AS window_ends_on
			  FROM caaspp.assignments o
				LEFT JOIN facts f ON f.ssid = o.ssid
				LEFT JOIN caaspp.year_assessments() k ON k.school_year = o.school_year AND k.assessment = o.assessment
				CROSS JOIN LATERAL (SELECT o.origin = 'manual' OR f.ssid IS NULL AS stays,
										   CASE WHEN o.origin = 'manual' OR f.ssid IS NULL THEN o.school ELSE f.school END AS school) m
			  WHERE o.school_year = of_year AND (of_ssids IS NULL OR o.ssid = ANY (of_ssids)) AND (o.origin = 'manual' OR o.locked)) n
		WHERE a.school_year = of_year AND a.ssid = n.ssid AND a.assessment = n.assessment
			AND ((a.school::text, a.left_on, a.lea::text, a.window_ends_on, a.newcomer, a.parts)
					IS DISTINCT FROM (n.school::text, n.left_on, n.lea::text, n.window_ends_on, n.newcomer, n.parts)
				 OR NOT EXISTS (SELECT FROM caaspp.sites s		-- null, or of a table that lost rows
								WHERE s.site = a.site AND s.school_year = of_year AND s.school IS NOT DISTINCT FROM n.school AND s.lea IS NOT DISTINCT FROM n.lea));
	END IF;

	IF of_ssids IS NULL AND NOT had_rows THEN
		written := caaspp.insert_rows('caaspp.assignments'::regclass, format(
			'SELECT %L::school_year AS school_year, e.ssid, e.assessment, e.school, e.grade, e.origin, e.rule_id, e.left_on,
				e.lea, e.site, e.window_ends_on, e.newcomer, e.parts
			 FROM caaspp.expected_assignments(%1$L, NULL) e', of_year),
			(SELECT count(*) FROM caaspp.enrollments e WHERE e.school_year = of_year));
	ELSE
		INSERT INTO caaspp.assignments AS a
			(school_year, ssid, assessment, school, grade, origin, rule_id, left_on, lea, site, window_ends_on, newcomer, parts)
		SELECT of_year, e.ssid, e.assessment, e.school, e.grade, e.origin, e.rule_id, e.left_on, e.lea, e.site, e.window_ends_on, e.newcomer, e.parts
		FROM caaspp.due_assignments(of_year, of_ssids) e
		ORDER BY e.ssid, e.assessment
		ON CONFLICT (school_year, ssid, assessment) DO UPDATE
			SET school = excluded.school, grade = excluded.grade, origin = excluded.origin, rule_id = excluded.rule_id,
				left_on = excluded.left_on, lea = excluded.lea, site = excluded.site, window_ends_on = excluded.window_ends_on,
				newcomer = excluded.newcomer, parts = excluded.parts
			WHERE a.origin <> 'manual' AND NOT a.locked
				AND (a.site, a.grade::text, a.origin, a.rule_id, a.left_on, a.window_ends_on, a.newcomer, a.parts)
					IS DISTINCT FROM (excluded.site, excluded.grade::text, excluded.origin, excluded.rule_id, excluded.left_on,
									  excluded.window_ends_on, excluded.newcomer, excluded.parts);
		GET DIAGNOSTICS written = ROW_COUNT;
	END IF;
	IF written > 0 AND (EXISTS (SELECT FROM caaspp.attempts t WHERE t.school_year = of_year)
						OR EXISTS (SELECT FROM caaspp.exemptions x WHERE x.school_year = of_year)) THEN
		PERFORM caaspp.refresh_progress(of_year, of_ssids);
	END IF;
	PERFORM caaspp.derive_alerts(of_year, of_ssids);
	IF had_rows OR EXISTS (SELECT FROM caaspp.exemptions x WHERE x.school_year = of_year) THEN		-- a first load mixes nothing
		PERFORM caaspp.derive_program_alerts(of_year, of_ssids);
	END IF;
	PERFORM caaspp.derive_support_problems(of_year, of_ssids);
END
$$;
COMMENT ON FUNCTION caaspp.derive_assignments(caaspp.school_year, caaspp.ssid[]) IS
	'Brings the assignments of these students (null: everyone) in one year in line with their facts. Writes only rows that change; rows of origin manual keep what was typed, started ones their grade and assessment.';

CREATE FUNCTION caaspp.beside_started(of_year caaspp.school_year, of_ssids caaspp.ssid[]) RETURNS caaspp.ssid[]
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off
SET jit = off
AS $$
BEGIN
	PERFORM caaspp.require_deployed();
	IF caaspp.are_few(of_ssids) THEN
		PERFORM caaspp.plan_for_few();
		RETURN caaspp.beside_started_few(of_year, of_ssids);
	END IF;
	RETURN (
		SELECT array_agg(DISTINCT a.ssid)
		FROM caaspp.assignments a
			JOIN caaspp.assessments k ON k.assessment = a.assessment
			JOIN caaspp.assignments o ON o.school_year = of_year AND o.ssid = a.ssid AND o.assessment <> a.assessment AND o.locked
			JOIN caaspp.assessments ok ON ok.assessment = o.assessment AND ok.subject = k.subject
		WHERE a.school_year = of_year AND (of_ssids IS NULL OR a.ssid = ANY (of_ssids)) AND NOT a.locked AND a.origin <> 'manual');
END
$$;
COMMENT ON FUNCTION caaspp.beside_started(caaspp.school_year, caaspp.ssid[]) IS
	'Of these students (null: everyone) those who have a derived test beside a started one of the same subject; null: nobody.';

CREATE FUNCTION caaspp.derive_last_days(of_year caaspp.school_year) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
SET enable_nestloop = off
SET jit = off
AS $$
BEGIN
	PERFORM caaspp.require_deployed();
	UPDATE caaspp.attempts t SET last_day = d.last_day
	FROM (SELECT a.ssid, a.part, a.opportunity,
				 last_day(a.started_on, a.reopened_on, p.days_active, p.day_one_inclusive, p.reopen_days) AS last_day
		  FROM caaspp.attempts a
			LEFT JOIN caaspp.year_parts() p ON p.school_year = a.school_year AND p.part = a.part
		  WHERE a.school_year = of_year) d
	WHERE t.school_year = of_year AND t.ssid = d.ssid AND t.part = d.part AND t.opportunity = d.opportunity
		AND t.last_day IS DISTINCT FROM d.last_day;
END
$$;
COMMENT ON FUNCTION caaspp.derive_last_days(caaspp.school_year) IS
	'Brings last_day of a year''s attempts in line with the year''s part_rules, as last_day_trigger() does when a row is written. Writes only rows that change.';

CREATE FUNCTION caaspp.derive_later(than_year caaspp.school_year, of_ssids caaspp.ssid[]) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	later caaspp.school_year := than_year;
	ssids caaspp.ssid[];
BEGIN
	PERFORM caaspp.require_deployed();
	LOOP		-- from year to year by the key's index; most often there is none
		later := (SELECT e.school_year FROM caaspp.enrollments e WHERE e.school_year > later ORDER BY e.school_year LIMIT 1);
		EXIT WHEN later IS NULL;
		CONTINUE WHEN NOT EXISTS (SELECT FROM caaspp.administrations y WHERE y.school_year = later);
		ssids := (SELECT array_agg(DISTINCT e.ssid) FROM caaspp.enrollments e WHERE e.school_year = later AND e.ssid = ANY (of_ssids));
		IF of_ssids IS NULL OR ssids IS NOT NULL THEN
			PERFORM caaspp.derive_assignments(later, ssids);
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION caaspp.derive_later(caaspp.school_year, caaspp.ssid[]) IS
	'Derives the assignments of these students (null: everyone) in the years after than_year, because high-school science remembers earlier years.';

CREATE FUNCTION caaspp.derive_from(from_year caaspp.school_year, of_ssids caaspp.ssid[]) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
BEGIN
	PERFORM caaspp.derive_assignments(from_year, of_ssids);
	PERFORM caaspp.derive_later(from_year, of_ssids);
END
$$;
COMMENT ON FUNCTION caaspp.derive_from(caaspp.school_year, caaspp.ssid[]) IS
	'Derives the assignments of these students (null: everyone) for a year and for the later ones that rest on it. The caller has locked them.';

CREATE FUNCTION caaspp.rederive(school_year caaspp.school_year) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
BEGIN
	PERFORM caaspp.require_deployed();
	PERFORM caaspp.require_everyone('caaspp.assignments', 'rederive() must see every student');
	PERFORM caaspp.lock_students(NULL);
	PERFORM caaspp.derive_last_days(rederive.school_year);
	PERFORM caaspp.derive_assignments(rederive.school_year, NULL);
END
$$;
COMMENT ON FUNCTION caaspp.rederive(caaspp.school_year) IS
	'Derives a year''s assignments, the last days of its attempts and its support problems for everybody again. The triggers keep them right; this is for new rules, for rows that came without triggers (replication), and to make sure. Changes nothing where nothing differs. Errors: 55000 before deploy(), 42501 when row-level security hides students.';
