/*
 * fact.c
 *		The tables that a row of the file fills: which of their columns, and the
 *		rows on their way there.
 */
#include "postgres.h"

#include "catalog/pg_collation_d.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "intake/intake.h"
#include "store/columns.h"

/* Place of a fact's column in its rows: line comes first. */
#define LINE 1
#define FIRST_COLUMN 2

/* OPERATOR(schema.=), whatever the search path. */
static char *
equality_of(Oid type)
{
	Oid			opr = lookup_type_cache(type, TYPECACHE_EQ_OPR)->eq_opr;
	HeapTuple	tuple = SearchSysCache1(OPEROID, ObjectIdGetDatum(opr));
	Form_pg_operator form;
	char	   *text;

	if (!HeapTupleIsValid(tuple))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("could not identify an equality operator for type %s", format_type_be(type))));
	form = (Form_pg_operator) GETSTRUCT(tuple);
	text = psprintf("OPERATOR(%s.%s)", quote_identifier(get_namespace_name(form->oprnamespace)),
					NameStr(form->oprname));
	ReleaseSysCache(tuple);
	return text;
}

/* The layout's columns that fill a column of a table. */
static List *
sources_of(const CaasppLayout *layout, const char *table, const char *name)
{
	const char *filled = psprintf("%s.%s", table, name);
	List	   *sources = NIL;
	ListCell   *lc;
	ListCell   *lc2;

	foreach(lc, layout->columns)
		foreach(lc2, ((CaasppColumn *) lfirst(lc))->fills)
			if (strcmp(lfirst(lc2), filled) == 0)
				sources = lappend(sources, lfirst(lc));
	return sources;
}

/* A column of the fact by its name, and its place in the fact's rows, as c1; NULL where the file does not give it. */
const CaasppFactColumn *
caaspp_fact_column(const CaasppFact *fact, const char *name, int *place)
{
	ListCell   *lc;

	foreach(lc, fact->columns)
	{
		const CaasppFactColumn *column = lfirst(lc);

		if (strcmp(column->name, name) != 0)
			continue;
		if (place != NULL)
			*place = foreach_current_index(lc) + 1;
		return column;
	}
	return NULL;
}

/* Those that the file has, or that have a value without it. */
static List *
usable_sources(List *sources, bool for_key)
{
	List	   *usable = NIL;
	ListCell   *lc;

	foreach(lc, sources)
	{
		CaasppColumn *column = lfirst(lc);

		if (column->number > 0 || ((for_key || column->filled) && column->has_fallback) || (for_key && column->highest != NULL))
			usable = lappend(usable, column);
	}
	return usable;
}

/* Of a key column. */
static const char *
highest_of(List *sources)
{
	ListCell   *lc;

	foreach(lc, sources)
		if (((CaasppColumn *) lfirst(lc))->highest != NULL)
			return ((CaasppColumn *) lfirst(lc))->highest;
	return NULL;
}

static void
refuse_keyless(const CaasppImport *import, const char *table, const char *name, List *sources)
{
	ListCell   *lc;

	foreach(lc, sources)
	{
		const CaasppColumn *column = lfirst(lc);

		if (column->fallback != NULL && column->fallback[0] == ':')
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("layout \"%s\" needs a %s", import->header.layout->name, column->fallback + 1),
					 errhint("Give the argument %s, or a column \"%s\" in the file; %s.", column->fallback + 1,
							 column->name, caaspp_cell_right(column))));
	}
	ereport(ERROR,
			(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			 errmsg("the file does not fill column \"%s\" of the key of \"%s\"", name, table),
			 errhint("caaspp.layout_columns lists the columns of layout \"%s\".", import->header.layout->name)));
}

