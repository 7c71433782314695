/*
 * snapshot.c
 *		Whether a transaction that sees one moment may still derive.
 *
 * At REPEATABLE READ and above, what others committed since the transaction
 * began is not seen, and would be missing from what is derived, for as long as
 * nobody touches the student again.  So the facts are looked at twice: as the
 * transaction sees them, and as they are.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "store/columns.h"
#include "triggers/students.h"

/* What derivation reads. Those with a year have it first in their key. */
static const struct
{
	const char *table;
	bool		has_year;
	bool		has_student;
}			facts[] =
{
	{"enrollments", true, true},
	{"attempts", true, true},
	{"exemptions", true, true},
	{"assignments", true, true},
	{"support_settings", true, true},
	{"support_snapshots", true, true},
	{"science_history", false, true},
	{"testing_windows", true, false},
};

/* What tells versions of rows apart, summed up; $1: the students, if not everyone. */
static char *
versions_query(bool of_everyone)
{
	StringInfoData sql;
	const char *between = "";

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT pg_catalog.concat(pg_catalog.count(*), ' ', pg_catalog.sum(pg_catalog.hashtextextended(v.version, 0))) FROM (");
	for (int i = 0; i < lengthof(facts); i++)
	{
		if (!caaspp_is_readable(facts[i].table))
			continue;
		appendStringInfo(&sql, "%sSELECT pg_catalog.concat(t.tableoid, t.ctid, t.xmin) FROM caaspp.%s t", between, facts[i].table);
		if (!of_everyone && facts[i].has_student)
			appendStringInfo(&sql, " WHERE t.ssid OPERATOR(caaspp.=) ANY ($1)%s", !facts[i].has_year ? "" :
							 " AND t.school_year OPERATOR(caaspp.=) ANY (ARRAY(SELECT y.school_year FROM caaspp.administrations y))");
		between = " UNION ALL ";
	}
	if (*between == '\0')
		return NULL;
	appendStringInfoString(&sql, ") v (version)");
	return sql.data;
}

static char *
versions_at(SPIPlanPtr plan, Datum students, Snapshot snapshot)
{
	if (SPI_execute_snapshot(plan, &students, NULL, snapshot, InvalidSnapshot, false, false, 1) != SPI_OK_SELECT || SPI_processed != 1)
		elog(ERROR, "could not look for what others changed");
	return SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
}

static Datum
students_array(const int64 *ssids, int64 n, Oid *type)
{
	Oid			element = caaspp_type_oid("ssid");
	Datum	   *elements = palloc(Max(n, 1) * sizeof(Datum));

	*type = get_array_type(element);
	for (int64 i = 0; i < n; i++)
		elements[i] = Int64GetDatum(ssids[i]);
	return PointerGetDatum(construct_array(elements, (int) n, element, sizeof(int64), true, TYPALIGN_DOUBLE));
}

void
caaspp_refuse_old_snapshot(const int64 *ssids, int64 n)
{
	Oid			type;
	Datum		students;
	char	   *sql;

	if (!IsolationUsesXactSnapshot())
		return;
	SPI_connect();
	students = students_array(ssids, ssids == NULL ? 0 : n, &type);
	sql = versions_query(ssids == NULL);
	if (sql != NULL)
	{
		SPIPlanPtr	plan = SPI_prepare(sql, 1, &type);

		if (plan == NULL)
			elog(ERROR, "could not prepare the query for what others changed");
		if (strcmp(versions_at(plan, students, GetTransactionSnapshot()), versions_at(plan, students, GetLatestSnapshot())) != 0)
			ereport(ERROR,
					(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
					 errmsg("could not serialize access due to concurrent update"),
					 errdetail("Facts of the same students were changed after this transaction began to read."),
					 errhint("The transaction might succeed if retried; at READ COMMITTED it need not be.")));
	}
	SPI_finish();
}
