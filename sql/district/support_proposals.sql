-- Year start: nothing carries over, but last year's settings and the present plans say what to look at first.

CREATE OR REPLACE FUNCTION caaspp.support_proposals(of_year caaspp.school_year)
RETURNS TABLE (school_year text, lea_cds text, lea_name text, school_cds text, school_name text, ssid text, student_name text, grade text, grade_order integer,
			   population text, code text, support text, class text, last_year_by text, last_year_in_toms boolean, plan_ends_on date, proposed boolean, reason text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
SET enable_nestloop = off		-- by itself: how many had something last year is not known before
SET enable_mergejoin = off
SET jit = off
BEGIN ATOMIC
	SELECT of_year::text, u.lea::text, l.name, u.school::text, s.name, u.ssid::text, n.last_name || ', ' || n.first_name, u.grade::text, grade_order(u.grade),
		array_to_string(u.populations, ', '), v.code, v.support, v.class, v.identified_by, v.in_toms, nullif(v.ends_on, 'infinity'::date),
		v.usable AND (v.open OR v.has_plan) AND NOT v.already AND (v.ends_on >= (SELECT today())) IS NOT FALSE,
		CASE WHEN v.already THEN 'Identified this year.'
			 WHEN NOT v.known THEN 'No longer in the catalogue.'
			 WHEN NOT v.usable THEN 'Not available in this year''s tests.'
			 WHEN NOT v.open AND NOT v.has_plan THEN 'An accommodation, and there is neither an IEP nor a Section 504 plan now.'
			 WHEN v.ends_on < (SELECT today()) THEN 'The plan ended on ' || v.ends_on::text || ': review it first.'
			 WHEN v.requested THEN 'Had last year; must be asked for anew.'
			 WHEN NOT v.open THEN 'Had last year; the plan is in force.'
			 ELSE 'Had last year; needs no plan.' END
	FROM (SELECT x.ssid, x.code, x.identified_by, x.in_toms, t.has_plan, t.ends_on, k.code IS NOT NULL AS known, (k.open_in && t.tests) IS TRUE AS open,
				 q.place IS NOT NULL AS usable, k.names[coalesce(q.place, 1)] AS support, k.classes[coalesce(q.place, 1)] AS class,
				 EXISTS (SELECT FROM caaspp.support_lead_times r
						 WHERE r.code = x.code AND r.needs_request AND in_force(r.first_year, r.last_year, of_year)) AS requested,
				 EXISTS (SELECT FROM caaspp.support_settings i WHERE i.school_year = of_year AND i.ssid = x.ssid AND i.code = x.code) AS already
		  FROM support_answers() x
			JOIN (SELECT a.ssid, bool_or(g.special_education IS TRUE OR g.section_504 IS TRUE) AS has_plan, max(e.ends_on) AS ends_on,
						 array_agg(a.assessment::text) || array_agg(a.assessment::text || '/' || a.grade::text) AS tests
				  FROM active_assignments() a
					LEFT JOIN governing_enrollments() g ON g.school_year = a.school_year AND g.ssid = a.ssid
					LEFT JOIN (SELECT o.ssid, max(o.ends_on) AS ends_on FROM plan_ends() o WHERE o.school_year = of_year GROUP BY o.ssid) e ON e.ssid = a.ssid
				  WHERE a.school_year = of_year GROUP BY a.ssid) t ON t.ssid = x.ssid
			LEFT JOIN support_catalogue() k ON k.school_year = of_year AND k.code = x.code
			LEFT JOIN LATERAL (SELECT min(m.place) AS place FROM unnest(k.usable_in) WITH ORDINALITY m(test, place) WHERE m.test = ANY (t.tests)) q ON true
		  WHERE x.school_year = of_year - 1) v
		JOIN tested_students() u ON u.school_year = of_year AND u.ssid = v.ssid
		LEFT JOIN caaspp.students n ON n.ssid = u.ssid
		LEFT JOIN caaspp.organizations s ON s.cds = u.school
		LEFT JOIN caaspp.organizations l ON l.cds = u.lea;
END;
COMMENT ON FUNCTION caaspp.support_proposals(caaspp.school_year) IS
	'For students with an active assignment in a year, what they had the year before by any source: proposed (to be taken up with the teacher, nothing is set) or not, and why. Null or a year without rules: no rows, or none proposed. Source: support_settings of both years, support_plans, the governing enrollment, supports.';
