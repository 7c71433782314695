-- Makes a database a district's, and loads the sample files.
SET client_min_messages = warning;
CREATE EXTENSION caaspp;
CALL caaspp.deploy();
\ir files.sql
\ir later.sql
