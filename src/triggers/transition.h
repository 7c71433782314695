/*
 * transition.h
 *		The rows of a transition table, one after the other.
 */
#ifndef CAASPP_TRANSITION_H
#define CAASPP_TRANSITION_H

#include "commands/trigger.h"
#include "executor/tuptable.h"

typedef struct CaasppTransition
{
	Tuplestorestate *rows;
	int			pointer;
	TupleTableSlot *slot;
} CaasppTransition;

/* The rows of a transition table, with a read pointer of its own: several triggers read the same one. */
extern void caaspp_transition_open(CaasppTransition *transition, Tuplestorestate *rows, TupleDesc desc);
extern TupleTableSlot *caaspp_transition_next(CaasppTransition *transition);	/* NULL at the end */
extern void caaspp_transition_close(CaasppTransition *transition);

#endif							/* CAASPP_TRANSITION_H */
