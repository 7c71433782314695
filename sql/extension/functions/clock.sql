
CREATE FUNCTION caaspp.pacific_zone() RETURNS text
    AS 'MODULE_PATHNAME', 'caaspp_pacific_zone_name' LANGUAGE c IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.pacific_zone() IS 'the time zone of California''s days, for AT TIME ZONE';

CREATE FUNCTION caaspp.pacific_date(timestamptz) RETURNS date
    AS 'MODULE_PATHNAME', 'caaspp_pacific_date' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.pacific_date(timestamptz) IS 'the day in California (pacific_zone) at that instant';

CREATE FUNCTION caaspp.today() RETURNS date
    AS 'MODULE_PATHNAME', 'caaspp_today' LANGUAGE c STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.today() IS 'the setting caaspp.as_of, or today in California; every view reads the clock here';
