package Oracle::Random;

# Draws. Perl's own rand is the same everywhere, so a seed is a district on every machine.

use v5.36;
use Exporter 'import';
use List::Util 'shuffle';
use Oracle::Calendar qw(add_days days_between);

our @EXPORT_OK = qw(between chance date_between flag pick some);

sub chance ($percent) { return rand(100) < $percent }

sub between ($low, $high) { return $low + int rand($high - $low + 1) }

sub pick (@list) { return $list[ rand @list ] }

# Up to n of a list.
sub some ($n, @list) {
    my @mixed = shuffle @list;
    return @mixed > $n ? @mixed[ 0 .. $n - 1 ] : @mixed;
}

# A boolean column: true in so many of a hundred, else false or unknown.
sub flag ($percent) { return chance($percent) ? 't' : chance(70) ? 'f' : undef }

sub date_between ($from, $to) {
    my $days = days_between($from, $to);
    return $days <= 0 ? $from : add_days($from, between(0, $days));
}

1;
