/* sparse - random matrices for the tests of lib/num and lib/lsi. */
#ifndef TESTS_UNIT_SPARSE_H
#define TESTS_UNIT_SPARSE_H

#include "base/random.h"
#include "num/csr.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* rows x columns, each entry there with the given chance; a few columns are
 * much denser than the others, as words are.  false: out of memory. */
static inline bool sparse_random(struct matrix *matrix, size_t rows, size_t columns,
	double chance, uint64_t seed)
{
	struct fault fault = {0};
	uint32_t *column = malloc(columns * sizeof *column);
	float *value = malloc(columns * sizeof *value);
	bool good = column && value;
	size_t i, j;

	*matrix = (struct matrix){.columns = columns};
	for (i = 0; good && i < rows; i++) {
		size_t length = 0;

		for (j = 0; j < columns; j++) {
			double common = j < 8 ? 8 : 1;

			if (random_uniform(seed, i, j) >= chance * common)
				continue;
			column[length] = (uint32_t)j;
			value[length++] = (float)(random_uniform(seed + 1, i, j) + 0.1);
		}
		good = csr_append(matrix, length, column, value, &fault) == 0;
	}
	free(column);
	free(value);
	return good;
}

/* The matrix in full, rows x columns, row-major, values as they stand for. */
static inline double *sparse_dense(const struct matrix *matrix)
{
	double *dense = calloc(matrix->rows * matrix->columns + 1, sizeof *dense);
	size_t i, row, p;

	for (i = 0; dense && i < matrix->count; i++) {
		const struct csr *piece = &matrix->piece[i];

		for (row = 0; row < piece->rows; row++)
			for (p = piece->start[row]; p < piece->start[row + 1]; p++)
				dense[(piece->first + row) * matrix->columns + piece->column[p]] =
					ldexp((double)piece->value[p], matrix->exponent);
	}
	return dense;
}

#endif
