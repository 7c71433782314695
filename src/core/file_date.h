/*
 * file_date.h
 *		The day of which a file tells, in its name or its title.
 */
#ifndef CAASPP_FILE_DATE_H
#define CAASPP_FILE_DATE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The last date in a text: YYYYMMDD, alone or with HHMMSS; or YYYY-MM-DD or
 * M-D-YYYY with '-', '/', '_' or '.' between them.  Longer runs of digits, as
 * school codes, are none.
 */
extern bool caaspp_date_find(const char *s, size_t len, int *y, int *m, int *d);

#endif							/* CAASPP_FILE_DATE_H */
