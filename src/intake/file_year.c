/*
 * file_year.c
 *		The school year of a file that does not name it, but has dates of it in
 *		columns of type year_of.
 */
#include "postgres.h"

#include "core/calendar.h"
#include "core/school_year.h"
#include "core/text.h"
#include "intake/intake.h"

typedef struct Search
{
	CaasppImport *import;
	bool		found;
	int16		year;
} Search;

/* Sink: stops at the first date. */
static bool
try_record(void *arg, const CaasppCsvRecord *record)
{
	Search	   *search = arg;
	const CaasppHeader *header = &search->import->header;
	ListCell   *lc;

	if (record->line <= header->line || record->fault != CAASPP_CSV_SOUND)
		return true;
	foreach(lc, header->layout->columns)
	{
		const CaasppColumn *column = lfirst(lc);
		const char *s;
		size_t		len;
		int			y,
					m,
					d;

		if (column->type != CAASPP_CELL_YEAR_OF || column->number == 0 || column->number > record->nfields)
			continue;
		s = record->fields[column->number - 1].data;
		len = record->fields[column->number - 1].len;
		caaspp_trim(&s, &len);
		if (!caaspp_date_parse(s, len, &y, &m, &d))
			continue;
		search->year = caaspp_school_year_of(y, m);
		search->found = true;
		return false;
	}
	return true;
}

static bool
tells_year(const CaasppLayout *layout)
{
	ListCell   *lc;

	foreach(lc, layout->columns)
		if (((CaasppColumn *) lfirst(lc))->type == CAASPP_CELL_YEAR_OF && ((CaasppColumn *) lfirst(lc))->number > 0)
			return true;
	return false;
}

/* By the file's beginning; what it says counts before the argument. */
void
caaspp_take_file_year(CaasppImport *import, const char *piece, size_t len)
{
	Search		search = {import};
	char		said[CAASPP_SCHOOL_YEAR_TEXT];
	char		given[CAASPP_SCHOOL_YEAR_TEXT];

	if (!tells_year(import->header.layout))
		return;
	caaspp_header_search(import->header.delimiter, try_record, &search, piece, len, caaspp_source_is_at_end(import->source_file));
	if (!search.found)
		return;
	if (import->has_year && import->year != search.year)
	{
		caaspp_school_year_text(search.year, said);
		caaspp_school_year_text(import->year, given);
		caaspp_find(&import->findings, 0, 0, NULL, "school year", CAASPP_WARNING,
					"the file's dates are of %s, the argument says %s; read as %s", said, given, said);
	}
	import->year = search.year;
	import->file_has_year = true;
}
