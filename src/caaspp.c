/*
 * caaspp.c
 *		The module: its magic and its settings.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/guc.h"

#include "caaspp.h"
#include "compat.h"

CAASPP_MODULE_MAGIC;

PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	caaspp_clock_init();
	MarkGUCPrefixReserved("caaspp");
}
