# The files under test/data/sample are what the generator writes, byte for byte.

use strict;
use warnings;
use File::Basename 'basename';
use File::Temp 'tempdir';
use FindBin '$Bin';
use Test::More;

sub content
{
	my ($file) = @_;
	local $/;
	open(my $in, '<:raw', $file) or return "cannot read $file";
	return scalar <$in>;
}

my $new = tempdir(CLEANUP => 1);
is(system($^X, "$Bin/../data/generate.pl", $new), 0, 'the generator runs');
my @new = map { basename($_) } sort glob "$new/*";
my @kept = map { basename($_) } sort glob "$Bin/../data/sample/*";
is_deeply(\@new, \@kept, 'it writes the files that are kept');
ok(content("$new/$_") eq content("$Bin/../data/sample/$_"), "$_ is the same") for @new;
done_testing();
