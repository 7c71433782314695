-- Participation as it may be published, and as it would be.

-- Everybody's governing enrollment is joined to everybody's tests, and the planner takes it for a few rows.
CREATE FUNCTION caaspp.counted_participation()
RETURNS TABLE (school_year caaspp.school_year, lea caaspp.cds_code, school caaspp.cds_code, level text, subject text, student_group text, target_percent numeric,
			   expected integer, participated integer, pge integer, nte integer, construct_changed integer)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000
SET search_path = pg_catalog, caaspp, pg_temp
SET enable_nestloop = off
SET enable_mergejoin = off
SET jit = off
AS $$
BEGIN
	PERFORM caaspp.require_deployed();
	RETURN QUERY
	SELECT p.school_year, p.lea, p.school, CASE WHEN grouping(p.school) = 1 THEN 'lea' ELSE 'school' END,
		p.subject, u.student_group, p.target_percent,
		(count(*) FILTER (WHERE p.expected))::integer, (count(*) FILTER (WHERE p.participated))::integer,
		(count(*) FILTER (WHERE p.pge))::integer, (count(*) FILTER (WHERE p.nte))::integer,
		(count(*) FILTER (WHERE p.participated AND p.construct_changed))::integer
	FROM caaspp.participation_tests() p
		LEFT JOIN caaspp.student_groups() g ON g.school_year = p.school_year AND g.ssid = p.ssid
		CROSS JOIN LATERAL unnest(coalesce(g.groups, ARRAY['all'])) u(student_group)
	GROUP BY GROUPING SETS ((p.school_year, p.lea, p.school, p.subject, u.student_group, p.target_percent),
							(p.school_year, p.lea, p.subject, u.student_group, p.target_percent));
END
$$;
COMMENT ON FUNCTION caaspp.counted_participation() IS
	'What participation_by_group shows: participation_tests() counted by school, LEA (school null), subject and student group. Error: 55000 before deploy().';

