/* mstep.c - moves a model to where the statistics say, and learns priors. */
#include "lda/mstep.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "lda/kernel.h"
#include "num/special.h"
#include "num/variants.h"

#include <stdlib.h>

enum { BLOCK_TERMS = 512 };

static const double LEAST_PRIOR = 1e-6;

struct move {
	struct lda_model *model;
	const struct lda_statistics *statistics;
	double keep, take, eta; /* lambda = keep lambda + (eta + take counts) */
};

VARIANTS
static void move_row(float *restrict lambda, const int64_t *restrict counts, size_t topics,
	double keep, double eta, double take)
{
	size_t k;

	for (k = 0; k < topics; k++)
		lambda[k] = (float)(keep * (double)lambda[k] + (eta + take * (double)counts[k]));
}

VARIANTS
static void decay_row(float *restrict lambda, size_t topics, double keep, double eta)
{
	size_t k;

	for (k = 0; k < topics; k++)
		lambda[k] = (float)(keep * (double)lambda[k] + eta);
}

static int move_block(void *context, size_t block, int thread, struct fault *fault)
{
	const struct move *move = context;
	struct lda_model *model = move->model;
	size_t term = block * BLOCK_TERMS, end = term + BLOCK_TERMS;

	(void)thread;
	(void)fault;
	if (end > model->terms)
		end = model->terms;
	for (; term < end; term++) {
		float *lambda = model->lambda + term * model->stride;

		if (move->statistics->seen[term])
			move_row(lambda, move->statistics->counts + term * model->stride,
				model->topics, move->keep, move->eta, move->take);
		else
			decay_row(lambda, model->topics, move->keep, move->eta);
	}
	return 0;
}

static double blend(double old, double new, double rho)
{
	double value = (1 - rho) * old + rho * new;

	return value > LEAST_PRIOR ? value : LEAST_PRIOR;
}

/* alpha_k <- alpha_k sum_d [digamma(gamma_dk) - digamma(alpha_k)]
 *                  / sum_d [digamma(gamma_d) - digamma(alpha)]. */
static void learn_alpha(struct lda_model *model, const struct lda_statistics *statistics,
	double rho)
{
	double documents = (double)(statistics->documents - statistics->empty);
	double sum = 0, below;
	size_t k, topics = model->topics;

	for (k = 0; k < topics; k++)
		sum += model->alpha[k];
	below = (double)statistics->digamma[topics] * LDA_GRID - documents * special_digamma(sum);
	if (!(below > 0))
		return;
	for (k = 0; k < topics; k++) {
		double above = (double)statistics->digamma[k] * LDA_GRID
			- documents * special_digamma(model->alpha[k]);

		model->alpha[k] = blend(model->alpha[k],
			model->alpha[k] * (above > 0 ? above : 0) / below, rho);
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
	double *totals = memory_zeroed(model->topics, sizeof *totals, fault);
	size_t k, term;
	int failed = -1;

	if (!totals || sum_digammas(model, threads, &above, fault)
		|| lda_model_totals(model, totals, threads, fault))
		goto done;
	for (k = 0; k < model->topics; k++)
		below += special_digamma(totals[k]);
	failed = 0;
	if (!(above > 0) || !(below > 0))
		goto done;
	model->eta = blend(old, old * above / (terms * below), rho);
	for (term = 0; term < model->terms; term++)
		for (k = 0; k < model->topics; k++) {
			float *lambda = &model->lambda[term * model->stride + k];
			double moved = (double)*lambda + (model->eta - old);

			*lambda = (float)(moved > LEAST_PRIOR ? moved : LEAST_PRIOR);
		}
done:
	free(totals);
	return failed;
}

int lda_mstep(struct lda_model *model, const struct lda_statistics *statistics,
	const struct lda_step *step, int threads, struct fault *fault)
{
	struct move move = {.model = model, .statistics = statistics, .keep = 0,
		.take = LDA_GRID};
	bool settled = model->updates >= LDA_SETTLING;
	double rho = 1;

	if (statistics->documents == statistics->empty)
		return fault_set(fault, FAULT_DATA, "no document with words: nothing to learn from");
	if (step->online) {
		rho = special_power(step->offset + (double)model->updates, -step->kappa);
		rho = rho < 1 ? rho : 1;
		move.take = rho * LDA_GRID * step->documents / (double)statistics->documents;
	}
	move.keep = 1 - rho;
	move.eta = rho * model->eta;
	if (model->alpha_kind == ALPHA_AUTO && settled)
		learn_alpha(model, statistics, rho);
	if (parallel_for(threads, (model->terms + BLOCK_TERMS - 1) / BLOCK_TERMS, move_block,
		    &move, fault)
		|| (model->eta_kind == ETA_AUTO && settled && learn_eta(model, rho, threads, fault)))
		return -1;
	model->updates++;
	model->documents += statistics->documents;
	return 0;
}

struct topics_bound {
	const struct lda_model *model;
	const double *totals;
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
				* (special_digamma(lambda) - special_digamma(bound->totals[k]))
				+ special_lgamma(lambda) - special_lgamma(model->eta);
		}
	bound->sums[block] = sum;
	return 0;
}

int lda_topics_bound(const struct lda_model *model, int threads, double *bound,
	struct fault *fault)
{
	size_t blocks = (model->terms + BLOCK_TERMS - 1) / BLOCK_TERMS, i;
	double *totals = memory_zeroed(model->topics, sizeof *totals, fault);
	double *sums = memory_zeroed(blocks, sizeof *sums, fault);
	struct topics_bound job = {model, totals, sums};
	int failed = -1;

	if (!totals || !sums || lda_model_totals(model, totals, threads, fault)
		|| parallel_for(threads, blocks, bound_block, &job, fault))
		goto done;
	*bound = 0;
	for (i = 0; i < blocks; i++)
		*bound += sums[i];
	for (i = 0; i < model->topics; i++)
		*bound += special_lgamma((double)model->terms * model->eta)
			- special_lgamma(totals[i]);
	failed = 0;
done:
	free(totals);
	free(sums);
	return failed;
}
