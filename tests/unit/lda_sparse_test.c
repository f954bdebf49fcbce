/* lda_sparse_test.c - the sparse form: each loop against a plain one, and sums that
 * depend on no order. */
#include "lda/divide.h"
#include "lda/kernel.h"
#include "lda/mstep.h"
#include "lda/sparsestep.h"
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct fault fault;

static uint64_t draw(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

static int falling(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x > y ? -1 : x < y;
}

static void finds_the_nth_largest(void)
{
	uint64_t keys[300], sorted[300], state = 1;
	size_t count, n, i, round;

	for (round = 0; round < 500; round++) {
		count = 1 + draw(&state) % 300;
		n = 1 + draw(&state) % count;
		for (i = 0; i < count; i++)
			keys[i] = draw(&state) << 16 | i; /* all different */
		if (round % 3 == 0)
			qsort(keys, count, sizeof *keys, falling);
		memcpy(sorted, keys, sizeof keys);
		qsort(sorted, count, sizeof *sorted, falling);
		CHECK(lda_sparse_model_least(keys, count, n) == sorted[n - 1]);
	}
}

static void votes_and_selection(void)
{
	enum { TOPICS = 90, CELLS = 40 };
	struct lda_cell cell[CELLS];
	float sum[TOPICS] = {0}, plain[TOPICS] = {0}, alpha[TOPICS], value[32];
	uint32_t touched[TOPICS + 1], topic[32];
	uint64_t state = 3;
	size_t i, j, k, count = 0, got;

	for (k = 0; k < TOPICS; k++)
		alpha[k] = (float)(k % 7) / 8;
	for (j = 0; j < 5; j++) {
		for (i = 0; i < CELLS; i++) {
			cell[i] = (struct lda_cell){(uint32_t)((2 * i + j) % TOPICS),
				(float)(draw(&state) % 4) / 4};
			plain[cell[i].topic] += 2 * cell[i].phi;
		}
		lda_sparse_kernel_vote(cell, CELLS, 2, sum, touched, &count);
	}
	for (k = 0; k < TOPICS; k++)
		CHECK(fabsf(sum[k] - plain[k]) < 1e-5f);
	got = lda_sparse_kernel_select(sum, alpha, touched, count, topic, value, 32);
	CHECK(got == 32);
	for (k = 0; k < TOPICS; k++)
		CHECK(sum[k] == 0);
	/* each is before the next, and before all that are not there; ties by number */
	for (i = 0; i < got; i++) {
		CHECK(fabsf(value[i] - plain[topic[i]] - alpha[topic[i]]) < 1e-5f);
		CHECK(i == 0 || value[i] < value[i - 1]
			|| (value[i] == value[i - 1] && topic[i] > topic[i - 1]));
	}
	for (i = 0; i < count; i++) {
		float other = plain[touched[i]] + alpha[touched[i]];

		for (j = 0; j < got && topic[j] != touched[i]; j++)
			;
		CHECK(j < got || other < value[31] + 1e-6f);
	}
}

/* Topics beyond LDA_TAIL_BITS share their low bits. */
static void a_tail_has_what_a_list_has(void)
{
	enum { TOPICS = 5000, CELLS = 180 };
	static uint8_t slot[TOPICS];
	uint64_t state = 5;
	size_t topics, i, j;

	for (topics = CELLS; topics <= TOPICS; topics += 1205) {
		struct lda_cell cell[CELLS], sorted[CELLS];
		float zero[LDA_SPARSE_WIDE] = {0}, row[LDA_SPARSE_WIDE + 1] = {0};
		float plain[LDA_SPARSE_WIDE + 1];
		uint32_t topic[LDA_SPARSE_WIDE];
		struct lda_sparse_tail tail;
		size_t listed;

		memset(slot, LDA_SPARSE_WIDE, sizeof slot);
		for (i = 0; i < CELLS; i++) /* in the order of topics */
			sorted[i] = cell[i] = (struct lda_cell){
				(uint32_t)((i * topics + draw(&state) % topics) / CELLS),
				(float)(i + 1)};
		for (j = 0; j < LDA_SPARSE_WIDE; j++) {
			topic[j] = j % 2 ? cell[5 * j].topic
				: (uint32_t)(draw(&state) % topics);
			slot[topic[j]] = (uint8_t)j;
		}
		lda_sparse_kernel_fill_row(cell, CELLS, slot, zero, 1, zero, 0, plain);
		listed = lda_sparse_kernel_set_tail(sorted, CELLS, &tail);
		CHECK(topics > LDA_TAIL_BITS || listed == 0);
		lda_sparse_kernel_fill_row(sorted, listed, slot, zero, 1, zero, 0, row);
		lda_sparse_kernel_fill_tail(sorted + listed, &tail, topic, LDA_SPARSE_WIDE, row);
		for (j = 0; j < LDA_SPARSE_WIDE; j++)
			CHECK(slot[topic[j]] != j || row[j] == plain[j]);
	}
}

/* Topic 2 has nearly nothing, 0 is large, and 3 has a name. */
static void a_topic_that_dies_is_begun_anew(void)
{
	enum { TOPICS = 4, TERMS = 50 };
	const struct lda_recipe recipe = {.topics = TOPICS, .seed = 1};
	static const int64_t steps[TOPICS] = {1000, 40, 0, 0};
	struct lda_statistics statistics = {0};
	struct lda_bag_scratch scratch = {0};
	struct lda_model model = {0};
	size_t term, k, words = 0;

	CHECK(lda_model_init(&model, TOPICS, TERMS, true, &fault) == 0);
	CHECK(lda_model_priors(&model, &recipe, &fault) == 0);
	CHECK(topicnames_set(&model.seeds.names, TOPICS, 3, "mine", 4, &fault) == 0);
	CHECK(lda_statistics_init(&statistics, &model, &fault) == 0);
	CHECK(lda_bag_scratch_init(&scratch, TOPICS, &fault) == 0);
	for (term = 0; term < TERMS; term++)
		for (k = 0; k < 2; k++) {
			uint64_t pair = lda_pair(k, (uint64_t)steps[k]);

			CHECK(lda_bags_put(&statistics.bags, term, &pair, 1, &scratch, &fault) == 0);
			statistics.totals[k] += steps[k];
		}
	CHECK(lda_bags_settle(&statistics.bags, 1, &fault) == 0);
	CHECK(lda_divide(&model, &statistics, 1, &fault) == 0);
	CHECK(statistics.totals[0] + statistics.totals[2] == TERMS * steps[0]);
	CHECK(statistics.totals[2] > TERMS * steps[0] / 4 && statistics.totals[0] > 0);
	CHECK(statistics.totals[1] == TERMS * steps[1] && statistics.totals[3] == 0);
	for (term = 0; term < TERMS; term++) {
		const struct lda_bag *bag = &statistics.bags.bag[term];
		uint64_t sum = 0;

		CHECK(bag->settled == bag->count);
		for (k = 0; k < bag->count; k++) {
			sum += lda_pair_steps(bag->pair[k]);
			words += lda_pair_topic(bag->pair[k]) == 2;
		}
		CHECK(sum == (uint64_t)(steps[0] + steps[1]));
	}
	CHECK(words > TERMS / 2);
	lda_bag_scratch_release(&scratch);
	lda_statistics_release(&statistics);
	lda_model_release(&model);
}

static void rounding_is_exact_in_sum_and_unbiased(void)
{
	enum { TOPICS = 16, DRAWS = 4000 };
	float weight[TOPICS], theta[TOPICS];
	uint32_t topic[TOPICS];
	uint64_t pair[TOPICS], state = 5;
	double mean[TOPICS] = {0}, q = 0, count = 3;
	size_t j, draws, got;

	for (j = 0; j < TOPICS; j++) {
		weight[j] = (float)(draw(&state) % 100) / 100;
		theta[j] = (float)(draw(&state) % 100) / 100;
		topic[j] = (uint32_t)(1000 + j);
		q += (double)weight[j] * (double)theta[j];
	}
	for (draws = 0; draws < DRAWS; draws++) {
		uint64_t sum = 0;

		got = lda_sparse_kernel_round_shares(weight, theta, (float)(count / q), count,
			((double)draws + .5) / DRAWS, topic, TOPICS, pair);
		for (j = 0; j < got; j++) {
			CHECK(lda_pair_steps(pair[j]) > 0);
			sum += lda_pair_steps(pair[j]);
			mean[lda_pair_topic(pair[j]) - 1000] += (double)lda_pair_steps(pair[j]) / DRAWS;
		}
		CHECK(sum == 24);
	}
	for (j = 0; j < TOPICS; j++)
		CHECK(fabs(mean[j] / 8 - count * (double)weight[j] * (double)theta[j] / q) < 1e-3);
}

static void bags_hold_sums_in_any_order(void)
{
	enum { TOPICS = 70, PAIRS = 5000 };
	static uint64_t pair[PAIRS];
	uint64_t plain[TOPICS] = {0}, state = 9;
	struct lda_bags one, two;
	struct lda_bag_scratch scratch;
	size_t i;

	for (i = 0; i < PAIRS; i++) {
		size_t topic = draw(&state) % TOPICS, steps = 1 + draw(&state) % 1000;

		pair[i] = lda_pair(topic, steps);
		plain[topic] += steps;
	}
	CHECK(lda_bags_init(&one, 2, TOPICS, &fault) == 0);
	CHECK(lda_bags_init(&two, 2, TOPICS, &fault) == 0);
	CHECK(lda_bag_scratch_init(&scratch, TOPICS, &fault) == 0);
	for (i = 0; i < PAIRS; i++)
		CHECK(lda_bags_put(&one, 1, &pair[i], 1, &scratch, &fault) == 0);
	CHECK(lda_bags_put(&two, 1, pair + 1234, PAIRS - 1234, &scratch, &fault) == 0);
	CHECK(lda_bags_put(&two, 1, pair, 1234, &scratch, &fault) == 0);
	CHECK(lda_bags_settle(&one, 2, &fault) == 0 && lda_bags_settle(&two, 1, &fault) == 0);
	CHECK(one.bag[0].count == 0 && one.bag[1].count == two.bag[1].count);
	CHECK(memcmp(one.bag[1].pair, two.bag[1].pair, one.bag[1].count * sizeof *pair) == 0);
	for (i = 0; i < one.bag[1].count; i++)
		CHECK(lda_pair_steps(one.bag[1].pair[i]) == plain[lda_pair_topic(one.bag[1].pair[i])]);
	/* a sum that needs more than 44 bits is reported */
	pair[0] = pair[1] = lda_pair(3, LDA_PAIR_STEPS);
	CHECK(lda_bags_put(&one, 0, pair, 2, &scratch, &fault) == -1
		|| lda_bags_settle(&one, 1, &fault) == -1);
	CHECK(strstr(fault.text, "2^44") != NULL);
	lda_bags_release(&one);
	lda_bags_release(&two);
	lda_bag_scratch_release(&scratch);
}

enum { DOCUMENTS = 200, TERMS = 400, LENGTH = 30, TOPICS = 20 };

struct corpus {
	size_t start[DOCUMENTS + 1];
	uint32_t term[DOCUMENTS * LENGTH];
	float count[DOCUMENTS * LENGTH];
	uint64_t key[DOCUMENTS];
	double tokens;
};

/* Documents of two or three out of ten groups of 40 terms. */
static void make_corpus(struct corpus *corpus)
{
	uint64_t state = 11;
	size_t d, i, term, n = 0;

	corpus->tokens = 0;
	for (d = 0; d < DOCUMENTS; d++) {
		corpus->start[d] = n;
		corpus->key[d] = 1000 + d;
		for (i = 0, term = d % 10 * 40; i < LENGTH && term < TERMS; i++) {
			corpus->term[n] = (uint32_t)term;
			corpus->count[n] = (float)(1 + draw(&state) % 3);
			corpus->tokens += (double)corpus->count[n++];
			term += 1 + draw(&state) % 3;
		}
	}
	corpus->start[d] = n;
}

static struct lda_chunk part(const struct corpus *corpus, size_t first, size_t size)
{
	struct lda_chunk chunk = {.documents = size, .start = corpus->start + first,
		.term = corpus->term, .count = corpus->count, .key = corpus->key + first,
		.nonzeros = corpus->start[first + size] - corpus->start[first]};
	static uint32_t tally[TERMS];

	CHECK(lda_chunk_arrange(&chunk, TERMS, tally, &fault) == 0);
	return chunk;
}

/* A model whose topics are each a few terms. */
static void make_model(struct lda_model *model)
{
	struct lda_recipe recipe = {.topics = TOPICS, .alpha_kind = ALPHA_AUTO, .seed = 4};
	struct lda_bags bags;
	struct lda_bag_scratch scratch;
	size_t term;

	CHECK(lda_model_init(model, TOPICS, TERMS, true, &fault) == 0);
	CHECK(lda_model_priors(model, &recipe, &fault) == 0);
	CHECK(lda_bags_init(&bags, TERMS, TOPICS, &fault) == 0);
	CHECK(lda_bag_scratch_init(&scratch, TOPICS, &fault) == 0);
	for (term = 0; term < TERMS; term++) {
		uint64_t pair[2] = {lda_pair(term / 20, 40), lda_pair(term % TOPICS, 9)};

		CHECK(lda_bags_put(&bags, term, pair, 2, &scratch, &fault) == 0);
		model->sparse->spread[term / 20] += 49;
	}
	CHECK(lda_bags_settle(&bags, 1, &fault) == 0);
	CHECK(lda_sparse_model_take(model->sparse, &bags, &model->seeds, 1, &fault) == 0);
	for (term = 0; term < TERMS; term += 3)
		model->sparse->rest[term] = term;
	CHECK(lda_model_totals(model, 1, &fault) == 0);
	lda_bags_release(&bags);
	lda_bag_scratch_release(&scratch);
}

static bool same_statistics(const struct lda_statistics *a, const struct lda_statistics *b)
{
	size_t term;

	for (term = 0; term < TERMS; term++)
		if (a->bags.bag[term].count != b->bags.bag[term].count
			|| (a->bags.bag[term].count && memcmp(a->bags.bag[term].pair,
				b->bags.bag[term].pair, a->bags.bag[term].count * sizeof(uint64_t))))
			return false;
	return memcmp(a->totals, b->totals, TOPICS * sizeof(int64_t)) == 0
		&& memcmp(a->digamma, b->digamma, (TOPICS + 1) * sizeof(int64_t)) == 0
		&& a->tokens == b->tokens && a->score == b->score
		&& a->documents == b->documents;
}

static void statistics_of_parts_are_those_of_the_whole(void)
{
	static struct corpus corpus;
	struct lda_model model;
	struct lda_sparse_estep one, three;
	struct lda_statistics whole, parts;
	struct lda_chunk all, first, second;
	struct lda_step batch = {0};
	int64_t steps = 0;
	size_t k;

	make_corpus(&corpus);
	make_model(&model);
	all = part(&corpus, 0, DOCUMENTS);
	first = part(&corpus, 0, 77);
	second = part(&corpus, 77, DOCUMENTS - 77);
	CHECK(lda_sparse_step_init(&one, &model, 1, &fault) == 0);
	CHECK(lda_sparse_step_init(&three, &model, 3, &fault) == 0);
	CHECK(lda_sparse_step_model(&one, &model, &fault) == 0);
	CHECK(lda_sparse_step_model(&three, &model, &fault) == 0);
	CHECK(lda_statistics_init(&whole, &model, &fault) == 0);
	CHECK(lda_statistics_init(&parts, &model, &fault) == 0);
	CHECK(lda_sparse_step_run(&one, &all, &whole, &fault) == 0);
	CHECK(lda_sparse_step_run(&three, &second, &parts, &fault) == 0);
	CHECK(lda_sparse_step_run(&three, &first, &parts, &fault) == 0);
	CHECK(lda_bags_settle(&whole.bags, 1, &fault) == 0);
	CHECK(lda_bags_settle(&parts.bags, 2, &fault) == 0);
	CHECK(same_statistics(&whole, &parts));
	/* no token is lost or made */
	for (k = 0; k < TOPICS; k++)
		steps += whole.totals[k];
	CHECK(steps == (int64_t)(8 * corpus.tokens));
	CHECK(whole.tokens == lda_statistics_on_grid(corpus.tokens));
	CHECK(lda_mstep(&model, &whole, &batch, NULL, 2, &fault) == 0);
	batch.online = true;
	CHECK(lda_mstep(&model, &parts, &batch, NULL, 1, &fault) == -1
		&& fault.kind == FAULT_USAGE);
	lda_sparse_step_release(&one);
	lda_sparse_step_release(&three);
	lda_statistics_release(&whole);
	lda_statistics_release(&parts);
	lda_chunk_release(&all);
	lda_chunk_release(&first);
	lda_chunk_release(&second);
	lda_model_release(&model);
}

/* The topics' distributions sum to 1: totals are the sums of their rows. */
static void totals_are_the_sums_of_rows(void)
{
	struct lda_model model;
	struct lda_rows rows;
	float row[TOPICS + LDA_LANES];
	double sum[TOPICS] = {0};
	size_t term, k;

	make_model(&model);
	CHECK(lda_model_rows_init(&rows, &model, &fault) == 0);
	for (term = 0; term < TERMS; term++) {
		const float *lambda = lda_model_rows_take(&rows, term, row);

		for (k = 0; k < TOPICS; k++)
			sum[k] += (double)lambda[k];
	}
	for (k = 0; k < TOPICS; k++)
		CHECK(fabs(sum[k] / model.totals[k] - 1) < 1e-6);
	lda_model_rows_release(&rows);
	lda_model_release(&model);
}

/* A word without entries in the model gets the most common topics. */
static void unknown_words_get_the_common_topics(void)
{
	static const uint32_t term[1] = {5};
	static const float count[1] = {2};
	struct lda_model model;
	struct lda_recipe recipe = {.topics = TOPICS};
	struct lda_sparse_inferrer inferrer;
	struct lda_sparse_mixture mixture;
	uint32_t long_term[LDA_SPARSE_LONG];
	float long_count[LDA_SPARSE_LONG];
	double sum = 0;
	size_t j, n;

	CHECK(lda_model_init(&model, TOPICS, TERMS, true, &fault) == 0);
	CHECK(lda_model_priors(&model, &recipe, &fault) == 0);
	model.sparse->spread[7] = 100;
	model.sparse->rest[3] = 100;
	CHECK(lda_model_totals(&model, 1, &fault) == 0);
	CHECK(lda_sparse_mix_inferrer_init(&inferrer, &model, &fault) == 0);
	CHECK(lda_sparse_mix_inferrer_model(&inferrer, &model, 1, &fault) == 0);
	CHECK(lda_sparse_mix_init(&mixture, TOPICS, &fault) == 0);
	CHECK(lda_sparse_mix_infer(&inferrer, term, count, 1, &mixture, &fault) == 0);
	for (j = 0; j < mixture.topics; j++)
		sum += (double)(mixture.narrow.gamma[j] - mixture.alpha[j]);
	CHECK(mixture.topics == LDA_SPARSE_NARROW && fabs(sum - 2) < 1e-5);
	/* a long document keeps all that began it */
	for (j = 0; j < LDA_SPARSE_LONG; j++) {
		long_term[j] = (uint32_t)(j % TERMS);
		long_count[j] = 1;
	}
	for (n = LDA_SPARSE_LONG - 1; n <= LDA_SPARSE_LONG; n++) {
		CHECK(lda_sparse_mix_infer(&inferrer, long_term, long_count, n, &mixture, &fault) == 0);
		for (sum = 0, j = 0; j < mixture.topics; j++)
			sum += (double)(mixture.narrow.gamma[j] - mixture.alpha[j]);
		CHECK(mixture.topics == (n < LDA_SPARSE_LONG ? LDA_SPARSE_NARROW : TOPICS));
		CHECK(fabs(sum - (double)n) < 1e-3);
	}
	lda_sparse_mix_release(&mixture);
	lda_sparse_mix_inferrer_release(&inferrer);
	lda_model_release(&model);
}

int main(void)
{
	RUN(finds_the_nth_largest);
	RUN(votes_and_selection);
	RUN(a_tail_has_what_a_list_has);
	RUN(a_topic_that_dies_is_begun_anew);
	RUN(rounding_is_exact_in_sum_and_unbiased);
	RUN(bags_hold_sums_in_any_order);
	RUN(statistics_of_parts_are_those_of_the_whole);
	RUN(totals_are_the_sums_of_rows);
	RUN(unknown_words_get_the_common_topics);
	return unit_end();
}
