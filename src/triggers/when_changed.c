/*
 * when_changed.c
 *		Calls a statement trigger after update only where one of some columns
 *		changed.
 *
 * Most updates change nothing that anything is derived from, and to find out in
 * SQL costs more than the update.
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "miscadmin.h"
#include "nodes/value.h"
#include "parser/parse_func.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "triggers/transition.h"

PG_FUNCTION_INFO_V1(caaspp_when_changed_trigger);

/* The columns named by the trigger's arguments, but for the first. */
typedef struct Columns
{
	int			n;
	AttrNumber	numbers[FUNC_MAX_ARGS];
} Columns;

static void
read_columns(Columns *columns, const TriggerData *trigdata)
{
	Relation	rel = trigdata->tg_relation;

	columns->n = 0;
	for (int i = 1; i < trigdata->tg_trigger->tgnargs && i < FUNC_MAX_ARGS; i++)
	{
		char	   *name = trigdata->tg_trigger->tgargs[i];
		AttrNumber	number = get_attnum(RelationGetRelid(rel), name);

		if (number <= 0)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_COLUMN),
					 errmsg("column \"%s\" of relation \"%s\" does not exist", name, RelationGetRelationName(rel))));
		columns->numbers[columns->n++] = number;
	}
}

static bool
is_changed(const Columns *columns, int i, TupleTableSlot *a, TupleTableSlot *b)
{
	Form_pg_attribute attribute = TupleDescAttr(a->tts_tupleDescriptor, columns->numbers[i] - 1);
	bool		a_isnull;
	bool		b_isnull;
	Datum		a_value = slot_getattr(a, columns->numbers[i], &a_isnull);
	Datum		b_value = slot_getattr(b, columns->numbers[i], &b_isnull);

	if (a_isnull || b_isnull)
		return a_isnull != b_isnull;
	return !datum_image_eq(a_value, b_value, attribute->attbyval, attribute->attlen);
}

/* The two tables hold the same rows in the same order, before and after. */
static bool
any_changed(const TriggerData *trigdata, const Columns *columns)
{
	TupleDesc	desc = RelationGetDescr(trigdata->tg_relation);
	CaasppTransition before;
	CaasppTransition after;
	TupleTableSlot *a;
	TupleTableSlot *b;
	bool		changed = false;

	caaspp_transition_open(&before, trigdata->tg_oldtable, desc);
	caaspp_transition_open(&after, trigdata->tg_newtable, desc);
	do
	{
		CHECK_FOR_INTERRUPTS();
		a = caaspp_transition_next(&before);
		b = caaspp_transition_next(&after);
		changed |= (a == NULL) != (b == NULL);
		for (int i = 0; i < columns->n && !changed && a != NULL; i++)
			changed = is_changed(columns, i, a, b);
	} while (a != NULL && !changed);
	caaspp_transition_close(&before);
	caaspp_transition_close(&after);
	return changed;
}

static Datum
call_trigger(const char *name, TriggerData *trigdata)
{
	LOCAL_FCINFO(call, 0);
	FmgrInfo	function;
	Oid			oid = LookupFuncName(list_make2(makeString("caaspp"), makeString(pstrdup(name))), 0, NULL, false);

	check_stack_depth();		/* it may name itself */
	if (get_func_rettype(oid) != TRIGGEROID)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
				 errmsg("function %s must return type %s", quote_qualified_identifier("caaspp", name), "trigger")));
	fmgr_info(oid, &function);
	InitFunctionCallInfoData(*call, &function, 0, InvalidOid, (Node *) trigdata, NULL);
	return FunctionCallInvoke(call);
}

/*
 * AFTER UPDATE of a statement, with old and new rows.  Arguments: the trigger
 * function of caaspp to call, then the columns.
 */
Datum
caaspp_when_changed_trigger(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	Columns		columns;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(trigdata->tg_event) ||
		!TRIGGER_FIRED_FOR_STATEMENT(trigdata->tg_event) ||
		trigdata->tg_oldtable == NULL || trigdata->tg_newtable == NULL || trigdata->tg_trigger->tgnargs < 2)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired after update for each statement, with old and new rows, a function and columns",
						"caaspp.when_changed_trigger")));
	read_columns(&columns, trigdata);
	if (!any_changed(trigdata, &columns))
		return PointerGetDatum(NULL);
	return call_trigger(trigdata->tg_trigger->tgargs[0], trigdata);
}
