/* lda_steps_test - E-step and M-step: against what scikit-learn and gensim
 * compute from the same state, against themselves on other threads and other
 * cuts, and on a corpus whose topics are known. */
#include "base/random.h"
#include "lda/chunk.h"
#include "lda/estep.h"
#include "lda/kernel.h"
#include "lda/mstep.h"
#include "unit.h"

#include <math.h>
#include <string.h>

/* Four documents of 12 terms; a model of 3 topics, alpha 1/4, eta 1/8. */
enum { TERMS = 12, TOPICS = 3 };

static const size_t start[] = {0, 10, 20, 21, 28};
static const uint32_t term[] = {0, 1, 2, 4, 5, 7, 8, 9, 10, 11, 0, 1, 2, 3, 5, 6, 7, 8, 9, 10,
	3, 0, 4, 5, 6, 7, 8, 9};
static const float count[] = {5, 1, 1, 1, 1, 1, 1, 1, 2, 2, 1, 1, 2, 1, 1, 4, 1, 2, 1, 1,
	7, 1, 2, 1, 1, 1, 2, 2};
static const float lambda[TERMS][TOPICS] = {{4.07f, 0.56f, 0.81f}, {1.60f, 4.46f, 1.49f},
	{2.70f, 2.96f, 2.48f}, {1.16f, 4.13f, 0.18f}, {0.16f, 1.14f, 3.65f},
	{0.97f, 0.27f, 0.10f}, {1.38f, 0.98f, 4.40f}, {0.33f, 1.24f, 1.96f},
	{0.22f, 4.34f, 0.71f}, {2.10f, 0.19f, 1.49f}, {2.28f, 0.36f, 2.71f},
	{2.43f, 1.83f, 1.13f}};

/* scikit-learn 1.2.1, 500 iterations, tolerance -1; gensim 4.2.0 differs by 3e-9. */
static const double gamma_reference[4][TOPICS] = {{11.873926, 1.951612, 2.924463},
	{4.440877, 4.651015, 6.658108}, {0.253649, 7.246339, 0.250012},
	{3.177826, 2.252001, 5.320173}};
static const double counts_reference[TERMS][TOPICS] = {{6.527459, 0.090666, 0.381875},
	{0.81992, 0.829543, 0.350536}, {1.373586, 0.708743, 0.917671},
	{0.180739, 7.818243, 0.001018}, {0.002448, 0.250769, 2.746783},
	{2.941748, 0.058074, 0.000178}, {0.646026, 0.321108, 4.032866},
	{0.128759, 0.60784, 2.263401}, {0.026554, 4.261742, 0.711704},
	{2.393347, 0.002665, 1.603988}, {1.961704, 0.015665, 1.022632},
	{1.743986, 0.135908, 0.120106}};
static const double bound_reference = -173.32205837840374;
static const double online_reference[2][TOPICS] = {{33.792225, 0.901875, 2.464058},
	{5.150622, 7.521709, 2.870903}};

static struct lda_chunk small_chunk(struct fault *fault)
{
	struct lda_chunk chunk = {.documents = 4, .nonzeros = 28, .start = start, .term = term,
		.count = count};
	uint32_t tally[TERMS] = {0};

	CHECK(lda_chunk_arrange(&chunk, TERMS, tally, fault) == 0);
	return chunk;
}

static void small_model(struct lda_model *model, enum lda_inference inference,
	struct fault *fault)
{
	size_t w, k;

	CHECK(lda_model_init(model, TOPICS, TERMS, false, fault) == 0);
	model->inference = inference;
	model->alpha_kind = ALPHA_GIVEN;
	model->eta_kind = ETA_GIVEN;
	model->eta = 0.125;
	for (k = 0; k < TOPICS; k++)
		model->alpha[k] = 0.25;
	for (w = 0; w < TERMS; w++)
		memcpy(model->lambda + w * model->stride, lambda[w], sizeof lambda[w]);
	CHECK(lda_model_totals(model, 1, fault) == 0);
}

