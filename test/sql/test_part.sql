-- Test parts and the assessments that they belong to.
SET search_path = public, caaspp;

SELECT code, code::test_part, assessment(code::test_part), title(code::test_part) FROM codes('test_part');

SELECT text, text::test_part
FROM unnest(ARRAY['ela_cat', 'ELA_PT', 'Math-Cat', 'math_pt', 'cast', ' CSA ', 'caa_ela', 'CAA_SCI_1', 'caa-sci_4']) AS text;

SELECT 'ELA'::test_part;
SELECT 'CAA-SCI'::test_part;
SELECT 'CAA-SCI-5'::test_part;
SELECT ''::test_part;

-- A set of parts: each has a place of its own among those of its assessment.
SELECT assessment(code::test_part), string_agg(code || ' ' || part_bit(code::test_part), ', ' ORDER BY code::test_part) AS places,
	count_parts(bit_or(part_bit(code::test_part))) = count(*) AS all_counted
FROM codes('test_part') GROUP BY 1 ORDER BY 1;
SELECT count_parts(0::smallint) AS none, count_parts((-1)::smallint) AS full, part_bit(NULL) IS NULL AND count_parts(NULL) IS NULL AS strict;
