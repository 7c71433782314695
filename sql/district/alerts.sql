-- Alerts: what needs a coordinator's eye. Those that come from a student's facts are stored as they arise (alerts, see
-- functions/assignments.sql). Those that time brings are computed when asked, so that they are right without a job;
-- caaspp.refresh_alerts() records when each was first seen and tells who listens.

ALTER TABLE caaspp.alerts ADD COLUMN IF NOT EXISTS due_on date;
ALTER TABLE caaspp.alerts ADD COLUMN IF NOT EXISTS acknowledged_at timestamptz;
ALTER TABLE caaspp.alerts ADD COLUMN IF NOT EXISTS acknowledged_by text;
COMMENT ON COLUMN caaspp.alerts.kind IS 'A kind of alert_rules, or one that is raised as the facts arrive: see docs/alerts.md.';
COMMENT ON COLUMN caaspp.alerts.subject IS 'What of the student is concerned: an assessment, a part, or empty.';
COMMENT ON COLUMN caaspp.alerts.due_on IS 'Day by which something is to be done; null when the kind has none.';
COMMENT ON COLUMN caaspp.alerts.acknowledged_at IS 'When somebody took note of it; before first_seen: of an earlier time. Null: not yet.';
COMMENT ON COLUMN caaspp.alerts.acknowledged_by IS 'Role that took note of it.';

CREATE TABLE IF NOT EXISTS caaspp.site_alerts (
	school_year     caaspp.school_year,
	site            caaspp.cds_code,
	kind            text,
	subject         text,
	lea             caaspp.cds_code,
	severity        text NOT NULL CHECK (severity IN ('warning', 'urgent')),
	due_on          date,
	message         text NOT NULL,
	first_seen      timestamptz NOT NULL DEFAULT now(),
	resolved_at     timestamptz,
	acknowledged_at timestamptz,
	acknowledged_by text,
	PRIMARY KEY (school_year, site, kind, subject)
);
ALTER TABLE caaspp.site_alerts ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS caaspp_grants ON caaspp.site_alerts;
CREATE POLICY caaspp_grants ON caaspp.site_alerts
	USING (site = ANY ((SELECT granted_scopes())::cds_code[]) OR lea(site) = ANY ((SELECT granted_scopes())::cds_code[])
		   OR lea = ANY ((SELECT granted_scopes())::cds_code[]));
DROP POLICY IF EXISTS caaspp_reading ON caaspp.site_alerts;
CREATE POLICY caaspp_reading ON caaspp.site_alerts FOR SELECT
	USING (site = '00000000000000'::cds_code AND cardinality((SELECT granted_scopes())::cds_code[]) > 0);
COMMENT ON TABLE caaspp.site_alerts IS 'Alerts that concern a school or a source of files rather than a student.';
COMMENT ON COLUMN caaspp.site_alerts.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.site_alerts.site IS 'The school; all zeros for a source of files.';
COMMENT ON COLUMN caaspp.site_alerts.kind IS 'A kind of alert_rules.';
COMMENT ON COLUMN caaspp.site_alerts.subject IS 'What of it is concerned: an assessment, a group, or the layout and source of files.';
COMMENT ON COLUMN caaspp.site_alerts.lea IS 'LEA that is accountable for the students concerned; null for a source of files.';
COMMENT ON COLUMN caaspp.site_alerts.severity IS 'warning or urgent.';
COMMENT ON COLUMN caaspp.site_alerts.due_on IS 'Day by which something is to be done; null when the kind has none.';
COMMENT ON COLUMN caaspp.site_alerts.message IS 'What is the matter and what to do, without names.';
COMMENT ON COLUMN caaspp.site_alerts.first_seen IS 'When it was first recorded.';
COMMENT ON COLUMN caaspp.site_alerts.resolved_at IS 'When its cause was found gone; null while open.';
COMMENT ON COLUMN caaspp.site_alerts.acknowledged_at IS 'When somebody took note of it; before first_seen: of an earlier time. Null: not yet.';
COMMENT ON COLUMN caaspp.site_alerts.acknowledged_by IS 'Role that took note of it.';

