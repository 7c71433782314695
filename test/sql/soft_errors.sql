-- Bad text is a soft error from 16 on: pg_input_is_valid says no instead of raising.
SET search_path = public, caaspp;

CREATE TEMP TABLE inputs (type text, good text, bad text);
INSERT INTO inputs VALUES
    ('grade', 'K', '13'),
    ('grade_band', '3-8,11', '8-3'),
    ('school_year', '2019-20', '2019-21'),
    ('assessment', 'SB_ELA', 'SB'),
    ('test_part', 'ela_cat', 'ELA'),
    ('exemption_code', 'pge', 'NT'),
    ('condition_code', 'NT', 'NTC'),
    ('attempt_status', 'C', 'X'),
    ('ssid', '1234567890', '123456789'),
    ('cds_code', '19-64733', '196473');

-- On 15 there is no one to ask; there, the same answers are made of the error that a cast raises.
SELECT current_setting('server_version_num')::int >= 160000 AS has_soft_errors \gset
\if :has_soft_errors
CREATE FUNCTION pg_temp.is_valid(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT pg_input_is_valid($1, $2)';
CREATE FUNCTION pg_temp.message(text, text) RETURNS text LANGUAGE sql AS 'SELECT message FROM pg_input_error_info($1, $2)';
\else
CREATE FUNCTION pg_temp.message(bad text, type text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SELECT %L::%s', bad, type);
    RETURN NULL;
EXCEPTION WHEN invalid_text_representation THEN
    RETURN sqlerrm;
END
$$;
CREATE FUNCTION pg_temp.is_valid(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT pg_temp.message($1, $2) IS NULL';
\endif
\echo the functions are made
SELECT type, pg_temp.is_valid(good, type) AS good, pg_temp.is_valid(bad, type) AS bad, pg_temp.message(bad, type) FROM inputs ORDER BY type;
