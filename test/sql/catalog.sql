-- The catalog as the contract promises it: names, order, types, keys, comments, rights.
SET search_path = public, caaspp;
SET client_min_messages = warning;
BEGIN;
CALL deploy();

-- Everything has a comment: schema, tables, views, columns, functions, types, operators, classes, families, casts.
SELECT 'schema' AS kind, nspname::text AS uncommented FROM pg_namespace WHERE nspname = 'caaspp' AND obj_description(oid, 'pg_namespace') IS NULL
UNION ALL SELECT 'extension', extname FROM pg_extension WHERE extname = 'caaspp' AND obj_description(oid, 'pg_extension') IS NULL
UNION ALL SELECT 'relation', relname FROM pg_class WHERE relnamespace = 'caaspp'::regnamespace AND relkind IN ('r', 'v', 'm', 'p') AND obj_description(oid, 'pg_class') IS NULL
UNION ALL SELECT 'column', a.attrelid::regclass || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
	WHERE c.relnamespace = 'caaspp'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND col_description(a.attrelid, a.attnum) IS NULL
UNION ALL SELECT 'function', oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'caaspp'::regnamespace AND obj_description(oid, 'pg_proc') IS NULL
UNION ALL SELECT 'type', t.oid::regtype::text FROM pg_type t WHERE typnamespace = 'caaspp'::regnamespace AND typrelid = 0 AND typelem = 0 AND obj_description(oid, 'pg_type') IS NULL
UNION ALL SELECT 'operator', oid::regoperator::text FROM pg_operator WHERE oprnamespace = 'caaspp'::regnamespace AND obj_description(oid, 'pg_operator') IS NULL
UNION ALL SELECT 'operator class', opcname FROM pg_opclass WHERE opcnamespace = 'caaspp'::regnamespace AND obj_description(oid, 'pg_opclass') IS NULL
UNION ALL SELECT 'operator family', opfname FROM pg_opfamily WHERE opfnamespace = 'caaspp'::regnamespace AND obj_description(oid, 'pg_opfamily') IS NULL
UNION ALL SELECT 'cast', castsource::regtype || ' to ' || casttarget::regtype FROM pg_cast c
	JOIN pg_depend d ON d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype = 'e' WHERE obj_description(c.oid, 'pg_cast') IS NULL
ORDER BY 1, 2;

-- The ten views: columns in the contract's order, at most more at the end.
CREATE TEMP TABLE promised (view text, columns text);
INSERT INTO promised VALUES
	('completion_rates',      '*,grade,grade_order,assessment,total,started,completed,pge,nte,completion_rate'),
	('part_completion_rates', '*,grade,grade_order,assessment,part,total,started,completed,pge,nte,completion_rate'),
	('completion_summary',    'school_year,level,cds,name,program,total,started,completed,pge,nte,completion_rate'),
	('student_progress',      '*,ssid,student_name,grade,grade_order,assessment,origin,exemption,parts_done,parts_total,status,missing_parts'),
	('expiring_tests',        '*,ssid,student_name,grade,grade_order,assessment,part,status,started_on,last_day,days_left,urgency'),
	('expired_tests',         '*,ssid,student_name,grade,grade_order,assessment,part,status,started_on,last_day,days_left'),
	('support_mismatches',    '*,ssid,student_name,grade,grade_order,population,code,support,class,problem,identified_by'),
	('support_coverage',      '*,population,students,identified,in_toms,with_mismatch'),
	('participation_rates',   '*,subject,expected,participated,pge,nte,participation_rate,meets_95,short_by'),
	('assignment_mismatches', '*,ssid,student_name,grade,grade_order,assessment,problem');
UPDATE promised SET columns = replace(columns, '*', 'school_year,lea_cds,lea_name,school_cds,school_name');
SELECT p.view, p.columns, a.columns AS found
FROM promised p LEFT JOIN (SELECT attrelid, string_agg(attname, ',' ORDER BY attnum) AS columns FROM pg_attribute WHERE attnum > 0 GROUP BY 1) a
	ON a.attrelid = to_regclass('caaspp.' || p.view)
