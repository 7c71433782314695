-- Taking an import back. What it brought goes; what it changed or deleted comes back from the history tables.

CREATE FUNCTION caaspp.tables_with_history(OUT table_name text, OUT key_columns text[], OUT other_columns text[], OUT said_columns text[]) RETURNS SETOF record
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 20
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT c.relname::text,
		array_agg(format('%I', a.attname) ORDER BY a.attnum) FILTER (WHERE a.attnum = ANY (k.indkey::int2[])),
		array_agg(format('%I', a.attname) ORDER BY a.attnum) FILTER (WHERE a.attnum <> ALL (k.indkey::int2[]) AND a.attname <> 'recorded_at'),
		coalesce(array_agg(format('%I', a.attname) ORDER BY a.attnum)
				 FILTER (WHERE a.attnum <> ALL (k.indkey::int2[]) AND a.attname NOT IN ('recorded_at', 'batch_id')
						 AND (c.relname, a.attname) <> ('attempts', 'last_day')), '{}')
	FROM pg_class c
		JOIN pg_index k ON k.indrelid = c.oid AND k.indisprimary
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE c.relnamespace = to_regnamespace('caaspp') AND c.relname <> 'assignments'		-- derived, and the district's own
		AND EXISTS (SELECT FROM pg_attribute h
					WHERE h.attrelid = to_regclass(format('caaspp.%I', c.relname || '_history')) AND h.attname = 'replaced_by')
	GROUP BY c.relname, k.indkey
	ORDER BY c.relname;
END
$$;
COMMENT ON FUNCTION caaspp.tables_with_history() IS
	'The tables in which an import can be undone, with the columns of their key, the others, and those of the others that a file says (not derived), quoted.';

CREATE FUNCTION caaspp.rows_replaced(of_batch bigint) RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	t text;
	n bigint;
	total bigint := 0;
BEGIN
	PERFORM caaspp.require_deployed();
	FOR t IN SELECT format('caaspp.%I', h.table_name || '_history') FROM caaspp.tables_with_history() h LOOP
		EXECUTE format('SELECT count(*) FROM %s WHERE replaced_by = $1', t) INTO n USING of_batch;
		total := total + n;
	END LOOP;
	RETURN total;
END
$$;
COMMENT ON FUNCTION caaspp.rows_replaced(bigint) IS
	'How many rows of tables an import changed or deleted, by the history tables. Error: 55000 before deploy().';

CREATE FUNCTION caaspp.undo_clashes(of_batch bigint, of_table text, key_columns text[], said_columns text[], OUT by_batch bigint, OUT clashes bigint) RETURNS SETOF record
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10
SET search_path = pg_catalog, caaspp, pg_temp
SET enable_nestloop = off		-- of how many rows it will be, no statistics tell
SET jit = off
AS $$
DECLARE
	keys CONSTANT text := array_to_string(key_columns, ', ');
	differ CONSTANT text := (SELECT coalesce(string_agg(format('o.%1$s::text IS DISTINCT FROM f.%1$s::text', c), ' OR '), 'false') FROM unnest(said_columns) c);