static void vb_equals_scikit_learn(void)
{
	struct fault fault = {0};
	struct lda_model model;
	struct lda_estep estep;
	struct lda_statistics statistics;
	struct lda_chunk chunk = small_chunk(&fault);
	struct lda_step batch = {0};
	double topics_bound;
	size_t d, w, k;

	small_model(&model, LDA_VB, &fault);
	CHECK(lda_estep_init(&estep, &model, 1, &fault) == 0);
	CHECK(lda_estep_model(&estep, &model, &fault) == 0);
	CHECK(lda_model_weights(&model, estep.weights, 1, &fault) == 0);
	CHECK(lda_statistics_init(&statistics, &model, &fault) == 0);
	estep.inferrer.iterations = 500;
	estep.inferrer.tolerance = 0;
	estep.inferrer.bound = true;
	for (d = 0; d < 4; d++) {
		CHECK(lda_mixture_infer(&estep.inferrer, term + start[d], count + start[d],
			start[d + 1] - start[d], &estep.mixtures[0], &fault) == 0);
		for (k = 0; k < TOPICS; k++)
			CHECK(fabs((double)estep.mixtures[0].gamma[k] - gamma_reference[d][k])
				< 2e-5 * gamma_reference[d][k]);
	}
	CHECK(lda_estep_run(&estep, &chunk, &statistics, &fault) == 0);
	for (w = 0; w < TERMS; w++)
		for (k = 0; k < TOPICS; k++)
			CHECK(fabs((double)statistics.counts[w * statistics.stride + k] * LDA_GRID
				- counts_reference[w][k]) < 3e-5);
	CHECK(lda_mstep_bound(&model, 1, &topics_bound, &fault) == 0);
	CHECK(fabs((double)statistics.score * LDA_GRID + topics_bound - bound_reference) < 1e-3);
	CHECK(lda_mstep(&model, &statistics, &batch, NULL, 1, &fault) == 0);
	CHECK(fabs((double)model.lambda[0] - (0.125 + counts_reference[0][0])) < 3e-5);
	CHECK(model.updates == 1 && model.documents == 4);
	lda_statistics_release(&statistics);
	lda_estep_release(&estep);
	lda_model_release(&model);
	lda_chunk_release(&chunk);
}

/* scikit-learn's second update with learning_offset 10 and decay 0.7. */
static void online_equals_scikit_learn(void)
{
	struct fault fault = {0};
	struct lda_model model;
	struct lda_estep estep;
	struct lda_statistics statistics;
	struct lda_chunk chunk = small_chunk(&fault);
	struct lda_step step = {.online = true, .offset = 10, .kappa = 0.7, .documents = 100};
	size_t w, k;

	small_model(&model, LDA_VB, &fault);
	model.updates = 1;
	CHECK(lda_estep_init(&estep, &model, 2, &fault) == 0);
	CHECK(lda_estep_model(&estep, &model, &fault) == 0);
	CHECK(lda_statistics_init(&statistics, &model, &fault) == 0);
	estep.inferrer.iterations = 500;
	estep.inferrer.tolerance = 0;
	CHECK(lda_estep_run(&estep, &chunk, &statistics, &fault) == 0);
	CHECK(lda_mstep(&model, &statistics, &step, NULL, 2, &fault) == 0);
	for (w = 0; w < 2; w++)
		for (k = 0; k < TOPICS; k++)
			CHECK(fabs((double)model.lambda[w * model.stride + k] - online_reference[w][k])
				< 1e-4);
	lda_statistics_release(&statistics);
	lda_estep_release(&estep);
	lda_model_release(&model);
	lda_chunk_release(&chunk);
}

/* One document by the equations, in doubles: 5 iterations of the mean field,
 * then 5 with the solution of the own shares held at the rest of that moment. */
static void naive_cvb0(size_t d, double gamma[TOPICS])
{
	size_t n = start[d + 1] - start[d], i, k;
	double totals[TOPICS] = {0}, tokens = 0, weight[TERMS][TOPICS];
	int round;

	for (i = 0; i < TERMS; i++)
		for (k = 0; k < TOPICS; k++)
			totals[k] += (double)lambda[i][k];
	for (i = 0; i < n; i++) {
		tokens += (double)count[start[d] + i];
		for (k = 0; k < TOPICS; k++)
			weight[i][k] = (double)lambda[term[start[d] + i]][k] / totals[k];
	}
	for (k = 0; k < TOPICS; k++)
		gamma[k] = 0.25 + tokens / TOPICS;
	for (round = 0; round < 10; round++) {
		double next[TOPICS] = {0.25, 0.25, 0.25};

		for (i = 0; i < n; i++) {
			double q = 0, rest = 0;

			for (k = 0; k < TOPICS; k++)
				q += weight[i][k] * gamma[k];
			if (round == 5) {
				for (k = 0; k < TOPICS; k++)
					rest += weight[i][k]
						* fmax(gamma[k] - weight[i][k] * gamma[k] / q, 0);
				for (q = 0, k = 0; k < TOPICS; k++) {
					weight[i][k] /= rest + weight[i][k];
					q += weight[i][k] * gamma[k];
				}
			}
			for (k = 0; k < TOPICS; k++)
				next[k] += (double)count[start[d] + i] * weight[i][k] * gamma[k] / q;
		}
		memcpy(gamma, next, sizeof next);
	}
}

