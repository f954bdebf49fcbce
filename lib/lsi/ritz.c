/* ritz.c - the last Rayleigh-Ritz step. */
#include "lsi/ritz.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/blas.h"
#include "num/product.h"
#include "num/tile.h"

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
	bool paired;          /* product is made at once, by a pair */
	size_t k, tiles;      /* columns; numbers of a Gram matrix in tiles */
	bool left;
	bool normed;          /* V'V counts */
	double floor;
	struct tall product;  /* A v, where it is left, or there is a pair */
	double *gram, *norm;  /* GROUPS x tiles */
	double *gram_square, *norm_square; /* GROUPS x k: their diagonals, in f64 */
	struct tall *rows;    /* threads x (ROWS x k) */
	float *scratch;       /* threads x (TILE_ROWS x k in panels) */
	double *turn;         /* k x count */
	float *small;         /* its tiles, without the diagonal */
	struct ritz *ritz;
};

static void refine_release(struct refine *refine, int threads)
{
	int i;

	for (i = 0; refine->rows && i < threads; i++)
		tall_release(&refine->rows[i]);
	free(refine->rows);
	tall_release(&refine->product);
	free(refine->gram);
	free(refine->norm);
	free(refine->gram_square);
	free(refine->norm_square);
	free(refine->scratch);
	free(refine->turn);
	free(refine->small);
}

void ritz_release(struct ritz *ritz)
{
	free(ritz->sigma);
	free(ritz->u);
	free(ritz->f32);
	*ritz = (struct ritz){0};
}

/* square (size k) += those of the columns' rows [at, end). */
static void add_squares(const struct tall *v, size_t at, size_t end, double *square)
{
	double sum[PANEL];
	size_t j, t;

	for (j = 0; j < v->columns; j += PANEL) {
		size_t width = v->columns - j < PANEL ? v->columns - j : PANEL;

		tile_squares(tall_at(v, at, j), end - at, width, sum);
		for (t = 0; t < width; t++)
			square[j + t] += sum[t];
	}
}

/* to's rows from `to_at` on := rows [at, at + rows) of A v, of a piece. */
static void multiply_rows(const struct refine *refine, const struct csr *piece, size_t at,
	size_t rows, struct tall *to, size_t to_at)
{
	const struct panels all = tall_panels(refine->v);
	size_t p;

	for (p = 0; p < all.count; p++) {
		const struct panels panel = {all.rows, PANEL, 1, product_panels_at(&all, p)};

		product_rows(piece, at, at + rows, &panel, tall_at(to, to_at, p * PANEL), PANEL);
	}
}

/* The Gram matrix of A v over one piece, of which the products are not kept but where left. */
static void gram_piece(const struct refine *refine, const struct csr *piece, int thread,
	double *gram, double *square)
{
	struct tall product = refine->product;
	size_t at;

	for (at = 0; at < piece->rows; at += ROWS) {
		size_t rows = piece->rows - at < ROWS ? piece->rows - at : ROWS;
		struct tall *to = refine->left ? &product : &refine->rows[thread];
		size_t begin = refine->left ? piece->first + at : 0;

		multiply_rows(refine, piece, at, rows, to, begin);
		tall_add_gram(to, begin, begin + rows, gram);
		add_squares(to, begin, begin + rows, square);
	}
}

static void gram_rows(const struct tall *v, size_t at, size_t end, double *gram, double *square)
{
	tall_add_gram(v, at, end, gram);
	add_squares(v, at, end, square);
}

static int gram_step(void *context, size_t group, int thread, struct fault *fault)
{
	const struct refine *refine = context;
	size_t k = refine->k, m = refine->paired ? refine->product.rows : 0, n = refine->v->rows;
	size_t count = refine->theta || refine->paired ? 0 : refine->matrix->count, i;
	double *gram = refine->gram + group * refine->tiles;
	double *square = refine->gram_square + group * k;

	(void)fault;
	for (i = count * group / GROUPS; i < count * (group + 1) / GROUPS; i++)
		gram_piece(refine, &refine->matrix->piece[i], thread, gram, square);
	if (m)
		gram_rows(&refine->product, m * group / GROUPS, m * (group + 1) / GROUPS, gram,
			square);
	if (refine->normed)
		gram_rows(refine->v, n * group / GROUPS, n * (group + 1) / GROUPS,
			refine->norm + group * refine->tiles, refine->norm_square + group * k);
	return 0;
}

