# What pg_dump writes brings a district back whole: its rows, what it added to the tables, and the same answers.

use strict;
use warnings;
use FindBin '$Bin';
use Test::More;

my @database = map { "caaspp_dump_$_" } qw(from custom plain data);
my $role = 'caaspp_dump_reader';
my $dump = "$ENV{PGHOST}/caaspp_dump";

sub run_ok
{
	my ($what, $command) = @_;
	ok(system($command) == 0, $what);
}

sub sql
{
	my ($database, $text) = @_;
	open(my $out, '-|', 'psql', '-XAtq', '-v', 'SHOW_CONTEXT=never', '-v', 'ON_ERROR_STOP=1', '-d', $database, '-c', "SET search_path = public, caaspp; $text") or die "psql: $!\n";
	local $/;
	my $answer = <$out>;
	close $out;
	die "psql failed\n" if $?;
	return $answer;
}

sub fresh { my ($database) = @_; system("dropdb --if-exists $database 2>/dev/null"); run_ok("create $database", "createdb $database") }

# What each table or view holds, as the number of its rows and a digest of all their columns.
sub contents
{
	my ($database, $kinds) = @_;
	my %contents;
	for my $relation (split /\n/, sql($database, "SELECT relname FROM pg_class WHERE relnamespace = 'caaspp'::regnamespace AND relkind IN ($kinds)"))
	{
		$contents{$relation} = sql($database, "SET caaspp.as_of = '2020-03-09';
			SELECT count(*) || ' rows ' || coalesce(md5(string_agg(r::text, ' ' ORDER BY r::text)), '') FROM caaspp.$relation r");
	}
	return \%contents;
}

# What hangs on the tables: row security, policies, indexes, triggers, constraints, sequences, grants, comments.
sub attachments
{
	my ($database) = @_;
	return [ split /\n/, sql($database, q{
		SELECT c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.reloptions, c.relacl, obj_description(c.oid, 'pg_class'),
			EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') AS member
		FROM pg_class c WHERE c.relnamespace = 'caaspp'::regnamespace AND c.relkind IN ('r', 'v', 'i', 'S') ORDER BY c.relname;
		SELECT tablename, policyname, permissive, roles, cmd, qual, with_check FROM pg_policies WHERE schemaname = 'caaspp' ORDER BY 1, 2;
		SELECT indexdef FROM pg_indexes WHERE schemaname = 'caaspp' ORDER BY 1;
		SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
		WHERE c.relnamespace = 'caaspp'::regnamespace AND NOT t.tgisinternal ORDER BY 1;
		SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'caaspp'::regnamespace ORDER BY 1, 2;
		SELECT attrelid::regclass, attname, attacl, col_description(attrelid, attnum) FROM pg_attribute
		WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'caaspp'::regnamespace AND relkind IN ('r', 'v')) AND attnum > 0 ORDER BY attrelid::regclass::text, attnum;
		SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'caaspp' ORDER BY 1;
		SELECT proname, pg_get_function_identity_arguments(oid), proacl FROM pg_proc WHERE pronamespace = 'caaspp'::regnamespace ORDER BY 1, 2}) ];
}

my ($from, $custom, $plain, $data) = @database;
system("psql -Xq -d postgres -c 'DROP ROLE IF EXISTS $role; CREATE ROLE $role' 2>/dev/null");

