/*
 * vocabulary.c
 *		What holds for every table of codes.
 */
#include <ctype.h>
#include <string.h>

#include "tap.h"
#include "core/vocabulary.h"

static char name[256];

static const char *
about(const CaasppVocabulary *v, const char *what)
{
	snprintf(name, sizeof(name), "%s: %s", v->type_name, what);
	return name;
}

static int
parse(const CaasppVocabulary *v, const char *s)
{
	return caaspp_code_parse(v, s, strlen(s));
}

/* The spelling in other cases, with other separators and blanks around it. */
static bool
reads_variants(const CaasppVocabulary *v, const char *spelling, size_t len, int value)
{
	char		text[128];
	bool		good = len < 100;

	for (int variant = 0; variant < 4 && good; variant++)
	{
		snprintf(text, sizeof(text), " \t%.*s \r\n", (int) len, spelling);
		for (char *p = text; *p; p++)
		{
			if (variant == 1)
				*p = (char) tolower((unsigned char) *p);
			if (variant == 2)
				*p = (char) toupper((unsigned char) *p);
			if (variant == 3 && v->separators_alike && *p == '-')
				*p = '_';
		}
		good = parse(v, text) == value;
	}
	return good;
}

static bool
reads_aliases(const CaasppVocabulary *v, const CaasppCode *code)
{
	const char *alias = code->aliases;

	while (alias != NULL)
	{
		const char *bar = strchr(alias, '|');
		size_t		len = bar ? (size_t) (bar - alias) : strlen(alias);

		if (len == 0 || !reads_variants(v, alias, len, code->value))
			return false;
		alias = bar ? bar + 1 : NULL;
	}
	return true;
}

static void
check_vocabulary(const CaasppVocabulary *v)
{
	bool		rising = true;
	bool		labels = true;
	bool		aliases = true;
	bool		unknown = true;
	bool		printed = true;
	char		text[16];

	for (int i = 0; i < v->ncodes; i++)
	{
		const CaasppCode *code = &v->codes[i];

		rising = rising && code->value > 0 && (i == 0 || code->value > v->codes[i - 1].value);
		labels = labels && strlen(code->label) < CAASPP_LONGEST_LABEL && code->title[0] != '\0' &&
			reads_variants(v, code->label, strlen(code->label), code->value) &&
			strcmp(caaspp_code_label(v, code->value), code->label) == 0;
		aliases = aliases && reads_aliases(v, code);
	}
	for (int value = 0; value < 256; value++)
	{
		bool		known = caaspp_code_find(v, (uint8_t) value) != NULL;

		snprintf(text, sizeof(text), "#%d", value);
		printed = printed && parse(v, text) == -1 &&
			caaspp_code_parse_printed(v, text, strlen(text)) == (known ? value : -1);
		unknown = unknown && known == (caaspp_code_label(v, (uint8_t) value) != NULL);
	}
	ok(rising, about(v, "values rise, so that they sort as listed"));
	ok(labels, about(v, "every label is read as its own code"));
	ok(aliases, about(v, "every alias is read as its own code and no other's"));
	ok(unknown, about(v, "other values have no label"));
	ok(printed, about(v, "a number is read where its code is known"));
	ok(parse(v, "") == -1 && parse(v, "  ") == -1 && parse(v, "|") == -1 && parse(v, "-") == -1,
	   about(v, "nothing is no code"));
	ok(caaspp_code_parse(v, v->codes[0].label, 0) == -1 &&
	   caaspp_code_parse_printed(v, "#255", 1) == -1, about(v, "no byte beyond the length is read"));
	ok(caaspp_vocabulary_find(v->type_name, strlen(v->type_name)) == v, about(v, "found by name"));
}

int
main(void)
{
	for (int i = 0; caaspp_vocabularies[i] != NULL; i++)
		check_vocabulary(caaspp_vocabularies[i]);
	ok(caaspp_vocabulary_find("grades", 6) == NULL && caaspp_vocabulary_find("", 0) == NULL,
	   "another name is no vocabulary");

	/* A part's assessment is one. */
	for (int i = 0; i < caaspp_test_part_codes.ncodes; i++)
	{
		const CaasppCode *part = &caaspp_test_part_codes.codes[i];

		ok(part->group != NULL && parse(&caaspp_assessment_codes, part->group) >= 0 &&
		   strncmp(part->label, part->group, strlen(part->group)) == 0, part->label);
	}
	for (int i = 0; i < caaspp_exemption_code_codes.ncodes; i++)
		ok(parse(&caaspp_condition_code_codes, caaspp_exemption_code_codes.codes[i].label) >= 0,
		   "an exemption code is a condition code");
	for (int i = 0; i < caaspp_attempt_status_codes.ncodes; i++)
		ok(caaspp_attempt_status_codes.codes[i].group != NULL, "a status has a stage");
	ok(caaspp_is_not_started("Not Started", 11) && caaspp_is_not_started("inactive", 8), "not started");
	ok(!caaspp_is_not_started("Not Start", 9) && !caaspp_is_not_started("started", 7) && !caaspp_is_not_started("", 0), "any other word is not");
	return tap_end();
}
