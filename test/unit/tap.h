/*
 * tap.h
 *		Counting and printing the tests of a program in TAP.
 */
#ifndef CAASPP_TAP_H
#define CAASPP_TAP_H

#include <stdbool.h>
#include <stdio.h>

static int	tap_tests = 0;
static int	tap_failures = 0;

/* One test. */
static inline void
ok(bool passed, const char *name)
{
	tap_tests++;
	if (!passed)
		tap_failures++;
	printf("%sok %d - %s\n", passed ? "" : "not ", tap_tests, name);
}

static inline int
tap_end(void)
{
	printf("1..%d\n", tap_tests);
	return tap_failures ? 1 : 0;
}

#endif							/* CAASPP_TAP_H */
