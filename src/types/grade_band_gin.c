/*
 * grade_band_gin.c
 *		GIN indexes of grade bands; the keys are the grades.
 */
#include "postgres.h"

#include "access/gin.h"
#include "access/stratnum.h"

#include "types/grade_band.h"

/* As sql/extension/types/grade_band.sql numbers the operators. */
#define OVERLAPS 1
#define CONTAINS 2
#define CONTAINED 3
#define CONTAINS_GRADE 4

static Datum *
keys_of(int32 band, int32 *nkeys)
{
	Datum	   *keys = palloc(sizeof(Datum) * CAASPP_BAND_BITS);

	*nkeys = 0;
	for (uint32 left = (uint32) band; left != 0;)
		keys[(*nkeys)++] = CodeGetDatum(caaspp_take_grade(&left));
	return keys;
}

PG_FUNCTION_INFO_V1(caaspp_grade_band_gin_extract_value);
Datum
caaspp_grade_band_gin_extract_value(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(keys_of(PG_GETARG_INT32(0), (int32 *) PG_GETARG_POINTER(1)));
}

PG_FUNCTION_INFO_V1(caaspp_grade_band_gin_extract_query);
Datum
caaspp_grade_band_gin_extract_query(PG_FUNCTION_ARGS)
{
	int32	   *nkeys = (int32 *) PG_GETARG_POINTER(1);
	StrategyNumber strategy = PG_GETARG_UINT16(2);
	int32	   *mode = (int32 *) PG_GETARG_POINTER(6);
	int32		band;

	if (strategy == CONTAINS_GRADE)
		band = caaspp_grade_bit(PG_GETARG_CODE(0));
	else
		band = PG_GETARG_INT32(0);

	/* Every set contains the empty one, and the empty one is in every set. */
	if (strategy == CONTAINED)
		*mode = GIN_SEARCH_MODE_INCLUDE_EMPTY;
	else if (strategy == CONTAINS && band == 0)
		*mode = GIN_SEARCH_MODE_ALL;
	PG_RETURN_POINTER(keys_of(band, nkeys));
}

PG_FUNCTION_INFO_V1(caaspp_grade_band_gin_consistent);
Datum
caaspp_grade_band_gin_consistent(PG_FUNCTION_ARGS)
{
	bool	   *present = (bool *) PG_GETARG_POINTER(0);
	StrategyNumber strategy = PG_GETARG_UINT16(1);
	int32		nkeys = PG_GETARG_INT32(3);
	bool	   *recheck = (bool *) PG_GETARG_POINTER(5);
	int			found = 0;

	for (int i = 0; i < nkeys; i++)
		found += present[i];

	/* Keys that were not asked for can only be seen in the row. */
	*recheck = (strategy == CONTAINED);
	switch (strategy)
	{
		case OVERLAPS:
			PG_RETURN_BOOL(found > 0);
		case CONTAINS:
		case CONTAINS_GRADE:
			PG_RETURN_BOOL(found == nkeys);
		case CONTAINED:
			PG_RETURN_BOOL(true);
		default:
			elog(ERROR, "unrecognized strategy number: %u", strategy);
	}
}
