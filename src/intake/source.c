/*
 * source.c
 *		The bytes of a file, in pieces, and their hash.
 */
#include "postgres.h"

#include <sys/stat.h>

#include "common/cryptohash.h"
#include "common/sha2.h"
#include "storage/fd.h"
#include "utils/memutils.h"

#include "core/text.h"
#include "core/utf16.h"
#include "intake/intake.h"

#define PIECE 65536
#define FEW_CONTROLS 3			/* control bytes in the first piece */

/* libcsv's memory: gone with the context even where an error jumps past it. */
static void *
resize(void *pointer, size_t size)
{
	if (!AllocHugeSizeIsValid(size))
		return NULL;
	if (pointer != NULL)
		return repalloc_huge(pointer, size);
	return MemoryContextAllocExtended(CurrentMemoryContext, size, MCXT_ALLOC_HUGE | MCXT_ALLOC_NO_OOM);
}

static void
release(void *pointer)
{
	if (pointer != NULL)
		pfree(pointer);
}

const CaasppCsvMemory caaspp_csv_memory = {resize, release};

struct CaasppSource
{
	const char *data;			/* of bytes in memory, */
	size_t		len;
	size_t		at;
	FILE	   *file;			/* or of a file */
	const char *path;
	char	   *buffer;
	bool		at_end;
	bool		started;
	bool		is_utf16;
	CaasppUtf16 utf16;
	char	   *converted;
	pg_cryptohash_ctx *sha256;
};

static CaasppSource *
make_source(void)
{
	CaasppSource *source = palloc0(sizeof(CaasppSource));

	/* After an error its resource owner frees it, or its memory context. */
	source->sha256 = pg_cryptohash_create(PG_SHA256);
	if (pg_cryptohash_init(source->sha256) < 0)
		elog(ERROR, "could not initialize SHA-256: %s", pg_cryptohash_error(source->sha256));
	return source;
}

CaasppSource *
caaspp_source_of_bytes(const char *data, size_t len)
{
	CaasppSource *source = make_source();

	source->data = data;
	source->len = len;
	return source;
}

/* As COPY opens a file; who may is for the caller to decide. */
CaasppSource *
caaspp_source_of_file(const char *path)
{
	CaasppSource *source = make_source();
	struct stat st;

	source->path = path;
	source->file = AllocateFile(path, PG_BINARY_R);
	if (source->file == NULL)
	{
		int			reason = errno;

		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not open file \"%s\" for reading: %m", path),
				 (reason == ENOENT || reason == EACCES) ?
				 errhint("caaspp.import_file() instructs the PostgreSQL server process to read a file. "
						 "You may want the client program caaspp-load.") : 0));
	}
	if (fstat(fileno(source->file), &st) != 0)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not stat file \"%s\": %m", path)));
	if (S_ISDIR(st.st_mode))
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is a directory", path)));
	source->buffer = palloc(PIECE);
	return source;
}

static size_t
read_piece(CaasppSource *source, const char **piece)
{
	size_t		len;

	if (source->file == NULL)
	{
		len = Min(source->len - source->at, PIECE);
		*piece = source->data + source->at;
		source->at += len;
		source->at_end = source->at == source->len;
		return len;
	}
	len = fread(source->buffer, 1, PIECE, source->file);
	if (ferror(source->file))
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not read file \"%s\": %m", source->path)));
	source->at_end = len < PIECE;
	*piece = source->buffer;
	return len;
}

static bool
starts_with(const char *piece, size_t len, const char *mark, size_t mark_len)
{
	return len >= mark_len && memcmp(piece, mark, mark_len) == 0;
}

/* A few control bytes are a fault of cells; of many the file is made. */
static bool
is_binary(const char *piece, size_t len)
{
	size_t		n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char) piece[i] < ' ' && (piece[i] < '\t' || piece[i] > '\r')) || piece[i] == '\177';
	return n > FEW_CONTROLS && n > len / 32;
}

/* "<!DOCTYPE html>", "<table", "<?xml" */
static bool
is_markup(const char *piece, size_t len)
{
	caaspp_trim(&piece, &len);
	return len > 1 && piece[0] == '<' &&
		(piece[1] == '!' || piece[1] == '?' || (caaspp_upper(piece[1]) >= 'A' && caaspp_upper(piece[1]) <= 'Z'));
}

