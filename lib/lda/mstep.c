/* mstep.c - computes the next model from statistics, and learns priors. */
#include "lda/mstep.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "lda/divide.h"
#include "lda/kernel.h"
#include "num/special.h"

#include <stdlib.h>

enum { BLOCK_TERMS = 512 };

static const double LEAST_PRIOR = 1e-6;

struct mover {
	const struct lda_step *step;
	struct lda_model *model;
	const struct lda_statistics *statistics;
	struct lda_backlog *backlog;
	struct lda_move move;
};

static int move_block(void *context, size_t block, int thread, struct fault *fault)
{
	const struct mover *mover = context;
	struct lda_model *model = mover->model;
	size_t first = block * BLOCK_TERMS, end = first + BLOCK_TERMS, term;

	(void)thread;
	(void)fault;
	if (end > model->terms)
		end = model->terms;
	for (term = first; term < end; term++) {
		float *lambda = model->lambda + term * model->stride;

		if (mover->statistics->seen[term]) {
			lda_kernel_move(lambda, mover->statistics->counts + term * model->stride,
				model->topics, &mover->move);
			if (mover->backlog)
				lda_backlog_moved(mover->backlog, term);
		} else if (!mover->backlog) {
			lda_kernel_decay(lambda, model->topics, &mover->move);
		}
	}
	if (mover->step->spends)
		memory_forget(mover->statistics->counts + first * model->stride,
			(end - first) * model->stride * sizeof *mover->statistics->counts);
	return 0;
}

static double blend(double old, double new, double rho)
{
	double value = (1 - rho) * old + rho * new;

	return value > LEAST_PRIOR ? value : LEAST_PRIOR;
}

/* alpha_k <- (c a + alpha_k sum_d [digamma(gamma_dk) - digamma(alpha_k)])
 *            / (c + sum_d [digamma(gamma_d) - digamma(alpha)]),
 * the sums times what the documents stand for.  c is the weight of a Gamma
 * prior with its mode where alpha began, at a: it bounds alpha where there
 * are few documents or a topic has none, and is negligible for thousands. */
static void learn_alpha(struct lda_model *model, const struct lda_statistics *statistics,
	double stand_for, double rho)
{
	static const double weight = 100;
	double documents = (double)(statistics->documents - statistics->empty);
	double sum = 0, below, start = lda_model_alpha(model->inference, model->topics);
	size_t k, topics = model->topics;

	for (k = 0; k < topics; k++)
		sum += model->alpha[k];
	below = (double)statistics->digamma[topics] * LDA_GRID - documents * special_digamma(sum);
	below = weight + (below > 0 ? stand_for * below : 0);
	for (k = 0; k < topics; k++) {
		double above = (double)statistics->digamma[k] * LDA_GRID;

		if (!statistics->sparse)
			above -= documents * special_digamma(model->alpha[k]);
		above = weight * start + (above > 0 ? stand_for * model->alpha[k] * above : 0);
		model->alpha[k] = blend(model->alpha[k], above / below, rho);
	}
}

struct digammas {
	const struct lda_model *model;
	double *sums; /* a block of terms each */
};

static int digamma_block(void *context, size_t block, int thread, struct fault *fault)
{
	const struct digammas *digammas = context;
	const struct lda_model *model = digammas->model;
	size_t term = block * BLOCK_TERMS, end = term + BLOCK_TERMS;

	(void)thread;
	(void)fault;
	if (end > model->terms)
		end = model->terms;
	for (; term < end; term++)
		digammas->sums[block] += special_digamma_rise(model->lambda + term * model->stride,
			model->topics, model->eta);
	return 0;
}

/* The sum of digamma(lambda) - digamma(eta) over all terms and topics. */
static int sum_digammas(const struct lda_model *model, int threads, double *sum,
	struct fault *fault)
{
	size_t blocks = (model->terms + BLOCK_TERMS - 1) / BLOCK_TERMS, block;
	struct digammas digammas = {model, memory_zeroed(blocks, sizeof(double), fault)};
	int failed;

	if (!digammas.sums)
		return -1;
	failed = parallel_for(threads, blocks, digamma_block, &digammas, fault);
	for (*sum = 0, block = 0; block < blocks; block++)
		*sum += digammas.sums[block];
	free(digammas.sums);
	return failed;
}

/* eta <- eta sum_kw [digamma(lambda_kw) - digamma(eta)]
 *          / (V sum_k [digamma(lambda_k) - digamma(V eta)]), where the
 * moved lambda still has the old eta in it; that is then exchanged. */
