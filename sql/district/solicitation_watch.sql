-- Solicitation watch: LEAs may not solicit exemptions. Letters that come in clusters are looked at, with the chance of as many stated.

CREATE OR REPLACE FUNCTION caaspp.letter_students()
RETURNS TABLE (school_year caaspp.school_year, lea caaspp.cds_code, school caaspp.cds_code, ssid caaspp.ssid, grade caaspp.grade, letter boolean)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	SELECT a.school_year, min(a.lea), min(a.school), a.ssid, min(a.grade), bool_or(q.ssid IS NOT NULL OR NULL)
	FROM active_assignments() a
		LEFT JOIN (SELECT DISTINCT r.school_year, r.ssid FROM caaspp.exemption_requests r WHERE r.code = 'PGE') q
			ON q.school_year = a.school_year AND q.ssid = a.ssid
	WHERE (a.school_year, a.lea) IN (SELECT o.school_year, o.lea
									 FROM caaspp.exemption_requests r
										JOIN active_assignments() o ON o.school_year = r.school_year AND o.ssid = r.ssid
									 WHERE r.code = 'PGE')
	GROUP BY a.school_year, a.ssid;
END;
COMMENT ON FUNCTION caaspp.letter_students() IS
	'Students with an active assignment, of the years and LEAs with any parents'' letter, and whether a parent''s letter (PGE) was received for any test in the year, complete or not: true, else null.';

CREATE OR REPLACE FUNCTION caaspp.letter_groups()
RETURNS TABLE (school_year caaspp.school_year, lea caaspp.cds_code, school caaspp.cds_code, dimension text, member text,
			   letters integer, students integer, lea_letters integer, lea_students integer)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	WITH s AS MATERIALIZED (SELECT * FROM caaspp.letter_students())
	SELECT g.school_year, g.lea, g.school, g.dimension, g.member, g.letters, g.students,
		t.letters, t.students
	FROM (SELECT v.school_year, v.lea, v.school, v.dimension, v.member, count(v.letter)::integer AS letters, count(*)::integer AS students
		  FROM (SELECT s.school_year, s.lea, s.school, d.dimension, d.member, s.letter
				FROM s
					CROSS JOIN LATERAL (VALUES ('school', NULL::text), ('grade', s.grade::text)) d(dimension, member)
				UNION ALL
				SELECT s.school_year, s.lea, s.school, 'class', c.section, s.letter
				FROM s
					JOIN caaspp.class_sections c ON c.school_year = s.school_year AND c.ssid = s.ssid AND c.school = s.school
				UNION ALL
				SELECT s.school_year, s.lea, s.school, 'special education', NULL, s.letter
				FROM s
				WHERE (s.school_year, s.ssid, s.school) IN (SELECT e.school_year, e.ssid, e.school FROM caaspp.enrollments e WHERE e.special_education)) v
		  GROUP BY v.school_year, v.lea, v.school, v.dimension, v.member) g
		JOIN (SELECT s.school_year, s.lea, count(s.letter)::integer AS letters, count(*)::integer AS students
			  FROM s GROUP BY s.school_year, s.lea) t ON t.school_year = g.school_year AND t.lea = g.lea
	WHERE t.letters > 0;
END;
COMMENT ON FUNCTION caaspp.letter_groups() IS
	'Parents'' letters by school, grade, class and special education, beside the LEA''s: students with a letter and students with an active assignment. Groups without letters are here too; LEAs without any are not.';

CREATE OR REPLACE FUNCTION caaspp.letter_days()
RETURNS TABLE (school_year caaspp.school_year, lea caaspp.cds_code, school caaspp.cds_code, day date, letters integer, of_school integer, days integer)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	WITH s AS MATERIALIZED (SELECT * FROM caaspp.letter_students())
	SELECT d.school_year, d.lea, d.school, d.received_on, d.letters, (sum(d.letters) OVER (PARTITION BY d.school_year, d.lea, d.school))::integer, n.days
	FROM (SELECT s.school_year, s.lea, s.school, q.received_on, count(DISTINCT q.ssid)::integer AS letters
		  FROM s
			JOIN caaspp.exemption_requests q ON q.school_year = s.school_year AND q.ssid = s.ssid AND q.code = 'PGE'
		  WHERE s.letter
		  GROUP BY s.school_year, s.lea, s.school, q.received_on) d
		JOIN (SELECT f.school_year, f.lea,
					 (SELECT count(*)::integer FROM caaspp.business_days(least(y.window_starts_on, f.first_on),
																		 greatest(f.last_on, least((SELECT today()), y.window_ends_on)), f.lea)) AS days
			  FROM (SELECT s.school_year, s.lea, min(q.received_on) AS first_on, max(q.received_on) AS last_on
					FROM s
						JOIN caaspp.exemption_requests q ON q.school_year = s.school_year AND q.ssid = s.ssid AND q.code = 'PGE'
					WHERE s.letter
					GROUP BY s.school_year, s.lea) f
				JOIN caaspp.administrations y ON y.school_year = f.school_year) n ON n.school_year = d.school_year AND n.lea = d.lea;
