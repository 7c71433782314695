/*
 * binary.c
 *		The binary form of every type is its text, which no version changes.
 */
#include "postgres.h"

#include "libpq/pqformat.h"

#include "types/ordered_type.h"

char *
caaspp_received_text(StringInfo buf, int *len)
{
	return pq_getmsgtext(buf, buf->len - buf->cursor, len);
}

Datum
caaspp_send_text(const char *text)
{
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendtext(&buf, text, strlen(text));
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}
