/* svd_test.c - random matrices of many kinds, by every way to a truncated
 * SVD, against LAPACK on the full matrix: no singular value missing or made
 * up, none off by more than its own #error. */
#include "lsi/direct.h"
#include "lsi/expansion.h"
#include "lsi/krylov.h"
#include "lsi/truncate.h"
#include "num/blas.h"
#include "sparse.h"
#include "unit.h"

#include <string.h>

enum { MATRICES = 500u, MEMORY = 1 << 30, PASSES = 2000 };

enum shape { SPARSE, DUPLICATES, IDENTITY, LOW_RANK, CLUSTERED, GRADED, KINDS };

/* What one matrix is and how it is decomposed. */
struct trial {
	uint64_t seed, drawn;
	enum shape kind;
	size_t rows, columns, k, block;
	double tolerance;
	struct matrix matrix;
	double *square; /* size side, descending */
	size_t side;
};

static double draw(struct trial *t)
{
	return random_uniform(t->seed, 0, t->drawn++);
}

static size_t pick(struct trial *t, size_t least, size_t most)
{
	return least + (size_t)(draw(t) * (double)(most - least + 1));
}

/* The number at a place, 0 where there is none. */
static double entry(const struct trial *t, size_t i, size_t j)
{
	double x = random_uniform(t->seed + 1, i, j), y = random_uniform(t->seed + 2, i, j);
	size_t half = t->columns / 2 + 1, l;

	switch (t->kind) {
	case DUPLICATES: /* each row some times, and columns too */
		return random_uniform(t->seed + 1, i / 4, j % half) < .2
			? random_uniform(t->seed + 2, i / 4, j % half) + .1 : 0;
	case IDENTITY:
		return i % t->columns == j && i < 2 * t->columns ? 1 : 0;
	case LOW_RANK:
		for (l = 0, x = 0; l < 1 + t->seed % 7; l++)
			x += (random_uniform(t->seed + 3, i, l) - .5)
				* (random_uniform(t->seed + 4, j, l) - .5);
		return x;
	case CLUSTERED: /* pairs of values, each some times */
		return i % t->columns == j && i < t->columns ? 1 + (double)(i / 5 % 3) : 0;
	case GRADED:
		return x < .3 ? (y + .1) * pow(.8, (double)j) : 0;
	default:
		return x < .15 ? y + .1 : 0;
	}
}

static void make(struct trial *t)
{
	uint32_t *column = calloc(t->columns, sizeof *column);
	float *value = calloc(t->columns, sizeof *value);
	struct fault fault = {0};
	size_t i, j, length;

	t->matrix = (struct matrix){.columns = t->columns};
	for (i = 0; i < t->rows; i++) {
		for (j = length = 0; j < t->columns; j++) {
			float x = (float)entry(t, i, j);

			column[length] = (uint32_t)j;
			value[length] = x;
			length += x != 0;
		}
		CHECK(csr_append(&t->matrix, length, column, value, &fault) == 0);
	}
	CHECK(csr_finish(&t->matrix, &fault) == 0);
	free(column);
	free(value);
}

static void solve_full(struct trial *t)
{
	size_t m = t->rows, n = t->columns, i, j, l, side = m < n ? m : n;
	double *a = sparse_dense(&t->matrix), *gram = calloc(side * side, sizeof *gram);
	struct fault fault = {0};

	t->side = side;
	t->square = calloc(side, sizeof *t->square);
	for (i = 0; i < side; i++)
		for (j = 0; j <= i; j++)
			for (l = 0; l < (m < n ? n : m); l++)
				gram[i * side + j] += m < n ? a[i * n + l] * a[j * n + l]
							    : a[l * n + i] * a[l * n + j];
	CHECK(blas_eigen(gram, side, t->square, &fault) == 0);
	free(a);
	free(gram);
}

static size_t count_above(const struct trial *t, double square)
{
	size_t count = 0;

	while (count < t->side && count < t->k && t->square[count] > square)
		count++;
	return count;
}

static double worst_overlap(const struct factors *f)
{
	double worst = 0;
	size_t i, j, l;

	for (i = 0; i < f->k; i++)
		for (j = 0; j <= i; j++) {
			double sum = i == j ? -1 : 0;

			for (l = 0; l < f->terms; l++)
				sum += f->u[l * f->k + i] * f->u[l * f->k + j];
			worst = fmax(worst, fabs(sum));
		}
	return worst;
}

