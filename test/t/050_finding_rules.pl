# Every rule under which the C code makes a finding is explained in finding_rules, and nothing else is.

use strict;
use warnings;
use FindBin '$Bin';
use Test::More;

my $root = "$Bin/../..";

sub content
{
	my ($path) = @_;
	open(my $in, '<', $path) or die "$path: $!\n";
	local $/;
	return scalar <$in>;
}

my %listed = map { /^([^|#\@]+?) +\| +(\w+) +\|/ ? ($1 => $2) : () } split /\n/, content("$root/sql/extension/rules/finding_rules.psv");
delete $listed{rule};
cmp_ok(scalar keys %listed, '>', 25, 'the rules were read');

# A call names its rule before its severity, perhaps one of two; tables of rules have it as a string of its own.
my %made;
for my $path (glob "$root/src/intake/*.c")
{
	my $code = content($path);
	my $name = $path =~ s{.*/}{}r;
	while ($code =~ /\b(?:caaspp_find|find_in|put_finding|refuse|tell)\(((?:[^;"]|"(?:[^"\\]|\\.)*")*?)(?:CAASPP_(?:ERROR|REPAIRED|WARNING)|;)/g)
	{
		my $arguments = $1;
		next if $arguments =~ /\{/;	# the function itself
		my ($rule) = $arguments =~ /"/ ? $arguments =~ /^(.*?"[^"]*"(?: :\s*"[^"]*")?)/s : ();
		$made{$_} .= " $name" for defined $rule ? $rule =~ /"([a-z][a-zA-Z ]+)"/g : ();
	}
	$made{$1} .= " $name" while $code =~ /^\t\[CAASPP_CSV_\w+\] = \{"([^"]+)"/mg;
	$made{$1} .= " $name" while $code =~ /^\t\{(?:"\w+", |NULL, ){3}\w+, "([^"]+)"/mg;
	$made{$1} .= " $name" while $code =~ /\bCaasppRefusal\s+refusal = \{"([^"]+)"/g;
	$made{"no $_"} .= " $name" for $code =~ /unmatched = psprintf\("no / ? 'enrollment' : ();
}
for my $rule (sort keys %made)
{
	ok(exists $listed{$rule}, "\"$rule\" is explained") or diag "src/intake:$made{$rule}; add it to sql/extension/rules/finding_rules.psv";
}
ok(exists $made{$_}, "\"$_\" is made") for sort keys %listed;

done_testing();
