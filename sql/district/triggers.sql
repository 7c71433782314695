-- Triggers: derivation by statement, with transition tables, and the stamp that history rests on.

DO $$
DECLARE
	t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['enrollments', 'attempts', 'exemptions', 'science_history', 'testing_windows'] LOOP
		EXECUTE format('CREATE OR REPLACE TRIGGER %1$s_insert AFTER INSERT ON caaspp.%1$I
			REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.%1$s_trigger()', t);
		EXECUTE format('CREATE OR REPLACE TRIGGER %1$s_update AFTER UPDATE ON caaspp.%1$I
			REFERENCING OLD TABLE AS replaced NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.%1$s_trigger()', t);
		EXECUTE format('CREATE OR REPLACE TRIGGER %1$s_delete AFTER DELETE ON caaspp.%1$I
			REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION caaspp.%1$s_trigger()', t);
		EXECUTE format('CREATE OR REPLACE TRIGGER %1$s_truncate AFTER TRUNCATE ON caaspp.%1$I
			FOR EACH STATEMENT EXECUTE FUNCTION caaspp.truncated_trigger()', t);
	END LOOP;
	-- A status that moves within its stage changes nothing that is counted.
	CREATE OR REPLACE TRIGGER attempts_update AFTER UPDATE ON caaspp.attempts
		REFERENCING OLD TABLE AS replaced NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.when_changed_trigger(
			'attempts_trigger', 'school_year', 'ssid', 'part', 'opportunity', 'stage status', 'started_on', 'reopened_on', 'last_day');
	FOREACH t IN ARRAY ARRAY['organizations', 'students', 'enrollments', 'science_history', 'testing_windows', 'assignments', 'attempts',
		'exemption_requests', 'exemptions', 'support_settings', 'support_snapshots', 'support_plans', 'support_requests', 'restore_confirmations', 'toms_assignments', 'results', 'class_sections', 'status_changes', 'status_losses'] LOOP
		EXECUTE format('CREATE OR REPLACE TRIGGER stamp BEFORE UPDATE ON caaspp.%I
			FOR EACH ROW EXECUTE FUNCTION caaspp.stamp_trigger()', t);
	END LOOP;
END
$$;

CREATE OR REPLACE TRIGGER assignments_truncate AFTER TRUNCATE ON caaspp.assignments
	FOR EACH STATEMENT EXECUTE FUNCTION caaspp.truncated_trigger();

-- Derived rows bring parts_total; a row without it was typed by hand.
CREATE OR REPLACE TRIGGER assignments_typed BEFORE INSERT OR UPDATE ON caaspp.assignments
	FOR EACH ROW WHEN (NEW.origin = 'manual' OR NEW.parts_total IS NULL) EXECUTE FUNCTION caaspp.assignments_trigger();
CREATE OR REPLACE TRIGGER manual_insert AFTER INSERT ON caaspp.assignments
	FOR EACH ROW WHEN (NEW.origin = 'manual') EXECUTE FUNCTION caaspp.manual_assignments_trigger();
CREATE OR REPLACE TRIGGER manual_update AFTER UPDATE OF school_year, ssid, assessment, grade, origin ON caaspp.assignments
	FOR EACH ROW WHEN (OLD.origin = 'manual' OR NEW.origin = 'manual') EXECUTE FUNCTION caaspp.manual_assignments_trigger();
CREATE OR REPLACE TRIGGER manual_delete AFTER DELETE ON caaspp.assignments
	FOR EACH ROW WHEN (OLD.origin = 'manual') EXECUTE FUNCTION caaspp.manual_assignments_trigger();

CREATE OR REPLACE TRIGGER toms_assignments_insert AFTER INSERT ON caaspp.toms_assignments
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.toms_assignments_trigger();
CREATE OR REPLACE TRIGGER toms_assignments_update AFTER UPDATE ON caaspp.toms_assignments
	REFERENCING OLD TABLE AS replaced NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.toms_assignments_trigger();
CREATE OR REPLACE TRIGGER toms_assignments_delete AFTER DELETE ON caaspp.toms_assignments
	REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION caaspp.toms_assignments_trigger();
