-- The columns of the files that caaspp.import() knows, and the table columns that they fill.

CREATE TABLE caaspp.layout_columns (
	layout      text,
	position    integer NOT NULL,
	column_name text,
	aliases     text[],
	type        text NOT NULL CHECK (type IN ('ssid', 'cds_code', 'school_year', 'grade', 'assessment', 'test_part', 'exemption_code',
		'condition_code', 'attempt_status', 'text', 'integer', 'boolean', 'date', 'day', 'until', 'timestamp', 'digits', 'choice', 'code', 'codes', 'year_of', 'expiry', 'since')),
	detail      text,
	required    boolean NOT NULL DEFAULT false,
	filled      boolean NOT NULL DEFAULT false,
	fallback    text,
	applies_when text,
	fills       text[],
	description text NOT NULL,
	builtin     boolean NOT NULL DEFAULT false,
	PRIMARY KEY (layout, column_name)
);
COMMENT ON TABLE caaspp.layout_columns IS 'The columns of the files that caaspp.import() knows. A district adds rows for its own layouts, or for the names that its own system gives to the columns of a shipped one.';
COMMENT ON COLUMN caaspp.layout_columns.layout IS 'The layout, see layouts.';
COMMENT ON COLUMN caaspp.layout_columns.position IS 'Place in the documented order; files may have another, unless the layout is known by positions.';
COMMENT ON COLUMN caaspp.layout_columns.column_name IS 'Name in the header. Only its letters and digits count, in any case.';
COMMENT ON COLUMN caaspp.layout_columns.aliases IS 'Other names.';
COMMENT ON COLUMN caaspp.layout_columns.type IS 'What its cells hold: a type of caaspp, text, integer, boolean, date, timestamp; day (a date that a time may follow), until (a last day, stored as whether it has not passed yet, or had not by the end of the school year; blank is true), digits (an exact number of them, leading zeros kept), choice (of a list), code (text that a rule table lists), codes (any number of such, in the columns of a sheet that no other row names), year_of (a date of the school year that the file is about, of which the first one in the file counts), expiry (the day on which the file lets an open part expire, compared with the one that the rules give), since (the first day of what the row says, for latest_by: a row whose day is to come, or after its school year, is passed over with a finding).';
COMMENT ON COLUMN caaspp.layout_columns.detail IS 'Of digits, how many; with charters behind it, as of cds_code, the code of a charter that reports for itself is read as its LEA''s; of cds_code, school where an LEA''s 7 digits are none; of text, lower where its case says nothing; of choice, the list, separated by semicolons, where a=b stores b for a, a~b the same and says so in a finding, a= says that the row has nothing for the tables that the column fills, and * in a stands for anything between words; of grade, assessment and other codes of caaspp, the spellings that a finding offers where it is none; of code, codes and integer, the rule table whose column code (or the column named behind a dot) lists the known ones.';
COMMENT ON COLUMN caaspp.layout_columns.required IS 'The header must have it.';
COMMENT ON COLUMN caaspp.layout_columns.filled IS 'A blank cell refuses the row. Checked even where it fills nothing.';
COMMENT ON COLUMN caaspp.layout_columns.fallback IS 'What a blank cell means, and a key column that the file lacks: a value, or :school_year or :source for the argument of caaspp.import(); after :source may stand what it is without the argument; in a key :highest, the highest that the table has under the rest of the key, and after it what it is where there is none.';
COMMENT ON COLUMN caaspp.layout_columns.applies_when IS 'The rows in which the column is read, as: column = value; value, or with !=. Null: in all.';
COMMENT ON COLUMN caaspp.layout_columns.fills IS 'Table columns that it fills, as table.column; null when it is only passed over. Where several columns fill one, digits are joined and of others the last that is not blank counts.';
COMMENT ON COLUMN caaspp.layout_columns.description IS 'What it means.';