BEGIN
	-- Of what the import wrote or deleted: rows of another import or nobody's in their place, rows gone, rows changed by hand.
	RETURN QUERY EXECUTE format(
		'WITH first_said AS MATERIALIZED (
			SELECT DISTINCT ON (%1$s) h.*, true AS was_said FROM caaspp.%2$I h WHERE h.batch_id = $1 ORDER BY %1$s, h.known_until),
		 last_said AS MATERIALIZED (
			SELECT DISTINCT ON (%1$s) %1$s, h.replaced_by AS gone_by FROM caaspp.%2$I h WHERE h.batch_id = $1 ORDER BY %1$s, h.known_until DESC),
		 touched AS MATERIALIZED (
			SELECT %1$s FROM caaspp.%2$I h WHERE h.replaced_by = $1 UNION SELECT %1$s FROM last_said)
		 SELECT c.by_batch, count(*)
		 FROM (SELECT coalesce(o.batch_id, l.gone_by) AS by_batch
			   FROM touched LEFT JOIN caaspp.%3$I o USING (%1$s) LEFT JOIN last_said l USING (%1$s) LEFT JOIN first_said f USING (%1$s)
			   WHERE CASE WHEN o.%4$s IS NULL THEN f.was_said ELSE o.batch_id IS DISTINCT FROM $1 END
			   UNION ALL
			   SELECT NULL FROM caaspp.%3$I o JOIN first_said f USING (%1$s) WHERE o.batch_id = $1 AND (%5$s)) c
		 GROUP BY 1 ORDER BY 1', keys, of_table || '_history', of_table, key_columns[1], differ) USING of_batch;
END
$$;
COMMENT ON FUNCTION caaspp.undo_clashes(bigint, text, text[], text[]) IS
	'How many rows of a table that an import wrote or deleted were changed since, by import (null: by hand). What a derivation changed does not count.';

CREATE FUNCTION caaspp.undo_table(of_batch bigint, of_table text, key_columns text[], other_columns text[], OUT removed bigint, OUT restored bigint)
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
SET enable_nestloop = on
AS $$
DECLARE
	keys CONSTANT text := array_to_string(key_columns, ', ');
	same CONSTANT text := (SELECT string_agg(format('t.%1$s = h.%1$s', c), ' AND ') FROM unnest(key_columns) c);
	history CONSTANT text := format('caaspp.%I', of_table || '_history');
	n bigint;
BEGIN
	-- Until this function ends: of a large file's rows none are expected, and each would be compared with each; those that said nothing new are listed too.
	PERFORM set_config('enable_nestloop', 'off', true) FROM caaspp.import_batches b WHERE b.batch_id = of_batch AND caaspp.are_many(b.rows_read);
	-- First what the import left in the history, because derivations read it; then what its rows leave there now.
	EXECUTE format('UPDATE %s h SET undone = true WHERE (h.replaced_by = $1 OR h.batch_id = $1) AND NOT h.undone', history) USING of_batch;
	EXECUTE format('DELETE FROM caaspp.%I t WHERE t.batch_id = $1 AND NOT EXISTS (SELECT FROM %s h WHERE h.replaced_by = $1 AND %s)',
				   of_table, history, same) USING of_batch;
	GET DIAGNOSTICS removed = ROW_COUNT;
	EXECUTE format('UPDATE caaspp.%I t SET %s FROM %s h WHERE h.replaced_by = $1 AND t.batch_id = $1 AND %s',
				   of_table, (SELECT string_agg(format('%1$s = h.%1$s', c), ', ') FROM unnest(other_columns) c), history, same) USING of_batch;
	GET DIAGNOSTICS restored = ROW_COUNT;
	EXECUTE format('INSERT INTO caaspp.%1$I (%2$s) SELECT %2$s FROM %3$s h WHERE h.replaced_by = $1 AND NOT EXISTS (SELECT FROM caaspp.%1$I t WHERE %4$s)',
				   of_table, concat_ws(', ', keys, array_to_string(other_columns, ', ')), history, same) USING of_batch;
	GET DIAGNOSTICS n = ROW_COUNT;
	restored := restored + n;
	EXECUTE format('UPDATE %s h SET undone = true WHERE h.known_until = now() AND h.batch_id = $1 AND NOT h.undone', history) USING of_batch;
END
$$;
COMMENT ON FUNCTION caaspp.undo_table(bigint, text, text[], text[]) IS
	'Takes an import back in one table: rows that it brought are removed, those that it changed or deleted are as before. undo_batch() has made sure that nothing rests on them.';

CREATE FUNCTION caaspp.derive_without(of_batch bigint, of_year caaspp.school_year, of_ssids caaspp.ssid[]) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off
SET jit = off
AS $$
DECLARE
	since timestamptz;
	astray caaspp.ssid[];
