-- What the district tables' triggers do: statement level, set-wise, with the caller's rights.
-- Transition tables are called changed (new rows) and replaced (old rows).

CREATE FUNCTION caaspp.stamp_trigger() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'caaspp_stamp_trigger';
COMMENT ON FUNCTION caaspp.stamp_trigger() IS
	'Row trigger before UPDATE: recorded_at becomes the transaction''s time, but never goes back; batch_id is for imports and the table''s owner to change (42501).';

CREATE FUNCTION caaspp.last_day_trigger() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'caaspp_last_day_trigger';
COMMENT ON FUNCTION caaspp.last_day_trigger() IS
	'Row trigger before INSERT, UPDATE on attempts: last_day by the year''s part_rules, whatever was written; null when the part was neither started nor reopened, or the year does not have it.';

CREATE FUNCTION caaspp.history_trigger() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'caaspp_history_trigger';
COMMENT ON FUNCTION caaspp.history_trigger() IS
	'Statement trigger after UPDATE, DELETE: the replaced rows go to the table''s _history, believed until now, with the import that replaced them. Rows that came in the same transaction were never believed; but an import that replaces them keeps them, unless they are derived (argument ''derived'').';

CREATE FUNCTION caaspp.when_changed_trigger() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'caaspp_when_changed_trigger';
COMMENT ON FUNCTION caaspp.when_changed_trigger() IS
	'Statement trigger after UPDATE: calls the trigger function of caaspp that its first argument names, where one of the columns changed that the others name.';

