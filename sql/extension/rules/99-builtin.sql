-- What all state rule tables have alike. Their rows are in by now: in the order in which the tables were made.

DO $$
DECLARE
	t pg_catalog.regclass;
BEGIN
	FOR t IN SELECT a.attrelid FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
			 WHERE c.relnamespace = 'caaspp'::pg_catalog.regnamespace AND c.relkind = 'r' AND a.attname = 'builtin'
			 ORDER BY a.attrelid LOOP
		EXECUTE pg_catalog.format('COMMENT ON COLUMN %s.builtin IS ''True for rows that the extension ships, which are read-only and not dumped.''', t);
		EXECUTE pg_catalog.format('CREATE TRIGGER protect_builtin_rows BEFORE INSERT OR UPDATE OR DELETE ON %s
			FOR EACH ROW EXECUTE FUNCTION caaspp.protect_builtin()', t);
		EXECUTE pg_catalog.format('CREATE TRIGGER protect_builtin_table BEFORE TRUNCATE ON %s
			FOR EACH STATEMENT EXECUTE FUNCTION caaspp.protect_builtin()', t);
		PERFORM pg_catalog.pg_extension_config_dump(t, 'WHERE NOT builtin');
		EXECUTE pg_catalog.format('GRANT SELECT ON %s TO PUBLIC', t);
	END LOOP;
END
$$;
