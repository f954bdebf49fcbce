/* topdocs.c - keeps the best documents of each topic and their names. */
#include "topic/topdocs.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Names are cleared once they take this many bytes, twice as many as are in use. */
enum { NAMES_LEAST = 1 << 20 };

int topdocs_init(struct topdocs *docs, size_t topics, size_t n, struct fault *fault)
{
	*docs = (struct topdocs){0};
	if (best_init(&docs->best, topics, n, true, fault))
		return -1;
	docs->used = memory_zeroed(2 * topics, n * sizeof *docs->used, fault);
	return docs->used ? 0 : -1;
}

void topdocs_release(struct topdocs *docs)
{
	best_release(&docs->best);
	bytes_release(&docs->names);
	free(docs->used);
	*docs = (struct topdocs){0};
}

static int ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Drops the names that no list has: what is left keeps its order. */
static void clear_names(struct topdocs *docs)
{
	struct best *best = &docs->best;
	size_t used = 0, distinct = 0, size = 0, i, j;
	uint64_t *at = docs->used, *moved = at + best->lists * best->most;

	for (i = 0; i < best->lists; i++)
		for (j = 0; j < best->count[i]; j++)
			at[used++] = best->list[i * best->most + j].item;
	qsort(at, used, sizeof *at, ascending);
	for (i = 0; i < used; i++)
		if (distinct == 0 || at[distinct - 1] != at[i])
			at[distinct++] = at[i];
	/* each name moves to where the ones before it end; its old place is looked up
	 * in at, its new one in moved */
	for (i = 0; i < distinct; i++) {
		size_t length = strlen(docs->names.data + at[i]) + 1;

		memmove(docs->names.data + size, docs->names.data + at[i], length);
		moved[i] = size;
		size += length;
	}
	for (i = 0; i < best->lists; i++)
		for (j = 0; j < best->count[i]; j++) {
			uint64_t *item = &best->list[i * best->most + j].item;
			const uint64_t *place = bsearch(item, at, distinct, sizeof *at, ascending);

			if (place)
				*item = moved[place - at];
		}
	docs->names.size = docs->kept = size;
}

int topdocs_add(struct topdocs *docs, const char *name, const double *share, double least,
	struct fault *fault)
{
	size_t at = docs->names.size, k;
	bool taken = false;

	for (k = 0; k < docs->best.lists; k++)
		if (share[k] != 0 && fabs(share[k]) >= least
			&& best_offer(&docs->best, k, at, share[k]))
			taken = true;
	if (!taken)
		return 0;
	if (bytes_append(&docs->names, name, strlen(name) + 1, fault))
		return -1;
	if (docs->names.size > NAMES_LEAST && docs->names.size > 2 * docs->kept)
		clear_names(docs);
	return 0;
}

void topdocs_sort(struct topdocs *docs)
{
	best_sort(&docs->best);
}
