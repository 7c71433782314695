/*
 * progress.c
 *		What the attempts of a few students add up to, on their assignments.
 *
 * Every start and end of a part asks for it.  One statement that counts,
 * compares and writes takes longer to set up than the rows to be read, so a
 * student's rows are read by the index and added up here, and written where
 * they differ.  What counts as what is said in SQL: parts_of() and tests_of().
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"

#include "store/columns.h"
#include "store/plans.h"
#include "store/settings.h"
#include "triggers/progress.h"
#include "triggers/students.h"

PG_FUNCTION_INFO_V1(caaspp_refresh_progress_few);
PG_FUNCTION_INFO_V1(caaspp_are_few);

enum
{
	PARTS, TESTS, WRITE, NPLANS
};

/* As the columns of what is written: after the key the sets of parts, then what the exemption is. */
enum
{
	SCHOOL_YEAR, SSID, ASSESSMENT, STARTED, DONE, OPEN, LOCKED, EXEMPTION, EXEMPT_ON, NARGS
};

static const char *const texts[NPLANS] = {
	[PARTS] = "SELECT p.assessment, p.place, p.started, p.done, p.open FROM caaspp.parts_of($1, $2) p",
	[TESTS] = "SELECT o.assessment, o.parts_started, o.parts_done, o.parts_open, o.locked, o.code, o.exempt_on, o.is_exempt_so FROM caaspp.tests_of($1, $2) o",
	[WRITE] = "UPDATE caaspp.assignments SET parts_started = $4, parts_done = $5, parts_open = $6, locked = $7, exemption = $8, exempt_on = $9"
	" WHERE school_year OPERATOR(caaspp.=) $1 AND ssid OPERATOR(caaspp.=) $2 AND assessment OPERATOR(caaspp.=) $3"
};
static const int nargs[NPLANS] = {[PARTS] = 2,[TESTS] = 2,[WRITE] = NARGS};

/* Sets of parts, and whether any was started. */
typedef struct Progress
{
	int16		started;
	int16		done;
	int16		open;
	bool		locked;
} Progress;

static SPIPlanPtr plans[NPLANS];
static Oid	known_type = InvalidOid;	/* of an SSID: the extension may be made anew */

/* Planned once a session: that takes longer than all the rest. */
static void
make_plans(Oid ssid_type)
{
	Oid			types[NARGS] = {0, ssid_type, 0, INT2OID, INT2OID, INT2OID, BOOLOID, 0, DATEOID};

	if (known_type == ssid_type)
		return;
	types[SCHOOL_YEAR] = caaspp_type_oid("school_year");
	types[ASSESSMENT] = caaspp_type_oid("assessment");
	types[EXEMPTION] = caaspp_type_oid("exemption_code");
	known_type = InvalidOid;
	for (int i = 0; i < NPLANS; i++)
		caaspp_keep_plan(&plans[i], texts[i], nargs[i], types, CURSOR_OPT_GENERIC_PLAN);
	known_type = ssid_type;
}

static void
run(int plan, Datum *args, const char *nulls, int expected)
{
	if (SPI_execute_plan(plans[plan], args, nulls, false, 0) != expected)
		elog(ERROR, "could not run: %s", texts[plan]);
}

static Datum
value_of(const SPITupleTable *rows, uint64 row, int column)
{
	bool		isnull;
	Datum		value = SPI_getbinval(rows->vals[row], rows->tupdesc, column, &isnull);

	return isnull ? (Datum) 0 : value;
}

static bool
is_same_part(uint64 a, uint64 b)
{
	return value_of(SPI_tuptable, a, 1) == value_of(SPI_tuptable, b, 1) && value_of(SPI_tuptable, a, 2) == value_of(SPI_tuptable, b, 2);
}

