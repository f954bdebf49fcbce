/* sparsequery.c - batches of queries, and the corpus that passes by. */
#include "topic/sparsequery.h"

#include "base/bytes.h"
#include "base/input.h"
#include "base/memory.h"
#include "base/progress.h"
#include "stream/relay.h"
#include "topic/hits.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What is answered in one reading: queries, their terms, and hits of all. */
enum { QUERIES_MOST = 4096, TERMS_MOST = 1 << 22, HITS_MOST = 1 << 24 };

/* Bytes of scores that a block collects before they are merged. */
enum { MERGE_BYTES = 1 << 18 };

/* A term of a query. */
struct posting {
	uint32_t term, query;
	double weight;
};

struct scored_row {
	uint32_t query, row; /* row within its block */
	float score;
};

struct sparsequery {
	const struct sparsequery_options *options;
	struct source index;
	struct header header;       /* of the index; its lists are the source's */
	struct digest digest;       /* of what the first reading read */
	uint64_t readings;
	struct outfile *out;
	uint64_t *empty;
	/* the queries in hand */
	size_t count;
	struct bytes names;
	size_t *name;               /* size QUERIES_MOST: where each begins */
	double *length;             /* size QUERIES_MOST: |q| */
	struct posting *posting;    /* size postings, by query; then by term */
	size_t postings, room;
	size_t *start;              /* size V+1: where the postings of each term begin */
	struct hits *hits;          /* size QUERIES_MOST */
	_Atomic(float) *floor;      /* size QUERIES_MOST: below it is no hit */
	pthread_mutex_t lock;       /* of hits */
	struct bytes text;
};

static double value_of(const struct rows *rows, size_t i)
{
	return rows->values == VALUES_F32 ? (double)rows->f32[i]
		: rows->values == VALUES_F64 ? rows->f64[i] : (double)rows->counts[i];
}

static double length_of(const struct rows *rows, size_t row)
{
	double squares = 0;
	size_t i;

	for (i = rows->start[row]; i < rows->start[row + 1]; i++)
		squares += value_of(rows, i) * value_of(rows, i);
	return sqrt(squares);
}

/* Merges the candidates of a block, and forgets them. */
static int merge(struct sparsequery *search, const struct rows *rows, uint64_t before,
	struct bytes *found, struct fault *fault)
{
	size_t at;
	int failed = 0;

	(void)pthread_mutex_lock(&search->lock);
	for (at = 0; !failed && at < found->size; at += sizeof(struct scored_row)) {
		struct scored_row candidate;
		struct hits *hits;
		bool full;

		memcpy(&candidate, found->data + at, sizeof candidate);
		hits = &search->hits[candidate.query];
		failed = hits_offer(hits, search->options->n, candidate.score,
			before + candidate.row, rows_name(rows, candidate.row), &full, fault);
		if (full && hits->count)
			atomic_store_explicit(&search->floor[candidate.query],
				hits->hit[0].score, memory_order_relaxed);
	}
	(void)pthread_mutex_unlock(&search->lock);
	found->size = 0;
	return failed;
}

/* Room to score a document: sums, and the queries that have one. */
struct scoring {
	double *sum;       /* size count, zeros between documents */
	unsigned char *is; /* the same: touched */
	uint32_t *touched;
	size_t size;
};

static void score_row(const struct sparsequery *search, const struct rows *rows, size_t row,
	struct scoring *scoring)
{
	size_t i, p;

	scoring->size = 0;
	for (i = rows->start[row]; i < rows->start[row + 1]; i++) {
		size_t begin = search->start[rows->column[i]];
		size_t end = search->start[rows->column[i] + 1];

		for (p = begin; p < end; p++) {
			uint32_t query = search->posting[p].query;

			if (!scoring->is[query]) {
				scoring->is[query] = 1;
				scoring->touched[scoring->size++] = query;
			}
			scoring->sum[query] += search->posting[p].weight * value_of(rows, i);
		}
	}
}

/* What a row's sums are worth, as candidates; sums are zeros again. */
static int collect(const struct sparsequery *search, const struct rows *rows, size_t row,
	struct scoring *scoring, struct bytes *found, struct fault *fault)
{
	bool dot = search->options->dot;
	double length = dot || !scoring->size ? 1 : length_of(rows, row);
	char shown[80];
	size_t i;

