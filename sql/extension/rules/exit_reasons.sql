-- CALPADS student exit reasons. A year-end exit closes the record, the student stays for testing.

CREATE TABLE caaspp.exit_reasons (
	code text PRIMARY KEY,
	title text NOT NULL,
	year_end boolean NOT NULL,
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false
);

COMMENT ON TABLE caaspp.exit_reasons IS
	'CALPADS student exit reasons and which of them are year-end exits.';
COMMENT ON COLUMN caaspp.exit_reasons.code IS
	'CALPADS student exit reason code.';
COMMENT ON COLUMN caaspp.exit_reasons.title IS
	'The reason in words.';
COMMENT ON COLUMN caaspp.exit_reasons.year_end IS
	'True: the year''s end, not a leaving; assignments stay active.';
COMMENT ON COLUMN caaspp.exit_reasons.citation IS
	'Where the rule is written, and what was carried from another year.';
COMMENT ON COLUMN caaspp.exit_reasons.builtin IS
	'True for rows that the extension ships, which are read-only and not dumped.';

CREATE TRIGGER protect_builtin_rows BEFORE INSERT OR UPDATE OR DELETE ON caaspp.exit_reasons
	FOR EACH ROW EXECUTE FUNCTION caaspp.protect_builtin();
CREATE TRIGGER protect_builtin_table BEFORE TRUNCATE ON caaspp.exit_reasons
	FOR EACH STATEMENT EXECUTE FUNCTION caaspp.protect_builtin();
SELECT pg_catalog.pg_extension_config_dump('caaspp.exit_reasons', 'WHERE NOT builtin');
GRANT SELECT ON caaspp.exit_reasons TO PUBLIC;
