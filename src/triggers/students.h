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
 * these students, who stand in order; NULL: for anybody.
 */
extern void caaspp_lock_students(const int64 *ssids, int64 n);

#endif							/* CAASPP_STUDENTS_H */
