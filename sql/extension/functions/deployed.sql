-- What a function asks first when it needs the district's tables.

CREATE FUNCTION caaspp.require_deployed() RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF to_regclass('caaspp.enrollments') IS NULL THEN
		RAISE EXCEPTION 'the district tables do not exist'
			USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Run CALL caaspp.deploy();';
	END IF;
END
$$;
COMMENT ON FUNCTION caaspp.require_deployed() IS
	'Raises 55000 with a HINT unless caaspp.deploy() has made the district''s tables.';
