/*
 * utf16.c
 *		Text in UTF-16, as spreadsheets save "Unicode Text", into UTF-8.
 */
#include "core/utf16.h"

#include <stdint.h>
#include <string.h>

#define MOST_LOOKED_AT 4096
#define LEAST_UNITS 8
#define UNKNOWN 0xFFFD

/* Of text in Latin letters nearly every unit has one zero byte, always on the same side. */
static bool
has_zeros(const char *s, size_t len, size_t side)
{
	size_t		units = (len < MOST_LOOKED_AT ? len : MOST_LOOKED_AT) / 2;
	size_t		zeros = 0;

	for (size_t i = 0; i < units; i++)
	{
		if (s[2 * i + 1 - side] == '\0')
			return false;
		zeros += s[2 * i + side] == '\0';
	}
	return units >= LEAST_UNITS && zeros * 10 >= units * 9;
}

bool
caaspp_utf16_detect(const char *s, size_t len, bool *big_endian, size_t *mark_len)
{
	bool		little = len >= 2 && s[0] == '\377' && s[1] == '\376';
	bool		big = len >= 2 && s[0] == '\376' && s[1] == '\377';

	*mark_len = little || big ? 2 : 0;
	if (little && len >= 4 && s[2] == '\0' && s[3] == '\0')
		return false;			/* UTF-32 */
	*big_endian = big || (!little && has_zeros(s, len, 0));
	return little || *big_endian || has_zeros(s, len, 1);
}

static size_t
put(uint32_t c, char *out)
{
	if (c < 0x80)
	{
		out[0] = (char) c;
		return 1;
	}
	if (c < 0x800)
	{
		out[0] = (char) (0xC0 | (c >> 6));
		out[1] = (char) (0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000)
	{
		out[0] = (char) (0xE0 | (c >> 12));
		out[1] = (char) (0x80 | ((c >> 6) & 0x3F));
		out[2] = (char) (0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char) (0xF0 | (c >> 18));
	out[1] = (char) (0x80 | ((c >> 12) & 0x3F));
	out[2] = (char) (0x80 | ((c >> 6) & 0x3F));
	out[3] = (char) (0x80 | (c & 0x3F));
	return 4;
}

static uint32_t
unit_at(const CaasppUtf16 *utf16, int at)
{
	const unsigned char *p = utf16->pending + at;

	return utf16->big_endian ? (uint32_t) p[0] << 8 | p[1] : (uint32_t) p[1] << 8 | p[0];
}

static void
drop(CaasppUtf16 *utf16, int n)
{
	utf16->npending -= n;
	memmove(utf16->pending, utf16->pending + n, (size_t) utf16->npending);
}

/* The first character of what is pending, if it is whole. */
static size_t
take(CaasppUtf16 *utf16, char *out)
{
	uint32_t	first;
	uint32_t	second;

	if (utf16->npending < 2)
		return 0;
	first = unit_at(utf16, 0);
	if (first >= 0xD800 && first < 0xDC00)
	{
		if (utf16->npending < 4)
			return 0;
		second = unit_at(utf16, 2);
		if (second >= 0xDC00 && second < 0xE000)
		{
			drop(utf16, 4);
			return put(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), out);
		}
	}
	drop(utf16, 2);
	return put(first >= 0xD800 && first < 0xE000 ? UNKNOWN : first, out);
}

size_t
caaspp_utf16_convert(CaasppUtf16 *utf16, const char *s, size_t len, bool at_end, char *out)
{
	size_t		n = 0;
	size_t		taken;

	for (size_t i = 0; i < len; i++)
	{
		utf16->pending[utf16->npending++] = (unsigned char) s[i];
		while ((taken = take(utf16, out + n)) > 0)
			n += taken;
	}
	while (at_end && utf16->npending > 0)
	{
		taken = take(utf16, out + n);
		if (taken == 0)
		{
			drop(utf16, utf16->npending > 2 ? 2 : utf16->npending);
			taken = put(UNKNOWN, out + n);
		}
		n += taken;
	}
	return n;
}
