
CREATE FUNCTION caaspp.codes(type_name text, OUT code text, OUT title text, OUT aliases text) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'caaspp_codes' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 12;
COMMENT ON FUNCTION caaspp.codes(text) IS 'the codes of a type, in order, with their other spellings separated by |';
