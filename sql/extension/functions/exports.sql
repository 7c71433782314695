-- The way back: what TOMS lacks, as a file for it.

CREATE FUNCTION caaspp.titles(header text) RETURNS text[]
	AS 'MODULE_PATHNAME', 'caaspp_titles'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.titles(text) IS
	'The titles of a header row, cells parted by commas, as an import reads them.';

CREATE FUNCTION caaspp.folded_title(title text) RETURNS text
	AS 'MODULE_PATHNAME', 'caaspp_folded_title'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.folded_title(text) IS
	'The letters and digits of a title, in lower case: what an import tells columns by.';

CREATE FUNCTION caaspp.settings_columns(of_year caaspp.school_year, template text DEFAULT NULL)
RETURNS TABLE (place integer, title text, codes text[])
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
BEGIN
	RETURN QUERY
	WITH catalogue AS (
		SELECT DISTINCT ON (s.code) s.code, s.name, s.family, s.class
		FROM caaspp.supports s
		WHERE s.class <> 'off' AND in_force(s.first_year, s.last_year, of_year)
		ORDER BY s.code, s.part
	), resources AS (		-- a family of codes is one column, another code one of its own
		SELECT c.code, c.name, c.family,
			CASE WHEN c.family IS NOT NULL THEN upper(left(c.family, 1)) || substr(c.family, 2)
				 WHEN count(*) OVER (PARTITION BY c.family, c.name) > 1 THEN format('%s (%s)', c.name, c.class)
				 ELSE c.name END AS resource
		FROM catalogue c
	), cells AS (
		SELECT t.place::integer AS place, t.title FROM unnest(titles(template)) WITH ORDINALITY t(title, place)
		UNION ALL
		SELECT 1, 'Student SSID' WHERE template IS NULL
		UNION ALL
		SELECT 1 + rank() OVER (ORDER BY lower(r.resource) COLLATE "C")::integer, r.resource
		FROM (SELECT DISTINCT o.resource FROM resources o WHERE template IS NULL) r
	), folded AS MATERIALIZED (
		SELECT c.place, c.title, folded_title(c.title) AS name FROM cells c
	), named AS MATERIALIZED (
		SELECT DISTINCT r.code, folded_title(v.name) AS name
		FROM resources r CROSS JOIN LATERAL (VALUES (r.resource), (r.name), (split_part(r.name, ':', 1)), (r.family)) v(name)
		UNION
		SELECT r.code, folded_title(t.spelling)
		FROM caaspp.support_spellings t
			JOIN resources o ON o.code = t.code
			JOIN resources r ON r.code = o.code OR r.family = o.family
		WHERE t.system = 'title'
	), fitting AS (			-- of the names that a title has in it the longest counts, as in an import
		SELECT n.code, n.name, f.place, f.name AS title, position(n.name IN f.name) > 0 AS is_in,
			length(n.name) < max(length(n.name)) FILTER (WHERE position(n.name IN f.name) > 0) OVER (PARTITION BY f.place) AS is_part
		FROM named n
			JOIN folded f ON f.place > 1 AND (position(n.name IN f.name) > 0 OR (length(f.name) > 6 AND starts_with(n.name, f.name)))
	), placed AS MATERIALIZED (			-- by its own name, else by the longest of its names that the title has in it, or a title that begins it
		SELECT DISTINCT ON (n.code) n.code, n.place
		FROM fitting n
		WHERE NOT (n.is_in AND n.is_part)
		ORDER BY n.code, n.title = n.name DESC, n.is_in DESC, length(n.name) DESC, length(n.title), n.place
	)
	SELECT f.place, f.title, coalesce((SELECT array_agg(p.code ORDER BY p.code COLLATE "C") FROM placed p WHERE p.place = f.place), '{}')
	FROM folded f
	ORDER BY f.place;
END
$$;
COMMENT ON FUNCTION caaspp.settings_columns(caaspp.school_year, text) IS
	'The columns of an upload template for settings, and the codes that go into each: of the template whose header row is given, by their titles, else of one made from the year''s catalogue in the order of names. Columns of no known resource have no codes.';