BEGIN
	PERFORM caaspp.require_deployed();
	since := (SELECT b.imported_at FROM caaspp.import_batches b WHERE b.batch_id = of_batch);
	WITH kept AS (
		SELECT a.ssid, a.assessment, a.grade FROM caaspp.assignments a
		WHERE a.school_year = of_year AND a.ssid = ANY (of_ssids) AND a.locked AND a.origin <> 'manual' AND a.recorded_at >= since
			AND NOT EXISTS (SELECT FROM caaspp.assignments_history h
							WHERE h.school_year = of_year AND h.ssid = a.ssid AND h.assessment = a.assessment AND h.grade = a.grade
								AND h.origin <> 'manual' AND h.recorded_at < since AND h.known_until >= since)),
	gone AS (
		DELETE FROM caaspp.assignments a USING kept k
		WHERE a.school_year = of_year AND a.ssid = k.ssid AND a.assessment = k.assessment
			AND NOT EXISTS (SELECT FROM caaspp.expected_assignments(of_year, ARRAY(SELECT DISTINCT o.ssid FROM kept o)) e
							WHERE e.ssid = k.ssid AND e.assessment = k.assessment AND e.grade = k.grade)
		RETURNING a.ssid)
	SELECT array_agg(DISTINCT g.ssid) INTO astray FROM gone g;
	IF astray IS NOT NULL THEN
		PERFORM caaspp.lock_students(astray);
		PERFORM caaspp.derive_from(of_year, astray);
	END IF;
END
$$;
COMMENT ON FUNCTION caaspp.derive_without(bigint, caaspp.school_year, caaspp.ssid[]) IS
	'Derives started tests of these students in one year anew that were not theirs, or not in that grade, before an import whose enrollments were taken back: they stay where a start locks them only if the import did not bring them there.';

CREATE FUNCTION caaspp.require_undoable(of_batch bigint, OUT filled text[])
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	batch record;
	without text;
BEGIN
	PERFORM caaspp.require_deployed();
	SELECT b.* INTO batch FROM caaspp.import_batches b WHERE b.batch_id = of_batch FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'import batch % does not exist', of_batch
			USING ERRCODE = 'no_data_found', HINT = 'SELECT * FROM caaspp.import_batches; lists the imports.';
	ELSIF batch.undone_at IS NOT NULL THEN
		RAISE EXCEPTION 'import batch % was undone already', of_batch
			USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('By %s.', batch.undone_by);
	END IF;
	filled := ARRAY(SELECT split_part(f.name, ':', 1) FROM caaspp.layouts l, unnest(l.facts) WITH ORDINALITY f(name, place)
					WHERE l.layout = batch.layout ORDER BY f.place);
	without := (SELECT min(f.name) FROM unnest(filled) f(name)
				WHERE f.name NOT IN (SELECT h.table_name FROM caaspp.tables_with_history() h));
	IF without IS NOT NULL THEN
		RAISE EXCEPTION 'import batch % cannot be undone', of_batch
			USING ERRCODE = 'feature_not_supported', DETAIL = format('Table caaspp.%I has no history that imports are undone by.', without),
				HINT = format('Its rows with batch_id %s are those that the import brought or changed.', of_batch);
	END IF;
	IF caaspp.rows_replaced(of_batch) < batch.rows_replaced THEN
		RAISE EXCEPTION 'import batch % cannot be undone', of_batch
			USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'What it replaced is no longer in the history tables.',
				HINT = 'Import a file that says what is right.';
	END IF;
END
$$;
COMMENT ON FUNCTION caaspp.require_undoable(bigint) IS
	'Locks the row of an import that is to be undone, and returns the tables that its layout fills, in the order in which it loaded them. Errors: P0002 without such an import, 55000 when it was undone already or the history was deleted, 0A000 for a layout that fills a table without history.';

