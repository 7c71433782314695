-- From a rate to its students, and through when the data behind it is complete.

CREATE OR REPLACE FUNCTION caaspp.students_behind(school_year text, cds text DEFAULT NULL, grade text DEFAULT NULL, assessment text DEFAULT NULL,
	part text DEFAULT NULL, program text DEFAULT NULL, subject text DEFAULT NULL, lea_cds text DEFAULT NULL)
RETURNS TABLE (school_year text, lea_cds text, lea_name text, school_cds text, school_name text, ssid text, student_name text,
			   grade text, grade_order integer, assessment text, program text,
			   total integer, started integer, completed integer, pge integer, nte integer, reason text,
			   expected integer, participated integer, participation text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT b.school_year::text, b.lea::text, l.name, b.school::text, s.name, b.ssid::text, n.last_name || ', ' || n.first_name,
		b.grade::text, grade_order(b.grade), b.assessment::text, b.program,
		b.active::integer,
		(b.active AND CASE WHEN students_behind.part IS NULL THEN b.started ELSE b.part_started END)::integer,
		(b.active AND CASE WHEN students_behind.part IS NULL THEN b.completed ELSE b.part_done END)::integer,
		(b.active AND (b.exemption = 'PGE') IS TRUE)::integer,
		(b.active AND (b.exemption = 'NTE') IS TRUE)::integer,
		CASE WHEN NOT b.active THEN 'left on ' || b.left_on::text
			 WHEN b.exempt THEN b.exemption::text || coalesce(' since ' || nullif(b.exempt_on, '-infinity')::text, '') || ': in the total, never completed'
			 WHEN b.missing IS NULL THEN 'completed'
			 ELSE b.missing END,
		coalesce(p.expected, false)::integer, coalesce(p.participated, false)::integer,
		CASE WHEN p.participated AND p.construct_changed THEN 'logged on to every part, with a resource that changes what is measured: not counted by the state'
			 WHEN p.participated THEN 'logged on to every part'
			 WHEN p.expected AND p.pge THEN 'PGE: expected, and did not take part'
			 WHEN p.expected THEN 'not logged on to every part'
			 WHEN p.nte AND p.excludes_nte THEN 'NTE: not expected'
			 WHEN NOT p.expected THEN 'newcomer: not expected' END
	FROM (SELECT a.school_year, a.ssid, a.assessment, a.lea, a.school, a.grade, a.left_on, a.exempt_on, k.program,
				 r.ssid IS NOT NULL AS active, coalesce(r.started, false) AS started, coalesce(r.completed, false) AS completed,
				 coalesce(r.exempt, false) AS exempt, r.exemption,
				 coalesce(bool_or(t.started_on IS NOT NULL), false) AS part_started, coalesce(bool_or(t.done), false) AS part_done,
				 string_agg(y.part::text || CASE
						WHEN t.stage IS NULL OR t.stage = 'open' AND t.started_on IS NULL THEN ' not started'
						WHEN t.stage = 'expired' THEN coalesce(' expired on ' || t.completed_on::text, ' expired')
						WHEN least(t.last_day, a.window_ends_on) < (SELECT today()) THEN ' out of time since ' || least(t.last_day, a.window_ends_on)::text
						ELSE coalesce(' open until ' || least(t.last_day, a.window_ends_on)::text, ' open') END,
					', ' ORDER BY y.part_order) FILTER (WHERE t.done IS NOT TRUE) AS missing
		  FROM caaspp.sites g
			JOIN caaspp.assignments a ON a.site = g.site
			JOIN caaspp.assessments k ON k.assessment = a.assessment
			LEFT JOIN active_assignments() r ON r.school_year = a.school_year AND r.ssid = a.ssid AND r.assessment = a.assessment
			LEFT JOIN year_parts() y ON y.school_year = a.school_year AND y.assessment = a.assessment
				AND (students_behind.part IS NULL OR y.part::text = students_behind.part)
			LEFT JOIN counted_attempts() t ON t.school_year = a.school_year AND t.ssid = a.ssid AND t.part = y.part
		  WHERE g.year_text = students_behind.school_year
			AND (students_behind.cds IS NULL OR students_behind.cds = '00000000000000'
				 OR g.school_cds = students_behind.cds OR g.lea_cds = students_behind.cds)
			AND (students_behind.lea_cds IS NULL OR g.lea_cds = students_behind.lea_cds)
			AND (students_behind.grade IS NULL OR a.grade::text = students_behind.grade)
			AND (students_behind.assessment IS NULL OR a.assessment::text = students_behind.assessment)
			AND (students_behind.program IS NULL OR students_behind.program IN ('all', k.program))
			AND (students_behind.subject IS NULL OR k.subject = students_behind.subject)
			AND (students_behind.part IS NULL OR y.part IS NOT NULL)
		  GROUP BY a.school_year, a.ssid, a.assessment, a.lea, a.school, a.grade, a.left_on, a.exempt_on, k.program,
			r.ssid, r.started, r.completed, r.exempt, r.exemption) b
		LEFT JOIN participation_tests() p ON p.school_year = b.school_year AND p.ssid = b.ssid AND p.assessment = b.assessment
		LEFT JOIN caaspp.students n ON n.ssid = b.ssid
		LEFT JOIN caaspp.organizations s ON s.cds = b.school
		LEFT JOIN caaspp.organizations l ON l.cds = b.lea;
END;
COMMENT ON FUNCTION caaspp.students_behind(text, text, text, text, text, text, text, text) IS
	'The tests behind a rate of completion_rates, part_completion_rates (part) or completion_summary (cds of a school, an LEA or the state; program) or participation_rates (subject), student by student: 1 where the test counts in a column of the rate, else 0, so that the sums are the rate''s own, with the reason. participation: why it counts there or not; null for a test of no such subject. Students who left are there too, with total 0. Arguments are the texts that the views show; null leaves one open. lea_cds: for a school whose students count for several LEAs.';

CREATE OR REPLACE VIEW caaspp.data_through WITH (security_invoker = true) AS
SELECT f.school_year::text AS school_year, f.layout, f.source,
	max(f.through) AS data_through,
	((SELECT today()) - max(f.through))::integer AS days_old,
	bool_or(f.dated) FILTER (WHERE f.latest) AS dated,
	max(f.imported_on) AS imported_on,
	count(*)::integer AS files,
	sum(f.refused)::integer AS rows_refused
FROM (SELECT g.*, g.through = max(g.through) OVER (PARTITION BY g.school_year, g.layout, g.source) AS latest
	  FROM (SELECT b.school_year, b.layout, b.source, b.file_sha256,
				   coalesce(max(b.source_date), pacific_date(min(b.imported_at))) AS through, max(b.source_date) IS NOT NULL AS dated,
				   pacific_date(max(b.imported_at)) AS imported_on,
				   (array_agg(b.rows_refused ORDER BY b.imported_at DESC, b.batch_id DESC))[1] AS refused
			FROM caaspp.import_batches b
			WHERE b.undone_at IS NULL
			GROUP BY b.school_year, b.layout, b.source, b.file_sha256) g) f
GROUP BY f.school_year, f.layout, f.source;
COMMENT ON VIEW caaspp.data_through IS 'Of each kind of file and each source, the day through which its data is complete: the latest day that a file tells of, or for files that tell none the day on which their content was first imported (the same file again is no newer). A role sees it of the imports that were made for its schools or their LEA.';
COMMENT ON COLUMN caaspp.data_through.school_year IS 'School year of the files; null when their rows are of several, or of none.';
COMMENT ON COLUMN caaspp.data_through.layout IS 'Layout of the files, see layouts.';
COMMENT ON COLUMN caaspp.data_through.source IS 'Who the files came from, as the importer said; null when not said.';
COMMENT ON COLUMN caaspp.data_through.data_through IS 'Complete through this day, as far as the files tell.';
COMMENT ON COLUMN caaspp.data_through.days_old IS 'Days from data_through to caaspp.today().';
COMMENT ON COLUMN caaspp.data_through.dated IS 'True: the file itself says the day; false: it is the day of the import.';
COMMENT ON COLUMN caaspp.data_through.imported_on IS 'Day of the last import.';
COMMENT ON COLUMN caaspp.data_through.files IS 'Different files imported.';
COMMENT ON COLUMN caaspp.data_through.rows_refused IS 'Rows with an error in the last import of each of these files.';
