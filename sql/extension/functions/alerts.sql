-- Alerts that time brings: recorded, resolved, acknowledged, and said to who listens.

CREATE FUNCTION caaspp.alerts_trigger() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
DECLARE
	told text := 'SELECT school_year, kind FROM changed';
BEGIN
	IF TG_OP = 'UPDATE' THEN		-- another message alone is no news
		told := format('SELECT school_year, kind FROM (
				SELECT school_year, %1$I, kind, subject, severity, resolved_at, acknowledged_at FROM changed
				EXCEPT SELECT school_year, %1$I, kind, subject, severity, resolved_at, acknowledged_at FROM replaced) n',
			CASE TG_TABLE_NAME WHEN 'alerts' THEN 'ssid' ELSE 'site' END);
	END IF;
	-- The server sends the same words once a transaction.
	EXECUTE format('SELECT pg_notify(''caaspp_alerts'', n.school_year::text || '' '' || n.kind)
					FROM (SELECT DISTINCT t.school_year, t.kind FROM (%s) t) n', told);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION caaspp.alerts_trigger() IS
	'Statement trigger after INSERT, UPDATE on alerts and site_alerts: NOTIFY caaspp_alerts with the school year and the kind, once a transaction and kind, when alerts were raised, resolved, acknowledged or became urgent.';

CREATE FUNCTION caaspp.refresh_alerts(school_year caaspp.school_year DEFAULT NULL)
RETURNS TABLE (of_year text, kind text, raised integer, resolved integer, still_open integer)
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	only_year CONSTANT caaspp.school_year := refresh_alerts.school_year;
BEGIN
	PERFORM caaspp.require_deployed();
	PERFORM caaspp.require_everyone('caaspp.alerts', 'refresh_alerts() must see every student');		-- the hidden would be taken for resolved
	PERFORM pg_advisory_xact_lock(hashtext('caaspp.alerts'));		-- one at a time
	RETURN QUERY
	WITH found AS MATERIALIZED (
		SELECT v.* FROM caaspp.live_alerts() v WHERE only_year IS NULL OR v.school_year = only_year),
	gone AS (
		UPDATE caaspp.alerts l SET resolved_at = now()
		WHERE l.resolved_at IS NULL AND (only_year IS NULL OR l.school_year = only_year)
			AND l.kind IN (SELECT r.kind FROM caaspp.alert_rules r)
			AND NOT EXISTS (SELECT FROM found f WHERE f.school_year = l.school_year AND f.ssid = l.ssid AND f.kind = l.kind AND f.subject = l.subject)
		RETURNING l.school_year, l.kind),
	gone_sites AS (
		UPDATE caaspp.site_alerts l SET resolved_at = now()
		WHERE l.resolved_at IS NULL AND (only_year IS NULL OR l.school_year = only_year)
			AND NOT EXISTS (SELECT FROM found f
							WHERE f.school_year = l.school_year AND f.ssid IS NULL AND f.site = l.site AND f.kind = l.kind AND f.subject = l.subject)
		RETURNING l.school_year, l.kind),
	kept AS (
		INSERT INTO caaspp.alerts AS l (school_year, ssid, kind, subject, severity, due_on, message)
		SELECT f.school_year, f.ssid, f.kind, f.subject, f.severity, f.due_on, f.message
		FROM found f WHERE f.ssid IS NOT NULL
		ORDER BY f.school_year, f.ssid, f.kind, f.subject
		ON CONFLICT (school_year, ssid, kind, subject) DO UPDATE
			SET severity = excluded.severity, due_on = excluded.due_on, message = excluded.message, resolved_at = NULL,
				first_seen = CASE WHEN l.resolved_at IS NULL THEN l.first_seen ELSE now() END,
				acknowledged_at = CASE WHEN l.severity = excluded.severity OR l.severity = 'urgent' THEN l.acknowledged_at END,
				acknowledged_by = CASE WHEN l.severity = excluded.severity OR l.severity = 'urgent' THEN l.acknowledged_by END
			WHERE l.resolved_at IS NOT NULL OR l.message <> excluded.message OR l.severity <> excluded.severity OR l.due_on IS DISTINCT FROM excluded.due_on),
	kept_sites AS (
		INSERT INTO caaspp.site_alerts AS l (school_year, site, kind, subject, lea, severity, due_on, message)
		SELECT f.school_year, f.site, f.kind, f.subject, f.lea, f.severity, f.due_on, f.message
		FROM found f WHERE f.ssid IS NULL
		ORDER BY f.school_year, f.site, f.kind, f.subject
		ON CONFLICT (school_year, site, kind, subject) DO UPDATE
			SET lea = excluded.lea, severity = excluded.severity, due_on = excluded.due_on, message = excluded.message, resolved_at = NULL,
				first_seen = CASE WHEN l.resolved_at IS NULL THEN l.first_seen ELSE now() END,
				acknowledged_at = CASE WHEN l.severity = excluded.severity OR l.severity = 'urgent' THEN l.acknowledged_at END,
				acknowledged_by = CASE WHEN l.severity = excluded.severity OR l.severity = 'urgent' THEN l.acknowledged_by END
			WHERE l.resolved_at IS NOT NULL OR l.message <> excluded.message OR l.severity <> excluded.severity OR l.due_on IS DISTINCT FROM excluded.due_on),
	-- All parts of the statement see the tables as they were before it.
	counted AS (
		SELECT f.school_year, f.kind,
			NOT EXISTS (SELECT FROM caaspp.alerts l
						WHERE l.school_year = f.school_year AND l.ssid = f.ssid AND l.kind = f.kind AND l.subject = f.subject AND l.resolved_at IS NULL)
			AND NOT EXISTS (SELECT FROM caaspp.site_alerts l
							WHERE f.ssid IS NULL AND l.school_year = f.school_year AND l.site = f.site AND l.kind = f.kind AND l.subject = f.subject
								AND l.resolved_at IS NULL) AS raised,
			false AS resolved
		FROM found f
		UNION ALL SELECT g.school_year, g.kind, false, true FROM gone g
		UNION ALL SELECT g.school_year, g.kind, false, true FROM gone_sites g)
	SELECT c.school_year::text, c.kind, (count(*) FILTER (WHERE c.raised))::integer, (count(*) FILTER (WHERE c.resolved))::integer,
		(count(*) FILTER (WHERE NOT c.resolved))::integer
	FROM counted c
	GROUP BY c.school_year, c.kind
	ORDER BY c.school_year, c.kind;
END
$$;
COMMENT ON FUNCTION caaspp.refresh_alerts(caaspp.school_year) IS
	'Records the alerts that time brings (live_alerts) in alerts and site_alerts, of one school year or (null) all, and resolves those whose cause is gone; a row a year and kind says how many. Run it after imports and each morning, as the owner of the tables; run again it changes nothing. Errors: 55000 before deploy(), 42501 when row-level security hides students.';

CREATE FUNCTION caaspp.acknowledge_alert(school_year caaspp.school_year, kind text, subject text,
	ssid caaspp.ssid DEFAULT NULL, school caaspp.cds_code DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, caaspp, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	of_year CONSTANT text := acknowledge_alert.school_year::text;
	of_ssid CONSTANT text := acknowledge_alert.ssid::text;
	of_school CONSTANT text := acknowledge_alert.school::text;
	of_kind CONSTANT text := acknowledge_alert.kind;
	of_subject CONSTANT text := coalesce(acknowledge_alert.subject, '');
BEGIN
	PERFORM caaspp.require_deployed();
	-- From the view, because what nobody has recorded yet can be acknowledged, too.
	IF of_ssid IS NOT NULL THEN
		INSERT INTO caaspp.alerts AS l (school_year, ssid, kind, subject, severity, due_on, message, acknowledged_at, acknowledged_by)
		SELECT o.school_year::school_year, o.ssid::ssid, o.kind, o.subject, o.severity, o.due_on, o.message, now(), current_user
		FROM caaspp.open_alerts o
		WHERE o.school_year = of_year AND o.kind = of_kind AND o.subject = of_subject AND o.ssid = of_ssid
		ON CONFLICT (school_year, ssid, kind, subject) DO UPDATE
			SET severity = excluded.severity, due_on = excluded.due_on, message = excluded.message, resolved_at = NULL,
				first_seen = CASE WHEN l.resolved_at IS NULL THEN l.first_seen ELSE now() END,
				acknowledged_at = excluded.acknowledged_at, acknowledged_by = excluded.acknowledged_by;
	ELSE
		INSERT INTO caaspp.site_alerts AS l (school_year, site, kind, subject, lea, severity, due_on, message, acknowledged_at, acknowledged_by)
		SELECT o.school_year::school_year, coalesce(o.school_cds, '00000000000000')::cds_code, o.kind, o.subject, o.lea_cds::cds_code,
			o.severity, o.due_on, o.message, now(), current_user
		FROM caaspp.open_alerts o
		WHERE o.school_year = of_year AND o.kind = of_kind AND o.subject = of_subject AND o.ssid IS NULL
			AND (o.school_cds = of_school OR of_school IS NULL AND o.school_cds IS NULL)
		ON CONFLICT (school_year, site, kind, subject) DO UPDATE
			SET lea = excluded.lea, severity = excluded.severity, due_on = excluded.due_on, message = excluded.message, resolved_at = NULL,
				first_seen = CASE WHEN l.resolved_at IS NULL THEN l.first_seen ELSE now() END,
				acknowledged_at = excluded.acknowledged_at, acknowledged_by = excluded.acknowledged_by;
	END IF;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'there is no such open alert'
			USING ERRCODE = 'no_data_found', DETAIL = format('Kind "%s", subject "%s", %s.', of_kind, of_subject, of_year),
				HINT = 'Name its school_year, kind, subject, and ssid or school as open_alerts shows them.';
	END IF;
END
$$;
COMMENT ON FUNCTION caaspp.acknowledge_alert(caaspp.school_year, text, text, caaspp.ssid, caaspp.cds_code) IS
	'Notes that the current user has taken note of an open alert, named as open_alerts shows it: of a student by ssid, of a school by school, of a source of files by neither. It stays open until its cause is gone. Errors: P0002 when there is no such open alert, 55000 before deploy().';
