
COMMENT ON TYPE caaspp.grade_band IS 'set of grades, as 3-8,11; the empty set is none';

CREATE FUNCTION caaspp.grade_band(caaspp.grade) RETURNS caaspp.grade_band
    AS 'MODULE_PATHNAME', 'caaspp_grade_band_from_grade' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.grade_band(caaspp.grade) IS 'the set of one grade';

CREATE FUNCTION caaspp.grade_band(caaspp.grade[]) RETURNS caaspp.grade_band
    AS 'MODULE_PATHNAME', 'caaspp_grade_band_from_grades' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.grade_band(caaspp.grade[]) IS 'the set of the grades';

CREATE CAST (caaspp.grade AS caaspp.grade_band) WITH FUNCTION caaspp.grade_band(caaspp.grade);
COMMENT ON CAST (caaspp.grade AS caaspp.grade_band) IS 'the set of one grade';
CREATE CAST (caaspp.grade[] AS caaspp.grade_band) WITH FUNCTION caaspp.grade_band(caaspp.grade[]);
COMMENT ON CAST (caaspp.grade[] AS caaspp.grade_band) IS 'the set of the grades';

CREATE FUNCTION caaspp.cardinality(caaspp.grade_band) RETURNS integer
    AS 'MODULE_PATHNAME', 'caaspp_grade_band_cardinality' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.cardinality(caaspp.grade_band) IS 'how many grades';

CREATE FUNCTION caaspp.unnest(caaspp.grade_band) RETURNS SETOF caaspp.grade
    AS 'MODULE_PATHNAME', 'caaspp_grade_band_unnest' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 6;
COMMENT ON FUNCTION caaspp.unnest(caaspp.grade_band) IS 'the grades in order';

CREATE FUNCTION caaspp.grade_band_contains(caaspp.grade_band, caaspp.grade_band) RETURNS boolean
    AS 'MODULE_PATHNAME', 'caaspp_grade_band_contains' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.grade_band_contains(caaspp.grade_band, caaspp.grade_band) IS 'implementation of @> operator';
CREATE OPERATOR caaspp.@> (
    FUNCTION = caaspp.grade_band_contains, LEFTARG = caaspp.grade_band, RIGHTARG = caaspp.grade_band,
    COMMUTATOR = OPERATOR(caaspp.<@),
    RESTRICT = contsel, JOIN = contjoinsel
);
COMMENT ON OPERATOR caaspp.@> (caaspp.grade_band, caaspp.grade_band) IS 'contains';

CREATE FUNCTION caaspp.grade_band_contained(caaspp.grade_band, caaspp.grade_band) RETURNS boolean
    AS 'MODULE_PATHNAME', 'caaspp_grade_band_contained' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.grade_band_contained(caaspp.grade_band, caaspp.grade_band) IS 'implementation of <@ operator';
CREATE OPERATOR caaspp.<@ (
    FUNCTION = caaspp.grade_band_contained, LEFTARG = caaspp.grade_band, RIGHTARG = caaspp.grade_band,
    COMMUTATOR = OPERATOR(caaspp.@>),
    RESTRICT = contsel, JOIN = contjoinsel
);
COMMENT ON OPERATOR caaspp.<@ (caaspp.grade_band, caaspp.grade_band) IS 'is contained by';

CREATE FUNCTION caaspp.grade_band_contains(caaspp.grade_band, caaspp.grade) RETURNS boolean
    AS 'MODULE_PATHNAME', 'caaspp_grade_band_contains_grade' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.grade_band_contains(caaspp.grade_band, caaspp.grade) IS 'implementation of @> operator';
CREATE OPERATOR caaspp.@> (
    FUNCTION = caaspp.grade_band_contains, LEFTARG = caaspp.grade_band, RIGHTARG = caaspp.grade,
    COMMUTATOR = OPERATOR(caaspp.<@),
    RESTRICT = contsel, JOIN = contjoinsel
);
COMMENT ON OPERATOR caaspp.@> (caaspp.grade_band, caaspp.grade) IS 'contains';

CREATE FUNCTION caaspp.grade_band_contained(caaspp.grade, caaspp.grade_band) RETURNS boolean
    AS 'MODULE_PATHNAME', 'caaspp_grade_band_contains_grade_commuted' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.grade_band_contained(caaspp.grade, caaspp.grade_band) IS 'implementation of <@ operator';
CREATE OPERATOR caaspp.<@ (
    FUNCTION = caaspp.grade_band_contained, LEFTARG = caaspp.grade, RIGHTARG = caaspp.grade_band,
    COMMUTATOR = OPERATOR(caaspp.@>),
    RESTRICT = contsel, JOIN = contjoinsel
);
COMMENT ON OPERATOR caaspp.<@ (caaspp.grade, caaspp.grade_band) IS 'is contained by';

CREATE FUNCTION caaspp.grade_band_overlaps(caaspp.grade_band, caaspp.grade_band) RETURNS boolean
    AS 'MODULE_PATHNAME', 'caaspp_grade_band_overlaps' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.grade_band_overlaps(caaspp.grade_band, caaspp.grade_band) IS 'implementation of && operator';
CREATE OPERATOR caaspp.&& (
    FUNCTION = caaspp.grade_band_overlaps, LEFTARG = caaspp.grade_band, RIGHTARG = caaspp.grade_band,
    COMMUTATOR = OPERATOR(caaspp.&&),
    RESTRICT = contsel, JOIN = contjoinsel
);
COMMENT ON OPERATOR caaspp.&& (caaspp.grade_band, caaspp.grade_band) IS 'overlaps';

