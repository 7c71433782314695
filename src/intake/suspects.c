/*
 * suspects.c
 *		Rows that a table's own constraints will refuse, asked of all rows by one
 *		query a table, where loading halves would load the file many times over.
 *
 * They are only suspected: defaults and triggers may make a row good, or bad.
 * So each is tried by itself, and what else is wrong halves will find; also of
 * updates, of which a row may be wrong that does not count.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/resowner.h"

#include "intake/intake.h"

/* "{3,5}": numbers in the table of the columns that the fact gives. */
static char *
column_numbers(const CaasppFact *fact)
{
	StringInfoData numbers;
	ListCell   *lc;

	initStringInfo(&numbers);
	foreach(lc, fact->columns)
		appendStringInfo(&numbers, "%c%d", numbers.len == 0 ? '{' : ',', ((CaasppFactColumn *) lfirst(lc))->number);
	appendStringInfoChar(&numbers, '}');
	return numbers.data;
}

/* What is true of a row that breaks a constraint on columns that the fact gives; NULL if there is none. */
static char *
breaks(const CaasppFact *fact)
{
	Oid			types[2] = {OIDOID, TEXTOID};
	Datum		values[2] = {ObjectIdGetDatum(fact->relid), CStringGetTextDatum(column_numbers(fact))};
	char	   *condition;

	if (SPI_execute_with_args("SELECT pg_catalog.string_agg(b, ' OR ') FROM ("
							  "SELECT pg_catalog.format('%I IS NULL', a.attname) FROM pg_catalog.pg_attribute a"
							  " WHERE a.attrelid OPERATOR(pg_catalog.=) $1 AND a.attnotnull"
							  " AND a.attnum OPERATOR(pg_catalog.=) ANY ($2::pg_catalog.int2[])"
							  " UNION ALL SELECT pg_catalog.format('(%s) IS FALSE', pg_catalog.pg_get_expr(c.conbin, c.conrelid))"
							  " FROM pg_catalog.pg_constraint c WHERE c.conrelid OPERATOR(pg_catalog.=) $1 AND c.contype OPERATOR(pg_catalog.=) 'c'"
							  " AND pg_catalog.cardinality(c.conkey) OPERATOR(pg_catalog.>) 0"
							  " AND c.conkey OPERATOR(pg_catalog.<@) $2::pg_catalog.int2[]) x (b)",
							  2, types, values, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read the constraints of %s", fact->table);
	condition = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	SPI_freetuptable(SPI_tuptable);
	return condition;
}

static void
ask(const CaasppImport *import, const CaasppFact *fact, CaasppLines *suspects)
{
	const char *condition = breaks(fact);
	StringInfoData sql;

	if (condition == NULL)
		return;
	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT line FROM (");
	caaspp_append_rows(&sql, import, fact);
	appendStringInfo(&sql, ") g WHERE %s ORDER BY line LIMIT %d", condition, CAASPP_MOST_REFUSED + 1);
	if (caaspp_execute(import, sql.data, 0, NULL, NULL, NULL, NULL, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not ask the constraints of %s", fact->table);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		bool		isnull;

		caaspp_lines_add(suspects,
						 DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 1, &isnull)));
	}
	SPI_freetuptable(SPI_tuptable);
}

/* A constraint may raise of its own, or want a row that is whole. */
static bool
is_of_constraint(int sqlerrcode)
{
	int			category = ERRCODE_TO_CATEGORY(sqlerrcode);

	return category == ERRCODE_DATA_EXCEPTION || category == ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION ||
		category == ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION || category == ERRCODE_PLPGSQL_ERROR;
}

/* Nobody where the question itself fails. */
static void
try_ask(const CaasppImport *import, const CaasppFact *fact, CaasppLines *suspects)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		ask(import, fact, suspects);
		RollbackAndReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
		if (!is_of_constraint(error->sqlerrcode))
			ReThrowError(error);
		FreeErrorData(error);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
}

void
caaspp_suspect(const CaasppImport *import, CaasppLines *suspects)
{
	ListCell   *lc;

	caaspp_lines_init(suspects);
	foreach(lc, import->facts)
	{
		CHECK_FOR_INTERRUPTS();
		if (!((CaasppFact *) lfirst(lc))->updates)
			try_ask(import, lfirst(lc), suspects);
	}
}
