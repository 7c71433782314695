# The catalogue of supports, every row of every year, against the researched table of 2019-20 and what changed before and after it
# (test/data/supports); and the off codes, families and spellings that the sources name.

use v5.36;
use FindBin '$Bin';
use lib "$Bin/../oracle";
use Oracle::SupportCatalogue qw(codes family off_codes researched resources);
use Test::More;

my $database = 'caaspp_catalogue';
my @years = map { sprintf '20%02d-%02d', $_, $_ + 1 } 16 .. 24;

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
	my @expected = researched($year);
	my %expected = map { $_ => 1 } @expected;
	my @wrong = ((map { "not shipped: $_" } grep { !$got{$_} } @expected), (map { "not researched: $_" } grep { !$expected{$_} } @got));
	ok(@expected > 300 && !@wrong, "$year: " . @expected . ' rows') or diag join "\n", @wrong;
}

is_deeply([sort(query("SELECT DISTINCT code FROM supports WHERE class = 'off'"))], [off_codes()], 'off and default codes');
is(join(' ', query('SELECT code FROM supports GROUP BY code HAVING bool_or(class = \'off\') <> bool_and(class = \'off\')')), '', 'a code is off everywhere or nowhere');
is_deeply([sort(query("SELECT DISTINCT code || '|' || family FROM supports WHERE family IS NOT NULL AND class <> 'off'"))],
	[sort map { my $name = family($_); defined $name ? "$_|$name" : () } query("SELECT DISTINCT code FROM supports WHERE class <> 'off'")], 'the codes of which a test takes one');
is_deeply([query("SELECT DISTINCT s.code FROM supports s WHERE s.class = 'off' AND s.family IS NOT NULL
		AND NOT EXISTS (SELECT FROM supports o WHERE o.family = s.family AND o.class <> 'off')")], [], 'an off code of a family has a family');

# A code is called what the table calls it: a word in common, whatever else is said.
my %resource = resources();
my %word = map { my $name = lc $_; $_ => { map { substr($_, 0, 5) => 1 } $name =~ /[a-z0-9]{3,}/g } } values %resource;
my @misnamed;
for (query("SELECT DISTINCT code || '|' || name FROM supports WHERE '2019-20' BETWEEN first_year AND last_year AND class <> 'off'"))
{
	my ($code, $name) = split /[|]/;
	my $called = $resource{$code} // next;
	push @misnamed, "$code: $name, not $called" if !grep { $word{$called}{ substr $_, 0, 5 } } lc($name) =~ /[a-z0-9]{3,}/g;
}
ok(%resource > 80 && !@misnamed, 'resources have their names') or diag join "\n", @misnamed;
is(join(' ', query('SELECT s.spelling FROM support_spellings s WHERE NOT EXISTS (SELECT FROM supports c WHERE c.code = s.code) OR EXISTS (SELECT FROM supports c WHERE c.code = s.spelling)')), '',
	'every other spelling leads to a code, and is none');

system("dropdb $database");
done_testing();
