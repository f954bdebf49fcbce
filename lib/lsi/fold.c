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

/* Rows at a time, and sums that are kept apart, whatever the threads. */
enum { ROWS = 512, GROUPS = 8 };

/* A direction that is so small a part of the product it comes from is
 * rounding, and so is a factor of the numbers it comes from. */
static const double negligible = 2e-6, rounding = 1e-6;

/* Makes T positive definite where the chunk has fewer directions than Q. */
static const double shift = 1e-10;

/* What a fold leaves out, by the first square that it drops. */
static const double left_out = 1.5;

struct fold {
	const struct fold_plan *plan;
	const struct factors *whole;
	const struct matrix *matrix;
	size_t m, p, n;       /* columns of U, of X, of Q */
	double *square;       /* size m: S^2, scaled as the matrix is */
	struct panels random; /* X */
	struct panels fresh;  /* A'A X */
	struct panels basis;  /* Q */
	struct panels product; /* A'A Q */
	struct panels scratch;
	double *share;        /* GROUPS x m x p, row-major: U' A'A X */
	double *gram;         /* GROUPS x p x p: of A'A X, then of Z */
	double *turn;         /* (m + p) x (n - m): from [U, A'A X] to Z */
	double *metric;       /* GROUPS x n x n: T */
	double *rows64;       /* threads x ROWS x 2 (m + p) */
	float *rows32;        /* threads x ROWS x n, whole panels */
};

static void fold_release(struct fold *fold)
{
	free(fold->square);
	panels_release(&fold->random);
	panels_release(&fold->fresh);
	panels_release(&fold->basis);
	panels_release(&fold->product);
	panels_release(&fold->scratch);
	free(fold->share);
	free(fold->gram);
	free(fold->turn);
	free(fold->metric);
	free(fold->rows64);
	free(fold->rows32);
}

static double *zeroed_groups(size_t rows, size_t columns, struct fault *fault)
{
	size_t size;

	if (size_multiply(rows, columns, &size))
		return memory_zeroed(size, GROUPS * sizeof(double), fault);
	(void)fault_set(fault, FAULT_SYSTEM, "out of memory: %zu factors", columns);
	return NULL;
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
		const float *from = panels_at(panels, j / PANEL) + at * PANEL;
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
		float *to = panels_at(panels, j / PANEL) + at * PANEL;
		size_t width = panels->columns - j < PANEL ? panels->columns - j : PANEL;

		for (i = 0; i < rows; i++, to += PANEL)
			for (t = 0; t < width; t++)
				to[t] = (float)from[i * lead + j + t];
	}
}

static int random_step(void *context, size_t panel, int thread, struct fault *fault)
{
	const struct fold *fold = context;
	size_t i, t, width = fold->p - panel * PANEL < PANEL ? fold->p - panel * PANEL : PANEL;
	float *to = panels_at(&fold->random, panel);

	(void)thread;
	(void)fault;
	for (i = 0; i < fold->random.rows; i++, to += PANEL)
		for (t = 0; t < width; t++)
			to[t] = (float)(random_uniform(fold->plan->seed, i, panel * PANEL + t)
				- 0.5);
	return 0;
}

/* U'W and W'W, W = A'A X, over a group of rows. */
static int share_step(void *context, size_t group, int thread, struct fault *fault)
{
	const struct fold *fold = context;
	size_t m = fold->m, p = fold->p, n = fold->whole->terms, at = n * group / GROUPS;
	size_t end = n * (group + 1) / GROUPS;
	double *rows64 = fold->rows64 + (size_t)thread * ROWS * 2 * (m + p);

	(void)fault;
	for (; at < end; at += ROWS) {
		size_t rows = end - at < ROWS ? end - at : ROWS;

		rows_from(&fold->fresh, at, rows, p, rows64, p);
		rows_cross(fold->whole->u + at * m, rows, m, rows64, p,
			fold->share + group * m * p);
		rows_gram(rows64, rows, p, fold->gram + group * p * p);
	}
	return 0;
}

/* From the sums to the turn that makes Z: with H = U'W, Z'Z = W'W - H'H before
 * it is made orthonormal. */
static int solve_fresh(struct fold *fold, struct fault *fault)
{
	size_t m = fold->m, p = fold->p, c, i, j;
	double *value = memory_zeroed(p, sizeof *value, fault), *own = fold->gram + p * p;
	double *vectors = memory_zeroed(p * p, sizeof *vectors, fault), size = 0;
	double *out = memory_zeroed(m * p + 1, sizeof *out, fault);
	int failed = -1;

	if (!value || !vectors || !out)
		goto done;
	add_groups(fold->share, m * p);
	add_groups(fold->gram, p * p);
	memset(own, 0, p * p * sizeof *own);
	rows_gram(fold->share, m, p, own);
	for (i = 0; i < p * p; i++)
		vectors[i] = fold->gram[i] - own[i];
	for (i = 0; i < p; i++)
		size += fold->gram[i * p + i];
	if (symmetric_eigen(vectors, p, value, fault))
		goto done;
	for (c = 0; c < p && value[c] > negligible * negligible * size; c++)
		for (i = 0; i < p; i++)
			fold->turn[c * (m + p) + m + i] = vectors[c * p + i] /= sqrt(value[c]);
	rows_turn(fold->share, m, p, vectors, c, out, c);
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
	size_t m = fold->m, p = fold->p, n = fold->n, all = fold->whole->terms, i;
	size_t at = index * ROWS, rows = all - at < ROWS ? all - at : ROWS;
	double *from = fold->rows64 + (size_t)thread * ROWS * 2 * (m + p);
	double *to = from + ROWS * (m + p);

	(void)fault;
	for (i = 0; i < rows; i++) {
		memcpy(from + i * (m + p), fold->whole->u + (at + i) * m, m * sizeof *from);
		memcpy(to + i * n, fold->whole->u + (at + i) * m, m * sizeof *from);
	}
	rows_from(&fold->fresh, at, rows, p, from + m, m + p);
	rows_turn(from, rows, m + p, fold->turn, n - m, to + m, n);
	rows_to(to, n, at, rows, &fold->basis);
	return 0;
}

