-- Confirmations: what the special-education teacher, or whoever knows the student, said of a thing that TOMS dropped.

CREATE TABLE IF NOT EXISTS caaspp.restore_confirmations (
	school_year   caaspp.school_year,
	ssid          caaspp.ssid,
	item          text,
	needed        boolean,
	confirmed_by  text,
	confirmed_on  date,
	documented_on date,
	batch_id      bigint,
	recorded_at   timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (school_year, ssid, item)
);
COMMENT ON TABLE caaspp.restore_confirmations IS 'What was answered of an item of restore_plan: whether the student still needs it, by whom and when, and when the IEP or Section 504 plan was brought in step. An answer from before the loss does not count for it.';
COMMENT ON COLUMN caaspp.restore_confirmations.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.restore_confirmations.ssid IS 'Statewide Student Identifier.';
COMMENT ON COLUMN caaspp.restore_confirmations.item IS 'As restore_plan has it: a support code in the state''s spelling, or an alternate test.';
COMMENT ON COLUMN caaspp.restore_confirmations.needed IS 'False: no longer needed, which takes it off restore_plan; true or null: to be set again.';
COMMENT ON COLUMN caaspp.restore_confirmations.confirmed_by IS 'Who said so, as a rule the special-education teacher or the Section 504 coordinator, and to whom.';
COMMENT ON COLUMN caaspp.restore_confirmations.confirmed_on IS 'When; null: not answered yet.';
COMMENT ON COLUMN caaspp.restore_confirmations.documented_on IS 'Day on which the IEP or Section 504 plan was brought in step with it; null: not yet.';
COMMENT ON COLUMN caaspp.restore_confirmations.batch_id IS 'The import that brought the row; null when typed by hand.';
COMMENT ON COLUMN caaspp.restore_confirmations.recorded_at IS 'When the row took its present values.';

CREATE OR REPLACE FUNCTION caaspp.confirmed_since(of_year caaspp.school_year, of_ssid caaspp.ssid, of_item text, since date)
RETURNS TABLE (needed boolean, confirmed_by text, confirmed_on date, documented_on date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT a.needed, a.confirmed_by, a.confirmed_on,
		greatest((SELECT max(r.documented_on) FROM caaspp.restore_confirmations r
				  WHERE r.school_year = of_year AND r.ssid = of_ssid AND r.item = of_item AND r.documented_on >= since),
				 (SELECT max(g.reviewed_on) FROM caaspp.support_plans g
				  WHERE g.school_year = of_year AND g.ssid = of_ssid AND g.reviewed_on >= since))
	FROM (SELECT 1) one
		LEFT JOIN (SELECT u.needed, u.confirmed_by, u.confirmed_on
				   FROM (SELECT c.needed, c.confirmed_by, c.confirmed_on, 1 AS place FROM caaspp.restore_confirmations c
						 WHERE c.school_year = of_year AND c.ssid = of_ssid AND c.item = of_item AND c.confirmed_on >= since
						 UNION ALL		-- who confirmed a whole plan spoke of all that is in it
						 SELECT NULL, p.confirmed_by, p.confirmed_on, 2 FROM caaspp.support_plans p
						 WHERE p.school_year = of_year AND p.ssid = of_ssid AND p.confirmed_on >= since) u
				   ORDER BY u.confirmed_on DESC, u.place LIMIT 1) a ON true;
END;
COMMENT ON FUNCTION caaspp.confirmed_since(caaspp.school_year, caaspp.ssid, text, date) IS
	'One row: the latest word on an item (support code, or alternate test) of a student since a day, from restore_confirmations, or of a whole plan from support_plans (needed is null then), and when the plan was last brought in step since then. Nulls: nothing said.';
