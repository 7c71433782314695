-- History: each replaced or deleted row is kept with the span in which it was believed,
-- recorded_at (inclusive) to known_until (exclusive). What an import replaced says so: undo_batch() puts it back.

DO $$
DECLARE
	t text;
	columns text;
	replaced text;
BEGIN
	FOREACH t IN ARRAY ARRAY['organizations', 'students', 'enrollments', 'science_history', 'testing_windows', 'assignments', 'attempts',
		'exemption_requests', 'exemptions', 'support_settings', 'support_snapshots', 'toms_assignments', 'results',
		'reported_completion_rates', 'student_listings'] LOOP
		EXECUTE format('CREATE TABLE IF NOT EXISTS caaspp.%I (LIKE caaspp.%I, known_until timestamptz NOT NULL)', t || '_history', t);
		EXECUTE format('ALTER TABLE caaspp.%I ADD COLUMN IF NOT EXISTS replaced_by bigint', t || '_history');
		EXECUTE coalesce((SELECT string_agg(format('ALTER TABLE caaspp.%I ADD COLUMN IF NOT EXISTS %I %s', t || '_history', a.attname,
													   format_type(a.atttypid, a.atttypmod)), ';')
						  FROM pg_attribute a		-- columns that came since
						  WHERE a.attrelid = ('caaspp.' || t)::regclass AND a.attnum > 0 AND NOT a.attisdropped
							AND NOT EXISTS (SELECT FROM pg_attribute h WHERE h.attrelid = ('caaspp.' || t || '_history')::regclass
											AND h.attname = a.attname AND NOT h.attisdropped)), 'SELECT');
		EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON caaspp.%I (known_until)', t || '_history_known', t || '_history');
		EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON caaspp.%I (replaced_by) WHERE replaced_by IS NOT NULL', t || '_history_replaced', t || '_history');
		EXECUTE format('COMMENT ON TABLE caaspp.%I IS %L', t || '_history',
			format('Rows of %s that were replaced or deleted, believed from recorded_at until known_until.', t));
		EXECUTE (SELECT string_agg(format('COMMENT ON COLUMN caaspp.%I.%I IS %L', t || '_history', a.attname,
										  col_description(a.attrelid, a.attnum)), ';')
				 FROM pg_attribute a
				 WHERE a.attrelid = ('caaspp.' || t)::regclass AND a.attnum > 0 AND NOT a.attisdropped);
		EXECUTE format('COMMENT ON COLUMN caaspp.%I.known_until IS %L', t || '_history',
			'When the row was replaced or deleted; it was believed until just before.');
		EXECUTE format('COMMENT ON COLUMN caaspp.%I.replaced_by IS %L', t || '_history',
			'The import that replaced or deleted the row; null when that was done by hand, by derivation or by undo_batch().');

		columns := (SELECT string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
					WHERE a.attrelid = ('caaspp.' || t)::regclass AND a.attnum > 0 AND NOT a.attisdropped);
		-- What came and went in one transaction was never believed; but an import can be undone in the transaction of what it replaced.
		replaced := CASE t WHEN 'assignments' THEN 'recorded_at < now()'		-- derived: they follow
					ELSE 'recorded_at < now() OR (batch IS NOT NULL AND batch_id IS DISTINCT FROM batch)' END;
		EXECUTE format(
			'CREATE OR REPLACE FUNCTION caaspp.%1$s_history_trigger() RETURNS trigger
			 LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, caaspp, pg_temp AS $body$
			 DECLARE
				batch CONSTANT bigint := caaspp.importing_batch();
			 BEGIN
				INSERT INTO caaspp.%1$s_history (%2$s, known_until, replaced_by)
				SELECT %2$s, now(), batch FROM replaced WHERE %3$s;
				RETURN NULL;
			 END
			 $body$', t, columns, replaced);
		EXECUTE format('COMMENT ON FUNCTION caaspp.%I() IS %L', t || '_history_trigger',
			format('Statement trigger after UPDATE, DELETE on %s: keeps the rows as they were believed.', t));
		EXECUTE format('CREATE OR REPLACE TRIGGER history_update AFTER UPDATE ON caaspp.%1$I
			REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION caaspp.%1$s_history_trigger()', t);
		EXECUTE format('CREATE OR REPLACE TRIGGER history_delete AFTER DELETE ON caaspp.%1$I
			REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION caaspp.%1$s_history_trigger()', t);
	END LOOP;
END
$$;
