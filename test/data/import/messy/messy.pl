# The files of messy.txt, with all their dirt, and what importing them must find.
#
#   perl messy.pl files      a line a file: name, layout, source, school year, rows loaded, unchanged, refused, its bytes in base64
#   perl messy.pl findings   a line a finding: name, line, column, rule, severity
#   perl messy.pl write DIR  each file as DIR/NAME.txt

use strict;
use warnings;
use FindBin '$Bin';
use MIME::Base64 'encode_base64';

my ($what, $folder) = @ARGV;
my %ends = (lf => "\n", crlf => "\r\n", cr => "\r");
my (@files, $file, $at);

sub bytes
{
	my ($text) = @_;
	$text =~ s/\\(x[0-9A-F]{2}|[0nrt\\])/
		my $c = $1; $c eq '0' ? "\0" : $c eq 'n' ? "\n" : $c eq 'r' ? "\r" : $c eq 't' ? "\t" : $c eq '\\' ? '\\' : chr hex substr $c, 1/gex;
	$text =~ s/\{(\d+)\*(.)\}/$2 x $1/ge;
	return $text;
}

# As an editor counts.
sub breaks { return scalar(() = $_[0] =~ /\r\n|\r|\n/g) }

open(my $in, '<:raw', "$Bin/messy.txt") or die "messy.txt: $!\n";
while (my $text = <$in>)
{
	chomp $text;
	if ($text =~ /^= (\S+) *(.*)$/)
	{
		my ($name, $given) = ($1, $2);
		$file = {name => $name, layout => '', source => '', year => '', loaded => 0, unchanged => 0, refused => 0, end => 'lf', bytes => '', findings => [], $given =~ /(\w+)=(\S+)/g};
		$at = 1;
		push @files, $file;
	}
	elsif ($text =~ /^! +(.*)$/)
	{
		push @{$file->{findings}}, map { [$file->{last}, split /:/, $_] } split /, */, $1;
	}
	elsif ($text =~ /^([>+]) ?(.*)$/)
	{
		my ($row, $open) = (bytes($2), $1 eq '+');
		$file->{last} = $at;
		$at += breaks($row) + !$open;
		$file->{bytes} .= $row . ($open ? '' : $ends{$file->{end}});
	}
	elsif ($text ne '' && $text !~ /^#/)
	{
		die "messy.txt:$.: what is this?\n";
	}
}

for my $f (@files)
{
	if ($what eq 'files')
	{
		print join("\t", @$f{qw(name layout source year loaded unchanged refused)}, encode_base64($f->{bytes}, '')), "\n";
	}
	elsif ($what eq 'findings')
	{
		print join("\t", $f->{name}, @$_), "\n" for @{$f->{findings}};
	}
	else
	{
		open(my $out, '>:raw', "$folder/$f->{name}.txt") or die "$folder/$f->{name}.txt: $!\n";
		print $out $f->{bytes};
		close($out) or die "$folder/$f->{name}.txt: $!\n";
	}
}
