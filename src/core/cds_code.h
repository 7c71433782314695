/*
 * cds_code.h
 *		County-district-school codes: 2 + 5 + 7 digits.
 */
#ifndef CAASPP_CDS_CODE_H
#define CAASPP_CDS_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CAASPP_CDS_DIGITS 14
#define CAASPP_LEA_DIGITS 7

/* The stored number is the 14 digits read as one. */
#define CAASPP_CDS_SCHOOLS	INT64_C(10000000)	/* schools of an LEA */
#define CAASPP_CDS_DISTRICTS INT64_C(100000)	/* districts of a county */

/* 14 digits, or the 7 of an LEA, with or without hyphens, blanks around them ignored; false where it is none. */
extern bool caaspp_cds_code_parse(const char *s, size_t len, int64_t *out);

/* The county's number, the code of the LEA, the school's number in it (0: the LEA itself). */
static inline int
caaspp_cds_county(int64_t cds)
{
	return (int) (cds / CAASPP_CDS_SCHOOLS / CAASPP_CDS_DISTRICTS);
}

static inline int64_t
caaspp_cds_lea(int64_t cds)
{
	return cds - cds % CAASPP_CDS_SCHOOLS;
}

static inline int
caaspp_cds_school(int64_t cds)
{
	return (int) (cds % CAASPP_CDS_SCHOOLS);
}

/* The state and the counties have no district digits. */
static inline bool
caaspp_cds_is_lea(int64_t cds)
{
	return caaspp_cds_school(cds) == 0 &&
		cds / CAASPP_CDS_SCHOOLS % CAASPP_CDS_DISTRICTS != 0;
}

#endif							/* CAASPP_CDS_CODE_H */
