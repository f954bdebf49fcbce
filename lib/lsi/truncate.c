/* truncate.c - chooses the way to a truncated SVD, and goes it. */
#include "lsi/truncate.h"

#include "base/memory.h"
#include "lsi/krylov.h"
#include "lsi/ritz.h"
#include "num/blas.h"
#include "num/product.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Up to this the smaller side's problem is solved whole, and up to three
 * times k, but not beyond the second. */
enum { DIRECT_ALWAYS = 512, DIRECT_MOST = 4096 };

/* Where the last sigma is so much smaller than the first, f32 sums of their
 * squares are no longer enough. */
static const double wide_spectrum = 1e-4;

/* What f32 products leave of a singular value, relatively. */
static const double rounding = 0x1p-24;

struct truncate_work {
	const struct matrix *matrix; /* its columns are the smaller side */
	struct panels scratch;
	int threads;
};

static int apply(void *context, const struct panels *in, struct panels *out,
	struct fault *fault)
{
	struct truncate_work *work = context;

	return product_gram(work->matrix, in, out, &work->scratch, work->threads, fault);
}

size_t truncate_columns(size_t k, size_t block)
{
	return 8 * k + 4 * block;
}

static bool is_direct(size_t n, size_t k)
{
	return n <= DIRECT_ALWAYS || (n <= 3 * k && n <= DIRECT_MOST);
}

/* Bytes that it takes at most, the matrix's counted. */
static uint64_t truncate_bytes(size_t documents, size_t terms, size_t nonzeros,
	const struct truncation *truncation)
{
	size_t n = documents < terms ? documents : terms;
	size_t k = truncation->k < n ? truncation->k : n;
	struct krylov_plan plan = {.factors = k, .block = truncation->block,
		.most = truncation->columns};
	uint64_t bytes = (uint64_t)terms * k * 8 + csr_bytes(documents, nonzeros);

	if (documents < terms)
		bytes += csr_bytes(terms, nonzeros) + (uint64_t)terms * k * 4;
	if (is_direct(n, k))
		return bytes + (uint64_t)n * n * 16;
	if (plan.most > n + plan.block)
		plan.most = n + plan.block;
	return bytes + krylov_bytes(n, &plan);
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
		"give fewer shards at a time and lsi-merge what comes out",
		truncation->k, (unsigned long long)(need >> 20),
		(unsigned long long)(truncation->memory >> 20), smaller.k);
}

/* The leading eigenvectors of A'A, from all of it in f64. */
static int direct(const struct matrix *matrix, size_t k, struct tall *v, struct fault *fault)
{
	size_t n = matrix->columns, i, row, p, q;
	double *gram = memory_zeroed(n * n, sizeof *gram, fault);
	double *value = memory_zeroed(n, sizeof *value, fault);
	int failed = -1;

	if (!gram || !value)
		goto done;
	for (i = 0; i < matrix->count; i++) {
		const struct csr *piece = &matrix->piece[i];

		for (row = 0; row < piece->rows; row++)
			for (p = piece->start[row]; p < piece->start[row + 1]; p++)
				for (q = piece->start[row]; q <= p; q++)
					gram[piece->column[p] * n + piece->column[q]] +=
						(double)piece->value[p] * (double)piece->value[q];
	}
	if (blas_eigen(gram, n, value, fault) || tall_init(v, n, k, fault))
		goto done;
	for (i = 0; i < k * n; i++)
		v->data[i] = (float)gram[i];
	v->columns = k;
	failed = 0;
done:
	free(gram);
	free(value);
	return failed;
}

/* The same by Krylov iterations; theta and error are filled. */
static int iterate(const struct matrix *matrix, struct truncation *truncation, size_t k,
	struct tall *v, double *theta, double *error, struct fault *fault)
{
	struct truncate_work work = {.matrix = matrix, .threads = truncation->threads};
	struct gram_operator gram = {matrix->columns, &work, apply};
	struct krylov_plan plan = {.factors = k, .block = truncation->block,
		.most = truncation->columns, .passes = truncation->passes,
		.tolerance = truncation->tolerance, .seed = truncation->seed,
		.threads = truncation->threads};
	struct krylov krylov;
	size_t found;
	int failed = krylov_init(&krylov, &gram, &plan, fault) || krylov_run(&krylov, fault);

