/* termindex.c - from terms to columns. */
#include "stream/termindex.h"

#include "base/digest.h"

#include <string.h>

uint64_t termindex_hash(const char *term, size_t length)
{
	return digest_short(term, length, 0);
}

int termindex_init(struct termindex *index, const struct vocabulary *vocabulary,
	struct fault *fault)
{
	uint32_t column;

	*index = (struct termindex){.vocabulary = vocabulary};
	if (hashindex_reserve(&index->index, vocabulary->size, fault))
		return -1;
	for (column = 0; column < vocabulary->size; column++) {
		const char *term = vocabulary_term(vocabulary, column);
		size_t length = vocabulary_length(vocabulary, column);
		uint64_t hash = termindex_hash(term, length);
		char shown[80];

		if (termindex_find(index, term, length, hash) != TERM_UNKNOWN)
			(void)fault_set(fault, FAULT_DATA, "the term '%s' occurs twice",
				fault_quote(shown, sizeof shown, term, length));
		else if (hashindex_add(&index->index, hash, column, fault) == 0)
			continue;
		termindex_release(index);
		return -1;
	}
	return 0;
}

void termindex_release(struct termindex *index)
{
	hashindex_release(&index->index);
}

uint32_t termindex_find(const struct termindex *index, const char *term, size_t length,
	uint64_t hash)
{
	size_t step = 0;
	uint32_t column;

	while ((column = hashindex_next(&index->index, hash, &step)) != HASHINDEX_NONE)
		if (vocabulary_length(index->vocabulary, column) == length
			&& memcmp(vocabulary_term(index->vocabulary, column), term, length) == 0)
			return column;
	return TERM_UNKNOWN;
}
