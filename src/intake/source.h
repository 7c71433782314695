/*
 * source.h
 *		A file's bytes.  What holds for all entries of the intake, intake.h says.
 */
#ifndef CAASPP_SOURCE_H
#define CAASPP_SOURCE_H

#include "core/csv_reader.h"

typedef struct CaasppSource CaasppSource;

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

#endif
