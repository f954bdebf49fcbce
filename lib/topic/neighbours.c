/* neighbours.c - batches of queries, and the index in one piece or in several. */
#include "topic/neighbours.h"

#include "base/bytes.h"
#include "base/input.h"
#include "base/memory.h"
#include "base/progress.h"
#include "num/nearest.h"
#include "stream/dense.h"
#include "stream/relay.h"
#include "topic/hits.h"
#include "topic/mixing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Queries that are searched together; those that wait for one reading of the index;
 * results of all that wait. */
enum { SLICE = 1024, BATCH_MOST = 16384, HITS_MOST = 1 << 22 };

struct neighbours {
	const struct neighbours_options *options;
	struct outfile *out;
	uint64_t *empty;
	struct mixing mixing;
	struct source index;
	struct header header;       /* of the index; its lists are the source's */
	struct digest digest;       /* of what the first reading read */
	size_t k;
	uint64_t readings;
	size_t rows;                /* of the index, known after a reading; 0: not yet */
	/* the piece of the index that is in memory */
	struct nearest_index piece;
	uint64_t first;             /* its first row */
	bool whole, looked;         /* all of the index; mixing knows its names */
	struct bytes names;         /* of its vectors, each zero-terminated */
	size_t *name;               /* size piece.count: where each begins */
	size_t name_room;
	float *row;                 /* size k */
	/* the queries in hand */
	size_t count;
	float *query;               /* BATCH_MOST x k, unit length */
	size_t query_room;
	struct bytes query_names;
	size_t *query_name;         /* size BATCH_MOST */
	struct hits *hits;          /* size BATCH_MOST */
	struct bytes text;
	struct fault fault;         /* of what is no query, and so of no block of theirs */
};

/* Ties of the search go by name, as hits do. */
static int by_name(const void *context, size_t a, size_t b)
{
	const struct neighbours *n = context;

	return strcmp(n->names.data + n->name[a], n->names.data + n->name[b]);
}

/* The nearest have the largest; 0 for equal vectors, whatever was rounded. */
static float minus_distance(const float *p, const float *q, size_t k)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < k; i++)
		sum += ((double)p[i] - (double)q[i]) * ((double)p[i] - (double)q[i]);
	return -(float)sqrt(sum / 2);
}

/* row (size k) := row i as f32, or the roots of its numbers. */
static int take_row(const struct neighbours *neighbours, const struct dense *rows, size_t i,
	float *row, struct fault *fault)
{
	size_t j, k = rows->k;

	if (neighbours->options->measure == NEIGHBOURS_COSINE && rows->values == VALUES_F32) {
		memcpy(row, rows->f32 + i * k, k * sizeof *row);
		return 0;
	}
	for (j = 0; j < k; j++) {
		double x = dense_value(rows, i, j);

		if (neighbours->options->measure == NEIGHBOURS_HELLINGER) {
			if (x < 0)
				return fault_set(fault, FAULT_DATA, "%s is no mixture: a number is "
					"negative", rows->names + rows->name[i]);
			x = sqrt(x);
		}
		row[j] = (float)x;
	}
	return 0;
}

/* Searches the piece for the queries in hand. */
static int search_piece(struct neighbours *neighbours, struct fault *fault)
{
	const struct nearest_index *piece = &neighbours->piece;
	size_t most = neighbours->options->n + neighbours->mixing.most, at, q, i, *found;
	size_t n = most < piece->count ? most : piece->count, slice = SLICE;
	struct nearest_hit *hits;
	int failed = 0;
	bool full;

	if (neighbours->options->with && neighbours->count
		&& mixing_look(&neighbours->mixing, piece, neighbours->names.data, neighbours->name,
			neighbours->first, neighbours->looked, neighbours->query, fault))
		return -1;
	neighbours->looked = true;
	slice = slice < neighbours->count ? slice : neighbours->count;
	hits = memory_zeroed(slice, n * sizeof *hits, fault);
	found = memory_zeroed(slice, sizeof *found, fault);
	if (!hits || !found)
		failed = -1;
	for (at = 0; !failed && at < neighbours->count; at += slice) {
		size_t size = neighbours->count - at < slice ? neighbours->count - at : slice;

		failed = nearest_search(piece, neighbours->query + at * piece->k, size, n, hits,
			found, neighbours->options->threads, fault);
		for (q = 0; !failed && q < size; q++)
			for (i = 0; !failed && i < found[q]; i++)
				failed = hits_offer(&neighbours->hits[at + q], most, hits[q * n + i].score,
					neighbours->first + hits[q * n + i].vector, neighbours->names.data
					+ neighbours->name[hits[q * n + i].vector], &full, fault);
	}
	free(hits);
	free(found);
	return failed;
}

