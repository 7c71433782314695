-- Who owes what before testing, and who has done it: forms, trainings, certificates.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-02-14';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch School', 'school');
-- Birch tests in the LEA's window, 22 earlier, 33 of another LEA in the state's.
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '9900001', '2020-02-24', '2020-05-29'), ('2019-20', '99000010000022', '2020-02-18', '2020-03-31');
CREATE TEMP VIEW last_findings AS
SELECT line, column_name, rule, severity, message FROM import_findings WHERE batch_id = (SELECT max(batch_id) FROM import_batches) ORDER BY line, column_number;
CREATE VIEW pg_temp.duties AS
	SELECT coalesce(right(school_cds, 2), 'LEA') AS at, left(email, 1) AS who, role, duty, due_on, done_on, status FROM staff_duties ORDER BY lea_cds, school_cds NULLS FIRST, email, role COLLATE "C", duty;
-- The roles in TOMS's words, the guide's, and as people say them.
SELECT rows_loaded, rows_refused FROM import(E'First Name,Last Name,CDS Code,E-mail Address,Role in Organization\nAda,Ash,9900001,A@x.example,LEA CAASPP Coordinator\nBo,Box,99000010000011,b@x.example,Site Coordinator\n'
	'Cy,Cole,99000010000011,c@x.example,Test Examiner\nDi,Day,99000010000011,d@x.example,Interim Assessment Only\nEd,Elm,99000010000011,e@x.example,proctor\n'
	'Cy,Cole,99000010000022,c@x.example,Test Administrator\nFay,Fox,99000020000033,f@x.example,Test Administrator & Test Examiner\nGus,Gum,9900001,g@x.example,Superintendent\nGus,Gum,9900001,g@x.example,Educator\n');
SELECT * FROM last_findings;
-- Nothing recorded: all is due on the day before the first day of testing, at an LEA on that of the first of its schools. Who owes nothing has no row.
SELECT * FROM pg_temp.duties;
SELECT * FROM staff_duties WHERE email = 'c@x.example' AND duty = 'affidavit' ORDER BY school_cds;
SELECT DISTINCT duty, role, title, says FROM staff_duties ORDER BY 1, 2;

-- A list of forms, sheets and certificates; who stands in it, besides the address, is passed over.
SELECT layout, school_year, rows_read, rows_loaded, rows_refused FROM import(E'Last Name,First Name,School,Role,Email,Document,Date,Kept In\n'
	'Ash,Ada,9900001,LEA CAASPP Coordinator,a@x.example,Test Security Agreement,2/17/2020,binder 1\nBox,Bo,,,b@x.example,security agreement,2/14/2020,binder 1\nBox,Bo,,,b@x.example,training,2/10/2020,sheet 1\n'
	'Cole,Cy,99000010000011,Test Examiner,C@X.example,affidavit,2/12/2020,binder 2\nCole,Cy,99000010000011,Test Examiner,c@x.example,affidavit,2/13/2020,binder 3\nCole,Cy,99000010000011,Test Examiner,c@x.example,CAA certificate,6/3/2019,\n'
	'Elm,Ed,,,e@x.example,affidavit,2/24/2020,\nElm,Ed,,,e@x.example,oath,2/10/2020,\n', school_year => '2019-20');