CREATE FUNCTION caaspp.suppressed_cells(line integer[], total integer[], component integer[], sizes integer[], minimums integer[]) RETURNS boolean[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	hidden boolean[] := ARRAY(SELECT (c.size >= c.minimum) IS NOT TRUE FROM unnest(sizes, minimums) WITH ORDINALITY c(size, minimum, n) ORDER BY c.n);
	more integer[];
	cell integer;
BEGIN
	-- A line is a published total and its components; what is not published of it is known from what is, by subtraction.
	LOOP
		more := (
			SELECT array_agg(DISTINCT coalesce(l.smallest, CASE WHEN NOT l.total_hidden THEN l.total END))
			FROM (SELECT i.line, i.total, hidden[i.total] AS total_hidden, sizes[i.total] AS size, minimums[i.total] AS minimum,
						 sizes[i.total] - coalesce(sum(sizes[i.component]) FILTER (WHERE NOT hidden[i.component]), 0) AS unpublished,
						 sizes[i.total] - sum(sizes[i.component]) AS rest,
						 count(*) FILTER (WHERE hidden[i.component]) AS hidden_components,
						 (array_agg(i.component ORDER BY sizes[i.component], i.component) FILTER (WHERE NOT hidden[i.component]))[1] AS smallest
				  FROM unnest(line, total, component) i(line, total, component)
				  GROUP BY i.line, i.total) l
			WHERE CASE
					WHEN l.total_hidden THEN l.hidden_components = 0 AND l.rest = 0		-- it would be their sum
					ELSE (l.hidden_components = 1 AND l.rest = 0) OR (l.unpublished > 0 AND l.unpublished < l.minimum)
				END
				AND (l.smallest IS NOT NULL OR NOT l.total_hidden));
		EXIT WHEN more IS NULL;
		FOREACH cell IN ARRAY more LOOP
			hidden[cell] := true;
		END LOOP;
	END LOOP;
	RETURN hidden;
END
$$;
COMMENT ON FUNCTION caaspp.suppressed_cells(integer[], integer[], integer[], integer[], integer[]) IS
	'Which cells of tables with totals may not be published: those smaller than their minimum (or without one), and in each line, which is a total and its components, as many of the smallest components as it takes so that the unpublished part of a published total is no single cell and not smaller than the minimum; where that does not do, the total. Cells are numbered from 1 as in sizes and minimums; line, total and component have an element for each component of each line.';

CREATE FUNCTION caaspp.published_participation()
RETURNS TABLE (school_year caaspp.school_year, lea caaspp.cds_code, school caaspp.cds_code, level text, subject text, student_group text,
			   expected integer, participated integer, participation_rate numeric, meets_95 boolean, short_by integer, suppressed boolean)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000
SET search_path = pg_catalog, caaspp, pg_temp
SET jit = off
AS $$
DECLARE
	cells jsonb;
	hidden boolean[];
BEGIN
	PERFORM caaspp.require_deployed();
	-- Numbered once, so that a cell is the same one in every line.
	cells := (SELECT jsonb_agg(to_jsonb(v) ORDER BY v.n)
			  FROM (SELECT g.school_year AS y, g.lea_cds AS l, g.school_cds AS s, g.subject AS t, g.student_group AS g, g.expected AS e, g.participated AS p,
						   g.participation_rate AS r, g.meets_95 AS m, g.short_by AS b,
						   row_number() OVER (ORDER BY g.school_year, g.lea_cds, g.subject, g.school_cds, g.student_group COLLATE "C") AS n
					FROM caaspp.participation_by_group g) v);
	hidden := (
		WITH c AS MATERIALIZED (SELECT v.* FROM jsonb_to_recordset(cells) v(n integer, y text, l text, s text, t text, g text, e integer)),
		lines AS (
			-- Of a school or LEA: everybody, by language, by special education, by Section 504.
			SELECT a.n AS total, d.n AS component, format('%s %s', a.n, CASE WHEN d.g IN ('SWD', '504') THEN d.g ELSE 'language' END) AS line
			FROM c a JOIN c d ON d.y = a.y AND d.l = a.l AND d.t = a.t AND coalesce(d.s, '') = coalesce(a.s, '') AND d.g <> 'all'
			WHERE a.g = 'all'
			UNION ALL
			-- Of a group: the LEA, by school.
			SELECT a.n, d.n, format('%s schools', a.n)
			FROM c a JOIN c d ON d.y = a.y AND d.l = a.l AND d.t = a.t AND d.g = a.g AND d.s IS NOT NULL
			WHERE a.s IS NULL)
		SELECT caaspp.suppressed_cells(x.line, x.total, x.component, z.sizes, z.minimums)
		FROM (SELECT coalesce(array_agg(i.line ORDER BY i.line, i.component), '{}') AS line, coalesce(array_agg(i.total ORDER BY i.line, i.component), '{}') AS total,
					 coalesce(array_agg(i.component ORDER BY i.line, i.component), '{}') AS component
			  FROM (SELECT dense_rank() OVER (ORDER BY l.line)::integer AS line, l.total, l.component FROM lines l) i) x
			CROSS JOIN (SELECT array_agg(c.e ORDER BY c.n) AS sizes, array_agg(r.public_minimum ORDER BY c.n) AS minimums
						FROM c LEFT JOIN caaspp.participation_rules r ON r.subject = c.t AND in_force(r.first_year, r.last_year, c.y::caaspp.school_year)) z);
	RETURN QUERY
	SELECT v.y::caaspp.school_year, v.l::caaspp.cds_code, v.s::caaspp.cds_code, CASE WHEN v.s IS NULL THEN 'lea' ELSE 'school' END, v.t, v.g,
		CASE WHEN NOT hidden[v.n] THEN v.e END, CASE WHEN NOT hidden[v.n] THEN v.p END, CASE WHEN NOT hidden[v.n] THEN v.r END,
		CASE WHEN NOT hidden[v.n] THEN v.m END, CASE WHEN NOT hidden[v.n] THEN v.b END, hidden[v.n]
	FROM jsonb_to_recordset(cells) v(n integer, y text, l text, s text, t text, g text, e integer, p integer, r numeric, m boolean, b integer);
END
$$;
COMMENT ON FUNCTION caaspp.published_participation() IS
	'What the view participation_public shows. It knows only the rows that the caller sees: publish as a role that sees the whole LEA. Error: 55000 before deploy().';

CREATE FUNCTION caaspp.what_if_participation(school_year caaspp.school_year, pge caaspp.ssid[] DEFAULT '{}', nte caaspp.ssid[] DEFAULT '{}',
	absent caaspp.ssid[] DEFAULT '{}', subjects text[] DEFAULT NULL)
RETURNS TABLE (lea_cds text, lea_name text, school_cds text, school_name text, level text, subject text, student_group text,
			   expected integer, participated integer, participation_rate numeric, meets_95 boolean, short_by integer,
			   expected_then integer, participated_then integer, participation_rate_then numeric, meets_95_then boolean, short_by_then integer,
			   construct_changed integer, construct_changed_then integer)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100
SET search_path = pg_catalog, caaspp, pg_temp
SET enable_nestloop = off
SET enable_mergejoin = off
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	of_year CONSTANT school_year := what_if_participation.school_year;
	new_pge CONSTANT ssid[] := what_if_participation.pge;
	new_nte CONSTANT ssid[] := what_if_participation.nte;
	stays_away CONSTANT ssid[] := what_if_participation.absent;
	named CONSTANT ssid[] := coalesce(new_pge, '{}') || coalesce(new_nte, '{}') || coalesce(stays_away, '{}');
	of_subjects CONSTANT text[] := what_if_participation.subjects;
	unknown text;
BEGIN
	PERFORM caaspp.require_deployed();
	IF new_pge && new_nte THEN
		RAISE EXCEPTION 'a student cannot have PGE and NTE'
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Name each student in pge or in nte, not in both.';
	END IF;
	unknown := (SELECT string_agg(u, ', ') FROM unnest(of_subjects) u WHERE u NOT IN (SELECT r.subject FROM caaspp.participation_rules r));
	IF unknown IS NOT NULL THEN
		RAISE EXCEPTION 'participation has no subject %', unknown
			USING ERRCODE = 'invalid_parameter_value',
				HINT = format('Subjects are %s.', (SELECT string_agg(DISTINCT r.subject, ', ' ORDER BY r.subject) FROM caaspp.participation_rules r));
	END IF;
	RETURN QUERY
	SELECT r.lea::text, l.name, r.school::text, s.name, r.level, r.subject, r.student_group,
		r.expected, r.participated, round(100.0 * r.participated / nullif(r.expected, 0), 2),
		short_of(r.target_percent, r.expected, r.participated) = 0, short_of(r.target_percent, r.expected, r.participated),
		r.expected_then, r.participated_then, round(100.0 * r.participated_then / nullif(r.expected_then, 0), 2),
		short_of(r.target_percent, r.expected_then, r.participated_then) = 0, short_of(r.target_percent, r.expected_then, r.participated_then),
		r.construct_changed, r.construct_changed_then
	FROM (SELECT p.lea, p.school, CASE WHEN grouping(p.school) = 1 THEN 'lea' ELSE 'school' END AS level, p.subject, u.student_group, p.target_percent,
				 (count(*) FILTER (WHERE p.expected))::integer AS expected,
				 (count(*) FILTER (WHERE p.participated))::integer AS participated,
				 (count(*) FILTER (WHERE h.expected))::integer AS expected_then,
				 (count(*) FILTER (WHERE h.expected AND NOT h.pge AND (p.logged_on OR h.will_come)))::integer AS participated_then,
				 (count(*) FILTER (WHERE p.participated AND p.construct_changed))::integer AS construct_changed,
				 (count(*) FILTER (WHERE h.expected AND NOT h.pge AND (p.logged_on OR h.will_come) AND p.construct_changed))::integer AS construct_changed_then
		  FROM caaspp.participation_tests() p
			LEFT JOIN caaspp.student_groups() g ON g.school_year = p.school_year AND g.ssid = p.ssid
			CROSS JOIN LATERAL unnest(coalesce(g.groups, ARRAY['all'])) u(student_group)
			-- A code cannot be entered for a completed test, nor beside another code.
			CROSS JOIN LATERAL (SELECT NOT p.completed AND NOT p.pge AND NOT p.nte AND (of_subjects IS NULL OR p.subject = ANY (of_subjects)) AS open) o
			CROSS JOIN LATERAL (SELECT p.pge OR o.open AND (p.ssid = ANY (new_pge)) IS TRUE AS pge,
									   p.expected AND NOT (o.open AND (p.ssid = ANY (new_nte)) IS TRUE AND p.excludes_nte) AS expected,
									   p.window_ends_on >= today() IS TRUE
									   AND NOT ((p.ssid = ANY (stays_away)) IS TRUE AND (of_subjects IS NULL OR p.subject = ANY (of_subjects))) AS will_come) h
		  WHERE p.school_year = of_year
		  GROUP BY GROUPING SETS ((p.lea, p.school, p.subject, u.student_group, p.target_percent), (p.lea, p.subject, u.student_group, p.target_percent))
		  HAVING bool_or(p.ssid = ANY (named) AND (of_subjects IS NULL OR p.subject = ANY (of_subjects)))) r
		LEFT JOIN caaspp.organizations s ON s.cds = r.school
		LEFT JOIN caaspp.organizations l ON l.cds = r.lea
	ORDER BY r.lea, r.school NULLS FIRST, r.subject, r.student_group COLLATE "C";
END
$$;
COMMENT ON FUNCTION caaspp.what_if_participation(caaspp.school_year, caaspp.ssid[], caaspp.ssid[], caaspp.ssid[], text[]) IS
	'Participation as it stands beside what it would be (_then) if these students got PGE or NTE, if these stayed away, and if all others who still can (window not over, no PGE) logged on to every part; writes nothing. Rows are the schools, LEAs and student groups with one of them, in the named subjects or in all. A code does not count on a completed test or beside another code; a student who has logged on already took part, absent or not. construct_changed: of those who took part, whom the state will not count for an approved resource that changes what is measured. Errors: 22023 for a student in both pge and nte and for an unknown subject, 55000 before deploy().';
