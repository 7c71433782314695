
CREATE FUNCTION caaspp.pacific_zone() RETURNS text
    AS 'MODULE_PATHNAME', 'caaspp_pacific_zone_name' LANGUAGE c IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.pacific_zone() IS 'the time zone of California''s days, for AT TIME ZONE';

CREATE FUNCTION caaspp.pacific_date(timestamptz) RETURNS date
    AS 'MODULE_PATHNAME', 'caaspp_pacific_date' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.pacific_date(timestamptz) IS 'the day in California (pacific_zone) at that instant';

CREATE FUNCTION caaspp.has_time(timestamptz) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN $1 OPERATOR(pg_catalog.<>) (caaspp.pacific_date($1)::timestamp AT TIME ZONE caaspp.pacific_zone());
COMMENT ON FUNCTION caaspp.has_time(timestamptz) IS 'whether an instant is more than a day in California: midnight is how a day without a time is stored';

CREATE FUNCTION caaspp.today() RETURNS date
    AS 'MODULE_PATHNAME', 'caaspp_today' LANGUAGE c STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.today() IS 'the setting caaspp.as_of, or today in California; every view reads the clock here';
