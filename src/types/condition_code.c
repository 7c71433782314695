/*
 * condition_code.c
 *		The type condition_code.  Some are exemption codes too.
 */
#include "postgres.h"

#include "types/code_type.h"

CAASPP_CODE_TYPE(condition_code)

PG_FUNCTION_INFO_V1(caaspp_condition_code_to_exemption_code);
Datum
caaspp_condition_code_to_exemption_code(PG_FUNCTION_ARGS)
{
	char		text[CAASPP_TEXT_MAX];
	int			exemption;

	condition_code_print(PG_GETARG_CODE(0), text);
	exemption = caaspp_code_parse(&caaspp_exemption_code_codes, text, strlen(text));
	if (exemption < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("condition code \"%s\" is not an exemption code", text),
				 errhint("Exemption codes are PGE, NTE and NEL.")));
	PG_RETURN_CODE(exemption);
}
