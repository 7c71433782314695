package Oracle::Supports;

# The support audit: what was identified for a student against what stands in TOMS.

use v5.36;
use Exporter 'import';
use List::Util    qw(all any);
use Oracle::Rules qw(grade_order grade_set parts);

our @EXPORT_OK = qw(read_catalogue support_coverage support_mismatches);

# Rows of code, part, first and last year, name, class, grades => code => [rows in the order of parts].
sub read_catalogue (@rows) {
    my %catalogue;
    for my $row (@rows) {
        my %support;
        @support{qw(code part first_year last_year name class grades)} = @$row;
        $support{grades} = grade_set($support{grades}) if defined $support{grades};
        push @{ $catalogue{ $support{code} } }, \%support;
    }
    return \%catalogue;
}

# What a code means in a year; nothing if that year does not know it.
sub in_force ($catalogue, $code, $year) {
    return grep { $_->{first_year} le $year && (!defined $_->{last_year} || $_->{last_year} ge $year) }
        @{ $catalogue->{$code} // [] };
}

sub is_off ($catalogue, $code, $year) {
    my @rows = in_force($catalogue, $code, $year);
    return @rows && all { $_->{class} eq 'off' } @rows;
}

# Every student with an active assignment, as the audit sees one.
sub audited ($facts, $catalogue, @tests) {
    my %tests;
    push @{ $tests{"$_->{school_year} $_->{ssid}"} }, $_ for @tests;
    return map { audit($facts, $catalogue, @{ $tests{$_} }) } sort keys %tests;
}

sub audit ($facts, $catalogue, @tests) {
    my ($year, $ssid) = @{ $tests[0] }{qw(school_year ssid)};
    my $enrollment = $facts->governing($year, $ssid);
    my $home       = $enrollment // $tests[0];
    my %student    = (
        year => $year, ssid => $ssid, grade => $home->{grade}, tests => \@tests,
        site        => [ $facts->site($year, $ssid, $home->{school}) ],
        populations => [ populations($enrollment // {}) ],
        plan        => any { ($enrollment->{$_} // 'f') eq 't' } qw(special_education section_504),
    );
    for my $setting ($facts->of('support_settings', $ssid, $year)) {
        next if is_off($catalogue, $setting->{code}, $year);
        $student{settings}{ $setting->{code} }{ $setting->{source} } = 1;
    }
    $student{mismatches} = [
        map { mismatch($facts, $catalogue, \%student, $_) } sort keys %{ $student{settings} // {} }
    ];
    return \%student;
}

sub populations ($enrollment) {
    my @all = (
        ($enrollment->{special_education} // 'f') eq 't' ? 'SWD' : (),
        ($enrollment->{section_504}       // 'f') eq 't' ? '504' : (),
        ($enrollment->{elas}              // '')  eq 'EL' ? 'EL' : (),
    );
    return @all ? @all : 'general';
}

# The catalogue's rows that apply to the student: an assigned part, and the grade in which it is taken.
sub available ($student, @rows) {
    my @found;
    for my $row (@rows) {
        push @found, $row if any {
            my $test = $_;
            (!$row->{grades} || $row->{grades}{ $test->{grade} })
                && any { $_ eq $row->{part} } parts($test->{assessment}, $test->{school_year});
        } @{ $student->{tests} };
    }
    return @found;
}

sub mismatch ($facts, $catalogue, $student, $code) {
    my $sources   = $student->{settings}{$code};
    my @by        = grep { $sources->{$_} } qw(SIS SPED 504 EL);
    my @rows      = in_force($catalogue, $code, $student->{year});
    my @available = available($student, @rows);
    my $problem   = problem($facts, $student, $sources->{TOMS}, \@by, \@rows, \@available) // return;
    my $shown     = $available[0] // $rows[0] // {};
    return [
        @{ $student->{site} }, $student->{ssid}, $facts->student_name($student->{ssid}),
        $student->{grade}, grade_order($student->{grade}), join(', ', @{ $student->{populations} }),
        $code, @{$shown}{qw(name class)}, $problem, @by ? join(', ', @by) : undef,
    ];
}

sub problem ($facts, $student, $in_toms, $identified_by, $rows, $available) {
    return 'unknown code'  if !@$rows;
    return 'not available' if !@$available;
    return 'not permitted' if !$student->{plan} && all { $_->{class} eq 'accommodation' } @$available;

    my $year = $student->{year};
    my @toms = grep { $_->{source} eq 'TOMS' && $_->{school_year} eq $year } $facts->rows('support_snapshots');
    return if !@toms;
    if (@$identified_by) {
        return 'student not in TOMS report' if !any { $_->{ssid} eq $student->{ssid} } @toms;
        return 'missing in TOMS' if !$in_toms;
        return;
    }
    return 'not identified';
}

sub support_mismatches ($facts, $catalogue, @tests) {
    return map { @{ $_->{mismatches} } } audited($facts, $catalogue, @tests);
}

sub support_coverage ($facts, $catalogue, @tests) {
    my (%group, %count);
    for my $student (audited($facts, $catalogue, @tests)) {
        my @sources = map { keys %$_ } values %{ $student->{settings} // {} };
        for my $population (@{ $student->{populations} }) {
            my $columns = [ @{ $student->{site} }, $population ];
            my $key = join "\t", map { $_ // '' } @$columns;
            $group{$key} = $columns;
            my $n = $count{$key} //= [ (0) x 4 ];
            $n->[0]++;
            $n->[1]++ if any { $_ ne 'TOMS' } @sources;
            $n->[2]++ if any { $_ eq 'TOMS' } @sources;
            $n->[3]++ if @{ $student->{mismatches} };
        }
    }
    return map { [ @{ $group{$_} }, @{ $count{$_} } ] } keys %group;
}

1;
