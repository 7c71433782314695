/*
 * history.c
 *		Replaced and deleted rows go to their history table, with the end of the
 *		span in which they were believed.
 *
 * In C, because every change of every fact pays for it.  It writes whether or
 * not the session may write to the history table itself: history is nobody's
 * to forge.
 */
#include "postgres.h"

#include "access/attmap.h"
#include "access/tupconvert.h"
#include "access/xact.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "caaspp.h"
#include "store/bulk.h"
#include "triggers/transition.h"

PG_FUNCTION_INFO_V1(caaspp_history_trigger);

typedef struct History
{
	CaasppBulk *bulk;
	AttrMap    *columns;		/* of the table, by those of its history */
	AttrNumber	known_until;
	AttrNumber	replaced_by;
	AttrNumber	recorded_at;	/* of the table */
	AttrNumber	batch_id;
	TimestampTz now;
	int64		batch;			/* being imported, or 0 */
	bool		is_derived;		/* such rows follow when an import is undone */
} History;

static AttrNumber
column_of(Relation rel, const char *name)
{
	AttrNumber	number = get_attnum(RelationGetRelid(rel), name);

	if (number == InvalidAttrNumber)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("column \"%s\" of relation \"%s\" does not exist", name, RelationGetRelationName(rel)),
				 errhint("Run CALL caaspp.deploy();")));
	return number;
}

static Oid
history_of(Relation rel)
{
	char	   *name = psprintf("%s_history", RelationGetRelationName(rel));
	Oid			relid = get_relname_relid(name, RelationGetNamespace(rel));

	if (!OidIsValid(relid))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation \"%s\" does not exist", name),
				 errhint("Run CALL caaspp.deploy();")));
	return relid;
}

/* The table's columns by the place that they have in its history. */
static AttrMap *
map_columns(TupleDesc from, TupleDesc to)
{
	AttrMap    *map = make_attrmap(to->natts);

	for (int i = 0; i < to->natts; i++)
		for (int j = 0; j < from->natts && !TupleDescAttr(to, i)->attisdropped; j++)
		{
			int			k = (i + j) % from->natts;	/* mostly the same place */

			if (TupleDescAttr(from, k)->attisdropped ||
				strcmp(NameStr(TupleDescAttr(from, k)->attname), NameStr(TupleDescAttr(to, i)->attname)) != 0)
				continue;
			map->attnums[i] = k + 1;
			break;
		}
	return map;
}

/*
 * What came and went in one transaction was never believed.  An import,
 * though, can be undone in the transaction of what it replaced.
 */
static bool
was_believed(const History *history, TupleTableSlot *row)
{
	bool		isnull;
	Datum		value = slot_getattr(row, history->recorded_at, &isnull);

	if (!isnull && DatumGetTimestampTz(value) < history->now)
		return true;
	if (history->batch == 0 || history->is_derived)
		return false;
	value = slot_getattr(row, history->batch_id, &isnull);
	return isnull || DatumGetInt64(value) != history->batch;
}

static void
keep_row(const History *history, TupleTableSlot *row)
{
	TupleTableSlot *kept = caaspp_bulk_row(history->bulk);

	slot_getallattrs(row);
	for (int i = 0; i < history->columns->maplen; i++)
	{
		AttrNumber	from = history->columns->attnums[i];

		if (from == InvalidAttrNumber)
			continue;
		kept->tts_values[i] = row->tts_values[from - 1];
		kept->tts_isnull[i] = row->tts_isnull[from - 1];
	}
	kept->tts_values[history->known_until - 1] = TimestampTzGetDatum(history->now);
	kept->tts_isnull[history->known_until - 1] = false;
	kept->tts_values[history->replaced_by - 1] = Int64GetDatum(history->batch);
	kept->tts_isnull[history->replaced_by - 1] = history->batch == 0;
	caaspp_bulk_put(history->bulk);
}

static void
keep_rows(Relation rel, Oid relid, Tuplestorestate *rows, bool is_derived)
{
	History		history = {0};
	CaasppTransition replaced;
	TupleTableSlot *row;
	Relation	kept = NULL;
	int64		n = 0;

	history.is_derived = is_derived;
	history.now = GetCurrentTransactionStartTimestamp();
	history.batch = caaspp_importing();
	history.recorded_at = column_of(rel, "recorded_at");
	history.batch_id = column_of(rel, "batch_id");
	caaspp_transition_open(&replaced, rows, RelationGetDescr(rel));
	while ((row = caaspp_transition_next(&replaced)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		if (!was_believed(&history, row))
			continue;
		if (history.bulk == NULL)
		{
			history.bulk = caaspp_bulk_open(relid);
			kept = RelationIdGetRelation(relid);
			history.columns = map_columns(RelationGetDescr(rel), RelationGetDescr(kept));
			history.known_until = column_of(kept, "known_until");
			history.replaced_by = column_of(kept, "replaced_by");
		}
		keep_row(&history, row);
		n++;
	}
	caaspp_transition_close(&replaced);
	if (history.bulk == NULL)
		return;
	RelationClose(kept);
	caaspp_bulk_end(history.bulk);
	if (history.batch != 0 && !is_derived)
		caaspp_importing_replaces(n);
}

/*
 * AFTER UPDATE OR DELETE of a statement, with the rows that it replaced.  With
 * the argument "derived" for rows that no file brings.
 */
Datum
caaspp_history_trigger(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(trigdata->tg_event) ||
		!TRIGGER_FIRED_FOR_STATEMENT(trigdata->tg_event) || trigdata->tg_oldtable == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired after update or delete for each statement, with the old rows",
						"caaspp.history_trigger")));
	keep_rows(trigdata->tg_relation, history_of(trigdata->tg_relation), trigdata->tg_oldtable,
			  trigdata->tg_trigger->tgnargs > 0);
	return PointerGetDatum(NULL);
}
