/*
 * caaspp.h
 *		What the parts of the module call of each other.
 */
#ifndef CAASPP_H
#define CAASPP_H

#include "datatype/timestamp.h"
#include "utils/date.h"

/* clock.c */
extern void caaspp_clock_init(void);
extern DateADT caaspp_current_day(void);
extern DateADT caaspp_day_in_california(TimestampTz at);

/* intake/import.c: the batch whose rows go into tables just now, for their triggers; 0: none. */
extern int64 caaspp_importing(void);

#endif							/* CAASPP_H */
