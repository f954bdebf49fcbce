/* above.c - how many eigenvalues of a part of a projected matrix are above a threshold. */
#include "lsi/above.h"

#include "base/memory.h"
#include "num/blas.h"

#include <stdlib.h>

/* part := columns [mark, m) of t, and their rows. */
static double *part_of(const double *t, size_t room, size_t mark, size_t m, struct fault *fault)
{
	size_t c = m - mark, i, j;
	double *part = memory_zeroed(c * c + 1, sizeof *part, fault);

	for (j = 0; part && j < c; j++)
		for (i = 0; i <= j; i++)
			part[j * c + i] = t[(mark + j) * room + mark + i];
	return part;
}

int above_count(const double *t, size_t room, size_t mark, size_t m, double threshold,
	size_t *count, double *largest, struct fault *fault)
{
	size_t c = m - mark;
	double *part = part_of(t, room, mark, m, fault);
	double *value = memory_zeroed(c + 1, sizeof *value, fault);
	int failed = -1;

	*count = 0;
	if (!part || !value)
		goto done;
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

int above_claims(const double *t, size_t room, size_t m, const double *claim, size_t k,
	size_t *count, struct fault *fault)
{
	double *part = part_of(t, room, 0, m, fault);
	double *value = memory_zeroed(m + 1, sizeof *value, fault);
	double *vectors = memory_zeroed(m * k + 1, sizeof *vectors, fault);
	size_t i;
	int failed = !part || !value || !vectors
		|| blas_eigen_leading(part, m, k, value, vectors, fault);

	*count = 0;
	for (i = 0; !failed && i < k; i++)
		*count += value[i] > claim[i];
	free(part);
	free(value);
	free(vectors);
	return failed ? -1 : 0;
}
