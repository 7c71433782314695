/*
 * unknown.c
 *		Rows about what nobody knows: students without an enrollment, people who
 *		are not on staff, schools that are in no list.  They are loaded, for files
 *		may come in any order; who may not see the others cannot be told.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "lib/stringinfo.h"

#include "intake/intake.h"
#include "store/columns.h"

/* Of a query the lines, and in its second column what to say. */
static void
tell(CaasppImport *import, const char *rule, const char *sql)
{
	if (caaspp_execute(import, sql, 0, NULL, NULL, NULL, NULL, CAASPP_MOST_FINDINGS + 1) != SPI_OK_SELECT)
		elog(ERROR, "could not look for what is unknown");
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		bool		isnull;

		caaspp_find(&import->findings, DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 1, &isnull)),
					0, NULL, rule, CAASPP_WARNING, "%s", SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 2));
	}
	SPI_freetuptable(SPI_tuptable);
}

static bool
is_one_of(const CaasppFact *fact, const char *const *tables, int n)
{
	for (int i = 0; i < n; i++)
		if (strcmp(fact->table, tables[i]) == 0)
			return true;
	return false;
}

/* Lines that say something of a student who has no enrollment in that year. */
static bool
append_unenrolled(StringInfo sql, const CaasppImport *import, const CaasppFact *fact)
{
	static const char *const tables[] = {"caaspp.attempts", "caaspp.exemptions", "caaspp.support_settings", "caaspp.toms_assignments", "caaspp.incident_students"};
	const CaasppFactColumn *year = caaspp_fact_column(fact, "school_year", NULL);
	const CaasppFactColumn *ssid = caaspp_fact_column(fact, "ssid", NULL);

	if (!is_one_of(fact, tables, lengthof(tables)) || year == NULL || ssid == NULL)
		return false;
	appendStringInfoString(sql, sql->len == 0 ? "" : " UNION ALL ");
	appendStringInfoString(sql, "SELECT g.line, g.school_year FROM (");
	caaspp_append_rows(sql, import, fact);
	appendStringInfo(sql, ") g WHERE NOT EXISTS (SELECT FROM caaspp.enrollments e"
					 " WHERE e.school_year %s g.school_year AND e.ssid %s g.ssid)", year->equals, ssid->equals);
	return true;
}

static void
find_unenrolled(CaasppImport *import)
{
	StringInfoData lines;
	bool		any = false;
	ListCell   *lc;

	initStringInfo(&lines);
	foreach(lc, import->facts)
		any |= append_unenrolled(&lines, import, lfirst(lc));
	if (any && caaspp_is_readable("enrollments"))
		tell(import, "no enrollment",
			 psprintf("SELECT line, pg_catalog.format('no enrollment of this student in %%s; the row is loaded and belongs to no school until there is one',"
					  " pg_catalog.min(school_year::pg_catalog.text)) FROM (%s) u GROUP BY line ORDER BY line", lines.data));
}

/* Mostly the address is wrong. */
static void
find_strangers(CaasppImport *import, const CaasppFact *fact)
{
	StringInfoData sql;

	if (strcmp(fact->table, "caaspp.staff_records") != 0 || !caaspp_is_readable("staff"))
		return;
	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT g.line, 'nobody of staff has this address; the row is loaded and counts for nobody until somebody has' FROM (");
	caaspp_append_rows(&sql, import, fact);
	appendStringInfo(&sql, ") g WHERE NOT EXISTS (SELECT FROM caaspp.staff s WHERE s.email %s g.email) ORDER BY g.line",
					 caaspp_fact_column(fact, "email", NULL)->equals);
	tell(import, "not on staff", sql.data);
}

/* Once the state's list is here; the nonpublic schools of CALPADS are not in it. */
static void
find_unknown_schools(CaasppImport *import, const CaasppFact *fact)
{
	static const char *const tables[] = {"caaspp.incidents", "caaspp.test_sessions", "caaspp.staff", "caaspp.testing_windows"};
	const char *column = strcmp(fact->name, "staff") == 0 ? "organization" : "school";
	StringInfoData sql;

	if (!is_one_of(fact, tables, lengthof(tables)) || caaspp_fact_column(fact, column, NULL) == NULL || !caaspp_is_readable("organizations"))
		return;
	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT g.line, 'no school or LEA of this code in caaspp.organizations; the row is loaded, and whose it is nobody knows' FROM (");
	caaspp_append_rows(&sql, import, fact);
	appendStringInfo(&sql, ") g WHERE NOT EXISTS (SELECT FROM caaspp.organizations o WHERE o.cds %s g.%s)"
					 " AND NOT caaspp.is_nonpublic(g.%s, NULL) AND EXISTS (SELECT FROM caaspp.organizations o WHERE NOT caaspp.is_lea(o.cds)) ORDER BY g.line",
					 caaspp_fact_column(fact, column, NULL)->equals, column, column);
	tell(import, "unknown school", sql.data);
}

void
caaspp_find_unknown(CaasppImport *import)
{
	ListCell   *lc;

	find_unenrolled(import);
	foreach(lc, import->facts)
	{
		find_strangers(import, lfirst(lc));
		find_unknown_schools(import, lfirst(lc));
	}
}
