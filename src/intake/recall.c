/*
 * recall.c
 *		Cells that were read before.
 *
 * Of most columns a file has few values, and the same one row after row.  A
 * column keeps those it read last, as far as there was nothing to say of them.
 */
#include "postgres.h"

#include "utils/datum.h"
#include "utils/lsyscache.h"

#include "intake/intake.h"

#define PLACES 16				/* of a column; a power of two */
#define LONGEST 15

typedef struct Place
{
	bool		taken;
	bool		isnull;
	bool		is_void;
	uint8		len;
	char		text[LONGEST];
	Datum		value;
} Place;

struct CaasppRecall
{
	bool		byval;
	int16		typlen;
	MemoryContext context;
	Place		places[PLACES];
};

/* Whether a cell's text alone makes its value, and is likely to come again. */
static bool
is_worth_it(const CaasppColumn *column)
{
	switch (column->type)
	{
		case CAASPP_CELL_SSID:
		case CAASPP_CELL_TEXT:
		case CAASPP_CELL_TIMESTAMP:
		case CAASPP_CELL_UNTIL:
		case CAASPP_CELL_SINCE:
		case CAASPP_CELL_DIGITS:
		case CAASPP_CELL_CODES:
		case CAASPP_CELL_YEAR_OF:
			return false;
		default:
			return !column->charters;
	}
}

void
caaspp_recall_prepare(CaasppColumn *column)
{
	if (!is_worth_it(column))
		return;
	column->recall = palloc0(sizeof(CaasppRecall));
	column->recall->context = CurrentMemoryContext;
	get_typlenbyval(caaspp_cell_sql_type(column), &column->recall->typlen, &column->recall->byval);
}

static Place *
place_of(CaasppRecall *recall, const CaasppCsvField *field)
{
	const unsigned char *s = (const unsigned char *) field->data;
	size_t		len = field->len;

	return &recall->places[len == 0 ? 0 : (s[0] * 5 + s[len / 2] * 3 + s[len - 1] + len) & (PLACES - 1)];
}

/* Whether the column has the cell's value now. */
bool
caaspp_recall(CaasppColumn *column, const CaasppCsvField *field)
{
	const Place *place;

	if (column->recall == NULL)
		return false;
	place = place_of(column->recall, field);
	if (!place->taken || place->len != field->len || memcmp(place->text, field->data, field->len) != 0)
		return false;
	column->value = place->value;
	column->isnull = place->isnull;
	column->is_void = place->is_void;
	return true;
}

/* The column's value is the cell's. */
void
caaspp_remember(CaasppColumn *column, const CaasppCsvField *field)
{
	CaasppRecall *recall = column->recall;
	Place	   *place;

	if (recall == NULL || field->len > LONGEST)
		return;
	place = place_of(recall, field);
	if (place->taken && !place->isnull && !recall->byval)
		pfree(DatumGetPointer(place->value));
	place->taken = true;
	place->isnull = column->isnull;
	place->is_void = column->is_void;
	place->len = (uint8) field->len;
	memcpy(place->text, field->data, field->len);
	if (!column->isnull)
	{
		MemoryContext outer = MemoryContextSwitchTo(recall->context);

		place->value = datumCopy(column->value, recall->byval, recall->typlen);
		MemoryContextSwitchTo(outer);
	}
}
