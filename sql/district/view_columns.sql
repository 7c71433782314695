-- One comment a column name: in every view a name means the same.

DO $$
DECLARE
	c record;
BEGIN
	FOR c IN
		SELECT v.relname, a.attname, d.says
		FROM (VALUES
			('school_year', 'School year, as 2019-20.'),
			('lea_cds', 'LEA that is accountable for the student: CDS code, 14 digits.'),
			('lea_name', 'Name of the LEA; null when organizations does not have it.'),
			('school_cds', 'School: CDS code, 14 digits.'),
			('school_name', 'Name of the school; null when organizations does not have it.'),
			('level', 'state, lea or school.'),
			('cds', 'CDS code of the level, 14 digits; all zeros for the state.'),
			('name', 'Name of the state, LEA or school; null when organizations does not have it.'),
			('program', 'Smarter (ELA, MATH), CAA, CAST, CSA, or all.'),
			('ssid', 'Statewide Student Identifier, 10 digits.'),
			('student_name', 'Last, First; null when students does not have the name.'),
			('grade', 'Grade level as text: TK, KN, 1 to 12, or a CALPADS code; compare and sort by grade_order.'),
			('grade_order', 'Sorts grades: -1 TK, 0 KN, 1 to 12, beyond for ungraded.'),
			('assessment', 'The test: ELA, MATH, CAST, CAA-ELA, CAA-MATH, CAA-SCI, CSA.'),
			('part', 'The part of the test.'),
			('subject', 'ELA, MATH or SCIENCE, general and alternate assessments together.'),
			('origin', 'Why it is assigned: default, alternate, elective, optional, manual.'),
			('total', 'Active assignments, exempt ones included.'),
			('started', 'Of the total: some part was logged on to; in part_completion_rates, this part.'),
			('completed', 'Of the total: every part submitted or invalidated and no PGE or NTE; in part_completion_rates, this part.'),
			('pge', 'Of the total: parent or guardian exemptions.'),
			('nte', 'Of the total: medical emergency exemptions.'),
			('completion_rate', 'Percent completed of the total, two decimals.'),
			('exemption', 'Exemption code in force, or NEL where it is derived; null without.'),
			('parts_done', 'Parts submitted or invalidated.'),
			('parts_total', 'Parts that the test has this year.'),
			('missing_parts', 'Parts not yet done, in order, joined by a comma; null when none.'),
			('started_on', 'Day of the first log-on.'),
			('last_day', 'Last day on which the attempt can be used, never after the school''s window.'),
			('days_left', 'Days from caaspp.today() to the last day: 0 expires tonight, below 0 is past.'),
			('urgency', 'today (0 days left), soon (1 to 3), week (4 to 7), later.'),
			('population', 'Of SWD (special education), 504, EL those that apply; else general.'),
			('code', 'Support code in the state''s spelling.'),
			('support', 'Name of the support; null when the code is unknown.'),
			('class', 'designated, accommodation or universal, of the first assigned part that has it.'),
			('identified_by', 'District sources that name the support: SIS, SPED, 504, EL; null when only TOMS has it.'),
			('on_day', 'The day that the problem turns on: set, started, ended or ending, answered; null for choices that exclude each other.'),
			('detail', 'What is the matter in words, without names.'),
			('identified_by_own', 'Of the students: with a support named by the source that speaks for the population (SPED for SWD, 504, EL).'),
			('action', 'What is to be done.'),
			('first_day', 'First day on which the school can test.'),
			('due_on', 'Last day to do it, by support_lead_times.'),
			('done_on', 'Day on which it was asked for, or on which TOMS first showed it here; null: not yet.'),
			('answer_due_on', 'Day by which the state answers a request; null: nothing was asked.'),
			('decided_on', 'Day of the state''s answer.'),
			('counted', 'Whether participation_rates counts the test as participated, which the state will not.'),
			('set_on', 'Day on which a TOMS snapshot first showed it here.'),
			('dropped_on', 'Day on which a TOMS snapshot no longer had it.'),
			('cause', 'status change (special education or Section 504 was lost, or the plan ended), test changed (no assigned test has it now), later upload (a newer file has a blank), other.'),
			('restored_on', 'Day on which a TOMS snapshot had it again; null: not yet.'),
			('permitted', 'Whether the present tests have it and the student may have it.'),
			('confirmed_by', 'Who confirmed with the special-education teacher since then; null: nobody.'),
			('confirmed_on', 'When it was confirmed; null: not since then.'),
			('documented_on', 'When the plan was brought in step since then; null: not yet.'),
			('change', 'new, resolved or unchanged against the last stored audit of the year.'),
			('students', 'Students with an active assignment.'),
			('identified', 'Of the students: with a support in a district source.'),
			('in_toms', 'Of the students: with a support in TOMS.'),
			('with_mismatch', 'Of the students: with a row in support_mismatches.'),
			('expected', 'Assignments that participation counts: without NTE, and in ELA without newcomers.'),
			('participated', 'Of the expected: logged on to every part, no PGE.'),
			('participation_rate', 'Percent participated of the expected, two decimals; null when none is expected.'),
			('meets_95', 'Whether participation reaches the target of participation_rules (95 percent).'),
			('short_by', 'Students still needed to reach the target.'),
			('construct_changed', 'Of the participated: with an approved resource that changes what is measured; the state does not count them (5 CCR 854.9(d)).')) d(attname, says)
			JOIN pg_catalog.pg_attribute a ON a.attname = d.attname AND a.attnum > 0
			JOIN pg_catalog.pg_class v ON v.oid = a.attrelid AND v.relkind = 'v'
		WHERE v.relnamespace = 'caaspp'::regnamespace
	LOOP
		EXECUTE format('COMMENT ON COLUMN caaspp.%I.%I IS %L', c.relname, c.attname, c.says);
	END LOOP;
