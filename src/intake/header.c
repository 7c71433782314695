/*
 * header.c
 *		Which layout a file is of: told by its header, among its first records,
 *		under whichever delimiter makes sense of it.
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "core/calendar.h"
#include "core/cells.h"
#include "core/ssid.h"
#include "core/text.h"
#include "intake/intake.h"

#define MOST_RECORDS 10			/* the header and the title rows before it */
#define MOST_NAMED 20			/* missing columns that an error names */
#define MOST_NEAR 3				/* layouts that it names */
#define LEAST_SHAPED 4			/* cells that tell a layout by their shape */

static const char delimiters[] = "^\t,;|";

/* How well a layout fits a record. */
typedef struct Fit
{
	CaasppLayout *layout;
	int			required;		/* columns that it must have, */
	int			have;			/* and those of them that are there */
	int			found;			/* all that are there */
	bool		fits;
} Fit;

/* The search under one delimiter. */
typedef struct Search
{
	List	   *layouts;
	bool		named;			/* the caller says that it is this one */
	int			records;
	int64		line;
	List	   *cells;			/* the record, folded */
	Fit			best;			/* no layout: none fits yet */
	CaasppLayout *rival;		/* fits as well as the best */
	int64		other_line;		/* the last one before the rows of a layout by position */
	int64		title_line;		/* the last one that begins with no digit */
	int64		before;			/* rows of such a layout begin after it */
	CaasppLayout *kind;			/* such a layout, by its first cell */
	Fit			nearest[MOST_NEAR]; /* to the record that is nearest to any, in order */
	List	   *nearest_cells;
	const CaasppLayout *titled; /* a sheet that its title names, without a column of codes */
	char		delimiter;
	bool		in_quotes;		/* the first record is one cell, with delimiters in it */
} Search;

/* As it stands, or without what is in parentheses: (required), (10 digits). */
bool
caaspp_column_is_named(const CaasppColumn *column, const char *cell)
{
	const char *shorter = cell + strlen(cell) + 1;
	ListCell   *lc;

	foreach(lc, column->names)
		if (strcmp(lfirst(lc), cell) == 0 || (shorter[0] != '\0' && strcmp(lfirst(lc), shorter) == 0))
			return true;
	return false;
}

/* Place of the first cell after `from` that names the column, from 1, or 0. */
static int
place_after(const CaasppColumn *column, List *cells, int from)
{
	for (int i = from; i < list_length(cells); i++)
		if (caaspp_column_is_named(column, list_nth(cells, i)))
			return i + 1;
	return 0;
}

/* It is there itself, or a column that a district added for it. */
static bool
is_there(const CaasppColumn *column, const CaasppLayout *layout, List *cells)
{
	ListCell   *lc;

	if (place_after(column, cells, 0) != 0)
		return true;
	if (column->fills_text == NULL)
		return false;
	foreach(lc, layout->columns)
	{
		const CaasppColumn *other = lfirst(lc);

		if (!other->required && other->fills_text != NULL &&
			strcmp(other->fills_text, column->fills_text) == 0 &&
			place_after(other, cells, 0) != 0)
			return true;
	}
	return false;
}

static bool
knows_all(const CaasppLayout *layout, List *cells)
{
	ListCell   *lc;

	foreach(lc, cells)
	{
		bool		known = false;
		ListCell   *lc2;

		foreach(lc2, layout->columns)
			known |= caaspp_column_is_named(lfirst(lc2), lfirst(lc));
		if (!known)
			return false;
	}
	return true;
}

