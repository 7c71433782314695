-- Support problems follow the facts, as assignments do: everything that changes them goes through derive_support_problems().

CREATE FUNCTION caaspp.derive_support_problems(of_year caaspp.school_year, of_ssids caaspp.ssid[]) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off
SET jit = off
AS $$
DECLARE
	at_once CONSTANT integer := 50000;		-- what fits into memory
	all_ssids caaspp.ssid[];
	ssids caaspp.ssid[];
BEGIN
	PERFORM caaspp.require_deployed();
	IF caaspp.are_few(of_ssids) THEN
		PERFORM caaspp.plan_for_few();
		PERFORM caaspp.derive_support_problems_few(of_year, of_ssids);
		RETURN;
	END IF;
	IF of_ssids IS NULL THEN
		all_ssids := ARRAY(SELECT DISTINCT s.ssid FROM caaspp.support_settings s WHERE s.school_year = of_year ORDER BY 1);
		DELETE FROM caaspp.support_problems p
		WHERE p.school_year = of_year AND NOT EXISTS (SELECT FROM unnest(all_ssids) u(ssid) WHERE u.ssid = p.ssid);
	ELSE
		all_ssids := ARRAY(SELECT DISTINCT u.ssid FROM unnest(of_ssids) u(ssid) ORDER BY 1);
	END IF;
	FOR done IN 0 .. cardinality(all_ssids) - 1 BY at_once LOOP
		ssids := all_ssids[done + 1 : done + at_once];
		CONTINUE WHEN NOT EXISTS (SELECT FROM unnest(ssids) u(ssid) JOIN caaspp.support_settings s ON s.school_year = of_year AND s.ssid = u.ssid)
			AND NOT EXISTS (SELECT FROM unnest(ssids) u(ssid) JOIN caaspp.support_problems p ON p.school_year = of_year AND p.ssid = u.ssid);
		WITH found AS MATERIALIZED (SELECT e.* FROM caaspp.expected_support_problems(of_year, ssids) e),
		gone AS (
			DELETE FROM caaspp.support_problems p
			USING unnest(ssids) u(ssid)
			WHERE p.school_year = of_year AND p.ssid = u.ssid
				AND NOT EXISTS (SELECT FROM found f WHERE f.ssid = p.ssid AND f.code = p.code AND f.since = p.since))
		INSERT INTO caaspp.support_problems AS p
			(school_year, ssid, code, since, until, school, lea, grade, population, support, class, problem, identified_by)
		SELECT of_year, f.ssid, f.code, f.since, f.until, f.school, f.lea, f.grade, f.population, f.support, f.class, f.problem, f.identified_by
		FROM found f
		ORDER BY f.ssid, f.code
		ON CONFLICT (school_year, ssid, code, since) DO UPDATE
			SET until = excluded.until, school = excluded.school, lea = excluded.lea, grade = excluded.grade, population = excluded.population,
				support = excluded.support, class = excluded.class, problem = excluded.problem, identified_by = excluded.identified_by
			WHERE (p.until, p.school::text, p.lea::text, p.grade::text, p.population, p.support, p.class, p.problem, p.identified_by)
				IS DISTINCT FROM (excluded.until, excluded.school::text, excluded.lea::text, excluded.grade::text, excluded.population,
								  excluded.support, excluded.class, excluded.problem, excluded.identified_by);
	END LOOP;
END
$$;
COMMENT ON FUNCTION caaspp.derive_support_problems(caaspp.school_year, caaspp.ssid[]) IS
	'Brings support_problems of these students (null: everyone) in one year in line with their facts. Writes only rows that change. The caller has locked them.';

CREATE FUNCTION caaspp.rederive_support_problems() RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	y school_year;
BEGIN
	PERFORM caaspp.require_deployed();
	PERFORM caaspp.require_everyone('caaspp.support_problems', 'rederive_support_problems() must see every student');
	PERFORM caaspp.lock_students(NULL);
	FOR y IN
		WITH RECURSIVE years AS (		-- one look into the index a year
			SELECT min(s.school_year) AS school_year FROM caaspp.support_settings s
			UNION ALL
			SELECT (SELECT min(s.school_year) FROM caaspp.support_settings s WHERE s.school_year > o.school_year)
			FROM years o WHERE o.school_year IS NOT NULL)
		SELECT o.school_year FROM years o WHERE o.school_year IS NOT NULL
		UNION
		SELECT p.school_year FROM caaspp.support_problems p
		ORDER BY 1
	LOOP
		PERFORM caaspp.derive_support_problems(y, NULL);
	END LOOP;
END
$$;
COMMENT ON FUNCTION caaspp.rederive_support_problems() IS
	'Derives the support problems of every year for everybody again. The triggers and deploy() do it; caaspp.rederive() does it for one year. Changes nothing where nothing differs. Errors: 55000 before deploy(), 42501 when row-level security hides students.';

CREATE FUNCTION caaspp.support_facts_trigger() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	of_years school_year[];
	rows bigint;
	touched record;
