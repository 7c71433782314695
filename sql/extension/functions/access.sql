-- What a role may see: the LEAs and schools that access_grants names for it.

CREATE FUNCTION caaspp.granted_scopes() RETURNS caaspp.cds_code[]
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
BEGIN
	RETURN ARRAY(SELECT g.scope FROM caaspp.access_grants g
				 WHERE coalesce(g.valid_from, '-infinity') <= caaspp.today() AND coalesce(g.valid_to, 'infinity') >= caaspp.today());
END
$$;
COMMENT ON FUNCTION caaspp.granted_scopes() IS
	'The LEAs and schools that access_grants opens today to the current user, directly or through a role it is a member of. The row-level security policies of the district tables rest on it.';
