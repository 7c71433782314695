/*
 * caaspp.h
 *		What the parts of the module call of each other.
 */
#ifndef CAASPP_H
#define CAASPP_H

#include "datatype/timestamp.h"
#include "fmgr.h"
#include "utils/date.h"

/* caaspp.c: students that this transaction has locked one by one. */
extern int	caaspp_students_locked;

/* clock.c */
extern void caaspp_clock_init(void);
extern DateADT caaspp_current_day(void);
extern DateADT caaspp_day_in_california(TimestampTz at);

/* types/school_year.c */
extern Datum caaspp_school_year_of_date(PG_FUNCTION_ARGS);

/* intake/import.c: the batch whose rows go into tables just now, for their triggers; 0: none. */
extern int64 caaspp_importing(void);

/* So many rows of tables were changed or deleted by it, and are in the history. */
extern void caaspp_importing_replaces(int64 rows);

#endif							/* CAASPP_H */
