/*
 * cell.c
 *		One cell of a file into a value, or a finding that says what would be
 *		right.
 *
 * A finding repeats the cell only where it cannot be a name, a student's
 * number or a date of birth, whatever column it strayed into.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_collation_d.h"
#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "nodes/value.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/formatting.h"
#include "utils/timestamp.h"

#include "caaspp.h"
#include "core/calendar.h"
#include "core/cds_code.h"
#include "core/cells.h"
#include "core/ssid.h"
#include "core/text.h"
#include "core/vocabulary.h"
#include "intake/intake.h"
#include "store/columns.h"
#include "types/ordered_type.h"

#define LONGEST_GRADE 2			/* of those that systems write */

typedef struct CellTypeInfo
{
	const char *name;			/* as in layout_columns */
	Oid			sql_type;		/* InvalidOid: a type of caaspp, of that name */
	const CaasppVocabulary *vocabulary;
	const char *what;			/* "not ..." */
	const char *right;			/* what to write */
} CellTypeInfo;

/* In the order of CaasppCellType. */
static const CellTypeInfo types[] = {
	{"ssid", InvalidOid, NULL, "an SSID", "write its 10 digits"},
	{"cds_code", InvalidOid, NULL, "a CDS code", "write its 14 digits, or the 7 of an LEA"},
	{"school_year", InvalidOid, NULL, "a school year", "write it as 2019-20"},
	{"grade", InvalidOid, &caaspp_grade_codes, "a grade", NULL},
	{"assessment", InvalidOid, &caaspp_assessment_codes, "an assessment", NULL},
	{"test_part", InvalidOid, &caaspp_test_part_codes, "a test part", NULL},
	{"exemption_code", InvalidOid, &caaspp_exemption_code_codes, "an exemption code", NULL},
	{"condition_code", InvalidOid, &caaspp_condition_code_codes, "a condition code", NULL},
	{"attempt_status", InvalidOid, &caaspp_attempt_status_codes, "an attempt status", NULL},
	{"text", TEXTOID, NULL, "text", NULL},
	{"integer", INT4OID, NULL, "a whole number", "write digits only"},
	{"boolean", BOOLOID, NULL, "yes or no", "write Y or N"},
	{"date", DATEOID, NULL, "a date", "write it as YYYY-MM-DD or M/D/YYYY"},
	{"day", DATEOID, NULL, "a date", "write it as YYYY-MM-DD or M/D/YYYY, the time may follow"},
	{"until", BOOLOID, NULL, "a date", "write it as YYYY-MM-DD or M/D/YYYY"},
	{"timestamp", TIMESTAMPTZOID, NULL, "a date and time", "write it as YYYY-MM-DD HH:MM"},
	{"digits", TEXTOID, NULL, "a code", NULL},
	{"choice", TEXTOID, NULL, "on the list", NULL},
	{"code", TEXTOID, NULL, "a code", NULL},
	{"codes", TEXTOID, NULL, "codes", NULL},
	{"year_of", DATEOID, NULL, "a date", "write it as YYYY-MM-DD or M/D/YYYY"},
	{"expiry", DATEOID, NULL, "a date", "write it as YYYY-MM-DD or M/D/YYYY"},
	{"since", DATEOID, NULL, "a date", "write it as YYYY-MM-DD or M/D/YYYY"},
};

/* The cell being read. */
typedef struct Cell
{
	CaasppImport *import;
	CaasppColumn *column;
	int64		line;
	const char *s;				/* trimmed */
	size_t		len;
	bool		quiet;			/* not of the file: no findings */
} Cell;

CaasppCellType
caaspp_cell_type(const char *name)
{
	for (int i = 0; i < lengthof(types); i++)
		if (strcmp(types[i].name, name) == 0)
			return (CaasppCellType) i;
	elog(ERROR, "unknown type of column \"%s\"", name);
}

/* The type that values of the column have in SQL. */
Oid
caaspp_cell_sql_type(const CaasppColumn *column)
{
	const CellTypeInfo *info = &types[column->type];
	Oid			type = info->sql_type;

	if (!OidIsValid(type))
		type = caaspp_type_oid(info->name);
	return type;
}

