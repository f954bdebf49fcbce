/* nearest.c - exact search by cosine: candidates by tiles, then f64 scores. */
#include "num/nearest.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/scores.h"
#include "num/variants.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Vectors that a step takes; queries below which nothing is packed for them; vectors
 * that one query is compared with at a time; candidates beyond n. */
enum { PART = 1024, FEW = 4, LOOK = 256, SPARE = 16 };

/* More than the f32 and the f64 score of unit vectors can differ: k = 10000
 * terms, each rounded twice, their absolute sum at most one. */
static const double doubt = 2e-5;

void nearest_release(struct nearest_index *index)
{
	free(index->unit);
	*index = (struct nearest_index){0};
}

/* quotient (size k) := vector / most, so that squares neither overflow nor vanish. */
VARIANTS
static void divide(const float *restrict vector, size_t k, double most,
	double *restrict quotient)
{
	size_t i;

	for (i = 0; i < k; i++)
		quotient[i] = (double)vector[i] / most;
}

VARIANTS
static float largest(const float *vector, size_t k)
{
	float most = 0;
	size_t i;

	for (i = 0; i < k; i++) {
		float size = fabsf(vector[i]);

		most = size > most ? size : most;
	}
	return most;
}

VARIANTS
static void divide_again(const double *restrict quotient, size_t k, double length,
	float *restrict unit)
{
	size_t i;

	for (i = 0; i < k; i++)
		unit[i] = (float)(quotient[i] / length);
}

void nearest_unit(const float *vector, size_t k, float *unit)
{
	enum { PIECE = 256 };
	double quotient[PIECE], most = (double)largest(vector, k), sum = 0;
	size_t at, i, size;

	if (!(most > 0)) {
		memset(unit, 0, k * sizeof *unit);
		return;
	}
	for (at = 0; at < k; at += size) {
		size = k - at < PIECE ? k - at : PIECE;
		divide(vector + at, size, most, quotient);
		for (i = 0; i < size; i++)
			sum += quotient[i] * quotient[i];
	}
	for (at = 0; at < k; at += size) {
		size = k - at < PIECE ? k - at : PIECE;
		divide(vector + at, size, most, quotient);
		divide_again(quotient, size, sqrt(sum), unit + at);
	}
}

int nearest_add(struct nearest_index *index, const float *vector, struct fault *fault)
{
	size_t need, room = index->room * index->k;

	if (index->count >= UINT32_MAX)
		return fault_set(fault, FAULT_SYSTEM, "more than %u vectors at a time", UINT32_MAX);
	if (index->k == 0) {
		index->count++;
		return 0;
	}
	if (!size_multiply(index->count + 1, index->k, &need)
		|| memory_grow(&index->unit, &room, need, fault))
		return -1;
	index->room = room / index->k;
	memcpy(index->unit + index->count++ * index->k, vector, index->k * sizeof *vector);
	return 0;
}

struct finishing {
	struct nearest_index *index;
	size_t first;
};

static int unit_part(void *context, size_t part, int thread, struct fault *fault)
{
	const struct finishing *finishing = context;
	const struct nearest_index *index = finishing->index;
	size_t begin = finishing->first + part * PART, i;
	size_t end = index->count - begin < PART ? index->count : begin + PART;

	(void)thread, (void)fault;
	for (i = begin; i < end; i++)
		nearest_unit(index->unit + i * index->k, index->k, index->unit + i * index->k);
	return 0;
}

int nearest_finish(struct nearest_index *index, size_t first, int threads, struct fault *fault)
{
	struct finishing finishing = {index, first};

	return index->k == 0 ? 0
		: parallel_for(threads, (index->count - first + PART - 1) / PART, unit_part,
			&finishing, fault);
}

/* In eight sums, added up in pairs. */
VARIANTS
float nearest_score(const float *a, const float *b, size_t k)
{
	double lane[8] = {0};
	size_t i, t;

	for (i = 0; i + 8 <= k; i += 8)
		for (t = 0; t < 8; t++)
			lane[t] += (double)a[i + t] * (double)b[i + t];
	for (t = 0; i < k; i++, t++)
		lane[t] += (double)a[i] * (double)b[i];
	return (float)(((lane[0] + lane[4]) + (lane[2] + lane[6]))
		+ ((lane[1] + lane[5]) + (lane[3] + lane[7])));
}

/* By its f32 score. */
struct possible {
	uint32_t vector;
	float score;
};

struct search {
	const struct nearest_index *index;
	const float *query;
	size_t count, n, keep; /* keep: n and the spare */
	size_t threads;
	float *queries;         /* the same, packed */
	float *packed;          /* threads x k x SCORES_VECTORS */
	struct possible *heap;  /* threads x count x keep: the lowest score first */
	size_t *held;           /* threads x count */
	float *floor;           /* threads x count: no score below it is a candidate */
	struct nearest_hit *hits;
	size_t *found;
};

