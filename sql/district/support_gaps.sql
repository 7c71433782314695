-- Coverage that cannot be right: a population of a school of whom no source, or TOMS, says anything at all.

CREATE OR REPLACE VIEW caaspp.support_gaps WITH (security_invoker = true) AS
SELECT c.school_year, c.lea_cds, c.lea_name, c.school_cds, c.school_name, c.population, c.students, c.identified, c.in_toms,
	coalesce(o.students, 0) AS identified_by_own,
	CASE WHEN c.identified = 0 THEN 'none identified'
		 WHEN c.population <> 'general' AND o.students IS NULL THEN 'none by its own source'
		 ELSE 'none in TOMS' END AS problem
FROM caaspp.support_coverage c
	LEFT JOIN (SELECT u.school_year::text AS school_year, u.school::text AS school, u.lea::text AS lea, p.population, count(DISTINCT u.ssid)::integer AS students
			   FROM supported_students() u
				CROSS JOIN LATERAL unnest(u.populations) p(population)
				JOIN caaspp.support_settings t ON t.school_year = u.school_year AND t.ssid = u.ssid
					AND t.source = CASE p.population WHEN 'SWD' THEN 'SPED' ELSE p.population END
			   GROUP BY u.school_year, u.school, u.lea, p.population) o
		ON o.school_year = c.school_year AND o.school = c.school_cds AND o.lea = c.lea_cds AND o.population = c.population
WHERE (c.population <> 'general' AND (c.identified = 0 OR o.students IS NULL)
	   AND EXISTS (SELECT FROM caaspp.support_settings t WHERE t.source <> 'TOMS' AND t.school_year::text = c.school_year))
	OR (c.identified > 0 AND c.in_toms = 0
		AND EXISTS (SELECT FROM caaspp.support_snapshots r WHERE r.source = 'TOMS' AND r.school_year::text = c.school_year));
COMMENT ON VIEW caaspp.support_gaps IS 'Zeros of support_coverage that are not to be believed: a school has students of a population, and nobody identified a support for any, or not the source that speaks for them (SPED for SWD), or TOMS has none of those identified. Only years for which some source was loaded.';
