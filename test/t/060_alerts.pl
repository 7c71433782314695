# Alerts told to who listens, once a transaction and kind, with no word of a student; and through a restart and a dump.
# In a cluster of its own, because the server is restarted.

use strict;
use warnings;
use Cwd 'abs_path';
use File::Basename;
use File::Temp 'tempdir';
use Test::More;

my ($bin) = grep { -x "$_/initdb" && -x "$_/pg_ctl" } map { dirname(abs_path($_)) } grep { -x } map { "$_/initdb" } split /:/, $ENV{PATH};
plan skip_all => 'initdb is not with this server' if !$bin;

my $place = tempdir('caaspp.XXXXXX', DIR => '/tmp', CLEANUP => 1);
my @server = ();
if ($> == 0)
{
	my $user = defined getpwnam('postgres') ? 'postgres' : 'nobody';
	chown((getpwnam $user)[2, 3], $place);
	@server = ('runuser', '-u', $user, '--');
}
delete @ENV{grep { /^PG/ } keys %ENV};
@ENV{qw(PGHOST PGPORT PGUSER PGDATABASE)} = ($place, 5432, 'postgres', 'postgres');

sub as_server
{
	my (@command) = @_;
	my $pid = fork() // die "fork: $!\n";
	if ($pid == 0)
	{
		open(STDOUT, '>>', "$place.log");
		open(STDERR, '>&', \*STDOUT);
		chdir $place;
		exec(@server, @command);
	}
	waitpid($pid, 0);
	return $? == 0;
}

sub sql
{
	my ($database, $text) = @_;
	open(my $in, '>', "$place.sql") or die "$place.sql: $!\n";
	print $in "SET client_min_messages = warning; SET search_path = public, caaspp; SET caaspp.as_of = '2020-03-12'; SET jit = off;\n$text";
	close $in;
	my $answer = `"$bin/psql" -XAtq -v ON_ERROR_STOP=1 -d $database -f $place.sql 2>&1`;
	die "psql: $answer\n" if $?;
	return $answer =~ s/\n\z//r;
}

sub told
{
	my ($text) = @_;
	my $answer = sql('postgres', "LISTEN caaspp_alerts;\n$text");
	return join ', ', sort($answer =~ /^Asynchronous notification "caaspp_alerts" with payload "(.*?)" received/mg);
}

plan skip_all => 'no cluster could be made' if !as_server("$bin/initdb", '-D', "$place/data", '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8')
	|| !as_server("$bin/pg_ctl", '-D', "$place/data", '-o', "-p 5432 -k $place -c listen_addresses=''", '-l', "$place/log", '-w', 'start');

sql('postgres', q{CREATE EXTENSION caaspp; CALL caaspp.deploy();
	INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', '9900001', '2020-02-24', '2020-03-20');
	INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, alternate_assessment)
		SELECT '2019-20', (9880000000 + n)::text, '99000010000011', '2019-08-15', '4', n > 8 FROM generate_series(1, 8) n;});

# As they arise, by statement: two statements of one transaction, one word.
is(told(q{INSERT INTO attempts (school_year, ssid, part, status, started_on) SELECT '2019-20', ssid, 'ELA-PT', 'started', '2020-03-05' FROM enrollments;}),
	'', 'nothing is told where no alert is stored');
is(told(q{BEGIN; UPDATE enrollments SET alternate_assessment = true WHERE ssid = '9880000001';
		  UPDATE enrollments SET alternate_assessment = true WHERE ssid IN ('9880000002', '9880000003'); COMMIT;}),
	'2019-20 alternate without plan', 'raised by two statements of a transaction, told once');
is(told(q{UPDATE enrollments SET elas = 'EL';}), '', 'nothing new, nothing told');
is(told(q{BEGIN; UPDATE enrollments SET alternate_assessment = true WHERE ssid = '9880000004'; ROLLBACK;}), '', 'rolled back, not told');
is(told(q{SELECT count(*) FROM refresh_alerts() \g /dev/null}), '2019-20 expiring, 2019-20 window closing', 'the job tells each kind once');
is(told(q{SELECT count(*) FROM refresh_alerts() \g /dev/null}), '', 'and once only');
is(told(q{SET caaspp.as_of = '2020-03-13'; SELECT count(*) FROM refresh_alerts() \g /dev/null}), '2019-20 expiring', 'urgent now; another day left is no news');
is(told(q{SET caaspp.as_of = '2020-03-13'; SELECT acknowledge_alert('2019-20', 'expiring', 'ELA-PT', '9880000005') \g /dev/null}), '2019-20 expiring', 'acknowledged');
is(told(q{UPDATE enrollments SET alternate_assessment = NULL WHERE ssid = '9880000001';}), '2019-20 alternate without plan', 'resolved');