/* floor: squares below that share of the first need not be found. */
static bool judge(const struct trial *t, const struct factors *f, double floor, const char *how)
{
	double first = t->square[0], worst = worst_overlap(f);
	size_t i, least = count_above(t, first * floor * 1.5);
	size_t most = count_above(t, first * floor * .5);
	bool good = f->k >= least && f->k <= most && worst < 1e-5;

	if (!good)
		printf("# %zu factors, %zu to %zu wanted; overlap %g\n", f->k, least, most, worst);
	for (i = 0; i < f->k && i < least; i++) {
		double error = fabs(f->sigma[i] / sqrt(t->square[i]) - 1);
		double spread = first / t->square[i];

		/* the full solution has errors, too */
		if (error <= f->error[i] + 4e-16 * spread
			&& f->error[i] <= fmax(t->tolerance, 2e-6 * spread))
			continue;
		printf("# factor %zu: %.9g for %.9g, off by %g, error %g\n", i, f->sigma[i],
			sqrt(t->square[i]), error, f->error[i]);
		good = false;
	}
	if (!good)
		printf("# seed %llu, kind %d, %zu x %zu, k %zu, block %zu, tolerance %g: %s\n",
			(unsigned long long)t->seed, t->kind, t->rows, t->columns, t->k, t->block,
			t->tolerance, how);
	return good;
}

static bool by_truncation(const struct trial *t, bool iterate)
{
	struct truncation truncation = {.k = t->k, .block = t->block,
		.columns = truncate_columns(t->k, t->block), .tolerance = t->tolerance,
		.share = .1, .iterate = iterate, .seed = t->seed, .memory = MEMORY, .threads = 1};
	struct trial again = *t;
	struct factors factors = {0};
	struct fault fault = {0};
	bool good;

	make(&again);
	good = truncate_matrix(&again.matrix, &truncation, &factors, &fault) == 0;
	if (!good)
		printf("# %s\n", fault.text);
	good = good && judge(t, &factors, iterate ? KRYLOV_FLOOR : DIRECT_FLOOR * DIRECT_FLOOR,
		iterate ? "iterations" : "LAPACK");
	factors_release(&factors);
	csr_release(&again.matrix);
	return good;
}

/* A copy of a basis, and its product on a grid, as streams would give them. */
static void multiply(const struct trial *t, const struct block *basis, struct block *copy,
	struct block *product)
{
	size_t n = t->columns, i, size = basis->column.count * n * PANEL;
	struct panels out = {0}, scratch = {0};
	struct fault fault = {0};
	int exponent;

	(void)frexp(basis->bound, &exponent);
	*copy = *basis;
	copy->column = (struct panels){0};
	CHECK(product_panels_init(&copy->column, n, basis->width, &fault) == 0
		&& product_panels_init(&out, n, basis->width, &fault) == 0);
	memcpy(copy->column.data, basis->column.data, size * sizeof(float));
	CHECK(product_gram(&t->matrix, &basis->column, &out, &scratch, 1, &fault) == 0);
	*product = (struct block){.pass = basis->pass, .bound = basis->bound,
		.grid = 40 - exponent, .width = basis->width, .documents = t->rows,
		.total = calloc(size + 1, sizeof *product->total)};
	for (i = 0; i < size; i++)
		product->total[i] = llrint(ldexp((double)out.data[i],
			product->grid + 2 * t->matrix.exponent));
	product_panels_release(&out);
	product_panels_release(&scratch);
}

/* What lsi-basis has in memory: bases and products of all passes so far. */
static void gather(const struct trial *t, const struct block *bases, size_t count,
	struct expansion *expansion)
{
	struct fault fault = {0};
	size_t i;

	*expansion = (struct expansion){.threads = 1};
	expansion->basis = calloc(count, sizeof *expansion->basis);
	expansion->product = calloc(count, sizeof *expansion->product);
	expansion->bases = expansion->products = count;
	for (i = 0; i < count; i++)
		multiply(t, &bases[i], &expansion->basis[i], &expansion->product[i]);
	CHECK(expansion_check(expansion, true, &fault) == 0);
}

static bool by_passes(const struct trial *t)
{
	struct block *bases = calloc(PASSES, sizeof *bases);
	struct factors factors = {0};
	struct fault fault = {0};
	struct expansion_state state = {0};
	size_t count = 1, i;
	bool good = expansion_start(&bases[0], t->columns, t->block, t->seed, 1, &fault) == 0;

	bases[0].bound = ldexp(csr_squares(&t->matrix), 2 * t->matrix.exponent) * (1 + 1e-9);
	while (good && !factors.terms && count < PASSES) {
		struct expansion expansion;

		gather(t, bases, count, &expansion);
		/* every other pass without looking at the factors */
		good = (count % 2 ? expansion_extend(&expansion, &bases[count], &fault)
			: expansion_advance(&expansion, t->k, t->tolerance, .1, false, &factors,
				&bases[count], &state, &fault)) == 0;
		if (good && count % 2 && bases[count].width == 0) {
			expansion_release(&expansion);
			gather(t, bases, count, &expansion);
			good = expansion_advance(&expansion, t->k, t->tolerance, .1, false,
				&factors, &bases[count], &state, &fault) == 0;
		}
		expansion_release(&expansion);
		count++;
	}
	if (!good)
		printf("# %s\n", fault.text);
	good = good && judge(t, &factors, KRYLOV_FLOOR, "passes");
	for (i = 0; i < PASSES; i++)
		blocks_release(&bases[i]);
	free(bases);
	factors_release(&factors);
	return good;
}

