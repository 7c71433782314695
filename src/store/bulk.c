/*
 * bulk.c
 *		New rows into a table, many at a time.
 *
 * Where the table is to be more than doubled its indexes are built anew after
 * the rows, from a sort: entries that come in another order than the index's
 * cost several times as much one by one.
 *
 * Locks are taken only where nobody has to be waited for: a session that types
 * a row holds the table's and waits for the students'; one that holds students
 * may be about to read by an index.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/index.h"
#include "catalog/namespace.h"
#include "catalog/pg_am_d.h"
#include "catalog/pg_class_d.h"
#include "catalog/pg_trigger.h"
#include "commands/extension.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "optimizer/optimizer.h"
#include "rewrite/rewriteHandler.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/rls.h"

#include "compat.h"
#include "store/bulk.h"
#include "store/settings.h"
#include "triggers/students.h"

#define MOST_SLOTS 1000

struct CaasppBulk
{
	Relation	rel;
	EState	   *estate;
	ResultRelInfo *target;
	TransitionCaptureState *captured;
	BulkInsertState state;
	CommandId	command;
	bool		builds_indexes;
	Datum	   *defaults;
	bool	   *default_nulls;
	ExprState **each_time;		/* by column: what gives every row another value */
	bool		has_volatile;
	TupleTableSlot *slots[MOST_SLOTS];
	int			nslots;			/* made */
	int			nfilled;
	int64		nrows;
	MemoryContext context;
};

/* Whose rows are only stored, not sent elsewhere or computed. */
static bool
is_plain(Relation rel)
{
	return rel->rd_rel->relkind == RELKIND_RELATION && rel->rd_rel->relam == HEAP_TABLE_AM_OID &&
		rel->rd_rules == NULL && !rel->rd_rel->relispartition &&
		(rel->rd_att->constr == NULL || !rel->rd_att->constr->has_generated_stored);
}

/* Of our own row triggers, those with a WHEN let pass what is derived, or look at the row alone; a district's may look for the rows before. */
static bool
looks_back(const Trigger *trigger)
{
	return TRIGGER_FOR_ROW(trigger->tgtype) && TRIGGER_FOR_BEFORE(trigger->tgtype) && TRIGGER_FOR_INSERT(trigger->tgtype) &&
		(trigger->tgqual == NULL || get_func_namespace(trigger->tgfoid) != get_namespace_oid("caaspp", true));
}

/* The planner's hooks need not be asked, nor does a row trigger look for the rows before it. */
static bool
is_free(Relation rel)
{
	TriggerDesc *triggers = rel->trigdesc;

	if (OidIsValid(get_extension_oid("citus", true)))
		return false;
	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
		if (looks_back(&triggers->triggers[i]))
			return false;
	return true;
}

/* Where it is not, the INSERT says so.  To keep others from writing takes what LOCK TABLE asks for that. */
static bool
is_allowed(Relation rel)
{
	Oid			relid = RelationGetRelid(rel);

	return !XactReadOnly && pg_class_aclcheck(relid, GetUserId(), ACL_INSERT) == ACLCHECK_OK &&
		pg_class_aclcheck(relid, GetUserId(), ACL_UPDATE | ACL_DELETE | ACL_TRUNCATE) == ACLCHECK_OK &&
		check_enable_rls(relid, InvalidOid, true) != RLS_ENABLED;
}

static void
read_default(CaasppBulk *bulk, int i, Expr *expr)
{
	Form_pg_attribute attribute = TupleDescAttr(RelationGetDescr(bulk->rel), i);
	ExprState  *state;

	expr = expression_planner(expr);
	state = ExecPrepareExpr(expr, bulk->estate);
	if (contain_volatile_functions((Node *) expr))
	{
		bulk->each_time[i] = state;
		bulk->has_volatile = true;
		return;
	}
	bulk->defaults[i] = ExecEvalExprSwitchContext(state, GetPerTupleExprContext(bulk->estate), &bulk->default_nulls[i]);
	if (!bulk->default_nulls[i])
		bulk->defaults[i] = datumCopy(bulk->defaults[i], attribute->attbyval, attribute->attlen);
}

static void
read_defaults(CaasppBulk *bulk)
{
	TupleDesc	desc = RelationGetDescr(bulk->rel);

	bulk->defaults = palloc0(desc->natts * sizeof(Datum));
	bulk->default_nulls = palloc(desc->natts * sizeof(bool));
	bulk->each_time = palloc0(desc->natts * sizeof(ExprState *));
	for (int i = 0; i < desc->natts; i++)
	{
		Expr	   *expr = TupleDescAttr(desc, i)->attisdropped ? NULL : (Expr *) build_column_default(bulk->rel, i + 1);

		bulk->default_nulls[i] = true;
		if (expr != NULL)
			read_default(bulk, i, expr);
	}
}

