/* blas.c - small dense problems by BLAS and LAPACK. */
#include "num/blas.h"

#include "base/memory.h"

#include <cblas.h>
#include <lapacke.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static pthread_once_t prepared = PTHREAD_ONCE_INIT;

/* OpenBLAS's own, where it has threads. */
extern int blas_thread_shutdown_(void) __attribute__((weak));

/* Its threads, started with the process, would keep a core busy for a tenth of a second
 * in waiting for work that never comes. */
static void prepare(void)
{
	openblas_set_num_threads(1);
	if (blas_thread_shutdown_)
		(void)blas_thread_shutdown_();
}

void blas_prepare(void)
{
	(void)pthread_once(&prepared, prepare);
}

int blas_describe(struct bytes *out, struct fault *fault)
{
	return bytes_printf(out, fault, "blas\t%s, for %s\n", openblas_get_config(),
		openblas_get_corename());
}

static int refused(const char *routine, lapack_int info, struct fault *fault)
{
	if (info == LAPACK_WORK_MEMORY_ERROR || info == LAPACK_TRANSPOSE_MEMORY_ERROR)
		return fault_set(fault, FAULT_SYSTEM, "out of memory in %s", routine);
	return fault_set(fault, FAULT_INTERNAL, "%s failed: info %d", routine, (int)info);
}

/* Below this size all of the eigenpairs take no longer. */
enum { SMALL = 64 };

/* LAPACK's order ascends; ours descends. */
static void reverse(double *matrix, size_t n, size_t count, double *value)
{
	size_t i, j;

	for (j = 0; j < count / 2; j++) {
		double *a = matrix + j * n, *b = matrix + (count - 1 - j) * n, t = value[j];

		value[j] = value[count - 1 - j];
		value[count - 1 - j] = t;
		for (i = 0; i < n; i++) {
			t = a[i];
			a[i] = b[i];
			b[i] = t;
		}
	}
}

int blas_eigen(double *matrix, size_t n, double *value, struct fault *fault)
{
	lapack_int info;

	blas_prepare();
	if (n == 0)
		return 0;
	info = LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'U', (lapack_int)n, matrix,
		(lapack_int)n, value);
	if (info)
		return refused("dsyevd", info, fault);
	reverse(matrix, n, n, value);
	return 0;
}

/* What LAPACK's steps share. */
struct tridiagonal {
	double *diagonal, *beside, *reflector; /* size n */
	lapack_int *support;                   /* size 2 count */
};

static int take_room(struct tridiagonal *t, size_t n, size_t count, struct fault *fault)
{
	t->diagonal = memory_zeroed(n + 1, sizeof(double), fault);
	t->beside = memory_zeroed(n + 1, sizeof(double), fault);
	t->reflector = memory_zeroed(n + 1, sizeof(double), fault);
	t->support = memory_zeroed(2 * count + 1, sizeof(lapack_int), fault);
	return t->diagonal && t->beside && t->reflector && t->support ? 0 : -1;
}

static int solve_tridiagonal(double *matrix, size_t size, size_t count, double *value,
	double *vectors, struct tridiagonal *t, struct fault *fault)
{
	lapack_int n = (lapack_int)size, found = 0, k = (lapack_int)count, info;
	lapack_logical relative = 1;

	info = LAPACKE_dsytrd(LAPACK_COL_MAJOR, 'U', n, matrix, n, t->diagonal, t->beside,
		t->reflector);
	if (info)
		return refused("dsytrd", info, fault);
	info = LAPACKE_dstemr(LAPACK_COL_MAJOR, 'V', 'I', n, t->diagonal, t->beside, 0, 0,
		n - k + 1, n, &found, value, vectors, n, k, t->support, &relative);
	if (info || found != k)
		return refused("dstemr", info ? info : found, fault);
	info = LAPACKE_dormtr(LAPACK_COL_MAJOR, 'L', 'U', 'N', n, k, matrix, n, t->reflector,
		vectors, n);
	return info ? refused("dormtr", info, fault) : 0;
}

int blas_eigen_leading(double *matrix, size_t n, size_t count, double *value, double *vectors,
	struct fault *fault)
{
	struct tridiagonal t = {0};
	int failed;

	blas_prepare();
	if (count == 0)
		return 0;
	if (count > n / 2 || n < SMALL) {
		if (blas_eigen(matrix, n, value, fault))
			return -1;
		memcpy(vectors, matrix, n * count * sizeof *vectors);
		return 0;
	}
	failed = take_room(&t, n, count, fault)
		|| solve_tridiagonal(matrix, n, count, value, vectors, &t, fault);
	if (!failed)
		reverse(vectors, n, count, value);
	free(t.diagonal);
	free(t.beside);
	free(t.reflector);
	free(t.support);
	return failed ? -1 : 0;
}

int blas_eigen_pair(double *a, double *b, size_t n, double *value, struct fault *fault)
{
	lapack_int info;

	blas_prepare();
	if (n == 0)
		return 0;
	info = LAPACKE_dsygvd(LAPACK_COL_MAJOR, 1, 'V', 'U', (lapack_int)n, a, (lapack_int)n, b,
		(lapack_int)n, value);
	if (info)
		return refused("dsygvd", info, fault);
	reverse(a, n, n, value);
	return 0;
}

void blas_small_product(const double *a, const double *b, size_t p, size_t q, size_t r,
	double *out)
{
	blas_prepare();
	cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, (int)p, (int)r, (int)q, 1, a,
		(int)p, b, (int)q, 0, out, (int)p);
}

void blas_rows_gram(const double *y, size_t rows, size_t k, double *gram)
{
	/* rows one after the other are the columns of y' */
	if (rows && k)
		cblas_dsyrk(CblasColMajor, CblasUpper, CblasNoTrans, (int)k, (int)rows, 1, y,
			(int)k, 1, gram, (int)k);
}

void blas_rows_cross(const double *y, size_t rows, size_t k, const double *z, size_t c,
	double *cross)
{
	/* cross' = z'y */
	if (rows && k && c)
		cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, (int)c, (int)k, (int)rows, 1,
			z, (int)c, y, (int)k, 1, cross, (int)c);
}

void blas_rows_turn(const double *y, size_t rows, size_t k, const double *turn, size_t c,
	double *out, size_t lead)
{
	/* out' = turn' y' */
	if (rows && c)
		cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, (int)c, (int)rows, (int)k, 1,
			turn, (int)k, y, (int)k, 0, out, (int)lead);
}
