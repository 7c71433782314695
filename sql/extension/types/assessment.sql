
COMMENT ON TYPE caaspp.assessment IS 'a test: ELA, MATH, CAST, CAA-ELA, CAA-MATH, CAA-SCI or CSA';

CREATE FUNCTION caaspp.title(caaspp.assessment) RETURNS text
    AS 'MODULE_PATHNAME', 'caaspp_assessment_title' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.title(caaspp.assessment) IS 'name for people';