END;
COMMENT ON FUNCTION caaspp.letter_days() IS
	'Parents'' letters by school and day of receipt: students, those of the school over all days, and the business days over which they could come: from the statewide window''s first day, or the LEA''s first letter if earlier, to today or the window''s end, or the last letter if later.';

CREATE OR REPLACE VIEW caaspp.solicitation_watch WITH (security_invoker = true) AS
SELECT w.school_year::text AS school_year, w.lea::text AS lea_cds, l.name AS lea_name, w.school::text AS school_cds, s.name AS school_name,
	w.dimension, w.member, w.letters, w.students, round(w.mean::numeric, 2) AS expected_letters,
	w.statistic, round(w.probability::numeric, 6) AS probability, w.compared, round(least(1, w.probability * w.compared)::numeric, 6) AS adjusted_probability
FROM (SELECT g.school_year, g.lea, g.school, g.dimension, g.member, g.letters, g.students, r.mean,
			 format('P(X >= %s), X binomial of %s students at the LEA''s rate %s/%s', g.letters, g.students, g.lea_letters, g.lea_students) AS statistic,
			 CASE WHEN g.letters > r.mean THEN binomial_tail(g.letters, g.students, g.lea_letters::double precision / g.lea_students) END AS probability,
			 count(*) OVER (PARTITION BY g.school_year, g.lea, g.dimension)::integer AS compared
	  FROM caaspp.letter_groups() g
		CROSS JOIN LATERAL (SELECT g.students * g.lea_letters::double precision / g.lea_students AS mean) r
	  UNION ALL
	  SELECT d.school_year, d.lea, d.school, 'day', to_char(d.day, 'YYYY-MM-DD'), d.letters, NULL, r.mean,
		format('P(X >= %s), X Poisson with the school''s %s letters spread over %s business days', d.letters, d.of_school, d.days),
		CASE WHEN d.letters > r.mean THEN poisson_tail(d.letters, r.mean) END, d.days
	  FROM caaspp.letter_days() d
		CROSS JOIN LATERAL (SELECT d.of_school::double precision / d.days AS mean) r) w
	LEFT JOIN caaspp.organizations s ON s.cds = w.school
	LEFT JOIN caaspp.organizations l ON l.cds = w.lea
WHERE w.letters > 1 AND w.letters > w.mean;
COMMENT ON VIEW caaspp.solicitation_watch IS 'Clusters of parents'' exemption letters: schools, grades, classes, students in special education and days with two or more and more than expected, with the probability of as many by chance. A low probability is a reason to ask, not a finding: siblings and neighbours talk.';
COMMENT ON COLUMN caaspp.solicitation_watch.dimension IS 'school, grade (of the school), class, special education (the school''s students with an IEP, whose teams may not recommend exemptions either), or day (of receipt, at the school).';
COMMENT ON COLUMN caaspp.solicitation_watch.member IS 'The grade, class or day; null for the school as a whole and for special education.';
COMMENT ON COLUMN caaspp.solicitation_watch.letters IS 'Students for whom a letter came, complete or not, for one test or all.';
COMMENT ON COLUMN caaspp.solicitation_watch.expected_letters IS 'Letters expected: the group''s students at the LEA''s rate; for a day, the school''s letters spread evenly.';
COMMENT ON COLUMN caaspp.solicitation_watch.statistic IS 'Which probability is stated, with its numbers.';
COMMENT ON COLUMN caaspp.solicitation_watch.probability IS 'Probability of so many letters or more, if each came independently.';
COMMENT ON COLUMN caaspp.solicitation_watch.compared IS 'Groups of this kind that were compared in the LEA and year: among many, one is always the most unlikely.';
COMMENT ON COLUMN caaspp.solicitation_watch.adjusted_probability IS 'The probability times the number of groups compared, at most 1 (Bonferroni): low means that even the most unlikely of so many groups would rarely look like this.';
