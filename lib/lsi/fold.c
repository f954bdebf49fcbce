/* fold.c - a chunk of documents joins the factors. */
#include "lsi/fold.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "lsi/compose.h"
#include "num/blas.h"
#include "num/product.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = FOLD_ROWS, GROUPS = FOLD_GROUPS };

/* A direction that is so small a part of the product it comes from is
 * rounding, and so is a factor of the numbers it comes from. */
static const double negligible = 2e-6, rounding = 1e-6;

/* What T's diagonal gains: where the chunk has fewer directions than Q, T is
 * hardly definite, and Y's rounding, squared, is magnified by this share's
 * inverse. */
static const double shift = 1e-7;

/* What a fold leaves out, by the first square that it drops. */
static const double left_out = 1.5;

void fold_release(struct fold *fold)
{
	free(fold->square);
	product_panels_release(&fold->random);
	product_panels_release(&fold->own);
	product_panels_release(&fold->basis);
	product_panels_release(&fold->product);
	product_panels_release(&fold->scratch);
	free(fold->share);
	free(fold->gram);
	free(fold->turn);
	free(fold->metric);
	free(fold->rows64);
	free(fold->rows32);
	fold->square = fold->share = fold->gram = fold->turn = fold->metric = fold->rows64 = NULL;
	fold->rows32 = NULL;
}

uint64_t fold_bytes(size_t terms, size_t keep, size_t fresh)
{
	uint64_t all = (uint64_t)keep + fresh;

	return (uint64_t)terms * (8 * (uint64_t)keep + 4 * (2 * all + 2 * (uint64_t)fresh))
		+ 16 * GROUPS * all * all;
}

static void add_groups(double *groups, size_t size)
{
	size_t g, i;

	for (g = 1; g < GROUPS; g++)
		for (i = 0; i < size; i++)
			groups[i] += groups[g * size + i];
}

/* Rows of panels, first columns of them, among rows of lead numbers, and back. */
static void rows_from(const struct panels *panels, size_t at, size_t rows, size_t columns,
	double *to, size_t lead)
{
	size_t i, j, t;

	for (j = 0; j < columns; j += PANEL) {
		const float *from = product_panels_at(panels, j / PANEL) + at * PANEL;
		size_t width = columns - j < PANEL ? columns - j : PANEL;

		for (i = 0; i < rows; i++, from += PANEL)
			for (t = 0; t < width; t++)
				to[i * lead + j + t] = (double)from[t];
	}
}

static void rows_to(const double *from, size_t lead, size_t at, size_t rows,
	const struct panels *panels)
{
	size_t i, j, t;

	for (j = 0; j < panels->columns; j += PANEL) {
		float *to = product_panels_at(panels, j / PANEL) + at * PANEL;
		size_t width = panels->columns - j < PANEL ? panels->columns - j : PANEL;

		for (i = 0; i < rows; i++, to += PANEL)
			for (t = 0; t < PANEL; t++)
				to[t] = t < width ? (float)from[i * lead + j + t] : 0;
	}
}

static int random_step(void *context, size_t panel, int thread, struct fault *fault)
{
	const struct fold *fold = context;
	size_t i, j, t, begin = panel * PANEL;
	float *to = product_panels_at(&fold->random, panel);

	(void)thread;
	(void)fault;
	for (i = 0; i < fold->random.rows; i++, to += PANEL)
		for (t = 0; t < PANEL && (j = begin + t) < fold->fresh; t++)
			to[t] = (float)(random_uniform(fold->seed, i, j) - 0.5);
	return 0;
}

/* U'W and W'W, W = A'A X, over a group of rows. */
static int share_step(void *context, size_t group, int thread, struct fault *fault)
{
	const struct fold *fold = context;
	size_t m = fold->m, p = fold->fresh, n = fold->whole->terms, at = n * group / GROUPS;
	size_t end = n * (group + 1) / GROUPS;
	double *rows64 = fold->rows64 + (size_t)thread * ROWS * 2 * (m + p);

	(void)fault;
	for (; at < end; at += ROWS) {
		size_t rows = end - at < ROWS ? end - at : ROWS;

		rows_from(&fold->own, at, rows, p, rows64, p);
		blas_rows_cross(fold->whole->u + at * m, rows, m, rows64, p,
			fold->share + group * m * p);
		blas_rows_gram(rows64, rows, p, fold->gram + group * p * p);
	}
	return 0;
}

/* From the sums to the turn that makes Z: with H = U'W, Z'Z = W'W - H'H before
 * it is made orthonormal. */
