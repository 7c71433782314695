-- New students: business days, when they are to be seen, what is done elsewhere, who is late.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-12';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch School', 'school');
INSERT INTO students (ssid, last_name, first_name) VALUES ('9840000001', 'Ash', 'Ada');

-- CALPADS to TOMS, as the state's FAQ lists it by weekday of posting: Mon Wed, Tue Thu, Wed Fri, Thu Mon, Fri Tue, weekend Wed.
SELECT to_char(d, 'Dy') AS posted, to_char(v.latest, 'Dy') AS in_toms FROM generate_series('2020-03-02'::date, '2020-03-08', '1 day') d
	CROSS JOIN LATERAL visible_days('CALPADS', 'TOMS', d::date, '2019-20', NULL) v ORDER BY d;
-- Every row of lead_times, from a Wednesday; none for a year or way without rules.
SELECT r.source, r.target, v.* FROM lead_times r CROSS JOIN LATERAL visible_days(r.source, r.target, '2020-03-04', '2019-20', NULL) v ORDER BY 1, 2;
SELECT count(*) FROM visible_days('enrollment', 'TOMS', '2031-03-04', '2030-31', NULL);
SELECT count(*) FROM visible_days('TOMS', 'TOMS', '2020-03-04', '2019-20', NULL);
-- Days off: the state's for all, an LEA's for itself.
INSERT INTO non_school_days (scope, day, name) VALUES ('00000000000000', '2020-03-31', 'Cesar Chavez Day'), ('9900001', '2020-04-06', 'Spring break'), ('9900001', '2020-04-07', 'Spring break'),
	('9900001', '2020-04-04', 'A Saturday');
SELECT o.lea, business_day('2020-03-30', 1, o.lea) AS over_the_holiday, business_day('2020-04-03', 1, o.lea) AS over_the_break, business_day('2020-04-06', 0, o.lea) AS counts_as, business_day('2020-04-06', 2, o.lea) AS from_the_break
FROM (VALUES ('9900001'::cds_code), ('9900002'), (NULL)) o(lea);
SELECT business_day(NULL, 1, NULL) AS no_day, business_day('2020-03-02', NULL, NULL) AS no_days, count(*) AS march FROM business_days('2020-03-01', '2020-03-31', NULL);
-- By plain steps, for every day of a year and up to 12 days after and before: the same.
CREATE FUNCTION pg_temp.step(d date, n integer, of_lea cds_code) RETURNS date LANGUAGE plpgsql AS $$
BEGIN
	IF n < 0 THEN
		WHILE n < 0 LOOP
			d := d - 1;
			n := n + CASE WHEN pg_temp.step(d, 0, of_lea) = d THEN 1 ELSE 0 END;
		END LOOP;
		RETURN d;
	END IF;
	LOOP
		WHILE to_char(d, 'Dy') IN ('Sat', 'Sun') OR EXISTS (SELECT FROM caaspp.non_school_days o WHERE o.day = d AND o.scope::text IN (of_lea::text, '00000000000000')) LOOP
			d := d + 1;
		END LOOP;
		IF n = 0 THEN RETURN d; END IF;
		n := n - 1;
		d := d + 1;
	END LOOP;
END
$$;
SELECT count(*), count(*) FILTER (WHERE business_day(d::date, n, '9900001') IS DISTINCT FROM pg_temp.step(d::date, n, '9900001')) AS wrong
FROM generate_series('2019-07-01'::date, '2020-06-30', '1 day') d, generate_series(-12, 12, 3) n;

-- 1 and 2 came today and a week ago, 3 in December, 4 moved inside the LEA, 5 is accountable here, 6 does not test, 7 left, 8 is not in TOMS since August, 9 came with everything done.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, exit_date, exit_reason, accountable_lea) VALUES
	('2019-20', '9840000001', '99000010000011', '2020-03-12', '4', NULL, NULL, NULL), ('2019-20', '9840000001', '99000020000022', '2019-08-15', '4', '2020-03-11', 'T160', NULL),
	('2019-20', '9840000002', '99000010000011', '2020-03-04', '5', NULL, NULL, NULL), ('2019-20', '9840000003', '99000010000011', '2019-12-02', '4', NULL, NULL, NULL),
	('2019-20', '9840000004', '99000010000011', '2019-08-15', '4', '2020-03-03', 'T160', NULL), ('2019-20', '9840000004', '99000010000033', '2020-03-04', '4', NULL, NULL, NULL),
	('2019-20', '9840000005', '99000020000022', '2020-03-04', '4', NULL, NULL, '9900001'), ('2019-20', '9840000006', '99000010000011', '2020-03-04', '2', NULL, NULL, NULL),
	('2019-20', '9840000007', '99000010000011', '2020-03-04', '4', '2020-03-10', 'T160', NULL), ('2019-20', '9840000008', '99000010000011', '2019-08-15', '4', NULL, NULL, NULL),
	('2019-20', '9840000009', '99000010000011', '2020-03-04', '4', NULL, NULL, NULL);
