/*
 * odd_row.c
 *		What stands among a table's rows and is none: the header once more, a
 *		total, a note, or another table.
 *
 * A row that could be one is told by a glance: the cell of its student, or
 * school, or day has no digit, or fewer than a number has.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "core/cells.h"
#include "core/ssid.h"
#include "core/text.h"
#include "intake/intake.h"

#define LEAST_COLUMNS 3			/* of a table beside which a note is told */
#define LEAST_DIGITS 7			/* of a student's or school's number, were it ever so damaged */
#define LEAST_LETTERS 3			/* of words; 8.0E+09 has fewer */
#define MOST_LOOKED_AT 10000	/* rows: in a file with more, something else is wrong */

static const char *const sums[] = {
	"total", "grandtotal", "subtotal", "countof", "recordcount", "numberof", "endofreport", "endoffile",
};

/* The column without whose digits a row is no row; that of the student, if there is one. */
void
caaspp_odd_prepare(CaasppImport *import)
{
	ListCell   *lc;

	foreach(lc, import->header.layout->columns)
	{
		CaasppColumn *column = lfirst(lc);

		if (column->number == 0 || !column->needed || !column->filled || column->when != NULL ||
			(import->telltale != NULL && column->type != CAASPP_CELL_SSID))
			continue;
		if (column->type == CAASPP_CELL_SSID || column->type == CAASPP_CELL_CDS_CODE || column->type == CAASPP_CELL_DIGITS ||
			column->type == CAASPP_CELL_DATE || column->type == CAASPP_CELL_DAY)
			import->telltale = column;
		if (column->type == CAASPP_CELL_SSID)
			return;
	}
}

static void
count(const CaasppCsvRecord *record, const CaasppColumn *column, int *ndigits, int *nletters)
{
	const CaasppCsvField *field = &record->fields[column->number - 1];

	*ndigits = *nletters = 0;
	for (size_t i = 0; record->nfields >= column->number && i < field->len; i++)
	{
		char		c = caaspp_upper(field->data[i]);

		*ndigits += caaspp_is_digit(c);
		*nletters += c >= 'A' && c <= 'Z';
	}
}

static int
count_filled(const CaasppCsvRecord *record)
{
	int			n = 0;

	for (int i = 0; i < record->nfields; i++)
		n += !caaspp_is_blank_field(&record->fields[i]);
	return n;
}

/* Cells without a name at the end do not count. */
static bool
is_header(const CaasppImport *import, List *cells)
{
	int			n = list_length(import->header_cells);

	if (n == 0 || list_length(cells) < n)
		return false;
	for (int i = 0; i < list_length(cells); i++)
		if (strcmp(list_nth(cells, i), i < n ? list_nth(import->header_cells, i) : "") != 0)
			return false;
	return true;
}

/* Sheets ask for so little that any other is rather meant. */
static CaasppLayout *
layout_of_header(CaasppImport *import, List *cells)
{
	CaasppLayout *sheet = NULL;
	ListCell   *lc;

	if (import->layouts == NIL)
	{
		MemoryContext outer = MemoryContextSwitchTo(MemoryContextGetParent(import->row_context));

		import->layouts = caaspp_layouts_read(NULL);
		MemoryContextSwitchTo(outer);
	}
	foreach(lc, import->layouts)
	{
		CaasppLayout *layout = lfirst(lc);

		if (caaspp_is_by_position(layout) || !caaspp_header_fits(layout, cells))
			continue;
		if (!caaspp_is_sheet(layout))
			return layout;
		sheet = layout;
	}
	return sheet;
}

static bool
is_sum(List *cells)
{
	ListCell   *lc;

	foreach(lc, cells)
	{
		const char *cell = lfirst(lc);

		if (cell[0] == '\0')
			continue;
		for (int i = 0; i < lengthof(sums); i++)
			if (strncmp(cell, sums[i], strlen(sums[i])) == 0)
				return true;
		return strcmp(cell, "sum") == 0 || strcmp(cell, "count") == 0;
	}
	return false;
}

static bool
has_ssid(const CaasppCsvRecord *record)
{
	for (int i = 0; i < record->nfields; i++)
	{
		const char *s = record->fields[i].data;
		size_t		len = record->fields[i].len;
		int64		number;

		caaspp_trim(&s, &len);
		if (caaspp_ssid_parse(s, len, &number))
			return true;
	}
	return false;
}

/*
 * Before the header are titles. A row with a student's number among several
 * cells is of another table, whose header was not known.
 */
void
caaspp_look_before_header(CaasppImport *import, const CaasppCsvRecord *record)
{
	if (import->header.open_end || record->fault != CAASPP_CSV_SOUND || count_filled(record) < 2 || !has_ssid(record))
		return;
	import->rows_read++;
	import->rows_refused++;
	import->last_line = record->line;
	if (!import->in_other_table)
		caaspp_find(&import->findings, record->line, 0, NULL, "another table", CAASPP_ERROR,
					"rows of students stand before the header, of layout \"%s\", that is read; if they are of another table, make a file of it and import that too",
					import->header.layout->name);
	import->in_other_table = true;
}

static bool
tell(CaasppImport *import, const CaasppCsvRecord *record, bool is_number)
{
	List	   *cells = caaspp_folded_cells(record);
	int			nfilled = count_filled(record);
	CaasppLayout *layout;

	if (is_header(import, cells))
	{
		import->in_other_table = false;
		caaspp_find(&import->findings, record->line, 0, NULL, "header again", CAASPP_REPAIRED,
					"the header comes again; passed over");
		return true;
	}
	if (is_sum(cells))
	{
		caaspp_find(&import->findings, record->line, 0, NULL, "not a row", CAASPP_WARNING,
					"begins as a total does and has no %s: passed over", import->telltale->name);
		return true;
	}
	if (is_number)
		return false;
	if (nfilled == 1 && import->header.ncolumns >= LEAST_COLUMNS)
	{
		caaspp_find(&import->findings, record->line, 0, NULL, "not a row", CAASPP_WARNING,
					"one cell is filled, and it is no %s: taken for a note and passed over", import->telltale->name);
		return true;
	}
	layout = nfilled < 2 ? NULL : layout_of_header(import, cells);
	if (layout == NULL)
		return false;
	import->in_other_table = true;
	caaspp_find(&import->findings, record->line, 0, NULL, "another table", CAASPP_ERROR,
				"another table begins here, with a header of layout \"%s\"; its rows are refused, make a file of it and import that too",
				layout->name);
	return true;
}

/* Such a row is no more to be read. */
bool
caaspp_is_odd_row(CaasppImport *import, const CaasppCsvRecord *record)
{
	const CaasppColumn *telltale = import->telltale;
	MemoryContext outer;
	int			ndigits;
	int			nletters;
	bool		is_told;

	if (telltale == NULL || record->fault != CAASPP_CSV_SOUND || import->odd_rows >= MOST_LOOKED_AT)
		return false;
	count(record, telltale, &ndigits, &nletters);
	if (ndigits >= (telltale->type == CAASPP_CELL_SSID || telltale->type == CAASPP_CELL_CDS_CODE ? LEAST_DIGITS : 1))
		return false;
	import->odd_rows++;
	outer = MemoryContextSwitchTo(import->row_context);
	is_told = tell(import, record, ndigits > 0 && nletters < LEAST_LETTERS);
	MemoryContextSwitchTo(outer);
	MemoryContextReset(import->row_context);
	return is_told;
}
