-- Events of attempts: every step from one status to the next, read from the attempts and their history. Nothing is
-- written a second time, so an update costs no more for it but an entry in an index.

-- By the text that the views show: the events of one student.
CREATE INDEX IF NOT EXISTS attempts_student ON caaspp.attempts ((ssid::text) text_pattern_ops);
CREATE INDEX IF NOT EXISTS attempts_history_student ON caaspp.attempts_history ((ssid::text) text_pattern_ops);

CREATE OR REPLACE FUNCTION caaspp.attempt_steps()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, part caaspp.test_part, opportunity integer, event integer, seen_at timestamptz,
			   from_status text, to_status text, kind text, started_on date, completed_on date, reopened_on date, batch_id bigint, citation text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	SELECT s.school_year, s.ssid, s.part, s.opportunity,
		(row_number() OVER (PARTITION BY s.school_year, s.ssid, s.part, s.opportunity ORDER BY s.seen_at, s.place))::integer,
		s.seen_at, s.from_status, s.to_status,
		CASE WHEN s.has_rules THEN coalesce(r.kind, 'illegal') END,
		s.started_on, s.completed_on, s.reopened_on, s.batch_id, r.citation
	FROM (SELECT p.school_year, p.ssid, p.part, p.opportunity, p.seen_at, p.place, p.started_on, p.completed_on, p.reopened_on, p.batch_id,
				 coalesce(p.status_before, 'absent') AS from_status, p.status AS to_status,
				 CASE WHEN p.status_before IS NULL OR p.status = 'removed' THEN 'status'
					  WHEN p.status_before = 'removed' THEN CASE WHEN p.started_on = p.started_before THEN 'start kept' ELSE 'status' END
					  WHEN p.reopened_on IS NOT NULL AND p.reopened_on IS DISTINCT FROM p.reopened_before THEN 'reopened'
					  WHEN p.started_before IS NOT NULL AND p.started_on IS NULL THEN 'start gone'
					  WHEN p.started_on > p.started_before THEN 'start later'
					  ELSE 'status' END AS evidence,
				 EXISTS (SELECT FROM caaspp.attempt_transitions y
						 WHERE in_force(y.first_year, y.last_year, p.school_year)) AS has_rules
		  FROM (SELECT v.school_year, v.ssid, v.part, v.opportunity, o.seen_at, o.place, o.status, o.started_on, o.completed_on, o.reopened_on, o.batch_id,
					   lag(o.status) OVER w AS status_before, lag(o.started_on) OVER w AS started_before, lag(o.reopened_on) OVER w AS reopened_before
				FROM (SELECT k.school_year, k.ssid, k.part, k.opportunity, k.status, k.started_on, k.completed_on, k.reopened_on, k.batch_id,
							 k.recorded_at, k.known_until, k.replaced_by,
							 lead(k.recorded_at) OVER (PARTITION BY k.school_year, k.ssid, k.part, k.opportunity ORDER BY k.recorded_at) AS next_at
					  FROM (SELECT t.school_year, t.ssid, t.part, t.opportunity, t.status, t.started_on, t.completed_on, t.reopened_on, t.batch_id,
								   t.recorded_at, NULL::timestamptz AS known_until, NULL::bigint AS replaced_by
							FROM caaspp.attempts t
							UNION ALL
							SELECT h.school_year, h.ssid, h.part, h.opportunity, h.status, h.started_on, h.completed_on, h.reopened_on, h.batch_id,
								   h.recorded_at, h.known_until, h.replaced_by
							FROM caaspp.attempts_history h
							WHERE h.recorded_at < h.known_until) k) v
					-- What was believed no longer, and nothing in its place, was taken away.
					CROSS JOIN LATERAL (VALUES (0, v.recorded_at, v.status::text, v.completed_on, v.started_on, v.reopened_on, v.batch_id),
											   (1, CASE WHEN (v.next_at <= v.known_until) IS NOT TRUE THEN v.known_until END, 'removed',
												v.completed_on, v.started_on, v.reopened_on, v.replaced_by))
						o(place, seen_at, status, completed_on, started_on, reopened_on, batch_id)
				WHERE o.seen_at IS NOT NULL
					AND NOT EXISTS (SELECT FROM caaspp.import_batches b		-- what an import said that was taken back was not so
									WHERE b.batch_id IN (v.batch_id, o.batch_id) AND b.undone_at IS NOT NULL)
				WINDOW w AS (PARTITION BY v.school_year, v.ssid, v.part, v.opportunity ORDER BY o.seen_at, o.place)) p) s
		LEFT JOIN LATERAL (SELECT t.kind, t.citation
						   FROM caaspp.attempt_transitions t
						   WHERE t.from_status = s.from_status AND t.to_status = s.to_status AND t.evidence IN ('status', s.evidence)
							AND in_force(t.first_year, t.last_year, s.school_year)
						   ORDER BY t.evidence = 'status', t.first_year DESC		-- what the dates show, then the later rule
						   LIMIT 1) r ON true
	WHERE s.from_status <> s.to_status OR s.evidence <> 'status';
