/* merge.c - two decompositions become one. */
#include "lsi/merge.h"

#include "lsi/compose.h"

#include <math.h>

struct merge {
	const struct factors *whole, *next;
	double decay;
};

/* Rows [at, at + rows) of C = [decay U1 S1, U2 S2]. */
static void fill_rows(const void *context, size_t at, size_t rows, double *to)
{
	const struct merge *merge = context;
	const struct factors *a = merge->whole, *b = merge->next;
	size_t i, j;

	for (i = at; i < at + rows; i++, to += a->k + b->k) {
		for (j = 0; j < a->k; j++)
			to[j] = a->u[i * a->k + j] * a->sigma[j] * merge->decay;
		for (j = 0; j < b->k; j++)
			to[a->k + j] = b->u[i * b->k + j] * b->sigma[j];
	}
}

/* What the operands' own errors, and all that is left out, may add. */
static void bound_errors(const struct merge *merge, const struct composite *composite,
	struct factors *out)
{
	const struct factors *a = merge->whole, *b = merge->next;
	double worst = 0;
	size_t i;

	out->documents = a->documents + b->documents;
	out->unseen = a->unseen < 0 || b->unseen < 0 ? -1 : fmax(a->unseen, b->unseen);
	out->chance = a->chance + b->chance;
	out->beyond = merge->decay * merge->decay * a->beyond + b->beyond;
	for (i = 0; i < a->k; i++)
		worst = a->error[i] > worst && a->beyond == 0 ? a->error[i] : worst;
	for (i = 0; i < b->k; i++)
		worst = b->error[i] > worst && b->beyond == 0 ? b->error[i] : worst;
	for (i = 0; i < out->k; i++) {
		out->sigma[i] = sqrt(composite->value[i]);
		out->error[i] = worst + out->beyond / (2 * composite->value[i]);
	}
	out->beyond += compose_next(composite, out->k);
}

int merge_factors(struct factors *whole, struct factors *next, size_t k, double decay,
	int threads, struct fault *fault)
{
	const struct merge merge = {whole, next, decay};
	struct composite composite = {.terms = whole->terms, .columns = whole->k + next->k,
		.fill = fill_rows, .context = &merge, .threads = threads};
	struct factors out = {0};
	int failed = -1;
	size_t i;

	if (compose_solve(&composite, fault)
		|| factors_init(&out, whole->terms, composite.rank < k ? composite.rank : k, fault)
		|| compose_vectors(&composite, out.k, out.u, fault) || factors_sign(&out, fault))
		goto done;
	bound_errors(&merge, &composite, &out);
	out.learned = whole->learned;
	whole->learned = (struct docsums){0};
	out.names = whole->names;
	namesketch_add(&out.names, &next->names);
	for (i = 0; i < next->learned.count; i++)
		if (docsums_add(&out.learned, &next->learned.sum[i], fault))
			goto done;
	factors_release(whole);
	factors_release(next);
	*whole = out;
	out = (struct factors){0};
	failed = 0;
done:
	factors_release(&out);
	compose_release(&composite);
	return failed;
}
