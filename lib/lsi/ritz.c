/* ritz.c - the last Rayleigh-Ritz step, with sums in f64. */
#include "lsi/ritz.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/blas.h"
#include "num/product.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows at a time; groups of pieces, and groups of vectors' rows, that are
 * summed apart, whatever the threads. */
enum { ROWS = 512, GROUPS = 16 };

struct refine {
	const struct matrix *matrix;
	const struct tall *v;
	const double *theta;  /* NULL: products are taken */
	size_t k, wide;       /* columns, and those of whole panels */
	bool left;
	double floor;
	float *products;      /* m x wide where left, A v: kept for the vectors */
	struct tall product;  /* the same where there is a pair, left or not */
	double *gram, *norm;  /* GROUPS x k x k */
	float *rows32;        /* threads x ROWS x wide */
	double *rows64;       /* threads x ROWS x k */
	double *turn;         /* k x count */
	struct ritz *ritz;
};

static void refine_release(struct refine *refine)
{
	free(refine->products);
	tall_release(&refine->product);
	free(refine->gram);
	free(refine->norm);
	free(refine->rows32);
	free(refine->rows64);
	free(refine->turn);
}

void ritz_release(struct ritz *ritz)
{
	free(ritz->sigma);
	free(ritz->u);
	*ritz = (struct ritz){0};
}

static void widen(const float *from, size_t rows, size_t lead, size_t k, double *to)
{
	size_t i, j;

	for (i = 0; i < rows; i++)
		for (j = 0; j < k; j++)
			to[i * k + j] = (double)from[i * lead + j];
}

/* Rows [at, at + rows) of v, row-major. */
static void vector_rows(const struct tall *v, size_t at, size_t rows, size_t k, double *to)
{
	size_t i, j;

	for (j = 0; j < k; j += PANEL) {
		const float *from = tall_at(v, at, j);
		size_t width = k - j < PANEL ? k - j : PANEL, t;

		for (i = 0; i < rows; i++, from += PANEL)
			for (t = 0; t < width; t++)
				to[i * k + j + t] = (double)from[t];
	}
}

/* gram += (A v)'(A v) over one piece. */
static void gram_piece(const struct refine *refine, const struct csr *piece, int thread,
	double *gram)
{
	double *rows64 = refine->rows64 + (size_t)thread * ROWS * refine->k;
	const struct panels panels = tall_panels(refine->v);
	size_t at;

	for (at = 0; at < piece->rows; at += ROWS) {
		size_t end = piece->rows - at < ROWS ? piece->rows : at + ROWS;
		float *rows32 = refine->left
			? refine->products + (piece->first + at) * refine->wide
			: refine->rows32 + (size_t)thread * ROWS * refine->wide;

		product_rows(piece, at, end, &panels, rows32, refine->wide);
		widen(rows32, end - at, refine->wide, refine->k, rows64);
		blas_rows_gram(rows64, end - at, refine->k, gram);
	}
}

/* gram += V'V of rows [at, end). */
static void gram_rows(const struct tall *v, size_t at, size_t end, double *rows64, double *gram)
{
	for (; at < end; at += ROWS) {
		size_t rows = end - at < ROWS ? end - at : ROWS;

		vector_rows(v, at, rows, v->columns, rows64);
		blas_rows_gram(rows64, rows, v->columns, gram);
	}
}

static int gram_step(void *context, size_t group, int thread, struct fault *fault)
{
	const struct refine *refine = context;
	size_t k = refine->k, i, m = refine->product.rows, n = refine->v->rows;
	size_t count = refine->theta || m ? 0 : refine->matrix->count;
	double *rows64 = refine->rows64 + (size_t)thread * ROWS * k;

	(void)fault;
	for (i = count * group / GROUPS; i < count * (group + 1) / GROUPS; i++)
		gram_piece(refine, &refine->matrix->piece[i], thread, refine->gram + group * k * k);
	gram_rows(&refine->product, m * group / GROUPS, m * (group + 1) / GROUPS, rows64,
		refine->gram + group * k * k);
	gram_rows(refine->v, n * group / GROUPS, n * (group + 1) / GROUPS, rows64,
		refine->norm + group * k * k);
	return 0;
}