INSERT INTO attempts (school_year, ssid, part, opportunity, status, started_on, completed_on, tested_school) VALUES
	('2019-20', '9840000001', 'ELA-CAT', 1, 'completed', '2020-03-02', '2020-03-02', '99000020000022'), ('2019-20', '9840000001', 'ELA-PT', 1, 'started', '2020-03-03', NULL, '99000020000022'),
	('2019-20', '9840000005', 'ELA-CAT', 1, 'completed', '2020-03-10', '2020-03-10', '99000020000022'), ('2019-20', '9840000005', 'MATH-PT', 1, 'completed', '2020-03-10', '2020-03-10', NULL),
	('2019-20', '9840000009', 'ELA-CAT', 1, 'expired', '2020-03-02', '2020-03-02', '99000020000022'), ('2019-20', '9840000009', 'ELA-CAT', 2, 'completed', '2020-03-02', '2020-03-02', '99000020000022'),
	('2019-20', '9840000009', 'ELA-PT', 1, 'scored', '2020-03-02', '2020-03-02', '99000020000022'),
	('2019-20', '9840000009', 'MATH-CAT', 1, 'completed', '2020-03-10', '2020-03-10', '99000010000011'), ('2019-20', '9840000009', 'MATH-PT', 1, 'invalidated', '2020-03-02', '2020-03-02', '99000020000022');
INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2019-20', '9840000002', 'MATH', 'PGE', '2020-03-10 09:00-07');
CREATE VIEW pg_temp.new AS SELECT ssid, entered_on, toms_from, toms_by, listed_in_toms AS in_toms, seen_in_testing AS testing, late, done_elsewhere, missing_parts FROM new_students ORDER BY ssid;
-- Before the year's first report of TOMS nobody is late.
SELECT * FROM pg_temp.new;
INSERT INTO toms_assignments (school_year, ssid, assessment) VALUES ('2019-20', '9840000003', 'ELA'), ('2019-20', '9840000004', 'ELA'), ('2019-20', '9840000005', 'ELA');
INSERT INTO support_snapshots (school_year, source, ssid) VALUES ('2019-20', 'TOMS', '9840000004'), ('2019-20', 'SPED', '9840000002');
SELECT * FROM pg_temp.new;
SELECT * FROM new_students WHERE ssid = '9840000001';
-- An attempt of which no file says where is here, if it was started since the student came.
SAVEPOINT nowhere;
UPDATE attempts SET tested_school = NULL WHERE ssid IN ('9840000001', '9840000009');
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9840000002', 'ELA-CAT', 'started', '2020-03-10');
SELECT ssid, entered_on, testing, done_elsewhere FROM pg_temp.new WHERE ssid IN ('9840000001', '9840000002', '9840000009');
ROLLBACK TO nowhere;
-- Five business days after 4 March are over on 12 March; the platform having seen 9 is enough, 2 is seen when TOMS lists it.
SET LOCAL caaspp.as_of = '2020-03-11';
SELECT ssid, toms_by, late FROM pg_temp.new WHERE late;
INSERT INTO support_snapshots (school_year, source, ssid) VALUES ('2019-20', 'TOMS', '9840000002');
SET LOCAL caaspp.as_of = '2020-03-19';
SELECT ssid, toms_by, in_toms, late FROM pg_temp.new WHERE ssid <= '9840000002';
SET LOCAL caaspp.as_of = '2020-03-20';
SELECT ssid, toms_by, in_toms, late FROM pg_temp.new WHERE ssid <= '9840000002';
ROLLBACK;
