-- Schedule: the sessions as a calendar, what is wrong with them, and whom they leave out.

CREATE OR REPLACE FUNCTION caaspp.scheduled_sessions()
RETURNS TABLE (school_year caaspp.school_year, school caaspp.cds_code, session text, part caaspp.test_part, starts_at timestamptz, ends_at timestamptz, held_on date,
			   minutes integer, grade caaspp.grade, section text, room text, seats integer, make_up boolean, window_starts_on date, window_ends_on date,
			   students integer, to_test integer)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT s.school_year, s.school, s.session, s.part, s.starts_at, s.starts_at + make_interval(mins => s.minutes), pacific_date(s.starts_at),
		s.minutes, s.grade, s.section, s.room, s.seats, s.make_up, w.starts_on, w.ends_on, coalesce(n.students, 0), coalesce(n.to_test, 0)
	FROM caaspp.test_sessions s
		LEFT JOIN (SELECT t.school_year, t.school, window_start(t.school_year, t.school) AS starts_on, window_end(t.school_year, t.school) AS ends_on
				   FROM caaspp.test_sessions t GROUP BY t.school_year, t.school) w ON w.school_year = s.school_year AND w.school = s.school		-- of a school once
		LEFT JOIN (		-- added up once a school, grade, part and class; by their text, so that a filter of the views reaches them
			SELECT t.school_year::text AS year_text, t.school::text AS school_cds, t.session, sum(k.students)::integer AS students, sum(k.to_test)::integer AS to_test
			FROM caaspp.test_sessions t
				LEFT JOIN (		-- left, so that the planner knows that there are as many as sessions
					SELECT a.year_text, a.school_cds, a.grade, y.part, NULL AS section, count(*) AS students, count(*) FILTER (WHERE a.parts_done & part_bit(y.part) = 0) AS to_test
					FROM active_assignments() a
						JOIN year_parts() y ON y.school_year = a.school_year AND y.assessment = a.assessment
					WHERE NOT a.exempt
					GROUP BY a.year_text, a.school_cds, a.grade, y.part
					UNION ALL
					SELECT a.year_text, a.school_cds, a.grade, y.part, c.section, count(*), count(*) FILTER (WHERE a.parts_done & part_bit(y.part) = 0)
					FROM active_assignments() a
						JOIN year_parts() y ON y.school_year = a.school_year AND y.assessment = a.assessment
						JOIN caaspp.class_sections c ON c.school_year = a.school_year AND c.school = a.school AND c.ssid = a.ssid
					WHERE NOT a.exempt
					GROUP BY a.year_text, a.school_cds, a.grade, y.part, c.section) k
					ON k.year_text = t.school_year::text AND k.school_cds = t.school::text AND k.part = t.part AND k.section IS NOT DISTINCT FROM t.section AND (t.grade IS NULL OR k.grade = t.grade)
			GROUP BY t.school_year::text, t.school::text, t.session) n ON n.year_text = s.school_year::text AND n.school_cds = s.school::text AND n.session = s.session;
END;
COMMENT ON FUNCTION caaspp.scheduled_sessions() IS
	'The rows of test_sessions with their Pacific day, the school''s window, and on caaspp.today() the students whom each is for (active assignments that have the part, without PGE or NTE) and those of them who have not submitted it.';

CREATE OR REPLACE VIEW caaspp.test_schedule WITH (security_invoker = true) AS
SELECT q.school_year::text AS school_year, lea(q.school)::text AS lea_cds, l.name AS lea_name, q.school::text AS school_cds, s.name AS school_name,
	q.session, q.held_on, to_char(q.held_on, 'FMDay') AS weekday, to_char(q.starts_at AT TIME ZONE pacific_zone(), 'HH24:MI') AS starts,
	to_char(q.ends_at AT TIME ZONE pacific_zone(), 'HH24:MI') AS ends, q.minutes,
	assessment(q.part)::text AS assessment, q.part::text AS part, q.grade::text AS grade, grade_order(q.grade) AS grade_order, q.section, q.room, q.seats, q.make_up, q.students, q.to_test
FROM scheduled_sessions() q
	LEFT JOIN caaspp.organizations s ON s.cds = q.school
	LEFT JOIN caaspp.organizations l ON l.cds = lea(q.school);