CREATE OR REPLACE FUNCTION caaspp.alert_levels()
RETURNS TABLE (kind text, severity text, days integer, level numeric)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
	SELECT r.kind, r.severity, r.days, r.level
	FROM caaspp.alert_rules r
	WHERE r.enabled
		AND NOT (r.builtin AND EXISTS (SELECT FROM caaspp.alert_rules o WHERE o.kind = r.kind AND o.severity = r.severity AND NOT o.builtin));
END;
COMMENT ON FUNCTION caaspp.alert_levels() IS
	'The thresholds in force: the district''s own rows of alert_rules, and the shipped ones that it has not replaced, less those not enabled.';

CREATE OR REPLACE FUNCTION caaspp.still_tests(of_year caaspp.school_year, of_ssid caaspp.ssid)
RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT EXISTS (SELECT FROM active_assignments() a
				   WHERE a.school_year = of_year AND a.ssid = of_ssid AND a.window_ends_on >= (SELECT today()));
END;
COMMENT ON FUNCTION caaspp.still_tests(caaspp.school_year, caaspp.ssid) IS
	'Whether a student has an active assignment at a school whose window is not over.';

CREATE OR REPLACE FUNCTION caaspp.timed_parts()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, part caaspp.test_part, stage text, school caaspp.cds_code, lea caaspp.cds_code,
			   grade caaspp.grade, window_ends_on date, due_on date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT a.school_year, a.ssid, t.part, t.stage, a.school, a.lea, a.grade, a.window_ends_on,
		CASE WHEN t.last_day IS NOT NULL THEN least(t.last_day, a.window_ends_on) END
	FROM active_assignments() a
		JOIN counted_attempts() t ON t.school_year = a.school_year AND t.ssid = a.ssid AND assessment(t.part) = a.assessment
	WHERE a.school_year = ANY (ARRAY(SELECT y.school_year FROM testing_years() y))		-- an array: a join with one year looks like few rows
		AND t.stage IN ('open', 'expired') AND NOT a.exempt
		AND EXISTS (SELECT FROM year_parts() y WHERE y.school_year = t.school_year AND y.part = t.part);
END;
COMMENT ON FUNCTION caaspp.timed_parts() IS
	'What expiring_tests and expired_tests rest on, in the tables'' types and for the years that are being tested: attempts open or expired, with the last day on which they can be used.';

CREATE OR REPLACE FUNCTION caaspp.feed_gaps()
RETURNS TABLE (layout text, source text, last_on date, silent integer, gaps integer, as_long integer)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
	SELECT g.layout, g.source, g.last_on, g.silent, count(g.gap)::integer, (count(*) FILTER (WHERE g.gap >= g.silent))::integer
	FROM (SELECT d.layout, d.source, d.last_on, d.place,
				 (SELECT count(*) FROM business_days(d.previous_on + 1, d.day, NULL)) AS gap,
				 (SELECT count(*)::integer FROM business_days(d.last_on + 1, (SELECT today()), NULL)) AS silent
		  FROM (SELECT b.layout, b.source, b.day,
					   lag(b.day) OVER w AS previous_on,
					   max(b.day) OVER (PARTITION BY b.layout, b.source) AS last_on,
					   row_number() OVER (PARTITION BY b.layout, b.source ORDER BY b.day DESC) AS place
				FROM (SELECT DISTINCT i.layout, coalesce(i.source, '') AS source, pacific_date(i.imported_at) AS day
					  FROM caaspp.import_batches i
					  WHERE i.undone_at IS NULL AND pacific_date(i.imported_at) BETWEEN (SELECT today()) - 365 AND (SELECT today())) b
				WINDOW w AS (PARTITION BY b.layout, b.source ORDER BY b.day)) d
		  WHERE d.place <= 20 AND d.previous_on IS NOT NULL) g
	GROUP BY g.layout, g.source, g.last_on, g.silent;
END;
COMMENT ON FUNCTION caaspp.feed_gaps() IS
	'The rhythm of each source of files, by layout and source as the importer named it: the last day it came, business days of silence since, how many of its last 20 gaps between days on which it came are known (of a year), and how many of them were as long as the silence or longer. Business days are Monday to Friday less the state''s non_school_days. Source: import_batches, as far as the caller may read them.';

