/*
 * layout.c
 *		What the files look like, as layouts and layout_columns say.
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "core/cells.h"
#include "core/text.h"
#include "intake/intake.h"
#include "store/columns.h"

/* A fallback that the table tells. */
#define HIGHEST ":highest"

/* The column of the current SPI row, NULL where it is null. */
static char *
text_at(uint64 row, int column)
{
	return SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column);
}

static bool
boolean_at(uint64 row, int column)
{
	bool		isnull;
	Datum		value = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, &isnull);

	return !isnull && DatumGetBool(value);
}

/* A text array as a list of strings. */
static List *
texts_at(uint64 row, int column)
{
	bool		isnull;
	Datum		value = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, &isnull);
	Datum	   *elements;
	bool	   *nulls;
	int			n;
	List	   *texts = NIL;

	if (isnull)
		return NIL;
	deconstruct_array(DatumGetArrayTypeP(value), TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &n);
	for (int i = 0; i < n; i++)
		if (!nulls[i])
			texts = lappend(texts, TextDatumGetCString(elements[i]));
	return texts;
}

static char *
folded(const char *name)
{
	char	   *text = palloc(strlen(name) + 1);

	text[caaspp_fold_name(name, strlen(name), text)] = '\0';
	return text;
}

static char *
trimmed(const char *text)
{
	size_t		len = strlen(text);

	caaspp_trim(&text, &len);
	return pnstrdup(text, len);
}

static CaasppColumn *
column_at(uint64 row)
{
	CaasppColumn *column = palloc0(sizeof(CaasppColumn));
	ListCell   *lc;

	column->name = text_at(row, 2);
	column->names = list_make1(folded(column->name));
	foreach(lc, texts_at(row, 3))
		column->names = lappend(column->names, folded(lfirst(lc)));
	column->type_name = text_at(row, 4);
	column->type = caaspp_cell_type(column->type_name);
	column->detail = text_at(row, 5);
	column->required = boolean_at(row, 6);
	column->filled = boolean_at(row, 7);
	column->fallback = text_at(row, 8);
	if (column->fallback != NULL && strncmp(column->fallback, HIGHEST, strlen(HIGHEST)) == 0)
	{
		column->highest = trimmed(column->fallback + strlen(HIGHEST));
		column->fallback = NULL;
	}
	column->fills = texts_at(row, 9);
	column->fills_text = text_at(row, 9);
	column->position = atoi(text_at(row, 10));
	column->condition = text_at(row, 11);
	column->needed = column->fills != NIL || column->filled || column->type == CAASPP_CELL_EXPIRY;
	return column;
}

static CaasppColumn *
column_named(const CaasppLayout *layout, const char *name)
{
	ListCell   *lc;

	foreach(lc, layout->columns)
		if (strcmp(((CaasppColumn *) lfirst(lc))->name, name) == 0)
			return lfirst(lc);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("layout \"%s\" has no column \"%s\"", layout->name, name),
			 errhint("Correct caaspp.layouts or caaspp.layout_columns.")));
}

/* Whose condition says which rows of the file it is about. */
static CaasppColumn *
condition_of(const char *name, const char *condition)
{
	CaasppColumn *column;

	if (condition == NULL)
		return NULL;
	column = palloc0(sizeof(CaasppColumn));
	column->name = name;
	column->condition = condition;
	return column;
}

/* "column = value; value" */
static void
resolve_condition(const CaasppLayout *layout, CaasppColumn *column)
{
	char	   *condition = pstrdup(column->condition);	/* cut up below */
	char	   *values = strchr(condition, '=');
	char	   *value;

	if (values == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" of layout \"%s\" has an unclear condition", column->name, layout->name),
				 errhint("Write it as column = value; value, or column != value; value.")));
	column->when_not = values > condition && values[-1] == '!';
	column->when = column_named(layout, trimmed(pnstrdup(condition, values - condition - column->when_not)));
	values++;
	while ((value = strsep(&values, ";")) != NULL)
		column->when_values = lappend(column->when_values, trimmed(value));
}

/* The column that a row of layouts names, or NULL; its cells are read then. */
static CaasppColumn *
needed_column(const CaasppLayout *layout, const char *name)
{
	CaasppColumn *column = name == NULL ? NULL : column_named(layout, name);

	if (column != NULL)
		column->needed = true;
	return column;
}

