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
use Oracle::Database;
use Oracle::Report qw(differences facts_of);
use Oracle::Story;
use Oracle::Supports 'read_catalogue';
use Oracle::Views;

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);

my @seeds   = defined $ENV{CAASPP_SEED} ? $ENV{CAASPP_SEED} : 1 .. $ENV{CAASPP_SEEDS} // 8;
my $trace   = $ENV{CAASPP_TRACE};
my $changes = $ENV{CAASPP_CHANGES} // 40;
my $CLOCK   = 'SET search_path = public, caaspp; SET caaspp.as_of = ';
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
    $database->drop if !defined $ENV{CAASPP_SEED};
    return;
}

# Every step and then every question, for one session.
sub script ($story) {
    my ($n, @script) = (0);
    for my $step ($story->steps) {
        push @script, [ 'step ' . ++$n, $step->{sql} . ($step->{sql} =~ /^\\/ ? "\n" : ";\n") . $ASSIGNMENTS ];
        push @script, [ "progress $n", select_from('caaspp.student_progress', 'student_progress') ] if $trace;
    }
    return (
        @script,
        (map { [ $_, select_from("caaspp.$_", $_) ] } sort keys %Oracle::Views::COLUMNS),
        [ 'columns', "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'caaspp' ORDER BY 1, ordinal_position;" ],
        [ 'last_day', 'SELECT school_year, ssid, part, opportunity, last_day FROM caaspp.attempts;' ],
        [ 'discarded', join "\n", map { "SELECT caaspp.rederive('$_');" } $story->facts->years ],
        [ 'rederived', $ASSIGNMENTS ],
        [ 'completion_rates_at', select_from('caaspp.completion_rates_at(now(), caaspp.today())', 'completion_rates') ],
    );
}

sub select_from ($relation, $view) {
    return 'SELECT ' . join(', ', @{ $Oracle::Views::COLUMNS{$view} }) . " FROM $relation;";
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
