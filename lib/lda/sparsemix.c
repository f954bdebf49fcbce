/* sparsemix.c - from a document's words to its few topics and their shares. */
#include "lda/sparsemix.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "lda/kernel.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_TERMS = 256, ITERATIONS = 10 };

/* How many words ahead what is known of one, and its cells, are fetched; cells of a line. */
enum { AHEAD_WORDS = 16, AHEAD_CELLS = 4, LINE = 64,
	LINE_CELLS = LINE / sizeof(struct lda_cell) };

/* Of a tail that is shorter every cell is looked at. */
enum { SHORT_TAIL = 32 };

int lda_sparse_mix_inferrer_init(struct lda_sparse_inferrer *inferrer,
	const struct lda_model *model, struct fault *fault)
{
	size_t topics = model->topics;

	*inferrer = (struct lda_sparse_inferrer){.iterations = ITERATIONS};
	return (inferrer->word = memory_zeroed(model->terms, sizeof *inferrer->word, fault))
			&& (inferrer->base = memory_zeroed(topics, sizeof(float), fault))
			&& (inferrer->fill = memory_zeroed(topics, sizeof(float), fault))
			&& (inferrer->alpha = memory_zeroed(topics, sizeof(float), fault))
		? 0 : -1;
}

void lda_sparse_mix_inferrer_release(struct lda_sparse_inferrer *inferrer)
{
	free(inferrer->cell);
	free(inferrer->tail);
	free(inferrer->word);
	free(inferrer->base);
	free(inferrer->fill);
	free(inferrer->alpha);
	*inferrer = (struct lda_sparse_inferrer){0};
}

struct setting {
	struct lda_sparse_inferrer *inferrer;
	const double *scale; /* size K: step / totals_k */
};

/* By phi, and of equal ones the first topic above the others; phi is positive, so
 * its bits are in the order of its values. */
static uint64_t phi_key(const struct lda_cell *cell)
{
	uint32_t bits;

	memcpy(&bits, &cell->phi, sizeof bits);
	return (uint64_t)bits << 32 | (UINT32_MAX - cell->topic);
}

/* Brings the likeliest cells to the front, the order of topics kept on both sides. */
static void put_first(struct lda_cell *cell, size_t n)
{
	uint64_t keys[LDA_SPARSE_KEPT], least;
	struct lda_cell later[LDA_SPARSE_KEPT] = {{0}};
	size_t i, at = 0, behind = 0;

	for (i = 0; i < n; i++)
		keys[i] = phi_key(&cell[i]);
	least = lda_sparse_model_least(keys, n, LDA_SPARSE_FIRST);
	for (i = 0; i < n; i++) {
		if (phi_key(&cell[i]) >= least)
			cell[at++] = cell[i];
		else
			later[behind++] = cell[i];
	}
	memcpy(cell + at, later, behind * sizeof *cell);
}

static int set_block(void *context, size_t block, int thread, struct fault *fault)
{
	const struct setting *setting = context;
	struct lda_sparse_inferrer *inferrer = setting->inferrer;
	const struct lda_sparse *sparse = inferrer->model->sparse;
	const struct lda_smoothing *smoothing = &inferrer->model->smoothing;
	const double inverse = 1 / sparse->step;
	size_t term = block * BLOCK_TERMS, end = term + BLOCK_TERMS, i;

	(void)thread;
	(void)fault;
	for (; term < end && term < sparse->terms; term++) {
		struct lda_sparse_word *word = &inferrer->word[term];
		size_t first = word->first, n = word->cells;
		struct lda_cell *cell = inferrer->cell + first;
		float rest = (float)sparse->rest[term], sum = 0;

		word->own = smoothing->discount > 0 ? smoothing->base[term] : 1;
		for (i = 0; i < n; i++) {
			double steps = (double)lda_pair_steps(sparse->pair[first + i]);
			size_t k = lda_pair_topic(sparse->pair[first + i]);

			if (smoothing->discount > 0)
				steps = inverse * (double)lda_smoothing_left(smoothing,
					(float)(sparse->step * steps));
			cell[i].topic = (uint32_t)k;
			cell[i].phi = __builtin_fmaf(rest, inferrer->fill[k],
					word->own * inferrer->base[k])
				+ (float)(steps * setting->scale[k]);
		}
		if (n > LDA_SPARSE_FIRST)
			put_first(cell, n);
		for (i = 0; i < n && i < LDA_SPARSE_FIRST; i++)
			sum += cell[i].phi;
		word->inverse = n ? 1 / sum : 0;
		word->rest = rest;
		if (word->listed < n)
			word->listed = (uint16_t)(LDA_SPARSE_FIRST + lda_sparse_kernel_set_tail(
				cell + LDA_SPARSE_FIRST, n - LDA_SPARSE_FIRST,
				inferrer->tail + word->tail));
	}
	return 0;
}

