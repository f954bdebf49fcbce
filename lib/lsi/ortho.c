/* ortho.c - block Gram-Schmidt, with an eigenvalue decomposition of the
 * block's own Gram matrix. */
#include "lsi/ortho.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "num/blas.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A direction of a block that is smaller than this share of the block is
 * rounding of the product that the block comes from. */
static const double negligible = 2e-6;

/* Where taking out the basis's share changes a block by more than the first,
 * it is taken out once more: rounding and what the basis itself lacks leave a
 * millionth of that.  And so it is where its directions' squares differ by
 * more than the second, for the small ones take the others' rounding with
 * them.  Where they differ by the third, the block alone is done again. */
static const double notable = 1e-2, very_uneven = 1e3, uneven = 2;

int ortho_init(struct ortho *ortho, size_t room, size_t block, uint64_t key, int threads,
	struct fault *fault)
{
	*ortho = (struct ortho){.room = room, .block = block, .key = key, .threads = threads};
	ortho->h = memory_zeroed(room * block, sizeof(double), fault);
	ortho->again = memory_zeroed(room * block, sizeof(double), fault);
	ortho->r = memory_zeroed(block * block, sizeof(double), fault);
	ortho->gramian = memory_zeroed(block * block, sizeof(double), fault);
	ortho->work = memory_zeroed(3 * block * block + block, sizeof(double), fault);
	return ortho->h && ortho->again && ortho->r && ortho->gramian && ortho->work ? 0 : -1;
}

void ortho_release(struct ortho *ortho)
{
	free(ortho->h);
	free(ortho->r);
	free(ortho->again);
	free(ortho->gramian);
	free(ortho->work);
	*ortho = (struct ortho){0};
}

/* The squared norm of next, all its columns together.  square: size b. */
static double squares(const struct tall *next, double *square)
{
	double sum = 0;
	size_t j;

	tall_squares(next, square);
	for (j = 0; j < next->columns; j++)
		sum += square[j];
	return sum;
}

/* From the eigenvalues of next'next to a turn that makes it orthonormal and
 * its inverse: next = (next turn) back.  Directions below floor are dropped.
 * gramian holds eigenvectors, b x b.  Returns the columns that stay, at most
 * most. */
static size_t make_turn(const double *gramian, const double *value, size_t most, size_t b,
	double floor, double *turn, double *back)
{
	size_t c = 0, i, j;

	while (c < most && value[c] > floor)
		c++;
	for (j = 0; j < c; j++)
		for (i = 0; i < b; i++) {
			turn[j * b + i] = gramian[j * b + i] / sqrt(value[j]);
			back[i * c + j] = gramian[j * b + i] * sqrt(value[j]);
		}
	return c;
}

/* The largest share of the basis in a block, by its smallest direction, whose
 * square is given. */
static double worst_share(const double *share, size_t size, double square)
{
	double most = 0;
	size_t i;

	for (i = 0; i < size; i++)
		most = fmax(most, fabs(share[i]));
	return most / sqrt(square);
}

/* h := next's share of the basis, which is taken out; gramian := next'next. */
static int take_out(struct ortho *ortho, const struct tall *basis, struct tall *next, double *h,
	double *gramian, struct fault *fault)
{
	size_t m = basis->columns, b = next->columns;

	ortho->flops += 4.0 * (double)basis->rows * (double)m * (double)b;
	return (m && tall_cross(basis, next, h, ortho->threads, fault))
		|| tall_purge(basis, h, next, gramian, ortho->threads, fault) ? -1 : 0;
}

/* Takes out what of next is in the last columns of the basis, and a few before
 * them; h (m x b) is set. */
static int take_recent(struct ortho *ortho, const struct tall *basis, size_t recent,
	struct tall *next, struct fault *fault)
{
	size_t m = basis->columns, b = next->columns, at = (m - recent) / PANEL * PANEL, j;
	const struct tall last = tall_from_panel(basis, at / PANEL);

	if (take_out(ortho, &last, next, ortho->again, NULL, fault))
		return -1;
	for (j = 0; j < b; j++)
		memcpy(ortho->h + j * m + at, ortho->again + j * (m - at),
			(m - at) * sizeof *ortho->h);
	return 0;
}

