/*
 * test_part_codes.c
 *		The parts of the tests, each one opportunity.  Its group is its assessment;
 *		a part that the state adds comes after that assessment's others, for sets
 *		of parts are stored (part_bit()).
 */
#include "core/vocabulary.h"

static const CaasppCode codes[] = {
	{10, "ELA-CAT", "ELA computer adaptive test", NULL, "ELA"},
	{20, "ELA-PT", "ELA performance task", NULL, "ELA"},
	{30, "MATH-CAT", "Mathematics computer adaptive test", NULL, "MATH"},
	{40, "MATH-PT", "Mathematics performance task", NULL, "MATH"},
	{50, "CAST", "California Science Test", NULL, "CAST"},
	{60, "CSA", "California Spanish Assessment", NULL, "CSA"},
	{70, "CAA-ELA", "Alternate assessment for ELA", NULL, "CAA-ELA"},
	{80, "CAA-MATH", "Alternate assessment for mathematics", NULL, "CAA-MATH"},
	{90, "CAA-SCI-1", "Alternate science, performance task 1", NULL, "CAA-SCI"},
	{100, "CAA-SCI-2", "Alternate science, performance task 2", NULL, "CAA-SCI"},
	{110, "CAA-SCI-3", "Alternate science, performance task 3", NULL, "CAA-SCI"},
	{120, "CAA-SCI-4", "Alternate science, performance task 4", NULL, "CAA-SCI"},
};

const CaasppVocabulary caaspp_test_part_codes = {
	"test_part", codes, sizeof(codes) / sizeof(codes[0]), true
};
