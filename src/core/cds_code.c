/*
 * cds_code.c
 *		Reading a county-district-school code: a school's 14 digits or an LEA's
 *		seven, with or without hyphens between the parts.
 */
#include "core/cds_code.h"

#include "core/text.h"

static bool
is_hyphenated(const char *s, size_t len)
{
	return (len == CAASPP_LEA_DIGITS + 1 && s[2] == '-') ||
		(len == CAASPP_CDS_DIGITS + 2 && s[2] == '-' && s[8] == '-');
}

bool
caaspp_cds_code_parse(const char *s, size_t len, int64_t *out)
{
	char		digits[CAASPP_CDS_DIGITS];
	size_t		n = 0;
	bool		hyphenated;

	caaspp_trim(&s, &len);
	hyphenated = is_hyphenated(s, len);
	if (!hyphenated && len != CAASPP_LEA_DIGITS && len != CAASPP_CDS_DIGITS)
		return false;
	for (size_t i = 0; i < len; i++)
	{
		if (!hyphenated || (i != 2 && i != 8))
			digits[n++] = s[i];
	}
	if (!caaspp_read_digits(digits, n, out))
		return false;
	if (n == CAASPP_LEA_DIGITS)
		*out *= CAASPP_CDS_SCHOOLS;
	return true;
}
