/*
 * exemption_code.c
 *		The type exemption_code.  Each is a condition code too, of the same text.
 */
#include "postgres.h"

#include "types/code_type.h"

CAASPP_CODE_TYPE(exemption_code)

PG_FUNCTION_INFO_V1(caaspp_exemption_code_to_condition_code);
Datum
caaspp_exemption_code_to_condition_code(PG_FUNCTION_ARGS)
{
	char		text[CAASPP_TEXT_MAX];
	uint8		condition = 0;

	exemption_code_print(PG_GETARG_CODE(0), text);
	(void) caaspp_code_read(&caaspp_condition_code_codes, text, strlen(text), &condition, NULL);
	PG_RETURN_CODE(condition);
}
