
COMMENT ON TYPE caaspp.school_year IS 'school year from 1 July to 30 June, as 2019-20';

CREATE FUNCTION caaspp.school_year(date) RETURNS caaspp.school_year
    AS 'MODULE_PATHNAME', 'caaspp_school_year_of_date' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.school_year(date) IS 'the school year in which the day lies';

CREATE FUNCTION caaspp.starts_on(caaspp.school_year) RETURNS date
    AS 'MODULE_PATHNAME', 'caaspp_school_year_starts_on' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.starts_on(caaspp.school_year) IS '1 July';

CREATE FUNCTION caaspp.ends_on(caaspp.school_year) RETURNS date
    AS 'MODULE_PATHNAME', 'caaspp_school_year_ends_on' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.ends_on(caaspp.school_year) IS '30 June';

CREATE FUNCTION caaspp.school_year_plus(caaspp.school_year, integer) RETURNS caaspp.school_year
    AS 'MODULE_PATHNAME', 'caaspp_school_year_plus' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.school_year_plus(caaspp.school_year, integer) IS 'implementation of + operator';

CREATE FUNCTION caaspp.school_year_minus(caaspp.school_year, integer) RETURNS caaspp.school_year
    AS 'MODULE_PATHNAME', 'caaspp_school_year_minus' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.school_year_minus(caaspp.school_year, integer) IS 'implementation of - operator';

CREATE FUNCTION caaspp.school_year_distance(caaspp.school_year, caaspp.school_year) RETURNS integer
    AS 'MODULE_PATHNAME', 'caaspp_school_year_distance' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.school_year_distance(caaspp.school_year, caaspp.school_year) IS 'implementation of - operator';

CREATE OPERATOR caaspp.+ (FUNCTION = caaspp.school_year_plus, LEFTARG = caaspp.school_year, RIGHTARG = integer);
COMMENT ON OPERATOR caaspp.+ (caaspp.school_year, integer) IS 'so many school years later';

CREATE OPERATOR caaspp.- (FUNCTION = caaspp.school_year_minus, LEFTARG = caaspp.school_year, RIGHTARG = integer);
COMMENT ON OPERATOR caaspp.- (caaspp.school_year, integer) IS 'so many school years earlier';

CREATE OPERATOR caaspp.- (FUNCTION = caaspp.school_year_distance, LEFTARG = caaspp.school_year, RIGHTARG = caaspp.school_year);
COMMENT ON OPERATOR caaspp.- (caaspp.school_year, caaspp.school_year) IS 'school years between';
