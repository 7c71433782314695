-- Sites: entered with what is derived or typed, and followed by the views whatever moves.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-02';
DELETE FROM sites;		-- of other tests
CREATE VIEW pg_temp.placed AS
	SELECT a.ssid, a.assessment, a.school, a.lea, s.year_text, s.lea_cds, s.school_cds,
		(s.school_year::text, s.school::text, s.lea::text) IS NOT DISTINCT FROM (a.school_year::text, a.school::text, a.lea::text) AS right_site
	FROM assignments a LEFT JOIN sites s ON s.site = a.site;

-- One of a school and LEA, whatever the grade and status; two of a nonpublic school whose students count for two LEAs.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, accountable_lea, enrollment_status) VALUES
	('2019-20', '9250000001', '99000010000011', '2019-08-15', '5', NULL, 10),
	('2019-20', '9250000002', '99000010000011', '2019-08-15', '6', '9900001', 10),
	('2019-20', '9250000003', '99000010000033', '2019-08-15', '5', '9900001', 10),
	('2019-20', '9250000004', '99000010000033', '2019-08-15', '5', '9900002', 10),
	('2018-19', '9250000004', '99000010000033', '2018-08-15', '4', '9900002', 10),
	('2016-17', '9250000004', '99000010000033', '2016-08-15', '2', NULL, 10);
SELECT year_text, lea_cds, school_cds, count(*) FROM pg_temp.placed WHERE right_site GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
SELECT count(*) FROM pg_temp.placed WHERE right_site IS NOT TRUE;
SELECT school_year, lea_cds, school_cds, sum(total) AS tests FROM completion_rates GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
SELECT ssid FROM student_progress WHERE lea_cds = '99000020000000' AND school_year = '2019-20' AND assessment = 'ELA';
-- The same again enters nothing: sites are numbered once.
SELECT count(*), count(DISTINCT (school_year, school, lea)) FROM sites;
SELECT rederive('2019-20');
SELECT count(*) FROM sites;

-- Students move, one started: the views follow; the old site stays, empty.
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9250000001', 'ELA-CAT', 'started', '2020-02-24');
UPDATE enrollments SET school = '99000010000022' WHERE ssid IN ('9250000001', '9250000002');
SELECT lea_cds, school_cds, grade, assessment, total, started FROM completion_rates WHERE lea_cds = '99000010000000' AND school_cds <> '99000010000033'
ORDER BY 1, 2, grade_order, 4;
SELECT count(*) FROM completion_rates WHERE school_cds = '99000010000011';
SELECT count(*) FROM pg_temp.placed WHERE right_site IS NOT TRUE;
UPDATE enrollments SET accountable_lea = '9900003' WHERE ssid = '9250000001';
SELECT DISTINCT lea_cds FROM student_progress WHERE ssid = '9250000001';
SELECT count(*) FROM pg_temp.placed WHERE right_site IS NOT TRUE;

-- Typed by hand: with a school, with that of the enrollment, with none at all; and moved by hand.
INSERT INTO assignments (school_year, ssid, assessment, school, grade) VALUES
	('2019-20', '9250000005', 'CAST', '99000010000044', '8'), ('2019-20', '9250000002', 'CSA', NULL, '6'), ('2019-20', '9250000006', 'CAST', NULL, '8');
SELECT ssid, assessment, school_cds, lea_cds, right_site FROM pg_temp.placed WHERE ssid >= '9250000005' OR assessment = 'CSA' ORDER BY 1;
SELECT school_year, lea_cds, school_cds, grade, assessment, total FROM completion_rates WHERE assessment IN ('CSA', 'CAST') AND grade IN ('6', '8') ORDER BY 3, 4;
UPDATE assignments SET school = '99000010000055' WHERE ssid = '9250000006';
UPDATE assignments SET school = '99000010000055' WHERE ssid = '9250000003' AND assessment = 'ELA';		-- a derived row, until the next fact
SELECT ssid, assessment, school_cds, lea_cds, right_site FROM pg_temp.placed WHERE school = '99000010000055' ORDER BY 1;
INSERT INTO assignments (school_year, ssid, assessment, school, grade, origin, rule_id) VALUES
	('2019-20', '9250000007', 'ELA', '99000010000044', '7', 'default', 'typed');		-- nor does this one come by derivation
