-- History: what was known when. Each step is a transaction, so this needs a database of its own.
SET client_min_messages = warning;
\set home :DBNAME
DROP DATABASE IF EXISTS regression_caaspp_history;
CREATE DATABASE regression_caaspp_history TEMPLATE template0;
\c regression_caaspp_history
SET client_min_messages = warning;
SET datestyle = ISO;
CREATE EXTENSION caaspp;
CALL caaspp.deploy();
SET search_path = public, caaspp;
SET caaspp.as_of = '2020-03-10';
CREATE TABLE looked (step integer GENERATED ALWAYS AS IDENTITY, at timestamptz DEFAULT clock_timestamp());
CREATE TABLE seen AS SELECT 0 AS step, r.* FROM completion_rates r;
CREATE PROCEDURE look() LANGUAGE sql AS $$
	INSERT INTO looked DEFAULT VALUES;
	INSERT INTO seen SELECT (SELECT max(step) FROM looked), r.* FROM completion_rates r
$$;

INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
SELECT '2019-20', (9000000000 + n)::text, '99000010000011', '2019-08-15', '4' FROM generate_series(1, 4) n;
CALL look();
INSERT INTO attempts (school_year, ssid, part, status, started_on) SELECT '2019-20', ssid, 'ELA-CAT', 'started', '2020-03-02' FROM enrollments WHERE ssid <= '9000000003';
CALL look();
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2019-20', '9000000004', 'ELA', 'PGE', '2020-03-09 09:00-07');
UPDATE attempts SET status = 'completed';
CALL look();
INSERT INTO attempts (school_year, ssid, part, status, started_on) SELECT '2019-20', ssid, 'ELA-PT', 'completed', '2020-03-02' FROM enrollments WHERE ssid <= '9000000002';
CALL look();
UPDATE enrollments SET grade = '5' WHERE ssid = '9000000004';
CALL look();
UPDATE enrollments SET school = '99000010000022' WHERE ssid = '9000000003';
DELETE FROM enrollments WHERE ssid = '9000000004';
CALL look();
UPDATE enrollments SET exit_date = '2020-03-09', exit_reason = 'T160' WHERE ssid = '9000000002';
DELETE FROM attempts WHERE ssid = '9000000001' AND part = 'ELA-PT';
CALL look();
DELETE FROM exemptions;
DELETE FROM attempts;
DELETE FROM enrollments;
CALL look();

-- The truth of each step, and that it can be asked for at the end: no row too few, none too many.
SELECT step, school_cds, grade, assessment, total, started, completed, pge FROM seen ORDER BY 1, 2, 3, 4;
SELECT s.step, (SELECT count(*) FROM (SELECT b.* FROM seen b WHERE b.step = s.step EXCEPT ALL SELECT s.step, r.* FROM completion_rates_at(s.at, today()) r) d) AS missing,
	(SELECT count(*) FROM (SELECT s.step, r.* FROM completion_rates_at(s.at, today()) r EXCEPT ALL SELECT b.* FROM seen b WHERE b.step = s.step) d) AS extra
FROM looked s ORDER BY step;
-- Known in step 3, for the day before the exemption and the day of it; before anything was known; nulls are now and today.
SELECT d::date, total, completed, pge FROM looked s, generate_series(date '2020-03-08', '2020-03-09', '1 day') d, completion_rates_at(s.at, d::date) r
WHERE s.step = 3 AND r.assessment = 'ELA' ORDER BY d;
SELECT count(*) FROM completion_rates_at('2020-01-01', today());
SELECT count(*) FROM (SELECT * FROM completion_rates_at(NULL, NULL) EXCEPT SELECT * FROM completion_rates) d;

-- Every belief has its span, and the spans of a key do not overlap.
SELECT count(*) > 0 AS kept FROM assignments_history;
SELECT count(*) FROM assignments_history WHERE recorded_at >= known_until;
SELECT count(*) FROM assignments_history a JOIN assignments_history b USING (school_year, ssid, assessment)
WHERE a.ctid <> b.ctid AND tstzrange(a.recorded_at, a.known_until) && tstzrange(b.recorded_at, b.known_until);
SELECT ssid, grade, school, exit_reason FROM enrollments_history ORDER BY ssid, recorded_at;
SELECT ssid, part, status, last_day FROM attempts_history ORDER BY ssid, part, recorded_at;
SELECT ssid, assessment, code FROM exemptions_history ORDER BY ssid;

-- Within one transaction only the last belief counts; the time of a belief cannot be set back.
INSERT INTO support_settings (school_year, source, ssid, code) VALUES ('2019-20', 'SIS', '9000000001', 'TDS_PM1');
BEGIN;
UPDATE support_settings SET code = 'TDS_PS_L1';
UPDATE support_settings SET code = 'TDS_PS_L2', recorded_at = '2001-01-01';
SELECT code, recorded_at = now() AS now FROM support_settings;
COMMIT;
DELETE FROM support_settings;
SELECT code, recorded_at < known_until AS span FROM support_settings_history ORDER BY recorded_at;
BEGIN;
INSERT INTO support_settings (school_year, source, ssid, code) VALUES ('2019-20', 'SIS', '9000000001', 'TDS_PM1');
UPDATE support_settings SET source = 'EL';
DELETE FROM support_settings;
COMMIT;
SELECT count(*) FROM support_settings_history;
-- What changes nothing is not history.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9000000009', '99000010000011', '2019-08-15', '4');
SELECT count(*) AS before FROM assignments_history \gset
SELECT rederive('2019-20') \g /dev/null
UPDATE enrollments SET grade = grade;
SELECT count(*) - :before AS more FROM assignments_history;
-- Names too are those of the time.
SELECT clock_timestamp() AS unnamed \gset
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000011', 'Old', 'school') ON CONFLICT (cds) DO UPDATE SET name = 'Old';
SELECT clock_timestamp() AS named \gset
UPDATE organizations SET name = 'New' WHERE cds = '99000010000011';
SELECT n, r.school_name, count(*) > 0 AS rates
FROM (VALUES (1, :'unnamed'::timestamptz), (2, :'named'), (3, clock_timestamp()), (4, NULL)) v(n, at), completion_rates_at(v.at, today()) r
WHERE r.school_cds = '99000010000011' GROUP BY 1, 2 ORDER BY 1;
-- A district's own column beside, numbered by itself.
ALTER TABLE enrollments_history ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY;
SELECT max(n) AS before FROM enrollments_history \gset
UPDATE enrollments SET section_504 = true WHERE ssid = '9000000009';
UPDATE enrollments SET section_504 = false WHERE ssid = '9000000009';
SELECT n - :before AS n, section_504 FROM enrollments_history WHERE n > :before ORDER BY n;
SELECT count(*) FROM (SELECT * FROM completion_rates_at(NULL, NULL) EXCEPT SELECT * FROM completion_rates) d;
\c :home
DROP DATABASE regression_caaspp_history;
