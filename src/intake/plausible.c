/*
 * plausible.c
 *		Values that can be read and can hardly be: loaded, with a warning.
 *
 * What one row tells is checked as it is read.  Only what depends on the tables
 * asks them, once for the file.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"

#include "caaspp.h"
#include "core/cds_code.h"
#include "intake/intake.h"

#define MOST_GRADES 14			/* from TK to 12: the longest enrollment */
#define OLDEST 100				/* years, of a student */

/* How a value lies to another one of its row. */
typedef bool (*Doubt) (const CaasppImport *import, const CaasppColumn *column, const CaasppColumn *other);

/* A time's day is the one in California. */
static DateADT
day_of(const CaasppColumn *column)
{
	return column->type == CAASPP_CELL_TIMESTAMP ? caaspp_day_in_california(DatumGetTimestampTz(column->value)) :
		DatumGetDateADT(column->value);
}

static bool
is_earlier(const CaasppImport *import, const CaasppColumn *column, const CaasppColumn *other)
{
	return day_of(column) < day_of(other);
}

static bool
is_before_year(const CaasppImport *import, const CaasppColumn *column, const CaasppColumn *year)
{
	return day_of(column) < caaspp_school_year_first_day(DatumGetInt16(year->value));
}

static bool
is_after_year(const CaasppImport *import, const CaasppColumn *column, const CaasppColumn *year)
{
	return day_of(column) >= caaspp_school_year_first_day(DatumGetInt16(year->value) + 1);
}

static bool
is_outside_year(const CaasppImport *import, const CaasppColumn *column, const CaasppColumn *year)
{
	return is_before_year(import, column, year) || is_after_year(import, column, year);
}

/* An enrollment may have begun in an earlier year, but not before the student went to school. */
static bool
is_far_from_year(const CaasppImport *import, const CaasppColumn *column, const CaasppColumn *year)
{
	return is_after_year(import, column, year) ||
		day_of(column) < caaspp_school_year_first_day(DatumGetInt16(year->value) - MOST_GRADES);
}

static bool
is_no_birth(const CaasppImport *import, const CaasppColumn *column, const CaasppColumn *other)
{
	DateADT		day = DatumGetDateADT(column->value);
	int			year,
				month,
				of_month;

	j2date(import->today + POSTGRES_EPOCH_JDATE, &year, &month, &of_month);
	return day > import->today || day < date2j(year - OLDEST, 1, 1) - POSTGRES_EPOCH_JDATE;
}

/* Neither here, where answers may be as of another day, nor anywhere. */
static bool
is_to_come(const CaasppImport *import, const CaasppColumn *column, const CaasppColumn *other)
{
	return day_of(column) > Max(import->today, import->real_today);
}

static bool
is_more(const CaasppImport *import, const CaasppColumn *column, const CaasppColumn *other)
{
	return DatumGetInt32(column->value) > DatumGetInt32(other->value);
}

static bool
is_of_lea(const CaasppImport *import, const CaasppColumn *column, const CaasppColumn *other)
{
	if (column->type == CAASPP_CELL_CDS_CODE)
		return caaspp_cds_school(DatumGetInt64(column->value)) == 0;
	return column->type == CAASPP_CELL_DIGITS && column->digits == 7 &&
		strcmp(TextDatumGetCString(column->value), "0000000") == 0;
}

