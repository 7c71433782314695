package Oracle::Assign;

# Who is assigned which test. The answer depends on the order of events, because a test once started
# is locked: so it is derived again after every statement, as the product's triggers do.

use v5.36;
use Exporter 'import';
use List::Util    qw(any uniq);
use Oracle::Facts ();
use Oracle::Rules qw(@ASSESSMENTS subject);

our @EXPORT_OK = qw(derive expected_tests);

# Derives again for some students. Earlier years first: grade 12 science looks back.
sub derive ($facts, @ssids) {
    for my $ssid (uniq @ssids) {
        derive_year($facts, $_, $ssid) for sort $facts->years;
    }
    return;
}

sub derive_year ($facts, $year, $ssid) {
    my $enrollment = $facts->governing($year, $ssid);
    my %expected   = $enrollment ? expected_tests($facts, $enrollment) : ();
    my @rows       = $facts->of('assignments', $ssid, $year);
    my %locked     = map { subject($_) => 1 }
        grep { $facts->was_started($year, $ssid, $_) } map { $_->{assessment} } @rows;

    for my $row (@rows) {
        next if $row->{origin} eq 'manual';
        my $assessment = $row->{assessment};
        if ($facts->was_started($year, $ssid, $assessment)) {
            follow($facts, $row, $enrollment) if $enrollment;
        }
        elsif (!$expected{$assessment} || $locked{ subject($assessment) }) {
            $facts->remove('assignments', $row);
        }
        else {
            follow($facts, $row, $enrollment);
            $facts->change('assignments', { grade => $enrollment->{grade}, origin => $expected{$assessment} }, $row);
        }
    }
    for my $assessment (grep { $expected{$_} && !$locked{ subject($_) } } @ASSESSMENTS) {
        next if any { $_->{assessment} eq $assessment } $facts->of('assignments', $ssid, $year);
        my $row = {
            school_year => $year, ssid => $ssid, assessment => $assessment,
            grade => $enrollment->{grade}, origin => $expected{$assessment},
        };
        $facts->add('assignments', $row);
        follow($facts, $row, $enrollment);
    }
    return;
}

# School and leaving date follow the enrollment even when the test is locked.
sub follow ($facts, $row, $enrollment) {
    $facts->change('assignments',
        { school => $enrollment->{school}, left_on => Oracle::Facts::left_on($enrollment) }, $row);
    return;
}

# Assessment => origin, by the facts alone.
sub expected_tests ($facts, $enrollment) {
    my $grade = $enrollment->{grade};
    my %tests;
    $tests{$_} = 'default' for general_tests($facts, $enrollment);
    if (takes_alternate($enrollment)) {
        my %alternate = ('ELA' => 'CAA-ELA', 'MATH' => 'CAA-MATH', 'CAST' => 'CAA-SCI');
        %tests = map { $alternate{$_} => 'alternate' } keys %tests;
    }
    elsif ($tests{CAST} && $grade =~ /^1[01]$/) {
        $tests{CAST} = 'elective';
    }
    $tests{CSA} = 'optional' if is_true($enrollment->{spanish_elected}) && $grade =~ /^(?:[3-9]|1[0-2])$/;
    return %tests;
}

sub general_tests ($facts, $enrollment) {
    my $grade = $enrollment->{grade};
    return qw(ELA MATH)      if $grade =~ /^[3467]$/;
    return qw(ELA MATH CAST) if $grade =~ /^[58]$/;
    my @science = takes_science($facts, $enrollment) ? 'CAST' : ();
    return (qw(ELA MATH), @science) if $grade eq '11';
    return @science if $grade =~ /^1[02]$/;
    return;
}

sub is_true ($flag) { return ($flag // 'f') eq 't' }

sub takes_alternate ($enrollment) {
    return is_true($enrollment->{alternate_assessment})
        && is_true($enrollment->{special_education})
        && defined $enrollment->{primary_disability};
}

# Once in high school: in 10 or 11 when registered, else in 12.
sub takes_science ($facts, $enrollment) {
    return 0 if science_met($facts, @{$enrollment}{qw(school_year ssid)});
    return $enrollment->{grade} eq '12' ? !is_repeating($facts, $enrollment) : is_true($enrollment->{science_elected});
}

sub is_repeating ($facts, $enrollment) {
    return is_true($enrollment->{repeating_grade_12}) if defined $enrollment->{repeating_grade_12};
    return any { $_->{grade} eq '12' && $_->{school_year} lt $enrollment->{school_year} }
        $facts->of('enrollments', $enrollment->{ssid});
}

# A test taken elsewhere counts in its own year too: there is but one opportunity.
sub science_met ($facts, $before, $ssid) {
    return 1 if any { $_->{school_year} le $before && $_->{grade} =~ /^1[0-2]$/ } $facts->of('science_history', $ssid);
    for my $year (grep { $_ lt $before } $facts->years) {
        return 1 if any { met_in($facts, $year, $ssid, $_) } qw(CAST CAA-SCI);
    }
    return 0;
}

# The grade is that of the assignment, or of the enrollment where the test was taken without one.
sub met_in ($facts, $year, $ssid, $assessment) {
    my ($row) = grep { $_->{assessment} eq $assessment } $facts->of('assignments', $ssid, $year);
    my $taken_as = $row // $facts->governing($year, $ssid) // return 0;
    return 0 if $taken_as->{grade} !~ /^1[0-2]$/;

    # Testing stopped in March 2020: a test begun and not handed in that year has to be taken again.
    return 1 if $year eq '2019-20'
        ? $facts->all_parts_done($year, $ssid, $assessment)
        : $facts->was_started($year, $ssid, $assessment);

    return 0 if !$row || $row->{grade} eq '12';
    return any { $_->{assessment} eq $assessment && $_->{code} =~ /^(?:PGE|NTE)$/ }
        $facts->of('exemptions', $ssid, $year);
}

1;
