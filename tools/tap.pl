# Runs tests that speak TAP, as many at a time as there are processors, and shows what went wrong: perl tools/tap.pl PROGRAM...
# The last line says how many passed and failed; a plan not kept or a bad exit is one failure more.
# A compiled program that does not speak TAP is one test: its exit status says.
use strict;
use warnings;
use File::Basename 'basename';
use TAP::Harness;

my ($all_passed, $all_failed, %said) = (0, 0);

# What of a program's output says why it failed, or that it skipped. What stands indented belongs to a subtest.
sub telling
{
	my ($failed, @lines) = @_;
	my ($trouble, @telling);
	for my $line (@lines)
	{
		my $text = $line->as_string;
		$trouble ||= $line->is_test && !$line->is_ok;
		push @telling, $text
		  if $line->is_test && !$line->is_ok || $line->is_bailout || $line->is_plan && $line->directive
		  || $line->is_comment && $trouble
		  || $line->is_unknown && ($text =~ /^\s/ ? $failed && $text !~ /^\s+(?:ok \d|1\.\.)/ : $text ne '');
	}
	return @telling;
}

sub report
{
	my ($program, $parser) = @_;
	my @lines = @{ delete $said{$parser} // [] };
	my ($passed, $failed) = (scalar $parser->passed, scalar $parser->failed);
	my @problems = $parser->parse_errors;
	my @shown;
	if ($program !~ /\.pl$/ && !$parser->tests_run && !$parser->plan)
	{
		($passed, $failed, @problems) = $parser->exit ? (0, 1) : (1, 0);
		@shown = $parser->exit ? map { $_->as_string } @lines : ();
	}
	else
	{
		$failed ||= $parser->has_problems || $parser->exit ? 1 : 0;
		@shown = telling($failed, @lines);
	}
	push @problems, 'exit status ' . $parser->exit if $parser->exit;
	printf "   %-32s %4d passed%s\n", basename($program), $passed, $failed ? ", $failed failed" : '';
	print map { "      $_\n" } @shown, @problems if $failed || @shown;
	$all_passed += $passed;
	$all_failed += $failed;
}

$| = 1;
chomp(my $processors = `nproc`);
my $harness = TAP::Harness->new({
	jobs      => $processors,
	merge     => 1,
	verbosity => -3,
	exec      => sub { my $program = $_[1]; return [ 'timeout', '900', $program =~ /\.pl$/ ? $^X : (), $program ] },
});
$harness->callback(made_parser => sub { my ($parser) = @_; $parser->callback(ALL => sub { push @{ $said{$parser} }, $_[0] }) });
$harness->callback(after_test => sub { my ($job, $parser) = @_; report($job->[0], $parser) });
$harness->runtests(@ARGV);
print "$all_passed passed, $all_failed failed\n";
exit($all_failed || !$all_passed ? 1 : 0);
