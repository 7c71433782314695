-- Staff duties: who owes what before testing, and who has done it.

CREATE OR REPLACE VIEW caaspp.staff_duties WITH (security_invoker = true) AS
WITH places AS MATERIALIZED (		-- a day each, not one for every person there
	SELECT y.school_year, c.organization,
		CASE WHEN is_lea(c.organization)		-- its people are needed as soon as one of its schools tests
			 THEN coalesce((SELECT min(w.starts_on) FROM caaspp.testing_windows w WHERE w.school_year = y.school_year AND lea(w.school) = c.organization),
						   window_start(y.school_year, c.organization))
			 ELSE window_start(y.school_year, c.organization) END - 1 AS due_on
	FROM testing_years() y		-- staff has no year: it is who there is now
		CROSS JOIN (SELECT DISTINCT a.organization FROM caaspp.staff a) c)
SELECT p.school_year::text AS school_year, lea(p.organization)::text AS lea_cds, l.name AS lea_name,
	CASE WHEN NOT is_lea(p.organization) THEN p.organization::text END AS school_cds, CASE WHEN NOT is_lea(p.organization) THEN s.name END AS school_name,
	p.email, p.last_name || ', ' || p.first_name AS staff_name, p.role, p.title, d.duty, d.says, p.due_on, r.done_on, r.reference,
	CASE WHEN p.title IS NULL THEN 'unknown role'
		 WHEN r.done_on <= p.due_on THEN 'done'
		 WHEN r.done_on IS NOT NULL THEN 'late'
		 WHEN p.due_on < (SELECT today()) THEN 'overdue'
		 ELSE 'due' END AS status,
	p.interim_only
FROM (SELECT o.school_year, o.due_on, t.organization, t.email, t.last_name, t.first_name, t.role, x.title,
			 bool_or(x.may_give_interim) OVER mine AND NOT bool_or(x.may_give_general OR x.may_give_alternate) OVER mine AS interim_only
	  FROM places o
		JOIN caaspp.staff t ON t.organization = o.organization
		LEFT JOIN LATERAL (SELECT r.title, r.may_give_interim, r.may_give_general, r.may_give_alternate FROM caaspp.roles r
					  WHERE r.code = t.role AND in_force(r.first_year, r.last_year, o.school_year)
					  ORDER BY r.first_year DESC LIMIT 1) x ON true
	  WINDOW mine AS (PARTITION BY o.school_year, t.organization, t.email)) p
	LEFT JOIN LATERAL (SELECT DISTINCT ON (u.duty) u.duty, u.says FROM caaspp.staff_rules u
				  WHERE u.role = p.role AND in_force(u.first_year, u.last_year, p.school_year)
				  ORDER BY u.duty, u.first_year DESC) d ON true
	LEFT JOIN (SELECT DISTINCT ON (k.school_year, k.email, k.duty) k.school_year, k.email, k.duty, k.done_on, k.reference
			   FROM caaspp.staff_records k
			   WHERE k.done_on <= (SELECT today())
			   ORDER BY k.school_year, k.email, k.duty, k.done_on) r ON r.school_year = p.school_year AND r.email = p.email AND r.duty = d.duty
	LEFT JOIN caaspp.organizations s ON s.cds = p.organization
	LEFT JOIN caaspp.organizations l ON l.cds = lea(p.organization)
WHERE d.duty IS NOT NULL OR p.title IS NULL;		-- of a role that nobody knows, nobody knows what it owes
COMMENT ON VIEW caaspp.staff_duties IS 'What each person of staff owes before testing in the school year that is being tested, and whether it is recorded: a row a person, organization, role and duty.';
COMMENT ON COLUMN caaspp.staff_duties.email IS 'E-mail address, by which the person is known.';
COMMENT ON COLUMN caaspp.staff_duties.staff_name IS 'Last, First.';
COMMENT ON COLUMN caaspp.staff_duties.role IS 'The role''s code in roles; of one that is not there what the file says.';
COMMENT ON COLUMN caaspp.staff_duties.title IS 'The role''s name; null when roles does not know it.';
COMMENT ON COLUMN caaspp.staff_duties.duty IS 'agreement, affidavit, training, caa-certificate: a duty of staff_rules; null for an unknown role.';
COMMENT ON COLUMN caaspp.staff_duties.says IS 'The duty in words.';
COMMENT ON COLUMN caaspp.staff_duties.reference IS 'Where the sign-in sheet, form or certificate is kept.';
COMMENT ON COLUMN caaspp.staff_duties.status IS 'done, late (done after the day due), overdue (not done, and past), or due; unknown role where roles does not know it. Who may not test yet: due, overdue and unknown role.';
COMMENT ON COLUMN caaspp.staff_duties.interim_only IS 'True: the roles of the person there give interim tests and no summative one. To give one, the person is first made Test Administrator.';