static const struct
{
	const char *table;
	const char *column;
	const char *other;			/* of the same row, or NULL */
	Doubt		doubt;
	const char *rule;
	const char *message;
}			doubts[] = {
	{"enrollments", "exit_date", "entry_date", is_earlier, "exit before entry",
	"the enrollment ends before it begins; correct one of the dates"},
	{"enrollments", "exit_date", "school_year", is_before_year, "outside the year",
	"the enrollment ends before its school year; correct the date or the year"},
	{"enrollments", "entry_date", "school_year", is_far_from_year, "outside the year",
	"an entry after the school year, or more years before it than school has; correct the date or the year"},
	{"enrollments", "school", NULL, is_of_lea, "school is an LEA",
	"the code of an LEA where that of a school belongs; the student counts for no school"},
	{"attempts", "completed_on", "started_on", is_earlier, "completed before started",
	"the part is completed before it is started; correct one of the dates"},
	{"attempts", "started_on", "school_year", is_outside_year, "outside the year",
	"started outside the school year; correct the date, or give the file's school_year"},
	{"attempts", "started_on", NULL, is_to_come, "day to come",
	"started on a day that has not come; correct the date"},
	{"exemption_requests", "received_on", NULL, is_to_come, "day to come",
	"received on a day that has not come; correct the date"},
	{"reported_completion_rates", "started", "total", is_more, "more than all",
	"more tests are started than there are; compare the row with the report"},
	{"reported_completion_rates", "completed", "total", is_more, "more than all",
	"more tests are completed than there are; compare the row with the report"},
	{"testing_windows", "starts_on", "school_year", is_outside_year, "outside the year",
	"the window begins outside the school year; correct the date, or give the file's school_year"},
	{"staff_records", "done_on", "school_year", is_outside_year, "outside the year",
	"done outside the school year; correct the date, or give the file's school_year"},
	{"staff_records", "done_on", NULL, is_to_come, "day to come",
	"done on a day that has not come; correct the date"},
	{"incidents", "occurred_at", "school_year", is_outside_year, "outside the year",
	"it happened outside the school year; correct the date, or give the file's school_year"},
	{"incidents", "occurred_at", NULL, is_to_come, "day to come",
	"it happened on a day that has not come; correct the date"},
	{"test_sessions", "starts_at", "school_year", is_outside_year, "outside the year",
	"the session is outside the school year; correct the date, or give the file's school_year"},
	{"students", "birth_date", NULL, is_no_birth, "birth date",
	"nobody in school can be born on that day; correct it"},
};

/* One of them, on columns of the file. */
typedef struct Check
{
	int			doubt;
	const CaasppColumn *column;
	const CaasppColumn *other;
} Check;

/* The table of "attempts:1.started_on", and what of it is before the column, with its point. */
static size_t
table_of(const char *filled, const char *table)
{
	const char *point = strchr(filled, '.');
	size_t		len = strlen(table);

	if (point == NULL || strncmp(filled, table, len) != 0 || (filled[len] != '.' && filled[len] != ':'))
		return 0;
	return (size_t) (point - filled) + 1;
}

static const CaasppColumn *
column_filling(const CaasppLayout *layout, const char *filled)
{
	ListCell   *lc;
	ListCell   *lc2;

	foreach(lc, layout->columns)
	{
		const CaasppColumn *column = lfirst(lc);

		foreach(lc2, column->fills)
			if (strcmp(lfirst(lc2), filled) == 0 && (column->number > 0 || column->has_fallback))
				return column;
	}
	return NULL;
}

static List *
add_checks(List *checks, const CaasppLayout *layout, const CaasppColumn *column, const char *filled)
{
	for (int i = 0; i < lengthof(doubts); i++)
	{
		size_t		n = table_of(filled, doubts[i].table);
		Check	   *check;

		if (n == 0 || strcmp(filled + n, doubts[i].column) != 0)
			continue;
		check = palloc(sizeof(Check));
		check->doubt = i;
		check->column = column;
		check->other = doubts[i].other == NULL ? NULL :
			column_filling(layout, psprintf("%.*s%s", (int) n, filled, doubts[i].other));
		if (check->other != NULL || doubts[i].other == NULL)
			checks = lappend(checks, check);
	}
	return checks;
}

/* The checks that the file's columns allow. */
List *
caaspp_plausible_prepare(const CaasppImport *import)
{
	const CaasppLayout *layout = import->header.layout;
	List	   *checks = NIL;
	ListCell   *lc;
	ListCell   *lc2;

	foreach(lc, layout->columns)
	{
		const CaasppColumn *column = lfirst(lc);

		if (column->number == 0 || !column->needed)
			continue;
		foreach(lc2, column->fills)
			checks = add_checks(checks, layout, column, lfirst(lc2));
	}
	return checks;
}

