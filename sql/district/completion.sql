-- Completion: how many have finished what, by school and grade, by part, in summary, and student by student.
-- The one place that says which assignments are active and what started, exempt and completed mean.

CREATE OR REPLACE FUNCTION caaspp.attempt_counts_on(known_at timestamptz, on_date date)
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, assessment caaspp.assessment, parts_started smallint, parts_done smallint)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	SELECT c.school_year, c.ssid, p.assessment,
		coalesce(bit_or(part_bit(c.part)) FILTER (WHERE c.started_on IS NOT NULL), 0::smallint),
		coalesce(bit_or(part_bit(c.part)) FILTER (WHERE stage(c.status) IN ('done', 'invalidated') AND (c.completed_on > on_date) IS NOT TRUE), 0::smallint)
	FROM (SELECT DISTINCT ON (k.school_year, k.ssid, k.part) k.school_year, k.ssid, k.part, k.status, k.started_on, k.completed_on
		  FROM (SELECT t.school_year, t.ssid, t.part, t.opportunity, t.status, t.started_on, t.completed_on, NULL::timestamptz AS known_until
				FROM caaspp.attempts t
				WHERE known_at IS NULL OR t.recorded_at <= known_at
				UNION ALL
				SELECT h.school_year, h.ssid, h.part, h.opportunity, h.status, h.started_on, h.completed_on, h.known_until
				FROM caaspp.attempts_history h
				WHERE h.recorded_at <= known_at AND h.known_until > known_at) k
		  WHERE (k.started_on > on_date) IS NOT TRUE
		  ORDER BY k.school_year, k.ssid, k.part, k.opportunity DESC, k.known_until) c
		JOIN year_parts() p ON p.school_year = c.school_year AND p.part = c.part
	WHERE on_date < (SELECT today())
	GROUP BY c.school_year, c.ssid, p.assessment;
END;
COMMENT ON FUNCTION caaspp.attempt_counts_on(timestamptz, date) IS
	'What the attempts of a student, year and assessment added up to on a past day, as attempt_counts() does, as known at a moment (null: now): what was started or submitted after the day is taken back; undated submissions stay. No rows unless the day lies before caaspp.today().';

CREATE OR REPLACE FUNCTION caaspp.known_assignments(known_at timestamptz, on_date date)
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, assessment caaspp.assessment, school caaspp.cds_code, lea caaspp.cds_code,
			   grade caaspp.grade, origin text, left_on date, window_ends_on date, newcomer boolean, parts smallint, parts_started smallint,
			   parts_done smallint, exemption caaspp.exemption_code, exempt_on date, site integer)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	SELECT a.school_year, a.ssid, a.assessment, a.school, a.lea, a.grade, a.origin, a.left_on, a.window_ends_on, a.newcomer, a.parts,
		CASE WHEN on_date < (SELECT today()) THEN coalesce(t.parts_started, 0::smallint) ELSE a.parts_started END,
		CASE WHEN on_date < (SELECT today()) THEN coalesce(t.parts_done, 0::smallint) ELSE a.parts_done END,
		a.exemption, a.exempt_on, a.site
	FROM (SELECT c.school_year, c.ssid, c.assessment, c.school, c.lea, c.grade, c.origin, c.left_on, c.window_ends_on, c.newcomer,
				 c.parts, c.parts_started, c.parts_done, c.exemption, c.exempt_on, c.site
		  FROM caaspp.assignments c
		  WHERE (known_at IS NULL OR c.recorded_at <= known_at)
			-- A transaction that began earlier can write later: then the row that it found deleted was still believed.
			AND NOT EXISTS (SELECT FROM caaspp.assignments_history o
							WHERE o.school_year = c.school_year AND o.ssid = c.ssid AND o.assessment = c.assessment
								AND o.recorded_at <= known_at AND o.known_until > known_at)
		  UNION ALL
		  SELECT h.school_year, h.ssid, h.assessment, h.school, h.lea, h.grade, h.origin, h.left_on, h.window_ends_on, h.newcomer,
				 h.parts, h.parts_started, h.parts_done, h.exemption, h.exempt_on, h.site
		  FROM caaspp.assignments_history h
		  WHERE h.recorded_at <= known_at AND h.known_until > known_at
			AND NOT EXISTS (SELECT FROM caaspp.assignments_history o
							WHERE o.school_year = h.school_year AND o.ssid = h.ssid AND o.assessment = h.assessment
								AND o.recorded_at <= known_at AND o.known_until > known_at AND o.known_until < h.known_until)) a
		LEFT JOIN attempt_counts_on(known_at, on_date) t ON t.school_year = a.school_year AND t.ssid = a.ssid AND t.assessment = a.assessment;
