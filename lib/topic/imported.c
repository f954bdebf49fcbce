/* imported.c - lambda from what other programs keep of a topic model. */
#include "topic/imported.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/special.h"
#include "topic/elogbeta.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* What is less counts as no probability: below it lambda would be less than 1, where
 * exp(E[log beta]) leaves the probability behind. */
#define PROBABILITY_LEAST (1 / LDA_TOKENS_UNKNOWN)

static const char *const meanings[] = {"auto", "counts", "lambda", "probabilities", "logarithms",
	"elogbeta"};

const char *imported_meaning_name(enum foreign_meaning meaning)
{
	return meanings[meaning];
}

enum foreign_meaning imported_meaning_find(const char *name)
{
	int i;

	for (i = MEANING_ELOGBETA; i > MEANING_AUTO; i--)
		if (strcmp(meanings[i], name) == 0)
			break;
	return (enum foreign_meaning)i;
}

/* What decides what the values are. */
struct figures {
	double least, most;  /* of all values */
	double sum_least, sum_most; /* of the topics' sums */
};

static int look(const struct foreign_model *from, struct figures *figures, struct fault *fault)
{
	double *sum = memory_zeroed(from->topics, sizeof *sum, fault);
	size_t term, k;

	if (!sum)
		return -1;
	*figures = (struct figures){DBL_MAX, -DBL_MAX, DBL_MAX, -DBL_MAX};
	for (term = 0; term < from->terms; term++)
		for (k = 0; k < from->topics; k++) {
			double value = from->value[term * from->topics + k];

			sum[k] += value;
			figures->least = fmin(figures->least, value);
			figures->most = fmax(figures->most, value);
		}
	for (k = 0; k < from->topics; k++) {
		figures->sum_least = fmin(figures->sum_least, sum[k]);
		figures->sum_most = fmax(figures->sum_most, sum[k]);
	}
	free(sum);
	return 0;
}

static enum foreign_meaning decide(const struct figures *figures)
{
	if (figures->most <= 0)
		return MEANING_LOGARITHMS;
	if (figures->sum_least > 0.999 && figures->sum_most < 1.001)
		return MEANING_PROBABILITIES;
	if (figures->sum_most < 1.001)
		return MEANING_ELOGBETA;
	return figures->least > 0 ? MEANING_LAMBDA : MEANING_COUNTS;
}

static int check(const struct figures *figures, enum foreign_meaning meaning,
	struct fault *fault)
{
	bool logarithms = meaning == MEANING_LOGARITHMS;

	if (logarithms && figures->most > 0)
		return fault_set(fault, FAULT_DATA, "%g is no logarithm of a probability",
			figures->most);
	if (!logarithms && figures->least < 0)
		return fault_set(fault, FAULT_DATA, "values from %g to %g are no %s", figures->least,
			figures->most, meanings[meaning]);
	if (meaning == MEANING_LAMBDA && !(figures->least > 0))
		return fault_set(fault, FAULT_DATA,
			"a value of 0 is no lambda, which is eta and more: --values counts");
	if (meaning == MEANING_COUNTS && !(figures->sum_least >= 0))
		return fault_set(fault, FAULT_DATA, "counts below 0");
	if ((meaning == MEANING_PROBABILITIES && figures->sum_most > 1.1)
		|| (meaning == MEANING_ELOGBETA && figures->sum_most > 1.001))
		return fault_set(fault, FAULT_DATA, "a topic's values add up to %g, and %s to 1 or less",
			figures->sum_most, meanings[meaning]);
	if (!logarithms && meaning != MEANING_COUNTS && !(figures->sum_least > 0))
		return fault_set(fault, FAULT_DATA, "a topic whose values are all 0");
	return 0;
}

struct conversion {
	struct lda_model *model;
	const struct foreign_model *from;
	const struct imported *imported;
	bool *mixed; /* size K */
};

