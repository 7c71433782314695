# Runs tests that speak TAP and shows what went wrong: perl tools/tap.pl COUNTS PROGRAM...
# Appends one line "passed failed" a program to the file COUNTS; a plan not kept or a bad exit is one failure more.
# A compiled program that does not speak TAP is one test: its exit status says.
use strict;
use warnings;
use TAP::Parser;

my ($counts, @programs) = @ARGV;
my $bad = 0;
open(my $out, '>>', $counts) or die "$counts: $!\n";
for my $program (@programs)
{
	my @command = $program =~ /\.pl$/ ? ($^X, $program) : ($program);
	my $parser = TAP::Parser->new({ exec => [ 'timeout', '300', @command ], merge => 1 });
	my ($trouble, @shown, @said);
	while (my $line = $parser->next)
	{
		push @said, $line->as_string;
		$trouble = 1 if $line->is_test && !$line->is_ok;
		push @shown, $line->as_string
		  if ($line->is_test && !$line->is_ok) || $line->is_bailout
		  || (($line->is_comment || $line->is_unknown) && ($trouble || !$line->is_comment));
		push @shown, $line->as_string if $line->is_plan && $line->directive;
	}
	my ($passed, $failed) = (scalar $parser->passed, scalar $parser->failed);
	my @problems = $parser->parse_errors;
	if (!$parser->tests_run && !$parser->plan && $program !~ /\.pl$/)
	{
		($passed, $failed, @problems) = $parser->exit ? (0, 1) : (1, 0);
		@shown = $parser->exit ? @said : ();
	}
	elsif (!$failed && ($parser->has_problems || $parser->exit)) { $failed++ }
	push @problems, 'exit status ' . $parser->exit if $parser->exit;
	(my $name = $program) =~ s{.*/}{};
	printf "   %-32s %4d passed%s\n", $name, $passed, $failed ? ", $failed failed" : '';
	print map { "      $_\n" } @shown, @problems if $failed || @shown;
	print $out "$passed $failed\n";
	$bad ||= $failed;
}
close($out) or die "$counts: $!\n";
exit($bad ? 1 : 0);
