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
like($printed, $_, "the demo prints $_") for qr/^== Loaded 29 files, \d+ rows, of which 4 were refused/m, qr/^ enrollment_2019-20.csv +\| +22 \| grade .*not a grade: "13"/m,
  qr/^ attempts_2020-03-09.csv \| +3 \| +\| warning  \| the part was invalidated before, from which nothing that the state does leads to paused$/m, qr/^== Completion rates/m, qr/^ Sample Bridge Charter, grade 3 +\| 100.00 \| 100.00 \|/m, qr/^== Tests that expire/m, qr/9900000002 .* 2020-03-09 \| +0 \| today/,
  qr/^== Supports/m, qr/^ unknown code +\| +1 \| 9900000049 \| 4 /m, qr/^== Who lost/m, qr/^ 9900000063 \| 7 +\| 2020-03-04 \| special education \| NEA_AR, NEA_AddAltRSC, CAA-ELA, CAA-MATH \| f +\| +4$/m,
  qr/^ Sample Valley Middle \| 7 +\| 9900000062 \| 2020-02-26 \| 2020-03-04 \| /m, qr/^== Why/m, qr/already met: CAST assigned in grade 11 with PGE in 2018-19/, qr/^== What next/m;
cmp_ok(scalar(() = $printed =~ /\n/g), '<', 78, 'it fits on a page');

open(my $list, '<', "$Bin/../data/README.md") or die "README.md: $!\n";
my $listed = 0;
while (<$list>)
{
	my ($ssid, $shows, $view, $holds) = /^\| (\d{10}) \| (.+?) \| (\w+) \| (.+) \|$/ or next;
	my $never = $holds =~ s/^never: //;
	is(sql("SELECT count(*) FROM caaspp.$view WHERE ssid = '$ssid' AND ($holds)") eq '0' ? 'no' : 'yes', $never ? 'no' : 'yes', "$ssid $shows: $view, $holds");
	$listed++;
}
cmp_ok($listed, '>=', 100, 'the list was read');

# What no single student shows.
is(sql("SELECT string_agg(DISTINCT problem, ', ' ORDER BY problem) FROM caaspp.support_mismatches"),
	'missing in TOMS, not available, not identified, not permitted, student not in TOMS report, unknown code', 'every problem of supports');
is(sql("SELECT string_agg(DISTINCT problem, ', ' ORDER BY problem) FROM caaspp.support_warnings"),
	'changes what is measured, conflicting choices identified, conflicting choices in TOMS, identified past its end, plan expired, plan expires in the window, set after the start, started without it', 'every warning');
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
	'alternate assignment lost, alternate without plan, dropped settings, exemption cluster, expired, expiring, illegal step, incident to report, new student, science registration', 'alerts of many kinds');
is(sql("SELECT string_agg(DISTINCT verdict, ', ' ORDER BY verdict) FROM caaspp.completion_forecast WHERE assessment IN ('ELA', 'MATH', 'CAST')"),
	'at risk, finished, on track, too little data', 'verdicts of the forecast');
is(sql("SELECT string_agg(format('%s %s: %s', school_name, population, problem), ', ' ORDER BY school_cds) FROM caaspp.support_gaps"),
	'Sample Valley High 504: none in TOMS, Sample Bridge Charter 504: none by its own source,  SWD: none identified',
	'gaps: the only students with a Section 504 plan of two schools, and the one at a nonpublic school');
is(sql("SELECT string_agg(DISTINCT cause, ', ' ORDER BY cause) FROM caaspp.support_changes"), 'later upload, status change, test changed', 'causes of a dropped setting');
is(sql("SELECT count(*) FROM caaspp.support_changes"), '6', 'and nothing else was dropped');
is(sql("SELECT string_agg(ssid, ', ') FROM caaspp.new_students WHERE late"), '9900000062', 'one new student is late');
is(sql("SELECT string_agg(format('%s %s %s', ssid, noticed_on, restored_on), ', ' ORDER BY ssid) FROM caaspp.status_changes JOIN caaspp.status_losses USING (school_year, ssid, number) WHERE restored_on IS NOT NULL"),
	'9900106269 2020-03-04 2020-03-06', 'noticed and restored on the days of the files');

is(sql("SELECT string_agg(format('%s %s %s %s', f.line, f.severity, f.rule, split_part(split_part(f.message, ';', 1), ',', 1)), ', ' ORDER BY f.line) FROM caaspp.import_findings f
		JOIN caaspp.import_batches b USING (batch_id) WHERE b.file_name LIKE 'attempts%'"),
	'3 warning illegal step the part was invalidated before, 4 warning opened again the part was reported before', 'attempts that went back');

is(sql("SELECT string_agg(format('%s %s', ssid, kind), ', ' ORDER BY ssid) FROM caaspp.attempt_setbacks"), '9900113431 illegal, 9900164458 reset', 'and no other went back');

# The bad cells, and nothing else, were refused.
is(sql("SELECT string_agg(format('%s %s', f.line, f.column_name), ', ' ORDER BY f.line) FROM caaspp.import_findings f
		JOIN caaspp.import_batches b USING (batch_id) WHERE b.file_name LIKE '%enrollment%' AND f.severity = 'error'"),
	'22 grade, 82 ssid, 142 entry_date, 302 school', 'the four bad cells of the enrollment file');
is(sql("SELECT string_agg(DISTINCT rows_refused::text, ', ') FROM caaspp.import_batches WHERE rows_refused > 0"), '4', 'four rows were refused');

# The same files once more change nothing: the last of those that came later, and, before these, the first ones.
my $versions = "SELECT md5(string_agg(t, '' ORDER BY t)) FROM (SELECT format('%s %s', e.ctid, e) FROM caaspp.enrollments e
	UNION ALL SELECT format('%s %s', s.ctid, s) FROM caaspp.support_settings s UNION ALL SELECT format('%s %s', a.ctid, a) FROM caaspp.toms_assignments a
	UNION ALL SELECT format('%s %s', b.ctid, b) FROM caaspp.attempts b UNION ALL SELECT format('%s %s', c.ctid, c) FROM caaspp.status_losses c) x(t)";
my $before = sql($versions);
sql("SELECT caaspp.import_file('$ENV{CAASPP_SAMPLE}/$_')") for qw(enrollment_2020-03-05.csv supports_toms_2020-03-06.csv toms_assignments_2020-03-06.csv attempts_2020-03-09.csv supports_toms_2020-03-02.csv);
is(sql($versions), $before, 'no row has a new version after the last files');

system("dropdb $database; createdb $database");
sql('SET client_min_messages = warning; CREATE EXTENSION caaspp; CALL caaspp.deploy()');
demo('files.sql');
$before = sql($versions);
demo('files.sql');
is(sql($versions), $before, 'nor after the first files');

system("dropdb $database");
done_testing();