WHERE NOT coalesce(starts_with(a.columns || ',', p.columns || ','), false);
SELECT relname FROM pg_class WHERE relnamespace = 'caaspp'::regnamespace AND relkind = 'v' AND relname NOT IN (SELECT view FROM promised) ORDER BY 1;
SELECT a.atttypid::regtype AS type, string_agg(DISTINCT a.attname, ' ' ORDER BY a.attname) AS columns
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'caaspp'::regnamespace AND c.relkind = 'v' AND a.attnum > 0 AND a.atttypid <> 'text'::regtype GROUP BY 1 ORDER BY 1;
SELECT relname FROM pg_class WHERE relnamespace = 'caaspp'::regnamespace AND relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (reloptions), false);
-- completion_rates_at has the columns of the view, of the same types.
SELECT count(*) FILTER (WHERE v.atttypid IS DISTINCT FROM f.type OR v.attname IS DISTINCT FROM f.name) AS different, count(*)
FROM (SELECT attnum, attname::text, atttypid FROM pg_attribute WHERE attrelid = 'completion_rates'::regclass AND attnum > 0) v
FULL JOIN (SELECT row_number() OVER (ORDER BY n) AS attnum, p.proargnames[n] AS name, p.proallargtypes[n] AS type
		   FROM pg_proc p, generate_subscripts(p.proallargtypes, 1) n WHERE p.oid = 'completion_rates_at'::regproc AND p.proargmodes[n] = 't') f USING (attnum);

-- The district's tables: key, and columns in the contract's order.
CREATE TEMP TABLE promised_table (name text, key text, columns text);
INSERT INTO promised_table VALUES
	('organizations', 'cds', 'cds,name,kind'),
	('students', 'ssid', 'ssid,last_name,first_name,middle_name,birth_date,used_name'),
	('enrollments', 'school_year,ssid,school,entry_date', 'school_year,ssid,school,entry_date,grade,enrollment_status,exit_date,exit_reason,special_education,section_504,primary_disability,elas,us_entry_date,alternate_assessment,science_elected,spanish_elected,repeating_grade_12,accountable_lea'),
	('assignments', 'school_year,ssid,assessment', 'school_year,ssid,assessment,school,grade,origin,rule_id,left_on'),
	('attempts', 'school_year,ssid,part,opportunity', 'school_year,ssid,part,opportunity,status,started_on,completed_on,last_day,reopened_on,tested_school'),
	('exemption_requests', 'school_year,ssid,assessment,received_on', 'school_year,ssid,assessment,received_on,code,is_written,is_signed,dated_on,source'),
	('exemptions', 'school_year,ssid,assessment', 'school_year,ssid,assessment,code,entered_at,effective_at'),
	('support_settings', 'school_year,source,ssid,code', 'school_year,source,ssid,code'),
	('support_snapshots', 'school_year,source,ssid', 'school_year,source,ssid'),
	('toms_assignments', 'school_year,ssid,assessment', 'school_year,ssid,assessment'),
	('testing_windows', 'school_year,school,starts_on', 'school_year,school,starts_on,ends_on'),
	('science_history', 'ssid,school_year,assessment', 'ssid,school_year,assessment,grade'),
	('access_grants', 'role_name,scope,duty', 'role_name,scope,duty,valid_from,valid_to'),
	('import_batches', 'batch_id', 'batch_id,layout,source,school_year,file_name,file_sha256,imported_at,imported_by,rows_read,rows_loaded,rows_unchanged,rows_refused'),
	('import_findings', 'batch_id,line,column_number,rule', 'batch_id,line,column_number,rule,column_name,severity,message'),
	('results', 'school_year,ssid,assessment', 'school_year,ssid,assessment,scale_score,achievement_level,condition_code,attemptedness,score_status,include_indicator');
SELECT p.name, p.key, k.key AS found_key, p.columns, a.columns AS found_columns
FROM promised_table p
	LEFT JOIN (SELECT attrelid, string_agg(attname, ',' ORDER BY attnum) AS columns FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped GROUP BY 1) a ON a.attrelid = to_regclass('caaspp.' || p.name)
	LEFT JOIN (SELECT c.conrelid, (SELECT string_agg(a.attname, ',' ORDER BY n) FROM unnest(c.conkey) WITH ORDINALITY u(attnum, n) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = u.attnum) AS key
			   FROM pg_constraint c WHERE c.contype = 'p') k ON k.conrelid = a.attrelid
