/*
 * assessment.c
 *		The type assessment.
 */
#include "postgres.h"

#include "types/code_type.h"

CAASPP_CODE_TYPE(assessment)