/* (A Q)'(A Q) over a group of documents, each piece's blocks of rows in turn. */
static int metric_step(void *context, size_t group, int thread, struct fault *fault)
{
	const struct fold *fold = context;
	const struct matrix *matrix = fold->matrix;
	size_t n = fold->n, wide = fold->basis.count * PANEL, i, block = 0, at, r;
	double *rows64 = fold->rows64 + (size_t)thread * ROWS * 2 * (fold->m + fold->p);
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
			rows_gram(rows64, end - at, n, fold->metric + group * n * n);
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

static int take_room(struct fold *fold, struct fault *fault)
{
	size_t m = fold->m, p = fold->p, threads = (size_t)fold->plan->threads, j;
	size_t wide = (m + p + PANEL - 1) / PANEL * PANEL;

	fold->square = memory_zeroed(m, sizeof *fold->square, fault);
	fold->share = zeroed_groups(m, p, fault);
	fold->gram = zeroed_groups(p, p, fault);
	fold->turn = memory_zeroed((m + p) * p, sizeof *fold->turn, fault);
	fold->rows64 = memory_aligned(threads * ROWS * 2 * (m + p), sizeof(double), fault);
	fold->rows32 = memory_aligned(threads * ROWS * wide, sizeof(float), fault);
	if (!fold->square || !fold->share || !fold->gram || !fold->turn || !fold->rows64
		|| !fold->rows32)
		return -1;
	for (j = 0; j < m; j++) {
		double sigma = ldexp(fold->whole->sigma[j] * fold->plan->decay,
			-fold->matrix->exponent);

		fold->square[j] = sigma * sigma;
	}
	return 0;
}

/* Q, and what of it the chunk adds to U. */
static int find_basis(struct fold *fold, struct fault *fault)
{
	size_t terms = fold->whole->terms;
	int threads = fold->plan->threads;
	int failed = panels_init(&fold->random, terms, fold->p, fault)
		|| parallel_for(threads, fold->random.count, random_step, fold, fault)
		|| panels_init(&fold->fresh, terms, fold->p, fault)
		|| product_gram(fold->matrix, &fold->random, &fold->fresh, &fold->scratch, threads,
			fault)
		|| parallel_for(threads, GROUPS, share_step, fold, fault)
		|| solve_fresh(fold, fault)
		|| panels_init(&fold->basis, terms, fold->n, fault)
		|| parallel_for(threads, (terms + ROWS - 1) / ROWS, basis_step, fold, fault);

	panels_release(&fold->random);
	panels_release(&fold->fresh);
	return failed ? -1 : 0;
}

/* T and Y. */
static int multiply(struct fold *fold, struct fault *fault)
{
	size_t n = fold->n, i;
	int threads = fold->plan->threads, failed;

	fold->metric = zeroed_groups(n, n, fault);
	failed = !fold->metric || parallel_for(threads, GROUPS, metric_step, fold, fault)
		|| panels_init(&fold->product, fold->whole->terms, n, fault)
		|| product_gram(fold->matrix, &fold->basis, &fold->product, &fold->scratch, threads,
			fault);
	if (failed)
		return -1;
	add_groups(fold->metric, n * n);
	for (i = 0; i < n; i++) {
		double *diagonal = &fold->metric[i * n + i];

		*diagonal = (*diagonal + (i < fold->m ? fold->square[i] : 0)) * (1 + shift);
	}
	panels_release(&fold->basis);
	panels_release(&fold->scratch);
	return 0;
}

/* The result in the units of the corpus, with what is known of its errors. */
static void finish(const struct fold *fold, double next, struct factors *out)
{
	const struct factors *whole = fold->whole;
	double decay = fold->plan->decay, worst = 0;
	size_t i;

	for (i = 0; i < whole->k && whole->beyond == 0; i++)
		worst = whole->error[i] > worst ? whole->error[i] : worst;
	out->documents = whole->documents + fold->matrix->rows;
	out->beyond = decay * decay * whole->beyond
		+ left_out * ldexp(next, 2 * fold->matrix->exponent);
	for (i = 0; i < out->k; i++) {
		out->sigma[i] = ldexp(out->sigma[i], fold->matrix->exponent);
		out->error[i] = worst + out->beyond / (2 * out->sigma[i] * out->sigma[i]);
		out->error[i] = out->error[i] > 0x1p-24 ? out->error[i] : 0x1p-24;
	}
}

int fold_matrix(struct factors *whole, const struct matrix *matrix,
	const struct fold_plan *plan, struct fault *fault)
{
	struct fold fold = {.plan = plan, .whole = whole, .matrix = matrix, .m = whole->k,
		.p = plan->fresh};
	struct composite composite = {.terms = whole->terms, .fill = fill_rows,
		.context = &fold, .rounding = rounding};
	struct factors out = {0};
	int failed;

	blas_prepare();
	failed = take_room(&fold, fault) || find_basis(&fold, fault) || multiply(&fold, fault);
	if (!failed) {
		composite.columns = fold.n;
		composite.metric = fold.metric;
		failed = compose(&composite, plan->keep, &out, plan->threads, fault);
	}
	if (!failed) {
		finish(&fold, composite.next, &out);
		factors_release(whole);
		*whole = out;
		out = (struct factors){0};
	}
	factors_release(&out);
	fold_release(&fold);
	return failed ? -1 : 0;
}