# One alert of every kind, those that time brings and those that the facts do.
sql('postgres', q{SET caaspp.as_of = '2020-03-13';
	INSERT INTO enrollments (school_year, ssid, school, entry_date, grade, alternate_assessment, special_education, primary_disability, science_elected) VALUES
		('2019-20', '9880000011', '99000010000011', '2019-08-15', '5', NULL, true, '290', NULL),	-- loses a setting
		('2019-20', '9880000012', '99000010000011', '2019-08-15', '5', true, true, '210', NULL),	-- loses the alternate assessment
		('2019-20', '9880000013', '99000010000011', '2020-03-11', '5', NULL, NULL, NULL, NULL),		-- new
		('2019-20', '9880000014', '99000010000011', '2019-08-15', '10', NULL, NULL, NULL, true),	-- a letter, a code
		('2019-20', '9880000015', '99000010000011', '2019-08-15', '10', NULL, NULL, NULL, true),
		('2019-20', '9880000016', '99000010000011', '2019-08-15', '5', true, true, '210', NULL),	-- two tests of a subject
		('2019-20', '9880000017', '99000010000011', '2019-08-15', '5', NULL, NULL, NULL, NULL),		-- another grade, an illegal step, out of time
		('2019-20', '9880000018', '99000010000011', '2019-08-15', '5', NULL, true, '210', NULL),	-- mixed
		('2019-20', '9880000019', '99000010000011', '2019-08-15', '5', true, true, '210', NULL);	-- to set again
	INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
		SELECT '2019-20', (9880001000 + n)::text, CASE WHEN n <= 40 THEN '99000010000044' ELSE '99000010000055' END, '2019-08-15', '3' FROM generate_series(1, 240) n;
	INSERT INTO support_snapshots (school_year, source, ssid) SELECT '2019-20', 'TOMS', ssid FROM enrollments WHERE ssid <> '9880000013';
	INSERT INTO support_settings (school_year, source, ssid, code) VALUES ('2019-20', 'TOMS', '9880000011', 'NEA_STT'), ('2019-20', 'SPED', '9880000011', 'NEA_STT');
	INSERT INTO attempts (school_year, ssid, part, status, started_on) VALUES
		('2019-20', '9880000016', 'CAA-ELA', 'started', '2020-03-02'), ('2019-20', '9880000017', 'ELA-PT', 'started', '2020-02-25'),
		('2019-20', '9880000017', 'MATH-CAT', 'invalidated', '2020-03-02');
	UPDATE enrollments SET special_education = false WHERE ssid IN ('9880000011', '9880000012', '9880000016', '9880000019');
	UPDATE enrollments SET special_education = true WHERE ssid = '9880000019';
	UPDATE enrollments SET grade = '6' WHERE ssid = '9880000017';
	UPDATE attempts SET status = 'scored' WHERE ssid = '9880000017' AND part = 'MATH-CAT';
	INSERT INTO assignments (school_year, ssid, assessment, school, grade) VALUES ('2019-20', '9880000018', 'CAA-ELA', '99000010000011', '5');
	INSERT INTO exemption_requests (school_year, ssid, assessment, received_on, code) VALUES ('2019-20', '9880000014', 'CAST', '2020-03-09', 'PGE');
	INSERT INTO exemption_requests (school_year, ssid, assessment, received_on, code, is_written, is_signed, dated_on) VALUES ('2019-20', '9880000011', 'CAST', '2020-03-09', 'PGE', true, true, '2020-03-09');
	INSERT INTO organizations (cds, name, kind) VALUES ('99000010000055', 'Cedar Academy', 'nps');
	INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at) VALUES ('2019-20', '9880000015', 'CAST', 'PGE', '2020-03-09');
	INSERT INTO exemption_requests (school_year, ssid, assessment, received_on, code)
		SELECT '2019-20', (9880001000 + n)::text, 'ELA', date '2020-02-03' + 3 * n, 'PGE' FROM generate_series(1, 6) n;
	INSERT INTO import_batches (layout, source, school_year, file_sha256, imported_at, rows_read, rows_loaded, rows_unchanged, rows_refused)
		SELECT 'attempts', 'nightly', '2019-20', '', day + time '06:00' AT TIME ZONE 'America/Los_Angeles', 1, 1, 0, 0 FROM business_days('2020-02-18', '2020-03-04', NULL) day;
	SELECT count(*) FROM refresh_alerts() \\g /dev/null});
