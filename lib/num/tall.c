/* tall.c - products of tall dense matrices, cut by rows. */
#include "num/tall.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/blas.h"

#include <cblas.h>

#include <stdlib.h>
#include <string.h>

/* Rows that a thread takes at a time: their part of q stays in its cache
 * from one product to the next. */
enum { CACHED_ROWS = 256 };

int tall_init(struct tall *tall, size_t rows, size_t room, struct fault *fault)
{
	size_t size;

	*tall = (struct tall){.rows = rows, .room = room};
	if (!size_multiply(rows, room, &size))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu rows of %zu columns",
			rows, room);
	tall->data = memory_aligned(size, sizeof *tall->data, fault);
	return tall->data ? 0 : -1;
}

void tall_release(struct tall *tall)
{
	free(tall->data);
	*tall = (struct tall){0};
}

enum sweep_kind { SWEEP_CROSS, SWEEP_PURGE, SWEEP_TURN, SWEEP_COMBINE };

/* One sweep over the rows: what the steps share. */
struct tall_sweep {
	enum sweep_kind kind;
	const struct tall *q;
	struct tall *w;
	const struct tall *w_in; /* for cross, which changes nothing */
	struct tall *out;
	const float *h, *turn; /* m x b, b x c; h NULL: none */
	size_t c;
	float *parts; /* parts x (m x b, then b x b) */
	size_t part_size;
	float *scratch; /* threads x CACHED_ROWS x b */
};

static void gemm_tn(size_t p, size_t r, size_t rows, const float *a, size_t lead_a,
	const float *b, size_t lead_b, float *out)
{
	if (p && r)
		cblas_sgemm(CblasColMajor, CblasTrans, CblasNoTrans, (int)p, (int)r, (int)rows, 1,
			a, (int)lead_a, b, (int)lead_b, 1, out, (int)p);
}

static void gemm_nn(size_t rows, size_t r, size_t q, float factor, const float *a,
	size_t lead_a, const float *b, size_t lead_b, float add, float *out, size_t lead_out)
{
	if (rows && r && q)
		cblas_sgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, (int)rows, (int)r, (int)q,
			factor, a, (int)lead_a, b, (int)lead_b, add, out, (int)lead_out);
}

static void sweep_rows(const struct tall_sweep *s, size_t at, size_t rows, float *part,
	float *scratch)
{
	size_t n = s->q->rows, m = s->q->columns;
	const float *q = s->q->data + at;

	if (s->kind == SWEEP_CROSS) {
		gemm_tn(m, s->w_in->columns, rows, q, n, s->w_in->data + at, n, part);
	} else if (s->kind == SWEEP_PURGE) {
		size_t b = s->w->columns;
		float *w = s->w->data + at;

		gemm_nn(rows, b, m, -1, q, n, s->h, m, 1, w, n);
		gemm_tn(m, b, rows, q, n, w, n, part);
		gemm_tn(b, b, rows, w, n, w, n, part + m * b);
	} else if (s->kind == SWEEP_TURN) {
		size_t b = s->w->columns, j;
		float *w = s->w->data + at;

		if (s->h)
			gemm_nn(rows, b, m, -1, q, n, s->h, m, 1, w, n);
		gemm_nn(rows, s->c, b, 1, w, n, s->turn, b, 0, scratch, CACHED_ROWS);
		for (j = 0; j < s->c; j++)
			memcpy(w + j * n, scratch + j * CACHED_ROWS, rows * sizeof *w);
	} else {
		gemm_nn(rows, s->c, m, 1, q, n, s->h, m, 0, s->out->data + at, n);
	}
}

static int sweep_part(void *context, size_t index, int thread, struct fault *fault)
{
	const struct tall_sweep *s = context;
	size_t n = s->q->rows, begin = index * TALL_ROWS, at;
	size_t end = n - begin < TALL_ROWS ? n : begin + TALL_ROWS;
	size_t b = s->w ? s->w->columns : 0;
	float *scratch = s->scratch ? s->scratch + (size_t)thread * CACHED_ROWS * b : NULL;
	float *part = s->parts ? s->parts + index * s->part_size : NULL;

	(void)fault;
	if (part)
		memset(part, 0, s->part_size * sizeof *part);
	for (at = begin; at < end; at += CACHED_ROWS)
		sweep_rows(s, at, end - at < CACHED_ROWS ? end - at : CACHED_ROWS, part, scratch);
	return 0;
}

