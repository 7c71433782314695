-- What is on disk: the permanent values of the codes, and values that this library does not know.
SET search_path = public, caaspp;

-- Bare bytes become codes and back, for this test alone.
BEGIN;
DO $$
DECLARE
    type text;
BEGIN
    FOREACH type IN ARRAY ARRAY['grade', 'assessment', 'test_part', 'exemption_code', 'condition_code', 'attempt_status'] LOOP
        EXECUTE format('CREATE CAST ("char" AS %s) WITHOUT FUNCTION', type);
        EXECUTE format('CREATE CAST (%s AS "char") WITHOUT FUNCTION', type);
    END LOOP;
END
$$;
CREATE CAST (int4 AS grade_band) WITHOUT FUNCTION;
CREATE CAST (grade_band AS int4) WITHOUT FUNCTION;
CREATE CAST (int2 AS school_year) WITHOUT FUNCTION;
CREATE CAST (school_year AS int2) WITHOUT FUNCTION;
CREATE CAST (int8 AS ssid) WITHOUT FUNCTION;
CREATE CAST (ssid AS int8) WITHOUT FUNCTION;
CREATE CAST (int8 AS cds_code) WITHOUT FUNCTION;
CREATE CAST (cds_code AS int8) WITHOUT FUNCTION;

-- A number that changes here corrupts every district's tables.
SELECT string_agg(code || ' ' || (code::grade::"char"::int & 255), ', ') AS grade FROM codes('grade');
SELECT string_agg(code || ' ' || (code::assessment::"char"::int & 255), ', ') AS assessment FROM codes('assessment');
SELECT string_agg(code || ' ' || (code::test_part::"char"::int & 255), ', ') AS test_part FROM codes('test_part');
SELECT string_agg(code || ' ' || (code::exemption_code::"char"::int & 255), ', ') AS exemption_code FROM codes('exemption_code');
SELECT string_agg(code || ' ' || (code::condition_code::"char"::int & 255), ', ') AS condition_code FROM codes('condition_code');
SELECT string_agg(code || ' ' || (code::attempt_status::"char"::int & 255), ', ') AS attempt_status FROM codes('attempt_status');
SELECT 'none'::grade_band::int4 AS "none", 'IN'::grade_band::int4 AS "IN", 'TK-2'::grade_band::int4 AS "TK-2", '12,AD'::grade_band::int4 AS "12,AD",
       '2019-20'::school_year::int2 AS "2019-20", '0123456789'::ssid::int8 AS ssid, '19647331234567'::cds_code::int8 AS cds_code;

-- Hash values place rows in partitions, so they stay as well.
SELECT grade_hash('3'), hashint4(13), school_year_hash('2019-20') = hashint4(2019) AS school_year, grade_band_hash('3') = hashint4(128) AS grade_band,
       ssid_hash('9876543210') = hashint8(9876543210) AS ssid, cds_code_hash('19647331234567') = hashint8(19647331234567) AS cds_code,
       attempt_status_hash('invalidated') = hashint4(130) AS attempt_status,
       grade_hash_extended('3', 42) = hashint4extended(13, 42) AS extended;

-- A byte that a newer library wrote is shown by its number; nothing raises, and the number is no text that is read here.
SELECT byte::grade, byte::grade::text, title(byte::grade), convert_from(grade_send(byte::grade), 'UTF8') AS binary,
       byte::grade > 'AD' AS after_all, grade_order(byte::grade), byte::assessment, byte::attempt_status
FROM (VALUES ('~'::"char")) AS b (byte);
SELECT (1 << 20)::grade_band, (7 << 20 | 384)::grade_band, cardinality((1 << 20)::grade_band), unnest((1 << 20)::grade_band);
SELECT length((-1)::grade_band::text), (-1)::grade_band > '3', (-1)::grade_band @> '3-8,11';
SELECT (-1)::int2::school_year, (2201)::int2::school_year, (-5)::int8::ssid, 9223372036854775807::cds_code;
SAVEPOINT here;
SELECT '#126'::grade;
ROLLBACK TO here;
SELECT '3,#26'::grade_band;
ROLLBACK TO here;
-- Where an answer would be a guess, there is none.
SELECT assessment('~'::"char"::test_part);
ROLLBACK TO here;
SELECT stage('~'::"char"::attempt_status);
ROLLBACK TO here;
SELECT '~'::"char"::exemption_code::condition_code;
ROLLBACK;

-- The casts are gone.
SELECT count(*) FROM pg_cast WHERE castmethod = 'b' AND 'caaspp'::regnamespace IN (SELECT typnamespace FROM pg_type WHERE oid IN (castsource, casttarget));