#define find_in(cell, rule, severity, ...) \
	do { \
		if (!(cell)->quiet) \
			caaspp_find(&(cell)->import->findings, (cell)->line, (cell)->column->number, (cell)->column->name, \
						rule, severity, __VA_ARGS__); \
	} while (0)

/* Short, and with a digit or an underscore that no name has. */
static bool
can_be_shown(const Cell *cell)
{
	bool		is_code = false;

	if (cell->column->type == CAASPP_CELL_SSID || cell->column->type == CAASPP_CELL_TEXT ||
		cell->column->type == CAASPP_CELL_DATE || cell->column->type == CAASPP_CELL_DAY || cell->column->type == CAASPP_CELL_UNTIL ||
		cell->column->type == CAASPP_CELL_SINCE || cell->column->type == CAASPP_CELL_TIMESTAMP)
		return false;
	for (size_t i = 0; i < cell->len; i++)
	{
		char		c = cell->s[i];

		if (c == '_')
			is_code = true;
		else if (!caaspp_is_digit(c) && (caaspp_upper(c) < 'A' || caaspp_upper(c) > 'Z') &&
				 strchr("-&.+", c) == NULL)
			return false;
		else if (caaspp_is_digit(c) && cell->len <= 6)
			is_code = true;
	}
	return is_code && cell->len <= 40;
}

static const char *
shown(const Cell *cell)
{
	return can_be_shown(cell) ? psprintf(": \"%.*s\"", (int) cell->len, cell->s) : "";
}

/* What to write in a cell of the column. */
const char *
caaspp_cell_right(const CaasppColumn *column)
{
	const CellTypeInfo *info = &types[column->type];
	const CaasppVocabulary *v = info->vocabulary;
	StringInfoData text;
	List	   *words = NIL;
	ListCell   *lc;

	if (column->of_school)
		return psprintf("write its %d digits", CAASPP_CDS_DIGITS);
	if (info->right != NULL)
		return info->right;
	if (column->type == CAASPP_CELL_DIGITS)
		return psprintf("write its %d digits", column->digits);
	if (v != NULL && column->detail != NULL)
		return psprintf("write one of %s", column->detail);
	initStringInfo(&text);
	appendStringInfoString(&text, "write ");
	for (int i = 0; v != NULL && i < v->ncodes; i++)
		appendStringInfo(&text, "%s%s", i == 0 ? "one of " : ", ", v->codes[i].label);
	foreach(lc, column->choices)
	{
		const CaasppChoice *choice = lfirst(lc);
		const char *word = choice->is_told || strchr(choice->text, '*') != NULL ? choice->stored : choice->text;

		if (choice->stored[0] != '\0' && !list_member(words, makeString(unconstify(char *, word))))
			words = lappend(words, makeString(unconstify(char *, word)));
	}
	foreach(lc, words)
		appendStringInfo(&text, "%s%s", foreach_current_index(lc) == 0 ? "one of " : ", ", strVal(lfirst(lc)));
	if (v == NULL && column->choices == NIL)
		appendStringInfoString(&text, "it");
	return text.data;
}

/* The cell is not of its type. */
static bool
refuse(const Cell *cell)
{
	find_in(cell, "format", CAASPP_ERROR, "not %s%s; %s", types[cell->column->type].what, shown(cell),
			caaspp_cell_right(cell->column));
	return false;
}

/* The cell is no date, and why. */
static bool
refuse_date(const Cell *cell)
{
	switch (caaspp_date_problem(cell->s, cell->len))
	{
		case CAASPP_DATE_SHORT_YEAR:
			find_in(cell, "format", CAASPP_ERROR, "a year of two digits, which could be of either century; %s",
					caaspp_cell_right(cell->column));
			return false;
		case CAASPP_DATE_SERIAL:
			find_in(cell, "spreadsheet", CAASPP_ERROR,
					"a spreadsheet's number for a day; format the column as a date and export the file again");
			return false;
		case CAASPP_DATE_NO_SUCH_DAY:
			find_in(cell, "format", CAASPP_ERROR, "there is no such day; %s", caaspp_cell_right(cell->column));
			return false;
		case CAASPP_DATE_OTHER:
			break;
	}
	return refuse(cell);
}

static bool
is_all_digits(const Cell *cell)
{
	for (size_t i = 0; i < cell->len; i++)
		if (!caaspp_is_digit(cell->s[i]))
			return false;
	return true;
}