static struct trial trial_of(uint64_t seed)
{
	static const double tolerances[4] = {1e-1, 1e-2, 1e-4, 1e-6};
	struct trial t = {.seed = seed};

	t.kind = (enum shape)pick(&t, 0, KINDS - 1);
	t.rows = pick(&t, 1, 90);
	t.columns = pick(&t, 1, 70);
	t.block = pick(&t, 1, draw(&t) < .5 ? 8 : 64);
	t.k = pick(&t, 1, draw(&t) < .2 ? 90 : 20);
	t.tolerance = tolerances[pick(&t, 0, 3)];
	return t;
}

static void holds_for_random_matrices(void)
{
	size_t i, wrong = 0, nothing = 0;

	for (i = 0; i < MATRICES; i++) {
		struct trial t = trial_of(1000 + i);

		make(&t);
		if (t.matrix.nonzeros) {
			solve_full(&t);
			wrong += by_truncation(&t, false) ? 0 : 1;
			wrong += by_truncation(&t, true) ? 0 : 1;
			wrong += by_passes(&t) ? 0 : 1;
		}
		nothing += t.matrix.nonzeros == 0;
		free(t.square);
		csr_release(&t.matrix);
	}
	printf("# %u matrices, 3 ways: %zu wrong, %zu without entries\n", MATRICES, wrong, nothing);
	CHECK(wrong == 0 && nothing * 10 < MATRICES);
}

/* What is done to the second basis of a run of two passes. */
enum damage { NO_DAMAGE, ZERO_COLUMN, NAN_COLUMN, TOO_WIDE };

static void spoil(const struct trial *t, enum damage damage, struct block *block)
{
	struct fault fault = {0};
	size_t i, n = t->columns;

	for (i = 0; i < n && (damage == ZERO_COLUMN || damage == NAN_COLUMN); i++)
		block->column.data[i * PANEL + 1] = damage == NAN_COLUMN ? NAN : 0;
	if (damage == TOO_WIDE) {
		product_panels_release(&block->column);
		CHECK(product_panels_init(&block->column, n, n + 1, &fault) == 0);
		block->width = n + 1;
	}
	block->bound = ldexp(csr_squares(&t->matrix), 2 * t->matrix.exponent) * (1 + 1e-9);
}

static void refuses_bad_bases(void)
{
	struct trial t = {.seed = 5, .kind = SPARSE, .rows = 60, .columns = 40, .k = 5, .block = 4,
		.tolerance = 1e-2};
	static const char *const want[] = {"", "not orthonormal", "not orthonormal",
		"no basis has more columns"};
	enum damage damage;

	make(&t);
	for (damage = NO_DAMAGE; damage <= TOO_WIDE; damage++) {
		struct block bases[3] = {{0}};
		struct expansion expansion;
		struct expansion_state state;
		struct factors factors = {0};
		struct fault fault = {0};
		int status;

		CHECK(expansion_start(&bases[0], t.columns, t.block, 1, 1, &fault) == 0);
		spoil(&t, NO_DAMAGE, &bases[0]);
		gather(&t, bases, 1, &expansion);
		CHECK(expansion_extend(&expansion, &bases[1], &fault) == 0);
		expansion_release(&expansion);
		spoil(&t, damage, &bases[1]);
		gather(&t, bases, 2, &expansion);
		status = expansion_advance(&expansion, t.k, t.tolerance, .1, true, &factors, NULL,
			&state, &fault);
		CHECK(damage == NO_DAMAGE ? status == 0 && factors.k == 4
			: status == -1 && fault.kind == FAULT_DATA
				&& strstr(fault.text, want[damage]) != NULL);
		expansion_release(&expansion);
		blocks_release(&bases[0]);
		blocks_release(&bases[1]);
		factors_release(&factors);
	}
	csr_release(&t.matrix);
}

/* k = n: all factors, by every way. */
static void finds_all_of_them(void)
{
	struct trial t = {.seed = 8, .kind = SPARSE, .rows = 50, .columns = 20, .k = 20, .block = 6,
		.tolerance = 1e-4};

	make(&t);
	solve_full(&t);
	CHECK(t.side == t.k && by_truncation(&t, false) && by_truncation(&t, true)
		&& by_passes(&t));
	free(t.square);
	csr_release(&t.matrix);
}

int main(void)
{
	RUN(holds_for_random_matrices);
	RUN(refuses_bad_bases);
	RUN(finds_all_of_them);
	return unit_end();
}
