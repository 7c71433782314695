-- Preview: the one derivation, asked of enrollments that are only supposed. These functions are not written a second
-- time: they are the texts of governing_enrollments(), assignment_facts(), due_assignments() and so on, with the table of
-- enrollments replaced by a list of rows, so that they can never differ from what the triggers do.

DO $$
DECLARE
	f record;
	callers_path CONSTANT text := current_setting('search_path');
	definition text;
	supposed text;
BEGIN
	PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);		-- all else is written with its schema
	FOR f IN SELECT v.*, format('caaspp.%I(%s)', v.name, v.arguments)::regprocedure AS original, 'supposed_' || v.name AS copy
		FROM (VALUES ('governing_enrollments', '', 'enrollments'),
					 ('assignment_facts', 'caaspp.school_year, caaspp.ssid[]', 'governing_enrollments'),
					 ('expected_assignments', 'caaspp.school_year, caaspp.ssid[]', 'assignment_facts'),
					 ('due_assignments', 'caaspp.school_year, caaspp.ssid[]', 'expected_assignments'),
					 ('rule_answers', 'caaspp.school_year, caaspp.ssid[]', 'assignment_facts')) v(name, arguments, source)
	LOOP
		definition := replace(pg_get_functiondef(f.original), f.name || '.of_', f.copy || '.of_');
		IF f.source = 'enrollments' THEN
			supposed := regexp_replace(definition, '\mcaaspp\.enrollments e\M', format('unnest(%I.supposed) e', f.copy), 'g');
		ELSE
			supposed := regexp_replace(definition, format('\mcaaspp\.%s\(([^)]*)\)', f.source),
									   format('caaspp.supposed_%s(\1, %I.supposed)', f.source, f.copy), 'g');
		END IF;
		IF supposed = definition THEN
			RAISE EXCEPTION 'function "%" does not read "%"', f.name, f.source
				USING HINT = 'district/preview.sql makes the preview of its text.';
		END IF;
		supposed := regexp_replace(supposed, format('\mFUNCTION caaspp\.%s\(([^)]*)\)', f.name),
								   format('FUNCTION caaspp.%I(\1, supposed caaspp.enrollments[])', f.copy));
		EXECUTE replace(supposed, '(, ', '(');
		EXECUTE format('COMMENT ON FUNCTION caaspp.%I(%s) IS %L', f.copy, concat_ws(', ', NULLIF(f.arguments, ''), 'caaspp.enrollments[]'),
					   format('What %s() gives if the enrollments of these students in the year were the given rows.', f.name));
	END LOOP;
	PERFORM set_config('search_path', callers_path, true);
END
$$;

CREATE OR REPLACE FUNCTION caaspp.supposed_enrollments(of_year caaspp.school_year, of_ssid caaspp.ssid, change jsonb) RETURNS caaspp.enrollments[]
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	known caaspp.enrollments[] := ARRAY(SELECT e FROM caaspp.enrollments e WHERE e.school_year = of_year AND e.ssid = of_ssid);
	old caaspp.enrollments;
	new caaspp.enrollments;
	n integer;
BEGIN
	-- Which row governs: each carries its number where the derivation would only hand the text on.
	n := (SELECT g.elas::integer
		  FROM caaspp.supposed_governing_enrollments(ARRAY(
			SELECT jsonb_populate_record(known[i], jsonb_build_object('elas', i)) FROM generate_subscripts(known, 1) i)) g);
	IF n IS NULL AND cardinality(known) = 1 THEN
		n := 1;		-- of a status that does not test
	END IF;
	IF n IS NULL THEN
		IF NOT change ?& ARRAY['school', 'grade'] THEN
			RAISE EXCEPTION 'there is no enrollment in % to change', of_year
				USING ERRCODE = 'invalid_parameter_value', HINT = 'For a new enrollment, name school and grade at least.';
		END IF;
		RETURN known || jsonb_populate_record(NULL::caaspp.enrollments, jsonb_build_object(
			'school_year', of_year::text, 'ssid', of_ssid::text, 'entry_date', today(), 'enrollment_status', 10) || change);
	END IF;

	old := known[n];
	new := jsonb_populate_record(old, change);
	IF new.school::text IS DISTINCT FROM old.school::text THEN
		new := jsonb_populate_record(old, jsonb_build_object('entry_date', today(), 'exit_date', NULL, 'exit_reason', NULL) || change);
		old.exit_date := coalesce(old.exit_date, new.entry_date - 1);
		known[n] := old;
		RETURN known || new;
	END IF;
	known[n] := new;
	RETURN known;
END
$$;
COMMENT ON FUNCTION caaspp.supposed_enrollments(caaspp.school_year, caaspp.ssid, jsonb) IS
	'A student''s enrollments of a year as they would be after a change of the governing one: columns and their new values; another school is a new enrollment after it. Error: 22023 without an enrollment, unless school and grade of a new one are given.';