static void cvb0_equals_its_equations(void)
{
	struct fault fault = {0};
	struct lda_model model;
	struct lda_estep estep;
	double gamma[TOPICS];
	size_t d, k;

	small_model(&model, LDA_CVB0, &fault);
	CHECK(lda_estep_init(&estep, &model, 1, &fault) == 0);
	CHECK(lda_estep_model(&estep, &model, &fault) == 0);
	CHECK(lda_model_weights(&model, estep.weights, 1, &fault) == 0);
	for (d = 0; d < 4; d++) {
		CHECK(lda_mixture_infer(&estep.inferrer, term + start[d], count + start[d],
			start[d + 1] - start[d], &estep.mixtures[0], &fault) == 0);
		naive_cvb0(d, gamma);
		for (k = 0; k < TOPICS; k++)
			CHECK(fabs((double)estep.mixtures[0].gamma[k] - gamma[k]) < 1e-5 * gamma[k]);
	}
	lda_estep_release(&estep);
	lda_model_release(&model);
}

/* A corpus drawn from known topics: each has 20 terms of its own, and each
 * document 40 tokens of two topics. */
enum { DRAWN_TOPICS = 5, OWN = 20, DRAWN_TERMS = DRAWN_TOPICS * OWN, DOCUMENTS = 400,
	LENGTH = 40 };

struct drawn {
	size_t start[DOCUMENTS + 1];
	uint32_t term[DOCUMENTS * LENGTH];
	float count[DOCUMENTS * LENGTH];
};

static double true_share(size_t topic, size_t w)
{
	/* falling within a topic's own terms; sums to 1 */
	return w / OWN == topic ? 2.0 * (double)(OWN - w % OWN) / (OWN * (OWN + 1)) : 0;
}

static uint32_t draw_term(size_t topic, double u)
{
	size_t w = topic * OWN;

	while ((u -= true_share(topic, w)) > 0 && w + 1 < (topic + 1) * OWN)
		w++;
	return (uint32_t)w;
}

static void draw(struct drawn *drawn)
{
	size_t d, i, w, at = 0;

	for (d = 0; d < DOCUMENTS; d++) {
		unsigned tokens[DRAWN_TERMS] = {0};
		size_t one = d % DRAWN_TOPICS, other = (d / DRAWN_TOPICS) % DRAWN_TOPICS;

		for (i = 0; i < LENGTH; i++) {
			size_t topic = random_uniform(5, d, i) < 0.7 ? one : other;

			tokens[draw_term(topic, random_uniform(6, d, i))]++;
		}
		drawn->start[d] = at;
		for (w = 0; w < DRAWN_TERMS; w++)
			if (tokens[w]) {
				drawn->term[at] = (uint32_t)w;
				drawn->count[at++] = (float)tokens[w];
			}
	}
	drawn->start[DOCUMENTS] = at;
}

static struct lda_chunk part(const struct drawn *drawn, size_t first, size_t size,
	struct fault *fault)
{
	struct lda_chunk chunk = {.documents = size, .start = drawn->start + first,
		.term = drawn->term, .count = drawn->count,
		.nonzeros = drawn->start[first + size] - drawn->start[first]};
	uint32_t tally[DRAWN_TERMS] = {0};

	CHECK(lda_chunk_arrange(&chunk, DRAWN_TERMS, tally, fault) == 0);
	return chunk;
}

/* 30 steps; the model is the caller's. */
static void train(struct lda_model *model, const struct drawn *drawn,
	enum lda_inference inference, int threads, struct fault *fault)
{
	struct lda_recipe recipe = {.topics = DRAWN_TOPICS, .inference = inference,
		.alpha_kind = ALPHA_AUTO, .eta_kind = ETA_AUTO, .seed = 3};
	struct lda_chunk chunk = part(drawn, 0, DOCUMENTS, fault);
	struct lda_estep estep;
	struct lda_statistics statistics;
	struct lda_step batch = {0};
	int round;