/* A number of exactly so many digits: spreadsheets drop zeros, and worse. */
static bool
refuse_number(const Cell *cell, int digits)
{
	if (caaspp_is_spreadsheet_number(cell->s, cell->len))
		find_in(cell, "spreadsheet", CAASPP_ERROR,
				"a spreadsheet has turned the code into a number, digits may be lost; export the file again and keep the column as text");
	else if (is_all_digits(cell) && (int) cell->len < digits &&
			 ((int) cell->len >= digits - 2 || cell->column->type == CAASPP_CELL_DIGITS))
		find_in(cell, "spreadsheet", CAASPP_ERROR,
				"only %d of %d digits; a spreadsheet has probably dropped leading zeros, keep the column as text",
				(int) cell->len, digits);
	else
		return refuse(cell);
	return false;
}

/* Text in the database's encoding, from UTF-8 or else Windows-1252. */
static char *
text_of(const Cell *cell)
{
	char	   *utf8 = pnstrdup(cell->s, cell->len);
	size_t		len = cell->len;

	if (caaspp_utf8_prefix(utf8, len) < len)
	{
		utf8 = palloc(3 * cell->len + 1);
		len = caaspp_from_windows_1252(cell->s, cell->len, utf8);
		utf8[len] = '\0';
		find_in(cell, "encoding", CAASPP_REPAIRED, "not UTF-8; read as Windows-1252");
	}
	return pg_any_to_server(utf8, (int) len, PG_UTF8);
}

static bool
read_integer(const Cell *cell, Datum *value)
{
	int32		number;
	const char *code;

	if (!caaspp_integer_parse(cell->s, cell->len, &number))
	{
		code = cell->column->codes == NULL ? NULL : caaspp_codes_find_described(cell->column->codes, cell->s, cell->len);
		if (code == NULL || !caaspp_integer_parse(code, strlen(code), &number))
			return refuse(cell);
		find_in(cell, "spelling", CAASPP_REPAIRED, "read as \"%s\"", code);
	}
	else if (cell->column->codes != NULL)
	{
		const char *text = psprintf("%d", number);

		if (caaspp_codes_find(cell->column->codes, text, strlen(text)) == NULL)
			find_in(cell, "unknown code", CAASPP_WARNING, "not in caaspp.%s%s; kept as it stands",
					cell->column->detail, shown(cell));
	}
	*value = Int32GetDatum(number);
	return true;
}

static int
pacific_offset(struct pg_tm *tm)
{
	return DetermineTimeZoneOffset(tm, caaspp_pacific_zone());
}

static bool
read_timestamp(const Cell *cell, Datum *value)
{
	CaasppTimestamp t;
	struct pg_tm tm = {0};
	Timestamp	local;
	int			zone;

	if (!caaspp_timestamp_parse(cell->s, cell->len, &t))
		return refuse_date(cell);
	tm.tm_year = t.year;
	tm.tm_mon = t.month;
	tm.tm_mday = t.day;
	tm.tm_hour = t.hour;
	tm.tm_min = t.minute;
	tm.tm_sec = t.second;
	zone = t.has_zone ? -t.zone_seconds : pacific_offset(&tm);
	if (tm2timestamp(&tm, t.microsecond, &zone, &local) != 0)
		return refuse(cell);
	*value = TimestampTzGetDatum(local);
	return true;
}

/* Pacific, as all calendar days are. */
static bool
read_day(const Cell *cell, Datum *value)
{
	CaasppTimestamp t;
	int			seconds = 0;

	if (!caaspp_timestamp_parse(cell->s, cell->len, &t))
		return refuse_date(cell);
	if (t.has_zone)
	{
		struct pg_tm tm = {.tm_year = t.year,.tm_mon = t.month,.tm_mday = t.day,.tm_hour = t.hour,.tm_min = t.minute};

		seconds = (t.hour * MINS_PER_HOUR + t.minute) * SECS_PER_MINUTE + t.second - t.zone_seconds - pacific_offset(&tm);
	}
	*value = DateADTGetDatum(date2j(t.year, t.month, t.day) - POSTGRES_EPOCH_JDATE +
							 (seconds < 0 ? -1 : seconds / SECS_PER_DAY));
	return true;
}