END;
COMMENT ON FUNCTION caaspp.known_assignments(timestamptz, date) IS
	'All assignments, active or not, as known at a moment (null: now), with the parts started and done of a day: before caaspp.today() what came after it is taken back, else as they stood.';

-- The live rows are functions of their own, without a union: so a view can start from its attempts, or its site, and look up the rest.
-- With the sites' labels, and without: what starts from the sites has them.
DO $$
DECLARE
	f record;
BEGIN
	FOR f IN SELECT * FROM (VALUES
		('active', '', '', 'caaspp.assignments', 'a.parts_open', '(SELECT today())'),
		('past', 'known_at timestamptz, on_date date', 'known_at, on_date', 'known_assignments(known_at, on_date)', 'NULL::smallint', 'coalesce(on_date, (SELECT today()))')) v(name, parameters, arguments, source, parts_open, day)
	LOOP
		EXECUTE format($f$
			CREATE OR REPLACE FUNCTION caaspp.%1$s_tests(%2$s)
			RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, assessment caaspp.assessment,
						   grade caaspp.grade, origin text, window_ends_on date, newcomer boolean, parts smallint, parts_started smallint, parts_done smallint,
						   exemption caaspp.exemption_code, exempt boolean, started boolean, completed boolean, parts_open smallint, site integer)
			LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
			BEGIN ATOMIC
				SELECT a.school_year, a.ssid, a.assessment, a.grade, a.origin, a.window_ends_on, a.newcomer,
					a.parts, a.parts_started, a.parts_done,
					CASE WHEN a.exempt_on <= %5$s THEN a.exemption END,
					(a.exempt_on <= %5$s AND exempts(a.exemption)) IS TRUE,
					a.parts_started > 0,
					a.parts_done = a.parts AND a.parts > 0 AND (a.exempt_on <= %5$s AND exempts(a.exemption)) IS NOT TRUE,
					%4$s, a.site
				FROM %3$s a
				WHERE a.left_on IS NULL OR a.left_on > least(%5$s, a.window_ends_on);
			END $f$, f.name, f.parameters, f.source, f.parts_open, f.day);
		EXECUTE format($f$
			CREATE OR REPLACE FUNCTION caaspp.%1$s_assignments(%2$s)
			RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, assessment caaspp.assessment, school caaspp.cds_code, lea caaspp.cds_code,
						   grade caaspp.grade, origin text, window_ends_on date, newcomer boolean, parts smallint, parts_started smallint, parts_done smallint,
						   exemption caaspp.exemption_code, exempt boolean, started boolean, completed boolean, parts_open smallint,
						   site integer, year_text text, lea_cds text, school_cds text)
			LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
			BEGIN ATOMIC
				SELECT a.school_year, a.ssid, a.assessment, p.school, p.lea, a.grade, a.origin, a.window_ends_on, a.newcomer,
					a.parts, a.parts_started, a.parts_done, a.exemption, a.exempt, a.started, a.completed, a.parts_open,
					p.site, p.year_text, p.lea_cds, p.school_cds
				FROM caaspp.%1$s_tests(%3$s) a LEFT JOIN caaspp.sites p ON p.site = a.site;
			END $f$, f.name, f.parameters, f.arguments);
	END LOOP;
END
$$;
COMMENT ON FUNCTION caaspp.active_tests() IS
	'Active assignments on caaspp.today(), from the live rows. Active: not left, or left after the day or after the school''s window end. exemption: the code in force that day; exempt: PGE or NTE is; completed: every part submitted or invalidated, and not exempt; parts_open: parts whose attempt is open.';
COMMENT ON FUNCTION caaspp.past_tests(timestamptz, date) IS
	'The same of known_assignments(): on a day (null: caaspp.today()), as known at a moment (null: now); parts_open is null.';
