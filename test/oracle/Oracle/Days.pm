package Oracle::Days;

# Other days: what a past day looked like by its own dates, and until when parts can be begun.

use v5.36;
use Exporter 'import';
use Oracle::Calendar qw(add_days days_between earlier later);
use Oracle::Facts    ();
use Oracle::Progress qw(student);
use Oracle::Rules    qw(days_active stage);
use Time::Local 'timegm_modern';

our @EXPORT_OK = qw(latest_feasible_starts on_day);

# The same facts on an earlier day: what was started later is not there yet, what was submitted later is still open.
sub on_day ($facts, $day) {
    my $then = Oracle::Facts->new(years => [ $facts->years ], today => $day);
    for my $table (keys %Oracle::Facts::KEY) {
        my @rows = map { +{%$_} } $facts->rows($table);
        if ($table eq 'attempts') {
            @rows = grep { ($_->{started_on} // $day) le $day } @rows;
            $_->{status} = 'started' for grep { ($_->{completed_on} // $day) gt $day } @rows;
        }
        $then->add($table, @rows);
    }
    return $then;
}

sub is_weekend ($date) {
    my ($y, $m, $d) = split /-/, $date;
    return (gmtime timegm_modern(0, 0, 0, $d, $m - 1, $y))[6] =~ /^[06]$/;
}

# Back from the window's end, one day after the other, until the make-up days are behind.
sub latest_start ($window_end, $make_up_days) {
    my $day = $window_end;
    $day = add_days($day, -1) while is_weekend($day);
    while ($make_up_days-- > 0) {
        $day = add_days($day, -1);
        $day = add_days($day, -1) while is_weekend($day);
    }
    return $day;
}

# Of the window that ends last, the school's own or else the LEA's.
sub make_up_days ($facts, $year, $school) {
    for my $owner ($school, Oracle::Facts::lea_of($school)) {
        my @windows = $facts->of('testing_windows', $owner, $year) or next;
        my ($last) = sort { $b cmp $a } map { $_->{ends_on} } @windows;
        my ($most) = sort { $b <=> $a } map { $_->{make_up_days} // 0 } grep { $_->{ends_on} eq $last } @windows;
        return $most;
    }
    return 0;
}

sub latest_feasible_starts ($facts, @tests) {
    my $today = $facts->today;
    my @rows;
    for my $test (grep { !$_->{exempt} } @tests) {
        my ($year, $school) = @{$test}{qw(school_year school)};
        my $end = $facts->window_end($year, $school);
        next if $end lt $today;
        my $make_up = make_up_days($facts, $year, $school);
        for my $part (@{ $test->{parts} }) {
            my $attempt = $part->{attempt};
            next if $attempt && stage($attempt->{status}) ne 'open';
            next if $part->{started} && $part->{days_left} < 0;
            my $start = $part->{started} ? $part->{last_day} : latest_start($end, $make_up);
            push @rows, [
                student($facts, $test), $test->{assessment}, $part->{part}, $part->{started} ? 'to finish' : 'to start',
                $end, $make_up, $start, days_between($today, $start),
                $part->{started} ? $start : earlier(add_days($today, days_active($part->{part}, $year) - 1), $end),
            ];
        }
    }
    return @rows;
}

1;
