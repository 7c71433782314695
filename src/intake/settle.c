/*
 * settle.c
 *		Of each key the row that counts, once the file is read.
 *
 * A table may refuse that row; then the next one of its key counts.
 */
#include "postgres.h"

#include "catalog/pg_collation_d.h"
#include "catalog/pg_type_d.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/datum.h"
#include "utils/typcache.h"

#include "intake/intake.h"

#define MOST_KEYS (INDEX_MAX_KEYS + 2)

typedef struct Order
{
	int			n;
	AttrNumber	columns[MOST_KEYS];
	Oid			operators[MOST_KEYS];
	Oid			collations[MOST_KEYS];
	bool		nulls_first[MOST_KEYS];
} Order;

static void
order_by(Order *order, TupleDesc desc, AttrNumber column, bool descending)
{
	Oid			type = TupleDescAttr(desc, column - 1)->atttypid;
	TypeCacheEntry *entry = lookup_type_cache(type, TYPECACHE_LT_OPR | TYPECACHE_GT_OPR);

	order->columns[order->n] = column;
	order->operators[order->n] = descending ? entry->gt_opr : entry->lt_opr;
	order->collations[order->n] = type == TEXTOID ? C_COLLATION_OID : InvalidOid;
	order->nulls_first[order->n] = false;
	order->n++;
}

/*
 * By key, so that tables and indexes grow at one place; of a key the row that
 * counts comes first.  The school year, mostly one, is compared last.
 */
void
caaspp_start_sort(CaasppFact *fact)
{
	Oid			year = caaspp_cell_sql_type(&(CaasppColumn) {.type = CAASPP_CELL_SCHOOL_YEAR});
	Order		order = {0};

	for (int i = 0; i < fact->nkeys; i++)
		if (TupleDescAttr(fact->desc, CAASPP_FIRST_COLUMN - 1 + i)->atttypid != year)
			order_by(&order, fact->desc, CAASPP_FIRST_COLUMN + i, false);
	for (int i = 0; i < fact->nkeys; i++)
		if (TupleDescAttr(fact->desc, CAASPP_FIRST_COLUMN - 1 + i)->atttypid == year)
			order_by(&order, fact->desc, CAASPP_FIRST_COLUMN + i, false);
	if (fact->has_latest)
		order_by(&order, fact->desc, fact->desc->natts, true);
	order_by(&order, fact->desc, CAASPP_LINE, true);
	fact->sort = tuplesort_begin_heap(fact->desc, order.n, order.columns, order.operators, order.collations,
									  order.nulls_first, maintenance_work_mem, NULL, TUPLESORT_NONE);
}

static bool
is_same(TupleDesc desc, AttrNumber attnum, TupleTableSlot *a, TupleTableSlot *b)
{
	Form_pg_attribute attribute = TupleDescAttr(desc, attnum - 1);
	bool		a_isnull;
	bool		b_isnull;
	Datum		a_value = slot_getattr(a, attnum, &a_isnull);
	Datum		b_value = slot_getattr(b, attnum, &b_isnull);

	if (a_isnull || b_isnull)
		return a_isnull && b_isnull;
	return attribute->attbyval ? a_value == b_value :
		datum_image_eq(a_value, b_value, attribute->attbyval, attribute->attlen);
}

/* Notes which leading columns of the key go on being the same. */
static bool
has_same_key(CaasppFact *fact, TupleTableSlot *kept, TupleTableSlot *row)
{
	bool		same = true;

	for (int i = 0; i < fact->nkeys; i++)
		if (!is_same(fact->desc, CAASPP_FIRST_COLUMN + i, kept, row))
		{
			same = false;
			fact->nconstant = Min(fact->nconstant, i);
		}
	return same;
}

/* In the fact's columns from one place to before another. */
static bool
are_same(const CaasppFact *fact, int from, int to, TupleTableSlot *a, TupleTableSlot *b)
{
	for (int i = from; i < to; i++)
		if (!is_same(fact->desc, CAASPP_FIRST_COLUMN + i, a, b))
			return false;
	return true;
}

/*
 * The first table of a layout is what a row is about, and should have it once.
 * In the others rows may well repeat, as long as they agree.
 */
static void
find_repeated(CaasppImport *import, const CaasppFact *fact, TupleTableSlot *kept, TupleTableSlot *row)
{
	bool		is_first = fact == linitial(import->facts);
	bool		is_same_row = are_same(fact, fact->nkeys, list_length(fact->columns), kept, row);
	bool		isnull;
	int64		line = DatumGetInt64(slot_getattr(row, CAASPP_LINE, &isnull));
	int64		kept_line = DatumGetInt64(slot_getattr(kept, CAASPP_LINE, &isnull));

	/* Lists of students repeat them, a row may in its cells; a file with a date tells what was and what is. */
	if (fact->relid == InvalidOid || fact->has_latest || line == kept_line || (!is_first && is_same_row))
		return;
	caaspp_find(&import->findings, line, 0, NULL, is_first ? "repeated key" : "contradiction", CAASPP_WARNING,
				is_first && is_same_row ? "the same comes again on line " INT64_FORMAT "; the last one counts" :
				is_first ? "the same comes again on line " INT64_FORMAT ", with other values; the last one counts" :
				"line " INT64_FORMAT " says otherwise of the same; the last one counts", kept_line);
}

