-- Assessments: the names that files and reports use.
SET search_path = public, caaspp;

SELECT code, code::assessment, title(code::assessment) FROM codes('assessment');

-- Record types of the score file, with the zero that a spreadsheet drops.
SELECT text, text::assessment
FROM unnest(ARRAY['01', '02', '03', '04', '05', '06', '09', '1', '2', '3', '4', '5', '6', '9']) AS text;

-- TOMS writes blanks, the platform underscores.
SELECT text, text::assessment
FROM unnest(ARRAY['SB_ELA', 'SB_MATH', 'CAA_ELA', 'CAA_MATH', 'CAA_SCI', 'SB ELA', 'SB Math', 'CAA ELA', 'CAA Math',
                  'CAA Science', 'caa-sci', 'Smarter Balanced ELA', 'California Science Test', ' csa ', 'Cast']) AS text;

-- Every alias is read as its code.
SELECT code, alias
FROM codes('assessment'), unnest(string_to_array(aliases, '|')) AS alias
WHERE alias::assessment::text <> code;

SELECT '07'::assessment;
SELECT 'SB'::assessment;
SELECT ''::assessment;
SELECT 'CAA  ELA'::assessment;
