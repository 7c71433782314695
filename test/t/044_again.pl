# Files of a district of 25,000 students, one after another before autovacuum saw the tables: imported, again with other bytes
# and a later day, and an older one; then every view, and everything undone. The limit only ends what would not: where each row
# is compared with each, these take minutes.

use v5.36;
use Test::More;

my $database = 'caaspp_again';
my $students = 25000;

sub sql ($text)
{
	open(my $out, '-|', 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $database, '-c', 'SET search_path = pg_catalog, caaspp',
		'-c', "SET caaspp.as_of = '2020-03-20'", '-c', q{SET statement_timeout = '60s'}, '-c', 'SET client_min_messages = warning', '-c', $text)
	  or die "psql: $!\n";
	chomp(my @lines = <$out>);
	return close($out) ? join("\n", @lines) : "failed: $text";
}

# Of each file: head, the rows of student n whose number is s, every which student has nothing (0: none), rows of a student.
my %files = (
	plan_and_manage => [ q{SSID,Test Name,Opportunity,Status,Date Started\n},
		q{s || ',Grade 5 ELA CAT,1,paused,3/2/2020' || E'\n' || s || ',Grade 5 ELA PT,1,Not Started,'}, 0, 2 ],
	toms_assignment_report => [ q{Student Test Assignment Report 3/9/2020\nSSID,ELA,Math\n}, q{s || CASE WHEN n % 9 = 0 THEN ',,' ELSE ',SB ELA,SB Math' END}, 9, 1 ],
	toms_settings => [ q{Student Test Settings Report 3/9/2020\nSSID,Masking,Abacus\n}, q{s || CASE WHEN n % 9 = 0 THEN ',,' ELSE ',TDS_Masking1,NEA_Abacus' END}, 0, 1 ],
	condition_codes => [ q{SSID,Content Area,Condition Code,Date Entered\n}, q{s || ',MATH,' || CASE WHEN n % 5 = 0 THEN 'NT' ELSE 'PGE' END || ',3/9/2020'}, 5, 1 ],
	attempts => [ q{ssid,part,status,started_on\n}, q{s || ',CAST,started,2020-03-02'}, 0, 1 ],
	calpads_programs => [ '', q{'SPRG-R^^^9910001^60000' || lpad((n % 50)::text, 2, '0') || '^2019-2020^' || s || '^^^^^^144^1^20180820^^^^^^290^^^^^'}, 0, 1 ],
	calpads_elas => [ '', q{'SELA^^L4^9910001^60000' || lpad((n % 50)::text, 2, '0') || '^2019-2020^' || s || '^A^B^20100511^F^P1^EL^20180815^01^^'}, 0, 1 ],
	support_settings => [ q{ssid,code,source\n}, q{s || ',TDS_Masking1,SPED'}, 0, 1 ],
);
my @order = qw(plan_and_manage toms_assignment_report toms_settings condition_codes attempts calpads_programs calpads_elas support_settings);

# loaded, unchanged and refused rows
sub import_of ($layout, $day, $end)
{
	my ($head, $row) = @{ $files{$layout} };
	return sql("SELECT layout || ': ' || rows_loaded || ' ' || rows_unchanged || ' ' || rows_refused
		FROM (SELECT E'$head' || string_agg($row, E'\\n') AS text FROM (SELECT n, 8100000000 + n AS s FROM generate_series(1, $students) n) r) f,
			import(convert_to(f.text || E'$end', 'UTF8'), source_date => '$day')");
}

system("dropdb --if-exists $database 2>/dev/null; createdb $database") == 0 or die "createdb\n";
sql($_) for 'CREATE EXTENSION caaspp', 'CALL caaspp.deploy()';
is(sql("INSERT INTO enrollments (school_year, ssid, school, entry_date, grade)
	SELECT '2019-20', (8100000000 + n)::text::ssid, ('991000160000' || lpad((n % 50)::text, 2, '0'))::cds_code, '2019-08-14', '5' FROM generate_series(1, $students) n"), '', 'enrolled');
for my $layout (@order)
{
	my (undef, undef, $idle, $lines) = @{ $files{$layout} };
	my $rows = $students * $lines;
	my $new = $students - ($idle ? int($students / $idle) : 0);
	is(import_of($layout, '2020-03-09', '\n'), "$layout: $new " . ($rows - $new) . ' 0', "$layout is loaded");
	is(import_of($layout, '2020-03-10', '\n\n'), "$layout: 0 $rows 0", "$layout: again, nothing changes");
	is(import_of($layout, '2020-03-08', '\n\n\n'), "$layout: 0 $rows 0", "$layout: nor by an older one");
}
for my $view (split /\n/, sql("SELECT relname FROM pg_class WHERE relnamespace = 'caaspp'::regnamespace AND relkind = 'v' ORDER BY relname"))
{
	like(sql("SELECT count(*) FROM (SELECT * FROM $view OFFSET 0) v"), qr/^\d+$/, "$view answers");
}
for my $batch (split /\n/, sql('SELECT batch_id FROM import_batches ORDER BY batch_id DESC'))
{
	unlike(sql("SELECT string_agg(table_name || ' ' || removed || ' ' || restored, ', ') FROM undo_batch($batch)"), qr/failed/, "import $batch is undone");
}
is(sql('SELECT (SELECT count(*) FROM attempts) + (SELECT count(*) FROM support_settings) + (SELECT count(*) FROM exemptions) + (SELECT count(*) FROM toms_assignments)
	+ (SELECT count(*) FROM enrollments WHERE special_education IS NOT NULL OR elas IS NOT NULL)'), '0', 'and nothing of it is left');
system("dropdb $database");
done_testing();
