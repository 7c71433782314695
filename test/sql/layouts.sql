-- The layouts as data: every one is recognized whatever was done to its header, and a district adds its own.
SET search_path = public, caaspp;
SET datestyle = ISO;
SET caaspp.as_of = '2020-03-02';
SET client_min_messages = warning;
CALL deploy();
RESET client_min_messages;
\set ON_ERROR_ROLLBACK on
BEGIN;

-- Every layout says who makes the file, where it comes from and how it is written.
SELECT layout FROM layouts WHERE made_by IS NULL OR obtained IS NULL OR dialect IS NULL ORDER BY 1;
SELECT recognition, string_agg(layout, ' ' ORDER BY layout COLLATE "C") FROM layouts GROUP BY 1 ORDER BY 1;

-- Headers in the worst of spellings, last column first, with one more (where the layout bears it): capitals, a star, no-break
-- and zero-width blanks, en and em dashes, line breaks, a byte order mark.
CREATE FUNCTION mutilated(name text, n integer) RETURNS text LANGUAGE sql AS $$
	SELECT '"' || CASE n % 6
		WHEN 0 THEN '*' || upper(name)
		WHEN 1 THEN replace(replace(name, '_', U&'\00A0'), ' ', U&'\00A0')
		WHEN 2 THEN replace(replace(name, '_', U&' \2013 '), ' ', U&'\2014')
		WHEN 3 THEN replace(replace(name, '_', E'\r\n'), ' ', E'\n') || '*'
		WHEN 4 THEN U&'\200B' || replace(initcap(replace(name, '_', ' ')), ' ', '   ') || ' '
		ELSE lower(replace(replace(name, '_', ''), ' ', '')) END || '"'
$$;
CREATE FUNCTION header_of(of_layout text, delimiter text, cut integer) RETURNS bytea LANGUAGE sql AS $$
	SELECT convert_to(U&'\FEFF' || string_agg(mutilated(name, n::integer + cut), delimiter ORDER BY n DESC)
		|| CASE WHEN (SELECT recognition FROM layouts WHERE layout = of_layout) = 'header' THEN delimiter || 'Comment' ELSE '' END || E'\r\n', 'UTF8')
	FROM (SELECT DISTINCT ON (first) first AS name, row_number() OVER (ORDER BY first) AS n
		  FROM (SELECT CASE WHEN column_name LIKE 'Part _' OR column_name IN ('Exemption', 'Grade of the test') THEN aliases[1] ELSE column_name END AS first
				FROM layout_columns WHERE layout = of_layout AND type NOT IN ('codes', 'year_of')
					AND (required OR cut < 3)) c) d
$$;
SELECT l.layout, n AS cut, r.layout AS read_as
FROM layouts l CROSS JOIN generate_series(0, 5) AS n,
	LATERAL import(header_of(l.layout, substr(E',^\t;|,', n + 1, 1), n), CASE WHEN l.recognition = 'name' THEN l.layout END, source => 'SIS', dry_run => true) AS r
WHERE l.recognition NOT IN ('positions', 'codes') AND r.layout IS DISTINCT FROM l.layout
ORDER BY 1, 2;

