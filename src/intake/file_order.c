/*
 * file_order.c
 *		A file that adds a fact and replaces it further down means one fact: the
 *		row that it added is overruled.
 *
 * Rows are sorted and each key has one by now, so what the file says of a
 * student is gone through once more, in the order of its lines.  Of rows that
 * replace, only what the file itself added is overruled by a later one: a file
 * in which every row replaces has as many facts as it lists.
 */
#include "postgres.h"

#include "catalog/pg_collation_d.h"
#include "catalog/pg_type_d.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "intake/intake.h"

typedef struct Statement
{
	int64		line;
	bool		deletes;
	bool		replaces;
	bool		added;			/* the file brought what stands under this key, */
	bool		stands;			/* and it is there still */
	struct Statement *overruled;	/* what it took the place of */
	Datum	   *key;
} Statement;

/* Rows in the order of their keys. */
typedef struct Stream
{
	Tuplestorestate *rows;
	TupleTableSlot *slot;
	bool		has_row;
	bool		deletes;
} Stream;

typedef struct Order
{
	CaasppImport *import;
	TupleDesc	desc;
	int			nkeys;
	Oid			year;			/* its column was compared last */
	TypeCacheEntry **types;
	List	   *statements;		/* of one student and place, */
	MemoryContext context;		/* where they are */
} Order;

static int
compare_key(const Order *order, int i, Datum a, Datum b)
{
	Oid			collation = TupleDescAttr(order->desc, CAASPP_FIRST_COLUMN - 1 + i)->atttypid == TEXTOID ? C_COLLATION_OID : InvalidOid;

	return DatumGetInt32(FunctionCall2Coll(&order->types[i]->cmp_proc_finfo, collation, a, b));
}

/* By all columns but the last and the year, which is how the rows are grouped. */
static int
compare_rows(const Order *order, TupleTableSlot *a, TupleTableSlot *b)
{
	for (int i = 0; i < order->nkeys - 1; i++)
	{
		bool		isnull;
		int			difference;

		if (TupleDescAttr(order->desc, CAASPP_FIRST_COLUMN - 1 + i)->atttypid == order->year)
			continue;
		difference = compare_key(order, i, slot_getattr(a, CAASPP_FIRST_COLUMN + i, &isnull), slot_getattr(b, CAASPP_FIRST_COLUMN + i, &isnull));
		if (difference != 0)
			return difference;
	}
	return 0;
}

static bool
has_same_keys(const Order *order, const Statement *a, const Statement *b, int n)
{
	for (int i = 0; i < n; i++)
		if (compare_key(order, i, a->key[i], b->key[i]) != 0)
			return false;
	return true;
}

/* Not where statements are: what comes from disk is the slot's own. */
static void
next_row(Stream *stream)
{
	stream->has_row = tuplestore_gettupleslot(stream->rows, true, false, stream->slot);
}

static void
open_stream(Stream *stream, const CaasppFact *fact, Tuplestorestate *rows, bool deletes)
{
	stream->rows = rows;
	stream->deletes = deletes;
	stream->slot = MakeSingleTupleTableSlot(fact->desc, &TTSOpsMinimalTuple);
	stream->has_row = false;
	if (rows == NULL)
		return;
	tuplestore_rescan(rows);
	next_row(stream);
}

static void
take_statement(Order *order, const Stream *stream)
{
	MemoryContext outer = MemoryContextSwitchTo(order->context);
	Statement  *statement = palloc0(sizeof(Statement));
	bool		isnull;

	statement->line = DatumGetInt64(slot_getattr(stream->slot, CAASPP_LINE, &isnull));
	statement->deletes = stream->deletes;
	statement->replaces = !stream->deletes && caaspp_lines_has(&order->import->replacing, statement->line);
	statement->key = palloc(order->nkeys * sizeof(Datum));
	for (int i = 0; i < order->nkeys; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(order->desc, CAASPP_FIRST_COLUMN - 1 + i);

		statement->key[i] = datumCopy(slot_getattr(stream->slot, CAASPP_FIRST_COLUMN + i, &isnull),
									  attribute->attbyval, attribute->attlen);
	}
	order->statements = lappend(order->statements, statement);
	MemoryContextSwitchTo(outer);
}