/* A topic's lambda from its probabilities. */
static int spread(void *context, size_t k, int thread, struct fault *fault)
{
	const struct conversion *conversion = context;
	const struct foreign_model *from = conversion->from;
	struct lda_model *model = conversion->model;
	double sum = 0, least = 1, keep = 1, add = 0;
	bool logarithms = conversion->imported->meaning == MEANING_LOGARITHMS;
	size_t term;

	(void)thread;
	for (term = 0; term < from->terms; term++) {
		double value = from->value[term * from->topics + k];

		value = logarithms ? special_exp(value) : value;
		sum += value;
		least = fmin(least, value);
	}
	if (!(sum > 0))
		return fault_set(fault, FAULT_DATA, "topic %zu has no probability at all", k);
	if (least / sum < PROBABILITY_LEAST) {
		conversion->mixed[k] = true;
		keep = 1 - IMPORTED_UNIFORM;
		add = IMPORTED_UNIFORM / (double)from->terms;
	}
	for (term = 0; term < from->terms; term++) {
		double value = from->value[term * from->topics + k];

		value = (logarithms ? special_exp(value) : value) / sum;
		model->lambda[term * model->stride + k]
			= (float)((keep * value + add) * LDA_TOKENS_UNKNOWN);
	}
	return 0;
}

static int copy_row(void *context, size_t term, int thread, struct fault *fault)
{
	const struct conversion *conversion = context;
	const struct foreign_model *from = conversion->from;
	struct lda_model *model = conversion->model;
	double add = conversion->imported->meaning == MEANING_COUNTS ? model->eta : 0;
	size_t k;

	(void)thread;
	(void)fault;
	for (k = 0; k < from->topics; k++)
		model->lambda[term * model->stride + k]
			= (float)(from->value[term * from->topics + k] + add);
	return 0;
}

/* A topic's lambda from exp(E[log beta]). */
static int invert(void *context, size_t k, int thread, struct fault *fault)
{
	const struct conversion *conversion = context;
	const struct foreign_model *from = conversion->from;
	struct lda_model *model = conversion->model;
	double *column = memory_zeroed(from->terms, sizeof *column, fault);
	size_t term;
	int failed = -1;

	(void)thread;
	for (term = 0; column && term < from->terms; term++)
		column[term] = from->value[term * from->topics + k];
	if (column && elogbeta_invert(column, from->terms, fault))
		failed = fault_at(fault, "topic %zu", k);
	else if (column)
		failed = 0;
	for (term = 0; !failed && term < from->terms; term++)
		model->lambda[term * model->stride + k] = (float)column[term];
	free(column);
	return failed;
}

/* Of the words with the least weight in their topic, eta is nearly all of it. */
static double least_lambda(const struct lda_model *model)
{
	double least = DBL_MAX;
	size_t term, k;

	for (term = 0; term < model->terms; term++)
		for (k = 0; k < model->topics; k++)
			least = fmin(least, (double)model->lambda[term * model->stride + k]);
	return least;
}

static int set_priors(struct lda_model *model, const struct foreign_model *from,
	const struct imported *imported, struct fault *fault)
{
	const struct lda_recipe recipe = {.inference = imported->inference,
		.alpha_kind = ALPHA_GIVEN, .eta_kind = ETA_GIVEN, .seed = 1,
		.alpha = imported->alpha > 0 ? imported->alpha
			: lda_model_alpha(imported->inference, model->topics),
		.eta = imported->eta > 0 ? imported->eta
			: from->eta > 0 ? from->eta
			: imported->inference == LDA_CVB0 ? LDA_CVB0_ETA : 1 / (double)model->topics};

	if (lda_model_priors(model, &recipe, fault))
		return -1;
	if (from->alpha && !(imported->alpha > 0))
		memcpy(model->alpha, from->alpha, model->topics * sizeof *model->alpha);
	return 0;
}

