-- Access: row-level security on every district table. The owner sees all; a role sees the LEAs and
-- schools that were granted to it here, once it also has the table's privileges.

CREATE TABLE IF NOT EXISTS caaspp.access_grants (
	role_name  text,
	scope      caaspp.cds_code,
	duty       text CHECK (duty IN ('coordinator', 'site coordinator', 'examiner', 'analyst')),
	valid_from date,
	valid_to   date,
	PRIMARY KEY (role_name, scope, duty)
);
COMMENT ON TABLE caaspp.access_grants IS 'Which database role may see which LEA or school, and since when. It opens rows; the privilege to read a table comes from GRANT.';
COMMENT ON COLUMN caaspp.access_grants.role_name IS 'A database role; its members share the grant.';
COMMENT ON COLUMN caaspp.access_grants.scope IS 'An LEA (all its schools) or one school.';
COMMENT ON COLUMN caaspp.access_grants.duty IS 'coordinator, site coordinator, examiner or analyst.';
COMMENT ON COLUMN caaspp.access_grants.valid_from IS 'First day; null: always.';
COMMENT ON COLUMN caaspp.access_grants.valid_to IS 'Last day; null: until taken back.';
CREATE OR REPLACE TRIGGER known_role AFTER INSERT ON caaspp.access_grants
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.access_grants_trigger();
CREATE OR REPLACE TRIGGER known_role_update AFTER UPDATE ON caaspp.access_grants
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.access_grants_trigger();

-- To a table without its policy, which is new: what the district takes back stays so.
DO $$
DECLARE
	f record;
BEGIN
	FOR f IN SELECT * FROM (VALUES ('access_grants', 'SELECT'),
		('sites', 'SELECT, INSERT'),			-- whoever may write an enrollment may enter its site, and the policy holds to that;
		('toms_years', 'SELECT, INSERT')) v(name, privileges)		-- whoever may write the list, its year
	LOOP
		IF NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = ('caaspp.' || f.name)::regclass AND p.polname = 'caaspp_grants') THEN
			EXECUTE format('GRANT %s ON caaspp.%I TO PUBLIC', f.privileges, f.name);
		END IF;
	END LOOP;
END
$$;

DO $$
DECLARE
	t text;
	granted CONSTANT text := '(SELECT caaspp.granted_scopes())::caaspp.cds_code[]';	-- read once a query
	here CONSTANT text := format('school = ANY (%1$s) OR lea(school) = ANY (%1$s)', granted);
	anywhere CONSTANT text := format('cardinality(%s) > 0', granted);
	rule text;
	new_rule text;
	command text;
