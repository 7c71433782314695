/*
 * attempts.c
 *		Which students' attempts a statement started, ended, brought or took
 *		away, and what follows from it.
 *
 * In C, because every start and end of a part pays for it: most updates change
 * nothing that is counted, and to find that out in SQL costs more than the
 * update.  What follows is SQL's to say.
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/value.h"
#include "parser/parse_func.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "core/vocabulary.h"
#include "store/columns.h"
#include "store/plans.h"
#include "triggers/progress.h"
#include "triggers/students.h"
#include "triggers/transition.h"
#include "types/code_type.h"

PG_FUNCTION_INFO_V1(caaspp_attempts_trigger);

/* The columns that matter; the first four are the key. */
enum
{
	SCHOOL_YEAR, SSID, PART, OPPORTUNITY, STATUS, STARTED_ON, NCOLUMNS
};

static const struct
{
	const char *name;
	Oid			type;			/* InvalidOid: one of ours, */
	const char *type_name;		/* of this name */
}			columns[NCOLUMNS] = {
	{"school_year", InvalidOid, "school_year"},
	{"ssid", InvalidOid, "ssid"},
	{"part", InvalidOid, "test_part"},
	{"opportunity", INT4OID},
	{"status", InvalidOid, "attempt_status"},
	{"started_on", DATEOID},
};

typedef struct Attempt
{
	Datum		values[NCOLUMNS];	/* all are passed by value */
	bool		nulls[NCOLUMNS];
} Attempt;

/* What happened to attempts of a student. */
#define MOVED 1					/* started, ended, came or went: what they add up to changes */
#define STARTED 2
#define TAKEN_BACK 4			/* a start */
#define REMEMBERED 8			/* moved, and later years remember the test */

typedef struct Student
{
	int64		ssid;
	int16		year;
	uint8		what;
} Student;

typedef struct Statement
{
	AttrNumber	columns[NCOLUMNS];
	Oid			types[NCOLUMNS];
	const char *subject;		/* of the tests that later years remember, or NULL */
	bool		remembered[256];	/* assessments */
	bool		knows_remembered;
	Student    *students;
	int64		n;
	int64		room;
} Statement;

static void
find_columns(Statement *statement, Relation rel)
{
	for (int i = 0; i < NCOLUMNS; i++)
	{
		statement->types[i] = OidIsValid(columns[i].type) ? columns[i].type : caaspp_type_oid(columns[i].type_name);
		statement->columns[i] = caaspp_column_of(rel, columns[i].name, statement->types[i]);
	}
}

/*
 * The assessments of the subject.  A plan once a session: the rules may change,
 * their table does not.
 */
static void
read_remembered(Statement *statement)
{
	static SPIPlanPtr plan = NULL;
	Oid			type = TEXTOID;
	Datum		subject = CStringGetTextDatum(statement->subject);

	SPI_connect();
	if (plan == NULL)
		caaspp_keep_plan(&plan, "SELECT k.assessment FROM caaspp.assessments k WHERE k.subject OPERATOR(pg_catalog.=) $1", 1, &type, 0);
	if (SPI_execute_plan(plan, &subject, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read the tests of a subject");
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		bool		isnull;

		statement->remembered[DatumGetUInt8(SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1, &isnull))] = true;
	}
	SPI_finish();
}

static bool
is_remembered(Statement *statement, const Attempt *attempt)
{
	if (statement->subject == NULL)
		return false;
	if (!statement->knows_remembered)
		read_remembered(statement);
	statement->knows_remembered = true;
	return statement->remembered[DatumGetUInt8(DirectFunctionCall1(caaspp_test_part_assessment, attempt->values[PART]))];
}

static void
note(Statement *statement, const Attempt *attempt, uint8 what)
{
	Student		student = {DatumGetInt64(attempt->values[SSID]), DatumGetInt16(attempt->values[SCHOOL_YEAR]), what};
	Student    *last = statement->n == 0 ? NULL : &statement->students[statement->n - 1];

	if (is_remembered(statement, attempt))
		student.what |= REMEMBERED;
	if (last != NULL && last->ssid == student.ssid && last->year == student.year)
	{
		last->what |= student.what;
		return;
	}
	if (statement->n == statement->room)
	{
		statement->room = statement->room == 0 ? 16 : 2 * statement->room;
		statement->students = statement->students == NULL ? palloc(statement->room * sizeof(Student))
			: repalloc_huge(statement->students, statement->room * sizeof(Student));
	}
	statement->students[statement->n++] = student;
}

