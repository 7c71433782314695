/*
 * text.h
 *		Letters and digits as this project reads them: ASCII, whatever the locale.
 */
#ifndef CAASPP_TEXT_H
#define CAASPP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool
caaspp_is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool
caaspp_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline char
caaspp_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
}

/* Drop the blanks around a text. */
static inline void
caaspp_trim(const char **s, size_t *len)
{
	while (*len > 0 && caaspp_is_blank((*s)[0]))
	{
		(*s)++;
		(*len)--;
	}
	while (*len > 0 && caaspp_is_blank((*s)[*len - 1]))
		(*len)--;
}

/* Read exactly n digits (at most 18) that start at s. */
static inline bool
caaspp_read_digits(const char *s, size_t n, int64_t *out)
{
	int64_t		value = 0;

	for (size_t i = 0; i < n; i++)
	{
		if (!caaspp_is_digit(s[i]))
			return false;
		value = value * 10 + (s[i] - '0');
	}
	*out = value;
	return n > 0;
}

/* Write a number as exactly n digits and the terminator; false if it has more, or is negative. */
static inline bool
caaspp_write_digits(int64_t value, size_t n, char *s)
{
	if (value < 0)
		return false;
	s[n] = '\0';
	while (n > 0)
	{
		s[--n] = (char) ('0' + value % 10);
		value /= 10;
	}
	return value == 0;
}

#endif							/* CAASPP_TEXT_H */
