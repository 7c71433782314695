# Runs the demo, reads what it prints, and holds its district against the list in test/data/README.md.

use strict;
use warnings;
use FindBin '$Bin';
use Test::More;

my $database = 'caaspp_sample';

sub sql
{
	my ($text) = @_;
	open(my $out, '-|', 'psql', '-XAtq', '-v', 'SHOW_CONTEXT=never', '-v', 'ON_ERROR_STOP=1', '-d', $database, '-c', "SET search_path = public, caaspp; SET caaspp.as_of = '2020-03-09'; $text") or die "psql: $!\n";
	local $/;
	my $answer = <$out>;
	close $out;
	$answer =~ s/\n\z//;
	return $? ? 'psql failed' : $answer;
}

sub demo
{
	my ($file) = @_;
	my $printed = `psql -Xq -v SHOW_CONTEXT=never -v ON_ERROR_STOP=1 -d $database -v files=$ENV{CAASPP_SAMPLE}/ -f $Bin/../../demo/$file`;
	is($?, 0, "$file runs");
	return $printed;
}

system("dropdb --if-exists $database 2>/dev/null; createdb $database");
my $printed = demo('demo.sql');
like($printed, $_, "the demo prints $_") for qr/^== Loaded 17 files, \d+ rows, of which 4 were refused/m, qr/^ enrollment_2019-20.csv \| +22 \| grade .*not a grade: "13"/m,
  qr/^== Completion rates/m, qr/^ Sample Bridge Charter, grade 3 +\| 100.00 \| 100.00 \|/m, qr/^== Tests that expire/m, qr/9900000002 .* 2020-03-09 \| +0 \| today/,
  qr/^== Supports/m, qr/^ unknown code +\| +1 \| 9900000049 \| 4 /m, qr/^== Why/m, qr/already met: CAST assigned in grade 11 with PGE in 2018-19/, qr/^== What next/m;
cmp_ok(scalar(() = $printed =~ /\n/g), '<', 70, 'it fits on a page');

open(my $list, '<', "$Bin/../data/README.md") or die "README.md: $!\n";
my $listed = 0;
while (<$list>)
{
	my ($ssid, $shows, $view, $holds) = /^\| (\d{10}) \| (.+?) \| (\w+) \| (.+) \|$/ or next;
	my $never = $holds =~ s/^never: //;
	is(sql("SELECT count(*) FROM caaspp.$view WHERE ssid = '$ssid' AND ($holds)") eq '0' ? 'no' : 'yes', $never ? 'no' : 'yes', "$ssid $shows: $view, $holds");
	$listed++;
}
cmp_ok($listed, '>=', 60, 'the list was read');

# What no single student shows.
is(sql("SELECT string_agg(DISTINCT problem, ', ' ORDER BY problem) FROM caaspp.support_mismatches"),
	'missing in TOMS, not available, not identified, not permitted, student not in TOMS report, unknown code', 'every problem of supports');
is(sql("SELECT string_agg(DISTINCT problem, ', ' ORDER BY problem) FROM caaspp.support_warnings"),
	'conflicting choices identified, conflicting choices in TOMS, identified past its end, plan expired, plan expires in the window, started without it', 'every warning that one report can give');
is(sql("SELECT string_agg(DISTINCT urgency, ', ' ORDER BY urgency) FROM caaspp.expiring_tests"), 'later, soon, today, week', 'every urgency');
is(sql("SELECT string_agg(DISTINCT status, ', ' ORDER BY status) FROM caaspp.student_progress"),
	'completed, exempt, expired, in progress, not started', 'every status of a test');
is(sql("SELECT string_agg(DISTINCT problem, ', ' ORDER BY problem) FROM caaspp.assignment_mismatches"), 'missing in TOMS, not expected', 'both ways of assignments');
is(sql("SELECT string_agg(DISTINCT meets_95::text, ', ' ORDER BY meets_95::text) FROM caaspp.participation_rates WHERE school_year = '2019-20'"),
	'false, true', 'participation reached and not');
is(sql("SELECT count(DISTINCT program) FROM caaspp.completion_summary WHERE school_year = '2019-20'"), '5', 'every program');
is(sql("SELECT count(*) FROM caaspp.alerts WHERE ssid = '9900000034'"), '1', 'an alert for the alternate assessment without a disability');

is(sql("SELECT string_agg(member, ', ' ORDER BY dimension) FROM caaspp.solicitation_watch WHERE adjusted_probability < 0.01"), '2020-01-16, 7',
	'letters in a cluster: a day and a grade of the charter');
is(sql("SELECT string_agg(DISTINCT suppressed::text, ', ') FROM caaspp.participation_public"), 'false, true', 'groups published and suppressed');
is(sql("SELECT count(*) FROM caaspp.participation_public WHERE expected < 11"), '0', 'no small group published');

is(sql("SELECT string_agg(DISTINCT kind, ', ' ORDER BY kind) FROM caaspp.open_alerts"),
	'alternate without plan, exemption cluster, expired, expiring, new student, science registration', 'alerts of many kinds');
is(sql("SELECT string_agg(DISTINCT verdict, ', ' ORDER BY verdict) FROM caaspp.completion_forecast WHERE assessment IN ('ELA', 'MATH', 'CAST')"),
	'at risk, finished, on track, too little data', 'verdicts of the forecast');

# The bad cells, and nothing else, were refused.
is(sql("SELECT string_agg(format('%s %s', f.line, f.column_name), ', ' ORDER BY f.line) FROM caaspp.import_findings f
		JOIN caaspp.import_batches b USING (batch_id) WHERE b.file_name LIKE '%enrollment%' AND f.severity = 'error'"),
	'22 grade, 82 ssid, 142 entry_date, 302 school', 'the four bad cells of the enrollment file');
is(sql("SELECT string_agg(DISTINCT rows_refused::text, ', ') FROM caaspp.import_batches WHERE rows_refused > 0"), '4', 'four rows were refused');

# The same files once more change nothing.
my $before = sql("SELECT md5(string_agg(t::text, '' ORDER BY t.ctid)) FROM caaspp.enrollments t");
demo('files.sql');
is(sql("SELECT md5(string_agg(t::text, '' ORDER BY t.ctid)) FROM caaspp.enrollments t"), $before, 'no row has a new version');

system("dropdb $database");
done_testing();