static Fit
fit_of(CaasppLayout *layout, List *cells, bool named)
{
	Fit			fit = {layout};
	ListCell   *lc;

	foreach(lc, layout->columns)
	{
		const CaasppColumn *column = lfirst(lc);

		fit.found += place_after(column, cells, 0) != 0;
		fit.required += column->required;
		fit.have += column->required && is_there(column, layout, cells);
	}
	fit.fits = fit.found > 0 && fit.have == fit.required;
	if (caaspp_is_sheet(layout))
		fit.fits = false;		/* its header alone does not tell */
	else if (fit.fits && !named && strcmp(layout->recognition, "header") != 0)
		fit.fits = strcmp(layout->recognition, "whole header") == 0 && knows_all(layout, cells);
	return fit;
}

/* The header has all that the layout requires. */
bool
caaspp_header_fits(CaasppLayout *layout, List *cells)
{
	Fit			fit = fit_of(layout, cells, true);

	return fit.found > 0 && fit.have == fit.required;
}

static bool
is_nearer(const Fit *a, const Fit *b)
{
	int64		left = (int64) a->have * Max(b->required, 1);
	int64		right = (int64) b->have * Max(a->required, 1);

	return b->layout == NULL || left > right || (left == right && a->found > b->found);
}

/* The letters and digits outside of parentheses; nothing where there are none. */
static size_t
fold_outside(const char *s, size_t len, char *out)
{
	const char *open = memchr(s, '(', len);
	const char *close = open == NULL ? NULL : memchr(open, ')', s + len - open);
	size_t		n;

	if (close == NULL)
		return 0;
	n = caaspp_fold_name(s, open - s, out);
	return n + caaspp_fold_name(close + 1, s + len - close - 1, out + n);
}

/* Each cell twice, one behind the other: as it stands, and without what is in parentheses. */
List *
caaspp_folded_cells(const CaasppCsvRecord *record)
{
	List	   *cells = NIL;

	for (int i = 0; i < record->nfields; i++)
	{
		const CaasppCsvField *field = &record->fields[i];
		char	   *cell = palloc(2 * field->len + 2);
		size_t		n = caaspp_fold_name(field->data, field->len, cell);

		cell[n++] = '\0';
		cell[n + fold_outside(field->data, field->len, cell + n)] = '\0';
		cells = lappend(cells, cell);
	}
	return cells;
}

/* The cells that a row of a layout by position has at least. */
static int
width_of(const CaasppLayout *layout)
{
	int			width = 0;
	ListCell   *lc;

	foreach(lc, layout->columns)
		if (((CaasppColumn *) lfirst(lc))->required)
			width = Max(width, ((CaasppColumn *) lfirst(lc))->position);
	return width;
}

/* The first cell of such a row tells its kind: it is on the list of the first column's choices. */
static bool
has_kind(const CaasppLayout *layout)
{
	const CaasppColumn *first = layout->columns == NIL ? NULL : linitial(layout->columns);

	return first != NULL && first->position == 1 && first->type == CAASPP_CELL_CHOICE && first->detail != NULL;
}

static bool
is_of_kind(const CaasppLayout *layout, const CaasppCsvRecord *record)
{
	const char *s = record->fields[0].data;
	size_t		len = record->fields[0].len;
	char	   *rest;
	char	   *item;

	caaspp_trim(&s, &len);
	if (len == 0 || !has_kind(layout))
		return false;
	rest = pstrdup(((CaasppColumn *) linitial(layout->columns))->detail);
	while ((item = strsep(&rest, ";")) != NULL)
	{
		const char *kind = item;
		size_t		kind_len = strcspn(item, "=");

		caaspp_trim(&kind, &kind_len);
		if (kind_len == len && pg_strncasecmp(kind, s, len) == 0)
			return true;
	}
	return false;
}

/* Whether a cell has the shape of its column; no column but these has one. */
static bool
has_shape(const CaasppColumn *column, const CaasppCsvField *field, bool *shaped)
{
	const char *s = field->data;
	size_t		len = field->len;
	size_t		digits = 0;
	int64		number;
	int			y,
				m,
				d;

	caaspp_trim(&s, &len);
	*shaped = true;
	switch (column->type)
	{
		case CAASPP_CELL_SSID:
			return caaspp_ssid_parse(s, len, &number);
		case CAASPP_CELL_DATE:
			return caaspp_date_parse(s, len, &y, &m, &d);
		case CAASPP_CELL_DIGITS:
			while (digits < len && caaspp_is_digit(s[digits]))
				digits++;
			return digits == len && column->detail != NULL && (int) len == atoi(column->detail);
		default:
			*shaped = false;
			return len > 0;
	}
}

