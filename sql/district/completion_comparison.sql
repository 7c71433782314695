-- The testing platform's completion rates beside ours.

CREATE OR REPLACE VIEW caaspp.completion_comparison WITH (security_invoker = true) AS
WITH ours AS (
	SELECT v.school_year, o.cds, v.grade::grade AS grade, v.part, v.total, v.started, v.completed
	FROM caaspp.part_completion_rates v CROSS JOIN LATERAL (VALUES (v.school_cds), (v.lea_cds)) o(cds)
), compared AS (
	SELECT r.school_year, r.school, r.grades, r.part, r.reported_on,
		r.total AS reported_total, r.started AS reported_started, r.completed AS reported_completed,
		coalesce(sum(o.total), 0)::integer AS total, coalesce(sum(o.started), 0)::integer AS started,
		coalesce(sum(o.completed), 0)::integer AS completed
	FROM caaspp.reported_completion_rates r
		LEFT JOIN ours o ON o.school_year = r.school_year::text AND o.cds = r.school::text AND o.part = r.part::text AND r.grades @> o.grade
	WHERE r.opportunity = 1
	GROUP BY r.school_year, r.school, r.grades, r.part, r.opportunity
)
SELECT c.school_year::text AS school_year, lea(c.school)::text AS lea_cds, l.name AS lea_name,
	CASE WHEN NOT is_lea(c.school) THEN c.school::text END AS school_cds, CASE WHEN NOT is_lea(c.school) THEN s.name END AS school_name,
	c.grades::text AS grades, assessment(c.part)::text AS assessment, c.part::text AS part, c.reported_on,
	c.reported_total, c.reported_started, c.reported_completed,
	round(100.0 * c.reported_completed / nullif(c.reported_total, 0), 2) AS reported_rate,
	c.total, c.started, c.completed, round(100.0 * c.completed / nullif(c.total, 0), 2) AS completion_rate,
	c.total - c.reported_total AS total_difference, c.started - c.reported_started AS started_difference,
	c.completed - c.reported_completed AS completed_difference
FROM compared c
	LEFT JOIN caaspp.organizations s ON s.cds = c.school
	LEFT JOIN caaspp.organizations l ON l.cds = lea(c.school);
COMMENT ON VIEW caaspp.completion_comparison IS 'The testing platform''s completion rates of first opportunities, beside what part_completion_rates says now of the same school or LEA, grades and part. The report is a night old.';
COMMENT ON COLUMN caaspp.completion_comparison.grades IS 'The grades of the test, as 5 or 10-12.';
COMMENT ON COLUMN caaspp.completion_comparison.reported_on IS 'Day of the report.';
COMMENT ON COLUMN caaspp.completion_comparison.reported_total IS 'Registered tests, as reported.';
COMMENT ON COLUMN caaspp.completion_comparison.reported_started IS 'Started tests, as reported.';
COMMENT ON COLUMN caaspp.completion_comparison.reported_completed IS 'Completed tests, as reported.';
COMMENT ON COLUMN caaspp.completion_comparison.reported_rate IS 'Percent completed of the total, as reported, two decimals; null when the total is 0.';
COMMENT ON COLUMN caaspp.completion_comparison.total_difference IS 'Our total less the reported one.';
COMMENT ON COLUMN caaspp.completion_comparison.started_difference IS 'Our started less the reported.';
COMMENT ON COLUMN caaspp.completion_comparison.completed_difference IS 'Our completed less the reported.';

