/*
 * refusal.c
 *		Rows that the tables refuse, by a constraint or a trigger, become
 *		findings like any other; the rest is loaded by one statement a table.
 *
 * When a load fails for its data, the rows that break a constraint are refused,
 * and those that seem to are tried; if it was none of those, halves of the file,
 * until the rows at fault stand alone.  Every trial is undone; the load then runs once more
 * without those rows, and with the earlier ones of their keys.
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "intake/intake.h"

#define FEW_LINES 1000
#define OWN_STATEMENT "SQL statement \"WITH given AS"

static bool
is_about_data(const ErrorData *error)
{
	int			category = ERRCODE_TO_CATEGORY(error->sqlerrcode);

	return category == ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION || category == ERRCODE_DATA_EXCEPTION;
}

static bool
is_about_rights(const ErrorData *error)
{
	return error->sqlerrcode == ERRCODE_INSUFFICIENT_PRIVILEGE;
}

/* Of them: the row is of a school or student that is not open to the importer. */
static bool
is_of_closed_row(const ErrorData *error)
{
	static const char *const message = "new row violates row-level security policy";

	return is_about_rights(error) && error->message_id != NULL && strncmp(error->message_id, message, strlen(message)) == 0;
}

/* Of where an error arose, our own statements say nothing to the importer. */
static void
shorten_context(ErrorData *error)
{
	StringInfoData kept;
	char	   *rest = error->context;
	char	   *line;

	error->internalquery = NULL;
	error->internalpos = 0;
	if (rest == NULL)
		return;
	initStringInfo(&kept);
	while ((line = strsep(&rest, "\n")) != NULL)
		if (strncmp(line, OWN_STATEMENT, strlen(OWN_STATEMENT)) != 0)
			appendStringInfo(&kept, "%s%s", kept.len == 0 ? "" : "\n", line);
	error->context = kept.len == 0 ? NULL : kept.data;
}

typedef struct Load
{
	CaasppImport *import;
	int64		first_line;
	int64		last_line;
} Load;

static void
load(void *of)
{
	const Load *lines = of;

	caaspp_load(lines->import, lines->first_line, lines->last_line);
}

/* Load, then keep or undo it; what was wrong with the data or the importer's rights, or NULL. */
static ErrorData *
try_load(CaasppImport *import, int64 first_line, int64 last_line, bool keep)
{
	Load		lines = {import, first_line, last_line};
	ErrorData  *error = caaspp_try(load, &lines, keep);

	if (error == NULL)
		return NULL;
	shorten_context(error);
	if (!is_about_data(error) && !is_about_rights(error))
		ReThrowError(error);
	return error;
}

/* A row that is closed ends the import; but which one it is, is said, unless something else is closed too. */
static void
tell_closed_row(CaasppImport *import, int64 first_line, int64 last_line, ErrorData *error)
{
	const ErrorData *of_row;

	while (first_line < last_line)
	{
		int64		middle = first_line + (last_line - first_line) / 2;

		of_row = try_load(import, first_line, middle, false);
		if (of_row == NULL || is_about_data(of_row))
			first_line = middle + 1;
		else if (is_of_closed_row(of_row))
			last_line = middle;
		else
			ReThrowError(error);
	}
	if ((of_row = try_load(import, first_line, first_line, false)) == NULL || !is_of_closed_row(of_row))
		ReThrowError(error);	/* hidden behind one that is wrong */
	error->detail = psprintf("The first such row is on line " INT64_FORMAT ".", first_line);
	error->hint = "Leave out what is not of your schools, or have it imported by who may; caaspp.access_grants says what is open.";
	ReThrowError(error);
}

static ErrorData *
try_lines(CaasppImport *import, int64 first_line, int64 last_line, bool keep)
{
	ErrorData  *error = try_load(import, first_line, last_line, keep);

	if (error != NULL && is_of_closed_row(error))
		tell_closed_row(import, first_line, last_line, error);
	if (error != NULL && is_about_rights(error))
		ReThrowError(error);
	return error;
}

static void
refuse(CaasppImport *import, int64 line, const CaasppRefusal *refusal)
{
	Datum		value = Int64GetDatum(line);
	bool		isnull = false;

	caaspp_find(&import->findings, line, refusal->column_number, refusal->column_name, refusal->rule, CAASPP_ERROR,
				"%s", refusal->message);
	caaspp_lines_add(&import->refused, line);
	import->rows_refused++;
	tuplestore_putvalues(import->refused_rows, import->refused_desc, &value, &isnull);
}

/* A line by itself, of which only the trial could tell. */
static void
refuse_line(CaasppImport *import, int64 line, const ErrorData *error)
{
	CaasppRefusal refusal = caaspp_refusal_of_error(import, error);

	if (import->refused_by_trial++ >= CAASPP_MOST_REFUSED)
		ereport(ERROR,
				(errcode(error->sqlerrcode),
				 errmsg("triggers or keys refuse more than %d rows of the file", CAASPP_MOST_REFUSED),
				 errdetail("The last one was on line " INT64_FORMAT ": %s", line, error->message),
				 error->hint != NULL ? errhint("%s", error->hint) : 0));
	refuse(import, line, &refusal);
}

static void
register_fact(const CaasppFact *fact)
{
	caaspp_register(fact->relation, fact->desc, fact->rows, fact->nrows);
}

static void
register_facts(CaasppImport *import)
{
	ListCell   *lc;

	foreach(lc, import->facts)
		register_fact(lfirst(lc));
}