/* The columns of a table, those of its primary key first and in its order. */
static void
query_columns(Oid relid)
{
	Oid			types[1] = {OIDOID};
	Datum		values[1] = {ObjectIdGetDatum(relid)};

	/* A cast to varchar(20) would cut what is too long; the table refuses it. */
	if (SPI_execute_with_args("SELECT a.attname::pg_catalog.text, pg_catalog.format_type(a.atttypid, CASE WHEN a.atttypid IN"
							  " ('pg_catalog.varchar'::pg_catalog.regtype, 'pg_catalog.bpchar'::pg_catalog.regtype)"
							  " THEN -1 ELSE a.atttypmod END), a.atttypid,"
							  " coalesce(k.place, 0)::pg_catalog.int4, a.attnum,"
							  " a.attnotnull AND NOT a.atthasdef, a.atttypmod"
							  " FROM pg_catalog.pg_attribute a LEFT JOIN (pg_catalog.pg_index i CROSS JOIN LATERAL"
							  " pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k (attnum, place))"
							  " ON i.indrelid OPERATOR(pg_catalog.=) a.attrelid AND i.indisprimary AND k.attnum OPERATOR(pg_catalog.=) a.attnum"
							  " WHERE a.attrelid OPERATOR(pg_catalog.=) $1 AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped"
							  " ORDER BY k.place NULLS LAST, a.attnum",
							  1, types, values, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read the columns of relation %u", relid);
}

static CaasppFactColumn *
column_at(uint64 row)
{
	CaasppFactColumn *column = palloc0(sizeof(CaasppFactColumn));
	HeapTuple	tuple = SPI_tuptable->vals[row];
	bool		isnull;

	column->name = SPI_getvalue(tuple, SPI_tuptable->tupdesc, 1);
	column->type = SPI_getvalue(tuple, SPI_tuptable->tupdesc, 2);
	column->type_id = DatumGetObjectId(SPI_getbinval(tuple, SPI_tuptable->tupdesc, 3, &isnull));
	column->equals = equality_of(column->type_id);
	column->key = DatumGetInt32(SPI_getbinval(tuple, SPI_tuptable->tupdesc, 4, &isnull));
	column->number = DatumGetInt16(SPI_getbinval(tuple, SPI_tuptable->tupdesc, 5, &isnull));
	column->needed = DatumGetBool(SPI_getbinval(tuple, SPI_tuptable->tupdesc, 6, &isnull));
	column->typmod = DatumGetInt32(SPI_getbinval(tuple, SPI_tuptable->tupdesc, 7, &isnull));
	return column;
}

static bool
is_updated(const CaasppLayout *layout, const char *table)
{
	ListCell   *lc;

	foreach(lc, layout->updates)
		if (strcmp(lfirst(lc), table) == 0)
			return true;
	return false;
}

/* Whether the file has a column that fills nothing but this one of the table. */
static bool
is_own(List *sources)
{
	ListCell   *lc;

	foreach(lc, sources)
		if (((CaasppColumn *) lfirst(lc))->number > 0 && list_length(((CaasppColumn *) lfirst(lc))->fills) == 1)
			return true;
	return false;
}

/* Whether some rows of the file have none of them. */
static bool
is_conditional(List *sources)
{
	ListCell   *lc;

	foreach(lc, sources)
		if (((CaasppColumn *) lfirst(lc))->when == NULL)
			return false;
	return true;
}

/* The column with a last day, or NULL. */
static const CaasppColumn *
current_of(const CaasppFactColumn *column)
{
	ListCell   *lc;

	foreach(lc, column->sources)
		if (((CaasppColumn *) lfirst(lc))->type == CAASPP_CELL_UNTIL)
			return lfirst(lc);
	return NULL;
}

/*
 * NULL where the file says nothing of the table: its layout could fill more
 * than the key, but the file has none of it, and the key is that of others too
 * or not enough.
 */
static CaasppFact *
prepare_fact(const CaasppImport *import, const char *name, int number)
{
	const CaasppLayout *layout = import->header.layout;
	const char *table = pnstrdup(name, strcspn(name, ":"));
	Oid			relid = caaspp_table_oid(table);
	CaasppFact *fact = palloc0(sizeof(CaasppFact));
	bool		could_say_more = false;
	bool		says_more = false;
	bool		has_own_key = false;
	bool		lacks_needed = false;

	if (!OidIsValid(relid))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("table \"caaspp.%s\" of layout \"%s\" does not exist", table, layout->name),
				 errhint("Run CALL caaspp.deploy();")));
	fact->relid = relid;
	fact->name = table;
	fact->table = psprintf("caaspp.%s", quote_identifier(table));
	fact->updates = is_updated(layout, name);
	fact->unmatched = psprintf("no %.*s", (int) strlen(table) - 1, table);
	fact->has_latest = layout->latest_by != NULL && layout->latest_by->number > 0;
	fact->reporter = fact->updates && layout->reporter != NULL && layout->reporter->number > 0 ? layout->reporter : NULL;
	fact->relation = psprintf("caaspp_fact_%d", number);
	query_columns(relid);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		CaasppFactColumn *column = column_at(row);
		List	   *sources = sources_of(layout, name, column->name);

		column->sources = usable_sources(sources, column->key > 0);
		if (column->key > 0)
			column->highest = highest_of(column->sources);
		fact->has_highest |= column->highest != NULL;
		if (strcmp(column->name, "batch_id") == 0)
			fact->batch_number = column->number;
		if (column->key > 0)
			fact->keys = lappend(fact->keys, column);
		if (fact->updates && sources == NIL)
			continue;
		if (column->key > 0 && column->sources == NIL)
			refuse_keyless(import, table, column->name, sources);
		if (column->key == 0)
		{
			could_say_more |= sources != NIL;
			says_more |= column->sources != NIL;
			lacks_needed |= column->needed && column->sources == NIL;
		}
		else
		{
			fact->nkeys++;
			has_own_key |= is_own(column->sources);
		}
		if (column->sources == NIL)
			continue;
		fact->columns = lappend(fact->columns, column);
		column->of_some_rows = fact->updates && column->key == 0 && is_conditional(column->sources);
		fact->has_current |= fact->updates && current_of(column) != NULL;
	}
	SPI_freetuptable(SPI_tuptable);
	if (fact->nkeys == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TABLE_DEFINITION),
				 errmsg("table \"caaspp.%s\" has no primary key", table)));
	return could_say_more && !says_more && (!has_own_key || lacks_needed) ? NULL : fact;
}

