# The documentation against the product: every public object is in docs/, links resolve, what is taken from the
# database says what the database says, and every output shown is what comes out on the sample district.
#
#   <!-- columns caaspp.x -->, <!-- codes TYPE -->, <!-- functions a b district/x.sql -->, <!-- layouts a b -->, <!-- finding_rules all -->   up to <!-- end --> is taken from
#   the database
#   <!-- output -->   the fence below it is printed by the SQL above it
#
# CAASPP_WRITE=1 writes both into the files instead. Each SQL is run as of 9 March 2020 and rolled back.

use strict;
use warnings;
use File::Temp;
use FindBin '$Bin';
use Test::More;

my $root = "$Bin/../..";
my $database = 'caaspp_docs';
my @pages = ('README.md', 'CHANGELOG.md', map { s{^\Q$root\E/}{}r } glob "$root/docs/*.md");
my %text = map { $_ => slurp("$root/$_") } grep { -f "$root/$_" } @pages;

sub slurp
{
	my ($path) = @_;
	open(my $in, '<', $path) or die "$path: $!\n";
	local $/;
	return scalar <$in>;
}

sub run
{
	my ($sql, @options) = @_;
	my $script = File::Temp->new(SUFFIX => '.sql');
	print $script $sql;
	close($script) or die "$script: $!\n";
	my $answer = `psql -X -q -v SHOW_CONTEXT=never -d $database @options -f $script 2>&1`;
	$answer =~ s/^psql:\Q$script\E:\d+: //mg;
	return $answer;
}

sub query
{
	my ($sql) = @_;
	my $answer = run("SET search_path = public, caaspp; $sql", qw(-At -v ON_ERROR_STOP=1));
	die "$sql\n$answer" if $?;
	return $answer;
}

# What a statement prints.
sub shown
{
	my ($sql) = @_;
	my $answer = run("SET search_path = public, caaspp;\nSET caaspp.as_of = '2020-03-09';\n\\pset footer off\nBEGIN;\n$sql\nROLLBACK;\n");
	$answer =~ s/[ \t]+$//mg;
	$answer =~ s/\n*\z/\n/;
	return $answer;
}

# A table or view: its comment, and a line a column. What every table has (docs/roster.md) is left out.
sub columns
{
	my ($relation) = @_;
	return query("SELECT obj_description('$relation'::regclass, 'pg_class')") . "\n| column | type | meaning |\n|---|---|---|\n" . query(qq{
		SELECT format('| `%s` | %s%s | %s |', a.attname, format_type(a.atttypid, a.atttypmod),
			CASE WHEN i.indrelid IS NOT NULL THEN ', key' WHEN c.relkind = 'r' AND a.attnotnull THEN ', not null' ELSE '' END,
			replace(coalesce(col_description(a.attrelid, a.attnum), ''), '|', '\\|'))
		FROM pg_attribute a
			JOIN pg_class c ON c.oid = a.attrelid
			LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)
		WHERE a.attrelid = '$relation'::regclass AND a.attnum > 0 AND NOT a.attisdropped
			AND (c.relkind = 'v' OR a.attname NOT IN ('batch_id', 'recorded_at', 'builtin') OR i.indrelid IS NOT NULL)
		ORDER BY a.attnum});
}

sub codes
{
	my ($type) = @_;
	my $stage = $type eq 'attempt_status';
	return '| code | meaning |' . ($stage ? ' stage |' : '') . " also read |\n|---|---|" . ($stage ? '---|' : '') . "---|\n" . query(qq{
		SELECT format('| `%s` | %s |@{[ $stage ? " ' || stage(c.code::attempt_status) || ' |" : '' ]} %s |', c.code, c.title,
			coalesce((SELECT string_agg(format('`%s`', a), ', ' ORDER BY n)
					  FROM regexp_split_to_table(c.aliases, '[|]') WITH ORDINALITY s(a, n)), ''))
		FROM codes('$type') WITH ORDINALITY c(code, title, aliases, n) ORDER BY c.n});
}

