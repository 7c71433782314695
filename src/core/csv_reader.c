/*
 * csv_reader.c
 *		Delimited files into records: libcsv, a line at a time.
 *
 * libcsv tells neither positions nor lines, skips blank lines silently, and
 * stops for good at a misplaced quote.  Fed a line at a time it needs to tell
 * none of that: a line ends a record, or a quote is open.
 */
#include "core/csv_reader.h"

#include <csv.h>
#include <string.h>

#define ROOM_STEP 4096

struct CaasppCsvReader
{
	CaasppCsvMemory memory;
	CaasppCsvSink sink;
	void	   *arg;
	char		delimiter;
	struct csv_parser parser;

	/* The window: bytes fed and not yet handed over. */
	char	   *window;
	size_t		window_room;
	size_t		window_len;
	size_t		start;			/* of the record being read */
	size_t		next;			/* of the line to read next */
	int64_t		line;			/* of the record being read */
	int64_t		lines_inside;	/* lines of it read so far */
	bool		skipping;		/* the rest of a line too long */

	/* The record, filled by libcsv's callbacks. */
	char	   *text;
	size_t		text_room;
	size_t		text_len;
	CaasppCsvField *fields;
	size_t	   *offsets;
	int			nfields;
	int			fields_room;
	bool		too_many;
	bool		loose_quotes;
	bool		ended;
	bool		no_memory;
};

/* Make room for need elements; false when memory is short. */
static bool
make_room(CaasppCsvReader *r, void **array, size_t element, size_t have, size_t need, size_t *room)
{
	size_t		want = have + have / 2 + ROOM_STEP / element + 1;
	void	   *grown;

	if (want < need)
		want = need;
	grown = r->memory.resize(*array, want * element);
	if (grown == NULL)
	{
		r->no_memory = true;
		return false;
	}
	*array = grown;
	*room = want;
	return true;
}

static bool
make_field_room(CaasppCsvReader *r)
{
	size_t		have = (size_t) r->fields_room;
	size_t		room;
	void	   *fields = r->fields;
	void	   *offsets = r->offsets;
	bool		made;

	if (r->nfields < r->fields_room)
		return true;
	made = make_room(r, &fields, sizeof(CaasppCsvField), have, have + 1, &room);
	r->fields = fields;
	if (!made)
		return false;
	offsets = r->memory.resize(offsets, room * sizeof(size_t));
	if (offsets == NULL)
	{
		r->no_memory = true;
		return false;
	}
	r->offsets = offsets;
	r->fields_room = (int) room;
	return true;
}

static void
field_read(void *data, size_t len, void *arg)
{
	CaasppCsvReader *r = arg;
	size_t		need = r->text_len + len + 1;

	if (r->no_memory || r->too_many)
		return;
	if (r->nfields == CAASPP_CSV_FIELDS)
	{
		r->too_many = true;
		return;
	}
	if (need > r->text_room)
	{
		void	   *text = r->text;

		if (!make_room(r, &text, 1, r->text_room, need, &r->text_room))
			return;
		r->text = text;
	}
	if (!make_field_room(r))
		return;
	if (len > 0)
		memcpy(r->text + r->text_len, data, len);
	r->text[r->text_len + len] = '\0';
	r->offsets[r->nfields] = r->text_len;
	r->fields[r->nfields].len = len;
	r->nfields++;
	r->text_len = need;
}

static void
record_read(int terminator, void *arg)
{
	CaasppCsvReader *r = arg;

	(void) terminator;
	r->ended = true;
}

