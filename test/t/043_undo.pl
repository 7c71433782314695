# Random files of several kinds about the same few students, imported one after the other and undone in random order: an undoing
# either refuses and changes nothing, or the rest stands; once all are undone, the district is as it was. CAASPP_SEED repeats a run.

use strict;
use warnings;
use Test::More;

my $seed = $ENV{CAASPP_SEED} // 1;
srand($seed);
my $database = 'caaspp_undo';
my $rounds = 3;
my $batches = 14;

sub sql
{
	my ($text) = @_;
	open(my $answer, '-|', 'psql', '-XAtq', '-v', 'SHOW_CONTEXT=never', '-v', 'ON_ERROR_STOP=1', '-d', $database, '-c', 'SET client_min_messages = warning',
		'-c', 'SET search_path = public, caaspp', '-c', "SET caaspp.as_of = '2020-03-10'", '-c', $text) or die "psql: $!\n";
	local $/;
	my $said = <$answer> // '';
	close($answer) or die "$text\n";
	return $said =~ s/\n\z//r;
}

sub pick { return $_[ int rand @_ ] }
sub some { my ($n, @of) = @_; my %taken; $taken{ pick(@of) } = 1 for 1 .. $n; return sort keys %taken }

my @ssids = map { 8000800000 + $_ } 1 .. 6;
my @schools = ('99100016000011', '99100016000029');
my @codes = ('TDS_Masking1', 'NEDS_SS', 'NEA_Abacus', 'TDS_SLM1');

# A file: its text, and the arguments after it.
my @kinds = (
	sub {
		return join("\n", 'school_year,ssid,school,entry_date,grade,special_education,section_504,exit_date,exit_reason,last_name',
			map { join ',', '2019-20', $_, pick(@schools), pick('2019-08-14', '2020-01-06'), pick(4, 5, 5, 11), pick('Y', 'N', ''), pick('Y', 'N'), pick([ '', '' ], [ '', '' ], [ '2020-02-01', 'T160' ])->@*, pick(qw(Ash Birch Cedar)) } some(4, @ssids)) . "\n";
	},
	sub { return join("\n", 'ssid,last_name,first_name', map { join ',', $_, pick(qw(Ash Birch Cedar)), pick(qw(Al Bo Cy)) } some(3, @ssids)) . "\n" },
	sub {
		return join("\n", 'SSID,Test Name,Opportunity,Status,Date Started,Date Completed', map { my $ssid = $_; map { join ',', $ssid, $_, 1, pick([ 'Not Started', '', '' ], [ 'paused', '2/20/2020', '' ], [ 'completed', '2/20/2020', '2/21/2020' ])->@* } some(2, 'ELA CAT', 'ELA PT', 'CAST') } some(3, @ssids)) . "\n";
	},
	sub { return join("\n", 'ssid,part,status,started_on', map { join ',', $_, pick('ELA-CAT', 'MATH-CAT'), pick('started', 'paused'), pick('2020-02-18', '2020-03-02') } some(3, @ssids)) . "\n" },
	sub { return join("\n", 'Student Test Settings Report', 'SSID,A,B', map { join ',', $_, pick('', @codes), pick('', @codes) } some(4, @ssids)) . "\n" },
	sub { return (join("\n", 'ssid,code', map { join ',', $_, pick(@codes) } some(3, @ssids)) . "\n", "source => 'SPED'") },
	sub { return join("\n", 'Student Test Assignment Report', 'SSID,ELA,Math', map { join ',', $_, pick('', 'SB ELA', 'CAA ELA'), pick('', 'SB Math') } some(4, @ssids)) . "\n" },
	sub { return join("\n", 'SSID,Content Area,Condition Code,Date Entered', map { join ',', $_, pick('ELA', 'Math'), pick('PGE', 'NTE', 'NT'), '2/3/2020' } some(2, @ssids)) . "\n" },
);

# Everything but when it was recorded, and what is kept of the past.
my $state = q{SELECT md5(string_agg(relation || content, E'\n' ORDER BY relation || content)) FROM state()};

system("dropdb --if-exists $database 2>/dev/null; createdb $database");
sql('CREATE EXTENSION caaspp');
sql('CALL caaspp.deploy()');
sql(<<'SQL');
CREATE FUNCTION state() RETURNS TABLE (relation text, content text) LANGUAGE plpgsql AS $$
DECLARE
	r record;
BEGIN
	FOR r IN SELECT c.relname FROM pg_class c
			 WHERE c.relnamespace = 'caaspp'::regnamespace AND c.relkind IN ('r', 'v') AND (c.relname !~ '_history$' OR c.relname = 'science_history')
				AND c.relname NOT IN ('import_batches', 'import_findings', 'explained_findings', 'alerts', 'open_alerts', 'sites')		-- a site stays
				AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') LOOP
		RETURN QUERY EXECUTE format('SELECT %L::text, (to_jsonb(t) - ''recorded_at'')::text FROM caaspp.%I t', r.relname, r.relname);
	END LOOP;
END
$$;
CREATE FUNCTION undone(batch bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM undo_batch(batch);
	RETURN 'undone';
EXCEPTION WHEN object_in_use THEN
	RETURN 'refused';
END
$$
SQL

for my $round (1 .. $rounds)
{
	my @states = (sql($state));
	my @ids;
	for (1 .. $batches)
	{
		my ($text, @arguments) = pick(@kinds)->();
		my $id = sql("SELECT batch_id FROM import(convert_to('$text', 'UTF8'), " . join(', ', "school_year => '2019-20'", @arguments) . ')');
		like($id, qr/^\d+$/, "round $round: imported") or diag($text);
		push @ids, $id;
		push @states, sql($state);
	}

	# Some out of order, but in the last round; what was refused changed nothing.
	my ($undone, $refused, $changed) = (0, 0, 0);
	for my $id ($round < $rounds ? map { pick(@ids) } 1 .. 6 : ())
	{
		my $before = sql($state);
		my $answer = sql("SELECT undone($id) FROM import_batches WHERE batch_id = $id AND undone_at IS NULL");
		$undone += $answer eq 'undone';
		$refused += $answer eq 'refused';
		$changed += $answer eq 'refused' && sql($state) ne $before;
	}
	is($changed, 0, "round $round: refusals change nothing ($undone undone, $refused refused)");
	my $in_order = !$undone;
	for my $n (reverse 0 .. $#ids)
	{
		my $answer = sql("SELECT undone($ids[$n]) FROM import_batches WHERE batch_id = $ids[$n] AND undone_at IS NULL");
		isnt($answer, 'refused', "round $round: batch $n can be undone after the later ones");
		is(sql($state), $states[$n], "round $round: the state before batch $n") if $in_order;
	}
	is(sql($state), $states[0], "round $round: the district is as it was") or diag("CAASPP_SEED=$seed");
	# What stays is what the next round begins with.
	sql("SELECT import(convert_to('" . (pick(@kinds[ 0, 0, 4 ])->())[0] . "', 'UTF8'), school_year => '2019-20')") if $round < $rounds;
}
system("dropdb $database");
done_testing();
