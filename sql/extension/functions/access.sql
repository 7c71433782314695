-- What a role may see: the LEAs and schools that access_grants names for it.

CREATE FUNCTION caaspp.granted_scopes() RETURNS caaspp.cds_code[]
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
BEGIN
	PERFORM caaspp.require_deployed();
	-- Not caaspp.today(): anybody may set that to a day when a grant still held.
	RETURN ARRAY(SELECT g.scope FROM caaspp.access_grants g
				 WHERE pacific_date(now()) BETWEEN coalesce(g.valid_from, '-infinity') AND coalesce(g.valid_to, 'infinity'));
END
$$;
COMMENT ON FUNCTION caaspp.granted_scopes() IS
	'The LEAs and schools that access_grants opens today to the current user, directly or through a role it is a member of. The row-level security policies of the district tables rest on it.';

CREATE FUNCTION caaspp.granted_sites() RETURNS integer[]
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	granted CONSTANT cds_code[] := caaspp.granted_scopes();
BEGIN
	RETURN ARRAY(SELECT s.site FROM caaspp.sites s
				 WHERE s.school = ANY (granted) OR lea(s.school) = ANY (granted) OR s.lea = ANY (granted));
END
$$;
COMMENT ON FUNCTION caaspp.granted_sites() IS
	'Of sites those of the LEAs and schools in granted_scopes(): a school''s own grant, its LEA''s, or that of the LEA accountable there. The policy of assignments rests on it.';

CREATE FUNCTION caaspp.importer_scopes() RETURNS caaspp.cds_code[]
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
BEGIN
	PERFORM caaspp.require_deployed();
	-- The owner would read everybody's grants.
	RETURN CASE WHEN row_security_active('caaspp.import_batches') THEN caaspp.granted_scopes() ELSE '{}' END;
END
$$;
COMMENT ON FUNCTION caaspp.importer_scopes() IS
	'For whom the current user imports: the LEAs and schools that are open to it; empty, for all, when row-level security does not bind it. The default of import_batches.scopes.';

CREATE FUNCTION caaspp.access_grants_trigger() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	unknown text;
BEGIN
	-- No error: grants may be written, or restored, before the roles are made.
	FOR unknown IN SELECT DISTINCT c.role_name FROM changed c WHERE NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = c.role_name) ORDER BY 1 LOOP
		RAISE WARNING 'role "%" does not exist', unknown
			USING HINT = 'The grant opens nothing until there is one; see whether the name is right.';
	END LOOP;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION caaspp.access_grants_trigger() IS
	'Statement trigger after INSERT, UPDATE on access_grants: warns of role names that no role has.';
