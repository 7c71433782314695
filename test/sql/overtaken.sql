-- Facts that come late, or do not fit: nothing already right is lost, nothing later fails for it.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-02';

-- A reset is a higher opportunity without a start: a part was started all the same, so grade and test stay locked.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9250000001', '99000010000011', '2019-08-15', '7');
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9250000001', 'ELA-PT', 'paused', '2020-02-03');
UPDATE enrollments SET grade = '8' WHERE ssid = '9250000001';
SELECT assessment, grade FROM assignments WHERE ssid = '9250000001' ORDER BY assessment;
INSERT INTO attempts (school_year, ssid, part, opportunity, status) VALUES ('2019-20', '9250000001', 'ELA-PT', 2, 'pending');
SELECT assessment, grade FROM assignments WHERE ssid = '9250000001' ORDER BY assessment;

-- An IEP that ends does not stand in the way of what comes after it for an alternate test typed by hand.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education, primary_disability) VALUES ('2019-20', '9250000002', '99000010000011', '2019-08-15', '7', true, 'ID');
INSERT INTO assignments (school_year, ssid, assessment, school, grade) VALUES ('2019-20', '9250000002', 'CAA-SCI', '99000010000011', '7');
UPDATE enrollments SET special_education = false WHERE ssid = '9250000002';
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9250000002', 'CAA-SCI-1', 'started', '2020-02-03');
UPDATE enrollments SET accountable_lea = '9900002' WHERE ssid = '9250000002';
SELECT assessment, started FROM completion_rates WHERE lea_cds = '99000020000000' ORDER BY assessment;
-- Nor one that was typed before the enrollment came.
INSERT INTO assignments (school_year, ssid, assessment, school, grade) VALUES ('2019-20', '9250000003', 'CAA-SCI', '99000030000011', '7');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, accountable_lea) VALUES ('2019-20', '9250000003', '99000030000011', '2019-08-15', '7', '9900004');
SELECT lea_cds, assessment FROM completion_rates WHERE school_cds = '99000030000011' ORDER BY assessment;

-- 2018-19 had three science tasks in the alternate test: a fourth counts for nothing.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education, primary_disability, alternate_assessment) VALUES
	('2018-19', '9250000004', '99000010000011', '2018-08-15', '5', true, 'ID', true), ('2018-19', '9250000005', '99000010000011', '2018-08-15', '5', true, 'ID', true);
INSERT INTO attempts (school_year, ssid, part, status, started_on, completed_on)
SELECT '2018-19', s, ('CAA-SCI-' || n)::test_part, 'completed', '2019-03-04', '2019-03-04' FROM unnest(ARRAY['9250000004', '9250000005']::ssid[]) s, generate_series(1, 4) n WHERE s = '9250000005' OR n <> 3;
SELECT ssid, parts_done, parts_total, status FROM student_progress WHERE school_year = '2018-19' AND assessment = 'CAA-SCI' ORDER BY ssid;
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2018-19', '9250000004', 'CAA-SCI', 'PGE', '2019-04-01 09:00-07');
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2018-19', '9250000005', 'CAA-SCI', 'PGE', '2019-04-01 09:00-07');
SELECT ssid, code FROM exemptions ORDER BY ssid;
ROLLBACK;
