package Oracle::Calendar;

# Dates as text, YYYY-MM-DD: they compare as text, so only sums need the calendar.

use v5.36;
use Exporter 'import';
use Time::Local 'timegm_modern';

our @EXPORT_OK = qw(add_days days_between earlier later pacific_day);

my $DAY = 24 * 60 * 60;

sub epoch ($date) {
    my ($y, $m, $d) = split /-/, $date;
    return timegm_modern(0, 0, 0, $d, $m - 1, $y);
}

sub date_of ($epoch) {
    my (undef, undef, undef, $d, $m, $y) = gmtime $epoch;
    return sprintf '%04d-%02d-%02d', $y + 1900, $m + 1, $d;
}

sub add_days ($date, $days) { return date_of(epoch($date) + $days * $DAY) }

sub days_between ($from, $to) { return (epoch($to) - epoch($from)) / $DAY }

sub earlier ($a, $b) { return $a lt $b ? $a : $b }

sub later ($a, $b) { return $a gt $b ? $a : $b }

# 0 for Sunday to 6.
sub weekday ($date) { return (gmtime epoch($date))[6] }

# The nth Sunday of a month, as a date.
sub sunday ($year, $month, $nth) {
    my $first = sprintf '%04d-%02d-01', $year, $month;
    my $weekday = (gmtime epoch($first))[6];
    return add_days($first, (7 - $weekday) % 7 + 7 * ($nth - 1));
}

# The day in California of an instant written 'YYYY-MM-DD HH:MM:SS+00'. Summer time runs from the
# second Sunday of March to the first of November, 02:00 local; worked out here without a time zone
# database, because the product uses one.
sub pacific_day ($instant) {
    my ($date, $h, $mi, $s) = $instant =~ /^(\S{10}) (\d\d):(\d\d):(\d\d)\+00$/
        or die "not a UTC instant: $instant";
    my $epoch  = epoch($date) + $h * 3600 + $mi * 60 + $s;
    my $year   = substr $date, 0, 4;
    my $summer = $epoch >= epoch(sunday($year, 3, 2)) + 10 * 3600
        && $epoch < epoch(sunday($year, 11, 1)) + 9 * 3600;
    return date_of($epoch - ($summer ? 7 : 8) * 3600);
}

1;
