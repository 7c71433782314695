-- Access: a role sees the LEAs and schools that are granted to it, in tables and views alike.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-10';
CREATE ROLE regress_caaspp_lea;
CREATE ROLE regress_caaspp_school;
CREATE ROLE regress_caaspp_member IN ROLE regress_caaspp_school;
CREATE ROLE regress_caaspp_expired;
CREATE ROLE regress_caaspp_none;
CREATE ROLE regress_caaspp_stranger;
GRANT USAGE ON SCHEMA caaspp TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA caaspp TO regress_caaspp_lea, regress_caaspp_school, regress_caaspp_expired, regress_caaspp_none;
INSERT INTO access_grants (role_name, scope, duty, valid_from, valid_to) VALUES
	('regress_caaspp_lea',     '9900001',        'coordinator',      NULL,         NULL),
	('regress_caaspp_school',  '99000010000011', 'site coordinator', '2000-01-01', '2100-01-01'),
	('regress_caaspp_expired', '9900001',        'analyst',          NULL,         '2020-03-10'),
	('regress_caaspp_expired', '9900001',        'examiner',         '2100-01-01', NULL);
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000011', 'Birch School', 'nps'), ('99000010000022', 'Dogwood School', 'nps'),
	('99000020000033', 'Cedar Center', 'nps'), ('99000020000044', 'Elm School', 'nps');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, accountable_lea) VALUES
	('2019-20', '9890000001', '99000010000011', '2019-08-15', '5', NULL), ('2019-20', '9890000002', '99000010000022', '2019-08-15', '5', NULL),
	('2019-20', '9890000003', '99000020000033', '2019-08-15', '5', '9900001'), ('2019-20', '9890000004', '99000020000044', '2019-08-15', '5', NULL);
