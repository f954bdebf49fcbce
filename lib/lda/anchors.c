/* anchors.c - co-occurrences of candidates, their outermost rows, and topics from these. */
#include "lda/anchors.h"

#include "base/digest.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "num/variants.h"

#include <stdlib.h>
#include <string.h>

/* Dimensions go to the threads in slices; a topic has so many dimensions, at least. */
enum { BLOCK_CANDIDATES = 256, BLOCK_TOPICS = 16 };
enum { SLICE = 64, DIMENSIONS_A_TOPIC = 4, DIMENSIONS_LEAST = 256 };

/* A document's share of its words' co-occurrences is 1 / (tokens - 1), in these steps. */
static const double SHARE_STEPS = 0x1p18;

/* Squares of documents' mean signs, in these steps. */
static const double SPREAD_STEPS = 0x1p20;

/* Of a topic's start, the part that is its anchor's. */
static const double OWN = .5;

/* A row that is nothing but the rounding of f32. */
static const double LEAST_LENGTH = 1e-9;

static const uint32_t NONE = UINT32_MAX;

/* Documents with a term, for sorting. */
struct anchor_word {
	uint64_t documents;
	uint32_t term;
};

struct anchoring {
	struct lda_model *model;
	size_t terms, topics, dimensions, candidates;
	struct anchor_word *word;   /* size V; the candidates in front */
	uint64_t *occurs;           /* size V: tokens */
	double tokens;
	uint64_t documents;
	uint32_t *place;            /* size V: of a term, candidate or topic; NONE */
	int8_t *sign;               /* V x dimensions */
	int64_t *sum;               /* candidates x dimensions, or V x topics */
	float *row;                 /* candidates x dimensions */
	double *length;             /* size candidates: squares, and -1 for anchors */
	const float *pivot;         /* size dimensions, of length 1 */
	const struct lda_chunk *chunk;
	uint64_t *share;            /* size documents of chunk: of each */
	size_t share_room;
	int64_t *spread;            /* a slice each: squares of documents' mean signs */
	double noise;               /* their mean, of all slices */
	bool fractions;
	int threads;
};

static int compare_words(const void *a, const void *b)
{
	const struct anchor_word *one = a, *other = b;

	if (one->documents != other->documents)
		return one->documents > other->documents ? -1 : 1;
	return (one->term > other->term) - (one->term < other->term);
}

static int count_words(void *context, const struct lda_chunk *chunk, struct fault *fault)
{
	struct anchoring *anchoring = context;
	size_t d, i;

	(void)fault;
	for (d = 0; d < chunk->documents; d++) {
		anchoring->documents += chunk->start[d + 1] > chunk->start[d];
		for (i = chunk->start[d]; i < chunk->start[d + 1]; i++) {
			uint64_t count = (uint64_t)chunk->count[i];

			anchoring->fractions |= (float)count < chunk->count[i];
			anchoring->word[chunk->term[i]].documents++;
			anchoring->occurs[chunk->term[i]] += count;
			anchoring->tokens += (double)count;
		}
	}
	return 0;
}

static void choose_candidates(struct anchoring *anchoring)
{
	double least = LDA_ANCHOR_PART * (double)anchoring->documents;
	size_t n = 0;

	qsort(anchoring->word, anchoring->terms, sizeof *anchoring->word, compare_words);
	while (n < anchoring->terms && n < LDA_ANCHOR_CANDIDATES
		&& anchoring->word[n].documents >= 3
		&& (double)anchoring->word[n].documents >= least)
		n++;
	anchoring->candidates = n;
	for (n = 0; n < anchoring->terms; n++)
		anchoring->place[anchoring->word[n].term] = n < anchoring->candidates ? (uint32_t)n
			: NONE;
}

/* Tokens of each document, as shares; 0: a document of one word has no co-occurrences. */
static int take_shares(struct anchoring *anchoring, const struct lda_chunk *chunk,
	struct fault *fault)
{
	size_t d, i;

	if (memory_grow(&anchoring->share, &anchoring->share_room, chunk->documents, fault))
		return -1;
	for (d = 0; d < chunk->documents; d++) {
		double tokens = 0;

		for (i = chunk->start[d]; i < chunk->start[d + 1]; i++)
			tokens += (double)chunk->count[i];
		anchoring->share[d] = tokens > 1 ? (uint64_t)(SHARE_STEPS / (tokens - 1)) : 0;
	}
	anchoring->chunk = chunk;
	return 0;
}

VARIANTS
static void add_signs(int64_t *restrict sum, const int8_t *restrict sign, int64_t count)
{
	size_t j;

	for (j = 0; j < SLICE; j++)
		sum[j] += count * sign[j];
}

