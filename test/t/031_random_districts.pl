#!/usr/bin/perl

# Random districts: the product against an oracle written in another way (test/oracle). Each seed
# makes a district, copies its files in, changes facts statement by statement, and compares the
# assignments after every statement and every row of every view at the end.
#
#   PGHOST=… PGPORT=… PGUSER=… prove test/t/031_random_districts.pl
#   CAASPP_SEEDS=40        that many seeds
#   CAASPP_SEED=17         just this one; its database, files and script stay, to look at
#   CAASPP_CHANGES=200     so many changes a district
#   CAASPP_TRACE=1         compares student_progress after every statement too

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../oracle";

use File::Temp 'tempdir';
use Test::More;
use Oracle::Calendar 'add_days';
use Oracle::Database;
use Oracle::Days qw(latest_feasible_starts on_day);
use Oracle::Progress qw(active_tests completion_rates);
use Oracle::Report qw(differences facts_of);
use Oracle::Story;
use Oracle::Supports 'read_catalogue';
use Oracle::Views;

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);

my @seeds   = defined $ENV{CAASPP_SEED} ? $ENV{CAASPP_SEED} : 1 .. $ENV{CAASPP_SEEDS} // 8;
my $trace   = $ENV{CAASPP_TRACE};
my $changes = $ENV{CAASPP_CHANGES} // 40;
my $CLOCK   = 'SET search_path = public, caaspp; SET caaspp.as_of = ';
my $MOMENT = 'INSERT INTO moment DEFAULT VALUES; INSERT INTO seen SELECT (SELECT max(n) FROM moment), r.* FROM caaspp.completion_rates r;';
my $BY_THE_FACTS = 'SELECT school_year::text, lea::text, school::text, ssid::text, grade::text, array_to_string(populations, \', \'), code, support, class, problem, identified_by'
    . ' FROM caaspp.audited_supports() WHERE problem IS NOT NULL';
my $AUDIT = 'SELECT school_year, lea_cds, school_cds, ssid, grade, population, code, support, class, problem, identified_by FROM caaspp.support_mismatches';
my $AUDITED = "INSERT INTO audited SELECT count(*) FROM (($AUDIT EXCEPT ALL $BY_THE_FACTS) UNION ALL ($BY_THE_FACTS EXCEPT ALL $AUDIT)) d;";
my $STARTS = [ qw(school_year lea_cds lea_name school_cds school_name ssid student_name grade grade_order assessment part
    task window_ends_on make_up_days latest_start days_to_start usable_until) ];
my $ASSIGNMENTS = 'SELECT school_year, ssid, assessment, school, grade, origin, left_on, rule_id IS NOT NULL'
    . ' FROM caaspp.assignments;';

for my $seed (@seeds) {
    subtest "seed $seed" => sub { eval { district($seed); 1 } or fail("ended early: $@" =~ s{\n}{}gr) };
}
done_testing;

sub district ($seed) {
    local $Oracle::Database::FOLDER = tempdir(CLEANUP => !defined $ENV{CAASPP_SEED});
    my $database  = Oracle::Database->create("caaspp_random_$seed");
    my $catalogue = read_catalogue($database->rows_of(
        'SELECT code, part, first_year, last_year, name, class, grades FROM caaspp.supports ORDER BY code, part, first_year;'));
    my %story = (
        seed => $seed, catalogue => $catalogue, changes => $changes, trace => $trace, folder => $Oracle::Database::FOLDER,
    );
    my $story = Oracle::Story->tell(%story);
    my $facts = $story->facts;
    note "files in $Oracle::Database::FOLDER" if defined $ENV{CAASPP_SEED};
    note sprintf '%s, asked on %s: %d students, %d steps', join(', ', $facts->years), $facts->today,
        scalar @{ $story->{district}{ssids} }, scalar $story->steps;

    my %got = $database->answers("$CLOCK'" . $facts->today . "';", script($story));
    steps(\%story, \%got, $story->steps) or return;

    my %expected = Oracle::Views::answers($facts, $catalogue);
    same($_, $expected{$_}, $got{$_}, $facts) for sort keys %expected;
    same('columns, in the order of the contract', [ columns(\%Oracle::Views::COLUMNS) ], [ first_columns($got{columns}) ], $facts);
    same('attempts.last_day', [ last_days($facts) ], $got{last_day}, $facts);
    same('assignments after rederive', [ Oracle::Story::assignment_rows($facts) ], $got{rederived}, $facts);
    same('completion_rates_at', $expected{completion_rates}, $got{completion_rates_at}, $facts);
    same('latest_feasible_starts', [ latest_feasible_starts($facts, active_tests($facts)) ], $got{starts}, $facts);
    for my $day (past_days($facts)) {
        my $then = on_day($facts, $day);
        same("completion_rates_at on $day", [ completion_rates($then, active_tests($then)) ], $got{"on $day"}, $facts);
    }
    is_deeply($got{$_}, [ [0] ], $_) or diag explain $got{$_} for map { $_->[0] } history();
    $database->drop if !defined $ENV{CAASPP_SEED};
    return;
}