WHERE k.key IS DISTINCT FROM p.key OR NOT coalesce(starts_with(a.columns || ',', p.columns || ','), false);
-- Every fact says which import brought it and when it took its values.
SELECT p.name FROM promised_table p WHERE p.name NOT IN ('access_grants', 'import_batches', 'import_findings')
	AND 2 <> (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = to_regclass('caaspp.' || p.name) AND a.attname IN ('batch_id', 'recorded_at'));
-- The distribution key is in every unique index of a table that has it; every district table has row-level security and a policy, none a foreign key to a student.
CREATE TEMP VIEW district AS
	SELECT c.oid, c.relname, c.relrowsecurity FROM pg_class c WHERE c.relnamespace = 'caaspp'::regnamespace AND c.relkind = 'r'
		AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e');
SELECT count(*) >= (SELECT count(*) FROM promised_table) AS deployed FROM district;
SELECT i.indexrelid::regclass FROM pg_index i JOIN district t ON t.oid = i.indrelid JOIN pg_attribute s ON s.attrelid = i.indrelid AND s.attname = 'ssid'
WHERE i.indisunique AND NOT s.attnum = ANY (i.indkey::int2[]);
SELECT relname FROM district t WHERE NOT relrowsecurity OR NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid) ORDER BY 1;
SELECT conrelid::regclass, conname FROM pg_constraint f JOIN district t ON t.oid = f.conrelid WHERE contype = 'f' ORDER BY 1, 2;
-- What deploy() makes is not a member; what CREATE EXTENSION makes is, and nothing of a student's.
SELECT count(*) FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.objid AND a.attname = 'ssid' WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'e';

-- Nobody's rights are borrowed; every function says what it does to the database and whether workers may run it.
SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'caaspp'::regnamespace AND prosecdef;
SELECT proname, provolatile AS volatile, proparallel AS parallel FROM pg_proc
WHERE pronamespace = 'caaspp'::regnamespace AND prokind = 'f' AND prorettype <> 'trigger'::regtype AND (provolatile = 'v' OR proparallel <> 's') ORDER BY proname COLLATE "C";
-- A search path of the caller's does not reach inside.
SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace = 'caaspp'::regnamespace AND l.lanname = 'plpgsql' AND p.prokind = 'f' AND NOT coalesce(p.proconfig::text ~ 'search_path=', false);
-- Nor into bodies kept as text, which have every name with its schema. Parsed bodies that sort or group could not be restored by pg_upgrade.
SET LOCAL search_path = '';
DO $$
DECLARE
	definition text;
BEGIN
	FOR definition IN
		SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
		WHERE p.pronamespace = 'caaspp'::regnamespace AND l.lanname = 'sql' AND p.prosqlbody IS NULL
	LOOP
		EXECUTE definition;
	END LOOP;
END
$$;
SELECT p.oid::regprocedure FROM pg_proc p
WHERE p.pronamespace = 'caaspp'::regnamespace AND p.prorettype <> 'text'::regtype AND pg_get_function_sqlbody(p.oid) ~* '\m(order by|group by|distinct|partition by|union)\M';
-- The ten views whose columns others rely on: none may come, go or change its place or type.
SELECT c.relname, string_agg(a.attname || CASE format_type(a.atttypid, a.atttypmod) WHEN 'text' THEN '' ELSE ' ' || format_type(a.atttypid, a.atttypmod) END, ', ' ORDER BY a.attnum) AS columns
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'caaspp'::regnamespace
	AND c.relname IN ('completion_rates', 'part_completion_rates', 'completion_summary', 'student_progress', 'expiring_tests', 'expired_tests',
					  'support_mismatches', 'support_coverage', 'participation_rates', 'assignment_mismatches')
GROUP BY 1 ORDER BY 1 \gx
ROLLBACK;
