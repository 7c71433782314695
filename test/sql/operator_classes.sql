-- Order and equality: over all pairs of values, and by index, join, sort and partition as by scan.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET jit = off;

SELECT amname, opcname, opcdefault, amvalidate(c.oid)
FROM pg_opclass AS c JOIN pg_am AS a ON a.oid = opcmethod
WHERE opcnamespace = 'caaspp'::regnamespace
ORDER BY 1, 2;

-- Support functions; without equalimage an index cannot store equal keys once.
SELECT amname, amprocnum, regexp_replace(amproc::text, '^\w+?_(cmp|sortsupport|hash|hash_extended)$', '_\1') AS function, count(*)
FROM pg_amproc JOIN pg_opfamily AS f ON f.oid = amprocfamily JOIN pg_am AS a ON a.oid = opfmethod
WHERE opfnamespace = 'caaspp'::regnamespace AND amname <> 'gin'
GROUP BY 1, 2, 3 ORDER BY 1, 2;

-- The order to expect: codes in the order of their vocabulary, the rest as written here.
CREATE TABLE expected (type text, rank bigint, label text);
INSERT INTO expected
SELECT type, rank, code
FROM unnest(ARRAY['grade', 'assessment', 'test_part', 'exemption_code', 'condition_code', 'attempt_status']) AS type,
     codes(type) WITH ORDINALITY AS c (code, title, aliases, rank);
INSERT INTO expected
SELECT type, rank, label
FROM (VALUES ('grade_band', 'none IN IN,3 PS TD TK TK-2 KN 3 3-4 3-5 3-8 3-8,11 3-8,12 3,5 3,11 4 5,8 10-12 11 11,AD UE,US US AD'),
             ('school_year', '1950-51 1999-00 2018-19 2019-20 2020-21 2024-25 2099-00 2199-00 2200-01'),
             ('ssid', '0000000000 0000000001 0000000002 0999999999 1000000000 2147483647 2147483648 4294967295 4294967296 9999999998 9999999999'),
             ('cds_code', '00000000000000 01000000000000 01100170000000 01100170112607 09999999999999 19647330000000 19647331234567 19647331234568 99999999999999'))
         AS v (type, labels), unnest(string_to_array(labels, ' ')) WITH ORDINALITY AS l (label, rank);

-- For one type: how many answers are wrong, each way of asking on its own.
CREATE FUNCTION wrong_answers(type text, OUT "values" bigint, OUT pairs bigint, OUT against_text bigint, OUT by_btree bigint, OUT by_hash bigint,
                              OUT hash_join bigint, OUT merge_join bigint, OUT sorted bigint, OUT extremes bigint, OUT grouped bigint, OUT partitions bigint)
LANGUAGE plpgsql AS $$
DECLARE
    op text;
    v record;
    n bigint;
    plan text;
    path text;
