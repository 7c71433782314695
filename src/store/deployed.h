/*
 * deployed.h
 *		What C asks first when it needs the district's tables.
 */
#ifndef CAASPP_DEPLOYED_H
#define CAASPP_DEPLOYED_H

/* Error: 55000, as of caaspp.require_deployed(), unless the tables are there. */
extern void caaspp_require_deployed(void);

#endif							/* CAASPP_DEPLOYED_H */
