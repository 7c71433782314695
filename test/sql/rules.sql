-- State rule tables: what ships, that it is whole, and that it is guarded.
SET search_path = public, caaspp;
SET datestyle = ISO;

CREATE TEMP VIEW rule_rows AS
	SELECT 'administrations' COLLATE "C" AS name, citation, builtin FROM administrations
	UNION ALL SELECT 'assessments', citation, builtin FROM assessments
	UNION ALL SELECT 'assignment_rules', citation, builtin FROM assignment_rules
	UNION ALL SELECT 'part_rules', citation, builtin FROM part_rules
	UNION ALL SELECT 'attempt_transitions', citation, builtin FROM attempt_transitions
	UNION ALL SELECT 'testing_times', citation, builtin FROM testing_times
	UNION ALL SELECT 'supports', citation, builtin FROM supports
	UNION ALL SELECT 'support_spellings', citation, builtin FROM support_spellings
	UNION ALL SELECT 'support_lead_times', citation, builtin FROM support_lead_times
	UNION ALL SELECT 'incident_types', citation, builtin FROM incident_types
	UNION ALL SELECT 'appeal_types', citation, builtin FROM appeal_types
	UNION ALL SELECT 'roles', citation, builtin FROM roles
	UNION ALL SELECT 'staff_rules', citation, builtin FROM staff_rules
	UNION ALL SELECT 'participation_rules', citation, builtin FROM participation_rules
	UNION ALL SELECT 'exemption_rules', citation, builtin FROM exemption_rules
	UNION ALL SELECT 'notice_rules', citation, builtin FROM notice_rules
	UNION ALL SELECT 'lead_times', citation, builtin FROM lead_times
	UNION ALL SELECT 'alert_rules', citation, builtin FROM alert_rules
	UNION ALL SELECT 'forecast_rules', citation, builtin FROM forecast_rules
	UNION ALL SELECT 'enrollment_statuses', citation, builtin FROM enrollment_statuses
	UNION ALL SELECT 'exit_reasons', citation, builtin FROM exit_reasons
	UNION ALL SELECT 'disabilities', citation, builtin FROM disabilities;

