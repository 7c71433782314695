-- Triggers: derivation by statement, with transition tables, and the stamp that history rests on.

DO $$
DECLARE
	t text;
	argument text;
BEGIN
	FOREACH t IN ARRAY ARRAY['enrollments', 'attempts', 'exemptions', 'science_history', 'testing_windows'] LOOP
		argument := CASE t WHEN 'attempts' THEN '''SCIENCE''' ELSE '' END;		-- these tests later years remember
		EXECUTE format('CREATE OR REPLACE TRIGGER %1$s_insert AFTER INSERT ON caaspp.%1$I
			REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.%1$s_trigger(%2$s)', t, argument);
		EXECUTE format('CREATE OR REPLACE TRIGGER %1$s_update AFTER UPDATE ON caaspp.%1$I
			REFERENCING OLD TABLE AS replaced NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.%1$s_trigger(%2$s)', t, argument);
		EXECUTE format('CREATE OR REPLACE TRIGGER %1$s_delete AFTER DELETE ON caaspp.%1$I
			REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION caaspp.%1$s_trigger(%2$s)', t, argument);
		EXECUTE format('CREATE OR REPLACE TRIGGER %1$s_truncate AFTER TRUNCATE ON caaspp.%1$I
			FOR EACH STATEMENT EXECUTE FUNCTION caaspp.truncated_trigger()', t);
	END LOOP;
	CREATE OR REPLACE TRIGGER last_day_insert BEFORE INSERT ON caaspp.attempts
		FOR EACH ROW WHEN (NEW.started_on IS NOT NULL OR NEW.reopened_on IS NOT NULL OR NEW.last_day IS NOT NULL)
		EXECUTE FUNCTION caaspp.last_day_trigger();
	CREATE OR REPLACE TRIGGER last_day_update BEFORE UPDATE ON caaspp.attempts
		FOR EACH ROW WHEN (NEW.school_year <> OLD.school_year OR NEW.part <> OLD.part OR NEW.started_on IS DISTINCT FROM OLD.started_on
			OR NEW.reopened_on IS DISTINCT FROM OLD.reopened_on OR NEW.last_day IS DISTINCT FROM OLD.last_day)
		EXECUTE FUNCTION caaspp.last_day_trigger();
	FOREACH t IN ARRAY ARRAY['organizations', 'students', 'enrollments', 'science_history', 'testing_windows', 'assignments', 'attempts',
		'exemption_requests', 'exemptions', 'support_settings', 'support_snapshots', 'support_plans', 'support_requests', 'incidents', 'incident_students', 'restore_confirmations', 'toms_assignments', 'results', 'class_sections', 'status_changes', 'status_losses'] LOOP
		EXECUTE format('CREATE OR REPLACE TRIGGER stamp BEFORE UPDATE ON caaspp.%I
			FOR EACH ROW EXECUTE FUNCTION caaspp.stamp_trigger()', t);
	END LOOP;
END
$$;

CREATE OR REPLACE TRIGGER assignments_truncate AFTER TRUNCATE ON caaspp.assignments
	FOR EACH STATEMENT EXECUTE FUNCTION caaspp.truncated_trigger();

-- Derived rows bring their site; a row without it was typed by hand.
CREATE OR REPLACE TRIGGER assignments_typed BEFORE INSERT OR UPDATE ON caaspp.assignments
	FOR EACH ROW WHEN (NEW.origin = 'manual' OR NEW.site IS NULL) EXECUTE FUNCTION caaspp.assignments_trigger();
CREATE OR REPLACE TRIGGER site_update BEFORE UPDATE OF school_year, school, lea ON caaspp.assignments
	FOR EACH ROW WHEN (NEW.site IS NOT DISTINCT FROM OLD.site AND (NEW.school_year::text <> OLD.school_year::text
		OR NEW.school::text IS DISTINCT FROM OLD.school::text OR NEW.lea::text IS DISTINCT FROM OLD.lea::text))
	EXECUTE FUNCTION caaspp.site_trigger();
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
CREATE OR REPLACE TRIGGER toms_years_insert AFTER INSERT ON caaspp.toms_assignments
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.toms_years_trigger();
CREATE OR REPLACE TRIGGER toms_years_update AFTER UPDATE ON caaspp.toms_assignments
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.toms_years_trigger();
CREATE OR REPLACE TRIGGER toms_years_delete AFTER DELETE ON caaspp.toms_assignments
	FOR EACH STATEMENT EXECUTE FUNCTION caaspp.toms_years_trigger();
CREATE OR REPLACE TRIGGER toms_years_truncate AFTER TRUNCATE ON caaspp.toms_assignments
	FOR EACH STATEMENT EXECUTE FUNCTION caaspp.toms_years_trigger();

-- Support problems. Derivation sees to them itself, once for all that it changes in assignments; a hand that changes some does not.
CREATE OR REPLACE TRIGGER support_problems_insert AFTER INSERT ON caaspp.support_settings
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.support_facts_trigger();
CREATE OR REPLACE TRIGGER support_problems_update AFTER UPDATE ON caaspp.support_settings
	REFERENCING OLD TABLE AS replaced NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.when_changed_trigger(
		'support_facts_trigger', 'school_year', 'source', 'ssid', 'code');
CREATE OR REPLACE TRIGGER support_problems_delete AFTER DELETE ON caaspp.support_settings
	REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION caaspp.support_facts_trigger();
CREATE OR REPLACE TRIGGER support_problems_truncate AFTER TRUNCATE ON caaspp.support_settings
	FOR EACH STATEMENT EXECUTE FUNCTION caaspp.support_facts_trigger();
CREATE OR REPLACE TRIGGER support_problems_insert AFTER INSERT ON caaspp.support_snapshots
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.support_snapshots_trigger();
CREATE OR REPLACE TRIGGER support_problems_update AFTER UPDATE ON caaspp.support_snapshots
	REFERENCING OLD TABLE AS replaced NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.when_changed_trigger(
		'support_snapshots_trigger', 'school_year', 'source', 'ssid');
CREATE OR REPLACE TRIGGER support_problems_delete AFTER DELETE ON caaspp.support_snapshots
	REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION caaspp.support_snapshots_trigger();
CREATE OR REPLACE TRIGGER support_problems_truncate AFTER TRUNCATE ON caaspp.support_snapshots
	FOR EACH STATEMENT EXECUTE FUNCTION caaspp.support_facts_trigger();
CREATE OR REPLACE TRIGGER support_problems_update AFTER UPDATE ON caaspp.assignments
	REFERENCING OLD TABLE AS replaced NEW TABLE AS changed FOR EACH STATEMENT WHEN (current_setting('caaspp.deriving', true) IS DISTINCT FROM 'on')
	EXECUTE FUNCTION caaspp.when_changed_trigger(
		'support_facts_trigger', 'school_year', 'ssid', 'assessment', 'school', 'lea', 'grade', 'left_on', 'window_ends_on');
CREATE OR REPLACE TRIGGER support_problems_delete AFTER DELETE ON caaspp.assignments
	REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT WHEN (current_setting('caaspp.deriving', true) IS DISTINCT FROM 'on')
	EXECUTE FUNCTION caaspp.support_facts_trigger();
DO $$ BEGIN PERFORM caaspp.rederive_support_problems(); END $$;