# Every step and then every question, for one session.
sub script ($story) {
    my ($n, @script) = (0, [ 'moments', "CREATE TABLE moment (n integer GENERATED ALWAYS AS IDENTITY, at timestamptz DEFAULT clock_timestamp());"
        . ' CREATE TABLE seen AS SELECT 0 AS n, r.* FROM caaspp.completion_rates r; CREATE TABLE audited (wrong bigint);' ]);
    for my $step ($story->steps) {
        push @script, [ 'step ' . ++$n, $step->{sql} . ($step->{sql} =~ /^\\/ ? "\n" : ";\n") . $ASSIGNMENTS ];
        push @script, [ "moment $n", $MOMENT . $AUDITED ] if $n % 7 == 0;
        push @script, [ "progress $n", select_from('caaspp.student_progress', 'student_progress') ] if $trace;
    }
    return (
        @script,
        (map { [ $_, select_from("caaspp.$_", $_) ] } sort keys %Oracle::Views::COLUMNS),
        [ 'columns', "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'caaspp' ORDER BY 1, ordinal_position;" ],
        [ 'starts', select_from('caaspp.latest_feasible_starts', 'latest_feasible_starts') ],
        (map { [ "on $_", select_from("caaspp.completion_rates_at(now(), '$_')", 'completion_rates') ] } past_days($story->facts)),
        history(),
        [ 'last_day', 'SELECT school_year, ssid, part, opportunity, last_day FROM caaspp.attempts;' ],
        [ 'discarded', join "\n", map { "SELECT caaspp.rederive('$_');" } $story->facts->years ],
        [ 'rederived', $ASSIGNMENTS ],
        [ 'completion_rates_at', select_from('caaspp.completion_rates_at(now(), caaspp.today())', 'completion_rates') ],
    );
}

# Days before the day of asking, near and far.
sub past_days ($facts) { return map { add_days($facts->today, -$_) } 1, 3, 12, 40 }

