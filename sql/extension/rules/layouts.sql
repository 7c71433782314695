-- The files that caaspp.import() knows. What a file's columns are is in layout_columns. The rows of both are
-- in layouts/*.psv, a file a layout.

CREATE TABLE caaspp.layouts (
	layout      text PRIMARY KEY,
	title       text NOT NULL,
	made_by     text,
	obtained    text,
	dialect     text,
	facts       text[] NOT NULL,
	updates     text[],
	latest_by   text,
	listed_by   text[],
	dated_by    text,
	deletes_when text,
	replaces_when text,
	reported_by text,
	title_row   text,
	recognition text NOT NULL DEFAULT 'header' CHECK (recognition IN ('header', 'whole header', 'name', 'positions', 'codes')),
	notes       text,
	citation    text NOT NULL,
	builtin     boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE caaspp.layouts IS 'The files that caaspp.import() knows, a row a layout. A district adds its own by rows here and in layout_columns.';
COMMENT ON COLUMN caaspp.layouts.layout IS 'Name of the layout, as the argument layout of caaspp.import() gives it.';
COMMENT ON COLUMN caaspp.layouts.title IS 'What the file is, for people.';
COMMENT ON COLUMN caaspp.layouts.made_by IS 'Who makes the file.';
COMMENT ON COLUMN caaspp.layouts.obtained IS 'Where to get it: the menu or report that gives it.';
COMMENT ON COLUMN caaspp.layouts.dialect IS 'How it comes: delimiter, quotes, encoding, header. Only for people; import() finds out by itself.';
COMMENT ON COLUMN caaspp.layouts.facts IS 'The tables that a row of the file fills. The first is what the row is about; they are loaded in this order. One that a row fills several times is told apart by a suffix, as attempts:2.';
COMMENT ON COLUMN caaspp.layouts.updates IS 'Those of facts whose rows must be there already: the key columns that the file gives find them, cells that are not blank change them, and a row that finds none gets a warning.';
COMMENT ON COLUMN caaspp.layouts.latest_by IS 'Column of dates: where a key comes twice, the row with the latest counts, as a whole; of updates, for each column the latest of those rows in which it is read, and before it one whose last day (until) has not passed. Null: the last row counts, and the others get a warning.';
COMMENT ON COLUMN caaspp.layouts.listed_by IS 'Key columns that say of whom the file lists everything: what facts with these columns in their key have of them beside that is deleted (where that is the whole key of the first fact: if a file of this layout brought it), and student_listings notes who was listed. Null: a file only adds and changes.';
COMMENT ON COLUMN caaspp.layouts.dated_by IS 'Column of dates: the latest is the day of which the file tells. Where the first of facts keeps it, a row with an earlier one than the table''s is passed over. Null: the title, the file''s name or the importer says it.';
COMMENT ON COLUMN caaspp.layouts.deletes_when IS 'Condition as in layout_columns.applies_when: such rows take the first fact of that key away, and only the cells of the key are read. The last row of a key in the file counts.';
COMMENT ON COLUMN caaspp.layouts.replaces_when IS 'Condition: such a row stands for the latest first fact of its key but for the last column, which may be another than the file gives: it moves to the key given. What the same file added before is overruled: it moves, or is not written.';
COMMENT ON COLUMN caaspp.layouts.reported_by IS 'Column with the LEA that says so. Of updates, rows at its schools take what it says; those at other LEAs'' only what is null there. The tables must have a column school.';
COMMENT ON COLUMN caaspp.layouts.title_row IS 'With recognition codes: words of a row before the header, by which this layout is told from others.';
COMMENT ON COLUMN caaspp.layouts.recognition IS 'header: a header with the required columns is of this layout, whatever else it has. whole header: only if it has nothing else. name: only when the layout is named. positions: the file has no header, columns stand at their position, and rows have at least the cells of the required columns. The choices of the first column are what the first cell may be; where it is no choice, the cells that must be filled tell the layout by what they hold. codes: a row a student, with codes in the cells of other columns, or in all cells after the first where there is no header.';
COMMENT ON COLUMN caaspp.layouts.notes IS 'What else there is to know of it, for the layout reference.';
COMMENT ON COLUMN caaspp.layouts.citation IS 'Where the layout comes from.';
