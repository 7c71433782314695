/*
 * utf16.c
 *		Text in UTF-16 into UTF-8, outside the server.
 */
#include <stdlib.h>
#include <string.h>

#include "core/utf16.h"
#include "tap.h"

/* In pieces of every size; in a block of just the room, so that a sanitizer sees what is beyond. */
static void
check(const char *s, size_t len, bool big_endian, const char *expected, const char *name)
{
	bool		same = true;

	for (size_t size = 1; size <= len + 1; size++)
	{
		CaasppUtf16 utf16 = {big_endian};
		char		out[256];
		size_t		n = 0;

		for (size_t at = 0; at < len; at += size)
		{
			size_t		piece = len - at < size ? len - at : size;
			char	   *room = malloc(CAASPP_UTF16_ROOM(piece));
			size_t		put = caaspp_utf16_convert(&utf16, s + at, piece, false, room);

			memcpy(out + n, room, put);
			n += put;
			free(room);
		}
		n += caaspp_utf16_convert(&utf16, s, 0, true, out + n);
		same &= n == strlen(expected) && memcmp(out, expected, n) == 0;
	}
	ok(same, name);
}

static void
detect(const char *s, size_t len, int expected, const char *name)
{
	bool		big_endian = false;
	size_t		mark = 0;
	bool		found = caaspp_utf16_detect(s, len, &big_endian, &mark);

	ok((found ? (big_endian ? 2 : 1) + (mark > 0 ? 10 : 0) : 0) == expected, name);
}

int
main(void)
{
	check("S\0S\0I\0D\0\r\0\n\0", 12, false, "SSID\r\n", "ASCII, little-endian");
	check("\0S\0S\0I\0D", 8, true, "SSID", "ASCII, big-endian");
	check("\361\0\042\041", 4, false, "\303\261\342\204\242", "n with a tilde, trade mark");
	check("\075\330\000\336!\0", 6, false, "\360\237\230\200!", "a pair");
	check("\075\330!\0", 4, false, "\357\277\275!", "half a pair");
	check("\000\336!\0", 4, false, "\357\277\275!", "the other half");
	check("!\0\075\330", 4, false, "!\357\277\275", "half a pair at the end");
	check("!\0A", 3, false, "!\357\277\275", "half a unit at the end");
	check("\075\330A", 3, false, "\357\277\275\357\277\275", "half a pair and half a unit at the end");
	check("", 0, false, "", "nothing");
	detect("\377\376S\0", 4, 11, "by its mark");
	detect("\376\377\0S", 4, 12, "by its mark, big-endian");
	detect("\377\376\0\0S\0\0\0", 8, 0, "UTF-32 is not it");
	detect("S\0S\0I\0D\0,\0A\0B\0C\0", 16, 1, "by its zeros");
	detect("\0S\0S\0I\0D\0,\0A\0B\0C", 16, 2, "by its zeros, big-endian");
	detect("S\0S\0I\0D\0", 8, 0, "too short to tell");
	detect("SSID,code\n8000000101,NEA_Abacus\n", 32, 0, "plain text");
	detect("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16, 0, "zeros");
	detect("", 0, 0, "nothing at all");
	return tap_end();
}
