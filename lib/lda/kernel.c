/* kernel.c - inner loops over topics, in a fixed number of lanes. */
#include "lda/kernel.h"

#include "num/loginline.h"
#include "num/variants.h"

#include <string.h>

/* The lanes of four rows, each added up by the same tree. */
static INLINE void fold_rows(const float lane[LDA_ROWS][LDA_LANES], float out[LDA_ROWS])
{
	float quarter[LDA_ROWS * 4], half[LDA_ROWS * 2];
	size_t row, l;

	for (row = 0; row < LDA_ROWS; row++)
		for (l = 0; l < 4; l++)
			quarter[row * 4 + l] = (lane[row][l] + lane[row][l + 8])
				+ (lane[row][l + 4] + lane[row][l + 12]);
	for (l = 0; l < LDA_ROWS * 2; l++)
		half[l] = quarter[2 * l] + quarter[2 * l + 1];
	for (l = 0; l < LDA_ROWS; l++)
		out[l] = half[2 * l] + half[2 * l + 1];
}

/* q of four rows at once: four chains of additions hide each other's latency. */
static INLINE void dot_rows(const float *restrict weight, size_t stride,
	const float *restrict theta, float q[LDA_ROWS])
{
	const float *restrict a = weight, *restrict b = a + stride;
	const float *restrict c = b + stride, *restrict d = c + stride;
	float lane[LDA_ROWS][LDA_LANES] = {{0}};
	size_t k, l;

	for (k = 0; k < stride; k += LDA_LANES)
		for (l = 0; l < LDA_LANES; l++) {
			float t = theta[k + l];

			lane[0][l] = __builtin_fmaf(t, a[k + l], lane[0][l]);
			lane[1][l] = __builtin_fmaf(t, b[k + l], lane[1][l]);
			lane[2][l] = __builtin_fmaf(t, c[k + l], lane[2][l]);
			lane[3][l] = __builtin_fmaf(t, d[k + l], lane[3][l]);
		}
	fold_rows((const float (*)[LDA_LANES])lane, q);
}

VARIANTS
void lda_kernel_mix(const float *restrict weight, size_t rows, size_t stride,
	const float *restrict theta, const float *restrict count, float *restrict sums,
	float *restrict ratio)
{
	size_t i, k;

	for (k = 0; k < stride; k++)
		sums[k] = 0;
	for (i = 0; i < rows; i += LDA_ROWS) {
		const float *restrict a = weight + i * stride, *restrict b = a + stride;
		const float *restrict c = b + stride, *restrict d = c + stride;
		float q[LDA_ROWS];

		dot_rows(a, stride, theta, q);
		for (k = 0; k < LDA_ROWS; k++)
			q[k] = count[i + k] / (q[k] + LDA_TINY);
		for (k = 0; k < LDA_ROWS; k++)
			ratio[i + k] = q[k];
		for (k = 0; k < stride; k++) {
			float sum = __builtin_fmaf(q[0], a[k], sums[k]);

			sum = __builtin_fmaf(q[1], b[k], sum);
			sum = __builtin_fmaf(q[2], c[k], sum);
			sums[k] = __builtin_fmaf(q[3], d[k], sum);
		}
	}
}

VARIANTS
void lda_kernel_advance(float *gamma, const float *alpha, const float *theta, const float *sums,
	size_t stride)
{
	size_t k;

	for (k = 0; k < stride; k++)
		gamma[k] = __builtin_fmaf(theta[k], sums[k], alpha[k]);
}

double lda_kernel_change(const float *restrict gamma, const float *restrict theta, size_t topics)
{
	double sum = 0;
	size_t k;

	for (k = 0; k < topics; k++) {
		double d = (double)gamma[k] - (double)theta[k];

		sum += d < 0 ? -d : d;
	}
	return sum / (double)topics;
}

/* Rows are spread over a large matrix: the next few are prefetched while
 * one is copied. */
void lda_kernel_collect(float *restrict to, const float *restrict from, size_t stride,
	const uint32_t *restrict term, size_t n, size_t rows)
{
	enum { AHEAD = 4 };
	size_t i, k;

	for (i = 0; i < n; i++) {
		if (i + AHEAD < n)
			for (k = 0; k < stride; k += LDA_LANES)
				__builtin_prefetch(from + term[i + AHEAD] * stride + k);
		memcpy(to + i * stride, from + term[i] * stride, stride * sizeof *to);
	}
	memset(to + n * stride, 0, (rows - n) * stride * sizeof *to);
}

/* rest of four rows: sum_k weight_k theta_k max(1 - weight_k / q, 0). */
static INLINE void rest_rows(const float *restrict weight, size_t stride,
	const float *restrict theta, const float q[LDA_ROWS], float rest[LDA_ROWS])
{
	float lane[LDA_ROWS][LDA_LANES] = {{0}}, inverse[LDA_ROWS];
	size_t k, l, row;

	for (row = 0; row < LDA_ROWS; row++)
		inverse[row] = 1 / (q[row] + LDA_TINY);
	for (k = 0; k < stride; k += LDA_LANES)
		for (row = 0; row < LDA_ROWS; row++) {
			const float *restrict own = weight + row * stride + k;
			float i = inverse[row];

			for (l = 0; l < LDA_LANES; l++) {
				float keep = __builtin_fmaf(-own[l], i, 1);

				keep = keep > 0 ? keep : 0;
				lane[row][l] = __builtin_fmaf(own[l] * theta[k + l], keep,
					lane[row][l]);
			}
		}
	fold_rows((const float (*)[LDA_LANES])lane, rest);
}

