/*
 * grade_band.c
 *		Sets of grades: every one of them prints as a text that reads as itself.
 */
#include <string.h>

#include "core/grade_band.h"
#include "tap.h"

static int32_t
read_band(const char *s)
{
	int32_t		band = -1;

	return caaspp_grade_band_parse(s, strlen(s), &band) ? band : -1;
}

static bool
prints(const char *s, const char *as)
{
	char		text[CAASPP_BAND_TEXT];

	caaspp_grade_band_text(read_band(s), text);
	return strcmp(text, as) == 0;
}

static bool
fails(const char *s, CaasppBandProblem problem)
{
	int32_t		band = 42;

	return caaspp_grade_band_read(s, strlen(s), &band) == problem && band == 42;
}

/* One after the other in order: each pair compares by its places. */
static bool
in_order(void)
{
	static const char *const bands[] = {"none", "IN", "IN,AD", "TK", "TK-KN", "TK-12", "TK,3", "3", "3-4", "3-8", "3-8,11", "3,5", "4", "11", "AD"};
	int			n = sizeof(bands) / sizeof(bands[0]);

	for (int i = 0; i < n; i++)
	{
		for (int k = 0; k < n; k++)
		{
			int			cmp = caaspp_grade_band_compare(read_band(bands[i]), read_band(bands[k]));

			if ((cmp > 0) - (cmp < 0) != (i > k) - (i < k))
				return false;
		}
	}
	return true;
}

int
main(void)
{
	bool		same = true;
	bool		counted = true;
	size_t		longest = 0;
	char		text[CAASPP_BAND_TEXT];

	for (int32_t band = 0; band < 1 << 20; band++)
	{
		caaspp_grade_band_text(band, text);
		same = same && read_band(text) == band;
		counted = counted && caaspp_grade_band_count(band) == __builtin_popcount((unsigned) band);
		if (strlen(text) > longest)
			longest = strlen(text);
	}
	ok(same, "all 1,048,576 sets print as a text that reads as the set");
	ok(counted, "and know their number of grades");
	caaspp_grade_band_text((int32_t) 0xFFF55555, text);
	if (strlen(text) > longest)
		longest = strlen(text);
	ok(longest < CAASPP_BAND_TEXT - 1, "the longest text fits");

	ok(prints("3-8,11", "3-8,11"), "3-8,11");
	ok(prints(" 11 , 03 - 08 ", "3-8,11"), "blanks, zeros and order do not matter");
	ok(prints("3,4", "3-4") && prints("k,tk", "TK-KN") && prints("UE,US", "UE,US"), "neighbours join");
	ok(prints("", "none") && prints("None", "none"), "the empty set");
	ok(fails("8-3", CAASPP_BAND_BACKWARDS), "8-3");
	ok(fails("IN-TK", CAASPP_BAND_NO_RANGE) && fails("12-AD", CAASPP_BAND_NO_RANGE), "no range beyond TK and 12");
	ok(fails("3-", CAASPP_BAND_SYNTAX) && fails("-", CAASPP_BAND_SYNTAX) && fails("3,", CAASPP_BAND_SYNTAX) &&
	   fails("13", CAASPP_BAND_SYNTAX) && fails("3-4-5", CAASPP_BAND_SYNTAX), "what is no list of grades");
	ok(in_order(), "sets sort like lists of their grades");
	ok(caaspp_grade_bit(5) == 0 && caaspp_grade_bit(38) == 0 && caaspp_grade_bit(6) == 1, "a grade's bit");
	return tap_end();
}
