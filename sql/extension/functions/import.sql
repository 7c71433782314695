-- Files into the district's tables.

CREATE FUNCTION caaspp.import(content bytea, layout text DEFAULT NULL, source text DEFAULT NULL,
	school_year caaspp.school_year DEFAULT NULL, file_name text DEFAULT NULL,
	dry_run boolean DEFAULT false, all_or_nothing boolean DEFAULT false, source_date date DEFAULT NULL,
	OUT batch_id bigint, OUT layout text, OUT source text, OUT school_year caaspp.school_year, OUT file_name text,
	OUT file_sha256 text, OUT imported_at timestamptz, OUT imported_by text,
	OUT rows_read bigint, OUT rows_loaded bigint, OUT rows_unchanged bigint, OUT rows_refused bigint,
	OUT source_date date, OUT rows_replaced bigint, OUT undone_at timestamptz, OUT undone_by text, OUT scopes caaspp.cds_code[])
	AS 'MODULE_PATHNAME', 'caaspp_import'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION caaspp.import(bytea, text, text, caaspp.school_year, text, boolean, boolean, date) IS
	'Loads a file of a known layout, told by its header, and returns its row of import_batches. Rows with an error are refused and listed in import_findings; the good ones are loaded, or none with all_or_nothing. dry_run writes nothing. source says who the file came from; the school year comes from the file, else the argument, else today. source_date is the day of which the file tells, where its rows, title or name do not; of students whom a later snapshot listed, a file says nothing new. undo_batch() takes an import back.';

CREATE FUNCTION caaspp.import_file(path text, layout text DEFAULT NULL, source text DEFAULT NULL,
	school_year caaspp.school_year DEFAULT NULL, file_name text DEFAULT NULL,
	dry_run boolean DEFAULT false, all_or_nothing boolean DEFAULT false, source_date date DEFAULT NULL,
	OUT batch_id bigint, OUT layout text, OUT source text, OUT school_year caaspp.school_year, OUT file_name text,
	OUT file_sha256 text, OUT imported_at timestamptz, OUT imported_by text,
	OUT rows_read bigint, OUT rows_loaded bigint, OUT rows_unchanged bigint, OUT rows_refused bigint,
	OUT source_date date, OUT rows_replaced bigint, OUT undone_at timestamptz, OUT undone_by text, OUT scopes caaspp.cds_code[])
	AS 'MODULE_PATHNAME', 'caaspp_import_file'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION caaspp.import_file(text, text, text, caaspp.school_year, text, boolean, boolean, date) IS
	'As import(), of a file on the server. Only for roles that may read the server''s files, as COPY from a file is.';

CREATE FUNCTION caaspp.check_file(content bytea, layout text DEFAULT NULL, source text DEFAULT NULL,
	school_year caaspp.school_year DEFAULT NULL, source_date date DEFAULT NULL)
	RETURNS TABLE (line bigint, column_number integer, rule text, column_name text, severity text, message text)
	AS 'MODULE_PATHNAME', 'caaspp_check_file'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION caaspp.check_file(bytea, text, text, caaspp.school_year, date) IS
	'The findings that importing a file would give, as import_findings would hold them. Writes nothing.';

CREATE FUNCTION caaspp.importing() RETURNS bigint
	AS 'MODULE_PATHNAME', 'caaspp_importing_batch'
	LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION caaspp.importing() IS
	'The import whose rows go into tables just now, for the tables'' triggers; null when there is none.';

CREATE FUNCTION caaspp.are_many(rows bigint) RETURNS boolean
	AS 'MODULE_PATHNAME', 'caaspp_are_many'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caaspp.are_many(bigint) IS
	'Whether rows of a file are so many that to compare each with each takes long: then no statement about them is planned as a nested loop.';
