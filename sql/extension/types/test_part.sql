
COMMENT ON TYPE caaspp.test_part IS 'a part of a test, which a student takes in one opportunity';

CREATE FUNCTION caaspp.title(caaspp.test_part) RETURNS text
    AS 'MODULE_PATHNAME', 'caaspp_test_part_title' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.title(caaspp.test_part) IS 'name for people';

CREATE FUNCTION caaspp.assessment(caaspp.test_part) RETURNS caaspp.assessment
    AS 'MODULE_PATHNAME', 'caaspp_test_part_assessment' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.assessment(caaspp.test_part) IS 'the test that the part belongs to';
