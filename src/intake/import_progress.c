/*
 * import_progress.c
 *		An import shows in pg_stat_progress_copy, as a COPY into the first table
 *		that its layout fills.  An error or a failed trial ends the report by
 *		itself.
 */
#include "postgres.h"

#include "commands/progress.h"
#include "utils/backend_progress.h"

#include "intake/intake.h"
#include "store/columns.h"

void
caaspp_progress_start(const CaasppImport *import)
{
	const int	names[] = {PROGRESS_COPY_COMMAND, PROGRESS_COPY_TYPE, PROGRESS_COPY_BYTES_TOTAL};
	const char *fact = linitial(import->header.layout->facts);
	bool		is_file;
	int64		values[3] = {PROGRESS_COPY_COMMAND_FROM, 0, caaspp_source_size(import->source_file, &is_file)};

	values[1] = is_file ? PROGRESS_COPY_TYPE_FILE : PROGRESS_COPY_TYPE_CALLBACK;
	pgstat_progress_start_command(PROGRESS_COMMAND_COPY,
								  caaspp_table_oid(pnstrdup(fact, strcspn(fact, ":"))));
	pgstat_progress_update_multi_param(lengthof(names), names, values);
}

/* So much more was read. */
void
caaspp_progress_read(CaasppImport *import, size_t len)
{
	const int	names[] = {PROGRESS_COPY_BYTES_PROCESSED, PROGRESS_COPY_TUPLES_PROCESSED, PROGRESS_COPY_TUPLES_EXCLUDED};
	int64		values[3] = {import->bytes_read += (int64) len, import->rows_read - import->rows_refused, import->rows_refused};

	pgstat_progress_update_multi_param(lengthof(names), names, values);
}

void
caaspp_progress_end(void)
{
	pgstat_progress_end_command();
}