/* A piece that is complete is searched, and makes room for the next. */
static int end_piece(struct neighbours *neighbours, struct fault *fault)
{
	if (nearest_finish(&neighbours->piece, 0, neighbours->options->threads, fault)
		|| search_piece(neighbours, fault))
		return -1;
	neighbours->first += neighbours->piece.count;
	neighbours->piece.count = neighbours->names.size = 0;
	neighbours->whole = neighbours->looked = false;
	return 0;
}

static int take_vectors(void *context, const struct header *header, const struct dense *rows,
	struct fault *fault)
{
	struct neighbours *neighbours = context;
	struct nearest_index *piece = &neighbours->piece;
	size_t i;

	(void)header;
	for (i = 0; i < rows->count; i++) {
		size_t length = rows->name[i + 1] - rows->name[i];
		uint64_t bytes = (uint64_t)(piece->count + 1) * (4 * neighbours->k + sizeof(size_t))
			+ neighbours->names.size + length;

		if (piece->count && bytes > neighbours->options->memory
			&& end_piece(neighbours, fault))
			return -1;
		if (memory_grow(&neighbours->name, &neighbours->name_room, piece->count + 1, fault))
			return -1;
		neighbours->name[piece->count] = neighbours->names.size;
		if (bytes_append(&neighbours->names, rows->names + rows->name[i], length, fault)
			|| take_row(neighbours, rows, i, neighbours->row, fault)
			|| nearest_add(piece, neighbours->row, fault))
			return -1;
	}
	return 0;
}

static int changed(const struct neighbours *neighbours, struct fault *fault)
{
	return fault_set(fault, FAULT_DATA, "%s: changed while it was read",
		input_name(neighbours->options->index));
}

/* The index once more: it must be a file, and what it was. */
static int reopen(struct neighbours *neighbours, struct fault *fault)
{
	const char *path = neighbours->options->index;
	char recipe[sizeof neighbours->header.recipe];
	struct stat status;

	if (!path || strcmp(path, "-") == 0 || stat(path, &status) || !S_ISREG(status.st_mode))
		return fault_set(fault, FAULT_USAGE, "%s: the index does not fit in --memory and has "
			"to be read again: give a file", input_name(path));
	memcpy(recipe, neighbours->header.recipe, sizeof recipe);
	source_close(&neighbours->index);
	if (source_open_kind(&neighbours->index, KIND_VECTORS, &neighbours->options->index, 1,
		fault))
		return -1;
	if (neighbours->index.header.columns != neighbours->k
		|| strcmp(recipe, neighbours->index.header.recipe) != 0)
		return changed(neighbours, fault);
	return 0;
}

/* All of the index for the queries in hand: what is in memory, or a reading. */
static int pass(struct neighbours *neighbours, struct fault *fault)
{
	if (neighbours->whole)
		return search_piece(neighbours, fault);
	if (neighbours->readings && reopen(neighbours, fault))
		return -1;
	neighbours->piece.count = neighbours->names.size = 0;
	neighbours->first = 0;
	neighbours->looked = false;
	neighbours->whole = true;
	if (relay_each_dense(&neighbours->index, neighbours->options->threads, take_vectors,
			neighbours, fault)
		|| nearest_finish(&neighbours->piece, 0, neighbours->options->threads, fault))
		return -1;
	if (neighbours->readings++ == 0)
		neighbours->digest = neighbours->index.totals.digest;
	else if (!digest_equal(&neighbours->digest, &neighbours->index.totals.digest))
		return changed(neighbours, fault);
	neighbours->rows = (size_t)neighbours->index.totals.rows;
	return search_piece(neighbours, fault);
}

static int write_query(struct neighbours *neighbours, size_t q, struct fault *fault)
{
	const char *name = neighbours->query_names.data + neighbours->query_name[q];
	const struct hits *hits = &neighbours->hits[q];
	bool distance = neighbours->options->measure == NEIGHBOURS_HELLINGER;
	size_t i;

	neighbours->text.size = 0;
	for (i = 0; i < hits->count; i++) {
		float score = hits->hit[i].score;

		/* no minus before a distance of 0 */
		if (distance)
			score = score < 0 ? -score : 0;
		if (hits_line(&neighbours->text, name, i, score, hits->hit[i].id, fault))
			return -1;
	}
	return outfile_write(neighbours->out, neighbours->text.data, neighbours->text.size, fault);
}

