# The server's own drivers, and each of their tests as one: expected output (pg_regress), then what sessions do to each other (isolation tester).
# CAASPP_MAKE has make's arguments, a line each, as test/run gives them.

use strict;
use warnings;
use File::Temp 'tempdir';
use Test::More;

plan skip_all => 'test/run knows what to make' if !defined $ENV{CAASPP_MAKE};

# What a driver says of one test: up to PostgreSQL 15 in words, later in TAP.
sub verdict
{
	my ($line) = @_;
	return ($1, $2 eq 'ok') if $line =~ /^(?:test)? +(\S+) +\.\.\. (ok|FAILED)/;
	return ($2, !$1) if $line =~ /^(not )?ok +\d+ +(?:[-+] +)?(\S+)/;
	return;
}

sub content
{
	my ($file) = @_;
	local $/;
	open(my $in, '<', $file) or return '';
	return scalar <$in>;
}

sub drive
{
	my ($driver, $other) = @_;
	my $place = tempdir(CLEANUP => 1);
	open(my $said, '-|', 'timeout', '600', 'make', split(/\n/, $ENV{CAASPP_MAKE}), 'installcheck', "$other=", "EXTRA_REGRESS_OPTS=--outputdir=$place")
	  or die "make: $!\n";
	my @lines = <$said>;
	my $finished = close($said);
	my @verdicts = map { [ verdict($_) ] } @lines;
	my @failed = grep { @$_ && !$_->[1] } @verdicts;
	ok($_->[1], "$driver $_->[0]") for grep { @$_ } @verdicts;
	diag(content("$place/regression.diffs")) if @failed;
	ok($finished || @failed, "$driver ran to its end") or diag(@lines);
	return;
}

drive('regress', 'ISOLATION');
drive('isolation', 'REGRESS');
done_testing();
