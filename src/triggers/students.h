/*
 * students.h
 *		Who derives for whom: the locks on students.
 */
#ifndef CAASPP_STUDENTS_H
#define CAASPP_STUDENTS_H

#include "utils/array.h"

/* The elements of an array of ssid, less nulls. */
extern int64 *caaspp_ssids_of(ArrayType *array, int *n);

/*
 * Until the end of the transaction, only this session derives anything for
 * these students, who stand in order; NULL: for anybody.  Error: 40001 where
 * the transaction's snapshot is older than what is known of them.
 */
extern void caaspp_lock_students(const int64 *ssids, int64 n);

/* Everybody is locked, unless somebody would have to be waited for; old snapshots are not refused. */
extern bool caaspp_try_lock_everybody(void);

/* snapshot.c: the same error; once they are locked. */
extern void caaspp_refuse_old_snapshot(const int64 *ssids, int64 n);

#endif							/* CAASPP_STUDENTS_H */
