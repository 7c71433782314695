-- deploy(): before it, by an ordinary role, and again. In a database of its own, so that it meets none.
SET client_min_messages = warning;
\set home :DBNAME
DROP DATABASE IF EXISTS regression_caaspp_deploy;
DROP ROLE IF EXISTS regress_caaspp_owner;
DROP ROLE IF EXISTS regress_caaspp_reader;
CREATE DATABASE regression_caaspp_deploy TEMPLATE template0;
\c regression_caaspp_deploy
SET client_min_messages = warning;
\set SHOW_CONTEXT never
CREATE EXTENSION caaspp;
SELECT count(*) FROM pg_class WHERE relnamespace = 'caaspp'::regnamespace AND relname IN ('enrollments', 'completion_rates');

-- What needs the district's tables says so.
SELECT caaspp.rederive('2019-20');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM caaspp.explain_assignment('9000000001', '2019-20');
\echo :LAST_ERROR_SQLSTATE
SELECT caaspp.accept_exemption('9000000001', '2019-20', 'ELA');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM caaspp.completion_rates_at(now(), caaspp.today());
\echo :LAST_ERROR_SQLSTATE
SELECT caaspp.import('CDSCode,Name'::bytea);
\echo :LAST_ERROR_SQLSTATE
SELECT caaspp.import_file('/etc/passwd');
\echo :LAST_ERROR_SQLSTATE
-- No function of all looks for a table in vain.
DO $$
DECLARE
	f record;
BEGIN
	FOR f IN
		SELECT p.oid::regprocedure AS name, (SELECT string_agg(format('NULL::%s', format_type(a, NULL)), ', ' ORDER BY n) FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY u(a, n)) AS arguments,
			p.proname
		FROM pg_proc p
		WHERE p.pronamespace = 'caaspp'::regnamespace AND p.prokind = 'f' AND p.prorettype <> 'trigger'::regtype
			AND 'internal'::regtype <> ALL (p.proargtypes::oid[]) AND NOT EXISTS (SELECT FROM unnest(p.proargtypes::oid[]) a JOIN pg_type t ON t.oid = a WHERE t.typtype = 'p')
		ORDER BY 1::text
	LOOP
		BEGIN
			EXECUTE format('SELECT caaspp.%I(%s)', f.proname, f.arguments);
		EXCEPTION
			WHEN undefined_table OR undefined_function OR undefined_column THEN
				RAISE WARNING '%: %', f.name, SQLERRM;
			WHEN OTHERS THEN
				NULL;
		END;
	END LOOP;
END
$$;
-- What does not, works.
SET caaspp.as_of = '2020-03-10';
SET datestyle = ISO;
SELECT caaspp.today(), (SELECT count(*) > 0 FROM caaspp.assignment_rules) AS rules;

-- An ordinary role needs CREATE on the schema, no more.
CREATE ROLE regress_caaspp_owner;
CREATE ROLE regress_caaspp_reader;
SET ROLE regress_caaspp_owner;
\set VERBOSITY terse
CALL caaspp.deploy();
\echo :LAST_ERROR_SQLSTATE
\set VERBOSITY default
RESET ROLE;
GRANT USAGE, CREATE ON SCHEMA caaspp TO regress_caaspp_owner;
GRANT CREATE ON SCHEMA public TO regress_caaspp_owner;
SET ROLE regress_caaspp_owner;
SET client_min_messages = notice;
SET datestyle = ISO;
CALL caaspp.deploy();
-- The caller's settings are as they were.
SHOW search_path;
SHOW client_min_messages;
SET search_path = "$user", public, caaspp;
CALL caaspp.deploy();
SHOW search_path;
SELECT c.relkind, c.relowner::regrole, count(*) > 9 AS some FROM pg_class c
WHERE c.relnamespace = 'caaspp'::regnamespace AND c.relkind IN ('r', 'v') AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
GROUP BY 1, 2 ORDER BY 1;
SELECT DISTINCT p.proowner::regrole FROM pg_proc p
WHERE p.pronamespace = 'caaspp'::regnamespace AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e');

-- It works for its owner, who needs no grant to see.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9000000001', '99000010000011', '2019-08-15', '5'), ('2019-20', '9000000002', '99000010000011', '2019-08-15', '4');
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9000000001', 'ELA-PT', 'started', '2020-03-02');
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2019-20', '9000000002', 'ELA', 'PGE', '2020-03-02 09:00-08');
UPDATE attempts SET status = 'paused';
SELECT school_cds, grade, assessment, total, started, completed, pge FROM completion_rates ORDER BY grade, assessment;

