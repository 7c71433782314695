/*
 * code_type.c
 *		What the types over a vocabulary share, and the list of their codes.
 */
#include "postgres.h"

#include "funcapi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "types/code_type.h"

#define FEW_CODES 6				/* a hint lists so many, else names the query */

static char *
legal_codes(const CaasppVocabulary *v)
{
	StringInfoData list;

	initStringInfo(&list);
	if (v->ncodes > FEW_CODES)
		appendStringInfo(&list, "SELECT * FROM caaspp.codes('%s');", v->type_name);
	for (int i = 0; i < v->ncodes && v->ncodes <= FEW_CODES; i++)
		appendStringInfo(&list, "%s\"%s\"", i > 0 ? ", " : "", v->codes[i].label);
	return list.data;
}

bool
caaspp_code_read(const CaasppVocabulary *v, const char *s, size_t len,
				 uint8 *value, Node *escontext)
{
	int			found = caaspp_code_parse_printed(v, s, len);

	if (found < 0)
		ereturn(escontext, false,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"", v->type_name, s),
				 v->ncodes <= FEW_CODES
				 ? errhint("Legal values are %s.", legal_codes(v))
				 : errhint("To list the legal values: %s", legal_codes(v))));
	*value = (uint8) found;
	return true;
}

void
caaspp_code_print(const CaasppVocabulary *v, uint8 value, char *text)
{
	const char *label = caaspp_code_label(v, value);

	if (label)
		strlcpy(text, label, CAASPP_TEXT_MAX);
	else
		snprintf(text, CAASPP_TEXT_MAX, "#%u", value);
}

Datum
caaspp_code_title(const CaasppVocabulary *v, uint8 value)
{
	const CaasppCode *code = caaspp_code_find(v, value);
	char		text[CAASPP_TEXT_MAX];

	if (code)
		return CStringGetTextDatum(code->title);
	caaspp_code_print(v, value, text);
	return CStringGetTextDatum(text);
}

const char *
caaspp_code_group(const CaasppVocabulary *v, uint8 value)
{
	const CaasppCode *code = caaspp_code_find(v, value);

	if (code == NULL || code->group == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("%s number %u is not known to this version of caaspp", v->type_name, value),
				 errhint("Upgrade the caaspp library of this server.")));
	return code->group;
}

static char *
vocabulary_names(void)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int i = 0; caaspp_vocabularies[i] != NULL; i++)
		appendStringInfo(&names, "%s%s", i == 0 ? "" : caaspp_vocabularies[i + 1] == NULL ? " and " : ", ", caaspp_vocabularies[i]->type_name);
	return names.data;
}

/* caaspp.codes(type_name text) */
PG_FUNCTION_INFO_V1(caaspp_codes);
Datum
caaspp_codes(PG_FUNCTION_ARGS)
{
	text	   *type_name = PG_GETARG_TEXT_PP(0);
	const CaasppVocabulary *v = caaspp_vocabulary_find(VARDATA_ANY(type_name),
													   VARSIZE_ANY_EXHDR(type_name));
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;

	if (v == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" is not a type of codes", text_to_cstring(type_name)),
				 errhint("Types of codes are %s.", vocabulary_names())));
	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < v->ncodes; i++)
	{
		const CaasppCode *code = &v->codes[i];
		Datum		values[3];
		bool		nulls[3] = {false, false, code->aliases == NULL};

		values[0] = CStringGetTextDatum(code->label);
		values[1] = CStringGetTextDatum(code->title);
		values[2] = code->aliases ? CStringGetTextDatum(code->aliases) : (Datum) 0;
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}
