/* hits.c - a heap of the best documents, and their lines. */
#include "topic/hits.h"

#include "base/memory.h"
#include "base/number.h"

#include <stdlib.h>
#include <string.h>

void hits_release(struct hits *hits)
{
	size_t i;

	for (i = 0; i < hits->count; i++)
		free(hits->hit[i].id);
	free(hits->hit);
	*hits = (struct hits){0};
}

/* Whether a comes after b. */
static bool worse(const struct hit *a, const struct hit *b)
{
	int order;

	if (a->score < b->score || a->score > b->score)
		return a->score < b->score;
	order = strcmp(a->id, b->id);
	return order ? order > 0 : a->row > b->row;
}

static void sift_down(struct hits *hits, struct hit hit)
{
	struct hit *heap = hits->hit;
	size_t at = 0, child;

	while ((child = 2 * at + 1) < hits->count) {
		if (child + 1 < hits->count && worse(&heap[child + 1], &heap[child]))
			child++;
		if (!worse(&heap[child], &hit))
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = hit;
}

int hits_offer(struct hits *hits, size_t most, float score, uint64_t row, const char *id,
	bool *full, struct fault *fault)
{
	struct hit hit = {.score = score, .row = row};
	size_t at;

	*full = hits->count >= most;
	if (most == 0)
		return 0;
	if (*full) {
		/* only compared */
		hit.id = (char *)id;
		if (!worse(&hits->hit[0], &hit))
			return 0;
	}
	hit.id = memory_copy(id, strlen(id), fault);
	if (!hit.id)
		return -1;
	if (*full) {
		free(hits->hit[0].id);
		sift_down(hits, hit);
		return 0;
	}
	if (memory_grow(&hits->hit, &hits->room, hits->count + 1, fault)) {
		free(hit.id);
		return -1;
	}
	for (at = hits->count++; at > 0 && worse(&hit, &hits->hit[(at - 1) / 2]); at = (at - 1) / 2)
		hits->hit[at] = hits->hit[(at - 1) / 2];
	hits->hit[at] = hit;
	*full = hits->count >= most;
	return 0;
}

static int best_first(const void *a, const void *b)
{
	return worse(a, b) ? 1 : worse(b, a) ? -1 : 0;
}

void hits_sort(struct hits *hits)
{
	if (hits->count)
		qsort(hits->hit, hits->count, sizeof *hits->hit, best_first);
}

int hits_line(struct bytes *text, const char *query, uint64_t rank, float score,
	const char *id, struct fault *fault)
{
	char number[NUMBER_TEXT];
	size_t length = number_format_whole(number, rank + 1);

	if (bytes_append(text, query, strlen(query), fault)
		|| bytes_append(text, "\t", 1, fault)
		|| bytes_append(text, number, length, fault)
		|| bytes_append(text, "\t", 1, fault))
		return -1;
	length = number_format_float(number, score);
	return bytes_append(text, number, length, fault)
		|| bytes_append(text, "\t", 1, fault)
		|| bytes_append(text, id, strlen(id), fault)
		|| bytes_append(text, "\n", 1, fault) ? -1 : 0;
}