BEGIN
	IF TG_OP = 'TRUNCATE' THEN
		PERFORM caaspp.rederive_support_problems();
		RETURN NULL;
	END IF;
	EXECUTE caaspp.touched_years(TG_OP) INTO of_years, rows;
	FOR touched IN EXECUTE caaspp.touched_students_or_years(TG_OP, of_years, rows / 10) LOOP		-- a student has a few codes
		PERFORM caaspp.lock_students(touched.of_all_years);
		PERFORM caaspp.derive_support_problems(touched.school_year, caaspp.or_everyone(touched.ssids));
	END LOOP;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION caaspp.support_facts_trigger() IS
	'Statement trigger after INSERT, UPDATE, DELETE, TRUNCATE on support_settings, and after a hand''s UPDATE, DELETE of assignments: derives the support problems of the students concerned.';

CREATE FUNCTION caaspp.support_snapshots_trigger() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	touched record;
	whole_report boolean;		-- the year had no report of TOMS before, or has none now
BEGIN
	FOR touched IN EXECUTE format(
		'WITH t AS (SELECT r.school_year, r.ssid FROM (%s) r WHERE r.source = ''TOMS'')
		 SELECT t.school_year, array_agg(DISTINCT t.ssid) AS ssids, (SELECT array_agg(DISTINCT a.ssid) FROM t a) AS of_all_years
		 FROM t GROUP BY 1 ORDER BY 1', caaspp.touched_rows(TG_OP))
	LOOP
		whole_report := NULL;
		FOR look IN 1..2 LOOP		-- and look again once nobody else derives for them
			IF TG_OP = 'UPDATE' THEN
				whole_report := true;
			ELSIF TG_OP = 'INSERT' THEN
				whole_report := (SELECT count(*) FROM (SELECT FROM caaspp.support_snapshots o
														WHERE o.school_year = touched.school_year AND o.source = 'TOMS'
														LIMIT cardinality(touched.ssids) + 1) listed) <= cardinality(touched.ssids);
			ELSE
				whole_report := NOT EXISTS (SELECT FROM caaspp.support_snapshots o WHERE o.school_year = touched.school_year AND o.source = 'TOMS');
			END IF;
			PERFORM caaspp.lock_students(CASE WHEN NOT whole_report THEN touched.of_all_years END);
		END LOOP;
		PERFORM caaspp.derive_support_problems(touched.school_year, CASE
			WHEN whole_report THEN NULL
			WHEN TG_OP = 'INSERT'		-- only those are missed who are named by a source
			THEN ARRAY(SELECT DISTINCT t.ssid
					   FROM unnest(touched.ssids) t(ssid)
						JOIN caaspp.support_problems p ON p.school_year = touched.school_year AND p.ssid = t.ssid AND p.problem = 'student not in TOMS report')
			ELSE caaspp.or_everyone(touched.ssids) END);
	END LOOP;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION caaspp.support_snapshots_trigger() IS
	'Statement trigger after INSERT, UPDATE, DELETE on support_snapshots: derives the support problems of the students whom TOMS now lists or lists no more; of everybody when the year''s first report comes or its last goes.';

CREATE FUNCTION caaspp.support_rules_trigger() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
BEGIN
	-- Not before deploy(), nor while a dump is being restored: its problems are in it, and the district's triggers come last.
	IF NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = to_regclass('caaspp.support_settings') AND t.tgname = 'support_problems_insert') THEN
		RETURN NULL;
	END IF;
	-- Whoever keeps the rules need not see the students.
	IF row_security_active('caaspp.support_problems') OR NOT (
		SELECT bool_and(has_table_privilege(c.oid, 'SELECT')) AND has_table_privilege('caaspp.support_problems', 'INSERT')
			AND has_table_privilege('caaspp.support_problems', 'UPDATE') AND has_table_privilege('caaspp.support_problems', 'DELETE')
		FROM pg_class c
		WHERE c.relnamespace = 'caaspp'::regnamespace
			AND c.relname IN ('support_problems', 'support_settings', 'support_snapshots', 'assignments', 'enrollments')) THEN
		RAISE NOTICE 'support problems are not derived again'
			USING DETAIL = 'That takes the right to see every student.',
				HINT = 'The owner of the tables runs SELECT caaspp.rederive_support_problems(); for the new rules to count.';
		RETURN NULL;
	END IF;
	PERFORM caaspp.rederive_support_problems();
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION caaspp.support_rules_trigger() IS
	'Statement trigger after a change of the rules on which the support audit rests (the catalogue, the parts and years of tests, which enrollments govern): derives all support problems again.';

DO $$
DECLARE
	t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['supports', 'part_rules', 'administrations', 'enrollment_statuses', 'exit_reasons'] LOOP
		EXECUTE format('CREATE TRIGGER support_problems AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON caaspp.%I
			FOR EACH STATEMENT EXECUTE FUNCTION caaspp.support_rules_trigger()', t);
	END LOOP;
END
$$;
