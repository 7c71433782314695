/*
 * caaspp.h
 *		What the parts of the module call of each other.
 */
#ifndef CAASPP_H
#define CAASPP_H

#include "datatype/timestamp.h"
#include "fmgr.h"
#include "pgtime.h"
#include "utils/date.h"

/* caaspp.c: students that this transaction has locked one by one. */
extern int	caaspp_students_locked;

/* clock.c: defines the setting caaspp.as_of. */
extern void caaspp_clock_init(void);

/* That of California.  Error: F0000 where the server does not know it. */
extern pg_tz *caaspp_pacific_zone(void);

/* The day in California at that instant, infinite as that is; the one for which caaspp answers, as caaspp.today(). */
extern DateADT caaspp_day_in_california(TimestampTz at);
extern DateADT caaspp_current_day(void);

/* types/school_year.c: the first day of the school year that begins in that year; the school year of a date, as SQL calls it. */
extern DateADT caaspp_school_year_first_day(int year);
extern Datum caaspp_school_year_of_date(PG_FUNCTION_ARGS);

/* intake/import.c: the batch whose rows go into tables just now, for their triggers; 0: none. */
extern int64 caaspp_importing(void);

/* So many rows of tables were changed or deleted by it, and are in the history. */
extern void caaspp_importing_replaces(int64 rows);

#endif							/* CAASPP_H */
