-- Findings with what they mean.

CREATE OR REPLACE VIEW caaspp.explained_findings WITH (security_invoker = true) AS
SELECT f.batch_id, b.layout, b.file_name, f.line, f.column_number, f.column_name, f.rule, f.severity, f.message,
	coalesce(r.meaning, 'The row breaks a constraint of its table.') AS meaning,
	coalesce(r.remedy, 'As the message says.') AS remedy,
	coalesce(r.docs, 'docs/findings.md#names-of-constraints') AS docs
FROM caaspp.import_findings f
	JOIN caaspp.import_batches b ON b.batch_id = f.batch_id
	LEFT JOIN caaspp.finding_rules r ON r.rule = f.rule;
COMMENT ON VIEW caaspp.explained_findings IS 'What imports found wrong, with what each finding means and what to do.';
COMMENT ON COLUMN caaspp.explained_findings.batch_id IS 'The import.';
COMMENT ON COLUMN caaspp.explained_findings.layout IS 'Layout of the file.';
COMMENT ON COLUMN caaspp.explained_findings.file_name IS 'Name of the file, as the importer said.';
COMMENT ON COLUMN caaspp.explained_findings.line IS 'Line of the file, as an editor counts them; 0 for the file as a whole.';
COMMENT ON COLUMN caaspp.explained_findings.column_number IS 'Column, from 1; 0 for the row as a whole.';
COMMENT ON COLUMN caaspp.explained_findings.column_name IS 'Name of the column in the layout.';
COMMENT ON COLUMN caaspp.explained_findings.rule IS 'What was broken: a rule of finding_rules, or the name of a table''s constraint.';
COMMENT ON COLUMN caaspp.explained_findings.severity IS 'error: the row was refused; repaired: a value was changed and loaded; warning: loaded as it stands.';
COMMENT ON COLUMN caaspp.explained_findings.message IS 'What is the matter in this cell or row, and what would be right.';
COMMENT ON COLUMN caaspp.explained_findings.meaning IS 'What the rule means.';
COMMENT ON COLUMN caaspp.explained_findings.remedy IS 'What to do about it.';
COMMENT ON COLUMN caaspp.explained_findings.docs IS 'Where the documentation tells of the rule.';
