/*
 * grade_codes.c
 *		Grade levels, as CALPADS codes them; aliases as people write them.  A
 *		value is 10 + the grade's number.
 */
#include "core/vocabulary.h"

static const CaasppCode codes[] = {
	{6, "IN", "Infant", NULL, NULL},
	{7, "PS", "Preschool", "Preschool", NULL},
	{8, "TD", "Toddler", NULL, NULL},
	{9, "TK", "Transitional kindergarten", "Transitional Kindergarten", NULL},
	{10, "KN", "Kindergarten", "K|KG|Kindergarten", NULL},
	{11, "1", "Grade 1",
		"01|Grade 1|Gr 1|Gr. 1|G1|1st|1st Grade|Grade 01", NULL},
	{12, "2", "Grade 2",
		"02|Grade 2|Gr 2|Gr. 2|G2|2nd|2nd Grade|Grade 02", NULL},
	{13, "3", "Grade 3",
		"03|Grade 3|Gr 3|Gr. 3|G3|3rd|3rd Grade|Grade 03", NULL},
	{14, "4", "Grade 4",
		"04|Grade 4|Gr 4|Gr. 4|G4|4th|4th Grade|Grade 04", NULL},
	{15, "5", "Grade 5",
		"05|Grade 5|Gr 5|Gr. 5|G5|5th|5th Grade|Grade 05", NULL},
	{16, "6", "Grade 6",
		"06|Grade 6|Gr 6|Gr. 6|G6|6th|6th Grade|Grade 06", NULL},
	{17, "7", "Grade 7",
		"07|Grade 7|Gr 7|Gr. 7|G7|7th|7th Grade|Grade 07", NULL},
	{18, "8", "Grade 8",
		"08|Grade 8|Gr 8|Gr. 8|G8|8th|8th Grade|Grade 08", NULL},
	{19, "9", "Grade 9",
		"09|Grade 9|Gr 9|Gr. 9|G9|9th|9th Grade|Grade 09", NULL},
	{20, "10", "Grade 10",
		"Grade 10|Gr 10|Gr. 10|G10|10th|10th Grade", NULL},
	{21, "11", "Grade 11",
		"Grade 11|Gr 11|Gr. 11|G11|11th|11th Grade", NULL},
	{22, "12", "Grade 12",
		"Grade 12|Gr 12|Gr. 12|G12|12th|12th Grade", NULL},
	{23, "UE", "Ungraded elementary", NULL, NULL},
	{24, "US", "Ungraded secondary", NULL, NULL},
	{25, "AD", "Adult", NULL, NULL},
};

const CaasppVocabulary caaspp_grade_codes = {
	"grade", codes, sizeof(codes) / sizeof(codes[0]), false
};
