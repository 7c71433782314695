package Oracle::Participation;

# Participation, and the comparison of assignments with the list from TOMS.

use v5.36;
use Exporter 'import';
use Oracle::Progress qw(percent);
use Oracle::Rules    qw(grade_order subject);

our @EXPORT_OK = qw(assignment_mismatches participation_by_group participation_rates);

sub participation_rates ($facts, @tests) {
    return counted(sub ($test, $subject) { [ @{ $test->{site} }, $subject ] }, @tests);
}

# The same count again for each group of the student, and once more for the LEA.
sub participation_by_group ($facts, @tests) {
    return counted(sub ($test, $subject) {
        my ($year, @site) = @{ $test->{site} };
        my $enrollment = $facts->governing($year, $test->{ssid}) // {};
        my @groups = ('all', grep { ($enrollment->{elas} // '') eq $_ } qw(EL RFEP IFEP EO TBD));
        push @groups, 'SWD' if ($enrollment->{special_education} // 'f') eq 't';
        push @groups, '504' if ($enrollment->{section_504} // 'f') eq 't';
        return map { [ $year, @site, 'school', $subject, $_ ], [ $year, @site[ 0, 1 ], undef, undef, 'lea', $subject, $_ ] } @groups;
    }, @tests);
}

sub counted ($rows_of, @tests) {
    my (%group, %count);
    for my $test (@tests) {
        my $subject = subject($test->{assessment});
        next if $subject eq 'SPANISH';
        for my $columns ($rows_of->($test, $subject)) {
            my $key = join "\t", map { $_ // '' } @$columns;
            $group{$key} = $columns;
            my $n = $count{$key} //= { expected => 0, participated => 0, pge => 0, nte => 0 };
            $n->{pge}++ if $test->{pge};
            $n->{nte}++ if $test->{nte};

            # Who is not expected does not participate either: the rate never passes 100.
            next if $test->{nte} || $test->{newcomer};
            $n->{expected}++;
            $n->{participated}++ if !$test->{pge} && !grep { !$_->{started} } @{ $test->{parts} };
        }
    }
    return map {
        my $n     = $count{$_};
        my $need  = int((95 * $n->{expected} + 99) / 100);
        my $short = $need > $n->{participated} ? $need - $n->{participated} : 0;
        [
            @{ $group{$_} }, @{$n}{qw(expected participated pge nte)},
            percent($n->{participated}, $n->{expected}), $short == 0 ? 't' : 'f', $short,
        ];
    } keys %group;
}

sub assignment_mismatches ($facts) {
    my %listed = map { ("@{$_}{qw(school_year ssid assessment)}" => $_) } $facts->rows('toms_assignments');
    my %loaded = map { $_->{school_year} => 1 } values %listed;
    my %active = map { ("@{$_}{qw(school_year ssid assessment)}" => $_) }
        grep { $facts->is_active($_) } $facts->rows('assignments');

    my @missing = grep { $loaded{ $active{$_}{school_year} } && !$listed{$_} } keys %active;
    my @surplus = grep { !$active{$_} } keys %listed;
    return (
        (map { mismatch($facts, $active{$_}, 'missing in TOMS') } @missing),
        (map { mismatch($facts, $listed{$_}, 'not expected') } @surplus),
    );
}

sub mismatch ($facts, $row, $problem) {
    my ($year, $ssid, $assessment) = @{$row}{qw(school_year ssid assessment)};
    my $enrollment = $facts->governing($year, $ssid);
    my $grade      = $enrollment && $enrollment->{grade};
    return [
        $facts->site($year, $ssid, $enrollment && $enrollment->{school}),
        $ssid, $facts->student_name($ssid), $grade, defined $grade ? grade_order($grade) : undef,
        $assessment, $problem,
    ];
}

1;
