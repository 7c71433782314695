/*
 * grade_band.c
 *		Reading, writing and comparing sets of grades.
 */
#include "core/grade_band.h"

#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "core/vocabulary.h"

static bool
in_range_grades(int grade)
{
	return grade >= CAASPP_RANGE_GRADE_FROM && grade <= CAASPP_RANGE_GRADE_TO;
}

/* One item of the list: a grade, or a range of them. */
static CaasppBandProblem
read_item(const char *s, size_t len, uint32_t *bits)
{
	const char *hyphen = memchr(s, '-', len);
	size_t		before = hyphen ? (size_t) (hyphen - s) : len;
	int			from = caaspp_code_parse_printed(&caaspp_grade_codes, s, before);
	int			to = from;

	if (hyphen)
		to = caaspp_code_parse(&caaspp_grade_codes, hyphen + 1, len - before - 1);
	if (from < 0 || to < 0)
		return CAASPP_BAND_SYNTAX;
	if (hyphen && (!in_range_grades(from) || !in_range_grades(to)))
		return CAASPP_BAND_NO_RANGE;
	if (from > to)
		return CAASPP_BAND_BACKWARDS;
	for (int grade = from; grade <= to; grade++)
		*bits |= (uint32_t) caaspp_grade_bit((uint8_t) grade);
	return CAASPP_BAND_OK;
}

static bool
is_none(const char *s, size_t len)
{
	static const char none[] = "NONE";

	if (len == 0)
		return true;
	if (len != 4)
		return false;
	for (size_t i = 0; i < len; i++)
	{
		if (caaspp_upper(s[i]) != none[i])
			return false;
	}
	return true;
}

CaasppBandProblem
caaspp_grade_band_read(const char *s, size_t len, int32_t *out)
{
	uint32_t	bits = 0;

	caaspp_trim(&s, &len);
	if (is_none(s, len))
	{
		*out = 0;
		return CAASPP_BAND_OK;
	}
	for (;;)
	{
		const char *comma = memchr(s, ',', len);
		size_t		item = comma ? (size_t) (comma - s) : len;
		CaasppBandProblem problem = read_item(s, item, &bits);

		if (problem != CAASPP_BAND_OK)
			return problem;
		if (!comma)
			break;
		s += item + 1;
		len -= item + 1;
	}
	*out = (int32_t) bits;
	return CAASPP_BAND_OK;
}

bool
caaspp_grade_band_parse(const char *s, size_t len, int32_t *out)
{
	return caaspp_grade_band_read(s, len, out) == CAASPP_BAND_OK;
}

/* Append a grade; one that this library does not know by its number. */
static char *
append_grade(char *p, const char *end, const char *before, int grade)
{
	const char *label = caaspp_code_label(&caaspp_grade_codes, (uint8_t) grade);

	if (label)
		return p + snprintf(p, (size_t) (end - p), "%s%s", before, label);
	return p + snprintf(p, (size_t) (end - p), "%s#%d", before, grade);
}

void
caaspp_grade_band_text(int32_t band, char buf[CAASPP_BAND_TEXT])
{
	uint32_t	bits = (uint32_t) band;
	char	   *p = buf;
	const char *end = buf + CAASPP_BAND_TEXT;

	if (bits == 0)
		memcpy(p, "none", 5);
	for (int i = 0; i < CAASPP_BAND_BITS; i++)
	{
		int			grade = CAASPP_FIRST_GRADE + i;
		int			last = grade;

		if (!(bits >> i & 1))
			continue;
		p = append_grade(p, end, p == buf ? "" : ",", grade);
		while (in_range_grades(grade) && in_range_grades(last + 1) && bits >> (i + 1) & 1)
		{
			last++;
			i++;
		}
		if (last > grade)
			p = append_grade(p, end, "-", last);
	}
}

int
caaspp_grade_band_compare(int32_t a, int32_t b)
{
	uint32_t	differ = (uint32_t) a ^ (uint32_t) b;
	uint32_t	lowest = differ & (~differ + 1);
	bool		in_a = ((uint32_t) a & lowest) != 0;
	uint32_t	other = (uint32_t) (in_a ? b : a);

	if (differ == 0)
		return 0;

	/* The set without that grade goes on with a later one, or ends here. */
	if (other & ~(lowest | (lowest - 1)))
		return in_a ? -1 : 1;
	return in_a ? 1 : -1;
}

int
caaspp_grade_band_count(int32_t band)
{
	int			n = 0;

	for (uint32_t bits = (uint32_t) band; bits != 0; bits &= bits - 1)
		n++;
	return n;
}
