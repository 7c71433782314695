/*
 * csv_reader.h
 *		Delimited files into records: libcsv, a line at a time.
 *
 * Bytes are fed in pieces of any size; each record goes to the caller's sink
 * with the line on which it starts, as an editor counts lines.  Quotes in a cell
 * that does not begin with one are letters, as spreadsheets read them.  Where
 * they fit in no way, or a record is longer than any real one, the record is handed over
 * as a fault without fields, and reading goes on at the line after the one on
 * which it started.  Memory stays within a few times CAASPP_CSV_RECORD.
 */
#ifndef CAASPP_CSV_READER_H
#define CAASPP_CSV_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CAASPP_CSV_RECORD 65536 /* longest record, in bytes */
#define CAASPP_CSV_FIELDS 2048	/* most fields of a record */

typedef enum CaasppCsvFault
{
	CAASPP_CSV_SOUND,
	CAASPP_CSV_STRAY_QUOTE,		/* text after a closing quote */
	CAASPP_CSV_OPEN_QUOTE,		/* a quoted field without an end, or that ends
								 * amid a later line */
	CAASPP_CSV_TOO_LONG,
	CAASPP_CSV_TOO_MANY_FIELDS
} CaasppCsvFault;

typedef struct CaasppCsvField
{
	const char *data;			/* followed by a zero byte; may contain others */
	size_t		len;
} CaasppCsvField;

typedef struct CaasppCsvRecord
{
	int64_t		line;			/* on which it starts, from 1 */
	CaasppCsvFault fault;
	bool		has_loose_quotes;	/* in a field that does not begin with one,
									 * and is not ="..." */
	int			nfields;		/* 0 where there is a fault */
	const CaasppCsvField *fields;	/* valid until the sink returns */
} CaasppCsvRecord;

/* False stops the reader. */
typedef bool (*CaasppCsvSink) (void *arg, const CaasppCsvRecord *record);

/* resize is never called with size 0, and may be called with no pointer. */
typedef struct CaasppCsvMemory
{
	void	   *(*resize) (void *pointer, size_t size);
	void		(*release) (void *pointer);
} CaasppCsvMemory;

typedef enum CaasppCsvStatus
{
	CAASPP_CSV_MORE,			/* everything fed was read */
	CAASPP_CSV_STOPPED,			/* the sink had enough */
	CAASPP_CSV_NO_MEMORY
} CaasppCsvStatus;

typedef struct CaasppCsvReader CaasppCsvReader;

/* For one file.  arg is the sink's.  NULL when memory is short. */
extern CaasppCsvReader *caaspp_csv_create(const CaasppCsvMemory *memory, char delimiter,
										  CaasppCsvSink sink, void *arg);

/* The next bytes; not after it stopped or had no memory. */
extern CaasppCsvStatus caaspp_csv_feed(CaasppCsvReader *reader, const char *data, size_t len);

/* What is left is the last line, whether or not a newline ends it. */
extern CaasppCsvStatus caaspp_csv_finish(CaasppCsvReader *reader);

/* At any time. */
extern void caaspp_csv_free(CaasppCsvReader *reader);

#endif							/* CAASPP_CSV_READER_H */