INSERT INTO students (ssid, last_name, first_name, used_name) SELECT ssid, 'Name', ssid::text, 'Other' FROM enrollments;
INSERT INTO attempts (school_year, ssid, part, status, started_on) SELECT '2019-20', ssid, 'ELA-CAT', 'started', '2020-03-02' FROM enrollments;
INSERT INTO attempts (school_year, ssid, part, status, started_on) SELECT '2019-20', ssid, 'MATH-CAT', 'expired', '2020-01-02' FROM enrollments;
INSERT INTO attempts_history (school_year, ssid, part, opportunity, status, recorded_at, known_until) SELECT '2019-20', ssid, 'MATH-CAT', 1, 'completed', '2020-03-01', '2020-03-02' FROM enrollments;
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) SELECT '2019-20', ssid, 'CAST', 'PGE', '2020-03-02 09:00-08' FROM enrollments;
INSERT INTO exemption_requests (school_year, ssid, assessment, received_on, code) SELECT '2019-20', ssid, 'CAST', '2020-03-02', 'PGE' FROM enrollments;
INSERT INTO support_settings (school_year, source, ssid, code) SELECT '2019-20', 'SIS', ssid, 'NO_SUCH' FROM enrollments;
INSERT INTO support_snapshots (school_year, source, ssid) SELECT '2019-20', 'TOMS', ssid FROM enrollments;
INSERT INTO setting_exports (school_year, ssid, code) SELECT '2019-20', ssid, 'NO_SUCH' FROM enrollments;
INSERT INTO student_listings (school_year, ssid, listed_in, subject) SELECT '2019-20', ssid, 'toms_assignments', '' FROM enrollments;
INSERT INTO toms_assignments (school_year, ssid, assessment) SELECT '2019-20', ssid, unnest(ARRAY['CSA', 'CAA-ELA', 'MATH']::assessment[]) FROM enrollments;
INSERT INTO science_history (ssid, school_year, assessment, grade) SELECT ssid, '2018-19', 'CAST', '10' FROM enrollments;
INSERT INTO results (school_year, ssid, assessment, scale_score) SELECT '2019-20', ssid, 'ELA', 2400 FROM enrollments;
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) SELECT '2019-20', school, '2020-02-03', '2020-05-29' FROM enrollments;
INSERT INTO support_settings (school_year, source, ssid, code) SELECT '2019-20', 'SIS', ssid, 'NEA_IndividualAids' FROM enrollments;
INSERT INTO support_settings_history (school_year, source, ssid, code, recorded_at, known_until) SELECT '2019-20', 'TOMS', ssid, 'NEDS_SS', '2020-02-03', '2020-02-04' FROM enrollments;
INSERT INTO support_plans (school_year, ssid, kind, starts_on, ends_on) SELECT '2019-20', ssid, '504', '2019-03-01', '2020-02-28' FROM enrollments;
INSERT INTO restore_confirmations (school_year, ssid, item, needed, confirmed_by, confirmed_on) SELECT '2019-20', ssid, 'NEDS_BD', true, 'teacher', '2020-03-01' FROM enrollments;
INSERT INTO support_requests (school_year, ssid, code, assessment, requested_on, decided_on, approved, changes_construct) SELECT '2019-20', ssid, 'NEA_IndividualAids', 'ELA', '2020-02-03', '2020-02-04', true, true FROM enrollments;
INSERT INTO incidents (school_year, school, incident, kind, occurred_at) SELECT '2019-20', school, right(ssid::text, 1), 'test-expiration', '2020-03-02 10:00-08' FROM enrollments;
INSERT INTO incident_students (school_year, ssid, school, incident, part, appeal) SELECT '2019-20', ssid, school, right(ssid::text, 1), 'ELA-CAT', 'reopen' FROM enrollments;
SELECT take_support_audit('2019-20');
INSERT INTO daily_completion SELECT '2020-03-09', school_year, coalesce(accountable_lea, lea(school)), school, grade, 'ELA', 1, 1, 0, 0, 0, now() FROM enrollments;
UPDATE enrollments SET alternate_assessment = true;
INSERT INTO support_settings (school_year, source, ssid, code) SELECT '2019-20', 'TOMS', ssid, 'NEA_AR' FROM enrollments;
UPDATE enrollments SET special_education = true;
UPDATE enrollments SET special_education = NULL;
UPDATE enrollments SET section_504 = true;
UPDATE enrollments SET entry_date = '2020-03-02';
INSERT INTO class_sections (school_year, ssid, school, section) SELECT '2019-20', ssid, school, 'room 1' FROM enrollments;
INSERT INTO enrollments (school_year, ssid, school, entry_date, exit_date, grade, accountable_lea, special_education, primary_disability, alternate_assessment)
	SELECT school_year, ssid, school, '2019-07-01', '2019-08-14', grade, accountable_lea, true, 'ID', true FROM enrollments;
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, accountable_lea)
	SELECT '2020-21', ssid, school, '2021-05-03', '9', accountable_lea FROM enrollments WHERE exit_date IS NULL;
INSERT INTO assignments (school_year, ssid, assessment, school, grade) SELECT school_year, ssid, 'CAST', school, '10' FROM enrollments WHERE school_year = '2020-21';
INSERT INTO exemptions (school_year, ssid, assessment, code) SELECT school_year, ssid, 'CAST', 'NTE' FROM enrollments WHERE school_year = '2020-21';

-- A name that no role has is said.
INSERT INTO access_grants (role_name, scope, duty) VALUES ('regress_caaspp_leaa', '9900001', 'analyst');
UPDATE access_grants SET role_name = 'regress_caaspp_nonesuch' WHERE role_name = 'regress_caaspp_leaa';
DELETE FROM access_grants WHERE role_name = 'regress_caaspp_nonesuch';

-- What each role sees: the last digit of the students in every table, and in every view.
CREATE FUNCTION pg_temp.seen() RETURNS TABLE (relation text, students text)
LANGUAGE plpgsql AS $$
DECLARE
	r record;
BEGIN
	FOR r IN SELECT c.relname, c.relkind FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'ssid' AND NOT a.attisdropped
			 WHERE c.relnamespace = 'caaspp'::regnamespace AND c.relkind IN ('r', 'v') AND (c.relname !~ '_history$' OR c.relname = 'science_history')
			 ORDER BY c.relkind, c.relname COLLATE "C" LOOP
		relation := r.relname;
		EXECUTE format('SELECT coalesce(string_agg(DISTINCT right(ssid::text, 1), '' ''), ''-'') FROM caaspp.%I', r.relname) INTO students;
		RETURN NEXT;
	END LOOP;
