-- What is promised of every type: its storage, its functions, its casts, its comments.
SET search_path = public, caaspp;

-- Storage never changes: pg_upgrade keeps the files.
SELECT typname, typlen, typbyval, typalign, typstorage, typcategory, typispreferred, typdelim
FROM pg_type
WHERE typnamespace = 'caaspp'::regnamespace AND typtype = 'b' AND typcategory <> 'A'
ORDER BY typname;

CREATE TEMP TABLE our AS
SELECT oid AS type, typname FROM pg_type
WHERE typnamespace = 'caaspp'::regnamespace AND typtype = 'b' AND typcategory <> 'A';

-- The functions that belong to the types: all of one kind, none left as the server's default.
CREATE TEMP TABLE functions AS
SELECT p.*
FROM pg_proc AS p JOIN pg_language AS l ON l.oid = prolang
WHERE pronamespace = 'caaspp'::regnamespace
  AND (prosrc ~ ('^caaspp_(' || (SELECT string_agg(typname, '|') FROM our) || ')_')
       OR lanname = 'sql' AND proname ~ ('^(' || (SELECT string_agg(typname, '|') FROM our) || ')_(eq|ne|lt|le|gt|ge)$'));
SELECT lanname, prokind, provolatile, proisstrict, proparallel, prosecdef, proleakproof, count(*)
FROM functions JOIN pg_language AS l ON l.oid = prolang
GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 7;
-- Leakproof are the comparisons, so that a filter may use an index under row security.
SELECT string_agg(DISTINCT regexp_replace(proname, '^.*_', ''), ' ') AS leakproof FROM functions WHERE proleakproof;
SELECT typname, count(*) AS functions
FROM our, functions
WHERE proname ~ ('^' || typname || '_(in|out|recv|send|eq|ne|lt|le|gt|ge|cmp|sortsupport|hash|hash_extended|smaller|larger)$')
GROUP BY typname ORDER BY typname;

-- min and max, made for partial and parallel plans.
SELECT aggfnoid::regprocedure, aggkind, aggtransfn::regproc, aggcombinefn::regproc, aggsortop::regoperator, proparallel, proisstrict
FROM pg_aggregate JOIN pg_proc AS p ON p.oid = aggfnoid
WHERE pronamespace = 'caaspp'::regnamespace AND prorettype IN (SELECT type FROM our)
ORDER BY aggfnoid::regprocedure::text COLLATE "C";

-- Casts: on request and in assignments, never implicit.
SELECT castsource::regtype, casttarget::regtype, castcontext, castmethod
FROM pg_cast
WHERE castsource IN (SELECT type FROM our) OR casttarget IN (SELECT type FROM our)
ORDER BY castsource::regtype::text COLLATE "C", casttarget::regtype::text COLLATE "C";

-- Operators: each has its estimators and partners.
SELECT CASE WHEN oprleft = oprright THEN 'same' ELSE 'text' END AS arguments, oprname, oprcanhash, oprcanmerge, oprrest, oprjoin,
       oprcom::regoper::text AS commutator, oprnegate::regoper::text AS negator, count(*)
FROM pg_operator
WHERE oprnamespace = 'caaspp'::regnamespace AND oprname IN ('=', '<>', '<', '<=', '>', '>=')
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
ORDER BY 1, 2;
SELECT count(*) AS operators_without_function FROM pg_operator WHERE oprnamespace = 'caaspp'::regnamespace AND oprcode = 0;
SELECT oid::regoperator, oprcom::regoperator, oprrest, oprjoin
FROM pg_operator
WHERE oprnamespace = 'caaspp'::regnamespace AND oprname NOT IN ('=', '<>', '<', '<=', '>', '>=')
ORDER BY oprname, oid::regoperator::text COLLATE "C";

-- Each object of the types has its comment.
SELECT d.classid::regclass, pg_describe_object(d.classid, d.objid, 0)
FROM pg_depend AS d
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
  AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'caaspp')
  AND d.classid IN ('pg_type'::regclass, 'pg_operator'::regclass, 'pg_opclass'::regclass, 'pg_opfamily'::regclass,
                    'pg_cast'::regclass, 'pg_proc'::regclass)
  AND (d.classid NOT IN ('pg_type'::regclass, 'pg_proc'::regclass) OR d.objid IN (SELECT type FROM our) OR d.objid IN (SELECT oid FROM functions))
  AND obj_description(d.objid, d.classid::regclass::text) IS NULL
ORDER BY 2;
