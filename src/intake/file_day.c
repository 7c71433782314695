/*
 * file_day.c
 *		Of which day a file is, and what is known of a later one.
 *
 * A snapshot file (one whose layout has listed_by) notes the students that it
 * lists in student_listings, with its day.  What an older file says of them is
 * passed over.
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"

#include "core/file_date.h"
#include "intake/intake.h"

static char *
date_text(DateADT date)
{
	int			y;
	int			m;
	int			d;

	j2date(date + POSTGRES_EPOCH_JDATE, &y, &m, &d);
	return psprintf("%04d-%02d-%02d", y, m, d);
}

static bool
find_date(const char *s, size_t len, DateADT *date)
{
	int			y;
	int			m;
	int			d;

	if (!caaspp_date_find(s, len, &y, &m, &d))
		return false;
	*date = date2j(y, m, d) - POSTGRES_EPOCH_JDATE;
	return true;
}

/* The lines of the file before its rows: titles, and a header. */
static size_t
length_of_titles(const CaasppImport *import, const char *piece, size_t len)
{
	int64		line = 1;
	size_t		at = 0;

	while (at < len && line <= import->header.line)
	{
		char		c = piece[at++];

		line += c == '\n' || (c == '\r' && (at == len || piece[at] != '\n'));
	}
	return at;
}

/* By the file's titles, else by its name; piece is its beginning. */
void
caaspp_date_guess(CaasppImport *import, const char *piece, size_t len)
{
	if (import->has_date)
		return;
	import->has_date = find_date(piece, length_of_titles(import, piece, len), &import->date) ||
		(import->file_name != NULL && find_date(import->file_name, strlen(import->file_name), &import->date));
}

/* The rows' own dates tell better; whoever imports knows best. */
void
caaspp_date_note(CaasppImport *import)
{
	const CaasppColumn *column = import->header.layout->dated_by;
	DateADT		date;

	if (column == NULL || column->number == 0 || column->isnull)
		return;
	date = DatumGetDateADT(column->value);
	if (!import->has_row_date || date > import->row_date)
		import->row_date = date;
	import->has_row_date = true;
}

/* A day that has not come would shut out every file until then. */
void
caaspp_date_settle(CaasppImport *import)
{
	if (import->has_row_date && !import->date_given)
	{
		import->has_date = true;
		import->date = import->row_date;
	}
	if (!import->has_date || import->date <= import->today || import->date <= import->real_today)
		return;
	if (import->date_given)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("source_date must not be in the future")));
	caaspp_find(&import->findings, 0, 0, NULL, "date in the future", CAASPP_WARNING,
				"the file calls itself of %s, which has not come; it is taken as undated", date_text(import->date));
	import->has_date = false;
}