static void offer_possible(struct possible *heap, size_t *held, size_t keep,
	struct possible possible)
{
	size_t at, child;

	if (*held < keep) {
		for (at = (*held)++; at > 0 && possible.score < heap[(at - 1) / 2].score;
			at = (at - 1) / 2)
			heap[at] = heap[(at - 1) / 2];
		heap[at] = possible;
		return;
	}
	if (!(possible.score > heap[0].score))
		return;
	for (at = 0; (child = 2 * at + 1) < keep; at = child) {
		if (child + 1 < keep && heap[child + 1].score < heap[child].score)
			child++;
		if (!(heap[child].score < possible.score))
			break;
		heap[at] = heap[child];
	}
	heap[at] = possible;
}

/* Scores of some vectors, from number first on, for queries of one thread. */
struct tile_taking {
	const struct search *search;
	size_t first, size, thread;
};

static void take(void *context, size_t q, const float *score)
{
	const struct tile_taking *taking = context;
	const struct search *search = taking->search;
	size_t list = taking->thread * search->count + q, i;
	struct possible *heap = search->heap + list * search->keep;
	size_t *held = &search->held[list];

	for (i = 0; i < taking->size; i++)
		if (score[i] > search->floor[list])
			offer_possible(heap, held, search->keep,
				(struct possible){(uint32_t)(taking->first + i), score[i]});
	if (*held == search->keep)
		search->floor[list] = heap[0].score;
}

static bool is_zero(const float *vector, size_t k)
{
	size_t i;

	for (i = 0; i < k; i++)
		if (vector[i] != 0)
			return false;
	return true;
}

/* Whether any of LOOK scores is above the floor. */
VARIANTS
static int any_above(const float *score, float floor)
{
	int any = 0, i;

	for (i = 0; i < LOOK; i++)
		any |= score[i] > floor;
	return any;
}

static int search_part(void *context, size_t part, int thread, struct fault *fault)
{
	const struct search *search = context;
	const struct nearest_index *index = search->index;
	size_t k = index->k, at, q, size, begin = part * PART;
	size_t end = index->count - begin < PART ? index->count : begin + PART;
	float *packed = search->packed + (size_t)thread * k * SCORES_VECTORS, score[LOOK] = {0};
	float *floor = search->floor + (size_t)thread * search->count;
	struct tile_taking taking = {.search = search, .thread = (size_t)thread};

	(void)fault;
	for (at = begin; at < end && search->count >= FEW; at += SCORES_VECTORS) {
		taking.first = at;
		taking.size = end - at < SCORES_VECTORS ? end - at : SCORES_VECTORS;
		scores_pack(index->unit + at * k, taking.size, k, packed);
		scores_tile(packed, k, search->queries, search->count, floor, take, &taking);
	}
	for (; at < end; at += size) {
		taking.first = at;
		taking.size = size = end - at < LOOK ? end - at : LOOK;
		for (q = 0; q < search->count; q++) {
			scores_rows(index->unit + at * k, size, k, search->query + q * k, score);
			if (size < LOOK || any_above(score, floor[q]))
				take(&taking, q, score);
		}
	}
	return 0;
}

/* Whether a comes after b. */
static bool worse(const struct nearest_index *index, const struct nearest_hit *a,
	const struct nearest_hit *b)
{
	int order = 0;

	if (a->score < b->score || a->score > b->score)
		return a->score < b->score;
	if (index->order)
		order = index->order(index->context, a->vector, b->vector);
	return order ? order > 0 : a->vector > b->vector;
}

/* Puts the hit where the first was taken from a heap of the worst first. */
static void sift_down(const struct nearest_index *index, struct nearest_hit *heap, size_t size,
	struct nearest_hit hit)
{
	size_t at = 0, child;

	while ((child = 2 * at + 1) < size) {
		if (child + 1 < size && worse(index, &heap[child + 1], &heap[child]))
			child++;
		if (!worse(index, &heap[child], &hit))
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = hit;
}

/* The n best so far, a heap of the worst first. */
static void offer_hit(const struct nearest_index *index, struct nearest_hit *hits,
	size_t *found, size_t n, struct nearest_hit hit)
{
	size_t at;

	if (*found == n) {
		if (worse(index, &hits[0], &hit))
			sift_down(index, hits, n, hit);
		return;
	}
	for (at = (*found)++; at > 0 && worse(index, &hit, &hits[(at - 1) / 2]); at = (at - 1) / 2)
		hits[at] = hits[(at - 1) / 2];
	hits[at] = hit;
}

/* The heap's hits, the best first. */
static void sort_hits(const struct nearest_index *index, struct nearest_hit *hits, size_t found)
{
	while (found > 1) {
		struct nearest_hit worst = hits[0];

		found--;
		sift_down(index, hits, found, hits[found]);
		hits[found] = worst;
	}
}

/* Scores a vector again, and keeps it where it is among the n best. */
static void score_again(const struct search *search, const float *query, size_t vector,
	struct nearest_hit *hits, size_t *found)
{
	const struct nearest_index *index = search->index;
	const float *unit = index->unit + vector * index->k;
	struct nearest_hit hit = {.vector = vector};

