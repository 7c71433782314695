-- From a letter to an exemption.

CREATE FUNCTION caaspp.exempts(code caaspp.exemption_code)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN code OPERATOR(caaspp.=) ANY ('{PGE,NTE}'::caaspp.exemption_code[]);
COMMENT ON FUNCTION caaspp.exempts(caaspp.exemption_code) IS
	'Whether a code closes the test: the parent''s or the medical one, of which a test has one. A newcomer (NEL) may test.';

CREATE FUNCTION caaspp.request_lacks(code caaspp.exemption_code, school_year caaspp.school_year, is_written boolean, is_signed boolean, dated_on date, received_on date)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT NULLIF(pg_catalog.concat_ws(', ',
			CASE WHEN r.needs_writing IS NOT FALSE AND $3 IS NOT TRUE THEN 'in writing' END,
			CASE WHEN r.needs_signature IS NOT FALSE AND $4 IS NOT TRUE THEN 'signed' END,
			CASE WHEN r.needs_date IS FALSE THEN NULL
				 WHEN $5 IS NULL THEN 'dated'
				 WHEN $5 OPERATOR(pg_catalog.>) $6 THEN 'dated no later than received' END), '')
	FROM (VALUES (1)) one
		LEFT JOIN LATERAL (SELECT x.needs_writing, x.needs_signature, x.needs_date
						   FROM caaspp.exemption_rules x
						   WHERE x.code OPERATOR(caaspp.=) $1 AND caaspp.in_force(x.first_year, x.last_year, $2)
						   ORDER BY x.first_year DESC LIMIT 1) r ON true;
$$;
COMMENT ON FUNCTION caaspp.request_lacks(caaspp.exemption_code, caaspp.school_year, boolean, boolean, date, date) IS
	'What a request for an exemption is not, of: in writing, signed, dated (or dated no later than received), joined by a comma; null when it is complete. The rule is the year''s row of exemption_rules, all three where there is none.';

CREATE FUNCTION caaspp.accept_exemption(ssid caaspp.ssid, school_year caaspp.school_year, assessment caaspp.assessment,
	entered_at timestamptz DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	r record;
	rule record;
	lacks text;
	other exemption_code;
	last_day date;
	entered timestamptz := entered_at;
BEGIN
	PERFORM caaspp.require_deployed();
	IF entered IS NULL THEN		-- now, or at noon of the day that caaspp.as_of says
		entered := CASE WHEN today() = pacific_date(now()) THEN now() ELSE (today() + time '12:00') AT TIME ZONE pacific_zone() END;
	END IF;
	SELECT q.* INTO r
	FROM caaspp.exemption_requests q
	WHERE q.ssid = accept_exemption.ssid AND q.school_year = accept_exemption.school_year AND q.assessment = accept_exemption.assessment
	ORDER BY caaspp.request_lacks(q.code, q.school_year, q.is_written, q.is_signed, q.dated_on, q.received_on) IS NULL DESC, q.received_on DESC
	LIMIT 1;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'there is no exemption request for this student, year and test'
			USING ERRCODE = 'no_data_found', HINT = 'Enter it in caaspp.exemption_requests first.';
	END IF;
	SELECT x.on_request, x.by_window_end INTO rule
	FROM caaspp.exemption_rules x
	WHERE x.code = r.code AND in_force(x.first_year, x.last_year, r.school_year)
	ORDER BY x.first_year DESC LIMIT 1;
	IF NOT rule.on_request THEN
		RAISE EXCEPTION 'exemption code % is not given on request', r.code
			USING ERRCODE = 'check_violation', TABLE = 'exemption_requests', SCHEMA = 'caaspp',
				DETAIL = 'The state derives it from what the enrollment says.',
				HINT = 'exemption_rules.on_request: correct elas and us_entry_date of the enrollment instead.';
	END IF;
	lacks := caaspp.request_lacks(r.code, r.school_year, r.is_written, r.is_signed, r.dated_on, r.received_on);
	IF lacks IS NOT NULL THEN
		RAISE EXCEPTION 'the exemption request is not complete'
			USING ERRCODE = 'check_violation', TABLE = 'exemption_requests', SCHEMA = 'caaspp',
				DETAIL = format('The request is not: %s.', lacks),
				HINT = '5 CCR 852(c): a request is written, signed and dated; until then the student keeps testing.';
	END IF;
	IF r.received_on NOT BETWEEN starts_on(r.school_year) AND ends_on(r.school_year) THEN
		RAISE EXCEPTION 'the exemption request was not received in its school year'
			USING ERRCODE = 'check_violation', TABLE = 'exemption_requests', SCHEMA = 'caaspp',
				DETAIL = format('A request for %s is one received from %s to %s.', r.school_year, starts_on(r.school_year), ends_on(r.school_year)),
				HINT = '5 CCR 852(c): a request holds for the school year in which it is submitted; ask for a new one.';
	END IF;
	PERFORM caaspp.lock_students(ARRAY[r.ssid]);
	other := (SELECT x.code FROM caaspp.exemptions x
			  WHERE x.school_year = r.school_year AND x.ssid = r.ssid AND x.assessment = r.assessment
				AND x.code <> r.code AND exempts(x.code));
	IF other IS NOT NULL THEN
		RAISE EXCEPTION 'the test already has exemption code %', other
			USING ERRCODE = 'check_violation', TABLE = 'exemptions', SCHEMA = 'caaspp',
				DETAIL = 'A test has one condition code: parent or medical, never both.',
				HINT = 'Decide which one holds; withdraw the other by deleting its row of caaspp.exemptions first.';
	END IF;
	INSERT INTO caaspp.exemptions AS x (school_year, ssid, assessment, code, entered_at, effective_at)
	SELECT r.school_year, r.ssid, r.assessment, r.code, entered,
		entered + make_interval(hours => y.exemption_hours)
	FROM (VALUES (1)) one LEFT JOIN caaspp.administrations y ON y.school_year = r.school_year
	ON CONFLICT ON CONSTRAINT exemptions_pkey DO UPDATE
		SET code = excluded.code, entered_at = excluded.entered_at, effective_at = excluded.effective_at
		WHERE x.code <> excluded.code;
	IF FOUND AND rule.by_window_end THEN
		last_day := (SELECT a.window_ends_on FROM caaspp.assignments a
					 WHERE a.school_year = r.school_year AND a.ssid = r.ssid AND a.assessment = r.assessment);
		IF pacific_date(entered) > last_day THEN
			RAISE EXCEPTION 'an exemption cannot be entered after the testing window'
				USING ERRCODE = 'check_violation', TABLE = 'exemptions', SCHEMA = 'caaspp',
					DETAIL = format('The last day on which the school could test was %s.', last_day),
					HINT = 'CAASPP Update 157: a code is entered by the last day of the selected window. If it was, give its time as entered_at.';
		END IF;
	END IF;
END
$$;
COMMENT ON FUNCTION caaspp.accept_exemption(caaspp.ssid, caaspp.school_year, caaspp.assessment, timestamptz) IS
	'Turns the latest complete request (written, signed, dated; exemption_rules) into an exemption entered at the given time (null: now; at noon of caaspp.today() where caaspp.as_of sets another day) and effective administrations.exemption_hours later (null for a year without rules). Errors: 23514 when the request is incomplete, of another school year or for a code that nobody requests, or when the test is completed, has the other of PGE and NTE, or its window has ended; P0002 without a request, 55000 before deploy().';
