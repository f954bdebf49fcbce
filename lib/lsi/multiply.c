/* multiply.c - A'(A B) over streams, on a grid of integers. */
#include "lsi/multiply.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "stream/relay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int multiply_grid(double bound)
{
	int exponent;

	(void)frexp(bound, &exponent);
	return 62 - exponent;
}

int multiplication_init(struct multiplication *m, struct panels *in, double bound,
	int threads, struct fault *fault)
{
	size_t size = in->count * in->rows * PANEL;

	*m = (struct multiplication){.in = *in, .grid = bound > 0 ? multiply_grid(bound) : 0,
		.threads = threads, .piece = {.columns = in->rows}};
	*in = (struct panels){0};
	m->gathering.matrix = &m->piece;
	if (panels_init(&m->sum, m->in.rows, m->in.columns, fault))
		return -1;
	if (bound > 0)
		m->total = memory_zeroed(size, sizeof *m->total, fault);
	else
		m->real = memory_zeroed(size, sizeof *m->real, fault);
	return m->total || m->real ? 0 : -1;
}

void multiplication_release(struct multiplication *m)
{
	panels_release(&m->in);
	panels_release(&m->sum);
	free(m->total);
	free(m->real);
	matrix_release(&m->piece);
	gathering_release(&m->gathering);
	*m = (struct multiplication){0};
}

/* Adds a panel's sums to the totals and clears them. */
static int put_on_grid(struct multiplication *m, size_t panel, struct fault *fault)
{
	size_t size = m->in.rows * PANEL, i, at = panel * size;
	double scale = ldexp(1, m->grid + 2 * m->piece.exponent);
	double back = ldexp(1, 2 * m->piece.exponent);
	float *sum = panels_at(&m->sum, panel);

	for (i = 0; i < size; i++) {
		if (sum[i] == 0)
			continue;
		if (!isfinite(sum[i]) || (m->total && fabs((double)sum[i] * scale) >= 0x1p62))
			return fault_set(fault, FAULT_DATA,
				"a product is beyond its bound: the corpus is not the one the "
				"basis was started for");
		if (m->total)
			m->total[at + i] += (int64_t)rint((double)sum[i] * scale);
		else
			m->real[at + i] += (double)sum[i] * back;
	}
	memset(sum, 0, size * sizeof *sum);
	return 0;
}

static int panel_step(void *context, size_t panel, int thread, struct fault *fault)
{
	struct multiplication *m = context;
	size_t i;

	(void)thread;
	for (i = 0; i < m->piece.count; i++)
		product_gram_piece(&m->piece.piece[i], panels_at(&m->in, panel),
			panels_at(&m->sum, panel));
	return put_on_grid(m, panel, fault);
}

/* Multiplies the rows in hand; then there are none. */
static int end_piece(struct multiplication *m, struct fault *fault)
{
	struct matrix *piece = &m->piece;
	int failed = matrix_finish(piece, fault);

	if (!failed) {
		m->squares += ldexp(matrix_squares(piece), 2 * piece->exponent);
		m->documents += piece->rows;
		failed = parallel_for(m->threads, m->in.count, panel_step, m, fault);
	}
	matrix_release(piece);
	piece->columns = m->in.rows;
	return failed;
}

static int take(void *context, const struct rows *rows, struct fault *fault)
{
	struct multiplication *m = context;
	size_t row;

	if (rows->stream != m->stream && m->piece.rows && end_piece(m, fault))
		return -1;
	m->stream = rows->stream;
	for (row = 0; row < rows->count; row++) {
		if (gather_row(&m->gathering, rows, row, fault))
			return -1;
		if (m->piece.nonzeros >= PIECE_NONZEROS && end_piece(m, fault))
			return -1;
	}
	return 0;
}

int multiplication_run(struct multiplication *m, struct source *source, struct fault *fault)
{
	if (relay_each(source, m->threads, take, m, fault)
		|| (m->piece.rows && end_piece(m, fault)))
		return -1;
	return 0;
}

double multiplication_at(const struct multiplication *m, size_t term, size_t column)
{
	size_t at = (column / PANEL * m->in.rows + term) * PANEL + column % PANEL;

	return m->total ? ldexp((double)m->total[at], -m->grid) : m->real[at];
}

int multiply_squares(struct source *source, int threads, double *squares,
	struct fault *fault)
{
	struct multiplication m = {0};
	struct panels none = {0};
	int failed = multiplication_init(&m, &none, 0, threads, fault);

	m.piece.columns = m.in.rows = source->vocabulary.size;
	failed = failed || multiplication_run(&m, source, fault);
	*squares = m.squares;
	m.in.rows = 0;
	multiplication_release(&m);
	return failed;
}