/* Rows of the vectors: each vector's own share in f64, what it takes of others is less. */
static int vector_step(void *context, size_t index, int thread, struct fault *fault)
{
	const struct refine *refine = context;
	const struct tall *from = refine->left ? &refine->product : refine->v;
	size_t k = refine->k, at = index * TILE_ROWS, count = refine->ritz->count, i, j;
	size_t rows = refine->ritz->rows - at < TILE_ROWS ? refine->ritz->rows - at : TILE_ROWS;
	double *u = refine->ritz->u;
	float *f32 = refine->ritz->f32;
	float *others = refine->scratch
		+ (size_t)thread * TILE_ROWS * ((k + PANEL - 1) / PANEL * PANEL);

	(void)fault;
	tall_rows_times(from, refine->small, count, at, rows, others);
	for (i = 0; i < rows; i++)
		for (j = 0; j < count; j++) {
			double entry = refine->turn[j * k + j] * (double)*tall_at(from, at + i, j)
				+ (double)others[(j / PANEL * TILE_ROWS + i) * PANEL + j % PANEL];

			if (u)
				u[(at + i) * count + j] = entry;
			else
				f32[(at + i) * count + j] = (float)entry;
		}
	return 0;
}

/* A v, where there is a pair and it is needed; room for it, where it is kept. */
static int multiply(struct refine *refine, struct product_pair *pair, int threads,
	struct fault *fault)
{
	const struct panels in = tall_panels(refine->v);
	struct panels out;

	if (refine->theta || (!pair && !refine->left)) {
		if (pair)
			product_pair_release(pair);
		return 0;
	}
	if (tall_init(&refine->product, refine->matrix->rows, refine->k, fault))
		return -1;
	refine->product.columns = refine->k;
	refine->paired = pair != NULL;
	out = tall_panels(&refine->product);
	if (pair && (refine->ritz->quick ? product_pair_times(pair, &in, &out, threads, fault)
		: product_pair_rows(pair, &in, &out, threads, fault)))
		return -1;
	/* the vectors take its memory */
	if (pair)
		product_pair_release(pair);
	return 0;
}

static int refine_init(struct refine *refine, int threads, struct fault *fault)
{
	size_t k = refine->k, wide = (k + PANEL - 1) / PANEL * PANEL;
	int i;

	refine->tiles = tall_tiles_size(k);
	refine->gram = memory_zeroed(GROUPS * refine->tiles + 1, sizeof(double), fault);
	refine->norm = memory_zeroed(GROUPS * refine->tiles + 1, sizeof(double), fault);
	refine->gram_square = memory_zeroed(GROUPS * k + 1, sizeof(double), fault);
	refine->norm_square = memory_zeroed(GROUPS * k + 1, sizeof(double), fault);
	refine->scratch = memory_aligned((size_t)threads * TILE_ROWS * wide + 1, sizeof(float),
		fault);
	refine->turn = memory_zeroed(k * k + 1, sizeof(double), fault);
	refine->rows = memory_zeroed((size_t)threads, sizeof *refine->rows, fault);
	if (!refine->gram || !refine->norm || !refine->gram_square || !refine->norm_square
		|| !refine->scratch || !refine->turn || !refine->rows)
		return -1;
	for (i = 0; i < threads && !refine->theta && !refine->paired && !refine->left; i++) {
		if (tall_init(&refine->rows[i], ROWS, k, fault))
			return -1;
		tall_use(&refine->rows[i], k);
	}
	return 0;
}

/* The first of the groups := their sum, k x k. */
static void add_groups(double *groups, size_t tiles, double *squares, size_t k, double *sum)
{
	size_t g, i;

	for (g = 1; g < GROUPS; g++) {
		for (i = 0; i < tiles; i++)
			groups[i] += groups[g * tiles + i];
		for (i = 0; i < k; i++)
			squares[i] += squares[g * k + i];
	}
	tall_gram_of(groups, k, sum);
	for (i = 0; i < k; i++)
		sum[i * k + i] = squares[i];
}

/* Where A'A v = theta v + (what is orthogonal to all v), V'A'AV follows from
 * V'V without a product. */
static void gram_by_theta(const double *theta, const double *norm, size_t k, double *gram)
{
	size_t i, j;

	for (j = 0; j < k; j++)
		for (i = 0; i < k; i++)
			gram[j * k + i] = norm[j * k + i] * (theta[i] + theta[j]) / 2;
}