/* Room for the cells and tails of all words. */
static int set_words(struct lda_sparse_inferrer *inferrer, const struct lda_sparse *sparse,
	struct fault *fault)
{
	size_t term, tails = 0;

	for (term = 0; term < sparse->terms; term++) {
		size_t n = sparse->start[term + 1] - sparse->start[term];

		inferrer->word[term] = (struct lda_sparse_word){.first = sparse->start[term],
			.cells = (uint16_t)n, .listed = (uint16_t)n, .tail = (uint32_t)tails};
		if (n > LDA_SPARSE_FIRST + SHORT_TAIL) {
			inferrer->word[term].listed = LDA_SPARSE_FIRST;
			tails++;
		}
	}
	return memory_grow(&inferrer->cell, &inferrer->cell_room, sparse->start[term], fault)
		|| memory_grow(&inferrer->tail, &inferrer->tail_room, tails, fault) ? -1 : 0;
}

/* A document whose words have no cells gets the topics that are largest. */
static void set_common(struct lda_sparse_inferrer *inferrer, const double *share)
{
	uint32_t *common = inferrer->common;
	size_t k, j, got = 0;

	for (k = 0; k < inferrer->model->topics; k++) {
		if (got == LDA_SPARSE_WIDE && !(share[k] > share[common[got - 1]]))
			continue;
		got += got < LDA_SPARSE_WIDE;
		for (j = got - 1; j > 0 && share[k] > share[common[j - 1]]; j--)
			common[j] = common[j - 1];
		common[j] = (uint32_t)k;
	}
	inferrer->commons = got;
}

int lda_sparse_mix_inferrer_model(struct lda_sparse_inferrer *inferrer,
	const struct lda_model *model, int threads, struct fault *fault)
{
	const struct lda_sparse *sparse = model->sparse;
	double *scale = memory_zeroed(model->topics, sizeof *scale, fault);
	double *share = memory_zeroed(model->topics, sizeof *share, fault);
	struct setting setting = {inferrer, scale};
	int failed = -1;
	size_t k;

	if (!scale || !share || set_words(inferrer, sparse, fault))
		goto done;
	inferrer->model = model;
	inferrer->mass = 0;
	lda_sparse_model_shares(sparse, share);
	for (k = 0; k < model->topics; k++) {
		scale[k] = sparse->step / model->totals[k];
		inferrer->base[k] = (float)((model->smoothing.discount > 0
			? (double)model->smoothing.lift[k] : model->eta) / model->totals[k]);
		inferrer->fill[k] = (float)(share[k] * scale[k]);
		inferrer->alpha[k] = (float)model->alpha[k];
		inferrer->mass += model->alpha[k];
	}
	set_common(inferrer, share);
	failed = parallel_for(threads, (sparse->terms + BLOCK_TERMS - 1) / BLOCK_TERMS, set_block,
		&setting, fault);
done:
	free(scale);
	free(share);
	return failed;
}

int lda_sparse_mix_init(struct lda_sparse_mixture *mixture, size_t topics,
	struct fault *fault)
{
	*mixture = (struct lda_sparse_mixture){0};
	if (!(mixture->sum = memory_zeroed(topics, sizeof(float), fault))
		|| !(mixture->touched = memory_zeroed(topics + 1, sizeof(uint32_t), fault))
		|| !(mixture->slot = memory_zeroed(topics, 1, fault)))
		return -1;
	memset(mixture->slot, LDA_SPARSE_WIDE, topics);
	return 0;
}

