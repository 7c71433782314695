package Oracle::Combinations;

# Every combination of the facts that decide who takes which test, as students of one district, and what each
# of them is to take: by plain loops over the situations, from the state's guide, not from rows of any table.

use v5.36;
use Exporter 'import';
use Oracle::Calendar qw(add_days);
use Oracle::Rules    qw(@GRADES days_active parts reopen_days window_end_of_state year_text);

our @EXPORT_OK = qw(@FAMILIES @COLUMNS);

our @YEARS    = map { year_text($_) } 2018 .. 2024;
our @COLUMNS  = qw(school_year ssid assessment school grade origin left_on newcomer);
my $SCHOOL    = '99000010000011';
my $ELSEWHERE = '99000010000022';

# Called in this order; each adds students. The first ones are few, and enough to notice any change of a rule.
our @FAMILIES = (
    [ corners => \&corners ], [ exits => \&exits ], [ newcomers => \&newcomers ], [ parts => \&all_parts ],
    [ programs => \&programs ], [ science => \&science ], [ enrollments => \&enrollments ], [ changes => \&changes ],
);

sub new ($class) { return bless { next => 1_000_000_000, rows => {}, tests => [], days => [], later => [] }, $class }

# Rows for the tables, the assignments to come of them, the last days of attempts; taken out by the caller.
sub take ($self, $what) { return delete $self->{$what} }

sub student ($self) { return ++$self->{next} }

sub put ($self, $table, %row) {
    push @{ $self->{rows}{$table} }, \%row;
    return;
}

sub enroll ($self, $ssid, $year, $grade, %more) {
    $self->put('enrollments', school_year => $year, ssid => $ssid, school => $SCHOOL, grade => $grade, enrollment_status => 10,
        entry_date => substr($year, 0, 4) . '-08-15', %more);
    return;
}

# What a student is to have: assessment => origin.
sub expect ($self, $ssid, $year, $grade, $tests, %more) {
    my %row = (school => $SCHOOL, left_on => undef, newcomer => 'f', %more);
    push @{ $self->{tests} }, map { [ $year, $ssid, $_, $row{school}, $grade, $tests->{$_}, $row{left_on}, $row{newcomer} ] } keys %$tests;
    return;
}

### The guide, in loops

# Grades three through eight and eleven: ELA and mathematics. Five and eight: science. Ten and eleven: science if the
# LEA registers the student, twelve: by itself; once in high school, never when repeating twelve.
sub tests_of ($grade, %is) {
    my %general;
    for my $n (3, 4, 5, 6, 7, 8, 11) {
        %general = (ELA => 'default', MATH => 'default') if $grade eq $n;
    }
    $general{CAST} = 'default' if $grade eq '5' || $grade eq '8';
    if (!$is{met}) {
        $general{CAST} = 'elective' if ($grade eq '10' || $grade eq '11') && $is{elected};
        $general{CAST} = 'default'  if $grade eq '12' && !$is{repeating};
    }
    my %tests = %general;
    if ($is{alternate}) {
        my %instead = (ELA => 'CAA-ELA', MATH => 'CAA-MATH', CAST => 'CAA-SCI');
        %tests = map { $instead{$_} => 'alternate' } keys %general;
    }
    $tests{CSA} = 'optional' if $is{spanish} && $grade =~ /^(?:3|4|5|6|7|8|9|10|11|12)$/;
    return \%tests;
}

sub flags ($is) { return $is ? (special_education => 't', primary_disability => 'ID', alternate_assessment => 't') : () }

### Who there is

