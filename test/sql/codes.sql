-- The vocabularies, and what holds for each of them.
SET search_path = public, caaspp;

SELECT * FROM codes('exemption_code');
SELECT type, count(*), count(DISTINCT title), count(DISTINCT code)
FROM unnest(ARRAY['grade', 'assessment', 'test_part', 'exemption_code', 'condition_code', 'attempt_status']) AS type, codes(type)
GROUP BY type ORDER BY type;

SELECT * FROM codes('ssid');
SELECT * FROM codes('');
SELECT count(*) FROM codes(NULL);
