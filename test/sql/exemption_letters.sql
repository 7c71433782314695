-- Exemption letters: what they lack, what is refused and why, what became of each.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-10';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch School', 'school');
INSERT INTO students (ssid, last_name, first_name) VALUES ('9870000001', 'Ash', 'Ada');
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '99000010000022', '2020-02-03', '2020-03-06');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
SELECT '2019-20', (9870000000 + n)::text, CASE WHEN n = 10 THEN '99000010000022' ELSE '99000010000011' END, '2019-08-15', '4' FROM generate_series(1, 20) n;

-- What a request lacks, every combination: the rule's three and the date's place.
SELECT w AS written, s AS signed, d AS dated_on, request_lacks('PGE', '2019-20', w, s, d, '2020-03-02') AS lacks
FROM unnest(ARRAY[true, false, NULL]) w, unnest(ARRAY[true, NULL]) s, unnest(ARRAY['2020-03-02', '2020-03-03', NULL]::date[]) d;
SELECT request_lacks('NTE', '2019-20', true, true, '2020-03-01', '2020-03-02') AS nte, request_lacks('NTE', '2019-20', NULL, NULL, NULL, '2020-03-02') AS nte_lacks,
	request_lacks('PGE', '2030-31', NULL, true, NULL, '2031-03-02') AS no_rule, request_lacks('NEL', '2019-20', NULL, NULL, NULL, '2020-03-02') AS nel;
-- A district's own row of a later year comes first: a doctor's note by fax.
INSERT INTO exemption_rules (code, first_year, last_year, on_request, needs_writing, needs_signature, needs_date, by_window_end, citation)
	VALUES ('NTE', '2019-20', '2019-20', true, true, false, false, false, 'our own');
SELECT y, request_lacks('NTE', y, true, NULL, NULL, '2020-03-02') FROM unnest(ARRAY['2018-19', '2019-20', '2020-21']::school_year[]) y;

INSERT INTO exemption_requests (school_year, ssid, assessment, received_on, code, is_written, is_signed, dated_on, source) VALUES
	('2019-20', '9870000001', 'ELA',  '2020-03-02', 'PGE', true, true,  '2020-03-01', 'letter'), ('2019-20', '9870000001', 'MATH', '2020-03-02', 'PGE', true, true, '2020-03-01', 'letter'),
	('2019-20', '9870000002', 'ELA',  '2020-03-02', 'PGE', true, false, NULL, 'email'),
	('2019-20', '9870000003', 'ELA',  '2020-03-02', 'PGE', true, true,  '2020-03-04', 'letter'),
	('2019-20', '9870000004', 'ELA',  '2019-06-03', 'PGE', true, true,  '2019-06-01', 'letter'),
	('2019-20', '9870000005', 'ELA',  '2020-03-02', 'NEL', true, true,  '2020-03-01', 'office'),
	('2019-20', '9870000006', 'ELA',  '2020-03-02', 'PGE', true, true,  '2020-03-01', 'letter'), ('2019-20', '9870000006', 'ELA', '2020-03-03', 'NTE', true, NULL, NULL, 'office'),
	('2019-20', '9870000007', 'ELA',  '2020-03-09', 'PGE', true, true,  '2020-03-09', 'letter'),
	('2019-20', '9870000008', 'ELA',  '2020-03-09', 'PGE', true, true,  '2020-03-09', 'letter'),
	('2019-20', '9870000009', 'CAST', '2020-03-09', 'PGE', true, true,  '2020-03-09', 'letter'),
	('2019-20', '9870000010', 'ELA',  '2020-03-05', 'PGE', true, true,  '2020-03-05', 'letter'), ('2019-20', '9870000010', 'MATH', '2020-03-05', 'NTE', true, NULL, NULL, 'office'),
	('2019-20', '9870000011', 'ELA',  '2020-03-09', 'PGE', true, true,  '2020-03-09', 'letter');
INSERT INTO attempts (school_year, ssid, part, status, started_on, completed_on) VALUES
	('2019-20', '9870000007', 'ELA-CAT', 'completed', '2020-03-03', '2020-03-03'), ('2019-20', '9870000007', 'ELA-PT', 'completed', '2020-03-04', '2020-03-05'),
	('2019-20', '9870000008', 'ELA-CAT', 'completed', '2020-03-03', '2020-03-03'), ('2019-20', '9870000008', 'ELA-PT', 'started', '2020-03-09', NULL);
