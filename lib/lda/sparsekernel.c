/* sparsekernel.c - votes, selection, rows and rounding of a sparse E-step. */
#include "lda/sparsekernel.h"

#include "lda/bags.h"
#include "lda/sparsemodel.h"
#include "num/variants.h"

#include <stdbool.h>
#include <string.h>

/* Above zero for any vote, so that a topic is touched once. */
static const float LEAST_VOTE = 1e-30f;

VARIANTS
void lda_sparse_kernel_vote(const struct lda_cell *restrict cell, size_t n, float scale,
	float *restrict sum, uint32_t *restrict touched, size_t *count)
{
	size_t i, at = *count;

	for (i = 0; i < n; i++) {
		uint32_t topic = cell[i].topic;
		float old = sum[topic];

		touched[at] = topic;
		at += old == 0;
		sum[topic] = __builtin_fmaf(scale, cell[i].phi, old) + LEAST_VOTE;
	}
	*count = at;
}

static INLINE bool stands_before(float value, uint32_t topic, float other, uint32_t other_topic)
{
	return value > other || (value == other && topic < other_topic);
}

VARIANTS
size_t lda_sparse_kernel_select(float *restrict sum, const float *restrict alpha,
	const uint32_t *restrict touched, size_t count, uint32_t *restrict topic,
	float *restrict value, size_t most)
{
	size_t i, j, got = 0;

	for (i = 0; i < count; i++) {
		uint32_t k = touched[i];
		float x = sum[k] + alpha[k];

		sum[k] = 0;
		if (got == most) {
			if (!stands_before(x, k, value[most - 1], topic[most - 1]))
				continue;
		} else {
			got++;
		}
		for (j = got - 1; j > 0 && stands_before(x, k, value[j - 1], topic[j - 1]); j--) {
			value[j] = value[j - 1];
			topic[j] = topic[j - 1];
		}
		value[j] = x;
		topic[j] = k;
	}
	return got;
}

VARIANTS
void lda_sparse_kernel_fill_row(const struct lda_cell *restrict cell, size_t n,
	const uint8_t *restrict slot, const float *restrict base, float own,
	const float *restrict fill, float rest, float *restrict row)
{
	size_t j;

	for (j = 0; j < LDA_SPARSE_WIDE; j++)
		row[j] = __builtin_fmaf(rest, fill[j], own * base[j]);
	for (j = 0; j < n; j++)
		row[slot[cell[j].topic]] = cell[j].phi;
}

size_t lda_sparse_kernel_set_tail(struct lda_cell *cell, size_t n,
	struct lda_sparse_tail *tail)
{
	struct lda_cell all[UINT8_MAX];
	size_t i, h, others = 0, words = 0;

	*tail = (struct lda_sparse_tail){0};
	memcpy(all, cell, n * sizeof *cell);
	for (i = 0; i < n; i++) {
		uint64_t *bits = &tail->bits[all[i].topic % LDA_TAIL_BITS / 64];
		uint64_t bit = (uint64_t)1 << all[i].topic % 64;

		if (*bits & bit)
			cell[others++] = all[i];
		*bits |= bit;
	}
	for (h = 0; h < LDA_TAIL_WORDS; h++) {
		tail->before[h] = (uint8_t)words;
		words += (size_t)__builtin_popcountll(tail->bits[h]);
	}
	/* backwards: the first of those with the same bits is the last to be put down */
	for (i = n; i-- > 0;) {
		h = all[i].topic % LDA_TAIL_BITS / 64;
		cell[others + tail->before[h] + (size_t)__builtin_popcountll(tail->bits[h]
				& (((uint64_t)1 << all[i].topic % 64) - 1))] = all[i];
	}
	return others;
}

VARIANTS
void lda_sparse_kernel_fill_tail(const struct lda_cell *restrict cell,
	const struct lda_sparse_tail *restrict tail, const uint32_t *restrict topic, size_t n,
	float *restrict row)
{
	uint8_t hit[LDA_SPARSE_WIDE];
	size_t i, j, hits = 0;

	/* few topics have a cell: which ones is found without a jump */
	for (j = 0; j < n; j++) {
		hit[hits] = (uint8_t)j;
		hits += tail->bits[topic[j] % LDA_TAIL_BITS / 64] >> topic[j] % 64 & 1;
	}
	for (i = 0; i < hits; i++) {
		uint32_t k = topic[hit[i]], word = k % LDA_TAIL_BITS / 64;
		const struct lda_cell *found = cell + tail->before[word]
			+ __builtin_popcountll(tail->bits[word] & (((uint64_t)1 << k % 64) - 1));

		if (found->topic == k)
			row[hit[i]] = found->phi;
	}
}

VARIANTS
void lda_sparse_kernel_narrow(const float *restrict wide, size_t rows,
	const uint32_t *restrict from, size_t n, size_t stride,
	float *restrict narrow)
{
	size_t i, j;

	for (i = 0; i < rows; i++) {
		const float *restrict a = wide + i * LDA_SPARSE_WIDE;
		float *restrict b = narrow + i * stride;

		for (j = 0; j < n; j++)
			b[j] = a[from[j]];
		for (; j < stride; j++)
			b[j] = 0;
	}
}

VARIANTS
size_t lda_sparse_kernel_round_shares(const float *restrict weight,
	const float *restrict theta, float ratio, double count, double u,
	const uint32_t *restrict topic, size_t n, uint64_t *restrict pair)
{
	const double scale = (double)ratio * (1 / LDA_SPARSE_STEP);
	double all = count * (1 / LDA_SPARSE_STEP), sum = 0;
	int64_t before = 0;
	size_t j, got = 0;

	for (j = 0; j < n; j++) {
		int64_t now;

		sum += scale * ((double)weight[j] * (double)theta[j]);
		if (j + 1 == n || sum > all)
			sum = all;
		now = (int64_t)(sum + u);
		pair[got] = lda_pair(topic[j], (uint64_t)(now - before));
		got += now > before;
		before = now;
	}
	return got;
}

/* The finaliser of splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

uint64_t lda_sparse_kernel_mix_key(uint64_t document, uint64_t pass)
{
	return mix(document + mix(pass));
}

double lda_sparse_kernel_word_uniform(uint64_t key, uint32_t term)
{
	return (double)(mix(key + (uint64_t)(term + 1) * 0x9e3779b97f4a7c15u) >> 11) * 0x1p-53;
}