static int learn_eta(struct lda_model *model, double rho, int threads, struct fault *fault)
{
	double topics = (double)model->topics, terms = (double)model->terms, old = model->eta;
	double above = 0, below = -topics * special_digamma(terms * old);
	size_t k, term;

	if (sum_digammas(model, threads, &above, fault))
		return -1;
	for (k = 0; k < model->topics; k++)
		below += special_digamma(model->totals[k]);
	if (!(above > 0) || !(below > 0))
		return 0;
	model->eta = blend(old, old * above / (terms * below), rho);
	for (term = 0; term < model->terms; term++)
		for (k = 0; k < model->topics; k++) {
			float *lambda = &model->lambda[term * model->stride + k];
			double moved = (double)*lambda + (model->eta - old);

			*lambda = (float)(moved > LEAST_PRIOR ? moved : LEAST_PRIOR);
		}
	return lda_model_totals(model, threads, fault);
}

static double share_of(const struct lda_model *model, const struct lda_step *step)
{
	double rho = step->online
		? special_power(step->offset + (double)model->updates, -step->kappa) : 1;

	return rho < 1 ? rho : 1;
}

struct lda_move lda_mstep_move(const struct lda_model *model, const struct lda_step *step,
	uint64_t documents)
{
	double rho = share_of(model, step);
	struct lda_move move = {.keep = 1 - rho, .take = LDA_GRID, .eta = rho * model->eta};

	if (step->online)
		move.take = rho * LDA_GRID * step->documents / (double)documents;
	return move;
}

/* The seeds' part of the prior, which the rows had not. */
static void move_seeds(const struct mover *mover, double rho)
{
	struct lda_model *model = mover->model;
	size_t i;

	for (i = 0; i < model->seeds.count; i++) {
		const struct lda_seed *seed = &model->seeds.seed[i];
		float *lambda = model->lambda + seed->term * model->stride;

		if (mover->backlog)
			lda_backlog_catch_up(mover->backlog, seed->term);
		lambda[seed->topic] += (float)(rho * seed->weight);
		model->totals[seed->topic] += rho * seed->weight;
		if (mover->step->hold)
			lda_hold_row(mover->step->hold, seed->term, lambda);
	}
	if (mover->step->hold && mover->backlog)
		lda_hold_totals(mover->step->hold, model);
	else if (mover->step->hold)
		lda_hold_all(mover->step->hold, model);
}

/* lambda's rows, all of them or those that are not deferred. */
static int move_rows(struct mover *mover, int threads, struct fault *fault)
{
	struct lda_model *model = mover->model;
	const struct lda_move *move = &mover->move;
	double terms = (double)model->terms;
	size_t k;

	if (!mover->statistics->moved
		&& parallel_for(threads, (model->terms + BLOCK_TERMS - 1) / BLOCK_TERMS, move_block,
			mover, fault))
		return -1;
	for (k = 0; k < model->topics; k++)
		model->totals[k] = move->keep * model->totals[k] + (terms * move->eta
			+ move->take * (double)mover->statistics->totals[k]);
	if (mover->backlog && lda_backlog_put_off(mover->backlog, move, fault))
		return -1;
	move_seeds(mover, 1 - move->keep);
	return 0;
}

/* Seeds are tokens that the bags have at any time. */
static int put_seeds(const struct lda_model *model, struct lda_bags *bags, struct fault *fault)
{
	struct lda_bag_scratch scratch = {0};
	size_t i;
	int failed = lda_bag_scratch_init(&scratch, model->topics, fault);

	for (i = 0; i < model->seeds.count && !failed; i++) {
		const struct lda_seed *seed = &model->seeds.seed[i];
		uint64_t pair = lda_pair(seed->topic, lda_seeds_steps(seed, LDA_SPARSE_STEP));

		failed = lda_bags_put(bags, seed->term, &pair, 1, &scratch, fault);
	}
	lda_bag_scratch_release(&scratch);
	return failed ? -1 : 0;
}

/* The sparse form: the next rows are the largest of the bags. */
static int take_bags(struct lda_model *model, struct lda_statistics *statistics,
	const struct lda_step *step, int threads, struct fault *fault)
{
	struct lda_sparse *sparse = model->sparse;
	size_t k;

	if (put_seeds(model, &statistics->bags, fault)
		|| lda_bags_settle(&statistics->bags, threads, fault)
		|| (model->updates < LDA_SETTLING && !step->added
			&& lda_divide(model, statistics, threads, fault))
		|| lda_sparse_model_take(sparse, &statistics->bags, &model->seeds, threads, fault))
		return -1;
	sparse->step = LDA_SPARSE_STEP;
	for (k = 0; k < model->topics; k++)
		sparse->spread[k] = (uint64_t)statistics->totals[k];
	return lda_model_totals(model, threads, fault);
}

static int check_sparse(const struct lda_model *model, const struct lda_step *step,
	struct fault *fault)
{
	if (step->online)
		return fault_set(fault, FAULT_USAGE, "a sparse model takes only batch steps: "
			"use --form dense for online ones");
	if (model->eta_kind == ETA_AUTO)
		return fault_set(fault, FAULT_USAGE,
			"a sparse model can't learn eta: use --form dense, or give eta");
	return 0;
}