CREATE VIEW pg_temp.letters AS SELECT ssid, assessment, requested_code AS code, lacks, status, keeps_testing, entered_on, blocked_on, parts_done || '/' || parts_total AS parts FROM exemption_letters ORDER BY ssid, assessment, received_on;
SELECT * FROM pg_temp.letters;

-- Tested all the same: a part begun after the day of a complete letter. Not by a letter of that day, an incomplete one, one of another year, nor one that nobody writes.
SELECT ssid, assessment, received_on, status, begun_after FROM exemption_letters WHERE begun_after IS NOT NULL;
SAVEPOINT begun;
INSERT INTO attempts (school_year, ssid, part, status, started_on, completed_on)
SELECT '2019-20', (9870000000 + n)::text, part, status::attempt_status, started_on, CASE status WHEN 'completed' THEN started_on END
FROM unnest(ARRAY[1, 2, 4, 5, 6]) n, (VALUES ('ELA-CAT'::test_part, 'completed', '2020-03-04'::date), ('ELA-PT', 'started', '2020-03-06')) v(part, status, started_on);
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9870000011', 'ELA-CAT', 'started', '2020-03-09');
SELECT ssid, assessment, received_on, status, begun_after FROM exemption_letters WHERE begun_after IS NOT NULL ORDER BY ssid, assessment, received_on;
UPDATE attempts SET status = 'completed', completed_on = '2020-03-06' WHERE ssid = '9870000001';
SELECT ssid, assessment, received_on, status, begun_after FROM exemption_letters WHERE ssid = '9870000001' ORDER BY assessment;
ROLLBACK TO begun;

-- 24 hours from entry: 23:30 and the day after.
SELECT accept_exemption('9870000001', '2019-20', 'ELA', '2020-03-09 23:30-07'), accept_exemption('9870000001', '2019-20', 'MATH', '2020-03-10 00:30-07');
SELECT accept_exemption('9870000002', '2019-20', 'ELA', '2020-03-10 09:00-07');
\echo :LAST_ERROR_SQLSTATE
SELECT accept_exemption('9870000003', '2019-20', 'ELA', '2020-03-10 09:00-07');
SELECT accept_exemption('9870000004', '2019-20', 'ELA', '2020-03-10 09:00-07');
\echo :LAST_ERROR_SQLSTATE
SELECT accept_exemption('9870000005', '2019-20', 'ELA', '2020-03-10 09:00-07');
\echo :LAST_ERROR_SQLSTATE
-- The later of two complete requests is the medical one; then the parent's is refused, and either way about.
SELECT accept_exemption('9870000006', '2019-20', 'ELA', '2020-03-10 09:00-07');
DELETE FROM exemption_requests WHERE ssid = '9870000006' AND code = 'NTE';
SELECT accept_exemption('9870000006', '2019-20', 'ELA', '2020-03-10 09:00-07');
\echo :LAST_ERROR_SQLSTATE
UPDATE exemptions SET code = 'PGE' WHERE ssid = '9870000006';
INSERT INTO exemption_requests (school_year, ssid, assessment, received_on, code, is_written) VALUES ('2019-20', '9870000006', 'ELA', '2020-03-04', 'NTE', true);
SELECT accept_exemption('9870000006', '2019-20', 'ELA', '2020-03-10 09:00-07');
-- Completed before: refused. One part done: it stays, the test is blocked.
SELECT accept_exemption('9870000007', '2019-20', 'ELA', '2020-03-10 09:00-07');
\echo :LAST_ERROR_SQLSTATE
SELECT accept_exemption('9870000008', '2019-20', 'ELA', '2020-03-10 09:00-07');
-- After the window: not the parent's (the state's rule), but the medical one (the district's own row above). Entered in time, it is.
SELECT accept_exemption('9870000010', '2019-20', 'ELA', '2020-03-07 00:30-08');
\echo :LAST_ERROR_SQLSTATE
SELECT accept_exemption('9870000010', '2019-20', 'ELA', '2020-03-06 23:30-08');
SELECT accept_exemption('9870000010', '2019-20', 'MATH', '2020-03-10 09:00-07');
-- No such test: it waits for one.
SELECT accept_exemption('9870000009', '2019-20', 'CAST', '2020-03-10 09:00-07');
SELECT * FROM pg_temp.letters;
SELECT * FROM exemption_letters WHERE ssid = '9870000001' AND assessment = 'ELA';
SELECT ssid, assessment, exemption, status, parts_done FROM student_progress WHERE ssid IN ('9870000001', '9870000008', '9870000010') ORDER BY 1, 2;
SET LOCAL caaspp.as_of = '2020-03-11';
SELECT ssid, assessment, status, keeps_testing FROM pg_temp.letters WHERE ssid IN ('9870000001', '9870000002');
-- An imported exemption of the other code, and an undated one.
INSERT INTO exemptions (school_year, ssid, assessment, code) VALUES ('2019-20', '9870000011', 'ELA', 'NTE'), ('2019-20', '9870000002', 'ELA', 'PGE');
SELECT ssid, assessment, code, status, keeps_testing, entered_on FROM pg_temp.letters WHERE ssid IN ('9870000002', '9870000011');
-- As TOMS' report has them, with the time of entry alone: blocked 24 hours later.
DELETE FROM exemptions WHERE ssid = '9870000011';
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2019-20', '9870000011', 'ELA', 'NTE', '2020-03-10 09:00-07'), ('2019-20', '9870000011', 'MATH', 'NTE', '2020-03-11 09:00-07');
SELECT assessment, status, keeps_testing, entered_on, blocked_on FROM pg_temp.letters WHERE ssid = '9870000011' AND code = 'NTE';
-- Taken back: TOMS says NT where the code of a letter was, or a hand deletes it. Another letter of a later day asks anew; the import that is undone took nothing back.
INSERT INTO exemption_requests (school_year, ssid, assessment, received_on, code, is_written, is_signed, dated_on) SELECT '2019-20', (9870000000 + n)::text, 'ELA', '2020-03-02', 'PGE', true, true, '2020-03-01' FROM generate_series(12, 15) n;
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at, recorded_at)
	SELECT '2019-20', (9870000000 + n)::text, 'ELA', 'PGE', '2020-03-03 09:00-08', '2020-03-03 09:00-08' FROM generate_series(13, 14) n;
