-- History: each replaced or deleted row is kept with the span in which it was believed,
-- recorded_at (inclusive) to known_until (exclusive). What an import replaced says so: undo_batch() puts it back.

DO $$
DECLARE
	t text;
	derived text;
BEGIN
	FOREACH t IN ARRAY ARRAY['organizations', 'students', 'enrollments', 'science_history', 'testing_windows', 'assignments', 'attempts',
		'exemption_requests', 'exemptions', 'support_settings', 'support_snapshots', 'support_plans', 'support_requests', 'incidents', 'incident_students', 'restore_confirmations', 'toms_assignments', 'results',
		'reported_completion_rates', 'student_listings', 'staff', 'class_sections', 'notices', 'non_school_days'] LOOP
		derived := CASE t WHEN 'assignments' THEN '''derived''' ELSE '' END;
		EXECUTE format('CREATE TABLE IF NOT EXISTS caaspp.%I (LIKE caaspp.%I, known_until timestamptz NOT NULL)', t || '_history', t);
		EXECUTE format('ALTER TABLE caaspp.%I ADD COLUMN IF NOT EXISTS replaced_by bigint', t || '_history');
		EXECUTE format('ALTER TABLE caaspp.%I ADD COLUMN IF NOT EXISTS undone boolean NOT NULL DEFAULT false', t || '_history');
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
		EXECUTE format('COMMENT ON COLUMN caaspp.%I.undone IS %L', t || '_history',
			'The import that brought the row, or the one that replaced it, was undone: it tells what was believed, not what happened.');

		EXECUTE format('CREATE OR REPLACE TRIGGER history_update AFTER UPDATE ON caaspp.%I
			REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION caaspp.history_trigger(%s)', t, derived);
		EXECUTE format('CREATE OR REPLACE TRIGGER history_delete AFTER DELETE ON caaspp.%I
			REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION caaspp.history_trigger(%s)', t, derived);
	END LOOP;
END
$$;
