-- How the completion forecast reckons.

CREATE TABLE caaspp.forecast_rules (
	first_year caaspp.school_year NOT NULL,
	last_year caaspp.school_year,
	goal_percent numeric(5,2) NOT NULL CHECK (goal_percent > 0 AND goal_percent <= 100),
	pace_days integer NOT NULL CHECK (pace_days > 1),
	least_days integer NOT NULL CHECK (least_days > 1),
	least_parts integer NOT NULL CHECK (least_parts > 0),
	deviate numeric NOT NULL CHECK (deviate > 0),
	quickening numeric NOT NULL CHECK (quickening >= 0),
	mondays boolean NOT NULL,
	fridays boolean NOT NULL,
	session_minutes integer NOT NULL CHECK (session_minutes > 0),
	citation text NOT NULL,
	builtin boolean NOT NULL DEFAULT false,
	PRIMARY KEY (first_year),
	CHECK (last_year OPERATOR(caaspp.>=) first_year),
	CHECK (pace_days >= least_days)
);

COMMENT ON TABLE caaspp.forecast_rules IS
	'How the completion forecast reckons: what counts as finished, from how many days the pace is taken, how wide the bounds are. Of two rows for a year the later first_year wins.';
COMMENT ON COLUMN caaspp.forecast_rules.first_year IS
	'First school year in which the rule is in force.';
COMMENT ON COLUMN caaspp.forecast_rules.last_year IS
	'Last school year in which the rule is in force; null while no end is known.';
COMMENT ON COLUMN caaspp.forecast_rules.goal_percent IS
	'Percentage of the parts of a school''s test with which it counts as finished.';
COMMENT ON COLUMN caaspp.forecast_rules.pace_days IS
	'The pace is that of so many last testing days.';
COMMENT ON COLUMN caaspp.forecast_rules.least_days IS
	'With fewer testing days since the first submitted part there is no forecast.';
COMMENT ON COLUMN caaspp.forecast_rules.least_parts IS
	'With fewer parts submitted on those days there is no forecast.';
COMMENT ON COLUMN caaspp.forecast_rules.deviate IS
	'Width of the bounds for chance alone, as a standard normal deviate. With quickening it makes bounds that hold nine of ten times, see docs/forecast.md.';
COMMENT ON COLUMN caaspp.forecast_rules.quickening IS
	'By what share of itself the pace may rise in pace_days, for the higher bound.';
COMMENT ON COLUMN caaspp.forecast_rules.mondays IS
	'Schools test on Mondays, where testing_capacity says nothing else.';
COMMENT ON COLUMN caaspp.forecast_rules.fridays IS
	'Schools test on Fridays, where testing_capacity says nothing else.';
COMMENT ON COLUMN caaspp.forecast_rules.session_minutes IS
	'Length of a session, where testing_capacity says nothing else.';
COMMENT ON COLUMN caaspp.forecast_rules.citation IS
	'Where the rule is written, or how the figure was found.';
