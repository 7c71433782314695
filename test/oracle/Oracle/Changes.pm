package Oracle::Changes;

# Random changes to a district's facts, each as people make them: one kind a function. Where nothing
# is there to change, nothing happens.

use v5.36;
use Oracle::Calendar qw(add_days later);
use Oracle::District ();
use Oracle::Facts    ();
use Oracle::Random   qw(between chance flag pick some);
use Oracle::Rules    qw(@ASSESSMENTS @GRADES assessment_of parts stage);

# Named more than once: drawn more often.
my @KINDS = (
    \&moves_school, \&moves_school, \&returns, \&changes_grade, \&changes_grade, \&leaves, \&comes_back,
    \&loses_special_education, \&gains_alternate, \&changes_flags, \&changes_learner, \&changes_status,
    \&removes_enrollment, \&reloads_enrollments, \&corrects_ssid,
    \&starts, \&starts, \&progresses, \&progresses, \&reopens, \&resets, \&moves_attempt,
    \&exempts, \&exempts, \&withdraws_exemption, \&recalls_history,
    \&types_assignment, \&takes_over_assignment, \&drops_manual_assignment,
    \&changes_window, \&changes_supports, \&changes_snapshot, \&changes_toms_list, \&renames,
);

sub one ($story) {
    pick(@KINDS)->($story, $story->facts, $story->{district});
    return;
}

# Some rows of a table that a test holds for.
sub rows ($facts, $table, $n, $test = sub ($row) { 1 }) {
    return some($n, grep { $test->($_) } $facts->rows($table));
}

# Rows whose answer hangs on a started test are wanted more than chance gives.
sub busy_enrollments ($facts, $n) {
    my %busy = map { ("$_->{school_year} $_->{ssid}" => 1) } grep { defined $_->{started_on} } $facts->rows('attempts');
    return rows($facts, 'enrollments', $n, sub ($row) { chance(25) || $busy{"$row->{school_year} $row->{ssid}"} });
}

# --- Enrollment ---

# Leaves one school and enters another, in two statements.
sub moves_school ($story, $facts, $district) {
    my ($old) = busy_enrollments($facts, 1) or return;
    my $day = add_days($old->{entry_date}, between(1, 60));
    $day = later($old->{entry_date}, $district->{today}) if $old->{school_year} eq $district->{asked} && chance(60);
    $story->update('enrollments', { exit_date => $day, exit_reason => 'T160' }, $old);
    $story->insert('enrollments', {
        %$old, school => pick(@{ $district->{schools} }), entry_date => add_days($day, 1),
        exit_date => undef, exit_reason => undef, grade => chance(80) ? $old->{grade} : pick(@GRADES),
        accountable_lea => chance(10) ? pick(@Oracle::District::LEAS) : undef,
    });
    return;
}

# The same key with another school: a correction in place.
sub returns ($story, $facts, $district) {
    my ($row) = busy_enrollments($facts, 1) or return;
    my $school = pick(@{ $district->{schools} });
    return if $facts->find('enrollments', { %$row, school => $school });
    $story->update('enrollments', { school => $school }, $row);
    return;
}

sub changes_grade ($story, $facts, $district) {
    my $grade = pick(@GRADES, 3 .. 12);
    $story->update('enrollments', { grade => $grade }, busy_enrollments($facts, between(1, 6)));
    return;
}

sub leaves ($story, $facts, $district) {
    my $day  = add_days($district->{today}, between(-2, 2));
    my @rows = rows($facts, 'enrollments', between(1, 8), sub ($row) { $row->{entry_date} le $day });
    $story->update('enrollments', { exit_date => $day, exit_reason => pick(qw(T160 N470 E155 E230)) }, @rows);
    return;
}

sub comes_back ($story, $facts, $district) {
    my @gone = rows($facts, 'enrollments', between(1, 5), sub ($row) { defined $row->{exit_date} });
    $story->update('enrollments', { exit_date => undef, exit_reason => undef }, @gone);
    return;
}

