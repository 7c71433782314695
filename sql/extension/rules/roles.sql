-- The TOMS roles and those without one: what they may do. What they owe is in staff_rules.

CREATE TABLE caaspp.roles (
	code text NOT NULL,
	first_year caaspp.school_year NOT NULL,
	last_year caaspp.school_year,
	title text NOT NULL,
	aliases text[],
	scope text CHECK (scope IN ('lea', 'school')),
	toms boolean NOT NULL,
	may_add_users boolean NOT NULL,
	may_set_windows boolean NOT NULL,
	may_assign_tests boolean NOT NULL,
	may_set_supports boolean NOT NULL,
	may_set_exemptions boolean NOT NULL,
	may_file_incidents boolean NOT NULL,
	may_call_help_desk boolean NOT NULL,
	may_give_general boolean NOT NULL,
	may_give_alternate boolean NOT NULL,
	may_give_interim boolean NOT NULL,
	may_see_results boolean NOT NULL,
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (code, first_year),
	CHECK (last_year OPERATOR(caaspp.>=) first_year)
);

COMMENT ON TABLE caaspp.roles IS
	'Roles in the administration: scope and rights.';
COMMENT ON COLUMN caaspp.roles.code IS
	'Permanent name of the role. Of two rows in a year the later first_year is in force.';
COMMENT ON COLUMN caaspp.roles.first_year IS
	'First school year in which the rule is in force.';
COMMENT ON COLUMN caaspp.roles.last_year IS
	'Last school year in which the rule is in force; null while no end is known.';
COMMENT ON COLUMN caaspp.roles.title IS
	'The role''s name.';
COMMENT ON COLUMN caaspp.roles.aliases IS
	'Other titles by which files name it.';
COMMENT ON COLUMN caaspp.roles.scope IS
	'What the role reaches: a whole LEA or a school; null: either.';
COMMENT ON COLUMN caaspp.roles.toms IS
	'True: a role in TOMS; false: no account.';
COMMENT ON COLUMN caaspp.roles.may_add_users IS
	'Adds users of the roles below its own.';
COMMENT ON COLUMN caaspp.roles.may_set_windows IS
	'Sets the selected testing windows.';
COMMENT ON COLUMN caaspp.roles.may_assign_tests IS
	'Changes test assignments.';
COMMENT ON COLUMN caaspp.roles.may_set_supports IS
	'Changes accessibility settings.';
COMMENT ON COLUMN caaspp.roles.may_set_exemptions IS
	'Enters PGE and NTE.';
COMMENT ON COLUMN caaspp.roles.may_file_incidents IS
	'Files incidents and appeals in STAIRS.';
COMMENT ON COLUMN caaspp.roles.may_call_help_desk IS
	'Telephones the state''s help desk (CalTAC).';
COMMENT ON COLUMN caaspp.roles.may_give_general IS
	'Administers the Smarter Balanced tests, CAST and CSA.';
COMMENT ON COLUMN caaspp.roles.may_give_alternate IS
	'Administers the California Alternate Assessments.';
COMMENT ON COLUMN caaspp.roles.may_give_interim IS
	'Administers interim assessments.';
COMMENT ON COLUMN caaspp.roles.may_see_results IS
	'Sees results.';
COMMENT ON COLUMN caaspp.roles.citation IS
	'Where the rule is written, and what was carried from another year.';
