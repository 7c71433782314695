-- Requests for unlisted resources: asked for in TOMS, answered by the state, every year anew.

CREATE TABLE IF NOT EXISTS caaspp.support_requests (
	school_year       caaspp.school_year,
	ssid              caaspp.ssid,
	code              text,
	assessment        caaspp.assessment,
	requested_on      date,
	resource          text,
	decided_on        date,
	approved          boolean,
	changes_construct boolean,
	batch_id          bigint,
	recorded_at       timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, ssid, code, assessment, requested_on),
	CHECK (decided_on >= requested_on)
);
COMMENT ON TABLE caaspp.support_requests IS 'Requests to the state for resources that are not listed, a row a test.';
COMMENT ON COLUMN caaspp.support_requests.school_year IS 'School year; a request holds for that year only.';
COMMENT ON COLUMN caaspp.support_requests.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.support_requests.code IS 'The state''s code, as a rule NEA_IndividualAids; see support_lead_times.';
COMMENT ON COLUMN caaspp.support_requests.assessment IS 'The test in which it is to be used.';
COMMENT ON COLUMN caaspp.support_requests.requested_on IS 'Day on which it was asked for in TOMS.';
COMMENT ON COLUMN caaspp.support_requests.resource IS 'What was asked for, without names.';
COMMENT ON COLUMN caaspp.support_requests.decided_on IS 'Day of the state''s answer; null while open.';
COMMENT ON COLUMN caaspp.support_requests.approved IS 'The state''s answer; null while open.';
COMMENT ON COLUMN caaspp.support_requests.changes_construct IS 'The state says that it changes what is measured: it may be used, and the student does not count as participating.';
COMMENT ON COLUMN caaspp.support_requests.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.support_requests.recorded_at IS 'When the row took its present values.';
COMMENT ON CONSTRAINT support_requests_check ON caaspp.support_requests IS 'A request is not answered before it was made.';