END
$$;
COMMENT ON COLUMN caaspp.student_progress.status IS 'completed, exempt, expired, in progress or not started: the first that holds.';
COMMENT ON COLUMN caaspp.expiring_tests.status IS 'Status in the testing platform.';
COMMENT ON COLUMN caaspp.expired_tests.status IS 'Status in the testing platform.';
COMMENT ON COLUMN caaspp.support_mismatches.problem IS 'unknown code, not available, not permitted, student not in TOMS report, missing in TOMS, or not identified: the first that holds.';
COMMENT ON COLUMN caaspp.plan_checks.confirmed_by IS 'Who confirmed the settings with the special-education teacher or the Section 504 coordinator, of the plan or of an item of restore_plan; null: nobody.';
COMMENT ON COLUMN caaspp.plan_checks.confirmed_on IS 'When that was, the last time; null: never.';
COMMENT ON COLUMN caaspp.plan_checks.documented_on IS 'When the plan was last brought in step; null: not since it was written.';
COMMENT ON COLUMN caaspp.support_warnings.problem IS 'conflicting choices in TOMS, conflicting choices identified, set after the start, started without it, identified past its end, plan expired, plan expires in the window, or changes what is measured.';
COMMENT ON COLUMN caaspp.support_warnings.code IS 'Support code in the state''s spelling; null for a plan.';
COMMENT ON COLUMN caaspp.support_gaps.problem IS 'none identified, none by its own source, or none in TOMS: the first that holds.';
COMMENT ON COLUMN caaspp.support_deadlines.status IS 'done, open or overdue; of a request open, asked, answer overdue, approved, refused or overdue.';
COMMENT ON COLUMN caaspp.support_audit_changes.since IS 'First audit that found it; of what is new, null; of what is resolved, the last audit that found it.';
COMMENT ON COLUMN caaspp.support_audit_changes.problem IS 'As in support_mismatches, now or when it was last found.';
COMMENT ON COLUMN caaspp.new_students.missing_parts IS 'Parts of the student''s tests not yet done, joined by a comma; null when none. Exempt tests are left out.';
COMMENT ON COLUMN caaspp.notice_duties.due_on IS 'Last day to do it: the day before the school''s first day of testing, or the end of the window.';
COMMENT ON COLUMN caaspp.incident_log.lea_cds IS 'LEA of the school: CDS code, 14 digits.';
COMMENT ON COLUMN caaspp.incident_log.assessment IS 'The test; null: several.';
COMMENT ON COLUMN caaspp.incident_log.students IS 'Students concerned: as reported, or as listed where these are more; null when neither is known.';
COMMENT ON COLUMN caaspp.incident_appeals.school_cds IS 'School where it happened: CDS code, 14 digits.';
COMMENT ON COLUMN caaspp.incident_appeals.grade IS 'Grade of the governing enrollment; null without one.';
COMMENT ON COLUMN caaspp.incident_appeals.answer_due_on IS 'Day by which the state answers, in business days of the LEA; null: not filed.';
COMMENT ON COLUMN caaspp.incident_appeals.decided_on IS 'Day of the state''s answer; null while open.';
COMMENT ON COLUMN caaspp.incident_candidates.part IS 'The part; null for a test assignment.';
COMMENT ON COLUMN caaspp.test_schedule.lea_cds IS 'LEA of the school: CDS code, 14 digits.';
COMMENT ON COLUMN caaspp.test_schedule.grade IS 'The grade that is tested; null: all who take the part.';
COMMENT ON COLUMN caaspp.test_schedule.students IS 'Students whom it is for: active assignments that have the part, without PGE or NTE.';
COMMENT ON COLUMN caaspp.schedule_problems.lea_cds IS 'LEA of the school: CDS code, 14 digits.';
COMMENT ON COLUMN caaspp.schedule_problems.grade IS 'The grade that is tested; null: all who take the part.';
COMMENT ON COLUMN caaspp.schedule_coverage.students IS 'Active assignments that have the part, without PGE or NTE.';
COMMENT ON COLUMN caaspp.staff_duties.lea_cds IS 'LEA of the school, or where the role holds: CDS code, 14 digits.';
COMMENT ON COLUMN caaspp.staff_duties.school_cds IS 'School where the role holds: CDS code, 14 digits; null for a role in the whole LEA.';
COMMENT ON COLUMN caaspp.staff_duties.school_name IS 'Name of the school; null for a role in the whole LEA, and when organizations does not have it.';
COMMENT ON COLUMN caaspp.staff_duties.due_on IS 'Last day to do it: the day before the first day of testing of the school; for a role in the whole LEA, of the first of its schools by testing_windows.';
COMMENT ON COLUMN caaspp.staff_duties.done_on IS 'Day on which it was done, the first recorded of the year; null: not yet.';
COMMENT ON COLUMN caaspp.assignment_mismatches.problem IS 'missing in TOMS, or not expected.';
COMMENT ON COLUMN caaspp.completion_forecast.days_left IS 'Testing days from caaspp.today() to the window''s end: school days, Mondays and Fridays as testing_capacity says.';
COMMENT ON COLUMN caaspp.open_alerts.subject IS 'What is concerned: an assessment, a part, a group, or the layout and source of files; empty for the student as a whole.';

