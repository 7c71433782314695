-- Participation: the federal 95 percent, a rate of its own with a denominator of its own. The one place that says who is
-- expected and who took part.

CREATE OR REPLACE FUNCTION caaspp.construct_requests()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, assessment caaspp.assessment, code text, decided_on date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT r.school_year, r.ssid, r.assessment, min(r.code), max(r.decided_on)
	FROM caaspp.support_requests r
	WHERE r.approved AND r.changes_construct
	GROUP BY r.school_year, r.ssid, r.assessment;
END;
COMMENT ON FUNCTION caaspp.construct_requests() IS
	'Tests for which the state approved a resource that changes what is measured: the student may use it and gets a score, and by 5 CCR 854.9(d) does not count as participating. Source: support_requests.';

-- Twice: test by test, and counted by what decides, so that the rates need not go by students.
DO $$
DECLARE
	f record;
BEGIN
	FOR f IN SELECT * FROM (VALUES
		('participation_tests()', 'SELECT n.*, n.parts_started = n.parts AND n.started AS logged_on FROM active_assignments() n', 'LEFT JOIN construct_requests() q ON q.school_year = a.school_year AND q.ssid = a.ssid AND q.assessment = a.assessment',
			', ssid caaspp.ssid, window_ends_on date, completed boolean, construct_changed boolean',
			', a.ssid, a.window_ends_on, a.parts_done = a.parts AND a.parts > 0, q.ssid IS NOT NULL'),
		('participation_counts()', 'SELECT p.site, p.school_year, p.school, p.lea, p.year_text, p.lea_cds, p.school_cds, c.*
									FROM caaspp.sites p
										CROSS JOIN LATERAL (
											SELECT n.assessment, n.newcomer, n.exemption, n.parts_started = n.parts AND n.started AS logged_on, count(*) AS tests
											FROM active_tests() n WHERE n.site = p.site GROUP BY 1, 2, 3, 4) c', '',
			', tests bigint, site integer, year_text text, lea_cds text, school_cds text', ', a.tests, a.site, a.year_text, a.lea_cds, a.school_cds')) v(name, source, requests, more, values)
	LOOP
		EXECUTE format($f$
			CREATE OR REPLACE FUNCTION caaspp.%1$s
			RETURNS TABLE (school_year caaspp.school_year, assessment caaspp.assessment, subject text, school caaspp.cds_code, lea caaspp.cds_code,
						   target_percent numeric, public_minimum integer,
						   expected boolean, participated boolean, pge boolean, nte boolean, excludes_nte boolean, logged_on boolean%4$s)
			LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
			BEGIN ATOMIC
				SELECT a.school_year, a.assessment, k.subject, a.school, a.lea, t.target_percent, t.public_minimum,
					NOT e.newcomer AND NOT (coalesce(t.excludes_nte, true) AND (a.exemption = 'NTE') IS TRUE),
					NOT e.newcomer AND NOT (coalesce(t.excludes_nte, true) AND (a.exemption = 'NTE') IS TRUE)
						AND a.logged_on AND (a.exemption = 'PGE') IS NOT TRUE,
					(a.exemption = 'PGE') IS TRUE,
					(a.exemption = 'NTE') IS TRUE,
					coalesce(t.excludes_nte, true), a.logged_on%5$s
				FROM (%2$s) a
					JOIN caaspp.assessments k ON k.assessment = a.assessment
					JOIN (SELECT DISTINCT p.subject FROM caaspp.participation_rules p) f ON f.subject = k.subject
					LEFT JOIN caaspp.participation_rules t ON t.subject = k.subject
						AND in_force(t.first_year, t.last_year, a.school_year)
					%3$s
					CROSS JOIN LATERAL (SELECT coalesce(t.excludes_newcomers, k.subject = 'ELA') AND (a.newcomer OR (a.exemption = 'NEL') IS TRUE) AS newcomer) e;
			END $f$, f.name, f.source, f.requests, f.more, f.values);
	END LOOP;
END
$$;
COMMENT ON FUNCTION caaspp.participation_tests() IS
	'Each active assignment of a subject that participation counts: expected (no medical emergency, in ELA no newcomer), participated (of the expected, logged on to every part, no PGE), what the target and the smallest group to publish are (null for a year without rules); excludes_nte: a medical emergency is not expected; completed: every part submitted or invalidated; logged_on: to every part; construct_changed: with an approved resource that changes what is measured, so that the state does not count it.';
COMMENT ON FUNCTION caaspp.participation_counts() IS
	'participation_tests() counted: a row for each kind of test at a school, how many tests are of that kind, and the site in the views'' text.';

CREATE OR REPLACE FUNCTION caaspp.short_of(target_percent numeric, expected bigint, participated bigint) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN target_percent IS NOT NULL THEN greatest(0, ceil(expected * target_percent / 100) - participated)::integer END;
COMMENT ON FUNCTION caaspp.short_of(numeric, bigint, bigint) IS
	'Students still needed so that the target percentage of the expected has taken part; null without a target.';

CREATE OR REPLACE VIEW caaspp.participation_rates WITH (security_invoker = true) AS
SELECT r.year_text AS school_year, r.lea_cds, l.name AS lea_name, r.school_cds, s.name AS school_name,
	r.subject, r.expected, r.participated, r.pge, r.nte,
	round(100.0 * r.participated / nullif(r.expected, 0), 2) AS participation_rate,
	b.short_by = 0 AS meets_95, b.short_by
FROM (SELECT p.year_text, p.lea_cds, p.school_cds, p.school, p.lea, p.subject, p.target_percent,
			 coalesce(sum(p.tests) FILTER (WHERE p.expected), 0)::integer AS expected,
			 coalesce(sum(p.tests) FILTER (WHERE p.participated), 0)::integer AS participated,
			 coalesce(sum(p.tests) FILTER (WHERE p.pge), 0)::integer AS pge,
			 coalesce(sum(p.tests) FILTER (WHERE p.nte), 0)::integer AS nte
	  FROM caaspp.participation_counts() p
	  GROUP BY p.site, p.year_text, p.lea_cds, p.school_cds, p.school, p.lea, p.subject, p.target_percent) r
	CROSS JOIN LATERAL (SELECT caaspp.short_of(r.target_percent, r.expected, r.participated) AS short_by) b
	LEFT JOIN caaspp.organizations s ON s.cds = r.school
	LEFT JOIN caaspp.organizations l ON l.cds = r.lea;
COMMENT ON VIEW caaspp.participation_rates IS 'Participation by school and subject, general and alternate assessments together: of those expected (medical emergencies, and newcomers in ELA, taken out), who logged on to every part. Not the completion rate.';