/* Also after a fault: libcsv's state is then of no more use. */
static bool
start_parser(CaasppCsvReader *r)
{
	if (csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return false;
	csv_set_delim(&r->parser, (unsigned char) r->delimiter);
	csv_set_realloc_func(&r->parser, r->memory.resize);
	csv_set_free_func(&r->parser, r->memory.release);
	csv_set_blk_size(&r->parser, ROOM_STEP);
	return true;
}

CaasppCsvReader *
caaspp_csv_create(const CaasppCsvMemory *memory, char delimiter, CaasppCsvSink sink, void *arg)
{
	CaasppCsvReader *r = memory->resize(NULL, sizeof(CaasppCsvReader));

	if (r == NULL)
		return NULL;
	memset(r, 0, sizeof(CaasppCsvReader));
	r->memory = *memory;
	r->delimiter = delimiter;
	r->sink = sink;
	r->arg = arg;
	r->line = 1;
	if (!start_parser(r))
	{
		memory->release(r);
		return NULL;
	}
	return r;
}

void
caaspp_csv_free(CaasppCsvReader *r)
{
	void		(*release) (void *) = r->memory.release;

	csv_free(&r->parser);
	if (r->window != NULL)
		release(r->window);
	if (r->text != NULL)
		release(r->text);
	if (r->fields != NULL)
		release(r->fields);
	if (r->offsets != NULL)
		release(r->offsets);
	release(r);
}

/*
 * Where the line that starts at `from` ends, its terminator included, or 0.
 * A CR at the very end of the window may be half of a CRLF.
 */
static size_t
line_end(const CaasppCsvReader *r, size_t from, bool last)
{
	const char *begin = r->window + from;
	size_t		len = r->window_len - from;
	const char *lf = memchr(begin, '\n', len);
	const char *cr = memchr(begin, '\r', lf != NULL ? (size_t) (lf - begin) : len);

	if (cr != NULL)
	{
		size_t		after = (size_t) (cr - r->window) + 1;

		if (after < r->window_len)
			return r->window[after] == '\n' ? after + 1 : after;
		return last ? after : 0;
	}
	return lf != NULL ? (size_t) (lf - r->window) + 1 : 0;
}

/* libcsv passes over such lines without a word. */
static bool
is_blank_line(const CaasppCsvReader *r, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
	{
		char		c = r->window[i];

		if (c == r->delimiter || (c != ' ' && c != '\t' && c != '\r' && c != '\n'))
			return false;
	}
	return true;
}

static void
forget_record(CaasppCsvReader *r)
{
	r->nfields = 0;
	r->text_len = 0;
	r->too_many = false;
	r->loose_quotes = false;
	r->ended = false;
	r->lines_inside = 0;
}

/* The next record starts at `at`, `lines` lines on. */
static void
move_on(CaasppCsvReader *r, size_t at, int64_t lines)
{
	r->start = at;
	r->next = at;
	r->line += lines;
	forget_record(r);
}

static bool
hand_over(CaasppCsvReader *r, CaasppCsvFault fault)
{
	CaasppCsvRecord record;

	record.line = r->line;
	record.fault = fault;
	record.has_loose_quotes = r->loose_quotes;
	record.fields = r->fields;
	record.nfields = fault == CAASPP_CSV_SOUND ? r->nfields : 0;
	for (int i = 0; i < record.nfields; i++)
		r->fields[i].data = r->text + r->offsets[i];
	return r->sink(r->arg, &record);
}

/* Drop what there is of a line that is too long; a CR may be half of a CRLF. */
static void
drop_window(CaasppCsvReader *r)
{
	bool		keep = r->window_len > r->next && r->window[r->window_len - 1] == '\r';

	move_on(r, r->window_len - (keep ? 1 : 0), 0);
	r->skipping = true;
}

/* Report the record, and read on at the line after the one where it started. */
static CaasppCsvStatus
give_up_record(CaasppCsvReader *r, CaasppCsvFault fault)
{
	size_t		after = line_end(r, r->start, false);

	r->loose_quotes = false;
	if (!hand_over(r, fault))
		return CAASPP_CSV_STOPPED;
	csv_free(&r->parser);
	if (!start_parser(r))
		return CAASPP_CSV_NO_MEMORY;
	if (after != 0)
		move_on(r, after, 1);
	else
		drop_window(r);
	return CAASPP_CSV_MORE;
}

static bool
is_padding(const CaasppCsvReader *r, char c)
{
	return (c == ' ' || c == '\t') && c != r->delimiter;
}

/* Where a text in quotes that begins at `from` ends, quote included; 0 if it does not, or has more after it. */
static size_t
quoted_end(const CaasppCsvReader *r, size_t from, size_t stop, size_t *next)
{
	size_t		at = from + 1;

	for (;; at += 2)
	{
		while (at < stop && r->window[at] != '"')
			at++;
		if (at >= stop)
			return 0;
		if (at + 1 >= stop || r->window[at + 1] != '"')
			break;
	}
	for (*next = at + 1; *next < stop && is_padding(r, r->window[*next]); (*next)++)
		;
	return *next == stop || r->window[*next] == r->delimiter ? at + 1 : 0;
}

/* The last field without every second of its doubled quotes. */
static void
undouble_quotes(CaasppCsvReader *r)
{
	char	   *s = r->text + r->offsets[r->nfields - 1];
	size_t		len = r->fields[r->nfields - 1].len;
	size_t		to = 0;

	for (size_t at = 0; at < len; at++)
	{
		s[to++] = s[at];
		if (s[at] == '"')
			at++;
	}
	s[to] = '\0';
	r->fields[r->nfields - 1].len = to;
}

/*
 * The line once more, with quotes that libcsv allows only doubled and inside
 * others.  False if one is opened and not closed as it should be.
 */
static bool
read_loosely(CaasppCsvReader *r, size_t end)
{
	size_t		at = r->next;
	size_t		stop = end;

	while (stop > at && (r->window[stop - 1] == '\n' || r->window[stop - 1] == '\r'))
		stop--;
	forget_record(r);
	for (;; at++)
	{
		size_t		next;
		size_t		close;

		while (at < stop && is_padding(r, r->window[at]))
			at++;
		if (at < stop && r->window[at] == '"')
		{
			close = quoted_end(r, at, stop, &next);
			if (close == 0)
				return false;
			field_read(r->window + at + 1, close - at - 2, r);
			if (!r->no_memory && !r->too_many)
				undouble_quotes(r);
		}
		else
		{
			bool		formula = at + 1 < stop && r->window[at] == '=' && r->window[at + 1] == '"';
			size_t		len;

			close = formula ? quoted_end(r, at + 1, stop, &next) : 0;
			for (next = close != 0 ? close : at; next < stop && r->window[next] != r->delimiter; next++)
				r->loose_quotes |= close == 0 && r->window[next] == '"';
			for (len = next - at; len > 0 && is_padding(r, r->window[at + len - 1]); len--)
				;
			field_read(r->window + at, len, r);
		}
		if (r->no_memory || next == stop)
			return !r->no_memory;
		at = next;
	}
}

/* One line, which ends a record or leaves a quote open. */
static CaasppCsvStatus
read_line(CaasppCsvReader *r, size_t end)
{
	size_t		len = end - r->next;
	size_t		used;

	if (r->lines_inside == 0 && is_blank_line(r, r->next, end))
	{
		move_on(r, end, 1);
		return CAASPP_CSV_MORE;
	}
	if (end - r->start > CAASPP_CSV_RECORD)
		return give_up_record(r, r->lines_inside == 0 ? CAASPP_CSV_TOO_LONG : CAASPP_CSV_OPEN_QUOTE);

	used = csv_parse(&r->parser, r->window + r->next, len, field_read, record_read, r);
	if (r->no_memory || (used < len && csv_error(&r->parser) != CSV_EPARSE))
		return CAASPP_CSV_NO_MEMORY;
	if (used < len)
	{
		if (r->lines_inside > 0 || !read_loosely(r, end))
			return r->no_memory ? CAASPP_CSV_NO_MEMORY :
				give_up_record(r, r->lines_inside == 0 ? CAASPP_CSV_STRAY_QUOTE : CAASPP_CSV_OPEN_QUOTE);
		csv_free(&r->parser);
		if (!start_parser(r))
			return CAASPP_CSV_NO_MEMORY;
		r->ended = true;
	}
	r->next = end;
	r->lines_inside++;
	if (!r->ended)
		return CAASPP_CSV_MORE;
	if (!hand_over(r, r->too_many ? CAASPP_CSV_TOO_MANY_FIELDS : CAASPP_CSV_SOUND))
		return CAASPP_CSV_STOPPED;
	move_on(r, end, r->lines_inside);
	return CAASPP_CSV_MORE;
}

/* The end of a line that was too long. */
static bool
skip_line(CaasppCsvReader *r, bool last)
{
	size_t		end = line_end(r, r->next, last);

	if (end == 0 && last)
		move_on(r, r->window_len, 0);
	else if (end == 0)
		drop_window(r);
	else
	{
		r->skipping = false;
		move_on(r, end, 1);
	}
	return end != 0;
}

static CaasppCsvStatus
read_window(CaasppCsvReader *r, bool last)
{
	CaasppCsvStatus status = CAASPP_CSV_MORE;

	while (status == CAASPP_CSV_MORE && r->next < r->window_len)
	{
		size_t		end;

		if (r->skipping)
		{
			if (!skip_line(r, last))
				break;
			continue;
		}
		end = line_end(r, r->next, last);
		if (end != 0)
			status = read_line(r, end);
		else if (r->window_len - r->start > CAASPP_CSV_RECORD)
			status = give_up_record(r, r->lines_inside == 0 ? CAASPP_CSV_TOO_LONG : CAASPP_CSV_OPEN_QUOTE);
		else
			break;
	}
	return status;
}

/* Forget what was handed over. */
static void
slide_window(CaasppCsvReader *r)
{
	if (r->start == 0)
		return;
	memmove(r->window, r->window + r->start, r->window_len - r->start);
	r->window_len -= r->start;
	r->next -= r->start;
	r->start = 0;
}

static CaasppCsvStatus
feed_piece(CaasppCsvReader *r, const char *data, size_t len)
{
	size_t		need = r->window_len + len;
	CaasppCsvStatus status;

	if (need > r->window_room)
	{
		void	   *window = r->window;

		if (!make_room(r, &window, 1, r->window_room, need, &r->window_room))
			return CAASPP_CSV_NO_MEMORY;
		r->window = window;
	}
	memcpy(r->window + r->window_len, data, len);
	r->window_len = need;
	status = read_window(r, false);
	slide_window(r);
	return status;
}

CaasppCsvStatus
caaspp_csv_feed(CaasppCsvReader *r, const char *data, size_t len)
{
	CaasppCsvStatus status = CAASPP_CSV_MORE;

	while (len > 0 && status == CAASPP_CSV_MORE)
	{
		size_t		piece = len < CAASPP_CSV_RECORD ? len : CAASPP_CSV_RECORD;

		status = feed_piece(r, data, piece);
		data += piece;
		len -= piece;
	}
	return status;
}

CaasppCsvStatus
caaspp_csv_finish(CaasppCsvReader *r)
{
	CaasppCsvStatus status = CAASPP_CSV_MORE;

	while (status == CAASPP_CSV_MORE && r->start < r->window_len)
	{
		char		last = r->window[r->window_len - 1];

		if (last != '\n' && last != '\r' && !r->skipping)
		{
			status = feed_piece(r, "\n", 1);
			continue;
		}
		status = read_window(r, true);
		if (status == CAASPP_CSV_MORE && r->start < r->window_len)
			status = give_up_record(r, CAASPP_CSV_OPEN_QUOTE);
	}
	return status;
}
