package Oracle::Facts;

# What the district's tables hold at one moment, and the few lookups on which every answer rests.

use v5.36;
use Oracle::Calendar qw(add_days earlier pacific_day);
use Oracle::Rules    qw(assessment_of days_active parts reopen_days stage window_end_of_state);

# Key columns first: a change finds its row by them.
our %KEY = (
    organizations      => [qw(cds)],
    students           => [qw(ssid)],
    enrollments        => [qw(school_year ssid school entry_date)],
    assignments        => [qw(school_year ssid assessment)],
    attempts           => [qw(school_year ssid part opportunity)],
    exemptions         => [qw(school_year ssid assessment)],
    support_settings   => [qw(school_year source ssid code)],
    support_snapshots  => [qw(school_year source ssid)],
    toms_assignments   => [qw(school_year ssid assessment)],
    testing_windows    => [qw(school_year school starts_on)],
    science_history    => [qw(ssid school_year assessment)],
);
our %COLUMNS = (
    organizations => [qw(cds name kind)],
    students      => [qw(ssid last_name first_name middle_name birth_date used_name)],
    enrollments   => [
        qw(school_year ssid school entry_date grade enrollment_status exit_date exit_reason
            special_education section_504 primary_disability elas us_entry_date alternate_assessment
            science_elected spanish_elected repeating_grade_12 accountable_lea)
    ],
    assignments       => [qw(school_year ssid assessment school grade origin left_on)],
    attempts          => [
        qw(school_year ssid part opportunity status started_on completed_on reopened_on tested_school)
    ],
    exemptions        => [qw(school_year ssid assessment code entered_at)],
    support_settings  => [qw(school_year source ssid code)],
    support_snapshots => [qw(school_year source ssid)],
    toms_assignments  => [qw(school_year ssid assessment)],
    testing_windows   => [qw(school_year school starts_on ends_on make_up_days)],
    science_history   => [qw(ssid school_year assessment grade)],
);

sub new ($class, %args) {
    return bless { %args, rows => { map { $_ => [] } keys %KEY }, index => {} }, $class;
}

sub today ($self) { return $self->{today} }
sub years ($self) { return @{ $self->{years} } }

# All rows of a table.
sub rows ($self, $table) { return @{ $self->{rows}{$table} } }

# By what rows are looked up: a student's rows, an organization, a school's windows.
my %ID = (organizations => 'cds', testing_windows => 'school');

