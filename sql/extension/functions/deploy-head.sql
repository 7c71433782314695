-- The district's own tables. What stands between this head and deploy-tail.sql is sql/district/*.sql,
-- word for word: everything there can be run again and loses nothing.

CREATE PROCEDURE caaspp.deploy()
LANGUAGE plpgsql
AS $deploy$
DECLARE
	callers_path text := pg_catalog.current_setting('search_path');
	callers_level text := pg_catalog.current_setting('client_min_messages');
	state text;
	what text;
	why text;
	how text;
	owner CONSTANT name := (SELECT pg_catalog.pg_get_userbyid(c.relowner) FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass('caaspp.enrollments'));
BEGIN
	IF owner <> CURRENT_USER THEN		-- what is new would be another role's than what is there
		RAISE EXCEPTION 'the district tables belong to role "%"', owner
			USING ERRCODE = 'insufficient_privilege',
				HINT = pg_catalog.format('SET ROLE %I; and call it again.', owner);
	END IF;
	IF NOT pg_catalog.has_schema_privilege('caaspp', 'CREATE') THEN
		RAISE EXCEPTION 'permission denied for schema caaspp'
			USING ERRCODE = 'insufficient_privilege',
				HINT = pg_catalog.format('GRANT CREATE ON SCHEMA caaspp TO %I;', CURRENT_USER);
	END IF;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, caaspp, pg_temp', true);
	PERFORM pg_catalog.set_config('client_min_messages', 'warning', true);
	BEGIN
		EXECUTE $district$