END
$$;
CREATE VIEW pg_temp.schools WITH (security_invoker = true) AS
	SELECT (SELECT string_agg(DISTINCT school_cds, ' ') FROM caaspp.completion_rates) AS rates,
		(SELECT string_agg(DISTINCT school_cds, ' ') FROM caaspp.part_completion_rates) AS parts,
		(SELECT string_agg(DISTINCT cds, ' ') FROM caaspp.completion_summary WHERE level = 'school') AS summary,
		(SELECT sum(total) FROM caaspp.completion_summary WHERE level = 'state' AND program = 'all') AS tests,
		(SELECT string_agg(DISTINCT school_cds, ' ') FROM caaspp.participation_rates) AS participation,
		(SELECT string_agg(DISTINCT school_cds, ' ') FROM caaspp.support_coverage) AS coverage,
		(SELECT string_agg(DISTINCT school_cds, ' ') FROM caaspp.completion_trend) AS trend,
		(SELECT count(*) FROM caaspp.testing_windows) AS windows, (SELECT count(*) FROM caaspp.access_grants) AS grants;
GRANT SELECT ON pg_temp.schools TO PUBLIC;
SELECT * FROM pg_temp.seen();
SELECT * FROM pg_temp.schools \gx
SET LOCAL ROLE regress_caaspp_lea;
SELECT * FROM pg_temp.seen() WHERE students <> '1 2 3';
SELECT * FROM pg_temp.schools \gx
SET LOCAL ROLE regress_caaspp_school;
SELECT * FROM pg_temp.seen() WHERE students <> '1';
SELECT * FROM pg_temp.schools \gx
SET LOCAL ROLE regress_caaspp_expired;
SELECT * FROM pg_temp.seen() WHERE students <> '-';
SELECT * FROM pg_temp.schools \gx
SET LOCAL ROLE regress_caaspp_none;
SELECT * FROM pg_temp.seen() WHERE students <> '-';
-- A member has its group's privileges and grants.
SET LOCAL ROLE regress_caaspp_member;
SELECT * FROM pg_temp.seen() WHERE students <> '1';
-- Grants go by the real day: what a role sets caaspp.as_of to opens nothing that has expired.
RESET ROLE;
SET LOCAL ROLE regress_caaspp_expired;
SET LOCAL caaspp.as_of = '2020-03-09';
SELECT * FROM pg_temp.seen() WHERE students <> '-';
SET LOCAL caaspp.as_of = '2100-01-02';
SELECT * FROM pg_temp.seen() WHERE students <> '-';

-- Without privileges: nothing, grant or no grant, but the rules.
RESET ROLE;
INSERT INTO access_grants (role_name, scope, duty) VALUES ('regress_caaspp_stranger', '9900001', 'coordinator');
SET LOCAL ROLE regress_caaspp_stranger;
SELECT count(*) FROM enrollments;
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM completion_rates;
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM explain_assignment('9890000001', '2019-20');
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) > 0 AS readable FROM assignment_rules;
RESET ROLE;
SELECT c.relname FROM pg_class c JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
WHERE c.relkind = 'r' AND NOT has_table_privilege('regress_caaspp_stranger', c.oid, 'SELECT') ORDER BY 1;
SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'caaspp'::regnamespace AND c.relkind IN ('r', 'v')
	AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
	AND has_table_privilege('regress_caaspp_stranger', c.oid, 'SELECT') ORDER BY 1;

