/*
 * charters.c
 *		A charter that reports for itself writes its own school code where an
 *		LEA's stands.  Its district is told by the list of organizations.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "utils/hsearch.h"

#include "core/cds_code.h"
#include "core/text.h"
#include "intake/intake.h"

typedef struct Charter
{
	char		school[CAASPP_LEA_DIGITS + 1];
	char		lea[CAASPP_LEA_DIGITS + 1];
} Charter;

/* Charters whose code is no LEA's; with one of two by the same code it cannot be told. */
static HTAB *
read_charters(void)
{
	HASHCTL		ctl = {.keysize = CAASPP_LEA_DIGITS + 1,.entrysize = sizeof(Charter),.hcxt = CurrentMemoryContext};
	HTAB	   *charters = hash_create("caaspp charters", 256, &ctl, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);

	if (SPI_execute("SELECT caaspp.school(o.cds), pg_catalog.min(pg_catalog.left(o.cds::pg_catalog.text, 7)) FROM caaspp.organizations o"
					" WHERE o.kind OPERATOR(pg_catalog.=) 'charter' AND NOT EXISTS (SELECT FROM caaspp.organizations l"
					" WHERE l.cds OPERATOR(caaspp.=) (caaspp.school(o.cds) OPERATOR(pg_catalog.||) '0000000')::caaspp.cds_code)"
					" GROUP BY 1 HAVING pg_catalog.count(*) OPERATOR(pg_catalog.=) 1", false, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read organizations");
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		char	   *school = SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 1);
		Charter    *charter = hash_search(charters, school, HASH_ENTER, NULL);

		strlcpy(charter->lea, SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 2), sizeof(charter->lea));
	}
	SPI_freetuptable(SPI_tuptable);
	return charters;
}

/* The LEA of the charter with that code, else the code itself, then kept as one of the row that is none. */
const char *
caaspp_lea_of_charter(CaasppImport *import, const char *s, size_t len)
{
	char		school[CAASPP_LEA_DIGITS + 1];
	Charter    *charter;

	import->unknown_lea[0] = '\0';
	if (len != CAASPP_LEA_DIGITS)
		return s;
	memcpy(school, s, len);
	school[len] = '\0';
	charter = hash_search(import->charters, school, HASH_FIND, NULL);
	if (charter != NULL)
		return charter->lea;
	strlcpy(import->unknown_lea, school, sizeof(import->unknown_lea));
	return s;
}

/* Once, before the first cell is read. */
void
caaspp_charters_prepare(CaasppImport *import)
{
	if (import->charters == NULL)
		import->charters = read_charters();
}
