/*
 * expiry.c
 *		Days on which a report lets open parts expire, beside those that the
 *		rules give.
 *
 * attempts.last_day is derived and takes nothing from a file.  A report that
 * knows better, mostly of a reopening, is told.
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"

#include "intake/intake.h"
#include "store/columns.h"

/* The columns of such days, if the file has one. */
void
caaspp_expiry_prepare(CaasppImport *import)
{
	ListCell   *lc;

	foreach(lc, import->header.layout->columns)
		if (((CaasppColumn *) lfirst(lc))->type == CAASPP_CELL_EXPIRY && ((CaasppColumn *) lfirst(lc))->number > 0)
			import->expiry_column = lfirst(lc);
	if (import->expiry_column == NULL)
		return;
	import->expiries_desc = CreateTemplateTupleDesc(2);
	TupleDescInitEntry(import->expiries_desc, 1, "line", INT8OID, -1, 0);
	TupleDescInitEntry(import->expiries_desc, 2, "day", DATEOID, -1, 0);
	import->expiries = tuplestore_begin_heap(false, false, work_mem);
}

/* Of the row that was read. */
void
caaspp_expiry_note(CaasppImport *import, int64 line)
{
	const CaasppColumn *column = import->expiry_column;
	Datum		values[2] = {Int64GetDatum(line), column == NULL ? (Datum) 0 : column->value};
	bool		nulls[2] = {false, false};

	if (column == NULL || column->isnull)
		return;
	tuplestore_putvalues(import->expiries, import->expiries_desc, values, nulls);
	import->nexpiries++;
}

/*
 * Line, the file's day, ours, and whether ours has passed and the file's is
 * later; of open parts where the days differ, also from the end of the window.
 */
static char *
expiries_statement(const CaasppFact *fact)
{
	const char *year = caaspp_fact_gives(fact, "school_year");
	const char *part = caaspp_fact_gives(fact, "part");
	const char *reopened = caaspp_fact_gives(fact, "reopened_on");
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT x.line, pg_catalog.to_char(x.day, 'YYYY-MM-DD'), pg_catalog.to_char(x.last_day, 'YYYY-MM-DD'),"
					 " x.day OPERATOR(pg_catalog.>) x.last_day AND x.last_day OPERATOR(pg_catalog.<) $1"
					 " FROM (SELECT r.line, e.day, %s AS school_year, a.school,"
					 " caaspp.last_day(%s, %s, p.days_active, p.day_one_inclusive, p.reopen_days) AS last_day"
					 " FROM %s r JOIN caaspp_expiries e ON e.line OPERATOR(pg_catalog.=) r.line"
					 " JOIN caaspp.year_parts() p ON p.school_year OPERATOR(caaspp.=) %s AND p.part OPERATOR(caaspp.=) %s"
					 " LEFT JOIN caaspp.assignments a ON a.school_year OPERATOR(caaspp.=) %s AND a.ssid OPERATOR(caaspp.=) %s"
					 " AND a.assessment OPERATOR(caaspp.=) caaspp.assessment(%s) LEFT JOIN %s t ON true",
					 year, caaspp_fact_gives(fact, "started_on"), reopened != NULL ? reopened : "t.reopened_on",
					 fact->relation, year, part, year, caaspp_fact_gives(fact, "ssid"), part, fact->table);
	caaspp_append_same_key(&sql, fact, "r", true);
	appendStringInfo(&sql, " WHERE caaspp.stage(%s) OPERATOR(pg_catalog.=) 'open') x"
					 " WHERE x.day OPERATOR(pg_catalog.<>) x.last_day"
					 " AND x.day OPERATOR(pg_catalog.<>) least(x.last_day, caaspp.window_end(x.school_year, x.school)) ORDER BY x.line",
					 caaspp_fact_gives(fact, "status"));
	return sql.data;
}

/* Before the file is loaded; not told to who cannot see when a school's window ends. */
void
caaspp_find_other_expiries(CaasppImport *import)
{
	const CaasppFact *fact = import->facts == NIL ? NULL : linitial(import->facts);
	Oid			types[1] = {DATEOID};
	Datum		values[1] = {DateADTGetDatum(import->today)};

	if (import->nexpiries == 0 || strcmp(fact->name, "attempts") != 0 || fact->nrows == 0 ||
		caaspp_fact_gives(fact, "status") == NULL || caaspp_fact_gives(fact, "started_on") == NULL ||
		!caaspp_is_readable("assignments") || !caaspp_is_readable("testing_windows"))
		return;
	caaspp_register("caaspp_expiries", import->expiries_desc, import->expiries, import->nexpiries);
	if (caaspp_execute(import, expiries_statement(fact), 1, types, values, NULL, NULL,
					   import->passed.count > 0 ? 0 : CAASPP_MOST_FINDINGS + 1) != SPI_OK_SELECT)
		elog(ERROR, "could not look for other expirations");
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		bool		isnull;
		int64		line = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 1, &isnull));
		bool		reopened = DatumGetBool(SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 4, &isnull));

		if (caaspp_lines_has(&import->passed, line))
			continue;
		caaspp_find(&import->findings, line, import->expiry_column->number, import->expiry_column->name, "other expiration", CAASPP_WARNING,
					"the file lets the open part expire on %s, the rules on %s, which counts%s",
					SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 2),
					SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 3),
					reopened ? "; it was probably reopened: give the day of that as reopened_on, a column of layout attempts" : "");
	}
	SPI_freetuptable(SPI_tuptable);
}
