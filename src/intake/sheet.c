/*
 * sheet.c
 *		Sheets: a row a student, and codes in the cells of a column a resource.
 *
 * What the columns are called is not known: one that the layout does not name
 * holds codes when its cells look like it, or its title.  A sheet without titles
 * has a student's number in the first cell and codes in the others.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "core/cells.h"
#include "core/ssid.h"
#include "core/text.h"
#include "intake/intake.h"

#define MOST_OTHER 10			/* rows before the titles */
#define LONGEST_TITLE 60		/* of a column, in a finding */
#define LONGEST_SHOWN 40
#define MOST_DIGITS 4			/* in a row, of a code */

typedef struct Search
{
	List	   *layouts;
	CaasppFindings *findings;
	CaasppHeader header;		/* no layout: not found yet */
	int			others;			/* rows before the titles */
	int64		other_line;
	StringInfoData text;		/* of those rows, folded */
	bool		any_codes;
} Search;

bool
caaspp_is_sheet(const CaasppLayout *layout)
{
	return strcmp(layout->recognition, "codes") == 0;
}

/* The next of the codes that a cell lists, trimmed; false at the end. */
static bool
next_token(const char **s, size_t *rest, const char **token, size_t *len)
{
	while (*rest > 0)
	{
		size_t		n = 0;

		while (n < *rest && strchr(";,|\n\r", (*s)[n]) == NULL)
			n++;
		*token = *s;
		*len = n;
		caaspp_trim(token, len);
		n = Min(n + 1, *rest);
		*s += n;
		*rest -= n;
		if (*len > 0)
			return true;
	}
	return false;
}

/* The next word of what is not one code. */
static bool
next_word(const char **s, size_t *rest, const char **word, size_t *len)
{
	size_t		n = 0;

	caaspp_trim(s, rest);
	while (n < *rest && strchr(" \t", (*s)[n]) == NULL)
		n++;
	*word = *s;
	*len = n;
	*s += n;
	*rest -= n;
	return n > 0;
}

/* Codes with blanks between them, and nothing else. */
static bool
are_codes(HTAB *codes, const char *s, size_t rest)
{
	const char *word;
	size_t		len;

	while (next_word(&s, &rest, &word, &len))
		if (caaspp_codes_split(codes, word, len) == NIL)
			return false;
	return true;
}

static bool
has_codes(HTAB *codes, const CaasppCsvField *field)
{
	const char *s = field->data;
	size_t		rest = field->len;
	const char *token;
	size_t		len;

	caaspp_trim(&s, &rest);
	caaspp_cell_take_off(NULL, 0, 0, NULL, false, &s, &rest);
	while (next_token(&s, &rest, &token, &len))
		if (caaspp_codes_split(codes, token, len) != NIL || caaspp_codes_resemble(codes, token, len) ||
			are_codes(codes, token, len))
			return true;
	return false;
}

static void
note_codes(Search *search, const CaasppCsvRecord *record)
{
	CaasppHeader *header = &search->header;

	for (int i = 0; i < record->nfields; i++)
		if (header->cells[i] == CAASPP_CELLS_OTHER && has_codes(header->layout->cells->codes, &record->fields[i]))
		{
			header->cells[i] = CAASPP_CELLS_CODES;
			search->any_codes = true;
		}
}

static void
start(Search *search, CaasppLayout *layout)
{
	CaasppHeader *header = &search->header;
	CaasppColumn *cells = layout->cells;
	ListCell   *lc;

	header->layout = layout;
	header->cells = palloc0(CAASPP_CSV_FIELDS * sizeof(*header->cells));
	header->only = palloc0(CAASPP_CSV_FIELDS * sizeof(*header->only));
	if (cells->codes == NULL)
		cells->codes = caaspp_codes_read(cells->detail);
	foreach(lc, layout->columns)
	{
		const CaasppColumn *column = lfirst(lc);

		if (column != cells && column->number > 0)
			header->cells[column->number - 1] = CAASPP_CELLS_NAMED;
	}
	cells->number = 1;			/* any: they are there */
}

/* Every cell that names a column of the layout: there may be several languages. */
static bool
names_column(const CaasppLayout *layout, const char *cell)
{
	ListCell   *lc;

	foreach(lc, layout->columns)
		if (lfirst(lc) != layout->cells && caaspp_column_is_named(lfirst(lc), cell))
			return true;
	return false;
}

