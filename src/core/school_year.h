/*
 * school_year.h
 *		School years, stored as the year in which they start: 2019-20 is 2019.
 */
#ifndef CAASPP_SCHOOL_YEAR_H
#define CAASPP_SCHOOL_YEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CAASPP_FIRST_SCHOOL_YEAR 1950
#define CAASPP_LAST_SCHOOL_YEAR 2200
#define CAASPP_SCHOOL_YEAR_MONTH 7	/* it starts on 1 July */

#define CAASPP_SCHOOL_YEAR_TEXT 8	/* "2019-20" or "#-32768" and its terminator */

typedef enum CaasppYearProblem
{
	CAASPP_YEAR_OK,
	CAASPP_YEAR_SYNTAX,
	CAASPP_YEAR_NOT_CONSECUTIVE,	/* 2019-21 */
	CAASPP_YEAR_RANGE			/* before the first or after the last */
} CaasppYearProblem;

/* "2019-20" or "2019-2020"; also "2020", the year in which it ends. */
extern CaasppYearProblem caaspp_school_year_read(const char *s, size_t len, int16_t *out);
extern bool caaspp_school_year_parse(const char *s, size_t len, int16_t *out);

/* As 2019-20; a year out of range as #2300. */
extern void caaspp_school_year_text(int16_t year, char buf[CAASPP_SCHOOL_YEAR_TEXT]);

static inline bool
caaspp_school_year_in_range(int64_t year)
{
	return year >= CAASPP_FIRST_SCHOOL_YEAR && year <= CAASPP_LAST_SCHOOL_YEAR;
}

/* The school year in which a day of that month lies. */
static inline int
caaspp_school_year_of(int year, int month)
{
	return month >= CAASPP_SCHOOL_YEAR_MONTH ? year : year - 1;
}

#endif							/* CAASPP_SCHOOL_YEAR_H */
