/*
 * plans.c
 *		Queries that a session plans once.
 */
#include "postgres.h"

#include "store/plans.h"

void
caaspp_keep_plan(SPIPlanPtr *plan, const char *query, int nargs, Oid *types, int options)
{
	SPIPlanPtr	made = SPI_prepare_cursor(query, nargs, types, options);

	if (made == NULL || SPI_keepplan(made) != 0)
		elog(ERROR, "could not prepare a query: %s", SPI_result_code_string(SPI_result));
	if (*plan != NULL)
		SPI_freeplan(*plan);
	*plan = made;
}