/* A day that is only compared: one that cannot be read is none. */
static bool
read_expiry(const Cell *cell, Datum *value)
{
	Cell		quietly = *cell;

	quietly.quiet = true;
	cell->column->is_void = !read_day(&quietly, value);
	return true;
}

/* A date, to which spreadsheets add a midnight and others the time. */
static bool
read_date(const Cell *cell, DateADT *day)
{
	CaasppTimestamp t = {0};

	if (!caaspp_date_parse(cell->s, cell->len, &t.year, &t.month, &t.day))
	{
		if (!caaspp_timestamp_parse(cell->s, cell->len, &t))
			return refuse_date(cell);
		if (t.has_zone)
		{
			find_in(cell, "format", CAASPP_ERROR, "a time with a zone, in which the day may be another; %s",
					caaspp_cell_right(cell->column));
			return false;
		}
		if (t.hour + t.minute + t.second + t.microsecond > 0)
			find_in(cell, "time of day", CAASPP_REPAIRED, "the time of day was dropped");
	}
	*day = date2j(t.year, t.month, t.day) - POSTGRES_EPOCH_JDATE;
	return true;
}

static const CaasppChoice *
choice_of(const CaasppColumn *column, const char *s, size_t len)
{
	ListCell   *lc;

	foreach(lc, column->choices)
	{
		const CaasppChoice *choice = lfirst(lc);

		if (len > 0 && strchr(choice->text, '*') != NULL ? caaspp_words_match(choice->text, s, len) :
			strlen(choice->text) == len && pg_strncasecmp(choice->text, s, len) == 0)
			return choice;
	}
	return NULL;
}

static bool
read_choice(const Cell *cell, Datum *value)
{
	const CaasppChoice *choice = choice_of(cell->column, cell->s, cell->len);

	if (choice == NULL)
		return refuse(cell);
	if (choice->is_told)
		find_in(cell, "spelling", CAASPP_REPAIRED, "read as \"%s\"", choice->stored);
	cell->column->is_void = choice->stored[0] == '\0';
	*value = CStringGetTextDatum(choice->stored);
	return true;
}

static bool
read_code(const Cell *cell, Datum *value)
{
	const char *code = caaspp_codes_find_described(cell->column->codes, cell->s, cell->len);

	if (code == NULL)
	{
		const char *known = cell->column->listed_codes;

		find_in(cell, "unknown code", CAASPP_WARNING, "not in caaspp.%s%s; kept as it stands%s%s",
				cell->column->detail, shown(cell), known == NULL ? "" : "; known are ", known == NULL ? "" : known);
		*value = CStringGetTextDatum(text_of(cell));
		return true;
	}
	if ((strlen(code) != cell->len || memcmp(code, cell->s, cell->len) != 0) &&
		!caaspp_codes_is_other_name(cell->column->codes, cell->s, cell->len))
		find_in(cell, "spelling", CAASPP_REPAIRED, "read as \"%s\"", code);
	*value = CStringGetTextDatum(code);
	return true;
}

/* The last day of the row's school year. */
static DateADT
end_of_year(const Cell *cell)
{
	DateADT		day = PG_INT32_MAX;
	ListCell   *lc;

	foreach(lc, cell->import->header.layout->columns)
	{
		const CaasppColumn *column = lfirst(lc);

		if (column->type == CAASPP_CELL_SCHOOL_YEAR && column->needed && !column->isnull)
			day = Min(day, date2j(DatumGetInt16(column->value) + 1, 6, 30) - POSTGRES_EPOCH_JDATE);
	}
	return day;
}

/* Whether something that ends on that day still holds today, or held at the end of the row's school year. */
static bool
read_until(const Cell *cell, Datum *value)
{
	DateADT		end;

	if (!read_date(cell, &end))
		return false;
	*value = BoolGetDatum(end >= Min(cell->import->today, end_of_year(cell)));
	return true;
}

