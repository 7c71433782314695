/*
 * fact_rows.c
 *		A row of the file as a row of each table that it fills.
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "intake/intake.h"

/* The type of a column's rows before they are cast to the table's. */
static Oid
type_of(const CaasppFactColumn *column)
{
	Oid			type = caaspp_cell_sql_type(linitial(column->sources));
	ListCell   *lc;

	foreach(lc, column->sources)
		if (caaspp_cell_sql_type(lfirst(lc)) != type)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("columns of different types fill column \"%s\"", column->name),
					 errhint("Correct caaspp.layout_columns.")));
	return type;
}

static int
count_of_some_rows(const CaasppFact *fact)
{
	int			n = 0;
	ListCell   *lc;

	foreach(lc, fact->columns)
		n += ((CaasppFactColumn *) lfirst(lc))->of_some_rows;
	return n;
}

void
caaspp_start_rows(CaasppFact *fact)
{
	AttrNumber	attnum = CAASPP_FIRST_COLUMN;
	ListCell   *lc;

	fact->desc = CreateTemplateTupleDesc(list_length(fact->columns) + 1 + fact->has_latest + fact->has_current +
										 (fact->reporter != NULL) + count_of_some_rows(fact));
	TupleDescInitEntry(fact->desc, CAASPP_LINE, "line", INT8OID, -1, 0);
	foreach(lc, fact->columns)
	{
		TupleDescInitEntry(fact->desc, attnum, psprintf("c%d", attnum - CAASPP_FIRST_COLUMN + 1),
						   type_of(lfirst(lc)), -1, 0);
		attnum++;
	}
	if (fact->has_latest)
		TupleDescInitEntry(fact->desc, attnum++, "latest", DATEOID, -1, 0);
	if (fact->has_current)
		TupleDescInitEntry(fact->desc, attnum++, "current", BOOLOID, -1, 0);
	if (fact->reporter != NULL)
		TupleDescInitEntry(fact->desc, attnum++, "reporter", caaspp_cell_sql_type(fact->reporter), -1, 0);
	foreach(lc, fact->columns)
		if (((CaasppFactColumn *) lfirst(lc))->of_some_rows)
			TupleDescInitEntry(fact->desc, attnum++, psprintf("read%d", foreach_current_index(lc) + 1), BOOLOID, -1, 0);
	fact->slot = MakeSingleTupleTableSlot(fact->desc, &TTSOpsVirtual);
	fact->rows = tuplestore_begin_heap(true, false, work_mem);
}

/* Digits of several columns are one code; of other columns the last one filled counts. */
static Datum
value_of(const CaasppFactColumn *column, bool *isnull)
{
	CaasppColumn *first = linitial(column->sources);
	Datum		value = (Datum) 0;
	StringInfoData joined;
	ListCell   *lc;

	*isnull = true;
	if (list_length(column->sources) == 1 || first->type != CAASPP_CELL_DIGITS)
	{
		foreach(lc, column->sources)
		{
			const CaasppColumn *source = lfirst(lc);

			if (source->isnull)
				continue;
			value = source->value;
			*isnull = false;
		}
		return value;
	}
	initStringInfo(&joined);
	foreach(lc, column->sources)
	{
		const CaasppColumn *source = lfirst(lc);

		if (source->isnull)
			return (Datum) 0;
		appendStringInfoString(&joined, TextDatumGetCString(source->value));
	}
	*isnull = false;
	return CStringGetTextDatum(joined.data);
}

static bool
is_void(const CaasppFactColumn *column)
{
	ListCell   *lc;

	foreach(lc, column->sources)
		if (((CaasppColumn *) lfirst(lc))->is_void)
			return true;
	return false;
}

/* Whether a last day in the row has passed. */
static bool
has_ended(const CaasppFact *fact)
{
	ListCell   *lc;

	foreach(lc, fact->columns)
	{
		const CaasppColumn *until = ((CaasppFactColumn *) lfirst(lc))->until;

		if (until != NULL && !until->isnull)
			return !DatumGetBool(until->value);
	}
	return false;
}

/* Whether the row is of the kind that tells it, be it by a blank. */
static bool
is_told(const CaasppFactColumn *column)
{
	ListCell   *lc;

	foreach(lc, column->sources)
		if (((CaasppColumn *) lfirst(lc))->is_read)
			return true;
	return false;
}

static void
put_fact(CaasppFact *fact, int64 line, const CaasppColumn *latest)
{
	TupleTableSlot *slot = ExecClearTuple(fact->slot);
	Datum	   *values = slot->tts_values;
	bool	   *nulls = slot->tts_isnull;
	bool		says_something = !fact->updates;
	int			i = 0;
	ListCell   *lc;

	if (latest != NULL && latest->is_void)
		return;					/* it begins later */
	values[i] = Int64GetDatum(line);
	nulls[i++] = false;
	foreach(lc, fact->columns)
	{
		const CaasppFactColumn *column = lfirst(lc);

		values[i] = value_of(column, &nulls[i]);
		if ((nulls[i] && column->key > 0 && column->highest == NULL) || is_void(column))
			return;				/* this row says nothing of the table */
		says_something |= column->key == 0 && is_told(column);
		i++;
	}
	if (!says_something)
		return;
	if (fact->has_latest)
	{
		values[i] = latest->value;
		nulls[i++] = latest->isnull;
	}
	if (fact->has_current)
	{
		values[i] = BoolGetDatum(!has_ended(fact));
		nulls[i++] = false;
	}
	if (fact->reporter != NULL)
	{
		values[i] = fact->reporter->value;
		nulls[i++] = fact->reporter->isnull;
	}
	foreach(lc, fact->columns)
		if (((CaasppFactColumn *) lfirst(lc))->of_some_rows)
		{
			values[i] = BoolGetDatum(is_told(lfirst(lc)));
			nulls[i++] = false;
		}
	ExecStoreVirtualTuple(slot);
	if (fact->sort != NULL)
		tuplesort_puttupleslot(fact->sort, slot);
	else
		tuplestore_puttupleslot(fact->rows, slot);
	fact->nrows++;
}

static bool
is_filled_by(const CaasppFact *fact, const CaasppColumn *source)
{
	ListCell   *lc;

	foreach(lc, fact->columns)
		if (list_member_ptr(((CaasppFactColumn *) lfirst(lc))->sources, source))
			return true;
	return false;
}

/* The facts of the row; only those that a column fills, if one is given. */
void
caaspp_facts_put(CaasppImport *import, int64 line, const CaasppColumn *only)
{
	ListCell   *lc;

	if (import->row_deletes)
	{
		put_fact(import->deleted, line, NULL);
		return;
	}
	if (import->row_replaces)
	{
		put_fact(import->replaced, line, NULL);
		caaspp_lines_add(&import->replacing, line);
	}
	if (only == NULL && import->listed != NULL)
		put_fact(import->listed, line, NULL);
	foreach(lc, import->facts)
		if (only == NULL || is_filled_by(lfirst(lc), only))
			put_fact(lfirst(lc), line, import->header.layout->latest_by);
}

/* A cell of the row could not be read: what is stored of its student stays. */
void
caaspp_facts_keep(CaasppImport *import, int64 line)
{
	if (import->kept != NULL)
		put_fact(import->kept, line, NULL);
}
