/*
 * compat.h
 *		What differs between PostgreSQL 15 and 18.  No other file of the project
 *		looks at the version.  Include it after postgres.h.
 */
#ifndef CAASPP_COMPAT_H
#define CAASPP_COMPAT_H

#if PG_VERSION_NUM < 150000
#error "caaspp needs PostgreSQL 15 or later"
#endif

#if SIZEOF_DATUM < 8
#error "caaspp needs a 64-bit server"
#endif

#include "fmgr.h"

/* 16 took what reads a text's length and bytes out of postgres.h. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/*
 * Soft errors came with 16: an input function reports bad text to its caller
 * through ereturn().  Before, ereturn() raises, and there is no caller to ask.
 */
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#define CAASPP_SOFT_CONTEXT(fcinfo) ((fcinfo)->context)
#else
#define CAASPP_SOFT_CONTEXT(fcinfo) ((Node *) NULL)
#define ereturn(context, dummy_value, ...) \
	do { \
		(void) (context); \
		ereport(ERROR, __VA_ARGS__); \
		return dummy_value; \
	} while (0)
#endif

/* 18 lets a module say its name and version. */
#if PG_VERSION_NUM >= 180000
#define CAASPP_MODULE_MAGIC PG_MODULE_MAGIC_EXT(.name = "caaspp", .version = CAASPP_VERSION)
#else
#define CAASPP_MODULE_MAGIC PG_MODULE_MAGIC
#endif

/* 16 has indexes of which only the summarizing ones need an entry. */
#if PG_VERSION_NUM >= 160000
#define CAASPP_NOT_ONLY_SUMMARIZING , false
#else
#define CAASPP_NOT_ONLY_SUMMARIZING
#endif

/* 17 wants to know the REINDEX statement, if there is one. */
#if PG_VERSION_NUM >= 170000
#define caaspp_reindex(index, persistence) reindex_index(NULL, index, false, persistence, &(ReindexParams) {0})
#else
#define caaspp_reindex(index, persistence) reindex_index(index, false, persistence, &(ReindexParams) {0})
#endif

/* 16 has one function for the owners of everything. */
#if PG_VERSION_NUM >= 160000
#define caaspp_owns_relation(relid) object_ownercheck(RelationRelationId, relid, GetUserId())
#else
#define caaspp_owns_relation(relid) pg_class_ownercheck(relid, GetUserId())
#endif

#endif							/* CAASPP_COMPAT_H */
