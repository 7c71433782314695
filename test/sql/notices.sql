-- Notices to parents: which kind satisfies which duty, when it is due, and whose notice counts.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-02-03';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch School', 'school');
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '9900001', '2020-02-24', '2020-05-29'), ('2019-20', '99000010000022', '2020-03-02', '2020-03-31');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, accountable_lea) VALUES
	('2019-20', '9890000001', '99000010000011', '2019-08-15', '4', NULL), ('2019-20', '9890000002', '99000010000022', '2019-08-15', '4', NULL),
	('2019-20', '9890000003', '99000020000033', '2019-08-15', '4', '9900001'), ('2019-20', '9890000004', '99000010000044', '2019-08-15', '2', NULL);
CREATE VIEW pg_temp.duties AS SELECT right(school_cds, 2) AS school, duty, required, due_on, satisfied_by, sent_on, status FROM notice_duties ORDER BY school_cds, required DESC, duty;
-- Nothing sent. A school that does not test has no duty; one of another LEA's schools with a student accountable here has.
SELECT * FROM pg_temp.duties;
SELECT * FROM notice_duties WHERE school_cds = '99000010000011' AND duty = 'exemption';
-- Each kind by itself: what it satisfies. Every rule row, by another way.
CREATE TEMP TABLE satisfied (kind text, duty text);
DO $$
DECLARE
	k text;
BEGIN
	FOREACH k IN ARRAY ARRAY['annual notification', 'testing letter', 'handbook', 'website', 'score report letter', 'rumor'] LOOP
		INSERT INTO caaspp.notices (school_year, scope, kind, sent_on) VALUES ('2019-20', '99000010000011', k, '2019-09-03');
		INSERT INTO satisfied SELECT k, d.duty FROM caaspp.notice_duties d WHERE d.school_cds = '99000010000011' AND d.status = 'done';
		DELETE FROM caaspp.notices;
	END LOOP;
END
$$;
SELECT kind, string_agg(duty, ', ' ORDER BY duty) AS duties FROM satisfied GROUP BY kind ORDER BY kind;
SELECT count(*) AS rule_rows, (SELECT count(*) FROM satisfied) AS satisfied FROM notice_rules;
-- The LEA's notice serves all, a school's its own; the first counts. The next year's notice, and one that will be sent, do not count.
INSERT INTO notices (school_year, scope, kind, sent_on, language) VALUES
	('2019-20', '9900001', 'annual notification', '2019-08-15', 'English, Spanish'), ('2019-20', '99000010000022', 'testing letter', '2020-01-31', 'English'),
	('2019-20', '9900001', 'testing letter', '2020-02-24', 'English'), ('2020-21', '9900001', 'website', '2020-02-01', NULL);
SELECT school, duty, due_on, satisfied_by, sent_on, status FROM pg_temp.duties;
-- On the first day of testing a letter is late; on the second day of none, overdue. When results may come is told before testing too.
SET LOCAL caaspp.as_of = '2020-02-24';
SELECT school, duty, due_on, satisfied_by, sent_on, status FROM pg_temp.duties WHERE school = '11';
DELETE FROM notices WHERE kind = 'testing letter';
SELECT school, duty, due_on, satisfied_by, status FROM pg_temp.duties WHERE status IN ('overdue', 'open');
-- A duty of the district's own that can wait is due at the window's end.
INSERT INTO notice_rules (duty, kind, first_year, says, required, before_testing, citation) VALUES ('thanks', 'website', '2019-20', 'Thank you', false, false, 'our own');
SELECT school, duty, due_on, status FROM pg_temp.duties WHERE duty = 'thanks';
-- Notices are nobody's secret, but only the LEA writes them.
CREATE ROLE regress_caaspp_notices;
GRANT USAGE ON SCHEMA caaspp TO regress_caaspp_notices;
GRANT SELECT, INSERT, UPDATE ON notices, non_school_days TO regress_caaspp_notices;
INSERT INTO access_grants (role_name, scope, duty) VALUES ('regress_caaspp_notices', '9900001', 'coordinator');
SET LOCAL ROLE regress_caaspp_notices;
SELECT count(*) FROM notices;
INSERT INTO notices (school_year, scope, kind, sent_on) VALUES ('2019-20', '99000010000011', 'website', '2020-02-20');
INSERT INTO notices (school_year, scope, kind, sent_on) VALUES ('2019-20', '9900002', 'website', '2020-02-20');
INSERT INTO non_school_days (scope, day) VALUES ('9900001', '2020-04-06');
INSERT INTO non_school_days (scope, day) VALUES ('00000000000000', '2020-04-06');
RESET ROLE;
ROLLBACK;
