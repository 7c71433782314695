/*
 * students.c
 *		Who derives for whom: the locks on students.
 *
 * Two sessions that change facts of one student must not derive from half of
 * them.  A few students are locked one by one, many by one lock that shuts out
 * everybody else's few: the lock table is finite.
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/guc.h"

#include "caaspp.h"
#include "store/deployed.h"
#include "triggers/students.h"

#define MOST_BY_ONE 1000		/* students of a transaction */

PG_FUNCTION_INFO_V1(caaspp_lock_students_of);

static LockAcquireResult
lock_key(uint32 key, LOCKMODE mode, bool waits)
{
	static const char domain[] = "caaspp.students";
	LOCKTAG		tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, hash_bytes((const unsigned char *) domain, sizeof(domain) - 1), key, 2);
	return LockAcquire(&tag, mode, false, !waits);
}

/* What a savepoint takes back is locked no longer, and counted no longer. */
static void
count_locked(int64 n)
{
	char		text[32];

	snprintf(text, sizeof(text), INT64_FORMAT, n);
	(void) set_config_option("caaspp.students_locked", text, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0, false);
}

static void
lock_one_by_one(const int64 *ssids, int64 n)
{
	int64		locked = caaspp_students_locked;

	(void) lock_key(0, ShareLock, true);
	for (int64 i = 0; i < n; i++)
		if (lock_key(hash_bytes((const unsigned char *) &ssids[i], sizeof(int64)) | 1, ExclusiveLock, true) != LOCKACQUIRE_ALREADY_HELD)
			locked++;
	if (locked > caaspp_students_locked)
		count_locked(locked);
}

bool
caaspp_try_lock_everybody(void)
{
	return lock_key(0, ExclusiveLock, false) != LOCKACQUIRE_NOT_AVAIL;
}

void
caaspp_lock_students(const int64 *ssids, int64 n)
{
	if (ssids == NULL || caaspp_students_locked + n > MOST_BY_ONE)
		(void) lock_key(0, ExclusiveLock, true);
	else
		lock_one_by_one(ssids, n);
	caaspp_refuse_old_snapshot(ssids, n);
}

int64 *
caaspp_ssids_of(ArrayType *array, int *n)
{
	Datum	   *elements;
	bool	   *nulls;
	int64	   *ssids;
	int			nelements;

	deconstruct_array(array, ARR_ELEMTYPE(array), sizeof(int64), true, TYPALIGN_DOUBLE, &elements, &nulls, &nelements);
	ssids = palloc(Max(nelements, 1) * sizeof(int64));
	*n = 0;
	for (int i = 0; i < nelements; i++)
		if (!nulls[i])
			ssids[(*n)++] = DatumGetInt64(elements[i]);
	return ssids;
}

/* Of SQL: an array of them, or null. */
Datum
caaspp_lock_students_of(PG_FUNCTION_ARGS)
{
	int64	   *ssids = NULL;
	int			n = 0;

	caaspp_require_deployed();
	if (!PG_ARGISNULL(0))
		ssids = caaspp_ssids_of(PG_GETARG_ARRAYTYPE_P(0), &n);
	caaspp_lock_students(ssids, n);
	PG_RETURN_VOID();
}