	if (is_zero(unit, index->k))
		return;
	hit.cosine = nearest_score(query, unit, index->k);
	hit.score = index->measure ? index->measure(query, unit, index->k) : hit.cosine;
	offer_hit(index, hits, found, search->n, hit);
}

/* All whose f32 score allows more than least. */
static void search_again(const struct search *search, const float *query, float least,
	struct nearest_hit *hits, size_t *found)
{
	const struct nearest_index *index = search->index;
	size_t k = index->k, at, i;
	float score[LOOK];

	*found = 0;
	for (at = 0; at < index->count; at += LOOK) {
		size_t size = index->count - at < LOOK ? index->count - at : LOOK;

		scores_rows(index->unit + at * k, size, k, query, score);
		for (i = 0; i < size; i++)
			if (score[i] >= least)
				score_again(search, query, at + i, hits, found);
	}
}

/* The candidates of all threads, scored again and in order. */
static int rank_query(void *context, size_t q, int thread, struct fault *fault)
{
	const struct search *search = context;
	const struct nearest_index *index = search->index;
	size_t t, i, full = 0, *found = &search->found[q];
	const float *query = search->query + q * index->k;
	struct nearest_hit *hits = search->hits + q * search->n;
	float left_out = -2, least = 2;

	(void)thread, (void)fault;
	*found = 0;
	if (is_zero(query, index->k))
		return 0;
	for (t = 0; t < search->threads; t++) {
		size_t list = t * search->count + q, held = search->held[list];
		const struct possible *heap = search->heap + list * search->keep;

		if (held == search->keep && heap[0].score > left_out)
			left_out = heap[0].score;
		full += held == search->keep;
		for (i = 0; i < held; i++)
			score_again(search, query, heap[i].vector, hits, found);
	}
	for (i = 0; i < *found; i++)
		least = hits[i].cosine < least ? hits[i].cosine : least;
	if (full && *found < search->n)
		search_again(search, query, -2, hits, found);
	else if (full && (double)least <= (double)left_out + doubt)
		search_again(search, query, (float)((double)least - doubt), hits, found);
	sort_hits(index, hits, *found);
	return 0;
}

int nearest_search(const struct nearest_index *index, const float *query, size_t count,
	size_t n, struct nearest_hit *hits, size_t *found, int threads, struct fault *fault)
{
	struct search search = {.index = index, .query = query, .count = count, .n = n,
		.threads = (size_t)threads, .hits = hits, .found = found};
	size_t lists, rows, all, packed, i;
	int failed = -1;

	if (index->k == 0 || index->count == 0 || n == 0 || count == 0) {
		memset(found, 0, count * sizeof *found);
		return 0;
	}
	if (!size_add(n, SPARE, &search.keep) || !size_multiply(search.threads, count, &lists)
		|| !size_multiply(lists, search.keep, &all)
		|| !size_multiply(count + SCORES_QUERIES, index->k, &packed)
		|| !size_multiply(search.threads * SCORES_VECTORS, index->k, &rows))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu hits a query", n);
	search.queries = memory_aligned(packed, sizeof *search.queries, fault);
	search.packed = memory_aligned(rows, sizeof *search.packed, fault);
	search.heap = memory_aligned(all, sizeof *search.heap, fault);
	search.held = memory_zeroed(lists, sizeof *search.held, fault);
	search.floor = memory_aligned(lists, sizeof *search.floor, fault);
	if (search.queries && search.packed && search.heap && search.held && search.floor) {
		scores_pack_queries(query, count, index->k, search.queries);
		/* of queries of zeros nothing is a candidate */
		for (i = 0; i < lists; i++)
			search.floor[i] = is_zero(query + i % count * index->k, index->k) ? 2 : -2;
		failed = parallel_for(threads, (index->count + PART - 1) / PART, search_part,
			&search, fault)
			|| parallel_for(threads, count, rank_query, &search, fault) ? -1 : 0;
	}
	free(search.queries);
	free(search.packed);
	free(search.heap);
	free(search.held);
	free(search.floor);
	return failed;
}
