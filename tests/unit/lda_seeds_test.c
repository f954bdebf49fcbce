/* lda_seeds_test - priors of seeds: against variational Bayes written plainly, in both
 * forms, and what files of seeds may say. */
#include "base/memory.h"
#include "lda/chunk.h"
#include "lda/estep.h"
#include "lda/mstep.h"
#include "num/special.h"
#include "stream/vocabseal.h"
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DOCUMENTS = 4, TERMS = 8, TOPICS = 3, STEPS = 3 };

static struct fault fault;
static const size_t start[] = {0, 4, 8, 12, 16};
static const uint32_t term[] = {0, 1, 2, 7, 0, 3, 4, 5, 2, 4, 5, 6, 1, 3, 6, 7};
static const float count[] = {3, 1, 2, 1, 1, 4, 2, 1, 2, 1, 3, 1, 2, 2, 1, 5};
static struct lda_seed seeded[] = {{0, 1, 4}, {3, 0, 2.5}, {3, 2, .5}, {6, 2, 3}};

static const double alpha = .25, eta = .125;

static double prior_of(size_t w, size_t k)
{
	size_t i;

	for (i = 0; i < sizeof seeded / sizeof *seeded; i++)
		if (seeded[i].term == w && seeded[i].topic == k)
			return eta + seeded[i].weight;
	return eta;
}

static double first_lambda(size_t w, size_t k)
{
	return .5 + (double)((7 * w + 5 * k) % 11) / 8;
}

/* One document of vb: Hoffman, Blei, Bach (2010), algorithm 1. */
static void plain_document(size_t d, double weight[TERMS][TOPICS], double counts[TERMS][TOPICS])
{
	double theta[TOPICS] = {1, 1, 1};
	int round;

	for (round = 0; round < 500; round++) {
		double gamma[TOPICS] = {alpha, alpha, alpha};
		size_t i, k;

		for (i = start[d]; i < start[d + 1]; i++) {
			double q = 0;

			for (k = 0; k < TOPICS; k++)
				q += theta[k] * weight[term[i]][k];
			for (k = 0; k < TOPICS; k++) {
				double share = (double)count[i] * theta[k] * weight[term[i]][k] / q;

				gamma[k] += share;
				if (round == 499)
					counts[term[i]][k] += share;
			}
		}
		for (k = 0; k < TOPICS; k++)
			theta[k] = exp(special_digamma(gamma[k]));
	}
}

static void plain_step(double lambda[TERMS][TOPICS])
{
	double weight[TERMS][TOPICS], counts[TERMS][TOPICS] = {{0}}, total;
	size_t w, k, d;

	for (k = 0; k < TOPICS; k++) {
		for (total = 0, w = 0; w < TERMS; w++)
			total += lambda[w][k];
		for (w = 0; w < TERMS; w++)
			weight[w][k] = exp(special_digamma(lambda[w][k]) - special_digamma(total));
	}
	for (d = 0; d < DOCUMENTS; d++)
		plain_document(d, weight, counts);
	for (w = 0; w < TERMS; w++)
		for (k = 0; k < TOPICS; k++)
			lambda[w][k] = prior_of(w, k) + counts[w][k];
}

/* The topics' part of the bound (eq. 4), with any prior. */
static double plain_bound(double lambda[TERMS][TOPICS])
{
	double sum = 0;
	size_t w, k;

	for (k = 0; k < TOPICS; k++) {
		double total = 0, prior = 0;

		for (w = 0; w < TERMS; w++) {
			total += lambda[w][k];
			prior += prior_of(w, k);
		}
		for (w = 0; w < TERMS; w++)
			sum += (prior_of(w, k) - lambda[w][k])
				* (special_digamma(lambda[w][k]) - special_digamma(total))
				+ special_lgamma(lambda[w][k]) - special_lgamma(prior_of(w, k));
		sum += special_lgamma(prior) - special_lgamma(total);
	}
	return sum;
}

static void make_dense(struct lda_model *model)
{
	const struct lda_seeds seeds = {.seed = seeded, .count = sizeof seeded / sizeof *seeded};
	size_t w, k;

	CHECK(lda_model_init(model, TOPICS, TERMS, false, &fault) == 0);
	model->inference = LDA_VB;
	model->alpha_kind = ALPHA_GIVEN;
	model->eta_kind = ETA_GIVEN;
	model->eta = eta;
	CHECK(lda_seeds_copy(&model->seeds, &seeds, &fault) == 0);
	for (k = 0; k < TOPICS; k++) {
		model->alpha[k] = alpha;
		for (w = 0; w < TERMS; w++)
			model->lambda[w * model->stride + k] = (float)first_lambda(w, k);
	}
	CHECK(lda_model_totals(model, 1, &fault) == 0);
}

