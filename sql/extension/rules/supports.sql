-- The catalogue of accessibility resources. A row is a code in one test part and span of years,
-- since the same code can be an accommodation in one test and a designated support in another.

CREATE TABLE caaspp.supports (
	code text NOT NULL,
	part caaspp.test_part NOT NULL,
	first_year caaspp.school_year NOT NULL,
	last_year caaspp.school_year,
	name text NOT NULL,
	class text NOT NULL CHECK (class IN ('designated', 'accommodation', 'universal', 'off')),
	embedded boolean NOT NULL,
	grades caaspp.grade_band,
	family text,
	aliases text[],
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (code, part, first_year),
	CHECK (last_year OPERATOR(caaspp.>=) first_year)
);

COMMENT ON TABLE caaspp.supports IS
	'Accessibility resources by code, test part and year: class, grades and family.';
COMMENT ON COLUMN caaspp.supports.code IS
	'The state''s code as files carry it; parts of a joined code are joined by &.';
COMMENT ON COLUMN caaspp.supports.part IS
	'The test part in which it may be used.';
COMMENT ON COLUMN caaspp.supports.first_year IS
	'First school year in which the rule is in force.';
COMMENT ON COLUMN caaspp.supports.last_year IS
	'Last school year in which the rule is in force; null while no end is known.';
COMMENT ON COLUMN caaspp.supports.name IS
	'The resource''s name.';
COMMENT ON COLUMN caaspp.supports.class IS
	'Designated (any student), accommodation (IEP or Section 504 plan), universal (everybody), off (a default: no setting).';
COMMENT ON COLUMN caaspp.supports.embedded IS
	'True: the testing platform provides it; false: the school does.';
COMMENT ON COLUMN caaspp.supports.grades IS
	'Grades in which it may be used; null: every grade of the test.';
COMMENT ON COLUMN caaspp.supports.family IS
	'Codes of one family exclude each other in a test; null: none.';
COMMENT ON COLUMN caaspp.supports.aliases IS
	'Other spellings of the code that files have been seen to carry.';
COMMENT ON COLUMN caaspp.supports.citation IS
	'Where the rule is written, and what was carried from another year.';
