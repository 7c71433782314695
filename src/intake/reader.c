/*
 * reader.c
 *		A whole file into facts and findings.
 */
#include "postgres.h"

#include "access/xact.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "caaspp.h"
#include "core/text.h"
#include "intake/intake.h"

static const struct
{
	const char *rule;
	const char *message;
}			faults[] = {
	[CAASPP_CSV_STRAY_QUOTE] = {"stray quote", "text after a closing quote; double the quotes inside a cell that is in quotes"},
	[CAASPP_CSV_OPEN_QUOTE] = {"open quote", "a quote is opened on this line and never closed"},
	[CAASPP_CSV_TOO_LONG] = {"too long", "longer than 65536 bytes"},
	[CAASPP_CSV_TOO_MANY_FIELDS] = {"too long", "more than 2048 cells"},
};

bool
caaspp_is_blank_field(const CaasppCsvField *field)
{
	const char *s = field->data;
	size_t		len = field->len;

	caaspp_trim(&s, &len);
	return len == 0;
}

/* Spreadsheets leave rows of nothing but delimiters. */
static bool
is_blank_after(const CaasppCsvRecord *record, int from)
{
	for (int i = from; i < record->nfields; i++)
		if (!caaspp_is_blank_field(&record->fields[i]))
			return false;
	return true;
}

static bool
has_right_shape(CaasppImport *import, const CaasppCsvRecord *record)
{
	int			expected = import->header.ncolumns;

	if (record->fault != CAASPP_CSV_SOUND)
		caaspp_find(&import->findings, record->line, 0, NULL, faults[record->fault].rule, CAASPP_ERROR,
					"%s", faults[record->fault].message);
	else if (record->nfields < expected)
		caaspp_find(&import->findings, record->line, 0, NULL, "ragged row", CAASPP_ERROR,
					"%d cells where the %s has %d", record->nfields, import->header.open_end ? "layout" : "header", expected);
	else if (!import->header.open_end && !is_blank_after(record, expected))
		caaspp_find(&import->findings, record->line, 0, NULL, "ragged row", CAASPP_ERROR,
					"%d cells where the header has %d", record->nfields, expected);
	else
		return true;
	return false;
}

/* Whether the row is of the kind that the column is about. */
static bool
applies(const CaasppColumn *column, const CaasppCsvRecord *record)
{
	const CaasppCsvField *field;
	const char *s;
	size_t		len;
	ListCell   *lc;

	if (column->when == NULL)
		return true;
	if (column->when->number == 0)
		return false;
	field = &record->fields[column->when->number - 1];
	s = field->data;
	len = field->len;
	caaspp_trim(&s, &len);
	foreach(lc, column->when_values)
		if (strlen(lfirst(lc)) == len && pg_strncasecmp(lfirst(lc), s, len) == 0)
			return !column->when_not;
	return column->when_not;
}

/* The condition that a layout has for some of its rows. */
static bool
holds(const CaasppColumn *condition, const CaasppCsvRecord *record)
{
	return condition != NULL && record->fault == CAASPP_CSV_SOUND &&
		record->nfields >= condition->when->number && applies(condition, record);
}

/* All cells are read, so that all that is wrong is found. */
static bool
read_cells(CaasppImport *import, const CaasppCsvRecord *record)
{
	bool		good = true;
	const CaasppColumn *kind = linitial(import->header.layout->columns);
	ListCell   *lc;

	foreach(lc, import->header.layout->columns)
	{
		CaasppColumn *column = lfirst(lc);

		if (column->number == 0 || !column->needed || column == import->header.layout->cells)
			continue;
		column->isnull = true;
		column->is_void = false;
		column->is_read = applies(column, record);
		if (import->row_deletes && !column->in_key)
			continue;
		/* A row of another kind is one thing wrong, not as many as it has cells. */
		if (!good && import->header.open_end && column->position > 1 && kind->isnull)
			return false;
		if (column->is_read)
			good &= caaspp_cell_read(import, column, record->line, &record->fields[column->number - 1]);
	}
	return good;
}

/* Who was tested elsewhere long ago needs no rules of that year. */
static bool
needs_rules(const CaasppColumn *column)
{
	ListCell   *lc;

	foreach(lc, column->fills)
		if (strncmp(lfirst(lc), "science_history.", 16) != 0)
			return true;
	return false;
}

/* Each year once, on its first row. */
static void
find_year_without_rules(CaasppImport *import, const CaasppColumn *column, int64 line)
{
	int			year = DatumGetInt16(column->value);
	bool		in_file = column->number > 0;

	if (caaspp_lines_has(&import->ruled_years, year) || !needs_rules(column))
		return;
	caaspp_lines_add(&import->ruled_years, year);
	caaspp_find(&import->findings, line, column->number, in_file ? column->name : NULL, "year without rules", CAASPP_WARNING,
				"no state rules for %d-%02d: nothing is assigned; %s, or add the year's rules (docs/rules.md)",
				year, (year + 1) % 100, in_file ? "correct the school year" : "give school_year");
}

