-- Exemptions: from which day they count, when they are refused, and letters that become one.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-02';
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
SELECT '2019-20', (9500000000 + n)::text, '99000010000011', '2019-08-15', '4' FROM generate_series(1, 30) n;

-- The Pacific day of entered_at: a minute to midnight and a minute past, in winter and in summer time. Null counts as always.
SET LOCAL timezone = 'Asia/Tokyo';
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES
	('2019-20', '9500000001', 'ELA', 'PGE', '2020-03-01 23:59-08'), ('2019-20', '9500000002', 'ELA', 'NTE', '2020-03-02 00:01-08'),
	('2019-20', '9500000003', 'ELA', 'PGE', '2020-03-08 23:59-07'), ('2019-20', '9500000004', 'ELA', 'NTE', '2020-03-09 00:01-07'),
	('2019-20', '9500000005', 'ELA', 'PGE', NULL), ('2019-20', '9500000006', 'ELA', 'NEL', '2020-03-02 12:00-08');
SET LOCAL timezone = 'UTC';
CREATE VIEW pg_temp.progress AS
	SELECT ssid, exemption, status FROM student_progress WHERE assessment = 'ELA' AND ssid <= '9500000006' ORDER BY ssid;
CREATE VIEW pg_temp.rate AS SELECT grade, total, started, completed, pge, nte, completion_rate FROM completion_rates WHERE assessment = 'ELA';
SET LOCAL caaspp.as_of = '2020-02-29';
SELECT * FROM pg_temp.rate;
SET LOCAL caaspp.as_of = '2020-03-01';
SELECT * FROM pg_temp.progress;
SET LOCAL caaspp.as_of = '2020-03-02';
SELECT * FROM pg_temp.progress;
SET LOCAL caaspp.as_of = '2020-03-08';
SELECT * FROM pg_temp.progress;
SET LOCAL caaspp.as_of = '2020-03-09';
SELECT * FROM pg_temp.progress;
SELECT * FROM pg_temp.rate;

-- Not on a completed test: every part submitted or invalidated. One part, an expired one, or NEL do not matter.
INSERT INTO attempts (school_year, ssid, part, status, started_on, completed_on) VALUES
	('2019-20', '9500000011', 'ELA-CAT', 'completed', '2020-03-03', '2020-03-03'), ('2019-20', '9500000011', 'ELA-PT', 'completed',   '2020-03-04', '2020-03-05'),
	('2019-20', '9500000012', 'ELA-CAT', 'completed', '2020-03-03', '2020-03-03'), ('2019-20', '9500000012', 'ELA-PT', 'started',     '2020-03-04', NULL),
	('2019-20', '9500000013', 'ELA-CAT', 'completed', '2020-03-03', '2020-03-03'), ('2019-20', '9500000013', 'ELA-PT', 'expired',     '2020-02-04', '2020-03-04'),
	('2019-20', '9500000014', 'ELA-CAT', 'completed', '2020-03-03', '2020-03-03'), ('2019-20', '9500000014', 'ELA-PT', 'invalidated', '2020-03-04', '2020-03-04'),
	('2019-20', '9500000015', 'ELA-CAT', 'completed', '2020-03-03', '2020-03-03'), ('2019-20', '9500000015', 'ELA-PT', 'completed',   '2020-03-04', NULL);
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2019-20', '9500000011', 'ELA', 'PGE', '2020-03-09 09:00-07');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES
	('2019-20', '9500000012', 'ELA', 'NTE', '2020-03-09 09:00-07'), ('2019-20', '9500000011', 'ELA', 'NTE', '2020-03-09 09:00-07');
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2019-20', '9500000014', 'ELA', 'PGE', '2020-03-09 09:00-07');
INSERT INTO exemptions (school_year, ssid, assessment, code) VALUES ('2019-20', '9500000015', 'ELA', 'PGE');
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES
	('2019-20', '9500000011', 'MATH', 'PGE', '2020-03-09 09:00-07'), ('2019-20', '9500000011', 'ELA', 'NEL', '2020-03-09 09:00-07'),
	('2019-20', '9500000012', 'ELA', 'PGE', '2020-03-09 09:00-07'), ('2019-20', '9500000013', 'ELA', 'NTE', '2020-03-09 09:00-07');