fresh($from);
run_ok('load the sample district', "psql -Xq -v SHOW_CONTEXT=never -v ON_ERROR_STOP=1 -d $from -v files=$ENV{CAASPP_SAMPLE}/ -f $Bin/../../demo/load.sql >/dev/null");
sql($from, qq{
	CREATE TABLE public.own_log (part caaspp.test_part, at timestamptz DEFAULT now());
	CREATE FUNCTION public.own_trigger() RETURNS trigger LANGUAGE plpgsql AS
		'BEGIN INSERT INTO public.own_log (part) SELECT part FROM added; RETURN NULL; END';
	CREATE TRIGGER own_trigger AFTER INSERT ON caaspp.attempts REFERENCING NEW TABLE AS added
		FOR EACH STATEMENT EXECUTE FUNCTION public.own_trigger();
	CREATE INDEX own_index ON caaspp.students (last_name, first_name);
	CREATE POLICY own_policy ON caaspp.enrollments FOR SELECT TO $role USING (school = '99100011000001'::caaspp.cds_code);
	GRANT USAGE ON SCHEMA caaspp TO $role;
	GRANT SELECT ON caaspp.enrollments, caaspp.completion_rates TO $role;
	GRANT SELECT (code) ON caaspp.exemptions TO $role;
	INSERT INTO caaspp.supports (code, part, first_year, name, class, embedded, citation)
		VALUES ('OWN_Lamp', 'ELA-PT', '2019-20', 'Lamp', 'designated', false, 'the district itself');
	INSERT INTO caaspp.layouts (layout, title, facts, recognition, citation) VALUES ('own', 'Our windows', '{testing_windows}', 'header', 'the district itself');
	INSERT INTO caaspp.layout_columns (layout, position, column_name, type, required, filled, fallback, fills, description) VALUES
		('own', 1, 'Campus', 'cds_code', true, true, NULL, '{testing_windows.school}', 'school'), ('own', 2, 'Opens', 'date', true, true, NULL, '{testing_windows.starts_on}', 'from'),
		('own', 3, 'Closes', 'date', true, true, NULL, '{testing_windows.ends_on}', 'to'), ('own', 4, 'Year', 'school_year', false, false, ':school_year', '{testing_windows.school_year}', 'year'),
		('attempts', 101, 'Perm ID', 'ssid', false, false, NULL, '{attempts.ssid}', 'our name of it');
	COMMENT ON TABLE caaspp.attempts IS 'our words'});

my $tables = contents($from, "'r'");
my $views = contents($from, "'v'");
my $attached = attachments($from);
unlike($views->{$_}, qr/^0 /, "$_ has rows to compare") for qw(completion_rates part_completion_rates completion_summary
  student_progress expiring_tests expired_tests support_mismatches support_coverage participation_rates assignment_mismatches);
is(sql($from, q{SELECT count(*) FROM pg_class c WHERE c.relnamespace = 'caaspp'::regnamespace AND c.relkind = 'r'
	AND c.relname IN ('students', 'enrollments', 'assignments', 'attempts', 'exemptions') AND c.relrowsecurity}), "5\n", 'row security is on');

sub same_as_before
{
	my ($database) = @_;
	is_deeply(contents($database, "'r'"), $tables, "$database: every table holds the same rows");
	is_deeply(contents($database, "'v'"), $views, "$database: every view answers the same");
	is_deeply(attachments($database), $attached, "$database: row security, policies, indexes, triggers, grants and comments are the same");
	is(sql($database, q{SELECT layout, rows_read, rows_refused FROM import(E'Campus;Opens;Closes\\n9910001;2/3/2020;5/29/2020\\n', dry_run => true)
		UNION ALL SELECT layout, rows_read, rows_refused FROM import(E'Perm ID,part,status,started_on\\n9900000005,ELA-CAT,paused,2020-03-02\\n', dry_run => true)}),
		"own|1|0\nattempts|1|0\n", "$database: the district's own layout and name of a column are known");
	is(sql($database, "DELETE FROM enrollments WHERE ssid = '9900000001';
		SELECT count(*) FROM assignments WHERE ssid = '9900000001' AND parts_started = 0"), "0\n", "$database: the triggers live");
}

fresh($custom);
run_ok('pg_dump, custom format', "pg_dump -Fc -f $dump $from");
run_ok('pg_restore with two jobs', "pg_restore --exit-on-error -j 2 -d $custom $dump");
same_as_before($custom);

fresh($plain);
run_ok('pg_dump into psql', "pg_dump $from | psql -Xq -v ON_ERROR_STOP=1 -d $plain >/dev/null");
sql($plain, 'SET client_min_messages = warning; CALL caaspp.deploy()');
is(sql($plain, "SELECT obj_description('caaspp.students'::regclass) IS NOT NULL"), "t\n", 'deploy() once more changes nothing');
sql($plain, q{COMMENT ON TABLE caaspp.attempts IS 'our words'});
same_as_before($plain);

# Data alone goes into tables that have triggers: what they derive is in the dump already.
fresh($data);
sql($data, 'SET client_min_messages = warning; CREATE EXTENSION caaspp; CALL caaspp.deploy()');
run_ok('data only', "pg_dump --data-only --disable-triggers --exclude-table=public.own_log $from | psql -Xq -v ON_ERROR_STOP=1 -d $data >/dev/null");
is_deeply(contents($data, "'r'"), $tables, 'data only: every table holds the same rows');
is_deeply(contents($data, "'v'"), $views, 'data only: every view answers the same');

system("dropdb $_") for @database;
system("psql -Xq -d postgres -c 'DROP ROLE $role'");
done_testing();
