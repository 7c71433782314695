-- Participation: the federal 95 percent, a rate of its own with a denominator of its own.

CREATE OR REPLACE VIEW caaspp.participation_rates WITH (security_invoker = true) AS
SELECT r.school_year::text AS school_year, r.lea::text AS lea_cds, l.name AS lea_name, r.school::text AS school_cds, s.name AS school_name,
	r.subject, r.expected, r.participated, r.pge, r.nte,
	round(100.0 * r.participated / nullif(r.expected, 0), 2) AS participation_rate,
	b.short_by = 0 AS meets_95, b.short_by
FROM (SELECT a.school_year, a.school, a.lea, k.subject, t.target_percent,
			 (count(*) FILTER (WHERE e.counts))::integer AS expected,
			 (count(*) FILTER (WHERE e.counts AND a.parts_started = a.parts_total AND a.started
							   AND (a.exemption = 'PGE') IS NOT TRUE))::integer AS participated,
			 (count(*) FILTER (WHERE a.exemption = 'PGE'))::integer AS pge,
			 (count(*) FILTER (WHERE a.exemption = 'NTE'))::integer AS nte
	  FROM assignments_at(NULL, NULL) a
		JOIN caaspp.assessments k ON k.assessment = a.assessment
		JOIN (SELECT DISTINCT p.subject FROM caaspp.participation_rules p) f ON f.subject = k.subject
		LEFT JOIN caaspp.participation_rules t ON t.subject = k.subject
			AND t.first_year <= a.school_year AND (t.last_year IS NULL OR t.last_year >= a.school_year)
		CROSS JOIN LATERAL (SELECT NOT (coalesce(t.excludes_nte, true) AND (a.exemption = 'NTE') IS TRUE)
								AND NOT (coalesce(t.excludes_newcomers, k.subject = 'ELA')
										 AND (a.newcomer OR (a.exemption = 'NEL') IS TRUE)) AS counts) e
	  GROUP BY a.school_year, a.school, a.lea, k.subject, t.target_percent) r
	CROSS JOIN LATERAL (SELECT CASE WHEN r.target_percent IS NOT NULL
									THEN greatest(0, ceil(r.expected * r.target_percent / 100) - r.participated)::integer END AS short_by) b
	LEFT JOIN caaspp.organizations s ON s.cds = r.school
	LEFT JOIN caaspp.organizations l ON l.cds = r.lea;
COMMENT ON VIEW caaspp.participation_rates IS 'Participation by school and subject, general and alternate assessments together: of those expected (medical emergencies, and newcomers in ELA, taken out), who logged on to every part. Not the completion rate.';
