/*
 * attempt_status.c
 *		The type attempt_status.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "types/code_type.h"

CAASPP_CODE_TYPE(attempt_status)

PG_FUNCTION_INFO_V1(caaspp_attempt_status_stage);
Datum
caaspp_attempt_status_stage(PG_FUNCTION_ARGS)
{
	return CStringGetTextDatum(caaspp_code_group(&caaspp_attempt_status_codes,
												 PG_GETARG_CODE(0)));
}
