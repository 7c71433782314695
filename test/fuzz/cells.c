/*
 * cells.c
 *		Random bytes as a cell: what every reader of cells makes of them.
 */
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/cells.h"
#include "core/text.h"
#include "core/vocabulary.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int holds)
{
	if (!holds)
		abort();
}

/* What is cleaned is trimmed, no longer than before, and, but for marks within marks, clean. */
static void
try_clean(const char *s, size_t len, bool words)
{
	char	   *text = malloc(len + 1);
	size_t		n;
	unsigned	done = caaspp_cell_clean(s, len, words, text, &n);
	const char *trimmed = text;
	size_t		trimmed_len = n;

	must(n <= len);
	caaspp_trim(&trimmed, &trimmed_len);
	must(trimmed_len == n);
	if (len > 0 && !caaspp_is_blank(s[0]) && caaspp_cell_is_plain(s, len))
		must(done == 0);
	must((caaspp_cell_clean(text, n, words, text, &n) & CAASPP_CLEAN_BLANKS) == 0 || caaspp_utf8_prefix(s, len) < len);
	free(text);
}

static void
try_text(const char *s, size_t len)
{
	char	   *text = malloc(3 * len + 1);
	size_t		n = caaspp_from_windows_1252(s, len, text);

	must(caaspp_utf8_prefix(text, n) == n);
	must(caaspp_utf8_prefix(s, len) <= len);
	must(caaspp_fold_name(s, len, text) <= len);
	must(caaspp_words_match("*", s, len) == (len <= 200));
	(void) caaspp_words_match("* CAA *SCI* PT 1 *", s, len);
	free(text);
}

static void
try_values(const char *s, size_t len)
{
	CaasppTimestamp t;
	int32_t		number;
	bool		yes;
	int			y,
				m,
				d;

	if (caaspp_timestamp_parse(s, len, &t))
		must(caaspp_is_date(t.year, t.month, t.day) && t.hour < 24 && t.minute < 60 && t.second < 60);
	if (caaspp_date_parse(s, len, &y, &m, &d))
		must(caaspp_is_date(y, m, d));
	else
		(void) caaspp_date_problem(s, len);
	(void) caaspp_integer_parse(s, len, &number);
	(void) caaspp_boolean_parse(s, len, &yes);
	must(!(caaspp_is_spreadsheet_number(s, len) && caaspp_is_spreadsheet_error(s, len)));
	(void) caaspp_is_none_word(s, len);
	must(!(caaspp_is_not_started(s, len) && caaspp_code_parse(&caaspp_attempt_status_codes, s, len) >= 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy of just that size: a read beyond it is seen. */
	char	   *s = malloc(size ? size : 1);

	must(s != NULL);
	if (size)
		memcpy(s, data, size);
	try_clean(s, size, true);
	try_clean(s, size, false);
	try_text(s, size);
	try_values(s, size);
	free(s);
	return 0;
}