static int vector_step(void *context, size_t index, int thread, struct fault *fault)
{
	const struct refine *refine = context;
	size_t k = refine->k, at = index * ROWS, count = refine->ritz->count;
	size_t rows = refine->ritz->rows - at < ROWS ? refine->ritz->rows - at : ROWS;
	double *rows64 = refine->rows64 + (size_t)thread * ROWS * k;

	(void)fault;
	if (refine->left && refine->product.rows)
		vector_rows(&refine->product, at, rows, k, rows64);
	else if (refine->left)
		widen(refine->products + at * refine->wide, rows, refine->wide, k, rows64);
	else
		vector_rows(refine->v, at, rows, k, rows64);
	blas_rows_turn(rows64, rows, k, refine->turn, count, refine->ritz->u + at * count, count);
	return 0;
}

/* A v, where there is a pair and it is needed. */
static int multiply(struct refine *refine, const struct product_pair *pair, int threads,
	struct fault *fault)
{
	const struct panels in = tall_panels(refine->v);
	struct panels out;

	if (!pair || refine->theta)
		return 0;
	if (tall_init(&refine->product, refine->matrix->rows, refine->k, fault))
		return -1;
	refine->product.columns = refine->k;
	out = tall_panels(&refine->product);
	return product_pair_rows(pair, &in, &out, threads, fault);
}

static int refine_init(struct refine *refine, int threads, struct fault *fault)
{
	size_t k = refine->k, rows = (size_t)threads * ROWS;

	refine->wide = (k + PANEL - 1) / PANEL * PANEL;
	if (refine->left && !refine->product.rows) {
		refine->products = memory_aligned(refine->matrix->rows * refine->wide,
			sizeof(float), fault);
		if (!refine->products)
			return -1;
	}
	refine->gram = memory_aligned(GROUPS * k * k, sizeof(double), fault);
	refine->norm = memory_aligned(GROUPS * k * k, sizeof(double), fault);
	if (!refine->gram || !refine->norm)
		return -1;
	memset(refine->gram, 0, GROUPS * k * k * sizeof(double));
	memset(refine->norm, 0, GROUPS * k * k * sizeof(double));
	refine->rows32 = memory_aligned(rows * refine->wide, sizeof(float), fault);
	refine->rows64 = memory_aligned(rows * k, sizeof(double), fault);
	refine->turn = memory_zeroed(k * k, sizeof(double), fault);
	refine->ritz->sigma = memory_zeroed(k, sizeof(double), fault);
	return refine->rows32 && refine->rows64 && refine->turn && refine->ritz->sigma ? 0 : -1;
}

static void add_groups(double *groups, size_t size)
{
	size_t g, i;

	for (g = 1; g < GROUPS; g++)
		for (i = 0; i < size; i++)
			groups[i] += groups[g * size + i];
}

/* Where A'A v = theta v + (what is orthogonal to all v), V'A'AV follows from
 * V'V without a product. */
static void gram_by_theta(struct refine *refine)
{
	size_t k = refine->k, i, j;

	for (j = 0; j < k; j++)
		for (i = 0; i < k; i++)
			refine->gram[j * k + i] = refine->norm[j * k + i]
				* (refine->theta[i] + refine->theta[j]) / 2;
}

/* The squares of the columns of A v, of the pieces of one group. */
static int quotient_step(void *context, size_t group, int thread, struct fault *fault)
{
	const struct refine *refine = context;
	size_t k = refine->k, count = refine->matrix->count, i, at, r, j;
	float *rows32 = refine->rows32 + (size_t)thread * ROWS * refine->wide;
	const struct panels panels = tall_panels(refine->v);
	double *sum = refine->gram + group * k;
	size_t block = 0;

	(void)fault;
	for (i = 0; i < count; i++) {
		const struct csr *piece = &refine->matrix->piece[i];

		for (at = 0; at < piece->rows; at += ROWS, block++) {
			size_t end = piece->rows - at < ROWS ? piece->rows : at + ROWS;

			if (block % GROUPS != group)
				continue;
			product_rows(piece, at, end, &panels, rows32, refine->wide);
			for (r = 0; r < end - at; r++)
				for (j = 0; j < k; j++)
					sum[j] += (double)rows32[r * refine->wide + j]
						* (double)rows32[r * refine->wide + j];
		}
	}
	return 0;
}