/* Such a layout without kinds is told by what stands in the cells that must be filled. */
static bool
is_of_shape(const CaasppLayout *layout, const CaasppCsvRecord *record)
{
	int			nshaped = 0;
	ListCell   *lc;

	if (has_kind(layout) || record->nfields < width_of(layout))
		return false;
	foreach(lc, layout->columns)
	{
		const CaasppColumn *column = lfirst(lc);
		bool		shaped;

		if (!column->filled)
			continue;
		if (!has_shape(column, &record->fields[column->position - 1], &shaped))
			return false;
		nshaped += shaped;
	}
	return nshaped >= LEAST_SHAPED;
}

static bool
begins_with_digit(const CaasppCsvRecord *record)
{
	const char *s = record->fields[0].data;
	size_t		len = record->fields[0].len;

	caaspp_trim(&s, &len);
	return len > 0 && caaspp_is_digit(s[0]);
}

/* True once a layout by position is found. */
static bool
try_positions(Search *search, const CaasppCsvRecord *record)
{
	ListCell   *lc;

	foreach(lc, search->layouts)
	{
		CaasppLayout *layout = lfirst(lc);

		if (!caaspp_is_by_position(layout) || record->fault != CAASPP_CSV_SOUND)
			continue;
		if (is_of_shape(layout, record))
		{
			search->rival = search->best.layout;
			search->best.layout = layout;
			search->before = search->title_line;
		}
		if (!is_of_kind(layout, record))
			continue;
		if (search->kind == NULL)
			search->before = search->other_line;
		search->kind = layout;
		if (record->nfields >= width_of(layout))
			search->best.layout = layout;
		return search->best.layout != NULL;
	}
	if (record->fault == CAASPP_CSV_SOUND)
	{
		search->other_line = record->line;
		if (!begins_with_digit(record))
			search->title_line = record->line;
	}
	return search->best.layout != NULL;
}

/* The nearest layouts, the nearest first. */
static void
note_fit(Fit nearest[MOST_NEAR], Fit fit)
{
	for (int i = 0; i < MOST_NEAR; i++)
	{
		Fit			farther = nearest[i];

		if (!is_nearer(&fit, &farther))
			continue;
		nearest[i] = fit;
		if (farther.layout == NULL)
			return;
		fit = farther;
	}
}

/* Sink of the search: stops at a record that a layout fits. */
static bool
try_record(void *arg, const CaasppCsvRecord *record)
{
	Search	   *search = arg;
	Fit			nearest[MOST_NEAR] = {{NULL}};
	ListCell   *lc;

	search->cells = caaspp_folded_cells(record);
	search->line = record->line;
	if (try_positions(search, record))
		return false;
	foreach(lc, search->layouts)
	{
		Fit			fit = {NULL};

		if (caaspp_is_by_position(lfirst(lc)) || (caaspp_is_sheet(lfirst(lc)) && !search->named))
			continue;
		fit = fit_of(lfirst(lc), search->cells, search->named);
		note_fit(nearest, fit);
		if (!fit.fits || fit.found < search->best.found)
			continue;
		search->rival = fit.found == search->best.found ? search->best.layout : NULL;
		search->best = fit;
	}
	if (nearest[0].layout != NULL && is_nearer(&nearest[0], &search->nearest[0]))
	{
		memcpy(search->nearest, nearest, sizeof(nearest));
		search->nearest_cells = search->cells;
	}
	if (search->records == 0)
		search->in_quotes = record->nfields == 1 && memchr(record->fields[0].data, search->delimiter, record->fields[0].len) != NULL;
	search->records++;
	return search->best.layout == NULL && search->records < MOST_RECORDS;
}

