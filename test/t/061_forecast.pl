# The forecast's statistic and pace, worked out again by plain loops on random histories.

use strict;
use warnings;
use POSIX qw(ceil floor);
use Test::More;

my $database = 'caaspp_forecast';

sub sql
{
	my ($text) = @_;
	open(my $out, '-|', 'psql', '-XAtq', '-v', 'SHOW_CONTEXT=never', '-v', 'ON_ERROR_STOP=1', '-d', $database, '-c',
		"SET client_min_messages = warning; SET search_path = public, caaspp; SET jit = off; $text") or die "psql: $!\n";
	local $/;
	my $answer = <$out>;
	close $out;
	die "psql failed\n" if $?;
	return $answer;
}

sub least { my ($x, $y) = @_; return $x < $y ? $x : $y }
sub greatest { my ($x, $y) = @_; return $x > $y ? $x : $y }

# docs/forecast.md, in its words.
sub bounds
{
	my ($left, $days, $n, $pace, $variance, $sum_left, $z, $quickening) = @_;
	my $nu = $n - 1;
	my $t = $z + ($z**3 + $z) / (4 * $nu) + (5 * $z**5 + 16 * $z**3 + 3 * $z) / (96 * $nu**2);
	$variance = greatest($variance, $pace);
	my $steady = $pace * $days;
	my $scatter = $t * sqrt($days * $variance + $days**2 * $variance / $n);
	my $share = least(0.95, $n * $pace / $sum_left);
	my $low_share = $share * greatest(0, 1 - $t * sqrt($variance / $n) / $pace);
	my ($stay, $low_stay) = (1, 1);
	for (1 .. $days)
	{
		$stay *= 1 - $share;
		$low_stay *= 1 - $low_share;
	}
	my $low = least($steady - $scatter, $left * (1 - $low_stay) - $t * sqrt($left * $low_stay * (1 - $low_stay) * greatest(1, $variance / $pace)));
	return ((least($steady, $left) + $left * (1 - $stay)) / 2, greatest(0, $low), least($left, $steady + $scatter + $quickening * $steady * $days / $n));
}

system("dropdb --if-exists $database 2>/dev/null; createdb $database") == 0 or die "createdb\n";
sql('CREATE EXTENSION caaspp; CALL caaspp.deploy()');
srand(2020);

my @cases;
for (1 .. 400)
{
	my $left = int rand 600;
	my $n = 2 + int rand 15;
	my $pace = (1 + int rand 200) / $n;
	push @cases, [$left, int(rand 70), $n, $pace, rand(30) * $pace, $n * $left + $n * $pace * (1 + rand 5), 0.5 + rand, rand 1.5];
}
my $asked = 'SELECT b.expected, b.low, b.high FROM (VALUES '
	. join(', ', map { my $i = $_; '(' . join(', ', $i, map { "'$_'" } @{ $cases[$i] }) . ')' } 0 .. $#cases)
	. ') c(i, a, b, c, d, e, f, g, h) CROSS JOIN LATERAL forecast_bounds(a::integer, b::integer, c::integer, d::double precision, e::double precision,
		f::double precision, g::double precision, h::double precision) b ORDER BY c.i';
my ($i, $wrong) = (0, 0);
for my $line (split /\n/, sql($asked))
{
	my @said = split /\|/, $line;
	my @due = bounds(@{ $cases[ $i++ ] });
	# A bound may be rounded either way where it is a whole number but for the last digit.
	next if abs($said[0] - $due[0]) < 1e-6 && ($said[1] == floor($due[1]) || abs($said[1] - $due[1]) < 1e-6) && ($said[2] == ceil($due[2]) || abs($said[2] - $due[2]) < 1e-6);
	$wrong++;
	diag("(@{ $cases[$i - 1] }): $line, not @due") if $wrong < 4;
}
is("$i cases, $wrong wrong", '400 cases, 0 wrong', 'forecast_bounds() on random paces');

