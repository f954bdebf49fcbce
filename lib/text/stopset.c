/* stopset.c - a set of words to be dropped. */
#include "text/stopset.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void stopset_release(struct stopset *set)
{
	bytes_release(&set->text);
	hashindex_release(&set->index);
	*set = (struct stopset){0};
}

/* Whether it is there; its hash is given. */
static bool has(const struct stopset *set, const char *word, size_t length, uint64_t hash)
{
	size_t step = 0;
	uint32_t place;

	while ((place = hashindex_next(&set->index, hash, &step)) != HASHINDEX_NONE) {
		const char *have = set->text.data + place;

		if ((unsigned char)have[0] == length && memcmp(have + 1, word, length) == 0)
			return true;
	}
	return false;
}

int stopset_add(struct stopset *set, const char *word, size_t length, struct fault *fault)
{
	uint64_t hash = digest_short(word, length, 0);
	char size = (char)length;

	if (length > STOP_WORD_MOST || has(set, word, length, hash))
		return 0;
	if (set->text.size > UINT32_MAX - 1024)
		return fault_set(fault, FAULT_DATA, "more than 4 GiB of stop words");
	if (bytes_reserve(&set->text, length + 2, fault)
		|| hashindex_add(&set->index, hash, (uint32_t)set->text.size, fault))
		return -1;
	set->count++;
	if (bytes_append(&set->text, &size, 1, fault)
		|| bytes_append(&set->text, word, length, fault))
		return -1;
	return bytes_append(&set->text, "", 1, fault);
}

bool stopset_has(const struct stopset *set, const char *word, size_t length)
{
	return set->count && length <= STOP_WORD_MOST
		&& has(set, word, length, digest_short(word, length, 0));
}

const char *stopset_next(const struct stopset *set, size_t *at, size_t *length)
{
	const char *word;

	if (*at >= set->text.size)
		return NULL;
	word = set->text.data + *at + 1;
	*length = (unsigned char)word[-1];
	*at += *length + 2;
	return word;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int stopset_digest(const struct stopset *set, struct digest *digest, struct fault *fault)
{
	const char **word = memory_zeroed(set->count, sizeof *word, fault);
	struct digester *digester = digest_new(fault);
	size_t i, n = 0, at = 0, length;
	int failed = -1;

	if (!word || !digester)
		goto done;
	while (n < set->count)
		word[n++] = stopset_next(set, &at, &length);
	if (n)
		qsort(word, n, sizeof *word, by_bytes);
	digest_start(digester);
	for (i = 0; i < n; i++)
		digest_add(digester, word[i], strlen(word[i]) + 1);
	*digest = digest_end(digester);
	failed = 0;
done:
	digest_free(digester);
	free(word);
	return failed;
}
