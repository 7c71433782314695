-- Exemption letters: what became of each request, and which come in clusters.

CREATE OR REPLACE VIEW caaspp.exemption_letters WITH (security_invoker = true) AS
SELECT q.school_year::text AS school_year, q.lea::text AS lea_cds, l.name AS lea_name, q.school::text AS school_cds, s.name AS school_name,
	q.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, q.grade::text AS grade, grade_order(q.grade) AS grade_order,
	q.assessment::text AS assessment, q.code::text AS requested_code, q.received_on, q.dated_on, q.source, q.lacks,
	q.status, q.status IN ('incomplete', 'to enter', 'entered', 'taken back', 'of another year', 'not on request') AS keeps_testing, q.entered_on, q.blocked_on, q.parts_done, q.parts_total,
	CASE WHEN q.status NOT IN ('not assigned', 'of another year', 'not on request', 'taken back') THEN q.begun_after END AS begun_after
FROM (SELECT r.*, g.school, coalesce(g.accountable_lea, lea(g.school)) AS lea, g.grade,
			 x.entered_on, x.blocked_on, count_parts(a.parts_done) AS parts_done, count_parts(a.parts) AS parts_total,
			 (SELECT min(t.started_on) FROM caaspp.attempts t
			  WHERE r.lacks IS NULL AND t.school_year = r.school_year AND t.ssid = r.ssid AND assessment(t.part) = r.assessment AND t.started_on > r.received_on) AS begun_after,
			 CASE WHEN x.code IS NOT NULL AND x.blocked THEN 'in force'
				  WHEN x.code IS NOT NULL THEN 'entered'
				  WHEN x.other THEN 'other code entered'
				  WHEN a.assessment IS NULL THEN 'not assigned'
				  WHEN a.parts > 0 AND a.parts_done = a.parts THEN 'test completed'
				  WHEN r.received_on NOT BETWEEN starts_on(r.school_year) AND ends_on(r.school_year) THEN 'of another year'
				  WHEN NOT (SELECT u.on_request FROM caaspp.exemption_rules u
							WHERE u.code = r.code AND in_force(u.first_year, u.last_year, r.school_year)
							ORDER BY u.first_year DESC LIMIT 1) THEN 'not on request'
				  WHEN w.entered_on >= r.received_on THEN 'taken back'		-- not by an earlier letter's code
				  WHEN a.window_ends_on < (SELECT today()) THEN 'window ended'
				  WHEN r.lacks IS NOT NULL THEN 'incomplete'
				  ELSE 'to enter' END AS status
	  FROM (SELECT o.school_year, o.ssid, o.assessment, o.code, o.received_on, o.dated_on, o.source,
				   request_lacks(o.code, o.school_year, o.is_written, o.is_signed, o.dated_on, o.received_on) AS lacks
			FROM caaspp.exemption_requests o
			UNION ALL		-- a code without a letter
			SELECT e.school_year, e.ssid, e.assessment, e.code, NULL, NULL, NULL, 'a request'
			FROM caaspp.exemptions e
			WHERE exempts(e.code)
				AND NOT EXISTS (SELECT FROM caaspp.exemption_requests o
								WHERE o.school_year = e.school_year AND o.ssid = e.ssid AND o.assessment = e.assessment AND o.code = e.code)) r
		LEFT JOIN LATERAL (
			SELECT CASE WHEN e.code = r.code THEN e.code END AS code, e.code <> r.code AND exempts(e.code) AS other,
				CASE WHEN e.code = r.code THEN pacific_date(e.entered_at) END AS entered_on,
				CASE WHEN e.code = r.code THEN pacific_date(t.blocked_at) END AS blocked_on,
				CASE WHEN e.entered_at IS NULL THEN true ELSE pacific_date(t.blocked_at) <= (SELECT today()) END IS TRUE AS blocked
			FROM caaspp.exemptions e
				-- TOMS' report of codes has the time of entry only
				CROSS JOIN LATERAL (SELECT coalesce(e.effective_at, e.entered_at + (SELECT make_interval(hours => y.exemption_hours) FROM caaspp.administrations y
																					WHERE y.school_year = e.school_year)) AS blocked_at) t
			WHERE e.school_year = r.school_year AND e.ssid = r.ssid AND e.assessment = r.assessment) x ON true
		LEFT JOIN (SELECT h.school_year, h.ssid, h.assessment, h.code, max(pacific_date(coalesce(h.entered_at, h.recorded_at))) AS entered_on
				   FROM caaspp.exemptions_history h WHERE NOT h.undone GROUP BY h.school_year, h.ssid, h.assessment, h.code) w
			ON w.school_year = r.school_year AND w.ssid = r.ssid AND w.assessment = r.assessment AND w.code = r.code
		LEFT JOIN caaspp.assignments a ON a.school_year = r.school_year AND a.ssid = r.ssid AND a.assessment = r.assessment
		LEFT JOIN LATERAL (SELECT o.school, o.accountable_lea, o.grade FROM governing_enrollments() o
						   WHERE o.school_year = r.school_year AND o.ssid = r.ssid LIMIT 1) g ON true) q
	LEFT JOIN caaspp.students n ON n.ssid = q.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = q.school
	LEFT JOIN caaspp.organizations l ON l.cds = q.lea;
COMMENT ON VIEW caaspp.exemption_letters IS 'Each request for an exemption, and each code entered without one: what it lacks, whether the code was entered, and whether the student keeps testing until then.';
COMMENT ON COLUMN caaspp.exemption_letters.requested_code IS 'The code it asks for: PGE (parent or guardian) or NTE (medical emergency).';
COMMENT ON COLUMN caaspp.exemption_letters.received_on IS 'Day of receipt; null for a code without a request.';
COMMENT ON COLUMN caaspp.exemption_letters.dated_on IS 'The date that it bears; null when undated.';
COMMENT ON COLUMN caaspp.exemption_letters.source IS 'How it came: letter, email, office.';
COMMENT ON COLUMN caaspp.exemption_letters.lacks IS 'What it is not: in writing, signed, dated, dated no later than received, joined by a comma; a request, where the code was entered without one; null when complete.';
COMMENT ON COLUMN caaspp.exemption_letters.status IS 'in force (the testing platform blocks the test), entered (it will), other code entered, not assigned, test completed, of another year, not on request (the state derives the code), taken back (the code was entered since and is there no longer: ask for a new letter before it is entered again), window ended, incomplete, or to enter: the first that holds.';
COMMENT ON COLUMN caaspp.exemption_letters.keeps_testing IS 'The request has no effect, yet or any more: the student goes on testing.';
COMMENT ON COLUMN caaspp.exemption_letters.entered_on IS 'Pacific day on which this code was entered; null when it was not, or when that is not known.';
COMMENT ON COLUMN caaspp.exemption_letters.blocked_on IS 'Pacific day from which the testing platform blocks the test; null as entered_on.';
COMMENT ON COLUMN caaspp.exemption_letters.begun_after IS 'First day, after that on which a complete letter came, on which a part of the test was begun: the student was tested all the same. Null: none.';
