/* product_test.c - sparse times dense, against naive twins. */
#include "num/product.h"

#include "sparse.h"
#include "unit.h"

#include <string.h>

enum { ROWS = 400, COLUMNS = 150, WIDTH = 21 };

static void fill(struct panels *panels)
{
	size_t i, j;

	for (i = 0; i < panels->rows; i++)
		for (j = 0; j < panels->columns; j++)
			product_panels_at(panels, j / PANEL)[i * PANEL + j % PANEL] =
				(float)(random_uniform(9, i, j) - 0.5);
}

static double element(const struct panels *panels, size_t i, size_t j)
{
	return (double)product_panels_at(panels, j / PANEL)[i * PANEL + j % PANEL];
}

/* The naive twin: A'(A in) and A in, in f64, from the full matrix. */
static void naive(const double *a, size_t rows, const struct panels *in, double *row_out,
	double *out)
{
	size_t i, j, t, n = in->rows, b = in->columns;

	memset(row_out, 0, rows * b * sizeof *row_out);
	memset(out, 0, n * b * sizeof *out);
	for (i = 0; i < rows; i++)
		for (j = 0; j < n; j++)
			for (t = 0; t < b; t++)
				row_out[i * b + t] += a[i * n + j] * element(in, j, t);
	for (i = 0; i < rows; i++)
		for (j = 0; j < n; j++)
			for (t = 0; t < b; t++)
				out[j * b + t] += a[i * n + j] * row_out[i * b + t];
}

static void agrees_with_the_naive_twin(void)
{
	struct matrix matrix, turned = {0};
	struct panels in, out, other, scratch = {0};
	struct product_pair pair;
	struct fault fault = {0};
	static double rows[ROWS * WIDTH], gram[COLUMNS * WIDTH];
	static float product[ROWS * 2 * PANEL];
	double *dense, worst = 0, scale = 0;
	size_t i, j;

	CHECK(sparse_random(&matrix, ROWS, COLUMNS, .05, 3));
	CHECK(!product_panels_init(&in, COLUMNS, WIDTH, &fault)
		&& !product_panels_init(&out, COLUMNS, WIDTH, &fault)
		&& !product_panels_init(&other, COLUMNS, WIDTH, &fault));
	fill(&in);
	dense = sparse_dense(&matrix);
	naive(dense, ROWS, &in, rows, gram);
	CHECK(product_gram(&matrix, &in, &out, &scratch, 2, &fault) == 0);
	for (i = 0; i < COLUMNS; i++)
		for (j = 0; j < WIDTH; j++) {
			worst = fmax(worst, fabs(element(&out, i, j) - gram[i * WIDTH + j]));
			scale = fmax(scale, fabs(gram[i * WIDTH + j]));
		}
	CHECK(worst < 1e-6 * scale);
	for (j = WIDTH; j < out.count * PANEL; j++)
		CHECK(element(&out, 3, j) == 0);
	product_rows(&matrix.piece[0], 0, ROWS, &in, product, 2 * PANEL);
	CHECK(csr_transpose(&matrix, &turned, &fault) == 0);
	CHECK(product_pair_build(&pair, &matrix, false, 2, &fault) == 0 && matrix.count == 0);
	CHECK(product_pair_gram(&pair, &in, &other, 3, &fault) == 0);
	for (worst = 0, i = 0; i < COLUMNS; i++)
		for (j = 0; j < 2 * PANEL; j++)
			worst = fmax(worst, fabs(element(&out, i, j) - element(&other, i, j)));
	CHECK(worst < 1e-6 * scale);
	product_pair_release(&pair);
	CHECK(product_pair_build(&pair, &turned, true, 2, &fault) == 0);
	CHECK(product_pair_gram(&pair, &in, &out, 1, &fault) == 0
		&& memcmp(out.data, other.data, 2 * COLUMNS * PANEL * sizeof *out.data) == 0);
	for (worst = 0, i = 0; i < ROWS; i++)
		for (j = 0; j < WIDTH; j++)
			worst = fmax(worst, fabs((double)product[i * 2 * PANEL + j]
				- rows[i * WIDTH + j]));
	CHECK(worst < 1e-5);
	free(dense);
	csr_release(&matrix);
	csr_release(&turned);
	product_panels_release(&in);
	product_panels_release(&out);
	product_panels_release(&other);
	product_panels_release(&scratch);
	product_pair_release(&pair);
}

/* Many pieces, so that groups and spans are all in use: one bit off would
 * show that threads share sums. */