void lda_sparse_mix_release(struct lda_sparse_mixture *mixture)
{
	lda_mixture_release(&mixture->narrow);
	free(mixture->wide);
	free(mixture->sum);
	free(mixture->touched);
	free(mixture->slot);
	*mixture = (struct lda_sparse_mixture){0};
}

/* Words are spread over a large model: what the next ones need is on its way while one is
 * worked on. */
static inline void fetch_cells(const struct lda_sparse_inferrer *inferrer, uint32_t term,
	size_t end)
{
	size_t first = inferrer->word[term].first, i;

	for (i = 0; i < end; i += LINE_CELLS)
		__builtin_prefetch(inferrer->cell + first + i);
}

static inline void fetch_first(const struct lda_sparse_inferrer *inferrer, uint32_t term)
{
	size_t cells = inferrer->word[term].cells;

	fetch_cells(inferrer, term, cells < LDA_SPARSE_FIRST ? cells : LDA_SPARSE_FIRST);
}

static inline void fetch_listed(const struct lda_sparse_inferrer *inferrer, uint32_t term)
{
	const struct lda_sparse_word *word = &inferrer->word[term];
	const char *tail = (const char *)(inferrer->tail + word->tail);
	size_t i;

	fetch_cells(inferrer, term, word->listed);
	for (i = 0; word->listed < word->cells && i < sizeof *inferrer->tail; i += LINE)
		__builtin_prefetch(tail + i);
}

/* The document's topics, and in theta their first counts. */
static void choose_topics(const struct lda_sparse_inferrer *inferrer, const uint32_t *term,
	const float *count, size_t n, struct lda_sparse_mixture *mixture, float *theta)
{
	size_t i, touched = 0;

	for (i = 0; i < n; i++) {
		const struct lda_sparse_word *word = &inferrer->word[term[i]];

		if (i + AHEAD_WORDS < n)
			__builtin_prefetch(&inferrer->word[term[i + AHEAD_WORDS]]);
		if (i + AHEAD_CELLS < n)
			fetch_first(inferrer, term[i + AHEAD_CELLS]);
		lda_sparse_kernel_vote(inferrer->cell + word->first,
			word->cells < LDA_SPARSE_FIRST ? word->cells : LDA_SPARSE_FIRST,
			count[i] * word->inverse, mixture->sum, mixture->touched, &touched);
	}
	mixture->topics = lda_sparse_kernel_select(mixture->sum, inferrer->alpha,
		mixture->touched, touched, mixture->topic, theta, LDA_SPARSE_WIDE);
	if (mixture->topics)
		return;
	mixture->topics = inferrer->commons;
	for (i = 0; i < mixture->topics; i++) {
		mixture->topic[i] = inferrer->common[i];
		theta[i] = inferrer->alpha[mixture->topic[i]] + 1;
	}
}

/* phi of the document's words in its topics. */
static void fill_rows(const struct lda_sparse_inferrer *inferrer, const uint32_t *term,
	size_t n, struct lda_sparse_mixture *mixture)
{
	float base[LDA_SPARSE_WIDE] = {0}, fill[LDA_SPARSE_WIDE] = {0};
	size_t i, j, rows = lda_padded(n);

	for (j = 0; j < mixture->topics; j++) {
		base[j] = inferrer->base[mixture->topic[j]];
		fill[j] = inferrer->fill[mixture->topic[j]];
		mixture->slot[mixture->topic[j]] = (uint8_t)j;
	}
	for (i = 0; i < n; i++) {
		const struct lda_sparse_word *word = &inferrer->word[term[i]];

		float *row = mixture->wide + i * LDA_SPARSE_WIDE;

		if (i + AHEAD_CELLS < n)
			fetch_listed(inferrer, term[i + AHEAD_CELLS]);
		/* what falls behind the row is overwritten by the next one */
		lda_sparse_kernel_fill_row(inferrer->cell + word->first, word->listed,
			mixture->slot, base, word->own, fill, word->rest, row);
		if (word->listed < word->cells)
			lda_sparse_kernel_fill_tail(inferrer->cell + word->first + word->listed,
				inferrer->tail + word->tail, mixture->topic, mixture->topics, row);
	}
	memset(mixture->wide + n * LDA_SPARSE_WIDE, 0,
		(rows - n) * LDA_SPARSE_WIDE * sizeof *mixture->wide);
	for (j = 0; j < mixture->topics; j++)
		mixture->slot[mixture->topic[j]] = LDA_SPARSE_WIDE;
}

