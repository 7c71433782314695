/*
 * school_year.c
 *		Reading and writing school years.
 */
#include "core/school_year.h"

#include <stdio.h>

#include "core/text.h"

CaasppYearProblem
caaspp_school_year_read(const char *s, size_t len, int16_t *out)
{
	int64_t		first;
	int64_t		second;

	caaspp_trim(&s, &len);
	if (len < 4 || !caaspp_read_digits(s, 4, &first))
		return CAASPP_YEAR_SYNTAX;
	if (len == 4)
		first--;
	else if ((len == 7 || len == 9) && s[4] == '-' &&
			 caaspp_read_digits(s + 5, len - 5, &second))
	{
		if (second != (len == 7 ? (first + 1) % 100 : first + 1))
			return CAASPP_YEAR_NOT_CONSECUTIVE;
	}
	else
		return CAASPP_YEAR_SYNTAX;
	if (!caaspp_school_year_in_range(first))
		return CAASPP_YEAR_RANGE;
	*out = (int16_t) first;
	return CAASPP_YEAR_OK;
}

bool
caaspp_school_year_parse(const char *s, size_t len, int16_t *out)
{
	return caaspp_school_year_read(s, len, out) == CAASPP_YEAR_OK;
}

void
caaspp_school_year_text(int16_t year, char buf[CAASPP_SCHOOL_YEAR_TEXT])
{
	if (!caaspp_school_year_in_range(year))
	{
		snprintf(buf, CAASPP_SCHOOL_YEAR_TEXT, "#%d", year);
		return;
	}
	/* Not by snprintf: a view's filter on the year asks every row. */
	caaspp_write_digits(year, 4, buf);
	buf[4] = '-';
	caaspp_write_digits((year + 1) % 100, 2, buf + 5);
}
