/*
 * assessment_codes.c
 *		The tests.  Aliases: record types of the score file, names in TOMS.
 */
#include "core/vocabulary.h"

static const CaasppCode codes[] = {
	{10, "ELA", "Smarter Balanced English language arts/literacy",
		"01|1|SB ELA|Smarter Balanced ELA|Smarter Balanced English language arts|"
		"Smarter Balanced English language arts/literacy|English language arts|English language arts/literacy", NULL},
	{20, "MATH", "Smarter Balanced mathematics",
		"02|2|SB Math|Smarter Balanced Math|Smarter Balanced mathematics|SB mathematics|Mathematics", NULL},
	{30, "CAST", "California Science Test", "06|6|California Science Test", NULL},
	{40, "CAA-ELA", "California Alternate Assessment for ELA",
		"03|3|CAA for ELA|California Alternate Assessment for ELA", NULL},
	{50, "CAA-MATH", "California Alternate Assessment for mathematics",
		"04|4|CAA mathematics|CAA for Math|CAA for mathematics|"
		"California Alternate Assessment for mathematics", NULL},
	{60, "CAA-SCI", "California Alternate Assessment for science",
		"05|5|CAA Science|CAA for Science|California Alternate Assessment for science", NULL},
	{70, "CSA", "California Spanish Assessment", "09|9|California Spanish Assessment", NULL},
};

const CaasppVocabulary caaspp_assessment_codes = {
	"assessment", codes, sizeof(codes) / sizeof(codes[0]), true
};