static int solve_own(struct fold *fold, struct fault *fault)
{
	size_t m = fold->m, p = fold->fresh, c, i, j;
	double *value = memory_zeroed(p, sizeof *value, fault), *own = fold->gram + p * p;
	double *vectors = memory_zeroed(p * p, sizeof *vectors, fault), size = 0;
	double *out = memory_zeroed(m * p + 1, sizeof *out, fault);
	int failed = -1;

	if (!value || !vectors || !out)
		goto done;
	add_groups(fold->share, m * p);
	add_groups(fold->gram, p * p);
	memset(own, 0, p * p * sizeof *own);
	blas_rows_gram(fold->share, m, p, own);
	for (i = 0; i < p * p; i++)
		vectors[i] = fold->gram[i] - own[i];
	for (i = 0; i < p; i++)
		size += fold->gram[i * p + i];
	if (blas_eigen(vectors, p, value, fault))
		goto done;
	for (c = 0; c < p && value[c] > negligible * negligible * size; c++)
		for (i = 0; i < p; i++)
			fold->turn[c * (m + p) + m + i] = vectors[c * p + i] /= sqrt(value[c]);
	blas_rows_turn(fold->share, m, p, vectors, c, out, c);
	for (j = 0; j < c; j++)
		for (i = 0; i < m; i++)
			fold->turn[j * (m + p) + i] = -out[i * c + j];
	fold->n = m + c;
	failed = 0;
done:
	free(value);
	free(vectors);
	free(out);
	return failed;
}

/* Rows of Q = [U, [U W] turn]. */
static int basis_step(void *context, size_t index, int thread, struct fault *fault)
{
	const struct fold *fold = context;
	size_t m = fold->m, p = fold->fresh, n = fold->n, all = fold->whole->terms, i;
	size_t at = index * ROWS, rows = all - at < ROWS ? all - at : ROWS;
	double *from = fold->rows64 + (size_t)thread * ROWS * 2 * (m + p);
	double *to = from + ROWS * (m + p);

	(void)fault;
	for (i = 0; i < rows; i++) {
		memcpy(from + i * (m + p), fold->whole->u + (at + i) * m, m * sizeof *from);
		memcpy(to + i * n, fold->whole->u + (at + i) * m, m * sizeof *from);
	}
	rows_from(&fold->own, at, rows, p, from + m, m + p);
	blas_rows_turn(from, rows, m + p, fold->turn, n - m, to + m, n);
	rows_to(to, n, at, rows, &fold->basis);
	return 0;
}

/* (A Q)'(A Q) over a group of documents, each piece's blocks of rows in turn. */
static int metric_step(void *context, size_t group, int thread, struct fault *fault)
{
	const struct fold *fold = context;
	const struct matrix *matrix = fold->matrix;
	size_t n = fold->n, wide = fold->basis.count * PANEL, i, block = 0, at, r;
	double *rows64 = fold->rows64 + (size_t)thread * ROWS * 2 * (fold->m + fold->fresh);
	float *rows32 = fold->rows32 + (size_t)thread * ROWS * wide;

	(void)fault;
	for (i = 0; i < matrix->count; i++) {
		const struct csr *piece = &matrix->piece[i];

		for (at = 0; at < piece->rows; at += ROWS, block++) {
			size_t end = piece->rows - at < ROWS ? piece->rows : at + ROWS, t;

			if (block % GROUPS != group)
				continue;
			product_rows(piece, at, end, &fold->basis, rows32, wide);
			for (r = 0; r < end - at; r++)
				for (t = 0; t < n; t++)
					rows64[r * n + t] = (double)rows32[r * wide + t];
			blas_rows_gram(rows64, end - at, n, fold->metric + group * n * n);
		}
	}
	return 0;
}

/* Rows of Y = A'A Q + U S^2 U'Q. */
static void fill_rows(const void *context, size_t at, size_t rows, double *to)
{
	const struct fold *fold = context;
	size_t m = fold->m, n = fold->n, i, j;

	rows_from(&fold->product, at, rows, n, to, n);
	for (i = 0; i < rows; i++)
		for (j = 0; j < m; j++)
			to[i * n + j] += fold->whole->u[(at + i) * m + j] * fold->square[j];
}

static int take_room(struct fold *fold, size_t terms, struct fault *fault)
{
	size_t keep = fold->keep, p = fold->fresh, all, rows, squares, wide, small;

	if (fold->square)
		return 0;
	if (!size_add(keep, p, &all) || !size_add(all, PANEL, &wide)
		|| !size_multiply(2 * ROWS * (size_t)fold->threads, wide, &rows)
		|| !size_multiply(all, all, &squares) || !size_multiply(squares, GROUPS, &squares))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu factors", keep);
	small = all * p;
	fold->share = memory_aligned(GROUPS * small, sizeof(double), fault);
	fold->gram = memory_aligned(GROUPS * small, sizeof(double), fault);
	fold->turn = memory_aligned(small, sizeof(double), fault);
	fold->metric = memory_aligned(squares, sizeof(double), fault);
	fold->rows64 = memory_aligned(rows, sizeof(double), fault);
	fold->rows32 = memory_aligned(rows, sizeof(float), fault);
	fold->square = memory_zeroed(keep, sizeof(double), fault);
	if (!fold->share || !fold->gram || !fold->turn || !fold->metric || !fold->rows64
		|| !fold->rows32 || !fold->square
		|| product_panels_init(&fold->random, terms, p, fault)
		|| product_panels_init(&fold->own, terms, p, fault)
		|| product_panels_init(&fold->basis, terms, all, fault)
		|| product_panels_init(&fold->product, terms, all, fault))
		return -1;
	return parallel_for(fold->threads, fold->random.count, random_step, fold, fault);
}

