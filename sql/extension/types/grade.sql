
COMMENT ON TYPE caaspp.grade IS 'grade level: TK KN 1 to 12, or a CALPADS code; sorts IN PS TD TK KN 1 to 12 UE US AD';

CREATE FUNCTION caaspp.title(caaspp.grade) RETURNS text
    AS 'MODULE_PATHNAME', 'caaspp_grade_title' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.title(caaspp.grade) IS 'name for people';

CREATE FUNCTION caaspp.grade_order(caaspp.grade) RETURNS integer
    AS 'MODULE_PATHNAME', 'caaspp_grade_order' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.grade_order(caaspp.grade) IS 'number to sort by: -4 IN to -1 TK, 0 KN, 1 to 12, 13 UE, 14 US, 15 AD';
