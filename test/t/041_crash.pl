# A crash, a stop, a cancellation in the middle of an import: all of the batch or nothing of it, and the file can be loaded afterwards.
# In a cluster of its own, whose server is killed. An import is held up where everything is written and nothing is committed.

use strict;
use warnings;
use Cwd 'abs_path';
use File::Basename;
use File::Temp 'tempdir';
use FindBin '$Bin';
use Test::More;
use Time::HiRes 'sleep';

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

sub start { return as_server("$bin/pg_ctl", '-D', "$place/data", '-o', "-p 5432 -k $place -c listen_addresses='' -c fsync=off -c restart_after_crash=on", '-l', "$place/log", '-w', 'start') }

sub sql
{
	my ($text) = @_;
	open(my $answer, '-|', "$bin/psql", '-XAtq', '-c', "SET client_min_messages = warning", '-c', "SET search_path = public, caaspp", '-c', $text) or die "psql: $!\n";
	local $/;
	return (<$answer> // '') =~ s/\n\z//r;
}

# Until a query answers so; after a crash the server is away for a moment.
sub wait_for
{
	my ($query, $wanted) = @_;
	for (1 .. 600)
	{
		my $answer = `"$bin/psql" -XAtqc "$query" 2>/dev/null`;
		return 1 if $? == 0 && $answer eq "$wanted\n";
		sleep 0.1;
	}
	return 0;
}

# An import by another session, held up at its end; its server process, and ours.
sub import_held_up
{
	my ($import) = @_;
	my $pid = fork() // die "fork: $!\n";
	if ($pid == 0)
	{
		open(STDOUT, '>', '/dev/null');
		open(STDERR, '>', "$place.said");
		$ENV{PGAPPNAME} = 'held up';
		exec("$bin/psql", '-Xq', '-c', $import);
	}
	wait_for("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'held up' AND wait_event = 'advisory'", 1) or die "the import is not held up\n";
	return ($pid, sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'held up'"));
}

my $state = "SELECT concat_ws(' ', (SELECT count(*) FROM enrollments), (SELECT count(*) FROM students), (SELECT count(*) FROM assignments), (SELECT count(*) FROM import_batches),
	(SELECT count(*) FROM import_findings), (SELECT count(*) FROM enrollments_history), (SELECT md5(string_agg(e::text, ',' ORDER BY ssid)) FROM enrollments e))";

ok(as_server("$bin/initdb", '-D', "$place/data", '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'), 'initdb');
ok(start(), 'the server starts');
sql('CREATE EXTENSION caaspp');
sql('CALL caaspp.deploy()');
# The last table that the import writes waits for a lock that nobody gives.
sql('CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END $$');
sql('CREATE TABLE file (text text)');
sql(q{INSERT INTO file SELECT string_agg(line, E'\n') FROM (SELECT 'school_year,ssid,school,entry_date,grade,last_name' AS line UNION ALL
	SELECT format('2019-20,%s,99100016000011,2019-08-14,%s,N%s', 8000100000 + n, 3 + n % 6, n) FROM generate_series(1, 5000) n UNION ALL SELECT '2019-20,bad,99100016000011,2019-08-14,3,X') l});
is(sql("SELECT rows_loaded FROM import(convert_to(E'school_year,ssid,school,entry_date,grade\n2019-20,8000100001,99100016000011,2019-08-14,7\n', 'UTF8'))"), 1, 'a file before it');
my $before = sql($state);
like($before, qr/^1 0 2 1 0 0 /, 'what is there before');
sql('CREATE TRIGGER zz_hold AFTER INSERT OR UPDATE ON caaspp.students FOR EACH STATEMENT EXECUTE FUNCTION hold()');
my $import = "SET search_path = public, caaspp; SELECT rows_loaded FROM import((SELECT convert_to(text, 'UTF8') FROM file))";

# The lock's owner; a new one after each crash.
sub hold
{
	my $pid = fork() // die "fork: $!\n";
	if ($pid == 0)
	{
		open(STDOUT, '>', '/dev/null');
		open(STDERR, '>', '/dev/null');
		$ENV{PGAPPNAME} = 'holder';
		exec("$bin/psql", '-Xq', '-c', 'SELECT pg_advisory_lock(4711), pg_sleep(3600)');
	}
	wait_for("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'holder' AND wait_event = 'PgSleep'", 1) or die "nobody holds the lock\n";
	return $pid;
}

for my $how ('kill -9', 'immediate stop', 'cancel', 'terminate')
{
	my $holder = hold();
	my ($client, $backend) = import_held_up($import);
	is(sql($state), $before, "$how: others see nothing of it before its end");
	if ($how eq 'kill -9')
	{
		kill('KILL', $backend);
	}
	elsif ($how eq 'immediate stop')
	{
		as_server("$bin/pg_ctl", '-D', "$place/data", '-m', 'immediate', '-w', 'stop');
		start();
	}
	else
	{
		sql("SELECT pg_${how}_backend($backend)");
	}
	waitpid($client, 0);
	isnt($?, 0, "$how: the import fails");
	wait_for('SELECT 1', 1);
	is(sql($state), $before, "$how: nothing of it is left");
	sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holder'");
	waitpid($holder, 0);
}
is(sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), 0, 'no lock is left');
sql('DROP TRIGGER zz_hold ON caaspp.students');
is(sql($import =~ s/^SET[^;]*;//r), 5000, 'the file is loaded afterwards');
like(sql($state), qr/^5000 5000 \d+ 2 1 1 /, 'wholly');
# Once it was told that it is done, a crash takes nothing back.
my $after = sql($state);
ok(as_server("$bin/pg_ctl", '-D', "$place/data", '-m', 'immediate', '-w', 'stop') && start(), 'crash after the commit');
is(sql($state), $after, 'all of it is there');
as_server("$bin/pg_ctl", '-D', "$place/data", '-m', 'immediate', '-w', 'stop');
unlink("$place.log", "$place.said");
done_testing();