/* The type of a column's rows before they are cast to the table's. */
static Oid
type_of(const CaasppFactColumn *column)
{
	Oid			type = caaspp_cell_sql_type(linitial(column->sources));
	ListCell   *lc;

	foreach(lc, column->sources)
		if (caaspp_cell_sql_type(lfirst(lc)) != type)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("columns of different types fill column \"%s\"", column->name),
					 errhint("Correct caaspp.layout_columns.")));
	return type;
}

static int
count_of_some_rows(const CaasppFact *fact)
{
	int			n = 0;
	ListCell   *lc;

	foreach(lc, fact->columns)
		n += ((CaasppFactColumn *) lfirst(lc))->of_some_rows;
	return n;
}

static void
start_rows(CaasppFact *fact)
{
	AttrNumber	attnum = FIRST_COLUMN;
	ListCell   *lc;

	fact->desc = CreateTemplateTupleDesc(list_length(fact->columns) + 1 + fact->has_latest + fact->has_current +
										 (fact->reporter != NULL) + count_of_some_rows(fact));
	TupleDescInitEntry(fact->desc, LINE, "line", INT8OID, -1, 0);
	foreach(lc, fact->columns)
	{
		TupleDescInitEntry(fact->desc, attnum, psprintf("c%d", attnum - FIRST_COLUMN + 1),
						   type_of(lfirst(lc)), -1, 0);
		attnum++;
	}
	if (fact->has_latest)
		TupleDescInitEntry(fact->desc, attnum++, "latest", DATEOID, -1, 0);
	if (fact->has_current)
		TupleDescInitEntry(fact->desc, attnum++, "current", BOOLOID, -1, 0);
	if (fact->reporter != NULL)
		TupleDescInitEntry(fact->desc, attnum++, "reporter", caaspp_cell_sql_type(fact->reporter), -1, 0);
	foreach(lc, fact->columns)
		if (((CaasppFactColumn *) lfirst(lc))->of_some_rows)
			TupleDescInitEntry(fact->desc, attnum++, psprintf("read%d", foreach_current_index(lc) + 1), BOOLOID, -1, 0);
	fact->slot = MakeSingleTupleTableSlot(fact->desc, &TTSOpsVirtual);
	fact->rows = tuplestore_begin_heap(true, false, work_mem);
}

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
static void
start_sort(CaasppFact *fact)
{
	Oid			year = caaspp_cell_sql_type(&(CaasppColumn) {.type = CAASPP_CELL_SCHOOL_YEAR});
	Order		order = {0};

	for (int i = 0; i < fact->nkeys; i++)
		if (TupleDescAttr(fact->desc, FIRST_COLUMN - 1 + i)->atttypid != year)
			order_by(&order, fact->desc, FIRST_COLUMN + i, false);
	for (int i = 0; i < fact->nkeys; i++)
		if (TupleDescAttr(fact->desc, FIRST_COLUMN - 1 + i)->atttypid == year)
			order_by(&order, fact->desc, FIRST_COLUMN + i, false);
	if (fact->has_latest)
		order_by(&order, fact->desc, fact->desc->natts, true);
	order_by(&order, fact->desc, LINE, true);
	fact->sort = tuplesort_begin_heap(fact->desc, order.n, order.columns, order.operators, order.collations,
									  order.nulls_first, maintenance_work_mem, NULL, TUPLESORT_NONE);
}

