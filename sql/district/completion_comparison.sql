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
