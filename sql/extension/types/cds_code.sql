
COMMENT ON TYPE caaspp.cds_code IS 'county-district-school code: 14 digits, an LEA with seven zeros at the end';

CREATE FUNCTION caaspp.county(caaspp.cds_code) RETURNS text
    AS 'MODULE_PATHNAME', 'caaspp_cds_code_county' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.county(caaspp.cds_code) IS 'the two digits of the county';

CREATE FUNCTION caaspp.lea(caaspp.cds_code) RETURNS caaspp.cds_code
    AS 'MODULE_PATHNAME', 'caaspp_cds_code_lea' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.lea(caaspp.cds_code) IS 'the LEA of a school, an LEA itself';

CREATE FUNCTION caaspp.school(caaspp.cds_code) RETURNS text
    AS 'MODULE_PATHNAME', 'caaspp_cds_code_school' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.school(caaspp.cds_code) IS 'the seven digits of the school';

CREATE FUNCTION caaspp.is_lea(caaspp.cds_code) RETURNS boolean
    AS 'MODULE_PATHNAME', 'caaspp_cds_code_is_lea' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.is_lea(caaspp.cds_code) IS 'whether it is an LEA: neither a school, nor a county, nor the state';

-- A view shows a code as text, and a filter on that text is to find an index; but texts of one LEA begin alike, and to
-- sort them by the server's own class takes twice the time.
CREATE FUNCTION caaspp.cds_text_sortsupport(internal) RETURNS void
    AS 'MODULE_PATHNAME', 'caaspp_cds_text_sortsupport' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.cds_text_sortsupport(internal) IS 'sort support';
CREATE OPERATOR CLASS caaspp.cds_text_ops FOR TYPE text USING btree AS
    OPERATOR 1 pg_catalog.~<~,
    OPERATOR 2 pg_catalog.~<=~,
    OPERATOR 3 pg_catalog.=,
    OPERATOR 4 pg_catalog.~>=~,
    OPERATOR 5 pg_catalog.~>~,
    FUNCTION 1 pg_catalog.bttext_pattern_cmp(text, text),
    FUNCTION 2 caaspp.cds_text_sortsupport(internal),
    FUNCTION 4 pg_catalog.btequalimage(oid);
COMMENT ON OPERATOR CLASS caaspp.cds_text_ops USING btree IS 'text by bytes, as text_pattern_ops; quick for CDS codes';
COMMENT ON OPERATOR FAMILY caaspp.cds_text_ops USING btree IS 'text by bytes, as text_pattern_ops; quick for CDS codes';
