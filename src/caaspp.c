/*
 * caaspp.c
 *		The module: its magic and its settings.
 */
#include "postgres.h"

#include <limits.h>

#include "fmgr.h"
#include "utils/guc.h"

#include "caaspp.h"
#include "compat.h"

CAASPP_MODULE_MAGIC;

PGDLLEXPORT void _PG_init(void);

int			caaspp_students_locked = 0;
static bool deriving = false;

void
_PG_init(void)
{
	caaspp_clock_init();

	/* triggers/students.c counts in it; local to the transaction */
	DefineCustomIntVariable("caaspp.students_locked",
							"Students that this transaction has locked one by one.",
							NULL,
							&caaspp_students_locked,
							0, 0, INT_MAX,
							PGC_USERSET,
							GUC_NO_SHOW_ALL | GUC_NO_RESET_ALL | GUC_NOT_IN_SAMPLE | GUC_DISALLOW_IN_FILE,
							NULL, NULL, NULL);
	/* what derives says so to the triggers of assignments */
	DefineCustomBoolVariable("caaspp.deriving",
							 "Whether assignments are being derived, and what rests on them follows.",
							 NULL,
							 &deriving,
							 false,
							 PGC_USERSET,
							 GUC_NO_SHOW_ALL | GUC_NO_RESET_ALL | GUC_NOT_IN_SAMPLE | GUC_DISALLOW_IN_FILE,
							 NULL, NULL, NULL);
	MarkGUCPrefixReserved("caaspp");
}
