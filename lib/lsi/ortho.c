/* ortho.c - block Gram-Schmidt, twice, with an eigenvalue decomposition of the
 * block's own Gram matrix. */
#include "lsi/ortho.h"

#include "base/memory.h"
#include "base/random.h"
#include "num/blas.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A direction of a block that is smaller than this share of the block is
 * rounding of the product that the block comes from. */
static const double negligible = 2e-6;

/* A share of the basis in a block that may stay: as much as the rounding of
 * f32.  Where taking it out changes the block by more than the second, the
 * whole is done once more; and so it is where its directions' sizes differ by
 * more than the third, for the small ones take the others' rounding with them.
 * Where they differ by the fourth, the block alone is. */
static const double slight = 3e-7, notable = 1e-3, very_uneven = 1e3, uneven = 2;

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

/* The squared norm of next, all its columns together. */
static double squares(const struct tall *next)
{
	double sum = 0;
	size_t i, j;

	for (j = 0; j < next->columns; j++)
		for (i = 0; i < next->rows; i++)
			sum += (double)tall_column(next, j)[i] * (double)tall_column(next, j)[i];
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

int ortho_block(struct ortho *ortho, const struct tall *basis, struct tall *next,
	struct fault *fault)
{
	size_t b = next->columns, m = basis->columns, i, c, round;
	double *turn = ortho->work, *back = turn + b * b, *again = ortho->again;
	double *product = back + b * b, *value = product + b * b;
	double ratio, share, size = squares(next);
	const struct tall none = {.rows = basis->rows, .data = basis->data};
	size_t left = basis->rows > m ? basis->rows - m : 0;

	if (!isfinite(size))
		return fault_set(fault, FAULT_INTERNAL, "a product that is not finite");
	if (tall_cross(basis, next, ortho->h, ortho->threads, fault)
		|| tall_purge(basis, ortho->h, next, again, ortho->gramian, ortho->threads, fault))
		return -1;
	ortho->flops += 8.0 * (double)basis->rows * (double)m * (double)b;
	for (round = 0; round < 4; round++) {
		size_t width = next->columns;

		for (i = 0; round == 0 && i < m * b; i++)
			ortho->h[i] += again[i];
		if (blas_eigen(ortho->gramian, width, value, fault))
			return -1;
		c = make_turn(ortho->gramian, value, width < left ? width : left, width,
			round == 0 ? negligible * negligible * size : 0.1, turn, back);
		ratio = c ? value[0] / value[c - 1] : 1;
		share = c ? worst_share(again, m * width, value[c - 1]) : 1;
		if (tall_turn(basis, m == 0 || share < slight ? NULL : again, next, turn, c, ortho->threads,
				fault))
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
		memset(again, 0, m * c * sizeof *again);
		if (tall_purge(m ? basis : &none, again, next, again, ortho->gramian,
				ortho->threads, fault))
			return -1;
	}
	return 0;
}

static void draw(struct ortho *ortho, struct tall *next, size_t columns)
{
	size_t i, j;

	next->columns = columns;
	for (j = 0; j < columns; j++, ortho->drawn++)
		for (i = 0; i < next->rows; i++)
			tall_column(next, j)[i] =
				(float)(random_uniform(ortho->key, i, ortho->drawn) - 0.5);
}

int ortho_fill(struct ortho *ortho, struct tall *basis, struct tall *next, size_t width,
	struct fault *fault)
{
	size_t c = next->columns, m = basis->columns, n = basis->rows;

	if (width > n - m)
		width = n - m;
	if (c >= width)
		return 0;
	/* what is there counts as basis meanwhile */
	memcpy(tall_column(basis, m), next->data, n * c * sizeof(float));
	basis->columns = m + c;
	draw(ortho, next, width - c);
	if (ortho_block(ortho, basis, next, fault))
		return -1;
	memmove(tall_column(next, c), next->data, n * next->columns * sizeof(float));
	memcpy(next->data, tall_column(basis, m), n * c * sizeof(float));
	next->columns += c;
	basis->columns = m;
	return 0;
}