/* h += what was taken out of next, which is c x b in terms of the block. */
static void add_share(struct ortho *ortho, size_t m, size_t b, size_t c, bool turned)
{
	size_t i, j, l;

	for (j = 0; j < b; j++)
		for (l = turned ? 0 : j; l < (turned ? c : j + 1); l++)
			for (i = 0; i < m; i++)
				ortho->h[j * m + i] += ortho->again[l * m + i]
					* (turned ? ortho->r[j * c + l] : 1);
}

int ortho_block(struct ortho *ortho, const struct tall *basis, size_t recent, struct tall *next,
	struct fault *fault)
{
	size_t b = next->columns, m = basis->columns, c, round;
	double *turn = ortho->work, *back = turn + b * b;
	double *product = back + b * b, *value = product + b * b;
	double ratio, share, size = squares(next, value);
	const struct tall none = {.rows = basis->rows, .data = basis->data};
	size_t left = basis->rows > m ? basis->rows - m : 0;

	if (!isfinite(size))
		return fault_set(fault, FAULT_INTERNAL, "a product that is not finite");
	memset(ortho->h, 0, m * b * sizeof *ortho->h);
	if (recent && recent < m && take_recent(ortho, basis, recent, next, fault))
		return -1;
	for (round = 0; round < 5; round++) {
		size_t width = next->columns;

		if (take_out(ortho, m ? basis : &none, next, ortho->again, ortho->gramian, fault))
			return -1;
		add_share(ortho, m, b, width, round > 0);
		if (blas_eigen(ortho->gramian, width, value, fault))
			return -1;
		c = make_turn(ortho->gramian, value, width < left ? width : left, width,
			round == 0 ? negligible * negligible * size : 0.1, turn, back);
		ratio = c ? value[0] / value[c - 1] : 1;
		share = c ? worst_share(ortho->again, m * width, value[c - 1]) : 1;
		if (tall_turn(next, turn, c, ortho->threads, fault))
			return -1;
		if (round == 0) {
			memcpy(ortho->r, back, c * b * sizeof *back);
		} else {
			blas_small_product(back, ortho->r, c, width, b, product);
			memcpy(ortho->r, product, c * b * sizeof *product);
		}
		if (c == 0 || (ratio < uneven && share < notable))
			break;
		if (ratio < very_uneven && share < notable)
			m = 0;
	}
	return 0;
}

/* Random columns of next, the first of them the drawn-th. */
struct drawing {
	uint64_t key, drawn;
	const struct tall *next;
};

static int draw_rows(void *context, size_t part, int thread, struct fault *fault)
{
	const struct drawing *drawing = context;
	const struct tall *next = drawing->next;
	size_t i = part * TALL_ROWS, left = next->rows - i, j;
	size_t end = i + (left < TALL_ROWS ? left : TALL_ROWS);

	(void)thread;
	(void)fault;
	for (; i < end; i++)
		for (j = 0; j < next->columns; j++)
			*tall_at(next, i, j) = (float)(random_uniform(drawing->key, i,
				drawing->drawn + j) - 0.5);
	return 0;
}

static int draw(struct ortho *ortho, struct tall *next, size_t columns, struct fault *fault)
{
	struct drawing drawing = {ortho->key, ortho->drawn, next};

	tall_use(next, columns);
	ortho->drawn += columns;
	return parallel_for(ortho->threads, (next->rows + TALL_ROWS - 1) / TALL_ROWS, draw_rows,
		&drawing, fault);
}

int ortho_fill(struct ortho *ortho, struct tall *basis, struct tall *next, size_t width,
	struct fault *fault)
{
	size_t c = next->columns, m = basis->columns, n = basis->rows;
	struct tall more = {0};
	int failed;

	if (width > n - m)
		width = n - m;
	if (c >= width)
		return 0;
	/* what is there counts as basis meanwhile */
	tall_copy(next, 0, c, basis, m);
	failed = tall_init(&more, n, width - c, fault) || draw(ortho, &more, width - c, fault)
		|| ortho_block(ortho, basis, 0, &more, fault);
	if (!failed)
		tall_copy(&more, 0, more.columns, next, c);
	basis->columns = m;
	tall_release(&more);
	return failed;
}
