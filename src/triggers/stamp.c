/*-------------------------------------------------------------------------
 *
 * stamp.c
 *		recorded_at: since when a row has had its present values
 *
 * History gives each replaced row the span in which it was believed, so a
 * row's own time must move with every update, and never backwards even when
 * an older transaction writes after a younger one.
 *
 * Undoing an import goes by batch_id: whoever may update a row does not say
 * thereby which import it is of.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type_d.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "caaspp.h"
#include "store/columns.h"

PG_FUNCTION_INFO_V1(caaspp_stamp_trigger);

static bool
is_changed(HeapTuple old, HeapTuple new, int attnum, TupleDesc tupdesc)
{
	bool		old_isnull;
	bool		new_isnull;
	Datum		old_value = heap_getattr(old, attnum, tupdesc, &old_isnull);
	Datum		new_value = heap_getattr(new, attnum, tupdesc, &new_isnull);

	return old_isnull != new_isnull || (!old_isnull && DatumGetInt64(old_value) != DatumGetInt64(new_value));
}

static void
refuse_batch(const TriggerData *trigdata)
{
	Relation	rel = trigdata->tg_relation;
	int			attnum = SPI_fnumber(RelationGetDescr(rel), "batch_id");

	if (attnum <= 0 || TupleDescAttr(RelationGetDescr(rel), attnum - 1)->atttypid != INT8OID || caaspp_importing() != 0 ||
		!is_changed(trigdata->tg_trigtuple, trigdata->tg_newtuple, attnum, RelationGetDescr(rel)) ||
		has_privs_of_role(GetUserId(), rel->rd_rel->relowner))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("permission denied to change column \"batch_id\" of table \"%s\"", RelationGetRelationName(rel)),
			 errdetail("It says which import a row is of, and undoing goes by it."),
			 errhint("Leave it out; imports set it, and the table's owner can.")));
}

Datum
caaspp_stamp_trigger(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	TupleDesc	tupdesc;
	HeapTuple	tuple;
	TimestampTz recorded_at = GetCurrentTransactionStartTimestamp();
	int			attnum;
	bool		isnull;
	Datum		value;

	if (!CALLED_AS_TRIGGER(fcinfo) ||
		!TRIGGER_FIRED_BEFORE(trigdata->tg_event) ||
		!TRIGGER_FIRED_FOR_ROW(trigdata->tg_event) ||
		!TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired before update for each row",
						"caaspp.stamp_trigger")));

	refuse_batch(trigdata);
	tupdesc = RelationGetDescr(trigdata->tg_relation);
	attnum = caaspp_column_of(trigdata->tg_relation, "recorded_at", TIMESTAMPTZOID);

	value = heap_getattr(trigdata->tg_trigtuple, attnum, tupdesc, &isnull);
	if (!isnull && DatumGetTimestampTz(value) > recorded_at)
		recorded_at = DatumGetTimestampTz(value);

	value = TimestampTzGetDatum(recorded_at);
	isnull = false;
	tuple = heap_modify_tuple_by_cols(trigdata->tg_newtuple, tupdesc, 1, &attnum, &value, &isnull);
	return PointerGetDatum(tuple);
}