static void equals_the_plain_prior(void)
{
	struct lda_chunk chunk = {.documents = DOCUMENTS, .nonzeros = 16, .start = start,
		.term = term, .count = count};
	struct lda_model model;
	struct lda_estep estep;
	struct lda_statistics statistics;
	const struct lda_step batch = {0};
	double lambda[TERMS][TOPICS], bound;
	uint32_t tally[TERMS] = {0};
	size_t w, k;
	int i;

	make_dense(&model);
	CHECK(lda_chunk_arrange(&chunk, TERMS, tally, &fault) == 0);
	CHECK(lda_estep_init(&estep, &model, 2, &fault) == 0);
	CHECK(lda_statistics_init(&statistics, &model, &fault) == 0);
	estep.inferrer.iterations = 500;
	estep.inferrer.tolerance = 0;
	for (w = 0; w < TERMS; w++)
		for (k = 0; k < TOPICS; k++)
			lambda[w][k] = first_lambda(w, k);
	for (i = 0; i < STEPS; i++) {
		CHECK(lda_estep_model(&estep, &model, &fault) == 0);
		CHECK(lda_estep_run(&estep, &chunk, &statistics, &fault) == 0);
		CHECK(lda_mstep(&model, &statistics, &batch, NULL, 2, &fault) == 0);
		lda_statistics_clear(&statistics);
		plain_step(lambda);
		for (w = 0; w < TERMS; w++)
			for (k = 0; k < TOPICS; k++)
				CHECK(fabs((double)model.lambda[w * model.stride + k] - lambda[w][k])
					< 2e-4 * lambda[w][k]);
		CHECK(lda_mstep_bound(&model, 1, &bound, &fault) == 0);
		CHECK(fabs(bound - plain_bound(lambda)) < 1e-3);
	}
	lda_statistics_release(&statistics);
	lda_estep_release(&estep);
	lda_model_release(&model);
	lda_chunk_release(&chunk);
}

/* A seed stays kept where more topics than are kept have more of the word. */
static void sparse_rows_keep_seeds(void)
{
	enum { MANY = 300 };
	struct lda_seed one[] = {{1, MANY - 1, .01}, {2, 3, 2.06}};
	struct lda_seeds seeds = {.seed = one, .count = 2};
	struct lda_sparse sparse;
	struct lda_bags bags;
	struct lda_bag_scratch scratch;
	uint64_t pair, steps = lda_seeds_steps(&one[0], LDA_SPARSE_STEP), rest = 0;
	size_t k;

	CHECK(steps == 1 && lda_seeds_steps(&one[1], LDA_SPARSE_STEP) == 16);
	CHECK(lda_sparse_model_init(&sparse, MANY, 3, &fault) == 0);
	CHECK(lda_bags_init(&bags, 3, MANY, &fault) == 0);
	CHECK(lda_bag_scratch_init(&scratch, MANY, &fault) == 0);
	for (k = 0; k < MANY; k++) {
		pair = lda_pair(k, k + 1 == MANY ? steps : 100);
		CHECK(lda_bags_put(&bags, 1, &pair, 1, &scratch, &fault) == 0);
		rest += lda_pair_steps(pair);
	}
	CHECK(lda_bags_settle(&bags, 1, &fault) == 0);
	CHECK(lda_sparse_model_take(&sparse, &bags, &seeds, 1, &fault) == 0);
	CHECK(sparse.start[2] - sparse.start[1] == LDA_SPARSE_KEPT);
	CHECK(sparse.pair[sparse.start[2] - 1] == lda_pair(MANY - 1, steps));
	CHECK(sparse.rest[1] == rest - steps - 100 * (LDA_SPARSE_KEPT - 1));
	lda_bag_scratch_release(&scratch);
	lda_bags_release(&bags);
	lda_sparse_model_release(&sparse);
}

/* With labels a document is one of a model that has no other topics. */
static void labels_leave_topics_out(void)
{
	static const uint32_t left[] = {0, 2};
	struct lda_label label[] = {{7, 2, 1}, {9, 1, 2}};
	unsigned char limited[TOPICS] = {0, 1, 1};
	const struct lda_labels labels = {.label = label, .count = 2, .topics = TOPICS,
		.limited = limited};
	struct lda_model all, some;
	struct lda_inferrer of_all, of_some;
	struct lda_mixture mixture = {0}, other = {0};
	float own[16] = {0}, *weights = memory_aligned(2 * TERMS * 16, sizeof(float), &fault);
	size_t w, k;

	make_dense(&all);
	all.inference = LDA_CVB0;
	CHECK(lda_model_init(&some, 2, TERMS, false, &fault) == 0);
	CHECK(lda_model_weights(&all, weights, 1, &fault) == 0);
	memset(weights + TERMS * 16, 0, TERMS * 16 * sizeof *weights);
	for (k = 0; k < 2; k++)
		for (some.alpha[k] = alpha, w = 0; w < TERMS; w++)
			weights[(TERMS + w) * 16 + k] = weights[w * 16 + left[k]];
	CHECK(lda_mixture_inferrer_init(&of_all, &all, weights, &fault) == 0);
	CHECK(lda_mixture_inferrer_init(&of_some, &some, weights + TERMS * 16, &fault) == 0);
	of_all.iterations = of_some.iterations = 1000;
	lda_labels_alpha(&labels, 7, of_all.alpha, own);
	CHECK(own[0] > 0 && own[1] == 0 && own[2] > 0);
	memcpy(of_all.alpha, own, sizeof own);
	CHECK(lda_mixture_infer(&of_all, term, count, 4, &mixture, &fault) == 0);
	CHECK(lda_mixture_infer(&of_some, term, count, 4, &other, &fault) == 0);
	CHECK(mixture.gamma[1] == 0);
	for (k = 0; k < 2; k++)
		CHECK(fabsf(mixture.gamma[left[k]] - other.gamma[k]) < 1e-3f * other.gamma[k]);
	CHECK(fabs(mixture.score - other.score) < 1e-3);
	/* without labels all topics stay */
	lda_labels_alpha(&labels, 8, of_some.alpha, own);
	CHECK(own[0] > 0 && own[1] > 0);
	lda_mixture_release(&mixture);
	lda_mixture_release(&other);
	lda_mixture_inferrer_release(&of_all);
	lda_mixture_inferrer_release(&of_some);
	lda_model_release(&all);
	lda_model_release(&some);
	free(weights);
}

