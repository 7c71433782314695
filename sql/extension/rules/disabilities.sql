-- Primary disability types in the letters that TOMS uses, and the three-digit numbers of CALPADS.

CREATE TABLE caaspp.disabilities (
	code text PRIMARY KEY,
	aliases text[],
	title text NOT NULL,
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false
);

COMMENT ON TABLE caaspp.disabilities IS
	'Primary disability types, one of which the alternate assessment requires.';
COMMENT ON COLUMN caaspp.disabilities.code IS
	'Letters of TOMS and the student score file.';
COMMENT ON COLUMN caaspp.disabilities.aliases IS
	'What CALPADS writes for it; imports bring it to the letters.';
COMMENT ON COLUMN caaspp.disabilities.title IS
	'The disability in words.';
COMMENT ON COLUMN caaspp.disabilities.citation IS
	'Where the rule is written, and what was carried from another year.';
COMMENT ON COLUMN caaspp.disabilities.builtin IS
	'True for rows that the extension ships, which are read-only and not dumped.';

CREATE TRIGGER protect_builtin_rows BEFORE INSERT OR UPDATE OR DELETE ON caaspp.disabilities
	FOR EACH ROW EXECUTE FUNCTION caaspp.protect_builtin();
CREATE TRIGGER protect_builtin_table BEFORE TRUNCATE ON caaspp.disabilities
	FOR EACH STATEMENT EXECUTE FUNCTION caaspp.protect_builtin();
SELECT pg_catalog.pg_extension_config_dump('caaspp.disabilities', 'WHERE NOT builtin');
GRANT SELECT ON caaspp.disabilities TO PUBLIC;
