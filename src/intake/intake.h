/*
 * intake.h
 *		Files into district tables: what the parts of the intake share.
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

typedef struct CaasppSource CaasppSource;

/* source.c */
extern const CaasppCsvMemory caaspp_csv_memory; /* palloc, without an error where memory is short */

/* Bytes that stay where they are until the source is closed. */
extern CaasppSource *caaspp_source_of_bytes(const char *data, size_t len);

/* A file of the server, opened as COPY does; who may is for the caller to decide.  Error: of the file, or 42809 for a directory. */
extern CaasppSource *caaspp_source_of_file(const char *path);

/*
 * The next piece, in UTF-8 or another encoding of bytes and without a byte
 * order mark, good until the next call; its length, 0 at the end.  Error: 22P04
 * where the file is empty, or is none of text.
 */
extern size_t caaspp_source_read(CaasppSource *source, const char **piece);

/* Known from the first piece on: whether it came as UTF-16, and whether there is no further one. */
extern bool caaspp_source_is_utf16(const CaasppSource *source);
extern bool caaspp_source_is_at_end(const CaasppSource *source);

/* In bytes as they are read, of UTF-16 about; 0 where it is not known.  *is_file: not of bytes. */
extern int64 caaspp_source_size(const CaasppSource *source, bool *is_file);

/* In hexadecimal, of everything read; once, before it is closed. */
extern char *caaspp_source_sha256(CaasppSource *source);
extern void caaspp_source_close(CaasppSource *source);

/* Lines as bits, from 0. */
typedef struct CaasppLines
{
	uint8	   *bits;
	int64		room;			/* in lines */
	int64		count;			/* of different ones */
} CaasppLines;

/* finding.c: grows as lines are added, where it was begun. */
extern void caaspp_lines_init(CaasppLines *lines);
extern void caaspp_lines_clear(CaasppLines *lines);
extern void caaspp_lines_add(CaasppLines *lines, int64 line);
extern bool caaspp_lines_has(const CaasppLines *lines, int64 line);

/* Findings, kept until the batch is written. */
#define CAASPP_MOST_FINDINGS 10000	/* of a rule */

typedef enum CaasppSeverity
{
	CAASPP_ERROR,
	CAASPP_REPAIRED,
	CAASPP_WARNING
} CaasppSeverity;

typedef struct CaasppFindings
{
	Tuplestorestate *rows;
	TupleDesc	desc;
	int64		count;			/* also of those that are not listed */
	List	   *rules;			/* how many of each there are */
	MemoryContext context;
} CaasppFindings;

extern void caaspp_findings_init(CaasppFindings *findings);

/*
 * One more.  line 0 is the file as a whole, column_number 0 (and column_name
 * NULL) the row; rule is one of finding_rules; the message is a format and
 * prints no student.  Of each rule the first CAASPP_MOST_FINDINGS are listed.
 */
extern void caaspp_find(CaasppFindings *findings, int64 line, int column_number, const char *column_name,
						const char *rule, CaasppSeverity severity, const char *message,...) pg_attribute_printf(7, 8);

/* No more will come: what was not listed is told in a last one. */
extern void caaspp_findings_finish(CaasppFindings *findings);

/* In the order of the file, one for a place and rule; of columns as import_findings has them. */
#define CAASPP_FINDINGS_IN_ORDER \
	"SELECT line, column_number, rule, pg_catalog.min(column_name) AS column_name, pg_catalog.min(severity) AS severity," \
	" pg_catalog.string_agg(DISTINCT message, '; ') AS message" \
	" FROM caaspp_findings GROUP BY line, column_number, rule ORDER BY line, column_number, rule"

/* What a column's cells hold. */
typedef enum CaasppCellType
{
	CAASPP_CELL_SSID,
	CAASPP_CELL_CDS_CODE,
	CAASPP_CELL_SCHOOL_YEAR,
	CAASPP_CELL_GRADE,
	CAASPP_CELL_ASSESSMENT,
	CAASPP_CELL_TEST_PART,
	CAASPP_CELL_EXEMPTION_CODE,
	CAASPP_CELL_CONDITION_CODE,
	CAASPP_CELL_ATTEMPT_STATUS,
	CAASPP_CELL_TEXT,
	CAASPP_CELL_INTEGER,
	CAASPP_CELL_BOOLEAN,
	CAASPP_CELL_DATE,
	CAASPP_CELL_DAY,
	CAASPP_CELL_UNTIL,
	CAASPP_CELL_TIMESTAMP,
	CAASPP_CELL_DIGITS,
	CAASPP_CELL_CHOICE,
	CAASPP_CELL_CODE,
	CAASPP_CELL_CODES,
	CAASPP_CELL_YEAR_OF,
	CAASPP_CELL_EXPIRY,
	CAASPP_CELL_SINCE
} CaasppCellType;

typedef struct CaasppRecall CaasppRecall;

typedef struct CaasppChoice
{
	const char *text;
	const char *stored;
	bool		is_told;		/* as a repair */
} CaasppChoice;

