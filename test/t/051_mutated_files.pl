# Files with their bytes mangled, end to end: whatever is in a file, an import gives findings or one of the documented errors,
# loads whole or not at all, counts every row once, tells nobody's number, changes nothing when the file comes again, and keeps no memory.
# The same files each time: CAASPP_SEED=N gives others, CAASPP_FILES=N how many.

use strict;
use warnings;
use File::Temp 'tempdir';
use FindBin '$Bin';
use MIME::Base64 'encode_base64';
use Test::More;

my $data = "$Bin/../data/import";
my $database = 'caaspp_mutated';
my $seed = $ENV{CAASPP_SEED} // 2019;
my $files = $ENV{CAASPP_FILES} // 200;
my $work = tempdir(CLEANUP => 1);
srand($seed);

sub content
{
	my ($path) = @_;
	open(my $in, '<:raw', $path) or die "$path: $!\n";
	local $/;
	return <$in> // '';
}

sub any { return $_[int rand @_] }

# What files get from cables, spreadsheets and people.
my @dirt = ("\0", '"', '""', "'", '="', ',', '^', "\t", ';', "\r", "\n", "\r\n", "\xEF\xBB\xBF", "\xC2\xA0", "\xE2\x80\x8B", "\xF1", "\xFF", '1.86161E+13', '#N/A', '43691',
	'8/14/19', '2020-02-30', '-', 'N/A', 'x' x 70000, ',' x 2100, '9' x 40, '%s%n', "';--", "\\", '$$', 'SENR', 'SSID', '800000050', "\x1A", '');

sub mutate
{
	my ($bytes, @others) = @_;
	for (1 .. 1 + int rand 5)
	{
		my $at = int rand(1 + length $bytes);
		my $n = int rand 40;
		my $kind = int rand 11;
		if ($kind == 0) { substr($bytes, $at, 1) = chr int rand 256 if $at < length $bytes }
		elsif ($kind == 1) { substr($bytes, $at, $n > length($bytes) - $at ? length($bytes) - $at : $n) = '' }
		elsif ($kind == 2) { substr($bytes, $at, 0) = substr($bytes, $at, $n) }
		elsif ($kind == 3) { $bytes = substr($bytes, 0, $at) }
		elsif ($kind == 4) { my @lines = split /(?<=\n)/, $bytes; @lines[0, -1] = @lines[-1, 0] if @lines > 1; $bytes = join '', @lines }
		elsif ($kind == 5) { my $other = any(@others); $bytes .= substr($other, int rand length $other) }
		elsif ($kind == 6) { my @lines = split /(?<=\n)/, $bytes; splice @lines, int rand(1 + @lines), 0, any(@lines) if @lines; $bytes = join '', @lines }
		elsif ($kind == 7) { my @lines = split /(?<=\n)/, $bytes; splice @lines, int rand(1 + @lines), 0, any("Total,12\n", "Page 2 of 3\n", "\nSSID,code,source\n", grep { defined } (split /(?<=\n)/, any(@others))[0, 1]); $bytes = join '', @lines }
		elsif ($kind == 8 && $n < 8) { $bytes = any('', "\xFF\xFE") . pack 'v*', unpack 'C*', $bytes if length $bytes < 100_000 }
		else { substr($bytes, $at, 0) = any(@dirt) }
	}
	return $bytes;
}

mkdir "$work/messy";
is(system($^X, "$data/messy/messy.pl", 'write', "$work/messy"), 0, 'the messy files are written');
my @originals = map { content($_) } sort(glob "$work/messy/*.txt"), sort grep { -s $_ < 20000 } glob "$data/*.csv $data/*.txt";
cmp_ok(scalar @originals, '>', 30, 'files to mangle');
open(my $out, '>', "$work/files") or die "$work/files: $!\n";
for my $n (1 .. $files)
{
	my $bytes = mutate(any(@originals), @originals);
	print $out join("\t", $n, any('SIS', 'SPED', '\N'), any('2019-20', '\N'), encode_base64($bytes, '')), "\n";
}
close($out) or die "$work/files: $!\n";

open(my $script, '>', "$work/script.sql") or die "$work/script.sql: $!\n";
print $script <<'SQL';
\set ON_ERROR_STOP on
SET client_min_messages = error;
CREATE EXTENSION caaspp;
CALL caaspp.deploy();
SET search_path = public, caaspp;
SET caaspp.as_of = '2020-03-02';
CREATE TABLE public.mangled (n integer PRIMARY KEY, source text, school_year text, content text);
CREATE TABLE public.outcome (n integer, step text, what text);
\copy public.mangled FROM pstdin

-- Rows of all tables that files fill, and of what follows from them.
CREATE FUNCTION public.fingerprint() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	t text;
	part text;
	whole text := '';
BEGIN
	FOR t IN SELECT DISTINCT split_part(f, ':', 1) FROM caaspp.layouts, unnest(facts || 'assignments'::text) AS f ORDER BY 1 LOOP
		EXECUTE format('SELECT format(''%%s %%s '', count(*), sum(hashtext(t::text)::bigint)) FROM caaspp.%I t', t) INTO part;
		whole := whole || part;
	END LOOP;
	RETURN whole;
END $$;

CREATE PROCEDURE public.say(n integer, step text, what text) LANGUAGE sql AS $$ INSERT INTO public.outcome VALUES (n, step, what) $$;

CREATE FUNCTION public.try_file(m public.mangled) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	bytes CONSTANT bytea := decode(m.content, 'base64');
	year CONSTANT caaspp.school_year := m.school_year;
	before CONSTANT text := public.fingerprint();
	batches CONSTANT bigint := (SELECT count(*) FROM caaspp.import_batches);
	findings text[];
	after text;
	r record;
