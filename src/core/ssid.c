/*
 * ssid.c
 *		Reading a Statewide Student Identifier.
 */
#include "core/ssid.h"

#include "core/text.h"

bool
caaspp_ssid_parse(const char *s, size_t len, int64_t *out)
{
	caaspp_trim(&s, &len);
	return len == CAASPP_SSID_DIGITS && caaspp_read_digits(s, len, out);
}
