-- The functions above were parsed once, so that every name in them is the one meant here, whatever the caller's search
-- path. They are kept as that text: a parsed body sorts and groups by operator classes that pg_upgrade restores later.

DO $$
DECLARE
	f record;
BEGIN
	PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);		-- all else is written with its schema
	FOR f IN
		SELECT pg_get_functiondef(p.oid) AS definition, pg_get_function_sqlbody(p.oid) AS body
		FROM pg_proc p
		WHERE p.pronamespace = 'caaspp'::regnamespace AND p.prosqlbody IS NOT NULL
			AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
	LOOP
		EXECUTE replace(f.definition, f.body, 'AS ' || quote_literal(
			CASE WHEN f.body LIKE 'RETURN %' THEN 'SELECT ' || substr(f.body, length('RETURN ') + 1)
				 ELSE regexp_replace(f.body, '^BEGIN ATOMIC\s*(.*?);?\s*END$', '\1') END));
	END LOOP;
	PERFORM set_config('search_path', 'pg_catalog, caaspp, pg_temp', true);
END
$$;
