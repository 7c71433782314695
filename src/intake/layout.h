/*
 * layout.h
 *		What files look like: layouts and their columns (layout.c), which one a
 *		file is of (header.c), and the codes in it (codes.c).  What holds for all
 *		entries of the intake, intake.h says.
 */
#ifndef CAASPP_LAYOUT_H
#define CAASPP_LAYOUT_H

#include "nodes/pg_list.h"
#include "utils/hsearch.h"

#include "core/csv_reader.h"
#include "intake/finding.h"

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

#endif
