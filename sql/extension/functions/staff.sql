-- Who may have which role where.

CREATE FUNCTION caaspp.staff_trigger() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	misplaced record;
BEGIN
	SELECT r.title, r.scope INTO misplaced
	FROM changed s
		CROSS JOIN LATERAL (
			SELECT x.title, x.scope FROM caaspp.roles x		-- as the state has it this year, or had it last
			WHERE x.code = s.role AND x.first_year <= caaspp.school_year(caaspp.today())
			ORDER BY x.first_year DESC LIMIT 1) r
	WHERE (r.scope = 'lea') <> is_lea(s.organization)
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'the role "%" is not one of %', misplaced.title, CASE misplaced.scope WHEN 'lea' THEN 'a school' ELSE 'a whole LEA' END
			USING ERRCODE = 'check_violation', TABLE = 'staff', COLUMN = 'role', SCHEMA = 'caaspp',
				HINT = format('Give the code of %s; caaspp.roles has the rule.', CASE misplaced.scope WHEN 'lea' THEN 'the LEA' ELSE 'a school' END);
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION caaspp.staff_trigger() IS
	'Statement trigger after INSERT, UPDATE on staff: refuses a role of LEAs at a school and one of schools at an LEA (23514). Rule: roles.scope of the current school year.';
