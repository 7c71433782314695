/*
 * deployed.c
 *		What C asks first when it needs the district's tables.
 */
#include "postgres.h"

#include "fmgr.h"
#include "nodes/pg_list.h"
#include "nodes/value.h"
#include "parser/parse_func.h"

#include "store/deployed.h"

void
caaspp_require_deployed(void)
{
	(void) OidFunctionCall0(LookupFuncName(list_make2(makeString("caaspp"), makeString("require_deployed")), 0, NULL, false));
}