# Schools with random days of testing, days off and policies; the pace by walking through the days.
my $today = '2020-03-18';
my @calendar = split /\n/, sql(q{SELECT d::date || ' ' || extract(isodow FROM d) FROM generate_series(date '2020-02-01', '2020-04-30', '1 day') d});
my ($rows, %due) = ('');
my %off;
for my $place (1 .. 3)
{
	for my $day (@calendar)
	{
		my ($date) = split ' ', $day;
		$off{$place}{$date} = 1 if rand() < 0.08;
	}
	$rows .= "INSERT INTO non_school_days (scope, day) VALUES " . join(', ', map { "('990000$place', '$_')" } sort keys %{ $off{$place} }) . ";\n";
	for my $school (1 .. 6)
	{
		my $cds = "990000${place}000000$school";
		my ($mondays, $fridays) = map { rand() < 0.7 ? 1 : 0 } 1, 2;
		my $ends = sprintf('2020-%s', ('03-31', '04-09', '04-30')[rand 3]);
		my $students = 20 + int rand 60;
		$rows .= "INSERT INTO testing_windows VALUES ('2019-20', '$cds', '2020-02-01', '$ends');
			INSERT INTO testing_capacity (school_year, school, mondays, fridays) VALUES ('2019-20', '$cds', '$mondays', '$fridays');
			INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
				SELECT '2019-20', (9700000000 + $place * 10000 + $school * 1000 + n)::text, '$cds', '2019-08-15', '4' FROM generate_series(1, $students) n;\n";
		my $begin = int rand 55;
		for my $student (1 .. $students)
		{
			next if rand() < 0.3;
			my $at = $begin + int rand 30;
			next if $calendar[$at] ge '2020-03-19';
			my ($date) = split ' ', $calendar[$at];
			$rows .= sprintf("INSERT INTO attempts (school_year, ssid, part, status, started_on, completed_on) VALUES ('2019-20', '%d', 'ELA-CAT', 'completed', '%s', '%s');\n",
				9700000000 + $place * 10000 + $school * 1000 + $student, $date, $date);
			$due{$cds}{done}{$date}++;
			$due{$cds}{done_all}++;
		}
		@{ $due{$cds} }{qw(place mondays fridays ends left)} = ($place, $mondays, $fridays, $ends, 2 * $students - ($due{$cds}{done_all} // 0));
	}
}
sql("BEGIN; $rows COMMIT");
my %through;
for my $s (values %due)
{
	for my $date (keys %{ $s->{done} // {} }) { $through{ $s->{place} } = $date if $date gt ($through{ $s->{place} } // '') }
}
my $different = 0;
for my $line (split /\n/, sql("SET caaspp.as_of = '$today'; SELECT school, data_through, pace_days, parts_done, coalesce(sum_left, 0), days_left, days_ahead FROM paces() WHERE assessment = 'ELA' ORDER BY school"))
{
	my ($cds, @said) = split /\|/, $line;
	my $s = $due{$cds};
	my $known = $through{ $s->{place} };
	$known = '2020-03-17' if $known gt '2020-03-17';
	my ($first) = sort keys %{ $s->{done} // {} };
	my (@past, $waiting, $left_days, $ahead);
	($waiting, $left_days, $ahead) = (0, 0, 0);
	for my $day (@calendar)
	{
		my ($date, $dow) = split ' ', $day;
		$waiting += $s->{done}{$date} // 0;
		next if $dow > 5 || $off{ $s->{place} }{$date} || $dow == 1 && !$s->{mondays} || $dow == 5 && !$s->{fridays} || $date gt $s->{ends};
		push @past, $waiting if defined $first && $date ge $first && $date le $known;
		$waiting = 0;
		$left_days++ if $date ge $today;
		$ahead++ if $date gt $known;
	}
	splice(@past, 0, @past - 10) if @past > 10;
	my ($sum, $sum_left, $left) = (0, 0, $s->{left});
	for my $parts (reverse @past) { $sum += $parts; $left += $parts; $sum_left += $left }
	my $mine = join '|', $known, scalar @past, $sum, $sum_left, $left_days, $ahead;
	next if $mine eq join '|', @said;
	$different++;
	diag("$cds: @said, not $mine");
}
is($different, 0, 'paces() of 18 schools');

system("dropdb $database");
done_testing();
