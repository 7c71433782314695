# The documentation against the product: every public object is in docs/, links resolve, what is taken from the
# database says what the database says, and every output shown is what comes out on the sample district.
#
#   <!-- columns caaspp.x -->, <!-- codes TYPE -->, <!-- functions a b district/x.sql -->   up to <!-- end --> is taken from the database
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

my %taken = (columns => \&columns, codes => \&codes, functions => \&functions);

system("dropdb --if-exists $database 2>/dev/null; createdb $database");
is(system("psql -Xq -v ON_ERROR_STOP=1 -d $database -v files=$ENV{CAASPP_SAMPLE}/ -f $root/demo/load.sql >/dev/null"), 0, 'the sample district loads');
query('ANALYZE');

for my $page (sort keys %text)
{
	my $before = $text{$page};
	$text{$page} =~ s{(<!-- (columns|codes|functions) ([\w.\/ -]+?) -->\n).*?(?=<!-- end -->)}{$1 . "\n" . $taken{$2}->(split ' ', $3) . "\n"}gse;
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
my $docs = join '', map { $text{$_} } grep { m{^docs/} } keys %text;
ok($docs =~ /`[^`\n]*\b\Q$_\E/, "docs tell of $_") for @public;

# Every SQLSTATE that SQL raises by name is in the catalogue of errors; those of C are compared by hand.
my %sqlstate = (object_not_in_prerequisite_state => '55000', check_violation => '23514', invalid_parameter_value => '22023', no_data_found => 'P0002', insufficient_privilege => '42501');
my %raised = map { $_ => 1 } map { slurp($_) =~ /ERRCODE = '(\w+)'/g } glob "$root/sql/extension/functions/*.sql $root/sql/district/*.sql";
for my $name (sort keys %raised)
{
	my $state = $sqlstate{$name} // $name;
	like($text{'docs/errors.md'} // '', qr/`\Q$state\E`/, "docs/errors.md tells of $name");
}

system("dropdb $database");
done_testing();