	for (i = 0; i < scoring->size; i++) {
		uint32_t query = scoring->touched[i];
		double sum = scoring->sum[query];
		float score = (float)(dot ? sum : sum / length / search->length[query]);
		struct scored_row candidate = {query, (uint32_t)row, score};

		scoring->sum[query] = 0;
		scoring->is[query] = 0;
		if (!dot && length == 0)
			continue; /* of zeros: it has no direction */
		if (!isfinite(score) || !isfinite(length))
			return fault_set(fault, FAULT_DATA, "document %s: its weights are too "
				"large to score", fault_quote(shown, sizeof shown,
				rows_name(rows, row), strlen(rows_name(rows, row))));
		if (!(score < atomic_load_explicit(&search->floor[query], memory_order_relaxed))
			&& bytes_append(found, &candidate, sizeof candidate, fault))
			return -1;
	}
	return 0;
}

static int score_block(void *context, const struct packed *block, const struct rows *rows,
	struct bytes *found, struct fault *fault)
{
	struct sparsequery *search = context;
	struct scoring scoring = {
		.sum = memory_zeroed(search->count, sizeof *scoring.sum, fault),
		.is = memory_zeroed(search->count, sizeof *scoring.is, fault),
		.touched = memory_zeroed(search->count, sizeof *scoring.touched, fault)};
	int failed = scoring.sum && scoring.is && scoring.touched ? 0 : -1;
	size_t row;

	for (row = 0; !failed && row < rows->count; row++) {
		score_row(search, rows, row, &scoring);
		failed = collect(search, rows, row, &scoring, found, fault)
			|| (found->size >= MERGE_BYTES
				&& merge(search, rows, block->before, found, fault));
	}
	failed = failed || merge(search, rows, block->before, found, fault);
	free(scoring.sum);
	free(scoring.is);
	free(scoring.touched);
	return failed ? -1 : 0;
}

/* score_block has merged all. */
static int nothing_left(void *context, const struct rows *rows, const struct bytes *found,
	struct fault *fault)
{
	(void)context, (void)rows, (void)found, (void)fault;
	return 0;
}

/* Sorts the postings by term: where each term's begin is counted first. */
static int sort_postings(struct sparsequery *search, struct fault *fault)
{
	size_t terms = search->index.vocabulary.size, i;
	struct posting *sorted = memory_zeroed(search->postings, sizeof *sorted, fault);

	if (!sorted)
		return -1;
	memset(search->start, 0, (terms + 1) * sizeof *search->start);
	for (i = 0; i < search->postings; i++)
		search->start[search->posting[i].term]++;
	for (i = 1; i <= terms; i++)
		search->start[i] += search->start[i - 1];
	for (i = search->postings; i-- > 0;)
		sorted[--search->start[search->posting[i].term]] = search->posting[i];
	free(search->posting);
	search->posting = sorted;
	search->room = search->postings;
	return 0;
}

/* The index once more: it must be a file, and what it was. */
static int reopen(struct sparsequery *search, struct fault *fault)
{
	const char *path = search->options->index;
	struct digest terms = search->index.vocabulary.terms;
	struct stat status;

	if (!path || strcmp(path, "-") == 0 || stat(path, &status) || !S_ISREG(status.st_mode))
		return fault_set(fault, FAULT_USAGE, "%s: these queries need several readings of "
			"the index: give a file, fewer queries or a lower -n", input_name(path));
	source_close(&search->index);
	if (source_open_kind(&search->index, KIND_CORPUS, &search->options->index, 1, fault))
		return -1;
	if (!digest_equal(&terms, &search->index.vocabulary.terms))
		return fault_set(fault, FAULT_DATA, "%s: changed while it was read", path);
	return 0;
}

/* Reads the index for the queries in hand, and writes their lines. */
static int answer(struct sparsequery *search, struct fault *fault)
{
	size_t q, i;

	if (search->count == 0)
		return 0;
	if ((search->readings && reopen(search, fault)) || sort_postings(search, fault)
		|| relay_text(relay_next, &search->index, &search->index.header,
			search->options->threads, score_block, nothing_left, search, fault))
		return -1;
	if (search->readings++ == 0)
		search->digest = search->index.totals.digest;
	else if (!digest_equal(&search->digest, &search->index.totals.digest))
		return fault_set(fault, FAULT_DATA, "%s: changed while it was read",
			input_name(search->options->index));
	search->text.size = 0;
	for (q = 0; q < search->count; q++) {
		struct hits *hits = &search->hits[q];

		progress_step(1);
		*search->empty += hits->count == 0;
		hits_sort(hits);
		for (i = 0; i < hits->count; i++)
			if (hits_line(&search->text, search->names.data + search->name[q], i,
				hits->hit[i].score, hits->hit[i].id, fault))
				return -1;
		hits_release(hits);
		if (outfile_write(search->out, search->text.data, search->text.size, fault))
			return -1;
		search->text.size = 0;
	}
	search->count = search->postings = search->names.size = 0;
	return 0;
}