/* A file's beginning, under a delimiter, to a sink. */
void
caaspp_header_search(char delimiter, CaasppCsvSink sink, void *arg, const char *piece, size_t len, bool whole)
{
	CaasppCsvReader *reader = caaspp_csv_create(&caaspp_csv_memory, delimiter, sink, arg);
	CaasppCsvStatus status = CAASPP_CSV_NO_MEMORY;

	if (reader != NULL)
		status = caaspp_csv_feed(reader, piece, len);
	if (status == CAASPP_CSV_MORE && whole)
		status = caaspp_csv_finish(reader);
	if (status == CAASPP_CSV_NO_MEMORY)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	caaspp_csv_free(reader);
}

static char *
missing_columns(const Fit *fit, List *cells)
{
	StringInfoData text;
	int			n = 0;
	ListCell   *lc;

	initStringInfo(&text);
	foreach(lc, fit->layout->columns)
	{
		const CaasppColumn *column = lfirst(lc);

		if (!column->required || is_there(column, fit->layout, cells))
			continue;
		if (++n <= MOST_NAMED)
			appendStringInfo(&text, "%s\"%s\"", n > 1 ? ", " : "", column->name);
	}
	return text.data;
}

/* "The nearest layout is ...; missing: ...", and those next to it that share some column. */
static char *
nearest_layouts(const Search *nearest)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < MOST_NEAR; i++)
	{
		const Fit  *fit = &nearest->nearest[i];

		if (fit->layout == NULL || (i > 0 && (fit->have == 0 || fit->have == fit->required)))
			break;
		appendStringInfo(&text, i == 0 ? "The nearest layout is \"%s\"; missing: %s." : " Then \"%s\"; missing: %s.",
						 fit->layout->name, missing_columns(fit, nearest->nearest_cells));
	}
	return text.data;
}

/* "SENR or SENR-R" */
static char *
kinds_of(const CaasppLayout *layout)
{
	char	   *rest = pstrdup(((CaasppColumn *) linitial(layout->columns))->detail);
	char	   *item;
	StringInfoData text;

	initStringInfo(&text);
	while ((item = strsep(&rest, ";")) != NULL)
	{
		const char *kind = item;
		size_t		len = strcspn(item, "=");

		caaspp_trim(&kind, &len);
		appendStringInfo(&text, "%s%.*s", text.len > 0 ? " or " : "", (int) len, kind);
	}
	return text.data;
}

static void
refuse_header(const Search *nearest)
{
	const Fit  *fit = &nearest->nearest[0];
	const CaasppLayout *only = nearest->named ? linitial(nearest->layouts) : NULL;

	if (nearest->titled != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("the file's header is of no known layout"),
				 errdetail("It is titled as layout \"%s\", and no column is titled as %s or has one in its first rows.", nearest->titled->name,
						   caaspp_codes_are_type(nearest->titled->cells->detail) ? "a test" : "a resource"),
				 errhint("If the file lists students without any, say layout => '%s'; what is stored of them is then deleted.",
						 nearest->titled->name)));
	if (nearest->kind != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("the file's rows are too short for layout \"%s\"", nearest->kind->name),
				 errdetail("They need at least %d cells.", width_of(nearest->kind))));
	if (fit->layout == NULL && only != NULL && caaspp_is_by_position(only))
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("the file's rows are not of layout \"%s\"", only->name),
				 has_kind(only) ?
				 errdetail("Its rows begin with %s and have at least %d cells.", kinds_of(only), width_of(only)) :
				 errdetail("Its rows have at least %d cells, and what is in them does not look like it.", width_of(only))));
	if (fit->layout == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("the file has no header")));
	if (nearest->named)
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("the file's header lacks columns of layout \"%s\"", fit->layout->name),
				 errdetail("Missing: %s.", missing_columns(fit, nearest->nearest_cells))));
	if (fit->have == fit->required && fit->found > 0)
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("the file's header is of no known layout"),
				 errdetail("It has the columns of layout \"%s\", which is recognized by its %s.", fit->layout->name,
						   strcmp(fit->layout->recognition, "name") == 0 ? "name only" : "whole header, and others"),
				 errhint("If it is that layout, say so with layout => '%s'.", fit->layout->name)));
	if (fit->found == 0)
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("the file's header is of no known layout"),
				 errdetail("No layout has any of its columns."),
				 errhint("caaspp.layout_columns lists the columns of every layout.")));
	ereport(ERROR,
			(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			 errmsg("the file's header is of no known layout"),
			 errdetail("%s", nearest_layouts(nearest)),
			 errhint("caaspp.layout_columns lists the columns of every layout.")));
}