	CHECK(lda_model_start(model, &recipe, DRAWN_TERMS, DOCUMENTS * LENGTH, threads, fault) == 0);
	CHECK(lda_estep_init(&estep, model, threads, fault) == 0);
	CHECK(lda_statistics_init(&statistics, model, fault) == 0);
	for (round = 0; round < 30; round++) {
		CHECK(lda_estep_model(&estep, model, fault) == 0);
		CHECK(lda_estep_run(&estep, &chunk, &statistics, fault) == 0);
		CHECK(lda_mstep(model, &statistics, &batch, NULL, threads, fault) == 0);
		lda_statistics_clear(&statistics);
	}
	lda_statistics_release(&statistics);
	lda_estep_release(&estep);
	lda_chunk_release(&chunk);
}

/* The cosine of a true topic with the nearest that was found. */
static double best_cosine(const struct lda_model *model, size_t topic)
{
	double best = 0;
	size_t k, w;

	for (k = 0; k < DRAWN_TOPICS; k++) {
		double both = 0, found = 0, truth = 0;

		for (w = 0; w < DRAWN_TERMS; w++) {
			double x = (double)model->lambda[w * model->stride + k];

			both += x * true_share(topic, w);
			found += x * x;
			truth += true_share(topic, w) * true_share(topic, w);
		}
		best = fmax(best, both / sqrt(found * truth));
	}
	return best;
}

static void finds_true_topics(void)
{
	static struct drawn drawn;
	struct fault fault = {0};
	struct lda_model model;
	int inference;
	size_t topic;

	draw(&drawn);
	for (inference = LDA_CVB0; inference <= LDA_VB; inference++) {
		train(&model, &drawn, (enum lda_inference)inference, 1, &fault);
		for (topic = 0; topic < DRAWN_TOPICS; topic++)
			CHECK(best_cosine(&model, topic) > 0.95);
		/* what is known of the documents: few topics each */
		CHECK(model.alpha[0] < 1 && model.eta < 0.5);
		lda_model_release(&model);
	}
}

static void threads_and_cuts_give_the_same(void)
{
	static struct drawn drawn;
	struct fault fault = {0};
	struct lda_model one, three;
	struct lda_estep estep;
	struct lda_statistics whole, parts;
	struct lda_chunk chunk, first, second;
	double off = 0;
	size_t i, size;

	draw(&drawn);
	train(&one, &drawn, LDA_CVB0, 1, &fault);
	train(&three, &drawn, LDA_CVB0, 3, &fault);
	size = DRAWN_TERMS * one.stride;
	CHECK(memcmp(one.lambda, three.lambda, size * sizeof(float)) == 0);
	CHECK(memcmp(one.alpha, three.alpha, DRAWN_TOPICS * sizeof(double)) == 0);
	CHECK(one.eta == three.eta);

	chunk = part(&drawn, 0, DOCUMENTS, &fault);
	first = part(&drawn, 0, 123, &fault);
	second = part(&drawn, 123, DOCUMENTS - 123, &fault);
	CHECK(lda_estep_init(&estep, &one, 2, &fault) == 0);
	CHECK(lda_estep_model(&estep, &one, &fault) == 0);
	CHECK(lda_statistics_init(&whole, &one, &fault) == 0);
	CHECK(lda_statistics_init(&parts, &one, &fault) == 0);
	CHECK(lda_estep_run(&estep, &chunk, &whole, &fault) == 0);
	/* in the other order */
	CHECK(lda_estep_run(&estep, &second, &parts, &fault) == 0);
	CHECK(lda_estep_run(&estep, &first, &parts, &fault) == 0);
	for (i = 0; i < size; i++)
		off = fmax(off, fabs((double)(whole.counts[i] - parts.counts[i]) * LDA_GRID)
			/ (1 + (double)whole.counts[i] * LDA_GRID));
	CHECK(off < 4e-6);
	CHECK(memcmp(whole.digamma, parts.digamma, (DRAWN_TOPICS + 1) * sizeof(int64_t)) == 0);
	CHECK(whole.tokens == parts.tokens && whole.score == parts.score);
	CHECK(whole.tokens == lda_statistics_on_grid(DOCUMENTS * LENGTH));
	lda_statistics_release(&whole);
	lda_statistics_release(&parts);
	lda_estep_release(&estep);
	lda_chunk_release(&chunk);
	lda_chunk_release(&first);
	lda_chunk_release(&second);
	lda_model_release(&one);
	lda_model_release(&three);
}

