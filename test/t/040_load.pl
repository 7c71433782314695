# caaspp-load, from the tree, on files of the sample district: what it prints, its exit status, and that it leaves nothing behind.

use strict;
use warnings;
use File::Copy 'copy';
use File::Temp 'tempdir';
use FindBin '$Bin';
use IO::Compress::Zip ();
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
my $page = content("$Bin/../../docs/caaspp-load.md");
my %told = map { $_ => 1 } $page =~ /`(--[a-z-]+)`/g;
is(join(' ', sort grep { !/no-progress/ } keys %told), join(' ', sort grep { !/no-progress/ } map { /^ +(?:-\w, +)?(--[a-z-]+)/ } split /\n/, $out), 'docs/caaspp-load.md has its options');
is(length($_) <= 131 ? '' : $_, '', 'its lines fit') for split /\n/, $out;

is(load('--dry-run', "$sample/entities.csv"), 0, 'a dry run');
is(summary(), 'entities.csv||entities|9|9|0|0', 'it counts');
like($out, qr/nothing was written/, 'and says so');
is(sql('SELECT count(*) FROM caaspp.organizations'), 0, 'and writes nothing');

is(load("$sample/entities.csv", "$sample/enrollment_2019-20.csv"), 1, 'two files, one with refused rows');
like(summary(), qr/^entities.csv\|\d+\|entities\|9\|9\|0\|0 enrollment_2019-20.csv\|\d+\|enrollment\|617\|613\|0\|4$/, 'the summary');
my ($listed) = $out =~ /\n\n(.*)/s;
like($listed, qr/^ enrollment_2019-20.csv +\| +22 \| grade +\| format +\| error +\| not a grade: "13"/m, 'the findings');
is(() = $listed =~ /\| error /g, 4, 'each');
like($err, qr/^caaspp-load: enrollment_2019-20.csv: enrollment, 617 rows in [\d.]+ s, 4 refused$/m, 'what it does is told');
is(sql('SELECT string_agg(file_name, q ORDER BY batch_id) FROM caaspp.import_batches, (VALUES ($$ $$)) v(q)'), 'entities.csv enrollment_2019-20.csv', 'the names are recorded');
is(sql('SELECT count(*) FROM pg_largeobject_metadata'), 0, 'no large object is left');

my %name = map { $_ => 1 } grep { length > 3 } map { (split /,/)[2, 3] } (split /\n/, content("$sample/enrollment_2019-20.csv"))[1 .. 400];
is(join(' ', grep { "$out$err" =~ /\b\Q$_\E\b/ } sort keys %name), '', 'nobody is named');

is(load('--findings', 1, '--all-or-nothing', "$sample/enrollment_2019-20.csv"), 1, 'one finding, all or nothing');
is(() = $out =~ /\| error /g, 1, 'one finding is shown');
like($out, qr/^4 more findings in caaspp.import_findings/m, 'and how many there are more, that the file came before among them');

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
is(load('--date', '2020-02-03', '-s', 'EL', write_file("$work/snapshot.csv", "SSID,Masking\n9900000053,TDS_Masking1\n")), 0, 'a day');
is(sql('SELECT source_date FROM caaspp.import_batches ORDER BY batch_id DESC LIMIT 1'), '2020-02-03', 'is recorded');
is(load('--date', '2020-02-01', '-s', 'EL', write_file("$work/snapshot2.csv", "SSID,Masking\n9900000053,\n")), 0, 'a file of an earlier day');
like($out, qr/older than known/, 'is told');
is(sql(q{SELECT count(*) FROM caaspp.support_settings WHERE source = 'EL'}), 1, 'and changes nothing');
is(load('--date', '2/3/2020', "$sample/entities.csv"), 2, 'no such day');
is(load('--date', '2020-02-31', "$sample/entities.csv"), 2, 'a day that is not in the calendar');
like($err, qr/2020-02-31/, 'is told');
is(load('-d', 'no_such_database', "$sample/entities.csv"), 2, 'no such database');
like($err, qr/database "no_such_database" does not exist/, 'is told');
is(load('-d', 'postgres', "$sample/entities.csv", "$sample/entities.csv"), 2, 'a database without caaspp');
is(() = $err =~ /loading/g, 1, 'is tried once');
like($err, qr/CREATE EXTENSION caaspp/, 'is told what to do');
is(load('-h', "$work/nowhere", "$sample/entities.csv"), 2, 'no connection');
like($err, qr/connection to server/, 'is told');
is(load(), 2, 'no file given');
is(load("$work/missing.csv", "$sample/entities.csv"), 2, 'a missing file');
is($out, '', 'is found before anything is loaded');
is(load('--nonsense', "$sample/entities.csv"), 2, 'no such option');
is(load(write_file("$work/old.xls", 'x')), 2, 'an old Excel file');

# Zip and xlsx.
sub zip_of
{
	my ($path, %members) = @_;
	my $zip;
	for my $name (sort keys %members)
	{
		if ($zip) { $zip->newStream(Name => $name) }
		else { $zip = IO::Compress::Zip->new($path, Name => $name) or die "$path: $IO::Compress::Zip::ZipError\n" }
		$zip->print($members{$name});
	}
	$zip->close;
	return $path;
}