/* Which cell of the header is which column. */
void
caaspp_number_columns(CaasppHeader *header, List *cells, CaasppFindings *findings)
{
	ListCell   *lc;

	foreach(lc, header->layout->columns)
	{
		CaasppColumn *column = lfirst(lc);
		int			again;

		if (column == header->layout->cells)
			continue;
		column->number = place_after(column, cells, 0);
		again = column->number == 0 || !column->needed ? 0 : place_after(column, cells, column->number);
		if (again != 0)
			caaspp_find(findings, header->line, again, column->name, "repeated column", CAASPP_WARNING,
						"column %d is the same; that one is read", column->number);
	}
}

static void
take_positions(CaasppHeader *header, const Search *search, char delimiter)
{
	ListCell   *lc;

	header->layout = search->best.layout;
	header->delimiter = delimiter;
	header->line = search->before;
	header->ncolumns = width_of(header->layout);
	header->open_end = true;
	foreach(lc, header->layout->columns)
	{
		CaasppColumn *column = lfirst(lc);

		column->number = column->position <= header->ncolumns ? column->position : 0;
	}
}

void
caaspp_header_find(CaasppHeader *header, List *layouts, bool named, const char *piece, size_t len,
				   bool whole, CaasppFindings *findings)
{
	Search		nearest = {layouts, named};
	bool		in_quotes = false;

	for (const char *delimiter = delimiters; *delimiter != '\0'; delimiter++)
	{
		Search		search = {layouts, named, .delimiter = *delimiter};

		caaspp_header_search(*delimiter, try_record, &search, piece, len, whole);
		if (search.rival != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
					 errmsg("the file's header is of more than one layout"),
					 errdetail("It fits \"%s\" and \"%s\".", search.rival->name, search.best.layout->name),
					 errhint("Say which it is with the argument layout.")));
		if (search.best.layout != NULL && caaspp_is_by_position(search.best.layout))
		{
			take_positions(header, &search, *delimiter);
			return;
		}
		if (search.best.layout != NULL)
		{
			header->layout = search.best.layout;
			header->delimiter = *delimiter;
			header->line = search.line;
			header->ncolumns = list_length(search.cells);
			caaspp_number_columns(header, search.cells, findings);
			return;
		}
		if (nearest.kind == NULL &&
			(search.kind != NULL || (search.nearest[0].layout != NULL && is_nearer(&search.nearest[0], &nearest.nearest[0]))))
			nearest = search;
		in_quotes |= search.in_quotes;
	}
	for (const char *delimiter = delimiters; *delimiter != '\0'; delimiter++)
		if (caaspp_sheet_find(header, layouts, *delimiter, named, piece, len, whole, findings, &nearest.titled))
			return;
	if (in_quotes)
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("the file's lines stand in quotes as a whole"),
				 errdetail("Each is read as one cell."),
				 errhint("Export it again, or take off the quotes at the beginning and end of its lines.")));
	refuse_header(&nearest);
}
