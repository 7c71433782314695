-- Why a total moved: two answers of assignments_at(), test by test, and what lies between them. Each row is one cause,
-- so the rows of a cell add up to the difference of its two rates.

CREATE OR REPLACE FUNCTION caaspp.completion_changes(known_1 timestamptz, day_1 date, known_2 timestamptz, day_2 date)
RETURNS TABLE (school_year text, lea_cds text, lea_name text, school_cds text, school_name text, ssid text, student_name text,
			   grade text, grade_order integer, assessment text, change text,
			   total integer, started integer, completed integer, pge integer, nte integer)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	WITH was AS (
		SELECT a.school_year, a.ssid, a.assessment, a.school, a.lea, a.grade, a.started, a.completed,
			a.parts_done = a.parts AND a.parts > 0 AS done, (a.exemption = 'PGE') IS TRUE AS pge, (a.exemption = 'NTE') IS TRUE AS nte,
			k.subject
		FROM assignments_at(known_1, day_1) a JOIN caaspp.assessments k ON k.assessment = a.assessment
	), is_now AS (
		SELECT a.school_year, a.ssid, a.assessment, a.school, a.lea, a.grade, a.started, a.completed,
			a.parts_done = a.parts AND a.parts > 0 AS done, (a.exemption = 'PGE') IS TRUE AS pge, (a.exemption = 'NTE') IS TRUE AS nte,
			k.subject
		FROM assignments_at(known_2, day_2) a JOIN caaspp.assessments k ON k.assessment = a.assessment
	), moved AS (
		SELECT coalesce(w.school_year, n.school_year) AS school_year, coalesce(w.ssid, n.ssid) AS ssid, coalesce(w.assessment, n.assessment) AS assessment,
			w.ssid IS NOT NULL AS was_there, n.ssid IS NOT NULL AS is_there, coalesce(w.subject, n.subject) AS subject,
			w.school AS school_1, w.lea AS lea_1, w.grade AS grade_1, w.started AS started_1, w.completed AS completed_1, w.done AS done_1, w.pge AS pge_1, w.nte AS nte_1,
			n.school AS school_2, n.lea AS lea_2, n.grade AS grade_2, n.started AS started_2, n.completed AS completed_2, n.done AS done_2, n.pge AS pge_2, n.nte AS nte_2
		FROM was w
			FULL JOIN is_now n ON n.school_year = w.school_year AND n.ssid = w.ssid AND n.assessment = w.assessment
		WHERE (w.ssid IS NULL) <> (n.ssid IS NULL)
			OR (w.school::text, w.lea::text, w.grade::text, w.started, w.completed, w.pge, w.nte)
				IS DISTINCT FROM (n.school::text, n.lea::text, n.grade::text, n.started, n.completed, n.pge, n.nte)
	), known AS (		-- what else there is about those who came or left
		SELECT m.*,
			bool_or(NOT m.was_there) OVER s AND bool_or(NOT m.is_there) OVER s AS reassigned,
			a.ssid IS NOT NULL AS student_was_there, b.ssid IS NOT NULL AS student_is_there,
			c.ssid IS NOT NULL AS row_was_there, d.ssid IS NOT NULL AS row_is_there
		FROM moved m
			LEFT JOIN (SELECT DISTINCT o.school_year, o.ssid FROM was o) a ON a.school_year = m.school_year AND a.ssid = m.ssid
			LEFT JOIN (SELECT DISTINCT o.school_year, o.ssid FROM is_now o) b ON b.school_year = m.school_year AND b.ssid = m.ssid
			LEFT JOIN known_assignments(known_1, NULL) c ON c.school_year = m.school_year AND c.ssid = m.ssid AND c.assessment = m.assessment
			LEFT JOIN known_assignments(known_2, NULL) d ON d.school_year = m.school_year AND d.ssid = m.ssid AND d.assessment = m.assessment
		WINDOW s AS (PARTITION BY m.school_year, m.ssid, m.subject)
	), caused AS (
		SELECT m.school_year, m.ssid, m.assessment, c.school, c.lea, c.grade, c.change, c.total, c.started, c.completed, c.pge, c.nte
		FROM known m
			CROSS JOIN LATERAL (VALUES
				-- One test less here, or one more.
				(NOT m.is_there, m.school_1, m.lea_1, m.grade_1,
				 CASE WHEN m.reassigned THEN 'reassigned' WHEN m.student_is_there THEN 'unassigned' WHEN m.row_is_there THEN 'left' ELSE 'removed' END,
				 -1, -m.started_1::integer, -m.completed_1::integer, -m.pge_1::integer, -m.nte_1::integer),
				(NOT m.was_there, m.school_2, m.lea_2, m.grade_2,
				 CASE WHEN m.reassigned THEN 'reassigned' WHEN m.student_was_there THEN 'assigned' WHEN m.row_was_there THEN 'returned' ELSE 'came' END,
				 1, m.started_2::integer, m.completed_2::integer, m.pge_2::integer, m.nte_2::integer),
				-- To another cell, as it was; what else happened comes after, there.
				(m.was_there AND m.is_there AND (m.school_1::text, m.lea_1::text, m.grade_1::text) IS DISTINCT FROM (m.school_2::text, m.lea_2::text, m.grade_2::text),
				 m.school_1, m.lea_1, m.grade_1,
				 CASE WHEN (m.school_1::text, m.lea_1::text) IS DISTINCT FROM (m.school_2::text, m.lea_2::text) THEN 'moved away' ELSE 'grade changed' END,
				 -1, -m.started_1::integer, -m.completed_1::integer, -m.pge_1::integer, -m.nte_1::integer),
				(m.was_there AND m.is_there AND (m.school_1::text, m.lea_1::text, m.grade_1::text) IS DISTINCT FROM (m.school_2::text, m.lea_2::text, m.grade_2::text),
				 m.school_2, m.lea_2, m.grade_2,
				 CASE WHEN (m.school_1::text, m.lea_1::text) IS DISTINCT FROM (m.school_2::text, m.lea_2::text) THEN 'moved here' ELSE 'grade changed' END,
				 1, m.started_1::integer, m.completed_1::integer, m.pge_1::integer, m.nte_1::integer),
				-- The exemption first: with it a finished test counts as completed no longer.
				(m.was_there AND m.is_there AND (m.pge_1, m.nte_1) <> (m.pge_2, m.nte_2), m.school_2, m.lea_2, m.grade_2,
				 CASE WHEN NOT (m.pge_1 OR m.nte_1) THEN 'exempted' WHEN NOT (m.pge_2 OR m.nte_2) THEN 'exemption withdrawn' ELSE 'exemption changed' END,
				 0, 0, (m.done_1 AND NOT (m.pge_2 OR m.nte_2))::integer - m.completed_1::integer,
				 m.pge_2::integer - m.pge_1::integer, m.nte_2::integer - m.nte_1::integer),
				(m.was_there AND m.is_there AND m.started_1 <> m.started_2, m.school_2, m.lea_2, m.grade_2,
				 CASE WHEN m.started_2 THEN 'started' ELSE 'start taken back' END,
				 0, m.started_2::integer - m.started_1::integer, 0, 0, 0),
				(m.was_there AND m.is_there AND NOT (m.pge_2 OR m.nte_2) AND m.done_1 <> m.done_2, m.school_2, m.lea_2, m.grade_2,
				 CASE WHEN m.done_2 THEN 'completed' ELSE 'completion taken back' END,
				 0, 0, m.done_2::integer - m.done_1::integer, 0, 0))
				c(happened, school, lea, grade, change, total, started, completed, pge, nte)
		WHERE c.happened
	)
	SELECT c.school_year::text, c.lea::text, l.name, c.school::text, s.name, c.ssid::text, n.last_name || ', ' || n.first_name,
		c.grade::text, grade_order(c.grade), c.assessment::text, c.change, c.total, c.started, c.completed, c.pge, c.nte
	FROM caused c
		LEFT JOIN caaspp.students n ON n.ssid = c.ssid
		LEFT JOIN caaspp.organizations s ON s.cds = c.school
		LEFT JOIN caaspp.organizations l ON l.cds = c.lea;
END;
COMMENT ON FUNCTION caaspp.completion_changes(timestamptz, date, timestamptz, date) IS
	'What changes_between() says, for two answers of assignments_at().';