static void same_bits_with_any_threads(void)
{
	struct matrix matrix = {.columns = 3000};
	struct panels in, one, many, scratch = {0};
	struct fault fault = {0};
	static uint32_t column[1500];
	static float value[1500];
	struct product_pair pair;
	double worst = 0, scale = 0;
	size_t row, i, failed = 0;

	for (row = 0; row < 6000; row++) {
		for (i = 0; i < 1500; i++) {
			column[i] = (uint32_t)(2 * i + (row + i) % 2);
			value[i] = (float)((row * 31 + i * 17) % 101) / 101;
		}
		failed += csr_append(&matrix, 1500, column, value, &fault) != 0;
	}
	CHECK(failed == 0 && csr_finish(&matrix, &fault) == 0 && matrix.count > 16);
	CHECK(!product_panels_init(&in, 3000, 40, &fault)
		&& !product_panels_init(&one, 3000, 40, &fault)
		&& !product_panels_init(&many, 3000, 40, &fault));
	fill(&in);
	CHECK(product_gram(&matrix, &in, &one, &scratch, 1, &fault) == 0);
	CHECK(product_gram(&matrix, &in, &many, &scratch, 7, &fault) == 0);
	CHECK(memcmp(one.data, many.data, 3 * 3000 * PANEL * sizeof *one.data) == 0);
	/* halves that are built in groups */
	CHECK(product_pair_build(&pair, &matrix, false, 5, &fault) == 0
		&& product_pair_gram(&pair, &in, &many, 3, &fault) == 0);
	for (i = 0; i < 3 * 3000 * PANEL; i++) {
		worst = fmax(worst, fabs((double)one.data[i] - (double)many.data[i]));
		scale = fmax(scale, fabs((double)one.data[i]));
	}
	CHECK(worst < 1e-5 * scale);
	product_pair_release(&pair);
	csr_release(&matrix);
	product_panels_release(&in);
	product_panels_release(&one);
	product_panels_release(&many);
	product_panels_release(&scratch);
}

static void turned_twice_are_the_same(const struct stripes *stripes)
{
	size_t cells = stripes->count * stripes->rows, nonzeros = stripes->start[cells];
	struct stripes turned, again;
	struct fault fault = {0};

	CHECK(stripes_turn(&turned, stripes, 3, &fault) == 0);
	CHECK(turned.rows == stripes->columns && turned.columns == stripes->rows);
	CHECK(stripes_turn(&again, &turned, 2, &fault) == 0 && again.count == stripes->count);
	CHECK(memcmp(again.start, stripes->start, (cells + 1) * sizeof *again.start) == 0);
	CHECK(memcmp(again.column, stripes->column, nonzeros * sizeof *again.column) == 0);
	CHECK(memcmp(again.value, stripes->value, nonzeros * sizeof *again.value) == 0);
	stripes_release(&turned);
	stripes_release(&again);
}

/* More columns than a stripe has, more rows than a slice, empty rows, rows of several runs. */
static void stripes_are_rows(void)
{
	enum { WIDE = 2 * STRIPE + 77, HIGH = 1100 };
	struct matrix matrix = {.columns = WIDE};
	struct stripes stripes;
	struct fault fault = {0};
	static uint32_t column[WIDE];
	static float value[WIDE], in[WIDE * PANEL], out[HIGH * PANEL], once[HIGH * PANEL];
	double worst = 0;
	size_t row, i, t, length;

	for (i = 0; i < WIDE * PANEL; i++)
		in[i] = (float)(random_uniform(4, i, 0) - .5);
	for (row = 0; row < HIGH; row++) {
		for (i = length = 0; i < WIDE && row % 7; i++)
			if (random_uniform(5, row, i) < (row % 5 ? .0005 : .01)) {
				column[length] = (uint32_t)i;
				value[length++] = (float)random_uniform(6, row, i);
			}
		CHECK(csr_append(&matrix, length, column, value, &fault) == 0);
	}
	CHECK(stripes_build(&stripes, &matrix, 2, &fault) == 0 && stripes.count == 3);
	turned_twice_are_the_same(&stripes);
	CHECK(stripes_multiply(&stripes, in, out, 1, &fault) == 0);
	CHECK(stripes_multiply(&stripes, in, once, 3, &fault) == 0);
	CHECK(memcmp(out, once, sizeof out) == 0);
	for (row = 0; row < HIGH; row++)
		for (t = 0; t < PANEL; t++) {
			const struct csr *piece = &matrix.piece[0];
			double sum = 0;

			for (i = piece->start[row]; i < piece->start[row + 1]; i++)
				sum += (double)piece->value[i]
					* (double)in[piece->column[i] * PANEL + t];
			worst = fmax(worst, fabs(sum - (double)out[row * PANEL + t]));
		}
	CHECK(worst < 1e-4);
	stripes_release(&stripes);
	csr_release(&matrix);
}

int main(void)
{
	RUN(agrees_with_the_naive_twin);
	RUN(same_bits_with_any_threads);
	RUN(stripes_are_rows);
	return unit_end();
}
