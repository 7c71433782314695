
COMMENT ON TYPE caaspp.test_part IS 'a part of a test, which a student takes in one opportunity';

CREATE FUNCTION caaspp.title(caaspp.test_part) RETURNS text
    AS 'MODULE_PATHNAME', 'caaspp_test_part_title' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.title(caaspp.test_part) IS 'name for people';

CREATE FUNCTION caaspp.assessment(caaspp.test_part) RETURNS caaspp.assessment
    AS 'MODULE_PATHNAME', 'caaspp_test_part_assessment' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.assessment(caaspp.test_part) IS 'the test that the part belongs to';

CREATE FUNCTION caaspp.part_bit(caaspp.test_part) RETURNS smallint
    AS 'MODULE_PATHNAME', 'caaspp_test_part_bit' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.part_bit(caaspp.test_part) IS '1, 2, 4 or 8: the part''s place among those of its assessment; the sum of several is a set of parts, as assignments hold them';

CREATE FUNCTION caaspp.count_parts(parts smallint) RETURNS integer
    AS 'MODULE_PATHNAME', 'caaspp_count_parts' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.count_parts(smallint) IS 'how many parts a set has, which is a sum of part_bit()';
