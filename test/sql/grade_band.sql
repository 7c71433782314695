-- Grade bands are sets of grades.
SET search_path = public, caaspp;
SET jit = off;

-- One text for each set, however it was written.
SELECT text, text::grade_band
FROM unnest(ARRAY['3-8,11', '3-4', '3,4', '3', 'none', 'NONE', '', '  ', '11, 3 - 8', '03-08,11', '8,7,6,5,4,3', '3-5,4-8',
                  '3-3', 'tk-2', 'K-2', 'TK,KN', 'kg', 'TK-12', 'AD,IN', 'UE,US,1', 'IN,PS,TD,TK-12,UE,US,AD', '1,3,5,7,9,11', '#13,4']) AS text;

-- A range runs upward, among TK to 12.
SELECT '8-3'::grade_band;
SELECT '3,12-11'::grade_band;
SELECT 'IN-TK'::grade_band;
SELECT '12-UE'::grade_band;
SELECT '13'::grade_band;
SELECT '3-'::grade_band;
SELECT '-3'::grade_band;
SELECT '3-8-11'::grade_band;
SELECT '3,,4'::grade_band;
SELECT '3,'::grade_band;
SELECT ','::grade_band;
SELECT '3 4'::grade_band;
SELECT 'none,3'::grade_band;

-- Every operator against the same question asked of arrays, over all pairs.
CREATE TEMP TABLE bands AS
SELECT band, ARRAY(SELECT unnest(band)) AS grades
FROM (VALUES ('none'::grade_band), ('3'), ('3-4'), ('3-8'), ('3-8,11'), ('4'), ('5,8'), ('10-12'), ('11'), ('TK-2'), ('IN,PS,TD'),
             ('UE,US,AD'), ('IN,PS,TD,TK-12,UE,US,AD')) AS b (band);
CREATE TEMP TABLE grades AS SELECT code::grade AS grade FROM codes('grade');

SELECT band, cardinality(band), grades FROM bands ORDER BY band;

SELECT count(*) AS pairs,
       count(*) FILTER (WHERE (a.band @> b.band) <> (a.grades @> b.grades)) AS contains,
       count(*) FILTER (WHERE (a.band <@ b.band) <> (a.grades <@ b.grades)) AS contained,
       count(*) FILTER (WHERE (a.band && b.band) <> (a.grades && b.grades)) AS overlaps,
       count(*) FILTER (WHERE a.band + b.band <> (a.grades || b.grades)::grade_band) AS "union",
       count(*) FILTER (WHERE a.band - b.band <> ARRAY(SELECT unnest(a.grades) EXCEPT SELECT unnest(b.grades))::grade_band) AS difference,
       count(*) FILTER (WHERE a.band * b.band <> ARRAY(SELECT unnest(a.grades) INTERSECT SELECT unnest(b.grades))::grade_band) AS intersection,
       count(*) FILTER (WHERE cardinality(a.band) <> cardinality(a.grades)) AS cardinality,
       count(*) FILTER (WHERE (a.band < b.band) <> (a.grades < b.grades)) AS "order"
FROM bands AS a, bands AS b;

SELECT count(*) AS pairs,
       count(*) FILTER (WHERE (band @> grade) <> (grade = ANY (grades))) AS contains,
       count(*) FILTER (WHERE (grade <@ band) <> (grade = ANY (grades))) AS contained,
       count(*) FILTER (WHERE band + grade <> (grades || grade)::grade_band) AS "add",
       count(*) FILTER (WHERE band - grade <> array_remove(grades, grade)::grade_band) AS remove
FROM bands, grades;

-- All sets of TK to 12 keep their text, and a set is the sum of its grades.
SELECT count(*), count(*) FILTER (WHERE band::text::grade_band = band) AS same
FROM generate_series(0, 16383) AS i,
     LATERAL (SELECT ARRAY(SELECT grade FROM grades WHERE grade BETWEEN 'TK' AND '12' AND i >> (grade_order(grade) + 1) & 1 = 1)::grade_band AS band) AS b;

SELECT '5'::grade::grade_band, grade_band('5'::grade), ARRAY['5', '3', '4', '5']::grade[]::grade_band, '{}'::grade[]::grade_band;
SELECT ARRAY['5', NULL]::grade[]::grade_band;

-- A GIN index answers as a scan of the table does.
CREATE TEMP TABLE indexed AS
SELECT ARRAY(SELECT grade FROM grades WHERE (i * 7919) >> (grade_order(grade) + 4) & 1 = 1)::grade_band AS band
FROM generate_series(0, 999) AS i;
INSERT INTO indexed VALUES ('none'), ('3-8,11'), (NULL);
CREATE INDEX ON indexed USING gin (band);

CREATE FUNCTION pg_temp.answers() RETURNS TABLE (query text, rows bigint) LANGUAGE plpgsql AS $$
BEGIN
    FOR query IN
        SELECT format('band %s %L::%s', o.operator, o.value, o.type)
        FROM (SELECT operator, b.band::text AS value, 'grade_band' AS type
              FROM bands AS b, unnest(ARRAY['@>', '<@', '&&']) AS operator
              UNION ALL
              SELECT '@>', grade::text, 'grade' FROM grades) AS o
    LOOP
        EXECUTE 'SELECT count(*) FROM indexed WHERE ' || query INTO rows;
        RETURN NEXT;
    END LOOP;
END
$$;

SET enable_bitmapscan = off;
CREATE TEMP TABLE scanned AS SELECT * FROM pg_temp.answers();
RESET enable_bitmapscan;
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT * FROM indexed WHERE band @> '3'::grade;
SELECT count(*), count(*) FILTER (WHERE a.rows = s.rows) AS same, sum(a.rows) > 0 AS some
FROM pg_temp.answers() AS a JOIN scanned AS s USING (query);
