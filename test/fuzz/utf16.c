/*
 * utf16.c
 *		Random bytes as text in UTF-16.  Converted whole and in pieces it must
 *		give the same, valid UTF-8 that fits its room.
 *
 * The first byte chooses which end comes first, and the size of the pieces.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf16.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int holds)
{
	if (!holds)
		abort();
}

/* In blocks of just the room, so that a sanitizer sees what is beyond. */
static size_t
convert(const char *s, size_t len, bool big_endian, size_t piece, char *out)
{
	CaasppUtf16 utf16 = {.big_endian = big_endian};
	size_t		n = 0;

	for (size_t at = 0; at <= len; at += piece)
	{
		size_t		left = len - at;
		size_t		part = left < piece ? left : piece;
		char	   *room = malloc(CAASPP_UTF16_ROOM(part));
		size_t		made = caaspp_utf16_convert(&utf16, s + at, part, left < piece, room);

		must(made <= CAASPP_UTF16_ROOM(part));
		memcpy(out + n, room, made);
		n += made;
		free(room);
	}
	must(utf16.npending == 0);
	return n;
}

static void
must_be_valid(const unsigned char *s, size_t len)
{
	for (size_t i = 0; i < len;)
	{
		size_t		more = s[i] < 0x80 ? 0 : s[i] < 0xE0 ? 1 : s[i] < 0xF0 ? 2 : 3;

		must(s[i] < 0x80 || (s[i] >= 0xC2 && s[i] <= 0xF4));
		must(i + more < len);
		must(s[i] != 0xED || s[i + 1] < 0xA0);	/* no half of a pair */
		for (size_t k = 1; k <= more; k++)
			must((s[i + k] & 0xC0) == 0x80);
		i += more + 1;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *) data + 1;
	bool		big_endian;
	size_t		mark;
	char	   *whole;
	char	   *parts;
	size_t		n;

	if (size == 0)
		return 0;
	caaspp_utf16_detect(s, size - 1, &big_endian, &mark);
	must(mark == 0 || mark == 2);
	whole = malloc(3 * size + 16);
	parts = malloc(3 * size + 16);
	n = convert(s, size - 1, data[0] & 1, size, whole);
	must_be_valid((unsigned char *) whole, n);
	must(n == convert(s, size - 1, data[0] & 1, (data[0] >> 1) + 1, parts) && memcmp(whole, parts, n) == 0);
	free(whole);
	free(parts);
	return 0;
}
