/*
 * cds_code.c
 *		The type cds_code.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "core/cds_code.h"
#include "types/ordered_type.h"

static bool
cds_code_parse(const char *s, size_t len, int64 *value, Node *escontext)
{
	int64_t		cds;

	if (!caaspp_cds_code_parse(s, len, &cds))
		ereturn(escontext, false,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"", "cds_code", s),
				 errhint("Write a school as 14 digits or NN-NNNNN-NNNNNNN, an LEA as 7 digits or NN-NNNNN.")));
	*value = cds;
	return true;
}

static void
cds_code_print(int64 value, char *text)
{
	caaspp_print_digits(value, CAASPP_CDS_DIGITS, text);
}

CAASPP_TYPE_IO(cds_code, int64, DatumGetInt64, Int64GetDatum, cds_code_parse, cds_code_print)
CAASPP_ORDERED_TYPE(cds_code, DatumGetInt64, caaspp_compare, ssup_datum_signed_cmp)

PG_FUNCTION_INFO_V1(caaspp_cds_code_county);
Datum
caaspp_cds_code_county(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("%02d", caaspp_cds_county(PG_GETARG_INT64(0)))));
}

PG_FUNCTION_INFO_V1(caaspp_cds_code_lea);
Datum
caaspp_cds_code_lea(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(caaspp_cds_lea(PG_GETARG_INT64(0)));
}

PG_FUNCTION_INFO_V1(caaspp_cds_code_school);
Datum
caaspp_cds_code_school(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("%07d", caaspp_cds_school(PG_GETARG_INT64(0)))));
}

PG_FUNCTION_INFO_V1(caaspp_cds_code_is_lea);
Datum
caaspp_cds_code_is_lea(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(caaspp_cds_is_lea(PG_GETARG_INT64(0)));
}
