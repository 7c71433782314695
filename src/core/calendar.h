/*
 * calendar.h
 *		Dates as the state's files write them.
 */
#ifndef CAASPP_CALENDAR_H
#define CAASPP_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the calendar has it. */
extern bool caaspp_is_date(int year, int month, int day);

/* YYYY-MM-DD alone; false where it is none. */
extern bool caaspp_iso_date_parse(const char *s, size_t len, int *y, int *m, int *d);

/*
 * YYYY-MM-DD, YYYYMMDD, M/D/YYYY or D-Mon-YYYY, - and / being alike and leading
 * zeros optional, blanks around it ignored; false where it is none.
 */
extern bool caaspp_date_parse(const char *s, size_t len, int *y, int *m, int *d);

/* 1 to 12 of Aug, AUG or August, or 0. */
extern int	caaspp_month_of_name(const char *s, size_t len);

/* Days as spreadsheets number them, from the end of 1899: 1927 to 2119. */
#define CAASPP_FIRST_SERIAL 10000
#define CAASPP_LAST_SERIAL 79999

typedef enum CaasppDateProblem
{
	CAASPP_DATE_OTHER,
	CAASPP_DATE_SHORT_YEAR,		/* 8/14/19 */
	CAASPP_DATE_SERIAL,			/* 43691 */
	CAASPP_DATE_NO_SUCH_DAY		/* 2019-02-30 */
} CaasppDateProblem;

/* Why a text, a time after it or not, is no date. */
extern CaasppDateProblem caaspp_date_problem(const char *s, size_t len);

#endif							/* CAASPP_CALENDAR_H */