COMMENT ON VIEW caaspp.test_schedule IS 'The schedules of all schools, to be shared with staff and, without the numbers of students, with families: it names no student.';
COMMENT ON COLUMN caaspp.test_schedule.session IS 'The school''s own name or number for it.';
COMMENT ON COLUMN caaspp.test_schedule.held_on IS 'Pacific day.';
COMMENT ON COLUMN caaspp.test_schedule.weekday IS 'Day of the week.';
COMMENT ON COLUMN caaspp.test_schedule.starts IS 'Pacific time at which it begins, HH:MI of 24 hours.';
COMMENT ON COLUMN caaspp.test_schedule.ends IS 'Pacific time at which it ends; null when its minutes are not known.';
COMMENT ON COLUMN caaspp.test_schedule.minutes IS 'How long it lasts.';
COMMENT ON COLUMN caaspp.test_schedule.section IS 'The class that is tested; null: everyone.';
COMMENT ON COLUMN caaspp.test_schedule.room IS 'Where.';
COMMENT ON COLUMN caaspp.test_schedule.seats IS 'Students who can test at once there.';
COMMENT ON COLUMN caaspp.test_schedule.make_up IS 'For students who were absent.';
COMMENT ON COLUMN caaspp.test_schedule.to_test IS 'Of the students: the part is not submitted yet.';

CREATE OR REPLACE VIEW caaspp.schedule_problems WITH (security_invoker = true) AS
SELECT q.school_year::text AS school_year, lea(q.school)::text AS lea_cds, l.name AS lea_name, q.school::text AS school_cds, s.name AS school_name,
	q.session, q.held_on, q.part::text AS part, q.grade::text AS grade, grade_order(q.grade) AS grade_order, q.section, q.room, q.problem, q.detail
FROM (SELECT n.school_year, n.school, n.session, n.held_on, n.part, n.grade, n.section, n.room, p.problem, p.detail
	  FROM scheduled_sessions() n
		LEFT JOIN year_forecast_rules() r ON r.school_year = n.school_year
		LEFT JOIN caaspp.testing_capacity o ON o.school_year = n.school_year AND o.school = n.school
		LEFT JOIN caaspp.testing_capacity d ON d.school_year = n.school_year AND d.school = lea(n.school)
		CROSS JOIN LATERAL (VALUES
			('outside the window', n.held_on < n.window_starts_on OR n.held_on > n.window_ends_on,
				format('the school tests from %s to %s', to_char(n.window_starts_on, 'YYYY-MM-DD'), to_char(n.window_ends_on, 'YYYY-MM-DD'))),
			('between windows', n.held_on BETWEEN n.window_starts_on AND n.window_ends_on AND NOT coalesce(
				(SELECT bool_or(n.held_on BETWEEN k.starts_on AND k.ends_on) FROM caaspp.testing_windows k WHERE k.school_year = n.school_year AND k.school = n.school),
				(SELECT bool_or(n.held_on BETWEEN k.starts_on AND k.ends_on) FROM caaspp.testing_windows k WHERE k.school_year = n.school_year AND k.school = lea(n.school))),
				'none of the windows has the day'),
			('no school day', n.held_on IS NOT NULL AND NOT EXISTS (SELECT FROM business_days(n.held_on, n.held_on, lea(n.school))),
				coalesce((SELECT min(f.name) FROM caaspp.non_school_days f WHERE f.day = n.held_on AND f.scope IN (lea(n.school), '00000000000000')), to_char(n.held_on, 'FMDay'))),
			('no time of day', NOT has_time(n.starts_at), 'it begins at midnight; give the time'),
			('weekday without testing', CASE extract(isodow FROM n.held_on) WHEN 1 THEN NOT coalesce(o.mondays, d.mondays, r.mondays, true)
											 WHEN 5 THEN NOT coalesce(o.fridays, d.fridays, r.fridays, true) END, to_char(n.held_on, 'FMDay')),
			('nobody to test', n.students = 0, CASE WHEN n.section IS NULL THEN 'no active assignment has the part there' ELSE format('nobody who takes the part is in class %s', n.section) END),
			('too few seats', NOT n.make_up AND n.seats < n.to_test, format('seats: %s, students: %s', n.seats, n.to_test))) p(problem, holds, detail)
	  WHERE p.holds AND (n.held_on >= (SELECT today()) OR p.problem = 'outside the window')		-- of what is over, slips of the hand only
	  UNION ALL
	  SELECT n.school_year, n.school, n.session, n.held_on, n.part, n.grade, n.section, n.room, p.problem, format('session %s', o.session)
	  FROM scheduled_sessions() n
		JOIN scheduled_sessions() o ON o.school_year = n.school_year AND o.school = n.school AND o.session <> n.session
			AND o.starts_at < n.ends_at AND n.starts_at < o.ends_at
		CROSS JOIN LATERAL (VALUES ('room taken', o.room = n.room), ('class in two sessions', o.section = n.section)) p(problem, holds)
	  WHERE p.holds AND n.held_on >= (SELECT today())
	  UNION ALL
	  SELECT n.school_year, n.school, n.session, n.held_on, n.part, n.grade, n.section, n.room, 'past its last day',
		  format('begun on %s, the part expires at the end of %s', to_char(n.first_on, 'YYYY-MM-DD'), to_char(n.last_day, 'YYYY-MM-DD'))
	  FROM (SELECT f.school_year, f.school, f.session, f.held_on, f.part, f.grade, f.section, f.room, f.make_up, f.first_on,
				   last_day(f.first_on, NULL::date, y.days_active, y.day_one_inclusive, y.reopen_days) AS last_day
			FROM (SELECT t.*, min(t.held_on) FILTER (WHERE NOT t.make_up) OVER (PARTITION BY t.school_year, t.school, t.part, t.grade, t.section) AS first_on
				  FROM scheduled_sessions() t
				  WHERE t.held_on BETWEEN t.window_starts_on AND t.window_ends_on) f
				JOIN year_parts() y ON y.school_year = f.school_year AND y.part = f.part) n
	  WHERE NOT n.make_up AND n.held_on > n.last_day AND n.held_on >= (SELECT today())) q
	LEFT JOIN caaspp.organizations s ON s.cds = q.school
	LEFT JOIN caaspp.organizations l ON l.cds = lea(q.school);
