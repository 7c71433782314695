/*
 * cds_text.c
 *		Sorting the text of CDS codes.
 *
 * The order is that of the bytes.  The first 14 make a number of base 13 that
 * sorts alike, so that two codes are told apart without looking at the texts;
 * the server's own abbreviation holds eight bytes, which all schools of an LEA
 * have in common.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/sortsupport.h"

#include "core/cds_code.h"
#include "core/text.h"
#include "compat.h"

#define BASE 13

static int
compare_texts(Datum x, Datum y, SortSupport ssup)
{
	text	   *a = DatumGetTextPP(x);
	text	   *b = DatumGetTextPP(y);
	int			len_a = VARSIZE_ANY_EXHDR(a);
	int			len_b = VARSIZE_ANY_EXHDR(b);
	int			result = memcmp(VARDATA_ANY(a), VARDATA_ANY(b), Min(len_a, len_b));

	if (result == 0)
		result = (len_a > len_b) - (len_a < len_b);
	if (PointerGetDatum(a) != x)
		pfree(a);
	if (PointerGetDatum(b) != y)
		pfree(b);
	return result;
}

/* From 1: the text's end comes before all. */
static uint64
rank_of(char c)
{
	if (caaspp_is_digit(c))
		return c - '0' + 2;
	return (unsigned char) c < '0' ? 1 : BASE - 1;
}

/* What comes after a byte that is no digit is left to the whole comparison: its rank stands for several bytes. */
static Datum
abbreviate(Datum original, SortSupport ssup)
{
	text	   *t = DatumGetTextPP(original);
	const char *s = VARDATA_ANY(t);
	int			len = VARSIZE_ANY_EXHDR(t);
	bool		goes_on = true;
	uint64		number = 0;

	for (int i = 0; i < CAASPP_CDS_DIGITS; i++)
	{
		goes_on &= i < len;
		number = number * BASE + (goes_on ? rank_of(s[i]) : 0);
		goes_on &= i < len && caaspp_is_digit(s[i]);
	}
	if (PointerGetDatum(t) != original)
		pfree(t);
	return UInt64GetDatum(number);
}

static bool
never_abort(int memtupcount, SortSupport ssup)
{
	return false;
}

PG_FUNCTION_INFO_V1(caaspp_cds_text_sortsupport);
Datum
caaspp_cds_text_sortsupport(PG_FUNCTION_ARGS)
{
	SortSupport ssup = (SortSupport) PG_GETARG_POINTER(0);

	ssup->comparator = compare_texts;
	if (ssup->abbreviate)
	{
		ssup->abbrev_full_comparator = compare_texts;
		ssup->comparator = ssup_datum_unsigned_cmp;
		ssup->abbrev_converter = abbreviate;
		ssup->abbrev_abort = never_abort;
	}
	PG_RETURN_VOID();
}
