/*
 * columns.c
 *		Columns of whatever table a trigger was put on, and tables and types of ours.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "store/columns.h"

Oid
caaspp_table_oid(const char *name)
{
	return get_relname_relid(name, get_namespace_oid("caaspp", false));
}

bool
caaspp_is_readable(const char *table)
{
	Oid			relid = caaspp_table_oid(table);

	return OidIsValid(relid) && pg_class_aclcheck(relid, GetUserId(), ACL_SELECT) == ACLCHECK_OK;
}

AttrNumber
caaspp_column_of(Relation rel, const char *name, Oid type)
{
	AttrNumber	number = get_attnum(RelationGetRelid(rel), name);

	if (number <= 0 || TupleDescAttr(RelationGetDescr(rel), number - 1)->atttypid != type)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("table \"%s\" has no column \"%s\" of type %s", RelationGetRelationName(rel), name, format_type_be(type)),
				 errhint("Run CALL caaspp.deploy();")));
	return number;
}

Oid
caaspp_type_oid(const char *name)
{
	Oid			type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum(name),
									   ObjectIdGetDatum(get_namespace_oid("caaspp", false)));

	if (!OidIsValid(type))
		elog(ERROR, "type \"caaspp.%s\" does not exist", name);
	return type;
}
