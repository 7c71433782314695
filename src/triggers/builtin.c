/*-------------------------------------------------------------------------
 *
 * builtin.c
 *		Shipped rows of the state rule tables are read-only.
 *
 * A dump holds only a district's own rows (WHERE NOT builtin); the others
 * come back as the extension ships them. So a change to a shipped row would
 * be lost on restore, and is refused. The scripts of CREATE EXTENSION and
 * ALTER EXTENSION UPDATE may do anything.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "commands/extension.h"
#include "commands/trigger.h"
#include "fmgr.h"
#include "utils/rel.h"

#include "store/columns.h"

PG_FUNCTION_INFO_V1(caaspp_protect_builtin);

static bool
row_is_builtin(Relation rel, HeapTuple row)
{
	TupleDesc	desc = RelationGetDescr(rel);
	bool		isnull;
	Datum		value = heap_getattr(row, caaspp_column_of(rel, "builtin", BOOLOID), desc, &isnull);

	return !isnull && DatumGetBool(value);
}

/* BEFORE INSERT OR UPDATE OR DELETE of rows, BEFORE TRUNCATE of the table */
Datum
caaspp_protect_builtin(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	Relation	rel;
	HeapTuple	row;
	HeapTuple	result;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BEFORE(trigdata->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be called as a BEFORE trigger",
						"protect_builtin")));

	rel = trigdata->tg_relation;
	row = trigdata->tg_trigtuple;
	result = TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event) ? trigdata->tg_newtuple : row;

	if (creating_extension && CurrentExtensionObject == get_extension_oid("caaspp", true))
		return PointerGetDatum(result);

	if (TRIGGER_FIRED_BY_TRUNCATE(trigdata->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("cannot truncate \"%s\" because it holds rows that the extension ships",
						RelationGetRelationName(rel)),
				 errhint("Remove your own rows with DELETE ... WHERE NOT builtin.")));

	if (!TRIGGER_FIRED_BY_INSERT(trigdata->tg_event) && row_is_builtin(rel, row))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("cannot change a row of \"%s\" that the extension ships",
						RelationGetRelationName(rel)),
				 errhint("Add a row of your own for the school years that the shipped rows do not cover.")));

	if (!TRIGGER_FIRED_BY_DELETE(trigdata->tg_event) && row_is_builtin(rel, result))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("cannot mark a row of \"%s\" as shipped by the extension",
						RelationGetRelationName(rel)),
				 errhint("Leave the column \"%s\" out: it is false for your own rows.",
						 "builtin")));

	return PointerGetDatum(result);
}
