-- Small tables are never analyzed by themselves, and everything joins these.

DO $$
DECLARE
	t text;
BEGIN
	FOR t IN SELECT c.oid::pg_catalog.regclass::text FROM pg_catalog.pg_class c
			 WHERE c.relnamespace = 'caaspp'::pg_catalog.regnamespace AND c.relkind = 'r' LOOP
		EXECUTE pg_catalog.format('ANALYZE %s', t);
	END LOOP;
END
$$;