static void
hold_lines(CaasppFact *fact, const CaasppLines *lines)
{
	Tuplestorestate *rows = tuplestore_begin_heap(true, false, work_mem);
	TupleTableSlot *row = MakeSingleTupleTableSlot(fact->desc, &TTSOpsMinimalTuple);

	fact->nrows = 0;
	tuplestore_rescan(fact->rows);
	while (tuplestore_gettupleslot(fact->rows, true, false, row))
	{
		bool		isnull;

		CHECK_FOR_INTERRUPTS();
		if (!caaspp_lines_has(lines, DatumGetInt64(slot_getattr(row, CAASPP_LINE, &isnull))))
			continue;
		tuplestore_puttupleslot(rows, row);
		fact->nrows++;
	}
	ExecDropSingleTupleTableSlot(row);
	fact->rows = rows;
}

/* The facts hold only the rows of those lines, which are few, so that no trial reads the others; what they held is for widen(). */
static List *
narrow(CaasppImport *import, const CaasppLines *lines)
{
	List	   *whole = NIL;
	ListCell   *lc;

	foreach(lc, import->facts)
	{
		CaasppFact *fact = lfirst(lc);
		CaasppFact *copy = palloc(sizeof(CaasppFact));

		*copy = *fact;
		whole = lappend(whole, copy);
		hold_lines(fact, lines);
	}
	import->is_narrowed = true;
	register_facts(import);
	return whole;
}

static void
widen(CaasppImport *import, List *whole)
{
	ListCell   *lc;

	foreach(lc, import->facts)
	{
		CaasppFact *fact = lfirst(lc);
		const CaasppFact *copy = list_nth(whole, foreach_current_index(lc));

		tuplestore_end(fact->rows);
		fact->rows = copy->rows;
		fact->nrows = copy->nrows;
	}
	import->is_narrowed = false;
	register_facts(import);
	list_free_deep(whole);
}

static List *
narrow_to_range(CaasppImport *import, int64 first_line, int64 last_line)
{
	CaasppLines lines;

	caaspp_lines_init(&lines);
	for (int64 line = first_line; line <= last_line; line++)
		caaspp_lines_add(&lines, line);
	return narrow(import, &lines);
}

static void
find_refused(CaasppImport *import, int64 first_line, int64 last_line)
{
	ErrorData  *error = try_lines(import, first_line, last_line, false);
	int64		middle = first_line + (last_line - first_line) / 2;

	if (error == NULL)
		return;
	if (first_line == last_line)
		refuse_line(import, first_line, error);
	else
	{
		bool		narrows = last_line - first_line < FEW_LINES && !import->is_narrowed;
		List	   *whole = narrows ? narrow_to_range(import, first_line, last_line) : NIL;

		find_refused(import, first_line, middle);
		find_refused(import, middle + 1, last_line);
		if (narrows)
			widen(import, whole);
	}
	FreeErrorData(error);
}

/* Each by itself. */
static void
try_suspects(CaasppImport *import, const CaasppLines *suspects)
{
	List	   *whole = narrow(import, suspects);

	for (int64 line = 0; line <= import->last_line; line++)
		if (caaspp_lines_has(suspects, line) && !caaspp_lines_has(&import->refused, line))
			find_refused(import, line, line);
	widen(import, whole);
}

/* A constraint that a row is sure to break refuses it; else the row is tried, in this round if they are few. */
static void
take_breach(CaasppImport *import, int64 line, const CaasppRefusal *refusal, CaasppLines *suspects)
{
	if (refusal == NULL)
	{
		if (suspects->count <= CAASPP_MOST_REFUSED)
			caaspp_lines_add(suspects, line);
	}
	else if (!caaspp_lines_has(&import->refused, line))
		refuse(import, line, refusal);
}

static void
refuse_suspects(CaasppImport *import)
{
	CaasppLines suspects;

	caaspp_lines_init(&suspects);
	caaspp_suspect(import, take_breach, &suspects);
	if (suspects.count > 0)
		try_suspects(import, &suspects);
}

static void
register_rows(CaasppImport *import)
{
	register_facts(import);
	if (import->listed != NULL)
	{
		register_fact(import->listed);
		register_fact(import->kept);
	}
	if (import->deleted != NULL)
	{
		register_fact(import->deleted);
		register_fact(import->replaced);
	}
	if (import->overruled != NULL)
		register_fact(import->overruled);
	import->refused_desc = CreateTemplateTupleDesc(1);
	TupleDescInitEntry(import->refused_desc, 1, "line", INT8OID, -1, 0);
	import->refused_rows = tuplestore_begin_heap(true, false, work_mem);
	caaspp_register("caaspp_refused", import->refused_desc, import->refused_rows, 0);
}

void
caaspp_load_or_refuse(CaasppImport *import)
{
	bool		keep;
	int			rounds = 0;

	register_rows(import);
	caaspp_pass_older(import);
	caaspp_find_setbacks(import);
	caaspp_find_other_expiries(import);
	for (;;)
	{
		int64		refused = import->refused.count;
		ErrorData  *error;

		keep = !import->dry_run && !(import->all_or_nothing && import->rows_refused + import->facts_refused > 0);
		error = try_lines(import, 0, import->last_line, keep);

		if (error == NULL)
			break;
		refuse_suspects(import);
		if (import->refused.count == refused)
			find_refused(import, 0, import->last_line);
		if (import->refused.count == refused)
			ReThrowError(error);	/* only all rows together are at fault */
		if (++rounds > CAASPP_MOST_REFUSED) /* one of a key each: no more of them were spared */
			ereport(ERROR,
					(errcode(error->sqlerrcode),
					 errmsg("the tables refuse more than %d rows of one key", CAASPP_MOST_REFUSED),
					 errdetail_internal("%s", error->message)));
		caaspp_facts_settle_again(import);
		register_facts(import);
	}
	if (keep)
		caaspp_list_students(import);
	else
		caaspp_replaced_none();
	caaspp_find_unmatched(import);
	caaspp_find_unknown(import);
	caaspp_find_earlier(import);
}
