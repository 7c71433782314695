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

#endif							/* CAASPP_H */
