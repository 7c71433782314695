/*
 * cells.c
 *		Cells other than the state's codes, outside the server.
 */
#include <string.h>

#include "core/calendar.h"
#include "core/cells.h"
#include "tap.h"

static void
check(bool good, const char *what, const char *text)
{
	char		name[120] = "";
	size_t		n = 0;

	/* A test's name is one line of ASCII. */
	for (const char *c = text; *c != '\0' && n < 60; c++)
		name[n++] = *c >= ' ' && *c <= '~' && *c != '#' ? *c : '.';
	snprintf(name + n, sizeof(name) - n, " as %s", what);
	ok(good, name);
}

static void
check_year(const char *text, int expected)
{
	int16_t		year = -1;

	check(caaspp_school_year_of_cell(text, strlen(text), &year) == (expected >= 0) && year == expected, "school year", text);
}

static void
check_integer(const char *text, bool valid, int32_t expected)
{
	int32_t		got = expected;

	check(caaspp_integer_parse(text, strlen(text), &got) == valid && got == expected, "integer", text);
}

static void
check_boolean(const char *text, bool valid, bool expected)
{
	bool		got = expected;

	check(caaspp_boolean_parse(text, strlen(text), &got) == valid && got == expected, "boolean", text);
}

/* expected: as the line below prints it, or NULL */
static void
check_timestamp(const char *text, const char *expected)
{
	CaasppTimestamp t;
	char		got[80];

	if (!caaspp_timestamp_parse(text, strlen(text), &t))
	{
		check(expected == NULL, "timestamp", text);
		return;
	}
	snprintf(got, sizeof(got), "%d-%d-%d %d:%d:%d.%d %s%d", t.year, t.month, t.day, t.hour, t.minute,
			 t.second, t.microsecond, t.has_zone ? "z" : "", t.zone_seconds);
	check(expected != NULL && strcmp(got, expected) == 0, got, text);
}

static void
check_fold(const char *text, const char *expected)
{
	char		got[100];
	size_t		len = caaspp_fold_name(text, strlen(text), got);

	check(len == strlen(expected) && memcmp(got, expected, len) == 0, "fold", text);
}

static void
check_utf8(const char *text, size_t expected)
{
	check(caaspp_utf8_prefix(text, strlen(text)) == expected, "utf8", text);
}

static void
check_windows(const char *text, const char *expected)
{
	char		got[100];
	size_t		len = caaspp_from_windows_1252(text, strlen(text), got);

	check(len == strlen(expected) && memcmp(got, expected, len) == 0, "windows-1252", text);
}

/* expected: what is left, then what was done */
static void
check_clean(const char *text, bool words, const char *expected, unsigned done)
{
	char		got[100];
	size_t		len;
	unsigned	did = caaspp_cell_clean(text, strlen(text), words, got, &len);

	check(did == done && len == strlen(expected) && memcmp(got, expected, len) == 0 &&
		  (done == 0 || !caaspp_cell_is_plain(text, strlen(text))), words ? "words" : "clean", text);
}

static void
check_date(const char *text, int y, int m, int d)
{
	int			got[3] = {0};

	check(caaspp_date_parse(text, strlen(text), &got[0], &got[1], &got[2]) == (y > 0) &&
		  got[0] == y && got[1] == m && got[2] == d, "date", text);
}

static void
check_problem(const char *text, CaasppDateProblem problem)
{
	int			y,
				m,
				d;

	check(!caaspp_date_parse(text, strlen(text), &y, &m, &d) &&
		  caaspp_date_problem(text, strlen(text)) == problem, "date's problem", text);
}

