/* numbers.c - numbers digests in the order in which they are first seen. */
#include "driver/numbers.h"

#include "base/memory.h"

#include <stdlib.h>

void numbers_release(struct numbers *numbers)
{
	free(numbers->digest);
	hashindex_release(&numbers->index);
	*numbers = (struct numbers){0};
}

int numbers_of(struct numbers *numbers, const struct sha256 *digest, uint32_t *number,
	struct fault *fault)
{
	*number = hashindex_find(&numbers->index, sha256_hash(digest), digest, sizeof *digest,
		numbers->digest, sizeof *numbers->digest);
	if (*number != HASHINDEX_NONE)
		return 0;
	*number = (uint32_t)numbers->count;
	if (memory_grow(&numbers->digest, &numbers->room, numbers->count + 1, fault)
		|| hashindex_add(&numbers->index, sha256_hash(digest), *number, fault))
		return -1;
	numbers->digest[numbers->count++] = *digest;
	return 0;
}