sub loses_special_education ($story, $facts, $district) {
    my @rows = rows($facts, 'enrollments', between(1, 6), sub ($row) { ($row->{special_education} // '') eq 't' });
    $story->update('enrollments', { special_education => 'f', primary_disability => undef }, @rows);
    return;
}

sub gains_alternate ($story, $facts, $district) {
    my $set = { special_education => 't', primary_disability => 'ID', alternate_assessment => 't' };
    $story->update('enrollments', $set, busy_enrollments($facts, between(1, 5)));
    return;
}

sub changes_flags ($story, $facts, $district) {
    my $column = pick(qw(science_elected spanish_elected repeating_grade_12 alternate_assessment section_504));
    my @rows   = rows($facts, 'enrollments', between(1, 8), sub ($row) { $row->{grade} =~ /^(?:5|8|1[0-2])$/ });
    $story->update('enrollments', { $column => pick('t', 'f', undef) }, @rows);
    return;
}

sub changes_learner ($story, $facts, $district) {
    my @rows = rows($facts, 'enrollments', between(1, 5)) or return;
    my $april = substr($rows[0]{school_year}, 0, 4) . '-04-15';
    $story->update('enrollments', { elas => 'EL', us_entry_date => add_days($april, between(-1, 1)) }, @rows) if chance(60);
    $story->update('enrollments', { accountable_lea => pick(@Oracle::District::LEAS, undef) }, @rows) if chance(60);
    return;
}

sub changes_status ($story, $facts, $district) {
    $story->update('enrollments', { enrollment_status => pick(10, 20, 30) }, busy_enrollments($facts, between(1, 3)));
    return;
}

sub removes_enrollment ($story, $facts, $district) {
    $story->delete('enrollments', busy_enrollments($facts, between(1, 3)));
    return;
}

# A newer file of the same students: rows there already are brought up to date, others added.
sub reloads_enrollments ($story, $facts, $district) {
    my %taken;
    my @rows = grep { !$taken{ Oracle::Facts::key_text('enrollments', $_) }++ } map {
        my $new = chance(30);
        +{
            %$_, grade => chance(70) ? $_->{grade} : pick(@GRADES), science_elected => flag(30),
            $new ? (entry_date => add_days($_->{entry_date}, between(1, 9)), exit_date => undef, exit_reason => undef) : (),
        }
    } busy_enrollments($facts, between(2, 8));
    $story->upsert('enrollments', [qw(grade science_elected)], @rows) if @rows;
    return;
}

# A student was known by a wrong number; or two were mixed up.
sub corrects_ssid ($story, $facts, $district) {
    my $right = pick(@{ $district->{ssids} });
    my $table = pick(qw(enrollments attempts));
    my @rows  = rows($facts, $table, 1, sub ($row) { !$facts->find($table, { %$row, ssid => $right }) });
    $story->update($table, { ssid => $right }, @rows);
    return;
}

# --- Testing ---

# Students sit down at a part of an assigned test; now and then at one that is not theirs. Tests typed by
# hand are wanted more often: once started, they keep the derived test of the subject away.
sub starts ($story, $facts, $district) {
    my (@rows, %taken);
    my @manual = rows($facts, 'assignments', 2, sub ($row) { $row->{origin} eq 'manual' && chance(60) });
    for my $assignment (@manual, rows($facts, 'assignments', between(1, 6))) {
        my ($year, $ssid) = @{$assignment}{qw(school_year ssid)};
        my $part = pick(parts(chance(88) ? $assignment->{assessment} : pick(@ASSESSMENTS), $year));
        my $last = $facts->attempt($year, $ssid, $part);
        next if $taken{"$year $ssid $part"}++;
        push @rows, {
            school_year => $year, ssid => $ssid, part => $part, tested_school => $assignment->{school},
            opportunity => $last ? $last->{opportunity} + 1 : 1,
            $district->course($year, $part, pick('started', Oracle::District::any_status('open'), Oracle::District::any_status())),
        };
    }
    $story->insert('attempts', @rows) if @rows;
    return;
}

# Parts go on to another status; a whole test is often finished at once.
sub progresses ($story, $facts, $district) {
    my @rows = rows($facts, 'attempts', between(1, 4));
    if (@rows && chance(50)) {
        my ($year, $ssid, $part) = @{ $rows[0] }{qw(school_year ssid part)};
        @rows = grep { assessment_of($_->{part}) eq assessment_of($part) } $facts->of('attempts', $ssid, $year);
    }
    my $status = pick(@Oracle::Rules::STATUSES, qw(started completed reported));
    my $today  = $district->{today};
    @rows = grep { ($_->{started_on} // $today) le $today } @rows;
    my %set = (status => $status, completed_on => stage($status) eq 'done' ? $today : undef);
    $set{started_on} = $today if $status eq 'started' && !grep { defined $_->{reopened_on} } @rows;
    $story->update('attempts', \%set, grep { ($_->{reopened_on} // $today) le $today } @rows);
    return;
}

sub reopens ($story, $facts, $district) {
    my $day  = add_days($district->{today}, between(-11, 0));
    my @rows = rows($facts, 'attempts', between(1, 4),
        sub ($row) { stage($row->{status}) =~ /^(?:expired|done)$/ && ($row->{started_on} // '9') le $day });
    $story->update('attempts', { status => 'paused', reopened_on => $day, completed_on => undef }, @rows);
    return;
}

# A reset takes the opportunity away, and with it the lock.
sub resets ($story, $facts, $district) {
    my @rows = rows($facts, 'attempts', between(1, 5), sub ($row) { defined $row->{started_on} });
    if (@rows && chance(50)) {
        my ($year, $ssid) = @{ $rows[0] }{qw(school_year ssid)};
        @rows = $facts->of('attempts', $ssid, $year);
    }
    $story->delete('attempts', @rows);
    return;
}

# Entered under the wrong part.
sub moves_attempt ($story, $facts, $district) {
    my ($row) = rows($facts, 'attempts', 1) or return;
    my $part = pick(parts(pick(@ASSESSMENTS), $row->{school_year}));
    return if $facts->find('attempts', { %$row, part => $part });
    $story->update('attempts', { part => $part }, $row);
    return;
}

# --- Exemptions and science ---

sub exempts ($story, $facts, $district) {
    my @rows = grep { $story->is_allowed('exemptions', $_) } map {
        +{
            school_year => $_->{school_year}, ssid => $_->{ssid}, assessment => $_->{assessment},
            code => pick(qw(PGE NTE)), entered_at => $district->moment($_->{school_year}),
        }
    } rows($facts, 'assignments', between(1, 6), sub ($row) { chance(40) || $row->{grade} =~ /^1[01]$/ });
    $story->insert('exemptions', @rows) if @rows;
    return;
}

sub withdraws_exemption ($story, $facts, $district) {
    my @rows = rows($facts, 'exemptions', between(1, 4));
    return $story->delete('exemptions', @rows) if chance(60);
    @rows = grep { !$facts->all_parts_done(@{$_}{qw(school_year ssid assessment)}) } @rows;
    $story->update('exemptions', { code => pick(qw(PGE NTE)), entered_at => $district->moment($district->{asked}) }, @rows);
    return;
}

sub recalls_history ($story, $facts, $district) {
    my @known = rows($facts, 'science_history', between(1, 3));
    return $story->delete('science_history', @known) if @known && chance(40);
    my ($student) = rows($facts, 'enrollments', 1, sub ($row) { $row->{grade} eq '12' }) or return;
    $story->insert('science_history',
        { ssid => $student->{ssid}, school_year => '2017-18', assessment => 'CAST', grade => between(10, 12) });
    return;
}

# --- Assignments by hand ---

# Often the other test of a subject that is assigned already.
sub types_assignment ($story, $facts, $district) {
    my ($student) = busy_enrollments($facts, 1) or return;
    my %row = (
        school_year => $student->{school_year}, ssid => $student->{ssid}, assessment => pick(@ASSESSMENTS),
        school => $student->{school}, grade => $student->{grade}, origin => 'manual', left_on => undef,
    );
    if (my ($other) = rows($facts, 'assignments', 1, sub ($row) { $row->{assessment} =~ /^CAA-(?:ELA|MATH)/ })) {
        %row = (%$other, origin => 'manual', assessment => $other->{assessment} =~ s/CAA-//r) if chance(50);
    }
    $story->insert('assignments', \%row);
    return;
}

# A derived row becomes the coordinator's own.
sub takes_over_assignment ($story, $facts, $district) {
    my @rows = rows($facts, 'assignments', 1, sub ($row) { $row->{origin} ne 'manual' && $row->{assessment} !~ /^CAA/ });
    $story->update('assignments', { origin => 'manual', rule_id => undef }, @rows);
    return;
}

sub drops_manual_assignment ($story, $facts, $district) {
    $story->delete('assignments', rows($facts, 'assignments', between(1, 2), sub ($row) { $row->{origin} eq 'manual' }));
    return;
}

# --- Windows, supports, lists, names ---

sub changes_window ($story, $facts, $district) {
    my @rows = rows($facts, 'testing_windows', between(1, 2));
    return $story->delete('testing_windows', @rows) if chance(25);
    my $end = add_days($district->{today}, between(-2, 9));
    return $story->update('testing_windows', { ends_on => $end }, grep { $_->{starts_on} lt $end } @rows) if chance(70);
    $story->insert('testing_windows', {
        school_year => $district->{asked}, school => pick(@{ $district->{schools} }, @Oracle::District::LEAS),
        starts_on => add_days($end, -20), ends_on => $end,
    });
    return;
}

sub changes_supports ($story, $facts, $district) {
    my @rows = rows($facts, 'support_settings', between(1, 9));
    return $story->delete('support_settings', @rows) if chance(50);
    my @moved = grep { !$facts->find('support_settings', $_) } map { +{ %$_, source => pick(qw(SIS SPED 504 EL TOMS)) } } @rows;
    my %once;
    $story->insert('support_settings', grep { !$once{ Oracle::Facts::key_text('support_settings', $_) }++ } @moved) if @moved;
    return;
}

sub changes_snapshot ($story, $facts, $district) {
    $story->delete('support_snapshots', rows($facts, 'support_snapshots', between(1, 9)));
    return;
}

sub changes_toms_list ($story, $facts, $district) {
    my @rows = rows($facts, 'toms_assignments', between(1, 9));
    return $story->delete('toms_assignments', @rows) if chance(50);
    my %once;
    my @more = grep { !$facts->find('toms_assignments', $_) && !$once{ Oracle::Facts::key_text('toms_assignments', $_) }++ }
        map { +{ %$_, assessment => pick(@ASSESSMENTS) } } @rows;
    $story->insert('toms_assignments', @more) if @more;
    return;
}

sub renames ($story, $facts, $district) {
    $story->update('organizations', { name => 'Renamed "Test"' }, rows($facts, 'organizations', 1));
    $story->update('students', { last_name => 'Renamed' }, rows($facts, 'students', 3));
    return;
}

1;
