-- The support audit by itself: students who all have six codes in two sources. 500000 is the state (about three minutes, 3 GB).
\set QUIET on
SET client_min_messages = warning;
SET synchronous_commit = off;
CREATE EXTENSION caaspp;
CALL caaspp.deploy();
CREATE SCHEMA bench;
SET search_path = pg_catalog, caaspp, bench;
SET caaspp.as_of = '2020-03-09';

INSERT INTO caaspp.enrollments (school_year, ssid, school, entry_date, grade, special_education, section_504, primary_disability, elas)
SELECT '2019-20', (1000000000 + (n::bigint * 2654435761) % 8999999989)::text::ssid, ('20' || lpad((n % 1000)::text, 5, '0') || lpad((n / 1000 % 9 + 1)::text, 7, '0'))::cds_code,
	date '2019-08-15', (ARRAY['3', '4', '5', '6', '7', '8', '11'])[1 + n % 7]::grade, n % 50 <> 0, n % 10 = 0, CASE WHEN n % 50 <> 0 THEN 'SLD' END, CASE WHEN n % 5 = 0 THEN 'EL' ELSE 'EO' END
FROM generate_series(1, :supported) n;
INSERT INTO caaspp.students (ssid, last_name, first_name) SELECT e.ssid, 'Last' || e.ssid::text, 'First' FROM caaspp.enrollments e;
INSERT INTO caaspp.organizations (cds, name, kind) SELECT s.cds, 'School ' || s.cds::text, 'school' FROM (SELECT DISTINCT e.school AS cds FROM caaspp.enrollments e) s;
CREATE UNLOGGED TABLE bench.settings AS		-- six codes of the year's catalogue, of each source one in :gap missing
SELECT '2019-20'::school_year AS school_year, s.source, e.ssid, c.code
FROM (SELECT array_agg(DISTINCT y.code) AS codes FROM caaspp.year_supports() y
	  WHERE y.school_year = '2019-20' AND y.class <> 'off' AND y.part = 'ELA-CAT' AND y.grades IS NULL) k
	CROSS JOIN caaspp.enrollments e
	CROSS JOIN generate_series(0, 5) i
	CROSS JOIN LATERAL (SELECT k.codes[1 + (abs(hashtext(e.ssid::text)::bigint) + i * 7) % cardinality(k.codes)] AS code) c
	CROSS JOIN unnest(ARRAY['SIS', 'TOMS']) s(source)
WHERE abs(hashtext(s.source || e.ssid::text || c.code)::bigint) % :gap <> 0;
VACUUM (ANALYZE);

CREATE PROCEDURE bench.say(what text, ms float8, rest text DEFAULT '') LANGUAGE plpgsql AS $$
BEGIN
	RAISE NOTICE '%', format('%-58s %10s ms  %s', what, round(ms::numeric, CASE WHEN ms < 10 THEN 3 ELSE 1 END), rest);
END $$;
CREATE PROCEDURE bench.write(what text, query text) LANGUAGE plpgsql AS $$
DECLARE
	t timestamptz := clock_timestamp();
	rows bigint;
	took float8;
BEGIN
	EXECUTE query;
	GET DIAGNOSTICS rows = ROW_COUNT;
	took := extract(epoch FROM clock_timestamp() - t);
	CALL bench.say(what, 1000 * took, format('%s rows, %s a second', rows, round(rows / took)));
END $$;
CREATE PROCEDURE bench.read(what text, query text) LANGUAGE plpgsql AS $$
DECLARE
	t timestamptz;
	rows bigint;
	took float8[];
	median float8;
BEGIN
	FOR i IN 1..6 LOOP
		t := clock_timestamp();
		EXECUTE 'CREATE TEMP TABLE answer AS ' || query;
		GET DIAGNOSTICS rows = ROW_COUNT;
		took := took || 1000 * extract(epoch FROM clock_timestamp() - t)::float8;
		DROP TABLE answer;
	END LOOP;
	SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) INTO median FROM unnest(took[2:]) x;
	CALL bench.say(what, median, format('%s rows', rows));
END $$;
CREATE PROCEDURE bench.one_student(of_ssid text, planned_anew boolean) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
	t timestamptz;
	took float8[];
	median float8;
	m record;
BEGIN
	FOR i IN 1..500 LOOP
		t := clock_timestamp();
		IF planned_anew THEN
			FOR m IN EXECUTE format('SELECT * FROM caaspp.support_mismatches WHERE ssid = %L', of_ssid) LOOP END LOOP;
		ELSE
			FOR m IN SELECT * FROM caaspp.support_mismatches WHERE ssid = of_ssid LOOP END LOOP;
		END IF;
		took := took || 1000 * extract(epoch FROM clock_timestamp() - t)::float8;
	END LOOP;
	SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) INTO median FROM unnest(took[2:]) x;
	CALL bench.say('support_mismatches, one student, ' || CASE WHEN planned_anew THEN 'planned each time' ELSE 'prepared' END, median);
END $$;
\set VERBOSITY terse
SET client_min_messages = notice;
ALTER TABLE caaspp.support_settings DISABLE TRIGGER support_problems_insert;
CALL bench.write('settings of both sources, problems not derived', 'INSERT INTO caaspp.support_settings (school_year, source, ssid, code) TABLE bench.settings');
ALTER TABLE caaspp.support_settings DISABLE TRIGGER USER;
DELETE FROM caaspp.support_settings;
ALTER TABLE caaspp.support_settings ENABLE TRIGGER USER;
VACUUM caaspp.support_settings;
CALL bench.write('settings of both sources', 'INSERT INTO caaspp.support_settings (school_year, source, ssid, code) TABLE bench.settings');
CALL bench.write('the first report: everybody is compared', $$INSERT INTO caaspp.support_snapshots (school_year, source, ssid) SELECT DISTINCT school_year, source, ssid FROM bench.settings WHERE source = 'TOMS'$$);
VACUUM (ANALYZE);
CALL bench.read('support_mismatches', 'SELECT * FROM caaspp.support_mismatches');
CALL bench.read('  the same worked out from the facts', 'SELECT * FROM caaspp.audited_supports() WHERE problem IS NOT NULL');
CALL bench.read('support_mismatches, one school', $$SELECT * FROM caaspp.support_mismatches WHERE school_cds = '20000010000001'$$);
SELECT min(ssid) AS ssid FROM caaspp.support_mismatches \gset
CALL bench.one_student(:'ssid', true);
CALL bench.one_student(:'ssid', false);
CALL bench.write('a setting of one student comes', format($$INSERT INTO caaspp.support_settings (school_year, source, ssid, code) VALUES ('2019-20', 'SPED', %L, 'NEDS_SS')$$, :'ssid'));
CALL bench.write('a second one', format($$INSERT INTO caaspp.support_settings (school_year, source, ssid, code) VALUES ('2019-20', 'EL', %L, 'NEDS_SS')$$, :'ssid'));
CALL bench.write('and go', format($$DELETE FROM caaspp.support_settings WHERE school_year = '2019-20' AND ssid = %L AND code = 'NEDS_SS'$$, :'ssid'));
