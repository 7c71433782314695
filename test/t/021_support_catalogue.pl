# The catalogue of supports, every row of every year, against the researched table of 2019-20 and what changed before and after it
# (test/data/supports); and the off codes, families and spellings that the sources name.

use strict;
use warnings;
use FindBin '$Bin';
use Test::More;

my $data = "$Bin/../data/supports";
my $database = 'caaspp_catalogue';
my @years = map { sprintf '20%02d-%02d', $_, $_ + 1 } 16 .. 24;
my %parts = (EC => ['ELA-CAT'], EP => ['ELA-PT'], MC => ['MATH-CAT'], MP => ['MATH-PT'], AE => ['CAA-ELA'], AM => ['CAA-MATH'],
	AS => [map { "CAA-SCI-$_" } 1 .. 4], CS => ['CAST'], SP => ['CSA']);
my %since = ('CSA' => '2018-19', 'CAA-SCI-3' => '2018-19', 'CAA-SCI-4' => '2019-20');

sub lines
{
	my ($file) = @_;
	open(my $in, '<', "$data/$file") or die "$file: $!\n";
	my (undef, @lines) = grep { !/^#/ } <$in>;
	chomp @lines;
	return @lines;
}

# TDS_PS_L1..TDS_PS_L4, TDS_MP_{Black|Green}_{L|XL}
sub codes
{
	my ($text) = @_;
	return map { "$1$_" } $2 .. $3 if $text =~ /^(\w+?)(\d+)\.\.\w+?(\d+)$/;
	return $text if $text !~ /\{(.*?)\}/;
	my ($before, $choices, $after) = ($`, $1, $');
	return map { codes("$before$_$after") } split /[|]/, $choices;
}

# Code, part, class, embedded, grades: a line each.
sub rows
{
	my ($year, $codes, $cat, $emb, $tests, $grades) = @_;
	my @rows;
	for my $code (@$codes)
	{
		for my $part (map { @{ $parts{$_} } } split ' ', $tests)
		{
			next if ($since{$part} // '') gt $year;
			push @rows, join '|', $code, $part, { A => 'accommodation', D => 'designated' }->{$cat}, $emb eq 'E' ? 't' : 'f', $grades =~ tr/;/,/r;
		}
	}
	return @rows;
}

sub expected
{
	my ($year) = @_;
	my %is;
	for (lines('2019-20.csv'))
	{
		my ($code, undef, $cat, $emb, $tests, $grades) = split /,/, $_, 7;
		next if $code eq '(derived)';		# UT_TurnOff, in changes.csv
		my @codes = codes($code);
		push @codes, map { "$_&TDS_WL_Glossary" } grep { /^TDS_WL_/ } @codes;
		$is{$_} = 1 for rows($year, \@codes, $cat, $emb, $tests, $grades);
	}
	for (lines('changes.csv'))
	{
		my ($first, $last, $sign, $code, @rest) = split /,/, $_, -1;
		next if $year lt $first || $year gt $last;
		if ($sign eq '+') { $is{$_} = 1 for rows($year, [codes($code)], @rest) }
		else { for my $gone (codes($code)) { delete @is{ grep { /^\Q$gone\E[|]/ } keys %is } } }
	}
	return sort keys %is;
}

sub query
{
	my ($sql) = @_;
	my @rows = `psql -XqAt -v ON_ERROR_STOP=1 -d $database -c "SET search_path = public, caaspp" -c "$sql"`;
	chomp @rows;
	return @rows;
}

system("dropdb --if-exists $database 2>/dev/null; createdb $database");
query('CREATE EXTENSION caaspp');
for my $year (@years)
{
	my @got = sort(query("SELECT code, part, class, embedded, coalesce(grades::text, '') FROM supports
		WHERE class IN ('accommodation', 'designated') AND '$year' BETWEEN first_year AND last_year"));
	my %got = map { $_ => 1 } @got;
	my @expected = expected($year);
	my %expected = map { $_ => 1 } @expected;
	my @wrong = ((map { "not shipped: $_" } grep { !$got{$_} } @expected), (map { "not researched: $_" } grep { !$expected{$_} } @got));
	ok(@expected > 300 && !@wrong, "$year: " . @expected . ' rows') or diag join "\n", @wrong;
}

my @off = qw(TDS_ASL0 TDS_BT0 TDS_ClosedCap0 TDS_CC0 TDS_Masking0 TDS_PM0 TDS_PoD0 TDS_PS_L0 TDS_SLM0 TDS_TTS0 TDS_WL0 TDS_WL_Glossary NEDS0 NEA0 ENU);
is_deeply([sort(query("SELECT DISTINCT code FROM supports WHERE class = 'off'"))], [sort @off], 'off and default codes');
is(join(' ', query('SELECT code FROM supports GROUP BY code HAVING bool_or(class = \'off\') <> bool_and(class = \'off\')')), '', 'a code is off everywhere or nowhere');
for my $family (['print size', codes('TDS_PS_L1..TDS_PS_L4'), 'TDS_PS_L0'], ['mouse pointer', codes('TDS_MP_{Black|Green|Red|White|Yellow}_{L|XL}')],
	['color contrast', 'TDS_CC0', codes('TDS_CC{Invert|Magenta|MedGrayLtGray|YellowB}')], ['print on demand', 'TDS_PoD0', 'TDS_PoD_Item', 'TDS_PoD_Stim', 'TDS_PoD_Stim&TDS_PoD_Item'])
{
	my ($name, @codes) = @$family;
	is_deeply([sort(query("SELECT DISTINCT code FROM supports WHERE family = '$name' AND '2019-20' BETWEEN first_year AND last_year"))], [sort @codes], "family $name");
}
is(join(' ', query('SELECT s.spelling FROM support_spellings s WHERE NOT EXISTS (SELECT FROM supports c WHERE c.code = s.code) OR EXISTS (SELECT FROM supports c WHERE c.code = s.spelling)')), '',
	'every other spelling leads to a code, and is none');

system("dropdb $database");
done_testing();
