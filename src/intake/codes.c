/*
 * codes.c
 *		Codes that rule tables list, in whatever spelling a file has them.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"

#include "core/cells.h"
#include "core/text.h"
#include "core/vocabulary.h"
#include "intake/intake.h"
#include "store/columns.h"

#define LONGEST_CODE 128
#define LONGEST_GLUED 512
#define SHORTEST_NAME 5			/* shorter ones are parts of other words */

typedef struct CodeEntry
{
	char		spelling[LONGEST_CODE]; /* in capitals */
	char	   *code;			/* as the state writes it */
	bool		is_other_name;	/* as good in a file: its title, or the number of another system */
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
add_spelling(HTAB *codes, const char *spelling, char *code, bool is_other_name)
{
	char		key[LONGEST_CODE];
	CodeEntry  *entry;
	bool		found;

	if (spelling == NULL || !make_key(spelling, strlen(spelling), key))
		return;
	entry = hash_search(codes, key, HASH_ENTER, &found);
	if (found)
		return;
	entry->code = code;
	entry->is_other_name = is_other_name;
}

/* Numbers stand for too much else in a sheet. */
static bool
is_number(const char *s)
{
	return s[strspn(s, "0123456789")] == '\0';
}

static char *
with(const char *s, char from, char to)
{
	char	   *copy = pstrdup(s);

	for (char *c = copy; *c != '\0'; c++)
		if (*c == from)
			*c = to;
	return copy;
}

/* Not a rule table but a type, whose spellings are all as good. */
bool
caaspp_codes_are_type(const char *rule_table)
{
	return strcmp(rule_table, "assessment") == 0;
}

/* A test by its label, its title, and their other spellings. */
static void
add_vocabulary(HTAB *codes, const CaasppVocabulary *v)
{
	for (int i = 0; i < v->ncodes; i++)
	{
		char	   *label = pstrdup(v->codes[i].label);
		char	   *aliases = pstrdup(v->codes[i].aliases == NULL ? "" : v->codes[i].aliases);
		char	   *alias;

		add_spelling(codes, label, label, false);
		add_spelling(codes, v->codes[i].title, label, true);
		while ((alias = strsep(&aliases, "|")) != NULL)
		{
			if (is_number(alias))
				continue;
			add_spelling(codes, alias, label, true);
			add_spelling(codes, with(alias, ' ', '_'), label, true);
		}
		add_spelling(codes, with(label, '-', '_'), label, true);
		add_spelling(codes, with(label, '-', ' '), label, true);
	}
}

/* A rule table of the spellings of another's codes: support_spellings of supports. */
static char *
table_of_spellings(const char *rule_table)
{
	size_t		len = strlen(rule_table);
	char	   *name = psprintf("%.*s_spellings", (int) (rule_table[len - 1] == 's' ? len - 1 : len), rule_table);

	return OidIsValid(caaspp_table_oid(name)) ? name : NULL;
}

/* "table" or "table.column". */
static Oid
rule_table_of(const char *detail, const char **rule_table, const char **code_column)
{
	const char *dot = strchr(detail, '.');

	*rule_table = dot == NULL ? detail : pnstrdup(detail, dot - detail);
	*code_column = dot == NULL ? "code" : dot + 1;
	return caaspp_table_oid(*rule_table);
}

bool
caaspp_codes_exist(const char *detail)
{
	const char *rule_table;
	const char *code_column;
	Oid			relid = rule_table_of(detail, &rule_table, &code_column);

	return caaspp_codes_are_type(rule_table) || (OidIsValid(relid) && get_attnum(relid, code_column) != InvalidAttrNumber);
}

/* Column code of a rule table, or the one behind a dot; and aliases, titles and a table of spellings where it has them. */
HTAB *
caaspp_codes_read(const char *detail)
{
	const char *rule_table;
	const char *code_column;
	Oid			relid = rule_table_of(detail, &rule_table, &code_column);
	HASHCTL		ctl = {.keysize = LONGEST_CODE,.entrysize = sizeof(CodeEntry),.hcxt = CurrentMemoryContext};
	HTAB	   *codes = hash_create("caaspp codes", 256, &ctl, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	bool		has_aliases;
	bool		has_titles;
	char	   *spellings;

	if (caaspp_codes_are_type(rule_table))
	{
		add_vocabulary(codes, &caaspp_assessment_codes);
		return codes;
	}
	if (!caaspp_codes_exist(detail))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("rule table \"%s\" with a column \"%s\" does not exist", rule_table, code_column),
				 errhint("Correct column detail of caaspp.layout_columns.")));
	has_aliases = get_attnum(relid, "aliases") != InvalidAttrNumber;
	has_titles = get_attnum(relid, "title") != InvalidAttrNumber;
	spellings = table_of_spellings(rule_table);
	/* A code comes before an alias that is spelled alike, and an alias before a title. */
	if (SPI_execute(psprintf("SELECT %5$s::pg_catalog.text, NULL::pg_catalog.text, 0 AS place FROM caaspp.%1$s GROUP BY 1"
							 " UNION ALL SELECT %5$s::pg_catalog.text, a, 1 FROM caaspp.%1$s,"
							 " LATERAL pg_catalog.unnest(%2$s) AS a GROUP BY 1, 2"
							 " UNION ALL SELECT %5$s::pg_catalog.text, %3$s, 2 FROM caaspp.%1$s GROUP BY 1, 2%4$s ORDER BY 3, 2, 1",
							 quote_identifier(rule_table),
							 has_aliases ? "aliases" : "NULL::pg_catalog.text[]",
							 has_titles ? "title" : "NULL::pg_catalog.text",
							 spellings == NULL ? "" :
							 psprintf(" UNION ALL SELECT code::pg_catalog.text, spelling::pg_catalog.text, 1 FROM caaspp.%s",
									  quote_identifier(spellings)),
							 quote_identifier(code_column)),
					true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read rule table \"%s\"", rule_table);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		char	   *code = SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 1);
		char	   *alias = SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 2);
		char	   *place = SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 3);

		add_spelling(codes, alias != NULL ? alias : code, code,
					 alias != NULL && (is_number(alias) || strcmp(place, "2") == 0));
	}
	SPI_freetuptable(SPI_tuptable);
	return codes;
}

