/*
 * file_date.c
 *		Dates in names and titles of files, outside the server.
 */
#include <string.h>

#include "core/file_date.h"
#include "tap.h"

/* expected: YYYYMMDD, or 0 */
static void
check(const char *text, int expected)
{
	int			y = 0;
	int			m = 0;
	int			d = 0;
	bool		found = caaspp_date_find(text, strlen(text), &y, &m, &d);

	ok(found == (expected != 0) && y * 10000 + m * 100 + d == expected, text);
}

int
main(void)
{
	check("CAASPP_Student_Completion_Status_Summary_Report_99100010000000_20200309081500.xlsx", 20200309);
	check("CAASPPTestSettings20200308.csv", 20200308);
	check("20200308", 20200308);
	check("report 2020-03-08.csv", 20200308);
	check("report_2020_3_8.csv", 20200308);
	check("report.2020.03.08.csv", 20200308);
	check("3-8-2020", 20200308);
	check("Report generated 03/08/2020 8:15 AM", 20200308);
	check("2019-2020 as of 3/8/2020", 20200308);
	check("20200307_20200308", 20200308);
	check("Report generated 2-Mar-2020", 20200302);
	check("02Mar2020", 20200302);
	check("Settings of March 2, 2020, 8:15 AM", 20200302);
	check("settings_Mar-02-2020.xlsx", 20200302);
	check("2020-03-01 to 9 MARCH 2020", 20200309);
	check("March 9, 2020, for 2019-2020", 20200309);
	check("Marc 9, 2020", 0);
	check("Smart 9, 2020", 0);
	check("March 32, 2020", 0);
	check("March 2020", 0);
	check("123 March 2020", 0);
	check("March 2, 20", 0);
	check("March 2", 0);
	check("March", 0);
	check("2020-02-29", 20200229);
	check("2019-02-29", 0);
	check("2019-20", 0);
	check("2019-2020", 0);
	check("20201301", 0);
	check("99100010000000", 0);
	check("20651770000000", 0);
	check("20200309256000", 0);
	check("202003091", 0);
	check("20130309", 0);
	check("2020-03/09", 0);
	check("2020-03-", 0);
	check("2020-", 0);
	check("13-32-2020", 0);
	check("v2", 0);
	check("", 0);
	return tap_end();
}
