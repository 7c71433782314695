/*
 * loader.c
 *		Facts into tables: one statement a table, in the order of its key, that
 *		leaves a row alone which says what is known already.
 *
 * What asks the district's tables is not read_only for SPI, here and in the
 * other files: one SELECT may import many files, and each must see those before.
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/queryenvironment.h"

#include "intake/intake.h"
#include "store/bulk.h"
#include "store/columns.h"

/* Let queries of this SPI connection see rows under a name. */
void
caaspp_register(const char *name, TupleDesc desc, Tuplestorestate *rows, int64 nrows)
{
	EphemeralNamedRelation enr = palloc0(sizeof(EphemeralNamedRelationData));

	enr->md.name = pstrdup(name);
	enr->md.reliddesc = InvalidOid;
	enr->md.tupdesc = desc;
	enr->md.enrtype = ENR_NAMED_TUPLESTORE;
	enr->md.enrtuples = (double) nrows;
	enr->reldata = rows;
	SPI_unregister_relation(name);
	if (SPI_register_relation(enr) != SPI_OK_REL_REGISTER)
		elog(ERROR, "could not register relation \"%s\"", name);
}

/* Which of a fact's columns append_columns() writes. */
typedef bool (*ColumnFilter) (const CaasppFactColumn *column);

static bool
every_column(const CaasppFactColumn *column)
{
	return true;
}

static bool
key_column(const CaasppFactColumn *column)
{
	return column->key > 0;
}

static bool
other_column(const CaasppFactColumn *column)
{
	return column->key == 0;
}

static bool
column_of_some_rows(const CaasppFactColumn *column)
{
	return column->of_some_rows;
}

/*
 * In the format, %n is the column's name, %t its type, %e its equality, %c its
 * name in the fact's own rows and %r whether it is read in such a row.
 */
static void
append_columns(StringInfo sql, const CaasppFact *fact, ColumnFilter filter, const char *format, const char *between)
{
	bool		first = true;
	ListCell   *lc;

	foreach(lc, fact->columns)
	{
		const CaasppFactColumn *column = lfirst(lc);

		if (!filter(column))
			continue;
		if (!first)
			appendStringInfoString(sql, between);
		first = false;
		for (const char *p = format; *p != '\0'; p++)
		{
			if (*p != '%')
				appendStringInfoChar(sql, *p);
			else if (*++p == 'n')
				appendStringInfoString(sql, quote_identifier(column->name));
			else if (*p == 't')
				appendStringInfoString(sql, column->type);
			else if (*p == 'e')
				appendStringInfoString(sql, column->equals);
			else if (*p == 'c')
				appendStringInfo(sql, "c%d", foreach_current_index(lc) + 1);
			else if (*p == 'r' && column->of_some_rows)
				appendStringInfo(sql, "read%d", foreach_current_index(lc) + 1);
			else if (*p == 'r')
				appendStringInfoString(sql, "true");
		}
	}
}

/* The fact's rows as the table has them, without those that it refused. */
void
caaspp_append_rows(StringInfo sql, const CaasppImport *import, const CaasppFact *fact)
{
	appendStringInfo(sql, "SELECT line, %s%s", fact->has_latest ? "latest, " : "", fact->has_current ? "current, " : "");
	append_columns(sql, fact, every_column, "CAST(%c AS %t) AS %n", ", ");
	append_columns(sql, fact, column_of_some_rows, ", %r", "");
	appendStringInfo(sql, " FROM %s r", fact->relation);
	appendStringInfoString(sql, import->refused.count + import->passed.count == 0 ? " WHERE true" :
						   " WHERE NOT EXISTS (SELECT FROM caaspp_refused x WHERE x.line OPERATOR(pg_catalog.=) r.line)");
	caaspp_append_not_overruled(sql, import, fact);
}

/* Of rows with one key, those that count come first: what has ended does not count before what has not. */
const char *
caaspp_later_first(const CaasppFact *fact, const char *rows)
{
	return psprintf("%s%s%s%s%s.line DESC", fact->has_current ? rows : "", fact->has_current ? ".current DESC, " : "",
					fact->has_latest ? rows : "", fact->has_latest ? ".latest DESC NULLS LAST, " : "", rows);
}

/*
 * Those of the lines $2 to $3: no further from the middle than these.  Of two
 * bounds the planner expects one row in 200, and of a file's 50,000 it would
 * compare each with each.
 */
void
caaspp_append_lines(StringInfo sql, const char *rows)
{
	appendStringInfo(sql, "pg_catalog.abs(%s.line OPERATOR(pg_catalog.*) 2 OPERATOR(pg_catalog.-) ($2 OPERATOR(pg_catalog.+) $3))"
					 " OPERATOR(pg_catalog.<=) ($3 OPERATOR(pg_catalog.-) $2)", rows);
}

