/* termindex.c - an open hash table from terms to columns. */
#include "stream/termindex.h"

#include "base/digest.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

uint64_t termindex_hash(const char *term, size_t length)
{
	return digest_short(term, length, 0);
}

/* The slot of the term, or the empty one where it would go. */
static size_t place(const struct termindex *index, const char *term, size_t length,
	uint64_t hash)
{
	size_t at = (size_t)hash & index->mask;
	uint64_t slot;

	while ((slot = index->slot[at]) != 0) {
		uint32_t column = (uint32_t)slot - 1;

		if (slot >> 32 == hash >> 32
			&& vocabulary_length(index->vocabulary, column) == length
			&& memcmp(vocabulary_term(index->vocabulary, column), term, length) == 0)
			break;
		at = (at + 1) & index->mask;
	}
	return at;
}

int termindex_init(struct termindex *index, const struct vocabulary *vocabulary,
	struct fault *fault)
{
	size_t slots = 16, column;

	while (slots < vocabulary->size * 2)
		slots *= 2;
	*index = (struct termindex){.vocabulary = vocabulary, .mask = slots - 1};
	index->slot = memory_zeroed(slots, sizeof *index->slot, fault);
	if (!index->slot)
		return -1;
	for (column = 0; column < vocabulary->size; column++) {
		const char *term = vocabulary_term(vocabulary, column);
		size_t length = vocabulary_length(vocabulary, column);
		uint64_t hash = termindex_hash(term, length);
		size_t at = place(index, term, length, hash);

		if (index->slot[at]) {
			char shown[80];

			termindex_release(index);
			return fault_set(fault, FAULT_DATA, "the term '%s' occurs twice",
				fault_quote(shown, sizeof shown, term, length));
		}
		index->slot[at] = (hash >> 32) << 32 | (uint32_t)(column + 1);
	}
	return 0;
}

void termindex_release(struct termindex *index)
{
	free(index->slot);
	index->slot = NULL;
}

uint32_t termindex_find(const struct termindex *index, const char *term, size_t length,
	uint64_t hash)
{
	uint64_t slot = index->slot[place(index, term, length, hash)];

	return slot ? (uint32_t)slot - 1 : TERM_UNKNOWN;
}
