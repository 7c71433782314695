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

typedef struct Piece
{
	const char *s;
	size_t		len;
} Piece;

/* Three pieces with two of the same mark between them. */
static bool
split(const char *s, size_t len, Piece piece[3])
{
	char		mark = '\0';
	size_t		from = 0;
	int			n = 0;

	for (size_t i = 0; i < len; i++)
	{
		if (s[i] != '/' && s[i] != '-')
			continue;
		if (n == 2 || (n > 0 && s[i] != mark))
			return false;
		mark = s[i];
		piece[n].s = s + from;
		piece[n++].len = i - from;
		from = i + 1;
	}
	piece[n].s = s + from;
	piece[n].len = len - from;
	return n == 2;
}

static bool
is_number(const Piece *piece, size_t most, int64_t *out)
{
	return piece->len <= most && caaspp_read_digits(piece->s, piece->len, out);
}

int
caaspp_month_of_name(const char *s, size_t len)
{
	static const char *const months[] = {"JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY",
		"AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"
	};

	for (int i = 0; i < 12; i++)
	{
		size_t		n = 0;

		while (n < len && months[i][n] != '\0' && caaspp_upper(s[n]) == months[i][n])
			n++;
		if (n == len && (n == 3 || (n > 0 && months[i][n] == '\0')))
			return i + 1;
	}
	return 0;
}

/* Y-M-D, M/D/Y or D-Mon-Y, with either mark; what its year has of digits, or 0. */
static size_t
read_marked(const char *s, size_t len, int64_t *year, int64_t *month, int64_t *day)
{
	Piece		piece[3];

	if (!split(s, len, piece))
		return 0;
	if (piece[0].len == 4)
		return is_number(&piece[0], 4, year) && is_number(&piece[1], 2, month) && is_number(&piece[2], 2, day) ? 4 : 0;
	if (!is_number(&piece[2], 4, year))
		return 0;
	if (is_number(&piece[0], 2, month) && is_number(&piece[1], 2, day))
		return piece[2].len;
	*month = caaspp_month_of_name(piece[1].s, piece[1].len);
	return is_number(&piece[0], 2, day) && *month > 0 ? piece[2].len : 0;
}

bool
caaspp_date_parse(const char *s, size_t len, int *y, int *m, int *d)
{
	int64_t		year;
	int64_t		month;
	int64_t		day;

	caaspp_trim(&s, &len);
	if (caaspp_iso_date_parse(s, len, y, m, d))
		return true;
	if (len == 8 && read_fixed(s, 4, 6, y, m, d))
		return true;
	if (read_marked(s, len, &year, &month, &day) != 4 || !caaspp_is_date((int) year, (int) month, (int) day))
		return false;
	*y = (int) year;
	*m = (int) month;
	*d = (int) day;
	return true;
}

/* 43691, perhaps with a part of a day. */
static bool
is_serial(const char *s, size_t len)
{
	int64_t		number;

	if (len < 5 || !caaspp_read_digits(s, 5, &number) || number < CAASPP_FIRST_SERIAL || number > CAASPP_LAST_SERIAL)
		return false;
	if (len == 5)
		return true;
	return s[5] == '.' && len <= 20 && (len == 6 || caaspp_read_digits(s + 6, len - 6 > 18 ? 18 : len - 6, &number));
}

CaasppDateProblem
caaspp_date_problem(const char *s, size_t len)
{
	size_t		n = 0;
	size_t		year_digits;
	int64_t		year;
	int64_t		month;
	int64_t		day;
	int			ignored;

	caaspp_trim(&s, &len);
	while (n < len && !caaspp_is_blank(s[n]))
		n++;
	if (is_serial(s, len))
		return CAASPP_DATE_SERIAL;
	if (caaspp_date_parse(s, n, &ignored, &ignored, &ignored))
		return CAASPP_DATE_OTHER;	/* the time is wrong */
	year_digits = read_marked(s, n, &year, &month, &day);
	if (year_digits == 2)
		return CAASPP_DATE_SHORT_YEAR;
	if (year_digits == 4 || (n == 8 && caaspp_read_digits(s, 8, &year)))
		return CAASPP_DATE_NO_SUCH_DAY;
	return CAASPP_DATE_OTHER;
}
