/*
 * test_part.c
 *		The type test_part.
 */
#include "postgres.h"

#include "types/code_type.h"

CAASPP_CODE_TYPE(test_part)

PG_FUNCTION_INFO_V1(caaspp_test_part_assessment);
Datum
caaspp_test_part_assessment(PG_FUNCTION_ARGS)
{
	const char *label = caaspp_code_group(&caaspp_test_part_codes, PG_GETARG_CODE(0));
	int			assessment = caaspp_code_parse(&caaspp_assessment_codes, label, strlen(label));

	if (assessment < 0)
		elog(ERROR, "test part belongs to no assessment: \"%s\"", label);
	PG_RETURN_CODE(assessment);
}