CREATE OR REPLACE FUNCTION caaspp.students_in_difference(school_year caaspp.school_year, school caaspp.cds_code, part caaspp.test_part)
RETURNS TABLE (ssid text, student_name text, grade text, counted text, difference integer, reason text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	WITH report AS (
		SELECT r.grades, r.reported_on
		FROM caaspp.reported_completion_rates r
		WHERE r.school_year = students_in_difference.school_year AND r.school = students_in_difference.school
			AND r.part = students_in_difference.part AND r.opportunity = 1
	), asked AS (		-- what is there to compare with
		SELECT EXISTS (SELECT FROM listed_years() m WHERE m.school_year = students_in_difference.school_year) AS assignments,
			EXISTS (SELECT FROM caaspp.student_listings l WHERE l.school_year = students_in_difference.school_year AND l.listed_in = 'attempts'
					AND split_part(l.subject, ' ', 1) = students_in_difference.part::text) AS attempts
	), ours AS (
		SELECT a.ssid, a.grade, r.reported_on
		FROM active_assignments() a
			JOIN report r ON r.grades @> a.grade
		WHERE a.school_year = students_in_difference.school_year AND a.assessment = assessment(students_in_difference.part)
			AND (a.school = students_in_difference.school OR a.lea = students_in_difference.school)
	), here AS (
		SELECT o.ssid, o.grade, c.started, c.done, f.first_started, f.first_done,
			CASE WHEN q.assignments AND NOT EXISTS (SELECT FROM caaspp.toms_assignments m
													WHERE m.school_year = students_in_difference.school_year AND m.ssid = o.ssid
														AND m.assessment = assessment(students_in_difference.part)) THEN 'not in TOMS assignments'
				 WHEN NOT EXISTS (SELECT FROM caaspp.enrollments e
								  WHERE e.school_year = students_in_difference.school_year AND e.ssid = o.ssid
									AND (e.entry_date < o.reported_on) IS NOT FALSE
									AND (e.school = students_in_difference.school OR lea(e.school) = students_in_difference.school
										 OR e.accountable_lea = students_in_difference.school)) THEN 'enrolled since the report' END AS counted_for,
			CASE WHEN c.started_on >= o.reported_on THEN 'started since the report'
				 WHEN c.unlisted THEN 'not in Plan and Manage' END AS started_for,
			CASE WHEN c.started_on >= o.reported_on OR c.completed_on >= o.reported_on THEN 'completed since the report'
				 WHEN c.unlisted THEN 'not in Plan and Manage'
				 WHEN c.invalidated THEN 'invalidated' END AS completed_for
		FROM ours o
			CROSS JOIN asked q
			LEFT JOIN LATERAL (SELECT t.started_on, t.completed_on, t.started_on IS NOT NULL AS started, stage(t.status) IN ('done', 'invalidated') AS done,
									  stage(t.status) = 'invalidated' AS invalidated,
									  q.attempts AND NOT EXISTS (SELECT FROM caaspp.student_listings l
																 WHERE l.school_year = students_in_difference.school_year AND l.ssid = o.ssid AND l.listed_in = 'attempts'
																	AND l.subject = t.part::text || ' ' || t.opportunity::text) AS unlisted
							   FROM caaspp.attempts t
							   WHERE t.school_year = students_in_difference.school_year AND t.ssid = o.ssid AND t.part = students_in_difference.part
							   ORDER BY t.opportunity DESC LIMIT 1) c ON true
			LEFT JOIN LATERAL (SELECT t.started_on IS NOT NULL AS first_started, stage(t.status) IN ('done', 'invalidated') AS first_done
							   FROM caaspp.attempts t
							   WHERE t.school_year = students_in_difference.school_year AND t.ssid = o.ssid AND t.part = students_in_difference.part
								AND t.opportunity = 1) f ON true
	), away AS (		-- enrolled here this year, and not in our total
		SELECT DISTINCT ON (e.ssid) e.ssid, e.grade, r.reported_on, e.exit_date,
			EXISTS (SELECT FROM caaspp.toms_assignments m
					WHERE m.school_year = students_in_difference.school_year AND m.ssid = e.ssid
						AND m.assessment = assessment(students_in_difference.part)) AS in_toms,
			EXISTS (SELECT FROM caaspp.assignments s
					WHERE s.school_year = students_in_difference.school_year AND s.ssid = e.ssid
						AND s.assessment = assessment(students_in_difference.part)) AS assigned
		FROM caaspp.enrollments e
			JOIN report r ON r.grades @> e.grade
		WHERE e.school_year = students_in_difference.school_year
			AND (e.school = students_in_difference.school OR lea(e.school) = students_in_difference.school OR e.accountable_lea = students_in_difference.school)
			AND NOT EXISTS (SELECT FROM ours o WHERE o.ssid = e.ssid)
		ORDER BY e.ssid, e.exit_date DESC NULLS FIRST, e.entry_date DESC
	), gone AS (
		SELECT w.ssid, w.grade, t.started, t.done, t.reported_done,
			CASE WHEN w.assigned AND w.exit_date >= w.reported_on THEN 'left since the report' ELSE 'in TOMS assignments, not here' END AS counted_for
		FROM away w
			CROSS JOIN asked q
			LEFT JOIN LATERAL (SELECT (b.started_on < w.reported_on) IS NOT FALSE AND b.started_on IS NOT NULL AS started,
									  stage(b.status) IN ('done', 'invalidated') AS done, (b.completed_on < w.reported_on) IS NOT FALSE AS reported_done
							   FROM caaspp.attempts b
							   WHERE b.school_year = students_in_difference.school_year AND b.ssid = w.ssid AND b.part = students_in_difference.part
								AND b.opportunity = 1) t ON true
		WHERE w.in_toms OR (w.assigned AND w.exit_date >= w.reported_on AND NOT q.assignments)
	), differing AS (
		SELECT h.ssid, h.grade, v.counted, v.place, v.difference, v.reason
		FROM here h
			CROSS JOIN LATERAL (VALUES
				('total', 1, 1, h.counted_for),
				('started', 2, h.started::integer, coalesce(h.counted_for, h.started_for)),
				('completed', 3, h.done::integer, coalesce(h.counted_for, h.completed_for)),
				('started', 2, CASE WHEN h.counted_for IS NULL AND (h.started_for IS NULL OR NOT h.started) THEN h.started::integer - coalesce(h.first_started, false)::integer END,
				 'another opportunity counts here'),
				('completed', 3, CASE WHEN h.counted_for IS NULL AND (h.completed_for IS NULL OR NOT h.done) THEN h.done::integer - coalesce(h.first_done, false)::integer END,
				 'another opportunity counts here')) v(counted, place, difference, reason)
		UNION ALL
		SELECT g.ssid, g.grade, v.counted, v.place, v.difference, g.counted_for
		FROM gone g
			CROSS JOIN LATERAL (VALUES
				('total', 1, -1), ('started', 2, -(g.started::integer)), ('completed', 3, -((g.done AND g.reported_done)::integer))) v(counted, place, difference)
	)
	SELECT d.ssid::text, n.last_name || ', ' || n.first_name, d.grade::text, d.counted, d.difference, d.reason
	FROM differing d LEFT JOIN caaspp.students n ON n.ssid = d.ssid
	WHERE d.difference <> 0 AND d.reason IS NOT NULL
	ORDER BY d.place, d.reason, d.ssid;
END;
COMMENT ON FUNCTION caaspp.students_in_difference(caaspp.school_year, caaspp.cds_code, caaspp.test_part) IS
	'The students who explain the difference between our counts of a part and the imported Test Completion Rates report of a school or LEA: a row a student and count (total, started, completed), 1 where only we count the student, -1 where only the report does, with the first reason that holds. The report counts and lists nobody, so these are the likely ones; nothing without a report.';
