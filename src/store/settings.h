/*
 * settings.h
 *		Settings for what is done next, and no longer.
 */
#ifndef CAASPP_SETTINGS_H
#define CAASPP_SETTINGS_H

#include "utils/guc.h"

/*
 * Until the AtEOXact_GUC() that goes with the NewGUCNestLevel() before.
 * (SetConfigOption() would stay for the session.)
 */
static inline void
caaspp_set_for_now(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

#endif							/* CAASPP_SETTINGS_H */