CREATE OR REPLACE FUNCTION caaspp.illegal_attempts()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, part caaspp.test_part, from_status text, to_status text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
	SELECT DISTINCT ON (e.school_year, e.ssid, e.part)
		e.school_year, e.ssid, e.part, e.from_status, e.to_status
	FROM attempt_steps() e
		LEFT JOIN caaspp.attempts t ON t.school_year = e.school_year AND t.ssid = e.ssid AND t.part = e.part AND t.opportunity = e.opportunity
	WHERE e.kind = 'illegal' AND e.from_status <> 'absent' AND e.school_year = ANY (ARRAY(SELECT y.school_year FROM testing_years() y))
		-- Few statuses may not be left, so few students can have one.
		AND e.ssid::text = ANY (ARRAY(
			SELECT h.ssid::text
			FROM (SELECT i.school_year, i.from_status::caaspp.attempt_status AS status
				  FROM testing_years() y CROSS JOIN LATERAL illegal_steps(y.school_year) i
				  UNION
				  SELECT y.school_year, r.from_status::caaspp.attempt_status
				  FROM testing_years() y CROSS JOIN caaspp.attempt_transitions r
				  WHERE r.kind = 'illegal' AND r.from_status NOT IN ('absent', 'removed')) d
				JOIN caaspp.attempts_history h ON h.school_year = d.school_year AND h.status = d.status))
		-- What was put back as it was before is no longer in doubt.
		AND CASE WHEN e.from_status <> e.to_status THEN coalesce(t.status::text, 'removed') <> e.from_status
				 ELSE t.started_on IS NOT DISTINCT FROM e.started_on AND t.reopened_on IS NOT DISTINCT FROM e.reopened_on END
	ORDER BY e.school_year, e.ssid, e.part, e.seen_at DESC, e.opportunity DESC, e.event DESC;
END;
COMMENT ON FUNCTION caaspp.illegal_attempts() IS
	'Of the years that are being tested, each student''s parts that took a step that nothing the state does explains and were not put back since: the latest such step, out of a status that was seen.';