VARIANTS
static void add_others(int64_t *restrict to, const int64_t *restrict all,
	const int8_t *restrict sign, int64_t times)
{
	size_t j;

	for (j = 0; j < SLICE; j++)
		to[j] += times * (all[j] - sign[j]);
}

/* The square of a document's mean signs, in steps; its tokens by its share. */
static int64_t spread_of(const int64_t *all, uint64_t share)
{
	double each = (double)share / SHARE_STEPS, sum = 0;
	size_t j;

	for (j = 0; j < SLICE; j++)
		sum += (double)all[j] * each * ((double)all[j] * each);
	return (int64_t)(sum * SPREAD_STEPS);
}

/* The projections of a chunk's documents, in a slice of the dimensions. */
static int project_slice(void *context, size_t slice, int thread, struct fault *fault)
{
	const struct anchoring *anchoring = context;
	const struct lda_chunk *chunk = anchoring->chunk;
	size_t at = slice * SLICE, width = anchoring->dimensions, d, i;

	(void)thread;
	(void)fault;
	for (d = 0; d < chunk->documents; d++) {
		int64_t all[SLICE] = {0};

		for (i = chunk->start[d]; i < chunk->start[d + 1]; i++)
			add_signs(all, anchoring->sign + chunk->term[i] * width + at,
				(int64_t)chunk->count[i]);
		anchoring->spread[slice] += spread_of(all, anchoring->share[d]);
		for (i = chunk->start[d]; i < chunk->start[d + 1]; i++) {
			size_t term = chunk->term[i];

			if (anchoring->place[term] != NONE)
				add_others(anchoring->sum + anchoring->place[term] * width + at, all,
					anchoring->sign + term * width + at,
					(int64_t)chunk->count[i] * (int64_t)anchoring->share[d]);
		}
	}
	return 0;
}

static int project(void *context, const struct lda_chunk *chunk, struct fault *fault)
{
	struct anchoring *anchoring = context;

	return take_shares(anchoring, chunk, fault)
		|| parallel_for(anchoring->threads, anchoring->dimensions / SLICE, project_slice,
			anchoring, fault) ? -1 : 0;
}

static void make_signs(struct anchoring *anchoring)
{
	uint64_t key = digest_short("anchors", 7, 0);
	uint32_t word[4] = {0};
	size_t term, j;

	for (term = 0; term < anchoring->terms; term++)
		for (j = 0; j < anchoring->dimensions; j++) {
			if (j % 128 == 0)
				random_words(key, (uint64_t[2]){term, j / 128}, word);
			anchoring->sign[term * anchoring->dimensions + j]
				= word[j / 32 % 4] >> (j % 32) & 1 ? 1 : -1;
		}
}

/* Sums to mean signs, from the mean row on. */
static void center_rows(struct anchoring *anchoring)
{
	size_t width = anchoring->dimensions, n = anchoring->candidates, i, j;

	for (j = 0; j < width; j++) {
		double mean = 0;

		for (i = 0; i < n; i++)
			mean += (double)anchoring->sum[i * width + j]
				/ (double)anchoring->occurs[anchoring->word[i].term] / SHARE_STEPS;
		mean /= (double)n;
		for (i = 0; i < n; i++)
			anchoring->row[i * width + j] = (float)((double)anchoring->sum[i * width + j]
				/ (double)anchoring->occurs[anchoring->word[i].term] / SHARE_STEPS - mean);
	}
}

/* In lanes, whose order is fixed. */
VARIANTS
static double product(const float *restrict a, const float *restrict b, size_t n)
{
	float lane[16] = {0};
	double sum = 0;
	size_t i, j;

	for (i = 0; i < n; i += 16)
		for (j = 0; j < 16; j++)
			lane[j] += a[i + j] * b[i + j];
	for (j = 0; j < 16; j++)
		sum += (double)lane[j];
	return sum;
}

VARIANTS
static void take_away(float *restrict row, const float *restrict pivot, float times, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		row[i] -= times * pivot[i];
}

/* Takes the pivot's direction out of some rows, and measures what is left. */
static int reduce_block(void *context, size_t block, int thread, struct fault *fault)
{
	const struct anchoring *anchoring = context;
	size_t width = anchoring->dimensions, i = block * BLOCK_CANDIDATES, end = i + BLOCK_CANDIDATES;

	(void)thread;
	(void)fault;
	for (; i < end && i < anchoring->candidates; i++) {
		float *row = anchoring->row + i * width;

		if (anchoring->pivot)
			take_away(row, anchoring->pivot,
				(float)product(row, anchoring->pivot, width), width);
		if (anchoring->length[i] >= 0)
			anchoring->length[i] = product(row, row, width);
	}
	return 0;
}

