#!/usr/bin/perl

# Eight writers at once, on the same few students, in random interleavings: whatever order they come in, the views
# are what the facts say, no write is lost, none counts twice, and what was known at any moment stays so. A reader
# compares in the middle of it too. Each writer's statements come from the seed; how they meet does not.
#
#   PGHOST=… PGPORT=… PGUSER=… prove test/t/033_concurrent_writers.pl
#   CAASPP_SEED=17         another district and other statements; the database stays
#   CAASPP_ROUNDS=20       so many rounds
#   CAASPP_STATEMENTS=100  so many statements a writer and round

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../oracle";

use File::Temp 'tempdir';
use Test::More;
use Oracle::Assign ();
use Oracle::Database;
use Oracle::Days qw(latest_feasible_starts);
use Oracle::Facts ();
use Oracle::Progress 'active_tests';
use Oracle::Random qw(between chance pick some);
use Oracle::Report qw(differences facts_of);
use Oracle::Rules qw(assessment_of parts);
use Oracle::Story ();
use Oracle::Supports 'read_catalogue';
use List::Util qw(uniq);
use Oracle::Views ();
use Time::HiRes 'sleep';

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);

my $WRITERS    = 8;
my $seed       = $ENV{CAASPP_SEED} // 1;
my $rounds     = $ENV{CAASPP_ROUNDS} // 3;
my $statements = $ENV{CAASPP_STATEMENTS} // 20;
my $folder     = $Oracle::Database::FOLDER = tempdir(CLEANUP => 1);
my $database   = Oracle::Database->create('caaspp_writers');
my $catalogue  = read_catalogue($database->rows_of(
    'SELECT code, part, first_year, last_year, name, class, grades FROM caaspp.supports ORDER BY code, part, first_year;'));

# A district, as in 031_random_districts.pl, before anything changes.
my $story = Oracle::Story->tell(seed => $seed, catalogue => $catalogue, changes => 0, folder => $folder);
my $year  = $story->{district}{asked};
my $today = $story->facts->today;
my $CLOCK = "SET search_path = public, caaspp; SET timezone = 'UTC'; SET datestyle = ISO; SET caaspp.as_of = '$today';";
$database->answers($CLOCK, map { [ '', $_->{sql} . ($_->{sql} =~ /^\\/ ? '' : ';') ] } $story->steps);

# The few that everybody writes about; and three of each writer's own, in schools of their own, about whom nobody else writes.
my @hot = some(24, uniq sort map { $_->{ssid} } grep { $_->{school_year} eq $year && $_->{grade} =~ /^(?:[3-8]|11)$/ } $story->facts->rows('enrollments'));
my %own = map { my $w = $_; ($w => [ map { sprintf '77%07d%d', $w, $_ } 1 .. 3 ]) } 1 .. $WRITERS;
$database->rows_of("$CLOCK INSERT INTO enrollments (school_year, ssid, school, entry_date, grade) VALUES "
    . join(', ', map { my $w = $_; map { "('$year', '$_', '0199901000009$w', '" . substr($year, 0, 4) . "-08-15', '4')" } @{ $own{$w} } } 1 .. $WRITERS) . ';');
$database->rows_of('CREATE TABLE public.moment (n integer GENERATED ALWAYS AS IDENTITY, at timestamptz DEFAULT clock_timestamp(), answer text);');
note "$year, asked on $today, " . scalar(@hot) . ' students in common';

for my $round (1 .. $rounds) {
    my @pids = map { start("writer$_", writer($round, $_)) } 1 .. $WRITERS;
    my $pid  = start('moments', map { 'INSERT INTO public.moment DEFAULT VALUES; SELECT pg_sleep(0.1);' } 1 .. 8);
    sleep 0.3;
    compare("round $round, in the middle");
    waitpid $_, 0 for @pids, $pid;
    is(join(' ', unexpected(map { "writer$_" } 1 .. $WRITERS), unexpected('moments')), '', "round $round: no writer met an error");
    compare("round $round, afterwards");
    own_students("round $round", $round);
    is_deeply([ remembered() ], [ [ 0, 0 ] ], "round $round: what was known at each moment is what was said of it before, and no test twice");
    $database->rows_of("$CLOCK INSERT INTO public.moment (answer) SELECT " . digest('caaspp.completion_rates') . ';');
}
is_deeply([ $database->rows_of("$CLOCK " . <<'SQL') ], [ [0] ], 'the changes between the moments add up');
    SELECT count(*) FROM public.moment a JOIN public.moment b ON b.n = a.n + 3 CROSS JOIN LATERAL (
        SELECT lea_cds, school_cds, grade, assessment FROM (
            SELECT lea_cds, school_cds, grade, assessment, total, started, completed, pge, nte FROM caaspp.completion_rates_at(b.at, caaspp.today())
            UNION ALL SELECT lea_cds, school_cds, grade, assessment, -total, -started, -completed, -pge, -nte FROM caaspp.completion_rates_at(a.at, caaspp.today())
            UNION ALL SELECT lea_cds, school_cds, grade, assessment, -total, -started, -completed, -pge, -nte FROM caaspp.changes_between(a.at, b.at, caaspp.today(), caaspp.today())) x
        GROUP BY 1, 2, 3, 4 HAVING (sum(total), sum(started), sum(completed), sum(pge), sum(nte)) <> (0, 0, 0, 0, 0)) y;
