-- Statuses of a test part and the stages they are in.
SET search_path = public, caaspp;

SELECT code, code::attempt_status, stage(code::attempt_status), title(code::attempt_status) FROM codes('attempt_status');

-- As reports and the score file write them.
SELECT text, text::attempt_status
FROM unnest(ARRAY['Started', 'PAUSED', ' completed ', 'Processing', 'C', 'E', 'I', 'c']) AS text;

SELECT 'not started'::attempt_status;
SELECT 'X'::attempt_status;
SELECT ''::attempt_status;
