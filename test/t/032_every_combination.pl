#!/usr/bin/perl

# Assignments by brute force: every combination of the facts that decide (test/oracle/Oracle/Combinations.pm), loaded as the
# students of one district, against plain loops. And the reverse: with any row of the state's rules changed, the
# same students no longer come out right, so that every row is tested. And what a change is said to do is what it does.
#
#   PGHOST=… PGPORT=… PGUSER=… prove test/t/032_every_combination.pl

use v5.36;
use FindBin;
use lib "$FindBin::Bin/../oracle";

use File::Temp 'tempdir';
use Test::More;
use Oracle::Combinations qw(@COLUMNS @FAMILIES);
use Oracle::Database;
use Oracle::Facts ();
use Oracle::Report 'differences';

local $Oracle::Database::FOLDER = tempdir(CLEANUP => 1);
my $FOLDER       = $Oracle::Database::FOLDER;
my $database     = Oracle::Database->create('caaspp_combinations');
my $CLOCK        = "SET search_path = public, caaspp; SET caaspp.as_of = '2020-03-10';";
my $combinations = Oracle::Combinations->new;
my (@tests, @days);

my $mutated;
for my $family (@FAMILIES) {
    my ($name, $build) = @$family;
    mutations() if $name eq 'programs' && !$mutated++;        # so far few students, and all that is needed
    $build->($combinations);
    my @expected  = @{ $combinations->take('tests') // [] };
    my @last_days = @{ $combinations->take('days')  // [] };
    my $first     = $combinations->{first} // 1_000_000_001;
    my $last      = $combinations->{first} = $combinations->{next} + 1;
    my %got = $database->answers($CLOCK, load($combinations), [ 'later', later($combinations) ], [ 'tests', tests_between($first, $last) ],
        [ 'days', "SELECT school_year, ssid, part, last_day FROM attempts WHERE ssid >= '$first' AND ssid < '$last';" ]);
    my @lines = differences(\@expected, $got{tests});
    ok(!@lines, "$name: " . ($last - $first) . ' students, ' . @expected . ' assignments') or diag join "\n", @lines, map { facts($_) } @lines;
    push @tests, @expected;
    next if !@last_days;
    my %asked = map { join(' ', @{$_}[ 0 .. 2 ]) => 1 } @last_days;
    @lines = differences(\@last_days, [ grep { $asked{ join ' ', @{$_}[ 0 .. 2 ] } } @{ $got{days} } ]);
    ok(!@lines, "$name: " . @last_days . ' last days') or diag join "\n", @lines;
}
everything();
$database->drop;
done_testing;

# COPY of the rows that a family put, in an order in which files come.
sub load ($combinations) {
    my $rows = $combinations->{rows};
    my @script;
    for my $table (qw(science_history enrollments attempts exemptions)) {
        my @columns = @{ $Oracle::Facts::COLUMNS{$table} };
        @columns = grep { my $column = $_; grep { exists $_->{$column} } @{ $rows->{$table} // [] } } @columns;
        next if !@columns;
        my %default = (opportunity => 1);
        open my $file, '>', "$FOLDER/$table.copy" or die "$table: $!";
        for my $row (@{ $rows->{$table} }) {
            say $file join "\t", map { $row->{$_} // $default{$_} // '\N' } @columns;
        }
        close $file or die "$table: $!";
        push @script, [ $table, "\\copy caaspp.$table (" . join(', ', @columns) . ") FROM '$FOLDER/$table.copy'" ];
    }
    $combinations->{rows} = {};
    return @script;
}

# Changes to come after all else: first what each is said to do (of every tenth student), then the change.
sub later ($combinations) {
    my @later = @{ $combinations->take('later') // [] } or return 'SELECT 1;';
    my $values = join ', ', map { "('$_->[0]'::ssid, '$_->[1]'::grade, '$_->[2]'::boolean)" } @later;
    return <<~"SQL";
        CREATE TABLE public.later (ssid ssid, grade grade, alternate boolean);
        INSERT INTO public.later VALUES $values;
        CREATE TABLE public.previewed AS
            SELECT l.ssid::text AS ssid, p.item, p.effect
            FROM (SELECT * FROM public.later l WHERE right(l.ssid::text, 1) = '0') l
                CROSS JOIN preview_enrollment_change(l.ssid, '2019-20', jsonb_build_object('grade', l.grade::text,
                    'special_education', l.alternate, 'alternate_assessment', l.alternate, 'primary_disability', CASE WHEN l.alternate THEN 'ID' END)) p
            WHERE p.what = 'assignment';
        CREATE TABLE public.before AS SELECT ssid::text AS ssid, assessment::text AS item, grade::text AS grade FROM assignments WHERE school_year = '2019-20';
        UPDATE enrollments e SET grade = l.grade, special_education = l.alternate, alternate_assessment = l.alternate,
            primary_disability = CASE WHEN l.alternate THEN 'ID' END
        FROM public.later l WHERE e.school_year = '2019-20' AND e.ssid = l.ssid;
        SQL
}

sub tests_between ($first, $last) {
    return 'SELECT ' . join(', ', @COLUMNS) . " FROM caaspp.assignments WHERE ssid >= '$first' AND ssid < '$last';";
}

sub facts ($line) {
    my ($ssid) = $line =~ /(?<!\d)(1\d{9})(?!\d)/ or return ();
    my %rows = $database->answers($CLOCK, map { [ $_, "SELECT t::text FROM caaspp.$_ t WHERE ssid = '$ssid';" ] } qw(enrollments attempts exemptions science_history));
    return map { my $table = $_; map { "  $table: $_->[0]" } @{ $rows{$table} } } sort keys %rows;
}

# Of everybody at once: derived again, explained, and previewed.
sub everything () {
    my %got = $database->answers($CLOCK,
        [ 'analyzed', 'ANALYZE;' ],
        [ 'rederived', 'SELECT rederive(school_year) FROM administrations ORDER BY school_year;' ],
        [ 'tests', 'SELECT ' . join(', ', @COLUMNS) . ' FROM assignments;' ],
        [ 'all', 'CREATE TEMP TABLE explained (school_year school_year, ssid ssid, assessment assessment, assigned boolean, origin text, reason text, citation text);' ],
        (map { [ 'all', qq{INSERT INTO explained SELECT '$_', x.ssid, x.assessment, x.assigned, x.origin, x.reason, x.citation
            FROM explanations('$_', ARRAY(SELECT DISTINCT ssid FROM enrollments WHERE school_year = '$_')) x;} ] } @Oracle::Combinations::YEARS),
        [ 'explained', 'SELECT school_year, ssid, assessment, origin FROM explained WHERE assigned;' ],
        [ 'unexplained', q{SELECT school_year, ssid, assessment, reason FROM explained WHERE reason LIKE '%rederive%' OR reason IS NULL OR citation IS NULL;} ],
        [ 'previews', q{SELECT count(*), count(DISTINCT ssid) FROM public.previewed;} ],
        [ 'unlike', q{SELECT p.ssid, p.item, p.effect, b.grade, a.grade
            FROM (SELECT ssid::text AS ssid, assessment::text AS item, grade::text AS grade FROM assignments
                  WHERE school_year = '2019-20' AND ssid IN (SELECT l.ssid FROM public.later l WHERE right(l.ssid::text, 1) = '0')) a
                FULL JOIN (SELECT b.* FROM public.before b WHERE b.ssid IN (SELECT l.ssid::text FROM public.later l WHERE right(l.ssid::text, 1) = '0')) b USING (ssid, item)
                FULL JOIN public.previewed p USING (ssid, item)
            WHERE CASE p.effect WHEN 'added' THEN b.grade IS NULL AND a.grade IS NOT NULL
                                WHEN 'dropped' THEN b.grade IS NOT NULL AND a.grade IS NULL
                                WHEN 'stays locked' THEN b.grade = a.grade
                                ELSE CASE WHEN p.effect IS NULL THEN b.grade = a.grade ELSE p.effect = 'moves to grade ' || a.grade AND a.grade <> b.grade END
                  END IS NOT TRUE;} ]);
    my @lines = differences(\@tests, $got{tests});
    ok(!@lines, 'all together, derived again: ' . @tests . ' assignments') or diag join "\n", @lines;
    @lines = differences([ map { [ @{$_}[ 0, 1, 2, 5 ] ] } @tests ], $got{explained});
    ok(!@lines, 'explained in bulk: the same tests') or diag join "\n", @lines;
    is_deeply($got{unexplained}, [], 'each with a reason and a citation');
    cmp_ok($got{previews}[0][1], '>', 50, "previewed: $got{previews}[0][0] effects of $got{previews}[0][1] changes");
    is_deeply($got{unlike}, [], 'what a change was said to do is what it did') or diag join "\n", map { join ' ', map { $_ // '-' } @$_ } @{ $got{unlike} };
    return;
}

# Every rule row, changed in every way that counts: the students must come out otherwise. The owner switches the guard of
# the shipped rows off for it, in a transaction that is rolled back.
sub mutations () {
    my @survived = $database->rows_of("$CLOCK ANALYZE;" . <<~'SQL');
        CREATE FUNCTION pg_temp.outcome(years school_year[]) RETURNS text LANGUAGE plpgsql AS $$
        DECLARE
            y school_year;
            told text := '';
        BEGIN
            FOREACH y IN ARRAY years LOOP
                PERFORM derive_last_days(y);
                told := told || coalesce((SELECT md5(string_agg(e::text, ' ' ORDER BY e.ssid, e.assessment)) FROM expected_assignments(y, NULL) e), '-')
                    || coalesce((SELECT md5(string_agg(concat_ws(' ', t.ssid, t.part, t.last_day), ',' ORDER BY t.ssid, t.part)) FROM attempts t WHERE t.school_year = y), '-');
            END LOOP;
            RETURN told;
        END $$;
        CREATE TEMP TABLE before (years text[] PRIMARY KEY, told text);
        CREATE FUNCTION pg_temp.changes(change text, of_years text[]) RETURNS boolean LANGUAGE plpgsql AS $$
        DECLARE
            differs boolean;
        BEGIN
            IF NOT EXISTS (SELECT FROM before WHERE years = of_years) THEN
                INSERT INTO before VALUES (of_years, pg_temp.outcome(of_years::school_year[]));
            END IF;
            BEGIN
                EXECUTE change;
                differs := pg_temp.outcome(of_years::school_year[]) <> (SELECT told FROM before WHERE years = of_years);
                RAISE EXCEPTION 'back' USING ERRCODE = 'P0001';
            EXCEPTION WHEN raise_exception THEN
                RETURN differs;
            END;
        END $$;
        BEGIN;
        SET LOCAL session_replication_role = replica;
        CREATE TEMP TABLE mutations (n integer GENERATED ALWAYS AS IDENTITY, change text, years text[], survives boolean NOT NULL DEFAULT false);

        -- Who takes which test. A rule of lower priority may take a grade that another already gives.
        INSERT INTO mutations (change, years, survives)
        SELECT format('UPDATE assignment_rules SET grades = %L WHERE rule_id = %L',
                CASE WHEN r.grades @> g.code::grade THEN r.grades - g.code::grade_band ELSE r.grades + g.code::grade_band END, r.rule_id),
            ARRAY['2019-20'], r.rule_id ~ '^(cast|caa-science)-' AND g.code IN ('5', '8') OR r.rule_id = 'cast-elected' AND g.code = '12'
        FROM assignment_rules r, codes('grade') g;
        INSERT INTO mutations (change, years)
        SELECT format('%s WHERE rule_id = %L', v.change, r.rule_id), v.years
        FROM assignment_rules r, (VALUES
            ('DELETE FROM assignment_rules', ARRAY['2019-20']),
            ('UPDATE assignment_rules SET first_year = first_year + 1', '{2018-19}'), ('UPDATE assignment_rules SET last_year = last_year - 1', '{2024-25}'),
            ('UPDATE assignment_rules SET science_unmet = NOT science_unmet', '{2019-20}'),
            ('UPDATE assignment_rules SET alternate = CASE WHEN alternate IS NULL THEN true END', '{2019-20}'),
            ('UPDATE assignment_rules SET alternate = alternate IS NOT TRUE', '{2019-20}'),
            ('UPDATE assignment_rules SET elected = CASE WHEN elected IS NULL THEN ''science'' END', '{2019-20}'),
            ('UPDATE assignment_rules SET elected = CASE WHEN elected = ''spanish'' THEN ''science'' ELSE ''spanish'' END', '{2019-20}'),
            ('UPDATE assignment_rules SET origin = CASE WHEN origin = ''optional'' THEN ''default'' ELSE ''optional'' END', '{2019-20}'),
            ('UPDATE assignment_rules SET assessment = CASE WHEN assessment::text = ''CSA'' THEN ''ELA'' ELSE ''CSA'' END::assessment', '{2019-20}')) v(change, years);
        -- Priority decides between two rules for one test: a district's own and the shipped one.
        INSERT INTO mutations (change, years)
        SELECT format('UPDATE assignment_rules SET priority = 90 WHERE rule_id = %L', r.rule_id), ARRAY['2019-20'] FROM assignment_rules r;
        INSERT INTO assignment_rules (rule_id, first_year, assessment, grades, origin, alternate, elected, science_unmet, priority, reason, citation)
        SELECT 'zz-' || rule_id, first_year, assessment, grades, 'optional', alternate, elected, science_unmet, 80, 'ours', 'ours' FROM assignment_rules;

        -- The year.
        INSERT INTO mutations (change, years)
        SELECT format('%s WHERE school_year = %L', v.change, y.school_year), ARRAY[(y.school_year + v.later)::text]
        FROM administrations y, (VALUES
            ('DELETE FROM administrations', 0),
            ('UPDATE administrations SET newcomer_since = newcomer_since + 1', 0), ('UPDATE administrations SET newcomer_since = newcomer_since - 1', 0),
            ('UPDATE administrations SET window_ends_on = window_ends_on - 1', 0),
            ('UPDATE administrations SET science_once_grades = ''11-12''', 0), ('UPDATE administrations SET science_once_grades = ''10,12''', 0),
            ('UPDATE administrations SET science_once_grades = ''10-11''', 0), ('UPDATE administrations SET science_once_grades = ''9-12''', 0),
            ('UPDATE administrations SET science_met_by = CASE WHEN science_met_by = ''started'' THEN ''submitted'' ELSE ''started'' END', 1)) v(change, later)
        WHERE y.school_year + v.later <= '2024-25';

        -- The parts: that there are so many, and how long each is open.
        INSERT INTO mutations (change, years)
        SELECT format('%s WHERE part = %L AND first_year = %L', v.change, p.part, p.first_year), ARRAY[p.first_year::text, coalesce(p.last_year::text, p.first_year::text)]
        FROM part_rules p, (VALUES
            ('DELETE FROM part_rules'), ('UPDATE part_rules SET days_active = days_active + 1'), ('UPDATE part_rules SET reopen_days = reopen_days - 1'),
            ('UPDATE part_rules SET day_one_inclusive = NOT day_one_inclusive'),
            ('UPDATE part_rules SET first_year = first_year + 1'), ('UPDATE part_rules SET last_year = last_year - 1')) v(change);

        -- Whose enrollment counts, and who has left.
        INSERT INTO mutations (change, years)
        SELECT format('UPDATE enrollment_statuses SET tests = NOT tests WHERE code = %s', code), ARRAY['2019-20'] FROM enrollment_statuses
        UNION ALL SELECT format('UPDATE exit_reasons SET year_end = NOT year_end WHERE code = %L', code), ARRAY['2019-20'] FROM exit_reasons;

        SELECT count(*), NULL FROM mutations
        UNION ALL
        SELECT survives::integer, change FROM mutations WHERE pg_temp.changes(change, years) = survives;
        ROLLBACK;
        SQL
    my $count = shift @survived;
    cmp_ok($count->[0], '>', 400, "$count->[0] changes of rule rows");
    is_deeply(\@survived, [], 'each changes what students are assigned') or diag join "\n", map { $_->[1] } @survived;
    return;
}
