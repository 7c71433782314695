#!/usr/bin/perl

# The oracle of 031_random_districts.pl, without a database: what must hold in every answer whatever
# the district, and that the random districts reach every situation, so that agreement means something.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/../oracle";

use Test::More;
use Oracle::Assign;
use Oracle::Calendar qw(add_days pacific_day);
use Oracle::Facts;
use Oracle::Progress 'percent';
use Oracle::Report 'differences';
use Oracle::Story;
use Oracle::Supports 'read_catalogue';
use Oracle::Views;

# Enough of a catalogue: class by part, grades, years, off, universal.
my $CATALOGUE = read_catalogue(map { [ map { $_ eq '' ? undef : $_ } split /;/, $_, -1 ] } (
    (map { "TDS_TTS_Stim;$_;2018-19;;Text-to-speech;accommodation;" } qw(ELA-CAT ELA-PT CSA)),
    (map { "TDS_TTS_Stim;$_;2018-19;;Text-to-speech;designated;" } qw(MATH-CAT CAST)),
    (map { "NEA_Calc;$_;2018-19;;Calculator;accommodation;6-8,11" } qw(MATH-CAT MATH-PT)),
    (map { "NEDS_SS;$_;2018-19;;Separate setting;designated;" } qw(ELA-CAT ELA-PT MATH-CAT MATH-PT CAST CAA-ELA)),
    (map { "NEA_AR;$_;2018-19;;Alternate response;accommodation;" } qw(ELA-CAT MATH-CAT CAST CAA-ELA CAA-MATH CAA-SCI-1)),
    'TDS_WL_Illustration;MATH-CAT;2019-20;;Illustration glossary;designated;',
    'NEDS_Old;MATH-CAT;2018-19;2018-19;Old;designated;',
    'TDS_CC0;ELA-CAT;2018-19;;Colour off;off;',
));

is(pacific_day('2020-03-08 07:59:59+00'), '2020-03-07', 'winter: midnight is 08:00 UTC');
is(pacific_day('2020-03-09 07:00:00+00'), '2020-03-09', 'summer: midnight is 07:00 UTC');
is(pacific_day('2019-11-04 07:59:59+00'), '2019-11-03', 'winter again');
is(percent(2, 3), '66.67', 'rounds up');
is(percent(1, 800), '0.13', 'a half rounds up');
is(percent(3, 3), '100.00', 'all');
is(percent(0, 0), undef, 'none of none');

my %seen;
check($_) for 1 .. 8;
for my $want (
    (map { "student_progress status $_" } 'completed', 'exempt', 'expired', 'in progress', 'not started'),
    (map { "student_progress exemption $_" } qw(PGE NTE NEL)),
    (map { "student_progress origin $_" } qw(default alternate elective optional manual)),
    (map { "student_progress assessment $_" } @Oracle::Rules::ASSESSMENTS),
    (map { "expiring_tests urgency $_" } qw(today soon week later)),
    (map { "support_mismatches problem $_" } 'unknown code', 'not available', 'not permitted',
        'student not in TOMS report', 'missing in TOMS', 'not identified'),
    (map { "support_coverage population $_" } qw(general SWD 504 EL)),
    (map { "participation_rates meets_95 $_" } qw(t f)),
    (map { "assignment_mismatches problem $_" } 'missing in TOMS', 'not expected'),
    (map { "completion_summary level $_" } qw(state lea school)),
    (map { "situation $_" } 'locked in another grade', 'locked in the other test', 'left but active', 'science met',
        'second opportunity', 'tested elsewhere', 'exemption to come', 'completed while exempt', 'nameless'),
) {
    ok($seen{$want}, "the districts show: $want");
}
done_testing;

