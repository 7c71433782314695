/*
 * insert_rows.c
 *		caaspp.insert_rows(): the rows of a query into a table.
 */
#include "postgres.h"

#include "access/table.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "tcop/dest.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "store/bulk.h"
#include "store/settings.h"

PG_FUNCTION_INFO_V1(caaspp_insert_rows);

typedef struct RowReceiver
{
	DestReceiver pub;
	CaasppBulk *bulk;
	Oid			relid;
	int			ncolumns;
	AttrNumber *targets;		/* of the query's columns */
} RowReceiver;

/* A system column has a number below 0; a length or precision would need a cast. */
static bool
fits(Oid relid, AttrNumber number, Form_pg_attribute column)
{
	Oid			type;
	Oid			collation;
	int32		typmod;

	if (number <= 0)
		return false;
	get_atttypetypmodcoll(relid, number, &type, &typmod, &collation);
	return type == column->atttypid && (typmod == -1 || typmod == column->atttypmod);
}

/* Columns go by their names. */
static void
start_rows(DestReceiver *self, int operation, TupleDesc desc)
{
	RowReceiver *receiver = (RowReceiver *) self;

	receiver->ncolumns = desc->natts;
	receiver->targets = palloc(desc->natts * sizeof(AttrNumber));
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(desc, i);

		receiver->targets[i] = get_attnum(receiver->relid, NameStr(column->attname));
		if (!fits(receiver->relid, receiver->targets[i], column))
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("column \"%s\" of the query is none of table \"%s\", or of another type",
							NameStr(column->attname), get_rel_name(receiver->relid))));
	}
}

static bool
receive_row(TupleTableSlot *row, DestReceiver *self)
{
	RowReceiver *receiver = (RowReceiver *) self;
	TupleTableSlot *slot = caaspp_bulk_row(receiver->bulk);

	slot_getallattrs(row);
	for (int i = 0; i < receiver->ncolumns; i++)
	{
		slot->tts_values[receiver->targets[i] - 1] = row->tts_values[i];
		slot->tts_isnull[receiver->targets[i] - 1] = row->tts_isnull[i];
	}
	caaspp_bulk_put(receiver->bulk);
	return true;
}

static void
rows_done(DestReceiver *self)
{
}

/*
 * What sorts for a bulk load may use what building its indexes may.  Rows are
 * written while the query runs: with workers of its own it would forbid that
 * (a transaction's number, a constraint's subtransaction).
 */
static void
insert_in_bulk(CaasppBulk *bulk, Oid relid, const char *query)
{
	RowReceiver receiver = {{receive_row, start_rows, rows_done, rows_done, DestNone}, bulk, relid, 0, NULL};
	SPIExecuteOptions options = {0};
	int			settings = NewGUCNestLevel();

	if (maintenance_work_mem > work_mem)
		caaspp_set_for_now("work_mem", GetConfigOption("maintenance_work_mem", false, false));
	caaspp_set_for_now("max_parallel_workers_per_gather", "0");
	options.dest = &receiver.pub;
	if (SPI_execute_extended(query, &options) < 0)
		elog(ERROR, "could not run the query of caaspp.insert_rows()");
	AtEOXact_GUC(true, settings);
}

/* The names of the query's columns, as a list of SQL. */
static char *
column_names(const char *query)
{
	StringInfoData names;
	SPIPlanPtr	plan = SPI_prepare(query, 0, NULL);
	TupleDesc	desc;
	List	   *sources = plan == NULL ? NIL : SPI_plan_get_plan_sources(plan);

	if (list_length(sources) != 1 || (desc = ((CachedPlanSource *) linitial(sources))->resultDesc) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("caaspp.insert_rows() needs one query that returns rows")));
	initStringInfo(&names);
	for (int i = 0; i < desc->natts; i++)
		appendStringInfo(&names, "%s%s", i == 0 ? "" : ", ", quote_identifier(NameStr(TupleDescAttr(desc, i)->attname)));
	return names.data;
}

static int64
insert_by_statement(Oid relid, const char *query)
{
	char	   *sql = psprintf("INSERT INTO %s (%s) %s",
							   quote_qualified_identifier(get_namespace_name(get_rel_namespace(relid)), get_rel_name(relid)),
							   column_names(query), query);

	if (SPI_execute(sql, false, 0) != SPI_OK_INSERT)
		elog(ERROR, "could not insert the rows of caaspp.insert_rows()");
	return SPI_processed;
}

Datum
caaspp_insert_rows(PG_FUNCTION_ARGS)
{
	Oid			relid = PG_GETARG_OID(0);
	char	   *query = text_to_cstring(PG_GETARG_TEXT_PP(1));
	int64		expected = PG_GETARG_INT64(2);
	CaasppBulk *bulk;
	int64		nrows;

	table_close(table_open(relid, AccessShareLock), NoLock);	/* is there, and stays */
	SPI_connect();
	bulk = caaspp_bulk_begin(relid, expected);
	if (bulk == NULL)
		nrows = insert_by_statement(relid, query);
	else
	{
		insert_in_bulk(bulk, relid, query);
		nrows = caaspp_bulk_end(bulk);
	}
	SPI_finish();
	PG_RETURN_INT64(nrows);
}
