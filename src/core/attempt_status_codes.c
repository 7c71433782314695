/*
 * attempt_status_codes.c
 *		Where a test part stands, as the platform says.  Its group is its stage.
 *		Aliases: letters of the score file, words of reports, states inside the
 *		delivery system.
 */
#include "core/vocabulary.h"

#include "core/text.h"

static const CaasppCode codes[] = {
	{10, "pending", "Waiting to be admitted", NULL, "open"},
	{20, "approved", "Admitted, not in the test yet", NULL, "open"},
	{30, "suspended", "Waiting to be admitted again", NULL, "open"},
	{40, "denied", "Entry refused", NULL, "open"},
	{50, "started", "In the test", "In progress|SegmentEntry|SegmentExit", "open"},
	{60, "paused", "Stopped, can go on", NULL, "open"},
	{70, "review", "Reviewing answers, not submitted", NULL, "open"},
	{80, "completed", "Submitted by the student", "C|Complete|Force completed|ForceCompleted", "done"},
	{90, "scored", "Being scored, or scored", "processing|rescored", "done"},
	{100, "submitted", "Sent to quality assurance", NULL, "done"},
	{110, "reported", "Score reported", NULL, "done"},
	{120, "expired", "Not completed in time", "E", "expired"},
	{130, "invalidated", "Invalidated by an appeal", "I|invalid", "invalidated"},
};

const CaasppVocabulary caaspp_attempt_status_codes = {
	"attempt_status", codes, sizeof(codes) / sizeof(codes[0]), true
};

bool
caaspp_is_not_started(const char *s, size_t len)
{
	static const char *const words[] = {"NOT STARTED", "NOT STARTED YET", "INACTIVE", NULL};

	for (int i = 0; words[i] != NULL; i++)
	{
		size_t		n = 0;

		while (n < len && words[i][n] != '\0' && caaspp_upper(s[n]) == words[i][n])
			n++;
		if (n == len && words[i][n] == '\0')
			return true;
	}
	return false;
}
