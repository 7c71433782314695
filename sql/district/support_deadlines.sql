-- What takes time before the first day of testing: by when it is due, and what the state answered.

CREATE OR REPLACE VIEW caaspp.support_deadlines WITH (security_invoker = true) AS
SELECT d.school_year::text AS school_year, d.lea::text AS lea_cds, l.name AS lea_name, d.school::text AS school_cds, s.name AS school_name,
	d.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, d.grade::text AS grade, grade_order(d.grade) AS grade_order,
	array_to_string(d.populations, ', ') AS population, d.code, d.support, d.class, d.identified_by,
	d.action, d.first_day, d.due_on, d.due_on - (SELECT today()) AS days_left, d.done_on, d.answer_due_on,
	CASE WHEN d.needs_request AND d.approved THEN 'approved'
		 WHEN d.needs_request AND NOT d.approved THEN 'refused'
		 WHEN d.done_on IS NOT NULL AND NOT d.needs_request THEN 'done'
		 WHEN d.done_on IS NOT NULL AND d.answer_due_on < (SELECT today()) THEN 'answer overdue'
		 WHEN d.done_on IS NOT NULL THEN 'asked'
		 WHEN d.due_on < (SELECT today()) THEN 'overdue'
		 ELSE 'open' END AS status
FROM (SELECT a.school_year, a.ssid, a.school, a.lea, a.grade, a.populations, a.code, a.support, a.class, a.identified_by,
			 t.action, t.needs_request, w.first_day, business_day(w.first_day, -t.business_days, a.lea) AS due_on, q.approved,
			 CASE WHEN t.needs_request THEN q.requested_on ELSE pacific_date(o.recorded_at) END AS done_on,
			 business_day(q.asked_on, t.answer_business_days, a.lea) AS answer_due_on
	  FROM all_audited_supports() a
		JOIN caaspp.support_lead_times t ON t.code = a.code AND in_force(t.first_year, t.last_year, a.school_year)
		CROSS JOIN LATERAL (SELECT window_start(a.school_year, a.school) AS first_day) w
		LEFT JOIN caaspp.support_settings o ON o.school_year = a.school_year AND o.source = 'TOMS' AND o.ssid = a.ssid AND o.code = a.code
		LEFT JOIN LATERAL (		-- of each test the latest request; open while one is not answered, refused when all are
			SELECT min(r.first_asked) AS requested_on, coalesce(max(r.requested_on) FILTER (WHERE r.approved IS NULL), max(r.requested_on)) AS asked_on,
				CASE WHEN bool_and(r.approved IS NOT NULL) THEN bool_or(r.approved) END AS approved
			FROM (SELECT DISTINCT ON (h.assessment) h.requested_on, h.approved, min(h.requested_on) OVER () AS first_asked
				  FROM caaspp.support_requests h
				  WHERE h.school_year = a.school_year AND h.ssid = a.ssid AND h.code = a.code
				  ORDER BY h.assessment, h.requested_on DESC) r) q ON true
	  WHERE a.usable_in && a.tests AND a.problem IS DISTINCT FROM 'not permitted') d		-- nothing to set without a plan
	LEFT JOIN caaspp.students n ON n.ssid = d.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = d.school
	LEFT JOIN caaspp.organizations l ON l.cds = d.lea;
COMMENT ON VIEW caaspp.support_deadlines IS 'Supports that take time (support_lead_times): when they are due before the school''s first day of testing, and whether it was done. Accommodations of students without a plan are not here: support_mismatches has them as not permitted.';

CREATE OR REPLACE VIEW caaspp.construct_changes WITH (security_invoker = true) AS
SELECT a.year_text AS school_year, a.lea_cds, l.name AS lea_name, a.school_cds, s.name AS school_name,
	a.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, a.grade::text AS grade, grade_order(a.grade) AS grade_order,
	a.assessment::text AS assessment, k.subject, r.code, r.decided_on, p.participated IS TRUE AS counted
FROM construct_requests() r
	JOIN active_assignments() a ON a.school_year = r.school_year AND a.ssid = r.ssid AND a.assessment = r.assessment
	JOIN caaspp.assessments k ON k.assessment = a.assessment
	LEFT JOIN participation_tests() p ON p.school_year = r.school_year AND p.ssid = r.ssid AND p.assessment = r.assessment
	LEFT JOIN caaspp.students n ON n.ssid = a.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = a.school
	LEFT JOIN caaspp.organizations l ON l.cds = a.lea;
COMMENT ON VIEW caaspp.construct_changes IS 'Tests with an approved resource that changes what is measured: the score is reported, and by 5 CCR 854.9(d) the student does not count as participating.';
