-- Incidents: what is to be done about each, how far its appeals are, and what looks like an incident that nobody logged.

CREATE OR REPLACE FUNCTION caaspp.incident_type(of_code text, of_year caaspp.school_year)
RETURNS SETOF caaspp.incident_types
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT t.* FROM caaspp.incident_types t WHERE t.code = of_code AND in_force(t.first_year, t.last_year, of_year) ORDER BY t.first_year DESC LIMIT 1;
END;
COMMENT ON FUNCTION caaspp.incident_type(text, caaspp.school_year) IS
	'The row of incident_types that is in force for a code in a school year, of several that with the latest first_year; none when it is not known.';

CREATE OR REPLACE FUNCTION caaspp.appeal_states()
RETURNS TABLE (school_year caaspp.school_year, school caaspp.cds_code, incident text, kind text, ssid caaspp.ssid, part caaspp.test_part, appeal text,
			   filed_on date, decided_on date, approved boolean, file_by date, answer_due_on date, window_ends_on date, stage text, status text, problem text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT q.school_year, q.school, q.incident, q.kind, q.ssid, q.part, q.appeal, q.filed_on, q.decided_on, q.approved,
		q.file_by, q.answer_due_on, q.window_ends_on, q.stage,
		CASE WHEN q.appeal IS NULL THEN 'none'
			 WHEN q.approved THEN 'approved'
			 WHEN NOT q.approved THEN 'denied'
			 WHEN q.filed_on IS NOT NULL AND q.answer_due_on < (SELECT today()) THEN 'answer overdue'
			 WHEN q.filed_on IS NOT NULL THEN 'waiting'
			 WHEN q.window_ends_on < (SELECT today()) THEN 'too late'
			 WHEN q.file_by < (SELECT today()) THEN 'overdue'
			 ELSE 'to file' END,
		CASE WHEN q.is_missing THEN 'no such incident'
			 WHEN q.appeal IS NOT NULL AND q.file_by IS NULL THEN 'unknown appeal'
			 WHEN q.appeal <> ALL (q.appeals) THEN 'not an appeal of this incident'
			 WHEN EXISTS (SELECT FROM caaspp.incident_students b
						  WHERE b.school_year = q.school_year AND b.ssid = q.ssid AND b.part = q.part AND b.appeal = ANY (q.not_after)
							AND b.approved AND (b.decided_on > coalesce(q.decided_on, q.filed_on, (SELECT today()))) IS NOT TRUE) THEN 'refused after another appeal'
			 WHEN q.approved AND q.reopened_on IS NULL AND q.stage <> ALL (q.stages_after) THEN 'not done in the testing platform' END
	FROM (SELECT x.school_year, x.school, x.incident, i.kind, x.ssid, x.part, x.appeal,
				 CASE WHEN x.filed_on <= (SELECT today()) THEN x.filed_on END AS filed_on,
				 CASE WHEN x.decided_on <= (SELECT today()) THEN x.decided_on END AS decided_on,
				 CASE WHEN (x.decided_on > (SELECT today())) IS NOT TRUE THEN x.approved END AS approved,		-- on a day that is not known, too
				 i.incident IS NULL AND (NOT (SELECT row_security_active('caaspp.incidents'))		-- a role does not see those of other schools
										 OR x.school = ANY ((SELECT granted_scopes())::caaspp.cds_code[]) OR lea(x.school) = ANY ((SELECT granted_scopes())::caaspp.cds_code[])) AS is_missing,
				 t.appeals, y.not_after, y.stages_after, coalesce(a.stage, 'absent') AS stage, a.reopened_on, w.ends_on AS window_ends_on,
				 w.ends_on - y.file_days_before AS file_by, business_day(x.filed_on, y.answer_business_days, lea(x.school)) AS answer_due_on
		  FROM caaspp.incident_students x
			LEFT JOIN caaspp.incidents i ON i.school_year = x.school_year AND i.school = x.school AND i.incident = x.incident
			LEFT JOIN LATERAL incident_type(i.kind, x.school_year) t ON true
			LEFT JOIN LATERAL (SELECT r.not_after, r.stages_after, r.file_days_before, r.answer_business_days FROM caaspp.appeal_types r
							   WHERE r.code = x.appeal AND in_force(r.first_year, r.last_year, x.school_year)
							   ORDER BY r.first_year DESC LIMIT 1) y ON true
			LEFT JOIN LATERAL (SELECT stage(b.status) AS stage, b.reopened_on FROM caaspp.attempts b
							   WHERE b.school_year = x.school_year AND b.ssid = x.ssid AND b.part = x.part
							   ORDER BY b.opportunity DESC LIMIT 1) a ON true
			CROSS JOIN LATERAL (SELECT window_end(x.school_year, x.school) AS ends_on) w) q;
END;
COMMENT ON FUNCTION caaspp.appeal_states() IS
	'The rows of incident_students with what the rules say of each appeal on caaspp.today(): status and problem as incident_appeals shows them.';

CREATE OR REPLACE FUNCTION caaspp.logged_incidents()
RETURNS TABLE (school_year caaspp.school_year, school caaspp.cds_code, incident text, kind text, assessment caaspp.assessment, occurred_on date, report_due_on date,
			   reported_on date, reported_late boolean, stairs_number text, directions text, closed_on date, students integer,
			   appeals integer, appeals_open integer, window_ends_on date, status text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT i.school_year, i.school, i.incident, i.kind, i.assessment, i.occurred_on, i.report_due_on, i.reported_on,
		CASE WHEN i.reported_on IS NOT NULL THEN i.reported_late END, i.stairs_number, i.directions, i.closed_on, greatest(i.students, a.students), coalesce(a.appeals, 0), coalesce(a.open, 0), w.ends_on,
		CASE WHEN i.closed_on IS NOT NULL THEN 'closed'
			 WHEN i.reported_on IS NULL AND i.report_due_on < (SELECT today()) THEN 'report overdue'
			 WHEN i.reported_on IS NULL THEN 'to report'
			 WHEN a.open > 0 THEN 'appeal open'
			 ELSE 'reported' END
	FROM (SELECT n.school_year, n.school, n.incident, n.kind, n.assessment, n.students, n.stairs_number, n.directions, pacific_date(n.occurred_at) AS occurred_on,
				 pacific_date(n.occurred_at + h.span) AS report_due_on,
				 CASE WHEN pacific_date(n.reported_at) <= (SELECT today()) THEN pacific_date(n.reported_at) END AS reported_on,
				 CASE WHEN has_time(n.occurred_at) AND has_time(n.reported_at) THEN n.reported_at > n.occurred_at + h.span
					  ELSE pacific_date(n.reported_at) > pacific_date(n.occurred_at + h.span) END AS reported_late,
				 CASE WHEN n.closed_on <= (SELECT today()) THEN n.closed_on END AS closed_on
		  FROM caaspp.incidents n
			CROSS JOIN LATERAL (		-- of a kind that nobody knows, as for the strictest
				SELECT make_interval(hours => coalesce((SELECT t.report_within_hours FROM incident_type(n.kind, n.school_year) t),
													   (SELECT min(y.report_within_hours) FROM caaspp.incident_types y WHERE in_force(y.first_year, y.last_year, n.school_year)))) AS span) h) i
		LEFT JOIN (SELECT s.school_year, s.school, s.incident, count(DISTINCT s.ssid)::integer AS students, count(s.appeal)::integer AS appeals,
						  (count(*) FILTER (WHERE s.status IN ('to file', 'overdue', 'waiting', 'answer overdue')))::integer AS open
				   FROM appeal_states() s GROUP BY 1, 2, 3) a ON a.school_year = i.school_year AND a.school = i.school AND a.incident = i.incident
		CROSS JOIN LATERAL (SELECT window_end(i.school_year, i.school) AS ends_on) w;
END;
COMMENT ON FUNCTION caaspp.logged_incidents() IS
	'The rows of incidents with what the rules say of each on caaspp.today(), as incident_log shows them, in the tables'' types.';

CREATE OR REPLACE VIEW caaspp.incident_log WITH (security_invoker = true) AS
SELECT i.school_year::text AS school_year, lea(i.school)::text AS lea_cds, l.name AS lea_name, i.school::text AS school_cds, s.name AS school_name,
	i.incident, i.kind, t.title, t.severity, t.classification, t.state_decides, i.assessment::text AS assessment, i.occurred_on, i.report_due_on, i.reported_on, i.reported_late,
	i.stairs_number, i.directions, i.students, i.appeals, i.appeals_open, i.window_ends_on, i.closed_on, i.status
FROM logged_incidents() i
	LEFT JOIN LATERAL incident_type(i.kind, i.school_year) t ON true
	LEFT JOIN caaspp.organizations s ON s.cds = i.school
	LEFT JOIN caaspp.organizations l ON l.cds = lea(i.school);
COMMENT ON VIEW caaspp.incident_log IS 'Incidents with their severity, by when each is to be reported to the state, and what is still open.';
COMMENT ON COLUMN caaspp.incident_log.incident IS 'The district''s own number for it.';
COMMENT ON COLUMN caaspp.incident_log.kind IS 'Code of incident_types.';
COMMENT ON COLUMN caaspp.incident_log.title IS 'The kind in the state''s words; null when incident_types does not know it in that year.';
COMMENT ON COLUMN caaspp.incident_log.severity IS 'mild, moderate or severe; null where the state gives none.';
COMMENT ON COLUMN caaspp.incident_log.classification IS 'The later guides'' word: impropriety, irregularity or breach.';
COMMENT ON COLUMN caaspp.incident_log.state_decides IS 'True: the CDE tells what follows and whether to appeal.';
COMMENT ON COLUMN caaspp.incident_log.occurred_on IS 'Pacific day on which it happened.';
COMMENT ON COLUMN caaspp.incident_log.report_due_on IS 'Pacific day on which the hours within which it is reported end (incident_types; of an unknown kind the fewest of the year); null when it is not known when it happened.';
COMMENT ON COLUMN caaspp.incident_log.reported_on IS 'Pacific day on which it was filed in STAIRS; null: not yet.';
COMMENT ON COLUMN caaspp.incident_log.reported_late IS 'Whether more hours than those went by until then, or where no time of day is known whether that day was over; null while not reported.';
COMMENT ON COLUMN caaspp.incident_log.stairs_number IS 'The number that STAIRS gave it.';
COMMENT ON COLUMN caaspp.incident_log.directions IS 'How to proceed, as the state answered.';
COMMENT ON COLUMN caaspp.incident_log.appeals IS 'Appeals asked for, a part each.';
COMMENT ON COLUMN caaspp.incident_log.appeals_open IS 'Of these filed and not decided yet, or still to be filed.';
COMMENT ON COLUMN caaspp.incident_log.window_ends_on IS 'Last day on which the school can test; no appeal is processed after it.';
COMMENT ON COLUMN caaspp.incident_log.closed_on IS 'Day on which nothing was left to do; null while open.';
COMMENT ON COLUMN caaspp.incident_log.status IS 'closed; report overdue; to report; appeal open; or reported.';

CREATE OR REPLACE VIEW caaspp.incident_appeals WITH (security_invoker = true) AS
SELECT q.school_year::text AS school_year, coalesce(g.accountable_lea, lea(q.school))::text AS lea_cds, l.name AS lea_name, q.school::text AS school_cds, s.name AS school_name,
	q.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, g.grade::text AS grade, grade_order(g.grade) AS grade_order,
	q.incident, q.kind, assessment(q.part)::text AS assessment, q.part::text AS part, q.appeal, q.file_by, q.filed_on, q.answer_due_on, q.decided_on, q.status, q.stage, q.problem
FROM appeal_states() q
	LEFT JOIN governing_enrollments() g ON g.school_year = q.school_year AND g.ssid = q.ssid
	LEFT JOIN caaspp.students n ON n.ssid = q.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = q.school
	LEFT JOIN caaspp.organizations l ON l.cds = coalesce(g.accountable_lea, lea(q.school));
COMMENT ON VIEW caaspp.incident_appeals IS 'Students whom incidents concern, a row a part, with the appeal for it and how far it is.';
COMMENT ON COLUMN caaspp.incident_appeals.incident IS 'The district''s own number of the incident.';
COMMENT ON COLUMN caaspp.incident_appeals.kind IS 'Code of incident_types; null when the incident, or its kind, is not known, or is of a school that the role does not see.';
COMMENT ON COLUMN caaspp.incident_appeals.appeal IS 'Code of appeal_types; null: none is asked for.';
COMMENT ON COLUMN caaspp.incident_appeals.file_by IS 'Day by which it is best filed: appeal_types.file_days_before the end of the school''s window.';
COMMENT ON COLUMN caaspp.incident_appeals.filed_on IS 'Day on which it was filed; null: not yet.';
COMMENT ON COLUMN caaspp.incident_appeals.status IS 'none (no appeal), to file, overdue (past file_by), too late (the window has ended), waiting, answer overdue, approved or denied.';
COMMENT ON COLUMN caaspp.incident_appeals.stage IS 'Where the part is now: open, done, expired, invalidated, or absent (no attempt).';
COMMENT ON COLUMN caaspp.incident_appeals.problem IS 'The first that holds: no such incident; unknown appeal; not an appeal of this incident; refused after another appeal (appeal_types.not_after); not done in the testing platform (approved, and the part''s stage does not show it). Null: none.';

CREATE OR REPLACE VIEW caaspp.incident_candidates WITH (security_invoker = true) AS
SELECT c.school_year, c.lea_cds, c.lea_name, c.school_cds, c.school_name, c.ssid, c.student_name, c.grade, c.grade_order,
	t.code AS kind, t.title, c.part, c.found_in, c.detail, t.appeals
FROM (SELECT e.school_year, e.lea_cds, e.lea_name, e.school_cds, e.school_name, e.ssid, e.student_name, e.grade, e.grade_order,
			 e.part, 'expired_tests' AS found_in, format('last day %s', to_char(e.last_day, 'YYYY-MM-DD')) AS detail
	  FROM caaspp.expired_tests e
	  UNION ALL
	  SELECT m.school_year, m.lea_cds, m.lea_name, m.school_cds, m.school_name, m.ssid, m.student_name, m.grade, m.grade_order,
			 NULL, 'mixed_assignments', format('%s and %s (%s)', m.alternate_tests, m.general_tests, m.list)
	  FROM caaspp.mixed_assignments m) c
	JOIN LATERAL (SELECT DISTINCT ON (y.code) y.code, y.title, array_to_string(y.appeals, ', ') AS appeals, y.found_in FROM caaspp.incident_types y
				  WHERE in_force(y.first_year, y.last_year, c.school_year::caaspp.school_year)
				  ORDER BY y.code, y.first_year DESC) t ON t.found_in = c.found_in
WHERE (c.school_year, c.ssid, t.code, coalesce(c.part, '')) NOT IN		-- hashed, however many there are
		(SELECT x.school_year::text, x.ssid::text, y.code, unnest(ARRAY[x.part::text, ''])
		 FROM caaspp.incident_students x
			LEFT JOIN caaspp.incidents i ON i.school_year = x.school_year AND i.school = x.school AND i.incident = x.incident
			JOIN caaspp.incident_types y ON y.code = i.kind OR i.incident IS NULL)		-- at a school that a role does not see: of any kind
UNION ALL
SELECT b.school_year, b.lea_cds, b.lea_name, b.school_cds, b.school_name, b.ssid, b.student_name, b.grade, b.grade_order,
	NULL, NULL, b.part, 'attempt_setbacks', format('%s, known since %s', b.kind, to_char(b.recorded_on, 'YYYY-MM-DD')), b.kind
FROM caaspp.attempt_setbacks b
WHERE b.kind IN (SELECT y.code FROM caaspp.appeal_types y)
	AND NOT EXISTS (SELECT FROM caaspp.incident_students x
					WHERE x.school_year::text = b.school_year AND x.ssid::text = b.ssid AND x.part::text = b.part AND x.appeal = b.kind);
COMMENT ON VIEW caaspp.incident_candidates IS 'What looks like an incident and is not logged: students whom another view shows (incident_types.found_in), and parts that went back in the testing platform, which needs an appeal.';
COMMENT ON COLUMN caaspp.incident_candidates.kind IS 'Code of incident_types; null when it could be of several.';
COMMENT ON COLUMN caaspp.incident_candidates.title IS 'The kind in the state''s words.';
COMMENT ON COLUMN caaspp.incident_candidates.found_in IS 'The view that shows it: expired_tests, mixed_assignments or attempt_setbacks.';
COMMENT ON COLUMN caaspp.incident_candidates.detail IS 'What that view says.';
COMMENT ON COLUMN caaspp.incident_candidates.appeals IS 'Appeals that may follow, joined by a comma; of a part that went back, the one that it needed.';
