-- The way back: what TOMS lacks, as a file for it; and whether it arrived. Each step is a transaction, so this needs a database of its own.
SET client_min_messages = warning;
\set home :DBNAME
DROP DATABASE IF EXISTS regression_caaspp_exports;
CREATE DATABASE regression_caaspp_exports TEMPLATE template0;
\c regression_caaspp_exports
SET client_min_messages = warning;
SET datestyle = ISO;
\set SHOW_CONTEXT never
CREATE EXTENSION caaspp;
CALL caaspp.deploy();
SET search_path = public, caaspp;
SET caaspp.as_of = '2020-03-10';
RESET client_min_messages;
INSERT INTO organizations (cds, name) VALUES ('99100010000000', 'Vista'), ('99100016000011', 'North'), ('99100016000029', 'South');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education, primary_disability)
SELECT '2019-20', (8000000600 + n)::text::ssid, CASE WHEN n < 8 THEN '99100016000011' ELSE '99100016000029' END, '2019-08-14', '5', true, 'SLD' FROM generate_series(1, 9) n;

-- Titles are read as those of a file: one row, quotes as spreadsheets write and read them.
SELECT titles(E'Student SSID,"Text, to ""speech""" , Masking,\r\n'), titles(E'a"b,c\nd,e'), titles('"a'), titles(''), folded_title('Text-to-Speech (ELA)');
-- The columns: of the year's catalogue, or of a template by its titles.
SELECT place, title, codes FROM settings_columns('2019-20') WHERE place < 6 OR title ~ 'Mult|Text|Print' ORDER BY place;
SELECT * FROM settings_columns('2019-20', E'"*Student\nSSID",*Abacus,"Alternate\nResponse",Calculator – Non-Embedded,"Color contrast, on screen",New Resource,Masking,Text-to-Speech,\n');
-- By other names of theirs, and each in its own column only: of the names that a title has in it the longest counts.
SELECT place, title, codes FROM settings_columns('2018-19', 'SSID,Stacked Translations,Unlisted Resources,Read Aloud Items in Spanish,Read Aloud,Medical Supports,Science Charts,Translated Test Directions') OFFSET 1;
SELECT place, title, codes FROM settings_columns('2019-20', 'SSID,Scribe Items (Non-Writing),Stacked translations / translated directions,Medical Device,Color Contrast (Printed),Color Contrast') OFFSET 1;
SELECT place, title, codes FROM settings_columns('2019-20', 'SSID,Scribe,Scribe Items') OFFSET 1;
-- Every code of a setting has a column, and only one.
SELECT s.code, count(*) FROM (SELECT DISTINCT code FROM year_supports() WHERE school_year = '2019-20' AND class <> 'off') s
	LEFT JOIN (SELECT unnest(codes) AS code, place FROM settings_columns('2019-20')) c USING (code) GROUP BY 1 HAVING count(c.place) <> 1;

