/*
 * intake.h
 *		Files into district tables: what the parts of the intake share, with
 *		source.h, finding.h and layout.h.
 *
 *	source.c	bytes of a file, in pieces
 *	layout.c	what the files look like: rows of layouts and layout_columns
 *	header.c	which layout a file is of
 *	titles.c	titles of columns, for SQL
 *	sheet.c		files with a column a resource
 *	codes.c		codes that rule tables list
 *	cell.c		one cell into a value
 *	recall.c	cells that were read before
 *	fact.c		the tables that a row fills
 *	fact_rows.c	its rows of them
 *	settle.c	of each key the row that counts
 *	reader.c	a whole file into facts
 *	odd_row.c	what stands among rows and is none
 *	plausible.c	values that can hardly be
 *	expiry.c	days on which a report lets open parts expire
 *	rights.c	what the importer may do with the tables
 *	statement.c	statements about the rows of a file
 *	trial.c		work that an error only undoes
 *	stored.c	rows of a fact beside those that its table has
 *	loader.c	facts into tables
 *	unknown.c	rows about what nobody knows
 *	transactions.c	rows that take a fact away, or move it to another key
 *	file_order.c	rows that overrule earlier ones of the file
 *	reporters.c	what several LEAs say of one student
 *	charters.c	charters that report for themselves
 *	file_year.c	the school year that a file's dates are of
 *	refusal.c	which rows the tables refuse
 *	suspects.c	which ones their constraints will, or are likely to
 *	constraint.c	what is wrong with such a row
 *	finding.c	what is wrong, and where
 *	file_day.c	of which day a file is, and whether it is too old
 *	file_source.c	who it came from
 *	import_progress.c	how far an import is
 *	import.c	the functions that SQL sees
 *
 * Unless said otherwise, what is returned is palloc'd where the caller is, no
 * pointer is NULL, a text with a length needs no zero byte after it, and an
 * entry that asks the database wants SPI connected.  "Appends" is to a
 * statement that is being written; rows of a fact are then called r, of its
 * table t.
 */
#ifndef CAASPP_INTAKE_H
#define CAASPP_INTAKE_H

#include "access/tupdesc.h"
#include "lib/stringinfo.h"
#include "nodes/pg_list.h"
#include "tcop/dest.h"
#include "utils/date.h"
#include "utils/hsearch.h"
#include "utils/tuplesort.h"
#include "utils/tuplestore.h"

#include "core/csv_reader.h"
#include "intake/finding.h"
#include "intake/layout.h"
#include "intake/source.h"

/* Of a fact's rows: line, then its columns. */
#define CAASPP_LINE 1
#define CAASPP_FIRST_COLUMN 2

/* A fact: a table that a row of the file fills. */
typedef struct CaasppFactColumn
{
	const char *name;			/* as it is in the table */
	const char *type;			/* as SQL names it */
	Oid			type_id;
	int32		typmod;
	AttrNumber	number;			/* in the table */
	const char *equals;			/* OPERATOR(schema.=) */
	int			key;			/* place in the primary key, from 1; 0 if not in it */
	bool		needed;			/* the table takes no row without it */
	const char *highest;		/* of the key: what it is where its rows leave it blank and the table has none, or NULL */
	List	   *sources;		/* CaasppColumn */
	const CaasppColumn *until;	/* of updates: which of them has a last day, or NULL */
	bool		of_some_rows;	/* of updates: which end in whether it is read in them */
} CaasppFactColumn;

typedef struct CaasppFact
{
	Oid			relid;			/* 0: a list of students, no table */
	const char *name;			/* of the table */
	const char *table;			/* qualified and quoted */
	const char *relation;		/* name under which its rows can be queried */
	AttrNumber	batch_number;	/* of the table's column batch_id, 0 without */
	bool		updates;		/* its rows are there already; the key may be a part of theirs */
	const char *unmatched;		/* the rule for those that are not: "no enrollment" */
	bool		is_listed;		/* what the file does not list of those is deleted */
	bool		has_highest;	/* a key that some rows leave to what is stored */
	bool		has_latest;		/* its rows end in what layouts.latest_by names */
	bool		has_current;	/* then in whether a last day has not passed */
	CaasppColumn *reporter;		/* and then in who reports, or NULL */
	List	   *keys;			/* CaasppFactColumn of the table's whole key */
	List	   *columns;		/* CaasppFactColumn that the file gives, in key order first */
	int			nkeys;
	TupleDesc	desc;			/* line, then the columns */
	Tuplesortstate *sort;		/* while the file is read; NULL where each row counts */
	TupleTableSlot *slot;
	Tuplestorestate *rows;		/* of each key the one that counts, in order */
	Tuplestorestate *spare;		/* its others in the same order, should the table refuse that one; NULL without */
	int64		nrows;
	int			nconstant;		/* leading columns that are the same in all rows */
} CaasppFact;