/* What its titles say of the columns. */
static void
take_titles(Search *search, const CaasppCsvRecord *record, List *folded)
{
	CaasppHeader *header = &search->header;
	List	   *titles = caaspp_codes_titles(header->layout->cells->detail);

	for (int i = 0; i < record->nfields; i++)
	{
		const char *s = record->fields[i].data;
		size_t		len = record->fields[i].len;

		if (names_column(header->layout, list_nth(folded, i)))
			header->cells[i] = CAASPP_CELLS_NAMED;
		else if (caaspp_codes_titled(titles, s, len, &header->only[i]))
		{
			header->cells[i] = CAASPP_CELLS_TITLED;
			search->any_codes = true;
		}
		caaspp_trim(&s, &len);
		len = caaspp_utf8_prefix(s, strnlen(s, Min(len, LONGEST_TITLE)));
		header->titles = lappend(header->titles, pg_any_to_server(pnstrdup(s, len), (int) len, PG_UTF8));
	}
	header->line = record->line;
	header->ncolumns = record->nfields;
}

/* The layout that the titles fit, and rather one that a row before them names. */
static CaasppLayout *
layout_of_titles(const Search *search, List *folded)
{
	CaasppLayout *any = NULL;
	ListCell   *lc;

	foreach(lc, search->layouts)
	{
		CaasppLayout *layout = lfirst(lc);

		if (!caaspp_is_sheet(layout) || !caaspp_header_fits(layout, folded))
			continue;
		if (layout->title_row != NULL && strstr(search->text.data, layout->title_row) != NULL)
			return layout;
		if (any == NULL && (layout->title_row == NULL || list_length(search->layouts) == 1))
			any = layout;
	}
	return any;
}

static bool
try_titles(Search *search, const CaasppCsvRecord *record)
{
	List	   *folded = caaspp_folded_cells(record);
	CaasppLayout *layout = layout_of_titles(search, folded);
	ListCell   *lc;

	if (layout != NULL)
	{
		search->header.layout = layout;
		caaspp_number_columns(&search->header, folded, search->findings);
		start(search, layout);
		take_titles(search, record, folded);
		return true;
	}
	foreach(lc, folded)
		appendStringInfoString(&search->text, lfirst(lc));
	return false;
}

/* A student's number, then codes: a sheet without titles. */
static bool
try_bare(Search *search, const CaasppCsvRecord *record)
{
	const char *s = record->fields[0].data;
	size_t		len = record->fields[0].len;
	int64		ssid;
	ListCell   *lc;
	ListCell   *lc2;

	caaspp_trim(&s, &len);
	caaspp_cell_take_off(NULL, 0, 0, NULL, false, &s, &len);
	if (!caaspp_ssid_parse(s, len, &ssid))
		return false;
	foreach(lc, search->layouts)
	{
		CaasppLayout *layout = lfirst(lc);

		if (!caaspp_is_sheet(layout) || layout->title_row != NULL)
			continue;
		foreach(lc2, layout->columns)
			((CaasppColumn *) lfirst(lc2))->number = ((CaasppColumn *) lfirst(lc2))->required ? 1 : 0;
		start(search, layout);
		for (int i = 1; i < CAASPP_CSV_FIELDS; i++)
			search->header.cells[i] = CAASPP_CELLS_OTHER;
		note_codes(search, record);
		search->header.line = search->other_line;
		search->header.ncolumns = 1;
		search->header.open_end = true;
		if (search->any_codes)
			return true;
		search->header.layout = NULL;
	}
	return false;
}

static bool
try_record(void *arg, const CaasppCsvRecord *record)
{
	Search	   *search = arg;

	if (record->fault != CAASPP_CSV_SOUND)
		return true;
	if (search->header.layout != NULL)
		note_codes(search, record);
	else if (!try_bare(search, record) && !try_titles(search, record))
	{
		search->other_line = record->line;
		return ++search->others < MOST_OTHER;
	}
	return true;
}

/*
 * Whether the file is a sheet, by its beginning; which, and what its columns
 * are.  *titled is one that only a row before its header tells.
 */
bool
caaspp_sheet_find(CaasppHeader *header, List *layouts, char delimiter, bool named, const char *piece, size_t len,
				  bool whole, CaasppFindings *findings, const CaasppLayout **titled)
{
	Search		search = {layouts, findings};

	initStringInfo(&search.text);
	caaspp_header_search(delimiter, try_record, &search, piece, len, whole);
	if (search.header.layout != NULL && !search.any_codes && search.header.layout->title_row != NULL)
		*titled = search.header.layout;
	if (search.header.layout == NULL || !(search.any_codes || named))
		return false;
	*header = search.header;
	header->delimiter = delimiter;
	return true;
}

/* Spelled as a code is, without a number that could be a student's. */
static bool
can_be_shown(HTAB *codes, const char *token, size_t len)
{
	int			digits = 0;

	for (size_t i = 0; i < len; i++)
	{
		char		c = caaspp_upper(token[i]);

		digits = caaspp_is_digit(c) ? digits + 1 : 0;
		if (digits > MOST_DIGITS || (digits == 0 && (c < 'A' || c > 'Z') && strchr("_&-", c) == NULL) || c == '\0')
			return false;
	}
	return len <= LONGEST_SHOWN && caaspp_codes_resemble(codes, token, len);
}

