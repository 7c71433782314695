-- State rules by school year: the spans of the rule tables, spread over the years of administrations,
-- so that a view can join them by equality. Every operator is written with its schema: the bodies are inlined into
-- queries of any search path.

CREATE FUNCTION caaspp.in_force(first_year caaspp.school_year, last_year caaspp.school_year, of_year caaspp.school_year)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN first_year OPERATOR(caaspp.<=) of_year AND (last_year IS NULL OR last_year OPERATOR(caaspp.>=) of_year);
COMMENT ON FUNCTION caaspp.in_force(caaspp.school_year, caaspp.school_year, caaspp.school_year) IS
	'Whether a rule with this span is in force in a school year: both years are inside, and last_year is null while no end is known. Plans are those of its condition written out.';

CREATE FUNCTION caaspp.is_nonpublic(of_school caaspp.cds_code, kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(kind OPERATOR(pg_catalog.=) 'nps', caaspp.school(of_school) OPERATOR(pg_catalog.=) '0000001', false);
COMMENT ON FUNCTION caaspp.is_nonpublic(caaspp.cds_code, text) IS
	'Whether a school is a nonpublic one: by its kind in organizations, or where that is null by the 0000001 that CALPADS writes for all of them behind the LEA (School of Attendance).';

CREATE FUNCTION caaspp.year_parts()
RETURNS TABLE (school_year caaspp.school_year, part caaspp.test_part, assessment caaspp.assessment, part_order integer,
			   days_active integer, day_one_inclusive boolean, reopen_days integer)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
AS $$
	SELECT DISTINCT ON (y.school_year, r.part)
		y.school_year, r.part, caaspp.assessment(r.part), r.position,
		r.days_active, r.day_one_inclusive, r.reopen_days
	FROM caaspp.administrations y
		JOIN caaspp.part_rules r
			ON caaspp.in_force(r.first_year, r.last_year, y.school_year)
	ORDER BY y.school_year, r.part, r.first_year DESC;
$$;
COMMENT ON FUNCTION caaspp.year_parts() IS
	'The parts that each school year''s assessments consist of, with their rules; part_order is the order of testing. Of two rules for one part and year the later first_year wins. Source: part_rules, administrations.';

CREATE FUNCTION caaspp.year_supports()
RETURNS TABLE (school_year caaspp.school_year, code text, part caaspp.test_part, assessment caaspp.assessment,
			   name text, class text, grades caaspp.grade_band, embedded boolean, family text, citation text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 4000
AS $$
	SELECT p.school_year, s.code, p.part, p.assessment, s.name, s.class, s.grades, s.embedded, s.family, s.citation
	FROM caaspp.supports s
		JOIN caaspp.year_parts() p
			ON p.part OPERATOR(caaspp.=) s.part
			AND caaspp.in_force(s.first_year, s.last_year, p.school_year);
$$;
COMMENT ON FUNCTION caaspp.year_supports() IS
	'The supports catalogue of each school year: a row a code and part; grades null means every grade. Source: supports, part_rules, administrations.';

CREATE FUNCTION caaspp.last_day(started_on date, reopened_on date, days_active integer, day_one_inclusive boolean, reopen_days integer)
RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
	WHEN reopened_on IS NOT NULL THEN reopened_on + reopen_days - day_one_inclusive::integer
	ELSE started_on + days_active - day_one_inclusive::integer
END;
COMMENT ON FUNCTION caaspp.last_day(date, date, integer, boolean, integer) IS
	'The last calendar day on which an opportunity can be used, before the window''s end is considered: days_active from the start, or reopen_days from the day it was reopened, the first day counted when day_one_inclusive. Null when it was never started. Rule: part_rules.';

CREATE FUNCTION caaspp.year_assessments()
RETURNS TABLE (school_year caaspp.school_year, assessment caaspp.assessment, subject text, program text, parts smallint)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 50
AS $$
	SELECT p.school_year, p.assessment, t.subject, t.program, pg_catalog.bit_or(caaspp.part_bit(p.part))
	FROM caaspp.year_parts() p
		JOIN caaspp.assessments t ON t.assessment OPERATOR(caaspp.=) p.assessment
	GROUP BY p.school_year, p.assessment, t.subject, t.program;
$$;
COMMENT ON FUNCTION caaspp.year_assessments() IS
	'The assessments given in each school year and the parts that each consists of, as a set (part_bit). Source: part_rules, assessments, administrations.';

CREATE FUNCTION caaspp.year_rules()
RETURNS TABLE (school_year caaspp.school_year, rule_id text, assessment caaspp.assessment, subject text, grades caaspp.grade_band, origin text,
			   alternate boolean, elected text, science_unmet boolean, priority integer, parts smallint, reason text, citation text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
AS $$
	SELECT r.school_year, r.rule_id, r.assessment, t.subject, r.grades, r.origin,
		r.alternate, r.elected, r.science_unmet, r.priority, t.parts, r.reason, r.citation
	FROM (SELECT DISTINCT ON (y.school_year, c.rule_id) y.school_year, c.*
		  FROM caaspp.administrations y
			JOIN caaspp.assignment_rules c
				ON caaspp.in_force(c.first_year, c.last_year, y.school_year)
		  ORDER BY y.school_year, c.rule_id, c.first_year DESC) r
		JOIN caaspp.year_assessments() t ON t.school_year OPERATOR(caaspp.=) r.school_year AND t.assessment OPERATOR(caaspp.=) r.assessment;
$$;
COMMENT ON FUNCTION caaspp.year_rules() IS
	'The assignment rules of each school year, with the parts that the assessment has in it (a set). Of two rows with one rule_id and year the later first_year wins, so that a district can replace a rule. Source: assignment_rules, assessments, administrations.';

CREATE FUNCTION caaspp.rule_applies(rule_alternate boolean, rule_elected text, rule_science_unmet boolean,
	alternate boolean, science_elected boolean, spanish_elected boolean, science_closed boolean)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (rule_alternate IS NULL OR rule_alternate = alternate)
	AND (rule_elected IS NULL OR CASE rule_elected WHEN 'science' THEN science_elected WHEN 'spanish' THEN spanish_elected END)
	AND NOT (rule_science_unmet AND science_closed);
COMMENT ON FUNCTION caaspp.rule_applies(boolean, text, boolean, boolean, boolean, boolean, boolean) IS
	'Whether an assignment rule''s conditions hold for a student of one of its grades; science_closed: the one-time high-school science requirement is met, or grade 12 is repeated. No argument but rule_alternate and rule_elected may be null.';

CREATE FUNCTION caaspp.has_later_grade(grade caaspp.grade)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN grade OPERATOR(caaspp.<) '12'::caaspp.grade;
COMMENT ON FUNCTION caaspp.has_later_grade(caaspp.grade) IS
	'Whether another grade follows: before the last one, an exemption on the one-time science test uses it up.';

CREATE FUNCTION caaspp.year_profiles()
RETURNS TABLE (school_year caaspp.school_year, grade caaspp.grade, alternate boolean, science_elected boolean, spanish_elected boolean, science_closed boolean,
			   assessment caaspp.assessment, subject text, origin text, rule_id text, parts smallint)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
AS $$
	SELECT DISTINCT ON (r.school_year, g.grade, a.yes, c.yes, s.yes, x.yes, r.assessment)
		r.school_year, g.grade, a.yes, c.yes, s.yes, x.yes, r.assessment, r.subject, r.origin, r.rule_id, r.parts
	FROM caaspp.year_rules() r
		CROSS JOIN LATERAL caaspp.unnest(r.grades) g(grade)
		CROSS JOIN (VALUES (false), (true)) a(yes)
		CROSS JOIN (VALUES (false), (true)) c(yes)
		CROSS JOIN (VALUES (false), (true)) s(yes)
		CROSS JOIN (VALUES (false), (true)) x(yes)
	WHERE caaspp.rule_applies(r.alternate, r.elected, r.science_unmet, a.yes, c.yes, s.yes, x.yes)
	ORDER BY r.school_year, g.grade, a.yes, c.yes, s.yes, x.yes, r.assessment DESC, r.priority, r.rule_id;		-- a hash table gives back the last first
$$;
COMMENT ON FUNCTION caaspp.year_profiles() IS
	'What each school year''s rules give to every kind of student: by grade and the four facts on which rules depend. Of two rules for one test the lower priority number wins. Students are many and kinds are few: the rules are evaluated once a kind. Source: assignment_rules.';

CREATE FUNCTION caaspp.takes_alternate(named boolean, special_education boolean, primary_disability text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN named IS TRUE AND special_education IS TRUE AND pg_catalog.btrim(primary_disability) <> '' IS TRUE;
COMMENT ON FUNCTION caaspp.takes_alternate(boolean, boolean, text) IS
	'Whether a student takes the alternate assessment: the IEP names it, and there is special education with a primary disability. Nulls count as no.';

CREATE FUNCTION caaspp.illegal_steps(of_year caaspp.school_year)
RETURNS TABLE (school_year caaspp.school_year, from_status text, to_status text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
AS $$
	SELECT of_year, f.code, t.code
	FROM caaspp.codes('attempt_status') f
		CROSS JOIN (SELECT c.code FROM caaspp.codes('attempt_status') c UNION ALL SELECT 'removed') t
		LEFT JOIN (SELECT DISTINCT ON (r.from_status, r.to_status) r.from_status, r.to_status, r.kind
				   FROM caaspp.attempt_transitions r
				   WHERE r.evidence OPERATOR(pg_catalog.=) 'status'
					AND caaspp.in_force(r.first_year, r.last_year, of_year)
				   ORDER BY r.from_status, r.to_status, r.first_year DESC) r
			ON r.from_status OPERATOR(pg_catalog.=) f.code AND r.to_status OPERATOR(pg_catalog.=) t.code
	WHERE f.code OPERATOR(pg_catalog.<>) t.code AND coalesce(r.kind, 'illegal') OPERATOR(pg_catalog.=) 'illegal'
		AND EXISTS (SELECT FROM caaspp.attempt_transitions y
					WHERE caaspp.in_force(y.first_year, y.last_year, of_year));
$$;
COMMENT ON FUNCTION caaspp.illegal_steps(caaspp.school_year) IS
	'The steps from one status of an attempt to another (or removed) that nothing in a year''s attempt_transitions explains; of two rules for one step the later first_year wins. No rows for a year without rules.';