END;
COMMENT ON FUNCTION caaspp.attempt_steps() IS
	'Every step of every attempt, numbered in the order in which it was recorded: from attempts and attempts_history, judged by attempt_transitions. kind is illegal where no rule leads there, null in a year without rules. seen_at: the transaction that brought it; batch_id: the import, null by hand. Of a removed attempt the dates are those that it had. What undo_batch() took back is left out.';

CREATE OR REPLACE VIEW caaspp.attempt_events WITH (security_invoker = true) AS
SELECT e.school_year::text AS school_year, a.lea::text AS lea_cds, l.name AS lea_name, a.school::text AS school_cds, s.name AS school_name,
	e.ssid::text AS ssid, e.part::text AS part, e.opportunity, e.event, pacific_date(e.seen_at) AS recorded_on,
	to_char(e.seen_at AT TIME ZONE pacific_zone(), 'HH24:MI:SS') AS recorded_time,
	e.from_status, e.to_status, e.kind, e.started_on, e.completed_on, e.reopened_on, e.citation
FROM attempt_steps() e
	LEFT JOIN caaspp.assignments a ON a.school_year = e.school_year AND a.ssid = e.ssid AND a.assessment = assessment(e.part)
	LEFT JOIN caaspp.organizations s ON s.cds = a.school
	LEFT JOIN caaspp.organizations l ON l.cds = a.lea;
COMMENT ON VIEW caaspp.attempt_events IS 'What happened with each attempt, step by step, as it was recorded; a transaction is one report. The site is that of the assignment, null without one.';

CREATE OR REPLACE VIEW caaspp.attempt_setbacks WITH (security_invoker = true) AS
SELECT e.school_year::text AS school_year, a.lea::text AS lea_cds, l.name AS lea_name, a.school::text AS school_cds, s.name AS school_name,
	e.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name,
	a.grade::text AS grade, grade_order(a.grade) AS grade_order, assessment(e.part)::text AS assessment,
	e.part::text AS part, e.opportunity, e.kind, pacific_date(e.seen_at) AS recorded_on,
	e.from_status, e.to_status, t.status::text AS status, e.citation
FROM attempt_steps() e
	LEFT JOIN caaspp.attempts t ON t.school_year = e.school_year AND t.ssid = e.ssid AND t.part = e.part AND t.opportunity = e.opportunity
	LEFT JOIN caaspp.assignments a ON a.school_year = e.school_year AND a.ssid = e.ssid AND a.assessment = assessment(e.part)
	LEFT JOIN caaspp.students n ON n.ssid = e.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = a.school
	LEFT JOIN caaspp.organizations l ON l.cds = a.lea
WHERE e.kind <> 'forward';
COMMENT ON VIEW caaspp.attempt_setbacks IS 'Attempts that went back: reset, reopened, restored, or by a step that the state does not know (illegal), which is to be looked into.';
COMMENT ON COLUMN caaspp.attempt_events.opportunity IS 'Opportunity of the part.';
COMMENT ON COLUMN caaspp.attempt_events.event IS 'Number of the step, from 1, of this attempt.';
COMMENT ON COLUMN caaspp.attempt_events.recorded_on IS 'Day in California on which the step was recorded.';
COMMENT ON COLUMN caaspp.attempt_events.recorded_time IS 'Time of that day, HH:MM:SS; sort by event.';
COMMENT ON COLUMN caaspp.attempt_events.from_status IS 'Status before; absent: not seen before, removed: taken away before.';
COMMENT ON COLUMN caaspp.attempt_events.to_status IS 'Status after; removed: the attempt was taken away.';
COMMENT ON COLUMN caaspp.attempt_events.kind IS 'forward, reset, reopen, restore or illegal, by attempt_transitions; null in a year without rules.';
COMMENT ON COLUMN caaspp.attempt_events.completed_on IS 'Day of submission; of an expired part, its expiration.';
COMMENT ON COLUMN caaspp.attempt_events.reopened_on IS 'Day of an approved reopening.';
COMMENT ON COLUMN caaspp.attempt_events.citation IS 'The rule''s citation; null where no rule leads there.';
COMMENT ON COLUMN caaspp.attempt_setbacks.opportunity IS 'Opportunity of the part.';
COMMENT ON COLUMN caaspp.attempt_setbacks.kind IS 'reset, reopen, restore or illegal.';
COMMENT ON COLUMN caaspp.attempt_setbacks.recorded_on IS 'Day in California on which the step was recorded.';
COMMENT ON COLUMN caaspp.attempt_setbacks.from_status IS 'Status before; removed: taken away before.';
COMMENT ON COLUMN caaspp.attempt_setbacks.to_status IS 'Status after; removed: the attempt was taken away.';
COMMENT ON COLUMN caaspp.attempt_setbacks.status IS 'Status now; null when the attempt is not there.';
COMMENT ON COLUMN caaspp.attempt_setbacks.citation IS 'The rule''s citation; null where no rule leads there.';