VARIANTS
void lda_kernel_without_own(float *restrict weight, size_t rows, size_t stride,
	const float *restrict theta, float *restrict rest, float *restrict q)
{
	size_t i, row, k;

	for (i = 0; i < rows; i += LDA_ROWS) {
		dot_rows(weight + i * stride, stride, theta, q + i);
		rest_rows(weight + i * stride, stride, theta, q + i, rest + i);
		for (row = i; row < i + LDA_ROWS; row++) {
			float *restrict own = weight + row * stride;
			float left = rest[row] + LDA_TINY;

			rest[row] = left;
			for (k = 0; k < stride; k++)
				own[k] = own[k] / (left + own[k]);
		}
	}
}

VARIANTS
void lda_kernel_dots(const float *restrict weight, size_t rows, size_t stride,
	const float *restrict theta, float *restrict q)
{
	size_t i;

	for (i = 0; i < rows; i += LDA_ROWS)
		dot_rows(weight + i * stride, stride, theta, q + i);
}

VARIANTS
double lda_kernel_score(const float *restrict count, const float *restrict q, size_t rows)
{
	double lane[LDA_ROWS] = {0};
	size_t i, l;

	for (i = 0; i < rows; i += LDA_ROWS)
		for (l = 0; l < LDA_ROWS; l++)
			lane[l] += (double)count[i + l]
				* special_log_inline((double)(q[i + l] + LDA_TINY));
	return (lane[0] + lane[2]) + (lane[1] + lane[3]);
}

/* A word's documents, 16 lanes of the topics.  (Sums that are to stay in
 * registers must be arrays of one vector each: longer ones go to memory.) */
static INLINE void gather_16(const float *restrict theta, size_t stride,
	const uint16_t *restrict document, const float *restrict ratio, size_t n,
	float *restrict sums)
{
	float sum[LDA_LANES] = {0};
	size_t j, l;

	for (j = 0; j < n; j++) {
		const float *restrict from = theta + document[j] * stride;
		float r = ratio[j];

		for (l = 0; l < LDA_LANES; l++)
			sum[l] = __builtin_fmaf(r, from[l], sum[l]);
	}
	for (l = 0; l < LDA_LANES; l++)
		sums[l] = sum[l];
}

static INLINE void gather_64(const float *restrict theta, size_t stride,
	const uint16_t *restrict document, const float *restrict ratio, size_t n,
	float *restrict sums)
{
	float a[LDA_LANES] = {0}, b[LDA_LANES] = {0}, c[LDA_LANES] = {0}, d[LDA_LANES] = {0};
	size_t j, l;

	for (j = 0; j < n; j++) {
		const float *restrict from = theta + document[j] * stride;
		float r = ratio[j];

		for (l = 0; l < LDA_LANES; l++) {
			a[l] = __builtin_fmaf(r, from[l], a[l]);
			b[l] = __builtin_fmaf(r, from[l + LDA_LANES], b[l]);
			c[l] = __builtin_fmaf(r, from[l + 2 * LDA_LANES], c[l]);
			d[l] = __builtin_fmaf(r, from[l + 3 * LDA_LANES], d[l]);
		}
	}
	for (l = 0; l < LDA_LANES; l++) {
		sums[l] = a[l];
		sums[l + LDA_LANES] = b[l];
		sums[l + 2 * LDA_LANES] = c[l];
		sums[l + 3 * LDA_LANES] = d[l];
	}
}

VARIANTS
void lda_kernel_gather(const float *restrict weight, size_t stride, const float *restrict theta,
	const uint16_t *restrict document, const float *restrict ratio, size_t n,
	float *restrict sums)
{
	size_t k = 0;

	for (; k + 4 * LDA_LANES <= stride; k += 4 * LDA_LANES)
		gather_64(theta + k, stride, document, ratio, n, sums + k);
	for (; k < stride; k += LDA_LANES)
		gather_16(theta + k, stride, document, ratio, n, sums + k);
	for (k = 0; k < stride; k++)
		sums[k] *= weight[k];
}

static INLINE void gather_own_16(const float *restrict weight, const float *restrict theta,
	size_t stride, const uint16_t *restrict document, const float *restrict ratio,
	const float *restrict rest, size_t n, float *restrict sums)
{
	float sum[LDA_LANES] = {0}, own[LDA_LANES];
	size_t j, l;

	memcpy(own, weight, sizeof own);
	for (j = 0; j < n; j++) {
		const float *restrict from = theta + document[j] * stride;
		float r = ratio[j], left = rest[j];

		for (l = 0; l < LDA_LANES; l++)
			sum[l] += r * from[l] / (left + own[l]);
	}
	for (l = 0; l < LDA_LANES; l++)
		sums[l] = sum[l];
}