/* Those of the group that `of` is in; rows before it are passed. */
static void
take_group(Order *order, Stream *stream, TupleTableSlot *of)
{
	while (stream->has_row)
	{
		int			difference = compare_rows(order, stream->slot, of);

		if (difference > 0)
			return;
		CHECK_FOR_INTERRUPTS();
		if (difference == 0)
			take_statement(order, stream);
		next_row(stream);
	}
}

static int
by_line(const ListCell *a, const ListCell *b)
{
	int64		left = ((Statement *) lfirst(a))->line;
	int64		right = ((Statement *) lfirst(b))->line;

	return left < right ? -1 : left > right;
}

/* Line of the row that overrules or deletes, the key that goes, and the line that gave it. */
static void
put_key(const Order *order, Tuplestorestate *rows, TupleDesc desc, int64 line, const Statement *gone)
{
	Datum		values[INDEX_MAX_KEYS + 2];
	bool		nulls[INDEX_MAX_KEYS + 2] = {false};

	values[0] = Int64GetDatum(line);
	memcpy(values + 1, gone->key, order->nkeys * sizeof(Datum));
	values[order->nkeys + 1] = Int64GetDatum(gone->line);
	tuplestore_putvalues(rows, desc, values, nulls);
}

static void
overrule(const Order *order, Statement *statement)
{
	CaasppImport *import = order->import;

	for (const Statement *gone = statement->overruled; gone != NULL; gone = gone->overruled)
	{
		put_key(order, import->overruled->rows, import->overruled->desc, statement->line, gone);
		import->overruled->nrows++;
	}
}

/* What it deletes may have had another key before. */
static void
delete_overruled(const Order *order, const Statement *statement, const Statement *deleted)
{
	CaasppFact *keys = order->import->deleted;

	for (const Statement *gone = deleted->overruled; gone != NULL; gone = gone->overruled)
	{
		put_key(order, keys->rows, keys->desc, statement->line, gone);
		keys->nrows++;
	}
}

static void
apply(const Order *order, Statement *statement)
{
	Statement  *same = NULL;
	Statement  *latest = NULL;
	ListCell   *lc;

	foreach(lc, order->statements)
	{
		Statement  *other = lfirst(lc);

		CHECK_FOR_INTERRUPTS();
		if (other->line >= statement->line)
			break;
		if (!other->stands || !has_same_keys(order, other, statement, order->nkeys - 1))
			continue;
		if (compare_key(order, order->nkeys - 1, other->key[order->nkeys - 1], statement->key[order->nkeys - 1]) == 0)
			same = other;
		else if (other->added && (latest == NULL || compare_key(order, order->nkeys - 1, other->key[order->nkeys - 1],
																 latest->key[order->nkeys - 1]) > 0))
			latest = other;
	}
	if (same != NULL)
		same->stands = false;
	if (statement->deletes)
	{
		if (same != NULL)
			delete_overruled(order, statement, same);
		return;
	}
	statement->stands = true;
	statement->added = !statement->replaces || (same != NULL && same->added);
	if (same != NULL)
		statement->overruled = same->overruled;
	else if (statement->replaces && latest != NULL)
	{
		latest->stands = false;
		statement->added = true;
		statement->overruled = latest;
	}
	overrule(order, statement);
}