/* Mini-batches of 3 documents have few of the terms.  lazy: rows of lambda are updated
 * when they are needed, and every other mini-batch moves them directly; else all rows
 * at each update. */
static void online(struct lda_model *model, const struct drawn *drawn, bool lazy,
	enum lda_inference inference, struct fault *fault)
{
	struct lda_recipe recipe = {.topics = DRAWN_TOPICS, .inference = inference,
		.alpha_kind = ALPHA_AUTO, .eta_kind = ETA_SYMMETRIC, .seed = 3};
	/* half of them, so that alpha is learned from the other half */
	struct lda_step step = {.online = true, .offset = 1, .kappa = 0.6,
		.documents = DOCUMENTS / 2};
	struct lda_estep estep;
	struct lda_statistics statistics;
	struct lda_backlog backlog;
	size_t first;

	CHECK(lda_model_start(model, &recipe, DRAWN_TERMS, DOCUMENTS * LENGTH, 2, fault) == 0);
	CHECK(lda_estep_init(&estep, model, 2, fault) == 0);
	CHECK(lda_backlog_init(&backlog, model, fault) == 0);
	CHECK(lda_statistics_init(&statistics, model, fault) == 0);
	estep.backlog = lazy ? &backlog : NULL;
	for (first = 0; first + 3 <= DOCUMENTS; first += 3) {
		struct lda_chunk chunk = part(drawn, first, 3, fault);
		struct lda_move move = lda_mstep_move(model, &step, 3);

		CHECK(lda_estep_model(&estep, model, fault) == 0);
		/* the others go through counts */
		CHECK((lazy && first % 2
			? lda_estep_move(&estep, &chunk, &move, &statistics, fault)
			: lda_estep_run(&estep, &chunk, &statistics, fault)) == 0);
		CHECK(lda_mstep(model, &statistics, &step, estep.backlog, 2, fault) == 0);
		lda_statistics_clear(&statistics);
		lda_chunk_release(&chunk);
	}
	CHECK(lda_backlog_settle(&backlog, 2, fault) == 0);
	lda_statistics_release(&statistics);
	lda_backlog_release(&backlog);
	lda_estep_release(&estep);
}

static void lazy_updates_are_the_same(void)
{
	static struct drawn drawn;
	struct fault fault = {0};
	struct lda_model all, some;
	int inference;
	size_t k;

	draw(&drawn);
	for (inference = LDA_CVB0; inference <= LDA_VB; inference++) {
		double added[DRAWN_TOPICS];

		online(&all, &drawn, false, (enum lda_inference)inference, &fault);
		online(&some, &drawn, true, (enum lda_inference)inference, &fault);
		CHECK(memcmp(all.lambda, some.lambda,
			DRAWN_TERMS * all.stride * sizeof(float)) == 0);
		CHECK(memcmp(all.totals, some.totals, sizeof added) == 0);
		CHECK(memcmp(all.alpha, some.alpha, sizeof added) == 0);
		/* the totals are those of lambda */
		memcpy(added, all.totals, sizeof added);
		CHECK(lda_model_totals(&all, 1, &fault) == 0);
		for (k = 0; k < DRAWN_TOPICS; k++)
			CHECK(fabs(added[k] - all.totals[k]) < 1e-6 * added[k]);
		lda_model_release(&all);
		lda_model_release(&some);
	}
}

static void cuts_chunks(void)
{
	const size_t begin[] = {0, 2, 2, 3, 4};
	const float value[] = {1, 1, 1.2e9f, 1};

	CHECK(lda_chunk_cut(begin, value, 0, 4, 2) == 2);
	CHECK(lda_chunk_cut(begin, value, 0, 4, 100) == 2); /* the third has too many tokens */
	CHECK(lda_chunk_cut(begin, value, 2, 4, 100) == 1); /* which goes alone */
	CHECK(lda_chunk_cut(begin, value, 3, 4, 100) == 1);
}

