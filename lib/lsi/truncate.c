/* truncate.c - selects and runs a solver of the truncated SVD. */
#include "lsi/truncate.h"

#include "base/memory.h"
#include "lsi/direct.h"
#include "lsi/filter.h"
#include "lsi/krylov.h"
#include "lsi/probe.h"
#include "lsi/ritz.h"
#include "lsi/unseen.h"
#include "lsi/verify.h"
#include "num/product.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Up to this the smaller side's problem is solved whole, and up to three
 * times k, but not beyond the second. */
enum { DIRECT_ALWAYS = 512, DIRECT_MOST = 4096 };

/* How often a filter's begin is chosen. */
enum { FILTERS = 2 };

/* Nonzeros up to which a matrix is held twice, for faster products: half a
 * gigabyte more. */
enum { PAIRED_MOST = 1 << 26 };

/* Where the last sigma is so much smaller than the first, f32 sums of their
 * squares are no longer enough. */
static const double wide_spectrum = 1e-4;

/* What f32 products leave of a singular value, relatively, and as a share of
 * the largest. */
static const double rounding = 0x1p-24, rounding_of_first = 0x1p-25;

/* From this tolerance on Ritz values need no correction, as long as the last is above that
 * share of the first: what rounding leaves in them then, relatively, and of squares as a share
 * of the largest. */
static const double coarse_tolerance = 1e-3, coarse_spectrum = 1e-3;
static const double coarse_rounding = 0x1p-17, coarse_rounding_of_first = 0x1p-23;

struct truncate_work {
	const struct matrix *matrix; /* its columns are the smaller side */
	const struct product_pair *pair; /* the same, or NULL: it is too large */
	struct panels scratch;
	int threads;
};

static int apply(void *context, const struct panels *in, struct panels *out,
	struct fault *fault)
{
	struct truncate_work *work = context;

	return work->pair ? product_pair_gram(work->pair, in, out, work->threads, fault)
		: product_gram(work->matrix, in, out, &work->scratch, work->threads, fault);
}

size_t truncate_columns(size_t k, size_t block)
{
	return 8 * k + 4 * block;
}

static bool is_direct(size_t n, size_t k)
{
	return n <= DIRECT_ALWAYS || (n <= 3 * k && n <= DIRECT_MOST);
}

static bool is_paired(const struct matrix *matrix)
{
	return matrix->nonzeros <= PAIRED_MOST;
}

/* Bytes that it takes at most, the matrix's counted. */
static uint64_t truncate_bytes(size_t documents, size_t terms, size_t nonzeros,
	const struct truncation *truncation)
{
	size_t n = documents < terms ? documents : terms;
	size_t k = truncation->k < n ? truncation->k : n;
	struct krylov_plan plan = {.factors = k, .block = truncation->block,
		.most = truncation->columns,
		.share = verify_share(truncation->block, truncation->share)};
	uint64_t bytes = (uint64_t)terms * k * 8, matrices = csr_bytes(documents, nonzeros);
	uint64_t there = stripes_bytes(documents, terms, nonzeros);
	uint64_t back = stripes_bytes(terms, documents, nonzeros), making;

	if (documents < terms)
		bytes += (uint64_t)terms * k * 4;
	if (is_direct(n, k) || nonzeros > PAIRED_MOST)
		matrices += documents < terms ? csr_bytes(terms, nonzeros) : 0;
	if (is_direct(n, k))
		return bytes + matrices + (uint64_t)n * n * 16;
	if (plan.most > n + plan.block)
		plan.most = n + plan.block;
	making = matrices;
	if (nonzeros <= PAIRED_MOST) {
		making += there > back ? there : back;
		matrices = there + back;
	}
	bytes += matrices + krylov_bytes(n, &plan);
	return bytes > making ? bytes : making;
}

/* Refuses what doesn't fit, and says what would. */
static int check_memory(const struct matrix *matrix, const struct truncation *truncation,
	struct fault *fault)
{
	struct truncation smaller = *truncation;
	uint64_t need = truncate_bytes(matrix->rows, matrix->columns, matrix->nonzeros,
		truncation);

	if (need <= truncation->memory)
		return 0;
	while (smaller.k > 1
		&& truncate_bytes(matrix->rows, matrix->columns, matrix->nonzeros, &smaller)
			> truncation->memory) {
		smaller.k = smaller.k * 9 / 10;
		smaller.columns = truncate_columns(smaller.k, smaller.block);
	}
	return fault_set(fault, FAULT_SYSTEM,
		"%zu factors take %llu MiB of memory and there are %llu MiB: %zu would fit; or "
		"give fewer shards at a time and lsi-merge the results",
		truncation->k, (unsigned long long)(need >> 20),
		(unsigned long long)(truncation->memory >> 20), smaller.k);
}

/* Krylov iterations with a filter, where the probe found a place for one.  If it turns out
 * to be too high, it begins lower; then without one.  *passes := products of blocks with
 * A'A besides krylov's own. */
