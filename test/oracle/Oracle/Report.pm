package Oracle::Report;

# Compares rows, and says in words what differs, with the facts behind it.

use v5.36;
use Exporter 'import';
use Oracle::Facts ();

our @EXPORT_OK = qw(differences facts_of);

sub text (@row) { return join ' | ', map { $_ // '-' } @row }

# The first differing rows as lines to print; nothing if both sides have the same rows as often.
sub differences ($expected, $got, $limit = 3) {
    my %count;
    $count{ text(@$_) }++ for @$expected;
    $count{ text(@$_) }-- for @$got;
    my @lost  = grep { $count{$_} > 0 } sort keys %count;
    my @extra = grep { $count{$_} < 0 } sort keys %count;
    return if !@lost && !@extra;
    my @lines = sprintf '%d rows expected, %d found; %d missing, %d too many', scalar @$expected, scalar @$got,
        scalar @lost, scalar @extra;
    push @lines, map { "  oracle:  $_" } first($limit, @lost);
    push @lines, map { "  product: $_" } first($limit, @extra);
    return @lines;
}

sub first ($n, @list) { return @list > $n ? @list[ 0 .. $n - 1 ] : @list }

# Every fact about the first student whom the lines name.
sub facts_of ($facts, @lines) {
    my ($ssid) = map { /(?<!\d)(\d{10})(?!\d)/ ? $1 : () } @lines;
    return if !defined $ssid;
    my @found = "facts of $ssid on " . $facts->today . ':';
    for my $table (grep { !/^(?:organizations|testing_windows)$/ } sort keys %Oracle::Facts::KEY) {
        my @columns = @{ $Oracle::Facts::COLUMNS{$table} };
        for my $row ($facts->of($table, $ssid)) {
            push @found, "  $table: " . join ' ', map { "$_=$row->{$_}" } grep { defined $row->{$_} && $_ ne 'ssid' } @columns;
        }
    }
    my %school = map { $_->{school} => 1 } $facts->of('enrollments', $ssid), $facts->of('assignments', $ssid);
    for my $owner (map { ($_, Oracle::Facts::lea_of($_)) } sort keys %school) {
        push @found, "  window of $owner: $_->{starts_on} to $_->{ends_on}" for $facts->of('testing_windows', $owner);
    }
    return @found;
}

1;
