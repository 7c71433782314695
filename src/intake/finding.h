/*
 * finding.h
 *		Lines of a file, and what is wrong on them.  What holds for all entries of
 *		the intake, intake.h says.
 */
#ifndef CAASPP_FINDING_H
#define CAASPP_FINDING_H

#include "access/tupdesc.h"
#include "nodes/pg_list.h"
#include "utils/tuplestore.h"

/* Lines as bits, from 0. */
typedef struct CaasppLines
{
	uint8	   *bits;
	int64		room;			/* in lines */
	int64		count;			/* of different ones */
} CaasppLines;

/* Grows as lines are added, where it was begun. */
extern void caaspp_lines_init(CaasppLines *lines);
extern void caaspp_lines_clear(CaasppLines *lines);
extern void caaspp_lines_add(CaasppLines *lines, int64 line);
extern bool caaspp_lines_has(const CaasppLines *lines, int64 line);

/* Findings, kept until the batch is written. */
#define CAASPP_MOST_FINDINGS 10000	/* of a rule */

typedef enum CaasppSeverity
{
	CAASPP_ERROR,
	CAASPP_REPAIRED,
	CAASPP_WARNING
} CaasppSeverity;

typedef struct CaasppFindings
{
	Tuplestorestate *rows;
	TupleDesc	desc;
	int64		count;			/* also of those that are not listed */
	List	   *rules;			/* how many of each there are */
	MemoryContext context;
} CaasppFindings;

extern void caaspp_findings_init(CaasppFindings *findings);

/*
 * One more.  line 0 is the file as a whole, column_number 0 (and column_name
 * NULL) the row; rule is one of finding_rules; the message is a format and
 * prints no student.  Of each rule the first CAASPP_MOST_FINDINGS are listed.
 */
extern void caaspp_find(CaasppFindings *findings, int64 line, int column_number, const char *column_name,
						const char *rule, CaasppSeverity severity, const char *message,...) pg_attribute_printf(7, 8);

/* No more will come: what was not listed is told in a last one. */
extern void caaspp_findings_finish(CaasppFindings *findings);

/* In the order of the file, one for a place and rule; of columns as import_findings has them. */
#define CAASPP_FINDINGS_IN_ORDER \
	"SELECT line, column_number, rule, pg_catalog.min(column_name) AS column_name, pg_catalog.min(severity) AS severity," \
	" pg_catalog.string_agg(DISTINCT message, '; ') AS message" \
	" FROM caaspp_findings GROUP BY line, column_number, rule ORDER BY line, column_number, rule"

#endif