SELECT rows_loaded FROM import(convert_to(E'SSID,Content Area,Condition Code,Date Entered\n9870000012,ELA,PGE,3/3/2020\n', 'UTF8'), school_year => '2019-20');
SELECT rows_loaded, batch_id FROM import(convert_to(E'SSID,Content Area,Condition Code\n9870000012,ELA,NT\n', 'UTF8'), school_year => '2019-20') \gset
DELETE FROM exemptions WHERE ssid IN ('9870000013', '9870000014');
INSERT INTO exemption_requests (school_year, ssid, assessment, received_on, code, is_written, is_signed, dated_on) VALUES ('2019-20', '9870000014', 'ELA', '2020-03-09', 'PGE', true, true, '2020-03-09');
SELECT ssid, status, keeps_testing, entered_on FROM pg_temp.letters WHERE ssid BETWEEN '9870000012' AND '9870000015';
SELECT table_name, removed, restored FROM undo_batch(:batch_id);
SELECT ssid, status, keeps_testing, entered_on FROM pg_temp.letters WHERE ssid = '9870000012';
SELECT rows_loaded, batch_id FROM import(convert_to(E'SSID,Content Area,Condition Code,Date Entered\n9870000015,ELA,PGE,3/9/2020\n', 'UTF8'), school_year => '2019-20') \gset
SELECT ssid, status, keeps_testing, entered_on FROM pg_temp.letters WHERE ssid = '9870000015';
SELECT table_name, removed, restored FROM undo_batch(:batch_id);
SELECT ssid, status, keeps_testing, entered_on FROM pg_temp.letters WHERE ssid = '9870000015';
-- One year: the next has neither code nor letter.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2020-21', '9870000001', '99000010000011', '2020-08-15', '5');
SET LOCAL caaspp.as_of = '2021-03-10';
SELECT school_year, assessment, exemption FROM student_progress WHERE ssid = '9870000001' ORDER BY 1, 2;
SELECT accept_exemption('9870000001', '2020-21', 'ELA', '2021-03-10 09:00-08');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
