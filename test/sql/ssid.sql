-- Statewide Student Identifiers: ten digits, leading zeros kept.
SET search_path = public, caaspp;

SELECT text, text::ssid FROM unnest(ARRAY['1234567890', '0000000001', ' 9999999999 ', E'\t1234567890\r\n']) AS text;

-- The text of a wrong one is not shown: it may be a student's number or name.
SELECT '123456789'::ssid;
SELECT '12345678901'::ssid;
SELECT '12345 6789'::ssid;
SELECT '1234567.89'::ssid;
SELECT '+123456789'::ssid;
SELECT 'Garcia, Ana'::ssid;
SELECT ''::ssid;
