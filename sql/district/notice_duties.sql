-- Notices to parents: which of the year's duties those that were sent satisfy.

CREATE OR REPLACE VIEW caaspp.notice_duties WITH (security_invoker = true) AS
SELECT d.school_year::text AS school_year, d.lea::text AS lea_cds, l.name AS lea_name, d.school::text AS school_cds, s.name AS school_name,
	d.duty, d.says, d.required, d.due_on, d.kinds, n.kind AS satisfied_by, n.sent_on,
	CASE WHEN n.sent_on <= d.due_on THEN 'done'
		 WHEN n.sent_on IS NOT NULL THEN 'late'
		 WHEN d.due_on < (SELECT today()) THEN 'overdue'
		 ELSE 'open' END AS status
FROM (SELECT o.school_year, o.lea, o.school, r.duty, r.says, r.required, string_agg(r.kind, ', ' ORDER BY r.kind COLLATE "C") AS kinds,
			 CASE WHEN r.before_testing THEN window_start(o.school_year, o.school) - 1 ELSE window_end(o.school_year, o.school) END AS due_on
	  FROM (SELECT a.school_year, a.school, min(a.lea) AS lea FROM active_assignments() a GROUP BY a.school_year, a.school) o
		JOIN caaspp.notice_rules r ON in_force(r.first_year, r.last_year, o.school_year)
	  GROUP BY o.school_year, o.lea, o.school, r.duty, r.says, r.required, r.before_testing) d
	LEFT JOIN LATERAL (SELECT t.kind, t.sent_on
					   FROM caaspp.notices t
						JOIN caaspp.notice_rules r ON r.duty = d.duty AND r.kind = t.kind
							AND in_force(r.first_year, r.last_year, d.school_year)
					   WHERE t.school_year = d.school_year AND t.scope IN (d.school, lea(d.school), d.lea) AND t.sent_on <= (SELECT today())
					   ORDER BY t.sent_on, t.kind COLLATE "C" LIMIT 1) n ON true
	LEFT JOIN caaspp.organizations s ON s.cds = d.school
	LEFT JOIN caaspp.organizations l ON l.cds = d.lea;
COMMENT ON VIEW caaspp.notice_duties IS 'What parents of each school that tests are to be told this year, and the first notice that did: the school''s own or its LEA''s.';
COMMENT ON COLUMN caaspp.notice_duties.duty IS 'participation, exemption, schedule, resources, results or support.';
COMMENT ON COLUMN caaspp.notice_duties.says IS 'The duty in words.';
COMMENT ON COLUMN caaspp.notice_duties.required IS 'True: the law demands it each year; false: the state''s guide advises it.';
COMMENT ON COLUMN caaspp.notice_duties.kinds IS 'Kinds of notice that satisfy it, joined by a comma.';
COMMENT ON COLUMN caaspp.notice_duties.satisfied_by IS 'Kind of the first notice that did; null when none was sent.';
COMMENT ON COLUMN caaspp.notice_duties.sent_on IS 'Day of that notice.';
COMMENT ON COLUMN caaspp.notice_duties.status IS 'done, late (sent after the day due), overdue (not sent, and past), or open.';
