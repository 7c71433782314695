/*
 * calendar.h
 *		Dates as the state's files write them.
 */
#ifndef CAASPP_CALENDAR_H
#define CAASPP_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>

extern bool caaspp_is_date(int year, int month, int day);

/* YYYY-MM-DD alone. */
extern bool caaspp_iso_date_parse(const char *s, size_t len, int *y, int *m, int *d);

/* YYYY-MM-DD, YYYYMMDD or M/D/YYYY, blanks around it ignored. */
extern bool caaspp_date_parse(const char *s, size_t len, int *y, int *m, int *d);

#endif							/* CAASPP_CALENDAR_H */
