/* product.c - sparse times dense, both ways and fused. */
#include "num/product.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/tile.h"
#include "num/variants.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int product_panels_init(struct panels *panels, size_t rows, size_t columns, struct fault *fault)
{
	size_t size, count = (columns + PANEL - 1) / PANEL;

	*panels = (struct panels){.rows = rows, .columns = columns, .count = count};
	if (!size_multiply(count * PANEL, rows, &size))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu rows of %zu columns",
			rows, columns);
	panels->data = memory_aligned(size, sizeof *panels->data, fault);
	if (!panels->data)
		return -1;
	memset(panels->data, 0, size * sizeof *panels->data);
	return 0;
}

void product_panels_release(struct panels *panels)
{
	free(panels->data);
	*panels = (struct panels){0};
}

/* Nonzeros of a run, and of one whose sum goes to f64; how many nonzeros ahead their rows
 * of a panel are fetched. */
enum { RUN = 256, SHORT = 8, AHEAD = 32 };

/* For each lane.  Kept a loop until the vectoriser has seen it: unrolled too
 * early, the lanes would become as many scalars. */
#define LANES(t) _Pragma("GCC unroll 1") for (size_t t = 0; t < PANEL; t++)

/* sum += value * in, of one nonzero. */
#define LANES_ADD(sum, nonzero, in) \
	do { \
		float factor_ = value[nonzero]; \
		const float *restrict from_ = (in) + (size_t)column[nonzero] * PANEL; \
		LANES(t) sum[t] = __builtin_fmaf(factor_, from_[t], sum[t]); \
	} while (0)

/* The rows of a panel that a later nonzero wants; last is the piece's last. */
#define FETCH(nonzero, in, write) \
	__builtin_prefetch((in) + (size_t)column[(nonzero) + AHEAD < last ? (nonzero) + AHEAD \
		: last] * PANEL, write)

/* One row times a panel: runs of nonzeros, each in two sums of f32 that hide half of the
 * latency, and these added up in type, so that long rows don't gather rounding: SHORT runs
 * in double leave none of what equal products have in common. */
#define ROW_TIMES_PANEL(sum, type, run, begin, end, in, fetch) \
	do { \
		size_t p_ = (begin), stop_; \
		while (p_ < (end)) { \
			float even_[PANEL] = {0}, odd_[PANEL] = {0}; \
			stop_ = (end) - p_ < (run) ? (end) : p_ + (run); \
			for (; p_ + 1 < stop_; p_ += 2) { \
				fetch(p_); \
				fetch(p_ + 1); \
				LANES_ADD(even_, p_, in); \
				LANES_ADD(odd_, p_ + 1, in); \
			} \
			if (p_ < stop_) { \
				LANES_ADD(even_, p_, in); \
				p_++; \
			} \
			LANES(t) sum[t] += (type)even_[t] + (type)odd_[t]; \
		} \
	} while (0)

#define FETCH_BOTH(nonzero) \
	do { \
		FETCH(nonzero, in, 0); \
		FETCH(nonzero, sum, 1); \
	} while (0)
#define FETCH_IN(nonzero) FETCH(nonzero, in, 0)

VARIANTS
void product_gram_piece(const struct csr *piece, const float *in, float *sum)
{
	const uint32_t *restrict column = piece->column;
	const float *restrict value = piece->value;
	size_t row, p, last = piece->nonzeros - 1;

	for (row = 0; row < piece->rows; row++) {
		size_t begin = piece->start[row], end = piece->start[row + 1];
		float y[PANEL] = {0};

		ROW_TIMES_PANEL(y, float, RUN, begin, end, in, FETCH_BOTH);
		for (p = begin; p < end; p++) {
			float factor = value[p];
			float *restrict to = sum + (size_t)column[p] * PANEL;

			LANES(t) to[t] = __builtin_fmaf(factor, y[t], to[t]);
		}
	}
}

VARIANTS
static void rows_times_panel(const struct csr *piece, size_t row, size_t stop,
	const float *in, float *out, size_t lead)
{
	const uint32_t *restrict column = piece->column;
	const float *restrict value = piece->value;
	size_t last = piece->nonzeros - 1;

	for (; row < stop; row++, out += lead) {
		double y[PANEL] = {0};

		ROW_TIMES_PANEL(y, double, SHORT, piece->start[row], piece->start[row + 1], in,
			FETCH_IN);
		LANES(t) out[t] = (float)y[t];
	}
}

VARIANTS
static void stripes_times_panel(const struct stripes *stripes, size_t row, size_t stop,
	const float *all, float *out)
{
	const uint16_t *restrict column = stripes->column;
	const float *restrict value = stripes->value;
	size_t last = stripes->start[stripes->count * stripes->rows] - 1, s;

	for (out += row * PANEL; row < stop; row++, out += PANEL) {
		double y[PANEL] = {0};

		for (s = 0; s < stripes->count; s++) {
			const size_t *start = stripes->start + s * stripes->rows + row;
			const float *in = all + s * STRIPE * PANEL;

			ROW_TIMES_PANEL(y, double, SHORT, start[0], start[1], in, FETCH_IN);
		}
		LANES(t) out[t] = (float)y[t];
	}
}

void product_rows(const struct csr *piece, size_t begin, size_t end,
	const struct panels *in, float *out, size_t lead)
{
	size_t p;

	for (p = 0; p < in->count; p++)
		rows_times_panel(piece, begin, end, product_panels_at(in, p), out + p * PANEL, lead);
}

/* Pieces whose rows are summed one after the other in f32. */
enum { SPAN_PIECES = 8 };

