package Oracle::Story;

# What happens to a district: its files are copied in, table by table in some order, then facts
# change. Every step is one SQL statement for the product and the same change here; after each the
# assignments are written down, because locked tests make them depend on the order of events.

use v5.36;
use List::Util      qw(any shuffle uniq);
use Oracle::Assign  ();
use Oracle::Changes ();
use Oracle::Csv     'write_csv';
use Oracle::District ();
use Oracle::Facts   ();
use Oracle::Progress qw(active_tests student_progress);
use Oracle::Random  qw(chance some);

# catalogue: of supports; folder: where the CSV files go; changes: how many; stop: after so many steps;
# trace: write down progress after each step too.
sub tell ($class, %args) {
    srand $args{seed};
    my $district = Oracle::District->new($args{seed}, support_codes($args{catalogue}));
    my $facts    = Oracle::Facts->new(years => $district->{years}, today => $district->{today});
    my $self     = bless { %args, district => $district, facts => $facts, steps => [] }, $class;
    $self->load;
    Oracle::Changes::one($self) for 1 .. $args{changes} // 40;
    return $self;
}

# Codes for students' settings: those with twists, some of the others, and some that are none.
sub support_codes ($catalogue) {
    my @known = sort keys %$catalogue;
    my @twist = grep { has_twist(@{ $catalogue->{$_} }) } @known;
    my @off   = grep { any { $_->{class} eq 'off' } @{ $catalogue->{$_} } } @known;
    return uniq(@twist, some(5, @off), some(25, @known), qw(NEDS_Bogus TDS_Unheard_1 NEA_Nothing));
}