/* The square of a row's distance, less what chance adds to that of a word of few
 * documents. */
static double distance(const struct anchoring *anchoring, size_t i)
{
	return anchoring->length[i]
		- anchoring->noise / (double)anchoring->word[i].documents;
}

/* The candidate that is farthest out; of equal ones that of most documents. */
static size_t farthest(const struct anchoring *anchoring)
{
	size_t best = 0, i;

	for (i = 1; i < anchoring->candidates; i++)
		if (anchoring->length[best] < 0 || (anchoring->length[i] >= 0
				&& distance(anchoring, i) > distance(anchoring, best)))
			best = i;
	return best;
}

/* The anchors, in place of the candidates; the rows are used up. */
static int choose_anchors(struct anchoring *anchoring, struct fault *fault)
{
	size_t width = anchoring->dimensions, k, i, j;
	size_t blocks = (anchoring->candidates + BLOCK_CANDIDATES - 1) / BLOCK_CANDIDATES;
	float *pivot = memory_zeroed(width, sizeof *pivot, fault);
	size_t *anchor = memory_zeroed(anchoring->topics, sizeof *anchor, fault);
	int failed = !pivot || !anchor;

	for (k = 0; k < anchoring->topics && !failed; k++) {
		failed = parallel_for(anchoring->threads, blocks, reduce_block, anchoring, fault);
		anchor[k] = i = farthest(anchoring);
		if (!failed && !(anchoring->length[i] > LEAST_LENGTH))
			failed = fault_set(fault, FAULT_DATA, "%zu words can begin topics, and %zu topics "
				"are wanted: give --start random, or fewer topics", k, anchoring->topics);
		for (j = 0; j < width && !failed; j++)
			pivot[j] = (float)((double)anchoring->row[i * width + j]
				/ __builtin_sqrt(anchoring->length[i]));
		anchoring->length[i] = -1;
		anchoring->pivot = pivot;
	}
	for (i = 0; i < anchoring->terms; i++)
		anchoring->place[i] = NONE;
	for (k = 0; k < anchoring->topics && !failed; k++)
		anchoring->place[anchoring->word[anchor[k]].term] = (uint32_t)k;
	free(pivot);
	free(anchor);
	return failed ? -1 : 0;
}

/* What occurs beside one anchor of a document, in its topic. */
static void add_beside(const struct anchoring *anchoring, size_t d, size_t at, size_t topic)
{
	const struct lda_chunk *chunk = anchoring->chunk;
	int64_t times = (int64_t)chunk->count[at] * (int64_t)anchoring->share[d];
	size_t i;

	for (i = chunk->start[d]; i < chunk->start[d + 1]; i++)
		anchoring->sum[chunk->term[i] * anchoring->topics + topic]
			+= times * ((int64_t)chunk->count[i] - (i == at));
}

/* Of the topics of a block. */
static int beside_block(void *context, size_t block, int thread, struct fault *fault)
{
	const struct anchoring *anchoring = context;
	const struct lda_chunk *chunk = anchoring->chunk;
	size_t d, i;

	(void)thread;
	(void)fault;
	for (d = 0; d < chunk->documents; d++)
		for (i = chunk->start[d]; i < chunk->start[d + 1]; i++) {
			size_t topic = anchoring->place[chunk->term[i]];

			if (topic != NONE && topic / BLOCK_TOPICS == block)
				add_beside(anchoring, d, i, topic);
		}
	return 0;
}

static int beside(void *context, const struct lda_chunk *chunk, struct fault *fault)
{
	struct anchoring *anchoring = context;

	return take_shares(anchoring, chunk, fault)
		|| parallel_for(anchoring->threads, anchoring->topics / BLOCK_TOPICS + 1,
			beside_block, anchoring, fault) ? -1 : 0;
}

static int fill(struct anchoring *anchoring, struct fault *fault)
{
	struct lda_model *model = anchoring->model;
	double mean = anchoring->tokens / (double)anchoring->topics;
	double *all = memory_zeroed(anchoring->topics, sizeof *all, fault);
	size_t term, k;

	if (!all)
		return -1;
	for (term = 0; term < anchoring->terms; term++)
		for (k = 0; k < anchoring->topics; k++)
			all[k] += (double)anchoring->sum[term * anchoring->topics + k];
	for (term = 0; term < anchoring->terms; term++)
		for (k = 0; k < anchoring->topics; k++) {
			double even = (double)anchoring->occurs[term] / anchoring->tokens;
			double own = all[k] > 0 ? (double)anchoring->sum[term * anchoring->topics + k]
				/ all[k] : even;

			model->lambda[term * model->stride + k]
				= (float)(model->eta + mean * (OWN * own + (1 - OWN) * even));
		}
	for (k = 0; k < model->seeds.count; k++)
		model->lambda[model->seeds.seed[k].term * model->stride + model->seeds.seed[k].topic]
			+= (float)model->seeds.seed[k].weight;
	free(all);
	return 0;
}