/* Searches for the queries in hand and writes what is found. */
static int answer(struct neighbours *neighbours, struct fault *fault)
{
	size_t q, listed = 0;

	if (neighbours->count == 0)
		return 0;
	if (pass(neighbours, fault))
		return -1;
	for (q = 0; q < neighbours->count; q++) {
		struct hits *hits = &neighbours->hits[q];

		hits_sort(hits);
		if (neighbours->options->with
			&& mixing_mix(&neighbours->mixing, q, neighbours->options->n, &listed, hits,
				fault))
			return -1;
		progress_step(1);
		*neighbours->empty += hits->count == 0;
		if (write_query(neighbours, q, fault))
			return -1;
		hits_release(hits);
	}
	neighbours->count = neighbours->query_names.size = 0;
	mixing_clear(&neighbours->mixing);
	return 0;
}

/* The query is in hand: what is listed for it, and an answer where that is enough. */
static int next_query(struct neighbours *neighbours, const char *name, struct fault *fault)
{
	size_t most;

	if (neighbours->options->with
		&& mixing_take(&neighbours->mixing, neighbours->count, name, fault))
		return -1;
	neighbours->count++;
	most = neighbours->options->n + neighbours->mixing.most;
	if (neighbours->rows && most > neighbours->rows)
		most = neighbours->rows;
	if (neighbours->count < BATCH_MOST && neighbours->count + 1 <= HITS_MOST / most)
		return 0;
	return answer(neighbours, fault);
}

static int take_queries(void *context, const struct header *header, const struct dense *rows,
	struct fault *fault)
{
	struct neighbours *neighbours = context;
	size_t i, q;

	(void)header;
	for (i = 0; i < rows->count; i++) {
		const char *name = rows->names + rows->name[i];

		q = neighbours->count;
		if (memory_grow(&neighbours->query, &neighbours->query_room,
				(q + 1) * neighbours->k, fault)
			|| take_row(neighbours, rows, i, neighbours->row, fault))
			return -1;
		nearest_unit(neighbours->row, rows->k, neighbours->query + q * rows->k);
		neighbours->query_name[q] = neighbours->query_names.size;
		if (bytes_append(&neighbours->query_names, name, strlen(name) + 1, fault))
			return -1;
		if (next_query(neighbours, name, &neighbours->fault)) {
			*fault = neighbours->fault;
			return -1;
		}
	}
	return 0;
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

static int prepare(struct neighbours *neighbours, struct fault *fault)
{
	const struct neighbours_options *options = neighbours->options;

	if (source_open_kind(&neighbours->index, KIND_VECTORS, &options->index, 1, fault)
		|| (options->with
			&& mixing_open(&neighbours->mixing, options->with, options->share, fault)))
		return -1;
	neighbours->header = neighbours->index.header;
	neighbours->header.column = (struct bytes){0};
	neighbours->k = neighbours->piece.k = (size_t)neighbours->header.columns;
	neighbours->piece.order = by_name;
	neighbours->piece.context = neighbours;
	neighbours->piece.measure =
		options->measure == NEIGHBOURS_HELLINGER ? minus_distance : NULL;
	neighbours->row = memory_aligned(neighbours->k, sizeof *neighbours->row, fault);
	neighbours->query_name = memory_zeroed(BATCH_MOST, sizeof *neighbours->query_name, fault);
	neighbours->hits = memory_zeroed(BATCH_MOST, sizeof *neighbours->hits, fault);
	return neighbours->row && neighbours->query_name && neighbours->hits ? 0 : -1;
}

int neighbours_answer(const struct neighbours_options *options, struct source *queries,
	struct outfile *out, uint64_t *empty, struct fault *fault)
{
	struct neighbours neighbours = {.options = options, .out = out, .empty = empty};
	size_t q;
	int failed;

	*empty = 0;
	failed = prepare(&neighbours, fault) || check_space(&neighbours.header, queries, fault);
	progress_begin("searching", "queries", 1, 0);
	failed = failed
		|| relay_each_dense(queries, options->threads, take_queries, &neighbours, fault)
		|| answer(&neighbours, fault)
		|| (options->with && scorelist_end(&neighbours.mixing.list, fault));
	if (neighbours.fault.kind)
		*fault = neighbours.fault;
	for (q = 0; neighbours.hits && q < BATCH_MOST; q++)
		hits_release(&neighbours.hits[q]);
	source_close(&neighbours.index);
	mixing_release(&neighbours.mixing);
	nearest_release(&neighbours.piece);
	bytes_release(&neighbours.names);
	bytes_release(&neighbours.query_names);
	bytes_release(&neighbours.text);
	free(neighbours.name);
	free(neighbours.row);
	free(neighbours.query);
	free(neighbours.query_name);
	free(neighbours.hits);
	return failed ? -1 : 0;
}