COMMENT ON FUNCTION caaspp.active_assignments() IS
	'active_tests() with where: site, year_text, lea_cds, school_cds are of sites, as are school and lea; a filter on their text picks sites first. Who needs none of them does not read the sites.';
COMMENT ON FUNCTION caaspp.past_assignments(timestamptz, date) IS
	'past_tests() with where, as active_assignments().';

CREATE OR REPLACE FUNCTION caaspp.assignments_at(known_at timestamptz, on_date date)
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, assessment caaspp.assessment, school caaspp.cds_code, lea caaspp.cds_code,
			   grade caaspp.grade, origin text, window_ends_on date, newcomer boolean, parts smallint, parts_started smallint, parts_done smallint,
			   exemption caaspp.exemption_code, exempt boolean, started boolean, completed boolean, parts_open smallint,
			   site integer, year_text text, lea_cds text, school_cds text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	SELECT * FROM active_assignments() WHERE known_at IS NULL AND on_date IS NULL
	UNION ALL
	SELECT * FROM past_assignments(known_at, on_date) WHERE known_at IS NOT NULL OR on_date IS NOT NULL;
END;
COMMENT ON FUNCTION caaspp.assignments_at(timestamptz, date) IS
	'active_assignments() on a day (null: caaspp.today()), as known at a moment (null: now). Before caaspp.today(), parts that were started or submitted after the day are taken back.';

