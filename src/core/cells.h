/*
 * cells.h
 *		What the cells of a district's files hold, besides the state's codes.
 *
 * Everything here takes trimmed text, and returns false where it is not one.
 */
#ifndef CAASPP_CELLS_H
#define CAASPP_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct CaasppTimestamp
{
	int			year;
	int			month;
	int			day;
	int			hour;
	int			minute;
	int			second;
	int			microsecond;
	bool		has_zone;
	int			zone_seconds;	/* east of Greenwich */
} CaasppTimestamp;

/* A whole number, of 32 bits. */
extern bool caaspp_integer_parse(const char *s, size_t len, int32_t *out);

/* Y, Yes, true, T, 1, X against N, No, false, F, 0, in any case. */
extern bool caaspp_boolean_parse(const char *s, size_t len, bool *out);

/* A school year with any dash in it, or a slash. */
extern bool caaspp_school_year_of_cell(const char *s, size_t len, int16_t *out);

/*
 * A date as calendar.h reads it, alone (midnight) or followed by H:MM, seconds,
 * a fraction, AM or PM, and Z or an offset.
 */
extern bool caaspp_timestamp_parse(const char *s, size_t len, CaasppTimestamp *out);

/*
 * Whether a cell is free of all that caaspp_cell_clean takes off: ASCII, and no
 * mark of text at its beginning.
 */
extern bool caaspp_cell_is_plain(const char *s, size_t len);

/* What was done to a cell. */
#define CAASPP_CLEAN_BLANKS 1	/* blanks beyond ASCII, and what cannot be seen */
#define CAASPP_CLEAN_MARK 2		/* what tells a spreadsheet that it is text */

/*
 * The cell into out, which has room for it: no-break and other blanks of Unicode
 * as plain ones, without what has no width, and trimmed.  ="..." goes from every
 * cell, a leading ' and quotes around it only from those that hold no words,
 * since names have them.  Returns what was done.
 */
extern unsigned caaspp_cell_clean(const char *s, size_t len, bool words, char *out, size_t *out_len);

/* An error that a spreadsheet wrote instead of a value: #N/A, #REF!, ########. */
extern bool caaspp_is_spreadsheet_error(const char *s, size_t len);

/* Not a value but a word for none: NULL, N/A, none, -. */
extern bool caaspp_is_none_word(const char *s, size_t len);

/* A long number as spreadsheets rewrite it: 1.86161E+13, or 8000000001.0. */
extern bool caaspp_is_spreadsheet_number(const char *s, size_t len);

/* ASCII letters and digits only, letters in lower case, into out, which has room for s; returns the length. */
extern size_t caaspp_fold_name(const char *s, size_t len, char *out);

/*
 * Whether the words of s fit a pattern in which * stands for anything.  Only
 * letters and digits count; what is between them is one blank, as is each end.
 */
extern bool caaspp_words_match(const char *pattern, const char *s, size_t len);

/* Length of the well-formed UTF-8 that s starts with. */
extern size_t caaspp_utf8_prefix(const char *s, size_t len);

/* Windows-1252 as UTF-8, at most three times as long, into out; returns the length. */
extern size_t caaspp_from_windows_1252(const char *s, size_t len, char *out);

#endif							/* CAASPP_CELLS_H */
