/*
 * suspects.c
 *		Rows that a table's own constraints will refuse, asked of all rows by one
 *		query a table, where loading halves would load the file many times over.
 *
 * Some are only suspected: defaults, triggers of the district's own and further
 * rows of the file may make a row good.  Those are tried.  What else is wrong
 * halves will find; also of updates, of which a row may be wrong that does not
 * count.
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "intake/intake.h"

/* What a row of a table must not be. */
typedef struct Demand
{
	const char *broken;			/* SQL */
	bool		is_certain;		/* whatever breaks it is refused */
	CaasppRefusal refusal;
} Demand;

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

/* Triggers of ours that come before a row change nothing that is constrained. */
static bool
is_changed_before(Oid relid)
{
	Relation	rel = table_open(relid, AccessShareLock);
	const TriggerDesc *triggers = rel->trigdesc;
	bool		is_changed = false;

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
		is_changed |= TRIGGER_FOR_ROW(triggers->triggers[i].tgtype) && TRIGGER_FOR_BEFORE(triggers->triggers[i].tgtype) &&
			get_func_namespace(triggers->triggers[i].tgfoid) != get_namespace_oid("caaspp", false);
	table_close(rel, AccessShareLock);
	return is_changed;
}

/* Whether each row that counts is written as it stands. */
static bool
is_written(const CaasppImport *import, const CaasppFact *fact)
{
	return import->deleted == NULL && import->overruled == NULL && !fact->has_highest && !is_changed_before(fact->relid);
}

static Demand *
read_demand(const CaasppImport *import, const CaasppFact *fact, HeapTuple tuple, TupleDesc desc)
{
	Demand	   *demand = palloc(sizeof(Demand));
	const char *column = SPI_getvalue(tuple, desc, 2);
	bool		isnull;

	demand->broken = SPI_getvalue(tuple, desc, 1);
	demand->is_certain = DatumGetBool(SPI_getbinval(tuple, desc, 4, &isnull));
	demand->refusal = column != NULL ? caaspp_refusal_of_null(import, fact->relid, column) :
		caaspp_refusal_of_constraint(import, fact->relid, SPI_getvalue(tuple, desc, 3));
	return demand;
}

/* Those on columns that the fact gives, in the order in which the server asks them. */
static List *
read_demands(const CaasppImport *import, const CaasppFact *fact)
{
	Oid			types[2] = {OIDOID, TEXTOID};
	Datum		values[2] = {ObjectIdGetDatum(fact->relid), CStringGetTextDatum(column_numbers(fact))};
	SPITupleTable *table;
	uint64		count;
	List	   *demands = NIL;

	if (SPI_execute_with_args("SELECT pg_catalog.format('%I IS NULL', a.attname), a.attname, NULL AS conname, NOT a.atthasdef, a.attnum"
							  " FROM pg_catalog.pg_attribute a"
							  " WHERE a.attrelid OPERATOR(pg_catalog.=) $1 AND a.attnotnull"
							  " AND a.attnum OPERATOR(pg_catalog.=) ANY ($2::pg_catalog.int2[])"
							  " UNION ALL SELECT pg_catalog.format('(%s) IS FALSE', pg_catalog.pg_get_expr(c.conbin, c.conrelid)), NULL, c.conname,"
							  " c.convalidated, NULL"
							  " FROM pg_catalog.pg_constraint c WHERE c.conrelid OPERATOR(pg_catalog.=) $1 AND c.contype OPERATOR(pg_catalog.=) 'c'"
							  " AND pg_catalog.cardinality(c.conkey) OPERATOR(pg_catalog.>) 0"
							  " AND c.conkey OPERATOR(pg_catalog.<@) $2::pg_catalog.int2[]"
							  " ORDER BY 5, 3",
							  2, types, values, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read the constraints of %s", fact->table);
	table = SPI_tuptable;
	count = SPI_processed;
	for (uint64 row = 0; row < count; row++)
		demands = lappend(demands, read_demand(import, fact, table->vals[row], table->tupdesc));
	SPI_freetuptable(table);
	return demands;
}

/* Lines and the first demand, from 0, that each breaks. */
static char *
breaches_statement(const CaasppImport *import, const CaasppFact *fact, const List *demands)
{
	StringInfoData sql;
	ListCell   *lc;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT line, breach FROM (SELECT g.line, CASE");
	foreach(lc, demands)
		appendStringInfo(&sql, " WHEN %s THEN %d", ((Demand *) lfirst(lc))->broken, foreach_current_index(lc));
	appendStringInfoString(&sql, " END AS breach FROM (");
	caaspp_append_rows(&sql, import, fact);
	appendStringInfoString(&sql, ") g) b WHERE breach IS NOT NULL ORDER BY line");
	return sql.data;
}

/* Of one table, and for whom the answers are. */
typedef struct Question
{
	CaasppImport *import;
	const CaasppFact *fact;
	CaasppBreachSink sink;
	CaasppLines *suspects;
} Question;

static void
ask(void *of)
{
	const Question *question = of;
	CaasppImport *import = question->import;
	const CaasppFact *fact = question->fact;
	List	   *demands = read_demands(import, fact);
	bool		is_certain = is_written(import, fact);
	TupleDesc	desc = CreateTemplateTupleDesc(2);
	Tuplestorestate *breaches;
	TupleTableSlot *row;

	if (demands == NIL)
		return;
	TupleDescInitEntry(desc, 1, "line", INT8OID, -1, 0);
	TupleDescInitEntry(desc, 2, "breach", INT4OID, -1, 0);
	breaches = caaspp_query(import, breaches_statement(import, fact, demands));
	row = MakeSingleTupleTableSlot(desc, &TTSOpsMinimalTuple);
	while (tuplestore_gettupleslot(breaches, true, false, row))
	{
		bool		isnull;
		const Demand *demand = list_nth(demands, DatumGetInt32(slot_getattr(row, 2, &isnull)));

		question->sink(import, DatumGetInt64(slot_getattr(row, 1, &isnull)),
					   is_certain && demand->is_certain ? &demand->refusal : NULL, question->suspects);
	}
	ExecDropSingleTupleTableSlot(row);
	tuplestore_end(breaches);
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
try_ask(Question *question)
{
	ErrorData  *error = caaspp_try(ask, question, false);

	if (error == NULL)
		return;
	if (!is_of_constraint(error->sqlerrcode))
		ReThrowError(error);
	FreeErrorData(error);
}

void
caaspp_suspect(CaasppImport *import, CaasppBreachSink sink, CaasppLines *suspects)
{
	ListCell   *lc;

	foreach(lc, import->facts)
	{
		Question	question = {import, lfirst(lc), sink, suspects};

		if (!question.fact->updates)
			try_ask(&question);
	}
}
