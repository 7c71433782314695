/*
 * parse.c
 *		What reading costs alone: the bench's enrollments through libcsv, each
 *		cell converted, no server.  Prints the seconds, best of three, and a sum.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/calendar.h"
#include "core/cds_code.h"
#include "core/cells.h"
#include "core/csv_reader.h"
#include "core/school_year.h"
#include "core/ssid.h"
#include "core/vocabulary.h"

typedef struct Tally
{
	int64_t		rows;
	int64_t		sum;			/* so that no conversion is left out */
} Tally;

static const CaasppCsvMemory memory = {realloc, free};

/* In the order of the file's columns, see arrival.sql. */
static const char kinds[] = "yscdgidtbbtt";

static int64_t
date_of(const char *s, size_t len)
{
	int			y,
				m,
				d;

	return caaspp_date_parse(s, len, &y, &m, &d) ? y * 10000 + m * 100 + d : -1;
}

static int64_t
value_of(char kind, const char *s, size_t len)
{
	int64_t		number = -1;
	int32_t		integer;
	int16_t		year;
	bool		truth;

	switch (kind)
	{
		case 'y':
			return caaspp_school_year_parse(s, len, &year) ? year : -1;
		case 's':
			return caaspp_ssid_parse(s, len, &number) ? number : -1;
		case 'c':
			return caaspp_cds_code_parse(s, len, &number) ? number : -1;
		case 'd':
			return date_of(s, len);
		case 'g':
			return caaspp_code_parse(&caaspp_grade_codes, s, len);
		case 'i':
			return caaspp_integer_parse(s, len, &integer) ? integer : -1;
		case 'b':
			return caaspp_boolean_parse(s, len, &truth) ? truth : -1;
		default:
			return (int64_t) len;
	}
}

static bool
take(void *arg, const CaasppCsvRecord *record)
{
	Tally	   *tally = arg;

	if (record->fault != CAASPP_CSV_SOUND || record->nfields != 12)
		exit(1);
	if (tally->rows++ == 0)
		return true;			/* the header */
	for (int i = 0; i < record->nfields; i++)
	{
		const CaasppCsvField *field = &record->fields[i];
		int64_t		value;

		if (field->len == 0)
			continue;
		value = caaspp_cell_is_plain(field->data, field->len) ? value_of(kinds[i], field->data, field->len) : -1;
		if (value < 0)
			exit(1);
		tally->sum += value;
	}
	return true;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	static char piece[65536];
	double		best = 1e9;
	Tally		tally = {0};

	for (int turn = 0; turn < 3; turn++)
	{
		FILE	   *file = argc == 2 ? fopen(argv[1], "r") : NULL;
		double		started = now();
		CaasppCsvReader *reader;
		size_t		len;

		if (file == NULL)
			return 1;
		memset(&tally, 0, sizeof(tally));
		reader = caaspp_csv_create(&memory, ',', take, &tally);
		while ((len = fread(piece, 1, sizeof(piece), file)) > 0)
			if (caaspp_csv_feed(reader, piece, len) != CAASPP_CSV_MORE)
				return 1;
		if (caaspp_csv_finish(reader) != CAASPP_CSV_MORE)
			return 1;
		caaspp_csv_free(reader);
		fclose(file);
		if (now() - started < best)
			best = now() - started;
	}
	printf("%.6f %lld\n", best, (long long) tally.sum);
	return 0;
}
