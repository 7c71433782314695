/*
 * vocabulary.c
 *		Looking a code up by its spelling or its stored value.
 */
#include "core/vocabulary.h"

#include <string.h>

#include "core/text.h"

#define MOST_ALIASES 100		/* of a code */

const CaasppVocabulary *const caaspp_vocabularies[] = {
	&caaspp_grade_codes,
	&caaspp_assessment_codes,
	&caaspp_test_part_codes,
	&caaspp_exemption_code_codes,
	&caaspp_condition_code_codes,
	&caaspp_attempt_status_codes,
	NULL
};

static char
fold(const CaasppVocabulary *v, char c)
{
	if (v->separators_alike && (c == '_' || c == ' '))
		return '-';
	return caaspp_upper(c);
}

static bool
same_spelling(const CaasppVocabulary *v, const char *a, size_t alen,
			  const char *b, size_t blen)
{
	if (alen != blen)
		return false;
	for (size_t i = 0; i < alen; i++)
	{
		if (fold(v, a[i]) != fold(v, b[i]))
			return false;
	}
	return true;
}

/* Whether it is one of the first `most` aliases. */
static bool
is_alias(const CaasppVocabulary *v, const char *aliases, int most, const char *s, size_t len)
{
	while (aliases != NULL && most-- > 0)
	{
		const char *bar = strchr(aliases, '|');
		size_t		alen = bar ? (size_t) (bar - aliases) : strlen(aliases);

		if (same_spelling(v, aliases, alen, s, len))
			return true;
		aliases = bar ? bar + 1 : NULL;
	}
	return false;
}

int
caaspp_code_parse(const CaasppVocabulary *v, const char *s, size_t len)
{
	caaspp_trim(&s, &len);
	if (len == 0)
		return -1;
	for (int i = 0; i < v->ncodes; i++)
	{
		const char *label = v->codes[i].label;

		if (same_spelling(v, label, strlen(label), s, len))
			return v->codes[i].value;
	}
	/* The first aliases are the common ones: none of the others is looked at for them. */
	for (int most = 1; most <= MOST_ALIASES; most += MOST_ALIASES - 1)
	{
		for (int i = 0; i < v->ncodes; i++)
		{
			if (is_alias(v, v->codes[i].aliases, most, s, len))
				return v->codes[i].value;
		}
	}
	return -1;
}

int
caaspp_code_parse_printed(const CaasppVocabulary *v, const char *s, size_t len)
{
	int			value = caaspp_code_parse(v, s, len);
	int64_t		number;

	if (value >= 0)
		return value;
	caaspp_trim(&s, &len);
	if (len < 2 || len > 4 || s[0] != '#' ||
		!caaspp_read_digits(s + 1, len - 1, &number) || number > UINT8_MAX ||
		caaspp_code_find(v, (uint8_t) number) == NULL)
		return -1;
	return (int) number;
}

const CaasppCode *
caaspp_code_find(const CaasppVocabulary *v, uint8_t value)
{
	for (int i = 0; i < v->ncodes; i++)
	{
		if (v->codes[i].value == value)
			return &v->codes[i];
	}
	return NULL;
}

const char *
caaspp_code_label(const CaasppVocabulary *v, uint8_t value)
{
	const CaasppCode *code = caaspp_code_find(v, value);

	return code ? code->label : NULL;
}

const CaasppVocabulary *
caaspp_vocabulary_find(const char *s, size_t len)
{
	for (int i = 0; caaspp_vocabularies[i] != NULL; i++)
	{
		const char *name = caaspp_vocabularies[i]->type_name;

		if (strlen(name) == len && memcmp(name, s, len) == 0)
			return caaspp_vocabularies[i];
	}
	return NULL;
}