COMMENT ON VIEW caaspp.schedule_problems IS 'Sessions that cannot be held as they are scheduled, a row a problem; of those that are over only the ones outside the window, mostly slips of the hand.';
COMMENT ON COLUMN caaspp.schedule_problems.session IS 'The school''s own name or number for it.';
COMMENT ON COLUMN caaspp.schedule_problems.held_on IS 'Pacific day.';
COMMENT ON COLUMN caaspp.schedule_problems.section IS 'The class that is tested; null: everyone.';
COMMENT ON COLUMN caaspp.schedule_problems.room IS 'Where.';
COMMENT ON COLUMN caaspp.schedule_problems.problem IS 'outside the window; between windows (of several); no school day (weekends and non_school_days); no time of day (midnight); weekday without testing (Mondays and Fridays, by testing_capacity); nobody to test; too few seats (not of a make-up session); room taken; class in two sessions; past its last day (whoever began at the first session can no longer go on, by part_rules).';
COMMENT ON COLUMN caaspp.schedule_problems.detail IS 'What it is about: the window, the weekday or day off, the class, the seats, the other session, the last day.';

CREATE OR REPLACE VIEW caaspp.schedule_coverage WITH (security_invoker = true) AS
SELECT q.year_text AS school_year, q.lea_cds, l.name AS lea_name, q.school_cds, s.name AS school_name,
	q.grade::text AS grade, grade_order(q.grade) AS grade_order, assessment(q.part)::text AS assessment, q.part::text AS part,
	q.students, q.to_test, q.sessions, q.first_on, q.last_on, q.minutes, q.minutes_estimated, q.unscheduled, q.latest_start, q.sessions_left,
	CASE WHEN q.to_test = 0 THEN 'done'
		 WHEN q.sessions = 0 AND q.sessions_left = 0 THEN 'not scheduled'
		 WHEN q.sessions_left = 0 THEN 'sessions are over'
		 WHEN q.unscheduled > 0 THEN 'students left out'
		 WHEN q.minutes < q.minutes_estimated THEN 'too short'
		 WHEN q.first_on > q.latest_start THEN 'begins too late'
		 ELSE 'scheduled' END AS status