# A workbook of sheets, each of rows of text.
sub workbook
{
	my ($path, @sheets) = @_;
	my $head = qq(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n);
	my $main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
	my $relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
	my $package = 'http://schemas.openxmlformats.org/package/2006';
	my %part = (
		'[Content_Types].xml' => qq($head<Types xmlns="$package/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>)
		  . join('', map { qq(<Override PartName="/xl/worksheets/sheet$_.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>) } 1 .. @sheets) . '</Types>',
		'_rels/.rels' => qq($head<Relationships xmlns="$package/relationships"><Relationship Id="rId1" Type="$relation/officeDocument" Target="xl/workbook.xml"/></Relationships>),
		'xl/workbook.xml' => qq($head<workbook xmlns="$main" xmlns:r="$relation"><sheets>)
		  . join('', map { qq(<sheet name="$sheets[$_ - 1][0]" sheetId="$_" r:id="rId$_"/>) } 1 .. @sheets) . '</sheets></workbook>',
		'xl/_rels/workbook.xml.rels' => qq($head<Relationships xmlns="$package/relationships">)
		  . join('', map { qq(<Relationship Id="rId$_" Type="$relation/worksheet" Target="worksheets/sheet$_.xml"/>) } 1 .. @sheets) . '</Relationships>');
	for my $n (1 .. @sheets)
	{
		my ($name, @rows) = @{ $sheets[$n - 1] };
		my $line = 0;
		$part{"xl/worksheets/sheet$n.xml"} = qq($head<worksheet xmlns="$main"><sheetData>)
		  . join('', map { my ($row, $column) = ($_, 0); $line++; "<row r=\"$line\">" . join('', map { my $cell = chr(65 + $column++) . $line; qq(<c r="$cell" t="inlineStr"><is><t>$_</t></is></c>) } @$row) . '</row>' } @rows)
		  . '</sheetData></worksheet>';
	}
	return zip_of($path, %part);
}

# Errors first, whichever file they are in.
my $rows = "school_year,ssid,school,entry_date,grade\n";
is(load('--dry-run', '--findings', '1', write_file("$work/warned.csv", $rows . "2018-19,9900000055,99100013000003,2018-08-15,10\n" x 2),
		write_file("$work/refused.csv", $rows . "2018-19,9900000055,99100013000003,2018-08-15,13\n")), 1, 'a warning in one file, an error in the next');
like($out, qr/^ refused.csv .*\| error .*\n1 more finding\.$/m, 'the error is shown first');

my $found = sub { my ($name) = @_; return grep { -x "$_/$name" } split /:/, $ENV{PATH} };
SKIP:
{
	skip 'neither unzip nor bsdtar is here', 12 unless $found->('unzip') || $found->('bsdtar');
	my $zip = zip_of("$work/both.zip", map { ($_ => content("$sample/$_")) } 'enrollment_2018-19.csv', 'entities.csv');
	is(load($zip), 0, 'a zip');
	like(summary(), qr{^both.zip/enrollment_2018-19.csv\|\d+\|enrollment\|113\|113\|0\|0 both.zip/entities.csv\|\d+\|entities\|9\|0\|9\|0$}, 'each of its files');
	is(load(zip_of("$work/mixed.zip", 'a/read me.txt' => "nothing here\n", 'a/enrollment.dat' => content("$sample/enrollment_2019-20.csv"), '__MACOSX/x' => 'x')), 2, 'a zip with a file of no layout');
	like(summary(), qr{^mixed.zip/a/enrollment.dat\|\d+\|enrollment\|617\|0\|613\|4 mixed.zip/a/read me.txt\|\|not loaded}, 'the others are loaded');
	# The state's zip has the score file twice.
	my $score = content("$Bin/../data/import/score_2018-19.csv");
	my $fixed = join '', map { sprintf("%-1200s\r\n", $_) } '018000000441Lee, Jo', '028000000441', '068000000442';
	is(load(zip_of("$work/score.zip", 'CA_score.csv' => $score, 'CA_score.dat' => $fixed)), 0, 'a zip with both forms of a score file');
	like(summary(), qr{^score.zip/CA_score.csv\|\d+\|score_file(?:\|\d+){4}$}, 'the delimited one is loaded');
	like($err, qr{^caaspp-load: score.zip/CA_score.dat: passed over, the fixed-width form of score.zip/CA_score.csv$}m, 'the other one is passed over');
	is(load(zip_of("$work/fixed.zip", 'CA_score.dat' => $fixed)), 2, 'the fixed-width form alone');
	is(load(write_file("$work/score.dat", $fixed)), 2, 'is not loaded');
	like($err, qr/^caaspp-load: score.dat: columns of a fixed width are not read; load the delimited form, for a score file the .csv of the same zip$/m, 'but told what to load');
	is(load(write_file("$work/torn.zip", "PK\003\004 torn")), 2, 'a torn zip');
	like($err, qr/torn.zip: (?:unzip|bsdtar) cannot unpack it/, 'is told');
}
SKIP:
{
	skip 'xlsx2csv is not here', 15 unless $found->('xlsx2csv');
	my @settings = ([ 'Student SSID', 'Abacus', 'Masking' ], [ '9900000053', 'NEA_Abacus', 'TDS_Masking1' ]);
	my $book = workbook("$work/book.xlsx", [ 'Read me', ['Instructions'], ['Fill in the sheet Data.'] ],
		[ 'Windows', [qw(school starts_on ends_on)], [qw(99100016000011 2020-02-24 2020-05-29)] ], [ 'Data', @settings ]);
	is(load('-s', 'SIS', '-y', '2019-20', $book), 0, 'a workbook');
	like(summary(), qr{^book.xlsx/Data\|\d+\|settings_sheet\|1\|1\|0\|0 book.xlsx/Windows\|\d+\|testing_windows\|1\|1\|0\|0$}, 'every sheet of a known layout');
	like($err, qr{book.xlsx/Read me: passed over, of no known layout}, 'the others are named');
	is(load('-s', 'SIS', '-y', '2019-20', workbook("$work/single.xlsx", [ 'Sheet1', @settings ])), 0, 'a workbook of one sheet');
	like(summary(), qr{^single.xlsx\|\d+\|settings_sheet\|1\|0\|1\|0$}, 'has no more name than the file');
	is(load('-y', '2019-20', workbook("$work/report.xlsx", [ 'Report', ['CAASPP LEA-Level Student Test Settings Report'], [ 'SSID', 'Name', "Aba\ncus", 'Masking', 'Notes' ],
		[ '9900000053', 'Lee, &quot;Jo&quot;', '', 'TDS_Masking1' ], [ '9900000054', 'Vu' ], [], [ '9900000055', "Ray,\nAl", 'NEA_Abacus' ] ])), 0,
		'a workbook that stores no empty cells at the end of a row');
	like(summary(), qr{^report.xlsx\|\d+\|toms_settings\|3\|[0-3]\|[0-3]\|0$}, 'has rows as long as its header');
	# Rows of a sheet are counted as it counts them, whatever line breaks its cells have.
	my @pupils = ([ "SSID\n(10 digits)", "School\nCDS", "Entry\r\nDate", 'Grade', 'School Year', 'Notes' ],
		[ '9900000056', '99100013000003', '2019-08-15', '10', '2019-20', "came\nlate" ], [ '9900000057', '99100013000003', '2019-08-15', '13', '2019-20' ], [],
		[ '9900000056', '99100013000003', '2019-08-15', '11', '2019-20' ]);
	is(load('--dry-run', workbook("$work/breaks.xlsx", [ 'Sheet1', @pupils ])), 1, 'a workbook with line breaks');
	like($out, qr/^ file +\| row \| column .*^ breaks.xlsx \| +3 \| grade +\| format +\| error /ms, 'its findings tell the row');
	like($out, qr/^ breaks.xlsx \| +2 \| +\| repeated key +\| warning +\| the same comes again on row 5,/m, 'also what they say of others');
	is(sql('SELECT count(*) FROM caaspp.import_batches WHERE file_name = $$breaks.xlsx$$'), 0, 'dry');
	is(load('--dry-run', "$work/breaks.xlsx", "$work/refused.csv"), 1, 'beside a file of lines');
	like($out, qr/^ file +\| line or row \| column .*^ refused.csv +\| +2 \| grade /ms, 'which has lines');
	is(load(workbook("$work/none.xlsx", [ 'A', ['apples'] ], [ 'B', ['pears'] ])), 2, 'a workbook without data');
	is(() = $err =~ /no known layout/g, 2, 'each sheet says so');
}

# How far it is, while it waits for somebody.
{
	my $holder = fork() // die "fork: $!\n";
	if (!$holder)
	{
		open(STDOUT, '>', '/dev/null');
		open(STDERR, '>', '/dev/null');
		exec('psql', '-Xq', '-d', $database, '-c', 'BEGIN', '-c', 'LOCK TABLE caaspp.organizations IN EXCLUSIVE MODE', '-c', 'SELECT pg_sleep(60)');
	}
	for (1 .. 100) { last if sql(q{SELECT count(*) FROM pg_locks WHERE mode = 'ExclusiveLock' AND relation = 'caaspp.organizations'::regclass}) > 0; select(undef, undef, undef, 0.1) }
	my $pid = start('-d', $database, '--progress', "$sample/entities.csv");
	for (1 .. 100) { last if content("$work/err") =~ /% read/; select(undef, undef, undef, 0.1) }
	like(content("$work/err"), qr/^caaspp-load: 100 % read, 9 rows, loading them$/m, 'progress');
	sql(q{SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'caaspp-load%'});
	waitpid($pid, 0);
	is($? >> 8, 2, 'cancelled by another session');
	like(content("$work/err"), qr/canceling statement due to user request/, 'is told');
	sql(q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(60)%'});
	waitpid($holder, 0);
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
	chmod 0755, write_file("$work/bin/xlsx2csv", "#!/bin/sh\n/bin/mkdir \"\$5\" && /bin/cat '$sample/entities.csv' >\"\$5/Sheet1.csv\"\n");
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
