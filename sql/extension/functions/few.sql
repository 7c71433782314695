-- To plan for a student takes ten times as long as to derive. So each function that derives has a twin for few students: the
-- same text, in which the students are looked up by the index, and whose plans are made once a session.

DO $do$
DECLARE
	names CONSTANT text[] := ARRAY['settle_alerts', 'derive_alerts', 'derive_program_alerts', 'derive_support_problems',
		'note_sites', 'derive_assignments', 'beside_started'];
	name text;
	twin text;
BEGIN
	FOREACH name IN ARRAY names LOOP
		twin := pg_get_functiondef(('caaspp.' || name)::regproc);
		twin := regexp_replace(twin, 'IF caaspp\.are_few\(.*?END IF;', '');		-- asks for the twin
		twin := replace(twin, 'SET plan_cache_mode TO ''force_custom_plan''', '');
		twin := replace(twin, 'SET enable_nestloop TO ''off''', 'SET enable_nestloop TO ''on''');
		twin := regexp_replace(twin, '\((\w+) IS NULL OR (\w+\.ssid = ANY \(\1\))\)', '\2', 'g');
		twin := regexp_replace(twin, format('\mcaaspp\.(%s|refresh_progress)\(', array_to_string(names, '|')), 'caaspp.\1_few(', 'g');
		IF twin ~ 'IS NULL OR|caaspp\.are_few\(' THEN
			RAISE EXCEPTION 'the twin of %() would go through everybody', name;		-- written in another way than the rest
		END IF;
		EXECUTE twin;
		EXECUTE format('COMMENT ON FUNCTION %s IS %L',
			('caaspp.' || name || '_few')::regproc::oid::regprocedure, format('What %s() does for few students: see are_few().', name));
	END LOOP;
END
$do$;
