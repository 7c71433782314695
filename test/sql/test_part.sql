-- Test parts and the assessments that they belong to.
SET search_path = public, caaspp;

SELECT code, code::test_part, assessment(code::test_part), title(code::test_part) FROM codes('test_part');

SELECT text, text::test_part
FROM unnest(ARRAY['ela_cat', 'ELA_PT', 'Math-Cat', 'math_pt', 'cast', ' CSA ', 'caa_ela', 'CAA_SCI_1', 'caa-sci_4']) AS text;

SELECT 'ELA'::test_part;
SELECT 'CAA-SCI'::test_part;
SELECT 'CAA-SCI-5'::test_part;
SELECT ''::test_part;
