/*
 * statement.c
 *		Statements about the rows of a file.
 *
 * How many of them a table knows already, the planner cannot tell, and takes
 * for nearly none: of a large file it would compare each row with each.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "executor/tstoreReceiver.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/plancache.h"

#include "intake/intake.h"
#include "store/settings.h"

#define MANY_ROWS 2000			/* each with each, tenths of a second */

static bool
are_many(int64 rows)
{
	return rows > MANY_ROWS;
}

PG_FUNCTION_INFO_V1(caaspp_are_many);
Datum
caaspp_are_many(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(are_many(PG_GETARG_INT64(0)));
}

/* Of many rows, unless a trial has narrowed all that is read to a few. */
static bool
is_large(const CaasppImport *import)
{
	bool		facts_only = import->listed == NULL && import->deleted == NULL && import->overruled == NULL;

	return are_many(import->rows_read) && !(import->is_narrowed && facts_only);
}

/* Only to plan it: what its triggers do is another matter. */
static CachedPlan *
plan_statement(const CaasppImport *import, SPIPlanPtr plan)
{
	int			settings = NewGUCNestLevel();
	CachedPlan *planned;

	if (is_large(import))
		caaspp_set_for_now("enable_nestloop", "off");
	planned = SPI_plan_get_cached_plan(plan);
	AtEOXact_GUC(true, settings);
	return planned;
}

static ParamListInfo
make_params(int nargs, const Oid *types, const Datum *values, const char *nulls)
{
	ParamListInfo params = nargs == 0 ? NULL : makeParamList(nargs);

	for (int i = 0; i < nargs; i++)
	{
		params->params[i].value = values[i];
		params->params[i].isnull = nulls != NULL && nulls[i] == 'n';
		params->params[i].pflags = PARAM_FLAG_CONST;
		params->params[i].ptype = types[i];
	}
	return params;
}

/* As SPI_execute_with_args(), and SPI_execute() with no arguments; the rows go to `dest` if there is one. */
int
caaspp_execute(const CaasppImport *import, const char *sql, int nargs, Oid *types, const Datum *values, const char *nulls,
			   DestReceiver *dest, uint64 limit)
{
	SPIPlanPtr	plan = SPI_prepare_cursor(sql, nargs, types, CURSOR_OPT_GENERIC_PLAN);
	SPIExecuteOptions options = {.dest = dest,.tcount = limit};
	CachedPlan *planned;
	int			result;

	if (plan == NULL)
		elog(ERROR, "could not prepare: %s", sql);
	planned = plan_statement(import, plan);
	options.params = make_params(nargs, types, values, nulls);
	result = SPI_execute_plan_extended(plan, &options);
	if (planned != NULL)
		ReleaseCachedPlan(planned, NULL);
	SPI_freeplan(plan);
	return result;
}

/* All rows of a query, for the caller to end. */
Tuplestorestate *
caaspp_query(const CaasppImport *import, const char *sql)
{
	Tuplestorestate *rows = tuplestore_begin_heap(false, false, work_mem);
	DestReceiver *dest = CreateDestReceiver(DestTuplestore);

	SetTuplestoreDestReceiverParams(dest, rows, CurrentMemoryContext, false, NULL, NULL);
	if (caaspp_execute(import, sql, 0, NULL, NULL, NULL, dest, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not execute: %s", sql);
	return rows;
}
