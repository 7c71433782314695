/*
 * rights.c
 *		What the importer may do with the tables that the file fills.
 *
 * The tables check it themselves; asking before says which privilege is missing
 * instead of showing a statement that nobody wrote.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"

#include "intake/intake.h"
#include "store/columns.h"

static const struct
{
	AclMode		mode;
	const char *name;
}			privileges[] = {
	{ACL_SELECT, "SELECT"},
	{ACL_INSERT, "INSERT"},
	{ACL_UPDATE, "UPDATE"},
	{ACL_DELETE, "DELETE"},
};

/* On the table, or on some of its columns: which ones do is for the table to say. */
static bool
may(Oid relid, AclMode mode)
{
	return pg_class_aclcheck(relid, GetUserId(), mode) == ACLCHECK_OK ||
		(mode != ACL_DELETE && pg_attribute_aclcheck_all(relid, GetUserId(), mode, ACLMASK_ANY) == ACLCHECK_OK);
}

static char *
list_privileges(Oid relid, AclMode needed, bool missing)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < lengthof(privileges); i++)
		if ((needed & privileges[i].mode) != 0 && !(missing && may(relid, privileges[i].mode)))
			appendStringInfo(&text, "%s%s", text.len == 0 ? "" : ", ", privileges[i].name);
	return text.data;
}

static void
require(const char *table, AclMode needed)
{
	Oid			relid = caaspp_table_oid(table);
	char	   *missing;

	if (!OidIsValid(relid))
		return;
	missing = list_privileges(relid, needed, true);
	if (missing[0] == '\0')
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("permission denied for table %s", table),
			 errdetail("Importing this file needs %s on it; the role \"%s\" lacks %s.", list_privileges(relid, needed, false),
					   GetUserNameFromId(GetUserId(), false), missing),
			 errhint("GRANT %s ON caaspp.%s TO %s;", missing, quote_identifier(table),
					 quote_identifier(GetUserNameFromId(GetUserId(), false)))));
}

void
caaspp_require_rights(const CaasppImport *import)
{
	ListCell   *lc;

	foreach(lc, import->facts)
	{
		const CaasppFact *fact = lfirst(lc);
		AclMode		needed = ACL_SELECT | ACL_UPDATE;

		if (!fact->updates)
			needed |= ACL_INSERT;
		if (fact->is_listed)
			needed |= ACL_DELETE;
		require(fact->name, needed);
	}
	if (import->dry_run)
		return;
	require("import_batches", ACL_SELECT | ACL_INSERT | ACL_UPDATE);
	require("import_findings", ACL_INSERT);
	if (import->listed != NULL)
		require("student_listings", ACL_SELECT | ACL_INSERT | ACL_UPDATE);
}