# Functions by name; of a SQL file, those that it creates and no page names.
sub functions
{
	my @names = map { /\.sql$/ ? unnamed($_) : $_ } @_;
	return query(qq{
		SELECT format(E'- `%s%s(%s)`%s. %s  \\n  %s', CASE p.prokind WHEN 'p' THEN 'CALL ' ELSE '' END, 'caaspp.' || p.proname,
			replace(replace(replace(replace(pg_get_function_arguments(p.oid), 'timestamp with time zone', 'timestamptz'), '::text[]', ''), '::text', ''), 'DEFAULT NULL::school_year', 'DEFAULT NULL'),
			CASE WHEN p.prokind = 'p' OR pg_get_function_arguments(p.oid) ~ 'OUT ' THEN ''
				 ELSE format(' → `%s`', pg_get_function_result(p.oid)) END,
			upper(left(d.says, 1)) || substr(d.says, 2) || CASE WHEN d.says ~ '[.]\$' THEN '' ELSE '.' END,
			'*' || CASE WHEN p.prokind = 'p' THEN 'procedure' ELSE concat_ws(', ',
				CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
				CASE WHEN p.proisstrict AND p.pronargs > 0 THEN 'null gives null' END,
				CASE p.proparallel WHEN 's' THEN 'parallel safe' END) END || '*')
		FROM unnest(string_to_array('@names', ' ')) WITH ORDINALITY n(name, place)
			JOIN pg_proc p ON p.pronamespace = 'caaspp'::regnamespace AND p.proname = n.name AND p.prorettype <> 'trigger'::regtype
			CROSS JOIN LATERAL (SELECT obj_description(p.oid, 'pg_proc') AS says) d
		ORDER BY n.place, pg_get_function_identity_arguments(p.oid)});
}

