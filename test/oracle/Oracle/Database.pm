package Oracle::Database;

# The product, through psql and the usual libpq environment; no driver, so that the test runs where
# PostgreSQL's own tests run.

use v5.36;
use Oracle::Csv 'csv_fields';

# Where the last session's script stands.
our $FOLDER = '/tmp';

# A fresh database with the extension in it and its tables deployed.
sub create ($class, $name) {
    psql('postgres', qq(DROP DATABASE IF EXISTS "$name";), qq(CREATE DATABASE "$name";));
    my $self = bless { name => $name }, $class;
    $self->rows_of('CREATE EXTENSION caaspp; CALL caaspp.deploy();');
    return $self;
}

sub drop ($self) {
    psql('postgres', qq(DROP DATABASE "$self->{name}";));
    return;
}

# Runs a script of [label, statements] in one session; label => rows. Rows are lists of text, undef for null.
sub answers ($self, $setup, @script) {
    my %rows;
    my $label = '';
    for my $line (psql($self->{name}, $setup, map { ("\\echo \@ $_->[0]", $_->[1]) } @script)) {
        if ($line =~ /^@ (.*)/) { $rows{ $label = $1 } = [] }
        else                    { push @{ $rows{$label} }, [ csv_fields($line) ] }
    }
    return %rows;
}

sub rows_of ($self, $sql) {
    my %rows = $self->answers('', [ 'rows', $sql ]);
    return @{ $rows{rows} };
}

# The lines that a script prints. psql itself reports an error, with the statement.
sub psql ($database, @script) {
    local $ENV{PGOPTIONS} = join ' ', $ENV{PGOPTIONS} // '', '-c client_min_messages=warning';
    local $ENV{PGCLIENTENCODING} = 'UTF8';
    my $path = "$FOLDER/session.sql";
    open my $file, '>:encoding(UTF-8)', $path or die "$path: $!";
    say $file $_ for @script;
    close $file or die "$path: $!";
    open my $out, '-|:encoding(UTF-8)', qw(psql -XqAt --csv -v ON_ERROR_STOP=1 -v ECHO=errors -v SHOW_CONTEXT=never -P null=\N),
        '-d', $database, '-f', $path or die "psql: $!";
    chomp(my @lines = <$out>);
    close $out or die "psql failed on $database, script $path\n";
    return @lines;
}

1;
