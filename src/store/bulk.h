/*
 * bulk.h
 *		New rows into a table, many at a time, as COPY writes them: constraints
 *		are checked and triggers fire.
 */
#ifndef CAASPP_BULK_H
#define CAASPP_BULK_H

#include "executor/tuptable.h"

typedef struct CaasppBulk CaasppBulk;

/* Fewer are quickly written by an INSERT, which lets others write too. */
#define CAASPP_BULK_ROWS 10000

/*
 * NULL where the server's own INSERT should do it: few rows, row-level security
 * in effect, no right to insert or to keep others from it, a table that is no
 * plain heap, that has a row trigger before insert which may look at the rows
 * before, or that somebody else is writing to.  Until the transaction ends,
 * nobody else can write to it; nor read it, nor derive for any student, when its
 * owner writes, the rows outnumber those that it has and no student is locked.
 */
extern CaasppBulk *caaspp_bulk_begin(Oid relid, int64 expected_rows);

/* Whoever may insert, however many: for what triggers of ours write. An error where the table is no plain heap. */
extern CaasppBulk *caaspp_bulk_open(Oid relid);

/* The next row, to be filled: every column is its default, or null. */
extern TupleTableSlot *caaspp_bulk_row(CaasppBulk *bulk);

/* It is filled.  Error: of a constraint. */
extern void caaspp_bulk_put(CaasppBulk *bulk);

/* Writes what is left, brings the indexes up to date, fires the triggers; the rows written. */
extern int64 caaspp_bulk_end(CaasppBulk *bulk);

#endif							/* CAASPP_BULK_H */
