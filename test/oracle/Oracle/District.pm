package Oracle::District;

# A random district: two LEAs, a few schools, students over two or three years, everything that is
# loaded about them. The same seed gives the same district. Names and numbers are invented.

use v5.36;
use utf8;
use Oracle::Calendar qw(add_days earlier later);
use Oracle::Facts    ();
use Oracle::Random   qw(between chance date_between flag pick some);
use Oracle::Rules    qw(days_active is_science parts stage window_end_of_state year_text);

our @LEAS = ('01999010000000', '58999020000000');
my @DISABILITIES = qw(AUT DB EMN HI ID MD OI OHI SLD SLI TBI VI);

# Seen on real files: quotes, commas, other letters.
my @LAST_NAMES  = ('Alder', 'Birch', "O'Cedar", 'Dogwood, Jr.', 'Elm-Fir', 'Ginkgo "G"', 'Härle', 'Ñame');
my @FIRST_NAMES = qw(Amber Beryl Coral Diamond Emerald Flint Garnet Hématite);

# High school is drawn often: its science rule has the most cases.
my @GRADES = (
    (3 .. 8) x 3, (9) x 2, (10, 11, 12) x 6,
    qw(IN PS TD TK TK KN KN 1 1 2 2 UE US AD),
);

# codes: what support settings are drawn from, see supports().
sub new ($class, $seed, @codes) {
    my $self = bless { seed => $seed, codes => \@codes, tables => {} }, $class;
    my $first = between(2018, 2020);
    $self->{years} = [ map { year_text($_) } $first .. earlier($first + 2, 2021) - chance(40) ];
    $self->{today} = $self->day_of_asking;
    $self->organizations;
    $self->testing_windows;
    $self->student($_) for 1 .. between(150, 300);
    $self->snapshots;
    return $self;
}

sub put ($self, $table, %row) {
    push @{ $self->{tables}{$table} }, \%row;
    return \%row;
}

sub start_of ($year) { return substr($year, 0, 4) . '-07-01' }
sub end_of   ($year) { return (substr($year, 0, 4) + 1) . '-06-30' }
sub spring   ($year, $day) { return (substr($year, 0, 4) + 1) . "-$day" }

# Mostly in the testing season, sometimes about the end of the state's window, sometimes after it all.
sub day_of_asking ($self) {
    my $year = $self->{asked} = pick(@{ $self->{years} }, $self->{years}[-1]);
    return add_days(window_end_of_state($year), between(-1, 2)) if chance(15);
    return date_between(spring($year, '08-01'), spring($year, '11-30')) if chance(10);
    return date_between(spring($year, '01-15'), spring($year, '06-30'));
}

sub organizations ($self) {
    $self->put('organizations', cds => '0' x 14, name => 'State of California', kind => 'state') if chance(50);
    $self->put('organizations', cds => $LEAS[0], name => 'Test Unified',     kind => 'district');
    $self->put('organizations', cds => $LEAS[1], name => 'Test, Elementary', kind => 'district') if chance(70);
    for my $n (1 .. between(3, 6)) {
        my $school = substr($LEAS[ $n % 3 == 0 ? 1 : 0 ], 0, 7) . sprintf '%07d', 1000 + 37 * $n;
        push @{ $self->{schools} }, $school;
        $self->put('organizations', cds => $school, name => "School $n", kind => 'school') if chance(85);
    }
    return;
}

# Of a school, of an LEA, of neither; one or two in a year; some end about the day of asking.
sub testing_windows ($self) {
    for my $year (@{ $self->{years} }) {
        for my $owner (@{ $self->{schools} }, @LEAS) {
            next if !chance(45);
            my $opens = date_between(spring($year, '01-14'), spring($year, '03-20'));
            for (1 .. between(1, 2)) {
                my $ends = add_days($opens, between(20, 75));
                $ends = add_days($self->{today}, between(-2, 6))
                    if $year eq $self->{asked} && chance(40) && $self->{today} gt add_days($opens, 2);
                $self->put('testing_windows', school_year => $year, school => $owner,
                    starts_on => $opens, ends_on => $ends, make_up_days => pick(undef, undef, 0 .. 6));
                $opens = add_days($opens, between(3, 30));
            }
        }
    }
    return;
}

