/*
 * cells.c
 *		What the cells of a district's files hold, besides the state's codes.
 */
#include "core/cells.h"

#include <string.h>

#include "core/calendar.h"
#include "core/school_year.h"
#include "core/text.h"

#define LONGEST_WORDS 200		/* in which a pattern is looked for */
#define LONGEST_YEAR 9			/* 2019-2020 */

bool
caaspp_integer_parse(const char *s, size_t len, int32_t *out)
{
	bool		negative = len > 0 && s[0] == '-';
	int64_t		value;

	if (negative || (len > 0 && s[0] == '+'))
	{
		s++;
		len--;
	}
	if (len > 10 || !caaspp_read_digits(s, len, &value) || value > INT32_MAX)
		return false;
	*out = (int32_t) (negative ? -value : value);
	return true;
}

static bool
is_word(const char *s, size_t len, const char *word)
{
	if (strlen(word) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (caaspp_upper(s[i]) != word[i])
			return false;
	return true;
}

bool
caaspp_boolean_parse(const char *s, size_t len, bool *out)
{
	static const char *const yes[] = {"Y", "YES", "TRUE", "T", "1", "X", NULL};
	static const char *const no[] = {"N", "NO", "FALSE", "F", "0", NULL};

	for (int i = 0; yes[i] != NULL; i++)
		if (is_word(s, len, yes[i]))
		{
			*out = true;
			return true;
		}
	for (int i = 0; no[i] != NULL; i++)
		if (is_word(s, len, no[i]))
		{
			*out = false;
			return true;
		}
	return false;
}

/* What is left of a cell. */
typedef struct Rest
{
	const char *s;
	size_t		len;
} Rest;

static void
skip(Rest *rest, size_t n)
{
	rest->s += n;
	rest->len -= n;
}

static bool
take_char(Rest *rest, char c)
{
	if (rest->len == 0 || caaspp_upper(rest->s[0]) != c)
		return false;
	skip(rest, 1);
	return true;
}

/* A number of min to max digits, not above `most`. */
static bool
take_number(Rest *rest, size_t min, size_t max, int most, int *out)
{
	size_t		n = 0;
	int64_t		value;

	while (n < rest->len && n < max && caaspp_is_digit(rest->s[n]))
		n++;
	if (n < min || !caaspp_read_digits(rest->s, n, &value) || value > most)
		return false;
	skip(rest, n);
	*out = (int) value;
	return true;
}

static bool
take_fraction(Rest *rest, int *microsecond)
{
	size_t		digits = rest->len;

	if (!take_number(rest, 1, 6, 999999, microsecond))
		return false;
	for (digits -= rest->len; digits < 6; digits++)
		*microsecond *= 10;
	while (rest->len > 0 && caaspp_is_digit(rest->s[0]))
		skip(rest, 1);
	return true;
}

static bool
take_clock(Rest *rest, CaasppTimestamp *t)
{
	if (!take_number(rest, 1, 2, 23, &t->hour) || !take_char(rest, ':') ||
		!take_number(rest, 2, 2, 59, &t->minute))
		return false;
	if (!take_char(rest, ':'))
		return true;
	if (!take_number(rest, 2, 2, 59, &t->second))
		return false;
	return !take_char(rest, '.') || take_fraction(rest, &t->microsecond);
}

/* AM and PM turn 12 into 0 and 12. */
static bool
take_half_of_day(Rest *rest, CaasppTimestamp *t)
{
	bool		afternoon = take_char(rest, 'P');

	if (!afternoon && !take_char(rest, 'A'))
		return true;
	if (!take_char(rest, 'M') || t->hour < 1 || t->hour > 12)
		return false;
	t->hour = t->hour % 12 + (afternoon ? 12 : 0);
	return true;
}

static bool
take_zone(Rest *rest, CaasppTimestamp *t)
{
	int			sign = 1;
	int			hours = 0;
	int			minutes = 0;

	if (rest->len == 0)
		return true;
	t->has_zone = true;
	if (take_char(rest, 'Z'))
		return true;
	if (take_char(rest, '-'))
		sign = -1;
	else if (!take_char(rest, '+'))
		return false;
	if (!take_number(rest, 2, 2, 15, &hours))
		return false;
	take_char(rest, ':');
	if (rest->len > 0 && !take_number(rest, 2, 2, 59, &minutes))
		return false;
	t->zone_seconds = sign * (hours * 3600 + minutes * 60);
	return true;
}

bool
caaspp_timestamp_parse(const char *s, size_t len, CaasppTimestamp *out)
{
	size_t		date_len = 0;
	Rest		rest;

	memset(out, 0, sizeof(*out));
	/* A T after a digit: there is one in October, too. */
	while (date_len < len && s[date_len] != ' ' &&
		   !(caaspp_upper(s[date_len]) == 'T' && date_len > 0 && caaspp_is_digit(s[date_len - 1])))
		date_len++;
	if (!caaspp_date_parse(s, date_len, &out->year, &out->month, &out->day))
		return false;
	rest.s = s + date_len;
	rest.len = len - date_len;
	if (rest.len == 0)
		return true;
	skip(&rest, 1);
	if (!take_clock(&rest, out))
		return false;
	take_char(&rest, ' ');
	if (!take_half_of_day(&rest, out))
		return false;
	return take_zone(&rest, out) && rest.len == 0;
}

static void
skip_digits(Rest *rest)
{
	while (rest->len > 0 && caaspp_is_digit(rest->s[0]))
		skip(rest, 1);
}

bool
caaspp_is_spreadsheet_number(const char *s, size_t len)
{
	Rest		rest = {s, len};
	bool		has_point;
	int			ignored;

	skip_digits(&rest);
	if (rest.len == len)
		return false;
	has_point = take_char(&rest, '.');
	if (has_point)
		skip_digits(&rest);
	if (rest.len == 0)
		return has_point;
	return take_char(&rest, 'E') && take_char(&rest, '+') &&
		take_number(&rest, 1, 2, 99, &ignored) && rest.len == 0;
}

bool
caaspp_is_spreadsheet_error(const char *s, size_t len)
{
	static const char *const errors[] = {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", NULL};
	size_t		n = 0;

	if (len == 0 || s[0] != '#')
		return false;
	for (int i = 0; errors[i] != NULL; i++)
		if (is_word(s, len, errors[i]))
			return true;
	while (n < len && s[n] == '#')
		n++;
	return n == len && n >= 3;
}

/* How long a dash, or a slash, s begins with, in UTF-8 or Windows-1252; or 0. */
static size_t
dash_length(const char *s, size_t len)
{
	static const char *const dashes[] = {"-", "/", "\xe2\x80\x90", "\xe2\x80\x91", "\xe2\x80\x92", "\xe2\x80\x93",
	"\xe2\x80\x94", "\xe2\x88\x92", "\x96", "\x97", NULL};

	for (int i = 0; dashes[i] != NULL; i++)
		if (strlen(dashes[i]) <= len && memcmp(s, dashes[i], strlen(dashes[i])) == 0)
			return strlen(dashes[i]);
	return 0;
}

bool
caaspp_school_year_of_cell(const char *s, size_t len, int16_t *out)
{
	char		text[LONGEST_YEAR];
	size_t		n = 0;
	size_t		step;

	for (size_t i = 0; i < len; i += step)
	{
		size_t		dash = dash_length(s + i, len - i);

		if (n == LONGEST_YEAR)
			return false;
		text[n++] = dash > 0 ? '-' : s[i];
		step = dash > 0 ? dash : 1;
	}
	return caaspp_school_year_parse(text, n, out);
}

bool
caaspp_is_none_word(const char *s, size_t len)
{
	static const char *const words[] = {"NULL", "(NULL)", "N/A", "NA", "NONE", "-", "--", NULL};

	if (len == 0 || len > 6 || strchr("Nn(-", s[0]) == NULL)
		return false;
	for (int i = 0; words[i] != NULL; i++)
		if (is_word(s, len, words[i]))
			return true;
	return false;
}

size_t
caaspp_fold_name(const char *s, size_t len, char *out)
{
	size_t		n = 0;

	for (size_t i = 0; i < len; i++)
	{
		char		c = caaspp_upper(s[i]);

		if (c >= 'A' && c <= 'Z')
			out[n++] = (char) (c - 'A' + 'a');
		else if (caaspp_is_digit(c))
			out[n++] = c;
	}
	return n;
}

static bool
is_continuation(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

/* Length of the character at s, 0 if it is not well formed (Unicode, table 3-7). */
static size_t
utf8_char(const unsigned char *s, size_t len)
{
	unsigned char low = 0x80;
	unsigned char high = 0xBF;
	size_t		n;

	if (s[0] < 0x80)
		return 1;
	if (s[0] >= 0xC2 && s[0] <= 0xDF)
		n = 2;
	else if (s[0] >= 0xE0 && s[0] <= 0xEF)
		n = 3;
	else if (s[0] >= 0xF0 && s[0] <= 0xF4)
		n = 4;
	else
		return 0;
	if (s[0] == 0xE0)
		low = 0xA0;
	else if (s[0] == 0xED)
		high = 0x9F;
	else if (s[0] == 0xF0)
		low = 0x90;
	else if (s[0] == 0xF4)
		high = 0x8F;
	if (len < n || s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if (!is_continuation(s[i]))
			return 0;
	return n;
}

#define HIGH_BITS UINT64_C(0x8080808080808080)

bool
caaspp_cell_is_plain(const char *s, size_t len)
{
	uint64_t	eight;

	if (len > 0 && (s[0] == '=' || s[0] == '\'' || s[0] == '"'))
		return false;
	for (; len >= sizeof(eight); s += sizeof(eight), len -= sizeof(eight))
	{
		memcpy(&eight, s, sizeof(eight));
		if ((eight & HIGH_BITS) != 0)
			return false;
	}
	for (; len > 0; s++, len--)
		if (((unsigned char) *s & 0x80) != 0)
			return false;
	return true;
}

/* What a character beyond ASCII stands for: ' ', nothing (0), or itself (1). */
static char
plain_form(const unsigned char *s, size_t n)
{
	unsigned	code;

	if (n == 2)
		code = (unsigned) (s[0] & 0x1F) << 6 | (s[1] & 0x3F);
	else if (n == 3)
		code = (unsigned) (s[0] & 0x0F) << 12 | (unsigned) (s[1] & 0x3F) << 6 | (s[2] & 0x3F);
	else
		return 1;
	if (code == 0x85 || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
		code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000)
		return ' ';
	if (code == 0xAD || code == 0x200B || code == 0x200E || code == 0x200F || code == 0x2060 || code == 0xFEFF)
		return 0;
	return 1;
}

/* Blanks made plain, the unseen dropped; a lone A0 is Windows' no-break space. */
static size_t
make_blanks_plain(const char *s, size_t len, char *out, bool *changed)
{
	size_t		at = 0;
	size_t		to = 0;

	while (at < len)
	{
		const unsigned char *from = (const unsigned char *) s + at;
		size_t		n = utf8_char(from, len - at);
		char		form = n == 0 ? (*from == 0xA0 ? ' ' : 1) : n == 1 ? 1 : plain_form(from, n);

		n = n == 0 ? 1 : n;
		if (form == 1)
			for (size_t i = 0; i < n; i++)
				out[to++] = s[at + i];
		else
		{
			*changed = true;
			if (form == ' ')
				out[to++] = ' ';
		}
		at += n;
	}
	return to;
}

/* How long a word processor's quotes around the text are, in UTF-8 or Windows-1252; 0: it has none. */
static size_t
curly_quotes(const char *s, size_t len)
{
	if (len >= 6 && memcmp(s, "\xE2\x80\x9C", 3) == 0 && memcmp(s + len - 3, "\xE2\x80\x9D", 3) == 0)
		return 3;
	return len >= 2 && s[0] == '\x93' && s[len - 1] == '\x94';
}

/* Where the text within its marks begins; false if it has none. */
static bool
within_marks(const char **s, size_t *len, bool words)
{
	bool		formula = *len >= 3 && (*s)[0] == '=' && (*s)[1] == '"' && (*s)[*len - 1] == '"';
	bool		quoted = !words && *len >= 2 && (*s)[0] == '"' && (*s)[*len - 1] == '"';
	size_t		curly = curly_quotes(*s, *len);
	size_t		before = curly > 0 ? curly : formula ? 2 : 1;

	if (curly > 0)
		*len -= 2 * curly;
	else if (formula || quoted)
		*len -= before + 1;
	else if (!words && *len >= 2 && (*s)[0] == '\'')
		*len -= before;
	else
		return false;
	*s += before;
	return true;
}

unsigned
caaspp_cell_clean(const char *s, size_t len, bool words, char *out, size_t *out_len)
{
	bool		changed = false;
	unsigned	done = 0;
	const char *rest = out;

	*out_len = make_blanks_plain(s, len, out, &changed);
	caaspp_trim(&rest, out_len);
	if (within_marks(&rest, out_len, words))
	{
		done = CAASPP_CLEAN_MARK;
		caaspp_trim(&rest, out_len);
	}
	memmove(out, rest, *out_len);
	return changed ? done | CAASPP_CLEAN_BLANKS : done;
}

size_t
caaspp_utf8_prefix(const char *s, size_t len)
{
	size_t		at = 0;

	while (at < len)
	{
		size_t		n = utf8_char((const unsigned char *) s + at, len - at);

		if (n == 0)
			break;
		at += n;
	}
	return at;
}

/* 0x80 to 0x9F; the five that Windows leaves unassigned stay control characters. */
static const uint16_t windows_1252[32] = {
	0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
	0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
	0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
	0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178
};

size_t
caaspp_from_windows_1252(const char *s, size_t len, char *out)
{
	unsigned char *to = (unsigned char *) out;

	for (size_t i = 0; i < len; i++)
	{
		unsigned char c = (unsigned char) s[i];
		unsigned	code = c >= 0x80 && c < 0xA0 ? windows_1252[c - 0x80] : c;

		if (code < 0x80)
			*to++ = (unsigned char) code;
		else if (code < 0x800)
		{
			*to++ = (unsigned char) (0xC0 | code >> 6);
			*to++ = (unsigned char) (0x80 | (code & 0x3F));
		}
		else
		{
			*to++ = (unsigned char) (0xE0 | code >> 12);
			*to++ = (unsigned char) (0x80 | (code >> 6 & 0x3F));
			*to++ = (unsigned char) (0x80 | (code & 0x3F));
		}
	}
	return (size_t) ((char *) to - out);
}

/* The usual two pointers: back to the last * where the rest does not fit. */
static bool
pattern_fits(const char *pattern, const char *s)
{
	const char *star = NULL;
	const char *retry = s;

	while (*s != '\0')
	{
		if (*pattern == '*')
		{
			star = ++pattern;
			retry = s;
		}
		else if (*pattern != '\0' && caaspp_upper(*pattern) == *s)
		{
			pattern++;
			s++;
		}
		else if (star != NULL)
		{
			pattern = star;
			s = ++retry;
		}
		else
			return false;
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

bool
caaspp_words_match(const char *pattern, const char *s, size_t len)
{
	char		words[LONGEST_WORDS + 3] = " ";
	size_t		n = 1;

	if (len > LONGEST_WORDS)
		return false;
	for (size_t i = 0; i < len; i++)
	{
		char		c = caaspp_upper(s[i]);

		if (caaspp_is_digit(c) || (c >= 'A' && c <= 'Z'))
			words[n++] = c;
		else if (words[n - 1] != ' ')
			words[n++] = ' ';
	}
	if (words[n - 1] != ' ')
		words[n++] = ' ';
	words[n] = '\0';
	return pattern_fits(pattern, words);
}