/* Everything about one import. */
typedef struct CaasppImport
{
	CaasppSource *source_file;
	const char *layout_name;	/* as asked for, or NULL */
	const char *source;
	const char *file_name;
	bool		has_year;
	bool		file_has_year;	/* its dates say it */
	int16		year;
	bool		dry_run;
	bool		all_or_nothing;

	CaasppHeader header;
	List	   *facts;			/* CaasppFact */
	CaasppFact *listed;			/* of whom the file lists everything, or NULL */
	CaasppFact *kept;			/* of those, the ones with a cell that could not be read */
	CaasppFact *deleted;		/* keys of the first fact that the file takes away, or NULL */
	CaasppFact *replaced;		/* keys that it may have under another last column */
	CaasppFact *overruled;		/* keys that it gives and replaces further down, or NULL */
	CaasppLines replacing;		/* lines of rows that replace */
	bool		row_deletes;
	bool		row_replaces;
	HTAB	   *charters;
	char		unknown_lea[8];	/* of the row: neither a charter known nor read as one */
	CaasppFindings findings;
	List	   *plausible;		/* checks of plausible.c */
	const CaasppColumn *expiry_column;	/* on which day an open part expires, or NULL */
	Tuplestorestate *expiries;	/* those days; NULL without such a column */
	TupleDesc	expiries_desc;	/* line, day */
	int64		nexpiries;
	CaasppLines refused;		/* by the tables, though read well */
	int64		refused_by_trial;	/* of them */
	bool		is_narrowed;	/* the facts hold few rows, for a trial of these */
	Tuplestorestate *refused_rows;
	TupleDesc	refused_desc;
	CaasppLines changed;
	const CaasppColumn *source_column;	/* says who the file came from, or NULL */
	char	   *rows_source;	/* the same in all rows read */
	bool		sources_differ;
	const CaasppColumn *telltale;	/* without whose digits a row may be none, or NULL */
	List	   *header_cells;	/* folded */
	List	   *layouts;		/* all, once they are asked for */
	int64		odd_rows;		/* looked at */
	bool		in_other_table;
	int64		last_line;
	int64		bytes_read;
	int64		rows_read;
	int64		rows_refused;		/* by anything */
	int64		facts_refused;		/* of rows that were not */

	int16		rows_year;		/* of the rows read */
	int			years_seen;		/* 0, 1, or 2 for more */
	CaasppLines ruled_years;	/* those with state rules, and those found without */
	DateADT		today;			/* for which caaspp answers */
	DateADT		real_today;

	bool		has_date;		/* of which day the file is */
	DateADT		date;
	bool		date_given;		/* by the importer */
	bool		has_row_date;	/* the latest of the rows' own */
	DateADT		row_date;
	int64		rows_replaced;	/* of tables, changed or deleted */
	CaasppLines passed;			/* rows that are older than what is known */
	const char *sha256;

	bool		has_batch_id;
	int64		batch_id;
	MemoryContext row_context;
} CaasppImport;

/* cell.c: layout_columns.type as a number; its check lets no other in. */
extern CaasppCellType caaspp_cell_type(const char *name);

/* The type that the column's values have in SQL. */
extern Oid	caaspp_cell_sql_type(const CaasppColumn *column);

/* What to write in a cell of the column: "write its 10 digits". */
extern const char *caaspp_cell_right(const CaasppColumn *column);

/*
 * Takes off what is around or between a value's characters and not of it (see
 * caaspp_cell_clean); *s and *len become what is left.  Told as findings of that
 * place, unless findings is NULL.
 */