-- What the district's sources say, and what TOMS has.
SELECT rows_loaded FROM import(E'ssid,code
8000000601,TDS_Masking1
8000000601,NEDS_SS
8000000602,TDS_PS_L2
8000000603,TDS_PS_L1
8000000603,TDS_PS_L2
8000000603,NEDS_SS
8000000604,NEDS_SS
8000000605,NEDS_SS
8000000606,NEDS_SS
8000000608,NEDS_CO
8000000609,TDS_CCInvert
', source => 'SPED', school_year => '2019-20');
SELECT rows_loaded FROM import(E'Student Test Settings Report
SSID,Masking,Print Size,Separate Setting,Abacus,Color overlay
8000000601,,,,NEA_Abacus,
8000000602,,TDS_PS_L1,,,NEDS_CO
8000000603,,,,,
8000000604,,,,,
8000000606,TDS_Masking0,,NEDS_SS,,
8000000608,,,,,
8000000609,,,,,
', school_year => '2019-20');
INSERT INTO support_settings (school_year, source, ssid, code) VALUES ('2019-20', 'TOMS', '8000000604', 'TDS_Brandnew');
SELECT ssid, code, problem, identified_by FROM support_mismatches ORDER BY ssid, code;
-- A look that is not noted, by school, in a template of one's own; unknown columns stay.
SELECT * FROM export_settings('2019-20', '99100016000029', E'"*Student\nSSID",*New Resource,Color – Overlay,Color Contrast\n', remember => false);
SELECT count(*) FROM setting_exports;
SELECT * FROM export_settings('2019-20', template => 'Perm ID,Masking');
SELECT * FROM export_settings('2018-19') WHERE line !~ 'SSID';
-- All of it: what TOMS has stays (a blank clears), the code of the plan takes the place of one that nobody named; two codes of one cell,
-- and students whose unknown settings would be cleared, are left to people.
SELECT line FROM export_settings('2019-20') OFFSET 1;
SELECT ssid, code FROM setting_exports ORDER BY ssid, code;
SELECT ssid, school_name, code, support, status FROM setting_export_status ORDER BY ssid, code;
-- The file as TOMS takes it, uploaded; TOMS' report, imported: nothing that was exported is missing.
SET client_min_messages = warning;
SELECT string_agg(line, E'\n') || E'\n' AS file FROM export_settings('2019-20') \gset
RESET client_min_messages;
SELECT layout, source, rows_read, rows_refused FROM import(convert_to(:'file', 'UTF8'), source => 'TOMS', school_year => '2019-20');
SELECT ssid, code, problem FROM support_mismatches WHERE problem IN ('missing in TOMS', 'not identified', 'unknown code') ORDER BY ssid, code;
SELECT ssid, code, status FROM setting_export_status ORDER BY ssid, code;
-- A later report without one, an older one, and a plan that has changed.
SELECT rows_loaded FROM import(E'Student Test Settings Report\nSSID,Masking,Separate Setting,Abacus\n8000000601,,NEDS_SS,NEA_Abacus\n8000000609,,,\n', school_year => '2019-20');
SELECT ssid, code, status FROM setting_export_status WHERE ssid IN ('8000000601', '8000000609') ORDER BY ssid, code;
SET client_min_messages = warning;
SELECT line FROM export_settings('2019-20', '99100016000029') OFFSET 1;
RESET client_min_messages;
SELECT ssid, code, status FROM setting_export_status WHERE ssid = '8000000609' ORDER BY ssid, code;
SELECT rows_loaded FROM import(E'Student Test Settings Report\nSSID,Masking,Separate Setting\n8000000609,TDS_PM1,\n', school_year => '2019-20', source_date => '2020-03-09');
SELECT ssid, code, status FROM setting_export_status WHERE ssid = '8000000609' ORDER BY ssid, code;
DELETE FROM support_settings WHERE source = 'SPED' AND ssid = '8000000609';
SELECT ssid, code, status FROM setting_export_status WHERE ssid = '8000000609' ORDER BY ssid, code;
SELECT count(*) FROM setting_exports WHERE first_exported_at < exported_at;
-- As BI and psql write it.
SET client_min_messages = warning;
\copy (SELECT line FROM caaspp.export_settings('2019-20', remember => false) OFFSET 1) TO STDOUT
-- Whoever may only read exports without remembering.
CREATE ROLE regress_caaspp_exporter;
GRANT USAGE ON SCHEMA caaspp TO regress_caaspp_exporter;
GRANT SELECT ON ALL TABLES IN SCHEMA caaspp TO regress_caaspp_exporter;
INSERT INTO access_grants (role_name, scope, duty) VALUES ('regress_caaspp_exporter', '99100016000029', 'site coordinator');
SET ROLE regress_caaspp_exporter;
SELECT count(*) FROM export_settings('2019-20');
SELECT count(*) FROM export_settings('2019-20', remember => false);
RESET ROLE;
DROP OWNED BY regress_caaspp_exporter;
DROP ROLE regress_caaspp_exporter;
\c :home
DROP DATABASE regression_caaspp_exports;