/* Of a product: which pieces make a group, and where it sums. */
struct gram {
	const struct matrix *matrix;
	const struct panels *in;
	struct panels *out, *scratch;
	size_t groups;
};

/* Enough groups for many cores, few enough that adding them up
 * costs little beside the products themselves: a power of two. */
static size_t count_groups(const struct matrix *matrix)
{
	size_t most = matrix->nonzeros / (64 * (matrix->columns + 1)) + 1, groups = 1;

	while (groups < PRODUCT_GROUPS && groups * 2 <= most && groups * 2 <= matrix->count)
		groups *= 2;
	return groups;
}

static float *group_sum(const struct gram *gram, size_t group, size_t panel)
{
	if (group == 0)
		return product_panels_at(gram->out, panel);
	return product_panels_at(gram->scratch, (group - 1) * gram->in->count + panel);
}

/* Sums the pieces from begin to end, SPAN_PIECES of them at a time. */
static int sum_pieces(const struct gram *gram, size_t begin, size_t end, const float *in,
	float *sum, struct fault *fault)
{
	size_t size = gram->in->rows * PANEL, i, piece;
	float *part = end - begin > SPAN_PIECES ? memory_aligned(size, sizeof *part, fault) : sum;

	if (!part)
		return -1;
	memset(sum, 0, size * sizeof *sum);
	while (begin < end) {
		size_t stop = end - begin < SPAN_PIECES ? end : begin + SPAN_PIECES;

		if (part != sum)
			memset(part, 0, size * sizeof *part);
		for (piece = begin; piece < stop; piece++)
			product_gram_piece(&gram->matrix->piece[piece], in, part);
		for (i = 0; part != sum && i < size; i++)
			sum[i] += part[i];
		begin = stop;
	}
	if (part != sum)
		free(part);
	return 0;
}

static int gram_step(void *context, size_t index, int thread, struct fault *fault)
{
	const struct gram *gram = context;
	size_t group = index / gram->in->count, panel = index % gram->in->count;
	size_t count = gram->matrix->count;

	(void)thread;
	return sum_pieces(gram, count * group / gram->groups, count * (group + 1) / gram->groups,
		product_panels_at(gram->in, panel), group_sum(gram, group, panel), fault);
}

int product_gram(const struct matrix *matrix, const struct panels *in, struct panels *out,
	struct panels *scratch, int threads, struct fault *fault)
{
	struct gram gram = {matrix, in, out, scratch, count_groups(matrix)};
	size_t group, i, size = in->count * in->rows * PANEL;
	size_t spare = (gram.groups - 1) * in->count * PANEL;

	if (scratch->columns < spare) {
		product_panels_release(scratch);
		if (product_panels_init(scratch, in->rows, spare, fault))
			return -1;
	}
	if (parallel_for(threads, gram.groups * in->count, gram_step, &gram, fault))
		return -1;
	for (group = 1; group < gram.groups; group++) {
		const float *part = group_sum(&gram, group, 0);

		for (i = 0; i < size; i++)
			out->data[i] += part[i];
	}
	return 0;
}

void product_pair_release(struct product_pair *pair)
{
	stripes_release(&pair->there);
	stripes_release(&pair->back);
	product_panels_release(&pair->middle);
}

int product_pair_gram(const struct product_pair *pair, const struct panels *in,
	struct panels *out, int threads, struct fault *fault)
{
	size_t p;

	for (p = 0; p < in->count; p++)
		if (stripes_multiply(&pair->there, product_panels_at(in, p), pair->middle.data,
				threads, fault)
			|| stripes_multiply(&pair->back, pair->middle.data,
				product_panels_at(out, p), threads, fault))
			return -1;
	return 0;
}

int product_pair_build(struct product_pair *pair, struct matrix *matrix, bool turned,
	int threads, struct fault *fault)
{
	struct stripes *first = turned ? &pair->back : &pair->there;
	int failed;

	*pair = (struct product_pair){0};
	failed = stripes_build(first, matrix, threads, fault);
	csr_release_pieces(matrix);
	return failed || stripes_turn(turned ? &pair->there : &pair->back, first, threads, fault)
		|| product_panels_init(&pair->middle, pair->there.rows, PANEL, fault) ? -1 : 0;
}

int product_pair_times(const struct product_pair *pair, const struct panels *in,
	struct panels *out, int threads, struct fault *fault)
{
	size_t p;

	for (p = 0; p < in->count; p++)
		if (stripes_multiply(&pair->there, product_panels_at(in, p),
			    product_panels_at(out, p), threads, fault))
			return -1;
	return 0;
}

int product_pair_rows(const struct product_pair *pair, const struct panels *in,
	struct panels *out, int threads, struct fault *fault)
{
	size_t p;

	for (p = 0; p < in->count; p++)
		if (stripes_by_slices(&pair->there, stripes_times_panel, product_panels_at(in, p),
			    product_panels_at(out, p), threads, fault))
			return -1;
	return 0;
}

int product_pair_squares(const struct product_pair *pair, const struct panels *in,
	double *square, int threads, struct fault *fault)
{
	size_t j;

	for (j = 0; j < in->columns; j += PANEL) {
		size_t columns = in->columns - j < PANEL ? in->columns - j : PANEL;

		if (stripes_by_slices(&pair->there, stripes_times_panel,
			    product_panels_at(in, j / PANEL), pair->middle.data, threads, fault))
			return -1;
		tile_squares(pair->middle.data, pair->middle.rows, columns, square + j);
	}
	return 0;
}
