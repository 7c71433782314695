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
#define SHORTEST_BEGINNING 3	/* of a cell, that is a code */
#define SYSTEM_OF_TITLES "'title'"	/* in a table of spellings: of columns, not of cells */

/* What a column is called, and of which codes. */
typedef struct CaasppCodesTitle
{
	char	   *name;			/* folded */
	const char *only;			/* the code, or NULL for several */
} CaasppCodesTitle;

typedef struct CodeEntry
{
	char		spelling[LONGEST_CODE]; /* in capitals */
	char	   *code;			/* as the state writes it */
	bool		is_other_name;	/* as good in a file: its title, or the number of another system */
} CodeEntry;

#define MOST_LISTED 15			/* codes, in a message */

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
							 psprintf(" UNION ALL SELECT code::pg_catalog.text, spelling::pg_catalog.text, 1 FROM caaspp.%s"
									  " WHERE system OPERATOR(pg_catalog.<>) " SYSTEM_OF_TITLES,
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

static void
add_title(List **titles, const char *name, const char *code)
{
	char	   *folded = palloc(strlen(name) + 1);
	CaasppCodesTitle *title;
	ListCell   *lc;

	folded[caaspp_fold_name(name, strlen(name), folded)] = '\0';
	if (folded[0] == '\0')
		return;
	foreach(lc, *titles)
		if (strcmp(((CaasppCodesTitle *) lfirst(lc))->name, folded) == 0)
			break;
	title = lc != NULL ? lfirst(lc) : palloc0(sizeof(CaasppCodesTitle));
	if (lc == NULL)
	{
		title->name = folded;
		title->only = code;
		*titles = lappend(*titles, title);
	}
	else if (title->only != NULL && strcmp(title->only, code) != 0)
		title->only = NULL;
}

static List *
titles_of_vocabulary(const CaasppVocabulary *v)
{
	List	   *titles = NIL;

	for (int i = 0; i < v->ncodes; i++)
	{
		const char *label = v->codes[i].label;
		char	   *aliases = pstrdup(v->codes[i].aliases == NULL ? "" : v->codes[i].aliases);
		char	   *alias;

		add_title(&titles, label, label);
		add_title(&titles, v->codes[i].title, label);
		while ((alias = strsep(&aliases, "|")) != NULL)
			if (!is_number(alias))
				add_title(&titles, alias, label);
	}
	add_title(&titles, "Science", "CAST");	/* or the alternate one */
	add_title(&titles, "Science", "CAA-SCI");
	return titles;
}

/*
 * What columns of codes of a rule table are called: as a code is in full, or
 * before the colon of "Color contrast: yellow on blue", or as the family that
 * codes exclude each other in, or as spellings of titles say of a code and its
 * family.
 */
List *
caaspp_codes_titles(const char *rule_table)
{
	Oid			relid = caaspp_table_oid(rule_table);
	char	   *spellings;
	StringInfoData sql;
	List	   *titles = NIL;

	if (caaspp_codes_are_type(rule_table))
		return titles_of_vocabulary(&caaspp_assessment_codes);
	if (!OidIsValid(relid) || get_attnum(relid, "name") == InvalidAttrNumber || get_attnum(relid, "code") == InvalidAttrNumber)
		return NIL;
	spellings = table_of_spellings(rule_table);
	initStringInfo(&sql);
	appendStringInfo(&sql, "WITH c AS (SELECT DISTINCT code::pg_catalog.text, name::pg_catalog.text, %s AS family FROM caaspp.%s)"
					 " SELECT pg_catalog.split_part(name, ':', 1), code FROM c UNION SELECT name, code FROM c"
					 " UNION SELECT family, code FROM c WHERE family IS NOT NULL",
					 get_attnum(relid, "family") == InvalidAttrNumber ? "NULL::pg_catalog.text" : "family::pg_catalog.text",
					 quote_identifier(rule_table));
	if (spellings != NULL)
		appendStringInfo(&sql, " UNION SELECT s.spelling, m.code FROM caaspp.%s s JOIN c ON c.code OPERATOR(pg_catalog.=) s.code"
						 " JOIN c m ON m.code OPERATOR(pg_catalog.=) c.code OR m.family OPERATOR(pg_catalog.=) c.family"
						 " WHERE s.system OPERATOR(pg_catalog.=) " SYSTEM_OF_TITLES, quote_identifier(spellings));
	if (SPI_execute(sql.data, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read rule table \"%s\"", rule_table);
	for (uint64 row = 0; row < SPI_processed; row++)
		add_title(&titles, SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 1),
				  SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 2));
	SPI_freetuptable(SPI_tuptable);
	return titles;
}

