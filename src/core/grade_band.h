/*
 * grade_band.h
 *		Sets of grades, stored as bits: bit 0 is the first grade in order.
 */
#ifndef CAASPP_GRADE_BAND_H
#define CAASPP_GRADE_BAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CAASPP_FIRST_GRADE 6	/* IN */
#define CAASPP_RANGE_GRADE_FROM 9	/* ranges run among TK ... 12 */
#define CAASPP_RANGE_GRADE_TO 22

#define CAASPP_BAND_BITS 32
#define CAASPP_BAND_TEXT 192	/* enough for every set, unknown bits too */

typedef enum CaasppBandProblem
{
	CAASPP_BAND_OK,
	CAASPP_BAND_SYNTAX,
	CAASPP_BAND_BACKWARDS,		/* 8-3 */
	CAASPP_BAND_NO_RANGE		/* IN-TK: outside TK ... 12 */
} CaasppBandProblem;

/* A list of grades and ranges, 3-8,11; or nothing, or none: the empty set. */
extern CaasppBandProblem caaspp_grade_band_read(const char *s, size_t len, int32_t *out);
extern bool caaspp_grade_band_parse(const char *s, size_t len, int32_t *out);

/* The shortest such list; unknown bits as #numbers. */
extern void caaspp_grade_band_text(int32_t band, char buf[CAASPP_BAND_TEXT]);

/* Sets sort like lists of their grades: none, 3, 3-4, 3-8, 4. */
extern int	caaspp_grade_band_compare(int32_t a, int32_t b);

/* How many grades are in it. */
extern int	caaspp_grade_band_count(int32_t band);

/* The set of one grade; empty where the value is none. */
static inline int32_t
caaspp_grade_bit(uint8_t grade)
{
	int			bit = grade - CAASPP_FIRST_GRADE;

	return bit >= 0 && bit < CAASPP_BAND_BITS ? (int32_t) (UINT32_C(1) << bit) : 0;
}

#endif							/* CAASPP_GRADE_BAND_H */