SQL
$database->drop if !defined $ENV{CAASPP_SEED};
done_testing;

# --- Writers ---

# A session in the background; what it has to say stands in a file.
sub start ($name, @script) {
    open my $file, '>:encoding(UTF-8)', "$folder/$name.sql" or die "$name: $!";
    say $file $_ for $CLOCK, '\\set VERBOSITY sqlstate', @script;
    close $file or die "$name: $!";
    my $pid = fork // die "fork: $!";
    return $pid if $pid;
    open STDOUT, '>', '/dev/null';
    open STDERR, '>', "$folder/$name.said";
    $ENV{PGOPTIONS} = '-c client_min_messages=warning';
    exec 'psql', '-Xq', '-d', 'caaspp_writers', '-f', "$folder/$name.sql";
}

# What the state refuses is no accident: an exemption on a completed test. Nor is a deadlock of transactions that
# touch several students one after the other; single statements never have one.
sub unexpected (@names) {
    my @said;
    for my $name (@names) {
        open my $file, '<', "$folder/$name.said" or die "$name: $!";
        my ($allowed) = map { qr/ERROR:\s+(?:$_)\s*$/ } 'moments' eq $name ? 'none' : '23514|40P01|25P02';
        push @said, grep { !/$allowed/ } <$file>;
    }
    return @said;
}

sub writer ($round, $w) {
    srand 1000 * $seed + 100 * $round + $w;
    my @script;
    for (1 .. $statements) {
        my @some = map { statement() } 1 .. (chance(20) ? between(2, 3) : 1);
        push @script, @some == 1 ? @some : ('BEGIN;', (map { ($_, 'SELECT pg_sleep(0.005);') } @some), 'COMMIT;');
        push @script, sprintf 'SELECT pg_sleep(%.3f);', rand 0.02 if chance(40);
    }
    # Its own students' story goes on by one part a round, strewn among the rest.
    my $part = (parts('ELA', $year), parts('MATH', $year))[ ($round - 1) % 4 ];
    for my $ssid (@{ $own{$w} }) {
        my @at = sort { $a <=> $b } map { int rand @script + 1 } 1 .. 2;
        @at = (0, scalar @script) if grep { $_ eq 'BEGIN;' } @script;        # not into somebody's rolled back transaction
        splice @script, $at[1], 0, "UPDATE attempts SET status = 'completed', completed_on = '$today' WHERE school_year = '$year' AND ssid = '$ssid' AND part = '$part';";
        splice @script, $at[0], 0, "INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES ('$year', '$ssid', '$part', 'started', '$today') ON CONFLICT DO NOTHING;";
    }
    return @script;
}

sub statement () {
    my @ssids = map { "'$_'" } some(pick(1, 1, 1, 2, 6), @hot);
    my $here  = "school_year = '$year' AND ssid IN (" . join(', ', @ssids) . ')';
    my $part  = pick(map { parts($_, $year) } qw(ELA ELA MATH MATH CAST CAA-ELA CAA-MATH CAA-SCI));
    my $test  = assessment_of($part);
    my $status = pick(@Oracle::Rules::STATUSES, qw(started started completed completed));
    return pick(
        (sub { "INSERT INTO attempts (school_year, ssid, part, status, started_on) SELECT '$year', s, '$part', '$status', '$today' FROM unnest(ARRAY["
            . join(', ', sort @ssids) . "]::ssid[]) s ON CONFLICT (school_year, ssid, part, opportunity) DO UPDATE SET status = excluded.status, started_on = excluded.started_on;" }) x 6,
        (sub { "UPDATE attempts SET status = '$status' WHERE $here AND part = '$part';" }) x 4,
        (sub { "UPDATE attempts SET status = 'completed', completed_on = '$today' WHERE $here AND assessment(part) = '$test';" }) x 3,
        (sub { "DELETE FROM attempts WHERE $here AND assessment(part) = '$test';" }) x 2,
        (sub { "UPDATE enrollments SET grade = '" . pick(3 .. 8, 11) . "' WHERE $here;" }) x 2,
        sub { "UPDATE enrollments SET special_education = true, primary_disability = 'AUT', alternate_assessment = NOT coalesce(alternate_assessment, false) WHERE $here;" },
        sub { "UPDATE enrollments SET exit_date = " . pick('NULL', "'$today'", "'$today'::date - 1") . ", exit_reason = 'T160' WHERE $here;" },
        sub { "UPDATE enrollments SET accountable_lea = " . pick('NULL', "'$Oracle::District::LEAS[0]'", "'$Oracle::District::LEAS[1]'") . " WHERE $here;" },
        (sub { "INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('$year', $ssids[0], '$test', '" . pick(qw(PGE NTE)) . "', NULL)"
            . ' ON CONFLICT (school_year, ssid, assessment) DO UPDATE SET code = excluded.code;' }) x 2,
        sub { "DELETE FROM exemptions WHERE $here;" },
        sub { chance(30) ? "UPDATE testing_windows SET ends_on = greatest(starts_on, '$today'::date + " . between(-2, 9) . ") WHERE school_year = '$year';" : 'SELECT 1;' },
    )->();
}