static void
start_fact(CaasppFact *fact)
{
	start_rows(fact);
	if (!fact->updates && !fact->has_highest)
		start_sort(fact);
}

/* Columns that are there, or that the keys of facts want. */
static void
prepare_columns(CaasppImport *import)
{
	ListCell   *lc;

	foreach(lc, import->header.layout->columns)
	{
		CaasppColumn *column = lfirst(lc);

		if (column->needed && (column->number > 0 || column->fallback != NULL))
			caaspp_cell_prepare(import, column);
		column->value = column->fallback_value;
		column->isnull = !column->has_fallback;
		column->is_read = true;
	}
}

/* The columns that say of whom the file lists everything, as far as they are in the fact's key. */
static List *
listed_columns(const CaasppLayout *layout, const CaasppFact *fact)
{
	List	   *columns = NIL;
	ListCell   *lc;
	ListCell   *lc2;

	foreach(lc, layout->listed_by)
		foreach(lc2, fact->columns)
		{
			CaasppFactColumn *column = lfirst(lc2);

			if (column->key > 0 && strcmp(column->name, lfirst(lc)) == 0)
				columns = lappend(columns, column);
		}
	return columns;
}

static CaasppFact *
make_list(const char *relation, List *columns)
{
	CaasppFact *list = palloc0(sizeof(CaasppFact));

	list->relation = relation;
	list->columns = columns;
	list->nkeys = list_length(columns);
	start_fact(list);
	return list;
}

/* Whoever has a row is listed, with or without anything. */
static void
prepare_listed(CaasppImport *import)
{
	const CaasppLayout *layout = import->header.layout;
	ListCell   *lc;

	foreach(lc, import->facts)
	{
		CaasppFact *fact = lfirst(lc);
		List	   *columns = listed_columns(layout, fact);

		fact->is_listed = layout->listed_by != NIL && list_length(columns) == list_length(layout->listed_by);
		if (!fact->is_listed || import->listed != NULL)
			continue;
		import->listed = make_list("caaspp_listed", columns);
		import->kept = make_list("caaspp_kept", columns);
	}
	if (layout->listed_by != NIL && import->listed == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("no fact of layout \"%s\" has all that its listed_by names in its key", layout->name),
				 errhint("Correct caaspp.layouts.")));
}

