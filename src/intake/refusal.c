/*
 * refusal.c
 *		Rows that the tables refuse, by a constraint or a trigger, become
 *		findings like any other; the rest is loaded by one statement a table.
 *
 * When a load fails for its data, the rows that constraints seem to speak
 * against are tried; if it was none of those, halves of the file, until the rows
 * at fault stand alone.  Every trial is undone; the load then runs once more
 * without those rows, and with the earlier ones of their keys.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/resowner.h"

#include "intake/intake.h"

#define OWN_STATEMENT "SQL statement \"WITH given AS"

static bool
is_about_data(const ErrorData *error)
{
	int			category = ERRCODE_TO_CATEGORY(error->sqlerrcode);

	return category == ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION || category == ERRCODE_DATA_EXCEPTION;
}

/* Of where an error arose, our own statements say nothing to the importer. */
static void
shorten_context(ErrorData *error)
{
	StringInfoData kept;
	char	   *rest = error->context;
	char	   *line;

	error->internalquery = NULL;
	error->internalpos = 0;
	if (rest == NULL)
		return;
	initStringInfo(&kept);
	while ((line = strsep(&rest, "\n")) != NULL)
		if (strncmp(line, OWN_STATEMENT, strlen(OWN_STATEMENT)) != 0)
			appendStringInfo(&kept, "%s%s", kept.len == 0 ? "" : "\n", line);
	error->context = kept.len == 0 ? NULL : kept.data;
}

/* Load, then keep or undo it; what was wrong with the data, or NULL. */
static ErrorData *
try_load(CaasppImport *import, int64 first_line, int64 last_line, bool keep)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	ErrorData  *volatile error = NULL;

	CHECK_FOR_INTERRUPTS();
	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		caaspp_load(import, first_line, last_line);
		if (keep)
			ReleaseCurrentSubTransaction();
		else
			RollbackAndReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	if (error != NULL)
		shorten_context(error);
	if (error != NULL && !is_about_data(error))
		ReThrowError(error);
	return error;
}

/* What a table's error says of a row. */
typedef struct Refusal
{
	const char *demand;			/* of a check, in the words of its comment or else in SQL; or NULL */
	const CaasppColumn *column; /* of the file, that it is about; or NULL */
} Refusal;

/* The one column of the file that fills a column of the table; NULL where several may. */
static const CaasppColumn *
filling_column(const CaasppImport *import, Oid relid, const char *name)
{
	const CaasppColumn *filling = NULL;
	ListCell   *lc;
	ListCell   *ls;

	foreach(lc, import->facts)
	{
		const CaasppFact *fact = lfirst(lc);
		const CaasppFactColumn *column = fact->relid == relid ? caaspp_fact_column(fact, name, NULL) : NULL;

		foreach(ls, column == NULL ? NIL : column->sources)
		{
			const CaasppColumn *source = lfirst(ls);

			if (source->number == 0)
				continue;
			if (filling != NULL && filling->number != source->number)
				return NULL;
			filling = source;
		}
	}
	return filling;
}

/* Of a constraint's columns the last that the file gives is taken to be at fault: ends_on of ends_on >= starts_on. */
static void
read_constraint(const CaasppImport *import, Oid relid, const char *name, Refusal *refusal)
{
	Oid			types[2] = {OIDOID, TEXTOID};
	Datum		values[2] = {ObjectIdGetDatum(relid), CStringGetTextDatum(name)};

	if (SPI_execute_with_args("SELECT CASE c.contype WHEN 'c' THEN coalesce(pg_catalog.obj_description(c.oid, 'pg_constraint'),"
							  " 'must satisfy ' OPERATOR(pg_catalog.||) pg_catalog.pg_get_constraintdef(c.oid, true)) END, a.attname"
							  " FROM pg_catalog.pg_constraint c LEFT JOIN pg_catalog.pg_attribute a"
							  " ON a.attrelid OPERATOR(pg_catalog.=) c.conrelid AND a.attnum OPERATOR(pg_catalog.=) ANY (c.conkey)"
							  " WHERE c.conrelid OPERATOR(pg_catalog.=) $1 AND c.conname OPERATOR(pg_catalog.=) $2"
							  " ORDER BY a.attnum DESC",
							  2, types, values, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read constraint \"%s\"", name);
	for (uint64 i = 0; i < SPI_processed && refusal->column == NULL; i++)
	{
		char	   *column = SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 2);

		refusal->demand = SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1);
		if (column != NULL)
			refusal->column = filling_column(import, relid, column);
	}
	SPI_freetuptable(SPI_tuptable);
}

static Refusal
understand(const CaasppImport *import, const ErrorData *error)
{
	Refusal		refusal = {NULL, NULL};
	Oid			schema = error->schema_name == NULL ? InvalidOid : get_namespace_oid(error->schema_name, true);
	Oid			relid = error->table_name == NULL || !OidIsValid(schema) ? InvalidOid : get_relname_relid(error->table_name, schema);

	if (OidIsValid(relid) && error->constraint_name != NULL)
		read_constraint(import, relid, error->constraint_name, &refusal);
	if (OidIsValid(relid) && error->column_name != NULL)
		refusal.column = filling_column(import, relid, error->column_name);
	return refusal;
}

