/*
 * ssid.h
 *		The Statewide Student Identifier: ten digits.
 */
#ifndef CAASPP_SSID_H
#define CAASPP_SSID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CAASPP_SSID_DIGITS 10

/* Its digits as one number, blanks around them ignored; false where it is none. */
extern bool caaspp_ssid_parse(const char *s, size_t len, int64_t *out);

#endif							/* CAASPP_SSID_H */
