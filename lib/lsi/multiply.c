/* multiply.c - A'(A B) over streams, on a grid of integers. */
#include "lsi/multiply.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/variants.h"
#include "stream/relay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sums on the grid stay below this. */
enum { SUM_BITS = 40 };
#define SUM_LIMIT 0x1p40
/* Added to a number smaller than 2^51, it leaves that in the low bits, rounded
 * to the nearest. */
#define TO_WHOLE 0x1.8p52
#define TO_WHOLE_BITS 0x4338000000000000

/* g for a bound F. */
static int multiply_grid(double bound)
{
	int exponent;

	(void)frexp(bound, &exponent);
	return SUM_BITS - exponent;
}

int multiply_init(struct multiplication *m, struct panels *in, double bound,
	int threads, struct fault *fault)
{
	size_t size = in->count * in->rows * PANEL;

	*m = (struct multiplication){.in = *in, .grid = bound > 0 ? multiply_grid(bound) : 0,
		.threads = threads, .piece = {.columns = in->rows}};
	*in = (struct panels){0};
	m->gathering.matrix = &m->piece;
	if (product_panels_init(&m->sum, m->in.rows, m->in.columns, fault))
		return -1;
	if (bound > 0)
		m->total = memory_zeroed(size, sizeof *m->total, fault);
	else
		m->real = memory_zeroed(size, sizeof *m->real, fault);
	return m->total || m->real ? 0 : -1;
}

void multiply_release(struct multiplication *m)
{
	product_panels_release(&m->in);
	product_panels_release(&m->sum);
	free(m->total);
	free(m->real);
	free(m->each);
	csr_release(&m->piece);
	gather_release(&m->gathering);
	*m = (struct multiplication){0};
}

/* total += sum on the grid; false where a sum is beyond it. */
VARIANTS
static bool add_on_grid(const float *restrict sum, size_t size, double scale,
	int64_t *restrict total)
{
	int64_t beyond = 0;
	size_t i;

	for (i = 0; i < size; i++) {
		double scaled = (double)sum[i] * scale, whole = scaled + TO_WHOLE;
		union {
			double number;
			uint64_t bits;
		} low = {whole};

		/* unsigned: what is beyond the grid may be any number */
		beyond |= !(scaled < SUM_LIMIT) | !(scaled > -SUM_LIMIT);
		total[i] = (int64_t)((uint64_t)total[i] + low.bits - TO_WHOLE_BITS);
	}
	return !beyond;
}

/* The same where there is no grid. */
static bool add_real(const float *sum, size_t size, double scale, double *real)
{
	size_t i;

	for (i = 0; i < size && isfinite(sum[i]); i++)
		real[i] += (double)sum[i] * scale;
	return i == size;
}

/* Adds a panel's sums to the totals and clears them. */
static int add_panel(struct multiplication *m, size_t panel, struct fault *fault)
{
	size_t size = m->in.rows * PANEL, at = panel * size;
	float *sum = product_panels_at(&m->sum, panel);

	if (!(m->total ? add_on_grid(sum, size, ldexp(1, m->grid + 2 * m->piece.exponent),
			m->total + at)
		: add_real(sum, size, ldexp(1, 2 * m->piece.exponent), m->real + at)))
		return fault_set(fault, FAULT_DATA, "a product is beyond its bound: the corpus is "
			"not the one the basis was started for");
	memset(sum, 0, size * sizeof *sum);
	return 0;
}

static int panel_step(void *context, size_t panel, int thread, struct fault *fault)
{
	struct multiplication *m = context;
	size_t i;

	(void)thread;
	for (i = 0; i < m->piece.count; i++)
		product_gram_piece(&m->piece.piece[i], product_panels_at(&m->in, panel),
			product_panels_at(&m->sum, panel));
	return add_panel(m, panel, fault);
}

/* Zeros for streams up to this one. */
static int reach_stream(struct multiplication *m, size_t stream, struct fault *fault)
{
	if (memory_grow(&m->each, &m->each_room, stream + 1, fault))
		return -1;
	while (m->streams <= stream)
		m->each[m->streams++] = 0;
	return 0;
}

/* Multiplies the rows in hand; then there are none. */
static int end_piece(struct multiplication *m, struct fault *fault)
{
	struct matrix *piece = &m->piece;
	int failed = csr_finish(piece, fault);

	if (!failed) {
		double squares = ldexp(csr_squares(piece), 2 * piece->exponent);

		m->squares += squares;
		m->each[m->stream] += squares;
		m->documents += piece->rows;
		failed = parallel_for(m->threads, m->in.count, panel_step, m, fault);
	}
	csr_release(piece);
	piece->columns = m->in.rows;
	return failed;
}

static int take(void *context, const struct rows *rows, struct fault *fault)
{
	struct multiplication *m = context;
	size_t row;

	if (rows->stream != m->stream && m->piece.rows && end_piece(m, fault))
		return -1;
	if (reach_stream(m, rows->stream, fault))
		return -1;
	m->stream = rows->stream;
	gather_note(&m->gathering, rows);
	for (row = 0; row < rows->count; row++) {
		if (gather_row(&m->gathering, rows, row, fault))
			return -1;
		if (m->piece.nonzeros >= PIECE_NONZEROS && end_piece(m, fault))
			return -1;
	}
	return 0;
}

int multiply_run(struct multiplication *m, struct source *source, struct fault *fault)
{
	if (relay_each(source, m->threads, take, m, fault)
		|| (m->piece.rows && end_piece(m, fault)))
		return -1;
	return source->totals.streams
		? reach_stream(m, (size_t)source->totals.streams - 1, fault) : 0;
}

double multiply_at(const struct multiplication *m, size_t term, size_t column)
{
	size_t at = (column / PANEL * m->in.rows + term) * PANEL + column % PANEL;

	return m->total ? ldexp((double)m->total[at], -m->grid) : m->real[at];
}

int multiply_squares(struct source *source, int threads, double **squares,
	size_t *streams, struct fault *fault)
{
	struct multiplication m = {0};
	struct panels none = {0};
	int failed = multiply_init(&m, &none, 0, threads, fault);

	m.piece.columns = m.in.rows = source->vocabulary.size;
	failed = failed || multiply_run(&m, source, fault);
	*squares = m.each;
	*streams = m.streams;
	m.each = NULL;
	m.in.rows = 0;
	multiply_release(&m);
	return failed ? -1 : 0;
}

int multiply_bound(struct source *source, int threads, double *bound, struct fault *fault)
{
	double *squares = NULL;
	size_t streams, i;
	int failed = multiply_squares(source, threads, &squares, &streams, fault);

	*bound = 0;
	for (i = 0; !failed && i < streams; i++)
		*bound += squares[i];
	free(squares);
	return failed;
}
