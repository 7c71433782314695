/*
 * progress.h
 *		What the attempts of a few students add up to.
 */
#ifndef CAASPP_PROGRESS_H
#define CAASPP_PROGRESS_H

#define CAASPP_FEW_STUDENTS 100	/* planning takes longer than what is planned: caaspp.are_few() */

/* Brings it to their assignments.  The caller has locked them, and knows what the type of an SSID is. */
extern void caaspp_refresh_progress(Oid ssid_type, int16 year, const int64 *ssids, int n);

#endif							/* CAASPP_PROGRESS_H */
