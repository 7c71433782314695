/*
 * ordered_type.h
 *		What every type of caaspp has: text and binary input and output, six
 *		comparisons, btree and hash support, min and max.
 *
 * A type says what it is stored as, how its text is read and written and how
 * two values compare; CAASPP_TYPE_IO and CAASPP_ORDERED_TYPE bind that to the
 * server's calling convention.  sql/extension/types/ordered_type.sql.in is the
 * other half.
 */
#ifndef CAASPP_ORDERED_TYPE_H
#define CAASPP_ORDERED_TYPE_H

#include "common/hashfn.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/sortsupport.h"

#include "compat.h"
#include "core/text.h"

/*
 * Codes are one unsigned byte.  The Datum is made as the server makes that of
 * a stored "char", so that both are the same bits.
 */
#define DatumGetCode(x) ((uint8) DatumGetChar(x))
#define CodeGetDatum(x) CharGetDatum((char) (x))
#define PG_GETARG_CODE(n) DatumGetCode(PG_GETARG_DATUM(n))
#define PG_RETURN_CODE(x) return CodeGetDatum(x)

#define CAASPP_TEXT_MAX 192		/* of any type's output, with its terminator */

/* The same on every platform: rows of a hash partition stay where they are. */
static inline uint32
caaspp_hash_fold(int64 value)
{
	return (uint32) value ^ (uint32) ((uint64) value >> 32);
}

static inline int
caaspp_compare(int64 a, int64 b)
{
	return (a > b) - (a < b);
}

/* Its digits with their zeros; what was stored past the checks as it is. */
static inline void
caaspp_print_digits(int64 value, int digits, char *text)
{
	if (!caaspp_write_digits(value, digits, text))
		snprintf(text, CAASPP_TEXT_MAX, "%0*lld", digits, (long long) value);
}

/* binary.c: what is left of a message, as text of the server's encoding; a text as a bytea. */
extern char *caaspp_received_text(StringInfo buf, int *len);
extern Datum caaspp_send_text(const char *text);

/*
 * parse: bool f(const char *s, size_t len, stored *out, Node *escontext);
 *		false after a soft error
 * print: void f(stored value, char *buf), CAASPP_TEXT_MAX bytes
 */
#define CAASPP_TYPE_IO(name, stored, FromDatum, ToDatum, parse, print) \
PG_FUNCTION_INFO_V1(caaspp_##name##_in); \
Datum \
caaspp_##name##_in(PG_FUNCTION_ARGS) \
{ \
	char	   *text = PG_GETARG_CSTRING(0); \
	stored		value = 0; \
\
	if (!parse(text, strlen(text), &value, CAASPP_SOFT_CONTEXT(fcinfo))) \
		PG_RETURN_NULL(); \
	return ToDatum(value); \
} \
PG_FUNCTION_INFO_V1(caaspp_##name##_out); \
Datum \
caaspp_##name##_out(PG_FUNCTION_ARGS) \
{ \
	char		text[CAASPP_TEXT_MAX]; \
\
	print(FromDatum(PG_GETARG_DATUM(0)), text); \
	PG_RETURN_CSTRING(pstrdup(text)); \
} \
PG_FUNCTION_INFO_V1(caaspp_##name##_to_text); \
Datum \
caaspp_##name##_to_text(PG_FUNCTION_ARGS) \
{ \
	char		text[CAASPP_TEXT_MAX]; \
\
	print(FromDatum(PG_GETARG_DATUM(0)), text); \
	return PointerGetDatum(cstring_to_text(text)); \
} \
PG_FUNCTION_INFO_V1(caaspp_##name##_recv); \
Datum \
caaspp_##name##_recv(PG_FUNCTION_ARGS) \
{ \
	int			len; \
	char	   *text = caaspp_received_text((StringInfo) PG_GETARG_POINTER(0), &len); \
	stored		value = 0; \
\
	(void) parse(text, len, &value, NULL); \
	return ToDatum(value); \
} \
PG_FUNCTION_INFO_V1(caaspp_##name##_send); \
Datum \
caaspp_##name##_send(PG_FUNCTION_ARGS) \
{ \
	char		text[CAASPP_TEXT_MAX]; \
\
	print(FromDatum(PG_GETARG_DATUM(0)), text); \
	return caaspp_send_text(text); \
}

#define CAASPP_COMPARISON(name, FromDatum, compare, op, test) \
PG_FUNCTION_INFO_V1(caaspp_##name##_##op); \
Datum \
caaspp_##name##_##op(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_BOOL(compare(FromDatum(PG_GETARG_DATUM(0)), \
						   FromDatum(PG_GETARG_DATUM(1))) test 0); \
}

/*
 * compare: int f(stored a, stored b)
 * sort: a comparator of Datums for sortsupport
 */
#define CAASPP_ORDERED_TYPE(name, FromDatum, compare, sort) \
CAASPP_COMPARISON(name, FromDatum, compare, eq, ==) \
CAASPP_COMPARISON(name, FromDatum, compare, ne, !=) \
CAASPP_COMPARISON(name, FromDatum, compare, lt, <) \
CAASPP_COMPARISON(name, FromDatum, compare, le, <=) \
CAASPP_COMPARISON(name, FromDatum, compare, gt, >) \
CAASPP_COMPARISON(name, FromDatum, compare, ge, >=) \
PG_FUNCTION_INFO_V1(caaspp_##name##_cmp); \
Datum \
caaspp_##name##_cmp(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_INT32(compare(FromDatum(PG_GETARG_DATUM(0)), \
							FromDatum(PG_GETARG_DATUM(1)))); \
} \
PG_FUNCTION_INFO_V1(caaspp_##name##_sortsupport); \
Datum \
caaspp_##name##_sortsupport(PG_FUNCTION_ARGS) \
{ \
	SortSupport ssup = (SortSupport) PG_GETARG_POINTER(0); \
\
	ssup->comparator = sort; \
	PG_RETURN_VOID(); \
} \
PG_FUNCTION_INFO_V1(caaspp_##name##_hash); \
Datum \
caaspp_##name##_hash(PG_FUNCTION_ARGS) \
{ \
	return hash_uint32(caaspp_hash_fold(FromDatum(PG_GETARG_DATUM(0)))); \
} \
PG_FUNCTION_INFO_V1(caaspp_##name##_hash_extended); \
Datum \
caaspp_##name##_hash_extended(PG_FUNCTION_ARGS) \
{ \
	return hash_uint32_extended(caaspp_hash_fold(FromDatum(PG_GETARG_DATUM(0))), \
								PG_GETARG_INT64(1)); \
} \
PG_FUNCTION_INFO_V1(caaspp_##name##_smaller); \
Datum \
caaspp_##name##_smaller(PG_FUNCTION_ARGS) \
{ \
	Datum		a = PG_GETARG_DATUM(0); \
	Datum		b = PG_GETARG_DATUM(1); \
\
	PG_RETURN_DATUM(compare(FromDatum(a), FromDatum(b)) <= 0 ? a : b); \
} \
PG_FUNCTION_INFO_V1(caaspp_##name##_larger); \
Datum \
caaspp_##name##_larger(PG_FUNCTION_ARGS) \
{ \
	Datum		a = PG_GETARG_DATUM(0); \
	Datum		b = PG_GETARG_DATUM(1); \
\
	PG_RETURN_DATUM(compare(FromDatum(a), FromDatum(b)) >= 0 ? a : b); \
}

#endif							/* CAASPP_ORDERED_TYPE_H */