static const char *file_of(const char *text)
{
	static char path[] = "/tmp/lda_seeds_XXXXXX";
	static int descriptor = -1;

	if (descriptor < 0)
		descriptor = mkstemp(path);
	CHECK(descriptor >= 0 && ftruncate(descriptor, 0) == 0);
	CHECK(pwrite(descriptor, text, strlen(text), 0) == (ssize_t)strlen(text));
	return path;
}

static void reads_files(void)
{
	static const char lines[] = "aa\t1\t1\nbb\t2\t2\ncc\t1\t5\n";
	static const char *const bad[][2] = {{"x\taa\n", "line 1: not of three fields"},
		{"x\taa\t1\ty\n", "the weight '1\ty' is no number"},
		{"x\taa\t0\n", "the weight '0' is no number"},
		{"# why\nx\taa\t-1\n", "line 2: the weight '-1'"},
		{"x\taa\tnan\n", "the weight 'nan'"}, {"x\taa\t1e7\n", "at most 1e+06"},
		{"x\taa\t1\nx\taa\t2\n", "topic 'x' has the word 'aa' twice"},
		{"x\tzz\t1\n", "topic 'x' has no word of the vocabulary"},
		{"x\taa\t1\ny\taa\t1\nz\tbb\t1\n", "topic 'z' is one more than the 2"},
		{"7\taa\t1\n", "a name, not a number"}, {"a,b\taa\t1\n", "has a comma"},
		{"\taa\t1\n", "1 to 255 bytes, not 0"}, {"a\xff\taa\t1\n", "no UTF-8"},
		{"", "no seeds"}};
	struct vocabulary vocabulary = {0};
	struct lda_seeds seeds, again = {0};
	struct bytes text = {0};
	size_t i, n;

	CHECK(vocabulary_parse_lines(&vocabulary, lines, sizeof lines - 1, 3, &fault) == 0);
	CHECK(vocabseal(&vocabulary, &fault) == 0);
	/* a word may be a hint for two topics; an unknown one is counted */
	CHECK(lda_seeds_read(&seeds, file_of("y\tcc\t2\r\n\nx\tqq\t1\nx\taa\t.5\nx\tcc\t3\n"),
		&vocabulary, 2, &fault) == 0);
	CHECK(seeds.count == 3 && seeds.unknown == 1 && strcmp(seeds.example, "qq") == 0);
	CHECK(strcmp(seeds.names.name[0], "y") == 0 && strcmp(seeds.names.name[1], "x") == 0);
	CHECK(lda_seeds_of(&seeds, 2, &n) == seeds.seed + 1 && n == 2);
	CHECK(lda_seeds_of(&seeds, 1, &n) && n == 0);
	CHECK(lda_seeds_put(&seeds, &text, &fault) == 0);
	CHECK(lda_seeds_take(&again, &text, 2, 3, &fault) == 0);
	CHECK(again.count == 3 && memcmp(again.seed, seeds.seed, 3 * sizeof *seeds.seed) == 0);
	lda_seeds_release(&again);
	CHECK(lda_seeds_take(&again, &text, 2, 2, &fault) == -1); /* a term that is not there */
	lda_seeds_release(&again);
	CHECK(lda_seeds_take(&again, &text, 3, 3, &fault) == -1); /* names of two topics */
	lda_seeds_release(&again);
	lda_seeds_release(&seeds);
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK(lda_seeds_read(&seeds, file_of(bad[i][0]), &vocabulary, 2, &fault) == -1);
		CHECK(fault.kind == FAULT_DATA && strstr(fault.text, bad[i][1]));
		lda_seeds_release(&seeds);
	}
	(void)unlink(file_of(""));
	bytes_release(&text);
	vocabulary_release(&vocabulary);
}

int main(void)
{
	RUN(equals_the_plain_prior);
	RUN(sparse_rows_keep_seeds);
	RUN(labels_leave_topics_out);
	RUN(reads_files);
	return unit_end();
}