static void
note_year(CaasppImport *import, int64 line)
{
	ListCell   *lc;

	foreach(lc, import->header.layout->columns)
	{
		const CaasppColumn *column = lfirst(lc);

		if (column->type != CAASPP_CELL_SCHOOL_YEAR || column->fills == NIL || column->isnull)
			continue;
		if (import->years_seen > 0 && import->rows_year != DatumGetInt16(column->value))
			import->years_seen = 2;
		else
			import->years_seen = Max(import->years_seen, 1);
		import->rows_year = DatumGetInt16(column->value);
		find_year_without_rules(import, column, line);
	}
}

static bool
take_record(void *arg, const CaasppCsvRecord *record)
{
	CaasppImport *import = arg;
	MemoryContext outer;

	if (record->line < import->header.line)
		caaspp_look_before_header(import, record);
	if (record->line == import->header.line)
	{
		import->header_cells = caaspp_folded_cells(record);
		import->in_other_table = false;
	}
	if (record->line <= import->header.line ||
		(record->fault == CAASPP_CSV_SOUND && is_blank_after(record, 0)) || caaspp_is_odd_row(import, record))
		return true;
	import->rows_read++;
	if (import->in_other_table)
	{
		import->rows_refused++;
		return true;
	}
	import->row_deletes = holds(import->header.layout->deletes, record);
	import->row_replaces = holds(import->header.layout->replaces, record);
	import->last_line = record->line;
	outer = MemoryContextSwitchTo(import->row_context);
	if (record->has_loose_quotes)
		caaspp_find(&import->findings, record->line, 0, NULL, "loose quote", CAASPP_REPAIRED,
					"a quote inside a cell that is not in quotes; read as it stands");
	if (has_right_shape(import, record) && read_cells(import, record))
	{
		note_year(import, record->line);
		caaspp_date_note(import);
		caaspp_source_note(import);
		caaspp_find_implausible(import, record->line);
		caaspp_expiry_note(import, record->line);
		caaspp_facts_put(import, record->line, NULL);
		if (import->header.cells != NULL)
			caaspp_sheet_put(import, record);
	}
	else
		import->rows_refused++;
	MemoryContextSwitchTo(outer);
	MemoryContextReset(import->row_context);
	return true;
}

/* The day for which caaspp answers; its year, unless an argument gives one. */
static void
settle_year(CaasppImport *import)
{
	import->today = caaspp_current_day();
	import->real_today = caaspp_day_in_california(GetCurrentTransactionStartTimestamp());
	if (!import->has_year && !import->file_has_year)
		import->year = DatumGetInt16(DirectFunctionCall1(caaspp_school_year_of_date, DateADTGetDatum(import->today)));
}

static void
read_ruled_years(CaasppImport *import)
{
	caaspp_lines_init(&import->ruled_years);
	if (SPI_execute("SELECT school_year FROM caaspp.administrations", true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read administrations");
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		bool		isnull;

		caaspp_lines_add(&import->ruled_years,
						 DatumGetInt16(SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 1, &isnull)));
	}
	SPI_freetuptable(SPI_tuptable);
}

void
caaspp_read_file(CaasppImport *import)
{
	List	   *layouts = caaspp_layouts_read(import->layout_name);
	CaasppSource *source = import->source_file;
	CaasppCsvReader *reader;
	CaasppCsvStatus status;
	const char *piece;
	size_t		len = caaspp_source_read(source, &piece);

	if (caaspp_source_is_at_end(source) && caaspp_is_blank_field(&(CaasppCsvField) {piece, len}))
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("the file is empty"),
				 errdetail("It has nothing but blanks.")));
	if (caaspp_source_is_utf16(source))
		caaspp_find(&import->findings, 0, 0, NULL, "encoding", CAASPP_REPAIRED, "the file is in UTF-16, and was read as that");
	caaspp_header_find(&import->header, layouts, import->layout_name != NULL, piece, len,
					   caaspp_source_is_at_end(source), &import->findings);
	caaspp_layout_check(import->header.layout);
	caaspp_take_file_year(import, piece, len);
	settle_year(import);
	read_ruled_years(import);
	caaspp_date_guess(import, piece, len);
	caaspp_facts_prepare(import);
	caaspp_source_prepare(import);
	caaspp_odd_prepare(import);
	caaspp_require_rights(import);
	import->plausible = caaspp_plausible_prepare(import);
	caaspp_expiry_prepare(import);
	caaspp_progress_start(import);
	import->row_context = AllocSetContextCreate(CurrentMemoryContext, "caaspp row", ALLOCSET_DEFAULT_SIZES);

	reader = caaspp_csv_create(&caaspp_csv_memory, import->header.delimiter, take_record, import);
	status = reader == NULL ? CAASPP_CSV_NO_MEMORY : CAASPP_CSV_MORE;
	while (len > 0 && status == CAASPP_CSV_MORE)
	{
		CHECK_FOR_INTERRUPTS();
		status = caaspp_csv_feed(reader, piece, len);
		caaspp_progress_read(import, len);
		len = caaspp_source_read(source, &piece);
	}
	if (status == CAASPP_CSV_MORE)
		status = caaspp_csv_finish(reader);
	caaspp_progress_read(import, 0);
	if (status != CAASPP_CSV_MORE)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	caaspp_csv_free(reader);
	caaspp_facts_settle(import);
	caaspp_date_settle(import);
	if (import->rows_read == 0)
		caaspp_find(&import->findings, import->header.line, 0, NULL, "no rows", CAASPP_WARNING,
					"the file has a header and no rows; nothing is loaded");
}
