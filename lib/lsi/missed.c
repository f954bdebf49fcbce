/* missed.c - looks for singular values in the complement of a model. */
#include "lsi/missed.h"

#include "lsi/krylov.h"
#include "lsi/unseen.h"
#include "lsi/verify.h"

#include <math.h>

enum { BLOCK = 16, KEY = 0x6d6973736564 };

struct missed_work {
	const struct matrix *matrix;
	struct panels scratch;
	int threads;
};

static int apply(void *context, const struct panels *in, struct panels *out,
	struct fault *fault)
{
	struct missed_work *work = context;

	return product_gram(work->matrix, in, out, &work->scratch, work->threads, fault);
}

/* What the last factor's square may be short of by the errors of all. */
static double threshold_of(const struct factors *factors, int exponent)
{
	double most = 0, last = 0;
	size_t i;

	for (i = 0; i < factors->k; i++) {
		double sigma = ldexp(factors->sigma[i], -exponent);

		last = sigma * sigma;
		most = fmax(most, 2 * factors->error[i] * last);
	}
	return last * (1 + 1e-5) + most;
}

int missed_find(struct missed *missed, const struct factors *factors,
	const struct matrix *matrix, int threads, struct fault *fault)
{
	struct missed_work work = {.matrix = matrix, .threads = threads};
	struct gram_operator gram = {factors->terms, &work, apply};
	struct krylov_plan plan = {.factors = factors->k, .block = BLOCK,
		.most = factors->k + BLOCK, .tolerance = 1, .share = missed->share, .seed = KEY,
		.threads = threads};
	struct krylov krylov;
	size_t i, j, k = factors->k;
	double largest = 0;
	int failed;

	if (k > factors->terms)
		return fault_set(fault, FAULT_DATA, "%zu factors of %zu terms", k, factors->terms);
	failed = krylov_prepare(&krylov, &gram, &plan, fault);
	if (!failed)
		tall_use(&krylov.basis, k);
	for (i = 0; !failed && i < factors->terms; i++)
		for (j = 0; j < k; j++)
			*tall_at(&krylov.basis, i, j) = (float)factors->u[i * k + j];
	missed->count = 0;
	failed = failed || (k < factors->terms
		&& verify_chain(&krylov, threshold_of(factors, matrix->exponent),
			&missed->count, &largest, fault));
	missed->largest = ldexp(sqrt(largest > 0 ? largest : 0), matrix->exponent);
	missed->chance = UNSEEN_CHANCE;
	product_panels_release(&work.scratch);
	krylov_release(&krylov);
	return failed ? -1 : 0;
}
