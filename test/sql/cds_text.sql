-- The operator class for the text of CDS codes: whatever the text, a sort puts it where a comparison looks for it.
SET client_min_messages = warning;

CREATE TABLE texts AS
SELECT t FROM unnest(ARRAY['', ' ', '0', '00', '1964733', '19647330000000', '19647330000001', '196473300000010', '1964733000000', '1964733000000/',
	'1964733000000:', '1964733000000a', '1964733000000é', '/9647330000001', ':9647330000001', 'a', E'\x01', E'1\x01', '1 9', '19-64733-0000001', 'é', '1é', '１']) t
UNION ALL
SELECT lpad((i * 7919::bigint * 7919 % 100000000000000)::text, 14, '0') FROM generate_series(1, 3000) i
UNION ALL
SELECT '1964733' || lpad((i * 31 % 50)::text, 7, '0') FROM generate_series(1, 3000) i
UNION ALL
SELECT left(lpad((i * 7919::bigint * 104729 % 100000000000000)::text, 14, '0'), i % 14) || substr('/:aZ~ é', i % 7 + 1, 1) || (i % 3)::text FROM generate_series(1, 3000) i
UNION ALL
SELECT NULL FROM generate_series(1, 3);
CREATE TABLE by_index AS SELECT t FROM texts;
CREATE INDEX by_index_t ON by_index (t caaspp.cds_text_ops);			-- a sort
CREATE INDEX by_index_pairs ON by_index ((left(t, 3)) caaspp.cds_text_ops, t caaspp.cds_text_ops);	-- many ties of the first
CREATE TABLE by_insert (t text);
CREATE INDEX by_insert_t ON by_insert (t caaspp.cds_text_ops);
INSERT INTO by_insert SELECT t FROM texts ORDER BY md5(t);				-- one by one

-- Nothing is amiss in the indexes; a filter on the text finds as many by the index as without.
CREATE EXTENSION amcheck;
SELECT bt_index_check(i, true) FROM unnest(ARRAY['by_index_t', 'by_index_pairs', 'by_insert_t']::regclass[]) i;
CREATE FUNCTION found(by_index boolean) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint := 0;
	m bigint;
	v text;
BEGIN
	PERFORM set_config('enable_seqscan', (NOT by_index)::text, true), set_config('enable_indexscan', by_index::text, true),
		set_config('enable_bitmapscan', by_index::text, true), set_config('enable_indexonlyscan', by_index::text, true);
	FOR v IN SELECT DISTINCT t FROM texts WHERE t IS NOT NULL LOOP
		EXECUTE 'SELECT count(*) FROM by_index WHERE t = $1' INTO m USING v;
		n := n + m;
	END LOOP;
	RETURN n;
END
$$;
SELECT found(true) AS by_index, found(false) AS by_scan, (SELECT count(t) FROM texts) AS there;
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT * FROM by_index WHERE t = '19647330000001';
DROP EXTENSION amcheck;
DROP TABLE texts, by_index, by_insert;
DROP FUNCTION found(boolean);
