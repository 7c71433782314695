/*
 * file_date.c
 *		The day of which a file tells, in its name or its title.
 */
#include "core/calendar.h"
#include "core/file_date.h"
#include "core/text.h"

#define FIRST_YEAR 2014			/* before the first CAASPP file */
#define LAST_YEAR 2099
#define PACKED 8				/* YYYYMMDD */
#define STAMP 14				/* YYYYMMDDHHMMSS, as the state's system names its reports */

/* A run of digits, or of letters. */
typedef struct Run
{
	size_t		start;
	size_t		len;
} Run;

static bool
run_at(const char *s, size_t len, size_t at, Run *run)
{
	run->start = at;
	while (at < len && caaspp_is_digit(s[at]))
		at++;
	run->len = at - run->start;
	return run->len > 0;
}

static int
number(const char *s, size_t start, size_t len)
{
	int			n = 0;

	for (size_t i = start; i < start + len; i++)
		n = n * 10 + (s[i] - '0');
	return n;
}

static bool
take(int year, int month, int day, int *y, int *m, int *d)
{
	if (year < FIRST_YEAR || year > LAST_YEAR || !caaspp_is_date(year, month, day))
		return false;
	*y = year;
	*m = month;
	*d = day;
	return true;
}

static bool
is_packed(const char *s, Run run, int *y, int *m, int *d)
{
	if (run.len != PACKED && run.len != STAMP)
		return false;
	if (run.len == STAMP &&
		(number(s, run.start + 8, 2) > 23 || number(s, run.start + 10, 2) > 59 || number(s, run.start + 12, 2) > 59))
		return false;
	return take(number(s, run.start, 4), number(s, run.start + 4, 2), number(s, run.start + 6, 2), y, m, d);
}

/* The run, then two more after the same sign; *end is where they end. */
static bool
is_parted(const char *s, size_t len, Run first, size_t *end, int *y, int *m, int *d)
{
	size_t		at = first.start + first.len;
	char		sign = at < len ? s[at] : '\0';
	Run			second;
	Run			third;

	if (sign != '-' && sign != '/' && sign != '_' && sign != '.')
		return false;
	if (!run_at(s, len, at + 1, &second) || second.len > 2)
		return false;
	at = second.start + second.len;
	if (at >= len || s[at] != sign || !run_at(s, len, at + 1, &third))
		return false;
	*end = third.start + third.len;
	if (first.len == 4 && third.len <= 2)
		return take(number(s, first.start, 4), number(s, second.start, second.len), number(s, third.start, third.len), y, m, d);
	if (first.len <= 2 && third.len == 4)
		return take(number(s, third.start, 4), number(s, first.start, first.len), number(s, second.start, second.len), y, m, d);
	return false;
}

static bool
is_letter(char c)
{
	return caaspp_upper(c) >= 'A' && caaspp_upper(c) <= 'Z';
}

static bool
is_sign(char c)
{
	return c == ' ' || c == '-' || c == '/' || c == '_' || c == '.' || c == ',';
}

static bool
word_at(const char *s, size_t len, size_t at, Run *run)
{
	run->start = at;
	while (at < len && is_letter(s[at]))
		at++;
	run->len = at - run->start;
	return run->len > 0;
}

static bool
run_behind(const char *s, size_t len, Run before, Run *run)
{
	size_t		at = before.start + before.len;

	while (at < len && is_sign(s[at]))
		at++;
	return run_at(s, len, at, run);
}

static bool
run_before(const char *s, Run behind, Run *run)
{
	size_t		end = behind.start;

	while (end > 0 && is_sign(s[end - 1]))
		end--;
	run->start = end;
	while (run->start > 0 && caaspp_is_digit(s[run->start - 1]))
		run->start--;
	run->len = end - run->start;
	return run->len > 0;
}

/* Beside the name of a month: March 2, 2020, or 2-Mar-2020. */
static bool
is_worded(const char *s, size_t len, Run word, size_t *end, int *y, int *m, int *d)
{
	int			month = caaspp_month_of_name(s + word.start, word.len);
	Run			day;
	Run			year;

	if (month == 0 || !run_behind(s, len, word, &day))
		return false;
	year = day;
	if (day.len <= 2 ? !run_behind(s, len, day, &year) : !run_before(s, word, &day))
		return false;
	if (day.len > 2 || year.len != 4)
		return false;
	*end = year.start + year.len;
	return take(number(s, year.start, 4), month, number(s, day.start, day.len), y, m, d);
}

bool
caaspp_date_find(const char *s, size_t len, int *y, int *m, int *d)
{
	bool		found = false;
	size_t		at = 0;
	size_t		end;
	Run			run;

	while (at < len)
	{
		if (word_at(s, len, at, &run))
		{
			at = run.start + run.len;
			found |= is_worded(s, len, run, &at, y, m, d);
		}
		else if (!run_at(s, len, at, &run))
			at++;
		else if (is_parted(s, len, run, &end, y, m, d))
		{
			found = true;
			at = end;
		}
		else
		{
			found |= is_packed(s, run, y, m, d);
			at = run.start + run.len;
		}
	}
	return found;
}
