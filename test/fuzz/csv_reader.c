/*
 * csv_reader.c
 *		Random bytes as a delimited file.  Fed whole and in pieces it must give
 *		the same records, on lines that rise and that the file has.
 *
 * The first byte chooses the delimiter, the second the size of the pieces.
 */
#include <stdlib.h>
#include <string.h>

#include "core/csv_reader.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Summary
{
	uint64_t	hash;
	int64_t		records;
	int64_t		last_line;
} Summary;

static const CaasppCsvMemory memory = {realloc, free};

static void
must(int holds)
{
	if (!holds)
		abort();
}

static void
mix(Summary *summary, const void *data, size_t len)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < len; i++)
		summary->hash = (summary->hash ^ bytes[i]) * UINT64_C(1099511628211);
}

static bool
take(void *arg, const CaasppCsvRecord *record)
{
	Summary    *summary = arg;

	must(record->line > summary->last_line);
	must(record->fault == CAASPP_CSV_SOUND ? record->nfields > 0 : record->nfields == 0);
	must(record->fault == CAASPP_CSV_SOUND || !record->has_loose_quotes);
	summary->last_line = record->line;
	summary->records++;
	mix(summary, &record->line, sizeof(record->line));
	mix(summary, &record->fault, sizeof(record->fault));
	mix(summary, &record->has_loose_quotes, sizeof(record->has_loose_quotes));
	for (int i = 0; i < record->nfields; i++)
	{
		const CaasppCsvField *field = &record->fields[i];

		must(field->len <= CAASPP_CSV_RECORD && field->data[field->len] == '\0');
		mix(summary, field->data, field->len + 1);
	}
	return true;
}

static Summary
read_in_pieces(const char *data, size_t size, char delimiter, size_t piece)
{
	Summary		summary = {0};
	CaasppCsvReader *reader = caaspp_csv_create(&memory, delimiter, take, &summary);

	for (size_t at = 0; at < size; at += piece)
		must(caaspp_csv_feed(reader, data + at, size - at < piece ? size - at : piece) == CAASPP_CSV_MORE);
	must(caaspp_csv_finish(reader) == CAASPP_CSV_MORE);
	caaspp_csv_free(reader);
	return summary;
}

static int64_t
count_lines(const char *data, size_t size)
{
	int64_t		lines = 1;

	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n' || (data[i] == '\r' && (i + 1 == size || data[i + 1] != '\n'));
	return lines;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char delimiters[] = "^\t,;|";
	const char *s = (const char *) data + 2;
	Summary		whole;
	Summary		pieces;
	char		delimiter;

	if (size < 2)
		return 0;
	size -= 2;
	delimiter = delimiters[data[0] % 5];
	whole = read_in_pieces(s, size, delimiter, size + 1);
	pieces = read_in_pieces(s, size, delimiter, data[1] + 1);
	must(whole.hash == pieces.hash && whole.records == pieces.records);
	must(whole.last_line <= count_lines(s, size));
	return 0;
}