/* The error's own DETAIL may hold the row, names and all: it is left out. */
static void
refuse_line(CaasppImport *import, int64 line, const ErrorData *error)
{
	Datum		value = Int64GetDatum(line);
	bool		isnull = false;
	Refusal		refusal = understand(import, error);
	int			number = refusal.column != NULL ? refusal.column->number : 0;
	const char *column = refusal.column != NULL ? refusal.column->name : error->column_name;

	if (import->refused.count >= CAASPP_MOST_REFUSED)
		ereport(ERROR,
				(errcode(error->sqlerrcode),
				 errmsg("the tables refuse more than %d rows of the file", CAASPP_MOST_REFUSED),
				 errdetail("The last one was on line " INT64_FORMAT ": %s", line, error->message)));
	if (error->sqlerrcode == ERRCODE_NOT_NULL_VIOLATION && error->column_name != NULL)
		caaspp_find(&import->findings, line, number, column, "blank", CAASPP_ERROR, "the row gives no %s", error->column_name);
	else
		caaspp_find(&import->findings, line, number, column,
					error->constraint_name != NULL ? error->constraint_name : "refused by the table", CAASPP_ERROR,
					"%s%s%s", refusal.demand != NULL ? refusal.demand : error->message,
					error->hint != NULL ? "; " : "", error->hint != NULL ? error->hint : "");
	caaspp_lines_add(&import->refused, line);
	import->rows_refused++;
	tuplestore_putvalues(import->refused_rows, import->refused_desc, &value, &isnull);
}

static void
find_refused(CaasppImport *import, int64 first_line, int64 last_line)
{
	ErrorData  *error = try_load(import, first_line, last_line, false);
	int64		middle = first_line + (last_line - first_line) / 2;

	if (error == NULL)
		return;
	if (first_line == last_line)
		refuse_line(import, first_line, error);
	else
	{
		find_refused(import, first_line, middle);
		find_refused(import, middle + 1, last_line);
	}
	FreeErrorData(error);
}

static void
register_fact(const CaasppFact *fact)
{
	caaspp_register(fact->relation, fact->desc, fact->rows, fact->nrows);
}

static void
register_facts(CaasppImport *import)
{
	ListCell   *lc;

	foreach(lc, import->facts)
		register_fact(lfirst(lc));
}

/* The fact's rows of those lines, which are few. */
static Tuplestorestate *
rows_of(const CaasppFact *fact, const CaasppLines *lines)
{
	Tuplestorestate *rows = tuplestore_begin_heap(true, false, work_mem);
	TupleTableSlot *row = MakeSingleTupleTableSlot(fact->desc, &TTSOpsMinimalTuple);

	tuplestore_rescan(fact->rows);
	while (tuplestore_gettupleslot(fact->rows, true, false, row))
	{
		bool		isnull;

		CHECK_FOR_INTERRUPTS();
		if (caaspp_lines_has(lines, DatumGetInt64(slot_getattr(row, 1, &isnull))))
			tuplestore_puttupleslot(rows, row);
	}
	ExecDropSingleTupleTableSlot(row);
	return rows;
}

/* Each by itself, and without reading the others for it. */
static void
refuse_suspects(CaasppImport *import)
{
	CaasppLines suspects;
	List	   *all_rows = NIL;
	ListCell   *lc;

	caaspp_suspect(import, &suspects);
	if (suspects.count == 0)
		return;
	foreach(lc, import->facts)
	{
		CaasppFact *fact = lfirst(lc);

		all_rows = lappend(all_rows, fact->rows);
		fact->rows = rows_of(fact, &suspects);
	}
	register_facts(import);
	for (int64 line = 0; line <= import->last_line; line++)
		if (caaspp_lines_has(&suspects, line))
			find_refused(import, line, line);
	foreach(lc, import->facts)
	{
		CaasppFact *fact = lfirst(lc);

		tuplestore_end(fact->rows);
		fact->rows = list_nth(all_rows, foreach_current_index(lc));
	}
	register_facts(import);
}

static void
register_rows(CaasppImport *import)
{
	register_facts(import);
	if (import->listed != NULL)
	{
		register_fact(import->listed);
		register_fact(import->kept);
	}
	if (import->deleted != NULL)
	{
		register_fact(import->deleted);
		register_fact(import->replaced);
	}
	if (import->overruled != NULL)
		register_fact(import->overruled);
	import->refused_desc = CreateTemplateTupleDesc(1);
	TupleDescInitEntry(import->refused_desc, 1, "line", INT8OID, -1, 0);
	import->refused_rows = tuplestore_begin_heap(true, false, work_mem);
	caaspp_register("caaspp_refused", import->refused_desc, import->refused_rows, 0);
}

void
caaspp_load_or_refuse(CaasppImport *import)
{
	bool		keep;

	register_rows(import);
	caaspp_pass_older(import);
	caaspp_find_setbacks(import);
	caaspp_find_other_expiries(import);
	for (;;)
	{
		int64		refused = import->refused.count;
		ErrorData  *error;

		keep = !import->dry_run && !(import->all_or_nothing && import->rows_refused + import->facts_refused > 0);
		error = try_load(import, 0, import->last_line, keep);

		if (error == NULL)
			break;
		refuse_suspects(import);
		if (import->refused.count == refused)
			find_refused(import, 0, import->last_line);
		if (import->refused.count == refused)
			ReThrowError(error);	/* only all rows together are at fault */
		caaspp_facts_settle_again(import);
		register_facts(import);
	}
	if (keep)
		caaspp_list_students(import);
	else
		caaspp_replaced_none();
	caaspp_find_unmatched(import);
	caaspp_find_unenrolled(import);
	caaspp_find_earlier(import);
}
