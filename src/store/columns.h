/*
 * columns.h
 *		Columns of whatever table a trigger was put on, and tables and types of ours.
 */
#ifndef CAASPP_COLUMNS_H
#define CAASPP_COLUMNS_H

#include "access/attnum.h"
#include "utils/rel.h"

/* Its number. Error: 42703 where the table has none of that name and type. */
extern AttrNumber caaspp_column_of(Relation rel, const char *name, Oid type);

/* A table of the schema caaspp; InvalidOid where there is none. */
extern Oid	caaspp_table_oid(const char *name);

/* Whether there is one and the role may read it. */
extern bool caaspp_is_readable(const char *table);

/* A type of the schema caaspp. */
extern Oid	caaspp_type_oid(const char *name);

#endif							/* CAASPP_COLUMNS_H */