static void begin(struct fold *fold, const struct factors *whole, const struct matrix *matrix)
{
	size_t j;

	fold->whole = whole;
	fold->matrix = matrix;
	fold->m = whole->k;
	for (j = 0; j < whole->k; j++) {
		double sigma = ldexp(whole->sigma[j] * fold->decay, -matrix->exponent);

		fold->square[j] = sigma * sigma;
	}
}

static void use_columns(struct panels *panels, size_t columns)
{
	panels->columns = columns;
	panels->count = (columns + PANEL - 1) / PANEL;
}

/* Q, and what of it the chunk adds to U. */
static int find_basis(struct fold *fold, struct fault *fault)
{
	size_t m = fold->m, p = fold->fresh, terms = fold->whole->terms;

	memset(fold->share, 0, GROUPS * m * p * sizeof *fold->share);
	memset(fold->gram, 0, GROUPS * p * p * sizeof *fold->gram);
	if (product_gram(fold->matrix, &fold->random, &fold->own, &fold->scratch, fold->threads,
			fault)
		|| parallel_for(fold->threads, GROUPS, share_step, fold, fault)
		|| solve_own(fold, fault))
		return -1;
	use_columns(&fold->basis, fold->n);
	return parallel_for(fold->threads, (terms + ROWS - 1) / ROWS, basis_step, fold, fault);
}

/* T and Y. */
static int multiply(struct fold *fold, struct fault *fault)
{
	size_t n = fold->n, i;

	memset(fold->metric, 0, GROUPS * n * n * sizeof *fold->metric);
	use_columns(&fold->product, n);
	if (parallel_for(fold->threads, GROUPS, metric_step, fold, fault)
		|| product_gram(fold->matrix, &fold->basis, &fold->product, &fold->scratch,
			fold->threads, fault))
		return -1;
	add_groups(fold->metric, n * n);
	for (i = 0; i < n; i++) {
		double *diagonal = &fold->metric[i * n + i];

		*diagonal = (*diagonal + (i < fold->m ? fold->square[i] : 0)) * (1 + shift);
	}
	return 0;
}

/* sigma, in the units of the corpus, and what is known of its errors. */
static void finish(const struct fold *fold, const struct composite *composite,
	double worst, struct factors *out)
{
	int exponent = fold->matrix->exponent;
	size_t i;

	out->documents += fold->matrix->rows;
	/* none was looked for that the fresh directions did not see */
	out->unseen = -1;
	out->beyond = fold->decay * fold->decay * out->beyond
		+ left_out * ldexp(compose_next(composite, out->k), 2 * exponent);
	for (i = 0; i < out->k; i++) {
		double sigma = ldexp(sqrt(composite->value[i]), exponent);
		double error = worst + out->beyond / (2 * sigma * sigma);

		out->sigma[i] = sigma;
		out->error[i] = error > rounding ? error : rounding;
	}
}

/* The vectors, in the place of those before where they are as many. */
static int turn_vectors(const struct fold *fold, const struct composite *composite,
	struct factors *whole, struct fault *fault)
{
	struct factors out = {0};
	size_t k = composite->rank < fold->keep ? composite->rank : fold->keep;

	if (k == whole->k)
		return compose_vectors(composite, k, whole->u, fault);
	if (factors_init(&out, whole->terms, k, fault)
		|| compose_vectors(composite, k, out.u, fault)) {
		factors_release(&out);
		return -1;
	}
	out.documents = whole->documents;
	out.beyond = whole->beyond;
	factors_release(whole);
	*whole = out;
	return 0;
}

int fold_matrix(struct fold *fold, struct factors *whole, const struct matrix *matrix,
	struct fault *fault)
{
	struct composite composite = {.terms = whole->terms, .fill = fill_rows,
		.context = fold, .rounding = rounding, .threads = fold->threads};
	double worst = 0;
	size_t i;
	int failed = -1;

	blas_prepare();
	for (i = 0; i < whole->k && whole->beyond == 0; i++)
		worst = whole->error[i] > worst ? whole->error[i] : worst;
	if (take_room(fold, whole->terms, fault))
		return -1;
	begin(fold, whole, matrix);
	if (find_basis(fold, fault) || multiply(fold, fault))
		return -1;
	composite.columns = fold->n;
	composite.metric = fold->metric;
	if (compose_solve(&composite, fault) || turn_vectors(fold, &composite, whole, fault))
		goto done;
	finish(fold, &composite, worst, whole);
	failed = 0;
done:
	compose_release(&composite);
	return failed;
}
