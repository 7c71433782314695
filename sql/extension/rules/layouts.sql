-- The files that caaspp.import() knows. What a file's columns are is in layout_columns.

CREATE TABLE caaspp.layouts (
	layout      text PRIMARY KEY,
	title       text NOT NULL,
	facts       text[] NOT NULL,
	recognition text NOT NULL DEFAULT 'header' CHECK (recognition IN ('header', 'whole header', 'name')),
	citation    text NOT NULL,
	builtin     boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE caaspp.layouts IS 'The files that caaspp.import() knows, a row a layout. A district adds its own by rows here and in layout_columns.';
COMMENT ON COLUMN caaspp.layouts.layout IS 'Name of the layout, as the argument layout of caaspp.import() gives it.';
COMMENT ON COLUMN caaspp.layouts.title IS 'What the file is, for people.';
COMMENT ON COLUMN caaspp.layouts.facts IS 'The tables that a row of the file fills. The first is what the row is about; they are loaded in this order.';
COMMENT ON COLUMN caaspp.layouts.recognition IS 'header: a header with the required columns is of this layout, whatever else it has. whole header: only if it has nothing else. name: only when the layout is named.';
COMMENT ON COLUMN caaspp.layouts.citation IS 'Where the layout comes from.';
COMMENT ON COLUMN caaspp.layouts.builtin IS 'Shipped with the extension, read-only.';

CREATE TRIGGER protect_builtin_rows BEFORE INSERT OR UPDATE OR DELETE ON caaspp.layouts
	FOR EACH ROW EXECUTE FUNCTION caaspp.protect_builtin();
CREATE TRIGGER protect_builtin_table BEFORE TRUNCATE ON caaspp.layouts
	FOR EACH STATEMENT EXECUTE FUNCTION caaspp.protect_builtin();
SELECT pg_catalog.pg_extension_config_dump('caaspp.layouts', 'WHERE NOT builtin');
GRANT SELECT ON caaspp.layouts TO PUBLIC;
