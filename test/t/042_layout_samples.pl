# Every layout has a sample file in its own dialect, which is recognized and loads whole.

use strict;
use warnings;
use File::Basename 'basename';
use FindBin '$Bin';
use Test::More;

my $database = 'caaspp_samples';
my $import = "$Bin/../data/import";
my $sample = $ENV{CAASPP_SAMPLE} // "$Bin/../data/sample";

# By the beginning of the name; what has no rows of its own in import/ is in the sample district.
my @layouts = (
	[ qr/^calpads_senr/, 'calpads_enrollment' ], [ qr/^calpads_sinf/, 'calpads_students' ], [ qr/^calpads_sprg/, 'calpads_programs' ],
	[ qr/^calpads_sela/, 'calpads_elas' ], [ qr/^calpads_ssids_2019/, 'calpads_ssids_2019' ], [ qr/^calpads_ssids/, 'calpads_ssids' ],
	[ qr/^score_/, 'score_file' ], [ qr/^entities/, 'entities' ], [ qr/^(?:settings_template|sis_settings)/, 'settings_sheet' ],
	[ qr/^toms_settings_report/, 'toms_settings' ], [ qr/^supports_|^support_settings/, 'support_settings' ], [ qr/^([a-z_]+)\./, undef ]);
my %refused = ('calpads_senr_upload.txt' => 1, 'calpads_senr_changes.txt' => 2);    # on purpose: their test is calpads_transactions

sub sql
{
	my ($text, @options) = @_;
	open(my $answer, '-|', 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $database, @options, '-c', $text) or die "psql: $!\n";
	local $/;
	return (<$answer> // '') =~ s/\n\z//r;
}

system("dropdb --if-exists $database 2>/dev/null; createdb $database");
is(system(qq(psql -Xq -v ON_ERROR_STOP=1 -d $database -c 'CREATE EXTENSION caaspp' -c 'CALL caaspp.deploy()' 2>/dev/null)), 0, 'a database');

my %seen;
for my $path ((sort grep { basename($_) !~ /^messy_/ } glob "$import/*"), map { "$sample/$_" } qw(exemptions.csv exemption_requests.csv testing_windows.csv toms_assignments.csv science_history.csv support_plans.csv support_requests.csv incidents.csv incident_students.csv test_sessions.csv))
{
	my $name = basename($path);
	my ($expected) = map { $name =~ $_->[0] ? $_->[1] // $1 : () } @layouts or next;
	open(my $file, '<:raw', $path) or die "$path: $!\n";
	my $bytes = do { local $/; unpack 'H*', <$file> };
	my $named = $expected eq 'science_history' ? "'$expected'" : 'NULL';
	my $said = sql("SET client_min_messages = error; SELECT layout, rows_read > 0, rows_refused FROM caaspp.import(decode('$bytes', 'hex'), $named, 'SIS', dry_run => true)");
	is($said, "$expected|t|" . ($refused{$name} // 0), $name);
	$seen{$expected} = 1;
}
ok($seen{$_}, "a sample of $_") for split /\n/, sql('SELECT layout FROM caaspp.layouts WHERE builtin ORDER BY 1');

system("dropdb $database");
done_testing();
