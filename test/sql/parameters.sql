-- Clients such as JDBC send text parameters as varchar: the comparison is typed all the same, and an index serves.
SET search_path = public, caaspp;

CREATE TEMP TABLE enrolled AS
SELECT (i % 12 + 1)::text::grade AS grade, lpad(i::text, 10, '0')::ssid AS ssid, '2019-20'::school_year AS year
FROM generate_series(1, 3000) AS i;
INSERT INTO enrolled VALUES ('AD', '9999999999', '2018-19');
CREATE INDEX enrolled_grade ON enrolled (grade);
CREATE INDEX enrolled_ssid ON enrolled (ssid);
CREATE INDEX enrolled_year ON enrolled (year);
ANALYZE enrolled;

SET plan_cache_mode = force_generic_plan;
SET enable_seqscan = off;
SET enable_bitmapscan = off;

PREPARE of_grade (varchar) AS SELECT count(year) FROM enrolled WHERE grade = $1;
EXPLAIN (COSTS OFF) EXECUTE of_grade ('AD');
EXECUTE of_grade ('ad');
EXECUTE of_grade ('03');
EXECUTE of_grade ('13');

PREPARE from_grade (text) AS SELECT count(year) FROM enrolled WHERE $1 <= grade;
EXPLAIN (COSTS OFF) EXECUTE from_grade ('10');
-- 10, 11, 12 and the adult: not the order of the texts.
EXECUTE from_grade ('10');

PREPARE of_student (varchar, varchar) AS SELECT * FROM enrolled WHERE ssid = $1 AND year >= $2;
EXPLAIN (COSTS OFF) EXECUTE of_student ('0000000007', '2019');
EXECUTE of_student ('0000000007', '2019');

PREPARE without_parameter AS SELECT count(year) FROM enrolled WHERE grade = 'AD';
EXPLAIN (COSTS OFF) EXECUTE without_parameter;
EXECUTE without_parameter;

PREPARE of_grades (grade[]) AS SELECT count(year) FROM enrolled WHERE grade = ANY ($1);
EXECUTE of_grades ('{1,AD}');
PREPARE of_texts (text[]) AS SELECT count(year) FROM enrolled WHERE grade = ANY ($1);
EXECUTE of_texts ('{1,AD}');

-- An insert takes text of either type, and bad text stops it.
PREPARE enroll (varchar, text, varchar) AS INSERT INTO enrolled VALUES ($1, $2, $3) RETURNING *;
EXECUTE enroll ('kg', ' 1234567890 ', '2019-2020');
EXECUTE enroll ('13', '1234567890', '2019-20');

-- A column of text joins with the typed order, in either direction.
SELECT count(*) FROM enrolled JOIN (VALUES ('01'), ('ad')) AS t (text) ON grade = text;
SELECT count(*) FROM enrolled JOIN (VALUES ('01'), ('ad')) AS t (text) ON text = grade;

-- No type turns into text by itself, and a null stays null.
SELECT upper(grade) FROM enrolled;
SELECT grade = NULL::text AS is_null FROM enrolled WHERE ssid = '9999999999';