-- Every rule table is dumped without its shipped rows, readable by all, guarded and commented.
SELECT t.name, e.condition, has_table_privilege('public', c.oid, 'SELECT') AS readable,
	has_table_privilege('public', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') AS writable,
	(SELECT count(*) FROM pg_trigger g WHERE g.tgrelid = c.oid AND g.tgfoid = 'protect_builtin()'::regprocedure) AS guards,
	obj_description(c.oid, 'pg_class') IS NOT NULL AS commented,
	(SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		AND col_description(c.oid, a.attnum) IS NULL) AS without_comment
FROM (SELECT DISTINCT name FROM rule_rows) t
	JOIN pg_class c ON c.oid = ('caaspp.' || t.name)::regclass
	LEFT JOIN (SELECT unnest(extconfig) AS oid, unnest(extcondition) AS condition
			   FROM pg_extension WHERE extname = 'caaspp') e ON e.oid = c.oid
ORDER BY t.name;

-- Rows, all cited and marked as shipped.
SELECT name, count(*) AS rows, count(*) FILTER (WHERE citation ~ '^\S.{8,}[^ ;,]$' AND citation !~ '@') AS cited,
	count(*) FILTER (WHERE builtin) AS shipped
FROM rule_rows GROUP BY name ORDER BY name;

-- A span takes in both its years; the planner sees the condition, not the function.
SELECT y AS of_year, in_force('2018-19', '2019-20', y) AS closed, in_force('2019-20', NULL, y) AS open
FROM unnest(ARRAY['2017-18', '2018-19', '2019-20', '2020-21']::school_year[]) y;
EXPLAIN (COSTS OFF) SELECT FROM part_rules WHERE in_force(first_year, last_year, '2019-20');

-- Spans lie in the shipped years.
CREATE TEMP VIEW spans AS
	SELECT 'assignment_rules' COLLATE "C" AS name, rule_id COLLATE "C" AS key, first_year, last_year FROM assignment_rules
	UNION ALL SELECT 'part_rules', part::text, first_year, last_year FROM part_rules
	UNION ALL SELECT 'attempt_transitions', concat_ws(' ', from_status, to_status, evidence), first_year, last_year FROM attempt_transitions
	UNION ALL SELECT 'testing_times', part::text || ' ' || g::text, first_year, last_year FROM testing_times, unnest(grades) g
	UNION ALL SELECT 'supports', code || ' ' || part::text, first_year, last_year FROM supports
	UNION ALL SELECT 'support_lead_times', code, first_year, last_year FROM support_lead_times
	UNION ALL SELECT 'incident_types', code, first_year, last_year FROM incident_types
	UNION ALL SELECT 'appeal_types', code, first_year, last_year FROM appeal_types
	UNION ALL SELECT 'roles', code, first_year, last_year FROM roles
	UNION ALL SELECT 'staff_rules', duty || ' ' || role, first_year, last_year FROM staff_rules
	UNION ALL SELECT 'exemption_rules', code::text, first_year, last_year FROM exemption_rules
	UNION ALL SELECT 'notice_rules', duty || ' ' || kind, first_year, last_year FROM notice_rules
	UNION ALL SELECT 'lead_times', source || ' ' || target, first_year, last_year FROM lead_times
	UNION ALL SELECT 'participation_rules', subject, first_year, last_year FROM participation_rules;
SELECT name, min(first_year) AS first, max(last_year) AS last, count(*) FILTER (WHERE last_year IS NULL) AS open
FROM spans GROUP BY name ORDER BY name;
-- No two rows of a key cover the same year.
SELECT a.name, a.key, a.first_year, a.last_year, b.first_year, b.last_year
FROM spans a JOIN spans b ON b.name = a.name AND b.key = a.key
	AND b.first_year > a.first_year AND b.first_year <= a.last_year
ORDER BY a.name, a.key;

-- Administrations.
SELECT school_year, window_starts_on, to_char(window_starts_on, 'Dy') AS day, window_ends_on, to_char(window_ends_on, 'Dy') AS day,
	caa_science_starts_on, to_char(caa_science_starts_on, 'Dy') AS day, caa_science_parts, newcomer_since, science_met_by, suspended_on
FROM administrations ORDER BY school_year;
-- The second Tuesday of January, and 15 April before the year.
SELECT school_year FROM administrations
WHERE window_starts_on <> (SELECT d::date FROM generate_series(make_date(extract(year FROM ends_on(school_year))::integer, 1, 8),
		make_date(extract(year FROM ends_on(school_year))::integer, 1, 14), interval '1 day') d WHERE extract(isodow FROM d) = 2)
	OR newcomer_since <> make_date(extract(year FROM starts_on(school_year))::integer, 4, 15)
	OR caa_science_starts_on NOT BETWEEN starts_on(school_year) AND window_starts_on
ORDER BY school_year;

-- Assessments and their parts.
SELECT assessment, subject, program, alternate, title FROM assessments ORDER BY assessment;
SELECT p.part, assessment(p.part) AS of, p.position, p.first_year, p.last_year, p.days_active AS days, p.day_one_inclusive AS day_one,
	p.reopen_days AS reopen, p.pause_minutes AS pause
FROM part_rules p ORDER BY p.part, p.first_year;
SELECT y.school_year, string_agg(p.part || ' ' || p.days_active, ', ' ORDER BY p.part) AS days
FROM administrations y JOIN part_rules p ON y.school_year BETWEEN p.first_year AND p.last_year
GROUP BY y.school_year ORDER BY y.school_year;
-- The number of CAA Science tasks is the same in both tables; positions run from 1 without a gap.
SELECT y.school_year, y.caa_science_parts, count(p.part)
FROM administrations y LEFT JOIN part_rules p
	ON assessment(p.part) = 'CAA-SCI' AND y.school_year BETWEEN p.first_year AND p.last_year
GROUP BY y.school_year HAVING y.caa_science_parts <> count(p.part) ORDER BY y.school_year;
SELECT y.school_year, assessment(p.part) AS of, array_agg(p.position ORDER BY p.part)
FROM administrations y JOIN part_rules p ON y.school_year BETWEEN p.first_year AND p.last_year
GROUP BY y.school_year, assessment(p.part)
HAVING min(p.position) <> 1 OR max(p.position) <> count(*) OR count(DISTINCT p.position) <> count(*)
ORDER BY y.school_year;
-- Every assessment of an assignment rule has parts and a row of its own in every year of the rule.
SELECT r.rule_id, y.school_year
FROM assignment_rules r JOIN administrations y ON y.school_year BETWEEN r.first_year AND r.last_year
WHERE NOT EXISTS (SELECT FROM part_rules p WHERE assessment(p.part) = r.assessment AND y.school_year BETWEEN p.first_year AND p.last_year)
	OR NOT EXISTS (SELECT FROM assessments a WHERE a.assessment = r.assessment)
ORDER BY r.rule_id COLLATE "C", y.school_year;

-- Who takes what.
SELECT rule_id, first_year, last_year, assessment, grades, origin, alternate, elected, science_unmet, priority
FROM assignment_rules ORDER BY priority, assessment, grades;
SELECT rule_id, reason FROM assignment_rules ORDER BY rule_id COLLATE "C";
SELECT g AS grade,
	string_agg(r.assessment || coalesce(' if ' || r.elected, '') || CASE WHEN r.science_unmet THEN ' unless met' ELSE '' END, ', ' ORDER BY r.assessment)
		FILTER (WHERE r.alternate IS DISTINCT FROM true) AS general,
	string_agg(r.assessment || coalesce(' if ' || r.elected, '') || CASE WHEN r.science_unmet THEN ' unless met' ELSE '' END, ', ' ORDER BY r.assessment)
		FILTER (WHERE r.alternate IS DISTINCT FROM false) AS alternate
FROM assignment_rules r, unnest(r.grades) g
WHERE '2019-20' BETWEEN r.first_year AND r.last_year
GROUP BY g ORDER BY g;
-- The alternate assessment stands in for the general one in the same grades, in every subject.
SELECT a.subject, g.grades AS general, c.grades AS alternate
FROM (SELECT t.subject, t.alternate, array_agg(g::text ORDER BY g) AS grades
	  FROM assignment_rules r JOIN assessments t USING (assessment), unnest(r.grades) g GROUP BY 1, 2) g
	JOIN (SELECT t.subject, t.alternate, array_agg(g::text ORDER BY g) AS grades
		  FROM assignment_rules r JOIN assessments t USING (assessment), unnest(r.grades) g GROUP BY 1, 2) c USING (subject)
	JOIN (SELECT DISTINCT subject FROM assessments) a USING (subject)
WHERE NOT g.alternate AND c.alternate AND g.grades <> c.grades
ORDER BY a.subject COLLATE "C";

-- Testing times: of every part, one estimate for each grade that is assigned it, in every year.
SELECT part, grades, first_year, last_year, minutes, minutes_to FROM testing_times ORDER BY part, first_year, grades;
SELECT p.part, y.school_year, g AS grade, count(t.part)
FROM administrations y
	JOIN part_rules p ON y.school_year BETWEEN p.first_year AND p.last_year
	JOIN assignment_rules r ON r.assessment = assessment(p.part) AND y.school_year BETWEEN r.first_year AND r.last_year
	CROSS JOIN LATERAL unnest(r.grades) g
	LEFT JOIN testing_times t ON t.part = p.part AND t.grades @> g AND y.school_year BETWEEN t.first_year AND t.last_year
GROUP BY 1, 2, 3 HAVING count(t.part) <> 1 ORDER BY 1, 2, 3;
SELECT t.part, t.grades FROM testing_times t
WHERE NOT EXISTS (SELECT FROM part_rules p WHERE p.part = t.part AND p.first_year <= t.first_year)
	OR EXISTS (SELECT FROM unnest(t.grades) g WHERE NOT EXISTS
		(SELECT FROM assignment_rules r WHERE r.assessment = assessment(t.part) AND r.grades @> g))
ORDER BY t.part;

-- The supports of 2019-20, by class and part.
CREATE TEMP VIEW supports_1920 AS SELECT * FROM supports WHERE '2019-20' BETWEEN first_year AND last_year;
SELECT part, count(*) FILTER (WHERE class = 'accommodation') AS accommodation, count(*) FILTER (WHERE class = 'designated') AS designated,
	count(*) FILTER (WHERE class = 'universal') AS universal, count(*) FILTER (WHERE class = 'off') AS off, count(*) AS all
FROM supports_1920 GROUP BY part ORDER BY part;
SELECT y.school_year, count(DISTINCT s.code) AS codes, count(*) AS rows
FROM administrations y JOIN supports s ON y.school_year BETWEEN s.first_year AND s.last_year
GROUP BY y.school_year ORDER BY y.school_year;

-- The catalogue as it was researched (ELA CAT and PT, math CAT and PT, CAA ELA, math, science, CAST, CSA), against what ships.
CREATE TEMP TABLE researched (codes text[], class text, embedded boolean, tests text, grades grade_band);
INSERT INTO researched VALUES
	('{TDS_ASL1}', 'accommodation', true, 'EC MC EP MP CS', NULL),
	('{TDS_AudioScript1}', 'accommodation', true, 'EC CS SP', NULL),
	('{ENU-Braille}', 'accommodation', true, 'EC EP MC MP CS', NULL),
	('{ESN-Braille}', 'accommodation', true, 'SP', NULL),
	('{TDS_ClosedCap1}', 'accommodation', true, 'EC CS SP', NULL),
	('{TDS_TTS_Stim}', 'accommodation', true, 'EC EP SP', NULL),
	('{NEA_Abacus}', 'accommodation', false, 'MC MP AM AS CS', NULL),
	('{TDS_TTS_Stim&TDS_TTS_Item}', 'accommodation', true, 'EC SP', NULL),
	('{TDS_TTS_Stim}', 'designated', true, 'MC MP CS', NULL),
	('{NEA_AddAltRSC}', 'accommodation', false, 'AE AM AS', NULL),
	('{NEA_AR}', 'accommodation', false, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{NEA_Calc}', 'accommodation', false, 'MC MP', '6-8,11'),
	('{NEA_MT}', 'accommodation', false, 'MC MP AM', '4-8,11'),
	('{NEA_NumTbl}', 'accommodation', false, 'MC MP AM', '4-8,11'),
	('{TDS_PoD_Stim}', 'accommodation', false, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{TDS_PoD_Item}', 'accommodation', false, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{TDS_PoD_Stim&TDS_PoD_Item}', 'accommodation', false, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{NEA_RA_Stimuli}', 'accommodation', false, 'EC AE SP', NULL),
	('{NEA_SC_WritItems}', 'accommodation', false, 'EC EP AE SP', NULL),
	('{NEA_STT}', 'accommodation', false, 'EC EP MC MP CS', NULL),
	('{NEA_WordPred}', 'accommodation', false, 'EC EP MC MP AE AM AS CS', NULL),
	('{NEA_IndividualAids}', 'accommodation', false, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{TDS_CCInvert}', 'designated', true, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{TDS_CCMagenta}', 'designated', true, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{TDS_CCMedGrayLtGray}', 'designated', true, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{TDS_CCYellowB}', 'designated', true, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{TDS_Masking1}', 'designated', true, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{TDS_MP_Black_L,TDS_MP_Black_XL,TDS_MP_Green_L,TDS_MP_Green_XL,TDS_MP_Red_L,TDS_MP_Red_XL,
		TDS_MP_White_L,TDS_MP_White_XL,TDS_MP_Yellow_L,TDS_MP_Yellow_XL}', 'designated', true, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{TDS_PM1}', 'designated', true, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{TDS_PS_L1,TDS_PS_L2,TDS_PS_L3,TDS_PS_L4}', 'designated', true, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{ESN}', 'designated', true, 'MC MP CS', NULL),
	('{TDS_SLM1}', 'designated', true, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{TDS_TTS_Item}', 'designated', true, 'EC EP MC MP CS SP', NULL),
	('{TDS_TTS_Stim&TDS_TTS_Item}', 'designated', true, 'EP MC MP CS', NULL),
	('{TDS_WL_Illustration,TDS_WL_Illustration&TDS_WL_Glossary}', 'designated', true, 'MC MP CS', NULL),
	('{UT_TurnOff}', 'designated', true, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{NEDS_Amplify}', 'designated', false, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{NEDS_BD}', 'designated', false, 'EP SP', NULL),
	('{NEDS_Calc}', 'designated', false, 'CS', '5,8,10-12'),
	('{NEDS_CC}', 'designated', false, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{NEDS_CO}', 'designated', false, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{NEDS_Mag}', 'designated', false, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{NEDS_MedDev}', 'designated', false, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{NEDS_MT}', 'designated', false, 'CS AS', '5,8,10-12'),
	('{NEDS_NoiseBuf}', 'designated', false, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{NEDS_NumTbl}', 'designated', false, 'CS AS', '5,8,10-12'),
	('{NEDS_RA_Items}', 'designated', false, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{NEDS_RA_Stimuli}', 'designated', false, 'EP MC MP AE AM AS CS', NULL),
	('{NEDS_RA_Stimuli&Items}', 'designated', false, 'EP MC MP AE AM AS CS', NULL),
	('{NEDS_RA_Items_ESN}', 'designated', false, 'MC MP', NULL),
	('{NEDS_RA_Stimuli_ESN}', 'designated', false, 'MC MP', NULL),
	('{NEDS_RA_Stimuli&Items_ESN}', 'designated', false, 'MC MP', NULL),
	('{NEDS_RA_SPA}', 'designated', false, 'CS', NULL),
	('{NEDS_SciChart}', 'designated', false, 'CS', NULL),
	('{NEDS_SC_Items}', 'designated', false, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{NEDS_SS}', 'designated', false, 'EC EP MC MP AE AM AS CS SP', NULL),
	('{NEDS_SimpDirs}', 'designated', false, 'EC EP MC MP CS SP', NULL),
	('{NEDS_TransDirs}', 'designated', false, 'EC EP MC MP CS', NULL);
INSERT INTO researched
	SELECT ARRAY['TDS_WL_' || l, 'TDS_WL_' || l || '&TDS_WL_Glossary'], 'designated', true, 'MC MP CS', NULL
	FROM unnest('{ArabicGloss,BurmeseGloss,CantoneseGloss,ESNGlossary,HmongGloss,KoreanGloss,MandarinGloss,PunjabiGloss,
		RussianGloss,SomaliGloss,TagalGloss,UkrainianGloss,VietnameseGloss}'::text[]) l;
CREATE TEMP TABLE researched_parts (test text, part test_part);
INSERT INTO researched_parts VALUES ('EC', 'ELA-CAT'), ('EP', 'ELA-PT'), ('MC', 'MATH-CAT'), ('MP', 'MATH-PT'), ('AE', 'CAA-ELA'),
	('AM', 'CAA-MATH'), ('AS', 'CAA-SCI-1'), ('AS', 'CAA-SCI-2'), ('AS', 'CAA-SCI-3'), ('AS', 'CAA-SCI-4'), ('CS', 'CAST'), ('SP', 'CSA');
CREATE TEMP VIEW researched_rows AS
	SELECT c.code, p.part::text AS part, r.class, r.embedded, r.grades::text AS grades
	FROM researched r CROSS JOIN unnest(r.codes) AS c(code)
		CROSS JOIN string_to_table(r.tests, ' ') AS t(test) JOIN researched_parts p USING (test);
CREATE TEMP VIEW shipped_rows AS
	SELECT code, part::text AS part, class, embedded, grades::text AS grades
	FROM supports_1920 WHERE class IN ('accommodation', 'designated');
SELECT count(*) AS researched, (SELECT count(*) FROM shipped_rows) AS shipped FROM researched_rows;
SELECT code, part, class, embedded, grades FROM (SELECT * FROM researched_rows EXCEPT SELECT * FROM shipped_rows) not_shipped
ORDER BY code COLLATE "C", part COLLATE "C";
SELECT code, part, class, embedded, grades FROM (SELECT * FROM shipped_rows EXCEPT SELECT * FROM researched_rows) not_researched
ORDER BY code COLLATE "C", part COLLATE "C";

-- A support has a row only in years in which its part exists; before 2018-19 the catalogue stands alone.
SELECT s.code, s.part, s.first_year, s.last_year FROM supports s
WHERE NOT EXISTS (SELECT FROM part_rules p WHERE p.part = s.part AND p.first_year <= greatest(s.first_year, '2018-19'))
	OR NOT EXISTS (SELECT FROM part_rules p WHERE p.part = s.part AND p.last_year >= s.last_year)
ORDER BY s.code COLLATE "C", s.part;
-- The four tasks of CAA Science have the same supports.
SELECT code, class, count(*) FROM supports_1920 WHERE assessment(part) = 'CAA-SCI' GROUP BY code, class HAVING count(*) <> 4 ORDER BY code COLLATE "C";

-- One code, two classes: text-to-speech of what is read.
SELECT code, class, string_agg(part::text, ' ' ORDER BY part) AS parts FROM supports_1920
WHERE code IN ('TDS_TTS_Stim', 'TDS_TTS_Item', 'TDS_TTS_Stim&TDS_TTS_Item', 'NEDS_RA_Stimuli', 'NEA_RA_Stimuli', 'NEDS_RA_Items')
GROUP BY code, class ORDER BY code COLLATE "C", class;
SELECT code, part FROM supports_1920 GROUP BY code, part HAVING count(DISTINCT class) > 1 ORDER BY code COLLATE "C", part;
-- Grade limits are on the calculator, the two tables and the reference tools alone.
SELECT code, first_year, last_year, class, grades, string_agg(part::text, ' ' ORDER BY part) AS parts
FROM supports WHERE grades IS NOT NULL
GROUP BY code, first_year, last_year, class, grades ORDER BY code COLLATE "C", first_year, class;
-- Families: codes that exclude each other.
SELECT family, count(DISTINCT code) AS codes, min(code COLLATE "C") AS first, max(code COLLATE "C") AS last FROM supports_1920
WHERE family IS NOT NULL GROUP BY family ORDER BY family COLLATE "C";
-- Off codes are off in every part.
SELECT code, name, count(*) FROM supports_1920 WHERE class = 'off' GROUP BY code, name ORDER BY code COLLATE "C";
SELECT code, string_agg(part::text, ' ' ORDER BY part) AS parts FROM supports_1920
WHERE class = 'universal' GROUP BY code HAVING count(*) < 12 ORDER BY code COLLATE "C";
SELECT count(DISTINCT code) FROM supports_1920 WHERE class = 'universal';
-- Other spellings lead to a code of the year, and none is a code.
SELECT s.spelling, s.code, s.system, (SELECT count(*) FROM supports_1920 c WHERE c.code = s.code) AS parts FROM support_spellings s ORDER BY s.spelling COLLATE "C";
SELECT s.spelling FROM support_spellings s WHERE EXISTS (SELECT FROM supports c WHERE c.code = s.spelling);
-- What takes time is a code of every year of the rule.
SELECT code, first_year, last_year, business_days AS days, answer_business_days AS answer, needs_request AS request, action FROM support_lead_times ORDER BY code COLLATE "C", first_year;
SELECT t.code FROM support_lead_times t
WHERE NOT EXISTS (SELECT FROM supports c WHERE c.code = t.code AND c.first_year <= t.first_year) OR NOT EXISTS (SELECT FROM supports c WHERE c.code = t.code AND c.last_year >= t.last_year);

-- What came and went with the years.
SELECT min(first_year) AS new_in, code, min(name) AS name, string_agg(DISTINCT class, ', ') AS class
FROM supports GROUP BY code HAVING min(first_year) > '2018-19' ORDER BY min(first_year), code COLLATE "C";
SELECT code, part, first_year, class FROM supports s
WHERE first_year > '2019-20' AND class <> 'universal'
	AND EXISTS (SELECT FROM supports o WHERE o.code = s.code AND o.first_year < s.first_year AND o.last_year >= s.first_year)
ORDER BY code COLLATE "C", part;
SELECT DISTINCT code, name, first_year, last_year FROM supports WHERE code = 'NEDS_MedDev' AND part <> 'CAA-SCI-4' ORDER BY first_year;

-- Incidents, appeals, roles.
SELECT code, severity, classification, appeals, state_decides AS state, first_year FROM incident_types ORDER BY severity COLLATE "C", code COLLATE "C";
SELECT DISTINCT report_within_hours FROM incident_types;
SELECT code, a AS appeal FROM incident_types i, unnest(appeals) a
WHERE NOT EXISTS (SELECT FROM appeal_types t WHERE t.code = a AND t.first_year <= i.first_year AND t.last_year >= i.last_year) ORDER BY code COLLATE "C";
SELECT code, title, filed_by, effect FROM appeal_types ORDER BY code COLLATE "C";
SELECT code, limits FROM appeal_types ORDER BY code COLLATE "C";
SELECT code, scope, toms, may_add_users AS users, may_set_windows AS windows, may_assign_tests AS tests, may_set_supports AS supports,
	may_set_exemptions AS exemptions, may_file_incidents AS incidents, may_call_help_desk AS phone,
	may_give_general AS general, may_give_alternate AS alternate, may_give_interim AS interim, may_see_results AS results
FROM roles ORDER BY code COLLATE "C";
SELECT duty, title, says, string_agg(role, ', ' ORDER BY role COLLATE "C") AS roles FROM staff_rules GROUP BY 1, 2, 3 ORDER BY duty COLLATE "C", says COLLATE "C";
SELECT duty, role FROM staff_rules s WHERE NOT EXISTS (SELECT FROM roles r WHERE r.code = s.role AND r.first_year <= s.first_year AND r.last_year >= s.last_year) ORDER BY 1, 2;
SELECT subject, target_percent, excludes_nte, excludes_newcomers, public_minimum FROM participation_rules ORDER BY subject COLLATE "C";
SELECT code, on_request, needs_writing, needs_signature, needs_date, by_window_end FROM exemption_rules ORDER BY code;
SELECT duty, required, before_testing, string_agg(kind, ', ' ORDER BY kind COLLATE "C") AS kinds FROM notice_rules GROUP BY 1, 2, 3 ORDER BY duty COLLATE "C";
SELECT source, target, earliest_days, latest_days FROM lead_times ORDER BY source COLLATE "C", target COLLATE "C";
SELECT code, title, tests, first_year, last_year FROM enrollment_statuses ORDER BY code;
SELECT code, title, year_end FROM exit_reasons ORDER BY code COLLATE "C";
SELECT code, title FROM disabilities ORDER BY code COLLATE "C";

-- Shipped rows stay as they are, even for the owner.
UPDATE part_rules SET days_active = 12 WHERE part = 'ELA-PT';
\echo :LAST_ERROR_SQLSTATE
DELETE FROM supports WHERE code = 'NEA_Calc';
\echo :LAST_ERROR_SQLSTATE
DELETE FROM administrations;
TRUNCATE disabilities;
\echo :LAST_ERROR_SQLSTATE
INSERT INTO disabilities (code, title, citation, builtin) VALUES ('XX', 'Example', 'test', true);
\echo :LAST_ERROR_SQLSTATE
INSERT INTO disabilities (code, title, citation) VALUES ('XX', 'Example', 'test');
UPDATE disabilities SET builtin = true WHERE code = 'XX';
DELETE FROM disabilities WHERE NOT builtin;
-- Nor can a key of a shipped row be taken, or a span end before it begins.
\set VERBOSITY terse
INSERT INTO part_rules (part, first_year, position, days_active, day_one_inclusive, reopen_days, citation)
	VALUES ('ELA-PT', '2018-19', 2, 12, true, 10, 'ours');
INSERT INTO part_rules (part, first_year, last_year, position, days_active, day_one_inclusive, reopen_days, citation)
	VALUES ('ELA-PT', '2026-27', '2025-26', 2, 12, true, 10, 'ours');
INSERT INTO supports (code, part, first_year, name, class, embedded, citation)
	VALUES ('NEA_New', 'CAST', '2025-26', 'New', 'unheard of', false, 'ours');
INSERT INTO administrations (school_year, window_starts_on, window_ends_on, caa_science_parts, newcomer_since, science_met_by, citation)
	VALUES ('2025-26', '2026-01-20', '2025-06-30', 3, '2025-04-15', 'started', 'ours');

-- A district adds what it knows, by whoever was granted it, and takes it back.
CREATE ROLE regress_caaspp_rules;
GRANT USAGE ON SCHEMA caaspp TO regress_caaspp_rules;
SET ROLE regress_caaspp_rules;
SELECT count(*) > 0 AS readable FROM supports;
INSERT INTO disabilities (code, title, citation) VALUES ('XX', 'Example', 'ours');
RESET ROLE;
GRANT INSERT, UPDATE, DELETE ON administrations, part_rules TO regress_caaspp_rules;
SET client_min_messages = warning;		-- what the support audit says of it: support_problems
SET ROLE regress_caaspp_rules;
INSERT INTO administrations (school_year, window_starts_on, window_ends_on, caa_science_starts_on, caa_science_parts, newcomer_since, science_met_by, citation)
	VALUES ('2025-26', '2026-01-20', '2026-06-30', '2025-09-16', 3, '2025-04-15', 'started', 'coordinator e-mail of September 2025');
INSERT INTO part_rules (part, first_year, position, days_active, day_one_inclusive, reopen_days, citation)
	VALUES ('ELA-PT', '2025-26', 2, 15, true, 10, 'ours');
UPDATE part_rules SET days_active = 16 WHERE part = 'ELA-PT' AND first_year = '2025-26';
SELECT part, first_year, last_year, days_active, builtin FROM part_rules WHERE part = 'ELA-PT' ORDER BY first_year;
DELETE FROM part_rules WHERE NOT builtin;
DELETE FROM administrations WHERE NOT builtin;
RESET ROLE;
REVOKE ALL ON administrations, part_rules FROM regress_caaspp_rules;
REVOKE USAGE ON SCHEMA caaspp FROM regress_caaspp_rules;
DROP ROLE regress_caaspp_rules;
RESET client_min_messages;