/* The squares of the columns of A v, of the pieces of one group. */
static int quotient_step(void *context, size_t group, int thread, struct fault *fault)
{
	const struct refine *refine = context;
	size_t k = refine->k, count = refine->matrix->count, i, at;
	double *sum = refine->gram_square + group * k;
	size_t block = 0;

	(void)fault;
	for (i = 0; i < count; i++) {
		const struct csr *piece = &refine->matrix->piece[i];

		for (at = 0; at < piece->rows; at += ROWS, block++) {
			size_t end = piece->rows - at < ROWS ? piece->rows : at + ROWS;

			if (block % GROUPS != group)
				continue;
			multiply_rows(refine, piece, at, end - at, &refine->rows[thread], 0);
			add_squares(&refine->rows[thread], 0, end - at, sum);
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

	failed = refine_init(&refine, threads, fault)
		|| parallel_for(threads, GROUPS, quotient_step, &refine, fault);
	for (j = 0; !failed && j < k; j++)
		for (theta[j] = 0, i = 0; i < GROUPS; i++)
			theta[j] += refine.gram_square[i * k + j];
	refine_release(&refine, threads);
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

/* small := turn without its diagonal, which stays there. */
static int divide_turn(struct refine *refine, struct fault *fault)
{
	size_t k = refine->k, count = refine->ritz->count, i;
	double *others = memory_zeroed(k * count + 1, sizeof *others, fault);

	if (!others)
		return -1;
	memcpy(others, refine->turn, k * count * sizeof *others);
	for (i = 0; i < count; i++)
		others[i * k + i] = 0;
	refine->small = tall_tiles(others, k, k, count, 1, fault);
	free(others);
	return refine->small ? 0 : -1;
}

/* From the sums to sigma and turn. */
static int solve(struct refine *refine, struct fault *fault)
{
	size_t k = refine->k, i, j;
	struct ritz *ritz = refine->ritz;
	double *z = memory_zeroed(k * k + 1, sizeof *z, fault);
	double *norm = memory_zeroed(k * k + 1, sizeof *norm, fault);
	int failed = !z || !norm;

	if (!failed) {
		add_groups(refine->gram, refine->tiles, refine->gram_square, k, z);
		add_groups(refine->norm, refine->tiles, refine->norm_square, k, norm);
		if (refine->theta)
			gram_by_theta(refine->theta, norm, k, z);
		failed = refine->normed ? blas_eigen_pair(z, norm, k, ritz->sigma, fault)
			: blas_eigen(z, k, ritz->sigma, fault);
	}
	free(norm);
	ritz->count = 0;
	while (!failed && ritz->count < k
		&& ritz->sigma[ritz->count] > refine->floor * ritz->sigma[0])
		ritz->count++;
	for (i = 0; i < ritz->count; i++) {
		double sigma = sqrt(ritz->sigma[i]);

		for (j = 0; j < k; j++)
			refine->turn[i * k + j] = z[i * k + j] / (refine->left ? sigma : 1);
		ritz->sigma[i] = ldexp(sigma, refine->matrix->exponent);
	}
	free(z);
	return failed ? -1 : divide_turn(refine, fault);
}

int ritz_refine(const struct matrix *matrix, struct product_pair *pair,
	const struct tall *v, const double *theta, bool left, double floor, struct ritz *ritz,
	int threads, struct fault *fault)
{
	struct refine refine = {.matrix = matrix, .v = v, .theta = theta, .k = v->columns,
		.left = left, .normed = !left || !ritz->quick, .floor = floor, .ritz = ritz};
	int failed = -1;

	blas_prepare();
	*ritz = (struct ritz){.rows = left ? matrix->rows : v->rows, .rounded = ritz->rounded,
		.quick = ritz->quick};
	ritz->sigma = memory_zeroed(v->columns + 1, sizeof *ritz->sigma, fault);
	if (!ritz->sigma || multiply(&refine, pair, threads, fault)
		|| refine_init(&refine, threads, fault)
		|| parallel_for(threads, GROUPS, gram_step, &refine, fault)
		|| solve(&refine, fault))
		goto done;
	if (ritz->rounded)
		ritz->f32 = memory_aligned(ritz->rows * ritz->count, sizeof *ritz->f32, fault);
	else
		ritz->u = memory_aligned(ritz->rows * ritz->count, sizeof *ritz->u, fault);
	if (!(ritz->u || ritz->f32)
		|| parallel_for(threads, (ritz->rows + TILE_ROWS - 1) / TILE_ROWS, vector_step,
			&refine, fault))
		goto done;
	failed = 0;
done:
	refine_release(&refine, threads);
	return failed;
}