static int iterate_filtered(const struct gram_operator *gram, struct krylov_plan *plan,
	struct krylov *krylov, size_t *passes, struct fault *fault)
{
	struct probe probe = {.factors = plan->factors, .block = plan->block,
		.seed = plan->seed, .threads = plan->threads};
	struct filter filter = {.inner = gram, .threads = plan->threads};
	const struct gram_operator raised = {gram->n, &filter, filter_apply};
	struct krylov_start start = {&probe.start, &probe.known, NULL};
	size_t last = plan->factors - 1, try, i;
	int failed = probe_run(&probe, gram, fault);
	double *value = memory_zeroed(probe.known.columns + 1, sizeof *value, fault);

	failed = failed || !value;
	start.value = value;
	*passes = probe.passes;
	for (try = 0; !failed && probe.a > 0 && try < FILTERS; try++) {
		krylov_release(krylov);
		filter.a = plan->filter = probe.a;
		for (i = 0; i < probe.known.columns; i++)
			value[i] = filter_raise(probe.a, probe.theta[i]);
		failed = krylov_init_from(krylov, &raised, plan, &start, fault)
			|| verify_run(krylov, fault);
		*passes += (krylov->settled ? 1 : 2) * krylov->passes;
		if (failed || krylov->settled || krylov->solved <= last)
			break;
		probe.a = probe_begin(filter_theta(probe.a, krylov->theta[last]));
	}
	free(value);
	filter_release(&filter);
	probe_release(&probe);
	return failed ? -1 : 0;
}

static int run_krylov(const struct gram_operator *gram, struct krylov_plan *plan,
	struct krylov *krylov, size_t *passes, struct fault *fault)
{
	*passes = 0;
	if (plan->passes == 0 && iterate_filtered(gram, plan, krylov, passes, fault))
		return -1;
	if (plan->filter > 0 && krylov->settled)
		return 0;
	krylov_release(krylov);
	plan->filter = 0;
	return krylov_init(krylov, gram, plan, fault) || verify_run(krylov, fault) ? -1 : 0;
}

/* The leading eigenvectors of A'A by Krylov iterations; theta and error are
 * filled. */
static int iterate(const struct matrix *matrix, const struct product_pair *pair,
	struct truncation *truncation, size_t k, struct tall *v, double *theta, double *error,
	struct fault *fault)
{
	struct truncate_work work = {matrix, pair, .threads = truncation->threads};
	const struct gram_operator gram = {matrix->columns, &work, apply};
	struct krylov_plan plan = {.factors = k, .block = truncation->block,
		.most = truncation->columns, .passes = truncation->passes,
		.tolerance = truncation->tolerance,
		.share = verify_share(truncation->block, truncation->share),
		.seed = truncation->seed, .threads = truncation->threads};
	struct krylov krylov = {0};
	size_t found, more, i;
	int failed = run_krylov(&gram, &plan, &krylov, &more, fault);

	if (failed)
		goto done;
	found = krylov.visible < k ? krylov.visible : k;
	truncation->columns_done = krylov.basis.columns;
	failed = krylov_vectors(&krylov, found, fault);
	if (failed)
		goto done;
	*v = krylov.basis;
	krylov.basis = (struct tall){0};
	for (i = 0; i < found; i++)
		theta[i] = plan.filter > 0 ? filter_theta(plan.filter, krylov.theta[i])
			: krylov.theta[i];
	memcpy(error, krylov.error, found * sizeof *error);
	truncation->passes_done = more + krylov.passes;
	truncation->products += 4.0 * (double)matrix->nonzeros * (double)plan.block
		* (double)truncation->passes_done;
	truncation->orthogonal += krylov.ortho.flops;
	truncation->converged = krylov.settled;
	truncation->filtered = plan.filter > 0;
	truncation->unseen = krylov.unseen;
done:
	product_panels_release(&work.scratch);
	krylov_release(&krylov);
	return failed ? -1 : 0;
}

/* What another factor lacks may be a share of a vector that the i-th lacks, too, whose value
 * then is about the other's: its error, at most that of the other. */
static double error_by_others(const struct factors *factors, const double *error, size_t i)
{
	double worst = error[i];
	size_t j;

	for (j = 0; j < factors->k; j++)
		worst = fmax(worst, fmin(error[j],
			2 * fabs(factors->sigma[j] / factors->sigma[i] - 1)));
	return worst;
}

/* floor: what is left out where there are fewer than k, as a share of the
 * first square; all: k is all that there can be. */
