-- The seven tests and what they measure.

CREATE TABLE caaspp.assessments (
	assessment caaspp.assessment PRIMARY KEY,
	subject text NOT NULL CHECK (subject IN ('ELA', 'MATH', 'SCIENCE', 'SPANISH')),
	program text NOT NULL CHECK (program IN ('Smarter', 'CAA', 'CAST', 'CSA')),
	alternate boolean NOT NULL,
	title text NOT NULL,
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false
);

COMMENT ON TABLE caaspp.assessments IS
	'The tests of the CAASPP: subject, program and whether alternate.';
COMMENT ON COLUMN caaspp.assessments.assessment IS
	'The test.';
COMMENT ON COLUMN caaspp.assessments.subject IS
	'Subject: ELA, MATH, SCIENCE or SPANISH.';
COMMENT ON COLUMN caaspp.assessments.program IS
	'Program, as the state reports completion: Smarter, CAA, CAST or CSA.';
COMMENT ON COLUMN caaspp.assessments.alternate IS
	'True for the California Alternate Assessments.';
COMMENT ON COLUMN caaspp.assessments.title IS
	'The test''s full name.';
COMMENT ON COLUMN caaspp.assessments.citation IS
	'Where the rule is written, and what was carried from another year.';