# What history answers against what was seen: each question counts what is wrong.
sub history () {
    my $cell   = 'school_year, lea_cds, school_cds, grade, assessment';
    my @counts = qw(total started completed pge nte);
    my $minus  = join ', ', map { "-$_" } @counts;
    my $counts = join ', ', @counts;
    my $none   = join ' OR ', map { "sum($_) <> 0" } @counts;
    my $behind = join ' OR ', map { "r.$_ <> b.$_" } @counts;
    my $sums   = join ', ', map { "sum($_) AS $_" } @counts;
    return (
        [ 'as seen, so remembered', "SELECT count(*) FROM moment m CROSS JOIN LATERAL (
            (SELECT $cell, $counts FROM seen s WHERE s.n = m.n EXCEPT ALL SELECT $cell, $counts FROM caaspp.completion_rates_at(m.at, caaspp.today()))
            UNION ALL (SELECT $cell, $counts FROM caaspp.completion_rates_at(m.at, caaspp.today()) EXCEPT ALL SELECT $cell, $counts FROM seen s WHERE s.n = m.n)) d;" ],
        [ 'changes_between adds up', "SELECT count(*) FROM moment a JOIN moment b ON b.n - a.n IN (1, 3) CROSS JOIN LATERAL (VALUES (0, 0), (5, 0), (0, 9)) d(d1, d2) CROSS JOIN LATERAL (
            SELECT $cell FROM (
                SELECT $cell, $counts FROM caaspp.completion_rates_at(b.at, caaspp.today() - d.d2)
                UNION ALL SELECT $cell, $minus FROM caaspp.completion_rates_at(a.at, caaspp.today() - d.d1)
                UNION ALL SELECT $cell, $minus FROM caaspp.changes_between(a.at, b.at, caaspp.today() - d.d1, caaspp.today() - d.d2)) x
            GROUP BY $cell HAVING $none) y;" ],
        [ 'students_behind adds up', "SELECT count(*) FROM caaspp.completion_rates r CROSS JOIN LATERAL (
            SELECT $sums FROM caaspp.students_behind(r.school_year, r.school_cds, r.grade, r.assessment, lea_cds => r.lea_cds)) b
            WHERE r.school_cds IS NOT NULL AND ($behind);" ],
        [ 'students_behind participation adds up', "SELECT count(*) FROM caaspp.participation_rates r CROSS JOIN LATERAL (
            SELECT sum(expected) AS expected, sum(participated) AS participated FROM caaspp.students_behind(r.school_year, r.school_cds, subject => r.subject, lea_cds => r.lea_cds)) b
            WHERE r.school_cds IS NOT NULL AND (r.expected <> b.expected OR r.participated <> b.participated);" ],
        [ 'the audit follows every step', 'SELECT count(*) FROM audited WHERE wrong > 0;' ],
        [ 'the last event is the status', "SELECT count(*) FROM caaspp.attempts t FULL JOIN
            (SELECT DISTINCT ON (school_year, ssid, part, opportunity) * FROM caaspp.attempt_events ORDER BY school_year, ssid, part, opportunity, event DESC) e
            ON e.school_year = t.school_year::text AND e.ssid = t.ssid::text AND e.part = t.part::text AND e.opportunity = t.opportunity
            WHERE e.to_status IS DISTINCT FROM coalesce(t.status::text, 'removed');" ],
    );
}

sub select_from ($relation, $view) {
    my @columns = @{ $Oracle::Views::COLUMNS{$view} // $STARTS };
    return 'SELECT ' . join(', ', @columns) . " FROM $relation;";
}

# The assignments after every step. The first step that differs is told again up to there, for its facts.
sub steps ($story, $got, @steps) {
    for my $n (1 .. @steps) {
        my $step  = $steps[ $n - 1 ];
        my @lines = differences($step->{assignments}, $got->{"step $n"});
        @lines = differences($step->{progress}, $got->{"progress $n"}) if !@lines && $trace;
        next if !@lines;
        fail("after step $n, $step->{table}");
        my $then = Oracle::Story->tell(%$story, stop => $n)->facts;
        diag join "\n", $step->{sql} =~ s/\n.{600}\K.*/ …/sr, @lines, facts_of($then, @lines);
        return 0;
    }
    pass('assignments after each of ' . @steps . ' steps');
    return 1;
}

sub same ($name, $expected, $got, $facts) {
    my @lines = differences($expected, $got);
    ok(!@lines, $name) or diag join "\n", @lines, facts_of($facts, @lines);
    return;
}

sub last_days ($facts) {
    return map { [ @{$_}{qw(school_year ssid part opportunity)}, Oracle::Facts::last_day($_) ] } $facts->rows('attempts');
}

# View, position, column. The product may have more columns at the end of a view.
sub columns ($of) {
    return map { my $view = $_; map { [ $view, $_ + 1, $of->{$view}[$_] ] } 0 .. $#{ $of->{$view} } } sort keys %$of;
}

sub first_columns ($rows) {
    my %of;
    push @{ $of{ $_->[0] } }, $_->[1] for @$rows;
    my $wanted = \%Oracle::Views::COLUMNS;
    return columns({ map { $_ => [ grep { defined } @{ $of{$_} // [] }[ 0 .. $#{ $wanted->{$_} } ] ] } keys %$wanted });
}