# The window that a school was given, for dates about its end.
sub some_window_end ($self, $year, $school) {
    my @ends = map { $_->{ends_on} }
        grep { $_->{school_year} eq $year && ($_->{school} eq $school || $_->{school} eq Oracle::Facts::lea_of($school)) }
        @{ $self->{tables}{testing_windows} // [] };
    return pick(@ends, window_end_of_state($year));
}

sub student ($self, $n) {
    my $ssid = sprintf '%s%05d%04d', chance(5) ? 0 : pick(1 .. 9), $self->{seed} % 100000, $n;
    push @{ $self->{ssids} }, $ssid;
    $self->put('students',
        ssid => $ssid, last_name => pick(@LAST_NAMES), first_name => pick(@FIRST_NAMES),
        middle_name => chance(30) ? 'M.' : undef, birth_date => undef, used_name => undef) if chance(93);

    my $grade  = pick(@GRADES);
    my $school = pick(@{ $self->{schools} });
    my %traits = (alternate => chance(12), learner => chance(30));
    for my $year (@{ $self->{years} }) {
        $self->year_of($year, $ssid, $school, $grade, \%traits) if chance(93);
        $grade  = next_grade($grade);
        $school = pick(@{ $self->{schools} }) if chance(15);
    }
    $self->history($ssid) if $grade =~ /^1[0-2]$|^AD$/ && chance(12);
    return;
}

sub next_grade ($grade) {
    return $grade if chance(6) || $grade !~ /^(?:\d+|TK|KN)$/;
    return $grade eq 'TK' ? 'KN' : $grade eq 'KN' ? 1 : $grade < 12 ? $grade + 1 : chance(60) ? 12 : 'AD';
}

# Science taken elsewhere, mostly before what is loaded; in grade 8 it is not high school's.
sub history ($self, $ssid) {
    $self->put('science_history', ssid => $ssid, school_year => pick(qw(2016-17 2017-18 2017-18), @{ $self->{years} }),
        assessment => pick(qw(CAST CAST CAA-SCI)), grade => pick(8, 10, 10, 11, 11, 12));
    return;
}

sub year_of ($self, $year, $ssid, $school, $grade, $traits) {
    my @enrolled = $self->enrollment($year, $ssid, $school, $grade, $traits);
    if (chance(25)) {
        my $grade2 = chance(85) ? $grade : pick(@GRADES);
        push @enrolled, $self->enrollment($year, $ssid, pick(@{ $self->{schools} }), $grade2, $traits, @enrolled);
    }
    my $known = pick(@enrolled);
    my @tests = $self->likely_tests($known);
    for my $assessment (@tests) {
        $self->attempts($year, $ssid, $assessment, $known->{school}) if chance(75);
        $self->exemption($year, $ssid, $assessment) if chance(is_science($assessment) && $grade =~ /^1[01]$/ ? 25 : 9);
    }
    $self->manual($known) if chance(6);
    $self->supports($year, $ssid) if chance(40);
    return;
}

sub enrollment ($self, $year, $ssid, $school, $grade, $traits, @others) {
    my $entered = chance(60) ? add_days(start_of($year), 45) : date_between(start_of($year), end_of($year));
    $entered = $others[0]{entry_date} if @others && chance(30);
    return if @others && $school eq $others[0]{school} && $entered eq $others[0]{entry_date};
    my $disabled = $traits->{alternate} ? chance(85) : chance(12);
    my %row = (
        school_year => $year, ssid => $ssid, school => $school, entry_date => $entered, grade => $grade,
        enrollment_status    => pick(10, 10, 10, 10, 10, 10, 20, 30),
        special_education    => $disabled ? 't' : flag(3),
        section_504          => flag(10),
        primary_disability   => chance($disabled ? 88 : 4) ? pick(@DISABILITIES) : undef,
        elas                 => $traits->{learner} && chance(85) ? 'EL' : pick(qw(EO EO IFEP RFEP TBD), undef),
        us_entry_date        => chance($traits->{learner} ? 85 : 10) ? arrival($year) : undef,
        alternate_assessment => flag($traits->{alternate} ? 92 : 2),
        science_elected      => $grade =~ /^1[01]$/ ? flag(60) : flag(4),
        spanish_elected      => flag(15),
        repeating_grade_12   => $grade eq '12' && chance(30) ? flag(50) : undef,
        accountable_lea      => chance(7) ? pick(@LEAS) : undef,
        $self->leaving($year, $school, $entered),
    );
    return $self->put('enrollments', %row);
}

# About 15 April before the school year, where newly arrived begins.
sub arrival ($year) {
    my $april = substr($year, 0, 4) . '-04-15';
    return add_days($april, pick(-1, 0, 1, between(-900, -2), between(2, 300)));
}

# Most stay; year-end exits; others about the days that decide who counts.
sub leaving ($self, $year, $school, $entered) {
    my @never = (exit_date => undef, exit_reason => undef);
    return @never if chance(55);
    my $end = end_of($year);
    return (exit_date => later($entered, pick($end, add_days($end, -20))), exit_reason => pick(qw(E155 E155 E156 E230)))
        if chance(45);
    my $closes = $self->some_window_end($year, $school);
    my $day = pick(
        date_between($entered, $end),
        (map { add_days($self->{today}, $_) } -1, 0, 1),
        (map { add_days($closes,        $_) } -1, 0, 1),
    );
    return @never if $day lt $entered || $day gt add_days($end, 20);
    return (exit_date => $day, exit_reason => pick(qw(T160 T160 N470 E140), undef));
}

# What the student probably has: near enough to the rules that attempts and exemptions meet assignments.
sub likely_tests ($self, $enrollment) {
    my ($grade, $alternate) = @{$enrollment}{qw(grade alternate_assessment)};
    my @tests = $grade =~ /^(?:[3-8]|11)$/ ? qw(ELA MATH) : ();
    push @tests, 'CAST' if $grade =~ /^(?:5|8|12)$/ || ($enrollment->{science_elected} // '') eq 't' && $grade =~ /^1[01]$/;
    if (($alternate // '') eq 't' ? chance(90) : chance(4)) {
        @tests = map { $_ eq 'CAST' ? 'CAA-SCI' : "CAA-$_" } @tests;
    }
    push @tests, 'CSA' if ($enrollment->{spanish_elected} // '') eq 't';
    push @tests, pick(qw(CAST CAA-SCI CSA ELA)) if chance(3);
    my %once;
    return grep { !$once{$_}++ } @tests;
}

# A test all done, all untouched, or each part by itself.
sub attempts ($self, $year, $ssid, $assessment, $school) {
    my $course = pick(qw(done done mixed mixed mixed));
    for my $part (parts($assessment, $year)) {
        next if $course eq 'mixed' && chance(25);
        my $opportunity = chance(4) ? 2 : 1;
        my $status = $course eq 'done' ? any_status('done') : any_status();
        $self->attempt($year, $ssid, $part, $opportunity, $school, $status);
        $self->attempt($year, $ssid, $part, $opportunity + 1, $school, any_status()) if chance(8);
    }
    return;
}

sub any_status ($stage = undef) {
    $stage //= pick(qw(open open open done done expired invalidated));
    return pick(grep { stage($_) eq $stage } @Oracle::Rules::STATUSES);
}

sub attempt ($self, $year, $ssid, $part, $opportunity, $school, $status) {
    $self->put('attempts',
        school_year => $year, ssid => $ssid, part => $part, opportunity => $opportunity,
        tested_school => chance(80) ? $school : pick(@{ $self->{schools} }, '43999990001111', undef),
        $self->course($year, $part, $status));
    return;
}

# The dates that go with a status.
sub course ($self, $year, $part, $status) {
    my %row = (status => $status, started_on => undef, completed_on => undef, reopened_on => undef);
    my $unseen = $status =~ /^(?:pending|approved|denied)$/ ? 75 : $status =~ /^(?:started|paused|review)$/ ? 0 : 8;
    return %row if chance($unseen);

    my $days = days_active($part, $year);
    $row{started_on} = $year eq $self->{asked} && chance(65)
        ? add_days($self->{today}, 1 - $days + between(-5, 12))
        : date_between(spring($year, '01-14'), spring($year, '06-15'));
    my $last = add_days($row{started_on}, $days - 1);
    if (chance(10) && stage($status) ne 'invalidated') {
        $row{reopened_on} = later($row{started_on}, $year eq $self->{asked} && chance(70)
            ? add_days($self->{today}, between(-12, 0)) : add_days($row{started_on}, between(3, 60)));
        $last = add_days($row{reopened_on}, 9);
    }
    $row{completed_on} = $last if $status eq 'expired';
    $row{completed_on} = date_between($row{reopened_on} // $row{started_on}, $last) if stage($status) eq 'done';
    return %row;
}

sub exemption ($self, $year, $ssid, $assessment) {
    $self->put('exemptions',
        school_year => $year, ssid => $ssid, assessment => $assessment,
        code       => $assessment =~ /ELA$/ && chance(8) ? 'NEL' : pick(qw(PGE PGE NTE)),
        entered_at => $self->moment($year));
    return;
}

# Unknown, in the past, to come, or within seconds of a Pacific midnight near the day of asking.
sub moment ($self, $year) {
    return undef if chance(20);
    return date_between(spring($year, '01-05'), spring($year, '06-30')) . sprintf ' %02d:30:00+00', between(0, 23)
        if chance(40);
    my $day = add_days($self->{today}, between(0, 1));
    return "$day " . pick('06:59:59+00', '07:00:00+00', '07:59:59+00', '08:00:00+00', '00:00:00+00', '23:59:59+00');
}

# Typed by a coordinator. The state asks for an IEP before an alternate assessment: see Oracle::Story.
sub manual ($self, $enrollment) {
    my $grade = chance(80) ? $enrollment->{grade} : between(3, 12);
    $self->put('assignments',
        school_year => $enrollment->{school_year}, ssid => $enrollment->{ssid},
        assessment => pick(@Oracle::Rules::ASSESSMENTS), grade => $grade, origin => 'manual',
        school  => chance(85) ? $enrollment->{school} : pick(@{ $self->{schools} }),
        left_on => chance(15) ? add_days($self->{today}, between(-1, 1)) : undef);
    return;
}

# A few codes, each in some of the sources; mostly in TOMS too.
sub supports ($self, $year, $ssid) {
    for my $code (some(between(1, 5), @{ $self->{codes} })) {
        my @sources = chance(85) ? some(pick(1, 1, 1, 2, 3), qw(SIS SPED 504 EL)) : ();
        push @sources, 'TOMS' if !@sources || chance(65);
        $self->put('support_settings', school_year => $year, source => $_, ssid => $ssid, code => $code) for @sources;
    }
    return;
}

# Which students a source's file listed, and what TOMS listed as assigned; not for every year.
sub snapshots ($self) {
    my %toms = map { $_ => chance(70) } @{ $self->{years} };
    for my $source (qw(TOMS SIS SPED)) {
        for my $year (grep { $source eq 'TOMS' ? $toms{$_} : chance(50) } @{ $self->{years} }) {
            $self->put('support_snapshots', school_year => $year, source => $source, ssid => $_)
                for grep { chance(92) } @{ $self->{ssids} };
        }
    }
    for my $year (grep { chance(65) } @{ $self->{years} }) {
        for my $enrollment (grep { $_->{school_year} eq $year } @{ $self->{tables}{enrollments} }) {
            my @listed = grep { chance(93) } $self->likely_tests($enrollment);
            push @{ $self->{tables}{toms_assignments} }, map {
                +{ school_year => $year, ssid => $enrollment->{ssid}, assessment => $_ }
            } grep { !$self->{listed}{"$year $enrollment->{ssid} $_"}++ } @listed;
        }
        $self->put('toms_assignments', school_year => $year, ssid => '9999999999', assessment => 'ELA') if chance(50);
    }
    return;
}

1;
