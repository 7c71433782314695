-- Status changes: what a student loses when special education or the Section 504 plan ends.

CREATE FUNCTION caaspp.of_this_statement() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.format('(o.xmin = (%1$s) AND o.cmin = (%2$s))',
	'SELECT e.xmin FROM (SELECT * FROM changed LIMIT 1) c JOIN caaspp.enrollments e USING (school_year, ssid, school, entry_date)',
	'SELECT e.cmin FROM (SELECT * FROM changed LIMIT 1) c JOIN caaspp.enrollments e USING (school_year, ssid, school, entry_date)');
COMMENT ON FUNCTION caaspp.of_this_statement() IS
	'The condition on enrollments o that the statement whose transition table "changed" is at hand wrote the row. INSERT ... ON CONFLICT and MERGE insert and update: each trigger has one of the two in its table.';

CREATE FUNCTION caaspp.also_updated_query() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.format(		-- no joins: nobody knows how many rows one statement wrote
	'SELECT array_agg(u.ssid)
	 FROM (SELECT w.ssid FROM (SELECT o.school_year, o.ssid, o.school, o.entry_date FROM caaspp.enrollments o
							   WHERE o.school_year = $1 AND ($2 IS NULL OR o.ssid = ANY ($2)) AND %s
							   EXCEPT ALL SELECT c.school_year, c.ssid, c.school, c.entry_date FROM changed c) w
		   INTERSECT SELECT c.ssid FROM changed c WHERE c.school_year = $1) u', caaspp.of_this_statement());
COMMENT ON FUNCTION caaspp.also_updated_query() IS
	'The query for the students of whom a statement that inserted enrollments updated others, too: one array, null when there are none. $1 is the school year, $2 the students (null: everyone).';

CREATE FUNCTION caaspp.lost_status_query(tg_op text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.format(
	-- The enrollment that governed before the statement, beside the one that governs now. The order is that of governing_enrollments().
	'SELECT array_agg(c.ssid) AS ssids, array_agg(c.lost) AS lost, array_agg(c.keeps_plan) AS keep_plan, array_agg(c.loses_alternate) AS lose_alternate
	 FROM (SELECT w.ssid,
				  concat_ws('', '', CASE WHEN w.sped AND NOT n.sped THEN ''special education'' END,
							CASE WHEN w.plan AND NOT n.plan THEN ''Section 504'' END,
							CASE WHEN w.alternate AND n.sped AND NOT n.disability THEN ''primary disability''
								 WHEN w.alternate AND n.sped AND NOT n.named THEN ''alternate program'' END) AS lost,
				  n.sped OR n.plan AS keeps_plan, w.alternate AND NOT (n.sped AND n.disability AND n.named) AS loses_alternate
		   FROM (SELECT DISTINCT ON (e.ssid) e.ssid, e.special_education IS TRUE AS sped, e.section_504 IS TRUE AS plan,
					e.special_education IS TRUE AND btrim(e.primary_disability) <> '''' IS TRUE AND e.alternate_assessment IS TRUE AS alternate
				 FROM (%s) e
					JOIN caaspp.enrollment_statuses s ON s.code = coalesce(e.enrollment_status, 10) AND s.tests
					LEFT JOIN caaspp.exit_reasons x ON x.code = e.exit_reason
				 WHERE e.school_year = $1 AND ($2 IS NULL OR e.ssid = ANY ($2))
				 ORDER BY e.ssid, (e.exit_date IS NULL OR x.year_end IS TRUE) DESC, e.entry_date DESC, coalesce(e.enrollment_status, 10), e.school DESC) w
			JOIN (SELECT g.ssid, g.special_education IS TRUE AS sped, g.section_504 IS TRUE AS plan,
						 btrim(g.primary_disability) <> '''' IS TRUE AS disability, g.alternate_assessment IS TRUE AS named
				  FROM caaspp.governing_enrollments() g
				  WHERE g.school_year = $1 AND ($2 IS NULL OR g.ssid = ANY ($2))) n ON n.ssid = w.ssid
		   WHERE w.sped OR w.plan
		   ORDER BY w.ssid) c
	 WHERE c.lost <> ''''',
	CASE tg_op
		WHEN 'DELETE' THEN 'SELECT * FROM caaspp.enrollments UNION ALL SELECT * FROM replaced'
		ELSE 'SELECT o.* FROM caaspp.enrollments o
			  WHERE NOT EXISTS (SELECT FROM changed c WHERE c.school_year = o.school_year AND c.ssid = o.ssid AND c.school = o.school AND c.entry_date = o.entry_date)'
			|| CASE tg_op WHEN 'UPDATE' THEN pg_catalog.format(' AND %s IS NOT TRUE UNION ALL SELECT * FROM replaced', caaspp.of_this_statement()) ELSE '' END
	END);
COMMENT ON FUNCTION caaspp.lost_status_query(text) IS
	'The query for the students whose governing enrollment lost something by a statement on enrollments, from its transition tables: one row of arrays, in the order of ssid (ssids; lost: special education, Section 504, and where special education stays but the alternate tests go, primary disability or alternate program; keep_plan: an IEP or Section 504 plan remains; lose_alternate: no longer eligible for the alternate tests), all null when there are none. $1 is the school year, $2 the students (null: everyone).';

CREATE FUNCTION caaspp.record_status_changes(of_year caaspp.school_year, ssids caaspp.ssid[], lost text[], keep_plan boolean[], lose_alternate boolean[]) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
DECLARE
	reported boolean;
BEGIN
	PERFORM caaspp.require_deployed();
	reported := EXISTS (SELECT FROM caaspp.support_snapshots r WHERE r.school_year = of_year AND r.source = 'TOMS');
	WITH found AS MATERIALIZED (
		SELECT f.*, 1 + coalesce((SELECT max(c.number) FROM caaspp.status_changes c WHERE c.school_year = of_year AND c.ssid = f.ssid), 0) AS number
		FROM unnest(ssids, lost, keep_plan, lose_alternate) f(ssid, lost, keeps_plan, loses_alternate)),
	noted AS (
		INSERT INTO caaspp.status_changes (school_year, ssid, number, noticed_on, lost, reason, plan_left, batch_id)
		SELECT of_year, f.ssid, f.number, today(), f.lost,
			CASE WHEN NOT f.keeps_plan THEN format('No longer there: %s. With neither special education nor a Section 504 plan the accommodations are dropped%s.',
												   f.lost, CASE WHEN f.loses_alternate THEN ', and the alternate assessments' ELSE '' END)
				 WHEN f.loses_alternate THEN format('No longer there: %s. The alternate assessments are dropped; the accommodations stay.', f.lost)
				 ELSE format('No longer there: %s. The other plan stays, and with it the accommodations.', f.lost) END,
			f.keeps_plan, importing()
		FROM found f)
	INSERT INTO caaspp.status_losses (school_year, ssid, number, kind, code)
	SELECT of_year, f.ssid, f.number, 'assessment', a.assessment::text
	FROM found f
		JOIN caaspp.assignments a ON a.school_year = of_year AND a.ssid = f.ssid AND NOT a.locked
		JOIN caaspp.assessments k ON k.assessment = a.assessment AND k.alternate
	WHERE f.loses_alternate
	UNION ALL
	-- What TOMS had; before its first report, what the district says the student needs.
	SELECT DISTINCT of_year, f.ssid, f.number, 'accommodation', s.code
	FROM found f
		JOIN caaspp.support_settings s ON s.school_year = of_year AND s.ssid = f.ssid AND (s.source = 'TOMS') = reported
	WHERE NOT f.keeps_plan
		AND EXISTS (SELECT FROM caaspp.assignments a
						JOIN caaspp.year_supports() c ON c.school_year = of_year AND c.assessment = a.assessment
							AND c.code = s.code AND c.class = 'accommodation' AND (c.grades IS NULL OR c.grades @> a.grade)
					WHERE a.school_year = of_year AND a.ssid = f.ssid);
END
$$;
COMMENT ON FUNCTION caaspp.record_status_changes(caaspp.school_year, caaspp.ssid[], text[], boolean[], boolean[]) IS
	'Writes what lost_status_query() found into status_changes, with what each student loses into status_losses. The assignments must still be those from before. The caller has locked the students.';

CREATE FUNCTION caaspp.close_restored(of_year caaspp.school_year, of_kind text, of_ssids caaspp.ssid[], of_codes text[], of_batch bigint) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
BEGIN
	PERFORM caaspp.require_deployed();
	UPDATE caaspp.status_losses l SET restored_on = today(), restored_by = of_batch
	FROM caaspp.open_losses() o
	WHERE o.corrected AND o.in_toms AND (of_year IS NULL OR o.school_year = of_year) AND o.kind = of_kind
		AND (of_ssids IS NULL OR (o.ssid, o.code) IN (SELECT u.ssid, u.code FROM unnest(of_ssids, of_codes) u(ssid, code)))
		AND l.school_year = o.school_year AND l.ssid = o.ssid AND l.number = o.number AND l.kind = o.kind AND l.code = o.code;
END
$$;
COMMENT ON FUNCTION caaspp.close_restored(caaspp.school_year, text, caaspp.ssid[], text[], bigint) IS
	'Dates the losses of a kind (accommodation, assessment) as restored whose student has the plan again and for which TOMS shows what was lost; of these students and codes, or all (nulls); with the import that showed it.';

CREATE FUNCTION caaspp.restored_trigger() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	shown record;
BEGIN
	IF TG_TABLE_NAME = 'support_settings' THEN		-- who loads the district's own settings need not see losses
		IF NOT EXISTS (SELECT FROM changed c WHERE c.source = 'TOMS') THEN
			RETURN NULL;
		END IF;
	END IF;
	IF NOT EXISTS (SELECT FROM caaspp.status_losses l WHERE l.restored_on IS NULL) THEN
		RETURN NULL;
	END IF;
	-- What is written now was not there before: TOMS shows it anew.
	IF TG_TABLE_NAME = 'support_settings' THEN
		FOR shown IN SELECT c.school_year, array_agg(c.ssid) AS ssids, array_agg(c.code) AS codes
					 FROM changed c WHERE c.source = 'TOMS' GROUP BY 1 LOOP
			PERFORM caaspp.close_restored(shown.school_year, 'accommodation', shown.ssids, shown.codes, importing());
		END LOOP;
	ELSE
		FOR shown IN SELECT c.school_year, array_agg(c.ssid) AS ssids, array_agg(c.assessment::text) AS codes
					 FROM changed c GROUP BY 1 LOOP
			PERFORM caaspp.close_restored(shown.school_year, 'assessment', shown.ssids, shown.codes, importing());
		END LOOP;
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION caaspp.restored_trigger() IS
	'Statement trigger after INSERT on support_settings and toms_assignments: closes what the restore plan asks for and TOMS now shows.';

CREATE FUNCTION caaspp.toms_report_trigger() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	fills CONSTANT text[] := coalesce((SELECT l.facts FROM caaspp.layouts l WHERE l.layout = NEW.layout), '{}');
BEGIN
	IF 'toms_assignments' <> ALL (fills) AND ('support_settings' <> ALL (fills) OR NEW.layout <> 'toms_settings' AND NEW.source IS DISTINCT FROM 'TOMS') THEN
		RETURN NULL;		-- before any look at the losses: most importers need not see them
	END IF;
	IF EXISTS (SELECT FROM caaspp.status_losses l WHERE l.restored_on IS NULL)
		-- The same bytes as before say nothing new.
		AND NOT EXISTS (SELECT FROM caaspp.import_batches b WHERE b.file_sha256 = NEW.file_sha256 AND b.batch_id < NEW.batch_id)
	THEN
		IF 'toms_assignments' = ANY (fills) THEN
			PERFORM caaspp.close_restored(NEW.school_year, 'assessment', NULL, NULL, NEW.batch_id);
		ELSE
			PERFORM caaspp.close_restored(NEW.school_year, 'accommodation', NULL, NULL, NEW.batch_id);
		END IF;
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION caaspp.toms_report_trigger() IS
	'Row trigger after UPDATE on import_batches, which ends an import: a new report of TOMS (assignments, or settings) also confirms the rows that it did not change.';