/* Words that say nothing of which codes a column holds. */
static bool
is_neutral(const char *s, size_t len)
{
	static const char *const words[] = {
		"test", "assigned", "assignment", "assessment", "registered", "embedded", "non", "designated", "support",
		"accommodation", "resource", "required", "yesno",
	};
	size_t		n = 0;

	while (n < len)
	{
		size_t		before = n;

		for (int i = 0; i < lengthof(words); i++)
			if (strlen(words[i]) <= len - n && strncmp(s + n, words[i], strlen(words[i])) == 0)
			{
				n += strlen(words[i]);
				break;
			}
		if (n == before)
			return false;
	}
	return true;
}

/* Where the name stands in a title, of which both spellings are given; NULL: nowhere. */
static const char *
place_in_title(const char *name, const char *folded, const char *s, size_t len)
{
	char	   *words;

	if (strlen(name) >= SHORTEST_NAME)
		return strstr(folded, name);
	words = psprintf("* %s *", name);
	for (char *c = words; *c != '\0'; c++)
		*c = caaspp_upper(*c);
	return caaspp_words_match(words, s, len) ? strstr(folded, name) : NULL;
}

/*
 * Whether a column's title has the name of codes in it, as words if it is
 * short.  The longest name counts; *only is the code if it has but one, and the
 * title says no more, or NULL.
 */
bool
caaspp_codes_titled(List *titles, const char *s, size_t len, const char **only)
{
	char	   *folded = palloc(len + 1);
	size_t		folded_len = caaspp_fold_name(s, len, folded);
	const CaasppCodesTitle *best = NULL;
	const char *place = NULL;
	ListCell   *lc;

	folded[folded_len] = '\0';
	foreach(lc, titles)
	{
		const CaasppCodesTitle *title = lfirst(lc);
		const char *found;

		if (best != NULL && strlen(title->name) <= strlen(best->name))
			continue;
		found = place_in_title(title->name, folded, s, len);
		if (found == NULL)
			continue;
		best = title;
		place = found;
	}
	*only = best != NULL && is_neutral(folded, place - folded) &&
		is_neutral(place + strlen(best->name), folded_len - (place - folded) - strlen(best->name)) ? best->only : NULL;
	return best != NULL;
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

/* It begins as some code does, TDS_ and the like, or with one, as ESN_1. */
bool
caaspp_codes_resemble(HTAB *codes, const char *s, size_t len)
{
	const char *mark = memchr(s, '_', len);
	size_t		n = mark == NULL ? 0 : (size_t) (mark - s) + 1;
	HASH_SEQ_STATUS status;
	CodeEntry  *entry;

	if (n < 3 || n > 16)
		return false;
	if (n > SHORTEST_BEGINNING && caaspp_codes_find(codes, s, n - 1) != NULL)
		return true;
	hash_seq_init(&status, codes);
	while ((entry = hash_seq_search(&status)) != NULL)
		if (pg_strncasecmp(entry->spelling, s, n) == 0)
		{
			hash_seq_term(&status);
			return true;
		}
	return false;
}

static int
compare_texts(const ListCell *a, const ListCell *b)
{
	return strcmp(lfirst(a), lfirst(b));
}

/* Those that there are, where they are few; else NULL. */
const char *
caaspp_codes_listed(HTAB *codes)
{
	HASH_SEQ_STATUS scan;
	CodeEntry  *entry;
	List	   *known = NIL;
	StringInfoData text;
	ListCell   *lc;

	hash_seq_init(&scan, codes);
	while ((entry = hash_seq_search(&scan)) != NULL)
	{
		bool		is_known = false;

		foreach(lc, known)
			is_known |= strcmp(lfirst(lc), entry->code) == 0;
		if (is_known)
			continue;
		known = lappend(known, entry->code);
		if (list_length(known) > MOST_LISTED)
		{
			hash_seq_term(&scan);
			return NULL;
		}
	}
	list_sort(known, compare_texts);
	initStringInfo(&text);
	foreach(lc, known)
		appendStringInfo(&text, "%s%s", text.len == 0 ? "" : ", ", (const char *) lfirst(lc));
	return text.data;
}
