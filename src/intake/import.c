/*
 * import.c
 *		caaspp.import(), caaspp.import_file() and caaspp.check_file().
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_authid_d.h"
#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "executor/tstoreReceiver.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datum.h"
#include "utils/timestamp.h"

#include "caaspp.h"
#include "compat.h"
#include "intake/intake.h"
#include "store/deployed.h"
#include "store/settings.h"

/* What import_batches holds, in its order; after them, whatever columns a district added. */
enum
{
	BATCH_ID,
	LAYOUT,
	SOURCE,
	SCHOOL_YEAR,
	FILE_NAME,
	FILE_SHA256,
	IMPORTED_AT,
	IMPORTED_BY,
	ROWS_READ,
	ROWS_LOADED,
	ROWS_UNCHANGED,
	ROWS_REFUSED,
	SOURCE_DATE,
	ROWS_REPLACED,
	UNDONE_AT,
	UNDONE_BY,
	SCOPES,
	NBATCH
};

typedef struct Batch
{
	Datum		values[NBATCH];
	bool		nulls[NBATCH];
} Batch;

static void
set_text(Batch *batch, int column, const char *text)
{
	batch->nulls[column] = text == NULL;
	batch->values[column] = text == NULL ? (Datum) 0 : CStringGetTextDatum(text);
}

static void
describe_batch(CaasppImport *import, Batch *batch)
{
	memset(batch, 0, sizeof(Batch));
	batch->nulls[BATCH_ID] = true;
	set_text(batch, LAYOUT, import->header.layout->name);
	set_text(batch, SOURCE, import->source != NULL ? import->source : import->sources_differ ? NULL : import->rows_source);
	batch->nulls[SCHOOL_YEAR] = import->years_seen == 0 ? !import->has_year : import->years_seen > 1;
	batch->values[SCHOOL_YEAR] = Int16GetDatum(import->years_seen == 0 ? import->year : import->rows_year);
	set_text(batch, FILE_NAME, import->file_name);
	import->sha256 = caaspp_source_sha256(import->source_file);
	set_text(batch, FILE_SHA256, import->sha256);
	batch->values[IMPORTED_AT] = TimestampTzGetDatum(GetCurrentTransactionStartTimestamp());
	set_text(batch, IMPORTED_BY, GetUserNameFromId(GetUserId(), false));
	batch->nulls[SOURCE_DATE] = !import->has_date;
	batch->values[SOURCE_DATE] = DateADTGetDatum(import->date);
	batch->nulls[ROWS_REPLACED] = batch->nulls[UNDONE_AT] = batch->nulls[UNDONE_BY] = batch->nulls[SCOPES] = true;
}

static void
count_rows(const CaasppImport *import, Batch *batch)
{
	bool		nothing = import->all_or_nothing && import->rows_refused + import->facts_refused > 0;
	int64		loaded = nothing ? 0 : import->changed.count;
	int64		unchanged = nothing ? 0 : import->rows_read - import->rows_refused - loaded;

	batch->values[ROWS_READ] = Int64GetDatum(import->rows_read);
	batch->values[ROWS_LOADED] = Int64GetDatum(loaded);
	batch->values[ROWS_UNCHANGED] = Int64GetDatum(unchanged);
	batch->values[ROWS_REFUSED] = Int64GetDatum(import->rows_refused);
}

/* Facts carry its number, so it comes before them; its counts come after. */
static void
write_batch(CaasppImport *import, Batch *batch)
{
	Oid			types[SOURCE_DATE + 1] = {INT8OID, TEXTOID, TEXTOID, INT2OID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID,
	INT8OID, INT8OID, INT8OID, INT8OID, DATEOID};
	char		nulls[lengthof(types)];
	bool		isnull;

	for (int i = 0; i < lengthof(types); i++)
		nulls[i] = batch->nulls[i] ? 'n' : ' ';
	types[SCHOOL_YEAR] = caaspp_cell_sql_type(&(CaasppColumn) {.type = CAASPP_CELL_SCHOOL_YEAR});
	if (SPI_execute_with_args("INSERT INTO caaspp.import_batches (layout, source, school_year, file_name, file_sha256,"
							  " imported_at, imported_by, rows_read, rows_loaded, rows_unchanged, rows_refused, source_date)"
							  " VALUES ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING batch_id, scopes",
							  lengthof(types), types, batch->values, nulls, false, 0) != SPI_OK_INSERT_RETURNING)
		elog(ERROR, "could not write import_batches");
	import->batch_id = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
	import->has_batch_id = true;
	batch->values[BATCH_ID] = Int64GetDatum(import->batch_id);
	batch->nulls[BATCH_ID] = false;
	batch->values[SCOPES] = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &batch->nulls[SCOPES]);
	if (!batch->nulls[SCOPES])
		batch->values[SCOPES] = datumCopy(batch->values[SCOPES], false, -1);
	SPI_freetuptable(SPI_tuptable);
}

