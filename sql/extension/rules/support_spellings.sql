-- Spellings of support codes that files carry and the state does not write: vendors', retired ones, and
-- those of other systems. An import reads them as the state's code; those of the system "title" are what
-- columns of codes are called.

CREATE TABLE caaspp.support_spellings (
	spelling text NOT NULL,
	code text NOT NULL,
	system text NOT NULL,
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (spelling),
	CHECK (spelling <> code)
);

COMMENT ON TABLE caaspp.support_spellings IS
	'Other spellings of support codes, and the state''s code that each means.';
COMMENT ON COLUMN caaspp.support_spellings.spelling IS
	'As a file has it; capitals do not matter.';
COMMENT ON COLUMN caaspp.support_spellings.code IS
	'The state''s code, see supports.';
COMMENT ON COLUMN caaspp.support_spellings.system IS
	'Where it comes from: a vendor, another list of codes, or retired; title for what a column of the code and its family is called, which is no code in a cell.';
COMMENT ON COLUMN caaspp.support_spellings.citation IS
	'Where the spelling was seen.';