extern void caaspp_cell_take_off(CaasppFindings *findings, int64 line, int column_number, const char *column_name,
								 bool words, const char **s, size_t *len);

/* Makes a column ready to be read.  Error: 22023 where its detail or fallback is wrong. */
extern void caaspp_cell_prepare(CaasppImport *import, CaasppColumn *column);

/* The cell's value and whether it is null go into the column; false: refused, which is a finding. */
extern bool caaspp_cell_read(CaasppImport *import, CaasppColumn *column, int64 line, const CaasppCsvField *field);

/* recall.c: a column whose cells repeat keeps what they were read as, if that made no finding. */
extern void caaspp_recall_prepare(CaasppColumn *column);

/* Whether the column has the cell's value now. */
extern bool caaspp_recall(CaasppColumn *column, const CaasppCsvField *field);

/* The value that the column has is the cell's. */
extern void caaspp_remember(CaasppColumn *column, const CaasppCsvField *field);

/* fact.c: a column of the fact and, if place is given, its place in the fact's rows, as c1; NULL where the file does not give it. */
extern const CaasppFactColumn *caaspp_fact_column(const CaasppFact *fact, const char *name, int *place);

/*
 * Once the header is known: columns ready to be read, facts ready to take rows.
 * Error: 22P04 where the file fills no table or lacks a key, 22023 where an
 * argument is missing or the layout wrong, 42P01 where a table is.
 */
extern void caaspp_facts_prepare(CaasppImport *import);

/* fact_rows.c: how the fact's rows look, and none yet.  Error: 22023 where columns of several types fill one. */
extern void caaspp_start_rows(CaasppFact *fact);

/* The row that was read, as a row of each fact that it says something of; only of those that a column fills, if it is not NULL. */
extern void caaspp_facts_put(CaasppImport *import, int64 line, const CaasppColumn *only);

/* A cell of the row could not be read: what is stored of its student stays. */
extern void caaspp_facts_keep(CaasppImport *import, int64 line);

/* settle.c: from now on rows are sorted by key. */
extern void caaspp_start_sort(CaasppFact *fact);

/* The file is read: of each key the row that counts.  What else it says of the key is a finding. */
extern void caaspp_facts_settle(CaasppImport *import);

/* Tables refused rows (import->refused): of their keys the next ones count. */
extern void caaspp_facts_settle_again(CaasppImport *import);

/* transactions.c: what rows of these lines that replace, or delete, do to the first fact's table. */
extern void caaspp_move_keys(CaasppImport *import, int64 first_line, int64 last_line);
extern void caaspp_delete_keys(CaasppImport *import, int64 first_line, int64 last_line);

/* Whether the file takes rows of the fact away. */
extern bool caaspp_takes_away(const CaasppImport *import, const CaasppFact *fact);

/* Appends, of a fact that it takes rows away of: AND the row is none that it takes away further down. */
extern void caaspp_append_not_taken_away(StringInfo sql, const CaasppImport *import, const CaasppFact *fact, const char *rows);

/* file_order.c: of keys that are given and replaced further down, which rows overrule which (import->overruled). */
extern void caaspp_settle_order(CaasppImport *import);

/* Appends: AND the row r is none that a later one overrules. */
extern void caaspp_append_not_overruled(StringInfo sql, const CaasppImport *import, const CaasppFact *fact);

/* Appends: AND the row g moves only what it overrules; last is the last column of the key, in the table's row l, type its type. */
extern void caaspp_append_overruled(StringInfo sql, const CaasppImport *import, const char *last, const char *type);

/* reporters.c: as caaspp_load() of a fact with a reporter: where LEAs differ, the student's own counts. */
extern void caaspp_update_by_reporter(CaasppImport *import, const CaasppFact *fact, int64 first_line, int64 last_line);

/* charters.c: once, before the first cell is read. */
extern void caaspp_charters_prepare(CaasppImport *import);

/* The 7 digits of the LEA of the charter with that code, else s itself, noted as import->unknown_lea if it could be one. */
extern const char *caaspp_lea_of_charter(CaasppImport *import, const char *s, size_t len);

