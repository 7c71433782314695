/*
 * reporters.c
 *		What several LEAs say of one student, whose files come in any order: an
 *		enrollment takes what its own LEA says, and from others only what that one
 *		has not said.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "intake/intake.h"

/* The file's rows for each row of the table, those of its own LEA first and of them the latest. */
static void
append_best(StringInfo sql, const CaasppImport *import, const CaasppFact *fact)
{
	const char *later_first = caaspp_later_first(fact, "g");
	ListCell   *lc;

	appendStringInfo(sql, "WITH best AS (SELECT (pg_catalog.array_agg(g.line ORDER BY o.own DESC, %s))[1] AS line", later_first);
	foreach(lc, fact->keys)
		appendStringInfo(sql, ", t.%1$s AS %1$s", quote_identifier(((CaasppFactColumn *) lfirst(lc))->name));
	foreach(lc, fact->columns)
	{
		const CaasppFactColumn *column = lfirst(lc);
		int			n = foreach_current_index(lc) + 1;
		const char *read = column->of_some_rows ? psprintf(" AND g.read%d", n) : "";

		if (column->key == 0)
			appendStringInfo(sql, ", (pg_catalog.array_agg(CAST(g.c%1$d AS %2$s) ORDER BY %3$s) FILTER (WHERE o.own%4$s))[1] AS own%1$d"
							 ", (pg_catalog.array_agg(CAST(g.c%1$d AS %2$s) ORDER BY %3$s) FILTER (WHERE NOT o.own%4$s))[1] AS other%1$d",
							 n, column->type, later_first, read);
	}
	appendStringInfo(sql, " FROM %s g JOIN %s t ON ", fact->relation, fact->table);
	caaspp_append_lines(sql, "g");
	caaspp_append_same_key(sql, fact, "g", true);
	if (import->refused.count > 0)
		appendStringInfoString(sql, " AND NOT EXISTS (SELECT FROM caaspp_refused x WHERE x.line OPERATOR(pg_catalog.=) g.line)");
	appendStringInfoString(sql, ", LATERAL (SELECT coalesce(caaspp.lea(t.school) OPERATOR(caaspp.=) g.reporter, false) AS own) o GROUP BY ");
	foreach(lc, fact->keys)
		appendStringInfo(sql, "%st.%s", foreach_current_index(lc) > 0 ? ", " : "",
						 quote_identifier(((CaasppFactColumn *) lfirst(lc))->name));
	appendStringInfoString(sql, ")");
}

void
caaspp_update_by_reporter(CaasppImport *import, const CaasppFact *fact, int64 first_line, int64 last_line)
{
	const char *between = "";
	StringInfoData changes;
	StringInfoData sql;
	ListCell   *lc;

	initStringInfo(&sql);
	initStringInfo(&changes);
	append_best(&sql, import, fact);
	appendStringInfo(&sql, " UPDATE %s AS t SET ", fact->table);
	foreach(lc, fact->columns)
	{
		const CaasppFactColumn *column = lfirst(lc);
		const char *name = quote_identifier(column->name);
		int			n = foreach_current_index(lc) + 1;

		if (column->key > 0)
			continue;
		appendStringInfo(&sql, "%1$s%2$s = coalesce(b.own%3$d, t.%2$s, b.other%3$d)", between, name, n);
		appendStringInfo(&changes, "%1$s(b.own%3$d IS NOT NULL AND (t.%2$s %4$s b.own%3$d) IS NOT TRUE)"
						 " OR (t.%2$s IS NULL AND b.other%3$d IS NOT NULL)",
						 between[0] == '\0' ? "" : " OR ", name, n, column->equals);
		between = ", ";
	}
	appendStringInfo(&sql, "%s FROM best b WHERE ", fact->batch_number > 0 ? ", batch_id = $1" : "");
	foreach(lc, fact->keys)
	{
		const CaasppFactColumn *column = lfirst(lc);

		appendStringInfo(&sql, "t.%1$s %2$s b.%1$s AND ", quote_identifier(column->name), column->equals);
	}
	appendStringInfo(&sql, "(%s) RETURNING b.line", changes.data);
	caaspp_run_statement(import, fact, sql.data, first_line, last_line);
}
