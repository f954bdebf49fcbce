/* shards - parts of a corpus, in order, as files. */
#ifndef JOB_SHARDS_H
#define JOB_SHARDS_H

#include "agent/object.h"
#include "base/digest.h"
#include "base/fault.h"

#include <stddef.h>
#include <stdint.h>

struct shards { /* zeroed: none */
	struct objects file;
	uint64_t *nonzeros; /* size file.count */
	uint64_t *rows;
	uint64_t *inflated;  /* bytes */
	uint64_t columns, all_nonzeros, all_rows;
	char weighting[128];
	struct digest terms;   /* of the vocabulary of all */
	struct digest content; /* of the last one's stream, as a MANIFEST has it */
	size_t room, rows_room, inflated_room;
};

/* Those of folders that corpus-shard made.  Each is held against the MANIFEST:
 * FAULT_DATA where one is missing, changed or left over. */
int shards_open(struct shards *shards, const char *const *folder, size_t count,
	struct fault *fault) MUST_USE;

/* What the end of a folder's MANIFEST says; the shards are not looked at. */
struct shards_end {
	uint64_t shards, rows, nonzeros;
};
int shards_end(const char *folder, struct shards_end *end, struct fault *fault) MUST_USE;

/* One more, from its header and end alone. */
int shards_add(struct shards *shards, const struct object *object,
	struct fault *fault) MUST_USE;
void shards_release(struct shards *shards);

#endif