sub id_column ($table) { return $ID{$table} // 'ssid' }

sub add ($self, $table, @rows) {
    push @{ $self->{rows}{$table} }, @rows;
    my $id = id_column($table);
    my $index = $self->{index}{$table} // return;
    push @{ $index->{ $_->{$id} } }, $_ for @rows;
    return;
}

sub remove ($self, $table, @rows) {
    my %gone = map { $_ => 1 } @rows;
    $self->{rows}{$table} = [ grep { !$gone{$_} } $self->rows($table) ];
    delete $self->{index}{$table};
    return;
}

# Other values in some columns of some rows.
sub change ($self, $table, $set, @rows) {
    @{$_}{ keys %$set } = values %$set for @rows;
    delete $self->{index}{$table} if exists $set->{ id_column($table) };
    return;
}

# The rows of one id, of one year where it is given.
sub of ($self, $table, $id, $year = undef) {
    my $column = id_column($table);
    my $index = $self->{index}{$table} //= do {
        my %by;
        push @{ $by{ $_->{$column} } }, $_ for $self->rows($table);
        \%by;
    };
    return grep { !defined $year || $_->{school_year} eq $year } @{ $index->{$id} // [] };
}

sub key_text ($table, $row) { return join ' ', @{$row}{ @{ $KEY{$table} } } }

# The row with the same key, if there is one.
sub find ($self, $table, $row) {
    my $key = key_text($table, $row);
    my ($old) = grep { key_text($table, $_) eq $key } $self->of($table, $row->{ id_column($table) });
    return $old;
}

# --- Enrollment ---

sub is_year_end ($reason) { return ($reason // '') =~ /^(?:E155|E156|E230)$/ }

sub is_open ($enrollment) {
    return !defined $enrollment->{exit_date} || is_year_end($enrollment->{exit_reason}) ? 1 : 0;
}

sub left_on ($enrollment) { return is_open($enrollment) ? undef : $enrollment->{exit_date} }

sub governing ($self, $year, $ssid) {
    my ($first) = sort {
               is_open($b) <=> is_open($a)
            || $b->{entry_date} cmp $a->{entry_date}
            || ($b->{enrollment_status} == 10) <=> ($a->{enrollment_status} == 10)
            || $b->{school} cmp $a->{school}
        } grep { $_->{enrollment_status} =~ /^(?:10|30)$/ } $self->of('enrollments', $ssid, $year);
    return $first;
}

sub lea_of ($school) { return substr($school, 0, 7) . '0000000' }

sub accountable_lea ($self, $year, $ssid, $school) {
    my $enrollment = $self->governing($year, $ssid);
    return ($enrollment && $enrollment->{accountable_lea}) // lea_of($school);
}

sub name_of ($self, $cds) {
    my ($organization) = $self->of('organizations', $cds);
    return $organization && $organization->{name};
}

sub student_name ($self, $ssid) {
    my ($student) = $self->of('students', $ssid);
    return $student && "$student->{last_name}, $student->{first_name}";
}

# The five columns with which most views begin; nothing but the year where the school is unknown.
sub site ($self, $year, $ssid, $school) {
    return ($year, (undef) x 4) if !defined $school;
    my $lea = $self->accountable_lea($year, $ssid, $school);
    return ($year, $lea, $self->name_of($lea), $school, $self->name_of($school));
}

# --- Windows ---

sub window_end ($self, $year, $school) {
    for my $owner ($school, lea_of($school)) {
        my @ends = sort map { $_->{ends_on} } $self->of('testing_windows', $owner, $year);
        return $ends[-1] if @ends;
    }
    return window_end_of_state($year);
}

sub is_active ($self, $assignment) {
    return 1 if !defined $assignment->{left_on};
    my $end = $self->window_end(@{$assignment}{qw(school_year school)});
    return $assignment->{left_on} gt earlier($self->today, $end);
}

# --- Attempts ---

# Of a part's opportunities the highest counts.
sub attempt ($self, $year, $ssid, $part) {
    my ($highest) = sort { $b->{opportunity} <=> $a->{opportunity} }
        grep { $_->{part} eq $part } $self->of('attempts', $ssid, $year);
    return $highest;
}

# Whether any opportunity of any part of a test was ever started.
sub was_started ($self, $year, $ssid, $assessment) {
    return !!grep { defined $_->{started_on} && assessment_of($_->{part}) eq $assessment }
        $self->of('attempts', $ssid, $year);
}

# Whether every part is done or invalidated.
sub all_parts_done ($self, $year, $ssid, $assessment) {
    for my $part (parts($assessment, $year)) {
        my $attempt = $self->attempt($year, $ssid, $part);
        return 0 if !$attempt || stage($attempt->{status}) !~ /^(?:done|invalidated)$/;
    }
    return 1;
}

# As the attempts table holds it, without regard to windows.
sub last_day ($attempt) {
    my ($part, $year, $started, $reopened) = @{$attempt}{qw(part school_year started_on reopened_on)};
    return add_days($reopened, reopen_days() - 1) if defined $reopened;
    return defined $started ? add_days($started, days_active($part, $year) - 1) : undef;
}

# --- Exemptions ---

# The code that counts today: from the Pacific day on which it was entered, at once if that is unknown.
sub exemption ($self, $year, $ssid, $assessment) {
    my ($row) = grep { $_->{assessment} eq $assessment } $self->of('exemptions', $ssid, $year);
    return if !$row;
    return if defined $row->{entered_at} && pacific_day($row->{entered_at}) gt $self->today;
    return $row->{code};
}

# An English learner newly arrived: on or after 15 April before the school year.
sub is_newcomer ($self, $year, $ssid) {
    my $enrollment = $self->governing($year, $ssid) or return 0;
    return ($enrollment->{elas} // '') eq 'EL'
        && ($enrollment->{us_entry_date} // '') ge substr($year, 0, 4) . '-04-15';
}

1;