SELECT * FROM last_findings;
SELECT batch_id IS NOT NULL AS imported, school_year, email, duty, done_on, reference FROM staff_records ORDER BY email, duty, done_on;
-- The first day counts, of what was done by today; the certificate at both schools where it is owed.
SELECT * FROM pg_temp.duties WHERE done_on IS NOT NULL;
-- The next day, and the first day of testing: what was due then is overdue, what was done then late.
SET LOCAL caaspp.as_of = '2020-02-18';
SELECT * FROM pg_temp.duties WHERE at IN ('LEA', '22');
SET LOCAL caaspp.as_of = '2020-02-24';
SELECT at, status, string_agg(who || ' ' || duty, ', ' ORDER BY who, duty) FROM pg_temp.duties GROUP BY at, status ORDER BY at, status;
-- Who may not test yet.
SELECT school_name, staff_name, string_agg(duty, ', ' ORDER BY duty) AS owes FROM staff_duties WHERE status IN ('due', 'overdue') AND school_cds = '99000010000011' GROUP BY 1, 2 ORDER BY 2;
-- A record of another year does not count.
INSERT INTO staff_records (school_year, email, duty, done_on) VALUES ('2018-19', 'c@x.example', 'training', '2019-02-10');
SELECT status FROM pg_temp.duties WHERE who = 'c' AND duty = 'training';
-- What an LEA asks besides is a rule of its own.
INSERT INTO staff_rules (duty, title, role, first_year, says, citation) VALUES ('tutorial', 'TA tutorial', 'test-administrator', '2019-20', 'The tutorial for Test Administrators', 'our own');
SELECT at, who, duty, status FROM pg_temp.duties WHERE duty = 'tutorial';
SELECT rows_loaded FROM import(E'email,duty,done_on\nc@x.example,TA tutorial,2020-02-20\n', school_year => '2019-20');
SELECT * FROM last_findings;
SELECT at, who, duty, status FROM pg_temp.duties WHERE duty = 'tutorial';

-- A rule and a role of the district's own in place of the state's: the later first_year counts, and nobody owes it twice.
SAVEPOINT own;
INSERT INTO staff_rules (duty, title, role, first_year, says, citation) VALUES ('affidavit', 'Affidavit', 'proctor', '2019-20', 'On our form', 'our own');
INSERT INTO roles SELECT 'proctor', '2019-20', NULL, 'Proctor', NULL, scope, toms, may_add_users, may_set_windows, may_assign_tests, may_set_supports, may_set_exemptions, may_file_incidents,
	may_call_help_desk, may_give_general, may_give_alternate, may_give_interim, may_see_results, 'our own' FROM roles WHERE code = 'proctor';
SELECT title, duty, says, status FROM staff_duties WHERE role = 'proctor' ORDER BY duty;
ROLLBACK TO own;

-- Who has the interim role only, until made Test Administrator.
SELECT DISTINCT staff_name, title, interim_only FROM staff_duties ORDER BY 1, 2;
SELECT rows_loaded FROM import(E'First Name,Last Name,CDS Code,E-mail Address,Role in Organization\nDi,Day,99000010000011,d@x.example,Test Administrator\n');
SELECT DISTINCT staff_name, title, interim_only FROM staff_duties WHERE interim_only OR staff_name = 'Day, Di' ORDER BY 1, 2;

-- One alert a school, from two weeks before, urgent from the day before; the LEA's people are the LEA's.
CREATE VIEW pg_temp.shown AS SELECT right(school_cds, 7) AS at, severity, due_on, message FROM open_alerts WHERE kind = 'staff duties' ORDER BY lea_cds, school_cds;
GRANT SELECT ON pg_temp.shown, pg_temp.duties TO PUBLIC;
SELECT at, severity, due_on, message FROM pg_temp.shown;
SET LOCAL caaspp.as_of = '2020-02-08';
SELECT at, severity FROM pg_temp.shown;
SET LOCAL caaspp.as_of = '2020-02-09';
SELECT at, severity FROM pg_temp.shown;
SELECT kind, raised, resolved, still_open FROM refresh_alerts() WHERE kind = 'staff duties';
SELECT kind, raised, resolved, still_open FROM refresh_alerts() WHERE kind = 'staff duties';
INSERT INTO staff_records (school_year, email, duty, done_on) VALUES ('2019-20', 'c@x.example', 'training', '2020-02-10');
SET LOCAL caaspp.as_of = '2020-02-24';
SELECT at, severity, message FROM pg_temp.shown;
SELECT kind, raised, resolved, still_open FROM refresh_alerts() WHERE kind = 'staff duties';
-- Over with the window of the school, and with the year.
SET LOCAL caaspp.as_of = '2020-05-30';
SELECT at, severity FROM pg_temp.shown;
SELECT DISTINCT school_year, status FROM staff_duties WHERE email = 'c@x.example' ORDER BY 1, 2;
SET LOCAL caaspp.as_of = '2020-07-02';
SELECT DISTINCT school_year, status FROM staff_duties WHERE email = 'c@x.example' ORDER BY 1, 2;
SET LOCAL caaspp.as_of = '2020-08-03';
SELECT DISTINCT school_year, status FROM staff_duties WHERE email = 'c@x.example' ORDER BY 1, 2;
SET LOCAL caaspp.as_of = '2020-02-24';