int
main(void)
{
	check_year("2019-20", 2019);
	check_year("2019/20", 2019);
	check_year("2019\xe2\x80\x93" "20", 2019);
	check_year("2019\xe2\x80\x94" "2020", 2019);
	check_year("2019\x96" "20", 2019);
	check_year("2020", 2019);
	check_year("2019/21", -1);
	check_year("2019//20", -1);
	check_year("2019-2020-21", -1);
	check_year("2019\xe2\x80", -1);
	check_year("", -1);
	check_clean("8000000001", false, "8000000001", 0);
	check_clean("=\"8000000001\"", false, "8000000001", CAASPP_CLEAN_MARK);
	check_clean("=\" 80 \"", true, "80", CAASPP_CLEAN_MARK);
	check_clean("'8000000001", false, "8000000001", CAASPP_CLEAN_MARK);
	check_clean("'Aho", true, "'Aho", 0);
	check_clean("\"ESN\"", false, "ESN", CAASPP_CLEAN_MARK);
	check_clean("\"Ike\"", true, "\"Ike\"", 0);
	check_clean("\xe2\x80\x9c" "05\xe2\x80\x9d", false, "05", CAASPP_CLEAN_MARK);
	check_clean("\x93" "05\x94", false, "05", CAASPP_CLEAN_MARK);
	check_clean("\xe2\x80\x9c" "05", false, "\xe2\x80\x9c" "05", 0);
	check_clean("\xe2\x80\x9cIke\xe2\x80\x9d", true, "Ike", CAASPP_CLEAN_MARK);
	check_clean("=\"", false, "=\"", 0);
	check_clean("\"", false, "\"", 0);
	check_clean("\"\"", false, "", CAASPP_CLEAN_MARK);
	check_clean("=8000000001", false, "=8000000001", 0);
	check_clean("\xc2\xa0" "05\xe2\x80\x87", false, "05", CAASPP_CLEAN_BLANKS);
	check_clean("\xa0" "05", false, "05", CAASPP_CLEAN_BLANKS);
	check_clean("Ann\xc2\xa0Lee", true, "Ann Lee", CAASPP_CLEAN_BLANKS);
	check_clean("80\xe2\x80\x8b" "00", false, "8000", CAASPP_CLEAN_BLANKS);
	check_clean("\xef\xbb\xbf=\"05\"", false, "05", CAASPP_CLEAN_MARK | CAASPP_CLEAN_BLANKS);
	check_clean("Pe\xc3\xb1" "a", true, "Pe\xc3\xb1" "a", 0);
	check_clean("Pe\xf1" "a", true, "Pe\xf1" "a", 0);
	check_clean("\xc2", true, "\xc2", 0);
	check_clean("", false, "", 0);
	check(caaspp_cell_is_plain("1234567890", 10), "plain", "1234567890");
	check(!caaspp_cell_is_plain("12345678\xa0", 9), "not plain", "12345678 and a blank");

	check(caaspp_is_spreadsheet_error("#N/A", 4), "spreadsheet error", "N/A with a hash");
	check(caaspp_is_spreadsheet_error("########", 8), "spreadsheet error", "hashes");
	check(!caaspp_is_spreadsheet_error("#1", 2), "no spreadsheet error", "1 with a hash");
	check(!caaspp_is_spreadsheet_error("", 0), "no spreadsheet error", "");
	check(caaspp_is_none_word("n/a", 3), "none", "n/a");
	check(caaspp_is_none_word("-", 1), "none", "-");
	check(!caaspp_is_none_word("NT", 2), "no word for none", "NT");
	check(!caaspp_is_none_word("", 0), "no word for none", "");

	check_date("2019-8-4", 2019, 8, 4);
	check_date("2019/08/14", 2019, 8, 14);
	check_date("8/14/2019", 2019, 8, 14);
	check_date("08-14-2019", 2019, 8, 14);
	check_date("14-AUG-2019", 2019, 8, 14);
	check_date("3-October-2019", 2019, 10, 3);
	check_date("20190814", 2019, 8, 14);
	check_date("14/8/2019", 0, 0, 0);
	check_date("8/14-2019", 0, 0, 0);
	check_date("14-Au-2019", 0, 0, 0);
	check_date("14-Augus-2019", 0, 0, 0);
	check_date("8//2019", 0, 0, 0);
	check_date("8/14/2019/", 0, 0, 0);
	check_date("--", 0, 0, 0);
	check_problem("8/14/19", CAASPP_DATE_SHORT_YEAR);
	check_problem("14-AUG-19 0:00", CAASPP_DATE_SHORT_YEAR);
	check_problem("43691", CAASPP_DATE_SERIAL);
	check_problem("43691.5", CAASPP_DATE_SERIAL);
	check_problem("99999", CAASPP_DATE_OTHER);
	check_problem("2019-02-30", CAASPP_DATE_NO_SUCH_DAY);
	check_problem("20190230", CAASPP_DATE_NO_SUCH_DAY);
	check_timestamp("2020-03-02 25:00", NULL);
	check_problem("14.08.2019", CAASPP_DATE_OTHER);
	check_problem("2019-08-14T00:00", CAASPP_DATE_OTHER);
	check_problem("", CAASPP_DATE_OTHER);

	check_integer("0", true, 0);
	check_integer("-12", true, -12);
	check_integer("+2147483647", true, 2147483647);
	check_integer("2147483648", false, 5);
	check_integer("", false, 5);
	check_integer("-", false, 5);
	check_integer("1.0", false, 5);

	check_boolean("Yes", true, true);
	check_boolean("tRUE", true, true);
	check_boolean("x", true, true);
	check_boolean("0", true, false);
	check_boolean("no", true, false);
	check_boolean("", false, true);
	check_boolean("yess", false, true);
	check_boolean("2", false, true);

	check_timestamp("2020-03-02", "2020-3-2 0:0:0.0 0");
	check_timestamp("3/2/2020 4:05 PM", "2020-3-2 16:5:0.0 0");
	check_timestamp("3/2/2020 12:00 am", "2020-3-2 0:0:0.0 0");
	check_timestamp("3/2/2020 12:00PM", "2020-3-2 12:0:0.0 0");
	check_timestamp("2020-03-02T09:30:15.25Z", "2020-3-2 9:30:15.250000 z0");
	check_timestamp("2020-03-02 09:30:15.1234567-08:00", "2020-3-2 9:30:15.123456 z-28800");
	check_timestamp("20200302 23:59:59+0530", "2020-3-2 23:59:59.0 z19800");
	check_timestamp("14-OCT-2019 4:05 PM", "2019-10-14 16:5:0.0 0");
	check_timestamp("14-OCT-2019T16:05", "2019-10-14 16:5:0.0 0");
	check_timestamp("2020-03-02 24:00", NULL);
	check_timestamp("2020-03-02 9:60", NULL);
	check_timestamp("2020-03-02 13:00 PM", NULL);
	check_timestamp("2020-03-02 9:30 Pacific", NULL);
	check_timestamp("2020-02-30 9:30", NULL);
	check_timestamp("2020-03-02 ", NULL);
	check_timestamp("2020-03-02 9:30 P", NULL);
	check_timestamp("", NULL);

	check(caaspp_is_spreadsheet_number("1.86161E+13", 11), "spreadsheet", "1.86161E+13");
	check(caaspp_is_spreadsheet_number("2e+9", 4), "spreadsheet", "2e+9");
	check(caaspp_is_spreadsheet_number("8000000001.0", 12), "spreadsheet", "8000000001.0");
	check(!caaspp_is_spreadsheet_number("8000000001", 10), "spreadsheet", "8000000001");
	check(!caaspp_is_spreadsheet_number("E+9", 3), "spreadsheet", "E+9");
	check(!caaspp_is_spreadsheet_number("1.5E+", 5), "spreadsheet", "1.5E+");
	check(!caaspp_is_spreadsheet_number("", 0), "spreadsheet", "");

	check_fold("*Student\nS-S_I D (10)", "studentssid10");
	check_fold("\xc3\xa9t\xc3\xa9\xe2\x80\x93", "t");
	check_fold("", "");

	check_utf8("Pe\xc3\xb1" "a", 5);
	check_utf8("Pe\xf1" "a", 2);
	check_utf8("\xe2\x82\xac \xf0\x9f\x8e\x93", 8);
	check_utf8("\xc0\x80", 0);
	check_utf8("a\xed\xa0\x80", 1);
	check_utf8("\xf4\x90\x80\x80", 0);
	check_utf8("\xe2\x82", 0);

	check_windows("Pe\xf1" "a \x93\x80\x94", "Pe\xc3\xb1" "a \xe2\x80\x9c\xe2\x82\xac\xe2\x80\x9d");
	check_windows("\x81", "\xc2\x81");

	return tap_end();
}
