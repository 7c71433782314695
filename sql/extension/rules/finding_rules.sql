-- What an import can find in a file: what each rule of import_findings means, and what to do about it.

CREATE TABLE caaspp.finding_rules (
	rule text PRIMARY KEY,
	severity text NOT NULL CHECK (severity IN ('error', 'repaired', 'warning')),
	meaning text NOT NULL,
	remedy text NOT NULL,
	docs text NOT NULL GENERATED ALWAYS AS ('docs/findings.md#' OPERATOR(pg_catalog.||)
		pg_catalog.replace(pg_catalog.lower(rule COLLATE "C"), ' ', '-')) STORED,
	builtin boolean NOT NULL DEFAULT false
);

COMMENT ON TABLE caaspp.finding_rules IS
	'The rules of import_findings: what each means and what to do. A rule that is not here is the name of a table''s constraint; a district can add rows for its own.';
COMMENT ON COLUMN caaspp.finding_rules.rule IS
	'As import_findings.rule has it.';
COMMENT ON COLUMN caaspp.finding_rules.severity IS
	'error: the row is refused; repaired: a value is changed and loaded; warning: loaded as it stands. That of a finding can be graver, as meaning says.';
COMMENT ON COLUMN caaspp.finding_rules.meaning IS
	'What was found.';
COMMENT ON COLUMN caaspp.finding_rules.remedy IS
	'What to do about it.';
COMMENT ON COLUMN caaspp.finding_rules.docs IS
	'Where the documentation tells of it; derived from rule.';