/* The key columns that snapshots of this table list students by, in their order; NIL where there are no such files. */
static List *
listing_columns(const CaasppImport *import, const CaasppFact *fact)
{
	Oid			types[1] = {TEXTOID};
	Datum		values[1] = {CStringGetTextDatum(fact->name)};
	List	   *columns = NIL;

	if (SPI_execute_with_args("SELECT k.name FROM (SELECT l.listed_by FROM caaspp.layouts l"
							  " WHERE l.listed_by IS NOT NULL AND l.facts[1] OPERATOR(pg_catalog.=) $1"
							  " ORDER BY l.builtin DESC, l.layout LIMIT 1) s,"
							  " pg_catalog.unnest(s.listed_by) WITH ORDINALITY k (name, place) ORDER BY k.place",
							  1, types, values, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read layouts");
	for (uint64 row = 0; row < SPI_processed; row++)
		columns = lappend(columns, SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 1));
	SPI_freetuptable(SPI_tuptable);
	return columns;
}

/* Columns of a relation's rows as the table has them. */
static void
append_columns(StringInfo sql, const CaasppFact *fact)
{
	ListCell   *lc;

	foreach(lc, fact->columns)
	{
		const CaasppFactColumn *column = lfirst(lc);

		appendStringInfo(sql, ", CAST(c%d AS %s) AS %s", foreach_current_index(lc) + 1, column->type,
						 quote_identifier(column->name));
	}
}

/*
 * Line, school_year, ssid and subject of the fact's rows that the tables did
 * not refuse; false where it has not all that listings go by.
 */
static bool
append_listings(StringInfo sql, const CaasppFact *fact, List *by)
{
	ListCell   *lc;
	const char *blank = "";

	if (by == NIL || caaspp_fact_column(fact, "school_year", NULL) == NULL || caaspp_fact_column(fact, "ssid", NULL) == NULL)
		return false;
	appendStringInfoString(sql, "SELECT line, school_year, ssid, ''");
	foreach(lc, by)
	{
		if (caaspp_fact_column(fact, lfirst(lc), NULL) == NULL)
			return false;
		if (strcmp(lfirst(lc), "school_year") == 0 || strcmp(lfirst(lc), "ssid") == 0)
			continue;
		appendStringInfo(sql, " OPERATOR(pg_catalog.||) %s%s%s::pg_catalog.text", blank,
						 *blank != '\0' ? " OPERATOR(pg_catalog.||) " : "", quote_identifier(lfirst(lc)));
		blank = "' '";
	}
	appendStringInfoString(sql, " AS subject FROM (SELECT line");
	append_columns(sql, fact);
	appendStringInfo(sql, " FROM %s) r WHERE NOT EXISTS (SELECT FROM caaspp_refused x WHERE x.line OPERATOR(pg_catalog.=) r.line)",
					 fact->relation);
	return true;
}

static const char *
same_student(const CaasppFact *fact, const char *left, const char *right)
{
	return psprintf("%s.school_year %s %s.school_year AND %s.ssid %s %s.ssid",
					left, caaspp_fact_column(fact, "school_year", NULL)->equals, right,
					left, caaspp_fact_column(fact, "ssid", NULL)->equals, right);
}

/* Lines of students whom a later file listed. */
static char *
listed_later(CaasppImport *import)
{
	CaasppFact *first = linitial(import->facts);
	const CaasppFact *fact = import->listed != NULL ? import->listed : first;
	StringInfoData rows;

	initStringInfo(&rows);
	if (!append_listings(&rows, fact, listing_columns(import, first)))
		return NULL;
	return psprintf("SELECT r.line, t.source_date FROM (%s) r JOIN caaspp.student_listings t ON %s"
					" AND t.listed_in OPERATOR(pg_catalog.=) %s AND t.subject OPERATOR(pg_catalog.=) r.subject"
					" WHERE t.source_date OPERATOR(pg_catalog.>) $1",
					rows.data, same_student(fact, "t", "r"), quote_literal_cstr(first->name));
}

/* Lines whose row in the table has a later date of its own. */
static char *
stored_later(CaasppImport *import)
{
	const CaasppFact *fact = linitial(import->facts);
	const CaasppColumn *dated_by = import->header.layout->dated_by;
	const CaasppFactColumn *dated = NULL;
	StringInfoData sql;
	ListCell   *lc;

	foreach(lc, fact->columns)
		if (dated_by != NULL && list_member_ptr(((CaasppFactColumn *) lfirst(lc))->sources, dated_by))
			dated = lfirst(lc);
	if (dated == NULL)
		return NULL;
	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT r.line, t.%s FROM (SELECT line", quote_identifier(dated->name));
	append_columns(&sql, fact);
	appendStringInfo(&sql, " FROM %s) r JOIN %s t ON t.%s OPERATOR(pg_catalog.>) r.%s", fact->relation, fact->table,
					 quote_identifier(dated->name), quote_identifier(dated->name));
	foreach(lc, fact->columns)
	{
		const CaasppFactColumn *column = lfirst(lc);

		if (column->key > 0)
			appendStringInfo(&sql, " AND t.%s %s r.%s", quote_identifier(column->name), column->equals,
							 quote_identifier(column->name));
	}
	return sql.data;
}

/* Rows that are older than what is known are passed over, as those that the tables refuse. */
void
caaspp_pass_older(CaasppImport *import)
{
	Oid			types[1] = {DATEOID};
	Datum		values[1] = {DateADTGetDatum(import->date)};
	char	   *sql = NULL;
	DateADT		latest = 0;

	if (import->facts == NIL)
		return;
	sql = stored_later(import);
	if (sql == NULL && import->has_date)
		sql = listed_later(import);
	if (sql == NULL)
		return;
	if (caaspp_execute(import, psprintf("SELECT line, pg_catalog.max(d) FROM (%s) o (line, d) GROUP BY line ORDER BY line", sql),
					   1, types, values, import->has_date ? NULL : "n", NULL, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not look for later files");
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		bool		isnull;
		Datum		line = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 1, &isnull);
		Datum		date = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, 2, &isnull);

		isnull = false;
		latest = row == 0 ? DatumGetDateADT(date) : Max(latest, DatumGetDateADT(date));
		tuplestore_putvalues(import->refused_rows, import->refused_desc, &line, &isnull);
		caaspp_lines_add(&import->passed, DatumGetInt64(line));
	}
	SPI_freetuptable(SPI_tuptable);
	if (import->passed.count == 0)
		return;
	caaspp_register("caaspp_refused", import->refused_desc, import->refused_rows, import->passed.count);
	caaspp_find(&import->findings, 0, 0, NULL, "older than known", CAASPP_WARNING,
				INT64_FORMAT " of " INT64_FORMAT " rows say what a later file, of %s, has said anew; they are passed over",
				import->passed.count, import->rows_read, date_text(latest));
}

/* Whom the file lists, and of which day. The same file again says nothing new. */
void
caaspp_list_students(CaasppImport *import)
{
	Oid			types[3] = {DATEOID, INT8OID, TEXTOID};
	Datum		values[3] = {DateADTGetDatum(import->date), Int64GetDatum(import->batch_id), CStringGetTextDatum(import->sha256)};
	char		nulls[3] = {import->has_date ? ' ' : 'n', ' ', ' '};
	StringInfoData rows;

	initStringInfo(&rows);
	if (import->listed == NULL || !append_listings(&rows, import->listed, import->header.layout->listed_by))
		return;
	if (caaspp_execute(import, psprintf("INSERT INTO caaspp.student_listings AS t (school_year, ssid, listed_in, subject, source_date, batch_id)"
									   " SELECT DISTINCT r.school_year, r.ssid, %s, r.subject, $1, $2 FROM (%s) r ORDER BY 1, 2, 4"
									   " ON CONFLICT (school_year, ssid, listed_in, subject) DO UPDATE"
									   " SET source_date = greatest(t.source_date, EXCLUDED.source_date), batch_id = EXCLUDED.batch_id"
									   " WHERE NOT EXISTS (SELECT FROM caaspp.import_batches b WHERE b.batch_id OPERATOR(pg_catalog.=) t.batch_id"
									   " AND b.file_sha256 OPERATOR(pg_catalog.=) $3)"
									   " OR ($1 IS NOT NULL AND (t.source_date OPERATOR(pg_catalog.<) $1) IS NOT FALSE)",
									   quote_literal_cstr(((CaasppFact *) linitial(import->facts))->name), rows.data),
							  3, types, values, nulls, NULL, 0) != SPI_OK_INSERT)
		elog(ERROR, "could not write student_listings");
}

/* Of another import: its number, or 0; the later day of two in *date. */
static int64
other_batch(const CaasppImport *import, const char *condition, DateADT *date)
{
	Oid			types[6] = {TEXTOID, TEXTOID, DATEOID, INT8OID, TEXTOID,
	caaspp_cell_sql_type(&(CaasppColumn) {.type = CAASPP_CELL_SCHOOL_YEAR})};
	Datum		values[6] = {CStringGetTextDatum(import->header.layout->name), CStringGetTextDatum(import->sha256),
		DateADTGetDatum(import->date), Int64GetDatum(import->batch_id),
		import->source == NULL ? (Datum) 0 : CStringGetTextDatum(import->source),
	Int16GetDatum(import->years_seen == 1 ? import->rows_year : import->year)};
	char		nulls[6] = {' ', ' ', import->has_date ? ' ' : 'n', import->has_batch_id ? ' ' : 'n',
	import->source == NULL ? 'n' : ' ', import->years_seen > 1 ? 'n' : ' '};
	int64		batch_id = 0;
	bool		isnull;

	if (SPI_execute_with_args(psprintf("SELECT batch_id, source_date FROM caaspp.import_batches"
									   " WHERE layout OPERATOR(pg_catalog.=) $1 AND undone_at IS NULL"
									   " AND ($4 IS NULL OR batch_id OPERATOR(pg_catalog.<>) $4) AND %s"
									   " ORDER BY source_date DESC NULLS LAST, batch_id DESC LIMIT 1", condition),
							  6, types, values, nulls, false, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not read import_batches");
	if (SPI_processed == 1)
	{
		batch_id = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
		*date = DatumGetDateADT(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &isnull));
	}
	SPI_freetuptable(SPI_tuptable);
	return batch_id;
}

/* What the importer should know of earlier imports. */
void
caaspp_find_earlier(CaasppImport *import)
{
	DateADT		date = 0;
	int64		batch_id = other_batch(import, "file_sha256 OPERATOR(pg_catalog.=) $2", &date);

	if (batch_id != 0)
		caaspp_find(&import->findings, 0, 0, NULL, "imported before", CAASPP_WARNING,
					"this very file was imported before, as batch " INT64_FORMAT, batch_id);
	if (!import->has_date || import->passed.count > 0 || import->changed.count == 0 || import->listed != NULL)
		return;
	batch_id = other_batch(import, "source_date OPERATOR(pg_catalog.>) $3 AND (school_year OPERATOR(caaspp.=) $6) IS NOT FALSE"
						   " AND (source OPERATOR(pg_catalog.=) $5) IS NOT FALSE", &date);
	if (batch_id != 0)
		caaspp_find(&import->findings, 0, 0, NULL, "older than known", CAASPP_WARNING,
					"batch " INT64_FORMAT " was of a later day, %s; this file is loaded all the same, and caaspp.undo_batch() takes it back",
					batch_id, date_text(date));
}
