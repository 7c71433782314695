\echo Use "CREATE EXTENSION caaspp" to load this file. \quit

CREATE SCHEMA caaspp;
COMMENT ON SCHEMA caaspp IS 'CAASPP testing: types, functions and rules of the extension, tables and views of the district';
GRANT USAGE ON SCHEMA caaspp TO PUBLIC;
