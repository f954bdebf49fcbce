/* scaling.c - classical multidimensional scaling to two dimensions. */
#include "topic/scaling.h"

#include "base/memory.h"
#include "num/blas.h"

#include <math.h>
#include <stdlib.h>

/* matrix := -1/2 of its squares, rows and columns centred. */
static void centre(double *matrix, size_t n, double *mean)
{
	double all = 0;
	size_t i, j;

	for (i = 0; i < n; i++) {
		mean[i] = 0;
		for (j = 0; j < n; j++) {
			matrix[i * n + j] *= -matrix[i * n + j] / 2;
			mean[i] += matrix[i * n + j] / (double)n;
		}
		all += mean[i] / (double)n;
	}
	for (i = 0; i < n; i++)
		for (j = 0; j < n; j++)
			matrix[i * n + j] += all - mean[i] - mean[j];
}

static void take_axis(const double *vector, double value, size_t n, size_t axis, double *place)
{
	double largest = 0, sign = 1, scale = value > 0 ? sqrt(value) : 0;
	size_t i;

	/* of almost equal magnitudes the first decides, whatever the rounding */
	for (i = 0; i < n; i++)
		if (fabs(vector[i]) > largest * (1 + 1e-9)) {
			largest = fabs(vector[i]);
			sign = vector[i] < 0 ? -1 : 1;
		}
	for (i = 0; i < n; i++)
		place[2 * i + axis] = sign * scale * vector[i];
}

int scaling_plane(double *distance, size_t n, double *place, double *kept, struct fault *fault)
{
	double *value = memory_zeroed(n, sizeof *value, fault), sum = 0;
	size_t i;
	int failed = !value;

	if (!failed) {
		centre(distance, n, value);
		failed = blas_eigen(distance, n, value, fault);
	}
	for (i = 0; !failed && i < 2 * n; i++)
		place[i] = 0;
	for (i = 0; !failed && i < n; i++)
		sum += fmax(0, value[i]);
	for (i = 0; !failed && i < 2 && i < n; i++)
		take_axis(distance + i * n, value[i], n, i, place);
	if (!failed)
		*kept = sum > 0 ? (fmax(0, value[0]) + (n > 1 ? fmax(0, value[1]) : 0)) / sum : 1;
	free(value);
	return failed ? -1 : 0;
}
