/*
 * constraint.c
 *		What a table's error says of a row: in words, and of which column of the
 *		file.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "intake/intake.h"

/* The one column of the file that fills a column of the table; NULL where several may. */
static const CaasppColumn *
filling_column(const CaasppImport *import, Oid relid, const char *name)
{
	const CaasppColumn *filling = NULL;
	ListCell   *lc;
	ListCell   *ls;

	foreach(lc, import->facts)
	{
		const CaasppFact *fact = lfirst(lc);
		const CaasppFactColumn *column = fact->relid == relid ? caaspp_fact_column(fact, name, NULL) : NULL;

		foreach(ls, column == NULL ? NIL : column->sources)
		{
			const CaasppColumn *source = lfirst(ls);

			if (source->number == 0)
				continue;
			if (filling != NULL && filling->number != source->number)
				return NULL;
			filling = source;
		}
	}
	return filling;
}

static void
name_column(CaasppRefusal *refusal, const CaasppImport *import, Oid relid, const char *name)
{
	const CaasppColumn *column = filling_column(import, relid, name);

	refusal->column_number = column != NULL ? column->number : 0;
	refusal->column_name = column != NULL ? column->name : name;
}

CaasppRefusal
caaspp_refusal_of_null(const CaasppImport *import, Oid relid, const char *column)
{
	CaasppRefusal refusal = {"blank", psprintf("the row gives no %s", column)};

	name_column(&refusal, import, relid, column);
	return refusal;
}

CaasppRefusal
caaspp_refusal_of_constraint(const CaasppImport *import, Oid relid, const char *name)
{
	CaasppRefusal refusal = {name};
	Oid			types[2] = {OIDOID, TEXTOID};
	Datum		values[2] = {ObjectIdGetDatum(relid), CStringGetTextDatum(name)};

	if (SPI_execute_with_args("SELECT CASE c.contype WHEN 'c' THEN coalesce(pg_catalog.obj_description(c.oid, 'pg_constraint'),"
							  " 'must satisfy ' OPERATOR(pg_catalog.||) pg_catalog.pg_get_constraintdef(c.oid, true)) END, a.attname"
							  " FROM pg_catalog.pg_constraint c LEFT JOIN pg_catalog.pg_attribute a"
							  " ON a.attrelid OPERATOR(pg_catalog.=) c.conrelid AND a.attnum OPERATOR(pg_catalog.=) ANY (c.conkey)"
							  " WHERE c.conrelid OPERATOR(pg_catalog.=) $1 AND c.conname OPERATOR(pg_catalog.=) $2"
							  " ORDER BY a.attnum DESC",
							  2, types, values, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read constraint \"%s\"", name);
	for (uint64 i = 0; i < SPI_processed && refusal.column_number == 0; i++)
	{
		char	   *column = SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 2);

		refusal.message = SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1);
		if (column != NULL)
			name_column(&refusal, import, relid, column);
	}
	if (refusal.column_number == 0)
		refusal.column_name = NULL;
	SPI_freetuptable(SPI_tuptable);
	return refusal;
}

static Oid
relation_of(const ErrorData *error)
{
	Oid			schema = error->schema_name == NULL ? InvalidOid : get_namespace_oid(error->schema_name, true);

	return error->table_name == NULL || !OidIsValid(schema) ? InvalidOid : get_relname_relid(error->table_name, schema);
}

/* The error's own DETAIL may hold the row, names and all: it is left out. */
CaasppRefusal
caaspp_refusal_of_error(const CaasppImport *import, const ErrorData *error)
{
	CaasppRefusal refusal = {"refused by the table"};
	Oid			relid = relation_of(error);

	if (error->sqlerrcode == ERRCODE_NOT_NULL_VIOLATION && error->column_name != NULL)
		return caaspp_refusal_of_null(import, relid, error->column_name);
	if (error->constraint_name != NULL)
		refusal = caaspp_refusal_of_constraint(import, relid, error->constraint_name);
	if (error->column_name != NULL)
		name_column(&refusal, import, relid, error->column_name);
	refusal.message = psprintf("%s%s%s", refusal.message != NULL ? refusal.message : error->message,
							   error->hint != NULL ? "; " : "", error->hint != NULL ? error->hint : "");
	return refusal;
}