/* More than can be refused are not needed. */
static void
spare_row(CaasppFact *fact, TupleTableSlot *row, int64 n)
{
	if (fact->relid == InvalidOid || n > CAASPP_MOST_REFUSED)
		return;
	if (fact->spare == NULL)
		fact->spare = tuplestore_begin_heap(false, false, work_mem);
	tuplestore_puttupleslot(fact->spare, row);
}

static void
settle_fact(CaasppImport *import, CaasppFact *fact)
{
	TupleTableSlot *row = MakeSingleTupleTableSlot(fact->desc, &TTSOpsMinimalTuple);
	TupleTableSlot *kept = MakeSingleTupleTableSlot(fact->desc, &TTSOpsMinimalTuple);
	int64		n = 0;
	int64		repeated = 0;

	fact->nrows = 0;
	fact->nconstant = fact->nkeys;
	tuplesort_performsort(fact->sort);
	while (tuplesort_gettupleslot(fact->sort, true, false, row, NULL))
	{
		if (n++ % 1000 == 0)
			CHECK_FOR_INTERRUPTS();
		if (fact->nrows > 0 && has_same_key(fact, kept, row))
		{
			find_repeated(import, fact, kept, row);
			spare_row(fact, row, ++repeated);
			continue;
		}
		repeated = 0;
		tuplestore_puttupleslot(fact->rows, row);
		ExecCopySlot(kept, row);
		fact->nrows++;
	}
	tuplesort_end(fact->sort);
	fact->sort = NULL;
	ExecDropSingleTupleTableSlot(row);
	ExecDropSingleTupleTableSlot(kept);
}

/* Before the rows are sorted, so that those of one key are found. */
static void
complete_keys(const CaasppImport *import, CaasppFact *fact)
{
	Tuplestorestate *rows = caaspp_whole_rows(import, fact);
	TupleTableSlot *row = MakeSingleTupleTableSlot(fact->desc, &TTSOpsMinimalTuple);

	tuplestore_clear(fact->rows);
	caaspp_start_sort(fact);
	while (tuplestore_gettupleslot(rows, true, false, row))
		tuplesort_puttupleslot(fact->sort, row);
	ExecDropSingleTupleTableSlot(row);
	tuplestore_end(rows);
}

/* The file is read: of each key the row that counts. */
void
caaspp_facts_settle(CaasppImport *import)
{
	ListCell   *lc;

	foreach(lc, import->facts)
	{
		CaasppFact *fact = lfirst(lc);

		if (fact->has_highest)
			complete_keys(import, fact);
		if (fact->sort != NULL)
			settle_fact(import, fact);
	}
	if (import->listed != NULL)
	{
		settle_fact(import, import->listed);
		settle_fact(import, import->kept);
	}
	if (import->deleted != NULL)
	{
		settle_fact(import, import->deleted);
		settle_fact(import, import->replaced);
		caaspp_settle_order(import);
	}
}

static bool
is_refused(const CaasppImport *import, TupleTableSlot *row)
{
	bool		isnull;

	return caaspp_lines_has(&import->refused, DatumGetInt64(slot_getattr(row, CAASPP_LINE, &isnull)));
}

/*
 * The next spare rows are those of this row's key, or of one further down.  The
 * first that was not refused takes its place.
 */
static bool
next_spares(const CaasppImport *import, CaasppFact *fact, Tuplestorestate *spares, TupleTableSlot *spare, bool has_spare,
			TupleTableSlot *row)
{
	while (has_spare && are_same(fact, 0, fact->nkeys, row, spare))
	{
		if (is_refused(import, row))
			ExecCopySlot(row, spare);
		else
			tuplestore_puttupleslot(fact->spare, spare);
		has_spare = tuplestore_gettupleslot(spares, true, false, spare);
	}
	return has_spare;
}

static void
settle_fact_again(const CaasppImport *import, CaasppFact *fact)
{
	Tuplestorestate *rows = fact->rows;
	Tuplestorestate *spares = fact->spare;
	TupleTableSlot *row = MakeSingleTupleTableSlot(fact->desc, &TTSOpsMinimalTuple);
	TupleTableSlot *spare = MakeSingleTupleTableSlot(fact->desc, &TTSOpsMinimalTuple);
	bool		has_spare = tuplestore_gettupleslot(spares, true, false, spare);
	int64		n = 0;

	fact->rows = tuplestore_begin_heap(true, false, work_mem);
	fact->spare = tuplestore_begin_heap(false, false, work_mem);
	tuplestore_rescan(rows);
	while (tuplestore_gettupleslot(rows, true, true, row))
	{
		if (n++ % 1000 == 0)
			CHECK_FOR_INTERRUPTS();
		has_spare = next_spares(import, fact, spares, spare, has_spare, row);
		tuplestore_puttupleslot(fact->rows, row);
	}
	ExecDropSingleTupleTableSlot(row);
	ExecDropSingleTupleTableSlot(spare);
	tuplestore_end(rows);
	tuplestore_end(spares);
}

/* Tables refused rows: of their keys the latest others count. */
void
caaspp_facts_settle_again(CaasppImport *import)
{
	ListCell   *lc;

	foreach(lc, import->facts)
		if (((CaasppFact *) lfirst(lc))->spare != NULL)
			settle_fact_again(import, lfirst(lc));
}