/* By assessment.  A part's opportunities follow each other, the highest last: it counts. */
static void
add_parts(Datum *key, Progress *tests)
{
	run(PARTS, key, NULL, SPI_OK_SELECT);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		Progress   *test = &tests[DatumGetUInt8(value_of(SPI_tuptable, i, 1))];
		int16		bit = DatumGetInt16(value_of(SPI_tuptable, i, 2));
		bool		started = DatumGetBool(value_of(SPI_tuptable, i, 3));

		test->locked |= started;
		if (i + 1 < SPI_processed && is_same_part(i, i + 1))
			continue;
		test->started |= started ? bit : 0;
		test->done |= DatumGetBool(value_of(SPI_tuptable, i, 4)) ? bit : 0;
		test->open |= DatumGetBool(value_of(SPI_tuptable, i, 5)) ? bit : 0;
	}
	SPI_freetuptable(SPI_tuptable);
}

static bool
is_so(const Progress *test, const SPITupleTable *tests, uint64 row)
{
	return DatumGetInt16(value_of(tests, row, 2)) == test->started && DatumGetInt16(value_of(tests, row, 3)) == test->done &&
		DatumGetInt16(value_of(tests, row, 4)) == test->open && DatumGetBool(value_of(tests, row, 5)) == test->locked &&
		DatumGetBool(value_of(tests, row, 8));
}

static void
write_progress(Datum *args, const Progress *test, const SPITupleTable *tests, uint64 row)
{
	char		nulls[NARGS + 1] = "         ";
	bool		isnull;

	args[ASSESSMENT] = SPI_getbinval(tests->vals[row], tests->tupdesc, 1, &isnull);
	args[STARTED] = Int16GetDatum(test->started);
	args[DONE] = Int16GetDatum(test->done);
	args[OPEN] = Int16GetDatum(test->open);
	args[LOCKED] = BoolGetDatum(test->locked);
	for (int i = EXEMPTION; i <= EXEMPT_ON; i++)
	{
		args[i] = SPI_getbinval(tests->vals[row], tests->tupdesc, i - EXEMPTION + 6, &isnull);
		nulls[i] = isnull ? 'n' : ' ';
	}
	run(WRITE, args, nulls, SPI_OK_UPDATE);
}

static void
refresh_student(int16 year, int64 ssid)
{
	Progress	progress[UINT8_MAX + 1] = {0};
	Datum		args[NARGS] = {Int16GetDatum(year), Int64GetDatum(ssid)};
	SPITupleTable *tests;
	uint64		ntests;

	add_parts(args, progress);
	run(TESTS, args, NULL, SPI_OK_SELECT);
	tests = SPI_tuptable;
	ntests = SPI_processed;
	for (uint64 i = 0; i < ntests; i++)
	{
		const Progress *test = &progress[DatumGetUInt8(value_of(tests, i, 1))];

		if (!is_so(test, tests, i))
			write_progress(args, test, tests, i);
	}
	SPI_freetuptable(tests);
}

void
caaspp_refresh_progress(Oid ssid_type, int16 year, const int64 *ssids, int n)
{
	int			level = NewGUCNestLevel();

	caaspp_set_for_now("caaspp.deriving", "on");
	SPI_connect();
	make_plans(ssid_type);
	for (int i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		refresh_student(year, ssids[i]);
	}
	SPI_finish();
	AtEOXact_GUC(false, level);
}

/* Of SQL: a year and students. */
Datum
caaspp_refresh_progress_few(PG_FUNCTION_ARGS)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(1);
	int			n;
	int64	   *ssids = caaspp_ssids_of(array, &n);

	caaspp_refresh_progress(ARR_ELEMTYPE(array), PG_GETARG_INT16(0), ssids, n);
	PG_RETURN_VOID();
}

/* Of SQL: an array of them, however many. */
Datum
caaspp_are_few(PG_FUNCTION_ARGS)
{
	AnyArrayType *ssids = PG_GETARG_ANY_ARRAY_P(0);

	PG_RETURN_BOOL(ArrayGetNItems(AARR_NDIM(ssids), AARR_DIMS(ssids)) <= CAASPP_FEW_STUDENTS);
}