SELECT ssid, school_cds, right_site FROM pg_temp.placed WHERE ssid = '9250000007';

-- A school's own window reaches the assignments of all its sites of the year.
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '99000010000033', '2020-02-03', '2020-04-01');
SELECT school_year, school_cds, lea_cds, window_ends_on, count(*)
FROM pg_temp.placed p JOIN assignments a USING (ssid, assessment)
WHERE p.year_text = a.school_year::text AND p.school_cds = '99000010000033' GROUP BY 1, 2, 3, 4 ORDER BY 1, 3;

-- Rows that came without triggers are found again by rederive().
SET LOCAL session_replication_role = replica;
UPDATE assignments SET site = NULL;
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9250000008', '99000010000066', '2019-08-15', '5');
SET LOCAL session_replication_role = origin;
SELECT school_year FROM assignments GROUP BY 1 ORDER BY 1;
SELECT count(*) AS counted_meanwhile FROM completion_rates;
SELECT rederive(school_year) FROM (VALUES ('2018-19'::school_year), ('2019-20')) v(school_year);
SELECT count(*) AS tests, count(*) FILTER (WHERE right_site IS NOT TRUE) AS elsewhere FROM pg_temp.placed;
SELECT (SELECT sum(total) FROM completion_rates) = (SELECT count(*) FROM active_assignments()) AS all_counted;
SELECT DISTINCT school_cds FROM student_progress WHERE ssid = '9250000008';

-- And those whose site was taken out, started or typed ones too.
SAVEPOINT taken_out;
DELETE FROM sites;
SELECT rederive(school_year) FROM (VALUES ('2018-19'::school_year), ('2019-20')) v(school_year);
SELECT count(*) AS tests, count(*) FILTER (WHERE right_site IS NOT TRUE) AS elsewhere FROM pg_temp.placed;
ROLLBACK TO taken_out;

-- What the site says is no one's to write, nor can two say the same.
UPDATE sites SET school_cds = '99000010000011';
INSERT INTO sites (school_year, school, lea) VALUES ('2019-20', NULL, NULL);
SELECT site_of('2019-20', NULL, NULL) = site FROM sites WHERE school IS NULL AND lea IS NULL;

SELECT known_site('2019-20', school, lea) = site AS known, known_site('2020-21', school, lea) AS of_no_tests, known_site('2019-20', NULL, lea) AS nowhere
FROM sites WHERE year_text = '2019-20' AND school_cds = '99000010000022' AND lea_cds = '99000010000000';

-- Whose role sees a school, or the LEA accountable there, sees its assignments, by the index; and enters sites where it may write.
CREATE ROLE cedar;
GRANT USAGE ON SCHEMA caaspp TO cedar;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA caaspp TO cedar;
INSERT INTO access_grants (role_name, scope, duty) VALUES ('cedar', '9900002', 'coordinator'), ('cedar', '99000010000022', 'site coordinator');
SET LOCAL ROLE cedar;
SET LOCAL row_security = on;
SELECT lea_cds, school_cds, sum(total) AS tests FROM completion_rates WHERE school_year = '2019-20' GROUP BY 1, 2 ORDER BY 1, 2;
SELECT count(*) = cardinality(granted_sites()) AS those_alone FROM sites WHERE lea_cds = '99000020000000' OR school_cds = '99000010000022';
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9250000009', '99000020000011', '2019-08-15', '5');
SELECT school_cds, grade, assessment, total FROM completion_rates WHERE school_cds = '99000020000011' ORDER BY 3;
INSERT INTO sites (school_year, school, lea) VALUES ('2019-20', '99000030000011', '9900003');
RESET ROLE;

-- All gone: a first load again, into sites that are there.
TRUNCATE enrollments, assignments, attempts;
SELECT EXISTS (SELECT FROM assignments) AS has_assignments, count(*) > 0 AS sites_stay FROM sites;
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
SELECT '2019-20', (9250010000 + n)::text::ssid, '99000010000011', '2019-08-15', '5' FROM generate_series(1, 3000) n;
SELECT school_cds, grade, assessment, total FROM completion_rates ORDER BY 3;
ROLLBACK;