CREATE FUNCTION caaspp.tables_changed_by(of_batch bigint) RETURNS SETOF text
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 5
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	t text;
	concerned boolean;
BEGIN
	FOR t IN SELECT h.table_name FROM caaspp.tables_with_history() h LOOP
		EXECUTE format('SELECT EXISTS (SELECT FROM caaspp.%1$I WHERE batch_id = $1) OR EXISTS (SELECT FROM caaspp.%2$I WHERE batch_id = $1)
						OR EXISTS (SELECT FROM caaspp.%2$I WHERE replaced_by = $1)', t, t || '_history')
			INTO concerned USING of_batch;
		IF concerned THEN
			RETURN NEXT t;
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION caaspp.tables_changed_by(bigint) IS
	'Of tables_with_history() the names of those that an import changed.';

CREATE FUNCTION caaspp.require_unchanged(of_batch bigint, tables text[]) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	t record;
	clash record;
	told text[] := '{}';
	by_batches bigint[] := '{}';
BEGIN
	FOR t IN SELECT h.* FROM caaspp.tables_with_history() h WHERE h.table_name = ANY (tables) ORDER BY array_position(tables, h.table_name) LOOP
		EXECUTE format('LOCK TABLE caaspp.%I IN SHARE ROW EXCLUSIVE MODE', t.table_name);
		FOR clash IN SELECT c.* FROM caaspp.undo_clashes(of_batch, t.table_name, t.key_columns, t.said_columns) c LOOP
			told := told || format('%s of %s %s', clash.clashes, t.table_name,
								   coalesce('by import batch ' || clash.by_batch, 'by hand'));
			by_batches := by_batches || clash.by_batch;
		END LOOP;
	END LOOP;
	IF told <> '{}' THEN
		RAISE EXCEPTION 'import batch % cannot be undone because its rows were changed since', of_batch
			USING ERRCODE = 'object_in_use', DETAIL = format('Rows changed: %s.', array_to_string(told, ', ')),
				HINT = CASE WHEN array_remove(by_batches, NULL) = '{}' THEN 'Put those rows right by hand, or import a file that says what is right.'
							ELSE format('Undo the later imports first, the newest first: %s.',
										(SELECT string_agg(d.b::text, ', ' ORDER BY d.b DESC) FROM (SELECT DISTINCT u.b FROM unnest(by_batches) u(b)) d)) END;
	END IF;
END
$$;
COMMENT ON FUNCTION caaspp.require_unchanged(bigint, text[]) IS
	'Locks tables that an import changed, in that order, so that nobody writes them until the transaction ends. Error: 55006 when later imports or hands changed its rows.';

CREATE FUNCTION caaspp.undo_losses(of_batch bigint, noticed text[], open_items text[]) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
BEGIN
	PERFORM caaspp.require_deployed();
	-- A status that only this import took away was not lost, nor is one that only it had given.
	WITH never_lost AS (
		DELETE FROM caaspp.status_changes c
		WHERE c.batch_id = of_batch OR c.recorded_at = now() AND (c.school_year, c.ssid, c.number)::text <> ALL (noticed)
		RETURNING c.school_year, c.ssid, c.number)
	DELETE FROM caaspp.status_losses l USING never_lost n
	WHERE l.school_year = n.school_year AND l.ssid = n.ssid AND l.number = n.number;
	-- What only this import showed restored is to restore again; rows put back are no new report of TOMS.
	UPDATE caaspp.status_losses l SET restored_on = NULL, restored_by = NULL
	WHERE l.restored_on IS NOT NULL
		AND (l.restored_by = of_batch OR (l.school_year, l.ssid, l.number, l.kind, l.code)::text = ANY (open_items));
END
$$;
COMMENT ON FUNCTION caaspp.undo_losses(bigint, text[], text[]) IS
	'Status changes and what is to restore, as they would be without an import whose rows were taken back. noticed: status changes that the transaction recorded before; open_items: what was still to restore.';

CREATE FUNCTION caaspp.undo_batch(batch_id bigint, OUT table_name text, OUT removed bigint, OUT restored bigint) RETURNS SETOF record
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 5
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	of_batch CONSTANT bigint := undo_batch.batch_id;
	filled text[];			-- tables, in the order in which the import loaded them
	tables text[];			-- those that it changed
	t record;
	noticed text[];			-- status changes that this transaction recorded before
	open_items text[];		-- what was still to restore
	years caaspp.school_year[];		-- of students whose enrollments it changed,
	students caaspp.ssid[];			-- each with its year
BEGIN
	PERFORM caaspp.require_deployed();
	FOR t IN SELECT h.table_name AS name FROM caaspp.tables_with_history() h UNION ALL VALUES ('import_batches') LOOP
		PERFORM caaspp.require_everyone(format('caaspp.%I', t.name)::regclass, 'permission denied to undo an import');
	END LOOP;
	filled := caaspp.require_undoable(of_batch);
	-- Locked in the order of imports, so that neither waits for the other; taken back in the opposite one.
	tables := ARRAY(SELECT c.name FROM caaspp.tables_changed_by(of_batch) c(name) ORDER BY array_position(filled, c.name), c.name);
	PERFORM caaspp.require_unchanged(of_batch, tables);

	SELECT array_agg(e.school_year), array_agg(e.ssid) INTO years, students
	FROM (SELECT o.school_year, o.ssid FROM caaspp.enrollments o WHERE o.batch_id = of_batch
		  UNION SELECT h.school_year, h.ssid FROM caaspp.enrollments_history h WHERE of_batch IN (h.batch_id, h.replaced_by)) e;
	noticed := ARRAY(SELECT (c.school_year, c.ssid, c.number)::text FROM caaspp.status_changes c WHERE c.recorded_at = now());
	open_items := ARRAY(SELECT (l.school_year, l.ssid, l.number, l.kind, l.code)::text FROM caaspp.status_losses l WHERE l.restored_on IS NULL);
	FOR t IN SELECT h.* FROM caaspp.tables_with_history() h WHERE h.table_name = ANY (tables)
			 ORDER BY array_position(filled, h.table_name) DESC, h.table_name LOOP
		SELECT u.removed, u.restored INTO removed, restored
		FROM caaspp.undo_table(of_batch, t.table_name, t.key_columns, t.other_columns) u;
		IF removed + restored > 0 THEN
			table_name := t.table_name;
			RETURN NEXT;
		END IF;
	END LOOP;
	-- A test that a start locks stays with the student, but not where only this import had put it.
	FOR t IN SELECT a.school_year, array_agg(DISTINCT a.ssid) AS ssids
			 FROM unnest(years, students) u(school_year, ssid)
				JOIN caaspp.assignments a ON a.school_year = u.school_year AND a.ssid = u.ssid AND a.locked AND a.origin <> 'manual'
			 GROUP BY 1 ORDER BY 1 LOOP
		PERFORM caaspp.derive_without(of_batch, t.school_year, t.ssids);
	END LOOP;
	PERFORM caaspp.undo_losses(of_batch, noticed, open_items);
	UPDATE caaspp.import_batches b SET undone_at = now(), undone_by = current_user WHERE b.batch_id = of_batch;
END
$$;
COMMENT ON FUNCTION caaspp.undo_batch(bigint) IS
	'Takes an import back: rows that it brought are removed, rows that it changed or deleted are as before, and what is derived follows. Returns the counts of rows by table; the row of import_batches stays, with undone_at. For the tables'' owner. Errors: 55006 when later imports or hands changed its rows, P0002 without such an import, 55000 when it was undone already or the history was deleted, 0A000 for a layout that fills a table without history, 42501 under row-level security.';
