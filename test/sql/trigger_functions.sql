-- Anybody may put a trigger function of ours on a table of their own: it must neither write where they may not, nor
-- trust what it finds there.
SET client_min_messages = warning;
CALL caaspp.deploy();
CREATE ROLE visitor;
CREATE SCHEMA visited AUTHORIZATION visitor;
CREATE TABLE visited.visits_history (n integer, known_until timestamptz, replaced_by bigint);
SET ROLE visitor;
CREATE TABLE visited.visits (n integer, recorded_at timestamptz DEFAULT '2000-01-01', batch_id bigint);
CREATE TRIGGER history AFTER DELETE ON visited.visits REFERENCING OLD TABLE AS replaced
	FOR EACH STATEMENT EXECUTE FUNCTION caaspp.history_trigger();
INSERT INTO visited.visits VALUES (1);

-- Somebody else's history table.
DELETE FROM visited.visits;
RESET ROLE;
GRANT INSERT ON visited.visits_history TO visitor;
SET ROLE visitor;
DELETE FROM visited.visits;
RESET ROLE;
SELECT n, known_until IS NOT NULL AS known, replaced_by FROM visited.visits_history;
DROP TABLE visited.visits_history;

-- One that Citus distributes: by its catalog, of which only this column matters.
BEGIN;
RESET ROLE;
SET LOCAL allow_system_table_mods = on;
CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass, partmethod "char");
SET ROLE visitor;
INSERT INTO visited.visits VALUES (1);
CREATE TABLE visited.visits_history (n integer, known_until timestamptz, replaced_by bigint);
DELETE FROM visited.visits;
SELECT count(*) FROM visited.visits_history;
RESET ROLE;
INSERT INTO pg_catalog.pg_dist_partition VALUES ('visited.visits_history', 'h');
SET ROLE visitor;
INSERT INTO visited.visits VALUES (1);
DELETE FROM visited.visits;
ROLLBACK;

-- Columns of other types, or no table at all.
SET ROLE visitor;
INSERT INTO visited.visits VALUES (12345);
CREATE TABLE visited.visits_history (n text, known_until timestamptz, replaced_by bigint);
DELETE FROM visited.visits;
DROP TABLE visited.visits_history;
CREATE TABLE visited.visits_history (n integer, known_until text, replaced_by bigint);
DELETE FROM visited.visits;
DROP TABLE visited.visits_history;
CREATE TABLE visited.visits_history (n integer, known_until timestamptz, replaced_by bigint) PARTITION BY LIST (n);
DELETE FROM visited.visits;
DROP TABLE visited.visits_history;
CREATE VIEW visited.visits_history AS SELECT 1 AS n, now() AS known_until, 1::bigint AS replaced_by;
DELETE FROM visited.visits;
DROP VIEW visited.visits_history;
ALTER TABLE visited.visits DROP COLUMN recorded_at, ADD COLUMN recorded_at text DEFAULT 'long ago';
CREATE TABLE visited.visits_history (n integer, known_until timestamptz, replaced_by bigint);
DELETE FROM visited.visits;

-- A function that is no trigger function, or this one again; a system column.
CREATE TRIGGER today AFTER UPDATE ON visited.visits REFERENCING OLD TABLE AS replaced NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION caaspp.when_changed_trigger('today', 'n');
UPDATE visited.visits SET n = 2;
CREATE OR REPLACE TRIGGER today AFTER UPDATE ON visited.visits REFERENCING OLD TABLE AS replaced NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION caaspp.when_changed_trigger('when_changed_trigger', 'n');
\set VERBOSITY sqlstate
UPDATE visited.visits SET n = 2;
\set VERBOSITY default
CREATE OR REPLACE TRIGGER today AFTER UPDATE ON visited.visits REFERENCING OLD TABLE AS replaced NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION caaspp.when_changed_trigger('today', 'tableoid');
UPDATE visited.visits SET n = 2;
DROP TRIGGER today ON visited.visits;

-- A table that is not that of the attempts, and a trigger that does not see all rows.
CREATE TRIGGER attempts AFTER UPDATE ON visited.visits REFERENCING OLD TABLE AS replaced NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION caaspp.attempts_trigger();
UPDATE visited.visits SET n = 3;
CREATE OR REPLACE TRIGGER attempts AFTER UPDATE ON visited.visits REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION caaspp.attempts_trigger();
UPDATE visited.visits SET n = 3;
-- Where there is nothing to reckon with, or it is of other types.
CREATE TABLE visited.stays (school_year text, part caaspp.test_part, started_on date, reopened_on date, last_day date);
CREATE TRIGGER last_day BEFORE INSERT ON visited.stays FOR EACH ROW EXECUTE FUNCTION caaspp.last_day_trigger();
INSERT INTO visited.stays VALUES ('2019-20', 'ELA-PT', '2020-03-02');
ALTER TABLE visited.stays DROP COLUMN school_year, ADD COLUMN school_year caaspp.school_year;
INSERT INTO visited.stays (school_year, part, started_on) VALUES ('2019-20', 'ELA-PT', '2020-03-02'), (NULL, 'ELA-PT', '2020-03-02'), ('2019-20', NULL, '2020-03-02');
SELECT school_year, part, started_on, last_day FROM visited.stays;
ALTER TABLE visited.stays DROP COLUMN last_day;
INSERT INTO visited.stays (school_year, part, started_on) VALUES ('2019-20', 'ELA-PT', '2020-03-02');
CREATE TRIGGER last_day_after AFTER DELETE ON visited.stays FOR EACH ROW EXECUTE FUNCTION caaspp.last_day_trigger();
DELETE FROM visited.stays;
RESET ROLE;

DROP SCHEMA visited CASCADE;
DROP ROLE visitor;