/* What begins later says nothing yet; what began after its school year says nothing of that. */
static bool
read_since(const Cell *cell, Datum *value)
{
	DateADT		start;
	int			y;
	int			m;
	int			d;

	if (!read_date(cell, &start))
		return false;
	*value = DateADTGetDatum(start);
	cell->column->is_void = start > Min(cell->import->today, end_of_year(cell));
	if (!cell->column->is_void)
		return true;
	j2date(start + POSTGRES_EPOCH_JDATE, &y, &m, &d);
	find_in(cell, "begins later", CAASPP_WARNING, "begins on %04d-%02d-%02d, %s", y, m, d,
			start > end_of_year(cell) ? "after its school year; passed over" : "which has not come; passed over, import the file again then");
	return true;
}

/* A charter that reports for itself has its school's code in place of an LEA's. */
static bool
is_unknown_charter(const Cell *cell)
{
	if (cell->len != CAASPP_LEA_DIGITS || memcmp(cell->import->unknown_lea, cell->s, cell->len) != 0)
		return false;
	find_in(cell, "unknown charter", CAASPP_ERROR,
			"a school that reports for itself and is no charter in caaspp.organizations; import the entities file, then this one again");
	return true;
}

static bool
read_value(const Cell *cell, Datum *value)
{
	const char *s = cell->s;
	size_t		len = cell->len;
	const char *text;
	int64		number;
	int16		year;
	int			code;
	DateADT		day;
	bool		yes;

	switch (cell->column->type)
	{
		case CAASPP_CELL_SSID:
			if (!caaspp_ssid_parse(s, len, &number))
				return refuse_number(cell, CAASPP_SSID_DIGITS);
			*value = Int64GetDatum(number);
			return true;
		case CAASPP_CELL_CDS_CODE:
			if (cell->column->charters)
				s = caaspp_lea_of_charter(cell->import, s, len);
			if (!caaspp_cds_code_parse(s, len, &number) || (cell->column->of_school && len <= CAASPP_LEA_DIGITS))
				return refuse_number(cell, len <= CAASPP_LEA_DIGITS && !cell->column->of_school ? CAASPP_LEA_DIGITS : CAASPP_CDS_DIGITS);
			*value = Int64GetDatum(number);
			return true;
		case CAASPP_CELL_SCHOOL_YEAR:
			if (!caaspp_school_year_of_cell(s, len, &year))
				return refuse(cell);
			*value = Int16GetDatum(year);
			return true;
		case CAASPP_CELL_GRADE:
		case CAASPP_CELL_ASSESSMENT:
		case CAASPP_CELL_TEST_PART:
		case CAASPP_CELL_EXEMPTION_CODE:
		case CAASPP_CELL_CONDITION_CODE:
		case CAASPP_CELL_ATTEMPT_STATUS:
			code = caaspp_code_parse(types[cell->column->type].vocabulary, s, len);
			if (code < 0 && cell->column->type == CAASPP_CELL_ATTEMPT_STATUS && caaspp_is_not_started(s, len))
			{
				cell->column->is_void = true;
				return true;
			}
			if (code < 0)
				return refuse(cell);
			if (cell->column->type == CAASPP_CELL_GRADE && len > LONGEST_GRADE)
				find_in(cell, "spelling", CAASPP_REPAIRED, "read as \"%s\"", caaspp_code_label(&caaspp_grade_codes, (uint8_t) code));
			*value = CodeGetDatum(code);
			return true;
		case CAASPP_CELL_TEXT:
			text = text_of(cell);
			*value = CStringGetTextDatum(cell->column->lower ? str_tolower(text, strlen(text), DEFAULT_COLLATION_OID) : text);
			return true;
		case CAASPP_CELL_INTEGER:
			return read_integer(cell, value);
		case CAASPP_CELL_BOOLEAN:
			if (!caaspp_boolean_parse(s, len, &yes))
				return refuse(cell);
			*value = BoolGetDatum(yes);
			return true;
		case CAASPP_CELL_DATE:
			if (!read_date(cell, &day))
				return false;
			*value = DateADTGetDatum(day);
			return true;
		case CAASPP_CELL_DAY:
			return read_day(cell, value);
		case CAASPP_CELL_EXPIRY:
			return read_expiry(cell, value);
		case CAASPP_CELL_UNTIL:
			return read_until(cell, value);
		case CAASPP_CELL_SINCE:
			return read_since(cell, value);
		case CAASPP_CELL_TIMESTAMP:
			return read_timestamp(cell, value);
		case CAASPP_CELL_DIGITS:
			if ((int) len != cell->column->digits || !is_all_digits(cell))
				return refuse_number(cell, cell->column->digits);
			if (cell->column->charters)
				s = caaspp_lea_of_charter(cell->import, s, len);
			else if (is_unknown_charter(cell))
				return false;
			*value = PointerGetDatum(cstring_to_text_with_len(s, (int) len));
			return true;
		case CAASPP_CELL_CHOICE:
			return read_choice(cell, value);
		case CAASPP_CELL_CODE:
			return read_code(cell, value);
		case CAASPP_CELL_CODES:
		case CAASPP_CELL_YEAR_OF:
			break;				/* read by sheet.c and file_year.c */
	}
	return false;
}

