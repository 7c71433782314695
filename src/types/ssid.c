/*
 * ssid.c
 *		The type ssid.
 */
#include "postgres.h"

#include "core/ssid.h"
#include "types/ordered_type.h"

static bool
ssid_parse(const char *s, size_t len, int64 *value, Node *escontext)
{
	int64_t		ssid;

	if (!caaspp_ssid_parse(s, len, &ssid))
		ereturn(escontext, false,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s", "ssid"),
				 errdetail("The text is not shown, because it may identify a student."),
				 errhint("A Statewide Student Identifier is 10 digits.")));
	*value = ssid;
	return true;
}

static void
ssid_print(int64 value, char *text)
{
	caaspp_print_digits(value, CAASPP_SSID_DIGITS, text);
}

CAASPP_TYPE_IO(ssid, int64, DatumGetInt64, Int64GetDatum, ssid_parse, ssid_print)
CAASPP_ORDERED_TYPE(ssid, DatumGetInt64, caaspp_compare, ssup_datum_signed_cmp)