-- The district adds its own; deploy() again leaves it, and every row, where it is.
CREATE INDEX enrollments_homeroom ON enrollments (school, grade);
CREATE POLICY homeroom ON students FOR SELECT USING (true);
CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER note BEFORE INSERT ON enrollments FOR EACH ROW EXECUTE FUNCTION public.note();
GRANT SELECT ON completion_rates, assignments TO regress_caaspp_reader;
GRANT EXECUTE ON FUNCTION completion_at(timestamptz, date) TO regress_caaspp_reader;
REVOKE ALL ON access_grants, sites FROM PUBLIC;
COMMENT ON INDEX enrollments_homeroom IS 'ours';
ALTER TABLE enrollments SET (fillfactor = 90);
ALTER TABLE enrollments ADD CHECK (entry_date > '1990-01-01');
CREATE VIEW public.mine AS SELECT * FROM completion_rates;
CREATE TEMP VIEW every_row AS
	SELECT 'enrollments' AS relation, ctid AS place, xmin::text AS version FROM enrollments UNION ALL SELECT 'assignments', ctid, xmin::text FROM assignments UNION ALL
	SELECT 'attempts', ctid, xmin::text FROM attempts UNION ALL SELECT 'exemptions', ctid, xmin::text FROM exemptions;
CREATE TEMP VIEW every_object AS
	SELECT pg_describe_object('pg_class'::regclass, oid, 0) AS object, concat_ws(' ', oid, relacl, reloptions, relrowsecurity) AS what FROM pg_class WHERE relnamespace = 'caaspp'::regnamespace
	UNION ALL SELECT pg_describe_object('pg_trigger'::regclass, oid, 0), tgenabled::text FROM pg_trigger
	UNION ALL SELECT pg_describe_object('pg_policy'::regclass, oid, 0), pg_get_expr(polqual, polrelid) FROM pg_policy
	UNION ALL SELECT pg_describe_object('pg_constraint'::regclass, oid, 0), pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'caaspp'::regnamespace
	UNION ALL SELECT pg_describe_object('pg_proc'::regclass, oid, 0), concat_ws(' ', oid, proacl, proconfig) FROM pg_proc WHERE pronamespace = 'caaspp'::regnamespace
	UNION ALL SELECT pg_describe_object(classoid, objoid, objsubid), description FROM pg_description JOIN pg_class c ON c.oid = objoid WHERE classoid = 'pg_class'::regclass AND c.relnamespace = 'caaspp'::regnamespace;
CREATE TEMP TABLE rows_before AS SELECT * FROM every_row;
CREATE TEMP TABLE objects_before AS SELECT * FROM every_object;
CALL caaspp.deploy();
SELECT count(*) AS rows, (SELECT count(*) FROM (SELECT * FROM rows_before EXCEPT SELECT * FROM every_row) d) AS moved, (SELECT count(*) FROM (SELECT * FROM every_row EXCEPT SELECT * FROM rows_before) d) AS new FROM rows_before;
SELECT object FROM (SELECT * FROM objects_before EXCEPT SELECT * FROM every_object) d ORDER BY 1;
SELECT object FROM (SELECT * FROM every_object EXCEPT SELECT * FROM objects_before) d ORDER BY 1;
SELECT (SELECT count(*) FROM pg_index WHERE indexrelid = 'caaspp.enrollments_homeroom'::regclass) AS index, (SELECT count(*) FROM pg_policy WHERE polname = 'homeroom') AS policy,
	(SELECT count(*) FROM pg_trigger WHERE tgname = 'note') AS trigger, has_table_privilege('regress_caaspp_reader', 'completion_rates', 'SELECT') AS granted,
	has_table_privilege('regress_caaspp_reader', 'access_grants', 'SELECT') OR has_table_privilege('regress_caaspp_reader', 'sites', 'INSERT') AS granted_again;
-- Nobody else runs it, not even a superuser: what an upgrade brings would be another role's than what is there.
RESET ROLE;
DROP VIEW notice_duties;
CALL caaspp.deploy();
\echo :LAST_ERROR_SQLSTATE
SET ROLE regress_caaspp_reader;
CALL caaspp.deploy();
\echo :LAST_ERROR_SQLSTATE
SET ROLE regress_caaspp_owner;
CALL caaspp.deploy();
RESET ROLE;
SELECT c.relowner::regrole, count(*) > 9 AS some FROM pg_class c
WHERE c.relnamespace = 'caaspp'::regnamespace AND c.relkind IN ('r', 'v') AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
GROUP BY 1;
-- The data is not dropped by accident.
\set VERBOSITY terse
DROP EXTENSION caaspp;
\c :home
SET client_min_messages = warning;
DROP DATABASE regression_caaspp_deploy;
DROP ROLE regress_caaspp_owner;
DROP ROLE regress_caaspp_reader;
