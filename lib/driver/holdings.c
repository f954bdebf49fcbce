/* holdings.c - a table of digests for each host. */
#include "driver/holdings.h"

#include "base/memory.h"

#include <stdlib.h>

void holdings_release(struct holdings *holdings)
{
	free(holdings->holding);
	hashindex_release(&holdings->index);
	*holdings = (struct holdings){0};
}

static struct holding *find(const struct holdings *holdings, const struct sha256 *digest)
{
	uint32_t i = hashindex_find(&holdings->index, sha256_hash(digest), digest, sizeof *digest,
		holdings->holding, sizeof *holdings->holding);

	return i == HASHINDEX_NONE ? NULL : &holdings->holding[i];
}

struct holding *holdings_find(const struct holdings *holdings, const struct sha256 *digest)
{
	struct holding *holding = find(holdings, digest);

	return holding && !holding->gone ? holding : NULL;
}

int holdings_add(struct holdings *holdings, const struct sha256 *digest,
	uint32_t by, struct fault *fault)
{
	struct holding *holding = find(holdings, digest);
	const bool known = holding != NULL;

	if (!holding) {
		if (memory_grow(&holdings->holding, &holdings->room, holdings->count + 1, fault)
			|| hashindex_add(&holdings->index, sha256_hash(digest),
				(uint32_t)holdings->count, fault))
			return -1;
		holding = &holdings->holding[holdings->count++];
	}
	*holding = (struct holding){.digest = *digest, .by = by,
		.refused = known && holding->refused};
	return 0;
}

bool holdings_refused(const struct holdings *holdings, const struct sha256 *digest)
{
	const struct holding *holding = find(holdings, digest);

	return holding && holding->refused;
}

bool holdings_forget(struct holdings *holdings, uint32_t by, size_t *at,
	struct sha256 *digest)
{
	for (; *at < holdings->count; ++*at) {
		struct holding *holding = &holdings->holding[*at];

		if (holding->gone || holding->by != by)
			continue;
		holding->gone = true;
		*digest = holding->digest;
		return true;
	}
	return false;
}
