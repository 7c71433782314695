/*
 * titles.c
 *		Titles of columns for SQL, read as those of a file that is imported.
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "compat.h"
#include "core/cells.h"
#include "core/text.h"
#include "intake/intake.h"

PG_FUNCTION_INFO_V1(caaspp_titles);
PG_FUNCTION_INFO_V1(caaspp_folded_title);

/* The first record's, trimmed. */
static bool
take_titles(void *arg, const CaasppCsvRecord *record)
{
	ArrayBuildState *titles = arg;

	for (int i = 0; i < record->nfields; i++)
	{
		const char *s = record->fields[i].data;
		size_t		len = record->fields[i].len;

		caaspp_trim(&s, &len);
		accumArrayResult(titles, PointerGetDatum(cstring_to_text_with_len(s, (int) len)), false, TEXTOID, CurrentMemoryContext);
	}
	return false;
}

/* Of a header row, cells parted by commas; none where it is no such row. */
Datum
caaspp_titles(PG_FUNCTION_ARGS)
{
	text	   *header = PG_GETARG_TEXT_PP(0);
	ArrayBuildState *titles = initArrayResult(TEXTOID, CurrentMemoryContext, false);

	caaspp_header_search(',', take_titles, titles, VARDATA_ANY(header), VARSIZE_ANY_EXHDR(header), true);
	PG_RETURN_DATUM(makeArrayResult(titles, CurrentMemoryContext));
}

/* What two titles that are alike have in common. */
Datum
caaspp_folded_title(PG_FUNCTION_ARGS)
{
	text	   *title = PG_GETARG_TEXT_PP(0);
	char	   *folded = palloc(VARSIZE_ANY_EXHDR(title) + 1);
	size_t		len = caaspp_fold_name(VARDATA_ANY(title), VARSIZE_ANY_EXHDR(title), folded);

	PG_RETURN_TEXT_P(cstring_to_text_with_len(folded, (int) len));
}
