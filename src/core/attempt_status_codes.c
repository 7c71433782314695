/*
 * attempt_status_codes.c
 *		Where a test part stands, as the platform says.  Its group is its stage.
 */
#include "core/vocabulary.h"

static const CaasppCode codes[] = {
	{10, "pending", "Waiting to be admitted", NULL, "open"},
	{20, "approved", "Admitted, not in the test yet", NULL, "open"},
	{30, "suspended", "Waiting to be admitted again", NULL, "open"},
	{40, "denied", "Entry refused", NULL, "open"},
	{50, "started", "In the test", NULL, "open"},
	{60, "paused", "Stopped, can go on", NULL, "open"},
	{70, "review", "Reviewing answers, not submitted", NULL, "open"},
	{80, "completed", "Submitted by the student", "C", "done"},
	{90, "scored", "Being scored, or scored", "processing", "done"},
	{100, "submitted", "Sent to quality assurance", NULL, "done"},
	{110, "reported", "Score reported", NULL, "done"},
	{120, "expired", "Not completed in time", "E", "expired"},
	{130, "invalidated", "Invalidated by an appeal", "I", "invalidated"},
};

const CaasppVocabulary caaspp_attempt_status_codes = {
	"attempt_status", codes, sizeof(codes) / sizeof(codes[0]), true
};