FROM (SELECT g.year_text, g.lea_cds, g.school_cds, g.school, g.lea, g.grade, g.part, g.students, coalesce(cardinality(g.to_test), 0) AS to_test, coalesce(e.sessions, 0) AS sessions, coalesce(e.sessions_left, 0) AS sessions_left, e.first_on, e.last_on, e.minutes,
			 t.minutes AS minutes_estimated, CASE WHEN e.for_everyone THEN 0
										   ELSE (SELECT count(*)::integer FROM unnest(g.to_test) u(ssid)
												 WHERE NOT EXISTS (SELECT FROM caaspp.class_sections c
																   WHERE c.school_year = g.school_year AND c.ssid = u.ssid AND c.school = g.school AND c.section = ANY (e.sections))) END AS unscheduled,
			 p.latest_start
	  FROM (SELECT a.site, a.school_year, a.year_text, a.lea_cds, a.school_cds, a.school, a.lea, a.grade, y.part, count(*)::integer AS students,
				   array_agg(a.ssid) FILTER (WHERE a.parts_done & part_bit(y.part) = 0) AS to_test
			FROM active_assignments() a
				JOIN year_parts() y ON y.school_year = a.school_year AND y.assessment = a.assessment
			WHERE NOT a.exempt
			GROUP BY a.site, a.school_year, a.year_text, a.lea_cds, a.school_cds, a.school, a.lea, a.grade, y.part) g
		LEFT JOIN LATERAL (		-- a class has as long as its own sessions together
			SELECT sum(k.sessions)::integer AS sessions, sum(k.sessions_left)::integer AS sessions_left, min(k.first_on) AS first_on, max(k.last_on) AS last_on, min(k.minutes)::integer AS minutes,
				bool_or(k.section IS NULL AND k.sessions > 0) AS for_everyone, array_agg(k.section) FILTER (WHERE k.sessions > 0) AS sections
			FROM (SELECT n.section, count(*) FILTER (WHERE NOT n.make_up) AS sessions, count(*) FILTER (WHERE n.held_on >= (SELECT today())) AS sessions_left,
						 min(n.held_on) FILTER (WHERE NOT n.make_up) AS first_on, max(n.held_on) FILTER (WHERE NOT n.make_up) AS last_on,
						 CASE WHEN bool_and(n.make_up OR n.minutes IS NOT NULL) THEN sum(n.minutes) FILTER (WHERE NOT n.make_up) END AS minutes
				  FROM (SELECT window_start(g.school_year, g.school) AS starts_on, window_end(g.school_year, g.school) AS ends_on OFFSET 0) w		-- once
					JOIN (SELECT t.*, pacific_date(t.starts_at) AS held_on FROM caaspp.test_sessions t
						  WHERE t.school_year = g.school_year AND t.school = g.school AND t.part = g.part AND (t.grade IS NULL OR t.grade = g.grade)) n
						ON n.held_on BETWEEN w.starts_on AND w.ends_on
				  GROUP BY n.section) k) e ON true
		LEFT JOIN LATERAL (SELECT x.minutes FROM caaspp.testing_times x
						   WHERE x.part = g.part AND x.grades @> g.grade AND in_force(x.first_year, x.last_year, g.school_year)
						   ORDER BY x.first_year DESC LIMIT 1) t ON true
		LEFT JOIN site_plans() p ON p.site = g.site) q
	LEFT JOIN caaspp.organizations s ON s.cds = q.school
	LEFT JOIN caaspp.organizations l ON l.cds = q.lea;
COMMENT ON VIEW caaspp.schedule_coverage IS 'Whether a school''s schedule reaches everyone: each grade and part with the students who take it, the sessions for it, and the estimated time.';
COMMENT ON COLUMN caaspp.schedule_coverage.to_test IS 'Of the students: the part is not submitted yet.';
COMMENT ON COLUMN caaspp.schedule_coverage.sessions IS 'Sessions in the window for the part and grade, without make-up sessions.';
COMMENT ON COLUMN caaspp.schedule_coverage.sessions_left IS 'Sessions from caaspp.today() on, make-up sessions too.';
COMMENT ON COLUMN caaspp.schedule_coverage.first_on IS 'Day of the first of these.';
COMMENT ON COLUMN caaspp.schedule_coverage.last_on IS 'Day of the last of these.';
COMMENT ON COLUMN caaspp.schedule_coverage.minutes IS 'Minutes that each student has in these together, of several classes the least; null when unknown.';
COMMENT ON COLUMN caaspp.schedule_coverage.minutes_estimated IS 'Estimated minutes of the part in that grade (testing_times); null where the state gives none.';
COMMENT ON COLUMN caaspp.schedule_coverage.unscheduled IS 'Students to test whom no session is for: their class has none, or they are in none.';
COMMENT ON COLUMN caaspp.schedule_coverage.latest_start IS 'Last school day of the window before its make-up days.';
COMMENT ON COLUMN caaspp.schedule_coverage.status IS 'done; not scheduled; sessions are over (and students still have to test); students left out; too short (fewer minutes than estimated); begins too late (after latest_start); scheduled: the first that holds.';