/* One mean-field iteration with all of the document's topics, and then the
 * largest of them alone, in narrow. */
static void narrow(const struct lda_sparse_inferrer *inferrer, const float *theta,
	struct lda_sparse_mixture *mixture)
{
	struct lda_mixture *to = &mixture->narrow;
	float sums[LDA_SPARSE_WIDE], alpha[LDA_SPARSE_WIDE] = {0}, value[LDA_SPARSE_WIDE];
	uint32_t from[LDA_SPARSE_WIDE] = {0}, topic[LDA_SPARSE_WIDE] = {0};
	uint32_t all[LDA_SPARSE_WIDE];
	size_t j;

	for (j = 0; j < LDA_SPARSE_WIDE; j++) {
		all[j] = (uint32_t)j;
		if (j < mixture->topics)
			alpha[j] = inferrer->alpha[mixture->topic[j]];
	}
	lda_kernel_mix(mixture->wide, to->rows, LDA_SPARSE_WIDE, theta, to->count, sums, to->ratio);
	for (j = 0; j < LDA_SPARSE_WIDE; j++)
		sums[j] *= theta[j];
	mixture->topics = lda_sparse_kernel_select(sums, alpha, all, mixture->topics, from, value,
		mixture->stride);
	lda_sparse_kernel_narrow(mixture->wide, to->rows, from, mixture->topics, mixture->stride,
		to->weight);
	for (j = 0; j < mixture->stride; j++)
		to->gamma[j] = mixture->alpha[j] = 0;
	for (j = 0; j < mixture->topics; j++) {
		topic[j] = mixture->topic[from[j]];
		to->gamma[j] = value[j];
		mixture->alpha[j] = alpha[from[j]];
	}
	memcpy(mixture->topic, topic, mixture->topics * sizeof *topic);
}

static int wide_room(struct lda_sparse_mixture *mixture, size_t rows, struct fault *fault)
{
	size_t room = rows + rows / 4 + 64;

	if (rows <= mixture->wide_room)
		return 0;
	free(mixture->wide);
	mixture->wide_room = 0;
	mixture->wide = memory_aligned(room * LDA_SPARSE_WIDE + LDA_LANES, sizeof(float), fault);
	if (!mixture->wide)
		return -1;
	mixture->wide_room = room;
	return 0;
}

int lda_sparse_mix_infer(const struct lda_sparse_inferrer *inferrer, const uint32_t *term,
	const float *count, size_t n, struct lda_sparse_mixture *mixture, struct fault *fault)
{
	size_t mean_field = (inferrer->iterations + 1) / 2, rows = lda_padded(n);
	float theta[LDA_SPARSE_WIDE] = {0};
	struct lda_cvb0 cvb0 = {.alpha = mixture->alpha,
		.mean_field = mean_field > 3 ? mean_field - 2 : 1,
		.own_out = inferrer->iterations / 2, .tolerance = inferrer->tolerance,
		.mass = inferrer->mass};

	mixture->stride = n < LDA_SPARSE_LONG ? LDA_SPARSE_NARROW : LDA_SPARSE_WIDE;
	cvb0.stride = mixture->stride;
	if (lda_mixture_room(&mixture->narrow, rows, LDA_SPARSE_WIDE, fault)
		|| wide_room(mixture, rows, fault))
		return -1;
	lda_mixture_counts(&mixture->narrow, count, n);
	choose_topics(inferrer, term, count, n, mixture, theta);
	fill_rows(inferrer, term, n, mixture);
	narrow(inferrer, theta, mixture);
	cvb0.topics = mixture->topics;
	lda_mixture_cvb0(&cvb0, &mixture->narrow);
	return 0;
}