static void
append_given(StringInfo sql, const CaasppImport *import, const CaasppFact *fact)
{
	caaspp_append_rows(sql, import, fact);
	appendStringInfoString(sql, " AND ");
	caaspp_append_lines(sql, "r");
}

/* Whether any column but the key's differs, nulls taken as alike. */
static void
append_differs(StringInfo sql, const CaasppFact *fact, const char *format)
{
	if (list_length(fact->columns) == fact->nkeys)
		appendStringInfoString(sql, "false");
	else
		append_columns(sql, fact, other_column, format, " OR ");
}

/*
 * New and changed rows are found first, and only they are written; the same
 * test once more in the upsert is for what another session wrote meanwhile.
 */
static char *
load_statement(const CaasppImport *import, const CaasppFact *fact)
{
	StringInfoData sql;
	const char *batch = fact->batch_number > 0 ? ", batch_id" : "";

	initStringInfo(&sql);
	appendStringInfoString(&sql, "WITH given AS (");
	append_given(&sql, import, fact);
	if (caaspp_takes_away(import, fact))
		caaspp_append_not_taken_away(&sql, import, fact, "r");
	appendStringInfo(&sql, "), changed AS MATERIALIZED (SELECT g.* FROM given g LEFT JOIN %s t ON ", fact->table);
	append_columns(&sql, fact, key_column, "t.%n %e g.%n", " AND ");
	appendStringInfoString(&sql, " WHERE t.");
	append_columns(&sql, fact, key_column, "%n IS NULL", " OR t.");
	appendStringInfoString(&sql, " OR ");
	append_differs(&sql, fact, "((t.%n %e g.%n) IS NOT TRUE AND (t.%n IS NOT NULL OR g.%n IS NOT NULL))");
	appendStringInfo(&sql, "), written AS (INSERT INTO %s AS t (", fact->table);
	append_columns(&sql, fact, every_column, "%n", ", ");
	appendStringInfo(&sql, "%s) SELECT ", batch);
	append_columns(&sql, fact, every_column, "%n", ", ");
	appendStringInfo(&sql, "%s FROM changed ORDER BY ", fact->batch_number > 0 ? ", $1" : "");
	append_columns(&sql, fact, key_column, "%n", ", ");
	appendStringInfoString(&sql, " ON CONFLICT (");
	append_columns(&sql, fact, key_column, "%n", ", ");
	if (list_length(fact->columns) == fact->nkeys)
		appendStringInfoString(&sql, ") DO NOTHING");
	else
	{
		appendStringInfoString(&sql, ") DO UPDATE SET ");
		append_columns(&sql, fact, other_column, "%n = EXCLUDED.%n", ", ");
		appendStringInfoString(&sql, fact->batch_number > 0 ? ", batch_id = EXCLUDED.batch_id WHERE " : " WHERE ");
		append_differs(&sql, fact, "((t.%n %e EXCLUDED.%n) IS NOT TRUE AND (t.%n IS NOT NULL OR EXCLUDED.%n IS NOT NULL))");
	}
	appendStringInfoString(&sql, ") SELECT line FROM changed");
	return sql.data;
}

/*
 * Rows that are there already take what the file says, blank cells nothing: of
 * each column, what the latest row says that it is read in.
 */
static char *
update_statement(const CaasppImport *import, const CaasppFact *fact)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "WITH given AS (SELECT pg_catalog.max(line) AS line, ");
	append_columns(&sql, fact, key_column, "%n", ", ");
	appendStringInfoString(&sql, ", ");
	append_columns(&sql, fact, other_column,
				   psprintf("(pg_catalog.array_agg(%%n ORDER BY %s) FILTER (WHERE %%r))[1] AS %%n",
							caaspp_later_first(fact, "s")), ", ");
	appendStringInfoString(&sql, " FROM (");
	append_given(&sql, import, fact);
	appendStringInfoString(&sql, ") s GROUP BY ");
	append_columns(&sql, fact, key_column, "%n", ", ");
	appendStringInfo(&sql, "), written AS (UPDATE %s AS t SET ", fact->table);
	append_columns(&sql, fact, other_column, "%n = coalesce(g.%n, t.%n)", ", ");
	appendStringInfo(&sql, "%s FROM given g WHERE ", fact->batch_number > 0 ? ", batch_id = $1" : "");
	append_columns(&sql, fact, key_column, "t.%n %e g.%n", " AND ");
	appendStringInfoString(&sql, " AND (");
	append_columns(&sql, fact, other_column, "(g.%n IS NOT NULL AND (t.%n %e g.%n) IS NOT TRUE)", " OR ");
	appendStringInfoString(&sql, ") RETURNING g.line) SELECT DISTINCT line FROM written");
	return sql.data;
}