BEGIN
	FOREACH t IN ARRAY ARRAY['organizations', 'students', 'enrollments', 'science_history', 'testing_windows', 'sites', 'assignments', 'alerts', 'attempts',
		'exemption_requests', 'exemptions', 'support_settings', 'support_snapshots', 'support_plans', 'support_requests', 'incidents', 'incident_students', 'test_sessions', 'restore_confirmations', 'support_audits', 'support_problems', 'toms_assignments', 'toms_years', 'results', 'class_sections', 'status_changes', 'status_losses', 'access_grants',
		'import_batches', 'import_findings', 'student_listings', 'setting_exports', 'organizations_history', 'students_history', 'enrollments_history', 'science_history_history',
		'testing_windows_history', 'assignments_history', 'attempts_history', 'exemption_requests_history', 'exemptions_history', 'support_settings_history',
		'support_snapshots_history', 'support_plans_history', 'support_requests_history', 'incidents_history', 'incident_students_history', 'test_sessions_history', 'restore_confirmations_history', 'toms_assignments_history', 'results_history', 'reported_completion_rates_history', 'student_listings_history',
		'staff', 'staff_history', 'staff_records', 'staff_records_history', 'class_sections_history', 'notices_history', 'non_school_days_history'] LOOP
		new_rule := anywhere;
		command := 'ALL';
		CASE
			WHEN t IN ('organizations', 'organizations_history') THEN		-- for all to read, for the owner to write
				rule := 'true';
				command := 'SELECT';
			WHEN t = 'access_grants' THEN
				rule := 'EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = role_name AND pg_has_role(r.oid, ''USAGE''))';
				new_rule := 'false';
			WHEN t = 'import_batches' THEN
				rule := 'imported_by = current_user';
				new_rule := rule;
				-- Through when their own data is complete, the school's people must know, whoever loads it.
				EXECUTE 'DROP POLICY IF EXISTS caaspp_reading ON caaspp.import_batches';
				EXECUTE format('CREATE POLICY caaspp_reading ON caaspp.import_batches FOR SELECT USING (%s AND (cardinality(scopes) = 0
					OR EXISTS (SELECT FROM unnest(scopes) s(scope), unnest(%s) g(scope) WHERE s.scope = g.scope OR lea(s.scope) = g.scope OR lea(g.scope) = s.scope)))', anywhere, granted);
			WHEN t = 'import_findings' THEN
				rule := 'EXISTS (SELECT FROM caaspp.import_batches b WHERE b.batch_id = import_findings.batch_id AND b.imported_by = current_user)';
				new_rule := rule;
			WHEN t = 'testing_windows' THEN		-- no students here, and every derivation needs them
				rule := here;
				new_rule := here;
				EXECUTE 'DROP POLICY IF EXISTS caaspp_reading ON caaspp.testing_windows';
				EXECUTE 'CREATE POLICY caaspp_reading ON caaspp.testing_windows FOR SELECT USING (true)';
			WHEN t IN ('enrollments', 'enrollments_history') THEN
				rule := here || format(' OR accountable_lea = ANY (%s)', granted);
				new_rule := rule;
			WHEN t = 'sites' THEN		-- no students here
				rule := here || format(' OR lea = ANY (%s)', granted);
				new_rule := rule;
				EXECUTE 'DROP POLICY IF EXISTS caaspp_reading ON caaspp.sites';
				EXECUTE 'CREATE POLICY caaspp_reading ON caaspp.sites FOR SELECT USING (true)';
			WHEN t = 'toms_years' THEN		-- nor here
				rule := 'true';
				new_rule := anywhere || ' AND pg_trigger_depth() > 0';		-- with a list that it may write, of students not enrolled yet too
			WHEN t = 'assignments' THEN		-- by the index, not row by row
				rule := 'site = ANY ((SELECT caaspp.granted_sites())::integer[])';
				new_rule := here || format(' OR lea = ANY (%s)', granted);
			WHEN t IN ('assignments_history', 'support_problems') THEN
				rule := here || format(' OR lea = ANY (%s)', granted);
				new_rule := rule;
			WHEN t IN ('testing_windows_history', 'incidents', 'incidents_history', 'test_sessions', 'test_sessions_history', 'reported_completion_rates_history') THEN
				rule := here;
				new_rule := here;
			WHEN t IN ('staff', 'staff_history') THEN
				rule := format('organization = ANY (%1$s) OR lea(organization) = ANY (%1$s)', granted);
				new_rule := rule;
			WHEN t IN ('staff_records', 'staff_records_history') THEN
				rule := format('EXISTS (SELECT FROM caaspp.staff s WHERE s.email = %I.email)', t);
				new_rule := rule;
			WHEN t IN ('notices_history', 'non_school_days_history') THEN
				rule := format('scope = ANY (%1$s) OR lea(scope) = ANY (%1$s)', granted);
				new_rule := rule;
			WHEN t IN ('students', 'students_history', 'science_history', 'science_history_history') THEN
				rule := format('EXISTS (SELECT FROM caaspp.enrollments e WHERE e.ssid = %I.ssid)', t);
			ELSE
				rule := format('EXISTS (SELECT FROM caaspp.enrollments e WHERE e.school_year = %1$I.school_year AND e.ssid = %1$I.ssid)', t);
		END CASE;
		EXECUTE format('ALTER TABLE caaspp.%I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('DROP POLICY IF EXISTS caaspp_grants ON caaspp.%I', t);
		EXECUTE format('CREATE POLICY caaspp_grants ON caaspp.%I FOR %s USING (%s)', t, command, rule)
			|| CASE command WHEN 'ALL' THEN format(' WITH CHECK (%s)', new_rule) ELSE '' END;
	END LOOP;
END
$$;
