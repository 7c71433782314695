-- Who has which role where: the TOMS user upload.
SET search_path = public, caaspp;
SET client_min_messages = warning;
CALL deploy();
RESET client_min_messages;
SET caaspp.as_of = '2020-03-02';
\set ON_ERROR_ROLLBACK on
BEGIN;
\set upload `base64 -w0 "$PG_ABS_SRCDIR/data/import/user_upload.csv"`
CREATE TEMP VIEW last_findings AS
SELECT line, column_number AS col, column_name, rule, severity, message FROM import_findings
WHERE batch_id = (SELECT max(batch_id) FROM import_batches);

SELECT layout, school_year, rows_read, rows_loaded, rows_refused FROM import(decode(:'upload', 'base64'));
SELECT * FROM last_findings;
SELECT email, organization, role, last_name, first_name FROM staff ORDER BY 1, 2, 3;
SELECT rows_loaded, rows_unchanged FROM import(decode(:'upload', 'base64'));
-- One person, however the address is written.
SELECT rows_loaded, rows_unchanged FROM import(E'First Name,Last Name,CDS Code,E-mail Address,Role in Organization\nMei,Park,99100016000011,MPark@SampleValley.example,Test Examiner\n');

-- A role that is none is kept with a warning; one at the wrong level is refused, as TOMS would; so is a row without a role.
SELECT rows_read, rows_loaded, rows_refused FROM import(convert_to('*CDS Code,Role in' || E'\u00a0' || 'Organization,E–mail  Address,First Name,Last Name
99100016000011,Wizard,w@samplevalley.example,Wil,Wu
99100016000011,LEA CAASPP Coordinator,x@samplevalley.example,Xan,Xu
9910001,test-administrator,y@samplevalley.example,Yan,Yu
99100016000011,TEST-ADMINISTRATOR,y@samplevalley.example,Yan,Yu
99100016000011,,z@samplevalley.example,Zoe,Zu
', 'UTF8'));
SELECT * FROM last_findings ORDER BY line, col;
SELECT organization, role FROM staff WHERE last_name IN ('Wu', 'Xu', 'Yu', 'Zu') ORDER BY email;
INSERT INTO staff (email, organization, role, last_name, first_name) VALUES ('v@samplevalley.example', '99100016000011', 'superintendent', 'Vu', 'Val');

-- An upload is taken back as any import is.
SELECT max(batch_id) AS batch FROM import_batches \gset
SELECT * FROM undo_batch(:batch);
SELECT count(*) FROM staff;

-- Interims and results are for people of the district's office too.
INSERT INTO staff (email, organization, role, last_name, first_name) VALUES
	('u@samplevalley.example', '9910001', 'educator', 'Uu', 'Una'), ('u@samplevalley.example', '99100016000011', 'educator', 'Uu', 'Una');
SELECT rows_loaded FROM import(E'First Name,Last Name,CDS Code,E-mail Address,Role in Organization\nUna,Uu,9910001,u@samplevalley.example,IA Administrator Only\nUna,Uu,99100016000011,u@samplevalley.example,Test Administrator & Test Examiner\n');
SELECT organization, role FROM staff WHERE last_name = 'Uu' ORDER BY 1, 2;
DELETE FROM staff WHERE last_name = 'Uu';

-- A role sees the people of what was granted to it.
CREATE ROLE caaspp_staff_reader;
GRANT USAGE ON SCHEMA caaspp TO caaspp_staff_reader;
GRANT SELECT ON staff TO caaspp_staff_reader;
INSERT INTO access_grants (role_name, scope, duty) VALUES ('caaspp_staff_reader', '99100016000012', 'site coordinator');
SET ROLE caaspp_staff_reader;
SELECT email, organization FROM staff;
RESET ROLE;
UPDATE access_grants SET scope = '99100010000000' WHERE role_name = 'caaspp_staff_reader';
SET ROLE caaspp_staff_reader;
SELECT count(*) FROM staff;
RESET ROLE;
ROLLBACK;
