/* mixing.c - what is listed for the queries in hand, and the lists of both. */
#include "topic/mixing.h"

#include "base/input.h"
#include "base/memory.h"
#include "stream/termindex.h"

#include <stdlib.h>
#include <string.h>

int mixing_open(struct mixing *mixing, const char *path, double share, struct fault *fault)
{
	*mixing = (struct mixing){.path = path, .share = share};
	return scorelist_open(&mixing->list, path, fault);
}

void mixing_release(struct mixing *mixing)
{
	scorelist_close(&mixing->list);
	hashindex_release(&mixing->index);
	free(mixing->listed);
	bytes_release(&mixing->ids);
	*mixing = (struct mixing){0};
}

void mixing_clear(struct mixing *mixing)
{
	mixing->count = mixing->ids.size = mixing->most = 0;
}

struct taking_list {
	struct mixing *mixing;
	size_t query;
};

static int take_line(void *context, const char *id, float score, struct fault *fault)
{
	const struct taking_list *taking = context;
	struct mixing *mixing = taking->mixing;

	if (memory_grow(&mixing->listed, &mixing->room, mixing->count + 1, fault))
		return -1;
	mixing->listed[mixing->count++] = (struct listed){.query = taking->query,
		.id = mixing->ids.size, .score = score};
	return bytes_append(&mixing->ids, id, strlen(id) + 1, fault);
}

int mixing_take(struct mixing *mixing, size_t query, const char *name, struct fault *fault)
{
	struct taking_list taking = {mixing, query};
	size_t before = mixing->count;

	if (scorelist_take(&mixing->list, name, take_line, &taking, fault))
		return -1;
	if (mixing->count - before > mixing->most)
		mixing->most = mixing->count - before;
	return 0;
}

static int about(const struct mixing *mixing, const char *id, const char *what,
	struct fault *fault)
{
	char shown[80];

	return fault_set(fault, FAULT_DATA, "%s: document %s %s", input_name(mixing->path),
		fault_quote(shown, sizeof shown, id, strlen(id)), what);
}

/* The place of a name in the piece, or count where it is not there. */
static size_t find(const struct mixing *mixing, const char *names, const size_t *name,
	size_t count, const char *id)
{
	uint64_t hash = termindex_hash(id, strlen(id));
	size_t step = 0;
	uint32_t i;

	while ((i = hashindex_next(&mixing->index, hash, &step)) != HASHINDEX_NONE)
		if (strcmp(names + name[i], id) == 0)
			return i;
	return count;
}

static int index_names(struct mixing *mixing, const char *names, const size_t *name,
	size_t count, struct fault *fault)
{
	size_t i;

	hashindex_clear(&mixing->index);
	if (hashindex_reserve(&mixing->index, count, fault))
		return -1;
	for (i = 0; i < count; i++) {
		const char *id = names + name[i];

		if (find(mixing, names, name, count, id) < count)
			return about(mixing, id, "is in the index twice: which one was scored is not "
				"known", fault);
		if (hashindex_add(&mixing->index, termindex_hash(id, strlen(id)), (uint32_t)i, fault))
			return -1;
	}
	return 0;
}

int mixing_look(struct mixing *mixing, const struct nearest_index *piece, const char *names,
	const size_t *name, uint64_t first, bool known, const float *queries, struct fault *fault)
{
	size_t i;

	if (!known && index_names(mixing, names, name, piece->count, fault))
		return -1;
	for (i = 0; i < mixing->count; i++) {
		struct listed *listed = &mixing->listed[i];
		const char *id = mixing->ids.data + listed->id;
		size_t at = find(mixing, names, name, piece->count, id);

		if (at == piece->count)
			continue;
		if (listed->found)
			return about(mixing, id, "is in the index twice: which one was scored is not "
				"known", fault);
		listed->found = true;
		listed->row = first + at;
		listed->cosine = nearest_score(queries + listed->query * piece->k,
			piece->unit + at * piece->k, piece->k);
	}
	return 0;
}

static int by_row(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;

	return (x->row > y->row) - (x->row < y->row);
}

static double part(double share, float score, float best)
{
	return share * (double)score / (best > 0 ? (double)best : 1);
}

int mixing_mix(struct mixing *mixing, size_t query, size_t n, size_t *at, struct hits *hits,
	struct fault *fault)
{
	struct listed *listed = mixing->listed + *at;
	double share = mixing->share;
	float best = 0, nearest = hits->count ? hits->hit[0].score : 0;
	struct hits mixed = {0};
	size_t count = 0, i;
	bool full;
	int failed = 0;

	for (; *at + count < mixing->count && listed[count].query == query; count++) {
		const char *id = mixing->ids.data + listed[count].id;

		if (!listed[count].found)
			return about(mixing, id, "is not in the index", fault);
		best = listed[count].score > best ? listed[count].score : best;
	}
	*at += count;
	if (count)
		qsort(listed, count, sizeof *listed, by_row);
	for (i = 0; !failed && i < count; i++) {
		const char *id = mixing->ids.data + listed[i].id;

		if (i && listed[i].row == listed[i - 1].row)
			failed = about(mixing, id, "is listed twice for a query", fault);
		else
			failed = hits_offer(&mixed, n, (float)(part(share, listed[i].score, best)
				+ part(1 - share, listed[i].cosine, nearest)), listed[i].row, id,
				&full, fault);
	}
	for (i = 0; !failed && i < hits->count; i++) {
		struct listed key = {.row = hits->hit[i].row};

		if (!count || !bsearch(&key, listed, count, sizeof key, by_row))
			failed = hits_offer(&mixed, n, (float)part(1 - share, hits->hit[i].score,
				nearest), hits->hit[i].row, hits->hit[i].id, &full, fault);
	}
	hits_release(hits);
	hits_sort(&mixed);
	*hits = mixed;
	return failed;
}