/*
 * What the codes of a rule table are called, folded as titles of columns are:
 * of "Color contrast: yellow on blue" what stands before the colon, which is
 * in the whole too; and the families that codes exclude each other in.
 */
List *
caaspp_codes_names(const char *rule_table)
{
	Oid			relid = caaspp_table_oid(rule_table);
	const char *table = quote_identifier(rule_table);
	List	   *names = NIL;

	if (!OidIsValid(relid) || get_attnum(relid, "name") == InvalidAttrNumber)
		return NIL;
	if (SPI_execute(psprintf("SELECT pg_catalog.split_part(name::pg_catalog.text, ':', 1) FROM caaspp.%s%s", table,
							 get_attnum(relid, "family") == InvalidAttrNumber ? " GROUP BY 1" :
							 psprintf(" UNION SELECT family::pg_catalog.text FROM caaspp.%s WHERE family IS NOT NULL", table)),
					true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read rule table \"%s\"", rule_table);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		char	   *name = SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 1);
		char	   *folded = palloc(strlen(name) + 1);
		size_t		len = caaspp_fold_name(name, strlen(name), folded);

		folded[len] = '\0';
		if (len >= SHORTEST_NAME)
			names = lappend(names, folded);
	}
	SPI_freetuptable(SPI_tuptable);
	return names;
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

/* Written in full, or as another system's number: right as it stands, though stored as the code. */
bool
caaspp_codes_is_other_name(HTAB *codes, const char *s, size_t len)
{
	char		key[LONGEST_CODE];
	CodeEntry  *entry = NULL;

	if (make_key(s, len, key))
		entry = hash_search(codes, key, HASH_FIND, NULL);
	return entry != NULL && entry->is_other_name;
}

/* The same, and a code with its title behind it: "AUT - Autism", "10: Primary". */
const char *
caaspp_codes_find_described(HTAB *codes, const char *s, size_t len)
{
	const char *code = caaspp_codes_find(codes, s, len);
	const char *title_code;
	size_t		n = 0;
	size_t		from;

	if (code != NULL)
		return code;
	while (n < len && (caaspp_is_digit(s[n]) || (caaspp_upper(s[n]) >= 'A' && caaspp_upper(s[n]) <= 'Z')))
		n++;
	for (from = n; from < len && strchr(" -:(", s[from]) != NULL; from++)
		;
	if (n == 0 || from == n)
		return NULL;
	while (len > from && strchr(" )", s[len - 1]) != NULL)
		len--;
	code = caaspp_codes_find(codes, s, n);
	title_code = caaspp_codes_find(codes, s + from, len - from);
	return code != NULL && title_code != NULL && strcmp(code, title_code) == 0 ? code : NULL;
}

/* A code, or several with nothing between them; NIL if it is not made of codes. */
List *
caaspp_codes_split(HTAB *codes, const char *s, size_t len)
{
	if (len > LONGEST_GLUED)
		return NIL;
	for (size_t n = len; n > 0; n--)
	{
		const char *code = caaspp_codes_find(codes, s, n);
		List	   *rest;

		if (code == NULL)
			continue;
		if (n == len)
			return list_make1(unconstify(char *, code));
		rest = caaspp_codes_split(codes, s + n, len - n);
		if (rest != NIL)
			return lcons(unconstify(char *, code), rest);
	}
	return NIL;
}

/* It begins as some code does: TDS_ and the like. */
bool
caaspp_codes_resemble(HTAB *codes, const char *s, size_t len)
{
	const char *mark = memchr(s, '_', len);
	size_t		n = mark == NULL ? 0 : (size_t) (mark - s) + 1;
	HASH_SEQ_STATUS status;
	CodeEntry  *entry;

	if (n < 3 || n > 16)
		return false;
	hash_seq_init(&status, codes);
	while ((entry = hash_seq_search(&status)) != NULL)
		if (pg_strncasecmp(entry->spelling, s, n) == 0)
		{
			hash_seq_term(&status);
			return true;
		}
	return false;
}
