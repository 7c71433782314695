# pg_upgrade: the district's tables, views and functions, its own index and rule row, and every answer, in a new cluster.
# Two clusters of the same major version are enough: pg_upgrade restores a schema piece by piece, unlike pg_dump.

use strict;
use warnings;
use Cwd 'abs_path';
use File::Basename;
use File::Temp 'tempdir';
use FindBin '$Bin';
use Test::More;

my ($bin) = grep { -x "$_/pg_upgrade" } map { dirname(abs_path($_)) } grep { -x } map { "$_/initdb" } split /:/, $ENV{PATH};
plan skip_all => 'pg_upgrade is not with this server' if !$bin;

my $sample = $ENV{CAASPP_SAMPLE} // "$Bin/../data/sample";
my $place = tempdir('caaspp.XXXXXX', DIR => '/tmp', CLEANUP => 1);
my @server = ();
if ($> == 0)
{
	my $user = defined getpwnam('postgres') ? 'postgres' : 'nobody';
	chown((getpwnam $user)[2, 3], $place);
	@server = ('runuser', '-u', $user, '--');
}

sub as_server
{
	my (@command) = @_;
	my $pid = fork() // die "fork: $!\n";
	if ($pid == 0)
	{
		delete @ENV{grep { /^PG/ } keys %ENV};
		open(STDOUT, '>>', "$place.log");
		open(STDERR, '>&', \*STDOUT);
		chdir $place;
		exec(@server, @command);
	}
	waitpid($pid, 0);
	return $? == 0;
}

sub psql
{
	my ($sql) = @_;
	local $ENV{PGHOST} = $place;
	local $ENV{PGPORT} = 5432;
	local $ENV{PGUSER} = 'postgres';
	open(my $out, '>', "$place.sql") or die "$place.sql: $!\n";
	print $out $sql;
	close $out;
	return scalar `psql -XqAt -v ON_ERROR_STOP=1 -d postgres -v files='$sample/' -f $place.sql 2>&1`;
}

sub start { return as_server("$bin/pg_ctl", '-D', "$place/$_[0]", '-o', "-p 5432 -k $place -c listen_addresses='' -c fsync=off", '-l', "$place/log", '-w', 'start') }
sub stop { return as_server("$bin/pg_ctl", '-D', "$place/$_[0]", '-w', 'stop') }

my $answers = <<'SQL';
SET caaspp.as_of = '2020-03-09';
SELECT 'completion_rates', md5(string_agg(v::text, ',' ORDER BY v::text)) FROM caaspp.completion_rates v;
SELECT 'student_progress', md5(string_agg(v::text, ',' ORDER BY v::text)) FROM caaspp.student_progress v;
SELECT 'expiring_tests', md5(string_agg(v::text, ',' ORDER BY v::text)) FROM caaspp.expiring_tests v;
SELECT 'support_mismatches', md5(string_agg(v::text, ',' ORDER BY v::text)) FROM caaspp.support_mismatches v;
SELECT 'participation_rates', md5(string_agg(v::text, ',' ORDER BY v::text)) FROM caaspp.participation_rates v;
SELECT 'own rule', code FROM caaspp.disabilities WHERE NOT builtin;
SELECT 'shipped rules', count(*) FROM caaspp.supports WHERE builtin;
SELECT 'own index', indexdef FROM pg_indexes WHERE indexname = 'own_index';
SELECT 'policies', count(*) FROM pg_policies WHERE schemaname = 'caaspp';
SELECT 'triggers', count(*) FROM pg_trigger WHERE NOT tgisinternal;
SQL

ok(as_server("$bin/initdb", '-D', "$place/$_", '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'), "initdb $_") for 'old', 'new';
ok(start('old'), 'the old cluster starts');
is(psql("\\ir $Bin/../../demo/load.sql
CREATE INDEX own_index ON caaspp.students (last_name);
INSERT INTO caaspp.disabilities (code, title, citation) VALUES ('ZZ', 'Own', 'ours');"), '', 'the sample district is loaded');
my $before = psql($answers);
unlike($before, qr/ERROR/, 'it answers');
ok(stop('old'), 'the old cluster stops');
my $upgraded = as_server("$bin/pg_upgrade", '-b', $bin, '-B', $bin, '-d', "$place/old", '-D', "$place/new", '-U', 'postgres', '-s', $place, '-p', 5432, '-P', 5433);
ok($upgraded, 'pg_upgrade') or diag(`tail -n 20 $place.log; grep -h -A 3 'error:' $place/new/pg_upgrade_output.d/*/log/*.log | head -n 20`);
SKIP:
{
	skip 'there is nothing to look at', 4 if !$upgraded;
	ok(start('new'), 'the new cluster starts');
	is(psql($answers), $before, 'everything is there and answers the same');
	is(psql("SET client_min_messages = warning; CALL caaspp.deploy();"), '', 'deploy() runs again');
	is(psql("INSERT INTO caaspp.enrollments (school_year, ssid, school, entry_date, grade) VALUES ('2019-20', '9999999999', '99100012000001', '2019-08-15', '5');
		SELECT count(*) FROM caaspp.assignments WHERE ssid::text = '9999999999';"), "3\n", 'an enrollment is assigned its tests');
	stop('new');
}
unlink("$place.log", "$place.sql");
done_testing();
