/*
 * file_source.c
 *		Who a file came from, as its rows say.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "compat.h"
#include "intake/intake.h"

/* The column that says who the file came from. */
void
caaspp_source_prepare(CaasppImport *import)
{
	ListCell   *lc;

	foreach(lc, import->header.layout->columns)
	{
		const CaasppColumn *column = lfirst(lc);

		if (column->type == CAASPP_CELL_CHOICE && column->fallback != NULL && strncmp(column->fallback, ":source", 7) == 0)
			import->source_column = column;
	}
}

/* The row's cell, or what the layout knows without one. */
void
caaspp_source_note(CaasppImport *import)
{
	const CaasppColumn *column = import->source_column;
	const text *source;

	if (column == NULL || column->isnull || import->sources_differ)
		return;
	source = DatumGetTextPP(column->value);
	if (import->rows_source == NULL)
		import->rows_source = MemoryContextStrdup(MemoryContextGetParent(import->row_context), text_to_cstring(source));
	else
		import->sources_differ = strlen(import->rows_source) != VARSIZE_ANY_EXHDR(source) ||
			memcmp(import->rows_source, VARDATA_ANY(source), VARSIZE_ANY_EXHDR(source)) != 0;
}
