/*
 * codes.c
 *		Codes that rule tables list, in whatever spelling a file has them.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "catalog/namespace.h"

#include "core/text.h"
#include "intake/intake.h"

#define LONGEST_CODE 128

typedef struct CodeEntry
{
	char		spelling[LONGEST_CODE]; /* in capitals */
	char	   *code;			/* as the state writes it */
} CodeEntry;

/* False for what is too long to be a code. */
static bool
make_key(const char *s, size_t len, char key[LONGEST_CODE])
{
	if (len >= LONGEST_CODE)
		return false;
	for (size_t i = 0; i < len; i++)
		key[i] = caaspp_upper(s[i]);
	key[len] = '\0';
	return true;
}

static void
add_spelling(HTAB *codes, const char *spelling, char *code)
{
	char		key[LONGEST_CODE];
	CodeEntry  *entry;
	bool		found;

	if (spelling == NULL || !make_key(spelling, strlen(spelling), key))
		return;
	entry = hash_search(codes, key, HASH_ENTER, &found);
	if (!found)
		entry->code = code;
}

/* Column code of a rule table, and aliases where it has them. */
HTAB *
caaspp_codes_read(const char *rule_table)
{
	HASHCTL		ctl = {.keysize = LONGEST_CODE,.entrysize = sizeof(CodeEntry),.hcxt = CurrentMemoryContext};
	HTAB	   *codes = hash_create("caaspp codes", 256, &ctl, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	Oid			relid = get_relname_relid(rule_table, get_namespace_oid("caaspp", false));
	bool		has_aliases;

	if (!OidIsValid(relid) || get_attnum(relid, "code") == InvalidAttrNumber)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("rule table \"%s\" with a column \"code\" does not exist", rule_table),
				 errhint("Correct column detail of caaspp.layout_columns.")));
	has_aliases = get_attnum(relid, "aliases") != InvalidAttrNumber;
	/* A code comes before an alias that is spelled alike. */
	if (SPI_execute(psprintf("SELECT code::pg_catalog.text, NULL::pg_catalog.text FROM caaspp.%1$s GROUP BY 1"
							 " UNION ALL SELECT code::pg_catalog.text, a FROM caaspp.%1$s,"
							 " LATERAL pg_catalog.unnest(%2$s) AS a GROUP BY 1, 2 ORDER BY 2 NULLS FIRST, 1",
							 quote_identifier(rule_table),
							 has_aliases ? "aliases" : "NULL::pg_catalog.text[]"),
					true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read rule table \"%s\"", rule_table);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		char	   *code = SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 1);
		char	   *alias = SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 2);

		add_spelling(codes, alias != NULL ? alias : code, code);
	}
	SPI_freetuptable(SPI_tuptable);
	return codes;
}

/* In the state's spelling, or NULL. */
const char *
caaspp_codes_find(HTAB *codes, const char *s, size_t len)
{
	char		key[LONGEST_CODE];
	CodeEntry  *entry = NULL;

	if (make_key(s, len, key))
		entry = hash_search(codes, key, HASH_FIND, NULL);
	return entry != NULL ? entry->code : NULL;
}
