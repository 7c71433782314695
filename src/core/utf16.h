/*
 * utf16.h
 *		Text in UTF-16, as spreadsheets save "Unicode Text", into UTF-8.
 */
#ifndef CAASPP_UTF16_H
#define CAASPP_UTF16_H

#include <stdbool.h>
#include <stddef.h>

typedef struct CaasppUtf16
{
	bool		big_endian;
	int			npending;		/* bytes of a unit, or of a pair, that is not whole */
	unsigned char pending[4];
} CaasppUtf16;

/* Whether a file's beginning is such text: by its mark, or because every other byte is zero. */
extern bool caaspp_utf16_detect(const char *s, size_t len, bool *big_endian, size_t *mark_len);

/* Room that len bytes need in UTF-8, with what is pending. */
#define CAASPP_UTF16_ROOM(len) (((len) / 2 + 4) * 3)

/* The next bytes; what is no character becomes U+FFFD. At the end nothing stays pending. */
extern size_t caaspp_utf16_convert(CaasppUtf16 *utf16, const char *s, size_t len, bool at_end, char *out);

#endif							/* CAASPP_UTF16_H */
