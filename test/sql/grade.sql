-- Grades: spelling, order, names.
SET search_path = public, caaspp;

SELECT code, code::grade, grade_order(code::grade), title(code::grade) FROM codes('grade');

-- Other spellings; each is read as its code.
SELECT text, text::grade
FROM unnest(ARRAY['01', '09', 'K', 'kg', 'kn', 'tk', 'ue', ' 3 ', E'\t12\n', 'aD']) AS text;
SELECT code, alias, alias::grade::text = code AS same
FROM codes('grade'), unnest(string_to_array(aliases, '|')) AS alias;

-- What is no grade.
SELECT '13'::grade;
SELECT '0'::grade;
SELECT '001'::grade;
SELECT '010'::grade;
SELECT ''::grade;
SELECT '  '::grade;
SELECT '3 4'::grade;
SELECT '-1'::grade;
SELECT '#1'::grade;
SELECT '#99'::grade;

-- The number of a known code is read, so that what an older library prints can be loaded.
SELECT '#13'::grade, ' #9 '::grade;
