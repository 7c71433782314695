/*
 * sites.c
 *		caaspp.known_site(): the row of sites for a year, school and LEA.
 *
 * Asked for each student of a bulk load, when nobody has counted yet how many
 * students or sites there are: a join would be planned for a few of them.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/hsearch.h"

#include "store/columns.h"
#include "store/deployed.h"
#include "store/plans.h"

PG_FUNCTION_INFO_V1(caaspp_known_site);

typedef struct Key
{
	int64		school;
	int64		lea;
	int64		year;			/* as wide as the others: every byte is compared */
} Key;

typedef struct Site
{
	Key			key;
	int32		site;
} Site;

/* Planned once a session. */
static SPIPlanPtr
query_plan(void)
{
	static SPIPlanPtr plan = NULL;
	static Oid	known_type = InvalidOid;	/* the extension may be made anew */
	Oid			types[3] = {caaspp_type_oid("school_year"), caaspp_type_oid("cds_code"), caaspp_type_oid("cds_code")};

	if (known_type != types[0])
	{
		caaspp_keep_plan(&plan, "SELECT s.site FROM caaspp.sites s WHERE s.school_year OPERATOR(caaspp.=) $1"
						 " AND s.school OPERATOR(caaspp.=) $2 AND s.lea OPERATOR(caaspp.=) $3", 3, types, CURSOR_OPT_GENERIC_PLAN);
		known_type = types[0];
	}
	return plan;
}

static bool
look_up(Datum *key, int32 *site)
{
	bool		is_there;
	bool		isnull;

	SPI_connect();
	if (SPI_execute_plan(query_plan(), key, NULL, true, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not read sites");
	is_there = SPI_processed > 0;
	if (is_there)
		*site = DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
	SPI_finish();
	return is_there;
}

/* Those that the query has found; one that is not there may come. */
static HTAB *
sites_of_query(FmgrInfo *flinfo)
{
	HASHCTL		control = {.keysize = sizeof(Key), .entrysize = sizeof(Site), .hcxt = flinfo->fn_mcxt};

	if (flinfo->fn_extra == NULL)
	{
		caaspp_require_deployed();
		flinfo->fn_extra = hash_create("caaspp sites", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	return flinfo->fn_extra;
}

Datum
caaspp_known_site(PG_FUNCTION_ARGS)
{
	Datum		values[3] = {PG_GETARG_DATUM(0), PG_GETARG_DATUM(1), PG_GETARG_DATUM(2)};
	Key			key = {DatumGetInt64(values[1]), DatumGetInt64(values[2]), DatumGetInt16(values[0])};
	HTAB	   *sites = sites_of_query(fcinfo->flinfo);
	Site	   *site = hash_search(sites, &key, HASH_FIND, NULL);

	if (site == NULL)
	{
		int32		found;
		bool		is_there;

		if (!look_up(values, &found))
			PG_RETURN_NULL();
		site = hash_search(sites, &key, HASH_ENTER, &is_there);
		site->site = found;
	}
	PG_RETURN_INT32(site->site);
}