CREATE FUNCTION caaspp.grade_band_union(caaspp.grade_band, caaspp.grade_band) RETURNS caaspp.grade_band
    AS 'MODULE_PATHNAME', 'caaspp_grade_band_union' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.grade_band_union(caaspp.grade_band, caaspp.grade_band) IS 'implementation of + operator';
CREATE OPERATOR caaspp.+ (
    FUNCTION = caaspp.grade_band_union, LEFTARG = caaspp.grade_band, RIGHTARG = caaspp.grade_band,
    COMMUTATOR = OPERATOR(caaspp.+)
);
COMMENT ON OPERATOR caaspp.+ (caaspp.grade_band, caaspp.grade_band) IS 'the grades of both';

CREATE FUNCTION caaspp.grade_band_difference(caaspp.grade_band, caaspp.grade_band) RETURNS caaspp.grade_band
    AS 'MODULE_PATHNAME', 'caaspp_grade_band_difference' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.grade_band_difference(caaspp.grade_band, caaspp.grade_band) IS 'implementation of - operator';
CREATE OPERATOR caaspp.- (
    FUNCTION = caaspp.grade_band_difference, LEFTARG = caaspp.grade_band, RIGHTARG = caaspp.grade_band
);
COMMENT ON OPERATOR caaspp.- (caaspp.grade_band, caaspp.grade_band) IS 'the grades of the first that are not in the second';

CREATE FUNCTION caaspp.grade_band_intersection(caaspp.grade_band, caaspp.grade_band) RETURNS caaspp.grade_band
    AS 'MODULE_PATHNAME', 'caaspp_grade_band_intersection' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.grade_band_intersection(caaspp.grade_band, caaspp.grade_band) IS 'implementation of * operator';
CREATE OPERATOR caaspp.* (
    FUNCTION = caaspp.grade_band_intersection, LEFTARG = caaspp.grade_band, RIGHTARG = caaspp.grade_band,
    COMMUTATOR = OPERATOR(caaspp.*)
);
COMMENT ON OPERATOR caaspp.* (caaspp.grade_band, caaspp.grade_band) IS 'the grades that are in both';

CREATE FUNCTION caaspp.grade_band_add(caaspp.grade_band, caaspp.grade) RETURNS caaspp.grade_band
    AS 'MODULE_PATHNAME', 'caaspp_grade_band_add' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.grade_band_add(caaspp.grade_band, caaspp.grade) IS 'implementation of + operator';
CREATE OPERATOR caaspp.+ (
    FUNCTION = caaspp.grade_band_add, LEFTARG = caaspp.grade_band, RIGHTARG = caaspp.grade
);
COMMENT ON OPERATOR caaspp.+ (caaspp.grade_band, caaspp.grade) IS 'the set with the grade';

CREATE FUNCTION caaspp.grade_band_remove(caaspp.grade_band, caaspp.grade) RETURNS caaspp.grade_band
    AS 'MODULE_PATHNAME', 'caaspp_grade_band_remove' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.grade_band_remove(caaspp.grade_band, caaspp.grade) IS 'implementation of - operator';
CREATE OPERATOR caaspp.- (
    FUNCTION = caaspp.grade_band_remove, LEFTARG = caaspp.grade_band, RIGHTARG = caaspp.grade
);
COMMENT ON OPERATOR caaspp.- (caaspp.grade_band, caaspp.grade) IS 'the set without the grade';

CREATE FUNCTION caaspp.grade_band_gin_extract_value(caaspp.grade_band, internal) RETURNS internal
    AS 'MODULE_PATHNAME', 'caaspp_grade_band_gin_extract_value' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.grade_band_gin_extract_value(caaspp.grade_band, internal) IS 'GIN support';

CREATE FUNCTION caaspp.grade_band_gin_extract_query(caaspp.grade_band, internal, smallint, internal, internal, internal, internal) RETURNS internal
    AS 'MODULE_PATHNAME', 'caaspp_grade_band_gin_extract_query' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.grade_band_gin_extract_query(caaspp.grade_band, internal, smallint, internal, internal, internal, internal) IS 'GIN support';

CREATE FUNCTION caaspp.grade_band_gin_consistent(internal, smallint, caaspp.grade_band, integer, internal, internal, internal, internal) RETURNS boolean
    AS 'MODULE_PATHNAME', 'caaspp_grade_band_gin_consistent' LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.grade_band_gin_consistent(internal, smallint, caaspp.grade_band, integer, internal, internal, internal, internal) IS 'GIN support';

CREATE OPERATOR CLASS caaspp.grade_band_ops DEFAULT FOR TYPE caaspp.grade_band USING gin AS
    OPERATOR 1 caaspp.&&,
    OPERATOR 2 caaspp.@>,
    OPERATOR 3 caaspp.<@,
    OPERATOR 4 caaspp.@> (caaspp.grade_band, caaspp.grade),
    FUNCTION 2 caaspp.grade_band_gin_extract_value(caaspp.grade_band, internal),
    FUNCTION 3 caaspp.grade_band_gin_extract_query(caaspp.grade_band, internal, smallint, internal, internal, internal, internal),
    FUNCTION 4 caaspp.grade_band_gin_consistent(internal, smallint, caaspp.grade_band, integer, internal, internal, internal, internal),
    STORAGE caaspp.grade;
COMMENT ON OPERATOR CLASS caaspp.grade_band_ops USING gin IS 'the grades of a grade_band';
COMMENT ON OPERATOR FAMILY caaspp.grade_band_ops USING gin IS 'the grades of a grade_band';
