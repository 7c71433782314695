/*
 * vocabulary.h
 *		The code lists of state testing: each type of codes is one table.
 *
 * A table is in the order in which the type sorts, and its values are what is
 * stored on disk: they rise, are never reused and never renumbered.  A code
 * that the state retires stays, because old files and dumps contain it.
 */
#ifndef CAASPP_VOCABULARY_H
#define CAASPP_VOCABULARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct CaasppCode
{
	uint8_t		value;			/* as stored */
	const char *label;			/* canonical text */
	const char *title;			/* name for people */
	const char *aliases;		/* other spellings, '|'-separated, the most
								 * common one first; or NULL */
	const char *group;			/* what it belongs to (a part's assessment, a
								 * status's stage), or NULL */
} CaasppCode;

typedef struct CaasppVocabulary
{
	const char *type_name;
	const CaasppCode *codes;
	int			ncodes;
	bool		separators_alike;	/* '-', '_' and a blank are one letter */
} CaasppVocabulary;

#define CAASPP_LONGEST_LABEL 16 /* with its terminator */

extern const CaasppVocabulary caaspp_grade_codes;
extern const CaasppVocabulary caaspp_assessment_codes;
extern const CaasppVocabulary caaspp_test_part_codes;
extern const CaasppVocabulary caaspp_exemption_code_codes;
extern const CaasppVocabulary caaspp_condition_code_codes;
extern const CaasppVocabulary caaspp_attempt_status_codes;

/* All of them, NULL at the end. */
extern const CaasppVocabulary *const caaspp_vocabularies[];

/* The value of a label or alias in any case, blanks around it ignored; or -1. */
extern int	caaspp_code_parse(const CaasppVocabulary *v, const char *s, size_t len);

/*
 * The same, and "#" with the number of a known code: so prints a library that
 * does not know the code yet.
 */
extern int	caaspp_code_parse_printed(const CaasppVocabulary *v, const char *s, size_t len);

/* NULL where the value is none of the vocabulary's. */
extern const CaasppCode *caaspp_code_find(const CaasppVocabulary *v, uint8_t value);
extern const char *caaspp_code_label(const CaasppVocabulary *v, uint8_t value);

/* What reports say of a part that nobody has started: no attempt status. */
extern bool caaspp_is_not_started(const char *s, size_t len);

/* That of a type, by its name; or NULL. */
extern const CaasppVocabulary *caaspp_vocabulary_find(const char *s, size_t len);

#endif							/* CAASPP_VOCABULARY_H */