/* Receives the lines that changed something. */
typedef struct LineReceiver
{
	DestReceiver pub;
	CaasppLines *lines;
} LineReceiver;

static void
receiver_startup(DestReceiver *self, int operation, TupleDesc typeinfo)
{
}

static bool
receive_line(TupleTableSlot *slot, DestReceiver *self)
{
	bool		isnull;
	Datum		line = slot_getattr(slot, 1, &isnull);

	caaspp_lines_add(((LineReceiver *) self)->lines, DatumGetInt64(line));
	return true;
}

static void
receiver_done(DestReceiver *self)
{
}

/* $1: the batch; $2 and $3: from which line to which. */
void
caaspp_run_statement(CaasppImport *import, const CaasppFact *fact, const char *sql, int64 first_line, int64 last_line)
{
	Oid			types[3] = {INT8OID, INT8OID, INT8OID};
	Datum		values[3] = {Int64GetDatum(import->batch_id), Int64GetDatum(first_line), Int64GetDatum(last_line)};
	LineReceiver receiver = {{receive_line, receiver_startup, receiver_done, receiver_done, DestNone}, &import->changed};

	if (caaspp_execute(import, sql, 3, types, values, import->has_batch_id ? NULL : "n  ", &receiver.pub, 0) < 0)
		elog(ERROR, "could not load %s", fact->table);
}

/*
 * The file lists all there is of a student: what it does not list goes, unless
 * it lists more than could be read.
 */
static char *
delete_statement(const CaasppImport *import, const CaasppFact *fact)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "WITH given AS (");
	append_given(&sql, import, fact);
	appendStringInfoString(&sql, "), listed AS (");
	append_given(&sql, import, import->listed);
	appendStringInfo(&sql, "), deleted AS (DELETE FROM %s AS t USING listed l WHERE ", fact->table);
	append_columns(&sql, import->listed, key_column, "t.%n %e l.%n", " AND ");
	/* A file that lists the rows themselves speaks of those that such files brought. */
	if (import->listed->nkeys == fact->nkeys)
		appendStringInfo(&sql, " AND EXISTS (SELECT FROM caaspp.import_batches b WHERE b.batch_id OPERATOR(pg_catalog.=) t.batch_id"
						 " AND b.layout OPERATOR(pg_catalog.=) %s)", quote_literal_cstr(import->header.layout->name));
	appendStringInfoString(&sql, " AND NOT EXISTS (SELECT FROM given g WHERE ");
	append_columns(&sql, fact, key_column, "t.%n %e g.%n", " AND ");
	if (import->kept->nrows > 0)
	{
		appendStringInfoString(&sql, ") AND NOT EXISTS (SELECT FROM (");
		caaspp_append_rows(&sql, import, import->kept);
		appendStringInfoString(&sql, ") k WHERE ");
		append_columns(&sql, import->kept, key_column, "t.%n %e k.%n", " AND ");
	}
	appendStringInfoString(&sql, ") RETURNING l.line) SELECT DISTINCT line FROM deleted");
	return sql.data;
}

