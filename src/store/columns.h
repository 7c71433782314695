/*
 * columns.h
 *		Columns of whatever table a trigger was put on, and types of ours.
 */
#ifndef CAASPP_COLUMNS_H
#define CAASPP_COLUMNS_H

#include "access/attnum.h"
#include "utils/rel.h"

/* Its number. Error: 42703 where the table has none of that name and type. */
extern AttrNumber caaspp_column_of(Relation rel, const char *name, Oid type);

/* A type of the schema caaspp. */
extern Oid	caaspp_type_oid(const char *name);

#endif							/* CAASPP_COLUMNS_H */