/* Of the row that was read. */
void
caaspp_find_implausible(CaasppImport *import, int64 line)
{
	ListCell   *lc;

	foreach(lc, import->plausible)
	{
		const Check *check = lfirst(lc);

		if (check->column->isnull || (check->other != NULL && check->other->isnull) ||
			!doubts[check->doubt].doubt(import, check->column, check->other))
			continue;
		caaspp_find(&import->findings, line, check->column->number, check->column->name,
					doubts[check->doubt].rule, CAASPP_WARNING, "%s", doubts[check->doubt].message);
	}
}

/* Rows that take a step which no rule knows, and those that open a part again which was done, without the day of an approved reopening. */
static char *
setbacks_statement(const CaasppFact *fact)
{
	const char *reopened = caaspp_fact_gives(fact, "reopened_on");
	const char *status = caaspp_fact_gives(fact, "status");
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT s.line, s.was, CASE WHEN s.illegal THEN s.said END FROM (SELECT r.line,"
					 " t.status::pg_catalog.text AS was, %s::pg_catalog.text AS said,"
					 " caaspp.stage(t.status) OPERATOR(pg_catalog.<>) 'open'"
					 " AND caaspp.stage(%s) OPERATOR(pg_catalog.=) 'open' AND t.reopened_on IS NULL",
					 status, status);
	if (reopened != NULL)
		appendStringInfo(&sql, " AND %s IS NULL", reopened);
	/* The years' illegal steps are looked up once, and only if some status differs. */
	appendStringInfo(&sql, " AS reopened, t.status OPERATOR(caaspp.<>) %s"
					 " AND pg_catalog.concat_ws(' ', t.school_year, t.status, %s) OPERATOR(pg_catalog.=) ANY (ARRAY("
					 "SELECT pg_catalog.concat_ws(' ', i.school_year, i.from_status, i.to_status)"
					 " FROM (SELECT DISTINCT %s AS y FROM %s r) d CROSS JOIN LATERAL caaspp.illegal_steps(d.y) i)) AS illegal"
					 " FROM %s r JOIN %s t ON true",
					 status, status, caaspp_fact_gives(fact, "school_year"), fact->relation, fact->relation, fact->table);
	caaspp_append_same_key(&sql, fact, "r", true);
	appendStringInfoString(&sql, ") s WHERE s.reopened OR s.illegal ORDER BY s.line");
	return sql.data;
}

/* Before the file is loaded. */
void
caaspp_find_setbacks(CaasppImport *import)
{
	ListCell   *lc;

	foreach(lc, import->facts)
	{
		const CaasppFact *fact = lfirst(lc);

		if (strcmp(fact->name, "attempts") != 0 || caaspp_fact_gives(fact, "status") == NULL || fact->nrows == 0)
			continue;
		if (caaspp_execute(import, setbacks_statement(fact), 0, NULL, NULL, NULL, NULL, import->passed.count > 0 ? 0 : CAASPP_MOST_FINDINGS + 1) != SPI_OK_SELECT)
			elog(ERROR, "could not look for attempts that went back");
		for (uint64 row = 0; row < SPI_processed; row++)
		{
			bool		isnull;
			int64		line = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 1, &isnull));
			const char *was;
			const char *said;

			if (caaspp_lines_has(&import->passed, line))
				continue;
			was = SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 2);
			said = SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 3);
			if (said != NULL)
				caaspp_find(&import->findings, line, 0, NULL, "illegal step", CAASPP_WARNING,
							"the part was %s before, from which nothing that the state does leads to %s; it is kept as the file says", was, said);
			else
				caaspp_find(&import->findings, line, 0, NULL, "opened again", CAASPP_WARNING,
							"the part was %s before; after an appeal give the day of the reopening, else the file may be older than what is known",
							was);
		}
		SPI_freetuptable(SPI_tuptable);
	}
}
