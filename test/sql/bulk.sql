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
-- As many statements of one student each as the lock table has no room for.
DO $$
BEGIN
	FOR n IN 1..12000 LOOP
		PERFORM caaspp.lock_students(ARRAY[(9720000000 + n)::text::caaspp.ssid]);
	END LOOP;
END
$$;
ROLLBACK;