static void
resolve_columns(CaasppLayout *layout)
{
	ListCell   *lc;

	foreach(lc, layout->columns)
		if (((CaasppColumn *) lfirst(lc))->condition != NULL)
			resolve_condition(layout, lfirst(lc));
	if (layout->deletes != NULL)
		resolve_condition(layout, layout->deletes);
	if (layout->replaces != NULL)
		resolve_condition(layout, layout->replaces);
	layout->reporter = needed_column(layout, layout->reporter_name);
	layout->latest_by = needed_column(layout, layout->latest_name);
	layout->dated_by = needed_column(layout, layout->dated_name);
}

bool
caaspp_is_by_position(const CaasppLayout *layout)
{
	return strcmp(layout->recognition, "positions") == 0;
}

static void
refuse_layout(const CaasppLayout *layout, const CaasppColumn *column, const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 column == NULL ? errmsg("layout \"%s\" %s", layout->name, what) :
			 errmsg("column \"%s\" of layout \"%s\" %s", column->name, layout->name, what),
			 errhint("Correct caaspp.layouts or caaspp.layout_columns.")));
}

static bool
is_key(Oid relid, AttrNumber attnum)
{
	Oid			constraint;

	return bms_is_member(attnum - FirstLowInvalidHeapAttributeNumber, get_primary_key_attnos(relid, false, &constraint));
}

/* "table.column" or "table:2.column", of a table that the layout is to fill. */
static void
check_filled(const CaasppLayout *layout, const CaasppColumn *column, const char *filled)
{
	const char *dot = strchr(filled, '.');
	char	   *fact = dot == NULL ? NULL : pnstrdup(filled, dot - filled);
	bool		known = false;
	Oid			relid;
	ListCell   *lc;

	if (dot == NULL)
		refuse_layout(layout, column, psprintf("fills \"%s\", which is not written as table.column", filled));
	foreach(lc, layout->facts)
		known |= strcmp(lfirst(lc), fact) == 0;
	if (!known)
		refuse_layout(layout, column, psprintf("fills \"%s\", but \"%s\" is not among the layout's facts", filled, fact));
	relid = caaspp_table_oid(pnstrdup(fact, strcspn(fact, ":")));
	if (OidIsValid(relid) && get_attnum(relid, dot + 1) == InvalidAttrNumber)
		refuse_layout(layout, column, psprintf("fills \"%s\", but the table has no such column", filled));
	if (column->highest != NULL && OidIsValid(relid) && !is_key(relid, get_attnum(relid, dot + 1)))
		refuse_layout(layout, column, psprintf("is " HIGHEST ", but \"%s\" is not in the key of its table", filled));
}

static bool
holds_day(const CaasppColumn *column)
{
	return column->type == CAASPP_CELL_DATE || column->type == CAASPP_CELL_DAY || column->type == CAASPP_CELL_SINCE;
}

/* What layouts says of the whole file. */
static void
check_named_columns(const CaasppLayout *layout)
{
	const CaasppColumn *dates[] = {layout->latest_by, layout->dated_by};

	for (int i = 0; i < lengthof(dates); i++)
		if (dates[i] != NULL && !holds_day(dates[i]))
			refuse_layout(layout, dates[i], psprintf("is of type %s, but %s takes a date or day", dates[i]->type_name,
													 i == 0 ? "latest_by" : "dated_by"));
	if (layout->reporter != NULL && layout->reporter->type != CAASPP_CELL_CDS_CODE)
		refuse_layout(layout, layout->reporter, psprintf("is of type %s, but reported_by takes a cds_code", layout->reporter->type_name));
}

/*
 * What only a layout of the district's can have wrong.  Of the one that a file
 * is of, and now that it is known: another one keeps nobody from importing.
 */
