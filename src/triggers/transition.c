/*
 * transition.c
 *		The rows of a transition table, one after the other.
 */
#include "postgres.h"

#include "executor/executor.h"

#include "triggers/transition.h"

void
caaspp_transition_open(CaasppTransition *transition, Tuplestorestate *rows, TupleDesc desc)
{
	transition->rows = rows;
	transition->pointer = tuplestore_alloc_read_pointer(rows, EXEC_FLAG_REWIND);
	transition->slot = MakeSingleTupleTableSlot(desc, &TTSOpsMinimalTuple);
	tuplestore_select_read_pointer(rows, transition->pointer);
	tuplestore_rescan(rows);
}

TupleTableSlot *
caaspp_transition_next(CaasppTransition *transition)
{
	tuplestore_select_read_pointer(transition->rows, transition->pointer);
	return tuplestore_gettupleslot(transition->rows, true, false, transition->slot) ? transition->slot : NULL;
}

void
caaspp_transition_close(CaasppTransition *transition)
{
	ExecDropSingleTupleTableSlot(transition->slot);
}