/* theta := the squared norms of A v, by rows in groups. */
static int squares_by_rows(const struct matrix *matrix, const struct tall *v, double *theta,
	int threads, struct fault *fault)
{
	struct refine refine = {.matrix = matrix, .v = v, .k = v->columns};
	size_t k = refine.k, i, j;
	int failed;

	refine.wide = (k + PANEL - 1) / PANEL * PANEL;
	refine.gram = memory_zeroed(GROUPS * k + 1, sizeof *refine.gram, fault);
	refine.rows32 = memory_aligned((size_t)threads * ROWS * refine.wide + 1, sizeof(float),
		fault);
	failed = !refine.gram || !refine.rows32
		|| parallel_for(threads, GROUPS, quotient_step, &refine, fault);
	for (j = 0; !failed && j < k; j++)
		for (theta[j] = 0, i = 0; i < GROUPS; i++)
			theta[j] += refine.gram[i * k + j];
	refine_release(&refine);
	return failed ? -1 : 0;
}

int ritz_quotients(const struct matrix *matrix, const struct product_pair *pair,
	const struct tall *v, double *theta, int threads, struct fault *fault)
{
	const struct panels in = tall_panels(v);
	double *norm = memory_zeroed(v->columns + 1, sizeof *norm, fault);
	size_t j;
	int failed = !norm;

	failed = failed || (pair ? product_pair_squares(pair, &in, theta, threads, fault)
		: squares_by_rows(matrix, v, theta, threads, fault));
	if (!failed)
		tall_squares(v, norm);
	for (j = 0; !failed && j < v->columns; j++)
		theta[j] = norm[j] > 0 ? theta[j] / norm[j] : 0;
	free(norm);
	return failed ? -1 : 0;
}

/* From the sums to sigma and turn. */
static int solve(struct refine *refine, struct fault *fault)
{
	size_t k = refine->k, i, j;
	struct ritz *ritz = refine->ritz;
	double *z = refine->gram;

	add_groups(refine->gram, k * k);
	add_groups(refine->norm, k * k);
	if (refine->theta)
		gram_by_theta(refine);
	if (blas_eigen_pair(z, refine->norm, k, ritz->sigma, fault))
		return -1;
	ritz->count = 0;
	for (i = 0; i < k; i++) {
		if (!(ritz->sigma[i] > refine->floor * ritz->sigma[0]))
			break;
		ritz->count++;
	}
	for (i = 0; i < ritz->count; i++) {
		double sigma = sqrt(ritz->sigma[i]);

		for (j = 0; j < k; j++)
			refine->turn[i * k + j] = z[i * k + j] / (refine->left ? sigma : 1);
		ritz->sigma[i] = ldexp(sigma, refine->matrix->exponent);
	}
	return 0;
}

int ritz_refine(const struct matrix *matrix, const struct product_pair *pair,
	const struct tall *v, const double *theta, bool left, double floor, struct ritz *ritz,
	int threads, struct fault *fault)
{
	struct refine refine = {.matrix = matrix, .v = v, .theta = theta, .k = v->columns,
		.left = left, .floor = floor, .ritz = ritz};
	int failed = -1;

	blas_prepare();
	*ritz = (struct ritz){.rows = left ? matrix->rows : v->rows};
	if (multiply(&refine, pair, threads, fault) || refine_init(&refine, threads, fault)
		|| parallel_for(threads, GROUPS, gram_step, &refine, fault)
		|| solve(&refine, fault))
		goto done;
	ritz->u = memory_aligned(ritz->rows * ritz->count, sizeof *ritz->u, fault);
	if (!ritz->u || parallel_for(threads, (ritz->rows + ROWS - 1) / ROWS, vector_step,
			&refine, fault))
		goto done;
	failed = 0;
done:
	refine_release(&refine);
	return failed;
}