VARIANTS
void lda_kernel_gather_own(const float *restrict weight, size_t stride,
	const float *restrict theta, const uint16_t *restrict document,
	const float *restrict ratio, const float *restrict rest, size_t n,
	float *restrict sums)
{
	size_t k;

	for (k = 0; k < stride; k += LDA_LANES)
		gather_own_16(weight + k, theta + k, stride, document, ratio, rest, n, sums + k);
	for (k = 0; k < stride; k++)
		sums[k] *= weight[k];
}

/* Adding 1.5 * 2^52 leaves the rounded number in the low bits of a double;
 * unlike a conversion to 64 bits, every processor has that in vectors. */
static INLINE double shift_to_grid(float x, int64_t *whole)
{
	double shifted = (double)x * (1 / LDA_GRID) + 0x1.8p52;
	int64_t bits;

	memcpy(&bits, &shifted, sizeof bits);
	*whole = bits - 0x4338000000000000;
	return shifted - 0x1.8p52;
}

VARIANTS
void lda_kernel_to_grid(int64_t *restrict counts, int64_t *restrict totals, const float *restrict x,
	size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		int64_t whole;

		(void)shift_to_grid(x[i], &whole);
		counts[i] += whole;
		totals[i] += whole;
	}
}

VARIANTS
void lda_kernel_move(float *restrict lambda, const int64_t *restrict counts, size_t topics,
	const struct lda_move *move)
{
	double keep = move->keep, take = move->take, eta = move->eta;
	size_t k;

	for (k = 0; k < topics; k++)
		lambda[k] = (float)(keep * (double)lambda[k] + (eta + take * (double)counts[k]));
}

VARIANTS
void lda_kernel_decay(float *restrict lambda, size_t topics, const struct lda_move *move)
{
	double keep = move->keep, eta = move->eta;
	size_t k;

	for (k = 0; k < topics; k++)
		lambda[k] = (float)(keep * (double)lambda[k] + eta);
}

VARIANTS
void lda_kernel_move_sums(float *restrict lambda, int64_t *restrict totals, const float *restrict x,
	size_t topics, const struct lda_move *move)
{
	double keep = move->keep, take = move->take, eta = move->eta;
	size_t k;

	for (k = 0; k < topics; k++) {
		int64_t whole;
		double counts = shift_to_grid(x[k], &whole);

		totals[k] += whole;
		lambda[k] = (float)(keep * (double)lambda[k] + (eta + take * counts));
	}
}

/* exp(-s) for s >= 0, zero beyond the normal numbers. */
static INLINE float exp_minus(float s)
{
	float clipped = s < 87 ? s : 87;
	float n = clipped * 0x1.715476p+0f + 12582912.0f; /* rounds to whole */
	uint32_t bits;
	float whole = n - 12582912.0f, scale, r, sum;

	/* ln 2 in two parts; r within 0.35 */
	r = __builtin_fmaf(whole, 0x1.62e4p-1f, -clipped);
	r = __builtin_fmaf(whole, 0x1.7f7d1cp-20f, r);
	sum = 1.0f / 5040;
	sum = __builtin_fmaf(sum, r, 1.0f / 720);
	sum = __builtin_fmaf(sum, r, 1.0f / 120);
	sum = __builtin_fmaf(sum, r, 1.0f / 24);
	sum = __builtin_fmaf(sum, r, 1.0f / 6);
	sum = __builtin_fmaf(sum, r, 0.5f);
	sum = __builtin_fmaf(sum, r, 1);
	sum = __builtin_fmaf(sum, r, 1);
	bits = (uint32_t)(127 - (int32_t)whole) << 23;
	memcpy(&scale, &bits, sizeof scale);
	return s < 87 ? sum * scale : 0;
}

/* exp psi(x) = exp psi(x + 6) exp(-sum_(i<6) 1/(x + i)).  With u = x (x + 5)
 * the fractions pair up to (2 x + 5)(3 u^2 + 20 u + 24) / (u (u + 4)(u + 6)).
 * exp psi(y) = t + 1/(24 t) - 37/(5760 t^3) + ..., t = y - 1/2, needs no
 * logarithm; alone it is exact enough from 1000 on. */
VARIANTS
void lda_kernel_exp_digamma(float *out, const float *x, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		float full = x[i] > 1e-12f ? x[i] : 1e-12f, small = full < 1000 ? full : 1000;
		float u = small * (small + 5), t = small + 5.5f, inverse = 1 / t;
		float top = (2 * small + 5) * __builtin_fmaf(3 * u + 20, u, 24);
		float fractions = top / (u * (u + 4) * (u + 6));
		float square = inverse * inverse;
		float shifted = __builtin_fmaf(square, 0x1.d1a4p-9f, -37.0f / 5760);

		shifted = __builtin_fmaf(shifted, square, 1.0f / 24);
		shifted = __builtin_fmaf(shifted, inverse, t);
		out[i] = full < 1000 ? shifted * exp_minus(fractions)
				     : full - 0.5f + 1 / (24 * full);
	}
}
