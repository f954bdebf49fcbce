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
	double *all;                           /* n x n, its eigenvectors */
};

static void tridiagonal_release(struct tridiagonal *t)
{
	free(t->diagonal);
	free(t->beside);
	free(t->reflector);
	free(t->all);
}

static int take_room(struct tridiagonal *t, size_t n, struct fault *fault)
{
	t->diagonal = memory_zeroed(n, sizeof(double), fault);
	t->beside = memory_zeroed(n, sizeof(double), fault);
	t->reflector = memory_zeroed(n, sizeof(double), fault);
	t->all = memory_aligned(n * n, sizeof(double), fault);
	return t->diagonal && t->beside && t->reflector && t->all ? 0 : -1;
}

/* Divide and conquer for all of the tridiagonal matrix's pairs is faster than bisection for
 * a part of them. */
static int solve_tridiagonal(double *matrix, size_t size, struct tridiagonal *t,
	struct fault *fault)
{
	lapack_int n = (lapack_int)size;
	lapack_int info = LAPACKE_dsytrd(LAPACK_COL_MAJOR, 'U', n, matrix, n, t->diagonal,
		t->beside, t->reflector);

	if (info)
		return refused("dsytrd", info, fault);
	info = LAPACKE_dstedc(LAPACK_COL_MAJOR, 'I', n, t->diagonal, t->beside, t->all, n);
	return info ? refused("dstedc", info, fault) : 0;
}

int blas_eigen_leading(double *matrix, size_t n, size_t count, double *value, double *vectors,
	struct fault *fault)
{
	struct tridiagonal t = {0};
	lapack_int size = (lapack_int)n, k = (lapack_int)count, info = 0;
	int failed;

	blas_prepare();
	if (count == 0)
		return 0;
	failed = take_room(&t, n, fault) || solve_tridiagonal(matrix, n, &t, fault);
	if (!failed) {
		memcpy(value, t.diagonal + n - count, count * sizeof *value);
		memcpy(vectors, t.all + n * (n - count), n * count * sizeof *vectors);
		info = LAPACKE_dormtr(LAPACK_COL_MAJOR, 'L', 'U', 'N', size, k, matrix, size,
			t.reflector, vectors, size);
	}
	if (info)
		failed = refused("dormtr", info, fault);
	if (!failed)
		reverse(vectors, n, count, value);
	tridiagonal_release(&t);
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
