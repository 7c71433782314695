package Oracle::Views;

# The ten views, and participation by group: their columns as the contract names them, and their rows as the oracle sees them.

use v5.36;
use Oracle::Participation qw(assignment_mismatches participation_by_group participation_rates);
use Oracle::Progress      qw(active_tests completion_rates completion_summary expired_tests expiring_tests
    part_completion_rates student_progress);
use Oracle::Supports qw(support_coverage support_mismatches);

my @SITE    = qw(school_year lea_cds lea_name school_cds school_name);
my @STUDENT = (@SITE, qw(ssid student_name grade grade_order));
my @COUNTS  = qw(total started completed pge nte completion_rate);
my @ATTEMPT = (@STUDENT, qw(assessment part status started_on last_day days_left));

our %COLUMNS = (
    completion_rates      => [ @SITE, qw(grade grade_order assessment), @COUNTS ],
    part_completion_rates => [ @SITE, qw(grade grade_order assessment part), @COUNTS ],
    completion_summary    => [ qw(school_year level cds name program), @COUNTS ],
    student_progress      =>
        [ @STUDENT, qw(assessment origin exemption parts_done parts_total status missing_parts) ],
    expiring_tests     => [ @ATTEMPT, 'urgency' ],
    expired_tests      => \@ATTEMPT,
    support_mismatches => [ @STUDENT, qw(population code support class problem identified_by) ],
    support_coverage   => [ @SITE, qw(population students identified in_toms with_mismatch) ],
    participation_rates =>
        [ @SITE, qw(subject expected participated pge nte participation_rate meets_95 short_by) ],
    participation_by_group =>
        [ @SITE, qw(level subject student_group expected participated pge nte participation_rate meets_95 short_by) ],
    assignment_mismatches => [ @STUDENT, qw(assessment problem) ],
);

# View => rows.
sub answers ($facts, $catalogue) {
    my @tests = active_tests($facts);
    return (
        completion_rates      => [ completion_rates($facts, @tests) ],
        part_completion_rates => [ part_completion_rates($facts, @tests) ],
        completion_summary    => [ completion_summary($facts, @tests) ],
        student_progress      => [ student_progress($facts, @tests) ],
        expiring_tests        => [ expiring_tests($facts, @tests) ],
        expired_tests         => [ expired_tests($facts, @tests) ],
        support_mismatches    => [ support_mismatches($facts, $catalogue, @tests) ],
        support_coverage      => [ support_coverage($facts, $catalogue, @tests) ],
        participation_rates   => [ participation_rates($facts, @tests) ],
        participation_by_group => [ participation_by_group($facts, @tests) ],
        assignment_mismatches => [ assignment_mismatches($facts) ],
    );
}

1;
