/* attempt - one try at a task by one slot: what came of it so far. */
#ifndef DRIVER_ATTEMPT_H
#define DRIVER_ATTEMPT_H

#include "base/bytes.h"
#include "base/sha256.h"
#include "base/fault.h"
#include "driver/task.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of one that combines what its host keeps: its task, and whose results those are. */
struct attempt_sum {
	struct task task;
	struct object *kept;  /* size members; named by their digests, not files of ours */
	uint32_t *member;     /* tasks of the phase */
	size_t members;
	bool named;           /* the host said that it added up these and no others */
};

struct attempt {
	uint64_t id;
	const struct task *task; /* NULL: of a phase that is over */
	struct attempt_sum *sum; /* NULL: it is at a task of the phase; owned */
	bool keep;            /* its result stays at the host */
	bool let;             /* its combined result may come now (shelf.h) */
	bool started, cancelled;
	int file;             /* what came of the result */
	char path[PATH_MAX];  /* of that file; "" once it has another owner */
	struct sha256_state *digester; /* NULL: its agent is ours, and its digest is taken */
	uint64_t bytes, most;   /* of the result: so far; that its task can yield */
	size_t resent;          /* objects that its host had and asked for again */
	struct bytes complaint; /* its standard error */
	double began;         /* once started */
	double seconds;       /* that its filter took, once it has ended */
	struct sha256 digest; /* of its result, likewise */
	struct fault why;     /* how it failed */
	int status;           /* exit status, of one that failed */
};

/* NULL: failed.  The file is made at path, and removed by attempt_free; path NULL: its
 * result stays at the host.  ours: its agent is this program on this machine, so that
 * what it hashed comes as it was and need not be hashed again. */
struct attempt *attempt_new(uint64_t id, const char *path, bool ours, struct fault *fault) MUST_USE;
/* Is this the digest of what came? */
bool attempt_holds(const struct attempt *attempt, const struct sha256 *digest);
void attempt_free(struct attempt *attempt);

/* More of its result, of its standard error. */
int attempt_write(struct attempt *attempt, const char *data, size_t size,
	struct fault *fault) MUST_USE;
void attempt_complain(struct attempt *attempt, const char *data, size_t size);

/* All of the result has come: closes the file. */
int attempt_close(struct attempt *attempt, struct fault *fault) MUST_USE;

#endif
