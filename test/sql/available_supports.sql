-- What a student may have, part by part, and that the audit says the same.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-10';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch School', 'school');
INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '9900001', '2020-03-02', '2020-05-29');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education, section_504, elas, primary_disability, alternate_assessment) VALUES
	('2019-20', '9850000001', '99000010000011', '2019-08-15', '5',  NULL, NULL, NULL, NULL,  NULL),
	('2019-20', '9850000002', '99000010000011', '2019-08-15', '6',  true, NULL, NULL, 'SLD', NULL),
	('2019-20', '9850000003', '99000010000011', '2019-08-15', '4',  NULL, true, NULL, NULL,  NULL),
	('2019-20', '9850000004', '99000010000011', '2019-08-15', '3',  NULL, NULL, 'EL', NULL,  NULL),
	('2019-20', '9850000005', '99000010000011', '2019-08-15', '8',  true, NULL, NULL, 'ID',  true);

-- What may this student have? In general education, with an IEP, in the alternate assessment.
CREATE FUNCTION pg_temp.may(of_ssid text, codes text) RETURNS TABLE (part text, code text, class text, allowed boolean, reason text) LANGUAGE sql AS
	$$SELECT part, code, class, allowed, reason FROM available_supports(of_ssid::ssid, '2019-20') WHERE code = ANY (string_to_array(codes, ' ')) ORDER BY code COLLATE "C", part COLLATE "C"$$;
SELECT * FROM pg_temp.may('9850000001', 'TDS_TTS_Stim NEA_Calc TDS_PM1 UT_Zoom NEDS_Calc ESN-Braille');
SELECT * FROM pg_temp.may('9850000002', 'NEA_Calc TDS_TTS_Stim');
SELECT * FROM pg_temp.may('9850000005', 'NEA_AddAltRSC TDS_TTS_Item');
SELECT class, allowed, count(*), count(DISTINCT part) AS parts FROM available_supports('9850000001', '2019-20') GROUP BY 1, 2 ORDER BY 1, 2;
SELECT count(*) FROM available_supports('9859999999', '2019-20');
SELECT count(*) FROM available_supports('9850000001', '2018-19');
SELECT count(*) FROM available_supports(NULL, NULL);
-- It says the same as the audit of every code of the catalogue.
INSERT INTO support_settings (school_year, source, ssid, code)
SELECT '2019-20', 'SIS', e.ssid, c.code FROM enrollments e, (SELECT DISTINCT code FROM supports WHERE class <> 'off') c;
SELECT problem, count(*) FROM support_mismatches GROUP BY 1 ORDER BY 1;
SELECT count(*) AS differ
FROM (SELECT DISTINCT ssid::text AS ssid, code FROM support_settings) s
	LEFT JOIN support_mismatches m ON m.ssid = s.ssid AND m.code = s.code
	LEFT JOIN (SELECT e.ssid::text AS ssid, a.code, bool_or(a.allowed) AS allowed FROM enrollments e, available_supports(e.ssid, '2019-20') a GROUP BY 1, 2) a
		ON a.ssid = s.ssid AND a.code = s.code
WHERE coalesce(a.allowed, false) <> (m.problem IS NULL);
DELETE FROM support_settings;

-- A district adds a code by a row, for the tests and grades that it says; and a spelling of one, which imports read.
SAVEPOINT before_rows;
INSERT INTO supports (code, part, first_year, name, class, embedded, grades, citation)
SELECT 'NEDS_FidgetTool', p, '2019-20', 'Fidget tool', 'designated', false, '3-5', 'ours' FROM unnest('{ELA-CAT,ELA-PT}'::test_part[]) p;
INSERT INTO support_spellings (spelling, code, system, citation) VALUES ('FIDGET', 'NEDS_FidgetTool', 'ours', 'ours');
SELECT part, allowed, reason FROM available_supports('9850000001', '2019-20') WHERE code = 'NEDS_FidgetTool' AND part IN ('ELA-CAT', 'MATH-CAT');
SELECT allowed, reason FROM available_supports('9850000002', '2019-20') WHERE code = 'NEDS_FidgetTool' AND part = 'ELA-CAT';
SELECT rows_loaded, rows_refused FROM import(convert_to(E'ssid,codes\n9850000001,fidget;NEA.CA;EDS.Mask.1\n9850000002,TDS_BT_UCN;NEDS_RA_Items_Stimuli_ESN;NEA_NoiseBuf\n9850000003,TDS_TTS_Item&TDS_TTS_Stim;tds_wl_hmong&tds_wl_glossary\n', 'UTF8'), 'settings_sheet', 'SIS', '2019-20');
SELECT line, rule, severity, message FROM import_findings ORDER BY line, column_number, message;
SELECT ssid, code FROM support_settings ORDER BY ssid, code COLLATE "C";
SELECT ssid, code, support, problem FROM support_mismatches ORDER BY ssid, code COLLATE "C";
ROLLBACK TO before_rows;
UPDATE support_spellings SET code = 'NEA_AR' WHERE spelling = 'NEA.CA';
ROLLBACK;
