# caaspp-load, from the tree, on files of the sample district: what it prints, its exit status, and that it leaves nothing behind.

use strict;
use warnings;
use File::Copy 'copy';
use File::Temp 'tempdir';
use FindBin '$Bin';
use Test::More;

my $program = "$Bin/../../bin/caaspp-load";
my $sample = $ENV{CAASPP_SAMPLE} // "$Bin/../data/sample";
my $database = 'caaspp_load';
my $work = tempdir(CLEANUP => 1);
my ($status, $out, $err);
mkdir $ENV{TMPDIR} = "$work/tmp";

sub content
{
	my ($path) = @_;
	open(my $in, '<:raw', $path) or die "$path: $!\n";
	local $/;
	return <$in> // '';
}

sub write_file
{
	my ($path, $text) = @_;
	open(my $file, '>:raw', $path) or die "$path: $!\n";
	print $file $text;
	close($file) or die "$path: $!\n";
	return $path;
}

sub start
{
	my (@arguments) = @_;
	my $pid = fork() // die "fork: $!\n";
	return $pid if $pid;
	open(STDOUT, '>', "$work/out") && open(STDERR, '>', "$work/err") && exec($^X, $program, @arguments);
	die "$program: $!\n";
}

sub load
{
	my $pid = start('-d', $database, @_);
	waitpid($pid, 0);
	($status, $out, $err) = ($? & 127 ? "signal $?" : $? >> 8, content("$work/out"), content("$work/err"));
	return $status;
}

