/*
 * calendar.c
 *		Reading dates.  The server's own parser follows DateStyle and reads far
 *		more than a file should contain.
 */
#include "core/calendar.h"

#include "core/text.h"

bool
caaspp_is_date(int year, int month, int day)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool		leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (month == 2 && leap);
}

/* Fields of fixed width: where each starts, in a text of the right length. */
static bool
read_fixed(const char *s, int month_at, int day_at, int *y, int *m, int *d)
{
	int64_t		year;
	int64_t		month;
	int64_t		day;

	if (!caaspp_read_digits(s, 4, &year) ||
		!caaspp_read_digits(s + month_at, 2, &month) ||
		!caaspp_read_digits(s + day_at, 2, &day) ||
		!caaspp_is_date((int) year, (int) month, (int) day))
		return false;
	*y = (int) year;
	*m = (int) month;
	*d = (int) day;
	return true;
}

bool
caaspp_iso_date_parse(const char *s, size_t len, int *y, int *m, int *d)
{
	return len == 10 && s[4] == '-' && s[7] == '-' && read_fixed(s, 5, 8, y, m, d);
}

/* One or two digits and a slash; how much was read, or 0. */
static size_t
read_before_slash(const char *s, size_t len, int64_t *out)
{
	size_t		n = len > 1 && s[1] == '/' ? 1 : 2;

	if (len <= n || s[n] != '/' || !caaspp_read_digits(s, n, out))
		return 0;
	return n + 1;
}

static bool
read_slashed(const char *s, size_t len, int *y, int *m, int *d)
{
	int64_t		year;
	int64_t		month;
	int64_t		day;
	size_t		used;
	size_t		more;

	used = read_before_slash(s, len, &month);
	if (used == 0)
		return false;
	more = read_before_slash(s + used, len - used, &day);
	if (more == 0)
		return false;
	used += more;
	if (len - used != 4 || !caaspp_read_digits(s + used, 4, &year) ||
		!caaspp_is_date((int) year, (int) month, (int) day))
		return false;
	*y = (int) year;
	*m = (int) month;
	*d = (int) day;
	return true;
}

bool
caaspp_date_parse(const char *s, size_t len, int *y, int *m, int *d)
{
	caaspp_trim(&s, &len);
	if (caaspp_iso_date_parse(s, len, y, m, d))
		return true;
	if (len == 8 && read_fixed(s, 4, 6, y, m, d))
		return true;
	return read_slashed(s, len, y, m, d);
}
