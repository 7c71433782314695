/*
 * grade_band.h
 *		What the type grade_band and its GIN support share.
 */
#ifndef CAASPP_TYPES_GRADE_BAND_H
#define CAASPP_TYPES_GRADE_BAND_H

#include "port/pg_bitutils.h"

#include "core/grade_band.h"
#include "types/ordered_type.h"

/* Take the first grade out of a set that is not empty. */
static inline uint8
caaspp_take_grade(uint32 *band)
{
	int			bit = pg_rightmost_one_pos32(*band);

	*band &= *band - 1;
	return (uint8) (CAASPP_FIRST_GRADE + bit);
}

#endif							/* CAASPP_TYPES_GRADE_BAND_H */
