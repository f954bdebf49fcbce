/* object - some bytes and their name: what travels to the stores of agents.
 *
 * An object is a file, or a part of one (a piece of a large text), named by
 * the digest of its bytes.  It is read again each time it is sent, and the
 * agent takes it only if the digest still fits: an input that changes while
 * a job runs can't slip in. */
#ifndef AGENT_OBJECT_H
#define AGENT_OBJECT_H

#include "base/digest.h"
#include "base/fault.h"
#include "base/sha256.h"

#include <stdbool.h>
#include <stdint.h>

struct object {
	struct sha256 digest;
	uint64_t size;
	char *path;      /* owned */
	uint64_t offset; /* of a part; else 0 */
	bool part;       /* of a file that is larger */
	bool temporary;  /* a result of this run, removed once it was merged */
};

void object_release(struct object *object);

/* Reads the file and names it.  The object must be zeroed. */
int object_measure(struct object *object, const char *path, struct fault *fault) MUST_USE;

/* The same of a file that is read here alone and names nothing: the digest guards against
 * damage (SHA-256 of base/digest.h), at a small part of the cost. */
int object_measure_ours(struct object *object, const char *path, struct fault *fault) MUST_USE;
struct sha256 object_digest_ours(const struct digester *digester);

/* Are its bytes no longer those that were measured? */
bool object_changed(const struct object *object);

/* Writes a new file of these bytes. */
int object_create(struct object *object, const char *path, const void *data, size_t size,
	struct fault *fault) MUST_USE;

/* One that is known by its digest. */
int object_set(struct object *object, const char *path, const struct sha256 *digest,
	uint64_t size, struct fault *fault) MUST_USE;
int object_copy(struct object *to, const struct object *from, struct fault *fault) MUST_USE;

/* An array of them. */
struct objects {
	struct object *object;
	size_t count, room;
};

void object_list_release(struct objects *objects);
struct object *object_list_new(struct objects *objects, struct fault *fault) MUST_USE;

#endif
