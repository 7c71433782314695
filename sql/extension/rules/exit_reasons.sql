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