# Each grade and year once with each answer that matters, so that any other rule shows.
sub corners ($self) {
    for my $year (@YEARS) {
        my $before = year_text(substr($year, 0, 4) - 1);
        for my $grade (@GRADES) {
            for my $alternate (0, 1) {
                for my $elected (0, 1) {
                    for my $spanish (0, 1) {
                        my $ssid = $self->student;
                        $self->enroll($ssid, $year, $grade, flags($alternate), science_elected => $elected, spanish_elected => $spanish);
                        $self->expect($ssid, $year, $grade,
                            tests_of($grade, alternate => $alternate, elected => $elected, spanish => $spanish));
                    }
                }
                my $taken = $self->student;
                $self->enroll($taken, $year, $grade, flags($alternate), science_elected => 1, spanish_elected => 1);
                $self->put('science_history', ssid => $taken, school_year => $before, assessment => 'CAST', grade => 10);
                $self->expect($taken, $year, $grade, tests_of($grade, alternate => $alternate, elected => 1, spanish => 1, met => 1));
            }
        }
        for my $taken_in (@GRADES) {
            my $ssid = $self->student;
            $self->enroll($ssid, $year, 12);
            $self->put('science_history', ssid => $ssid, school_year => $before, assessment => 'CAA-SCI', grade => $taken_in);
            $self->expect($ssid, $year, 12, tests_of(12, met => scalar $taken_in =~ /^1[012]$/));
        }
        next if $year eq $YEARS[0];
        my $begun = $self->student;        # in the year before, and not handed in
        $self->enroll($begun, $before, 10, science_elected => 1);
        $self->put('attempts', school_year => $before, ssid => $begun, part => 'CAST', status => 'expired', started_on => substr($year, 0, 4) . '-03-02');
        $self->expect($begun, $before, 10, tests_of(10, elected => 1));
        $self->enroll($begun, $year, 12);
        $self->expect($begun, $year, 12, tests_of(12, met => $before ne '2019-20'));
        push @{ $self->{days} }, [ $before, $begun, 'CAST', add_days(substr($year, 0, 4) . '-03-02', 44) ];
    }
    return;
}

