/*
 * stored.c
 *		The rows of a fact beside those that its table has.
 *
 * A row may leave a column of its key to what is stored: the highest under the
 * rest of the key, as a report that tells of the last opportunity does.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "intake/intake.h"

/* How a column of the fact is called in its rows; NULL if the file does not give it. */
const char *
caaspp_fact_gives(const CaasppFact *fact, const char *name)
{
	int			place;
	const CaasppFactColumn *column = caaspp_fact_column(fact, name, &place);

	return column == NULL ? NULL : psprintf("CAST(r.c%d AS %s)", place, column->type);
}

/* AND the row t of the table has the key of the fact's row; without `whole`, but for what is left to the table. */
void
caaspp_append_same_key(StringInfo sql, const CaasppFact *fact, const char *row, bool whole)
{
	ListCell   *lc;

	foreach(lc, fact->columns)
	{
		const CaasppFactColumn *column = lfirst(lc);

		if (column->key > 0 && (whole || column->highest == NULL))
			appendStringInfo(sql, " AND t.%s %s CAST(%s.c%d AS %s)", quote_identifier(column->name), column->equals, row,
							 foreach_current_index(lc) + 1, column->type);
	}
}

/* Of each row that leaves a column of its key blank, the highest that is stored under the others. */
static void
append_highest(StringInfo sql, const CaasppFact *fact)
{
	ListCell   *lc;
	const char *before = " WHERE ";

	appendStringInfoString(sql, "SELECT r.line");
	foreach(lc, fact->columns)
		if (((CaasppFactColumn *) lfirst(lc))->highest != NULL)
			appendStringInfo(sql, ", pg_catalog.max(t.%s) AS c%d", quote_identifier(((CaasppFactColumn *) lfirst(lc))->name),
							 foreach_current_index(lc) + 1);
	appendStringInfo(sql, " FROM %s r JOIN %s t ON true", fact->relation, fact->table);
	caaspp_append_same_key(sql, fact, "r", false);
	foreach(lc, fact->columns)
		if (((CaasppFactColumn *) lfirst(lc))->highest != NULL)
		{
			appendStringInfo(sql, "%sr.c%d IS NULL", before, foreach_current_index(lc) + 1);
			before = " OR ";
		}
	appendStringInfoString(sql, " GROUP BY r.line");
}

/* The rows with whole keys. */
static char *
whole_keys_statement(const CaasppFact *fact)
{
	StringInfoData sql;
	ListCell   *lc;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT r.line");
	foreach(lc, fact->columns)
	{
		const CaasppFactColumn *column = lfirst(lc);
		int			n = foreach_current_index(lc) + 1;

		if (column->highest == NULL)
			appendStringInfo(&sql, ", r.c%d", n);
		else
			appendStringInfo(&sql, ", CAST(coalesce(CAST(r.c%1$d AS %2$s), h.c%1$d, CAST(%3$s AS %2$s)) AS %4$s)", n, column->type,
							 quote_literal_cstr(column->highest), format_type_be_qualified(TupleDescAttr(fact->desc, n)->atttypid));
	}
	appendStringInfo(&sql, "%s FROM %s r LEFT JOIN (", fact->has_latest ? ", r.latest" : "", fact->relation);
	append_highest(&sql, fact);
	appendStringInfoString(&sql, ") h ON h.line OPERATOR(pg_catalog.=) r.line");
	return sql.data;
}

/* The fact's rows with them, for the caller to end. */
Tuplestorestate *
caaspp_whole_rows(const CaasppImport *import, const CaasppFact *fact)
{
	Tuplestorestate *rows;

	caaspp_register(fact->relation, fact->desc, fact->rows, fact->nrows);
	rows = caaspp_query(import, whole_keys_statement(fact));
	SPI_unregister_relation(fact->relation);
	return rows;
}
