/*
 * fact.c
 *		The tables that a row of the file fills, and which of their columns.
 */
#include "postgres.h"

#include "catalog/pg_operator.h"
#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "intake/intake.h"
#include "store/columns.h"

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

/* The one with a last day, or NULL. */
static const CaasppColumn *
until_of(List *sources)
{
	ListCell   *lc;

	foreach(lc, sources)
		if (((CaasppColumn *) lfirst(lc))->type == CAASPP_CELL_UNTIL)
			return lfirst(lc);
	return NULL;
}

static CaasppFact *
make_fact(const CaasppImport *import, const char *name, int number)
{
	const CaasppLayout *layout = import->header.layout;
	const char *table = pnstrdup(name, strcspn(name, ":"));
	CaasppFact *fact = palloc0(sizeof(CaasppFact));

	fact->relid = caaspp_table_oid(table);
	if (!OidIsValid(fact->relid))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("table \"caaspp.%s\" of layout \"%s\" does not exist", table, layout->name),
				 errhint("Run CALL caaspp.deploy();")));
	fact->name = table;
	fact->table = psprintf("caaspp.%s", quote_identifier(table));
	fact->updates = is_updated(layout, name);
	fact->unmatched = psprintf("no %.*s", (int) strlen(table) - 1, table);
	fact->has_latest = layout->latest_by != NULL && layout->latest_by->number > 0;
	fact->reporter = fact->updates && layout->reporter != NULL && layout->reporter->number > 0 ? layout->reporter : NULL;
	fact->relation = psprintf("caaspp_fact_%d", number);
	return fact;
}

/* A column of the table, which `sources` of the layout would fill. */
static void
add_column(const CaasppImport *import, CaasppFact *fact, CaasppFactColumn *column, List *sources)
{
	column->sources = usable_sources(sources, column->key > 0);
	if (strcmp(column->name, "batch_id") == 0)
		fact->batch_number = column->number;
	if (column->key > 0)
	{
		fact->keys = lappend(fact->keys, column);
		column->highest = highest_of(column->sources);
		fact->has_highest |= column->highest != NULL;
		if (fact->updates && sources == NIL)
			return;
		if (column->sources == NIL)
			refuse_keyless(import, fact->name, column->name, sources);
		fact->nkeys++;
	}
	if (column->sources == NIL)
		return;
	fact->columns = lappend(fact->columns, column);
	column->of_some_rows = fact->updates && column->key == 0 && is_conditional(column->sources);
	column->until = fact->updates ? until_of(column->sources) : NULL;
	fact->has_current |= column->until != NULL;
}

static bool
has_own_key(const CaasppFact *fact)
{
	ListCell   *lc;

	foreach(lc, fact->columns)
		if (((CaasppFactColumn *) lfirst(lc))->key > 0 && is_own(((CaasppFactColumn *) lfirst(lc))->sources))
			return true;
	return false;
}

/*
 * NULL where the file says nothing of the table: its layout could fill more
 * than the key, but the file has none of it, and the key is that of others too
 * or not enough.
 */
static CaasppFact *
prepare_fact(const CaasppImport *import, const char *name, int number)
{
	CaasppFact *fact = make_fact(import, name, number);
	bool		could_say_more = false;
	bool		lacks_needed = false;

	query_columns(fact->relid);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		CaasppFactColumn *column = column_at(row);
		List	   *sources = sources_of(import->header.layout, name, column->name);

		add_column(import, fact, column, sources);
		could_say_more |= column->key == 0 && sources != NIL;
		lacks_needed |= column->key == 0 && column->needed && column->sources == NIL && !(fact->updates && sources == NIL);
	}
	SPI_freetuptable(SPI_tuptable);
	if (fact->nkeys == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TABLE_DEFINITION),
				 errmsg("table \"caaspp.%s\" has no primary key", fact->name)));
	if (could_say_more && list_length(fact->columns) == fact->nkeys && (!has_own_key(fact) || lacks_needed))
		return NULL;
	return fact;
}

static void
start_fact(CaasppFact *fact)
{
	caaspp_start_rows(fact);
	if (!fact->updates && !fact->has_highest)
		caaspp_start_sort(fact);
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
