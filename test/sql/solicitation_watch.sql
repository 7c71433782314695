-- Solicitation watch: the tails against exact sums, and clusters by school, grade, class, special education and day.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never

-- Binomial, by binomial coefficients and exact fractions of twentieths: every k, n to 25, p = j/20.
CREATE TEMP TABLE coefficients AS
SELECT n, i, factorial(n) / (factorial(i) * factorial(n - i)) AS v FROM generate_series(0, 25) n, generate_series(0, n) i;
SELECT count(*), count(*) FILTER (WHERE abs(binomial_tail(k, n, j / 20.0::double precision) - exact) > 1e-12) AS wrong
FROM (SELECT t.n, t.k, t.j, coalesce(sum(c.v * t.j::numeric ^ c.i * (20 - t.j)::numeric ^ (t.n - c.i)) / 20::numeric ^ t.n, 0)::double precision AS exact
	  FROM (SELECT n, k, j FROM generate_series(0, 25) n, generate_series(-1, 27) k, generate_series(0, 20) j) t
		LEFT JOIN coefficients c ON c.n = t.n AND c.i >= t.k
	  GROUP BY t.n, t.k, t.j) x;
-- Poisson, by exact sums of the terms below k.
SELECT count(*), count(*) FILTER (WHERE abs(poisson_tail(k, m::double precision) - exact) > 1e-12) AS wrong
FROM (SELECT k, m, (1 - coalesce((SELECT sum(m ^ i / factorial(i)) FROM generate_series(0, k - 1) i), 0) * exp(-m))::double precision AS exact
	  FROM generate_series(-1, 30) k, (SELECT n / 4.0 AS m FROM generate_series(0, 60) n) m) x;
-- Where powers and factorials are no numbers any more: known values, and the two distributions near each other.
SELECT round(binomial_tail(5000, 10000, 0.5)::numeric, 12) AS half_and_middle, binomial_tail(9999, 10000, 0.001) AS never, binomial_tail(1, 100000, 0.5) AS always,
	abs(binomial_tail(12, 200000, 0.00003) - poisson_tail(12, 6)) < 1e-5 AS near, round(poisson_tail(10001, 10000)::numeric, 3) AS around_half;
SELECT binomial_tail(1, NULL, 0.5) AS null_n, poisson_tail(NULL, 1) AS null_k;
SELECT binomial_tail(1, 2, 1.5);
\echo :LAST_ERROR_SQLSTATE
SELECT binomial_tail(1, -2, 0.5);
SELECT binomial_tail(1, 2, 'NaN');
SELECT poisson_tail(1, -1);
\echo :LAST_ERROR_SQLSTATE
SELECT poisson_tail(1, 'Infinity');

BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-10';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch School', 'school');
-- Two schools of 60, grades 3 to 5, twelve of each with an IEP; another LEA without letters; kindergarten does not test.
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education)
SELECT '2019-20', (9880000000 + n)::text, CASE WHEN n <= 60 THEN '99000010000011' WHEN n <= 120 THEN '99000010000022' ELSE '99000020000033' END, '2019-08-15',
	(3 + n % 3)::text, n % 10 IN (1, 3) FROM generate_series(1, 130) n;
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9880000999', '99000010000011', '2019-08-15', 'KN');
INSERT INTO class_sections (school_year, ssid, school, section)
SELECT e.school_year, e.ssid, e.school, 'room ' || e.grade || CASE WHEN right(e.ssid::text, 1) < '5' THEN 'a' ELSE 'b' END FROM enrollments e WHERE e.grade <> 'KN';
-- Letters: one class of the first school on one day, here and there one elsewhere; an incomplete one counts, medical ones and a kindergartner's do not.
INSERT INTO exemption_requests (school_year, ssid, assessment, received_on, code, is_written)
SELECT '2019-20', e.ssid, t, '2020-03-03', 'PGE', true FROM class_sections e, unnest(ARRAY['ELA', 'MATH']::assessment[]) t WHERE e.section = 'room 4a' AND e.school = '99000010000011';
INSERT INTO exemption_requests (school_year, ssid, assessment, received_on, code, is_written) VALUES
	('2019-20', '9880000002', 'ELA', '2020-02-03', 'PGE', true), ('2019-20', '9880000061', 'ELA', '2020-02-12', 'PGE', NULL), ('2019-20', '9880000071', 'ELA', '2020-02-20', 'PGE', true),
	('2019-20', '9880000080', 'ELA', '2020-02-20', 'NTE', true), ('2019-20', '9880000999', 'ELA', '2020-02-20', 'PGE', true);
INSERT INTO non_school_days (scope, day, name) VALUES ('99000010000000', '2020-02-14', 'Spring break'), ('00000000000000', '2020-02-17', 'Presidents'' Day'), ('99000020000000', '2020-02-18', 'Elsewhere');
SELECT dimension, school_cds, member, letters, students, expected_letters AS expected, probability, compared, adjusted_probability FROM solicitation_watch ORDER BY dimension, school_cds, member;
SELECT DISTINCT ON (dimension) dimension, lea_name, school_name, statistic FROM solicitation_watch ORDER BY dimension, school_cds;
-- By other means: letters counted one by one, the tails as sums of exact terms. 14 January to 10 March has 41 weekdays, less the LEA's and the state's day off.
CREATE TEMP TABLE counted AS
SELECT e.ssid::text AS ssid, e.school::text AS school, e.grade::text AS grade, e.special_education, c.section, q.received_on
FROM enrollments e JOIN class_sections c USING (school_year, ssid, school)
	LEFT JOIN (SELECT ssid, min(received_on) AS received_on FROM exemption_requests WHERE code = 'PGE' GROUP BY ssid) q USING (ssid)
WHERE lea(e.school) = '9900001';
SELECT count(*) AS students, count(received_on) AS letters,
	(SELECT count(*) FROM generate_series('2020-01-14'::date, '2020-03-10', '1 day') d WHERE to_char(d, 'Dy') NOT IN ('Sat', 'Sun') AND d NOT IN ('2020-02-14', '2020-02-17')) AS days FROM counted;
SELECT w.dimension, w.member, w.probability, round(x.exact, 6) AS exact
FROM solicitation_watch w
	CROSS JOIN LATERAL (SELECT count(*) AS n, count(received_on) AS k FROM counted c
						WHERE c.school = w.school_cds AND (w.dimension <> 'grade' OR c.grade = w.member) AND (w.dimension <> 'class' OR c.section = w.member)
							AND (w.dimension <> 'special education' OR c.special_education)) g
	CROSS JOIN (SELECT count(received_on)::numeric / count(*) AS p FROM counted) r
	CROSS JOIN LATERAL (SELECT sum(factorial(g.n) / factorial(i) / factorial(g.n - i) * r.p ^ i * (1 - r.p) ^ (g.n - i)) AS exact FROM generate_series(g.k, g.n) i) x
WHERE w.dimension <> 'day' ORDER BY 1, 2, 3;
-- A letter before the window makes the season longer; nobody's letters, no rows.
INSERT INTO exemption_requests (school_year, ssid, assessment, received_on, code) VALUES ('2019-20', '9880000003', 'ELA', '2019-08-20', 'PGE');
SELECT DISTINCT statistic FROM solicitation_watch WHERE dimension = 'day';
DELETE FROM exemption_requests;
SELECT count(*) FROM solicitation_watch;
ROLLBACK;
