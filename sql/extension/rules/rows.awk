# rows.awk: the rows of a state rule table, written by hand in TABLE.psv, as INSERT statements.
#
#	awk -f rows.awk -v table=TABLE TABLE.psv
#	awk -f rows.awk FILE.psv ...		files that name their tables
#
# A line is a row, its cells parted by '|' ('\|' is the character itself); blanks around a cell do
# not count, an empty cell is NULL. The first line names the columns. '#' begins a comment line.
#
#	@name = words       a name for words that recur; '@name' in a later line stands for them
#	[column = value]    a column without a cell: the value for the lines that follow
#	[table = name]      rows of that table follow, with a first line of their own
#	column*             in the header: the cell is a list, one row for each of its words
#	word>=2019-20       in a list: no earlier than that year (first_year is raised to it)
#
# Of several files the first one's words hold for all, the others' for themselves.
# Every row gets builtin = true. A line that does not fit stops the build.

function fail(message,    text)
{
	text = FILENAME ":" FNR ": " message
	print "\n" text             # no SQL: nobody installs half a table
	print text | "cat 1>&2"
	failed = 1
	exit 1
}

function trim(s)
{
	sub(/^[ \t\r]+/, "", s)
	sub(/[ \t\r]+$/, "", s)
	return s
}

function expand(s,    out, name)
{
	out = ""
	while (match(s, /@[A-Za-z][A-Za-z0-9_]*/))
	{
		name = substr(s, RSTART + 1, RLENGTH - 1)
		if (!(name in words))
			fail("@" name " is not defined")
		out = out substr(s, 1, RSTART - 1) words[name]
		s = substr(s, RSTART + RLENGTH)
	}
	return out s
}

function quote(s)
{
	if (s == "")
		return "NULL"
	gsub(/'/, "''", s)
	return "'" s "'"
}

# One row for each word of the first list column at or after column i.
function emit(i,    n, k, list, from, cell, first)
{
	for (; i <= ncolumns && !(i in is_list); i++)
		;
	if (i > ncolumns)
	{
		write()
		return
	}

	cell = cells[i]
	first = first_year ? cells[first_year] : ""
	n = split(cell, list, /[ \t]+/)
	if (n == 0 || cell == "")
		fail("column " columns[i] " lists nothing")
	for (k = 1; k <= n; k++)
	{
		cells[i] = list[k]
		from = index(list[k], ">=")
		if (from)
		{
			cells[i] = substr(list[k], 1, from - 1)
			if (!first_year)
				fail("a year without a column first_year")
			if (substr(list[k], from + 2) > first)
				cells[first_year] = substr(list[k], from + 2)
		}
		if (!from || !last_year || cells[last_year] == "" || cells[first_year] <= cells[last_year])
			emit(i + 1)
		if (first_year)
			cells[first_year] = first
	}
	cells[i] = cell
}

function write(    i, row)
{
	if (nrows % 200 == 0)
		printf "%sINSERT INTO caaspp.%s (%s, %sbuiltin) VALUES\n", nrows ? ";\n\n" : "\n", table, column_names, set_names
	else
		printf ",\n"
	nrows++
	row = "\t("
	for (i = 1; i <= ncolumns; i++)
		row = row quote(cells[i]) ", "
	for (i = 1; i <= nset; i++)
		row = row quote(set_value[i]) ", "
	printf "%strue)", row
}

# What was said of one table says nothing of the next.
function start_table(name)
{
	if (nrows)
		print ";"
	table = name
	nrows = ncolumns = nset = first_year = last_year = 0
	column_names = set_names = ""
	split("", is_list)
	split("", set_place)
}

FNR == 1 {
	nfiles++
	for (name in own)
		delete words[name]
	split("", own)
}

/^[ \t\r]*(#.*)?$/ { next }

/^@[A-Za-z][A-Za-z0-9_]*[ \t]*=/ {
	at = index($0, "=")
	name = trim(substr($0, 2, at - 2))
	if (name in words)
		fail("@" name " is defined twice")
	words[name] = trim(expand(substr($0, at + 1)))
	if (nfiles > 1)
		own[name] = 1
	next
}

/^\[table *= *[a-z_]+\][ \t\r]*$/ {
	start_table(trim(substr($0, index($0, "=") + 1, index($0, "]") - index($0, "=") - 1)))
	next
}

/^\[[a-z_]+ *=.*\][ \t\r]*$/ {
	at = index($0, "=")
	name = trim(substr($0, 2, at - 2))
	if (!(name in set_place))
	{
		if (nrows)
			fail("[" name "] must be set before the first row")
		set_place[name] = ++nset
		set_names = set_names name ", "
	}
	value = trim(substr($0, at + 1))
	set_value[set_place[name]] = trim(expand(substr(value, 1, length(value) - 1)))
	next
}

{
	line = $0
	gsub(/\\[|]/, "\001", line)
	n = split(line, cells, /[|]/)
	for (i = 1; i <= n; i++)
	{
		gsub(/\001/, "|", cells[i])
		cells[i] = trim(expand(cells[i]))
	}
}

ncolumns == 0 {
	ncolumns = n
	for (i = 1; i <= n; i++)
	{
		columns[i] = cells[i]
		if (sub(/[*]$/, "", columns[i]))
			is_list[i] = 1
		if (columns[i] !~ /^[a-z][a-z_]*$/)
			fail("\"" columns[i] "\" is not a column's name")
		if (columns[i] == "first_year")
			first_year = i
		if (columns[i] == "last_year")
			last_year = i
		column_names = column_names (i > 1 ? ", " : "") columns[i]
	}
	next
}

{
	if (n != ncolumns)
		fail(n " cells, but the header has " ncolumns)
	emit(1)
}

END {
	if (failed)
		exit 1
	if (table == "" || nrows == 0)
		fail(table == "" ? "no table named: -v table=NAME" : "no rows")
	print ";"
}
