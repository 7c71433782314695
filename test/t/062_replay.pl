# What was answered stays answered: rates as of a moment and a day, and the close of a past day, come out byte for byte as they did
# then, whatever was loaded, corrected, deleted or undone since, in the same database and in one restored from its dump.

use strict;
use warnings;
use File::Temp 'tempdir';
use Test::More;

my ($database, $restored) = qw(caaspp_replay caaspp_replayed);
my $place = tempdir('caaspp.XXXXXX', DIR => '/tmp', CLEANUP => 1);
my $today = '2020-03-16';

sub sql
{
	my ($database, $text) = @_;
	open(my $in, '>', "$place/sql") or die "$place/sql: $!\n";
	print $in "SET client_min_messages = warning; SET search_path = public, caaspp; SET caaspp.as_of = '$today'; SET jit = off;\n$text";
	close $in;
	my $answer = `psql -XAtq -v ON_ERROR_STOP=1 -v SHOW_CONTEXT=never -d $database -f $place/sql 2>&1`;
	die "psql: $answer\n" if $?;
	return $answer;
}

# As COPY writes it, every column, in order.
sub copied
{
	my ($database, $from) = @_;
	return sql($database, "COPY (SELECT t.* FROM $from t ORDER BY t::text COLLATE \"C\") TO STDOUT WITH (FORMAT csv, HEADER);");
}

my $who = "(SELECT ssid FROM enrollments WHERE school_year = '2019-20' AND hashtext(ssid::text || 'ROUND') % 5 = 0)";
my $other = "(SELECT ssid FROM enrollments WHERE school_year = '2019-20' AND hashtext(ssid::text || 'other ROUND') % 7 = 0)";
my @changes = (
	"INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
		SELECT '2019-20', (9870000000 + n)::text, '9900001000002' || n % 3, '2019-08-15', (3 + n % 6)::text FROM generate_series(ROUND * 200 + 1, ROUND * 200 + 60) n;",
	"INSERT INTO attempts (school_year, ssid, part, status, started_on)
		SELECT a.school_year, a.ssid, p.part, 'started', date '2020-03-02' + ROUND FROM assignments a JOIN year_parts() p USING (school_year, assessment)
		WHERE a.ssid IN $who ON CONFLICT DO NOTHING;",
	"UPDATE attempts SET status = 'completed', completed_on = started_on + 1 WHERE ssid IN $who;",
	"INSERT INTO exemptions (school_year, ssid, assessment, code, entered_at)
		SELECT a.school_year, a.ssid, a.assessment, 'PGE', '2020-03-09 09:00-07' FROM assignments a
		WHERE a.ssid IN $other AND a.assessment = 'MATH' AND a.parts_done <> a.parts ON CONFLICT DO NOTHING;",
	"UPDATE enrollments SET school = '99000010000029' WHERE ssid IN $other;",
	"UPDATE enrollments SET exit_date = date '2020-03-01' + ROUND, exit_reason = 'T160' WHERE ssid IN $who AND hashtext(ssid::text) % 3 = 0;",
	"DELETE FROM attempts WHERE ssid IN $other AND part = 'ELA-PT';",
	"UPDATE enrollments SET grade = '8' WHERE ssid IN $other AND grade = '5';",
	"DELETE FROM exemptions WHERE ssid IN $who;",
	"DELETE FROM enrollments WHERE ssid IN $other AND hashtext(ssid::text) % 2 = 0;",
	"SELECT undo_batch((import(E'ssid,part,status,started_on\\n9870000001,ELA-CAT,expired,2020-03-03\\n', 'attempts', school_year => '2019-20')).batch_id) \\g /dev/null\n",
	"INSERT INTO testing_windows (school_year, school, starts_on, ends_on) VALUES ('2019-20', ('9900001000002' || ROUND % 3)::cds_code, '2020-02-03', '2020-03-06') ON CONFLICT DO NOTHING;");

system("dropdb --if-exists $_ 2>/dev/null; createdb $_") for $database, $restored;
sql($database, "CREATE EXTENSION caaspp; CALL deploy(); INSERT INTO organizations (cds, name, kind) VALUES ('99000010000020', 'Birch', 'school');");

# What it says at each moment: now, and of past days.
my @moments;
my %said;
sub questions
{
	my ($moment) = @_;
	return map { ("completion_rates_at('$moment', '$_')") } '2020-03-15', '2020-03-03';
}
for my $round (1 .. 2)
{
	for my $change (@changes)
	{
		sql($database, "BEGIN;\n" . ($change =~ s{ROUND}{$round}gr) . "\nCOMMIT;");
		my $moment = sql($database, 'SELECT clock_timestamp();') =~ s/\n//r;
		push @moments, $moment;
		$said{$moment} = copied($database, 'completion_rates');
		$said{$_} = copied($database, $_) for questions($moment);
		$said{"close $moment"} = sql($database, "SELECT close_day('2020-03-08', '$moment') \\g /dev/null\n") . copied($database, 'daily_completion');
	}
}
cmp_ok(scalar keys %{ { map { $_ => 1 } @said{@moments} } }, '>', 14, 'most changes moved a rate');
like($said{$moments[-1]}, qr/^2019-20,.*,MATH,\d+,/m, 'there are rates');

sub replay
{
	my ($database, $when) = @_;
	is(scalar(grep { copied($database, "completion_rates_at('$_', '$today')") ne $said{$_} } @moments), 0, "$when: the rates of each moment as the view showed them, byte for byte");
	is(scalar(grep { my $moment = $_; grep { copied($database, $_) ne $said{$_} } questions($moment) } @moments), 0, "$when: and of past days, as they were answered then");
	is(scalar(grep { sql($database, "SELECT close_day('2020-03-08', '$_') \\g /dev/null\n") . copied($database, 'daily_completion') ne $said{"close $_"} } reverse @moments), 0,
		"$when: a past day is closed as it was then");
}

replay($database, 'after it all');
ok(system("pg_dump -Fc $database >$place/dump && pg_restore --exit-on-error -d $restored $place/dump") == 0, 'dumped and restored');
replay($restored, 'restored');
sql($restored, "DELETE FROM attempts; UPDATE enrollments SET school = '99000010000021'; DELETE FROM enrollments WHERE grade = '4'; SELECT rederive('2019-20') \\g /dev/null\n");
replay($restored, 'restored, and all changed');

system("dropdb $_") for $database, $restored;
done_testing();
