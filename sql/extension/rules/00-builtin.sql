-- The state rule tables hold what the state has set, a row for each rule and span of school years.
-- Shipped rows are marked builtin and cannot be changed; a district adds rows of its own beside
-- them, and only those are dumped.

CREATE FUNCTION caaspp.protect_builtin() RETURNS trigger
	AS 'MODULE_PATHNAME', 'caaspp_protect_builtin'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION caaspp.protect_builtin() IS
	'Trigger of the state rule tables: refuses changes to the rows that the extension ships.';

