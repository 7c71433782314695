# The order in which the extension's script is put together. A new type, rule table, function file
# or district file is one word here.

TYPES = grade grade_band school_year assessment test_part exemption_code condition_code attempt_status ssid cds_code
STORAGE_grade          = "char"
STORAGE_grade_band     = int4
STORAGE_school_year    = int2
STORAGE_assessment     = "char"
STORAGE_test_part      = "char"
STORAGE_exemption_code = "char"
STORAGE_condition_code = "char"
STORAGE_attempt_status = "char"
STORAGE_ssid           = int8
STORAGE_cds_code       = int8

RULES = administrations assessments assignment_rules part_rules attempt_transitions testing_times supports support_spellings support_lead_times \
        incident_types appeal_types roles participation_rules alert_rules forecast_rules \
        exemption_rules notice_rules lead_times enrollment_statuses exit_reasons disabilities layouts finding_rules

FUNCTIONS = codes clock deployed rules statistics access sites assignments program_alerts alerts forecast triggers completion participation new_students \
            status_changes exemptions explain preview support_problems few support_audits import undo exports staff analyze daily_close

DISTRICT = roster testing_windows school_days sites assignments attempts exemptions supports support_plans support_requests incidents restore_confirmations reports intake findings staff class_sections notices history \
           derivation status_changes explanations completion completion_comparison expiry participation participation_groups \
           exemption_letters solicitation_watch notice_duties new_students assignment_audit science_registrations programs preview \
           support_problems support_audit available_supports support_warnings support_gaps support_deadlines support_changes restore_plan plan_checks support_proposals support_audits \
           exports attempt_events incident_log feasible_starts drill completion_changes daily_completion alerts forecast view_columns access triggers bodies

E = $(srcdir)/sql/extension
SCRIPT_PARTS = $(E)/00-header.sql \
    $(TYPES:%=sql/generated/type_%.sql) \
    $(E)/rules/00-builtin.sql $(RULES:%=sql/generated/rule_%.sql) $(E)/rules/99-builtin.sql \
    $(FUNCTIONS:%=$(E)/functions/%.sql) \
    $(E)/functions/deploy-head.sql $(DISTRICT:%=$(srcdir)/sql/district/%.sql) $(E)/functions/deploy-tail.sql