static size_t parts_of(size_t rows)
{
	return (rows + TALL_ROWS - 1) / TALL_ROWS;
}

/* Runs the sweep; sums its parts, first to h (size_h numbers), then to gram. */
static int sweep_run(struct tall_sweep *s, double *h, size_t size_h, double *gram,
	size_t size_gram, int threads, struct fault *fault)
{
	size_t count = parts_of(s->q->rows), i, j;
	int failed = -1;

	blas_prepare();
	s->part_size = size_h + size_gram;
	if (s->part_size) {
		s->parts = memory_aligned(count * s->part_size, sizeof *s->parts, fault);
		if (!s->parts)
			return -1;
		memset(h, 0, size_h * sizeof *h);
		if (gram)
			memset(gram, 0, size_gram * sizeof *gram);
	}
	if (parallel_for(threads, count, sweep_part, s, fault))
		goto done;
	for (i = 0; i < count && s->parts; i++) {
		const float *part = s->parts + i * s->part_size;

		for (j = 0; j < size_h; j++)
			h[j] += (double)part[j];
		for (j = 0; j < size_gram; j++)
			gram[j] += (double)part[size_h + j];
	}
	failed = 0;
done:
	free(s->parts);
	s->parts = NULL;
	return failed;
}

static float *as_f32(const double *from, size_t rows, size_t lead, size_t columns,
	struct fault *fault)
{
	float *to = memory_aligned(rows * columns, sizeof *to, fault);
	size_t i, j;

	for (j = 0; to && j < columns; j++)
		for (i = 0; i < rows; i++)
			to[j * rows + i] = (float)from[j * lead + i];
	return to;
}

int tall_cross(const struct tall *q, const struct tall *w, double *h, int threads,
	struct fault *fault)
{
	struct tall_sweep s = {.kind = SWEEP_CROSS, .q = q, .w_in = w};

	return sweep_run(&s, h, q->columns * w->columns, NULL, 0, threads, fault);
}

int tall_purge(const struct tall *q, const double *h, struct tall *w, double *again,
	double *gram, int threads, struct fault *fault)
{
	size_t m = q->columns, b = w->columns;
	float *h32 = as_f32(h, m, m, b, fault);
	struct tall_sweep s = {.kind = SWEEP_PURGE, .q = q, .w = w, .h = h32};
	int failed = !h32 || sweep_run(&s, again, m * b, gram, b * b, threads, fault);

	free(h32);
	return failed ? -1 : 0;
}

int tall_turn(const struct tall *q, const double *h, struct tall *w, const double *turn,
	size_t c, int threads, struct fault *fault)
{
	size_t m = q->columns, b = w->columns;
	float *h32 = h ? as_f32(h, m, m, b, fault) : NULL;
	float *turn32 = as_f32(turn, b, b, c, fault);
	float *scratch = memory_aligned((size_t)threads * CACHED_ROWS * b, sizeof *scratch,
		fault);
	struct tall_sweep s = {.kind = SWEEP_TURN, .q = q, .w = w, .h = h32, .turn = turn32, .c = c,
		.scratch = scratch};
	int failed = (h && !h32) || !turn32 || !scratch
		|| sweep_run(&s, NULL, 0, NULL, 0, threads, fault);

	w->columns = c;
	free(h32);
	free(turn32);
	free(scratch);
	return failed ? -1 : 0;
}

int tall_combine(const struct tall *q, const double *y, size_t lead, size_t k,
	struct tall *out, int threads, struct fault *fault)
{
	float *y32 = as_f32(y, q->columns, lead, k, fault);
	struct tall_sweep s = {.kind = SWEEP_COMBINE, .q = q, .out = out, .h = y32, .c = k};
	int failed = !y32 || sweep_run(&s, NULL, 0, NULL, 0, threads, fault);

	out->columns = k;
	free(y32);
	return failed ? -1 : 0;
}
