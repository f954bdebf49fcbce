/* store - objects that a host keeps, by the digest of their content.
 *
 * A folder of the user's own (XDG_CACHE_HOME or ~/.cache, else TMPDIR), shared by all
 * agents of the user on this host.  An object is written to a file without a name and
 * appears whole.  Who uses one holds a shared lock on its file.  What nobody has used
 * for a day, or what is longest unused where the store grows beyond its bound, is
 * removed by the next agent that gets the exclusive lock.  On a file system without
 * locks only what nobody has used for a day is removed. */
#ifndef AGENT_STORE_H
#define AGENT_STORE_H

#include "agent/inplace.h"
#include "agent/verified.h"
#include "base/fault.h"
#include "base/sha256.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#define STORE_LIFETIME 86400 /* seconds unused */
#define STORE_DEFAULT ((uint64_t)16 << 30)

struct store {
	char folder[PATH_MAX - 96];
	uint64_t most;  /* bytes */
	uint64_t held;  /* bytes, when last looked at and since */
	unsigned since; /* objects begun since */
	char told[512]; /* a note for its user; "": none */
	struct verified verified; /* of its files */
	struct inplace *inplace; /* files elsewhere that count as objects */
};

/* An object on its way in; zeroed: none. */
struct incoming {
	int descriptor;
	bool made;      /* here, so that digest and size are known at its end */
	struct sha256 digest;
	uint64_t size, got;
	uint64_t room;  /* of one that is made: bytes that there is room for */
	struct sha256_state *digester;
	char name[PATH_MAX]; /* where the file has to have one; else "" */
};

/* Makes the folder, removes what was not used for a day.  The folder may be a symbolic
 * link to one of the user's; write permission of others is taken away.  Where there is
 * no home, or the folder can't be used, another in TMPDIR is taken, which told then
 * says.  FAULT_DENIED where that belongs to another user.  The store has its inplace before. */
int store_open(struct store *store, uint64_t most, struct fault *fault) MUST_USE;
void store_release(struct store *store); /* its memory; idempotent */

/* Where an object is, or would be. */
void store_path(const struct store *store, const struct sha256 *digest, char path[PATH_MAX]);

/* A descriptor that holds the object (close it when done), or -1 where it is
 * not there or is damaged.  path gets its name. */
int store_hold(struct store *store, const struct sha256 *digest, char path[PATH_MAX]);

/* Does the object still have its name, or is it still the file that is read in place?
 * descriptor: from store_hold. */
bool store_has(const struct store *store, const struct sha256 *digest, int descriptor);

/* FAULT_IO where it doesn't fit. */
int store_begin(struct store *store, struct incoming *incoming,
	const struct sha256 *digest, uint64_t size, struct fault *fault) MUST_USE;
int store_put(struct incoming *incoming, const void *data, size_t size,
	struct fault *fault) MUST_USE;
/* FAULT_DATA where it is not what its digest says, FAULT_IO where something stands at its
 * name that can't be removed. */
int store_end(struct store *store, struct incoming *incoming,
	struct fault *fault) MUST_USE;
void store_drop(struct incoming *incoming);

/* One that is made here, of at most that many bytes: store_make, store_add, store_end, which
 * gives it its digest and size.  FAULT_IO where it doesn't fit, FAULT_DATA where it is
 * longer. */
int store_make(struct store *store, struct incoming *incoming, uint64_t most,
	struct fault *fault) MUST_USE;
int store_add(struct store *store, struct incoming *incoming, const void *data, size_t size,
	struct fault *fault) MUST_USE;

/* Removes an object, unless it is in use. */
void store_remove(struct store *store, const struct sha256 *digest);

/* Removes what was not used for the seconds given (0: all) and is not in use.
 * Returns the bytes of what is left; freed gets those of what went. */
uint64_t store_sweep(const struct store *store, uint64_t seconds, uint64_t *freed);

/* Free bytes on its disk. */
uint64_t store_disk(const struct store *store);

#endif