-- A school's rows are found by the index before anybody asks whether they may be seen: text() is leakproof.
SET LOCAL caaspp.as_of = '2020-03-10';
CREATE FUNCTION pg_temp.index_conditions(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		IF line ~ 'assignments_(rates|lea)|Index Cond: .*::text' THEN
			RETURN NEXT btrim(regexp_replace(line, ' on assignments \w+|Parallel ', '', 'g'), ' ->');
		END IF;
	END LOOP;
END
$$;
SET LOCAL ROLE regress_caaspp_school;
SET LOCAL enable_seqscan = off;
SET LOCAL enable_bitmapscan = off;
SELECT pg_temp.index_conditions($$SELECT * FROM caaspp.completion_rates WHERE school_cds = '99000010000011'$$);
SET LOCAL enable_seqscan = on;
SET LOCAL enable_bitmapscan = on;
RESET ROLE;

-- Nobody gives itself a grant, enrolls a student elsewhere, or changes what it does not see.
GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA caaspp TO regress_caaspp_school, regress_caaspp_lea;
SET LOCAL caaspp.as_of = '2020-03-10';
SET LOCAL ROLE regress_caaspp_school;
INSERT INTO access_grants (role_name, scope, duty) VALUES ('regress_caaspp_school', '9900001', 'coordinator');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9890000009', '99000010000022', '2019-08-15', '5');
\echo :LAST_ERROR_SQLSTATE
UPDATE attempts SET status = 'completed' WHERE part = 'ELA-CAT';
DELETE FROM support_settings;
-- Nor does it say which import a row is of: undoing goes by that.
UPDATE attempts SET batch_id = 1 WHERE part = 'MATH-CAT';
\echo :LAST_ERROR_SQLSTATE
UPDATE attempts SET batch_id = NULL, reopened_on = NULL WHERE part = 'MATH-CAT';
-- Nor does it derive for everybody.
SELECT rederive('2019-20');
\echo :LAST_ERROR_SQLSTATE
SELECT rederive_support_problems();
\echo :LAST_ERROR_SQLSTATE
-- What it may change, the triggers follow with its rights.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9890000008', '99000010000011', '2019-08-15', '5');
UPDATE enrollments SET grade = '4' WHERE ssid = '9890000008';
SELECT ssid, assessment, grade FROM assignments WHERE ssid = '9890000008' ORDER BY 2;
DELETE FROM enrollments WHERE ssid = '9890000008';
RESET ROLE;
SELECT ssid, status FROM attempts WHERE part = 'ELA-CAT' ORDER BY ssid;
SELECT ssid FROM support_settings ORDER BY ssid;
SELECT count(*) FROM assignments WHERE ssid = '9890000008';

-- Nobody's functions come between: whoever makes, in a schema that others search, what takes just the types of a call is
-- not called by who reads a view.
CREATE ROLE regress_caaspp_mallory;
GRANT CREATE ON SCHEMA public TO regress_caaspp_mallory;
SET LOCAL ROLE regress_caaspp_mallory;
CREATE FUNCTION public.caught() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'run by %', current_user; END $$;
CREATE FUNCTION public.format(text, caaspp.test_part, text) RETURNS text LANGUAGE sql AS 'SELECT public.caught()';
CREATE FUNCTION public.format(text, text) RETURNS text LANGUAGE sql AS 'SELECT public.caught()';
CREATE FUNCTION public.format(text, text, text) RETURNS text LANGUAGE sql AS 'SELECT public.caught()';
CREATE FUNCTION public.concat_ws(text, text, text) RETURNS text LANGUAGE sql AS 'SELECT public.caught()';
CREATE FUNCTION public.cardinality(text[]) RETURNS integer LANGUAGE sql AS 'SELECT public.caught()::integer';
CREATE FUNCTION public.unnest(text[]) RETURNS SETOF text LANGUAGE sql AS 'SELECT public.caught()';
CREATE FUNCTION public.unnest(caaspp.ssid[]) RETURNS SETOF caaspp.ssid LANGUAGE sql AS 'SELECT public.caught()::caaspp.ssid';
CREATE FUNCTION public.caught(text[], text) RETURNS text[] LANGUAGE sql AS 'SELECT ARRAY[public.caught()]';
CREATE AGGREGATE public.array_agg(text) (sfunc = public.caught, stype = text[]);
CREATE FUNCTION public.caught(text[], text[]) RETURNS boolean LANGUAGE sql AS 'SELECT public.caught()::boolean';
CREATE OPERATOR public.&& (leftarg = text[], rightarg = text[], function = public.caught);
CREATE FUNCTION public.caught_of(text[], text[]) RETURNS text[] LANGUAGE sql AS 'SELECT ARRAY[public.caught()]';
CREATE OPERATOR public.|| (leftarg = text[], rightarg = text[], function = public.caught_of);
RESET ROLE;
CREATE FUNCTION pg_temp.caught() RETURNS TABLE (relation text, message text) LANGUAGE plpgsql AS $$
BEGIN
	FOR relation IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'caaspp'::regnamespace AND c.relkind = 'v' ORDER BY c.relname COLLATE "C" LOOP
		BEGIN
			EXECUTE pg_catalog.format('SELECT %L FROM (SELECT pg_catalog.count(v::text) FROM caaspp.%I v) c', '', relation);
		EXCEPTION WHEN raise_exception THEN
			message := SQLERRM;
			RETURN NEXT;
		END;
	END LOOP;
END
$$;
SELECT count(*) FROM open_alerts WHERE message LIKE '% ran out of time %';
SELECT * FROM pg_temp.caught();
-- In general: a function that goes by its caller's search path names the schema of every function it calls, and of every
-- operator that takes any type. Its text, parsed here, says which those are.
CREATE FUNCTION pg_temp.open_names() RETURNS TABLE (function text, name text) LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	f record;
	tree text;
	body text;
BEGIN
	FOR f IN SELECT p.oid::regprocedure::text AS title, p.proname, p.prosrc, pg_get_functiondef(p.oid) AS definition
			 FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'sql'
			 WHERE p.pronamespace = 'caaspp'::regnamespace AND p.prosqlbody IS NULL AND NOT coalesce(p.proconfig::text LIKE '%search_path=%', false) LOOP
		body := regexp_replace(f.prosrc, '\s+--[^\n]*', '', 'g');
		EXECUTE replace(replace(f.definition, 'FUNCTION caaspp.', 'FUNCTION pg_temp.'),
			format('AS $function$%s$function$', f.prosrc), format('BEGIN ATOMIC %s; END', rtrim(body, E'; \n\t')));
		SELECT p.prosqlbody::text INTO tree FROM pg_proc p WHERE p.pronamespace = pg_my_temp_schema() AND p.proname = f.proname;
		body := regexp_replace(body, '''(?:[^'']|'''')*''', '', 'g');
		RETURN QUERY
		SELECT f.title, n.name
		FROM (	SELECT DISTINCT p.proname::text AS name, format('(?<![\w.":]|\) )%s\(', quote_ident(p.proname)) AS pattern
				FROM regexp_matches(tree, ':(?:func|aggfno|winfno)id (\d+)', 'g') t(found) JOIN pg_proc p ON p.oid = t.found[1]::oid
				WHERE p.pronamespace = 'pg_catalog'::regnamespace
				UNION ALL
				SELECT DISTINCT o.oprname::text, '\s' || regexp_replace(o.oprname, '(.)', '\\\1', 'g') || '\s'
				FROM regexp_matches(tree, ':opno (\d+)', 'g') t(found) JOIN pg_operator o ON o.oid = t.found[1]::oid
					JOIN pg_type y ON y.oid IN (o.oprleft, o.oprright) AND y.typtype = 'p'
				WHERE o.oprnamespace = 'pg_catalog'::regnamespace) n
		WHERE body ~ n.pattern
		UNION		-- nor does it compare, where no schema can be written, what pg_catalog does not compare by its very type
		SELECT f.title, t.found[1]
		FROM regexp_matches(tree, '\{(DISTINCTEXPR|NULLIFEXPR|CASEWHEN)(?: :expr \{OPEXPR)? :opno (\d+)(?:[^{}]*:args \(\{(CASETESTEXPR))?', 'g') t(found)
			JOIN pg_operator o ON o.oid = t.found[2]::oid
		WHERE (t.found[1] <> 'CASEWHEN' OR t.found[3] IS NOT NULL)
			AND (o.oprnamespace <> 'pg_catalog'::regnamespace OR EXISTS (SELECT FROM pg_type y WHERE y.oid IN (o.oprleft, o.oprright) AND y.typtype = 'p'));
		EXECUTE format('DROP ROUTINE pg_temp.%I', f.proname);
	END LOOP;
END
$$;
SELECT * FROM pg_temp.open_names();
-- Whoever else goes by it: nobody but deploy(), which names all it calls before it sets its own.
SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'plpgsql'
WHERE p.pronamespace = 'caaspp'::regnamespace AND NOT coalesce(p.proconfig::text LIKE '%search_path=%', false) ORDER BY 1;
ROLLBACK;
