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
