-- Participation by student group, for schools and LEAs; and the form of it that may be published.

CREATE OR REPLACE FUNCTION caaspp.student_groups()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, groups text[])
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	SELECT g.school_year, g.ssid,
		array_remove(ARRAY['all', CASE WHEN g.elas IN ('EL', 'RFEP', 'IFEP', 'EO', 'TBD') THEN g.elas END,
						   CASE WHEN g.special_education THEN 'SWD' END, CASE WHEN g.section_504 THEN '504' END], NULL)
	FROM governing_enrollments() g;
END;
COMMENT ON FUNCTION caaspp.student_groups() IS
	'The student groups of each student, by the governing enrollment: all; one of EL, RFEP, IFEP, EO, TBD (elas); SWD (special education); 504.';

CREATE OR REPLACE VIEW caaspp.participation_by_group WITH (security_invoker = true) AS
SELECT r.school_year::text AS school_year, r.lea::text AS lea_cds, l.name AS lea_name, r.school::text AS school_cds, s.name AS school_name,
	r.level, r.subject, r.student_group, r.expected, r.participated, r.pge, r.nte,
	round(100.0 * r.participated / nullif(r.expected, 0), 2) AS participation_rate,
	b.short_by = 0 AS meets_95, b.short_by, r.construct_changed
FROM caaspp.counted_participation() r
	CROSS JOIN LATERAL (SELECT caaspp.short_of(r.target_percent, r.expected, r.participated) AS short_by) b
	LEFT JOIN caaspp.organizations s ON s.cds = r.school
	LEFT JOIN caaspp.organizations l ON l.cds = r.lea;
COMMENT ON VIEW caaspp.participation_by_group IS 'Participation by subject and student group, for each school and each LEA. The rows of group all at level school are participation_rates.';

CREATE OR REPLACE VIEW caaspp.participation_public WITH (security_invoker = true) AS
SELECT r.school_year::text AS school_year, r.lea::text AS lea_cds, l.name AS lea_name, r.school::text AS school_cds, s.name AS school_name,
	r.level, r.subject, r.student_group, r.expected, r.participated, r.participation_rate, r.meets_95, r.short_by, r.suppressed
FROM caaspp.published_participation() r
	LEFT JOIN caaspp.organizations s ON s.cds = r.school
	LEFT JOIN caaspp.organizations l ON l.cds = r.lea;
COMMENT ON VIEW caaspp.participation_public IS 'participation_by_group as it may be published: groups below participation_rules.public_minimum are suppressed, and as many others as keep anybody from working them out.';

COMMENT ON COLUMN caaspp.participation_by_group.student_group IS 'all; EL, RFEP, IFEP, EO or TBD (English language acquisition status); SWD (special education); 504.';
COMMENT ON COLUMN caaspp.participation_public.student_group IS 'all; EL, RFEP, IFEP, EO or TBD (English language acquisition status); SWD (special education); 504.';
COMMENT ON COLUMN caaspp.participation_public.suppressed IS 'The group is too small to publish, or would give one away that is; its figures are null.';