static int fill(struct ritz *ritz, const double *error, size_t k, bool all, double floor,
	const struct truncation *truncation, struct factors *factors, struct fault *fault)
{
	double above = 1 + fmax(truncation->unseen, 0);
	size_t i;

	factors->k = ritz->count;
	factors->terms = ritz->rows;
	factors->sigma = ritz->sigma;
	factors->u = ritz->u;
	factors->f32 = ritz->f32;
	*ritz = (struct ritz){0};
	factors->error = memory_zeroed(factors->k, sizeof(double), fault);
	if (!factors->error)
		return -1;
	for (i = 0; i < factors->k; i++) {
		double ratio = factors->sigma[0] / factors->sigma[i], rounded = rounding;

		if (truncation->quick)
			rounded = coarse_rounding + coarse_rounding_of_first * ratio * ratio;
		else if (!truncation->direct)
			rounded += rounding_of_first * ratio;
		factors->error[i] = fmax(error_by_others(factors, error, i), rounded);
	}
	/* the last one bounds the next, as far as it is known and was looked for */
	if (factors->k == k && k && !all)
		factors->beyond = pow(factors->sigma[k - 1] * (1 + factors->error[k - 1]) * above,
			2);
	else if (factors->k < k && factors->k && floor > 0)
		factors->beyond = floor * pow(factors->sigma[0] * above, 2);
	factors->unseen = truncation->unseen;
	factors->chance = truncation->unseen > 0 ? UNSEEN_CHANCE : 0;
	return factors_sign(factors, fault);
}

static int solve_iterating(struct matrix *matrix, struct matrix *turned, size_t k,
	struct truncation *truncation, double *error, struct ritz *ritz, struct fault *fault)
{
	double *theta = memory_zeroed(k, sizeof *theta, fault);
	const double *known = NULL;
	struct product_pair pair = {0};
	bool paired = is_paired(matrix), left = turned != NULL;
	struct tall v = {0};
	double last;
	int failed = !theta
		|| (paired && product_pair_build(&pair, left ? turned : matrix, left,
			truncation->threads, fault));

	failed = failed || iterate(matrix, paired ? &pair : NULL, truncation, k, &v, theta, error,
		fault);
	last = !failed && v.columns ? theta[v.columns - 1] / theta[0] : 0;
	truncation->quick = ritz->quick = truncation->rounded
		&& truncation->tolerance >= coarse_tolerance && last > coarse_spectrum;
	if (!failed && !left && last > wide_spectrum) {
		known = theta;
		failed = !ritz->quick && ritz_quotients(matrix, paired ? &pair : NULL, &v, theta,
			truncation->threads, fault);
	}
	failed = failed || ritz_refine(matrix, paired ? &pair : NULL, &v, known, left,
		KRYLOV_FLOOR, ritz, truncation->threads, fault);
	product_pair_release(&pair);
	free(theta);
	tall_release(&v);
	return failed ? -1 : 0;
}

/* Which way, and then the factors.  turned: matrix', where the vectors wanted are
 * those of matrix's rows; else NULL.  A pair is built of turned. */
static int solve(struct matrix *matrix, struct matrix *turned,
	struct truncation *truncation, struct factors *factors, struct fault *fault)
{
	size_t n = matrix->columns, k = truncation->k < n ? truncation->k : n;
	double *error = memory_zeroed(k, sizeof *error, fault);
	struct ritz ritz = {.rounded = truncation->rounded};
	int failed = -1;

	truncation->converged = true;
	truncation->unseen = 0;
	if (!error)
		return -1;
	failed = truncation->direct
		? direct_solve(matrix, k, turned != NULL, &ritz, truncation->threads, fault)
		: solve_iterating(matrix, turned, k, truncation, error, &ritz, fault);
	failed = failed || fill(&ritz, error, k, k == n,
		truncation->direct ? 0 : KRYLOV_FLOOR, truncation, factors, fault);
	free(error);
	ritz_release(&ritz);
	return failed ? -1 : 0;
}

int truncate_matrix(struct matrix *matrix, struct truncation *truncation,
	struct factors *factors, struct fault *fault)
{
	struct matrix turned = {0};
	uint64_t documents = matrix->rows;
	size_t terms = matrix->columns, n = documents < terms ? documents : terms;
	bool left = documents < terms;
	int failed = 0;

	if (check_memory(matrix, truncation, fault))
		return -1;
	if (matrix->nonzeros == 0 || truncation->k == 0) {
		csr_release(matrix);
		truncation->converged = true;
		factors->documents = documents;
		return factors_init(factors, terms, 0, fault);
	}
	truncation->direct = !truncation->iterate
		&& is_direct(n, truncation->k < n ? truncation->k : n);
	if (left && (truncation->direct || !is_paired(matrix)))
		failed = csr_transpose(matrix, &turned, fault);
	else if (left)
		turned = (struct matrix){.rows = terms, .columns = documents,
			.nonzeros = matrix->nonzeros, .exponent = matrix->exponent};
	if (!failed)
		failed = left ? solve(&turned, matrix, truncation, factors, fault)
			: solve(matrix, NULL, truncation, factors, fault);
	factors->documents = documents;
	csr_release(&turned);
	csr_release(matrix);
	return failed ? -1 : 0;
}