UPDATE exemptions SET code = 'PGE' WHERE ssid = '9500000011' AND assessment = 'ELA';
SELECT ssid, assessment, code FROM exemptions WHERE ssid > '9500000010' ORDER BY 1, 2;
-- Entered before the last part was submitted, it stands: then and when the file comes later.
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2019-20', '9500000014', 'ELA', 'PGE', '2020-03-03 09:00-08');
UPDATE attempts SET status = 'completed', completed_on = '2020-03-10' WHERE ssid = '9500000012';
SET LOCAL caaspp.as_of = '2020-03-10';
SELECT ssid, assessment, exemption, parts_done, status FROM student_progress WHERE ssid BETWEEN '9500000011' AND '9500000015' ORDER BY 1, 2;
-- Changed, moved and taken back.
UPDATE exemptions SET entered_at = '2020-03-11 09:00-07' WHERE ssid = '9500000013';
UPDATE exemptions SET ssid = '9500000016', code = 'NTE' WHERE ssid = '9500000014';
DELETE FROM exemptions WHERE ssid IN ('9500000011', '9500000012');
SELECT ssid, assessment, exemption, parts_done, status FROM student_progress WHERE ssid BETWEEN '9500000011' AND '9500000016' AND assessment = 'ELA' ORDER BY 1, 2;

-- Letters create nothing by themselves. A complete one is written, signed and dated.
INSERT INTO exemption_requests (school_year, ssid, assessment, received_on, code, is_written, is_signed, dated_on, source) VALUES
	('2019-20', '9500000021', 'ELA',  '2020-03-02', 'PGE', true,  true,  '2020-03-01', 'letter'),
	('2019-20', '9500000021', 'MATH', '2020-03-02', 'PGE', true,  false, '2020-03-01', 'letter'),
	('2019-20', '9500000022', 'ELA',  '2020-03-02', 'PGE', false, true,  '2020-03-01', 'phone'),
	('2019-20', '9500000023', 'ELA',  '2020-03-02', 'PGE', true,  true,  NULL,         'letter'),
	('2019-20', '9500000024', 'ELA',  '2020-03-02', 'PGE', NULL,  NULL,  NULL,         'phone'),
	('2019-20', '9500000025', 'ELA',  '2020-03-02', 'NTE', true,  true,  '2020-03-01', 'letter'),
	('2019-20', '9500000025', 'ELA',  '2020-03-05', 'PGE', true,  false, '2020-03-04', 'email'),
	('2019-20', '9500000015', 'ELA',  '2020-03-02', 'PGE', true,  true,  '2020-03-01', 'letter');
SELECT count(*) FROM exemptions WHERE ssid > '9500000020';
SELECT accept_exemption('9500000021', '2019-20', 'ELA', '2020-03-07 23:30-08');
SELECT accept_exemption('9500000021', '2019-20', 'MATH');
\echo :LAST_ERROR_SQLSTATE
SELECT accept_exemption('9500000022', '2019-20', 'ELA');
SELECT accept_exemption('9500000023', '2019-20', 'ELA');
SELECT accept_exemption('9500000024', '2019-20', 'ELA');
SELECT accept_exemption('9500000025', '2019-20', 'ELA', '2020-03-06 09:00-08');
SELECT accept_exemption('9500000015', '2019-20', 'ELA');
\echo :LAST_ERROR_SQLSTATE
SELECT accept_exemption('9500000027', '2019-20', 'ELA');
SELECT school_year, ssid, assessment, code, entered_at, effective_at FROM exemptions WHERE ssid > '9500000020' ORDER BY 1, 2;
SELECT accept_exemption('9500000021', '2019-20', 'ELA', '2020-03-20 09:00-07');
SELECT ssid, code, entered_at FROM exemptions WHERE ssid = '9500000021';
-- Without a time it is entered on the day that the views show.
INSERT INTO exemption_requests (school_year, ssid, assessment, received_on, code, is_written, is_signed, dated_on) VALUES
	('2019-20', '9500000022', 'MATH', '2020-03-02', 'PGE', true, true, '2020-03-01');
SELECT accept_exemption('9500000022', '2019-20', 'MATH');
SELECT pacific_date(entered_at) = today() AS today, entered_at FROM exemptions WHERE ssid = '9500000022';
ROLLBACK;
