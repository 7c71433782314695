# Every problem that the support audit can name, taken from the text of its views and functions: it is in the sample district, in the
# comment of the column, and in docs with what to do about it. And none is told of that cannot be.

use v5.36;
use FindBin '$Bin';
use Test::More;

my $database = 'caaspp_problems';

sub lines_of ($sql) {
	my @rows = `psql -XqAt -v ON_ERROR_STOP=1 -d $database -c "SET search_path = public, caaspp" -c "SET caaspp.as_of = '2020-03-09'" -c "$sql"`;
	die "$sql\n" if $?;
	chomp @rows;
	return @rows;
}

sub text_of ($page) {
	open(my $in, '<', "$Bin/../../docs/$page") or die "$page: $!\n";
	local $/;
	return scalar <$in>;
}

# Words that a text can say: literals of two words and more that are not compared with, and neither begin nor end with a blank as parts of sentences do.
sub words_of ($text) {
	my %words = map { $_ => 1 } $text =~ /(?<![=>] )'([A-Za-z][A-Za-z0-9]*(?: [A-Za-z0-9]+)+)'/g;
	return sort keys %words;
}

sub bodies (@functions) {
	return join "\n", lines_of("SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.pronamespace = 'caaspp'::regnamespace
		AND p.proname = ANY (string_to_array('@functions', ' '))");
}

system("dropdb --if-exists $database 2>/dev/null; createdb $database");
is(system("psql -Xq -v ON_ERROR_STOP=1 -d $database -v files=$ENV{CAASPP_SAMPLE}/ -f $Bin/../../demo/load.sql >/dev/null"), 0, 'the sample district loads');

# View, its column, the page that tells of it, and what names the words beside the view itself.
for my $case (
	[ 'support_mismatches', 'problem', 'supports.md', 'support_problem' ],
	[ 'support_warnings', 'problem', 'support-follow-up.md', 'support_worries' ],
	[ 'support_gaps', 'problem', 'supports.md' ],
	[ 'support_changes', 'cause', 'support-follow-up.md', 'changed_supports' ],
  )
{
	my ($view, $column, $page, @functions) = @$case;
	my @kinds = words_of(join "\n", lines_of("SELECT pg_get_viewdef('$view'::regclass)"), @functions ? bodies(@functions) : ());
	my $section = text_of($page) =~ /^## `caaspp\.$view`\n(.*?)(?=^## |\z)/ms ? $1 : '';
	my ($comment) = lines_of("SELECT col_description('$view'::regclass, attnum) FROM pg_attribute WHERE attrelid = '$view'::regclass AND attname = '$column'");
	my %seen = map { $_ => 1 } lines_of("SELECT DISTINCT $column FROM $view");
	my %told = $section =~ /^\| `([^`|]+)` \| (?!(?:text|integer|date|boolean|numeric) \|)[^|]+ \| ([^|]+) \|$/mg;
	delete $told{$column};		# the head of the table
	cmp_ok(scalar @kinds, '>=', 3, "$view can say " . join(', ', @kinds));
	is(join(', ', grep { !$seen{$_} } @kinds), '', "$view: all of it is in the sample district");
	is(join(', ', grep { index($comment, $_) < 0 } @kinds), '', "$view: and in the comment of $column");
	is(join(', ', sort keys %told), join(', ', sort @kinds, $column eq 'cause' ? 'other' : ()), "$view: and in $page with what to do, and nothing else");
}

system("dropdb $database");
done_testing();
