/*
 * exemption_code_codes.c
 *		Why a student need not take a test.
 */
#include "core/vocabulary.h"

static const CaasppCode codes[] = {
	{10, "PGE", "Parent or guardian exemption", NULL, NULL},
	{20, "NTE", "Not tested: significant medical emergency", NULL, NULL},
	{30, "NEL", "Newly arrived English learner", NULL, NULL},
};

const CaasppVocabulary caaspp_exemption_code_codes = {
	"exemption_code", codes, sizeof(codes) / sizeof(codes[0]), false
};
