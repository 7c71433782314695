-- New students: whom to look for in the state's system.

CREATE FUNCTION caaspp.students_to_await()
RETURNS TABLE (school_year caaspp.school_year, ssid caaspp.ssid, school caaspp.cds_code, lea caaspp.cds_code, grade caaspp.grade, entered_on date,
			   toms_reported boolean, listed boolean)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000
SET search_path = pg_catalog, caaspp, pg_temp
SET enable_nestloop = off
SET enable_mergejoin = off
SET jit = off
AS $$
#variable_conflict use_column
BEGIN
	PERFORM caaspp.require_deployed();
	RETURN QUERY
	WITH listed AS MATERIALIZED (
		SELECT r.school_year, r.ssid FROM caaspp.toms_assignments r
		UNION
		SELECT r.school_year, r.ssid FROM caaspp.support_snapshots r WHERE r.source = 'TOMS')
	SELECT g.school_year, g.ssid, g.school, g.lea, g.grade, f.entered_on, y.school_year IS NOT NULL, i.ssid IS NOT NULL
	FROM (SELECT h.school_year, h.ssid, h.school, h.grade, coalesce(h.accountable_lea, lea(h.school)) AS lea FROM caaspp.governing_enrollments() h) g
		JOIN (SELECT e.school_year, e.ssid, coalesce(e.accountable_lea, lea(e.school)) AS lea, min(e.entry_date) AS entered_on
			  FROM caaspp.enrollments e
				JOIN caaspp.enrollment_statuses s ON s.code = coalesce(e.enrollment_status, 10) AND s.tests
			  GROUP BY 1, 2, 3) f ON f.school_year = g.school_year AND f.ssid = g.ssid AND f.lea = g.lea
		JOIN (SELECT DISTINCT a.school_year, a.ssid FROM caaspp.active_assignments() a) a ON a.school_year = g.school_year AND a.ssid = g.ssid
		LEFT JOIN caaspp.administrations w ON w.school_year = g.school_year
		LEFT JOIN (SELECT DISTINCT l.school_year FROM listed l) y ON y.school_year = g.school_year
		LEFT JOIN listed i ON i.school_year = g.school_year AND i.ssid = g.ssid
	WHERE f.entered_on >= w.window_starts_on OR y.school_year IS NOT NULL AND i.ssid IS NULL;
END
$$;
COMMENT ON FUNCTION caaspp.students_to_await() IS
	'Students with an active assignment who came to the LEA since the statewide window''s first day, and any whom no report of TOMS lists: since when they are here (entered_on), whether the year has a report (toms_reported), and whether one lists them. Error: 55000 before deploy().';