/* lambda, and eta where it is not given and can be found from lambda. */
static int fill(struct conversion *conversion, struct fault *fault)
{
	const struct imported *imported = conversion->imported;
	const struct foreign_model *from = conversion->from;
	bool by_term = imported->meaning == MEANING_COUNTS || imported->meaning == MEANING_LAMBDA;

	if (parallel_for(imported->threads, by_term ? from->terms : from->topics,
		    by_term ? copy_row : imported->meaning == MEANING_ELOGBETA ? invert : spread,
		    conversion, fault))
		return -1;
	if (!(imported->eta > 0) && !(from->eta > 0)
		&& (imported->meaning == MEANING_LAMBDA || imported->meaning == MEANING_ELOGBETA))
		conversion->model->eta = least_lambda(conversion->model);
	return 0;
}

int imported_topics(struct lda_model *model, const struct foreign_model *from,
	struct imported *imported, struct fault *fault)
{
	struct conversion conversion = {model, from, imported, NULL};
	struct figures figures;
	size_t k;
	int failed;

	if (look(from, &figures, fault))
		return -1;
	if (imported->meaning == MEANING_AUTO)
		imported->meaning = from->meaning ? from->meaning : decide(&figures);
	if (check(&figures, imported->meaning, fault)
		|| lda_model_init(model, from->topics, from->terms, false, fault))
		return -1;
	if (set_priors(model, from, imported, fault))
		return -1;
	conversion.mixed = memory_zeroed(from->topics, sizeof *conversion.mixed, fault);
	if (!conversion.mixed)
		return -1;
	failed = fill(&conversion, fault);
	for (k = 0; k < from->topics; k++)
		imported->mixed += conversion.mixed[k];
	free(conversion.mixed);
	return failed ? -1 : lda_model_totals(model, imported->threads, fault);
}

/* The largest difference of U'U from the identity matrix. */
static int measure(const struct npyin *u, double *most, struct fault *fault)
{
	size_t k = u->columns, row, i, j;
	double *gram = memory_zeroed(k * k, sizeof *gram, fault);

	if (!gram)
		return -1;
	for (row = 0; row < u->rows; row++)
		for (i = 0; i < k; i++)
			for (j = 0; j <= i; j++)
				gram[i * k + j] += u->value[row * k + i] * u->value[row * k + j];
	for (*most = 0, i = 0; i < k; i++)
		for (j = 0; j <= i; j++)
			*most = fmax(*most, fabs(gram[i * k + j] - (i == j)));
	free(gram);
	return 0;
}

int imported_factors(struct factors *factors, struct npyin *u, const struct npyin *sigma,
	struct fault *fault)
{
	size_t k = u->columns, i;
	double most;

	if (sigma->rows != k || sigma->columns != 1)
		return fault_set(fault, FAULT_DATA, "%zu x %zu singular values, and U has %zu columns",
			sigma->rows, sigma->columns, k);
	for (i = 0; i < k; i++)
		if (!(sigma->value[i] > 0) || (i && sigma->value[i] > sigma->value[i - 1]))
			return fault_set(fault, FAULT_DATA,
				"singular values that are not positive and descending");
	if (k > u->rows)
		return fault_set(fault, FAULT_DATA, "U of %zu terms has %zu columns", u->rows, k);
	if (measure(u, &most, fault))
		return -1;
	if (most > 1e-3)
		return fault_set(fault, FAULT_DATA, "the columns of U are not orthonormal: U'U is off "
			"by %.2g: is it U (terms x k), not scaled by the singular values?", most);
	if (factors_init(factors, u->rows, k, fault))
		return -1;
	memcpy(factors->sigma, sigma->value, k * sizeof *factors->sigma);
	for (i = 0; i < k; i++)
		factors->error[i] = 1;
	memcpy(factors->u, u->value, u->rows * k * sizeof *factors->u);
	factors->beyond = factors->sigma[k - 1] * factors->sigma[k - 1];
	factors->unseen = -1;
	return factors_sign(factors, fault);
}