/* Nobody may be reading by it: neither another session nor a query that called us. */
static bool
lock_index(Oid indexid)
{
	Relation	index;
	bool		is_busy;

	if (!ConditionalLockRelationOid(indexid, AccessExclusiveLock))
		return false;
	index = index_open(indexid, NoLock);
	is_busy = index->rd_refcnt > 1;
	index_close(index, NoLock);
	if (is_busy)
		UnlockRelationOid(indexid, AccessExclusiveLock);
	return !is_busy;
}

static bool
lock_indexes(Relation rel)
{
	List	   *indexes = RelationGetIndexList(rel);
	ListCell   *lc;

	foreach(lc, indexes)
		if (!lock_index(lfirst_oid(lc)))
		{
			for (int i = 0; i < foreach_current_index(lc); i++)
				UnlockRelationOid(list_nth_oid(indexes, i), AccessExclusiveLock);
			return false;
		}
	return true;
}

/* As the planner estimates it. */
static double
known_rows(Relation rel)
{
	BlockNumber pages;
	double		rows;
	double		visible;

	table_relation_estimate_size(rel, NULL, &pages, &rows, &visible);
	return rows;
}

/*
 * Few rows have an entry in a partial one: it takes them as they come, and the
 * table need not be read for them.  Nor is one built that is not whole (what a
 * failed CREATE INDEX CONCURRENTLY left), or whose constraint can wait.
 */
static bool
is_built_later(Relation index)
{
	Form_pg_index form = index->rd_index;

	return form->indisvalid && form->indisready && form->indimmediate &&
		heap_attisnull(index->rd_indextuple, Anum_pg_index_indpred, NULL);
}

static void
open_indexes(CaasppBulk *bulk)
{
	ResultRelInfo *target = bulk->target;

	ExecOpenIndices(target, false);
	for (int i = 0; i < target->ri_NumIndices; i++)
		if (bulk->builds_indexes && is_built_later(target->ri_IndexRelationDescs[i]))
			target->ri_IndexRelationInfo[i]->ii_ReadyForInserts = false;
}

static void
open_target(CaasppBulk *bulk)
{
	EState	   *estate = bulk->estate;

	bulk->target = makeNode(ResultRelInfo);
	InitResultRelInfo(bulk->target, bulk->rel, 0, NULL, 0);
	open_indexes(bulk);
	estate->es_opened_result_relations = list_make1(bulk->target);
	estate->es_output_cid = bulk->command = GetCurrentCommandId(true);
	AfterTriggerBeginQuery();
	bulk->captured = MakeTransitionCaptureState(bulk->rel->trigdesc, RelationGetRelid(bulk->rel), CMD_INSERT);
	bulk->state = GetBulkInsertState();
	ExecBSInsertTriggers(estate, bulk->target);
}

static CaasppBulk *
make_bulk(Relation rel)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "caaspp bulk", ALLOCSET_DEFAULT_SIZES);
	CaasppBulk *bulk = MemoryContextAllocZero(context, sizeof(CaasppBulk));

	bulk->context = context;
	bulk->rel = rel;
	MemoryContextSwitchTo(context);
	bulk->estate = CreateExecutorState();
	return bulk;
}

CaasppBulk *
caaspp_bulk_open(Oid relid)
{
	MemoryContext outer = CurrentMemoryContext;
	Relation	rel = table_open(relid, RowExclusiveLock);
	CaasppBulk *bulk;

	if (!is_plain(rel))
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is not a plain table", RelationGetRelationName(rel)),
				 errdetail("It must be no view, no partition, and have neither rules nor generated columns.")));
	bulk = make_bulk(rel);
	read_defaults(bulk);
	open_target(bulk);
	MemoryContextSwitchTo(outer);
	return bulk;
}

CaasppBulk *
caaspp_bulk_begin(Oid relid, int64 expected_rows)
{
	MemoryContext outer = CurrentMemoryContext;
	CaasppBulk *bulk;
	Relation	rel;

	if (expected_rows < CAASPP_BULK_ROWS)
		return NULL;
	rel = table_open(relid, AccessShareLock);
	if (!is_plain(rel) || !is_free(rel) || !is_allowed(rel) || !ConditionalLockRelationOid(relid, ShareRowExclusiveLock))
	{
		table_close(rel, AccessShareLock);
		return NULL;
	}
	bulk = make_bulk(rel);
	read_defaults(bulk);
	if (bulk->has_volatile)		/* it may look for the rows before */
	{
		FreeExecutorState(bulk->estate);
		table_close(rel, AccessShareLock);
		MemoryContextSwitchTo(outer);
		MemoryContextDelete(bulk->context);
		return NULL;
	}
	bulk->builds_indexes = expected_rows >= known_rows(rel) && caaspp_owns_relation(relid) &&		/* as REINDEX asks */
		caaspp_try_lock_everybody() && lock_indexes(rel);
	open_target(bulk);
	MemoryContextSwitchTo(outer);
	return bulk;
}

