/*
 * clock.c
 *		The day that every answer is given for: the setting caaspp.as_of, or
 *		today in California.
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/guc.h"
#include "utils/timestamp.h"

#include "caaspp.h"
#include "compat.h"
#include "core/calendar.h"

#define PACIFIC_ZONE "America/Los_Angeles"

static char *as_of_text = NULL;
static bool as_of_is_set = false;
static DateADT as_of = 0;

static bool
check_as_of(char **newval, void **extra, GucSource source)
{
	const char *text = *newval;
	int			y,
				m,
				d;

	if (text == NULL || text[0] == '\0' ||
		caaspp_iso_date_parse(text, strlen(text), &y, &m, &d))
		return true;
	GUC_check_errdetail("It must be a date such as 2020-03-02, or empty for today.");
	return false;
}

static void
assign_as_of(const char *newval, void *extra)
{
	int			y,
				m,
				d;

	as_of_is_set = newval != NULL &&
		caaspp_iso_date_parse(newval, strlen(newval), &y, &m, &d);
	if (as_of_is_set)
		as_of = date2j(y, m, d) - POSTGRES_EPOCH_JDATE;
}

void
caaspp_clock_init(void)
{
	DefineCustomStringVariable("caaspp.as_of",
							   "The day for which caaspp answers.",
							   "A date as YYYY-MM-DD; empty is today in California.",
							   &as_of_text,
							   "",
							   PGC_USERSET,
							   0,
							   check_as_of,
							   assign_as_of,
							   NULL);
}

pg_tz *
caaspp_pacific_zone(void)
{
	static pg_tz *pacific = NULL;

	if (pacific == NULL)
		pacific = pg_tzset(PACIFIC_ZONE);
	if (pacific == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CONFIG_FILE_ERROR),
				 errmsg("time zone \"%s\" not recognized", PACIFIC_ZONE),
				 errhint("Install the time zone data of the server.")));
	return pacific;
}

DateADT
caaspp_day_in_california(TimestampTz at)
{
	struct pg_tm tm;
	fsec_t		fsec;
	int			tz;

	if (TIMESTAMP_IS_NOBEGIN(at))
		return DATEVAL_NOBEGIN;
	if (TIMESTAMP_IS_NOEND(at))
		return DATEVAL_NOEND;
	if (timestamp2tm(at, &tz, &tm, &fsec, NULL, caaspp_pacific_zone()) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("timestamp out of range")));
	return date2j(tm.tm_year, tm.tm_mon, tm.tm_mday) - POSTGRES_EPOCH_JDATE;
}

DateADT
caaspp_current_day(void)
{
	if (as_of_is_set)
		return as_of;
	return caaspp_day_in_california(GetCurrentTransactionStartTimestamp());
}

PG_FUNCTION_INFO_V1(caaspp_pacific_zone_name);
Datum
caaspp_pacific_zone_name(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(PACIFIC_ZONE));
}

PG_FUNCTION_INFO_V1(caaspp_pacific_date);
Datum
caaspp_pacific_date(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(caaspp_day_in_california(PG_GETARG_TIMESTAMPTZ(0)));
}

PG_FUNCTION_INFO_V1(caaspp_today);
Datum
caaspp_today(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(caaspp_current_day());
}