static bool
differ(const Attempt *a, const Attempt *b, int first, int last)
{
	for (int i = first; i <= last; i++)
		if (a->nulls[i] != b->nulls[i] || (!a->nulls[i] && a->values[i] != b->values[i]))
			return true;
	return false;
}

static const char *
stage_of(const Attempt *attempt)
{
	const CaasppCode *code = caaspp_code_find(&caaspp_attempt_status_codes, DatumGetUInt8(attempt->values[STATUS]));

	return code == NULL || code->group == NULL ? "" : code->group;
}

static bool
is_started(const Attempt *attempt)
{
	return !attempt->nulls[STARTED_ON];
}

static void
note_changes(Statement *statement, const Attempt *before, const Attempt *after)
{
	uint8		what = 0;

	if (is_started(before) != is_started(after))
		what |= MOVED | (is_started(after) ? STARTED : TAKEN_BACK);
	else if (differ(before, after, STATUS, STATUS) && strcmp(stage_of(before), stage_of(after)) != 0)
		what |= MOVED;
	if (what != 0)
		note(statement, after, what);
}

/* Either is NULL where there is none; another key is another attempt. */
static void
note_attempt(Statement *statement, const Attempt *before, const Attempt *after)
{
	if (before != NULL && after != NULL && !differ(before, after, SCHOOL_YEAR, OPPORTUNITY))
	{
		note_changes(statement, before, after);
		return;
	}
	if (before != NULL)
		note(statement, before, MOVED | (is_started(before) ? TAKEN_BACK : 0));
	if (after != NULL)
		note(statement, after, MOVED | (is_started(after) ? STARTED : 0));
}

/* Where there is no table of this kind, or it is at its end: NULL. */
static Attempt *
next_attempt(const Statement *statement, CaasppTransition *rows, Attempt *attempt)
{
	TupleTableSlot *slot = rows->rows == NULL ? NULL : caaspp_transition_next(rows);

	if (slot == NULL)
		return NULL;
	for (int i = 0; i < NCOLUMNS; i++)
		attempt->values[i] = slot_getattr(slot, statement->columns[i], &attempt->nulls[i]);
	return attempt;
}

/* Of an update the two tables hold the same rows in the same order, before and after. */
static void
read_rows(Statement *statement, const TriggerData *trigdata)
{
	TupleDesc	desc = RelationGetDescr(trigdata->tg_relation);
	CaasppTransition before = {0};
	CaasppTransition after = {0};
	Attempt		old;
	Attempt		new;
	Attempt    *was;
	Attempt    *is;

	if (trigdata->tg_oldtable != NULL)
		caaspp_transition_open(&before, trigdata->tg_oldtable, desc);
	if (trigdata->tg_newtable != NULL)
		caaspp_transition_open(&after, trigdata->tg_newtable, desc);
	do
	{
		CHECK_FOR_INTERRUPTS();
		was = next_attempt(statement, &before, &old);
		is = next_attempt(statement, &after, &new);
		note_attempt(statement, was, is);
	} while (was != NULL || is != NULL);
	if (before.rows != NULL)
		caaspp_transition_close(&before);
	if (after.rows != NULL)
		caaspp_transition_close(&after);
}

static int
by_student(const void *a, const void *b)
{
	const Student *x = a;
	const Student *y = b;

	if (x->ssid != y->ssid)
		return x->ssid < y->ssid ? -1 : 1;
	return x->year - y->year;
}

static int
by_year(const void *a, const void *b)
{
	const Student *x = a;
	const Student *y = b;

	return x->year != y->year ? x->year - y->year : by_student(a, b);
}

/* Each student of a year once, in the order given. */
static void
sort_students(Statement *statement, int (*order) (const void *, const void *))
{
	Student    *students = statement->students;
	int64		n = 0;

	qsort(students, statement->n, sizeof(Student), order);
	for (int64 i = 0; i < statement->n; i++)
		if (n > 0 && by_student(&students[n - 1], &students[i]) == 0)
			students[n - 1].what |= students[i].what;
		else
			students[n++] = students[i];
	statement->n = n;
}

/* Those of all years at once: two statements that lock year by year can wait for each other. */
static void
lock_moved(Statement *statement)
{
	int64	   *ssids = palloc_extended(statement->n * sizeof(int64), MCXT_ALLOC_HUGE);
	int64		n = 0;

	sort_students(statement, by_student);
	for (int64 i = 0; i < statement->n; i++)
		if (n == 0 || ssids[n - 1] != statement->students[i].ssid)
			ssids[n++] = statement->students[i].ssid;
	caaspp_lock_students(ssids, n);
	pfree(ssids);
}

