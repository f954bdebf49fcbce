/* above.c - how many eigenvalues of a part of a projected matrix are above a threshold. */
#include "lsi/above.h"

#include "base/memory.h"
#include "num/blas.h"

#include <stdlib.h>

int above_count(const double *t, size_t room, size_t mark, size_t m, double threshold,
	size_t *count, double *largest, struct fault *fault)
{
	size_t c = m - mark, i, j;
	double *part = memory_zeroed(c * c + 1, sizeof *part, fault);
	double *value = memory_zeroed(c + 1, sizeof *value, fault);
	int failed = -1;

	*count = 0;
	if (!part || !value)
		goto done;
	for (j = 0; j < c; j++)
		for (i = 0; i <= j; i++)
			part[j * c + i] = t[(mark + j) * room + mark + i];
	if (blas_eigen(part, c, value, fault))
		goto done;
	while (*count < c && value[*count] > threshold)
		++*count;
	*largest = c ? value[0] : 0;
	failed = 0;
done:
	free(part);
	free(value);
	return failed;
}