/* Take off what is around or between a value's characters and not of it; without findings, none are told. */
void
caaspp_cell_take_off(CaasppFindings *findings, int64 line, int column_number, const char *column_name, bool words,
					 const char **s, size_t *len)
{
	char	   *text;
	unsigned	done;

	if (caaspp_cell_is_plain(*s, *len))
		return;
	text = palloc(*len + 1);
	done = caaspp_cell_clean(*s, *len, words, text, len);
	text[*len] = '\0';
	*s = text;
	if (findings != NULL && (done & CAASPP_CLEAN_MARK))
		caaspp_find(findings, line, column_number, column_name, "text mark", CAASPP_REPAIRED,
					"a mark of text around the value was taken off");
	if (findings != NULL && (done & CAASPP_CLEAN_BLANKS))
		caaspp_find(findings, line, column_number, column_name, "odd blanks", CAASPP_REPAIRED,
					"no-break blanks or characters that cannot be seen were taken off or made plain");
}

/* Blanks between words, one each: reports print two for one. */
static void
squeeze_blanks(Cell *cell)
{
	char	   *text;
	size_t		to = 0;

	if (cell->column->type == CAASPP_CELL_TEXT || memchr(cell->s, ' ', cell->len) == NULL)
		return;
	text = palloc(cell->len + 1);
	for (size_t i = 0; i < cell->len; i++)
		if (cell->s[i] != ' ' || text[to - 1] != ' ')	/* a cell does not begin with a blank */
			text[to++] = cell->s[i];
	text[to] = '\0';
	cell->s = text;
	cell->len = to;
}

/* A word for no value, where it is not a value itself. */
static bool
says_none(const Cell *cell)
{
	const CaasppColumn *column = cell->column;

	return column->type != CAASPP_CELL_TEXT && caaspp_is_none_word(cell->s, cell->len) &&
		(column->type != CAASPP_CELL_CHOICE || choice_of(column, cell->s, cell->len) == NULL) &&
		(column->type != CAASPP_CELL_CODE || caaspp_codes_find(column->codes, cell->s, cell->len) == NULL);
}

static bool
read_cell(CaasppImport *import, CaasppColumn *column, int64 line, const CaasppCsvField *field)
{
	Cell		cell = {import, column, line, field->data, field->len, false};

	column->isnull = true;
	column->is_void = false;
	if (memchr(field->data, '\0', field->len) != NULL)
	{
		find_in(&cell, "zero byte", CAASPP_ERROR, "holds a zero byte; export the file again as text");
		return false;
	}
	caaspp_trim(&cell.s, &cell.len);
	caaspp_cell_take_off(&import->findings, line, column->number, column->name, column->type == CAASPP_CELL_TEXT, &cell.s, &cell.len);
	squeeze_blanks(&cell);
	if (caaspp_is_spreadsheet_error(cell.s, cell.len))
	{
		find_in(&cell, "spreadsheet", CAASPP_ERROR, "a spreadsheet's error stands where the value was; correct it there and export the file again");
		return false;
	}
	if (says_none(&cell))
	{
		find_in(&cell, "word for none", CAASPP_REPAIRED, "read as blank");
		cell.len = 0;
	}
	if (cell.len > 0 || choice_of(column, "", 0) != NULL)
	{
		bool		good = read_value(&cell, &column->value);

		column->isnull = !good || column->is_void;
		return good;
	}
	if (column->type == CAASPP_CELL_UNTIL)
	{
		column->value = BoolGetDatum(true);
		column->isnull = false;
	}
	else if (column->has_fallback)
	{
		column->value = column->fallback_value;
		column->isnull = false;
	}
	else if (column->filled || column->fallback != NULL)
	{
		find_in(&cell, "blank", CAASPP_ERROR, "blank; it must be filled in");
		return false;
	}
	return true;
}

