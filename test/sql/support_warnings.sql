-- Warnings beside the mismatches, and coverage that cannot be right.
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

-- Choices that exclude each other: in TOMS, or in the district's sources; never one here and one there.
INSERT INTO support_settings (school_year, source, ssid, code) VALUES
	('2019-20', 'TOMS', '9850000001', 'TDS_PS_L1'), ('2019-20', 'TOMS', '9850000001', 'TDS_PS_L2'), ('2019-20', 'TOMS', '9850000001', 'TDS_PS_L0'),
	('2019-20', 'SPED', '9850000002', 'TDS_CCInvert'), ('2019-20', 'SIS', '9850000002', 'TDS_CCMagenta'), ('2019-20', 'TOMS', '9850000002', 'TDS_CCInvert'),
	('2019-20', '504',  '9850000003', 'TDS_PS_L3'), ('2019-20', 'TOMS', '9850000003', 'TDS_PS_L4'),
	('2019-20', 'SPED', '9850000005', 'TDS_TTS_Stim'), ('2019-20', 'SPED', '9850000005', 'TDS_TTS_Item');	-- not in the alternate assessment
CREATE VIEW pg_temp.warned AS
	SELECT ssid, code, support, class, problem, identified_by AS by, on_day, detail FROM support_warnings ORDER BY ssid, code COLLATE "C", problem;
SELECT * FROM pg_temp.warned;
SELECT part, allowed, reason FROM available_supports('9850000001', '2019-20') WHERE code = 'TDS_PS_L3' AND part LIKE 'ELA%';
DELETE FROM support_settings;

-- Set after the start: the student was in an earlier report, without it. Missing at the start.
INSERT INTO support_snapshots (school_year, source, ssid, recorded_at) VALUES
	('2019-20', 'TOMS', '9850000001', '2020-03-02 12:00-08'), ('2019-20', 'TOMS', '9850000002', '2020-03-09 12:00-07'), ('2019-20', 'TOMS', '9850000003', '2020-03-02 12:00-08');
INSERT INTO support_settings (school_year, source, ssid, code, recorded_at) VALUES
	('2019-20', 'TOMS', '9850000001', 'TDS_PM1', '2020-03-09 12:00-07'),
	('2019-20', 'TOMS', '9850000001', 'TDS_Masking1', '2020-03-02 12:00-08'),
	('2019-20', 'TOMS', '9850000001', 'ESN', '2020-03-09 12:00-07'),					-- mathematics and science, not started
	('2019-20', 'TOMS', '9850000002', 'TDS_PM1', '2020-03-09 12:00-07'),				-- in the first report that lists the student
	('2019-20', '504',  '9850000003', 'TDS_SLM1', '2020-03-01 12:00-08');
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES
	('2019-20', '9850000001', 'ELA-CAT', 'started', '2020-03-05'), ('2019-20', '9850000002', 'ELA-CAT', 'started', '2020-03-05'), ('2019-20', '9850000003', 'ELA-PT', 'completed', '2020-03-06');
SELECT * FROM pg_temp.warned;
SELECT part, reason FROM available_supports('9850000001', '2019-20') WHERE code = 'TDS_PM1' AND part LIKE 'ELA%';

-- A report that is imported later than it was made tells of its own day: one setting was there the day before the start, another came the day after.
SELECT batch_id FROM import(convert_to(E'SSID,Streamline\n9850000004,\n', 'UTF8'), 'toms_settings', 'TOMS', '2019-20', source_date => '2020-03-03') \gset
DELETE FROM support_snapshots WHERE ssid = '9850000004';
INSERT INTO support_snapshots (school_year, source, ssid, batch_id, recorded_at) VALUES ('2019-20', 'TOMS', '9850000004', :batch_id, '2020-03-10 12:00-07');	-- in a transaction before
INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('2019-20', '9850000004', 'ELA-CAT', 'started', '2020-03-05');
SELECT rows_loaded FROM import(convert_to(E'SSID,Streamline\n9850000004,TDS_SLM1\n', 'UTF8'), 'toms_settings', 'TOMS', '2019-20', source_date => '2020-03-04');
SELECT rows_loaded FROM import(convert_to(E'SSID,Streamline,Masking\n9850000004,TDS_SLM1,TDS_Masking1\n', 'UTF8'), 'toms_settings', 'TOMS', '2019-20', source_date => '2020-03-06');
SELECT ssid, code, problem, on_day, detail FROM pg_temp.warned WHERE ssid = '9850000004';
DELETE FROM support_snapshots WHERE ssid = '9850000004';
DELETE FROM support_settings WHERE ssid = '9850000004';
DELETE FROM attempts WHERE ssid = '9850000004';

-- Ends: of what was identified, of plans. Today is 10 March, the window 2 March to 29 May.
INSERT INTO support_settings (school_year, source, ssid, code, identified_until) VALUES
	('2019-20', 'SPED', '9850000002', 'TDS_PM1', '2020-03-09'), ('2019-20', 'SPED', '9850000002', 'NEA_STT', '2020-03-10'), ('2019-20', '504', '9850000003', 'NEA_AR', NULL);
INSERT INTO support_plans (school_year, ssid, kind, starts_on, ends_on) VALUES
	('2019-20', '9850000002', 'IEP', '2019-04-01', '2020-03-31'),
	('2019-20', '9850000003', '504', '2019-02-01', '2020-03-01'),
	('2019-20', '9850000005', 'IEP', '2019-02-01', '2020-02-28'), ('2019-20', '9850000005', 'IEP', '2020-02-15', '2021-02-14');
SELECT * FROM pg_temp.warned WHERE problem ~ 'end|expire';
-- Renewed.
INSERT INTO support_plans (school_year, ssid, kind, starts_on, ends_on) VALUES ('2019-20', '9850000003', '504', '2020-03-02', NULL), ('2019-20', '9850000002', 'IEP', '2020-03-05', '2020-06-01');
SELECT * FROM pg_temp.warned WHERE problem ~ 'end|expire';

-- Zeros that cannot be right.
SELECT population, students, identified, in_toms, with_mismatch FROM support_coverage ORDER BY population;
SELECT population, students, identified, in_toms, identified_by_own, problem FROM support_gaps ORDER BY population;
DELETE FROM support_settings WHERE source = 'SPED';
INSERT INTO support_settings (school_year, source, ssid, code) VALUES ('2019-20', 'SIS', '9850000005', 'TDS_PM1');
SELECT population, students, identified, in_toms, identified_by_own, problem FROM support_gaps ORDER BY population;
-- Without a report of the state, nothing is missing there.
DELETE FROM support_snapshots;
SELECT population, problem FROM support_gaps ORDER BY population;
ROLLBACK;
