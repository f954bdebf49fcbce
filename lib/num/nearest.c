/* nearest.c - exact search by cosine: products, candidates, f64 scores. */
#include "num/nearest.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/blas.h"
#include "num/variants.h"

#include <cblas.h>

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Vectors that a step takes, and of these how many a product; scores that
 * are looked at together; candidates beyond n. */
enum { PART = 16384, TILE = 512, LOOK = 64, SPARE = 16 };

/* More than the f32 and the f64 score of unit vectors can differ: k = 10000
 * terms, each rounded twice, their absolute sum at most one. */
static const double doubt = 2e-5;

void nearest_release(struct nearest_index *index)
{
	free(index->unit);
	*index = (struct nearest_index){0};
}

void nearest_unit(const float *vector, size_t k, float *unit)
{
	double sum = 0, most = 0;
	size_t i;

	for (i = 0; i < k; i++)
		most = fabs((double)vector[i]) > most ? fabs((double)vector[i]) : most;
	for (i = 0; i < k && most > 0; i++)
		sum += ((double)vector[i] / most) * ((double)vector[i] / most);
	for (i = 0; i < k; i++)
		unit[i] = most > 0 ? (float)((double)vector[i] / most / sqrt(sum)) : 0;
}

int nearest_add(struct nearest_index *index, const float *vector, struct fault *fault)
{
	size_t need, room = index->room * index->k;

	if (index->k == 0) {
		index->count++;
		return 0;
	}
	if (!size_multiply(index->count + 1, index->k, &need)
		|| memory_grow(&index->unit, &room, need, fault))
		return -1;
	index->room = room / index->k;
	nearest_unit(vector, index->k, index->unit + index->count++ * index->k);
	return 0;
}

/* In eight sums, added up in pairs. */
static double exact_score(const float *a, const float *b, size_t k)
{
	double lane[8] = {0};
	size_t i, t;

	for (i = 0; i + 8 <= k; i += 8)
		for (t = 0; t < 8; t++)
			lane[t] += (double)a[i + t] * (double)b[i + t];
	for (t = 0; i < k; i++, t++)
		lane[t] += (double)a[i] * (double)b[i];
	return ((lane[0] + lane[4]) + (lane[2] + lane[6]))
		+ ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

struct search {
	const struct nearest_index *index;
	const float *query;
	size_t count, n, keep; /* keep: n and the spare */
	size_t parts;
	float *score;              /* threads x count x TILE */
	struct nearest_hit *heap;  /* parts x count x keep: the worst first */
	size_t *held;              /* parts x count */
	struct nearest_hit *hits;
	size_t *found;
};

/* Lower scores are worse, and of equal ones the later vector. */
static bool worse(const struct nearest_hit *a, const struct nearest_hit *b)
{
	return a->score < b->score || (a->score == b->score && a->vector > b->vector);
}

static void sift_down(struct nearest_hit *heap, size_t size, struct nearest_hit hit)
{
	size_t at = 0;

	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= size)
			break;
		if (child + 1 < size && worse(&heap[child + 1], &heap[child]))
			child++;
		if (!worse(&heap[child], &hit))
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = hit;
}

static void offer(struct nearest_hit *heap, size_t *held, size_t keep, struct nearest_hit hit)
{
	size_t at;

	if (*held == keep) {
		if (worse(&heap[0], &hit))
			sift_down(heap, keep, hit);
		return;
	}
	for (at = (*held)++; at > 0 && worse(&hit, &heap[(at - 1) / 2]); at = (at - 1) / 2)
		heap[at] = heap[(at - 1) / 2];
	heap[at] = hit;
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

static void look(const struct search *search, const float *score, size_t first, size_t size,
	struct nearest_hit *heap, size_t *held)
{
	size_t i, j;

	for (i = 0; i < size; i += LOOK) {
		float floor = *held == search->keep ? (float)heap[0].score : -2;
		size_t end = size - i < LOOK ? size : i + LOOK;

		if (end - i == LOOK && !any_above(score + i, floor))
			continue;
		for (j = i; j < end; j++)
			offer(heap, held, search->keep,
				(struct nearest_hit){first + j, (double)score[j]});
	}
}

static int search_part(void *context, size_t part, int thread, struct fault *fault)
{
	const struct search *search = context;
	size_t k = search->index->k, count = search->count, at, q;
	size_t begin = part * PART;
	size_t end = search->index->count - begin < PART ? search->index->count : begin + PART;
	float *score = search->score + (size_t)thread * count * TILE;

	(void)fault;
	for (at = begin; at < end; at += TILE) {
		size_t size = end - at < TILE ? end - at : TILE;

		cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)count, (int)size, (int)k,
			1, search->query, (int)k, search->index->unit + at * k, (int)k, 0, score,
			TILE);
		for (q = 0; q < count; q++)
			look(search, score + q * TILE, at, size,
				search->heap + (part * count + q) * search->keep,
				&search->held[part * count + q]);
	}
	return 0;
}

