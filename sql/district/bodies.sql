-- The functions above were parsed once, so that every name in them is the one meant here, whatever the caller's search
-- path. They are kept as that text: a parsed body sorts and groups by operator classes that pg_upgrade restores later.
-- The text leaves out pg_catalog, and what takes any type there gives way to whatever takes just these types elsewhere:
-- so its functions, and its operators of any type, are named with it. All other operators are found by their very types.

DO $$
DECLARE
	f record;
	calls text;
	operators text;
	qualified text;
BEGIN
	PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);		-- all else is written with its schema
	FOR f IN
		SELECT pg_get_functiondef(p.oid) AS definition, pg_get_function_sqlbody(p.oid) AS body, p.prosqlbody::text AS tree
		FROM pg_proc p
		WHERE p.pronamespace = 'caaspp'::regnamespace AND p.prosqlbody IS NOT NULL
			AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
	LOOP
		SELECT coalesce(string_agg(DISTINCT quote_ident(c.proname), '|'), '$^') INTO calls
		FROM regexp_matches(f.tree, ':(?:func|aggfno|winfno)id (\d+)', 'g') t(found) JOIN pg_proc c ON c.oid = t.found[1]::oid
		WHERE c.pronamespace = 'pg_catalog'::regnamespace;
		SELECT coalesce(string_agg(DISTINCT regexp_replace(o.oprname, '(.)', '\\\1', 'g'), '|'), '$^') INTO operators
		FROM regexp_matches(f.tree, ':opno (\d+)', 'g') t(found) JOIN pg_operator o ON o.oid = t.found[1]::oid
			JOIN pg_type l ON l.oid IN (o.oprleft, o.oprright) AND l.typtype = 'p'
		WHERE o.oprnamespace = 'pg_catalog'::regnamespace;
		SELECT string_agg(CASE WHEN t.found[1] LIKE '''%' THEN t.found[1]		-- a literal
							   ELSE regexp_replace(regexp_replace(t.found[1],
									format('(?<![\w.":]|\) )(%s)\(', calls), 'pg_catalog.\1(', 'g'),		-- after ")" it is an alias
									format(' (%s) ', operators), ' OPERATOR(pg_catalog.\1) ', 'g') END, '' ORDER BY t.place) INTO qualified
		FROM regexp_matches(f.body, $r$'(?:[^']|'')*'|[^']+$r$, 'g') WITH ORDINALITY t(found, place);
		EXECUTE replace(f.definition, f.body, 'AS ' || quote_literal(
			CASE WHEN f.body LIKE 'RETURN %' THEN 'SELECT ' || substr(qualified, length('RETURN ') + 1)
				 ELSE regexp_replace(qualified, '^BEGIN ATOMIC\s*(.*?);?\s*END$', '\1') END));
	END LOOP;
	PERFORM set_config('search_path', 'pg_catalog, caaspp, pg_temp', true);
END
$$;
