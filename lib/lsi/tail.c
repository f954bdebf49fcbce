/* tail.c - residuals of Ritz vectors, chain by chain. */
#include "lsi/tail.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

void tail_release(struct tail *tail)
{
	free(tail->r);
	free(tail->w);
	tall_release(&tail->z);
	*tail = (struct tail){0};
}

int tail_capture(struct tail *tail, const struct tall *columns, int threads,
	struct fault *fault)
{
	size_t rows = tail->rows, i, j, l;
	double *g = memory_zeroed(rows * columns->columns + 1, sizeof *g, fault);
	int failed = !g || tall_cross(&tail->z, columns, g, threads, fault);

	for (l = 0; !failed && l < columns->columns; l++)
		for (j = 0; j < rows; j++)
			for (i = 0; i < rows; i++)
				tail->w[j * rows + i] -= g[l * rows + i] * g[l * rows + j];
	free(g);
	return failed ? -1 : 0;
}

double tail_square(const struct tail *tail, const double *y, double *work)
{
	size_t rows = tail->rows, i, j, l;
	double sum = 0;

	for (j = 0; j < rows; j++) {
		work[j] = 0;
		for (l = 0; l < tail->last; l++)
			work[j] += tail->r[l * rows + j] * y[tail->at + l];
	}
	for (j = 0; j < rows; j++)
		if (!tail->w)
			sum += work[j] * work[j];
		else
			for (i = 0; i < rows; i++)
				sum += tail->w[j * rows + i] * work[i] * work[j];
	return sum > 0 ? sum : 0;
}

double tail_gain(const struct tail *tail, double theta, double slope, double square)
{
	double sure = sqrt(square) / (2 * slope);
	double gain = theta > tail->beyond
		? square / (2 * slope * (theta - tail->beyond)) : sure;

	return gain < sure ? gain : sure;
}

/* z := what of it is outside of Q, which is about to shrink. */
static int purge(struct tail *tail, const struct tall *basis, int threads, struct fault *fault)
{
	size_t size = basis->columns * tail->rows;
	double *h = memory_zeroed(size + 1, sizeof *h, fault);
	int failed = !h || tall_cross(basis, &tail->z, h, threads, fault)
		|| tall_purge(basis, h, &tail->z, tail->w, threads, fault);

	free(h);
	return failed ? -1 : 0;
}

int tail_turn(struct tail *tail, const struct tall *basis, const double *y, size_t m,
	size_t keep, int threads, struct fault *fault)
{
	double *r = memory_zeroed(tail->rows * keep + 1, sizeof *r, fault);
	size_t i, j, l;

	if (!r || (tail->w && purge(tail, basis, threads, fault))) {
		free(r);
		return -1;
	}
	for (i = 0; i < keep; i++)
		for (l = 0; l < tail->last; l++) {
			double share = y[i * m + tail->at + l];

			for (j = 0; j < tail->rows; j++)
				r[i * tail->rows + j] += tail->r[l * tail->rows + j] * share;
		}
	free(tail->r);
	tail->r = r;
	tail->at = 0;
	tail->last = keep;
	return 0;
}

