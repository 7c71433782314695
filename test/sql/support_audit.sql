-- Support audit: each problem, who is counted, and what waits for the state's report.
SET search_path = public, caaspp;
SET client_min_messages = warning;
SET datestyle = ISO;
\set ON_ERROR_ROLLBACK on
\set SHOW_CONTEXT never
BEGIN;
CALL deploy();
SET LOCAL caaspp.as_of = '2020-03-10';
INSERT INTO organizations (cds, name, kind) VALUES ('99000010000000', 'Alder Unified', 'district'), ('99000010000011', 'Birch School', 'school');
INSERT INTO students (ssid, last_name, first_name) VALUES ('9850000001', 'Ash', 'Ada');
INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, special_education, section_504, elas, primary_disability, alternate_assessment, exit_date, exit_reason) VALUES
	('2019-20', '9850000001', '99000010000011', '2019-08-15', '5',  NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('2019-20', '9850000002', '99000010000011', '2019-08-15', '11', NULL, true, 'EO', NULL, NULL, NULL, NULL),
	('2019-20', '9850000003', '99000010000011', '2019-08-15', '4',  true, NULL, 'EL', 'SLD', NULL, NULL, NULL),
	('2019-20', '9850000004', '99000010000011', '2019-08-15', '3',  true, true, 'EL', 'SLD', NULL, NULL, NULL),
	('2019-20', '9850000005', '99000010000011', '2019-08-15', '9',  NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('2019-20', '9850000006', '99000010000011', '2019-08-15', '8',  true, NULL, NULL, 'ID', true, NULL, NULL),
	('2019-20', '9850000007', '99000010000011', '2019-08-15', '5',  NULL, NULL, NULL, NULL, NULL, '2020-01-31', 'T160'),
	('2019-20', '9850000008', '99000010000011', '2019-08-15', '5',  NULL, NULL, 'RFEP', NULL, NULL, NULL, NULL),
	('2019-20', '9850000009', '99000010000011', '2019-08-15', '4',  NULL, NULL, 'EL', NULL, NULL, NULL, NULL);
INSERT INTO support_settings (school_year, source, ssid, code) VALUES
	('2019-20', 'SIS',  '9850000001', 'NO_SUCH'),				-- in no catalogue
	('2019-20', 'SIS',  '9850000001', 'NEA_Braille'),			-- only from 2020-21
	('2019-20', 'SIS',  '9850000001', 'NEA_Calc'),				-- grades 6-8 and 11
	('2019-20', 'SIS',  '9850000001', 'ESN-Braille'),			-- Spanish test only
	('2019-20', 'SIS',  '9850000001', 'NEA_STT'),				-- an accommodation wherever it is available
	('2019-20', 'SIS',  '9850000001', 'TDS_TTS_Stim'),			-- an accommodation in ELA, a designated support in mathematics
	('2019-20', 'SIS',  '9850000001', 'TDS_PM1'), ('2019-20', 'TOMS', '9850000001', 'TDS_PM1'),
	('2019-20', 'TOMS', '9850000001', 'TDS_Masking1'),
	('2019-20', 'SIS',  '9850000001', 'TDS_TTS0'), ('2019-20', 'TOMS', '9850000001', 'TDS_CC0'),
	('2019-20', 'EL',   '9850000001', 'NEDS_BD'), ('2019-20', 'SPED', '9850000001', 'NEDS_BD'),
	('2019-20', '504',  '9850000002', 'NEA_STT'),
	('2019-20', 'EL',   '9850000002', 'TDS_PM1'), ('2019-20', '504', '9850000002', 'TDS_PM1'), ('2019-20', 'SPED', '9850000002', 'TDS_PM1'), ('2019-20', 'SIS', '9850000002', 'TDS_PM1'),
	('2019-20', 'SPED', '9850000003', 'NEA_MT'), ('2019-20', 'TOMS', '9850000003', 'NEA_MT'),
	('2019-20', 'SPED', '9850000004', 'NEA_MT'), ('2019-20', 'TOMS', '9850000004', 'NEA_MT'),
	('2019-20', 'SIS',  '9850000005', 'NO_SUCH'),				-- takes no test
	('2019-20', 'SPED', '9850000006', 'TDS_TTS_Item'), ('2019-20', 'SPED', '9850000006', 'NEA_AddAltRSC'),
	('2019-20', 'SIS',  '9850000007', 'NO_SUCH'),				-- has left
	('2019-20', 'TOMS', '9850000008', 'NEA_RA_Stimuli'),		-- set in TOMS, and not permitted
	('2019-20', 'EL',   '9850000009', 'NEDS_TransDirs'), ('2019-20', 'TOMS', '9850000009', 'NEDS_TransDirs'),
	('2018-19', 'SIS',  '9850000009', 'NO_SUCH');				-- another year
CREATE VIEW pg_temp.found AS
	SELECT ssid, grade, population, code, class, problem, identified_by FROM support_mismatches ORDER BY ssid, code COLLATE "C";
-- Without a TOMS report: only what the catalogue and the plans say.
SELECT * FROM pg_temp.found;
SELECT * FROM support_coverage ORDER BY population;
-- With it, the rest.
INSERT INTO support_snapshots (school_year, source, ssid)
SELECT '2019-20', 'TOMS', (9850000000 + n)::text::ssid FROM unnest(ARRAY[1, 3, 4, 6, 8, 9]) n;
SELECT * FROM pg_temp.found;
SELECT school_year, lea_cds, lea_name, school_cds, school_name, ssid, student_name, grade, grade_order, code, support FROM support_mismatches
WHERE ssid IN ('9850000001', '9850000002') AND code IN ('NO_SUCH', 'TDS_PM1', 'NEA_STT') ORDER BY ssid, code;
SELECT population, students, identified, in_toms, with_mismatch FROM support_coverage ORDER BY population;
-- A snapshot of another source, or of another year, is no TOMS report.
UPDATE support_snapshots SET source = 'SPED';
SELECT problem, count(*) FROM support_mismatches GROUP BY 1 ORDER BY 1;
UPDATE support_snapshots SET source = 'TOMS', school_year = '2018-19';
SELECT problem, count(*) FROM support_mismatches GROUP BY 1 ORDER BY 1;
UPDATE support_snapshots SET school_year = '2019-20';
-- A 504 plan, or a test in Spanish, changes what is permitted and available.
UPDATE enrollments SET section_504 = true, spanish_elected = true WHERE ssid = '9850000001';
SELECT code, class, problem, identified_by FROM pg_temp.found WHERE ssid = '9850000001';
-- Without a plan, one part for which it is a designated support is enough.
UPDATE enrollments SET section_504 = NULL, spanish_elected = NULL WHERE ssid = '9850000001';
INSERT INTO support_settings (school_year, source, ssid, code) VALUES ('2019-20', 'SIS', '9850000001', 'TDS_TTS_Stim&TDS_TTS_Item'), ('2019-20', 'SIS', '9850000001', 'UT_Zoom');
SELECT code, class, problem FROM pg_temp.found WHERE ssid = '9850000001' AND code ~ 'TTS|Zoom';
ROLLBACK;
