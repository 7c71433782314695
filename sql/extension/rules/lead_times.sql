-- How long a new student's record travels before it is seen.

CREATE TABLE caaspp.lead_times (
	source text NOT NULL CHECK (source IN ('enrollment', 'CALPADS', 'TOMS')),
	target text NOT NULL CHECK (target IN ('TOMS', 'testing')),
	first_year caaspp.school_year NOT NULL,
	last_year caaspp.school_year,
	earliest_days integer NOT NULL CHECK (earliest_days >= 0),
	latest_days integer NOT NULL,
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (source, target, first_year),
	CHECK (latest_days >= earliest_days),
	CHECK (last_year OPERATOR(caaspp.>=) first_year)
);

COMMENT ON TABLE caaspp.lead_times IS
	'Business days until what one system knows is seen in another, a row a way and span of years.';
COMMENT ON COLUMN caaspp.lead_times.source IS
	'Where it begins: the enrollment in the school, the posting in CALPADS, or a setting in TOMS.';
COMMENT ON COLUMN caaspp.lead_times.target IS
	'Where it is to be seen: TOMS, or the testing platform.';
COMMENT ON COLUMN caaspp.lead_times.first_year IS
	'First school year in which the rule is in force.';
COMMENT ON COLUMN caaspp.lead_times.last_year IS
	'Last school year in which the rule is in force; null while no end is known.';
COMMENT ON COLUMN caaspp.lead_times.earliest_days IS
	'Business days after which it can be there.';
COMMENT ON COLUMN caaspp.lead_times.latest_days IS
	'Business days after which it is late.';
COMMENT ON COLUMN caaspp.lead_times.citation IS
	'Where the rule is written, and what was carried from another year.';