TupleTableSlot *
caaspp_bulk_row(CaasppBulk *bulk)
{
	int			natts = RelationGetDescr(bulk->rel)->natts;
	TupleTableSlot *slot;

	if (bulk->nfilled == bulk->nslots)
	{
		MemoryContext outer = MemoryContextSwitchTo(bulk->context);

		bulk->slots[bulk->nslots++] = table_slot_create(bulk->rel, NULL);
		MemoryContextSwitchTo(outer);
	}
	slot = bulk->slots[bulk->nfilled];
	ExecClearTuple(slot);
	memcpy(slot->tts_values, bulk->defaults, natts * sizeof(Datum));
	memcpy(slot->tts_isnull, bulk->default_nulls, natts * sizeof(bool));
	for (int i = 0; bulk->has_volatile && i < natts; i++)
		if (bulk->each_time[i] != NULL)
			slot->tts_values[i] = ExecEvalExprSwitchContext(bulk->each_time[i], GetPerTupleExprContext(bulk->estate), &slot->tts_isnull[i]);
	return slot;
}

/* Its entries in the indexes; those of deferred constraints are checked by the triggers after it. */
static void
finish_row(CaasppBulk *bulk, TupleTableSlot *slot)
{
	TriggerDesc *triggers = bulk->rel->trigdesc;
	List	   *recheck = ExecInsertIndexTuples(bulk->target, slot, bulk->estate, false, false, NULL, NIL CAASPP_NOT_ONLY_SUMMARIZING);

	if (triggers != NULL && (triggers->trig_insert_after_row || triggers->trig_insert_new_table))
		ExecARInsertTriggers(bulk->estate, bulk->target, slot, recheck, bulk->captured);
	list_free(recheck);
	ResetPerTupleExprContext(bulk->estate);
}

static void
flush(CaasppBulk *bulk)
{
	CHECK_FOR_INTERRUPTS();
	table_multi_insert(bulk->rel, bulk->slots, bulk->nfilled, bulk->command, 0, bulk->state);
	for (int i = 0; i < bulk->nfilled; i++)
		finish_row(bulk, bulk->slots[i]);
	bulk->nrows += bulk->nfilled;
	bulk->nfilled = 0;
}

void
caaspp_bulk_put(CaasppBulk *bulk)
{
	TupleTableSlot *slot = bulk->slots[bulk->nfilled];
	TriggerDesc *triggers = bulk->rel->trigdesc;
	MemoryContext outer = MemoryContextSwitchTo(GetPerTupleMemoryContext(bulk->estate));

	ExecStoreVirtualTuple(slot);
	slot->tts_tableOid = RelationGetRelid(bulk->rel);
	if (triggers != NULL && triggers->trig_insert_before_row && !ExecBRInsertTriggers(bulk->estate, bulk->target, slot))
	{
		MemoryContextSwitchTo(outer);
		ResetPerTupleExprContext(bulk->estate);
		return;					/* a trigger left it out */
	}
	if (bulk->rel->rd_att->constr != NULL)
		ExecConstraints(bulk->target, slot, bulk->estate);
	ExecMaterializeSlot(slot);
	bulk->nfilled++;
	MemoryContextSwitchTo(outer);
	ResetPerTupleExprContext(bulk->estate);
	if (bulk->nfilled == MOST_SLOTS)
		flush(bulk);
}

static void
build_index(Oid indexid, Relation rel)
{
	Relation	index = index_open(indexid, NoLock);
	bool		is_later = is_built_later(index);
	int			settings = NewGUCNestLevel();

	index_close(index, NoLock);
	if (is_later)
	{
		if (indexid == rel->rd_pkindex)	/* in whose order the rows came: to share them out takes longer than to sort them */
			caaspp_set_for_now("max_parallel_maintenance_workers", "0");
		caaspp_reindex(indexid, rel->rd_rel->relpersistence);
		CommandCounterIncrement();
	}
	AtEOXact_GUC(true, settings);
}

static void
build_indexes(Relation rel)
{
	ListCell   *lc;

	CommandCounterIncrement();
	foreach(lc, RelationGetIndexList(rel))
	{
		CHECK_FOR_INTERRUPTS();
		build_index(lfirst_oid(lc), rel);
	}
}

int64
caaspp_bulk_end(CaasppBulk *bulk)
{
	int64		nrows;

	if (bulk->nfilled > 0)
		flush(bulk);
	nrows = bulk->nrows;
	for (int i = 0; i < bulk->nslots; i++)
		ExecDropSingleTupleTableSlot(bulk->slots[i]);
	FreeBulkInsertState(bulk->state);
	ExecCloseIndices(bulk->target);
	if (bulk->builds_indexes && nrows > 0)
		build_indexes(bulk->rel);
	ExecASInsertTriggers(bulk->estate, bulk->target, bulk->captured);
	AfterTriggerEndQuery(bulk->estate);
	ExecResetTupleTable(bulk->estate->es_tupleTable, false);
	table_close(bulk->rel, NoLock);
	FreeExecutorState(bulk->estate);
	MemoryContextDelete(bulk->context);
	return nrows;
}
