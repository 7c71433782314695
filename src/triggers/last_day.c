/*
 * last_day.c
 *		attempts.last_day, as the row arrives.
 *
 * A row that is written without it and updated after is written twice.  The
 * rules of a year are read once a command: another command may have changed
 * them.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type_d.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "store/columns.h"
#include "store/plans.h"

PG_FUNCTION_INFO_V1(caaspp_last_day_trigger);

#define NPARTS 256				/* as many as a code of one byte can tell apart */

typedef struct PartRule
{
	bool		is_given;		/* the year has the part */
	int32		from_start;		/* days to the last one */
	int32		from_reopening;
} PartRule;

typedef struct YearRules
{
	struct YearRules *next;
	int16		year;
	PartRule	parts[NPARTS];
} YearRules;

/* What one command needs of one table, and nothing after its subtransaction. */
typedef struct Command
{
	CommandId	id;
	Oid			relid;
	AttrNumber	school_year;
	AttrNumber	part;
	AttrNumber	started_on;
	AttrNumber	reopened_on;
	AttrNumber	last_day;
	Oid			year_type;
	YearRules  *years;
	MemoryContext context;
} Command;

static Command *command = NULL;

static void
forget_command(void *arg)
{
	command = NULL;
}

static Command *
begin_command(Relation rel)
{
	MemoryContext context = AllocSetContextCreate(CurTransactionContext, "caaspp last days", ALLOCSET_SMALL_SIZES);
	Command    *new = MemoryContextAllocZero(context, sizeof(Command));
	MemoryContextCallback *callback = MemoryContextAllocZero(context, sizeof(MemoryContextCallback));

	new->id = GetCurrentCommandId(false);
	new->relid = RelationGetRelid(rel);
	new->year_type = caaspp_type_oid("school_year");
	new->school_year = caaspp_column_of(rel, "school_year", new->year_type);
	new->part = caaspp_column_of(rel, "part", caaspp_type_oid("test_part"));
	new->started_on = caaspp_column_of(rel, "started_on", DATEOID);
	new->reopened_on = caaspp_column_of(rel, "reopened_on", DATEOID);
	new->last_day = caaspp_column_of(rel, "last_day", DATEOID);
	new->context = context;
	callback->func = forget_command;
	MemoryContextRegisterResetCallback(context, callback);
	return new;
}

static Command *
current_command(Relation rel)
{
	if (command == NULL || command->id != GetCurrentCommandId(false) || command->relid != RelationGetRelid(rel))
	{
		if (command != NULL)
			MemoryContextDelete(command->context);
		command = begin_command(rel);
	}
	return command;
}

/* What the rule says is for caaspp.last_day() to know: here, of one day. */
static void
query_rules(Oid year_type, int16 year)
{
	static SPIPlanPtr plan = NULL;
	static Oid	known_type = InvalidOid;	/* the extension may be made anew */
	Datum		value = Int16GetDatum(year);

	if (known_type != year_type)
	{
		caaspp_keep_plan(&plan, "SELECT p.part,"
						 " caaspp.last_day(d.day, NULL, p.days_active, p.day_one_inclusive, p.reopen_days) OPERATOR(pg_catalog.-) d.day,"
						 " caaspp.last_day(NULL, d.day, p.days_active, p.day_one_inclusive, p.reopen_days) OPERATOR(pg_catalog.-) d.day"
						 " FROM caaspp.year_parts() p, (VALUES (pg_catalog.make_date(2000, 1, 1))) d (day)"
						 " WHERE p.school_year OPERATOR(caaspp.=) $1", 1, &year_type, 0);
		known_type = year_type;
	}
	if (SPI_execute_plan(plan, &value, NULL, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read part_rules");
}

/* A rule without its days gives no last day. */
static int32
days_of(HeapTuple tuple, int column, bool *is_given)
{
	bool		isnull;
	Datum		value = SPI_getbinval(tuple, SPI_tuptable->tupdesc, column, &isnull);

	*is_given &= !isnull;
	return isnull ? 0 : DatumGetInt32(value);
}

static YearRules *
read_rules(int16 year)
{
	YearRules  *rules = MemoryContextAllocZero(command->context, sizeof(YearRules));

	SPI_connect();
	query_rules(command->year_type, year);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		HeapTuple	tuple = SPI_tuptable->vals[row];
		bool		isnull;
		PartRule   *part = &rules->parts[DatumGetUInt8(SPI_getbinval(tuple, SPI_tuptable->tupdesc, 1, &isnull))];

		part->is_given = true;
		part->from_start = days_of(tuple, 2, &part->is_given);
		part->from_reopening = days_of(tuple, 3, &part->is_given);
	}
	SPI_finish();
	rules->year = year;
	rules->next = command->years;
	command->years = rules;
	return rules;
}

static const YearRules *
rules_of(int16 year)
{
	for (const YearRules *rules = command->years; rules != NULL; rules = rules->next)
		if (rules->year == year)
			return rules;
	return read_rules(year);
}

static Datum
last_day_of(HeapTuple row, TupleDesc desc, bool *isnull)
{
	bool		no_year;
	bool		no_part;
	bool		not_started;
	bool		not_reopened;
	Datum		year = heap_getattr(row, command->school_year, desc, &no_year);
	Datum		part = heap_getattr(row, command->part, desc, &no_part);
	Datum		started_on = heap_getattr(row, command->started_on, desc, &not_started);
	Datum		reopened_on = heap_getattr(row, command->reopened_on, desc, &not_reopened);
	const PartRule *rule;

	*isnull = true;
	if (no_year || no_part || (not_started && not_reopened))
		return (Datum) 0;
	rule = &rules_of(DatumGetInt16(year))->parts[DatumGetUInt8(part)];
	if (!rule->is_given)
		return (Datum) 0;
	*isnull = false;
	return not_reopened ? DirectFunctionCall2(date_pli, started_on, Int32GetDatum(rule->from_start)) :
		DirectFunctionCall2(date_pli, reopened_on, Int32GetDatum(rule->from_reopening));
}

/* BEFORE INSERT OR UPDATE of rows of attempts. */
Datum
caaspp_last_day_trigger(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	TupleDesc	desc;
	HeapTuple	row;
	int			attnum;
	Datum		value;
	bool		isnull;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BEFORE(trigdata->tg_event) || !TRIGGER_FIRED_FOR_ROW(trigdata->tg_event) ||
		TRIGGER_FIRED_BY_DELETE(trigdata->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired before insert or update for each row", "caaspp.last_day_trigger")));
	row = TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event) ? trigdata->tg_newtuple : trigdata->tg_trigtuple;
	desc = RelationGetDescr(trigdata->tg_relation);
	attnum = current_command(trigdata->tg_relation)->last_day;
	value = last_day_of(row, desc, &isnull);
	return PointerGetDatum(heap_modify_tuple_by_cols(row, desc, 1, &attnum, &value, &isnull));
}
