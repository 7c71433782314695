-- Exemptions: the letters that ask for one, and the codes that were entered.

CREATE TABLE IF NOT EXISTS caaspp.exemption_requests (
	school_year caaspp.school_year,
	ssid        caaspp.ssid,
	assessment  caaspp.assessment,
	received_on date,
	code        caaspp.exemption_code NOT NULL,
	is_written  boolean,
	is_signed   boolean,
	dated_on    date,
	source      text,
	batch_id    bigint,
	recorded_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, ssid, assessment, received_on)
);
COMMENT ON TABLE caaspp.exemption_requests IS 'Letters that ask for an exemption, a row a test. They exempt nobody by themselves: caaspp.accept_exemption() does.';
COMMENT ON COLUMN caaspp.exemption_requests.school_year IS 'School year; a request holds for that year only.';
COMMENT ON COLUMN caaspp.exemption_requests.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.exemption_requests.assessment IS 'The test it asks for.';
COMMENT ON COLUMN caaspp.exemption_requests.received_on IS 'Day of receipt.';
COMMENT ON COLUMN caaspp.exemption_requests.code IS 'PGE (parent or guardian) or NTE (medical emergency).';
COMMENT ON COLUMN caaspp.exemption_requests.is_written IS 'It is in writing.';
COMMENT ON COLUMN caaspp.exemption_requests.is_signed IS 'A parent or guardian signed it.';
COMMENT ON COLUMN caaspp.exemption_requests.dated_on IS 'The date that it bears; null when undated.';
COMMENT ON COLUMN caaspp.exemption_requests.source IS 'How it came: letter, email, office.';
COMMENT ON COLUMN caaspp.exemption_requests.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.exemption_requests.recorded_at IS 'When the row took its present values.';

CREATE TABLE IF NOT EXISTS caaspp.exemptions (
	school_year  caaspp.school_year,
	ssid         caaspp.ssid,
	assessment   caaspp.assessment,
	code         caaspp.exemption_code NOT NULL,
	entered_at   timestamptz,
	effective_at timestamptz,
	batch_id     bigint,
	recorded_at  timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, ssid, assessment)
);
COMMENT ON TABLE caaspp.exemptions IS 'Exemption codes entered in the state''s system. They count from the Pacific day of entered_at.';
COMMENT ON COLUMN caaspp.exemptions.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.exemptions.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.exemptions.assessment IS 'The exempted test.';
COMMENT ON COLUMN caaspp.exemptions.code IS 'PGE, NTE or NEL.';
COMMENT ON COLUMN caaspp.exemptions.entered_at IS 'When the code was entered; null counts as always.';
COMMENT ON COLUMN caaspp.exemptions.effective_at IS 'When the testing platform blocks the test; null: administrations.exemption_hours (24) after entered_at.';
COMMENT ON COLUMN caaspp.exemptions.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.exemptions.recorded_at IS 'When the row took its present values.';
