package Oracle::SupportWarnings;

# What else needs care with supports beside the mismatches, and which populations of a school cannot be right.

use v5.36;
use Exporter 'import';
use List::Util       qw(any first max uniq);
use Oracle::Calendar 'add_days';
use Oracle::Facts    ();
use Oracle::Progress 'active_tests';
use Oracle::Rules    'parts';
use Oracle::SupportCatalogue 'family';
use Oracle::Supports qw(support_coverage support_mismatches);

our @EXPORT_OK = qw(available_supports restore_plan support_changes support_deadlines support_gaps support_warnings);

my %SPEAKS = (IEP => 'SPED', 504 => '504');

# Rows of student, code, problem, sources, day, detail; what only the product's clock knows is left out.
sub support_warnings ($files, $facts, $catalogue) {
    my @tests = active_tests($facts);
    my (%tests, @rows);
    push @{ $tests{ $_->{ssid} } }, $_ for @tests;
    my %missing = map { ("$_->[5] $_->[10]" => $_) } grep { $_->[13] eq 'missing in TOMS' } support_mismatches($facts, $catalogue, @tests);
    for my $ssid (sort keys %tests) {
        my @mine     = @{ $tests{$ssid} };
        my @settings = grep { !Oracle::SupportCatalogue::is_off($_->{code}) } $facts->of('support_settings', $ssid);
        my %by       = map { my $code = $_; $code => by(map { $_->{source} } grep { $_->{code} eq $code } @settings) } map { $_->{code} } @settings;
        push @rows, conflicts($catalogue, $ssid, \@mine, \%by, @settings);
        for my $code (sort keys %by) {
            my $start = first_start($catalogue, $code, @mine);
            push @rows, [ $ssid, $code, 'set after the start', $by{$code}, undef, "$start->[0] was started on $start->[1]" ]
                if $start && $files->{set_later}{"$ssid $code"} && any { $_->{source} eq 'TOMS' && $_->{code} eq $code } @settings;
            push @rows, [ $ssid, $code, 'started without it', $by{$code}, $start->[1], "$start->[0] was started on $start->[1]" ]
                if $start && $missing{"$ssid $code"};
        }
        push @rows, plan_warnings($files, $facts, $ssid, $mine[0], @settings);
        for my $request (grep { $_->{ssid} eq $ssid && ($_->{approved} // '') eq 'Y' && ($_->{changes_construct} // '') eq 'Y' } @{ $files->{requests} }) {
            next if !any { $_->{assessment} eq $request->{assessment} } @mine;
            push @rows, [ $ssid, 'NEA_IndividualAids', 'changes what is measured', $by{NEA_IndividualAids}, $request->{decided_on},
                "$request->{assessment}: the student may use it and will not count as participating" ];
        }
    }
    return @rows;
}

sub by (@sources) {
    my %is = map { $_ => 1 } @sources;
    my @by = grep { $is{$_} } qw(SIS SPED 504 EL);
    return @by ? join ', ', @by : undef;
}

# The parts of the student's tests that have a code.
sub parts_with ($catalogue, $code, @tests) {
    my @found;
    for my $test (@tests) {
        for my $part (parts($test->{assessment}, $test->{school_year})) {
            push @found, [ $test, $part ]
                if any { $_->{part} eq $part && (!$_->{grades} || $_->{grades}{ $test->{grade} }) } @{ $catalogue->{$code} // [] };
        }
    }
    return @found;
}

# Two of a family in one part, in TOMS or among all the district's sources.
sub conflicts ($catalogue, $ssid, $tests, $by, @settings) {
    my @rows;
    for my $place (qw(TOMS identified)) {
        my (%in, %others);
        for my $code (uniq map { $_->{code} } grep { ($_->{source} eq 'TOMS') == ($place eq 'TOMS') } @settings) {
            my $family = family($code) // next;
            push @{ $in{"$family $_->[1]"} }, $code for parts_with($catalogue, $code, @$tests);
        }
        for my $codes (grep { @$_ > 1 } values %in) {
            for my $code (@$codes) { $others{$code}{$_} = 1 for grep { $_ ne $code } @$codes }
        }
        push @rows, map { [ $ssid, $_, $place eq 'TOMS' ? 'conflicting choices in TOMS' : 'conflicting choices identified', $by->{$_}, undef,
            'also ' . join ', ', sort keys %{ $others{$_} } ] } keys %others;
    }
    return @rows;
}

my $n = 0;
my %PLACE = map { $_ => $n++ } qw(ELA-CAT ELA-PT MATH-CAT MATH-PT CAST CSA CAA-ELA CAA-MATH CAA-SCI-1 CAA-SCI-2 CAA-SCI-3 CAA-SCI-4);

# The first part begun of those that have the code: part and day.
sub first_start ($catalogue, $code, @tests) {
    my @starts;
    for my $found (parts_with($catalogue, $code, @tests)) {
        my ($test, $name) = @$found;
        my $part = first { $_->{part} eq $name } @{ $test->{parts} };
        push @starts, [ $name, $part->{attempt}{started_on} ] if $part->{started};
    }
    my ($earliest) = sort { $a->[1] cmp $b->[1] || $PLACE{ $a->[0] } <=> $PLACE{ $b->[0] } } @starts;
    return $earliest;
}

# The last day of the latest plan of a kind that has begun; nothing where no end is known.
sub plan_end ($files, $facts, $ssid, $kind) {
    my @plans = grep { $_->{ssid} eq $ssid && $_->{kind} eq $kind && $_->{starts_on} le $facts->today } @{ $files->{plans} };
    return if !@plans || any { !defined $_->{ends_on} } @plans;
    return max_day(map { $_->{ends_on} } @plans);
}

sub max_day (@days) { return (sort grep { defined } @days)[-1] }

sub plan_warnings ($files, $facts, $ssid, $test, @settings) {
    my (@rows, %end);
    my $today = $facts->today;
    for my $kind (qw(IEP 504)) {
        my $ends = plan_end($files, $facts, $ssid, $kind) // next;
        $end{ $SPEAKS{$kind} } = $ends;
        my $enrollment = $facts->governing($test->{school_year}, $ssid);
        my ($from, $to) = window($facts, $test->{school_year}, $enrollment->{school});
        my $problem = $ends lt $today ? 'plan expired' : $ends ge $from && $ends le $to ? 'plan expires in the window' : next;
        push @rows, [ $ssid, undef, $problem, $SPEAKS{$kind}, $ends, "$kind until $ends" ];
    }
    my %past;
    for my $setting (grep { $_->{source} ne 'TOMS' } @settings) {
        my ($ends) = sort grep { defined } $setting->{until}, $end{ $setting->{source} };
        $past{ $setting->{code} }{ $setting->{source} } = $ends if defined $ends && $ends lt $today;
    }
    for my $code (keys %past) {
        my $day = max_day(values %{ $past{$code} });
        push @rows, [ $ssid, $code, 'identified past its end', by(keys %{ $past{$code} }), $day, "ended on $day" ];
    }
    return @rows;
}

# Every school or its LEA has a window in these files.
sub window ($facts, $year, $school) {
    my ($windows) = grep { @$_ } map { [ $facts->of('testing_windows', $_, $year) ] } $school, Oracle::Facts::lea_of($school);
    return ((sort map { $_->{starts_on} } @$windows)[0], max_day(map { $_->{ends_on} } @$windows));
}

# Rows of LEA, school, population, students, identified, in TOMS, identified by the source that speaks for it, problem.
sub support_gaps ($files, $facts, $catalogue) {
    my @tests = active_tests($facts);
    my $identifies = any { $_->{source} ne 'TOMS' } $facts->rows('support_settings');
    my $reported   = any { $_->{source} eq 'TOMS' } $facts->rows('support_snapshots');
    my @rows;
    for my $group (support_coverage($facts, $catalogue, @tests)) {
        my (undef, $lea, undef, $school, undef, $population, $students, $identified, $in_toms) = @$group;
        my $speaks = { SWD => 'SPED' }->{$population} // $population;
        my $own = grep { my $ssid = $_; any { $_->{source} eq $speaks } $facts->of('support_settings', $ssid) }
            grep { in_group($facts, $_, $school, $population) } uniq map { $_->{ssid} } @tests;
        my $special = $population ne 'general';
        my $problem = $special && $identifies && !$identified ? 'none identified'
            : $special && $identifies && !$own            ? 'none by its own source'
            : $identified && !$in_toms && $reported       ? 'none in TOMS'
            :                                               next;
        push @rows, [ $lea, $school, $population, $students, $identified, $in_toms, $own, $problem ];
    }
    return @rows;
}

# What a report of TOMS had and a later one has not: student, code, cause, sources, whether it is permitted, and there again.
sub support_changes ($files, $facts, $catalogue) {
    my (%tests, @rows);
    push @{ $tests{ $_->{ssid} } }, $_ for active_tests($facts);
    for my $key (sort keys %{ $files->{dropped} }) {
        my ($ssid, $code) = split / /, $key;
        next if !$tests{$ssid} || !$catalogue->{$code} || Oracle::SupportCatalogue::is_off($code);
        my @mine     = @{ $tests{$ssid} };
        my @settings = grep { $_->{code} eq $code } $facts->of('support_settings', $ssid);
        my @classes  = map { my $part = $_->[1]; map { $_->{class} } grep { $_->{part} eq $part } @{ $catalogue->{$code} } } parts_with($catalogue, $code, @mine);
        my $for_plans = !any { $_ ne 'accommodation' } @classes;
        my $enrollment = $facts->governing($mine[0]{school_year}, $ssid);
        my $has_plan   = any { ($enrollment->{$_} // 'f') eq 't' } qw(special_education section_504);
        my $cause = !@classes ? 'test changed' : $for_plans && all_ended($files, $facts, $ssid) ? 'status change' : 'later upload';
        push @rows, [ $ssid, $code, $cause, by(map { $_->{source} } @settings), @classes && (!$for_plans || $has_plan) ? 't' : 'f',
            (any { $_->{source} eq 'TOMS' } @settings) ? 't' : 'f' ];
    }
    return @rows;
}

# Whether there was a plan, and none is in force.
sub all_ended ($files, $facts, $ssid) {
    my @kinds = uniq map { $_->{kind} } grep { $_->{ssid} eq $ssid && $_->{starts_on} le $facts->today } @{ $files->{plans} };
    return @kinds && !any { (plan_end($files, $facts, $ssid, $_) // '9999') ge $facts->today } @kinds;
}

# Of that what is still to be set: student, code, cause, and whether it can be at once.
sub restore_plan (@changes) {
    return map { my ($ssid, $code, $cause, $by, $permitted) = @$_; [ $ssid, $code, $cause, $permitted eq 't' && defined $by ? 't' : 'f' ] }
        grep { $_->[5] eq 'f' } @changes;
}

# Every support in every part of some students' tests: part, code, class there, and whether the student may have it.
sub available_supports ($facts, $catalogue, $students) {
    my @rows;
    for my $test (grep { $_->{ssid} =~ $students } active_tests($facts)) {
        my $enrollment = $facts->governing($test->{school_year}, $test->{ssid});
        my $has_plan   = any { ($enrollment->{$_} // 'f') eq 't' } qw(special_education section_504);
        for my $part (parts($test->{assessment}, $test->{school_year})) {
            for my $code (grep { !Oracle::SupportCatalogue::is_off($_) } keys %$catalogue) {
                my ($row)   = grep { $_->{part} eq $part } @{ $catalogue->{$code} };
                my $allowed = $row && (!$row->{grades} || $row->{grades}{ $test->{grade} }) && ($row->{class} ne 'accommodation' || $has_plan);
                push @rows, [ $test->{ssid}, $part, $code, ($row // $catalogue->{$code}[0])->{class}, $allowed ? 't' : 'f' ];
            }
        }
    }
    return @rows;
}

# Ten business days before the first day of testing for what the state must approve, which it answers in four; two for what only has
# to reach the platform; ten for paper, which is carried from the first.
my %LEAD = (
    NEA_IndividualAids => 10, TDS_PoD_Stim => 2, TDS_PoD_Item => 2, 'TDS_PoD_Stim&TDS_PoD_Item' => 2, 'ENU-Braille' => 2, 'ESN-Braille' => 2,
    NEA_Braille => 10, NEA_LP => 10,
);

# A day so many business days on or, below zero, back; a weekend counts as the Monday after it. No holidays are in these files.
sub business_day ($day, $n) {
    my $step = $n < 0 ? -1 : 1;
    $day = add_days($day, 1) while Oracle::Calendar::weekday($day) =~ /^[06]$/;
    while ($n != 0) {
        $day = add_days($day, $step);
        $n -= $step if Oracle::Calendar::weekday($day) !~ /^[06]$/;
    }
    return $day;
}

# Student, code, due day, day by which a request is answered, status.
sub support_deadlines ($files, $facts, $catalogue) {
    my (%tests, @rows);
    push @{ $tests{ $_->{ssid} } }, $_ for active_tests($facts);
    my %not_permitted = map { ("$_->[5] $_->[10]" => 1) } grep { $_->[13] eq 'not permitted' } support_mismatches($facts, $catalogue, map { @$_ } values %tests);
    for my $ssid (sort keys %tests) {
        my $test = $tests{$ssid}[0];
        my ($first) = window($facts, $test->{school_year}, $facts->governing($test->{school_year}, $ssid)->{school});
        my @settings = $facts->of('support_settings', $ssid);
        for my $code (grep { $LEAD{$_} } uniq map { $_->{code} } @settings) {
            next if $not_permitted{"$ssid $code"} || !parts_with($catalogue, $code, @{ $tests{$ssid} });
            my $due = business_day($first, -$LEAD{$code});
            my ($answer, $status) = (undef, $due lt $facts->today ? 'overdue' : 'open');
            if ($code eq 'NEA_IndividualAids') {
                my @asked = grep { $_->{ssid} eq $ssid } @{ $files->{requests} };
                my @open  = grep { !defined $_->{approved} } @asked;
                $answer = business_day(max_day(map { $_->{requested_on} } @open ? @open : @asked), 4) if @asked;
                $status = @open ? ($answer lt $facts->today ? 'answer overdue' : 'asked') : (any { $_->{approved} eq 'Y' } @asked) ? 'approved' : 'refused' if @asked;
            }
            elsif (any { $_->{source} eq 'TOMS' && $_->{code} eq $code } @settings) { $status = 'done' }
            push @rows, [ $ssid, $code, $first, $due, $answer, $status ];
        }
    }
    return @rows;
}

sub in_group ($facts, $ssid, $school, $population) {
    my $enrollment = $facts->governing(($facts->years)[0], $ssid) or return 0;
    return $enrollment->{school} eq $school && any { $_ eq $population } Oracle::Supports::populations($enrollment);
}

1;