static int by_score(const void *a, const void *b)
{
	return worse(a, b) ? 1 : worse(b, a) ? -1 : 0;
}

static bool is_zero(const float *vector, size_t k)
{
	size_t i;

	for (i = 0; i < k; i++)
		if (vector[i] != 0)
			return false;
	return true;
}

/* All of the index in f64: for a query whose candidates are too close. */
static size_t search_exactly(const struct search *search, const float *query,
	struct nearest_hit *heap)
{
	const struct nearest_index *index = search->index;
	size_t held = 0, i;

	for (i = 0; i < index->count; i++)
		if (!is_zero(index->unit + i * index->k, index->k))
			offer(heap, &held, search->n,
				(struct nearest_hit){i,
					exact_score(query, index->unit + i * index->k, index->k)});
	return held;
}

/* The candidates of all parts, scored again and in order. */
static int rank_query(void *context, size_t q, int thread, struct fault *fault)
{
	const struct search *search = context;
	const struct nearest_index *index = search->index;
	size_t k = index->k, part, i, size = 0, full = 0;
	const float *query = search->query + q * k;
	struct nearest_hit *all;
	double left_out = -2;

	(void)thread;
	search->found[q] = 0;
	if (is_zero(query, k))
		return 0;
	all = memory_zeroed(search->parts * search->keep, sizeof *all, fault);
	if (!all)
		return -1;
	for (part = 0; part < search->parts; part++) {
		const struct nearest_hit *heap = search->heap
			+ (part * search->count + q) * search->keep;
		size_t held = search->held[part * search->count + q];

		if (held == search->keep && heap[0].score > left_out)
			left_out = heap[0].score;
		full += held == search->keep;
		for (i = 0; i < held; i++) {
			const float *unit = index->unit + heap[i].vector * k;

			if (!is_zero(unit, k))
				all[size++] = (struct nearest_hit){heap[i].vector,
					exact_score(query, unit, k)};
		}
	}
	qsort(all, size, sizeof *all, by_score);
	if (full && (size < search->n || all[search->n - 1].score < left_out + doubt)) {
		size = search_exactly(search, query, all);
		qsort(all, size, sizeof *all, by_score);
	}
	search->found[q] = size < search->n ? size : search->n;
	memcpy(search->hits + q * search->n, all, search->found[q] * sizeof *all);
	free(all);
	return 0;
}

int nearest_search(const struct nearest_index *index, const float *query, size_t count,
	size_t n, struct nearest_hit *hits, size_t *found, int threads, struct fault *fault)
{
	struct search search = {.index = index, .query = query, .count = count, .n = n,
		.keep = n + SPARE, .parts = (index->count + PART - 1) / PART, .hits = hits,
		.found = found};
	size_t lists;
	int failed = -1;

	if (index->k == 0 || index->count == 0 || n == 0) {
		memset(found, 0, count * sizeof *found);
		return 0;
	}
	blas_prepare();
	if (!size_multiply(search.parts * count, search.keep, &lists))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu hits a query", n);
	search.score = memory_aligned((size_t)threads * count * TILE, sizeof(float), fault);
	search.heap = memory_zeroed(lists, sizeof *search.heap, fault);
	search.held = memory_zeroed(search.parts * count, sizeof *search.held, fault);
	if (search.score && search.heap && search.held
		&& !parallel_for(threads, search.parts, search_part, &search, fault)
		&& !parallel_for(threads, count, rank_query, &search, fault))
		failed = 0;
	free(search.score);
	free(search.heap);
	free(search.held);
	return failed;
}