sub unnamed
{
	my ($file) = @_;
	my %named = map { $_ => 1 } map { split ' ' } map { /<!-- functions (.+?) -->/g } values %text;
	my %seen;
	return grep { !$named{$_} && !$seen{$_}++ } slurp("$root/sql/$file") =~ /^CREATE (?:OR REPLACE )?FUNCTION caaspp\.(\w+)\(/mg;
}

# Layouts, in the order given: who makes the file, where it comes from, what it fills, and its columns.
sub layouts
{
	return join "\n", map { layout($_) } @_;
}

sub layout
{
	my ($layout) = @_;
	my $by_position = query("SELECT recognition = 'positions' FROM layouts WHERE layout = '$layout'") =~ /^t/;
	my $head = query(qq{
		SELECT format(E'### `%s`\n\n%s.\n\n', layout, title)
			|| format(E'- From: %s. %s.\n', made_by, upper(left(obtained, 1)) || substr(obtained, 2))
			|| format(E'- Written: %s.\n', dialect)
			|| format(E'- Known by: %s.\n', CASE recognition
				WHEN 'header' THEN 'its header, which may have other columns besides'
				WHEN 'whole header' THEN 'its header, when that has no other columns'
				WHEN 'name' THEN format('name only, `layout => ''%s''`: its header could be another''s', layout)
				WHEN 'positions' THEN CASE WHEN EXISTS (SELECT FROM layout_columns c WHERE c.layout = l.layout AND position = 1 AND type = 'choice')
					THEN 'the record type in the first cell' ELSE 'what stands in its cells' END
				ELSE coalesce('the words *' || title_row || '* in a row before the header', 'the codes in its cells') END)
			|| format(E'- Fills: %s.\n', (SELECT string_agg(DISTINCT format('`%s`', split_part(f, ':', 1)), ', ') FROM unnest(facts) f)
				|| coalesce(' (of ' || (SELECT string_agg(format('`%s`', f), ', ') FROM unnest(updates) f) || ' only rows that are there)', ''))
			|| coalesce(E'- Of several rows of one key counts the one with the latest `' || latest_by || E'`.\n', '')
			|| coalesce(E'- What it says of a ' || array_to_string(listed_by, ', ') || E' is all there is: what it does not list of it any more is deleted.\n', '')
			|| coalesce(E'- It is of the latest day in `' || dated_by || E'`.\n', '')
			|| coalesce(E'- Rows with `' || deletes_when || E'` take the row of that key away.\n', '')
			|| coalesce(E'- Rows with `' || replaces_when || E'` move it there from another last column of the key.\n', '')
			|| coalesce(E'- Rows of the schools of `' || reported_by || E'` take what it says, others only what is null there.\n', '')
			|| coalesce('- ' || notes || E'\n', '')
			|| format(E'- Source: %s.\n', citation)
		FROM layouts l WHERE layout = '$layout'});
	my $columns = query(qq{
		SELECT format('| %s`%s`%s | %s | %s | %s | %s |', @{[ $by_position ? "CASE WHEN position < 30 OR required THEN position || ' | ' ELSE ' | ' END" : "''" ]}, column_name,
			coalesce((SELECT string_agg(format('; `%s`', a), '' ORDER BY n) FROM unnest(aliases) WITH ORDINALITY x(a, n)), ''),
			CASE type WHEN 'cds_code' THEN 'CDS code' WHEN 'ssid' THEN 'SSID' WHEN 'boolean' THEN 'yes or no' WHEN 'integer' THEN 'number'
				WHEN 'timestamp' THEN 'date and time' WHEN 'digits' THEN split_part(detail, ' ', 1) || ' digits' WHEN 'until' THEN 'last day'
				WHEN 'year_of' THEN 'date' WHEN 'expiry' THEN 'day' WHEN 'since' THEN 'first day' WHEN 'code' THEN format('code of `%s`', detail) WHEN 'codes' THEN format('codes of `%s`', detail)
				WHEN 'choice' THEN CASE WHEN detail ~ '[*]' AND detail !~ '~' THEN 'words of a list'
					ELSE (SELECT string_agg(DISTINCT format('`%s`', split_part(d, '=', 1)), ', ') FROM regexp_split_to_table(detail, ' *; *') d WHERE split_part(d, '=', 1) <> '' AND d !~ '~') END
				ELSE replace(type, '_', ' ') END
				|| CASE WHEN type = 'integer' AND detail IS NOT NULL THEN format(', of `%s`', detail) ELSE '' END,
			CASE WHEN filled AND required THEN 'yes, filled' WHEN required THEN 'yes' WHEN filled THEN 'filled' ELSE '' END,
			(SELECT string_agg(format('`%s`', f), ', ' ORDER BY n) FROM (SELECT regexp_replace(f, ':[0-9]+', '') AS f, min(n) AS n
				FROM unnest(fills) WITH ORDINALITY x(f, n) GROUP BY 1) y),
			replace(description, '|', '\\|')
				|| CASE WHEN fallback = ':school_year' AND description !~ 'argument' THEN '; else the argument''s, else today''s' WHEN fallback = ':source' THEN '; else the argument''s'
					WHEN fallback LIKE ':source %' THEN format('; else the argument''s, else %s', split_part(fallback, ' ', 2)) ELSE '' END
				|| coalesce('; only where `' || applies_when || '`', ''))
		FROM layout_columns WHERE layout = '$layout' ORDER BY position, column_name COLLATE "C"});
	my @heads = (($by_position ? 'cell' : ()), 'column', 'holds', 'required', 'fills', 'meaning');
	return "$head| " . join(' | ', @heads) . " |\n" . '|---' x @heads . "|\n$columns";
}

# The rules of findings, a heading each.
sub finding_rules
{
	return query(q{
		SELECT string_agg(format(E'### %s\n\n*%s.* %s  \n**To do:** %s\n', rule, severity, meaning, remedy), E'\n' ORDER BY severity = 'error' DESC, severity = 'repaired' DESC, rule COLLATE "C")
		FROM finding_rules WHERE builtin});
}

my %taken = (columns => \&columns, codes => \&codes, functions => \&functions, layouts => \&layouts, finding_rules => \&finding_rules);

system("dropdb --if-exists $database 2>/dev/null; createdb $database");
is(system("psql -Xq -v ON_ERROR_STOP=1 -d $database -v files=$ENV{CAASPP_SAMPLE}/ -f $root/demo/load.sql >/dev/null"), 0, 'the sample district loads');
query('ANALYZE');

for my $page (sort keys %text)
{
	my $before = $text{$page};
	$text{$page} =~ s{(<!-- (columns|codes|functions|layouts|finding_rules) ([\w.\/ -]+?) -->\n).*?(?=<!-- end -->)}{$1 . "\n" . $taken{$2}->(split ' ', $3) . "\n"}gse;
	$text{$page} =~ s{(```sql\n)((?:(?!```).)*)(```\n<!-- output -->\n```\n).*?(?=```)}{$1 . $2 . $3 . shown($2)}gse;
	if ($ENV{CAASPP_WRITE} && $text{$page} ne $before)
	{
		open(my $out, '>', "$root/$page") or die "$page: $!\n";
		print $out $text{$page};
		close($out) or die "$page: $!\n";
		$before = $text{$page};
	}
	my @was = split /\n/, $before;
	my @is = split /\n/, $text{$page};
	my ($line) = grep { ($was[$_] // '') ne ($is[$_] // '') } 0 .. ($#was > $#is ? $#was : $#is);
	ok(!defined $line, "$page says what the database says")
	  or diag 'line ' . ($line + 1) . ":\n  " . ($was[$line] // '') . "\nshould be\n  " . ($is[$line] // '') . "\nCAASPP_WRITE=1 perl $0 writes it";

	for my $link ($before =~ /\]\(([^)\s]+)\)/g)
	{
		next if $link =~ /^[a-z]+:/;
		my ($path, $anchor) = split /#/, $link;
		my $target = $path eq '' ? $page : $page =~ m{^docs/} ? "docs/$path" : $path;
		1 while $target =~ s{[^/]+/\.\./}{};
		my @headings = map { lc s/[^\w\s-]//gr =~ s/\s/-/gr } ($text{$target} // '') =~ /^#+ (.+)$/mg;
		ok(-e "$root/$target" && (!defined $anchor || grep({ $_ eq $anchor } @headings)), "$page: $link");
	}
}

# Public: what no operator, operator class, cast, type, aggregate or trigger brings along.
my @public = split /\n/, query(q{
	SELECT DISTINCT p.proname || '(' FROM pg_proc p
	WHERE p.pronamespace = 'caaspp'::regnamespace AND p.prorettype <> 'trigger'::regtype
		AND p.oid NOT IN (SELECT oprcode FROM pg_operator UNION ALL SELECT amproc FROM pg_amproc UNION ALL SELECT aggtransfn FROM pg_aggregate)
		AND NOT EXISTS (SELECT FROM pg_type t WHERE p.oid IN (t.typinput, t.typoutput, t.typreceive, t.typsend))
	UNION ALL
	SELECT relname FROM pg_class WHERE relnamespace = 'caaspp'::regnamespace AND relkind IN ('r', 'v') AND relname !~ '_history$'
	UNION ALL
	SELECT typname FROM pg_type t WHERE typnamespace = 'caaspp'::regnamespace AND typtype = 'b' AND typcategory <> 'A'
	ORDER BY 1});
cmp_ok(scalar @public, '>', 80, 'the public objects were listed');
my %told = map { $_ => 1 } map { split ' ' } map { /<!-- layouts (.+?) -->/g } values %text;
ok($told{$_}, "docs have the layout $_") for split /\n/, query('SELECT layout FROM layouts WHERE builtin ORDER BY 1');
my $docs = join '', map { $text{$_} } grep { m{^docs/} } keys %text;
ok($docs =~ /`[^`\n]*\b\Q$_\E/, "docs tell of $_") for @public;

# Every SQLSTATE that SQL raises by name is in the catalogue of errors; those of C are compared by hand.
my %sqlstate = (object_not_in_prerequisite_state => '55000', check_violation => '23514', no_data_found => 'P0002', insufficient_privilege => '42501',
	object_in_use => '55006', feature_not_supported => '0A000', invalid_parameter_value => '22023', undefined_column => '42703');
my %raised = map { $_ => 1 } map { slurp($_) =~ /ERRCODE = '(\w+)'/g } glob "$root/sql/extension/functions/*.sql $root/sql/district/*.sql";
for my $name (sort keys %raised)
{
	my $state = $sqlstate{$name} // $name;
	like($text{'docs/errors.md'} // '', qr/`\Q$state\E`/, "docs/errors.md tells of $name");
}

system("dropdb $database");
done_testing();
