-- From a rate to its students, and through when the data is complete.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-10';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch Elementary', 'school');
INSERT INTO students (ssid, last_name, first_name) VALUES ('9600000001', 'Ash', 'Ada');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, exit_date, exit_reason, accountable_lea)
SELECT '2019-20', (9600000000 + n)::text, CASE WHEN n = 11 THEN '99000010000022' ELSE '99000010000011' END, '2019-08-15', CASE WHEN n = 12 THEN '5' ELSE '4' END,
	CASE n WHEN 9 THEN date '2020-02-14' END, CASE n WHEN 9 THEN 'T160' END, CASE n WHEN 10 THEN '99000020000000' END
FROM generate_series(1, 12) n;
INSERT INTO attempts (school_year, ssid, part, opportunity, status, started_on, completed_on) VALUES
	('2019-20', '9600000001', 'ELA-CAT', 1, 'completed', '2020-03-02', '2020-03-02'), ('2019-20', '9600000001', 'ELA-PT', 1, 'reported', '2020-03-03', '2020-03-04'),
	('2019-20', '9600000002', 'ELA-CAT', 1, 'completed', '2020-03-02', '2020-03-02'), ('2019-20', '9600000002', 'ELA-PT', 1, 'started', '2020-03-03', NULL),
	('2019-20', '9600000003', 'ELA-CAT', 1, 'pending', NULL, NULL),
	('2019-20', '9600000004', 'ELA-CAT', 1, 'expired', '2020-01-20', '2020-03-04'), ('2019-20', '9600000004', 'ELA-PT', 1, 'paused', '2020-02-24', NULL),
	('2019-20', '9600000005', 'ELA-CAT', 1, 'completed', '2020-03-02', NULL), ('2019-20', '9600000005', 'ELA-PT', 1, 'invalidated', '2020-03-02', NULL),
	('2019-20', '9600000007', 'ELA-CAT', 1, 'expired', '2020-01-20', NULL), ('2019-20', '9600000007', 'ELA-CAT', 2, 'started', '2020-03-09', NULL),
	('2019-20', '9600000009', 'ELA-CAT', 1, 'completed', '2020-02-10', '2020-02-10'), ('2019-20', '9600000009', 'ELA-PT', 1, 'completed', '2020-02-10', '2020-02-10');
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2019-20', '9600000002', 'ELA', 'PGE', '2020-03-05 09:00-08'), ('2019-20', '9600000006', 'ELA', 'NTE', NULL),
	('2019-20', '9600000008', 'ELA', 'PGE', '2020-03-11 09:00-07'), ('2019-20', '9600000007', 'ELA', 'NEL', '2020-03-01 09:00-08');
UPDATE attempts SET status = 'completed', completed_on = '2020-03-06' WHERE ssid = '9600000002' AND part = 'ELA-PT';
SELECT ssid, student_name, total, started, completed, pge, nte, reason FROM students_behind('2019-20', '99000010000011', '4', 'ELA') ORDER BY ssid;
SELECT ssid, total, started, completed, pge, nte, reason FROM students_behind('2019-20', '99000010000011', '4', 'ELA', 'ELA-PT') ORDER BY ssid;
SELECT ssid, expected, participated, participation FROM students_behind('2019-20', '99000010000011', '4', 'ELA') ORDER BY ssid;
SELECT school_name, lea_cds, ssid, grade_order, assessment, program, reason FROM students_behind('2019-20', '99000010000000', program => 'CAST') ORDER BY ssid;
SELECT count(*), sum(total) FROM students_behind('2019-20', '00000000000000', program => 'all');
SELECT count(*) FROM students_behind('2018-19');
SELECT count(*) FROM students_behind(NULL);

-- The students of every rate add up to it.
CREATE VIEW pg_temp.answers AS
	SELECT 'completion_rates' AS rate, r.total, r.started, r.completed, r.pge, r.nte, b.*
	FROM completion_rates r CROSS JOIN LATERAL (SELECT sum(total) AS t, sum(started) AS s, sum(completed) AS c, sum(pge) AS p, sum(nte) AS n
		FROM students_behind(r.school_year, r.school_cds, r.grade, r.assessment, lea_cds => r.lea_cds)) b
	UNION ALL
	SELECT 'part_completion_rates', r.total, r.started, r.completed, r.pge, r.nte, b.*
	FROM part_completion_rates r CROSS JOIN LATERAL (SELECT sum(total), sum(started), sum(completed), sum(pge), sum(nte)
		FROM students_behind(r.school_year, r.school_cds, r.grade, r.assessment, r.part, lea_cds => r.lea_cds)) b
	UNION ALL
	SELECT 'completion_summary', r.total, r.started, r.completed, r.pge, r.nte, b.*
	FROM completion_summary r CROSS JOIN LATERAL (SELECT sum(total), sum(started), sum(completed), sum(pge), sum(nte)
		FROM students_behind(r.school_year, r.cds, program => r.program)) b;
SELECT count(*), count(*) FILTER (WHERE (r.expected, r.participated, r.pge, r.nte) <> (b.e, b.d, b.p, b.n)) AS wrong
FROM participation_rates r CROSS JOIN LATERAL (SELECT sum(expected) AS e, sum(participated) AS d, sum(pge) AS p, sum(nte) AS n
	FROM students_behind(r.school_year, r.school_cds, subject => r.subject, lea_cds => r.lea_cds)) b;
