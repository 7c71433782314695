/*
 * types.c
 *		Random bytes to every parser of the types: what one accepts it must print
 *		and read again as the same value.
 */
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/cds_code.h"
#include "core/grade_band.h"
#include "core/school_year.h"
#include "core/ssid.h"
#include "core/vocabulary.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int holds)
{
	if (!holds)
		abort();
}

static void
try_codes(const char *s, size_t len)
{
	for (int i = 0; caaspp_vocabularies[i] != NULL; i++)
	{
		const CaasppVocabulary *v = caaspp_vocabularies[i];
		int			value = caaspp_code_parse_printed(v, s, len);
		const char *label;

		if (value < 0)
			continue;
		label = caaspp_code_label(v, (uint8_t) value);
		must(label != NULL && caaspp_code_parse(v, label, strlen(label)) == value);
	}
	(void) caaspp_vocabulary_find(s, len);
}

static void
try_sets_and_years(const char *s, size_t len)
{
	char		text[CAASPP_BAND_TEXT];
	int32_t		band;
	int32_t		again_band;
	int16_t		year;
	int16_t		again_year;

	if (caaspp_grade_band_parse(s, len, &band))
	{
		caaspp_grade_band_text(band, text);
		must(caaspp_grade_band_parse(text, strlen(text), &again_band) && again_band == band);
		must(caaspp_grade_band_compare(band, again_band) == 0);
	}
	if (caaspp_school_year_parse(s, len, &year))
	{
		caaspp_school_year_text(year, text);
		must(caaspp_school_year_parse(text, strlen(text), &again_year) && again_year == year);
	}
	if (len >= sizeof(band))
	{
		memcpy(&band, s, sizeof(band));
		memcpy(&year, s, sizeof(year));
		caaspp_grade_band_text(band, text);
		caaspp_school_year_text(year, text);
		must(caaspp_grade_band_count(band) <= CAASPP_BAND_BITS);
	}
}

static void
try_numbers(const char *s, size_t len)
{
	int64_t		number;
	int			y,
				m,
				d;

	if (caaspp_ssid_parse(s, len, &number))
		must(number >= 0 && number <= INT64_C(9999999999));
	if (caaspp_cds_code_parse(s, len, &number))
		must(number >= 0 && number <= INT64_C(99999999999999) &&
			 caaspp_cds_lea(number) + caaspp_cds_school(number) == number);
	if (caaspp_date_parse(s, len, &y, &m, &d))
		must(caaspp_is_date(y, m, d));
	(void) caaspp_iso_date_parse(s, len, &y, &m, &d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy of just that size: a read beyond it is seen. */
	char	   *s = malloc(size ? size : 1);

	must(s != NULL);
	if (size)
		memcpy(s, data, size);
	try_codes(s, size);
	try_sets_and_years(s, size);
	try_numbers(s, size);
	free(s);
	return 0;
}
