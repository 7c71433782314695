/*
 * history.c
 *		Replaced and deleted rows go to their history table, with the end of the
 *		span in which they were believed.
 *
 * In C, because every change of every fact pays for it.  It writes with the
 * rights of the table's owner, whatever those of the session: history is
 * nobody's to forge.
 */
#include "postgres.h"

#include "access/attmap.h"
#include "access/genam.h"
#include "access/tupconvert.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_namespace_d.h"
#include "catalog/pg_type_d.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "caaspp.h"
#include "store/bulk.h"
#include "store/columns.h"
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

/* Of a table that Citus distributes only the shards have rows: what is written here would never be seen. */
static bool
is_distributed(Oid relid)
{
	Oid			catalog = get_relname_relid("pg_dist_partition", PG_CATALOG_NAMESPACE);
	AttrNumber	logicalrelid = OidIsValid(catalog) ? get_attnum(catalog, "logicalrelid") : InvalidAttrNumber;
	Relation	rel;
	ScanKeyData key;
	SysScanDesc scan;
	bool		is_there;

	if (logicalrelid <= 0)
		return false;
	rel = table_open(catalog, AccessShareLock);
	ScanKeyInit(&key, logicalrelid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(relid));
	scan = systable_beginscan(rel, InvalidOid, false, NULL, 1, &key);
	is_there = HeapTupleIsValid(systable_getnext(scan));
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return is_there;
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
	if (pg_class_aclcheck(relid, rel->rd_rel->relowner, ACL_INSERT) != ACLCHECK_OK)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied for table %s", name),
				 errdetail("The owner of table \"%s\" may not insert into it.", RelationGetRelationName(rel)),
				 errhint("Both tables should have one owner.")));
	if (is_distributed(relid))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("history cannot be kept in table \"%s\", which is distributed", name),
				 errhint("undistribute_table() brings it back; or drop the history triggers of table \"%s\".", RelationGetRelationName(rel))));
	return relid;
}

static bool
is_same_name(Form_pg_attribute a, Form_pg_attribute b)
{
	return !a->attisdropped && !b->attisdropped && strcmp(NameStr(a->attname), NameStr(b->attname)) == 0;
}

/* The table's columns by the place that they have in its history. */
static AttrMap *
map_columns(Relation rel, Relation kept)
{
	TupleDesc	from = RelationGetDescr(rel);
	TupleDesc	to = RelationGetDescr(kept);
	AttrMap    *map = make_attrmap(to->natts);

	for (int i = 0; i < to->natts; i++)
		for (int j = 0; j < from->natts && map->attnums[i] == InvalidAttrNumber; j++)
		{
			int			k = (i + j) % from->natts;	/* mostly the same place */

			if (!is_same_name(TupleDescAttr(from, k), TupleDescAttr(to, i)))
				continue;
			map->attnums[i] = k + 1;
			caaspp_column_of(kept, NameStr(TupleDescAttr(to, i)->attname), TupleDescAttr(from, k)->atttypid);
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
	history.recorded_at = caaspp_column_of(rel, "recorded_at", TIMESTAMPTZOID);
	history.batch_id = caaspp_column_of(rel, "batch_id", INT8OID);
	caaspp_transition_open(&replaced, rows, RelationGetDescr(rel));
	while ((row = caaspp_transition_next(&replaced)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		if (!was_believed(&history, row))
			continue;
		if (history.bulk == NULL)
		{
			history.bulk = caaspp_bulk_open(relid);
			kept = table_open(relid, NoLock);
			history.columns = map_columns(rel, kept);
			history.known_until = caaspp_column_of(kept, "known_until", TIMESTAMPTZOID);
			history.replaced_by = caaspp_column_of(kept, "replaced_by", INT8OID);
		}
		keep_row(&history, row);
		n++;
	}
	caaspp_transition_close(&replaced);
	if (history.bulk == NULL)
		return;
	table_close(kept, NoLock);
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
