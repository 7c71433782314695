#!/usr/bin/perl

# The support audit from files to files. Each seed writes the files of a random district (test/oracle), which the product imports and
# the oracle reads by itself; then what is missing is exported, TOMS takes most of it, and its next report is imported.
#
#   PGHOST=… PGPORT=… PGUSER=… prove test/t/034_support_files.pl
#   CAASPP_SEEDS=40        that many seeds
#   CAASPP_SEED=17         just this one; its database and files stay, to look at

use v5.36;
use FindBin;
use lib "$FindBin::Bin/../oracle";

use File::Temp 'tempdir';
use Oracle::Csv 'csv_fields';
use Oracle::Database;
use Oracle::Progress 'active_tests';
use Oracle::Random qw(chance);
use Oracle::Report 'differences';
use Oracle::SupportCatalogue 'catalogue_of';
use Oracle::SupportFiles;
use Oracle::SupportWarnings qw(available_supports restore_plan support_changes support_deadlines support_gaps support_warnings);
use Oracle::Supports qw(support_coverage support_mismatches);
use Test::More;

my @seeds = defined $ENV{CAASPP_SEED} ? $ENV{CAASPP_SEED} : 1 .. $ENV{CAASPP_SEEDS} // 4;
my $MISSING = "SELECT ssid, code FROM caaspp.support_mismatches WHERE problem = 'missing in TOMS'";
my $database;
my %problems;

for my $seed (@seeds) {
    subtest "seed $seed" => sub { eval { district($seed); 1 } or fail("ended early: $@" =~ s{\n}{}gr) };
}
note join ', ', map { "$_ $problems{$_}" } sort keys %problems;
is(join(', ', sort keys %problems), join(', ', sort
    'unknown code', 'not available', 'not permitted', 'student not in TOMS report', 'missing in TOMS', 'not identified',
    'conflicting choices in TOMS', 'conflicting choices identified', 'set after the start', 'started without it', 'identified past its end',
    'plan expired', 'plan expires in the window', 'changes what is measured', 'gap: none identified', 'gap: none by its own source',
    'gap: none in TOMS', 'dropped: test changed', 'dropped: status change', 'dropped: later upload',
    map { "deadline: $_" } 'answer overdue', 'approved', 'asked', 'done', 'overdue', 'refused'), 'every problem was there') if !defined $ENV{CAASPP_SEED};
done_testing;

