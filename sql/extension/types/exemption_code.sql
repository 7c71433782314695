
COMMENT ON TYPE caaspp.exemption_code IS 'why a student need not take a test: PGE, NTE or NEL';

CREATE FUNCTION caaspp.title(caaspp.exemption_code) RETURNS text
    AS 'MODULE_PATHNAME', 'caaspp_exemption_code_title' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.title(caaspp.exemption_code) IS 'name for people';