CREATE FUNCTION caaspp.touched_rows(tg_op text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE tg_op
	WHEN 'INSERT' THEN 'SELECT * FROM changed'
	WHEN 'DELETE' THEN 'SELECT * FROM replaced'
	ELSE 'SELECT * FROM changed UNION ALL SELECT * FROM replaced'
END;
COMMENT ON FUNCTION caaspp.touched_rows(text) IS
	'The query for the rows that a statement touched, old and new, in whichever transition tables its kind has.';

CREATE FUNCTION caaspp.touched_students(tg_op text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.format(
	'WITH t AS (SELECT r.school_year, r.ssid FROM (%s) r)
	 SELECT t.school_year, array_agg(DISTINCT t.ssid) AS ssids, (SELECT array_agg(DISTINCT a.ssid) FROM t a) AS of_all_years
	 FROM t GROUP BY 1 ORDER BY 1', caaspp.touched_rows(tg_op));
COMMENT ON FUNCTION caaspp.touched_students(text) IS
	'The query for the students that a statement touched: a row a school year in order (school_year, ssids, of_all_years). Lock those of all years at once: two statements that lock year by year can wait for each other.';

CREATE FUNCTION caaspp.touched_years(tg_op text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.format('SELECT array_agg(t.school_year ORDER BY t.school_year), sum(t.rows)::bigint
	FROM (SELECT r.school_year, count(*) AS rows FROM (%s) r GROUP BY 1) t', caaspp.touched_rows(tg_op));
COMMENT ON FUNCTION caaspp.touched_years(text) IS
	'The query for the school years of the rows that a statement touched, and how many rows they are: one row, nulls for none.';

CREATE FUNCTION caaspp.touched_students_or_years(tg_op text, of_years caaspp.school_year[], students bigint) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN caaspp.are_everyone(students)
	THEN pg_catalog.format('SELECT y AS school_year, NULL::caaspp.ssid[] AS ssids, NULL::caaspp.ssid[] AS of_all_years
		FROM unnest(%L::caaspp.school_year[]) WITH ORDINALITY u(y, place) ORDER BY place', of_years)
	ELSE caaspp.touched_students(tg_op) END;
COMMENT ON FUNCTION caaspp.touched_students_or_years(text, caaspp.school_year[], bigint) IS
	'The query of touched_students(); where a statement touched so many students, about, that it is for everyone, the same columns with nulls for the years that touched_years() found: to gather the students would take its time.';

CREATE FUNCTION caaspp.enrollments_trigger() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	touched record;
	lost record;
	students ssid[];
	also_updated ssid[];
	of_years school_year[];
	rows bigint;
	without_rules text;
BEGIN
	EXECUTE caaspp.touched_years(TG_OP) INTO of_years, rows;
	FOR touched IN EXECUTE format('SELECT s.* FROM (%s) s ORDER BY s.school_year',
		caaspp.touched_students_or_years(TG_OP, of_years, rows / 2))		-- a student has an enrollment or two
	LOOP
		PERFORM caaspp.lock_students(touched.of_all_years);
		students := caaspp.or_everyone(touched.ssids);
		-- A first load loses nothing. Not asked by the loop's query: while that runs, nothing could build an index that it reads.
		IF EXISTS (SELECT FROM caaspp.assignments a WHERE a.school_year = touched.school_year) THEN
			IF TG_OP = 'INSERT' THEN
				-- Whom the same statement updated, too, is left to the trigger of UPDATE: it knows what was before.
				EXECUTE caaspp.also_updated_query() INTO also_updated USING touched.school_year, students;
				IF also_updated IS NOT NULL THEN
					students := ARRAY(SELECT c.ssid FROM changed c WHERE c.school_year = touched.school_year EXCEPT SELECT unnest(also_updated));
				END IF;
			END IF;
			-- Nor does an arrival where nobody has a plan lose anything.
			IF TG_OP <> 'INSERT' OR NOT caaspp.are_few(students) IS TRUE
				OR EXISTS (SELECT FROM caaspp.enrollments e
						   WHERE e.school_year = touched.school_year AND e.ssid = ANY (students) AND (e.special_education OR e.section_504)) THEN
				EXECUTE caaspp.lost_status_query(TG_OP) INTO lost USING touched.school_year, students;
				IF lost.ssids IS NOT NULL THEN
					PERFORM caaspp.record_status_changes(touched.school_year, lost.ssids, lost.lost, lost.keep_plan, lost.lose_alternate);
				END IF;
			END IF;
		END IF;
		PERFORM caaspp.derive_from(touched.school_year, students);
	END LOOP;
	without_rules := (SELECT string_agg(t.y::text, ', ' ORDER BY t.y) FROM unnest(of_years) t(y)
					  WHERE NOT EXISTS (SELECT FROM caaspp.administrations a WHERE a.school_year = t.y));
	IF without_rules IS NOT NULL AND TG_OP <> 'DELETE' THEN
		RAISE NOTICE 'no state rules for %', without_rules
			USING DETAIL = 'The enrollments are stored; no tests are assigned.',
				HINT = 'Add the year to the rule tables and run caaspp.rederive(), if it is to be tested here.';
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION caaspp.enrollments_trigger() IS
	'Statement trigger after INSERT, UPDATE, DELETE on enrollments: records lost statuses and derives the assignments of the students concerned, in the same transaction; says once a statement which of its years have no rules.';

CREATE FUNCTION caaspp.attempts_trigger() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'caaspp_attempts_trigger';
COMMENT ON FUNCTION caaspp.attempts_trigger() IS
	'Statement trigger after INSERT, UPDATE, DELETE on attempts: locks the students whose parts started, ended, came or went, and calls attempts_moved(). Its argument is the subject whose tests later years remember.';

CREATE FUNCTION caaspp.attempts_moved(in_year caaspp.school_year, of_ssids caaspp.ssid[], started caaspp.ssid[], taken_back caaspp.ssid[], remembered caaspp.ssid[]) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	unsettled caaspp.ssid[] := taken_back;
BEGIN
	PERFORM caaspp.refresh_progress(in_year, caaspp.or_everyone(of_ssids));
	IF started IS NOT NULL THEN		-- only then can a derived test stand beside a started one
		unsettled := unsettled || caaspp.beside_started(in_year, started);
	END IF;
	IF unsettled IS NOT NULL THEN
		PERFORM caaspp.derive_assignments(in_year, ARRAY(SELECT DISTINCT unnest(unsettled)));
	END IF;
	IF remembered IS NOT NULL THEN
		PERFORM caaspp.derive_later(in_year, caaspp.or_everyone(remembered));
	END IF;
END
$$;
COMMENT ON FUNCTION caaspp.attempts_moved(caaspp.school_year, caaspp.ssid[], caaspp.ssid[], caaspp.ssid[], caaspp.ssid[]) IS
	'What follows when parts of students start, end, come or go: the assignments'' counts. Of these students, those of whom a part was started, or a start was taken back, may have other tests; the tests of those remembered decide later years. The caller has locked the students.';

CREATE FUNCTION caaspp.was_completed(in_year caaspp.school_year, of_ssid caaspp.ssid, of_assessment caaspp.assessment, on_day date) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
BEGIN
	PERFORM caaspp.require_deployed();
	RETURN (SELECT count(*) > 0 AND count(t.part) = count(*) AND (max(t.completed_on) <= on_day) IS NOT FALSE
			FROM caaspp.year_parts() p
				LEFT JOIN caaspp.counted_attempts() t ON t.school_year = in_year AND t.ssid = of_ssid AND t.part = p.part AND t.done
			WHERE p.school_year = in_year AND p.assessment = of_assessment);
END
$$;
COMMENT ON FUNCTION caaspp.was_completed(caaspp.school_year, caaspp.ssid, caaspp.assessment, date) IS
	'Whether every part of a student''s test had been submitted (or invalidated) by a day; undated completions count as before it. Error: 55000 before deploy().';

CREATE FUNCTION caaspp.exemptions_trigger() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	touched record;
	refused boolean;
BEGIN
	FOR touched IN EXECUTE caaspp.touched_students(TG_OP) LOOP
		PERFORM caaspp.lock_students(touched.of_all_years);
		-- Entered, or entered anew. Asked once: what was completed is certain only now, and what is refused need not be derived.
		IF refused IS NULL THEN
			refused := false;
			IF TG_OP = 'INSERT' THEN
				refused := EXISTS (SELECT FROM changed c WHERE exempts(c.code)
								   AND caaspp.was_completed(c.school_year, c.ssid, c.assessment, coalesce(pacific_date(c.entered_at), today())));
			ELSIF TG_OP = 'UPDATE' THEN
				refused := EXISTS (SELECT FROM (SELECT school_year, ssid, assessment, code, entered_at FROM changed
												EXCEPT SELECT school_year, ssid, assessment, code, entered_at FROM replaced) c
								   WHERE exempts(c.code)
									 AND caaspp.was_completed(c.school_year, c.ssid, c.assessment, coalesce(pacific_date(c.entered_at), today())));
			END IF;
		END IF;
		IF refused THEN
			RAISE EXCEPTION 'an exemption cannot be entered for a completed test'
				USING ERRCODE = 'check_violation', TABLE = 'exemptions', COLUMN = 'code', SCHEMA = 'caaspp',
					DETAIL = 'Every part of the test had been submitted when the code was entered.',
					HINT = '5 CCR 852: what was completed before the request is scored and reported; leave the exemption out.';
		END IF;
		PERFORM caaspp.exemptions_moved(touched.school_year, touched.ssids);
	END LOOP;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION caaspp.exemptions_trigger() IS
	'Statement trigger after INSERT, UPDATE, DELETE on exemptions: refuses a code on a completed test (23514) and brings the code to the assignments.';

CREATE FUNCTION caaspp.exemptions_moved(in_year caaspp.school_year, of_ssids caaspp.ssid[]) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
BEGIN
	PERFORM caaspp.refresh_progress(in_year, caaspp.or_everyone(of_ssids));
	PERFORM caaspp.derive_program_alerts(in_year, caaspp.or_everyone(of_ssids));
	PERFORM caaspp.derive_later(in_year, caaspp.or_everyone(of_ssids));
END
$$;
COMMENT ON FUNCTION caaspp.exemptions_moved(caaspp.school_year, caaspp.ssid[]) IS
	'What follows when exemptions come, change or go: the assignments'' exemption, and later years'' science. The caller has locked the students.';

CREATE FUNCTION caaspp.science_history_trigger() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	touched record;
BEGIN
	FOR touched IN EXECUTE caaspp.touched_students(TG_OP) LOOP
		PERFORM caaspp.lock_students(touched.of_all_years);
		PERFORM caaspp.derive_later(touched.school_year - 1, caaspp.or_everyone(touched.ssids));
	END LOOP;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION caaspp.science_history_trigger() IS
	'Statement trigger after INSERT, UPDATE, DELETE on science_history: derives the assignments of the students concerned, from the year of the test on.';

CREATE FUNCTION caaspp.testing_windows_trigger() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, caaspp, pg_temp
SET caaspp.deriving = on
AS $$
DECLARE
	touched record;
BEGIN
	PERFORM caaspp.lock_students(NULL);		-- an assignment that is just being derived must not miss it
	FOR touched IN EXECUTE format('SELECT DISTINCT school_year FROM (%s) t', caaspp.touched_rows(TG_OP)) LOOP
		UPDATE caaspp.assignments a SET window_ends_on = w.ends_on
		FROM (SELECT s.site, window_end(touched.school_year, s.school) AS ends_on
			  FROM caaspp.sites s WHERE s.school_year = touched.school_year AND s.school IS NOT NULL) w
		WHERE a.site = w.site AND a.window_ends_on IS DISTINCT FROM w.ends_on;
		PERFORM caaspp.derive_support_problems(touched.school_year, NULL);
	END LOOP;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION caaspp.testing_windows_trigger() IS
	'Statement trigger after INSERT, UPDATE, DELETE on testing_windows: the assignments'' window_ends_on, and how long support problems hold.';

CREATE FUNCTION caaspp.assignments_trigger() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	of_student record;
	so_far record;
BEGIN
	PERFORM caaspp.lock_students(ARRAY[NEW.ssid]);
	IF NEW.origin = 'manual'
		AND (TG_OP = 'INSERT'
			 OR (OLD.school_year::text, OLD.ssid::text, OLD.assessment::text, OLD.origin)
				IS DISTINCT FROM (NEW.school_year::text, NEW.ssid::text, NEW.assessment::text, NEW.origin))
		AND (SELECT k.alternate FROM caaspp.assessments k WHERE k.assessment = NEW.assessment)
		AND EXISTS (SELECT FROM caaspp.governing_enrollments() e
					WHERE e.school_year = NEW.school_year AND e.ssid = NEW.ssid
						AND NOT (e.special_education IS TRUE AND btrim(e.primary_disability) <> '' IS TRUE))
	THEN
		RAISE EXCEPTION 'an alternate assessment cannot be assigned without an IEP'
			USING ERRCODE = 'check_violation', TABLE = 'assignments', COLUMN = 'assessment', SCHEMA = 'caaspp',
				DETAIL = 'The enrollment shows no special education with a primary disability.',
				HINT = 'The CAA needs both; a Section 504 plan is not enough. Correct the enrollment first.';
	END IF;

	SELECT f.accountable_lea, f.newcomer, f.school INTO of_student
	FROM caaspp.assignment_facts(NEW.school_year, ARRAY[NEW.ssid]) f;
	NEW.school := coalesce(NEW.school, of_student.school);
	SELECT t.parts_started, t.parts_done, t.parts_open, t.locked INTO so_far
	FROM caaspp.attempt_counts() t
	WHERE t.school_year = NEW.school_year AND t.ssid = NEW.ssid AND t.assessment = NEW.assessment;
	NEW.lea := coalesce(of_student.accountable_lea, lea(NEW.school));
	NEW.site := caaspp.site_of(NEW.school_year, NEW.school, NEW.lea);
	NEW.newcomer := coalesce(of_student.newcomer, false);
	NEW.window_ends_on := window_end(NEW.school_year, NEW.school);
	NEW.parts := coalesce((SELECT k.parts FROM caaspp.year_assessments() k
								 WHERE k.school_year = NEW.school_year AND k.assessment = NEW.assessment), 0);
	NEW.parts_started := coalesce(so_far.parts_started, 0);
	NEW.parts_done := coalesce(so_far.parts_done, 0);
	NEW.parts_open := coalesce(so_far.parts_open, 0);
	NEW.locked := coalesce(so_far.locked, false);
	NEW.exemption := NULL;
	NEW.exempt_on := NULL;
	SELECT x.code, coalesce(pacific_date(x.entered_at), '-infinity') INTO NEW.exemption, NEW.exempt_on
	FROM caaspp.exemptions x
	WHERE x.school_year = NEW.school_year AND x.ssid = NEW.ssid AND x.assessment = NEW.assessment;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION caaspp.assignments_trigger() IS
	'Row trigger before INSERT, UPDATE of assignments typed by hand: refuses an alternate assessment without an IEP (23514), fills the derived columns. Derived rows never come here.';

CREATE FUNCTION caaspp.manual_assignments_trigger() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
BEGIN
	-- A row to be inserted or updated locked its student before it was written.
	IF TG_OP <> 'INSERT' THEN
		PERFORM caaspp.lock_students(ARRAY[OLD.ssid]);
		PERFORM caaspp.derive_from(OLD.school_year, ARRAY[OLD.ssid]);
	END IF;
	IF TG_OP <> 'DELETE' THEN
		PERFORM caaspp.derive_from(NEW.school_year, ARRAY[NEW.ssid]);
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION caaspp.manual_assignments_trigger() IS
	'Row trigger after INSERT, UPDATE, DELETE of assignments typed by hand: what is derived beside them, and later years'' science.';

CREATE FUNCTION caaspp.truncated_trigger() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	y school_year;
BEGIN
	FOR y IN SELECT a.school_year FROM caaspp.administrations a
		UNION SELECT s.school_year FROM caaspp.sites s		-- years without rules have typed assignments
		ORDER BY school_year LOOP
		PERFORM caaspp.rederive(y);
	END LOOP;
	PERFORM caaspp.rederive_support_problems();
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION caaspp.truncated_trigger() IS
	'Statement trigger after TRUNCATE of facts: derives every year again.';

CREATE FUNCTION caaspp.toms_years_trigger() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
BEGIN
	IF TG_OP IN ('INSERT', 'UPDATE') THEN
		INSERT INTO caaspp.toms_years (school_year) SELECT DISTINCT t.school_year FROM changed t ON CONFLICT DO NOTHING;
	END IF;
	-- Only who sees the whole list knows that nothing of a year is left.
	IF TG_OP <> 'INSERT' AND NOT row_security_active('caaspp.toms_assignments') AND has_table_privilege('caaspp.toms_years', 'DELETE') THEN
		DELETE FROM caaspp.toms_years y WHERE NOT EXISTS (SELECT FROM caaspp.toms_assignments t WHERE t.school_year = y.school_year);
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION caaspp.toms_years_trigger() IS
	'Statement trigger after INSERT, UPDATE, DELETE, TRUNCATE on toms_assignments: notes in toms_years which years are listed. A year goes when a role that sees the whole list, and may delete, takes its last row.';