sub district ($seed) {
    my $folder = tempdir(CLEANUP => !defined $ENV{CAASPP_SEED});
    chmod 0755, $folder;
    local $Oracle::Database::FOLDER = tempdir(CLEANUP => 1);
    $database = Oracle::Database->create("caaspp_files_$seed");
    my $files = Oracle::SupportFiles->write_district($folder, $seed);
    note "files in $folder" if defined $ENV{CAASPP_SEED};
    is(imported($files, @$_), '0', "$_->[0] is read whole") for @{ $files->{files} };
    my @found = compare($files, 'as loaded');
    my ($facts, $catalogue) = ($files->facts_of, catalogue_of($files->{year}));
    my @deadlines = support_deadlines($files, $facts, $catalogue);
    $problems{"deadline: $_->[5]"}++ for @deadlines;
    my %got = answers($files,
        deadlines => 'SELECT ssid, code, first_day, due_on, answer_due_on, status FROM caaspp.support_deadlines',
        available => "SELECT e.ssid, a.part, a.code, a.class, a.allowed FROM caaspp.enrollments e CROSS JOIN LATERAL caaspp.available_supports(e.ssid, e.school_year) a
            WHERE e.ssid::text LIKE '%7' AND (a.class <> 'universal' OR a.code = 'UT_TurnOff')");
    same('available_supports', [ available_supports($facts, $catalogue, qr/7$/) ], $got{available});
    same('support_deadlines', \@deadlines, $got{deadlines});
    round_trip($files, @found);
    $database->drop if !defined $ENV{CAASPP_SEED};
    return;
}

sub ask ($files, $sql) { return @{ { answers($files, rows => $sql) }->{rows} } }

# Several questions in one session: name => rows.
sub answers ($files, %sql) {
    return $database->answers("SET search_path = public, caaspp; SET caaspp.as_of = '$files->{today}';", map { [ $_, "$sql{$_};" ] } sort keys %sql);
}

# How many rows were refused, and cells left out.
sub imported ($files, $name, $source) {
    my $said = defined $source ? "'$source'" : 'NULL';
    my ($row) = ask($files, "SELECT i.rows_refused + (SELECT count(*) FROM caaspp.import_findings f WHERE f.batch_id = i.batch_id AND f.severity = 'error')
        FROM caaspp.import_file('$files->{folder}/$name', NULL, $said, '$files->{year}') i");
    return $row->[0];
}

sub same ($name, $expected, $got) {
    my @lines = differences($expected, $got, 5);
    return ok(!@lines, $name) || diag join "\n", @lines;
}

sub compare ($files, $when) {
    my $facts     = $files->facts_of;
    my $catalogue = catalogue_of($files->{year});
    my @tests     = active_tests($facts);
    my @mismatches = map { [ @{$_}[ 0, 1, 3, 5, 7 .. 10, 12 .. 14 ] ] } support_mismatches($facts, $catalogue, @tests);
    my @warnings   = support_warnings($files, $facts, $catalogue);
    $problems{ $_->[9] }++ for @mismatches;
    $problems{ $_->[2] }++ for @warnings;
    my @gaps    = support_gaps($files, $facts, $catalogue);
    my @changes = support_changes($files, $facts, $catalogue);
    $problems{"gap: $_->[7]"}++     for @gaps;
    $problems{"dropped: $_->[2]"}++ for @changes;
    my %expected = (
        support_mismatches => \@mismatches, support_coverage => [ support_coverage($facts, $catalogue, @tests) ],
        support_warnings   => \@warnings,   support_gaps     => \@gaps,
        support_changes    => \@changes,    restore_plan     => [ restore_plan(@changes) ],
    );
    my %got = answers($files,
        support_mismatches => 'SELECT school_year, lea_cds, school_cds, ssid, grade, grade_order, population, code, class, problem, identified_by FROM caaspp.support_mismatches',
        support_coverage   => 'SELECT * FROM caaspp.support_coverage',
        support_warnings   => "SELECT ssid, code, problem, identified_by, CASE WHEN problem <> 'set after the start' THEN on_day END, split_part(detail, ';', 1)
            FROM caaspp.support_warnings",
        support_gaps    => 'SELECT lea_cds, school_cds, population, students, identified, in_toms, identified_by_own, problem FROM caaspp.support_gaps',
        support_changes => 'SELECT ssid, code, cause, identified_by, permitted, restored_on IS NOT NULL FROM caaspp.support_changes',
        restore_plan    => 'SELECT ssid, item, cause, ready FROM caaspp.restore_plan');
    same("$_ $when", $expected{$_}, $got{$_}) for sort keys %expected;
    return @mismatches;
}

# Each finding against the last stored audit: student, code, problem, and new, resolved or unchanged.
sub audit_changes ($before, $now) {
    my %had = map { ("@{$_}[ 3, 7, 9 ]" => $_) } @$before;
    my %has = map { ("@{$_}[ 3, 7, 9 ]" => $_) } @$now;
    return (
        (map { [ @{$_}[ 3, 7, 9 ], $had{"@{$_}[ 3, 7, 9 ]"} ? 'unchanged' : 'new' ] } @$now),
        (map { [ @{$_}[ 3, 7, 9 ], 'resolved' ] } grep { !$has{"@{$_}[ 3, 7, 9 ]"} } @$before),
    );
}

# Audit, export, the next report of TOMS, audit.
sub round_trip ($files, @found) {
    is_deeply([ ask($files, "SELECT total, appeared FROM caaspp.take_support_audit('$files->{year}')") ], [ [ (scalar @found) x 2 ] ], 'the audit is stored');
    my @missing  = ask($files, $MISSING);
    my @lines    = map { $_->[0] } ask($files, "SELECT line FROM caaspp.export_settings('$files->{year}')");
    my @exported = ask($files, 'SELECT ssid, code FROM caaspp.setting_exports');
    my %exported = map { ("@$_" => 1) } @exported;
    my @kept_out = grep { !$exported{"@$_"} } @missing;
    ok(!(grep { my $e = "@$_"; !grep { "@$_" eq $e } @missing } @exported), 'only what is missing is exported');
    cmp_ok(scalar @exported, '>', scalar @missing / 2, 'and most of it');
    my $had = before($files);

    # TOMS takes the file, but for some students.
    my ($head, @rows) = map { [ csv_fields($_) ] } @lines;
    my %refused = map { $_->[0] => 1 } grep { chance(20) } @rows;
    $files->put('toms_3.csv', 'TOMS', next_report($files, $head, grep { !$refused{ $_->[0] } } @rows));
    is(imported($files, 'toms_3.csv', 'TOMS'), '0', 'the next report is read whole');
    my @then = compare($files, 'after the export');
    same('since the stored audit', [ audit_changes(\@found, \@then) ], [ ask($files, 'SELECT ssid, code, problem, change FROM caaspp.support_audit_changes') ]);
    same('still missing: what TOMS did not take, and what could not be exported', [ @kept_out, grep { $refused{ $_->[0] } } @exported ], [ ask($files, $MISSING) ]);
    same('confirmed, or open', [ map { [ @$_, $refused{ $_->[0] } ? 'open' : 'confirmed' ] } @exported ],
        [ ask($files, 'SELECT ssid, code, status FROM caaspp.setting_export_status') ]);
    my $has = before($files);
    my %taken = map { ($_->[0] => 1) } grep { !$refused{ $_->[0] } } @rows;
    my @lost = grep { $taken{ (split)[0] } && !$has->{$_} && $had->{$_} ne '' } sort keys %$had;
    is("@lost", '', 'no setting that somebody identified was cleared by it');

    # Once more, and TOMS takes all.
    ($head, @rows) = map { [ csv_fields($_->[0]) ] } ask($files, "SELECT line FROM caaspp.export_settings('$files->{year}')");
    same('the next export is of those', [ map { [$_] } sort keys %refused ], [ map { [ $_->[0] ] } @rows ]);
    $files->put('toms_4.csv', 'TOMS', next_report($files, $head, @rows));
    is(imported($files, 'toms_4.csv', 'TOMS'), '0', 'and so is the one after it');
    same('the audit is empty of what was exported', \@kept_out, [ ask($files, $MISSING) ]);
    same('all confirmed', [ map { [ @$_, 'confirmed' ] } @exported ], [ ask($files, 'SELECT ssid, code, status FROM caaspp.setting_export_status') ]);
    my @again = ask($files, "SELECT line FROM caaspp.export_settings('$files->{year}')");
    is(scalar @again, 1, 'and there is nothing to export');
    return;
}

# What TOMS has, with who identified it; no off code.
sub before ($files) {
    return { map { ("$_->[0] $_->[1]" => $_->[2] // '') } ask($files, "SELECT t.ssid, t.code, (SELECT string_agg(i.source, ' ') FROM caaspp.support_settings i
        WHERE i.school_year = t.school_year AND i.ssid = t.ssid AND i.code = t.code AND i.source <> 'TOMS') FROM caaspp.support_settings t WHERE t.source = 'TOMS'
        AND t.code NOT LIKE '%0'") };
}

# The report that follows an upload: of the students uploaded what the file says, blanks too; of the others what TOMS had.
sub next_report ($files, $head, @rows) {
    my %has;
    my $facts = $files->facts_of;
    $has{ $_->{ssid} } = {} for grep { $_->{source} eq 'TOMS' } $facts->rows('support_snapshots');
    $has{ $_->{ssid} }{ $_->{code} } = 1 for grep { $_->{source} eq 'TOMS' } $facts->rows('support_settings');
    for my $row (@rows) {
        my ($ssid, @cells) = @$row;
        $has{$ssid} = { map { $_ => 1 } map { split /;/ } grep { ($_ // '') ne '' } @cells };
    }
    my %resource = map { my $ssid = $_; map { Oracle::SupportFiles::column_of($_) => 1 } keys %{ $has{$ssid} } } keys %has;
    my @columns = sort keys %resource;
    return ('CAASPP LEA-Level Student Test Settings Report', join(',', 'SSID', ('Demographics') x 15, @columns),
        map { my $ssid = $_; join ',', $ssid, ('') x 15, map { my $c = $_; join ';', grep { Oracle::SupportFiles::column_of($_) eq $c } sort keys %{ $has{$ssid} } } @columns }
            sort keys %has);
}