is(sql('postgres', q{SET caaspp.as_of = '2020-03-13'; SELECT string_agg(DISTINCT kind, ', ' ORDER BY kind) FROM open_alerts}),
	'alternate assignment lost, alternate to set again, alternate without plan, dropped settings, exemption cluster, exemption to enter, expired, expiring, feed stalled, grade changed after start, illegal step, '
	. 'mixed assignment, new student, nonpublic school, science code on registration, science registration, second test of subject, window closing', 'every kind is open');
is(sql('postgres', q{SET caaspp.as_of = '2020-03-13'; SELECT string_agg(DISTINCT kind, ', ') FROM alert_rules WHERE kind NOT IN (SELECT kind FROM open_alerts)}), '', 'every kind that has a threshold');

# What was noted stays noted, what was seen keeps its first day, and nothing is raised again.
my $kept = q{SET caaspp.as_of = '2020-03-13';
	SELECT kind, subject, severity, ssid, school_year, due_on, message, first_seen, resolved_at, acknowledged_at, acknowledged_by FROM alerts ORDER BY 1, 2, 4;
	SELECT kind, subject, severity, site, school_year, due_on, message, first_seen, resolved_at, acknowledged_at, acknowledged_by FROM site_alerts ORDER BY 1, 2, 4;
	SELECT * FROM open_alerts ORDER BY kind, subject, ssid, school_cds;
	SELECT kind, raised, resolved, still_open FROM refresh_alerts();};
my $before = sql('postgres', $kept);
like($before, qr/^expiring\|0\|0\|8$/m, 'eight expire, none is new');
unlike($before, qr/^[a-z ]+\|[1-9]\d*\|\d+\|\d+$|^[a-z ]+\|\d+\|[1-9]\d*\|\d+$/m, 'nothing is raised or resolved a second time');
is(scalar(() = $before =~ /\|postgres$/mg), 2, 'one is acknowledged, in the table and in the view');
ok(as_server("$bin/pg_ctl", '-D', "$place/data", '-m', 'immediate', 'stop')
		&& as_server("$bin/pg_ctl", '-D', "$place/data", '-o', "-p 5432 -k $place -c listen_addresses=''", '-l', "$place/log", '-w', 'start'), 'the server crashes and is started');
is(sql('postgres', $kept), $before, 'all alerts as before');
sql('postgres', 'CREATE DATABASE restored TEMPLATE template0');
ok(system(qq{"$bin/pg_dump" -Fc postgres >$place.dump && "$bin/pg_restore" -d restored $place.dump}) == 0, 'dumped and restored');
is(sql('restored', $kept), $before, 'all alerts as before');

# What the last day of the window does not end resolves itself once, after the restart as before it.
my $after = q{SET caaspp.as_of = '2020-07-20'; SELECT kind, raised, resolved > 0, still_open FROM refresh_alerts() ORDER BY kind;
	SELECT count(*) FROM refresh_alerts(); SELECT count(*) FROM open_alerts; SELECT count(*) FROM alerts WHERE resolved_at IS NULL AND kind IN (SELECT kind FROM alert_rules);};
is(sql('restored', $after), sql('postgres', $after), 'resolved alike');
is(sql('postgres', $after), "0\n0\n0", 'and once');

as_server("$bin/pg_ctl", '-D', "$place/data", '-m', 'immediate', 'stop');
unlink "$place.log", "$place.sql", "$place.dump";
done_testing();