-- What somebody wrote in parentheses does not count, unless it is part of the name.
SELECT layout FROM import('"SSID (required)",Statewide Student Identifier (SSID),"Test Name
(grade, subject)",Status(),Start Date (MM/DD/YYYY)', dry_run => true);
-- Nothing by half: a header that two layouts could have, and one that no layout has.
SELECT layout FROM import('ssid,assessment,code,part,status', dry_run => true);
SELECT layout FROM import('School,Starts On', dry_run => true);
SELECT layout FROM import('CDS Code,E-mail', dry_run => true);

-- The state's list of organizations: comma and caret, Latin-1 and UTF-8.
\set y2019 `base64 -w0 "$PG_ABS_SRCDIR/data/import/entities_2019.csv"`
\set y2023 `base64 -w0 "$PG_ABS_SRCDIR/data/import/entities_2023.txt"`
SELECT v.name, r.layout, r.rows_read, r.rows_loaded, r.rows_refused FROM (VALUES
	('comma, Latin-1', decode(:'y2019', 'base64')),
	('comma, UTF-8', convert_to(convert_from(decode(:'y2019', 'base64'), 'LATIN1'), 'UTF8')),
	('caret, UTF-8', convert_to(replace(convert_from(decode(:'y2019', 'base64'), 'LATIN1'), '","', '"^"'), 'UTF8')),
	('caret, Latin-1', convert_to(replace(convert_from(decode(:'y2019', 'base64'), 'LATIN1'), '","', '"^"'), 'LATIN1')),
	('of 2023', decode(:'y2023', 'base64'))) v (name, content), import(v.content) AS r;
SELECT cds, name FROM organizations WHERE name ~ '[^ -~]' ORDER BY cds LIMIT 3;

-- A district's own layout, as docs/import.md has it.
INSERT INTO layouts (layout, title, made_by, obtained, facts, recognition, citation) VALUES
	('nurse', 'The nurse''s list of medical emergencies', 'the school nurse', 'health office, on request', '{exemptions}', 'header', 'district');
INSERT INTO layout_columns (layout, position, column_name, aliases, type, detail, required, filled, fallback, fills, description) VALUES
	('nurse', 1, 'Perm ID',  '{State ID}', 'ssid', NULL,                 true,  true,  NULL,           '{exemptions.ssid}',        'student'),
	('nurse', 2, 'Subject', NULL, 'choice',        'English = ELA; Math = MATH', true, true, NULL,     '{exemptions.assessment}',  'subject'),
	('nurse', 3, 'Year',    NULL, 'school_year',    NULL,                false, false, ':school_year', '{exemptions.school_year}', 'year'),
	('nurse', 4, 'Code',    NULL, 'exemption_code', NULL,                false, true,  'NTE',          '{exemptions.code}',        'code');
SELECT layout, school_year, rows_read, rows_loaded, rows_refused FROM import('Subject;State ID
English;8000000471
math;8000000471
Art;8000000472
');
SELECT line, column_name, rule, message FROM import_findings WHERE batch_id = (SELECT max(batch_id) FROM import_batches) AND severity = 'error';
SELECT ssid, assessment, code FROM exemptions WHERE ssid IN ('8000000471', '8000000472') ORDER BY 1, 2;
-- A column that the file may lack gives its fallback only if it is to be filled; else such a file says nothing.
UPDATE layout_columns SET filled = false WHERE layout = 'nurse' AND column_name = 'Code';
SELECT layout, rows_loaded FROM import(E'Subject;State ID\nEnglish;8000000473\n');
-- Columns with a length or a scale: what is too long is refused, not cut; a fraction is rounded once; few rows as many.
CREATE TABLE caaspp.rides (ssid ssid PRIMARY KEY, route varchar(5), stop char(3), fare numeric(5,2), boarded timestamptz(0), batch_id bigint);
INSERT INTO layouts (layout, title, facts, recognition, citation) VALUES ('rides', 'Rides', '{rides}', 'header', 'district');
INSERT INTO layout_columns (layout, position, column_name, type, required, filled, fills, description) VALUES
	('rides', 1, 'ssid', 'ssid', true, true, '{rides.ssid}', 'student'), ('rides', 2, 'route', 'text', true, false, '{rides.route}', 'route'),
	('rides', 3, 'stop', 'text', false, false, '{rides.stop}', 'stop'), ('rides', 4, 'fare', 'text', false, false, '{rides.fare}', 'fare'),
	('rides', 5, 'boarded', 'timestamp', false, false, '{rides.boarded}', 'boarded');
CREATE TEMP VIEW last_findings AS SELECT line, rule, severity, message FROM import_findings WHERE batch_id = (SELECT max(batch_id) FROM import_batches);
SELECT rows_loaded, rows_unchanged, rows_refused FROM import(E'ssid,route,stop,fare\n8000000471,North,A1,1.239\n8000000472,Northern,,\n8000000473,N,A123,\n8000000474,N,,1234.5\n');
SELECT * FROM last_findings ORDER BY line;
SELECT rows_loaded, rows_unchanged, rows_refused FROM import(E'ssid,route,stop,fare\n8000000471,North,A1,1.239\n');
SELECT ssid, route, stop, fare FROM rides;
SELECT rows_loaded, rows_refused FROM import(convert_to((SELECT E'ssid,route,boarded\n' || string_agg(8000600000 + n || ',' || n || ',2020-03-02 08:00:00.6', E'\n') FROM generate_series(1, 12000) n), 'UTF8'));
SELECT route, boarded = '2020-03-02 08:00:01 America/Los_Angeles' AS rounded FROM rides WHERE ssid = '8000612000';
SELECT rows_loaded, rows_unchanged FROM import(convert_to((SELECT E'ssid,boarded,route\n' || string_agg(8000600000 + n || ',2020-03-02 08:00:00.6,' || n, E'\n') FROM generate_series(1, 12000) n), 'UTF8'));
-- One more name for a column of a shipped layout.
INSERT INTO layout_columns (layout, position, column_name, type, fills, description)
VALUES ('attempts', 101, 'Perm ID', 'ssid', '{attempts.ssid}', 'the SSID in our own export');
SELECT layout, rows_loaded FROM import('Perm ID,part,status,started_on
8000000471,ELA-CAT,started,2020-03-02
');
-- Shipped rows stay as they are, and a name is taken once.
UPDATE layouts SET title = 'Mine' WHERE layout = 'attempts';
DELETE FROM layout_columns WHERE layout = 'attempts' AND column_name = 'part';
INSERT INTO layouts (layout, title, facts, citation) VALUES ('attempts', 'Mine', '{attempts}', 'district');
-- Rows that are wrong say what and where.
CREATE FUNCTION with_column(text, text DEFAULT 'text', text DEFAULT NULL, text[] DEFAULT '{students.last_name}') RETURNS void LANGUAGE sql AS $$
	DELETE FROM layout_columns WHERE layout = 'wrong';
	INSERT INTO layout_columns (layout, position, column_name, type, required, fills, description) VALUES ('wrong', 1, 'ssid', 'ssid', true, '{students.ssid}', 'x');
	INSERT INTO layout_columns (layout, position, column_name, type, detail, fills, description) VALUES ('wrong', 2, $1, $2, $3, $4, 'x');
$$;
INSERT INTO layouts (layout, title, facts, recognition, citation) VALUES ('wrong', 'Wrong', '{students}', 'name', 'district');
\set VERBOSITY terse
SELECT with_column('surname', 'text', NULL, '{students.surname}');
SELECT layout FROM import(E'ssid,surname\n', 'wrong');
SELECT with_column('surname', 'text', NULL, '{student.last_name}');
SELECT layout FROM import(E'ssid,surname\n', 'wrong');
SELECT with_column('surname', 'text', NULL, '{last_name}');
SELECT layout FROM import(E'ssid,surname\n', 'wrong');
SELECT with_column('surname', 'choice');
SELECT layout FROM import(E'ssid,surname\n', 'wrong');
SELECT with_column('surname', 'code');
SELECT layout FROM import(E'ssid,surname\n', 'wrong');
SELECT with_column('surname', 'code', 'no_such_table');
SELECT layout FROM import(E'ssid,surname\n', 'wrong');
SELECT with_column('surname', 'digits');
SELECT layout FROM import(E'ssid,surname\n', 'wrong');
SELECT with_column('surname', 'colour');
SELECT with_column('surname');
SELECT layout FROM import(E'ssid,surname\n', 'wrong');
UPDATE layout_columns SET fallback = ':highest' WHERE layout = 'wrong' AND column_name = 'surname';
SELECT layout FROM import(E'ssid,surname\n', 'wrong');
UPDATE layout_columns SET fallback = ':highest 1' WHERE layout = 'wrong' AND column_name = 'surname';
SELECT layout FROM import(E'ssid,surname\n', 'wrong');
UPDATE layouts SET listed_by = '{ssid}' WHERE layout = 'wrong';
SELECT layout FROM import(E'ssid,surname\n', 'wrong');
UPDATE layouts SET listed_by = NULL WHERE layout = 'wrong';
SELECT with_column('surname');
UPDATE layouts SET dated_by = 'surname' WHERE layout = 'wrong';
SELECT layout FROM import(E'ssid,surname\n', 'wrong');
UPDATE layouts SET dated_by = NULL, latest_by = 'surname' WHERE layout = 'wrong';
SELECT layout FROM import(E'ssid,surname\n', 'wrong');
UPDATE layouts SET latest_by = NULL, reported_by = 'surname' WHERE layout = 'wrong';
SELECT layout FROM import(E'ssid,surname\n', 'wrong');
SELECT with_column('surname', 'until');
UPDATE layouts SET reported_by = NULL, dated_by = 'surname' WHERE layout = 'wrong';
SELECT layout FROM import(E'ssid,surname\n', 'wrong');
UPDATE layouts SET dated_by = NULL WHERE layout = 'wrong';
SELECT with_column('surname');
UPDATE layouts SET updates = '{enrollments}' WHERE layout = 'wrong';
SELECT layout FROM import(E'ssid,surname\n', 'wrong');
UPDATE layouts SET updates = NULL, facts = '{no_such_table}' WHERE layout = 'wrong';
SELECT layout FROM import(E'ssid,surname\n', 'wrong');
UPDATE layouts SET facts = '{students}', deletes_when = 'Action = D' WHERE layout = 'wrong';
SELECT layout FROM import(E'ssid,surname\n', 'wrong');
-- Whatever is wrong with it, files of other layouts are loaded; with a sheet without codes too, of which no file can be.
UPDATE layouts SET deletes_when = NULL, recognition = 'header' WHERE layout = 'wrong';
UPDATE layout_columns SET required = true WHERE layout = 'wrong';
CREATE FUNCTION pg_temp.others(OUT others text) LANGUAGE sql AS $$
	SELECT string_agg(r.layout, ' ' ORDER BY n) FROM unnest(ARRAY['ssid,last_name,first_name', 'SSID,Masking']) WITH ORDINALITY AS f (file, n),
		import(convert_to(file, 'UTF8'), source => 'SIS', dry_run => true) AS r
$$;
CREATE FUNCTION pg_temp.with_fault(fault text, value text, OUT others text, OUT itself text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('UPDATE layouts SET %I = %L WHERE layout = $1', fault, value) USING 'wrong';
	others := pg_temp.others();
	itself := (SELECT layout FROM import(E'ssid,surname\n', dry_run => true));
EXCEPTION WHEN invalid_parameter_value THEN
	itself := SQLERRM;
END
$$;
SELECT fault, f.* FROM (VALUES ('dated_by', 'nota'), ('latest_by', 'nota'), ('reported_by', 'nota'), ('deletes_when', 'nota'), ('replaces_when', 'nota = R')) v (fault, value),
	pg_temp.with_fault(fault, value) f;
UPDATE layout_columns SET applies_when = 'surname' WHERE layout = 'wrong' AND column_name = 'surname';
SELECT pg_temp.others();
SELECT layout FROM import(E'ssid,surname\n');
SELECT with_column('surname');
UPDATE layouts SET recognition = 'codes' WHERE layout = 'wrong';
SELECT pg_temp.others();
SELECT layout FROM import('SSID,Masking', 'wrong');
SELECT with_column('surname', 'codes', 'no_such_table');
SELECT pg_temp.others();
SELECT layout FROM import('SSID,Masking', 'wrong');
ROLLBACK;