/* A cell, or one of its codes, that could not be read. */
static void
refuse(CaasppImport *import, int64 line, int place, const char *title, const char *rule, const char *what)
{
	const char *kept = caaspp_codes_are_type(import->header.layout->cells->detail) ? "tests" : "settings";

	if (import->kept == NULL)
		caaspp_find(&import->findings, line, place, title, rule, CAASPP_ERROR, "%s; it is left out", what);
	else
		caaspp_find(&import->findings, line, place, title, rule, CAASPP_ERROR,
					"%s; it is left out; the student's earlier %s are kept", what, kept);
	caaspp_facts_keep(import, line);
	import->facts_refused++;
}

static void
put_code(CaasppImport *import, int64 line, const char *code)
{
	CaasppColumn *cells = import->header.layout->cells;

	cells->value = CStringGetTextDatum(code);
	cells->isnull = false;
	caaspp_facts_put(import, line, cells);
	cells->isnull = true;
}

/* One code, or several without anything between them. */
static void
put_codes(CaasppImport *import, int64 line, int place, const char *title, const char *token, size_t len)
{
	CaasppColumn *cells = import->header.layout->cells;
	List	   *codes = caaspp_codes_split(cells->codes, token, len);
	const char *code;
	ListCell   *lc;

	if (codes == NIL)
	{
		refuse(import, line, place, title, "unknown code",
			   can_be_shown(cells->codes, token, len) ?
			   psprintf("not in caaspp.%s: \"%.*s\"", cells->detail, (int) len, token) :
			   psprintf("not in caaspp.%s", cells->detail));
		return;
	}
	code = linitial(codes);
	if (list_length(codes) > 1)
		caaspp_find(&import->findings, line, place, title, "glued codes", CAASPP_REPAIRED,
					"%d codes with nothing between them; each is read", list_length(codes));
	else if (!caaspp_codes_are_type(cells->detail) && (strlen(code) != len || memcmp(code, token, len) != 0))
		caaspp_find(&import->findings, line, place, title, "spelling", CAASPP_REPAIRED, "read as \"%s\"", code);
	foreach(lc, codes)
		put_code(import, line, lfirst(lc));
}

/* A code may have blanks in it; else they part codes as other delimiters do. */
static void
put_token(CaasppImport *import, int64 line, int place, const char *title, const char *token, size_t len)
{
	HTAB	   *codes = import->header.layout->cells->codes;
	const char *word;
	size_t		word_len;

	if (caaspp_codes_split(codes, token, len) != NIL || !are_codes(codes, token, len))
	{
		put_codes(import, line, place, title, token, len);
		return;
	}
	while (next_word(&token, &len, &word, &word_len))
		put_codes(import, line, place, title, word, word_len);
}

/* Yes or no, in a column that is titled as what it says that of. */
static bool
put_answer(CaasppImport *import, int64 line, int place, const char *title, const char *s, size_t len)
{
	CaasppColumn *cells = import->header.layout->cells;
	const char *only = import->header.only[place - 1];
	bool		yes = false;
	bool		none = caaspp_is_none_word(s, len);

	if (import->header.cells[place - 1] != CAASPP_CELLS_TITLED || caaspp_codes_find(cells->codes, s, len) != NULL ||
		!(none || caaspp_boolean_parse(s, len, &yes)))
		return false;
	if (none)
		caaspp_find(&import->findings, line, place, title, "word for none", CAASPP_REPAIRED, "read as blank");
	else if (yes && only == NULL)
		refuse(import, line, place, title, "unknown code", "yes, and the column's title does not say which code; write the code");
	else if (yes)
		put_code(import, line, only);
	return true;
}

/* The codes of a row, each a fact. */
void
caaspp_sheet_put(CaasppImport *import, const CaasppCsvRecord *record)
{
	const CaasppHeader *header = &import->header;

	for (int i = 0; i < record->nfields; i++)
	{
		const char *s = record->fields[i].data;
		size_t		rest = record->fields[i].len;
		const char *title = i < list_length(header->titles) ? list_nth(header->titles, i) : NULL;
		const char *token;
		size_t		len;

		if (header->cells[i] == CAASPP_CELLS_OTHER && has_codes(header->layout->cells->codes, &record->fields[i]))
			header->cells[i] = CAASPP_CELLS_CODES;	/* its first one, far down the file */
		if (header->cells[i] != CAASPP_CELLS_CODES && header->cells[i] != CAASPP_CELLS_TITLED)
			continue;
		if (memchr(s, '\0', rest) != NULL)
		{
			refuse(import, record->line, i + 1, title, "zero byte", "holds a zero byte");
			continue;
		}
		caaspp_trim(&s, &rest);
		caaspp_cell_take_off(&import->findings, record->line, i + 1, title, false, &s, &rest);
		if (put_answer(import, record->line, i + 1, title, s, rest))
			continue;
		while (next_token(&s, &rest, &token, &len))
			put_token(import, record->line, i + 1, title, token, len);
	}
}