/* The cell's value and whether it is null go into the column; false: refused. */
bool
caaspp_cell_read(CaasppImport *import, CaasppColumn *column, int64 line, const CaasppCsvField *field)
{
	int64		found = import->findings.count;
	bool		good;

	if (caaspp_recall(column, field))
		return true;
	good = read_cell(import, column, line, field);
	if (good && import->findings.count == found)
		caaspp_remember(column, field);
	return good;
}

/* "a; b=c; d~e" */
static List *
parse_choices(const char *detail)
{
	List	   *list = NIL;
	char	   *rest = pstrdup(detail == NULL ? "" : detail);
	char	   *item;

	while ((item = strsep(&rest, ";")) != NULL)
	{
		CaasppChoice *choice = palloc(sizeof(CaasppChoice));
		char	   *equals = strpbrk(item, "=~");
		const char *text = item;
		size_t		len = equals != NULL ? (size_t) (equals - item) : strlen(item);

		caaspp_trim(&text, &len);
		choice->text = choice->stored = pnstrdup(text, len);
		choice->is_told = equals != NULL && *equals == '~';
		if (equals != NULL)
		{
			text = equals + 1;
			len = strlen(text);
			caaspp_trim(&text, &len);
			choice->stored = pnstrdup(text, len);
		}
		list = lappend(list, choice);
	}
	return list;
}

#define SOURCE ":source"

/* What stands for a blank cell: an argument of the import, or a constant. */
static void
prepare_fallback(CaasppImport *import, CaasppColumn *column)
{
	Cell		cell = {import, column, 0, column->fallback, 0, true};

	if (strcmp(column->fallback, ":school_year") == 0)
	{
		column->fallback_value = Int16GetDatum(import->year);
		column->has_fallback = true;
		return;
	}
	if (strncmp(column->fallback, SOURCE, strlen(SOURCE)) == 0)
		cell.s = import->source != NULL ? import->source :
			column->fallback[strlen(SOURCE)] != '\0' ? column->fallback + strlen(SOURCE) : NULL;
	if (cell.s == NULL)
		return;
	cell.len = strlen(cell.s);
	caaspp_trim(&cell.s, &cell.len);
	if (cell.len == 0 || !read_value(&cell, &column->fallback_value))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid %s: \"%s\"", column->name, cell.s),
				 errhint("For %s, %s.", column->name, caaspp_cell_right(column))));
	column->has_fallback = true;
}

static bool
details(const CaasppColumn *column, const char *word)
{
	return column->detail != NULL && strstr(column->detail, word) != NULL;
}

/* Once a column is known to be needed. */
void
caaspp_cell_prepare(CaasppImport *import, CaasppColumn *column)
{
	int32		digits = 0;

	column->charters = (column->type == CAASPP_CELL_DIGITS || column->type == CAASPP_CELL_CDS_CODE) && details(column, "charters");
	column->of_school = column->type == CAASPP_CELL_CDS_CODE && details(column, "school");
	column->lower = column->type == CAASPP_CELL_TEXT && details(column, "lower");
	if (column->charters)
		caaspp_charters_prepare(import);
	if (column->type == CAASPP_CELL_DIGITS &&
		(column->detail == NULL || !caaspp_integer_parse(column->detail, strcspn(column->detail, " "), &digits) || digits < 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("column \"%s\" of type digits needs their number as its detail", column->name),
				 errhint("Correct caaspp.layout_columns.")));
	column->digits = digits;
	if (column->type == CAASPP_CELL_CHOICE)
		column->choices = parse_choices(column->detail);
	if (column->type == CAASPP_CELL_CODE || (column->type == CAASPP_CELL_INTEGER && column->detail != NULL))
		column->codes = caaspp_codes_read(column->detail == NULL ? "" : column->detail);
	if (column->type == CAASPP_CELL_CODE)
		column->listed_codes = caaspp_codes_listed(column->codes);
	if (column->fallback != NULL)
		prepare_fallback(import, column);
	caaspp_recall_prepare(column);
}
