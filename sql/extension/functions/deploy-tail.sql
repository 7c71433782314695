$district$;
	EXCEPTION WHEN OTHERS THEN
		-- The same error, without the whole text above as its context.
		GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, what = MESSAGE_TEXT, why = PG_EXCEPTION_DETAIL, how = PG_EXCEPTION_HINT;
		RAISE EXCEPTION USING ERRCODE = state, MESSAGE = what,
			DETAIL = coalesce(NULLIF(why, ''), 'Nothing was deployed.'),
			HINT = coalesce(NULLIF(how, ''), 'Correct the cause and run CALL caaspp.deploy(); again.');
	END;
	PERFORM pg_catalog.set_config('client_min_messages', callers_level, true);
	PERFORM pg_catalog.set_config('search_path', callers_path, true);
	IF NOT 'caaspp' = ANY (pg_catalog.current_schemas(false)::text[]) THEN
		RAISE NOTICE 'schema caaspp is not on the search path'
			USING DETAIL = 'Typed comparisons such as grade = ''5'' need it; the views do not.',
				  HINT = pg_catalog.format('ALTER DATABASE %I SET search_path = %s;', pg_catalog.current_database(),
										   pg_catalog.concat_ws(', ', NULLIF(callers_path, ''), 'caaspp'));
	END IF;
END
$deploy$;

COMMENT ON PROCEDURE caaspp.deploy() IS
	'Creates or upgrades the district''s own tables, views and triggers in schema caaspp, owned by the caller, who needs CREATE on the schema; once they are there, for their owner alone (42501). Can be run at any time and never loses a row; run it again after ALTER EXTENSION caaspp UPDATE.';
