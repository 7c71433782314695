-- County-district-school codes and their parts.
SET search_path = public, caaspp;

SELECT text, text::cds_code, county(text::cds_code), lea(text::cds_code), school(text::cds_code), is_lea(text::cds_code)
FROM unnest(ARRAY['19647331234567', '1964733', '19-64733', '19-64733-1234567', ' 19647330000000 ', '01611190130229',
                  '0161119', '01-00000', '00000000000000']) AS text;

SELECT '196473'::cds_code;
SELECT '1964733123456'::cds_code;
SELECT '196473312345678'::cds_code;
SELECT '1964-733'::cds_code;
SELECT '19-647331234567'::cds_code;
SELECT '19-64733-123456'::cds_code;
SELECT '19 64733 1234567'::cds_code;
SELECT '1.96473E+13'::cds_code;
SELECT '1964733123456-'::cds_code;
SELECT ''::cds_code;