sub sql
{
	my ($text) = @_;
	open(my $answer, '-|', 'psql', '-XAtq', '-d', $database, '-c', $text) or die "psql: $!\n";
	local $/;
	return (<$answer> // '') =~ s/\n\z//r;
}

sub summary { return join ' ', map { join '|', split /\s*\|\s*/, s/^ | +$//gr } grep { /\|/ && !/^ file/ } split /\n/, (split /\n\n/, $out)[0] }

system("dropdb --if-exists $database 2>/dev/null; createdb $database");
is(system(qq(psql -Xq -v ON_ERROR_STOP=1 -d $database -c 'CREATE EXTENSION caaspp' -c 'CALL caaspp.deploy()' 2>/dev/null)), 0, 'a database');

is(load('--help'), 0, '--help');
like($out, qr/^Usage: caaspp-load .*^Exit status: 0 /ms, 'the page');
is(length($_) <= 131 ? '' : $_, '', 'its lines fit') for split /\n/, $out;

is(load('--dry-run', "$sample/entities.csv"), 0, 'a dry run');
is(summary(), 'entities.csv||entities|9|9|0|0', 'it counts');
like($out, qr/nothing was written/, 'and says so');
is(sql('SELECT count(*) FROM caaspp.organizations'), 0, 'and writes nothing');

is(load("$sample/entities.csv", "$sample/enrollment_2019-20.csv"), 1, 'two files, one with refused rows');
like(summary(), qr/^entities.csv\|\d+\|entities\|9\|9\|0\|0 enrollment_2019-20.csv\|\d+\|enrollment\|616\|612\|0\|4$/, 'the summary');
my ($listed) = $out =~ /\n\n(.*)/s;
like($listed, qr/^ enrollment_2019-20.csv +\| +22 \| grade +\| format +\| error +\| not a grade: "13"/m, 'the findings');
is(() = $listed =~ /\| error /g, 4, 'each');
like($err, qr/^caaspp-load: enrollment_2019-20.csv: enrollment, 616 rows in [\d.]+ s, 4 refused$/m, 'what it does is told');
is(sql('SELECT string_agg(file_name, q ORDER BY batch_id) FROM caaspp.import_batches, (VALUES ($$ $$)) v(q)'), 'entities.csv enrollment_2019-20.csv', 'the names are recorded');
is(sql('SELECT count(*) FROM pg_largeobject_metadata'), 0, 'no large object is left');

my %name = map { $_ => 1 } grep { length > 3 } map { (split /,/)[2, 3] } (split /\n/, content("$sample/enrollment_2019-20.csv"))[1 .. 400];
is(join(' ', grep { "$out$err" =~ /\b\Q$_\E\b/ } sort keys %name), '', 'nobody is named');

is(load('--findings', 1, '--all-or-nothing', "$sample/enrollment_2019-20.csv"), 1, 'one finding, all or nothing');
is(() = $out =~ /\| error /g, 1, 'one finding is shown');
like($out, qr/^4 more findings in caaspp.import_findings/m, 'and how many there are more');

# Names of files.
my $odd = qq($work/it's a "file" :name \\n \$(x) [1].csv);
copy("$sample/entities.csv", $odd) or die "$odd: $!\n";
is(load($odd), 0, 'a name with blanks and quotes');
is(sql('SELECT file_name FROM caaspp.import_batches ORDER BY batch_id DESC LIMIT 1'), $odd =~ s{.*/}{}r, 'is recorded as it is');

# What cannot be loaded does not keep the rest from being loaded.
my $unknown = write_file("$work/unknown.csv", "a,b\n1,2\n");
is(load($unknown, "$sample/entities.csv"), 2, 'an unknown layout');
like($err, qr/^caaspp-load: unknown.csv: ERROR:  the file's header is of no known layout\nDETAIL: /m, 'is told');
like(summary(), qr/^unknown.csv\|\|not loaded.* entities.csv\|\d+\|entities\|9\|0\|9\|0$/, 'and the next file is loaded');
is(load('-l', 'nonsense', "$sample/entities.csv"), 2, 'no such layout');
is(load('-y', 'nonsense', "$sample/entities.csv"), 2, 'no such year');
is(load('-s', 'nonsense', "$sample/supports_sis.csv"), 2, 'no such source');
is(load('-s', 'SIS', '-l', 'support_settings', '-y', '2019-20', "$sample/supports_sis.csv"), 0, 'layout, source and year');
is(load('-h', "$work/nowhere", "$sample/entities.csv"), 2, 'no connection');
like($err, qr/connection to server/, 'is told');
is(load(), 2, 'no file given');
is(load("$work/missing.csv", "$sample/entities.csv"), 2, 'a missing file');
is($out, '', 'is found before anything is loaded');
is(load('--nonsense', "$sample/entities.csv"), 2, 'no such option');
is(load(write_file("$work/old.xls", 'x')), 2, 'an old Excel file');

# Zip and xlsx.
SKIP:
{
	my $found = sub { my ($name) = @_; return grep { -x "$_/$name" } split /:/, $ENV{PATH} };
	my $zip = "$work/both.zip";
	my $packed = $found->('zip') ? system("cd '$sample' && zip -q '$zip' enrollment_2018-19.csv entities.csv")
	  : $found->('bsdtar') ? system("cd '$sample' && bsdtar -c --format zip -f '$zip' enrollment_2018-19.csv entities.csv") : 1;
	skip 'here is nothing to make a zip with', 2 if $packed || !($found->('unzip') || $found->('bsdtar'));
	is(load($zip), 0, 'a zip');
	like(summary(), qr{^both.zip/enrollment_2018-19.csv\|\d+\|enrollment\|113\|113\|0\|0 both.zip/entities.csv\|\d+\|entities\|9\|0\|9\|0$}, 'each of its files');
}

mkdir "$work/bin";
{
	local $ENV{PATH} = "$work/bin";
	chmod 0755, write_file("$work/bin/psql", "#!/bin/sh\nexec /bin/sleep 60\n");
	for (['zip', 'unzip or libarchive-tools'], [ 'xlsx', 'xlsx2csv' ])
	{
		my ($kind, $package) = @$_;
		is(load(write_file("$work/some.$kind", 'PK')), 2, "$kind without its program");
		like($err, qr/please install the package $package/, 'names the package');
	}
	chmod 0755, write_file("$work/bin/xlsx2csv", "#!/bin/sh\n/bin/cat '$sample/entities.csv' >\"\$4\"\n");
	write_file("$work/err", '');
	my $pid = start("$work/some.xlsx");
	for (1 .. 100) { last if content("$work/err") =~ /loading/; select(undef, undef, undef, 0.1) }
	like(join(' ', glob "$ENV{TMPDIR}/*"), qr/caaspp-load/, 'there are temporary files');
	kill 'INT', $pid;
	waitpid($pid, 0);
	is($? >> 8, 130, 'interrupted');
}
is(join(' ', glob "$ENV{TMPDIR}/*"), '', 'no temporary file is left');

system("dropdb $database");
done_testing();
