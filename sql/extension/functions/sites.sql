-- Sites are entered before an assignment points to them: those of many students at once, or the one of a row.

CREATE FUNCTION caaspp.note_sites(of_year caaspp.school_year, of_ssids caaspp.ssid[]) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off
SET enable_mergejoin = off
SET jit = off
AS $$
BEGIN
	PERFORM caaspp.require_deployed();
	INSERT INTO caaspp.sites (school_year, school, lea)
	SELECT DISTINCT of_year, n.school, n.lea
	FROM (SELECT d.school, coalesce(d.accountable_lea, lea(d.school)) AS lea
		  FROM (SELECT DISTINCT e.school, e.accountable_lea FROM caaspp.enrollments e
				WHERE e.school_year = of_year AND (of_ssids IS NULL OR e.ssid = ANY (of_ssids))) d) n
	WHERE NOT EXISTS (SELECT FROM caaspp.sites s WHERE s.school_year = of_year AND s.school = n.school AND s.lea = n.lea)
	ORDER BY 1, 2, 3		-- as every session does: one waits for the other, not both
	ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON FUNCTION caaspp.note_sites(caaspp.school_year, caaspp.ssid[]) IS
	'Enters into sites where these students (null: everyone) are enrolled in a year, governing or not.';

CREATE FUNCTION caaspp.site_of(of_year caaspp.school_year, of_school caaspp.cds_code, of_lea caaspp.cds_code) RETURNS integer
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	found_site integer;
BEGIN
	PERFORM caaspp.require_deployed();
	LOOP
		found_site := (
			SELECT s.site FROM caaspp.sites s WHERE s.school_year = of_year AND s.school = of_school AND s.lea = of_lea
			UNION ALL		-- no index finds nulls together with what is not
			SELECT s.site FROM caaspp.sites s
			WHERE (of_school IS NULL OR of_lea IS NULL)
				AND s.school_year = of_year AND s.school IS NOT DISTINCT FROM of_school AND s.lea IS NOT DISTINCT FROM of_lea);
		IF found_site IS NOT NULL THEN
			RETURN found_site;
		END IF;
		INSERT INTO caaspp.sites (school_year, school, lea) VALUES (of_year, of_school, of_lea) ON CONFLICT DO NOTHING;
	END LOOP;
END
$$;
COMMENT ON FUNCTION caaspp.site_of(caaspp.school_year, caaspp.cds_code, caaspp.cds_code) IS
	'The row of sites for a year, school and LEA (nulls are places too), which is entered if it is not there.';

CREATE FUNCTION caaspp.known_site(of_year caaspp.school_year, of_school caaspp.cds_code, of_lea caaspp.cds_code) RETURNS integer
LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10
AS 'MODULE_PATHNAME', 'caaspp_known_site';
COMMENT ON FUNCTION caaspp.known_site(caaspp.school_year, caaspp.cds_code, caaspp.cds_code) IS
	'The row of sites for a year, school and LEA, looked up once a query; null where none is entered, or for a null argument. Error: 55000 before deploy().';

CREATE FUNCTION caaspp.site_trigger() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
BEGIN
	NEW.site := caaspp.site_of(NEW.school_year, NEW.school, NEW.lea);
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION caaspp.site_trigger() IS
	'Row trigger before UPDATE of assignments whose school or LEA changes and not the site: a hand that moves a row moves it in the views.';