void
caaspp_layout_check(CaasppLayout *layout)
{
	ListCell   *lc;
	ListCell   *lc2;

	resolve_columns(layout);
	check_named_columns(layout);
	foreach(lc, layout->columns)
	{
		const CaasppColumn *column = lfirst(lc);

		if (caaspp_is_by_position(layout) && column->position < 1)
			refuse_layout(layout, column, "has no position, which is where it stands in the file");
		if (column->type == CAASPP_CELL_CHOICE && column->detail == NULL)
			refuse_layout(layout, column, "is of type choice and has no choices as its detail");
		if (column->type == CAASPP_CELL_CODE && column->detail == NULL)
			refuse_layout(layout, column, "is of type code and has no rule table as its detail");
		if (column->highest != NULL && column->highest[0] == '\0')
			refuse_layout(layout, column, "is " HIGHEST " without what it is where nothing is stored");
		if (column->highest != NULL && (layout->listed_by != NIL || layout->deletes != NULL || layout->replaces != NULL))
			refuse_layout(layout, column, "is " HIGHEST ", but the layout lists or takes away by key");
		foreach(lc2, column->fills)
			check_filled(layout, column, lfirst(lc2));
	}
	foreach(lc, layout->updates)
	{
		bool		known = false;

		foreach(lc2, layout->facts)
			known |= strcmp(lfirst(lc), lfirst(lc2)) == 0;
		if (!known)
			refuse_layout(layout, NULL, psprintf("updates \"%s\", which is not among its facts", (char *) lfirst(lc)));
	}
}

static void
read_columns(List *layouts)
{
	ListCell   *lc = list_head(layouts);

	if (SPI_execute("SELECT layout, column_name, aliases, type, detail, required, filled, fallback, fills,"
					" position, applies_when FROM caaspp.layout_columns ORDER BY layout COLLATE \"C\", position, column_name COLLATE \"C\"",
					true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read layout_columns");
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		char	   *name = text_at(row, 1);

		while (lc != NULL && strcmp(((CaasppLayout *) lfirst(lc))->name, name) < 0)
			lc = lnext(layouts, lc);
		if (lc != NULL && strcmp(((CaasppLayout *) lfirst(lc))->name, name) == 0)
		{
			CaasppLayout *layout = lfirst(lc);

			layout->columns = lappend(layout->columns, column_at(row));
		}
	}
	SPI_freetuptable(SPI_tuptable);
}

/* A sheet is told by them, so that no file is of one without a column for them. */
static bool
has_codes(CaasppLayout *layout)
{
	ListCell   *lc;

	foreach(lc, layout->columns)
		if (((CaasppColumn *) lfirst(lc))->type == CAASPP_CELL_CODES)
			layout->cells = lfirst(lc);
	return !caaspp_is_sheet(layout) ||
		(layout->cells != NULL && layout->cells->detail != NULL && caaspp_codes_exist(layout->cells->detail));
}

/* All layouts, or the one named. */
List *
caaspp_layouts_read(const char *only)
{
	Oid			types[1] = {TEXTOID};
	Datum		values[1] = {(Datum) 0};
	char		nulls[1] = {'n'};
	List	   *layouts = NIL;
	List	   *sound = NIL;
	ListCell   *lc;

	if (only != NULL)
	{
		values[0] = CStringGetTextDatum(only);
		nulls[0] = ' ';
	}
	if (SPI_execute_with_args("SELECT layout, recognition, facts, updates, latest_by, listed_by, title_row, dated_by,"
							  " deletes_when, replaces_when, reported_by FROM caaspp.layouts"
							  " WHERE $1 IS NULL OR layout OPERATOR(pg_catalog.=) $1"
							  " ORDER BY layout COLLATE \"C\"",
							  1, types, values, nulls, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read layouts");
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		CaasppLayout *layout = palloc0(sizeof(CaasppLayout));

		layout->name = text_at(row, 1);
		layout->recognition = text_at(row, 2);
		layout->facts = texts_at(row, 3);
		layout->updates = texts_at(row, 4);
		layout->latest_name = text_at(row, 5);
		layout->listed_by = texts_at(row, 6);
		layout->title_row = text_at(row, 7);
		layout->dated_name = text_at(row, 8);
		if (layout->title_row != NULL)
			layout->title_row = folded(layout->title_row);
		layout->deletes = condition_of("deletes_when", text_at(row, 9));
		layout->replaces = condition_of("replaces_when", text_at(row, 10));
		layout->reporter_name = text_at(row, 11);
		layouts = lappend(layouts, layout);
	}
	SPI_freetuptable(SPI_tuptable);
	if (layouts == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("layout \"%s\" does not exist", only == NULL ? "" : only),
				 errhint("SELECT layout, title FROM caaspp.layouts; lists the layouts.")));
	read_columns(layouts);
	foreach(lc, layouts)
		if (has_codes(lfirst(lc)))
			sound = lappend(sound, lfirst(lc));
		else if (only != NULL)
			refuse_layout(lfirst(lc), NULL, "has no column of type codes, or one without a rule table");
	return sound;
}