BEGIN
	BEGIN
		SELECT array_agg(format('%s %s %s', f.line, f.column_number, f.rule) ORDER BY f.line, f.column_number, f.rule) INTO findings
		FROM caaspp.check_file(bytes, source => m.source, school_year => year) f;
	EXCEPTION WHEN OTHERS THEN
		findings := ARRAY[SQLSTATE];
	END;
	IF public.fingerprint() <> before OR (SELECT count(*) FROM caaspp.import_batches) <> batches THEN
		CALL public.say(m.n, 'fault', 'check_file wrote something');
	END IF;
	BEGIN
		SELECT * INTO r FROM caaspp.import(bytes, source => m.source, school_year => year, all_or_nothing => true);
		IF r.rows_loaded = 0 AND public.fingerprint() <> before THEN
			CALL public.say(m.n, 'fault', 'all or nothing loaded something');
		END IF;
		RAISE 'back' USING ERRCODE = 'ZZZZZ';
	EXCEPTION WHEN OTHERS THEN
		IF SQLSTATE <> 'ZZZZZ' AND findings[1] IS DISTINCT FROM SQLSTATE THEN
			CALL public.say(m.n, 'fault', 'all or nothing alone failed: ' || SQLSTATE);
		END IF;
	END;
	BEGIN
		SELECT * INTO r FROM caaspp.import(bytes, source => m.source, school_year => year);
	EXCEPTION WHEN OTHERS THEN
		CALL public.say(m.n, CASE WHEN SQLSTATE ~ '^(22P04|22023|22|23)' THEN 'refused' ELSE 'fault' END, SQLSTATE || ' ' || SQLERRM);
		IF public.fingerprint() <> before OR (SELECT count(*) FROM caaspp.import_batches) <> batches THEN
			CALL public.say(m.n, 'fault', 'an error left something');
		END IF;
		RETURN;
	END;
	CALL public.say(m.n, 'loaded', r.layout);
	after := public.fingerprint();
	IF r.rows_read <> r.rows_loaded + r.rows_unchanged + r.rows_refused OR r.rows_refused > r.rows_read OR r.rows_unchanged < 0 THEN
		CALL public.say(m.n, 'fault', format('%s rows are not %s and %s and %s', r.rows_read, r.rows_loaded, r.rows_unchanged, r.rows_refused));
	END IF;
	IF (after <> before) <> (r.rows_loaded > 0) THEN
		CALL public.say(m.n, 'fault', format('%s rows loaded, and the tables are %s', r.rows_loaded, CASE WHEN after = before THEN 'as before' ELSE 'others' END));
	END IF;
	IF findings IS DISTINCT FROM (SELECT array_agg(format('%s %s %s', f.line, f.column_number, f.rule) ORDER BY f.line, f.column_number, f.rule)
								  FROM caaspp.import_findings f WHERE f.batch_id = r.batch_id) THEN
		CALL public.say(m.n, 'fault', 'check_file found other things');
	END IF;
	INSERT INTO public.outcome SELECT m.n, 'fault', 'told: ' || message FROM caaspp.import_findings WHERE batch_id = r.batch_id AND message ~ '\d{8}';
	INSERT INTO public.outcome SELECT DISTINCT m.n, 'fault', 'unexplained: ' || f.rule FROM caaspp.import_findings f
	WHERE batch_id = r.batch_id AND NOT EXISTS (SELECT FROM caaspp.finding_rules x WHERE x.rule = f.rule)
		AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conname = f.rule);
	SELECT * INTO r FROM caaspp.import(bytes, source => m.source, school_year => year);
	IF r.rows_loaded > 0 OR public.fingerprint() <> after THEN
		CALL public.say(m.n, 'fault', format('the same again loaded %s rows', r.rows_loaded));
	END IF;
END $$;

DO $$
DECLARE
	m public.mangled;
BEGIN
	FOR m IN SELECT * FROM public.mangled ORDER BY n LOOP
		PERFORM public.try_file(m);
		IF m.n = 40 OR m.n = (SELECT max(x.n) FROM public.mangled x) THEN
			INSERT INTO public.outcome SELECT m.n, 'memory', (sum(total_bytes) / 1024)::bigint FROM pg_backend_memory_contexts;
		END IF;
		COMMIT;
	END LOOP;
END $$;
\pset format unaligned
\pset tuples_only on
SELECT step, n, what FROM public.outcome ORDER BY n, step;
SQL
close($script) or die "$work/script.sql: $!\n";

system("dropdb --if-exists $database 2>/dev/null; createdb $database");
my @lines = split /\n/, `psql -Xq -F '	' -d $database -f $work/script.sql <$work/files 2>$work/errors`;
is($?, 0, "$files mangled files, seed $seed, in one session") or diag content("$work/errors");
my %step;
push @{$step{$_->[0]}}, $_ for map { [split /\t/, $_, 3] } @lines;
is(join("\n", map { "file $_->[1]: $_->[2]" } @{$step{fault} // []}), '', 'no fault');
cmp_ok(scalar @{$step{loaded} // []}, '>', $files / 4, 'many are loaded');
cmp_ok(scalar @{$step{refused} // []}, '>', $files / 20, 'and some refused as a whole');
my %layout = map { $_->[2] => 1 } @{$step{loaded} // []};
cmp_ok(scalar keys %layout, '>', 12, 'of many layouts') or diag join ' ', sort keys %layout;
my ($early, $late) = map { $_->[2] } @{$step{memory} // []};
cmp_ok($late // 1e9, '<', ($early // 0) + 4096, 'the session keeps no memory of them, in kB');

system("dropdb --if-exists $database");
done_testing();