/* Of a dense model; collapsed inference alone, as others score by a bound that only grows. */
static bool divides(const struct lda_model *model, const struct lda_step *step, double corpus)
{
	return !model->sparse && !step->online && !step->added && model->inference == LDA_CVB0
		&& !(step->hold && step->hold->count)
		&& (double)model->documents < LDA_DIVIDE_PASSES * corpus;
}

int lda_mstep(struct lda_model *model, struct lda_statistics *statistics,
	const struct lda_step *step, struct lda_backlog *backlog, int threads,
	struct fault *fault)
{
	struct mover mover = {.step = step, .model = model, .statistics = statistics,
		.backlog = backlog};
	double rho = share_of(model, step), corpus = step->online ? step->documents
		: (double)statistics->documents;
	bool settled = model->updates >= LDA_SETTLING && (double)model->documents >= corpus;

	if (model->sparse && check_sparse(model, step, fault))
		return -1;
	if (statistics->documents == statistics->empty && step->online)
		return 0; /* a mini-batch may have none */
	if (statistics->documents == statistics->empty)
		return fault_set(fault, FAULT_DATA, "no document with words: nothing to learn from");
	mover.move = lda_mstep_move(model, step, statistics->documents);
	if (model->alpha_kind == ALPHA_AUTO && settled)
		learn_alpha(model, statistics, step->online
				? step->documents / (double)statistics->documents : 1, rho);
	if (model->sparse ? take_bags(model, statistics, step, threads, fault)
			  : move_rows(&mover, threads, fault))
		return -1;
	if (divides(model, step, corpus) && lda_divide_dense(model, statistics, fault))
		return -1;
	if (model->eta_kind == ETA_AUTO && settled
		&& ((backlog && lda_backlog_settle(backlog, threads, fault))
			|| learn_eta(model, rho, threads, fault)))
		return -1;
	model->updates++;
	model->documents += statistics->documents;
	if (!step->online)
		return lda_model_smooth(model, 0, threads, fault);
	lda_smoothing_release(&model->smoothing);
	return 0;
}

/* What the bound of a prior without seeds lacks. */
static double bound_of_seeds(const struct lda_model *model)
{
	double sum = 0, eta = model->eta, all = (double)model->terms * eta;
	size_t i, k;

	for (i = 0; i < model->seeds.count; i++) {
		const struct lda_seed *seed = &model->seeds.seed[i];
		double lambda = (double)model->lambda[seed->term * model->stride + seed->topic];

		sum += seed->weight * (special_digamma(lambda)
			- special_digamma(model->totals[seed->topic]))
			+ special_lgamma(eta) - special_lgamma(eta + seed->weight);
	}
	for (k = 0; model->seeds.count && k < model->topics; k++) {
		double weight = 0;

		for (i = 0; i < model->seeds.count; i++)
			weight += model->seeds.seed[i].topic == k ? model->seeds.seed[i].weight : 0;
		if (weight > 0)
			sum += special_lgamma(all + weight) - special_lgamma(all);
	}
	return sum;
}

struct topics_bound {
	const struct lda_model *model;
	double *sums; /* a block of terms each */
};

static int bound_block(void *context, size_t block, int thread, struct fault *fault)
{
	const struct topics_bound *bound = context;
	const struct lda_model *model = bound->model;
	size_t term = block * BLOCK_TERMS, end = term + BLOCK_TERMS, k;
	double sum = 0;

	(void)thread;
	(void)fault;
	if (end > model->terms)
		end = model->terms;
	for (; term < end; term++)
		for (k = 0; k < model->topics; k++) {
			double lambda = (double)model->lambda[term * model->stride + k];

			sum += (model->eta - lambda)
				* (special_digamma(lambda) - special_digamma(model->totals[k]))
				+ special_lgamma(lambda) - special_lgamma(model->eta);
		}
	bound->sums[block] = sum;
	return 0;
}

int lda_mstep_bound(const struct lda_model *model, int threads, double *bound,
	struct fault *fault)
{
	size_t blocks = (model->terms + BLOCK_TERMS - 1) / BLOCK_TERMS, i;
	double *sums = memory_zeroed(blocks, sizeof *sums, fault);
	struct topics_bound job = {model, sums};
	int failed = -1;

	if (!sums || parallel_for(threads, blocks, bound_block, &job, fault))
		goto done;
	*bound = 0;
	for (i = 0; i < blocks; i++)
		*bound += sums[i];
	for (i = 0; i < model->topics; i++)
		*bound += special_lgamma((double)model->terms * model->eta)
			- special_lgamma(model->totals[i]);
	*bound += bound_of_seeds(model);
	failed = 0;
done:
	free(sums);
	return failed;
}