static void
finish_batch(CaasppImport *import, Batch *batch)
{
	Oid			types[5] = {INT8OID, INT8OID, INT8OID, INT8OID, INT8OID};
	Datum		values[5] = {batch->values[BATCH_ID], batch->values[ROWS_LOADED],
	batch->values[ROWS_UNCHANGED], batch->values[ROWS_REFUSED], Int64GetDatum(import->rows_replaced)};

	if (SPI_execute_with_args("UPDATE caaspp.import_batches SET rows_loaded = $2, rows_unchanged = $3, rows_refused = $4,"
							  " rows_replaced = $5 WHERE batch_id OPERATOR(pg_catalog.=) $1",
							  5, types, values, NULL, false, 0) != SPI_OK_UPDATE)
		elog(ERROR, "could not write import_batches");
	batch->values[ROWS_REPLACED] = values[4];
	batch->nulls[ROWS_REPLACED] = false;
	if (SPI_execute_with_args("INSERT INTO caaspp.import_findings (batch_id, line, column_number, rule, column_name, severity, message)"
							  " SELECT $1, f.* FROM (" CAASPP_FINDINGS_IN_ORDER ") f",
							  1, types, values, NULL, false, 0) != SPI_OK_INSERT)
		elog(ERROR, "could not write import_findings");
}

static int64 importing = 0;
static int64 replaced = 0;		/* rows of tables, in the present try */

int64
caaspp_importing(void)
{
	return importing;
}

PG_FUNCTION_INFO_V1(caaspp_importing_batch);

Datum
caaspp_importing_batch(PG_FUNCTION_ARGS)
{
	if (importing == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT64(importing);
}

void
caaspp_importing_replaces(int64 rows)
{
	replaced += rows;
}

void
caaspp_replaced_none(void)
{
	replaced = 0;
}

static void
load(CaasppImport *import)
{
	int64		outer = importing;
	int64		outer_replaced = replaced;

	PG_TRY();
	{
		importing = import->has_batch_id ? import->batch_id : 0;
		caaspp_load_or_refuse(import);
		import->rows_replaced = replaced;
	}
	PG_FINALLY();
	{
		importing = outer;
		replaced = outer_replaced;
	}
	PG_END_TRY();
}

/*
 * What changed by much is planned for as it is now, not as autovacuum last saw
 * it: what asks next would take a season's first attempts for none.  Who does
 * not own the tables leaves it to autovacuum.
 */
static void
analyze_changed(void)
{
	if (SPI_execute("SELECT pg_catalog.string_agg(c.oid::pg_catalog.regclass::pg_catalog.text, ', ')"
					" FROM pg_catalog.pg_class c"
					" WHERE c.relnamespace OPERATOR(pg_catalog.=) 'caaspp'::pg_catalog.regnamespace AND c.relkind OPERATOR(pg_catalog.=) 'r'"
					" AND pg_catalog.pg_has_role(c.relowner, 'USAGE')"
					" AND pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) OPERATOR(pg_catalog.+) pg_catalog.pg_stat_get_xact_tuples_updated(c.oid)"
					" OPERATOR(pg_catalog.+) pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid)"
					" OPERATOR(pg_catalog.>) greatest(1000, c.reltuples OPERATOR(pg_catalog./) 10)", true, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not see what changed");
	if (SPI_processed == 1)
	{
		char	   *tables = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
		int			settings = NewGUCNestLevel();

		caaspp_set_for_now("client_min_messages", "error");		/* that autovacuum is at it concerns nobody */
		if (tables != NULL && SPI_execute(psprintf("ANALYZE (SKIP_LOCKED) %s", tables), false, 0) != SPI_OK_UTILITY)
			elog(ERROR, "could not analyze what changed");
		AtEOXact_GUC(true, settings);
	}
	SPI_freetuptable(SPI_tuptable);
}

static void
run_import(CaasppImport *import, Batch *batch)
{
	caaspp_require_deployed();
	caaspp_findings_init(&import->findings);
	caaspp_lines_init(&import->refused);
	caaspp_lines_init(&import->passed);
	caaspp_lines_init(&import->changed);
	caaspp_lines_init(&import->replacing);

	caaspp_read_file(import);
	describe_batch(import, batch);
	caaspp_source_close(import->source_file);
	count_rows(import, batch);
	if (!import->dry_run)
		write_batch(import, batch);
	load(import);
	caaspp_progress_end();
	count_rows(import, batch);
	caaspp_findings_finish(&import->findings);
	caaspp_register("caaspp_findings", import->findings.desc, import->findings.rows, import->findings.count);
	if (!import->dry_run)
	{
		finish_batch(import, batch);
		analyze_changed();
	}
}

/* Rows kept on disk are not the memory manager's to forget. */
static void
forget_rows(CaasppImport *import)
{
	ListCell   *lc;

	foreach(lc, import->facts)
	{
		const CaasppFact *fact = lfirst(lc);

		tuplestore_end(fact->rows);
		if (fact->spare != NULL)
			tuplestore_end(fact->spare);
	}
	if (import->listed != NULL)
	{
		tuplestore_end(import->listed->rows);
		tuplestore_end(import->kept->rows);
	}
	if (import->deleted != NULL)
	{
		tuplestore_end(import->deleted->rows);
		tuplestore_end(import->replaced->rows);
	}
	if (import->overruled != NULL)
		tuplestore_end(import->overruled->rows);
	if (import->expiries != NULL)
		tuplestore_end(import->expiries);
	tuplestore_end(import->refused_rows);
	tuplestore_end(import->findings.rows);
}

static char *
text_argument(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(n));
}

static void
read_date(FunctionCallInfo fcinfo, int n, CaasppImport *import)
{
	import->date_given = import->has_date = !PG_ARGISNULL(n);
	if (import->has_date)
		import->date = PG_GETARG_DATEADT(n);
}

/* Arguments after the first: layout, source, school_year. */
static void
read_arguments(FunctionCallInfo fcinfo, CaasppImport *import)
{
	memset(import, 0, sizeof(CaasppImport));
	import->layout_name = text_argument(fcinfo, 1);
	import->source = text_argument(fcinfo, 2);
	import->has_year = !PG_ARGISNULL(3);
	if (import->has_year)
		import->year = PG_GETARG_INT16(3);
}

/* Further columns are null: only the table knows them. */
static HeapTuple
batch_row(TupleDesc desc, const Batch *batch)
{
	Datum	   *values = palloc0(sizeof(Datum) * Max(desc->natts, NBATCH));
	bool	   *nulls = palloc(sizeof(bool) * Max(desc->natts, NBATCH));

	memset(nulls, true, sizeof(bool) * Max(desc->natts, NBATCH));
	memcpy(values, batch->values, sizeof(batch->values));
	memcpy(nulls, batch->nulls, sizeof(batch->nulls));
	return heap_form_tuple(desc, values, nulls);
}

/* file_name, dry_run, all_or_nothing; returns the batch's row. */
static Datum
import_source(FunctionCallInfo fcinfo, CaasppImport *import)
{
	MemoryContext caller = CurrentMemoryContext;
	TupleDesc	desc;
	Batch		batch;
	HeapTuple	row;

	import->dry_run = !PG_ARGISNULL(5) && PG_GETARG_BOOL(5);
	import->all_or_nothing = !PG_ARGISNULL(6) && PG_GETARG_BOOL(6);
	read_date(fcinfo, 7, import);
	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	desc = BlessTupleDesc(desc);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	run_import(import, &batch);
	MemoryContextSwitchTo(caller);
	row = batch_row(desc, &batch);
	forget_rows(import);
	SPI_finish();
	return HeapTupleGetDatum(row);
}

static CaasppSource *
source_of_argument(FunctionCallInfo fcinfo)
{
	bytea	   *content;

	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("content must not be null")));
	content = PG_GETARG_BYTEA_PP(0);
	return caaspp_source_of_bytes(VARDATA_ANY(content), VARSIZE_ANY_EXHDR(content));
}

