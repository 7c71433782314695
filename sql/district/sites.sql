-- Sites: where students are tested, a row a school year, school and accountable LEA. A derived table: derivation and the trigger of
-- assignments write a row before an assignment points to it. It carries the text that the views show, so that a filter on the
-- year, the LEA or the school picks sites, and the sites pick their assignments from one index.

CREATE TABLE IF NOT EXISTS caaspp.sites (
	site        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	school_year caaspp.school_year NOT NULL,
	school      caaspp.cds_code,
	lea         caaspp.cds_code,
	year_text   text GENERATED ALWAYS AS (school_year::text) STORED,
	lea_cds     text GENERATED ALWAYS AS (lea::text) STORED,
	school_cds  text GENERATED ALWAYS AS (school::text) STORED,
	UNIQUE NULLS NOT DISTINCT (school_year, school, lea)
) WITH (parallel_workers = 4);		-- few rows, but each stands for hundreds: what starts from them is shared out
CREATE INDEX IF NOT EXISTS sites_school_cds ON caaspp.sites (school_cds);
CREATE INDEX IF NOT EXISTS sites_lea_cds ON caaspp.sites (lea_cds);
COMMENT ON TABLE caaspp.sites IS 'Derived: where students are tested, a row a school year, school and accountable LEA. Holds no student. A site without assignments does no harm.';
COMMENT ON COLUMN caaspp.sites.site IS 'What assignments.site points to.';
COMMENT ON COLUMN caaspp.sites.school_year IS 'School year.';
COMMENT ON COLUMN caaspp.sites.school IS 'School; null for assignments typed without one.';
COMMENT ON COLUMN caaspp.sites.lea IS 'Accountable LEA: that of the enrollments, else the school''s.';
COMMENT ON COLUMN caaspp.sites.year_text IS 'school_year as the views show it.';
COMMENT ON COLUMN caaspp.sites.lea_cds IS 'lea as the views show it, 14 digits.';
COMMENT ON COLUMN caaspp.sites.school_cds IS 'school as the views show it, 14 digits.';