static int take_query(struct sparsequery *search, const struct rows *rows, size_t row,
	struct fault *fault)
{
	size_t q = search->count, begin = rows->start[row], end = rows->start[row + 1], i;
	char shown[80];

	search->name[q] = search->names.size;
	search->length[q] = length_of(rows, row);
	if (!isfinite(search->length[q]))
		return fault_set(fault, FAULT_DATA, "query %s: its weights are too large to score",
			fault_quote(shown, sizeof shown, rows_name(rows, row),
				strlen(rows_name(rows, row))));
	if (bytes_append(&search->names, rows_name(rows, row), strlen(rows_name(rows, row)) + 1,
			fault)
		|| memory_grow(&search->posting, &search->room, search->postings + end - begin,
			fault))
		return -1;
	/* of a query of zeros nothing is looked for */
	for (i = begin; i < end && search->length[q] > 0; i++)
		search->posting[search->postings++] = (struct posting){rows->column[i],
			(uint32_t)q, value_of(rows, i)};
	atomic_store_explicit(&search->floor[q], -INFINITY, memory_order_relaxed);
	search->count++;
	return 0;
}

static int take_queries(void *context, const struct rows *rows, struct fault *fault)
{
	struct sparsequery *search = context;
	uint64_t documents = search->header.documents;
	/* how many hits there may be is known from the vocabulary, most often */
	uint64_t each = documents && documents < search->options->n ? documents
								    : search->options->n;
	size_t row;

	for (row = 0; row < rows->count; row++)
		if (take_query(search, rows, row, fault)
			|| ((search->count == QUERIES_MOST || search->postings >= TERMS_MOST
				    || search->count + 1 > HITS_MOST / (each ? each : 1))
				&& answer(search, fault)))
			return -1;
	return 0;
}

/* Cosines compare weights of one kind; products also take a query's counts. */
static int check_queries(const struct sparsequery *search, const struct source *queries,
	struct fault *fault)
{
	struct header alike = queries->header;
	bool counts = alike.values == VALUES_COUNTS;

	if (search->options->dot && counts) {
		memcpy(alike.weighting, search->header.weighting, sizeof alike.weighting);
		alike.frequencies = search->header.frequencies;
	} else if (counts && search->header.values != VALUES_COUNTS) {
		return fault_set(fault, FAULT_DATA, "%s: counts, and the index has weights (%s): "
			"weight them alike (corpus-weight), or --measure dot",
			source_name(queries), search->header.weighting);
	}
	alike.values = search->header.values;
	if (header_joins(&search->header, &alike, "the index", fault))
		return source_at(queries, fault);
	return 0;
}

static int take_room(struct sparsequery *search, struct fault *fault)
{
	search->name = memory_zeroed(QUERIES_MOST, sizeof *search->name, fault);
	search->length = memory_zeroed(QUERIES_MOST, sizeof *search->length, fault);
	search->hits = memory_zeroed(QUERIES_MOST, sizeof *search->hits, fault);
	search->floor = memory_zeroed(QUERIES_MOST, sizeof *search->floor, fault);
	search->start = memory_zeroed(search->index.vocabulary.size + 1, sizeof *search->start,
		fault);
	return search->name && search->length && search->hits && search->floor && search->start
		? 0 : -1;
}

int sparsequery_answer(const struct sparsequery_options *options, struct source *queries,
	struct outfile *out, uint64_t *empty, struct fault *fault)
{
	struct sparsequery search = {.options = options, .out = out, .empty = empty};
	size_t q;
	int failed;

	*empty = 0;
	if (pthread_mutex_init(&search.lock, NULL))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: a lock");
	failed = source_open_kind(&search.index, KIND_CORPUS, &options->index, 1, fault);
	search.header = search.index.header;
	search.header.column = (struct bytes){0};
	progress_begin("searching", "queries", 1, 0);
	failed = failed || check_queries(&search, queries, fault) || take_room(&search, fault)
		|| relay_each(queries, options->threads, take_queries, &search, fault)
		|| answer(&search, fault);
	for (q = 0; search.hits && q < QUERIES_MOST; q++)
		hits_release(&search.hits[q]);
	source_close(&search.index);
	bytes_release(&search.names);
	bytes_release(&search.text);
	free(search.name);
	free(search.length);
	free(search.hits);
	free(search.floor);
	free(search.start);
	free(search.posting);
	(void)pthread_mutex_destroy(&search.lock);
	return failed ? -1 : 0;
}