static Order *
make_order(CaasppImport *import, const CaasppFact *fact)
{
	Order	   *order = palloc0(sizeof(Order));

	order->import = import;
	order->desc = fact->desc;
	order->nkeys = fact->nkeys;
	order->year = caaspp_cell_sql_type(&(CaasppColumn) {.type = CAASPP_CELL_SCHOOL_YEAR});
	order->context = AllocSetContextCreate(CurrentMemoryContext, "caaspp order", ALLOCSET_DEFAULT_SIZES);
	order->types = palloc(fact->nkeys * sizeof(TypeCacheEntry *));
	for (int i = 0; i < fact->nkeys; i++)
		order->types[i] = lookup_type_cache(TupleDescAttr(fact->desc, CAASPP_FIRST_COLUMN - 1 + i)->atttypid, TYPECACHE_CMP_PROC_FINFO);
	return order;
}

/* As the keys that a file deletes, and the line that gave the key. */
static CaasppFact *
make_overruled(const CaasppFact *keys)
{
	CaasppFact *overruled = palloc0(sizeof(CaasppFact));

	overruled->relation = "caaspp_overruled";
	overruled->desc = CreateTemplateTupleDesc(keys->nkeys + 2);
	for (int i = 1; i <= keys->nkeys + 1; i++)
		TupleDescCopyEntry(overruled->desc, i, keys->desc, i);
	TupleDescInitEntry(overruled->desc, keys->nkeys + 2, "given", INT8OID, -1, 0);
	overruled->rows = tuplestore_begin_heap(true, false, work_mem);
	return overruled;
}

/* All rows of a student and place, for each that has one which replaces. */
void
caaspp_settle_order(CaasppImport *import)
{
	const CaasppFact *fact = import->facts == NIL ? NULL : linitial(import->facts);
	Stream		replaced;
	Stream		streams[3];
	Order	   *order;

	if (import->replaced == NULL || import->replaced->nrows == 0)
		return;
	import->overruled = make_overruled(import->replaced);
	order = make_order(import, fact);
	open_stream(&replaced, import->replaced, import->replaced->rows, false);
	open_stream(&streams[0], fact, fact->rows, false);
	open_stream(&streams[1], fact, fact->spare, false);
	open_stream(&streams[2], import->deleted, import->deleted->rows, true);
	while (replaced.has_row)
	{
		ListCell   *lc;

		order->statements = NIL;
		for (int i = 0; i < lengthof(streams); i++)
			take_group(order, &streams[i], replaced.slot);
		list_sort(order->statements, by_line);
		foreach(lc, order->statements)
			apply(order, lfirst(lc));
		MemoryContextReset(order->context);
		next_row(&replaced);
	}
	MemoryContextDelete(order->context);
	ExecDropSingleTupleTableSlot(replaced.slot);
	for (int i = 0; i < lengthof(streams); i++)
	{
		ExecDropSingleTupleTableSlot(streams[i].slot);
		if (streams[i].rows != NULL)
			tuplestore_rescan(streams[i].rows);
	}
}

static bool
overrules(const CaasppImport *import)
{
	return import->overruled != NULL && import->overruled->nrows > 0;
}

/* Not rows of the first fact that a later one overrules, if that was not refused. */
void
caaspp_append_not_overruled(StringInfo sql, const CaasppImport *import, const CaasppFact *fact)
{
	if (overrules(import) && fact == linitial(import->facts))
		appendStringInfoString(sql, " AND NOT EXISTS (SELECT FROM caaspp_overruled o WHERE o.given OPERATOR(pg_catalog.=) r.line"
							   " AND NOT EXISTS (SELECT FROM caaspp_refused x WHERE x.line OPERATOR(pg_catalog.=) o.line))");
}

/* What such a row g moves is what it overrules: in the table, row l with its last column. */
void
caaspp_append_overruled(StringInfo sql, const CaasppImport *import, const char *last, const char *type)
{
	if (overrules(import))
		appendStringInfo(sql, " AND (NOT EXISTS (SELECT FROM caaspp_overruled o WHERE o.line OPERATOR(pg_catalog.=) g.line)"
						 " OR EXISTS (SELECT FROM caaspp_overruled o WHERE o.line OPERATOR(pg_catalog.=) g.line"
						 " AND CAST(o.c%d AS %s) OPERATOR(pg_catalog.=) l.%s))", import->replaced->nkeys, type, last);
}
