/*
 * code_type.h
 *		A type over a vocabulary of src/core: one line, CAASPP_CODE_TYPE(grade),
 *		for a table caaspp_grade_codes.
 */
#ifndef CAASPP_CODE_TYPE_H
#define CAASPP_CODE_TYPE_H

#include "core/vocabulary.h"
#include "types/ordered_type.h"

/* The value of a label, alias or printed number; false after a soft error.  Error: 22P02, with the legal values. */
extern bool caaspp_code_read(const CaasppVocabulary *v, const char *s, size_t len,
							 uint8 *value, Node *escontext);

/*
 * A stored byte that this library does not know (a standby that was not
 * upgraded yet) prints as "#" and its number, which a library that knows it
 * reads; so no output raises and no input makes an unknown byte.
 */
extern void caaspp_code_print(const CaasppVocabulary *v, uint8 value, char *text);

/* Its name for people, as text; of an unknown byte what is printed. */
extern Datum caaspp_code_title(const CaasppVocabulary *v, uint8 value);

/* An unknown byte has no group: raises. */
extern const char *caaspp_code_group(const CaasppVocabulary *v, uint8 value);

#define CAASPP_CODE_TYPE(name) \
static bool \
name##_parse(const char *s, size_t len, uint8 *value, Node *escontext) \
{ \
	return caaspp_code_read(&caaspp_##name##_codes, s, len, value, escontext); \
} \
static void \
name##_print(uint8 value, char *text) \
{ \
	caaspp_code_print(&caaspp_##name##_codes, value, text); \
} \
CAASPP_TYPE_IO(name, uint8, DatumGetCode, CodeGetDatum, name##_parse, name##_print) \
CAASPP_ORDERED_TYPE(name, DatumGetCode, caaspp_compare, ssup_datum_unsigned_cmp) \
PG_FUNCTION_INFO_V1(caaspp_##name##_title); \
Datum \
caaspp_##name##_title(PG_FUNCTION_ARGS) \
{ \
	return caaspp_code_title(&caaspp_##name##_codes, PG_GETARG_CODE(0)); \
}

/* test_part.c: what triggers ask of a part, too. */
extern PGDLLEXPORT Datum caaspp_test_part_assessment(PG_FUNCTION_ARGS);

#endif							/* CAASPP_CODE_TYPE_H */
