/*
 * grade_codes.c
 *		Grade levels, as CALPADS codes them.  A value is 10 + the grade's number.
 */
#include "core/vocabulary.h"

static const CaasppCode codes[] = {
	{6, "IN", "Infant", NULL, NULL},
	{7, "PS", "Preschool", NULL, NULL},
	{8, "TD", "Toddler", NULL, NULL},
	{9, "TK", "Transitional kindergarten", NULL, NULL},
	{10, "KN", "Kindergarten", "K|KG", NULL},
	{11, "1", "Grade 1", "01", NULL},
	{12, "2", "Grade 2", "02", NULL},
	{13, "3", "Grade 3", "03", NULL},
	{14, "4", "Grade 4", "04", NULL},
	{15, "5", "Grade 5", "05", NULL},
	{16, "6", "Grade 6", "06", NULL},
	{17, "7", "Grade 7", "07", NULL},
	{18, "8", "Grade 8", "08", NULL},
	{19, "9", "Grade 9", "09", NULL},
	{20, "10", "Grade 10", NULL, NULL},
	{21, "11", "Grade 11", NULL, NULL},
	{22, "12", "Grade 12", NULL, NULL},
	{23, "UE", "Ungraded elementary", NULL, NULL},
	{24, "US", "Ungraded secondary", NULL, NULL},
	{25, "AD", "Adult", NULL, NULL},
};

const CaasppVocabulary caaspp_grade_codes = {
	"grade", codes, sizeof(codes) / sizeof(codes[0]), false
};