	if (failed)
		goto done;
	found = krylov.checked < k ? krylov.checked : k;
	failed = tall_init(v, gram.n, k, fault) || krylov_vectors(&krylov, found, v, fault);
	if (failed)
		goto done;
	memcpy(theta, krylov.theta, found * sizeof *theta);
	memcpy(error, krylov.error, found * sizeof *error);
	truncation->passes_done = krylov.passes;
	truncation->columns_done = krylov.basis.columns;
	truncation->products += 4.0 * (double)matrix->nonzeros * (double)plan.block
		* (double)krylov.passes;
	truncation->orthogonal += krylov.flops;
	truncation->converged = krylov.converged >= k;
done:
	product_panels_release(&work.scratch);
	krylov_release(&krylov);
	return failed ? -1 : 0;
}

/* all: k is all that there can be. */
static int fill(struct ritz *ritz, const double *error, size_t k, bool all,
	struct factors *factors, struct fault *fault)
{
	size_t i;

	factors->k = ritz->count;
	factors->terms = ritz->rows;
	factors->sigma = ritz->sigma;
	factors->u = ritz->u;
	*ritz = (struct ritz){0};
	factors->error = memory_zeroed(factors->k, sizeof(double), fault);
	if (!factors->error)
		return -1;
	for (i = 0; i < factors->k; i++)
		factors->error[i] = error[i] > rounding ? error[i] : rounding;
	/* all of the rank is there, or the last one bounds the next */
	if (factors->k == k && !all)
		factors->beyond = factors->sigma[k - 1] * factors->sigma[k - 1];
	return factors_sign(factors, fault);
}

/* Which way, and then the factors. */
static int solve(const struct matrix *matrix, bool left, struct truncation *truncation,
	struct factors *factors, struct fault *fault)
{
	size_t n = matrix->columns, k = truncation->k < n ? truncation->k : n;
	double *theta = memory_zeroed(k, sizeof *theta, fault);
	double *error = memory_zeroed(k, sizeof *error, fault);
	const double *known = NULL;
	struct ritz ritz = {0};
	struct tall v = {0};
	int failed = -1;

	truncation->direct = is_direct(n, k);
	truncation->converged = true;
	if (!theta || !error)
		goto done;
	if (truncation->direct ? direct(matrix, k, &v, fault)
			       : iterate(matrix, truncation, k, &v, theta, error, fault))
		goto done;
	if (!left && !truncation->direct && v.columns == k
		&& theta[k - 1] > wide_spectrum * theta[0])
		known = theta;
	if (ritz_refine(matrix, &v, known, left, &ritz, truncation->threads, fault))
		goto done;
	failed = fill(&ritz, error, k, k == n, factors, fault);
done:
	free(theta);
	free(error);
	tall_release(&v);
	ritz_release(&ritz);
	return failed;
}

int truncate_matrix(struct matrix *matrix, struct truncation *truncation,
	struct factors *factors, struct fault *fault)
{
	struct matrix turned = {0};
	bool left = matrix->rows < matrix->columns;
	uint64_t documents = matrix->rows;
	size_t terms = matrix->columns;
	int failed;

	if (check_memory(matrix, truncation, fault))
		return -1;
	if (matrix->nonzeros == 0 || truncation->k == 0) {
		csr_release(matrix);
		truncation->converged = true;
		factors->documents = documents;
		return factors_init(factors, terms, 0, fault);
	}
	if (left) {
		if (csr_transpose(matrix, &turned, fault)) {
			csr_release(&turned);
			return -1;
		}
		csr_release(matrix);
	}
	failed = solve(left ? &turned : matrix, left, truncation, factors, fault);
	factors->documents = documents;
	csr_release(&turned);
	csr_release(matrix);
	return failed;
}