BEGIN
    EXECUTE format('CREATE TABLE few AS SELECT rank, label, label::%I AS x FROM expected WHERE type = %L', type, type);
    EXECUTE 'CREATE TABLE many AS SELECT f.* FROM few AS f, generate_series(1, 40) ORDER BY md5(f.label || generate_series)';
    EXECUTE format('CREATE TABLE parted (x %I) PARTITION BY HASH (x)', type);
    FOR i IN 0..2 LOOP
        EXECUTE format('CREATE TABLE parted_%s PARTITION OF parted FOR VALUES WITH (MODULUS 3, REMAINDER %s)', i, i);
    END LOOP;
    SELECT count(*) INTO "values" FROM few;
    pairs := 0; against_text := 0; by_btree := 0; by_hash := 0; partitions := 0; hash_join := 0; merge_join := 0;

    FOREACH op IN ARRAY ARRAY['=', '<>', '<', '<=', '>', '>='] LOOP
        EXECUTE format('SELECT count(*) FROM few AS a, few AS b WHERE (a.x %1$s b.x) IS DISTINCT FROM (a.rank %1$s b.rank)', op) INTO n;
        pairs := pairs + n;
        EXECUTE format('SELECT count(*) FROM few AS a, few AS b WHERE (a.x %1$s b.label) IS DISTINCT FROM (a.rank %1$s b.rank)
                           OR (a.label %1$s b.x) IS DISTINCT FROM (a.rank %1$s b.rank)', op) INTO n;
        against_text := against_text + n;
    END LOOP;

    CREATE INDEX many_btree ON many (x);
    SET LOCAL enable_seqscan = off;
    FOREACH op IN ARRAY ARRAY['=', '<', '<=', '>', '>='] LOOP
        FOR v IN SELECT * FROM few LOOP
            EXECUTE format('EXPLAIN (FORMAT json) SELECT count(*) FROM many WHERE x %s %L', op, v.label) INTO plan;
            EXECUTE format('SELECT count(*) FROM many WHERE x %s %L', op, v.label) INTO n;
            EXECUTE format('SELECT count(*) * 40 = %s FROM few WHERE rank %s %s', n, op, v.rank) INTO path;
            IF path <> 'true' OR strpos(plan, 'many_btree') = 0 THEN
                by_btree := by_btree + 1;
            END IF;
        END LOOP;
    END LOOP;
    EXECUTE 'SELECT count(*) FROM (SELECT rank, lag(rank) OVER (ORDER BY x) AS before FROM few) AS s WHERE before >= rank' INTO sorted;
    EXECUTE 'SELECT (SELECT min(x) FROM many)::text <> (SELECT label FROM few ORDER BY rank LIMIT 1)
                 OR (SELECT max(x) FROM many)::text <> (SELECT label FROM few ORDER BY rank DESC LIMIT 1)' INTO plan;
    extremes := (plan = 'true')::int;
    DROP INDEX many_btree;
    EXECUTE 'SELECT (SELECT min(x) FROM many)::text <> (SELECT label FROM few ORDER BY rank LIMIT 1)
                 OR (SELECT max(x) FROM many)::text <> (SELECT label FROM few ORDER BY rank DESC LIMIT 1)' INTO plan;
    extremes := extremes + (plan = 'true')::int;

    CREATE INDEX many_hash ON many USING hash (x);
    FOR v IN SELECT * FROM few LOOP
        EXECUTE format('EXPLAIN (FORMAT json) SELECT count(*) FROM many WHERE x = %L', v.label) INTO plan;
        EXECUTE format('SELECT count(*) FROM many WHERE x = %L', v.label) INTO n;
        by_hash := by_hash + (n <> 40 OR strpos(plan, 'many_hash') = 0)::int;
    END LOOP;
    DROP INDEX many_hash;
    SET LOCAL enable_seqscan = on;

    SET LOCAL enable_nestloop = off;
    SET LOCAL enable_mergejoin = off;
    EXECUTE 'EXPLAIN (FORMAT json) SELECT 1 FROM many AS a JOIN few AS b USING (x)' INTO plan;
    EXECUTE 'SELECT count(*) FROM many AS a JOIN few AS b USING (x) WHERE a.rank = b.rank' INTO n;
    hash_join := abs(n - 40 * "values") + (strpos(plan, 'Hash Join') = 0)::int;
    SET LOCAL enable_mergejoin = on;
    SET LOCAL enable_hashjoin = off;
    EXECUTE 'EXPLAIN (FORMAT json) SELECT 1 FROM many AS a JOIN few AS b USING (x)' INTO plan;
    EXECUTE 'SELECT count(*) FROM many AS a JOIN few AS b USING (x) WHERE a.rank = b.rank' INTO n;
    merge_join := abs(n - 40 * "values") + (strpos(plan, 'Merge Join') = 0)::int;
    SET LOCAL enable_hashjoin = on;
    SET LOCAL enable_nestloop = on;

    SET LOCAL enable_sort = off;
    EXECUTE 'SELECT count(*) FILTER (WHERE n <> 40) + abs(count(*) - $1) FROM (SELECT x, count(*) AS n FROM many GROUP BY x) AS g'
        INTO grouped USING "values";
    SET LOCAL enable_sort = on;

    EXECUTE 'INSERT INTO parted SELECT x FROM many';
    FOR v IN SELECT * FROM few LOOP
        EXECUTE format('EXPLAIN (FORMAT json) SELECT 1 FROM parted WHERE x = %L', v.label) INTO plan;
        EXECUTE format('SELECT count(*) FROM parted WHERE x = %L', v.label) INTO n;
        partitions := partitions + (n <> 40 OR regexp_count(plan, 'parted_[0-2]"') > 1)::int;
    END LOOP;
    DROP TABLE few, many, parted;
END
$$;

SELECT type, w.*
FROM (SELECT DISTINCT type FROM expected) AS t, wrong_answers(type) AS w
ORDER BY type COLLATE "C";

-- Equal keys are stored once: 20,000 rows of 13 statuses; stored one by one they would take 440 kB.
CREATE TABLE repeated AS SELECT label::attempt_status AS status FROM expected, generate_series(1, 1600) WHERE type = 'attempt_status';
CREATE INDEX repeated_btree ON repeated (status);
SELECT count(*), pg_relation_size('repeated_btree') < 250000 AS is_small FROM repeated;

-- min and max in a parallel plan.
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET enable_indexscan = off;
SET enable_indexonlyscan = off;
EXPLAIN (COSTS OFF) SELECT min(status), max(status) FROM repeated;
SELECT min(status), max(status) FROM repeated;

-- Codes sort by their order in arrays and ranges of partitions too.
SELECT array_agg(code::grade ORDER BY code::grade DESC) FROM codes('grade');
CREATE TABLE by_year (year school_year) PARTITION BY RANGE (year);
CREATE TABLE by_year_2018 PARTITION OF by_year FOR VALUES FROM ('2018-19') TO ('2019-20');
CREATE TABLE by_year_2019 PARTITION OF by_year FOR VALUES FROM ('2019-20') TO ('2020-21');
INSERT INTO by_year VALUES ('2018-19'), ('2020');
SELECT tableoid::regclass, year FROM by_year ORDER BY year;
INSERT INTO by_year VALUES ('2020-21');

DROP TABLE by_year, repeated, expected;
DROP FUNCTION wrong_answers;
