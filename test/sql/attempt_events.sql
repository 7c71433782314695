-- Events of attempts: steps forward, steps back, and what the state does not know. Each report is a transaction, so this
-- needs a database of its own.
SET client_min_messages = warning;
\set home :DBNAME
DROP DATABASE IF EXISTS regression_caaspp_events;
CREATE DATABASE regression_caaspp_events TEMPLATE template0;
\c regression_caaspp_events
SET client_min_messages = warning;
SET datestyle = ISO;
CREATE EXTENSION caaspp;
CALL caaspp.deploy();
SET search_path = public, caaspp;
SET caaspp.as_of = '2020-03-20';
CREATE VIEW steps AS SELECT ssid, part, event, from_status, to_status, kind, started_on, completed_on, reopened_on FROM attempt_events;

-- The table of transitions: from every status to every other there is one rule, or none and it is illegal.
SELECT f.code AS "from", string_agg(t.code, ' ' ORDER BY t.n) FILTER (WHERE r.kind = 'forward') AS forward,
	string_agg(t.code, ' ' ORDER BY t.n) FILTER (WHERE r.kind = 'reopen') AS reopen,
	string_agg(t.code, ' ' ORDER BY t.n) FILTER (WHERE r.kind = 'reset') AS reset,
	string_agg(t.code, ' ' ORDER BY t.n) FILTER (WHERE coalesce(r.kind, 'illegal') = 'illegal') AS illegal
FROM (SELECT code, n FROM codes('attempt_status') WITH ORDINALITY c(code, title, aliases, n) UNION ALL VALUES ('absent', 0), ('removed', 99)) f
	JOIN (SELECT code, n FROM codes('attempt_status') WITH ORDINALITY c(code, title, aliases, n) UNION ALL VALUES ('removed', 99)) t ON t.code <> f.code
	LEFT JOIN attempt_transitions r ON r.from_status = f.code AND r.to_status = t.code AND r.evidence = 'status'
WHERE NOT (f.code = 'absent' AND t.code = 'removed')
GROUP BY f.code, f.n ORDER BY f.n;
SELECT evidence, kind, count(*) FROM attempt_transitions GROUP BY 1, 2 ORDER BY 1, 2;

INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch Elementary', 'school');
INSERT INTO students (ssid, last_name, first_name) VALUES ('9000000002', 'Ash', 'Ada');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
SELECT '2019-20', (9000000000 + n)::text, '99000010000011', '2019-08-15', '4' FROM generate_series(1, 9) n;

-- 1 goes on its way, once skipping states; in and out of the test is no step back.
INSERT INTO attempts (school_year, ssid, part, status) VALUES ('2019-20', '9000000001', 'ELA-CAT', 'pending');
UPDATE attempts SET status = 'started', started_on = '2020-03-02' WHERE ssid = '9000000001';
UPDATE attempts SET status = 'paused' WHERE ssid = '9000000001';
UPDATE attempts SET status = 'suspended' WHERE ssid = '9000000001';
UPDATE attempts SET status = 'started' WHERE ssid = '9000000001';
UPDATE attempts SET status = 'scored', completed_on = '2020-03-03' WHERE ssid = '9000000001';
SELECT * FROM steps ORDER BY ssid, part, event;

-- 2: expired, reopened, submitted. 3: reset and begun afresh. 4: reset by mistake and restored. 5: reset, and only the later
-- start shows it. 6: reopened twice in the same status. 7: invalidated, and then scored. 8: a start taken back.
INSERT INTO attempts (school_year, ssid, part, status, started_on, completed_on)
SELECT '2019-20', (9000000000 + n)::text, 'ELA-PT', (ARRAY['expired', 'completed', 'paused', 'started', 'completed', 'invalidated', 'started'])[n - 1]::attempt_status, '2020-03-02',
	CASE WHEN n IN (2, 3, 6) THEN date '2020-03-11' END
FROM generate_series(2, 8) n;
DELETE FROM attempts WHERE ssid IN ('9000000003', '9000000004');
UPDATE attempts SET status = 'paused', reopened_on = '2020-03-12', completed_on = NULL WHERE ssid IN ('9000000002', '9000000006');
UPDATE attempts SET started_on = '2020-03-13' WHERE ssid = '9000000005';
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9000000003', 'ELA-PT', 'started', '2020-03-13'), ('2019-20', '9000000004', 'ELA-PT', 'paused', '2020-03-02');
UPDATE attempts SET status = 'submitted', completed_on = '2020-03-14' WHERE ssid = '9000000002';
UPDATE attempts SET reopened_on = '2020-03-16' WHERE ssid = '9000000006';
UPDATE attempts SET status = 'scored' WHERE ssid = '9000000007';
UPDATE attempts SET status = 'pending', started_on = NULL WHERE ssid = '9000000008';
SELECT * FROM steps WHERE ssid > '9000000001' ORDER BY ssid, part, event;
SELECT school_name, ssid, student_name, grade, assessment, part, kind, recorded_on = pacific_date(now()) AS today, from_status, to_status, status FROM attempt_setbacks ORDER BY ssid, recorded_on, from_status;
SELECT DISTINCT kind, citation FROM attempt_setbacks ORDER BY kind;

-- Within one transaction there is one report; what changes no status is none; nor what the triggers derive.
DELETE FROM attempts WHERE ssid = '9000000009';
BEGIN;
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9000000009', 'MATH-PT', 'started', '2020-03-02');
UPDATE attempts SET status = 'paused' WHERE ssid = '9000000009';
UPDATE attempts SET status = 'started' WHERE ssid = '9000000009';
COMMIT;
UPDATE attempts SET tested_school = '99000010000011' WHERE ssid = '9000000009';
SELECT rederive('2019-20') \g /dev/null
BEGIN;
DELETE FROM attempts WHERE ssid = '9000000009';
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9000000009', 'MATH-PT', 'completed', '2020-03-02');
COMMIT;
SELECT * FROM steps WHERE ssid = '9000000009' ORDER BY event;
-- A file that was undone said nothing.
SELECT batch_id FROM import(E'school_year,ssid,part,opportunity,status,started_on\n2019-20,9000000009,MATH-PT,1,paused,2020-03-02\n2019-20,9000000009,ELA-PT,1,started,2020-03-02\n') \gset
SELECT * FROM steps WHERE ssid = '9000000009' ORDER BY part, event;
SELECT undo_batch(:batch_id) IS NOT NULL AS undone;
SELECT * FROM steps WHERE ssid = '9000000009' ORDER BY part, event;
-- Another key is another attempt; a year without rules has steps, and no judgement.
UPDATE attempts SET part = 'MATH-CAT' WHERE ssid = '9000000009';
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2016-17', '9000000009', 'ELA-PT', 'invalidated', '2017-03-02');
UPDATE attempts SET status = 'started' WHERE school_year = '2016-17';
SELECT school_year, part, event, from_status, to_status, kind FROM attempt_events WHERE ssid = '9000000009' ORDER BY school_year, part, event;
-- The last step of every attempt leads to where it stands.
SELECT count(*) FROM attempts t LEFT JOIN LATERAL (SELECT e.to_status FROM attempt_events e WHERE e.school_year = t.school_year::text AND e.ssid = t.ssid::text
	AND e.part = t.part::text AND e.opportunity = t.opportunity ORDER BY e.event DESC LIMIT 1) e ON true WHERE e.to_status IS DISTINCT FROM t.status::text;
\c :home
DROP DATABASE regression_caaspp_events;
