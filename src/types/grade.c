/*
 * grade.c
 *		The type grade.
 */
#include "postgres.h"

#include "types/code_type.h"

CAASPP_CODE_TYPE(grade)

#define KINDERGARTEN 10			/* counts as 0, grade 1 as 1 */

PG_FUNCTION_INFO_V1(caaspp_grade_order);
Datum
caaspp_grade_order(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32((int32) PG_GETARG_CODE(0) - KINDERGARTEN);
}