-- A role sees what people of its schools owe and have done, wherever they did it; it may write that and no more.
CREATE ROLE regress_caaspp_staff;
GRANT USAGE ON SCHEMA caaspp TO regress_caaspp_staff;
GRANT SELECT ON ALL TABLES IN SCHEMA caaspp TO regress_caaspp_staff;
GRANT INSERT, UPDATE, DELETE ON staff_records TO regress_caaspp_staff;
INSERT INTO access_grants (role_name, scope, duty) VALUES ('regress_caaspp_staff', '99000010000022', 'site coordinator');
SET LOCAL ROLE regress_caaspp_staff;
SELECT school_cds, email, duty, status FROM caaspp.staff_duties ORDER BY 1, 2, 3;
SELECT email, count(*) FROM staff_records GROUP BY email ORDER BY email;
SELECT right(school_cds, 2) AS at, severity FROM open_alerts;
INSERT INTO staff_records (school_year, email, duty, done_on) VALUES ('2019-20', 'c@x.example', 'training', '2020-02-21');
INSERT INTO staff_records (school_year, email, duty, done_on) VALUES ('2019-20', 'b@x.example', 'training', '2020-02-21');
UPDATE staff_records SET email = 'b@x.example' WHERE done_on = '2020-02-21';
DELETE FROM staff_records WHERE email <> 'c@x.example';
RESET ROLE;
SELECT count(*) FROM staff_records WHERE done_on = '2020-02-21';

-- Imported again it changes nothing; what it replaced is history; taken back, it is as it was.
SELECT rows_loaded, rows_unchanged FROM import(E'email,duty,done_on,reference\nb@x.example,training,2020-02-10,sheet 1\n', school_year => '2019-20');
SELECT rows_loaded, rows_replaced FROM import(E'email,duty,done_on,reference\nb@x.example,training,2020-02-10,sheet 7\nb@x.example,affidavit,2020-02-10,sheet 8\n', school_year => '2019-20');
SELECT duty, done_on, reference, replaced_by IS NOT NULL AS by_import FROM staff_records_history WHERE email = 'b@x.example';
SELECT * FROM undo_batch((SELECT max(batch_id) FROM import_batches));
SELECT duty, done_on, reference FROM staff_records WHERE email = 'b@x.example' ORDER BY duty;
-- A file of another year, a day that has not come, an address of nobody.
SELECT rows_loaded FROM import(E'email,duty,done_on\nb@x.example,training,2018-09-10\nb@x.example,training,2091-09-10\nnobody@x.example,training,2020-02-10\n', school_year => '2019-20');
SELECT * FROM last_findings;
-- In capitals an address would be of somebody else, and before all days everything is done.
\set VERBOSITY terse
INSERT INTO staff (email, organization, role, last_name, first_name) VALUES ('B@x.example', '99000010000011', 'proctor', 'Box', 'Bo');
INSERT INTO staff_records (school_year, email, duty, done_on) VALUES ('2019-20', 'B@x.example', 'affidavit', '2020-02-10');
INSERT INTO staff_records (school_year, email, duty, done_on) VALUES ('2019-20', 'b@x.example', 'affidavit', '-infinity');
ROLLBACK;