/* file_year.c: takes the year from a cell of the file's beginning that tells it; it counts before the argument, and a difference is a finding. */
extern void caaspp_take_file_year(CaasppImport *import, const char *piece, size_t len);

/* sheet.c: a layout with a column a resource. */
extern bool caaspp_is_sheet(const CaasppLayout *layout);

/*
 * Whether the file is such a sheet, by its beginning; then *header is filled.
 * The arguments are those of caaspp_header_find().  *titled: one that only a row
 * before the titles tells, left alone where there is none.
 */
extern bool caaspp_sheet_find(CaasppHeader *header, List *layouts, char delimiter, bool named, const char *piece,
							  size_t len, bool whole, CaasppFindings *findings, const CaasppLayout **titled);

/* The codes of a row whose other cells were read, each put as facts; what is no code is a finding. */
extern void caaspp_sheet_put(CaasppImport *import, const CaasppCsvRecord *record);

/* import_progress.c: for pg_stat_progress_copy, once the layout is known. */
extern void caaspp_progress_start(const CaasppImport *import);
extern void caaspp_progress_read(CaasppImport *import, size_t len); /* so many more bytes */
extern void caaspp_progress_end(void);

/* plausible.c: the checks that the file's columns allow, for import->plausible. */
extern List *caaspp_plausible_prepare(const CaasppImport *import);

/* Findings of the row that was read; and, before the file is loaded, of statuses that step back from the stored ones. */
extern void caaspp_find_implausible(CaasppImport *import, int64 line);
extern void caaspp_find_setbacks(CaasppImport *import);

/* expiry.c: the column of days on which open parts expire, if the file has one; the day of the row that was read. */
extern void caaspp_expiry_prepare(CaasppImport *import);
extern void caaspp_expiry_note(CaasppImport *import, int64 line);

/* Findings, before the file is loaded: those that are not the day that caaspp has.  Not for who cannot see when a window ends. */
extern void caaspp_find_other_expiries(CaasppImport *import);

/* rights.c.  Error: 42501 where the importer lacks a privilege on a table of the file. */
extern void caaspp_require_rights(const CaasppImport *import);

/* odd_row.c: the column without whose digits a row is none. */
extern void caaspp_odd_prepare(CaasppImport *import);

/* A row before the header: with a student in it, it is counted as refused and a finding. */
extern void caaspp_look_before_header(CaasppImport *import, const CaasppCsvRecord *record);

/* Whether a row after the header is none, which is a finding, and no more to be read. */
extern bool caaspp_is_odd_row(CaasppImport *import, const CaasppCsvRecord *record);

/* reader.c */
extern bool caaspp_is_blank_field(const CaasppCsvField *field);

/* The whole file into facts and findings.  Error: whatever keeps the file as a whole from being read. */
extern void caaspp_read_file(CaasppImport *import);

/* stored.c: how a column of the table is written of the fact's row r, cast to its type; NULL where the file does not give it. */
extern const char *caaspp_fact_gives(const CaasppFact *fact, const char *name);

/* Appends: AND the row t of the table has the key of the fact's row; without whole, but for what is left to the table. */
extern void caaspp_append_same_key(StringInfo sql, const CaasppFact *fact, const char *row, bool whole);

/* The fact's rows with the columns of their keys that they leave to the table; the caller ends them. */
extern Tuplestorestate *caaspp_whole_rows(const CaasppImport *import, const CaasppFact *fact);

/*
 * statement.c: as SPI_execute_with_args(), not read_only and planned for as many
 * rows as the file has.  nulls may be NULL; the rows go to dest, if it is not.
 */
extern int	caaspp_execute(const CaasppImport *import, const char *sql, int nargs, Oid *types, const Datum *values, const char *nulls,
						   DestReceiver *dest, uint64 limit);
/* Of a query so planned, without arguments, all rows, for the caller to end. */
extern Tuplestorestate *caaspp_query(const CaasppImport *import, const char *sql);

/*
 * trial.c: work(of) in a subtransaction of its own, which is kept only if keep.
 * What it allocates stays.  Its error, which undid it, in the caller's memory; or NULL.
 */
extern ErrorData *caaspp_try(void (*work) (void *of), void *of, bool keep);

