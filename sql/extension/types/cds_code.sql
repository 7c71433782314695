
COMMENT ON TYPE caaspp.cds_code IS 'county-district-school code: 14 digits, an LEA with seven zeros at the end';

CREATE FUNCTION caaspp.county(caaspp.cds_code) RETURNS text
    AS 'MODULE_PATHNAME', 'caaspp_cds_code_county' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.county(caaspp.cds_code) IS 'the two digits of the county';

CREATE FUNCTION caaspp.lea(caaspp.cds_code) RETURNS caaspp.cds_code
    AS 'MODULE_PATHNAME', 'caaspp_cds_code_lea' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.lea(caaspp.cds_code) IS 'the LEA of a school, an LEA itself';

CREATE FUNCTION caaspp.school(caaspp.cds_code) RETURNS text
    AS 'MODULE_PATHNAME', 'caaspp_cds_code_school' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.school(caaspp.cds_code) IS 'the seven digits of the school';

CREATE FUNCTION caaspp.is_lea(caaspp.cds_code) RETURNS boolean
    AS 'MODULE_PATHNAME', 'caaspp_cds_code_is_lea' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.is_lea(caaspp.cds_code) IS 'whether it is an LEA: neither a school, nor a county, nor the state';
