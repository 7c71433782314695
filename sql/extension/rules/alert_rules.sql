-- When an alert is raised: thresholds by kind, which a district overrides with rows of its own.

CREATE TABLE caaspp.alert_rules (
	kind text NOT NULL,
	severity text NOT NULL CHECK (severity IN ('warning', 'urgent')),
	days integer CHECK (days >= 0),
	level numeric CHECK (level >= 0),
	enabled boolean NOT NULL DEFAULT true,
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (kind, severity, builtin)
);

COMMENT ON TABLE caaspp.alert_rules IS
	'Thresholds of the alerts that are computed when asked. A district''s own row takes the place of the shipped row of the same kind and severity.';
COMMENT ON COLUMN caaspp.alert_rules.kind IS
	'The kind of alert.';
COMMENT ON COLUMN caaspp.alert_rules.severity IS
	'warning or urgent; where rows of both hold, the alert is urgent.';
COMMENT ON COLUMN caaspp.alert_rules.days IS
	'So many days before the due day; null: at any time.';
COMMENT ON COLUMN caaspp.alert_rules.level IS
	'What else the kind compares with: a probability for exemption cluster and feed stalled, a number of tests for window closing; null for the others.';
COMMENT ON COLUMN caaspp.alert_rules.enabled IS
	'False: no alerts of this kind and severity.';
COMMENT ON COLUMN caaspp.alert_rules.citation IS
	'Where the need is written, or why the threshold is what it is.';
