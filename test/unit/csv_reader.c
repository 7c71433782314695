/*
 * csv_reader.c
 *		The reader of delimited files, outside the server.
 *
 * Every case is read whole and again in pieces of 1, 2, 3 and 7 bytes, which
 * must make no difference.
 */
#include <stdlib.h>
#include <string.h>

#include "core/csv_reader.h"
#include "tap.h"

static char seen[1 << 20];
static size_t seen_len;

static void
see(const char *s, size_t len)
{
	if (seen_len + len < sizeof(seen))
	{
		memcpy(seen + seen_len, s, len);
		seen_len += len;
	}
	seen[seen_len] = '\0';
}

/*
 * "line:field|field;" or "line!fault;", zero bytes as 0, long fields as their
 * length, * after fields with loose quotes.
 */
static bool
show(void *arg, const CaasppCsvRecord *record)
{
	char		number[40];

	(void) arg;
	snprintf(number, sizeof(number), "%lld", (long long) record->line);
	see(number, strlen(number));
	if (record->fault != CAASPP_CSV_SOUND)
	{
		snprintf(number, sizeof(number), "!%d", (int) record->fault);
		see(number, strlen(number));
	}
	for (int i = 0; i < record->nfields; i++)
	{
		const CaasppCsvField *f = &record->fields[i];

		see(i == 0 ? ":" : "|", 1);
		if (f->data[f->len] != '\0')
			see("UNTERMINATED", 12);
		if (f->len > 100)
		{
			snprintf(number, sizeof(number), "<%zu>", f->len);
			see(number, strlen(number));
			continue;
		}
		for (size_t k = 0; k < f->len; k++)
			see(f->data[k] == '\0' ? "0" : &f->data[k], 1);
	}
	if (record->has_loose_quotes)
		see("*", 1);
	see(";", 1);
	return true;
}

static const CaasppCsvMemory memory = {realloc, free};

static void
check(const char *what, char delimiter, const char *data, size_t len, const char *expected)
{
	static const size_t pieces[] = {1 << 30, 1, 2, 3, 7};
	bool		good = true;

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
	{
		CaasppCsvReader *reader = caaspp_csv_create(&memory, delimiter, show, NULL);
		CaasppCsvStatus status = CAASPP_CSV_MORE;

		seen_len = 0;
		seen[0] = '\0';
		for (size_t at = 0; at < len && status == CAASPP_CSV_MORE; at += pieces[i])
			status = caaspp_csv_feed(reader, data + at, len - at < pieces[i] ? len - at : pieces[i]);
		if (status == CAASPP_CSV_MORE)
			status = caaspp_csv_finish(reader);
		caaspp_csv_free(reader);
		if (status == CAASPP_CSV_MORE && strcmp(seen, expected) == 0)
			continue;
		printf("# pieces of %zu, status %d: %.300s\n", pieces[i], (int) status, seen);
		good = false;
	}
	ok(good, what);
}

#define CHECK(what, data, expected) check(what, ',', data, sizeof(data) - 1, expected)

/* Two short lines around one that is made of `middle`, repeated. */
static void
check_long(const char *what, const char *middle, size_t times, const char *end, const char *expected)
{
	size_t		unit = strlen(middle);
	size_t		len = 0;
	char	   *data = malloc(unit * times + 32);

	len += (size_t) sprintf(data, "a,b\r\n");
	for (size_t i = 0; i < times; i++, len += unit)
		memcpy(data + len, middle, unit);
	len += (size_t) sprintf(data + len, "%s", end);
	check(what, ',', data, len, expected);
	free(data);
}

int
main(void)
{
	CHECK("nothing", "", "");
	CHECK("one line", "a,b\n", "1:a|b;");
	CHECK("no newline at the end", "a,b\nc,d", "1:a|b;2:c|d;");
	CHECK("line ends", "a\nb\r\nc\rd\r", "1:a;2:b;3:c;4:d;");
	CHECK("blank lines", "\n\na,b\r\n  \t\r\n\r\nc,d\n\n", "3:a|b;6:c|d;");
	CHECK("empty fields", ",\n,,\n\"\",x\n", "1:|;2:||;3:|x;");
	CHECK("padding", " a , b\t\n\" c \",d\n", "1:a|b;2: c |d;");
	CHECK("quotes", "\"a,b\",\"say \"\"x\"\"\"\n", "1:a,b|say \"x\";");
	CHECK("lines inside quotes", "\"a\nb\r\nc\",d\ne,f\n", "1:a\nb\r\nc|d;4:e|f;");
	CHECK("zero bytes", "a\0b,c\n\0\n", "1:a0b|c;2:0;");
	CHECK("quotes inside a cell", "a,b\"c\nd,e\n", "1:a|b\"c*;2:d|e;");
	CHECK("a pair of them", "a, Ivo \"Ike\" ,\"x \"\"y\"\"\" ,\r\n", "1:a|Ivo \"Ike\"|x \"y\"|*;");
	CHECK("formula", "=\"8000000001\",b\n", "1:=\"8000000001\"|b;");
	CHECK("formula with the delimiter in it", "a,=\"Doe, Jo\" ,b\n", "1:a|=\"Doe, Jo\"|b;");
	CHECK("formula that does not end", "=\"a,b\n", "1:=\"a|b*;");
	CHECK("quotes inside, then text after one", "a\"b,\"c\"d\nd,e\n", "1!1;2:d|e;");
	CHECK("quotes inside, then an open one", "a\"b,\"c\nd,e\n", "1!1;2:d|e;");
	CHECK("quotes inside, last line", "a\"", "1:a\"*;");
	CHECK("text after a quote", "a,\"b\"c\nd,e\n", "1!1;2:d|e;");
	CHECK("open quote before other quotes", "a,\"b\n\"c\",d\n\"e\",f\n", "1!2;2:c|d;3:e|f;");
	CHECK("open quote to the end", "a,b\nc,\"d\ne,f\ng,h", "1:a|b;2!2;3:e|f;4:g|h;");
	CHECK("open quote in the last line", "a,b\nc,\"d", "1:a|b;2!2;");
	CHECK("quote alone", "\"", "1!2;");
	CHECK("only blanks", "  \t", "");

	check("caret", '^', "a,b^c\"\n", 7, "1:a,b|c\"*;");
	check("caret and comma", '^', "a,b^ c\n", 7, "1:a,b|c;");
	check("tab", '\t', "a\t\tb\n\t\n", 7, "1:a||b;2:|;");

	check_long("longest line", "x", CAASPP_CSV_RECORD - 1, "\nc\n", "1:a|b;2:<65535>;3:c;");
	check_long("line too long", "x", CAASPP_CSV_RECORD, "\nc\n", "1:a|b;2!3;3:c;");
	check_long("line far too long", "x", 5 * CAASPP_CSV_RECORD + 3, "\r\nc\r\n", "1:a|b;2!3;3:c;");
	check_long("line far too long, CR", "x", 2 * CAASPP_CSV_RECORD + 3, "\rc\r", "1:a|b;2!3;3:c;");
	check_long("line far too long at the end", "x", 3 * CAASPP_CSV_RECORD, "", "1:a|b;2!3;");
	check_long("most fields", ",", CAASPP_CSV_FIELDS, "\nc\n", "1:a|b;2!4;3:c;");

	return tap_end();
}
