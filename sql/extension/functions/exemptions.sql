-- From a letter to an exemption.

CREATE FUNCTION caaspp.accept_exemption(ssid caaspp.ssid, school_year caaspp.school_year, assessment caaspp.assessment,
	entered_at timestamptz DEFAULT now()) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	r record;
	lacks text;
BEGIN
	PERFORM caaspp.require_deployed();
	SELECT q.* INTO r
	FROM caaspp.exemption_requests q
	WHERE q.ssid = accept_exemption.ssid AND q.school_year = accept_exemption.school_year AND q.assessment = accept_exemption.assessment
	ORDER BY q.is_written IS TRUE AND q.is_signed IS TRUE AND q.dated_on IS NOT NULL DESC, q.received_on DESC
	LIMIT 1;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'there is no exemption request for this student, year and test'
			USING ERRCODE = 'no_data_found', HINT = 'Enter it in caaspp.exemption_requests first.';
	END IF;
	lacks := concat_ws(', ', CASE WHEN r.is_written IS NOT TRUE THEN 'in writing' END,
					   CASE WHEN r.is_signed IS NOT TRUE THEN 'signed' END, CASE WHEN r.dated_on IS NULL THEN 'dated' END);
	IF lacks <> '' THEN
		RAISE EXCEPTION 'the exemption request is not complete'
			USING ERRCODE = 'check_violation', TABLE = 'exemption_requests', SCHEMA = 'caaspp',
				DETAIL = format('The request is not: %s.', lacks),
				HINT = '5 CCR 852(c): a request is written, signed and dated; until then the student keeps testing.';
	END IF;
	INSERT INTO caaspp.exemptions AS x (school_year, ssid, assessment, code, entered_at, effective_at)
	SELECT r.school_year, r.ssid, r.assessment, r.code, accept_exemption.entered_at,
		accept_exemption.entered_at + make_interval(hours => y.exemption_hours)
	FROM (VALUES (1)) one LEFT JOIN caaspp.administrations y ON y.school_year = r.school_year
	ON CONFLICT ON CONSTRAINT exemptions_pkey DO UPDATE
		SET code = excluded.code, entered_at = excluded.entered_at, effective_at = excluded.effective_at
		WHERE x.code <> excluded.code;
END
$$;
COMMENT ON FUNCTION caaspp.accept_exemption(caaspp.ssid, caaspp.school_year, caaspp.assessment, timestamptz) IS
	'Turns the latest complete request (written, signed, dated) into an exemption entered at the given time and effective administrations.exemption_hours later (null for a year without rules). Errors: 23514 when the request is incomplete or the test is completed, P0002 without a request, 55000 before deploy().';