CREATE OR REPLACE FUNCTION caaspp.known_organizations(known_at timestamptz)
RETURNS TABLE (cds caaspp.cds_code, name text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	SELECT DISTINCT ON (k.cds) k.cds, k.name
	FROM (SELECT o.cds, o.name, NULL::timestamptz AS known_until
		  FROM caaspp.organizations o WHERE known_at IS NULL OR o.recorded_at <= known_at
		  UNION ALL
		  SELECT h.cds, h.name, h.known_until
		  FROM caaspp.organizations_history h WHERE h.recorded_at <= known_at AND h.known_until > known_at) k
	ORDER BY k.cds, k.known_until;
END;
COMMENT ON FUNCTION caaspp.known_organizations(timestamptz) IS
	'The names of organizations as known at a moment (null: now).';

-- Live, site by site in the order of the index that holds all that is counted: a third of the processor time of a join and a hash table. Else as they come.
DO $$
DECLARE
	counts CONSTANT text := $c$
		count(*)::integer AS total,
		(count(*) FILTER (WHERE a.started))::integer AS started,
		(count(*) FILTER (WHERE a.completed))::integer AS completed,
		(count(*) FILTER (WHERE a.exemption = 'PGE'))::integer AS pge,
		(count(*) FILTER (WHERE a.exemption = 'NTE'))::integer AS nte $c$;
	f record;
BEGIN
	FOR f IN SELECT * FROM (VALUES
		('completion_now', 'site_counts', '', '', 'caaspp.organizations', 'caaspp.sites p CROSS JOIN LATERAL (SELECT a.assessment, a.grade, ' || counts ||
			'FROM active_tests() a WHERE a.site = p.site GROUP BY a.assessment, a.grade) c'),
		('completion_at', 'site_counts_at', 'known_at timestamptz, on_date date', 'known_at, on_date', 'known_organizations(known_at)',
			'(SELECT a.site, a.school_year, a.school, a.lea, a.year_text, a.lea_cds, a.school_cds, a.assessment, a.grade, ' || counts ||
			'FROM assignments_at(known_at, on_date) a GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9) c')) v(completion, counts, parameters, arguments, organizations, source)
	LOOP
		EXECUTE format($f$
			CREATE OR REPLACE FUNCTION caaspp.%1$s(%2$s)
			RETURNS TABLE (site integer, school_year caaspp.school_year, school caaspp.cds_code, lea caaspp.cds_code, year_text text, lea_cds text, school_cds text,
						   assessment caaspp.assessment, grade caaspp.grade, total integer, started integer, completed integer, pge integer, nte integer)
			LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
			BEGIN ATOMIC
				SELECT site, school_year, school, lea, year_text, lea_cds, school_cds, assessment, grade, total, started, completed, pge, nte
				FROM %3$s;
			END $f$, f.counts, f.parameters, f.source);
		EXECUTE format($f$
			CREATE OR REPLACE FUNCTION caaspp.%1$s(%2$s)
			RETURNS TABLE (school_year text, lea_cds text, lea_name text, school_cds text, school_name text, grade text, grade_order integer, assessment text,
						   total integer, started integer, completed integer, pge integer, nte integer, completion_rate numeric)
			LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
			BEGIN ATOMIC
				SELECT r.year_text, r.lea_cds, l.name, r.school_cds, s.name,
					r.grade::text, grade_order(r.grade), r.assessment::text,
					r.total, r.started, r.completed, r.pge, r.nte, round(100.0 * r.completed / r.total, 2)
				FROM caaspp.%3$s(%4$s) r
					LEFT JOIN %5$s s ON s.cds = r.school
					LEFT JOIN %5$s l ON l.cds = r.lea;
			END $f$, f.completion, f.parameters, f.counts, f.arguments, f.organizations);
	END LOOP;
END
$$;
COMMENT ON FUNCTION caaspp.site_counts() IS
	'The counts of active_tests(), a row a site, assessment and grade. What has no site is not counted: see rederive().';
COMMENT ON FUNCTION caaspp.site_counts_at(timestamptz, date) IS
	'The same of assignments_at(), as known at a moment and on a day.';
COMMENT ON FUNCTION caaspp.completion_now() IS
	'What the view completion_rates shows.';
COMMENT ON FUNCTION caaspp.completion_at(timestamptz, date) IS
	'What the view completion_rates shows, as known at a moment and on a day; nulls: live and today.';

CREATE OR REPLACE VIEW caaspp.completion_rates WITH (security_invoker = true) AS
SELECT * FROM caaspp.completion_now();
COMMENT ON VIEW caaspp.completion_rates IS 'Completion by school, grade and assessment, live. Exempt students stay in the total and are never completed (Managing Testing, Dec 2019, Site Progress). Not the participation rate.';

CREATE OR REPLACE VIEW caaspp.part_completion_rates WITH (security_invoker = true) AS
SELECT r.year_text AS school_year, r.lea_cds, l.name AS lea_name, r.school_cds, s.name AS school_name,
	r.grade::text AS grade, grade_order(r.grade) AS grade_order, r.assessment::text AS assessment, r.part::text AS part,
	r.total, r.started, r.completed, r.pge, r.nte, round(100.0 * r.completed / r.total, 2) AS completion_rate
FROM (SELECT p.site, p.year_text, p.lea_cds, p.school_cds, p.school, p.lea, c.grade, c.assessment, y.part,
			 sum(c.tests)::integer AS total,
			 coalesce(sum(c.tests) FILTER (WHERE c.parts_started & part_bit(y.part) > 0), 0)::integer AS started,
			 coalesce(sum(c.tests) FILTER (WHERE c.parts_done & part_bit(y.part) > 0), 0)::integer AS completed,
			 coalesce(sum(c.tests) FILTER (WHERE c.exemption = 'PGE'), 0)::integer AS pge,
			 coalesce(sum(c.tests) FILTER (WHERE c.exemption = 'NTE'), 0)::integer AS nte
	  FROM caaspp.sites p
		CROSS JOIN LATERAL (SELECT a.assessment, a.grade, a.parts_started, a.parts_done, a.exemption, count(*) AS tests
							FROM active_tests() a WHERE a.site = p.site GROUP BY 1, 2, 3, 4, 5) c
		JOIN year_parts() y ON y.school_year = p.school_year AND y.assessment = c.assessment
	  GROUP BY p.site, p.year_text, p.lea_cds, p.school_cds, p.school, p.lea, c.grade, c.assessment, y.part) r
	LEFT JOIN caaspp.organizations s ON s.cds = r.school
	LEFT JOIN caaspp.organizations l ON l.cds = r.lea;
COMMENT ON VIEW caaspp.part_completion_rates IS 'Completion by school, grade and test part, as the testing platform''s own report counts: a submitted part counts, exemption or not.';

CREATE OR REPLACE VIEW caaspp.completion_summary WITH (security_invoker = true) AS
SELECT r.year_text AS school_year, r.level, r.cds::text AS cds, o.name, r.program,
	r.total, r.started, r.completed, r.pge, r.nte, round(100.0 * r.completed / r.total, 2) AS completion_rate
FROM (SELECT c.year_text, v.level, v.cds, p.program,
			 sum(c.total)::integer AS total, sum(c.started)::integer AS started, sum(c.completed)::integer AS completed,
			 sum(c.pge)::integer AS pge, sum(c.nte)::integer AS nte
	  FROM (SELECT a.year_text, a.school, a.lea, a.assessment, sum(a.total) AS total, sum(a.started) AS started, sum(a.completed) AS completed,
				   sum(a.pge) AS pge, sum(a.nte) AS nte
			FROM site_counts() a
			GROUP BY a.site, a.year_text, a.school, a.lea, a.assessment) c
		LEFT JOIN caaspp.assessments k ON k.assessment = c.assessment		-- left: the planner knows then that no row is lost
		CROSS JOIN LATERAL (VALUES ('state', '00000000000000'::caaspp.cds_code), ('lea', c.lea), ('school', c.school)) v(level, cds)
		CROSS JOIN LATERAL (VALUES (k.program), ('all')) p(program)
	  GROUP BY c.year_text, v.level, v.cds, p.program) r
	LEFT JOIN caaspp.organizations o ON o.cds = r.cds;
COMMENT ON VIEW caaspp.completion_summary IS 'Completion of all grades by state, LEA and school, for each program (Smarter, CAA, CAST, CSA) and for all of them. Counts tests, not students.';

CREATE OR REPLACE VIEW caaspp.student_progress WITH (security_invoker = true) AS
SELECT a.year_text AS school_year, a.lea_cds, l.name AS lea_name, a.school_cds, s.name AS school_name,
	a.ssid::text AS ssid, n.last_name || ', ' || n.first_name AS student_name,
	a.grade::text AS grade, grade_order(a.grade) AS grade_order, a.assessment::text AS assessment, a.origin,
	coalesce(a.exemption::text, CASE WHEN a.newcomer AND k.subject = 'ELA' THEN 'NEL' END) AS exemption,
	count_parts(a.parts_done) AS parts_done, count_parts(a.parts) AS parts_total,
	CASE WHEN a.completed THEN 'completed'
		 WHEN a.exempt THEN 'exempt'
		 WHEN a.out_of_time THEN 'expired'
		 WHEN a.started OR a.parts_done > 0 THEN 'in progress'
		 ELSE 'not started' END AS status,
	a.missing_parts
FROM (SELECT r.year_text, r.lea_cds, r.school_cds, r.ssid, r.assessment, r.school, r.lea, r.grade, r.origin, r.newcomer, r.parts, r.parts_done,
			 r.exemption, r.exempt, r.started, r.completed,
			 string_agg(y.part::text, ', ' ORDER BY y.part_order) FILTER (WHERE t.done IS NOT TRUE) AS missing_parts,
			 bool_or(t.stage = 'expired'
					 OR t.stage = 'open' AND t.last_day IS NOT NULL AND least(t.last_day, r.window_ends_on) < (SELECT today())) AS out_of_time
	  FROM active_assignments() r
		LEFT JOIN year_parts() y ON y.school_year = r.school_year AND y.assessment = r.assessment
		LEFT JOIN counted_attempts() t ON t.school_year = r.school_year AND t.ssid = r.ssid AND t.part = y.part
	  GROUP BY r.school_year, r.ssid, r.assessment, r.site, r.year_text, r.lea_cds, r.school_cds, r.school, r.lea, r.grade, r.origin, r.newcomer, r.parts, r.parts_done,
		r.exemption, r.exempt, r.started, r.completed) a
	JOIN caaspp.assessments k ON k.assessment = a.assessment
	LEFT JOIN caaspp.students n ON n.ssid = a.ssid
	LEFT JOIN caaspp.organizations s ON s.cds = a.school
	LEFT JOIN caaspp.organizations l ON l.cds = a.lea;
COMMENT ON VIEW caaspp.student_progress IS 'Each active assignment of each student: how far it is and which parts are missing.';