# --- Comparing ---

# All facts, and all answers to them, by one snapshot; against the oracle, which reads the facts alone.
sub compare ($when) {
    my %tables = %Oracle::Facts::COLUMNS;
    my %views  = (%Oracle::Views::COLUMNS, latest_feasible_starts => [ qw(school_year lea_cds lea_name school_cds school_name ssid student_name
        grade grade_order assessment part task window_ends_on make_up_days latest_start days_to_start usable_until) ]);
    my %got = $database->answers(
        "$CLOCK BEGIN ISOLATION LEVEL REPEATABLE READ;",
        (map { [ "facts $_", 'SELECT ' . join(', ', @{ $tables{$_} }) . " FROM caaspp.$_;" ] } sort keys %tables),
        (map { [ $_, 'SELECT ' . join(', ', @{ $views{$_} }) . " FROM caaspp.$_;" ] } sort keys %views),
        [ 'end', 'COMMIT;' ],
    );
    my $facts = Oracle::Facts->new(years => [ $story->facts->years ], today => $today);
    for my $table (keys %tables) {
        $facts->add($table, map { my %row; @row{ @{ $tables{$table} } } = @$_; \%row } @{ $got{"facts $table"} });
    }
    subtest $when => sub {
        my %expected = Oracle::Views::answers($facts, $catalogue);
        $expected{latest_feasible_starts} = [ latest_feasible_starts($facts, active_tests($facts)) ];
        for my $view (sort keys %expected) {
            my @lines = differences($expected{$view}, $got{$view});
            ok(!@lines, $view) or diag join "\n", @lines, facts_of($facts, @lines);
        }
        # What is derived is what the rules give: to derive it again changes nothing.
        my @before = Oracle::Story::assignment_rows($facts);
        my %students = map { $_->{ssid} => 1 } $facts->rows('enrollments'), $facts->rows('assignments');
        Oracle::Assign::derive($facts, sort keys %students);
        my @lines = differences([ Oracle::Story::assignment_rows($facts) ], \@before);
        ok(!@lines, 'assignments') or diag join "\n", @lines, facts_of($facts, @lines);
    };
    return;
}

# Nobody else writes about them: each of their writes is there, once.
sub own_students ($when, $round) {
    my $parts = $round < 4 ? $round : 4;
    my ($counts) = $database->rows_of("$CLOCK SELECT count(*), count(*) FILTER (WHERE status = 'completed') FROM attempts WHERE ssid::text LIKE '77%';");
    is_deeply($counts, [ ($WRITERS * 3 * $parts) x 2 ], "$when: every writer's own writes are there");
    my ($done) = $database->rows_of("$CLOCK SELECT sum(count_parts(parts_done)), sum(count_parts(parts_started)) FROM assignments WHERE ssid::text LIKE '77%';");
    is_deeply($done, [ ($WRITERS * 3 * $parts) x 2 ], "$when: and count once");
    return;
}

sub digest ($relation) {
    return "(SELECT md5(string_agg(r::text, E'\\n' ORDER BY r::text)) FROM $relation r)";
}

# Moments are asked about when their round is over, and again after every later one. Those between rounds were answered
# by the view itself. How many differ; and how many tests are known twice at some moment.
sub remembered () {
    my $at = digest('caaspp.completion_rates_at(m.at, caaspp.today())');
    my ($differ) = $database->rows_of("$CLOCK SELECT count(*) FROM public.moment m WHERE m.answer <> $at;");
    $database->rows_of("$CLOCK UPDATE public.moment m SET answer = $at WHERE answer IS NULL;");
    my ($twice) = $database->rows_of("$CLOCK SELECT count(*) FROM public.moment m CROSS JOIN LATERAL (
        SELECT FROM caaspp.known_assignments(m.at, NULL) GROUP BY school_year, ssid, assessment HAVING count(*) > 1) x;");
    return [ $differ->[0], $twice->[0] ];
}