sub check ($seed) {
    my $story   = Oracle::Story->tell(seed => $seed, catalogue => $CATALOGUE);
    my $facts   = $story->facts;
    my %answers = Oracle::Views::answers($facts, $CATALOGUE);
    my %rows;
    for my $view (sort keys %answers) {
        my @columns = @{ $Oracle::Views::COLUMNS{$view} };
        for my $row (@{ $answers{$view} }) {
            my %row;
            @row{@columns} = @$row;
            push @{ $rows{$view} }, \%row;
            is(scalar @$row, scalar @columns, "$view: as many values as columns") if @$row != @columns;
            $seen{"$view $_ $row{$_}"}++
                for grep { defined $row{$_} } grep { exists $row{$_} } qw(status exemption origin assessment urgency problem population meets_95 level);
        }
    }
    note "seed $seed: ", join ', ', map { "$_ " . @{ $answers{$_} } } sort keys %answers;
    situations($facts, $rows{student_progress});

    my @progress = @{ $rows{student_progress} };
    ok(!grep({ $_->{completed} > $_->{total} || $_->{started} > $_->{total} } map { @{ $rows{$_} } } qw(completion_rates part_completion_rates)),
        "seed $seed: nobody counts twice");
    my $total = 0;
    $total += $_->{total} for @{ $rows{completion_rates} };
    is($total, scalar @progress, "seed $seed: every active assignment is in one rate");
    my %sum;
    $sum{ $_->{level} } += $_->{total} for grep { $_->{program} eq 'all' } @{ $rows{completion_summary} };
    is_deeply([ @sum{qw(state lea school)} ], [ ($total) x 3 ], "seed $seed: each level adds up to it");
    is(scalar(grep { $_->{status} eq 'completed' } @progress), (sum_of('completed', @{ $rows{completion_rates} })),
        "seed $seed: completed students, completed tests");
    ok(!grep({ $_->{participated} > $_->{expected} } @{ $rows{participation_rates} }), "seed $seed: no rate passes 100");

    my @before = Oracle::Story::assignment_rows($facts);
    Oracle::Assign::derive($facts, @{ $story->{district}{ssids} });
    ok(!differences(\@before, [ Oracle::Story::assignment_rows($facts) ]), "seed $seed: deriving again changes nothing");

    my @once = map { @{$_}{qw(sql assignments)} } $story->steps;
    my @again = map { @{$_}{qw(sql assignments)} } Oracle::Story->tell(seed => $seed, catalogue => $CATALOGUE)->steps;
    is_deeply(\@again, \@once, "seed $seed: the same seed is the same story");
    return;
}

sub sum_of ($column, @rows) {
    my $sum = 0;
    $sum += $_->{$column} for @rows;
    return $sum;
}

# Situations that no single column shows.
sub situations ($facts, $progress) {
    for my $row ($facts->rows('assignments')) {
        my ($year, $ssid, $assessment) = @{$row}{qw(school_year ssid assessment)};
        my $enrollment = $facts->governing($year, $ssid) // next;
        my %expected   = Oracle::Assign::expected_tests($facts, $enrollment);
        $seen{'situation left but active'}++ if defined $row->{left_on} && $facts->is_active($row);
        next if $row->{origin} eq 'manual';
        $seen{'situation locked in another grade'}++ if $row->{grade} ne $enrollment->{grade};
        $seen{'situation locked in the other test'}++ if !$expected{$assessment};
    }
    for my $row (grep { $_->{grade} eq '12' } $facts->rows('enrollments')) {
        $seen{'situation science met'}++ if Oracle::Assign::science_met($facts, @{$row}{qw(school_year ssid)});
    }
    for my $row ($facts->rows('attempts')) {
        $seen{'situation second opportunity'}++ if $row->{opportunity} > 1;
        $seen{'situation tested elsewhere'}++ if ($row->{tested_school} // '') =~ /^43/;
    }
    for my $row ($facts->rows('exemptions')) {
        my @key = @{$row}{qw(school_year ssid assessment)};
        $seen{'situation exemption to come'}++ if !defined $facts->exemption(@key);
        $seen{'situation completed while exempt'}++ if $row->{code} ne 'NEL' && $facts->all_parts_done(@key);
    }
    $seen{'situation nameless'}++ if grep { !defined $_->{student_name} || !defined $_->{school_name} } @$progress;
    return;
}
