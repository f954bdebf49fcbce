/* neighbours.c - loads an index of vectors and answers queries. */
#include "topic/neighbours.h"

#include "base/memory.h"
#include "base/progress.h"
#include "base/number.h"
#include "stream/dense.h"
#include "stream/relay.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Queries that are searched together. */
enum { BATCH = 256 };

void neighbours_release(struct neighbours *neighbours)
{
	nearest_release(&neighbours->index);
	bytes_release(&neighbours->names);
	free(neighbours->name);
	*neighbours = (struct neighbours){0};
}

/* row (size k) := row i as f32, or the roots of its numbers. */
static int take_row(const struct neighbours *neighbours, const struct dense *rows, size_t i,
	float *row, struct fault *fault)
{
	size_t j, k = rows->k;

	for (j = 0; j < k; j++) {
		double x = rows->values == VALUES_F32 ? (double)rows->f32[i * k + j]
						      : rows->f64[i * k + j];

		if (neighbours->measure == NEIGHBOURS_HELLINGER) {
			if (x < 0)
				return fault_set(fault, FAULT_DATA, "%s is no mixture: a number is "
					"negative", rows->names + rows->name[i]);
			x = sqrt(x);
		}
		row[j] = (float)x;
	}
	return 0;
}

static int take_vectors(void *context, const struct header *header, const struct dense *rows,
	struct fault *fault)
{
	struct neighbours *neighbours = context;
	float *row = memory_aligned(rows->k, sizeof *row, fault);
	size_t i;
	int failed = row ? 0 : -1;

	(void)header;
	for (i = 0; !failed && i < rows->count; i++) {
		size_t at = neighbours->index.count;
		const char *name = rows->names + rows->name[i];

		failed = memory_grow(&neighbours->name, &neighbours->name_room, at + 1, fault);
		if (failed)
			break;
		neighbours->name[at] = neighbours->names.size;
		failed = bytes_append(&neighbours->names, name,
				 rows->name[i + 1] - rows->name[i], fault)
			|| take_row(neighbours, rows, i, row, fault)
			|| nearest_add(&neighbours->index, row, fault);
	}
	free(row);
	return failed;
}

int neighbours_load(struct neighbours *neighbours, struct source *source, int threads,
	struct fault *fault)
{
	neighbours->header = source->header;
	neighbours->header.column = (struct bytes){0};
	neighbours->index.k = (size_t)source->header.columns;
	return relay_each_dense(source, threads, take_vectors, neighbours, fault);
}

struct answering {
	const struct neighbours *neighbours;
	size_t n, count; /* hits asked for, queries in the block */
	int threads;
	struct outfile *out;
	uint64_t *empty;
	float *query;              /* BATCH x k */
	struct bytes names;        /* of the queries in hand */
	size_t name[BATCH];
	struct nearest_hit *hits;  /* BATCH x n */
	size_t found[BATCH];
	struct bytes text;
};

/* As it is written: the cosine, or the distance, which is 0 for equal vectors
 * whatever was rounded. */
static double score_of(const struct answering *a, size_t query, const struct nearest_hit *hit)
{
	size_t k = a->neighbours->index.k, i;
	const float *p = a->query + query * k, *q = a->neighbours->index.unit + hit->vector * k;
	double sum = 0;

	if (a->neighbours->measure == NEIGHBOURS_COSINE)
		return hit->score;
	for (i = 0; i < k; i++)
		sum += ((double)p[i] - (double)q[i]) * ((double)p[i] - (double)q[i]);
	return sqrt(sum / 2);
}

static int put_hit(struct answering *a, size_t query, size_t rank,
	const struct nearest_hit *hit, struct fault *fault)
{
	const struct neighbours *neighbours = a->neighbours;
	const char *name = a->names.data + a->name[query];
	const char *id = neighbours->names.data + neighbours->name[hit->vector];
	char number[NUMBER_TEXT];
	size_t length = number_format_whole(number, rank + 1);

	if (bytes_append(&a->text, name, strlen(name), fault)
		|| bytes_append(&a->text, "\t", 1, fault)
		|| bytes_append(&a->text, number, length, fault)
		|| bytes_append(&a->text, "\t", 1, fault))
		return -1;
	length = number_format_float(number, (float)score_of(a, query, hit));
	return bytes_append(&a->text, number, length, fault)
		|| bytes_append(&a->text, "\t", 1, fault)
		|| bytes_append(&a->text, id, strlen(id), fault)
		|| bytes_append(&a->text, "\n", 1, fault);
}

/* Searches the queries in hand and writes what is found. */
static int answer_batch(struct answering *a, struct fault *fault)
{
	size_t q, i;

	if (nearest_search(&a->neighbours->index, a->query, a->count, a->n, a->hits, a->found,
		a->threads, fault))
		return -1;
	progress_step(a->count);
	a->text.size = 0;
	for (q = 0; q < a->count; q++) {
		*a->empty += a->found[q] == 0;
		for (i = 0; i < a->found[q]; i++)
			if (put_hit(a, q, i, &a->hits[q * a->n + i], fault))
				return -1;
	}
	a->count = 0;
	a->names.size = 0;
	return outfile_write(a->out, a->text.data, a->text.size, fault);
}

static int take_queries(void *context, const struct header *header, const struct dense *rows,
	struct fault *fault)
{
	struct answering *a = context;
	float *row = memory_aligned(rows->k, sizeof *row, fault);
	size_t i;
	int failed = row ? 0 : -1;

	(void)header;
	for (i = 0; !failed && i < rows->count; i++) {
		a->name[a->count] = a->names.size;
		failed = bytes_append(&a->names, rows->names + rows->name[i],
			rows->name[i + 1] - rows->name[i], fault);
		failed = failed || take_row(a->neighbours, rows, i, row, fault);
		if (failed)
			break;
		nearest_unit(row, rows->k, a->query + a->count++ * rows->k);
		if (a->count == BATCH)
			failed = answer_batch(a, fault);
	}
	free(row);
	return failed;
}

/* Vectors can only be compared where one model made them. */
static int check_space(const struct header *index, const struct source *queries,
	struct fault *fault)
{
	if (header_joins(index, &queries->header, "the index", fault))
		return source_at(queries, fault);
	if (strcmp(index->recipe, queries->header.recipe) != 0)
		return fault_set(fault, FAULT_DATA,
			"%s: queries and index are of different models: %s, and %s",
			source_name(queries), queries->header.recipe, index->recipe);
	return 0;
}

int neighbours_answer(const struct neighbours *neighbours, struct source *queries, size_t n,
	int threads, struct outfile *out, uint64_t *empty, struct fault *fault)
{
	struct answering a = {.neighbours = neighbours, .threads = threads, .out = out,
		.empty = empty, .n = n};
	size_t k = neighbours->index.k;
	int failed = check_space(&neighbours->header, queries, fault);

	*empty = 0;
	if (failed)
		return -1;
	/* no more hits than vectors: -n may be anything */
	if (a.n > neighbours->index.count)
		a.n = neighbours->index.count;
	a.query = memory_aligned(BATCH * k, sizeof *a.query, fault);
	a.hits = memory_zeroed(BATCH * (a.n + 1), sizeof *a.hits, fault);
	progress_begin("searching", "queries", 1, 0);
	failed = !a.query || !a.hits || relay_each_dense(queries, threads, take_queries, &a, fault)
		|| (a.count && answer_batch(&a, fault));
	free(a.query);
	free(a.hits);
	bytes_release(&a.names);
	bytes_release(&a.text);
	return failed ? -1 : 0;
}
