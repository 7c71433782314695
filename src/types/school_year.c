/*
 * school_year.c
 *		The type school_year.
 */
#include "postgres.h"

#include "utils/date.h"
#include "utils/datetime.h"

#include "caaspp.h"
#include "core/school_year.h"
#include "types/ordered_type.h"

static bool
school_year_parse(const char *s, size_t len, int16 *value, Node *escontext)
{
	int16_t		year = 0;
	const char *reason = NULL;

	switch (caaspp_school_year_read(s, len, &year))
	{
		case CAASPP_YEAR_OK:
			*value = year;
			return true;
		case CAASPP_YEAR_NOT_CONSECUTIVE:
			reason = "The second year must follow the first.";
			break;
		case CAASPP_YEAR_RANGE:
			reason = "School years run from 1950-51 to 2200-01.";
			break;
		case CAASPP_YEAR_SYNTAX:
			break;
	}
	ereturn(escontext, false,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type %s: \"%s\"", "school_year", s),
			 reason ? errdetail("%s", reason) : 0,
			 errhint("Write 2019-20 or 2019-2020; 2020 alone is the school year that ends in 2020.")));
}

static void
school_year_print(int16 value, char *text)
{
	caaspp_school_year_text(value, text);
}

CAASPP_TYPE_IO(school_year, int16, DatumGetInt16, Int16GetDatum, school_year_parse, school_year_print)
CAASPP_ORDERED_TYPE(school_year, DatumGetInt16, caaspp_compare, ssup_datum_signed_cmp)

static Datum
school_year_checked(int64 year)
{
	if (!caaspp_school_year_in_range(year))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("school year out of range"),
				 errdetail("School years run from 1950-51 to 2200-01.")));
	return Int16GetDatum((int16) year);
}

PG_FUNCTION_INFO_V1(caaspp_school_year_plus);
Datum
caaspp_school_year_plus(PG_FUNCTION_ARGS)
{
	return school_year_checked((int64) PG_GETARG_INT16(0) + PG_GETARG_INT32(1));
}

PG_FUNCTION_INFO_V1(caaspp_school_year_minus);
Datum
caaspp_school_year_minus(PG_FUNCTION_ARGS)
{
	return school_year_checked((int64) PG_GETARG_INT16(0) - PG_GETARG_INT32(1));
}

PG_FUNCTION_INFO_V1(caaspp_school_year_distance);
Datum
caaspp_school_year_distance(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32((int32) PG_GETARG_INT16(0) - PG_GETARG_INT16(1));
}

DateADT
caaspp_school_year_first_day(int year)
{
	return date2j(year, CAASPP_SCHOOL_YEAR_MONTH, 1) - POSTGRES_EPOCH_JDATE;
}

PG_FUNCTION_INFO_V1(caaspp_school_year_starts_on);
Datum
caaspp_school_year_starts_on(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(caaspp_school_year_first_day(PG_GETARG_INT16(0)));
}

PG_FUNCTION_INFO_V1(caaspp_school_year_ends_on);
Datum
caaspp_school_year_ends_on(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(caaspp_school_year_first_day(PG_GETARG_INT16(0) + 1) - 1);
}

PG_FUNCTION_INFO_V1(caaspp_school_year_of_date);
Datum
caaspp_school_year_of_date(PG_FUNCTION_ARGS)
{
	DateADT		day = PG_GETARG_DATEADT(0);
	int			year = 0,
				month = 0,
				mday;

	if (!DATE_NOT_FINITE(day))
		j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &mday);
	return school_year_checked(caaspp_school_year_of(year, month));
}