static void refuses(void)
{
	struct fault fault = {0};
	struct lda_model model;
	struct lda_statistics statistics;
	struct lda_step batch = {0};
	int64_t sum = INT64_MAX - 1;

	CHECK(lda_model_init(&model, 0, 5, false, &fault) == -1 && fault.kind == FAULT_USAGE);
	lda_model_release(&model);
	CHECK(lda_model_init(&model, SIZE_MAX / 4, 1000, false, &fault) == -1);
	lda_model_release(&model);
	CHECK(lda_statistics_grid_add(&sum, 5, &fault) == -1);
	small_model(&model, LDA_CVB0, &fault);
	CHECK(lda_statistics_init(&statistics, &model, &fault) == 0);
	fault = (struct fault){0};
	CHECK(lda_mstep(&model, &statistics, &batch, NULL, 1, &fault) == -1
		&& fault.kind == FAULT_DATA);
	lda_statistics_release(&statistics);
	lda_model_release(&model);
}

/* 0 is large, 2 has nothing, and 3 has a name; model and statistics are set up anew. */
static void step_dying(struct lda_model *model, enum lda_inference inference, uint64_t passes,
	const struct lda_step *step)
{
	enum { DYING_TOPICS = 4, DYING_TERMS = 50, READ = 10, GRID = 1 << 20 };
	static const int64_t tokens[DYING_TOPICS] = {1000, 200, 0, 0};
	struct lda_statistics statistics = {0};
	struct fault fault = {0};
	size_t w, k;

	CHECK(lda_model_init(model, DYING_TOPICS, DYING_TERMS, false, &fault) == 0);
	CHECK(topicnames_set(&model->seeds.names, DYING_TOPICS, 3, "mine", 4, &fault) == 0);
	model->inference = inference;
	model->alpha_kind = ALPHA_GIVEN;
	model->eta_kind = ETA_GIVEN;
	model->eta = 0.125;
	model->documents = passes * READ;
	CHECK(lda_statistics_init(&statistics, model, &fault) == 0);
	statistics.documents = READ;
	for (w = 0; w < DYING_TERMS; w++) {
		statistics.seen[w] = 1;
		for (k = 0; k < DYING_TOPICS; k++) {
			statistics.counts[w * statistics.stride + k] = tokens[k] * GRID;
			statistics.totals[k] += tokens[k] * GRID;
		}
	}
	CHECK(lda_mstep(model, &statistics, step, NULL, 1, &fault) == 0);
	lda_statistics_release(&statistics);
}

static bool is_begun(enum lda_inference inference, uint64_t passes, const struct lda_step *step)
{
	struct lda_model model = {0};
	bool begun;

	step_dying(&model, inference, passes, step);
	begun = model.totals[2] > model.eta * (double)model.terms + 1;
	lda_model_release(&model);
	return begun;
}

static void a_dense_topic_that_dies_is_begun_anew(void)
{
	const struct lda_hold hold = {0};
	const struct lda_step batch = {.hold = &hold}, added = {.added = true};
	const struct lda_step online = {.online = true, .offset = 1, .kappa = .6, .documents = 10};
	struct lda_model model = {0};
	double sums[4] = {0};
	size_t w, k, words = 0;

	step_dying(&model, LDA_CVB0, 1, &batch);
	for (w = 0; w < model.terms; w++) {
		const float *row = model.lambda + w * model.stride;

		CHECK(fabs((double)row[0] + (double)row[2] - 1000.25) < 1e-3);
		CHECK(row[1] == 200.125f && row[3] == .125f && row[0] >= .125f);
		words += row[2] > 1;
		for (k = 0; k < 4; k++)
			sums[k] += (double)row[k];
	}
	for (k = 0; k < 4; k++)
		CHECK(fabs(sums[k] - model.totals[k]) < 1e-2);
	CHECK(words > 40 && sums[2] > 10000 && sums[0] > 10000);
	lda_model_release(&model);
	CHECK(is_begun(LDA_CVB0, 14, &batch) && !is_begun(LDA_CVB0, 15, &batch));
	CHECK(!is_begun(LDA_CVB0, 1, &added) && !is_begun(LDA_CVB0, 1, &online));
	CHECK(!is_begun(LDA_VB, 1, &batch));
}

int main(void)
{
	RUN(vb_equals_scikit_learn);
	RUN(online_equals_scikit_learn);
	RUN(cvb0_equals_its_equations);
	RUN(finds_true_topics);
	RUN(threads_and_cuts_give_the_same);
	RUN(lazy_updates_are_the_same);
	RUN(cuts_chunks);
	RUN(a_dense_topic_that_dies_is_begun_anew);
	RUN(refuses);
	return unit_end();
}