SELECT rate, count(*), count(*) FILTER (WHERE (total, started, completed, pge, nte) <> (t, s, c, p, n)) AS wrong FROM pg_temp.answers GROUP BY rate ORDER BY rate;

-- Through when: the day that files tell of; else the day on which their content came first.
INSERT INTO import_batches (layout, source, school_year, file_name, file_sha256, imported_at, source_date, rows_read, rows_loaded, rows_unchanged, rows_refused, undone_at) VALUES
	('attempts', 'TOMS', '2019-20', 'a.csv', 'a', '2020-03-05 12:00+00', NULL, 9, 9, 0, 1, NULL),
	('attempts', 'TOMS', '2019-20', 'b.csv', 'b', '2020-03-07 07:30+00', NULL, 9, 9, 0, 0, NULL),		-- still the 6th in California
	('attempts', 'TOMS', '2019-20', 'a.csv', 'a', '2020-03-09 12:00+00', NULL, 9, 0, 9, 1, NULL),
	('attempts', 'TOMS', '2019-20', 'x.csv', 'x', '2020-03-10 12:00+00', NULL, 9, 0, 9, 1, now()),
	('enrollment', 'SIS', '2019-20', 'c.csv', 'c', '2020-03-09 12:00+00', '2020-03-04', 9, 9, 0, 0, NULL),
	('enrollment', 'SIS', '2019-20', 'd.csv', 'd', '2020-03-08 12:00+00', '2020-03-08', 9, 9, 0, 2, NULL),
	('enrollment', NULL, '2019-20', 'd.csv', 'd', '2020-03-02 12:00+00', NULL, 9, 9, 0, 0, NULL),
	('entities', NULL, NULL, 'e.csv', 'e', '2020-01-02 12:00+00', NULL, 9, 9, 0, 0, NULL);
SELECT * FROM data_through ORDER BY layout, source;
-- A role sees through when its own schools' data is complete, whoever loaded it: the owner for all, its LEA, the school; not another LEA, nor another school of its own.
CREATE ROLE regress_caaspp_site;
CREATE ROLE regress_caaspp_lea;
CREATE ROLE regress_caaspp_loader;
CREATE ROLE regress_caaspp_nobody;
GRANT USAGE ON SCHEMA caaspp TO regress_caaspp_site, regress_caaspp_lea, regress_caaspp_loader, regress_caaspp_nobody;
GRANT SELECT ON ALL TABLES IN SCHEMA caaspp TO regress_caaspp_site, regress_caaspp_lea, regress_caaspp_loader, regress_caaspp_nobody;
GRANT INSERT ON import_batches, import_findings TO regress_caaspp_loader;
GRANT UPDATE ON import_batches TO regress_caaspp_site;
INSERT INTO access_grants (role_name, scope, duty) VALUES ('regress_caaspp_site', '99000010000011', 'examiner'), ('regress_caaspp_lea', '9900001', 'coordinator'), ('regress_caaspp_loader', '9900001', 'analyst');
DELETE FROM import_batches;
INSERT INTO import_batches (layout, school_year, file_name, file_sha256, imported_at, rows_read, rows_loaded, rows_unchanged, rows_refused) VALUES
	('entities', NULL, 'e.csv', 'e', '2020-01-02 12:00+00', 9, 9, 0, 0);
INSERT INTO import_batches (layout, school_year, file_name, file_sha256, imported_at, rows_read, rows_loaded, rows_unchanged, rows_refused, imported_by, scopes) VALUES
	('of another LEA', '2019-20', 'b.csv', 'b', '2020-03-09 12:00+00', 9, 9, 0, 0, 'other', '{99000020000000}'), ('of another school', '2019-20', 'c.csv', 'c', '2020-03-09 12:00+00', 9, 9, 0, 0, 'other', '{99000010000022}'),
	('of the school', '2019-20', 'd.csv', 'd', '2020-03-08 12:00+00', 9, 9, 0, 0, 'other', '{99000020000000,99000010000011}'), ('before scopes were kept', '2019-20', 'f.csv', 'f', '2020-03-08 12:00+00', 9, 9, 0, 0, 'other', NULL);
SET LOCAL ROLE regress_caaspp_loader;
INSERT INTO import_batches (layout, source, school_year, file_name, file_sha256, imported_at, rows_read, rows_loaded, rows_unchanged, rows_refused) VALUES
	('of the LEA', 'SIS', '2019-20', 'a.csv', 'a', '2020-03-07 12:00+00', 9, 9, 0, 0);
INSERT INTO import_findings (batch_id, line, column_number, rule, severity, message) SELECT batch_id, 2, 1, 'format', 'error', 'x' FROM import_batches WHERE layout = 'of the LEA';
SELECT scopes FROM import_batches WHERE layout = 'of the LEA';
SET LOCAL ROLE regress_caaspp_site;
SELECT layout, data_through, (SELECT count(*) FROM import_findings) AS findings FROM data_through ORDER BY layout;
WITH u AS (UPDATE import_batches SET layout = 'mine' RETURNING 1) SELECT count(*) AS changed FROM u;
SET LOCAL ROLE regress_caaspp_lea;
SELECT layout, (SELECT count(*) FROM import_findings) AS findings FROM data_through ORDER BY layout;
SET LOCAL ROLE regress_caaspp_nobody;
SELECT count(*) FROM data_through;
RESET ROLE;
SELECT count(*) FROM data_through;
ROLLBACK;