/* What is no delimited text at all is told by its first bytes. */
static void
refuse_other_formats(const char *piece, size_t len)
{
	const char *what = NULL;

	if (starts_with(piece, len, "PK\003\004", 4))
		what = "an Excel workbook or a zip archive";
	else if (starts_with(piece, len, "\320\317\021\340", 4))
		what = "an old Excel workbook";
	else if (starts_with(piece, len, "\037\213", 2))
		what = "a gzip archive";
	else if (starts_with(piece, len, "%PDF-", 5))
		what = "a PDF";
	else if (starts_with(piece, len, "[{", 2) || starts_with(piece, len, "{\"", 2))
		what = "JSON";
	if (what != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("the file is %s", what),
				 errhint("Save it as CSV, in UTF-8.")));
	if (is_markup(piece, len))
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("the file is a web page"),
				 errhint("If it is the table, open it in a spreadsheet and save it as CSV, in UTF-8. "
						 "If it asks to sign in, do so and download the file again.")));
	if (starts_with(piece, len, "\211PNG", 4) || starts_with(piece, len, "\377\330\377", 3) || is_binary(piece, len))
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("the file is not text"),
				 errhint("Save it as CSV, in UTF-8.")));
}

static size_t
convert(CaasppSource *source, const char **piece, size_t len)
{
	size_t		n = caaspp_utf16_convert(&source->utf16, *piece, len, source->at_end || len == 0, source->converted);

	*piece = source->converted;
	return n;
}

static void
start_converting(CaasppSource *source, const char **piece, size_t *len)
{
	size_t		mark;

	source->is_utf16 = caaspp_utf16_detect(*piece, *len, &source->utf16.big_endian, &mark);
	if (!source->is_utf16)
		return;
	source->converted = palloc(CAASPP_UTF16_ROOM(PIECE));
	*piece += mark;
	*len = convert(source, piece, *len - mark);
}

/* The next piece in UTF-8, or another encoding of bytes, without a byte order mark; 0 at the end. */
size_t
caaspp_source_read(CaasppSource *source, const char **piece)
{
	size_t		len = read_piece(source, piece);

	if (pg_cryptohash_update(source->sha256, (const uint8 *) *piece, len) < 0)
		elog(ERROR, "could not compute SHA-256: %s", pg_cryptohash_error(source->sha256));
	if (source->started)
		return source->is_utf16 ? convert(source, piece, len) : len;
	source->started = true;
	start_converting(source, piece, &len);
	refuse_other_formats(*piece, len);
	if (starts_with(*piece, len, "\357\273\277", 3))
	{
		*piece += 3;
		len -= 3;
	}
	if (len == 0)
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("the file is empty")));
	return len;
}

bool
caaspp_source_is_utf16(const CaasppSource *source)
{
	return source->is_utf16;
}

bool
caaspp_source_is_at_end(const CaasppSource *source)
{
	return source->at_end;
}

/* In bytes as they are read, as far as it is known; 0 where it is not. Of most text in UTF-16 that is half. */
int64
caaspp_source_size(const CaasppSource *source, bool *is_file)
{
	struct stat st;

	*is_file = source->file != NULL;
	if (source->file == NULL)
		return (int64) source->len / (source->is_utf16 ? 2 : 1);
	return fstat(fileno(source->file), &st) == 0 ? (int64) st.st_size / (source->is_utf16 ? 2 : 1) : 0;
}

/* In hexadecimal, of everything read. */
char *
caaspp_source_sha256(CaasppSource *source)
{
	static const char digits[] = "0123456789abcdef";
	uint8		hash[PG_SHA256_DIGEST_LENGTH];
	char	   *text = palloc(2 * PG_SHA256_DIGEST_LENGTH + 1);

	if (pg_cryptohash_final(source->sha256, hash, sizeof(hash)) < 0)
		elog(ERROR, "could not compute SHA-256: %s", pg_cryptohash_error(source->sha256));
	for (int i = 0; i < PG_SHA256_DIGEST_LENGTH; i++)
	{
		text[2 * i] = digits[hash[i] >> 4];
		text[2 * i + 1] = digits[hash[i] & 0x0F];
	}
	text[2 * PG_SHA256_DIGEST_LENGTH] = '\0';
	return text;
}

void
caaspp_source_close(CaasppSource *source)
{
	if (source->file != NULL && FreeFile(source->file) != 0)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not close file \"%s\": %m", source->path)));
	source->file = NULL;
	pg_cryptohash_free(source->sha256);
	source->sha256 = NULL;
}
