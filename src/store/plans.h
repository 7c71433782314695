/*
 * plans.h
 *		Queries that a session plans once.
 */
#ifndef CAASPP_PLANS_H
#define CAASPP_PLANS_H

#include "executor/spi.h"

/*
 * Prepares a query, with SPI connected, and keeps it for the session in place
 * of the plan that was there (NULL at first), which stays if that fails.
 * options: as of SPI_prepare_cursor().
 */
extern void caaspp_keep_plan(SPIPlanPtr *plan, const char *query, int nargs, Oid *types, int options);

#endif							/* CAASPP_PLANS_H */