PG_FUNCTION_INFO_V1(caaspp_import);
Datum
caaspp_import(PG_FUNCTION_ARGS)
{
	CaasppImport import;

	read_arguments(fcinfo, &import);
	import.file_name = text_argument(fcinfo, 4);
	import.source_file = source_of_argument(fcinfo);
	return import_source(fcinfo, &import);
}

PG_FUNCTION_INFO_V1(caaspp_import_file);
Datum
caaspp_import_file(PG_FUNCTION_ARGS)
{
	CaasppImport import;
	char	   *path;

	if (!has_privs_of_role(GetUserId(), ROLE_PG_READ_SERVER_FILES))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied to import a file of the server"),
				 errdetail("Only roles with privileges of the \"%s\" role may import a file of the server.",
						   "pg_read_server_files"),
				 errhint("Anyone can give the contents of a file to caaspp.import().")));
	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("path must not be null")));
	path = text_argument(fcinfo, 0);
	canonicalize_path(path);
	if (!is_absolute_path(path))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("relative path not allowed for import of a file of the server"),
				 errhint("Give the whole path; the program caaspp-load imports files of the client.")));
	read_arguments(fcinfo, &import);
	import.file_name = text_argument(fcinfo, 4);
	if (import.file_name == NULL)
		import.file_name = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
	import.source_file = caaspp_source_of_file(path);
	return import_source(fcinfo, &import);
}

/* A dry run that returns its findings. */
PG_FUNCTION_INFO_V1(caaspp_check_file);
Datum
caaspp_check_file(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	SPIExecuteOptions options = {0};
	CaasppImport import;
	Batch		batch;

	InitMaterializedSRF(fcinfo, 0);
	read_arguments(fcinfo, &import);
	import.source_file = source_of_argument(fcinfo);
	read_date(fcinfo, 4, &import);
	import.dry_run = true;
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	run_import(&import, &batch);
	options.read_only = true;
	options.dest = CreateDestReceiver(DestTuplestore);
	SetTuplestoreDestReceiverParams(options.dest, result->setResult,
									result->econtext->ecxt_per_query_memory, false, NULL, NULL);
	if (SPI_execute_extended(CAASPP_FINDINGS_IN_ORDER, &options) != SPI_OK_SELECT)
		elog(ERROR, "could not read the findings");
	forget_rows(&import);
	SPI_finish();
	return (Datum) 0;
}