/*
 * loader.c: lets statements see rows under a name, in place of those that had
 * it.  nrows is what the planner is told.
 */
extern void caaspp_register(const char *name, TupleDesc desc, Tuplestorestate *rows, int64 nrows);

/* All facts of the lines from the first to the last, into their tables; import->changed: the lines that changed something.  Error: the tables'. */
extern void caaspp_load(CaasppImport *import, int64 first_line, int64 last_line);

/* Findings, once loaded: rows of updates that nothing was there for. */
extern void caaspp_find_unmatched(CaasppImport *import);

/* Appends a query, up to its WHERE: line and the fact's columns as the table has them, without rows refused or passed over. */
extern void caaspp_append_rows(StringInfo sql, const CaasppImport *import, const CaasppFact *fact);

/* Appends: the line of these rows is one from $2 to $3. */
extern void caaspp_append_lines(StringInfo sql, const char *rows);

/* Runs a statement whose first column is the lines that changed.  $1: the batch, null in a dry run; $2 and $3: the lines. */
extern void caaspp_run_statement(CaasppImport *import, const CaasppFact *fact, const char *sql, int64 first_line, int64 last_line);

/* What to order rows with one key by, so that the one that counts is first. */
extern const char *caaspp_later_first(const CaasppFact *fact, const char *rows);

/* file_day.c: the day of the file by its titles or its name, unless it was given; piece is its beginning. */
extern void caaspp_date_guess(CaasppImport *import, const char *piece, size_t len);

/* The row's own day, which tells better; and, after the last row, the file's.  Error: 22023 where a day given has not come. */
extern void caaspp_date_note(CaasppImport *import);
extern void caaspp_date_settle(CaasppImport *import);

/* Before the file is loaded: rows that are older than what is known (import->passed), and a finding. */
extern void caaspp_pass_older(CaasppImport *import);

/* Once it is loaded: whom it lists, and of which day, into student_listings. */
extern void caaspp_list_students(CaasppImport *import);

/* Findings: the same file before, or one of a later day. */
extern void caaspp_find_earlier(CaasppImport *import);

/* file_source.c: the column that says who the file came from; the row's cell in it (import->rows_source, sources_differ). */
extern void caaspp_source_prepare(CaasppImport *import);
extern void caaspp_source_note(CaasppImport *import);

/* unknown.c: findings, once loaded: rows of students without an enrollment, of people who are not on staff, of schools in no list. */
extern void caaspp_find_unknown(CaasppImport *import);

/* import.c: nothing that was tried counts as replaced. */
extern void caaspp_replaced_none(void);

/*
 * constraint.c: why a table refuses a row, of its error, of a column that must
 * not be null, or of a constraint (whose message is NULL unless it is a check).
 */
typedef struct CaasppRefusal
{
	const char *rule;			/* of the finding */
	const char *message;
	int			column_number;	/* in the file, 0: of the row, or of several */
	const char *column_name;	/* or NULL */
} CaasppRefusal;

extern CaasppRefusal caaspp_refusal_of_error(const CaasppImport *import, const ErrorData *error);
extern CaasppRefusal caaspp_refusal_of_null(const CaasppImport *import, Oid relid, const char *column);
extern CaasppRefusal caaspp_refusal_of_constraint(const CaasppImport *import, Oid relid, const char *name);

/*
 * suspects.c: tells the sink of each row that breaks a table's own constraints,
 * or (refusal NULL) may break one; suspects is passed on to it.
 */
typedef void (*CaasppBreachSink) (CaasppImport *import, int64 line, const CaasppRefusal *refusal, CaasppLines *suspects);

extern void caaspp_suspect(CaasppImport *import, CaasppBreachSink sink, CaasppLines *suspects);

/* refusal.c */
#define CAASPP_MOST_REFUSED 1000	/* each by a trial; beyond, the file itself is wrong */

/*
 * Loads the file without the rows that the tables refuse, and finds what there
 * is to find beside the tables.  In a dry run, or where all or nothing was asked
 * for and a row is refused, nothing stays.  Error: the tables', where no row of
 * its own is at fault.
 */
extern void caaspp_load_or_refuse(CaasppImport *import);

#endif							/* CAASPP_INTAKE_H */
