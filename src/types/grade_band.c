/*
 * grade_band.c
 *		The type grade_band: a set of grades.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"

#include "types/grade_band.h"

static bool
grade_band_parse(const char *s, size_t len, int32 *value, Node *escontext)
{
	int32_t		band = 0;
	const char *reason = NULL;

	switch (caaspp_grade_band_read(s, len, &band))
	{
		case CAASPP_BAND_OK:
			*value = band;
			return true;
		case CAASPP_BAND_BACKWARDS:
			reason = "A range must run from the lower to the higher grade.";
			break;
		case CAASPP_BAND_NO_RANGE:
			reason = "A range can run from TK to 12 only; other grades are listed one by one.";
			break;
		case CAASPP_BAND_SYNTAX:
			break;
	}
	ereturn(escontext, false,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type %s: \"%s\"", "grade_band", s),
			 reason ? errdetail("%s", reason) : 0,
			 errhint("Write grades and ranges of grades such as 3-8,11, or none.")));
}

static void
grade_band_print(int32 value, char *text)
{
	caaspp_grade_band_text(value, text);
}

static int
grade_band_fastcmp(Datum a, Datum b, SortSupport ssup)
{
	return caaspp_grade_band_compare(DatumGetInt32(a), DatumGetInt32(b));
}

StaticAssertDecl(CAASPP_BAND_TEXT <= CAASPP_TEXT_MAX, "a grade_band's text must fit");

CAASPP_TYPE_IO(grade_band, int32, DatumGetInt32, Int32GetDatum, grade_band_parse, grade_band_print)
CAASPP_ORDERED_TYPE(grade_band, DatumGetInt32, caaspp_grade_band_compare, grade_band_fastcmp)

#define PG_GETARG_GRADE_BIT(n) caaspp_grade_bit(PG_GETARG_CODE(n))

static bool
contains(int32 band, int32 other)
{
	return (band & other) == other;
}

PG_FUNCTION_INFO_V1(caaspp_grade_band_contains);
Datum
caaspp_grade_band_contains(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(contains(PG_GETARG_INT32(0), PG_GETARG_INT32(1)));
}

PG_FUNCTION_INFO_V1(caaspp_grade_band_contained);
Datum
caaspp_grade_band_contained(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(contains(PG_GETARG_INT32(1), PG_GETARG_INT32(0)));
}

PG_FUNCTION_INFO_V1(caaspp_grade_band_contains_grade);
Datum
caaspp_grade_band_contains_grade(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL((PG_GETARG_INT32(0) & PG_GETARG_GRADE_BIT(1)) != 0);
}

PG_FUNCTION_INFO_V1(caaspp_grade_band_contains_grade_commuted);
Datum
caaspp_grade_band_contains_grade_commuted(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL((PG_GETARG_INT32(1) & PG_GETARG_GRADE_BIT(0)) != 0);
}

PG_FUNCTION_INFO_V1(caaspp_grade_band_overlaps);
Datum
caaspp_grade_band_overlaps(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL((PG_GETARG_INT32(0) & PG_GETARG_INT32(1)) != 0);
}

PG_FUNCTION_INFO_V1(caaspp_grade_band_union);
Datum
caaspp_grade_band_union(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(PG_GETARG_INT32(0) | PG_GETARG_INT32(1));
}

PG_FUNCTION_INFO_V1(caaspp_grade_band_difference);
Datum
caaspp_grade_band_difference(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(PG_GETARG_INT32(0) & ~PG_GETARG_INT32(1));
}

PG_FUNCTION_INFO_V1(caaspp_grade_band_intersection);
Datum
caaspp_grade_band_intersection(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(PG_GETARG_INT32(0) & PG_GETARG_INT32(1));
}

PG_FUNCTION_INFO_V1(caaspp_grade_band_add);
Datum
caaspp_grade_band_add(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(PG_GETARG_INT32(0) | PG_GETARG_GRADE_BIT(1));
}

PG_FUNCTION_INFO_V1(caaspp_grade_band_remove);
Datum
caaspp_grade_band_remove(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(PG_GETARG_INT32(0) & ~PG_GETARG_GRADE_BIT(1));
}

PG_FUNCTION_INFO_V1(caaspp_grade_band_cardinality);
Datum
caaspp_grade_band_cardinality(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(caaspp_grade_band_count(PG_GETARG_INT32(0)));
}

PG_FUNCTION_INFO_V1(caaspp_grade_band_from_grade);
Datum
caaspp_grade_band_from_grade(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(PG_GETARG_GRADE_BIT(0));
}

PG_FUNCTION_INFO_V1(caaspp_grade_band_from_grades);
Datum
caaspp_grade_band_from_grades(PG_FUNCTION_ARGS)
{
	ArrayType  *grades = PG_GETARG_ARRAYTYPE_P(0);
	Datum	   *items;
	int			nitems;
	int32		band = 0;

	if (array_contains_nulls(grades))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("null array element not allowed in this context")));
	deconstruct_array(grades, ARR_ELEMTYPE(grades), sizeof(uint8), true, TYPALIGN_CHAR,
					  &items, NULL, &nitems);
	for (int i = 0; i < nitems; i++)
		band |= caaspp_grade_bit(DatumGetCode(items[i]));
	PG_RETURN_INT32(band);
}

PG_FUNCTION_INFO_V1(caaspp_grade_band_unnest);
Datum
caaspp_grade_band_unnest(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	uint32	   *left;

	if (SRF_IS_FIRSTCALL())
	{
		call = SRF_FIRSTCALL_INIT();
		left = MemoryContextAlloc(call->multi_call_memory_ctx, sizeof(uint32));
		*left = (uint32) PG_GETARG_INT32(0);
		call->user_fctx = left;
	}
	call = SRF_PERCALL_SETUP();
	left = call->user_fctx;
	if (*left == 0)
		SRF_RETURN_DONE(call);
	SRF_RETURN_NEXT(call, CodeGetDatum(caaspp_take_grade(left)));
}
