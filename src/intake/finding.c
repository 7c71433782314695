/*
 * finding.c
 *		What is wrong in a file, and where; never who it is about.
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "intake/intake.h"

#define NCOLUMNS 6

static const char *const severities[] = {"error", "repaired", "warning"};

void
caaspp_findings_init(CaasppFindings *findings)
{
	TupleDesc	desc = CreateTemplateTupleDesc(NCOLUMNS);

	TupleDescInitEntry(desc, 1, "line", INT8OID, -1, 0);
	TupleDescInitEntry(desc, 2, "column_number", INT4OID, -1, 0);
	TupleDescInitEntry(desc, 3, "rule", TEXTOID, -1, 0);
	TupleDescInitEntry(desc, 4, "column_name", TEXTOID, -1, 0);
	TupleDescInitEntry(desc, 5, "severity", TEXTOID, -1, 0);
	TupleDescInitEntry(desc, 6, "message", TEXTOID, -1, 0);
	findings->desc = desc;
	findings->rows = tuplestore_begin_heap(true, false, work_mem);
	findings->count = 0;
	findings->rules = NIL;
	findings->context = CurrentMemoryContext;
}

static void
put_finding(CaasppFindings *findings, int64 line, int column_number, const char *column_name,
			const char *rule, CaasppSeverity severity, const char *message)
{
	Datum		values[NCOLUMNS];
	bool		nulls[NCOLUMNS] = {false};

	values[0] = Int64GetDatum(line);
	values[1] = Int32GetDatum(column_number);
	values[2] = CStringGetTextDatum(rule);
	nulls[3] = column_name == NULL;
	values[3] = nulls[3] ? (Datum) 0 : CStringGetTextDatum(column_name);
	values[4] = CStringGetTextDatum(severities[severity]);
	values[5] = CStringGetTextDatum(message);
	tuplestore_putvalues(findings->rows, findings->desc, values, nulls);
}

/* Of one rule. */
typedef struct RuleCount
{
	char	   *rule;
	int64		count;
} RuleCount;

static RuleCount *
count_of(CaasppFindings *findings, const char *rule)
{
	MemoryContext outer;
	RuleCount  *count;
	ListCell   *lc;

	foreach(lc, findings->rules)
		if (strcmp(((RuleCount *) lfirst(lc))->rule, rule) == 0)
			return lfirst(lc);
	outer = MemoryContextSwitchTo(findings->context);
	count = palloc0(sizeof(RuleCount));
	count->rule = pstrdup(rule);
	findings->rules = lappend(findings->rules, count);
	MemoryContextSwitchTo(outer);
	return count;
}

/* Of each rule the first ones are listed, so that none takes the room of others. */
void
caaspp_find(CaasppFindings *findings, int64 line, int column_number, const char *column_name,
			const char *rule, CaasppSeverity severity, const char *message,...)
{
	char		text[1024];
	va_list		args;

	findings->count++;
	if (++count_of(findings, rule)->count > CAASPP_MOST_FINDINGS)
		return;
	va_start(args, message);
	vsnprintf(text, sizeof(text), message, args);
	va_end(args);
	text[pg_mbcliplen(text, strlen(text), sizeof(text) - 1)] = '\0';
	put_finding(findings, line, column_number, column_name, rule, severity, text);
}

/* Of what there is more, said once. */
void
caaspp_findings_finish(CaasppFindings *findings)
{
	StringInfoData text;
	ListCell   *lc;

	initStringInfo(&text);
	foreach(lc, findings->rules)
	{
		const RuleCount *count = lfirst(lc);

		if (count->count > CAASPP_MOST_FINDINGS)
			appendStringInfo(&text, "%s\"%s\"", text.len == 0 ? "" : ", ", count->rule);
	}
	if (text.len > 0)
		put_finding(findings, 0, 0, NULL, "too many findings", CAASPP_WARNING,
					psprintf("only the first %d are listed of: %s; all rows that were refused are counted in the batch",
							 CAASPP_MOST_FINDINGS, text.data));
}

#define FIRST_LINES 8192			/* a multiple of 8 */

void
caaspp_lines_init(CaasppLines *lines)
{
	lines->bits = palloc0(FIRST_LINES / 8);
	lines->room = FIRST_LINES;
	lines->count = 0;
}

void
caaspp_lines_clear(CaasppLines *lines)
{
	memset(lines->bits, 0, lines->room / 8);
	lines->count = 0;
}

void
caaspp_lines_add(CaasppLines *lines, int64 line)
{
	while (line >= lines->room)
	{
		lines->bits = repalloc_huge(lines->bits, lines->room / 4);
		memset(lines->bits + lines->room / 8, 0, lines->room / 8);
		lines->room *= 2;
	}
	if (!caaspp_lines_has(lines, line))
		lines->count++;
	lines->bits[line / 8] |= 1 << line % 8;
}

bool
caaspp_lines_has(const CaasppLines *lines, int64 line)
{
	return line < lines->room && (lines->bits[line / 8] >> line % 8 & 1) != 0;
}
