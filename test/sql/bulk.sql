-- Files that arrive one after another, before anything was ever analyzed. The limits only end a run that would hang.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET statement_timeout = '120s';
BEGIN;
CALL deploy();
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
SELECT '2019-20', (9710000000 + n)::text::ssid, '99000710000001', '2019-08-15', (ARRAY['3', '4', '5', '6', '7', '8', '11']::grade[])[1 + n % 7]
FROM generate_series(1, 6000) n;
INSERT INTO attempts (school_year, ssid, part, status, started_on, completed_on)
SELECT '2019-20', (9710000000 + n)::text::ssid, p, 'completed', '2020-03-01', '2020-03-02'
FROM generate_series(1, 6000) n, unnest('{ELA-CAT,ELA-PT,MATH-CAT}'::test_part[]) p;
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at)
SELECT '2019-20', (9710000000 + n)::text::ssid, 'MATH', 'PGE', '2020-03-01 12:00-08' FROM generate_series(1, 6000, 2) n;
UPDATE enrollments SET section_504 = true WHERE school = '99000710000001';
SET LOCAL caaspp.as_of = '2020-03-09';
SELECT assessment, sum(total) AS total, sum(started) AS started, sum(completed) AS completed, sum(pge) AS pge
FROM completion_rates WHERE school_cds = '99000710000001' GROUP BY assessment ORDER BY assessment COLLATE "C";
SELECT status, count(*) FROM student_progress WHERE school_cds = '99000710000001' GROUP BY status ORDER BY status COLLATE "C";
-- A plan that knows nothing of these students is not kept; once ANALYZE has seen them it is.
SET LOCAL plan_cache_mode = auto;
SELECT plan_for_few();
SHOW plan_cache_mode;
ANALYZE enrollments, assignments, attempts, exemptions;
SELECT plan_for_few();
SHOW plan_cache_mode;
SET LOCAL plan_cache_mode = auto;
-- One by one, with plans that are kept, the same comes out: as when all are derived at once.
DO $$
DECLARE
	s ssid;
BEGIN
	FOR n IN 1..8 LOOP
		s := (9710000000 + n)::text;
		UPDATE enrollments SET grade = '5', special_education = n % 2 = 0, primary_disability = 'SLD', alternate_assessment = true WHERE school_year = '2019-20' AND ssid = s;
		INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', s, 'CAST', 'started', '2020-03-03'), ('2019-20', s, 'MATH-PT', 'paused', '2020-03-03');
		UPDATE attempts SET status = 'completed' WHERE school_year = '2019-20' AND ssid = s AND part = 'MATH-PT';
		UPDATE attempts SET status = 'started' WHERE school_year = '2019-20' AND ssid = s AND part = 'ELA-CAT';
		INSERT INTO attempts (school_year, ssid, part, opportunity, status) VALUES ('2019-20', s, 'ELA-PT', 2, 'expired');
		DELETE FROM attempts WHERE school_year = '2019-20' AND ssid = s AND part = 'CAST';
		DELETE FROM exemptions WHERE school_year = '2019-20' AND ssid = s;
		INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', (9720000000 + n)::text, '99000710000001', '2019-08-15', '8');
	END LOOP;
END
$$;
CREATE TEMP TABLE one_by_one AS SELECT a.* FROM assignments a;
SELECT ssid, assessment, grade, origin, parts_started, parts_done, parts_open, locked, exemption FROM one_by_one
WHERE ssid IN ('9710000001', '9710000002', '9720000008') ORDER BY ssid, assessment;
SELECT kind, subject, count(*) FROM alerts WHERE resolved_at IS NULL GROUP BY 1, 2 ORDER BY kind COLLATE "C", subject COLLATE "C";
SELECT rederive('2019-20');
SELECT count(*) AS differ FROM (TABLE one_by_one EXCEPT TABLE assignments) d;
SELECT kind, subject, count(*) FROM alerts WHERE resolved_at IS NULL GROUP BY 1, 2 ORDER BY kind COLLATE "C", subject COLLATE "C";
-- As many statements of one student each as the lock table has no room for.
DO $$
BEGIN
	FOR n IN 1..12000 LOOP
		PERFORM caaspp.lock_students(ARRAY[(9720000000 + n)::text::caaspp.ssid]);
	END LOOP;
END
$$;
ROLLBACK;
