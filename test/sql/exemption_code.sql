-- Exemption codes.
SET search_path = public, caaspp;

SELECT code, code::exemption_code, title(code::exemption_code), code::exemption_code::condition_code
FROM codes('exemption_code');

SELECT text, text::exemption_code FROM unnest(ARRAY['PGE ', 'nte', ' Nel']) AS text;

SELECT 'NT'::exemption_code;
SELECT ''::exemption_code;
