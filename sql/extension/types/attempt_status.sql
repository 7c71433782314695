
COMMENT ON TYPE caaspp.attempt_status IS 'where a test part stands, from pending to reported, or expired or invalidated';

CREATE FUNCTION caaspp.title(caaspp.attempt_status) RETURNS text
    AS 'MODULE_PATHNAME', 'caaspp_attempt_status_title' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.title(caaspp.attempt_status) IS 'name for people';

CREATE FUNCTION caaspp.stage(caaspp.attempt_status) RETURNS text
    AS 'MODULE_PATHNAME', 'caaspp_attempt_status_stage' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.stage(caaspp.attempt_status) IS 'open, done, expired or invalidated';