/* What the file takes away, or moves, is told by the key. */
static void
prepare_transactions(CaasppImport *import)
{
	const CaasppLayout *layout = import->header.layout;
	const CaasppFact *first = import->facts == NIL ? NULL : linitial(import->facts);
	List	   *keys = NIL;
	ListCell   *lc;
	ListCell   *lc2;

	if (first == NULL || (layout->deletes == NULL && layout->replaces == NULL))
		return;
	foreach(lc, first->columns)
	{
		CaasppFactColumn *column = lfirst(lc);

		if (column->key == 0)
			continue;
		keys = lappend(keys, column);
		foreach(lc2, column->sources)
			((CaasppColumn *) lfirst(lc2))->in_key = true;
	}
	import->deleted = make_list("caaspp_deleted", keys);
	import->replaced = make_list("caaspp_replaced", keys);
}

void
caaspp_facts_prepare(CaasppImport *import)
{
	ListCell   *lc;

	prepare_columns(import);
	foreach(lc, import->header.layout->facts)
	{
		CaasppFact *fact = prepare_fact(import, lfirst(lc), foreach_current_index(lc) + 1);

		if (fact == NULL)
			continue;
		start_fact(fact);
		import->facts = lappend(import->facts, fact);
	}
	if (import->facts == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("the file says nothing beyond the keys of layout \"%s\"", import->header.layout->name),
				 errdetail("It has none of the other columns of its tables."),
				 errhint("caaspp.layout_columns lists the columns of every layout.")));
	prepare_listed(import);
	prepare_transactions(import);
}

/* Digits of several columns are one code; of other columns the last one filled counts. */
static Datum
value_of(const CaasppFactColumn *column, bool *isnull)
{
	CaasppColumn *first = linitial(column->sources);
	Datum		value = (Datum) 0;
	StringInfoData joined;
	ListCell   *lc;

	*isnull = true;
	if (list_length(column->sources) == 1 || first->type != CAASPP_CELL_DIGITS)
	{
		foreach(lc, column->sources)
		{
			const CaasppColumn *source = lfirst(lc);

			if (source->isnull)
				continue;
			value = source->value;
			*isnull = false;
		}
		return value;
	}
	initStringInfo(&joined);
	foreach(lc, column->sources)
	{
		const CaasppColumn *source = lfirst(lc);

		if (source->isnull)
			return (Datum) 0;
		appendStringInfoString(&joined, TextDatumGetCString(source->value));
	}
	*isnull = false;
	return CStringGetTextDatum(joined.data);
}

static bool
is_void(const CaasppFactColumn *column)
{
	ListCell   *lc;

	foreach(lc, column->sources)
		if (((CaasppColumn *) lfirst(lc))->is_void)
			return true;
	return false;
}

/* Whether a last day in the row has passed. */
static bool
has_ended(const CaasppFact *fact)
{
	ListCell   *lc;

	foreach(lc, fact->columns)
	{
		const CaasppColumn *until = current_of(lfirst(lc));

		if (until != NULL && !until->isnull)
			return !DatumGetBool(until->value);
	}
	return false;
}

/* Whether the row is of the kind that tells it, be it by a blank. */
static bool
is_told(const CaasppFactColumn *column)
{
	ListCell   *lc;

	foreach(lc, column->sources)
		if (((CaasppColumn *) lfirst(lc))->is_read)
			return true;
	return false;
}