static int find_anchors(struct anchoring *anchoring, struct lda_feed *feed, struct fault *fault)
{
	size_t slices = (DIMENSIONS_A_TOPIC * anchoring->topics + SLICE - 1) / SLICE, cells, i;

	anchoring->dimensions = SLICE * (slices < DIMENSIONS_LEAST / SLICE
		? DIMENSIONS_LEAST / SLICE : slices);
	cells = anchoring->candidates * anchoring->dimensions;
	anchoring->sign = memory_zeroed(anchoring->terms, anchoring->dimensions, fault);
	anchoring->sum = memory_zeroed(cells, sizeof *anchoring->sum, fault);
	anchoring->row = memory_zeroed(cells, sizeof *anchoring->row, fault);
	anchoring->length = memory_zeroed(anchoring->candidates, sizeof *anchoring->length, fault);
	anchoring->spread = memory_zeroed(anchoring->dimensions / SLICE, sizeof(int64_t), fault);
	if (!anchoring->sign || !anchoring->sum || !anchoring->row || !anchoring->length
		|| !anchoring->spread)
		return -1;
	make_signs(anchoring);
	if (lda_feed_pass(feed, project, anchoring, fault))
		return -1;
	for (i = 0; i < anchoring->dimensions / SLICE; i++)
		anchoring->noise += (double)anchoring->spread[i] / SPREAD_STEPS;
	anchoring->noise /= (double)anchoring->documents;
	center_rows(anchoring);
	return choose_anchors(anchoring, fault);
}

static int make_topics(struct anchoring *anchoring, struct lda_feed *feed, struct fault *fault)
{
	free(anchoring->sum);
	anchoring->sum = memory_zeroed(anchoring->terms * anchoring->topics,
		sizeof *anchoring->sum, fault);
	if (!anchoring->sum || lda_feed_pass(feed, beside, anchoring, fault)
		|| fill(anchoring, fault))
		return -1;
	return lda_model_totals(anchoring->model, anchoring->threads, fault);
}

static int begin(struct anchoring *anchoring, struct lda_feed *feed, struct fault *fault)
{
	size_t term;

	anchoring->word = memory_zeroed(anchoring->terms, sizeof *anchoring->word, fault);
	anchoring->occurs = memory_zeroed(anchoring->terms, sizeof *anchoring->occurs, fault);
	anchoring->place = memory_zeroed(anchoring->terms, sizeof *anchoring->place, fault);
	if (!anchoring->word || !anchoring->occurs || !anchoring->place)
		return -1;
	for (term = 0; term < anchoring->terms; term++)
		anchoring->word[term].term = (uint32_t)term;
	if (lda_feed_pass(feed, count_words, anchoring, fault))
		return -1;
	if (anchoring->fractions)
		return fault_set(fault, FAULT_DATA, "--start anchors needs whole numbers of words, "
			"and these are weights: give --start random");
	choose_candidates(anchoring);
	if (anchoring->candidates < anchoring->topics)
		return fault_set(fault, FAULT_DATA, "%zu words are in enough documents to begin topics, "
			"and %zu topics are wanted: give --start random, or fewer topics",
			anchoring->candidates, anchoring->topics);
	return 0;
}

int lda_anchors_start(struct lda_model *model, const struct lda_recipe *recipe,
	struct lda_feed *feed, int threads, struct fault *fault)
{
	struct anchoring anchoring = {.model = model, .terms = feed->vocabulary.size,
		.topics = recipe->topics, .threads = threads};
	int failed;

	if (recipe->topics > LDA_ANCHOR_TOPICS)
		return fault_set(fault, FAULT_USAGE, "--start anchors begins at most %d topics",
			LDA_ANCHOR_TOPICS);
	failed = lda_model_init(model, recipe->topics, anchoring.terms, false, fault)
		|| lda_model_priors(model, recipe, fault)
		|| begin(&anchoring, feed, fault)
		|| find_anchors(&anchoring, feed, fault)
		|| make_topics(&anchoring, feed, fault);
	free(anchoring.word);
	free(anchoring.occurs);
	free(anchoring.place);
	free(anchoring.sign);
	free(anchoring.sum);
	free(anchoring.row);
	free(anchoring.length);
	free(anchoring.spread);
	free(anchoring.share);
	return failed ? -1 : 0;
}