CREATE FUNCTION caaspp.settings_to_export(of_year caaspp.school_year, scope caaspp.cds_code, columns jsonb)
RETURNS TABLE (ssid text, code text, is_missing boolean, place integer, fate text)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
BEGIN
	PERFORM caaspp.require_deployed();
	RETURN QUERY
	WITH missing AS MATERIALIZED (
		SELECT m.ssid::caaspp.ssid AS ssid, m.code
		FROM caaspp.support_mismatches m
		WHERE m.problem = 'missing in TOMS' AND m.school_year = of_year::text
			AND (scope IS NULL OR m.school_cds = scope::text OR m.lea_cds = scope::text)
	), cells AS (
		SELECT c.place, k.code FROM jsonb_to_recordset(columns) c(place integer, codes text[]), unnest(c.codes) k(code)
	), wanted AS (
		SELECT m.ssid, m.code, true AS is_missing, true AS identified FROM missing m
		UNION ALL
		SELECT t.ssid, t.code, false, EXISTS (SELECT FROM caaspp.support_settings i
											  WHERE i.school_year = of_year AND i.ssid = t.ssid AND i.code = t.code AND i.source <> 'TOMS')
		FROM caaspp.support_settings t
		WHERE t.school_year = of_year AND t.source = 'TOMS' AND t.ssid IN (SELECT m.ssid FROM missing m)
			AND NOT EXISTS (SELECT FROM caaspp.supports o WHERE o.code = t.code AND o.class = 'off'
							AND in_force(o.first_year, o.last_year, of_year))
	), judged AS (
		SELECT w.ssid, w.code, w.is_missing, c.place,
			CASE WHEN bool_or(c.place IS NULL AND NOT w.is_missing) OVER of_student THEN 'student kept out'
				 WHEN NOT w.is_missing THEN 'kept'
				 WHEN c.place IS NULL THEN 'no column'
				 WHEN count(*) FILTER (WHERE w.identified) OVER of_cell > 1 THEN 'another code'
				 ELSE 'exported' END AS fate
		FROM wanted w LEFT JOIN cells c ON c.code = w.code
		WINDOW of_student AS (PARTITION BY w.ssid), of_cell AS (PARTITION BY w.ssid, c.place)
	)
	SELECT r.ssid::text, r.code, r.is_missing, r.place, r.fate
	FROM (SELECT j.*, bool_or(j.fate = 'exported') OVER (PARTITION BY j.ssid, j.place) AS replaces FROM judged j) r
	WHERE r.is_missing OR NOT r.replaces;
END
$$;
COMMENT ON FUNCTION caaspp.settings_to_export(caaspp.school_year, caaspp.cds_code, jsonb) IS
	'The settings missing in TOMS, and what TOMS has of the same students, since a blank would clear it; each with the place of its column and its fate. A cell holds one code: the missing one in the place of one that nobody named, but not of another that somebody did. columns: those of settings_columns().';