# Of some grades only, changed between years, or of different classes by part.
sub has_twist (@rows) {
    return 1 if any { $_->{grades} || ($_->{last_year} // '9') lt '2022-23' } @rows;
    return uniq(map { $_->{class} } @rows) > 1;
}

sub facts ($self) { return $self->{facts} }
sub steps ($self) { return @{ $self->{steps} } }

# A large table comes in one file or in two.
sub load ($self) {
    for my $table (shuffle sort keys %{ $self->{district}{tables} }) {
        my @rows = shuffle @{ $self->{district}{tables}{$table} };
        my @half = chance(30) ? splice @rows, 0, @rows / 2 : ();
        $self->copy($table, @$_) for grep { @$_ } \@half, \@rows;
    }
    return;
}

sub copy ($self, $table, @rows) {
    @rows = grep { $self->is_allowed($table, $_) } @rows or return;
    my $columns = $Oracle::Facts::COLUMNS{$table};
    my $path = sprintf '%s/%02d-%s.csv', $self->{folder} // '', scalar $self->steps, $table;
    write_csv($path, $columns, [ map { +{ %$_, short_codes($_) } } @rows ]) if defined $self->{folder} && !$self->is_over;
    $self->step("\\copy caaspp.$table (" . join(', ', @$columns) . ") FROM '$path' WITH (FORMAT csv, HEADER)",
        $table, sub ($facts) { $facts->add($table, @rows) }, @rows);
    return;
}

# An LEA may be written with its seven digits alone.
sub short_codes ($row) {
    return map { $_ => substr $row->{$_}, 0, 7 }
        grep { ($row->{$_} // '') =~ /[1-9]\d*0{7}\z/ && chance(50) } qw(accountable_lea school);
}

# What the district's tables refuse: a key twice, an exemption on a completed test, an alternate
# assessment typed by hand for a student without an IEP.
sub is_allowed ($self, $table, $row) {
    my $facts = $self->facts;
    return 0 if $facts->find($table, $row);
    my ($year, $ssid, $assessment) = @{$row}{qw(school_year ssid assessment)};
    return !$facts->all_parts_done($year, $ssid, $assessment) if $table eq 'exemptions';
    return 1 if $table ne 'assignments' || $assessment !~ /^CAA/;
    my $enrollment = $facts->governing($year, $ssid) or return 0;
    return ($enrollment->{special_education} // '') eq 't' && defined $enrollment->{primary_disability};
}

# --- One statement each ---

sub insert ($self, $table, @rows) {
    @rows = grep { $self->is_allowed($table, $_) } @rows or return;
    my @columns = @{ $Oracle::Facts::COLUMNS{$table} };
    my @values  = map { '(' . join(', ', map { literal($_) } @{$_}{@columns}) . ')' } @rows;
    $self->step("INSERT INTO caaspp.$table (" . join(', ', @columns) . ")\nVALUES " . join(",\n       ", @values),
        $table, sub ($facts) { $facts->add($table, @rows) }, @rows);
    return;
}

# Inserts rows, or changes some columns of those that are there.
sub upsert ($self, $table, $columns, @rows) {
    my @all    = @{ $Oracle::Facts::COLUMNS{$table} };
    my @values = map { '(' . join(', ', map { literal($_) } @{$_}{@all}) . ')' } @rows;
    my $sql    = sprintf "INSERT INTO caaspp.%s AS old (%s)\nVALUES %s\nON CONFLICT (%s) DO UPDATE SET %s",
        $table, join(', ', @all), join(",\n       ", @values), join(', ', @{ $Oracle::Facts::KEY{$table} }),
        join(', ', map { "$_ = excluded.$_" } @$columns);
    $self->step($sql, $table, sub ($facts) {
        for my $row (@rows) {
            my $old = $facts->find($table, $row);
            if ($old) { $facts->change($table, { map { $_ => $row->{$_} } @$columns }, $old) }
            else      { $facts->add($table, $row) }
        }
    }, @rows);
    return;
}

sub update ($self, $table, $set, @rows) {
    return if !@rows;
    my $assign = join ', ', map { "$_ = " . literal($set->{$_}) } sort keys %$set;
    my @before = map { +{ %$_ } } @rows;
    $self->step("UPDATE caaspp.$table SET $assign\nWHERE " . where($table, @rows),
        $table, sub ($facts) { $facts->change($table, $set, @rows) }, @rows, @before);
    return;
}

sub delete ($self, $table, @rows) {
    return if !@rows;
    $self->step("DELETE FROM caaspp.$table\nWHERE " . where($table, @rows),
        $table, sub ($facts) { $facts->remove($table, @rows) }, @rows);
    return;
}

sub literal ($value) { return defined $value ? "'" . $value =~ s/'/''/gr . "'" : 'NULL' }

sub where ($table, @rows) {
    my @key = @{ $Oracle::Facts::KEY{$table} };
    return join "\n   OR ", map {
        my $row = $_;
        '(' . join(' AND ', map { "$_ = " . literal($row->{$_}) } @key) . ')';
    } @rows;
}

# --- Replay ---

sub is_over ($self) { return defined $self->{stop} && $self->steps >= $self->{stop} }

# From these tables assignments are derived.
my %DERIVES = map { $_ => 1 } qw(enrollments attempts exemptions science_history assignments);

# After the last step wanted, facts stay as they are.
sub step ($self, $sql, $table, $apply, @rows) {
    return if $self->is_over;
    $apply->($self->facts);
    Oracle::Assign::derive($self->facts, sort map { $_->{ssid} } @rows) if $DERIVES{$table};
    push @{ $self->{steps} }, {
        sql         => $sql,
        table       => $table,
        assignments => [ assignment_rows($self->facts) ],
        $self->{trace} ? (progress => [ student_progress($self->facts, active_tests($self->facts)) ]) : (),
    };
    return;
}

# Year, student, assessment, school, grade, origin, left_on, whether a rule stands behind the row.
sub assignment_rows ($facts) {
    return map { [ @{$_}{@{ $Oracle::Facts::COLUMNS{assignments} }}, $_->{origin} eq 'manual' ? 'f' : 't' ] }
        $facts->rows('assignments');
}

1;