static void
put_fact(CaasppFact *fact, int64 line, const CaasppColumn *latest)
{
	TupleTableSlot *slot = ExecClearTuple(fact->slot);
	Datum	   *values = slot->tts_values;
	bool	   *nulls = slot->tts_isnull;
	bool		says_something = !fact->updates;
	int			i = 0;
	ListCell   *lc;

	if (latest != NULL && latest->is_void)
		return;					/* it begins later */
	values[i] = Int64GetDatum(line);
	nulls[i++] = false;
	foreach(lc, fact->columns)
	{
		const CaasppFactColumn *column = lfirst(lc);

		values[i] = value_of(column, &nulls[i]);
		if ((nulls[i] && column->key > 0 && column->highest == NULL) || is_void(column))
			return;				/* this row says nothing of the table */
		says_something |= column->key == 0 && is_told(column);
		i++;
	}
	if (!says_something)
		return;
	if (fact->has_latest)
	{
		values[i] = latest->value;
		nulls[i++] = latest->isnull;
	}
	if (fact->has_current)
	{
		values[i] = BoolGetDatum(!has_ended(fact));
		nulls[i++] = false;
	}
	if (fact->reporter != NULL)
	{
		values[i] = fact->reporter->value;
		nulls[i++] = fact->reporter->isnull;
	}
	foreach(lc, fact->columns)
		if (((CaasppFactColumn *) lfirst(lc))->of_some_rows)
		{
			values[i] = BoolGetDatum(is_told(lfirst(lc)));
			nulls[i++] = false;
		}
	ExecStoreVirtualTuple(slot);
	if (fact->sort != NULL)
		tuplesort_puttupleslot(fact->sort, slot);
	else
		tuplestore_puttupleslot(fact->rows, slot);
	fact->nrows++;
}

static bool
is_filled_by(const CaasppFact *fact, const CaasppColumn *source)
{
	ListCell   *lc;

	foreach(lc, fact->columns)
		if (list_member_ptr(((CaasppFactColumn *) lfirst(lc))->sources, source))
			return true;
	return false;
}

/* The facts of the row; only those that a column fills, if one is given. */
void
caaspp_facts_put(CaasppImport *import, int64 line, const CaasppColumn *only)
{
	ListCell   *lc;

	if (import->row_deletes)
	{
		put_fact(import->deleted, line, NULL);
		return;
	}
	if (import->row_replaces)
	{
		put_fact(import->replaced, line, NULL);
		caaspp_lines_add(&import->replacing, line);
	}
	if (only == NULL && import->listed != NULL)
		put_fact(import->listed, line, NULL);
	foreach(lc, import->facts)
		if (only == NULL || is_filled_by(lfirst(lc), only))
			put_fact(lfirst(lc), line, import->header.layout->latest_by);
}

/* A cell of the row could not be read: what is stored of its student stays. */
void
caaspp_facts_keep(CaasppImport *import, int64 line)
{
	if (import->kept != NULL)
		put_fact(import->kept, line, NULL);
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
		if (!is_same(fact->desc, FIRST_COLUMN + i, kept, row))
		{
			same = false;
			fact->nconstant = Min(fact->nconstant, i);
		}
	return same;
}

static bool
has_same_values(const CaasppFact *fact, TupleTableSlot *kept, TupleTableSlot *row)
{
	for (int i = fact->nkeys; i < list_length(fact->columns); i++)
		if (!is_same(fact->desc, FIRST_COLUMN + i, kept, row))
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
	bool		is_same_row = has_same_values(fact, kept, row);
	bool		isnull;
	int64		line = DatumGetInt64(slot_getattr(row, LINE, &isnull));
	int64		kept_line = DatumGetInt64(slot_getattr(kept, LINE, &isnull));

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
	start_sort(fact);
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

	return caaspp_lines_has(&import->refused, DatumGetInt64(slot_getattr(row, LINE, &isnull)));
}

static bool
is_of_key(const CaasppFact *fact, TupleTableSlot *kept, TupleTableSlot *row)
{
	for (int i = 0; i < fact->nkeys; i++)
		if (!is_same(fact->desc, FIRST_COLUMN + i, kept, row))
			return false;
	return true;
}

/*
 * The next spare rows are those of this row's key, or of one further down.  The
 * first that was not refused takes its place.
 */
static bool
next_spares(const CaasppImport *import, CaasppFact *fact, Tuplestorestate *spares, TupleTableSlot *spare, bool has_spare,
			TupleTableSlot *row)
{
	while (has_spare && is_of_key(fact, row, spare))
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