CREATE OR REPLACE FUNCTION caaspp.live_alerts()
RETURNS TABLE (school_year caaspp.school_year, kind text, subject text, ssid caaspp.ssid, site caaspp.cds_code, lea caaspp.cds_code,
			   grade caaspp.grade, severity text, due_on date, message text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT DISTINCT ON (f.school_year, f.kind, f.subject, f.ssid, f.site)
		f.school_year, f.kind, f.subject, f.ssid, f.site, f.lea, f.grade, f.severity, f.due_on, f.message
	FROM (
		SELECT t.school_year, 'expiring' AS kind, t.part::text AS subject, t.ssid, t.school AS site, t.lea, t.grade, r.severity, t.due_on,
			format('%s expires at the end of %s.', t.part, to_char(t.due_on, 'YYYY-MM-DD')) AS message
		FROM timed_parts() t
			JOIN alert_levels() r ON r.kind = 'expiring' AND (r.days IS NULL OR t.due_on - (SELECT today()) <= r.days)
		WHERE t.stage = 'open' AND t.due_on >= (SELECT today())
		UNION ALL
		SELECT t.school_year, 'expired', t.part::text, t.ssid, t.school, t.lea, t.grade, r.severity, t.due_on,
			format('%s ran out of time and is not submitted. Only a reopening that the state approves before %s lets the student finish.',
				   t.part, to_char(t.window_ends_on, 'YYYY-MM-DD'))
		FROM timed_parts() t
			JOIN alert_levels() r ON r.kind = 'expired' AND (r.days IS NULL OR (SELECT today()) - t.due_on <= r.days)
		WHERE (t.stage = 'expired' OR t.due_on < (SELECT today())) AND t.window_ends_on >= (SELECT today())
		UNION ALL
		SELECT w.school_year, 'window closing', w.assessment::text, NULL, w.school, w.lea, NULL, r.severity, w.window_ends_on,
			format('%s of %s tests are not completed; the window ends on %s.', w.open, w.tests, to_char(w.window_ends_on, 'YYYY-MM-DD'))
		FROM (SELECT a.school_year, a.school, a.assessment, min(a.lea) AS lea, max(a.window_ends_on) AS window_ends_on,
					 count(*) FILTER (WHERE NOT a.completed AND NOT a.exempt) AS open, count(*) AS tests
			  FROM active_assignments() a
			  WHERE a.year_text = ANY (ARRAY(SELECT y.school_year::text FROM testing_years() y))
				AND a.window_ends_on BETWEEN (SELECT today()) AND (SELECT today()) + (SELECT max(coalesce(l.days, 366)) FROM alert_levels() l WHERE l.kind = 'window closing')
			  GROUP BY a.school_year, a.school, a.assessment) w
			JOIN alert_levels() r ON r.kind = 'window closing' AND (r.days IS NULL OR w.window_ends_on - (SELECT today()) <= r.days) AND w.open > coalesce(r.level, 0)
		UNION ALL
		SELECT d.school_year, d.kind, '', d.ssid, d.school, d.lea, d.grade, r.severity, NULL,
			CASE d.kind WHEN 'dropped settings' THEN format('No longer set in TOMS, or about to be dropped there: %s. Correct the plan where it lapsed, and set them again in TOMS.', d.items)
				 ELSE format('%s: no longer assigned, because the enrollment lost special education, the disability or the mark for the alternate assessment. If that is a mistake, correct it and set the assignment again in TOMS.', d.items) END
		FROM (SELECT x.school_year, CASE x.kind WHEN 'assessment' THEN 'alternate assignment lost' ELSE 'dropped settings' END AS kind,
					 x.ssid, min(x.school) AS school, min(x.lea) AS lea, min(x.grade) AS grade, string_agg(DISTINCT x.item COLLATE "C", ', ') AS items
			  FROM items_to_restore() x
				JOIN testing_years() y ON y.school_year = x.school_year
			  WHERE CASE x.kind WHEN 'assessment' THEN NOT x.ready ELSE x.cause <> 'test changed' END
			  GROUP BY 1, 2, 3) d
			JOIN alert_levels() r ON r.kind = d.kind
		WHERE still_tests(d.school_year, d.ssid)
		UNION ALL
		SELECT y.school_year, 'new student', '', n.ssid::ssid, n.school_cds::cds_code, n.lea_cds::cds_code, n.grade::grade, r.severity, n.toms_by,
			format('Entered on %s; neither TOMS nor the testing platform shows the student, which takes until %s. Look at the posting in CALPADS, and at tests done elsewhere.',
				   to_char(n.entered_on, 'YYYY-MM-DD'), to_char(n.toms_by, 'YYYY-MM-DD'))
		FROM caaspp.new_students n
			JOIN testing_years() y ON y.school_year::text = n.school_year
			JOIN caaspp.administrations a ON a.school_year = y.school_year AND n.entered_on >= a.window_starts_on
			JOIN alert_levels() r ON r.kind = 'new student' AND (r.days IS NULL OR n.toms_by - (SELECT today()) <= r.days)
		WHERE n.entered_on <= (SELECT today()) AND NOT n.seen_in_testing AND still_tests(y.school_year, n.ssid::ssid)
			AND (n.listed_in_toms IS FALSE OR n.listed_in_toms IS NULL AND n.toms_by >= (SELECT today()))
		UNION ALL
		SELECT i.school_year, 'illegal step', i.part::text, i.ssid, a.school, a.lea, a.grade, r.severity, NULL,
			format('%s %s, and nothing that the state does leads there. Compare it with the testing platform: mostly a file is wrong.', i.part,
				   CASE WHEN i.from_status = i.to_status THEN format('is %s and was started or reopened on another day', i.to_status)
						ELSE format('went from %s to %s', i.from_status, i.to_status) END)
		FROM illegal_attempts() i
			JOIN active_assignments() a ON a.school_year = i.school_year AND a.ssid = i.ssid AND a.assessment = assessment(i.part)
			JOIN alert_levels() r ON r.kind = 'illegal step'
		WHERE a.window_ends_on >= (SELECT today())
		UNION ALL
		SELECT y.school_year, 'science registration', w.assessment, w.ssid::ssid, w.school_cds::cds_code, w.lea_cds::cds_code, w.grade::grade, r.severity, NULL,
			format('%s, %s: %s', w.warning, w.code, w.advice)
		FROM caaspp.science_registration_warnings w
			JOIN testing_years() y ON y.school_year::text = w.school_year
			JOIN alert_levels() r ON r.kind = 'science registration'
		WHERE w.warning <> 'code entered'		-- raised as it arrives: science code on registration
		UNION ALL
		SELECT y.school_year, 'exemption to enter', w.assessment, w.ssid::ssid, w.school_cds::cds_code, w.lea_cds::cds_code, w.grade::grade, r.severity, d.due_on,
			format('A complete letter for %s came on %s, and no code is entered. Enter it: until %s hours after that the student can be tested.',
				   w.requested_code, to_char(w.received_on, 'YYYY-MM-DD'), a.exemption_hours)
		FROM caaspp.exemption_letters w
			JOIN testing_years() y ON y.school_year::text = w.school_year
			JOIN caaspp.administrations a ON a.school_year = y.school_year
			CROSS JOIN LATERAL (SELECT greatest(w.received_on, window_start(y.school_year, w.school_cds::cds_code) - 1) AS due_on) d
			JOIN alert_levels() r ON r.kind = 'exemption to enter' AND (r.days IS NULL OR d.due_on - (SELECT today()) <= r.days)
		WHERE w.status = 'to enter' AND w.received_on <= (SELECT today()) AND still_tests(y.school_year, w.ssid::ssid)
			AND (w.school_year, w.ssid, w.assessment) NOT IN		-- no code is to be entered there
				(SELECT v.school_year, v.ssid, v.assessment FROM caaspp.science_registration_warnings v)
		UNION ALL
		SELECT n.school_year, 'nonpublic school', '', NULL, n.school, n.lea, NULL, r.severity, d.due_on,
			format('Students with tests: %s, and no contact with the school since %s is recorded (organizations.contacted_on). It is to be made before testing.',
				   n.students, to_char(starts_on(n.school_year), 'YYYY-MM-DD'))
		FROM (SELECT a.school_year, a.school, min(a.lea) AS lea, count(DISTINCT a.ssid) AS students
			  FROM active_assignments() a
			  WHERE a.site IN (SELECT p.site FROM caaspp.sites p LEFT JOIN caaspp.organizations o ON o.cds = p.school
							   WHERE is_nonpublic(p.school, o.kind) AND (o.contacted_on >= starts_on(p.school_year)) IS NOT TRUE)
				AND a.year_text = ANY (ARRAY(SELECT y.school_year::text FROM testing_years() y)) AND a.window_ends_on >= (SELECT today())
			  GROUP BY a.school_year, a.school) n
			CROSS JOIN LATERAL (SELECT window_start(n.school_year, n.school) - 1 AS due_on) d
			JOIN alert_levels() r ON r.kind = 'nonpublic school' AND (r.days IS NULL OR d.due_on - (SELECT today()) <= r.days)
		UNION ALL
		SELECT i.school_year, 'incident to report', i.incident, NULL, i.school, lea(i.school), NULL, r.severity, i.report_due_on,
			format('Incident %s is not reported. It is to be filed in STAIRS%s.', i.incident, ' by ' || to_char(i.report_due_on, 'YYYY-MM-DD'))
		FROM logged_incidents() i
			JOIN testing_years() y ON y.school_year = i.school_year
			JOIN alert_levels() r ON r.kind = 'incident to report' AND (r.days IS NULL OR i.report_due_on - (SELECT today()) <= r.days)
		WHERE i.status IN ('to report', 'report overdue') AND (i.occurred_on > (SELECT today())) IS NOT TRUE
		UNION ALL
		SELECT i.school_year, 'appeal undecided', i.incident, NULL, i.school, lea(i.school), NULL, r.severity, i.window_ends_on,
			format('Appeals of incident %s that are not decided: %s. Nothing is processed after %s.', i.incident, i.appeals_open, to_char(i.window_ends_on, 'YYYY-MM-DD'))
		FROM logged_incidents() i
			JOIN testing_years() y ON y.school_year = i.school_year
			JOIN alert_levels() r ON r.kind = 'appeal undecided' AND (r.days IS NULL OR i.window_ends_on - (SELECT today()) <= r.days)
		WHERE i.appeals_open > 0 AND i.closed_on IS NULL AND i.window_ends_on >= (SELECT today())
		UNION ALL
		SELECT y.school_year, 'staff duties', '', NULL, w.site, w.lea, NULL, r.severity, w.due_on,
			format('Staff of whom something that is due before testing is not recorded: %s (%s). The view staff_duties names them.', w.people, w.duties)
		FROM (SELECT d.school_year, coalesce(d.school_cds, d.lea_cds)::caaspp.cds_code AS site, min(d.lea_cds)::caaspp.cds_code AS lea, min(d.due_on) AS due_on,
					 count(DISTINCT d.email) AS people, string_agg(DISTINCT d.duty COLLATE "C", ', ') AS duties
			  FROM caaspp.staff_duties d
			  WHERE d.done_on IS NULL
			  GROUP BY d.school_year, coalesce(d.school_cds, d.lea_cds)) w
			JOIN testing_years() y ON y.school_year::text = w.school_year
			JOIN alert_levels() r ON r.kind = 'staff duties' AND (r.days IS NULL OR w.due_on - (SELECT today()) <= r.days)
		WHERE window_end(y.school_year, w.site) >= (SELECT today())
		UNION ALL
		SELECT y.school_year, 'exemption cluster', concat_ws(' ', w.dimension, w.member), NULL, w.school_cds::cds_code, w.lea_cds::cds_code, NULL, r.severity, NULL,
			format('%s parents'' letters where %s are expected; by chance so many would come with probability %s, over all %s groups compared. A reason to ask, not a finding.',
				   w.letters, w.expected_letters, w.adjusted_probability, w.compared)
		FROM caaspp.solicitation_watch w
			JOIN testing_years() y ON y.school_year::text = w.school_year
			JOIN alert_levels() r ON r.kind = 'exemption cluster' AND w.adjusted_probability <= r.level
		UNION ALL
		SELECT y.school_year, 'feed stalled', concat_ws(' from ', g.layout, nullif(g.source, '')), NULL, '00000000000000'::caaspp.cds_code, NULL, NULL, r.severity, NULL,
			format('Last imported on %s, %s business days ago; of its last %s gaps %s were as long. Is the file still exported?',
				   to_char(g.last_on, 'YYYY-MM-DD'), g.silent, g.gaps, g.as_long)
		FROM feed_gaps() g
			JOIN alert_levels() r ON r.kind = 'feed stalled' AND (1.0 + g.as_long) / (1 + g.gaps) <= r.level
			JOIN testing_years() y ON EXISTS (SELECT FROM caaspp.assignments a WHERE a.school_year = y.school_year AND a.window_ends_on >= (SELECT today()))) f
	ORDER BY f.school_year, f.kind, f.subject, f.ssid, f.site, f.severity = 'urgent' DESC;
END;
COMMENT ON FUNCTION caaspp.live_alerts() IS
	'The alerts of the kinds of alert_rules whose cause holds now, a row each, from the facts alone: site is the school, all zeros for a source of files; ssid is null where no student is concerned. Where thresholds of both severities hold, the urgent one.';

CREATE OR REPLACE VIEW caaspp.open_alerts WITH (security_invoker = true) AS
SELECT o.school_year::text AS school_year, o.lea::text AS lea_cds, l.name AS lea_name,
	CASE WHEN o.site <> '00000000000000'::caaspp.cds_code THEN o.site::text END AS school_cds, s.name AS school_name,
	o.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name, o.grade::text AS grade, grade_order(o.grade) AS grade_order,
	o.kind, o.subject, o.severity, o.due_on, o.message, coalesce(pacific_date(o.first_seen), (SELECT today())) AS first_seen_on,
	CASE WHEN o.acknowledged_at >= o.first_seen AND (o.severity = 'warning' OR o.seen_severity = 'urgent') THEN pacific_date(o.acknowledged_at) END AS acknowledged_on,
	CASE WHEN o.acknowledged_at >= o.first_seen AND (o.severity = 'warning' OR o.seen_severity = 'urgent') THEN o.acknowledged_by END AS acknowledged_by
FROM (SELECT v.school_year, v.kind, v.subject, v.ssid, v.site, v.lea, v.grade, v.severity, v.due_on, v.message,
			 coalesce(a.severity, b.severity) AS seen_severity, coalesce(a.first_seen, b.first_seen) AS first_seen,
			 coalesce(a.acknowledged_at, b.acknowledged_at) AS acknowledged_at, coalesce(a.acknowledged_by, b.acknowledged_by) AS acknowledged_by
	  FROM live_alerts() v
		LEFT JOIN caaspp.alerts a ON a.school_year = v.school_year AND a.ssid = v.ssid AND a.kind = v.kind AND a.subject = v.subject AND a.resolved_at IS NULL
		LEFT JOIN caaspp.site_alerts b
			ON b.school_year = v.school_year AND b.site = v.site AND b.kind = v.kind AND b.subject = v.subject AND b.resolved_at IS NULL AND v.ssid IS NULL
	  UNION ALL
	  SELECT a.school_year, a.kind, a.subject, a.ssid, g.school, coalesce(g.accountable_lea, lea(g.school)), g.grade, a.severity, a.due_on, a.message,
			 a.severity, a.first_seen, a.acknowledged_at, a.acknowledged_by
	  FROM testing_years() y
		JOIN caaspp.alerts a ON a.school_year = y.school_year
		LEFT JOIN LATERAL (SELECT e.* FROM governing_enrollments() e WHERE e.school_year = a.school_year AND e.ssid = a.ssid LIMIT 1) g ON true
	  WHERE a.resolved_at IS NULL AND NOT EXISTS (SELECT FROM caaspp.alert_rules r WHERE r.kind = a.kind)) o
	LEFT JOIN caaspp.students n ON n.ssid = o.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = o.site AND o.site <> '00000000000000'::caaspp.cds_code
	LEFT JOIN caaspp.organizations l ON l.cds = o.lea;
COMMENT ON VIEW caaspp.open_alerts IS 'What needs a coordinator''s eye now, a row an alert: of students, schools and sources of files. Right at any moment, whether refresh_alerts() has run or not.';
COMMENT ON COLUMN caaspp.open_alerts.kind IS 'What it is about: see docs/alerts.md.';
COMMENT ON COLUMN caaspp.open_alerts.severity IS 'warning or urgent.';
COMMENT ON COLUMN caaspp.open_alerts.due_on IS 'Day by which something is to be done; null when the kind has none.';
COMMENT ON COLUMN caaspp.open_alerts.message IS 'What is the matter and what to do, without names.';
COMMENT ON COLUMN caaspp.open_alerts.first_seen_on IS 'Pacific day on which it was first recorded; today when it is not yet.';
COMMENT ON COLUMN caaspp.open_alerts.acknowledged_on IS 'Pacific day on which somebody took note of it; null when nobody did since it arose or became urgent.';
COMMENT ON COLUMN caaspp.open_alerts.acknowledged_by IS 'Role that took note of it.';

CREATE OR REPLACE TRIGGER alerts_insert AFTER INSERT ON caaspp.alerts
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.alerts_trigger();
CREATE OR REPLACE TRIGGER alerts_update AFTER UPDATE ON caaspp.alerts
	REFERENCING OLD TABLE AS replaced NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.alerts_trigger();
CREATE OR REPLACE TRIGGER alerts_insert AFTER INSERT ON caaspp.site_alerts
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.alerts_trigger();
CREATE OR REPLACE TRIGGER alerts_update AFTER UPDATE ON caaspp.site_alerts
	REFERENCING OLD TABLE AS replaced NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION caaspp.alerts_trigger();