CREATE FUNCTION caaspp.tell_unexported(chosen jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	problem record;
BEGIN
	FOR problem IN
		SELECT c.fate, count(*) AS settings, count(DISTINCT c.ssid) AS students
		FROM jsonb_to_recordset(chosen) c(ssid text, is_missing boolean, fate text)
		WHERE c.is_missing AND c.fate <> 'exported'
		GROUP BY c.fate ORDER BY c.fate
	LOOP
		RAISE NOTICE 'settings missing in TOMS that are not exported: % of % students', problem.settings, problem.students
			USING DETAIL = CASE problem.fate WHEN 'student kept out' THEN 'TOMS has settings of these students for which no column is known; the file would clear them.'
											 WHEN 'no column' THEN 'No column is known for them.'
											 ELSE 'Another code that is identified too belongs into the same cell.' END,
				HINT = CASE problem.fate WHEN 'another code' THEN 'Correct the sources so that one code is left, or set them in TOMS by hand.'
										 ELSE 'Set them in TOMS by hand; a template''s header row, or a row of caaspp.supports, can give them a column.' END;
	END LOOP;
END
$$;
COMMENT ON FUNCTION caaspp.tell_unexported(jsonb) IS
	'A NOTICE for each reason for which settings of settings_to_export() are left out of the file.';

CREATE FUNCTION caaspp.remember_exported(of_year caaspp.school_year, chosen jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
BEGIN
	PERFORM caaspp.require_deployed();
	IF NOT (has_table_privilege('caaspp.setting_exports', 'SELECT') AND has_table_privilege('caaspp.setting_exports', 'INSERT')
			AND has_table_privilege('caaspp.setting_exports', 'UPDATE')) THEN
		RAISE EXCEPTION 'permission denied for table setting_exports'
			USING ERRCODE = 'insufficient_privilege', DETAIL = 'To remember what was exported needs SELECT, INSERT, UPDATE on it.',
				HINT = 'Export with remember => false, or have it granted.';
	END IF;
	INSERT INTO caaspp.setting_exports AS x (school_year, ssid, code)
	SELECT of_year, c.ssid::caaspp.ssid, c.code FROM jsonb_to_recordset(chosen) c(ssid text, code text, fate text)
	WHERE c.fate = 'exported' ORDER BY 2, 3
	ON CONFLICT ON CONSTRAINT setting_exports_pkey DO UPDATE SET exported_at = excluded.exported_at, exported_by = excluded.exported_by;
END
$$;
COMMENT ON FUNCTION caaspp.remember_exported(caaspp.school_year, jsonb) IS
	'Notes the exported settings of settings_to_export() in setting_exports. Error: 42501 without the privilege for that.';

CREATE FUNCTION caaspp.export_settings(school_year caaspp.school_year, scope caaspp.cds_code DEFAULT NULL, template text DEFAULT NULL, remember boolean DEFAULT true)
RETURNS TABLE (line text)
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	of_year CONSTANT school_year := export_settings.school_year;
	columns CONSTANT jsonb := (SELECT jsonb_agg(jsonb_build_object('place', c.place, 'title', c.title, 'codes', c.codes) ORDER BY c.place)
							   FROM caaspp.settings_columns(of_year, template) c);
	chosen jsonb;
BEGIN
	PERFORM caaspp.require_deployed();
	IF columns -> 0 ->> 'title' !~* 'ssid|student identifier' IS NOT FALSE THEN
		RAISE EXCEPTION 'the template does not begin with the SSID'
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Give the header row of this year''s template, cells parted by commas, as template.';
	END IF;
	chosen := (SELECT jsonb_agg(to_jsonb(s)) FROM caaspp.settings_to_export(of_year, scope, columns) s);
	PERFORM caaspp.tell_unexported(chosen);
	IF remember THEN
		PERFORM caaspp.remember_exported(of_year, chosen);
	END IF;

	line := regexp_replace(rtrim(template, E'\r\n'), '[\r\n]+', ' ', 'g');
	IF line IS NULL THEN
		line := (SELECT string_agg(CASE WHEN t.title ~ '[",]' THEN '"' || replace(t.title, '"', '""') || '"' ELSE t.title END, ',' ORDER BY t.place)
				 FROM jsonb_to_recordset(columns) t(place integer, title text));
	END IF;
	RETURN NEXT;
	RETURN QUERY
	WITH filled AS (
		SELECT c.ssid, c.place, string_agg(c.code, ';' ORDER BY c.code COLLATE "C") AS codes, bool_or(c.fate = 'exported') AS any_new
		FROM jsonb_to_recordset(chosen) c(ssid text, code text, place integer, fate text)
		WHERE c.fate IN ('exported', 'kept')
		GROUP BY c.ssid, c.place
	)
	SELECT string_agg(coalesce(CASE WHEN c.place = 1 THEN s.ssid ELSE f.codes END, ''), ',' ORDER BY c.place)
	FROM (SELECT DISTINCT e.ssid FROM filled e WHERE e.any_new) s
		CROSS JOIN jsonb_to_recordset(columns) c(place integer)
		LEFT JOIN filled f ON f.ssid = s.ssid AND f.place = c.place
	GROUP BY s.ssid
	ORDER BY s.ssid;
END
$$;
COMMENT ON FUNCTION caaspp.export_settings(caaspp.school_year, caaspp.cds_code, text, boolean) IS
	'The lines of an upload file for TOMS, its header first: a row for each student with settings missing in TOMS (support_mismatches), with those settings and what TOMS has already, since a blank clears. scope: an LEA or a school; template: the header row of the year''s template, whose other columns are kept, blank; remember: note the settings in setting_exports. Settings that cannot be exported without harm are left out and counted in a NOTICE. Errors: 22023 for a template that does not begin with the SSID, 42501 where it is to be remembered without the privilege for that, 55000 before deploy().';