DO $$		-- the lists about registrations, programs and names
DECLARE
	c record;
BEGIN
	FOR c IN SELECT * FROM (VALUES
		('science_registration_warnings', 'warning', 'code entered, code requested, or code on another test: the first that holds.'),
		('science_registration_warnings', 'code', 'PGE or NTE.'),
		('science_registration_warnings', 'noticed_on', 'Day on which the code was entered or the letter received; null when unknown.'),
		('science_registration_warnings', 'registered_in_toms', 'Whether the state''s report lists the test; null when the year has no report.'),
		('science_registration_warnings', 'advice', 'What to do, in words.'),
		('mixed_assignments', 'list', 'assignments: ours; TOMS: the state''s report.'),
		('mixed_assignments', 'alternate_tests', 'Alternate assessments in that list, joined by a comma.'),
		('mixed_assignments', 'general_tests', 'General assessments in that list, joined by a comma.'),
		('program_changes', 'change', 'alternate to general, general to alternate, or alternate restored (it was lost in between).'),
		('program_changes', 'reason', 'What the enrollment says now, in words.'),
		('program_changes', 'changed_on', 'Day until which the former program was believed, or the former enrollment lasted.'),
		('program_changes', 'tests', 'Tests assigned now, joined by a comma.'),
		('program_changes', 'tests_started', 'Of these, how many were started.'),
		('program_changes', 'toms_tests', 'Tests that the state''s report lists for the student, joined by a comma; null when the year has no report.'),
		('nonpublic_students', 'school_lea_cds', 'LEA of the school itself: CDS code, 14 digits.'),
		('nonpublic_students', 'is_nonpublic', 'Whether organizations has the school as a nonpublic one, or it is CALPADS''s 0000001; else null when organizations has not the school.'),
		('nonpublic_students', 'contact_name', 'Whom to ask at the school.'),
		('nonpublic_students', 'contact_phone', 'Telephone of the contact.'),
		('nonpublic_students', 'contact_email', 'E-mail of the contact.'),
		('nonpublic_students', 'contacted_on', 'Day on which contact was made before testing; null: not yet.'),
		('nonpublic_students', 'tests', 'Active assignments, joined by a comma; null when none.'),
		('name_differences', 'used_name', 'The name that the student uses.'),
		('name_differences', 'tests_started', 'Active assignments of which some part was started: too late for a talk before testing.')) d(view, attname, says)
	LOOP
		EXECUTE format('COMMENT ON COLUMN caaspp.%I.%I IS %L', c.view, c.attname, c.says);
	END LOOP;
END
$$;
