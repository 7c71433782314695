
COMMENT ON TYPE caaspp.condition_code IS 'what the score file says of a test, as PGE or NT; retired codes stay readable';

CREATE FUNCTION caaspp.title(caaspp.condition_code) RETURNS text
    AS 'MODULE_PATHNAME', 'caaspp_condition_code_title' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.title(caaspp.condition_code) IS 'name for people';

CREATE FUNCTION caaspp.exemption_code(caaspp.condition_code) RETURNS caaspp.exemption_code
    AS 'MODULE_PATHNAME', 'caaspp_condition_code_to_exemption_code' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.exemption_code(caaspp.condition_code) IS 'the exemption that the condition states; an error where it states none';

CREATE FUNCTION caaspp.condition_code(caaspp.exemption_code) RETURNS caaspp.condition_code
    AS 'MODULE_PATHNAME', 'caaspp_exemption_code_to_condition_code' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.condition_code(caaspp.exemption_code) IS 'the condition code of the exemption';

CREATE CAST (caaspp.condition_code AS caaspp.exemption_code)
    WITH FUNCTION caaspp.exemption_code(caaspp.condition_code);
COMMENT ON CAST (caaspp.condition_code AS caaspp.exemption_code) IS 'an error where the condition is no exemption';
CREATE CAST (caaspp.exemption_code AS caaspp.condition_code)
    WITH FUNCTION caaspp.condition_code(caaspp.exemption_code);
COMMENT ON CAST (caaspp.exemption_code AS caaspp.condition_code) IS 'every exemption is a condition';