/* The students to whom that happened; null where it happened to nobody. */
static NullableDatum
students_of(const Statement *statement, const Student *students, int64 n, uint8 what)
{
	NullableDatum array = {0, true};
	Datum	   *ssids = palloc_extended(n * sizeof(Datum), MCXT_ALLOC_HUGE);
	int			found = 0;

	for (int64 i = 0; i < n; i++)
		if ((students[i].what & what) != 0)
			ssids[found++] = Int64GetDatum(students[i].ssid);
	if (found > 0)
	{
		array.value = PointerGetDatum(construct_array(ssids, found, statement->types[SSID], sizeof(int64), true, TYPALIGN_DOUBLE));
		array.isnull = false;
	}
	pfree(ssids);
	return array;
}

/* A function of caaspp, with the year and students: those to whom the first of these happened, the second, and so on. */
static void
call(const Statement *statement, const char *name, const Student *students, int64 n, const uint8 *kinds, int nkinds)
{
	LOCAL_FCINFO(call, FUNC_MAX_ARGS);
	FmgrInfo	function;
	Oid			types[FUNC_MAX_ARGS];

	InitFunctionCallInfoData(*call, &function, nkinds + 1, InvalidOid, NULL, NULL);
	types[0] = statement->types[SCHOOL_YEAR];
	call->args[0].value = Int16GetDatum(students[0].year);
	call->args[0].isnull = false;
	for (int i = 0; i < nkinds; i++)
	{
		types[i + 1] = get_array_type(statement->types[SSID]);
		call->args[i + 1] = students_of(statement, students, n, kinds[i]);
	}
	fmgr_info(LookupFuncName(list_make2(makeString("caaspp"), makeString(pstrdup(name))), nkinds + 1, types, false), &function);
	(void) FunctionCallInvoke(call);
}

static uint8
what_happened(const Student *students, int64 n)
{
	uint8		what = 0;

	for (int64 i = 0; i < n; i++)
		what |= students[i].what;
	return what;
}

/* Of few students the counts can be brought up to date here; mostly nothing else follows. */
static void
move_year(const Statement *statement, const Student *students, int64 n)
{
	static const uint8 kinds[] = {MOVED, STARTED, TAKEN_BACK, REMEMBERED};
	uint8		what = what_happened(students, n);
	int64		ssids[CAASPP_FEW_STUDENTS];

	if (n > CAASPP_FEW_STUDENTS || (what & (STARTED | TAKEN_BACK | REMEMBERED)) != 0)
	{
		call(statement, "attempts_moved", students, n, kinds, lengthof(kinds));
		return;
	}
	for (int64 i = 0; i < n; i++)
		ssids[i] = students[i].ssid;
	caaspp_refresh_progress(statement->types[SSID], students[0].year, ssids, (int) n);
}

static void
move_each_year(Statement *statement)
{
	int64		first = 0;

	sort_students(statement, by_year);
	while (first < statement->n)
	{
		int64		next = first + 1;

		while (next < statement->n && statement->students[next].year == statement->students[first].year)
			next++;
		move_year(statement, &statement->students[first], next - first);
		first = next;
	}
}

/*
 * AFTER INSERT, UPDATE or DELETE of a statement, with old and new rows.
 * Argument: the subject whose tests later years remember.
 */
Datum
caaspp_attempts_trigger(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	Statement	statement = {0};

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(trigdata->tg_event) || !TRIGGER_FIRED_FOR_STATEMENT(trigdata->tg_event) ||
		(trigdata->tg_oldtable == NULL && !TRIGGER_FIRED_BY_INSERT(trigdata->tg_event)) ||
		(trigdata->tg_newtable == NULL && !TRIGGER_FIRED_BY_DELETE(trigdata->tg_event)))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired after insert, update or delete for each statement, with old and new rows",
						"caaspp.attempts_trigger")));
	find_columns(&statement, trigdata->tg_relation);
	statement.subject = trigdata->tg_trigger->tgnargs > 0 ? trigdata->tg_trigger->tgargs[0] : NULL;
	read_rows(&statement, trigdata);
	if (statement.n > 0)
	{
		lock_moved(&statement);
		move_each_year(&statement);
	}
	return PointerGetDatum(NULL);
}
