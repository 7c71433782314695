package Oracle::Csv;

# Just enough CSV for COPY and for psql --csv: one record a line, null told apart from empty text.

use v5.36;
use Exporter 'import';

our @EXPORT_OK = qw(csv_line csv_fields write_csv);

# What psql prints for null; see Oracle::Database.
our $NULL = '\N';

# COPY reads an unquoted empty field as null.
sub csv_line (@fields) {
    return join ',', map { !defined ? '' : /^\z|[",]/ ? '"' . s/"/""/gr . '"' : $_ } @fields;
}

sub csv_fields ($line) {
    my @fields;
    while ($line =~ /\G(?:"((?:[^"]|"")*)"|([^,]*))(,|\z)/g) {
        my ($quoted, $plain, $end) = ($1, $2, $3);
        push @fields, defined $quoted ? $quoted =~ s/""/"/gr : $plain eq $NULL ? undef : $plain;
        last if $end eq '';
    }
    return @fields;
}

sub write_csv ($path, $columns, $rows) {
    open my $out, '>:encoding(UTF-8)', $path or die "$path: $!";
    say $out csv_line(@$columns);
    say $out csv_line(@{$_}{@$columns}) for @$rows;
    close $out or die "$path: $!";
    return;
}

1;
