/* kernel - the loops over topics that an E-step spends its time in.
 *
 * Matrices are row-major f32; a row has stride numbers, the number of topics
 * rounded up to LDA_LANES, zero behind the topics, and begins on a cache
 * line.  Sums go over LDA_LANES lanes with fused multiply-add and then a
 * fixed tree, so that the bits are the same on every processor.  rows must
 * be a multiple of LDA_ROWS; a row of zeros with count 0 fills up.  All are
 * re-entrant. */
#ifndef LDA_KERNEL_H
#define LDA_KERNEL_H

#include <stddef.h>
#include <stdint.h>

enum { LDA_LANES = 16, LDA_ROWS = 4 };

static inline size_t lda_stride(size_t topics)
{
	return (topics + LDA_LANES - 1) / LDA_LANES * LDA_LANES;
}

static inline size_t lda_padded(size_t rows)
{
	return (rows + LDA_ROWS - 1) / LDA_ROWS * LDA_ROWS;
}

/* Where every product has underflowed a ratio must stay finite. */
#define LDA_TINY 1e-28f

/* One mean-field iteration of a document, the heart of both inferences:
 *     q_i     = sum_k theta_k weight_ik
 *     ratio_i = count_i / q_i
 *     sums_k  = sum_i ratio_i weight_ik
 *   weight  rows x stride; theta, sums  stride; count, ratio  rows
 * so that theta_k sums_k are the expected counts of topic k.
 * Cost: 4 K flops a row and iteration, counted without the padding. */
void lda_kernel_mix(const float *weight, size_t rows, size_t stride, const float *theta,
	const float *count, float *sums, float *ratio);

/* gamma_k = alpha_k + theta_k sums_k, all of size stride, gamma perhaps
 * in the place of sums; and the mean of
 * |gamma_k - theta_k| over the topics. */
void lda_kernel_advance(float *gamma, const float *alpha, const float *theta, const float *sums,
	size_t stride);
double lda_kernel_change(const float *gamma, const float *theta, size_t topics);

/* Removes each token's own share from its document.  CVB0 has
 *     gamma_ik ~ weight_ik (theta_k - gamma_ik),  theta_k with the share in,
 * whose solution is gamma_ik = weight_ik theta_k / (rest_i + weight_ik) with
 * the rest_i that makes it sum to 1.  rest_i is found by one step from the
 * mean field, rest_i = sum_k weight_ik max(theta_k - gamma'_ik, 0) with
 * gamma'_ik = weight_ik theta_k / q_i, and weight is replaced by
 * weight / (rest + weight): lda_kernel_mix on the result is then an iteration with
 * the shares removed, at the cost of one with them, and nothing can become
 * negative.  q is the mean field's.
 * Cost: 6 K flops and K divisions a row, once a document.
 * Source: Asuncion, Welling, Smyth, Teh (2009), eq. 18. */
void lda_kernel_without_own(float *weight, size_t rows, size_t stride, const float *theta,
	float *rest, float *q);

/* q alone, and sum_i count_i log q_i. */
void lda_kernel_dots(const float *weight, size_t rows, size_t stride, const float *theta, float *q);
double lda_kernel_score(const float *count, const float *q, size_t rows);

/* The expected counts of one term over the documents it occurs in:
 *     sums_k = weight_k sum_j ratio_j theta_(document_j)k
 *   theta  documents x stride;  ratio, document  size n
 * and the same with the weights of lda_kernel_without_own:
 *     sums_k = weight_k sum_j ratio_j theta_(document_j)k / (rest_j + weight_k) */
void lda_kernel_gather(const float *weight, size_t stride, const float *theta,
	const uint16_t *document, const float *ratio, size_t n, float *sums);
void lda_kernel_gather_own(const float *weight, size_t stride, const float *theta,
	const uint16_t *document, const float *ratio, const float *rest, size_t n,
	float *sums);

/* Gathers the rows of some terms, so that they stay in the cache:
 * row i of to is row term[i] of from, and rows of zeros follow up to rows. */
void lda_kernel_collect(float *to, const float *from, size_t stride, const uint32_t *term, size_t n,
	size_t rows);

/* Fixed point: sums are added up on a grid of LDA_GRID, so that the order of
 * additions doesn't matter: to counts and to totals.  |x| < 2^31. */
#define LDA_GRID 0x1p-20
void lda_kernel_to_grid(int64_t *counts, int64_t *totals, const float *x, size_t n);

/* A row of lambda in an M-step, counts on the grid:
 *     lambda_k = keep lambda_k + (eta + take counts_k)
 * lda_kernel_decay: without counts; lda_kernel_move_sums: with those of x, added to totals
 * too, to the same bits as by lda_kernel_to_grid and lda_move. */
struct lda_move {
	double keep, take, eta;
};
void lda_kernel_move(float *lambda, const int64_t *counts, size_t topics,
	const struct lda_move *move);
void lda_kernel_decay(float *lambda, size_t topics, const struct lda_move *move);
void lda_kernel_move_sums(float *lambda, int64_t *totals, const float *x, size_t topics,
	const struct lda_move *move);

/* out = exp(digamma(x)), x >= 0; relative error below 4e-7 (1 + 1/x), and 0
 * for what is below 1e-38.  In place allowed. */
void lda_kernel_exp_digamma(float *out, const float *x, size_t n);

#endif
