-- Storing what the support audit finds.

CREATE FUNCTION caaspp.take_support_audit(of_year caaspp.school_year, OUT total integer, OUT appeared integer, OUT resolved integer, OUT unchanged integer)
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
SET enable_nestloop = off		-- of rows just found, nothing is known yet
SET jit = off
AS $$
DECLARE
	audit_time timestamptz;
BEGIN
	PERFORM caaspp.require_deployed();
	LOCK TABLE caaspp.support_audits IN SHARE ROW EXCLUSIVE MODE;		-- two audits at once would both find the same for the first time
	audit_time := clock_timestamp();
	WITH live AS MATERIALIZED (
		SELECT a.ssid, a.code, a.problem FROM caaspp.audited_supports() a WHERE a.school_year = of_year AND a.problem IS NOT NULL
	), closed AS (
		UPDATE caaspp.support_audits o SET resolved_at = audit_time
		WHERE o.school_year = of_year AND o.resolved_at IS NULL
			AND NOT EXISTS (SELECT FROM live l WHERE l.ssid = o.ssid AND l.code = o.code AND l.problem = o.problem)
		RETURNING 1
	), kept AS (
		UPDATE caaspp.support_audits o SET last_seen_at = audit_time
		FROM live l
		WHERE o.school_year = of_year AND o.resolved_at IS NULL AND l.ssid = o.ssid AND l.code = o.code AND l.problem = o.problem
		RETURNING 1
	), opened AS (
		INSERT INTO caaspp.support_audits (school_year, ssid, code, problem, found_at, last_seen_at)
		SELECT of_year, l.ssid, l.code, l.problem, audit_time, audit_time
		FROM live l
		WHERE NOT EXISTS (SELECT FROM caaspp.support_audits o
						  WHERE o.school_year = of_year AND o.resolved_at IS NULL AND o.ssid = l.ssid AND o.code = l.code AND o.problem = l.problem)
		ORDER BY l.ssid, l.code
		RETURNING 1
	)
	SELECT (SELECT count(*) FROM live), (SELECT count(*) FROM opened), (SELECT count(*) FROM closed), (SELECT count(*) FROM kept)
	INTO total, appeared, resolved, unchanged;
END
$$;
COMMENT ON FUNCTION caaspp.take_support_audit(caaspp.school_year) IS
	'Stores what support_mismatches finds in a year, of the students that you may see, in support_audits, and returns how many rows were found (total), how many of them the last stored audit had not (appeared) and had (unchanged), and how many of its rows are gone (resolved). Error: 55000 before deploy().';
