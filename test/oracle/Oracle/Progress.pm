package Oracle::Progress;

# Completion, progress and expiry: the views about how far testing has come.

use v5.36;
use Exporter 'import';
use Oracle::Calendar qw(days_between earlier);
use Oracle::Facts    ();
use Oracle::Rules    qw(grade_order parts program stage subject);

our @EXPORT_OK = qw(active_tests completion_rates completion_summary expired_tests expiring_tests
    part_completion_rates percent student student_progress);

# Every active assignment, with what counts of each of its parts.
sub active_tests ($facts) {
    return map { test($facts, $_) } grep { $facts->is_active($_) } $facts->rows('assignments');
}

sub test ($facts, $assignment) {
    my ($year, $ssid, $assessment, $school) = @{$assignment}{qw(school_year ssid assessment school)};
    my %test = (%$assignment, site => [ $facts->site($year, $ssid, $school) ]);
    my $window_end = $facts->window_end($year, $school);
    $test{parts} = [ map { part($facts, $year, $ssid, $_, $window_end) } parts($assessment, $year) ];

    my $code = $facts->exemption($year, $ssid, $assessment);
    my $newcomer = subject($assessment) eq 'ELA' && $facts->is_newcomer($year, $ssid);
    $test{exemption} = $code // ($newcomer ? 'NEL' : undef);
    $test{newcomer}  = $newcomer || ($code // '') eq 'NEL';
    $test{pge}       = ($code // '') eq 'PGE';
    $test{nte}       = ($code // '') eq 'NTE';
    $test{exempt}    = $test{pge} || $test{nte};
    $test{started}   = !!grep { $_->{started} } @{ $test{parts} };
    $test{completed} = !$test{exempt} && !grep({ !$_->{done} } @{ $test{parts} });
    return \%test;
}

sub part ($facts, $year, $ssid, $part, $window_end) {
    my $attempt = $facts->attempt($year, $ssid, $part) or return { part => $part };
    my $stage   = stage($attempt->{status});
    my $last    = Oracle::Facts::last_day($attempt);
    $last = earlier($last, $window_end) if defined $last;
    my $left = defined $last ? days_between($facts->today, $last) : undef;
    return {
        part      => $part,
        attempt   => $attempt,
        started   => defined $attempt->{started_on},
        done      => $stage eq 'done' || $stage eq 'invalidated',
        last_day  => $last,
        days_left => $left,
        expired   => $stage eq 'expired' || ($stage eq 'open' && defined $left && $left < 0),
        running   => $stage eq 'open' && defined $left && $left >= 0,
    };
}

# 100.0 * part / whole, rounded half up to two places, in whole numbers.
sub percent ($part, $whole) {
    return undef if $whole == 0;
    my $hundredths = int((20000 * $part + $whole) / (2 * $whole));
    return sprintf '%d.%02d', $hundredths / 100, $hundredths % 100;
}

# Rows of [group columns..., total, started, completed, pge, nte, rate]. Each entry is
# [[group columns], test, started, completed].
sub rates (@entries) {
    my (%group, %count);
    for my $entry (@entries) {
        my ($columns, $test, $started, $completed) = @$entry;
        my $key = join "\t", map { $_ // '' } @$columns;
        $group{$key} = $columns;
        my $n = $count{$key} //= [ (0) x 5 ];
        $n->[0]++;
        $n->[1]++ if $started;
        $n->[2]++ if $completed;
        $n->[3]++ if $test->{pge};
        $n->[4]++ if $test->{nte};
    }
    return map { [ @{ $group{$_} }, @{ $count{$_} }, percent($count{$_}[2], $count{$_}[0]) ] } keys %group;
}

sub cell ($test) { return (@{ $test->{site} }, $test->{grade}, grade_order($test->{grade}), $test->{assessment}) }

sub completion_rates ($facts, @tests) {
    return rates(map { [ [ cell($_) ], $_, $_->{started}, $_->{completed} ] } @tests);
}

sub part_completion_rates ($facts, @tests) {
    return rates(map {
        my $test = $_;
        map { [ [ cell($test), $_->{part} ], $test, $_->{started}, $_->{done} ] } @{ $test->{parts} };
    } @tests);
}

sub completion_summary ($facts, @tests) {
    my $state = '0' x 14;
    return rates(map {
        my $test = $_;
        my ($year, $lea, $lea_name, $school, $school_name) = @{ $test->{site} };
        map {
            my $program = $_;
            map { [ [ $year, @$_, $program ], $test, $test->{started}, $test->{completed} ] }
                [ 'state',  $state,  $facts->name_of($state) ],
                [ 'lea',    $lea,    $lea_name ],
                [ 'school', $school, $school_name ];
        } program($test->{assessment}), 'all';
    } @tests);
}

sub status_of ($test) {
    return 'completed'   if $test->{completed};
    return 'exempt'      if $test->{exempt};
    return 'expired'     if grep { $_->{expired} } @{ $test->{parts} };
    return 'in progress' if grep { $_->{started} || $_->{done} } @{ $test->{parts} };
    return 'not started';
}

sub student ($facts, $test) {
    return (@{ $test->{site} }, $test->{ssid}, $facts->student_name($test->{ssid}),
        $test->{grade}, grade_order($test->{grade}));
}

sub student_progress ($facts, @tests) {
    return map {
        my @missing = map { $_->{part} } grep { !$_->{done} } @{ $_->{parts} };
        my $total   = @{ $_->{parts} };
        [
            student($facts, $_), @{$_}{qw(assessment origin exemption)},
            $total - @missing, $total, status_of($_), @missing ? join(', ', @missing) : undef,
        ];
    } @tests;
}

sub urgency ($days) {
    return $days == 0 ? 'today' : $days <= 3 ? 'soon' : $days <= 7 ? 'week' : 'later';
}

# The parts of tests without PGE or NTE, as the two views about expiry show them.
sub attempt_rows ($facts, $wanted, @tests) {
    return map {
        my $test = $_;
        map {
            [
                student($facts, $test), $test->{assessment}, $_->{part},
                @{ $_->{attempt} }{qw(status started_on)}, @{$_}{qw(last_day days_left)},
            ]
        } grep { $_->{$wanted} } @{ $test->{parts} };
    } grep { !$_->{exempt} } @tests;
}

sub expiring_tests ($facts, @tests) {
    return map { [ @$_, urgency($_->[-1]) ] } attempt_rows($facts, 'running', @tests);
}

sub expired_tests ($facts, @tests) { return attempt_rows($facts, 'expired', @tests) }

1;
