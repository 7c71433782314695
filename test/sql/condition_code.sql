-- Condition codes of the score file, and those that are exemptions.
SET search_path = public, caaspp;

SELECT code, code::condition_code, title(code::condition_code) FROM codes('condition_code');

SELECT text, text::condition_code FROM unnest(ARRAY['PGE ', 'loss', 'c   ', 'Inc0', 'T']) AS text;

SELECT code, code::condition_code::exemption_code
FROM codes('condition_code') WHERE code IN ('PGE', 'NTE', 'NEL');
SELECT 'NT'::condition_code::exemption_code;
SELECT 'LOSS'::condition_code::exemption_code;

-- Every other code is refused with 22023.
DO $$
DECLARE
    condition condition_code;
    refused int := 0;
BEGIN
    FOR condition IN SELECT code::condition_code FROM codes('condition_code') LOOP
        BEGIN
            PERFORM condition::exemption_code;
        EXCEPTION WHEN invalid_parameter_value THEN
            refused := refused + 1;
        END;
    END LOOP;
    RAISE NOTICE '% refused', refused;
END
$$;

SELECT 'NTC'::condition_code;
SELECT 'INV'::condition_code;
SELECT ''::condition_code;
