/* resultname - the digest of a result that is on its way: SHA-256, or of one that goes to a
 * driver on the same machine that which guards against damage alone
 * (object_measure_ours). */
#ifndef AGENT_RESULTNAME_H
#define AGENT_RESULTNAME_H

#include "base/digest.h"
#include "base/fault.h"
#include "base/sha256.h"

#include <stdbool.h>
#include <stddef.h>

struct resultname {
	struct sha256_state *digester;
	struct digester *quick;
	bool ours; /* quick is in use */
};

int resultname_init(struct resultname *name, struct fault *fault) MUST_USE;
void resultname_release(struct resultname *name); /* idempotent; accepts zeroed */

void resultname_start(struct resultname *name, bool ours);
void resultname_add(struct resultname *name, const void *data, size_t size);
struct sha256 resultname_end(const struct resultname *name);

#endif