/* Whether the table has a row whose key begins as that of every row of the file. */
static bool
has_rows_alike(const CaasppFact *fact)
{
	StringInfoData sql;
	TupleTableSlot *row = MakeSingleTupleTableSlot(fact->desc, &TTSOpsMinimalTuple);
	Datum		values[INDEX_MAX_KEYS];
	Oid			types[INDEX_MAX_KEYS];
	bool		isnull;
	bool		has_rows;

	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT EXISTS (SELECT FROM %s WHERE true", fact->table);
	tuplestore_rescan(fact->rows);
	tuplestore_gettupleslot(fact->rows, true, false, row);
	for (int i = 0; i < fact->nconstant; i++)
	{
		const CaasppFactColumn *column = list_nth(fact->columns, i);

		values[i] = slot_getattr(row, i + 2, &isnull);
		types[i] = TupleDescAttr(fact->desc, i + 1)->atttypid;
		appendStringInfo(&sql, " AND %s %s $%d", quote_identifier(column->name), column->equals, i + 1);
	}
	appendStringInfoChar(&sql, ')');
	if (SPI_execute_with_args(sql.data, fact->nconstant, types, values, NULL, false, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not look for rows of %s", fact->table);
	has_rows = DatumGetBool(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
	SPI_freetuptable(SPI_tuptable);
	ExecDropSingleTupleTableSlot(row);
	return has_rows;
}

static bool
has_types_of_table(const CaasppFact *fact)
{
	ListCell   *lc;

	foreach(lc, fact->columns)
	{
		const CaasppFactColumn *column = lfirst(lc);

		if (column->type_id != TupleDescAttr(fact->desc, foreach_current_index(lc) + 1)->atttypid ||
			column->typmod >= 0)	/* timestamptz(0) rounds */
			return false;
	}
	return true;
}

static void
put_row(CaasppImport *import, const CaasppFact *fact, TupleTableSlot *row, CaasppBulk *bulk)
{
	TupleTableSlot *slot = caaspp_bulk_row(bulk);
	ListCell   *lc;

	foreach(lc, fact->columns)
	{
		int			from = foreach_current_index(lc) + 1;
		int			to = ((CaasppFactColumn *) lfirst(lc))->number - 1;

		slot->tts_values[to] = row->tts_values[from];
		slot->tts_isnull[to] = row->tts_isnull[from];
	}
	if (fact->batch_number > 0)
	{
		slot->tts_values[fact->batch_number - 1] = Int64GetDatum(import->batch_id);
		slot->tts_isnull[fact->batch_number - 1] = !import->has_batch_id;
	}
	caaspp_bulk_put(bulk);
}

/* What a table has nothing alike of needs no comparing: it is written straight. */
static bool
load_in_bulk(CaasppImport *import, const CaasppFact *fact)
{
	TupleTableSlot *row;
	CaasppBulk *bulk;

	if (fact->updates || fact->nrows < CAASPP_BULK_ROWS || caaspp_takes_away(import, fact) || import->overruled != NULL || !has_types_of_table(fact) || has_rows_alike(fact) ||
		(bulk = caaspp_bulk_begin(fact->relid, fact->nrows)) == NULL)
		return false;
	/* Now that nobody else can write, once more. */
	if (has_rows_alike(fact))
	{
		caaspp_bulk_end(bulk);
		return false;
	}
	row = MakeSingleTupleTableSlot(fact->desc, &TTSOpsMinimalTuple);
	tuplestore_rescan(fact->rows);
	while (tuplestore_gettupleslot(fact->rows, true, false, row))
	{
		int64		line;

		slot_getallattrs(row);
		line = DatumGetInt64(row->tts_values[0]);
		if (caaspp_lines_has(&import->refused, line) || caaspp_lines_has(&import->passed, line))
			continue;
		caaspp_lines_add(&import->changed, line);
		put_row(import, fact, row, bulk);
	}
	ExecDropSingleTupleTableSlot(row);
	caaspp_bulk_end(bulk);
	return true;
}

/* All facts of the lines from the first to the last; notes the lines that changed something. */
void
caaspp_load(CaasppImport *import, int64 first_line, int64 last_line)
{
	ListCell   *lc;

	caaspp_lines_clear(&import->changed);
	caaspp_replaced_none();
	caaspp_move_keys(import, first_line, last_line);
	foreach(lc, import->facts)
	{
		const CaasppFact *fact = lfirst(lc);

		/* First: the students listed may be of other years than the rows are. */
		if (fact->is_listed)
			caaspp_run_statement(import, fact, delete_statement(import, fact), first_line, last_line);
		if (first_line == 0 && last_line == import->last_line && load_in_bulk(import, fact))
			continue;
		if (fact->reporter != NULL)
			caaspp_update_by_reporter(import, fact, first_line, last_line);
		else
			caaspp_run_statement(import, fact, fact->updates ? update_statement(import, fact) : load_statement(import, fact),
								 first_line, last_line);
	}
	caaspp_delete_keys(import, first_line, last_line);
}

/* Rows of the file that a table has nothing for. */
static char *
unmatched_statement(const CaasppImport *import, const CaasppFact *fact)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT line FROM (");
	caaspp_append_rows(&sql, import, fact);
	appendStringInfo(&sql, ") g WHERE NOT EXISTS (SELECT FROM %s t WHERE ", fact->table);
	append_columns(&sql, fact, key_column, "t.%n %e g.%n", " AND ");
	appendStringInfoString(&sql, ") AND (");
	append_columns(&sql, fact, other_column, "g.%n IS NOT NULL", " OR ");
	appendStringInfoString(&sql, ") ORDER BY line");
	return sql.data;
}

void
caaspp_find_unmatched(CaasppImport *import)
{
	ListCell   *lc;

	foreach(lc, import->facts)
	{
		const CaasppFact *fact = lfirst(lc);

		if (!fact->updates)
			continue;
		if (caaspp_execute(import, unmatched_statement(import, fact), 0, NULL, NULL, NULL, NULL, CAASPP_MOST_FINDINGS + 1) != SPI_OK_SELECT)
			elog(ERROR, "could not look for rows of %s", fact->table);
		for (uint64 row = 0; row < SPI_processed; row++)
		{
			bool		isnull;
			int64		line = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 1, &isnull));

			caaspp_find(&import->findings, line, 0, NULL, fact->unmatched, CAASPP_WARNING,
						"%s has no row for it; import that first, then this file again", fact->table);
		}
		SPI_freetuptable(SPI_tuptable);
	}
}
