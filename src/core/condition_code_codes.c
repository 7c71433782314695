/*
 * condition_code_codes.c
 *		What the score file says of a test.  The last four ended with 2016-17.
 */
#include "core/vocabulary.h"

static const CaasppCode codes[] = {
	{10, "PGE", "Parent or guardian exemption", NULL, NULL},
	{20, "NTE", "Not tested: significant medical emergency", NULL, NULL},
	{30, "NEL", "Newly arrived English learner", NULL, NULL},
	{40, "NT", "Not tested", NULL, NULL},
	{50, "LOSS", "Too few items answered: lowest obtainable scale score", NULL, NULL},
	{60, "INC0", "Alternate assessment: logged on, no item answered", NULL, NULL},
	{70, "INC1", "Alternate assessment: one to three items answered", NULL, NULL},
	{80, "NER", "Alternate science: not every performance task attempted", NULL, NULL},
	{90, "C", "Cheating observed", NULL, NULL},
	{100, "SCL", "Used to 2016-17: alternate assessment of another grade", NULL, NULL},
	{110, "NE", "Used to 2016-17", NULL, NULL},
	{120, "INC", "Used to 2016-17", NULL, NULL},
	{130, "T", "Used to 2016-17", NULL, NULL},
};

const CaasppVocabulary caaspp_condition_code_codes = {
	"condition_code", codes, sizeof(codes) / sizeof(codes[0]), false
};
