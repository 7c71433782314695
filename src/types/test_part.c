/*
 * test_part.c
 *		The type test_part.
 */
#include "postgres.h"

#include "port/pg_bitutils.h"

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

/*
 * 1, 2, 4 and so on: the part's place among those of its assessment, so that a
 * smallint holds a set of them.
 */
PG_FUNCTION_INFO_V1(caaspp_test_part_bit);
Datum
caaspp_test_part_bit(PG_FUNCTION_ARGS)
{
	const CaasppVocabulary *v = &caaspp_test_part_codes;
	const char *assessment = caaspp_code_group(v, PG_GETARG_CODE(0));
	int			bit = 1;

	for (int i = 0; i < v->ncodes && v->codes[i].value != PG_GETARG_CODE(0); i++)
		if (strcmp(v->codes[i].group, assessment) == 0)
			bit <<= 1;
	if (bit > PG_INT16_MAX)
		elog(ERROR, "too many parts of one assessment: \"%s\"", assessment);
	PG_RETURN_INT16(bit);
}

PG_FUNCTION_INFO_V1(caaspp_count_parts);
Datum
caaspp_count_parts(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(pg_popcount32((uint16) PG_GETARG_INT16(0)));
}
