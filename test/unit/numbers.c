/*
 * numbers.c
 *		What is made of digits: SSIDs, CDS codes, school years and dates.
 */
#include <string.h>

#include "core/calendar.h"
#include "core/cds_code.h"
#include "core/school_year.h"
#include "core/ssid.h"
#include "core/text.h"
#include "tap.h"

static int64_t
ssid(const char *s)
{
	int64_t		value;

	return caaspp_ssid_parse(s, strlen(s), &value) ? value : -1;
}

static int64_t
cds(const char *s)
{
	int64_t		value;

	return caaspp_cds_code_parse(s, strlen(s), &value) ? value : -1;
}

static int
year(const char *s)
{
	int16_t		value;

	return caaspp_school_year_parse(s, strlen(s), &value) ? value : -1;
}

/* As one number, 20200302; or -1. */
static int
date(const char *s)
{
	int			y,
				m,
				d;

	return caaspp_date_parse(s, strlen(s), &y, &m, &d) ? y * 10000 + m * 100 + d : -1;
}

static void
check_dates(void)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	static const char *const bad[] = {
		"", " ", "2020-02-30", "2019-02-29", "1900-02-29", "2020-13-01", "2020-00-10", "2020-01-00",
		"0000-01-01", "20200230", "2020030", "202003022", "3/2/20", "13/1/2020", "2/30/2020", "/2/2020", "3//2020",
		"3/2/", "3/2", "003/2/2020", "3/002/2020", "2020-03/02", "2-29-2019", "2020-03-02T00:00", "3/2/20200",
		"+3/2/2020", "3/ 2/2020"
	};
	char		text[32];
	bool		good = true;

	for (int y = 1890; y <= 2110; y++)
	{
		for (int m = 1; m <= 12; m++)
		{
			int			last = days[m - 1] + (m == 2 && ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0));

			for (int d = 0; d <= 32; d++)
			{
				int			expected = d >= 1 && d <= last ? y * 10000 + m * 100 + d : -1;

				snprintf(text, sizeof(text), "%04d-%02d-%02d", y, m, d);
				good = good && date(text) == expected;
				snprintf(text, sizeof(text), "%04d%02d%02d", y, m, d);
				good = good && date(text) == expected;
				snprintf(text, sizeof(text), " %d/%d/%04d ", m, d, y);
				good = good && date(text) == expected;
				snprintf(text, sizeof(text), "%02d/%02d/%04d", m, d, y);
				good = good && date(text) == expected;
			}
		}
	}
	ok(good, "every day of 220 years in each spelling, and no day more");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(date(bad[i]) == -1, bad[i]);
}

static void
check_years(void)
{
	char		text[32];
	bool		good = true;

	for (int y = 0; y <= 9999; y++)
	{
		int			expected = y >= 1950 && y <= 2200 ? y : -1;

		snprintf(text, sizeof(text), "%04d-%02d", y, (y + 1) % 100);
		good = good && year(text) == expected;
		snprintf(text, sizeof(text), " %04d-%04d", y, y + 1);
		good = good && year(text) == expected;
		snprintf(text, sizeof(text), "%04d", y + 1);
		good = good && year(text) == expected;
		if (expected > 0)
		{
			caaspp_school_year_text((int16_t) y, text);
			good = good && year(text) == y;
		}
	}
	ok(good, "every school year in each spelling, 1950-51 to 2200-01");
	ok(year("2019-21") == -1 && year("2019-2021") == -1 && year("2019-19") == -1 && year("1999-100") == -1,
	   "the second year follows the first");
	ok(year("") == -1 && year("19-20") == -1 && year("2019/20") == -1 && year("2019-2") == -1 && year("20 19") == -1,
	   "what is no school year");
	ok(caaspp_school_year_of(2020, 6) == 2019 && caaspp_school_year_of(2020, 7) == 2020, "it starts in July");
}

int
main(void)
{
	char		text[32];

	ok(ssid("1234567890") == 1234567890 && ssid("0000000001") == 1 && ssid(" 9999999999\t") == INT64_C(9999999999), "SSIDs");
	ok(ssid("") == -1 && ssid("123456789") == -1 && ssid("12345678901") == -1 && ssid("12345a7890") == -1 &&
	   ssid("-123456789") == -1, "what is no SSID");
	ok(cds("19647331234567") == INT64_C(19647331234567) && cds("19-64733-1234567") == INT64_C(19647331234567), "schools");
	ok(cds("1964733") == INT64_C(19647330000000) && cds(" 19-64733 ") == INT64_C(19647330000000), "LEAs");
	ok(cds("") == -1 && cds("19-647331234567") == -1 && cds("1964-733") == -1 && cds("19647331234567-8") == -1 &&
	   cds("-------") == -1 && cds("19-64733-12345-7") == -1 && cds("19-6473a") == -1, "what is no CDS code");
	ok(caaspp_cds_county(cds("0161119")) == 1 && caaspp_cds_school(cds("01611190130229")) == 130229 &&
	   caaspp_cds_lea(cds("01611190130229")) == cds("0161119"), "parts of a CDS code");
	ok(caaspp_cds_is_lea(cds("0161119")) && !caaspp_cds_is_lea(cds("01611190130229")) &&
	   !caaspp_cds_is_lea(cds("0100000")) && !caaspp_cds_is_lea(0), "LEAs, and schools, counties and the state");
	ok(caaspp_write_digits(0, 3, text) && strcmp(text, "000") == 0 && caaspp_write_digits(INT64_C(19647330000001), 14, text) &&
	   strcmp(text, "19647330000001") == 0 && caaspp_write_digits(999, 3, text), "digits are written with their zeros");
	ok(!caaspp_write_digits(1000, 3, text) && !caaspp_write_digits(-1, 3, text), "what does not fit is not");
	check_years();
	check_dates();
	return tap_end();
}
