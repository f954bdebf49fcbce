/* stopset.c - a set of words to be dropped. */
#include "text/stopset.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void stopset_release(struct stopset *set)
{
	bytes_release(&set->text);
	free(set->slot);
	*set = (struct stopset){0};
}

/* Where the word is, or the empty slot where it would be. */
static size_t place(const struct stopset *set, const char *word, size_t length)
{
	size_t at = digest_short(word, length, 0) & set->mask;

	for (; set->slot[at]; at = (at + 1) & set->mask) {
		const char *have = set->text.data + set->slot[at] - 1;

		if ((unsigned char)have[0] == length && memcmp(have + 1, word, length) == 0)
			break;
	}
	return at;
}

static int grow(struct stopset *set, struct fault *fault)
{
	size_t old_mask = set->mask, i;
	uint32_t *old = set->slot;

	set->mask = old ? 2 * old_mask + 1 : 1023;
	set->slot = memory_zeroed(set->mask + 1, sizeof *set->slot, fault);
	if (!set->slot) {
		set->slot = old;
		set->mask = old_mask;
		return -1;
	}
	for (i = 0; old && i <= old_mask; i++)
		if (old[i]) {
			const char *have = set->text.data + old[i] - 1;

			set->slot[place(set, have + 1, (unsigned char)have[0])] = old[i];
		}
	free(old);
	return 0;
}

int stopset_add(struct stopset *set, const char *word, size_t length, struct fault *fault)
{
	char size = (char)length;
	size_t at;

	if (length > STOP_WORD_MOST)
		return 0;
	if (4 * set->count >= set->mask && grow(set, fault))
		return -1;
	at = place(set, word, length);
	if (set->slot[at])
		return 0;
	if (set->text.size > UINT32_MAX - 1024)
		return fault_set(fault, FAULT_DATA, "more than 4 GiB of stop words");
	if (bytes_reserve(&set->text, length + 2, fault))
		return -1;
	set->slot[at] = (uint32_t)set->text.size + 1;
	set->count++;
	if (bytes_append(&set->text, &size, 1, fault)
		|| bytes_append(&set->text, word, length, fault))
		return -1;
	return bytes_append(&set->text, "", 1, fault);
}

bool stopset_has(const struct stopset *set, const char *word, size_t length)
{
	return set->count && length <= STOP_WORD_MOST && set->slot[place(set, word, length)];
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
	size_t i, n = 0;
	int failed = -1;

	if (!word || !digester)
		goto done;
	for (i = 0; set->slot && i <= set->mask; i++)
		if (set->slot[i])
			word[n++] = set->text.data + set->slot[i];
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
