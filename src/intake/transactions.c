/*
 * transactions.c
 *		Rows of a file that do not add a fact: those that take one away, and
 *		those that replace one whatever the last column of its key was.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "intake/intake.h"

/* "left.key = right.key AND ..." of the first n columns; a right side without a name has the file's. */
static void
append_same_keys(StringInfo sql, const CaasppFact *keys, int n, const char *left, const char *right)
{
	for (int i = 0; i < n; i++)
	{
		const CaasppFactColumn *column = list_nth(keys->columns, i);

		appendStringInfo(sql, "%s%s.%s %s CAST(%s.c%d AS %s)", i > 0 ? " AND " : "", left, quote_identifier(column->name),
						 column->equals, right, i + 1, column->type);
	}
}

/* Whether the file takes rows of the fact away. */
bool
caaspp_takes_away(const CaasppImport *import, const CaasppFact *fact)
{
	return import->deleted != NULL && import->deleted->nrows > 0 && fact == linitial(import->facts);
}

/* Not those that the file takes away further down: they are neither written nor deleted, each time that it comes. */
void
caaspp_append_not_taken_away(StringInfo sql, const CaasppImport *import, const CaasppFact *fact, const char *rows)
{
	const CaasppFact *keys = import->deleted;

	appendStringInfo(sql, " AND NOT EXISTS (SELECT FROM %s d WHERE d.line OPERATOR(pg_catalog.>) %s.line", keys->relation, rows);
	if (import->refused.count > 0)
		appendStringInfoString(sql, " AND NOT EXISTS (SELECT FROM caaspp_refused x WHERE x.line OPERATOR(pg_catalog.=) d.line)");
	for (int i = 0; i < keys->nkeys; i++)
	{
		const CaasppFactColumn *column = list_nth(keys->columns, i);

		appendStringInfo(sql, " AND CAST(d.c%d AS %s) %s CAST(%s.c%d AS %s)", i + 1, column->type, column->equals, rows, i + 1, column->type);
	}
	appendStringInfoChar(sql, ')');
}

/* The lines from $2 to $3 that were not refused. */
static void
append_lines(StringInfo sql, const CaasppImport *import, const char *rows)
{
	caaspp_append_lines(sql, rows);
	if (import->refused.count > 0)
		appendStringInfo(sql, " AND NOT EXISTS (SELECT FROM caaspp_refused x WHERE x.line OPERATOR(pg_catalog.=) %s.line)", rows);
}

/*
 * A row that replaces another is of the latest there is under its key but for
 * the last column, unless it is there under its own: that one moves, with what
 * other files said of it, and is then loaded as any row.  One that is taken
 * away further down moves nothing: the next time it would be an older one.
 */
void
caaspp_move_keys(CaasppImport *import, int64 first_line, int64 last_line)
{
	const CaasppFact *keys = import->replaced;
	const CaasppFact *fact;
	const char *last;
	int			n;
	StringInfoData sql;

	if (keys == NULL || keys->nrows == 0)
		return;
	fact = linitial(import->facts);
	n = keys->nkeys - 1;
	last = quote_identifier(((CaasppFactColumn *) list_nth(keys->columns, n))->name);
	initStringInfo(&sql);
	appendStringInfoString(&sql, "WITH given AS (SELECT DISTINCT ON (");
	for (int i = 0; i < n; i++)
		appendStringInfo(&sql, "%sr.c%d", i > 0 ? ", " : "", i + 1);
	appendStringInfo(&sql, ") r.* FROM %s r WHERE ", keys->relation);
	append_lines(&sql, import, "r");
	if (caaspp_takes_away(import, fact))
		caaspp_append_not_taken_away(&sql, import, fact, "r");
	appendStringInfoString(&sql, " ORDER BY ");
	for (int i = 0; i < n; i++)
		appendStringInfo(&sql, "r.c%d, ", i + 1);
	appendStringInfo(&sql, "r.line DESC) UPDATE %s AS t SET %s = CAST(g.c%d AS %s)%s FROM given g WHERE ", fact->table, last,
					 n + 1, ((CaasppFactColumn *) list_nth(keys->columns, n))->type, fact->batch_number > 0 ? ", batch_id = $1" : "");
	append_same_keys(&sql, keys, n, "t", "g");
	appendStringInfo(&sql, " AND NOT EXISTS (SELECT FROM %s o WHERE ", fact->table);
	append_same_keys(&sql, keys, n + 1, "o", "g");
	appendStringInfo(&sql, ") AND t.%s OPERATOR(pg_catalog.=) (SELECT pg_catalog.max(l.%s) FROM %s l WHERE ", last, last, fact->table);
	append_same_keys(&sql, keys, n, "l", "g");
	caaspp_append_overruled(&sql, import, last, ((CaasppFactColumn *) list_nth(keys->columns, n))->type);
	appendStringInfoString(&sql, ") RETURNING g.line");
	caaspp_run_statement(import, fact, sql.data, first_line, last_line);
}

/* Gone, unless the file gives it again further down. */
void
caaspp_delete_keys(CaasppImport *import, int64 first_line, int64 last_line)
{
	const CaasppFact *keys = import->deleted;
	const CaasppFact *fact;
	StringInfoData sql;

	if (keys == NULL || keys->nrows == 0)
		return;
	fact = linitial(import->facts);
	initStringInfo(&sql);
	appendStringInfo(&sql, "DELETE FROM %s AS t USING %s d WHERE ", fact->table, keys->relation);
	append_same_keys(&sql, keys, keys->nkeys, "t", "d");
	appendStringInfoString(&sql, " AND ");
	append_lines(&sql, import, "d");
	appendStringInfo(&sql, " AND NOT EXISTS (SELECT FROM %s a WHERE ", fact->relation);
	append_same_keys(&sql, keys, keys->nkeys, "t", "a");
	appendStringInfoString(&sql, " AND a.line OPERATOR(pg_catalog.>) d.line AND ");
	append_lines(&sql, import, "a");
	appendStringInfoString(&sql, ") RETURNING d.line");
	caaspp_run_statement(import, fact, sql.data, first_line, last_line);
}
