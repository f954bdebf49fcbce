/* csr_test.c - growing, scaling and transposing of sparse matrices. */
#include "sparse.h"
#include "unit.h"

#include <string.h>

static void transposes(void)
{
	struct matrix matrix = {0}, turned = {0};
	struct fault fault = {0};
	double *a, *b;
	size_t i, j, wrong = 0;

	CHECK(sparse_random(&matrix, 70, 45, .1, 1));
	CHECK(csr_finish(&matrix, &fault) == 0);
	CHECK(csr_transpose(&matrix, &turned, &fault) == 0);
	CHECK(turned.rows == 45 && turned.columns == 70 && turned.nonzeros == matrix.nonzeros);
	a = sparse_dense(&matrix);
	b = sparse_dense(&turned);
	for (i = 0; i < 70; i++)
		for (j = 0; j < 45; j++)
			wrong += a[i * 45 + j] != b[j * 70 + i];
	CHECK(wrong == 0);
	for (i = 0; i < turned.piece[0].rows; i++)
		for (j = turned.piece[0].start[i]; j + 1 < turned.piece[0].start[i + 1]; j++)
			wrong += turned.piece[0].column[j] >= turned.piece[0].column[j + 1];
	CHECK(wrong == 0);
	free(a);
	free(b);
	csr_release(&matrix);
	csr_release(&turned);
	CHECK(turned.piece == NULL);
}

/* A piece ends with the row that fills it, whatever the appends before. */
static void ends_pieces_by_content(void)
{
	enum { LENGTH = 100000 };
	static uint32_t column[LENGTH];
	static float value[LENGTH];
	struct matrix matrix = {.columns = LENGTH};
	struct fault fault = {0};
	size_t i, failed = 0;

	for (i = 0; i < LENGTH; i++) {
		column[i] = (uint32_t)i;
		value[i] = 1;
	}
	for (i = 0; i < 13; i++)
		failed += csr_append(&matrix, LENGTH, column, value, &fault) != 0;
	CHECK(failed == 0);
	CHECK(csr_append(&matrix, 0, NULL, NULL, &fault) == 0);
	CHECK(csr_finish(&matrix, &fault) == 0);
	CHECK(matrix.count == 3 && matrix.rows == 14);
	CHECK(matrix.piece[0].rows == 6 && matrix.piece[1].first == 6);
	CHECK(csr_squares(&matrix) == 13.0 * LENGTH);
	csr_release(&matrix);
}

static void scales_extremes(void)
{
	const uint32_t column[3] = {0, 1, 2};
	const float large[3] = {1e30f, -3e30f, 1e-30f}, small[3] = {1e-30f, 0, 3e-38f};
	struct matrix matrix = {.columns = 3};
	struct fault fault = {0};

	CHECK(csr_append(&matrix, 3, column, large, &fault) == 0);
	CHECK(csr_finish(&matrix, &fault) == 0);
	CHECK(fabsf(matrix.piece[0].value[1]) >= 1 && fabsf(matrix.piece[0].value[1]) < 2);
	CHECK(ldexp((double)matrix.piece[0].value[1], matrix.exponent) == (double)-3e30f);
	csr_release(&matrix);
	matrix.columns = 3;
	CHECK(csr_append(&matrix, 3, column, small, &fault) == 0);
	CHECK(csr_finish(&matrix, &fault) == 0);
	CHECK(ldexp((double)matrix.piece[0].value[0], matrix.exponent) == (double)1e-30f);
	CHECK(ldexp((double)matrix.piece[0].value[2], matrix.exponent) == (double)3e-38f);
	csr_release(&matrix);
}

static void holds_nothing(void)
{
	struct matrix matrix = {.columns = 5}, turned = {0};
	struct fault fault = {0};

	CHECK(csr_finish(&matrix, &fault) == 0);
	CHECK(csr_transpose(&matrix, &turned, &fault) == 0);
	CHECK(turned.rows == 5 && turned.columns == 0 && csr_squares(&turned) == 0);
	csr_release(&matrix);
	csr_release(&turned);
}

int main(void)
{
	RUN(transposes);
	RUN(ends_pieces_by_content);
	RUN(scales_extremes);
	RUN(holds_nothing);
	return unit_end();
}
