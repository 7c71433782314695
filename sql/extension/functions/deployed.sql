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

CREATE FUNCTION caaspp.require_everyone(relation regclass, message text) RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF row_security_active(relation) THEN
		RAISE EXCEPTION '%', message
			USING ERRCODE = 'insufficient_privilege',
				DETAIL = format('Row-level security hides rows of table "%s" from role "%s".',
								(SELECT c.relname FROM pg_class c WHERE c.oid = relation), CURRENT_USER),
				HINT = 'Run it as the owner of the district''s tables.';
	END IF;
END
$$;
COMMENT ON FUNCTION caaspp.require_everyone(regclass, text) IS
	'Raises 42501 with this message and a HINT when row-level security binds the current user in this table: asked by what must see every student.';