# Every way to leave, on every kind of enrollment; and none.
sub exits ($self) {
    my @reasons = (undef, qw(E125 E130 E140 E150 E155 E156 E170 E230 E300 E400 E450 N470 T160 T165 T167 T180 T200 T240 T260 T270 T280
        T310 T370 T380 T460 X999));
    for my $status (10, 20, 30, 50, 99, undef) {
        my $tests = !defined $status || $status == 10 || $status == 30;
        for my $reason (@reasons) {
            for my $exit (undef, '2020-02-03', '2020-06-05') {
                my $ssid = $self->student;
                $self->enroll($ssid, '2019-20', 4, enrollment_status => $status, exit_date => $exit, exit_reason => $reason);
                my $stays = ($reason // '') =~ /^(?:E155|E156|E230)$/;
                $self->expect($ssid, '2019-20', 4, $tests ? tests_of(4) : {}, left_on => $stays ? undef : $exit);
            }
        }
    }
    return;
}

# English learners about the 15th of April before the school year.
sub newcomers ($self) {
    for my $year (@YEARS) {
        my $april = substr($year, 0, 4) . '-04-15';
        for my $grade (qw(2 3 8 9 11 12)) {
            for my $alternate (0, 1) {
                for my $elas (undef, qw(EO IFEP EL RFEP TBD)) {
                    for my $entry (undef, add_days($april, -1), $april, add_days($april, 1), add_days($april, 200)) {
                        my $ssid = $self->student;
                        $self->enroll($ssid, $year, $grade, flags($alternate), elas => $elas, us_entry_date => $entry);
                        my $new = ($elas // '') eq 'EL' && defined $entry && $entry ge $april;
                        $self->expect($ssid, $year, $grade, tests_of($grade, alternate => $alternate), newcomer => $new ? 't' : 'f');
                    }
                }
            }
        }
    }
    return;
}

# Each part in each year, started, and started and reopened.
sub all_parts ($self) {
    for my $year (@YEARS) {
        my $day = (substr($year, 0, 4) + 1) . '-02-20';
        for my $assessment (@Oracle::Rules::ASSESSMENTS) {
            for my $part (parts($assessment, $year)) {
                for my $reopened (undef, add_days($day, 60)) {
                    my $ssid = $self->student;
                    $self->put('attempts', school_year => $year, ssid => $ssid, part => $part, status => 'paused', started_on => $day, reopened_on => $reopened);
                    push @{ $self->{days} }, [ $year, $ssid, $part,
                        $reopened ? add_days($reopened, reopen_days() - 1) : add_days($day, days_active($part, $year) - 1) ];
                }
            }
        }
    }
    return;
}

# Every grade, year and program. A 504 plan decides nothing, nor does a blank for a disability.
sub programs ($self) {
    for my $year (@YEARS) {
        for my $grade (@GRADES) {
            for my $named ('t', 'f', undef) {
                for my $special ('t', 'f', undef) {
                    for my $disability ('AUT', ' ', undef) {
                        my $alternate = ($named // '') eq 't' && ($special // '') eq 't' && ($disability // '') eq 'AUT';
                        for my $plan (0, 1) {
                            for my $elected (0, 1) {
                                for my $spanish (0, 1) {
                                    my $ssid = $self->student;
                                    $self->enroll($ssid, $year, $grade, alternate_assessment => $named, special_education => $special,
                                        primary_disability => $disability, section_504 => $plan, science_elected => $elected || undef,
                                        spanish_elected => $spanish || undef);
                                    $self->expect($ssid, $year, $grade,
                                        tests_of($grade, alternate => $alternate, elected => $elected, spanish => $spanish));
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    return;
}

# What happened to a science test, as rows of attempts [part's number or all, status, started] and a code.
my @EVENTS = (
    [ 'nothing' ],
    [ 'registered, not logged on', attempts => [ [ 'all', 'pending', 0 ] ] ],
    [ 'started',                   attempts => [ [ 'all', 'started', 1 ] ], started => 1 ],
    [ 'expired',                   attempts => [ [ 'all', 'expired', 1 ] ], started => 1 ],
    [ 'submitted',                 attempts => [ [ 'all', 'submitted', 1 ] ], started => 1, done => 1 ],
    [ 'invalidated',               attempts => [ [ 'all', 'invalidated', 1 ] ], started => 1, done => 1 ],
    [ 'all parts but one',         attempts => [ [ 'most', 'submitted', 1 ] ], started => 1 ],
    [ 'submitted, then reset',     attempts => [ [ 'all', 'submitted', 1 ], [ 'again', 'pending', 0 ] ], started => 1 ],
    [ 'expired, then done again',  attempts => [ [ 'all', 'expired', 1 ], [ 'again', 'reported', 1 ] ], started => 1, done => 1 ],
    [ 'parent exemption',          code => 'PGE' ],
    [ 'medical emergency',         code => 'NTE' ],
    [ 'newcomer code',             code => 'NEL' ],
    [ 'begun, then exempt',        attempts => [ [ 'most', 'paused', 1 ] ], started => 1, code => 'PGE' ],
    [ 'taken elsewhere',           history => 1 ],
);

# Science over the years: what was done in which grade and program, and what follows one or two years later.
sub science ($self) {
    for my $span ([ '2018-19', 1 ], [ '2018-19', 2 ], [ '2019-20', 1 ], [ '2019-20', 2 ], [ '2020-21', 1 ]) {
        my ($then, $gap) = @$span;
        my $now = year_text(substr($then, 0, 4) + $gap);
        for my $grade_then (8 .. 12) {
            for my $alternate_then (0, 1) {
                for my $elected_then (0, 1) {
                    for my $event (@EVENTS) {
                        my ($name, %did) = @$event;
                        for my $grade (9 .. 12) {
                            for my $alternate (0, 1) {
                                for my $elected ($grade =~ /^1[01]$/ ? (0, 1) : 1) {
                                    for my $flag ($grade == 12 ? ('t', 'f', undef) : undef) {
                                        $self->science_student($then, $now, $grade_then, $alternate_then, $elected_then, \%did,
                                            $grade, $alternate, $elected, $flag);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    return;
}

sub science_student ($self, $then, $now, $grade_then, $alternate_then, $elected_then, $did, $grade, $alternate, $elected, $flag) {
    my $ssid = $self->student;
    my $test = $alternate_then ? 'CAA-SCI' : 'CAST';
    my $high = $grade_then >= 10;
    $self->enroll($ssid, $then, $grade_then, flags($alternate_then), science_elected => $elected_then);
    my $tests_then = tests_of($grade_then, alternate => $alternate_then, elected => $elected_then, met => $did->{history} && $high);
    $self->expect($ssid, $then, $grade_then, $tests_then);

    my @parts = parts($test, $then);
    for my $row (@{ $did->{attempts} // [] }) {
        my ($which, $status, $started) = @$row;
        for my $part ($which eq 'most' && @parts > 1 ? @parts[ 0 .. $#parts - 1 ] : @parts) {
            my $on = (substr($then, 0, 4) + 1) . '-02-03';
            $self->put('attempts', school_year => $then, ssid => $ssid, part => $part, opportunity => $which eq 'again' ? 2 : 1,
                status => $status, started_on => $started ? $on : undef);
        }
    }
    $self->put('exemptions', school_year => $then, ssid => $ssid, assessment => $test, code => $did->{code}) if $did->{code};
    $self->put('science_history', ssid => $ssid, school_year => $then, assessment => $test, grade => $grade_then) if $did->{history};

    # Tested is met; in the year that was broken off, only a test handed in. With one part, all but one is none of its
    # rows but that one, so it counts as done. NT keeps the test, a code on a registration of grade 10 or 11 uses it up.
    my $done = $did->{done} || ($did->{attempts} && @parts == 1 && $did->{attempts}[0][0] eq 'most' && $did->{attempts}[0][1] eq 'submitted');
    my $met  = $high && ($then eq '2019-20' ? $done : $did->{started});
    $met ||= $high && $did->{history};
    $met ||= ($grade_then == 10 || $grade_then == 11) && $tests_then->{$test} && ($did->{code} // '') =~ /^(?:PGE|NTE)$/;

    my $repeating = $grade == 12 && (defined $flag ? $flag eq 't' : $grade_then == 12);
    $self->enroll($ssid, $now, $grade, flags($alternate), science_elected => $elected, repeating_grade_12 => $flag);
    $self->expect($ssid, $now, $grade, tests_of($grade, alternate => $alternate, elected => $elected, met => $met, repeating => $repeating));
    return;
}

# Two enrollments in one year: which one governs.
sub enrollments ($self) {
    my @kinds = map { my $status = $_; map { [ $status, @$_ ] } [], [ '2020-02-03', 'T160' ], [ '2020-02-03', 'E155' ], [ undef, 'T160' ] } 10, 20, 30, undef;
    for my $one (@kinds) {
        for my $two (@kinds) {
            for my $days (-20, 0, 20) {
                my $ssid = $self->student;
                my @both = (
                    { school => $SCHOOL,    grade => 5, entry => '2019-09-02', status => $one->[0], exit => $one->[1], reason => $one->[2] },
                    { school => $ELSEWHERE, grade => 6, entry => add_days('2019-09-02', $days), status => $two->[0], exit => $two->[1], reason => $two->[2] },
                );
                for my $row (@both) {
                    $self->enroll($ssid, '2019-20', $row->{grade}, school => $row->{school}, entry_date => $row->{entry},
                        enrollment_status => $row->{status}, exit_date => $row->{exit}, exit_reason => $row->{reason});
                    $row->{open} = !defined $row->{exit} || ($row->{reason} // '') eq 'E155';
                }
                my ($row, $other) = grep { ($_->{status} // 10) != 20 } @both;
                next if !$row;
                $row = $other if $other && (
                    $row->{open} ne $other->{open} ? $other->{open}
                    : $row->{entry} ne $other->{entry} ? $other->{entry} gt $row->{entry}
                    : ($row->{status} // 10) != ($other->{status} // 10) ? ($other->{status} // 10) == 10
                    : $other->{school} gt $row->{school});
                $self->expect($ssid, '2019-20', $row->{grade}, tests_of($row->{grade}), school => $row->{school},
                    left_on => $row->{open} ? undef : $row->{exit});
            }
        }
    }
    return;
}

# A change of grade and program after a part of some test was started: that test keeps its grade, and no second test of its
# subject comes beside it. The change is in {later}, to be made when all else is loaded.
sub changes ($self) {
    my %subject = ('ELA' => 1, 'CAA-ELA' => 1, 'MATH' => 2, 'CAA-MATH' => 2, 'CAST' => 3, 'CAA-SCI' => 3, 'CSA' => 4);
    for my $grade (qw(3 5 8 10 11 12)) {
        for my $alternate (0, 1) {
            my $had = tests_of($grade, alternate => $alternate, elected => 1, spanish => 1);
            for my $started (undef, sort keys %$had) {
                for my $grade_later (qw(2 3 5 8 9 11 12)) {
                    for my $alternate_later (0, 1) {
                        my $ssid = $self->student;
                        $self->enroll($ssid, '2019-20', $grade, flags($alternate), science_elected => 1, spanish_elected => 1);
                        $self->put('attempts', school_year => '2019-20', ssid => $ssid, part => (parts($started, '2019-20'))[0],
                            status => 'started', started_on => '2020-03-02') if $started;
                        push @{ $self->{later} }, [ $ssid, $grade_later, $alternate_later ? 't' : 'f' ];

                        my $tests = tests_of($grade_later, alternate => $alternate_later, elected => 1, spanish => 1);
                        if ($started) {
                            $self->expect($ssid, '2019-20', $grade, { $started => $had->{$started} });
                            delete @{$tests}{ grep { $subject{$_} == $subject{$started} } keys %$tests };
                        }
                        $self->expect($ssid, '2019-20', $grade_later, $tests);
                    }
                }
            }
        }
    }
    return;
}

1;