/* A row of layout_columns. */
typedef struct CaasppColumn
{
	const char *name;
	int			position;
	List	   *names;			/* folded: its own and its aliases */
	CaasppCellType type;
	const char *type_name;
	const char *detail;
	bool		required;
	bool		filled;
	const char *fallback;
	const char *highest;		/* a blank is the highest stored under the rest of the key, else this; or NULL */
	List	   *fills;			/* "table.column" */
	const char *fills_text;		/* the same as one text, to compare */
	const char *condition;
	struct CaasppColumn *when;	/* read only where this one's cell */
	List	   *when_values;	/* is one of these, */
	bool		when_not;		/* or is none of them */
	bool		needed;			/* its cells are read */
	bool		in_key;			/* of the layout's first fact */
	bool		charters;		/* a charter's code stands for that of its LEA */
	bool		of_school;		/* the 7 digits of an LEA are none */
	bool		lower;			/* letters in lower case */

	/* Prepared once the file's header is known. */
	int			number;			/* in the file, from 1; 0 when it is not there */
	int			digits;
	List	   *choices;
	HTAB	   *codes;
	const char *listed_codes;	/* of a column of codes: these, or NULL where they are many */
	bool		has_fallback;
	Datum		fallback_value;
	CaasppRecall *recall;		/* NULL where it does not pay */

	/* Of the row being read. */
	bool		is_read;		/* the row is of the kind that it is about */
	Datum		value;
	bool		isnull;
	bool		is_void;		/* the row says nothing of what it fills */
} CaasppColumn;

typedef struct CaasppLayout
{
	const char *name;
	const char *recognition;
	List	   *facts;			/* names of tables */
	List	   *updates;		/* of those, the ones whose rows are there already */
	const char *latest_name;
	CaasppColumn *latest_by;	/* which row counts where a key comes twice, or NULL */
	const char *dated_name;
	CaasppColumn *dated_by;		/* says of which day the file is, or NULL */
	List	   *listed_by;		/* key columns of what a file lists wholly */
	CaasppColumn *deletes;		/* whose condition holds for rows that take the first fact away, or NULL */
	CaasppColumn *replaces;		/* and for those that may move it to another key */
	const char *reporter_name;
	CaasppColumn *reporter;		/* the LEA that says so, or NULL */
	const char *title_row;		/* of a sheet: folded, in a row before its titles */
	List	   *columns;		/* CaasppColumn, in order */
	CaasppColumn *cells;		/* of a sheet: the column that its cells fill */
} CaasppLayout;

/* All that a file can be read by, by name; or the one named, not NULL.  Error: 22023 where it does not exist or cannot be read by. */
extern List *caaspp_layouts_read(const char *only);

/* What only a layout of the district's can have wrong.  Error: 22023. */
extern void caaspp_layout_check(CaasppLayout *layout);

/* Its files have no header. */
extern bool caaspp_is_by_position(const CaasppLayout *layout);

/* header.c */
typedef enum CaasppCells
{
	CAASPP_CELLS_OTHER,
	CAASPP_CELLS_NAMED,			/* by the layout */
	CAASPP_CELLS_CODES,
	CAASPP_CELLS_TITLED			/* codes, as the title says */
} CaasppCells;

typedef struct CaasppHeader
{
	CaasppLayout *layout;
	char		delimiter;
	int64		line;			/* rows come after it */
	int			ncolumns;
	bool		open_end;		/* rows may have more cells than that */
	CaasppCells *cells;			/* of a sheet: what each column holds */
	const char **only;			/* of a sheet: the code that a yes in it means, or NULL */
	List	   *titles;			/* of a sheet */
} CaasppHeader;

/*
 * Which of the layouts a file is of, its delimiter, and where its columns are.
 * piece is the file's beginning, or all of it (whole); named: the importer said
 * that it is the one layout given.  Error: 22P04 where it is of none or of
 * several, and what it lacks.
 */
extern void caaspp_header_find(CaasppHeader *header, List *layouts, bool named, const char *piece, size_t len,
							   bool whole, CaasppFindings *findings);

/* The records of a file's beginning to a sink, until it stops.  Error: 53200. */
extern void caaspp_header_search(char delimiter, CaasppCsvSink sink, void *arg, const char *piece, size_t len, bool whole);

/* The cells of a record, folded: each as it stands with, behind its zero byte, what it is without the part in parentheses. */
extern List *caaspp_folded_cells(const CaasppCsvRecord *record);

/* Such cells have all that the layout requires; such a cell is a name of the column. */
extern bool caaspp_header_fits(CaasppLayout *layout, List *cells);
extern bool caaspp_column_is_named(const CaasppColumn *column, const char *cell);

/* Which of such cells is which column of the header's layout: its number.  One that comes again is a finding. */
extern void caaspp_number_columns(CaasppHeader *header, List *cells, CaasppFindings *findings);

/* codes.c: detail is "table", whose codes are in the column code, or "table.column". */
extern bool caaspp_codes_exist(const char *detail);

/* The codes joined by a comma, in order, where they are few; else NULL. */
extern const char *caaspp_codes_listed(HTAB *codes);

/* Not a rule table but a type, whose spellings are all as good. */
extern bool caaspp_codes_are_type(const char *rule_table);

/* The codes with their other spellings.  Error: 42P01 where they do not exist. */
extern HTAB *caaspp_codes_read(const char *detail);

/* The code in the state's spelling, which is the table's own, or NULL; described: it may have its title behind it, as in "AUT - Autism". */
extern const char *caaspp_codes_find(HTAB *codes, const char *s, size_t len);
extern const char *caaspp_codes_find_described(HTAB *codes, const char *s, size_t len);

/* Written in full, or as another system's number: right as it stands, though stored as the code. */
extern bool caaspp_codes_is_other_name(HTAB *codes, const char *s, size_t len);

/* One code, or several with nothing between them; NIL if it is not made of codes. */
extern List *caaspp_codes_split(HTAB *codes, const char *s, size_t len);

/* It begins as some code does, TDS_ and the like, or with one, as ESN_1. */
extern bool caaspp_codes_resemble(HTAB *codes, const char *s, size_t len);

/* What columns of codes of a rule table are called: for the next one. */
extern List *caaspp_codes_titles(const char *rule_table);

/* Whether a column's title has one of these names in it.  *only: the code if that name has but one and the title says no more, else NULL. */
extern bool caaspp_codes_titled(List *titles, const char *s, size_t len, const char **only);

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
