/* sparsekernel - the loops of a sparse E-step.
 *
 * A cell is a kept topic of a word and phi_wk; of a word's cells the first
 * LDA_SPARSE_FIRST are those of the largest phi.  All are re-entrant and run in
 * one order, so that their sums have the same bits everywhere. */
#ifndef LDA_SPARSEKERNEL_H
#define LDA_SPARSEKERNEL_H

#include <stddef.h>
#include <stdint.h>

struct lda_cell {
	uint32_t topic;
	float phi;
};

/* Which cells of a word's tail there are: bit h of a topic's low bits is set where a cell
 * has them, and that cell's place is the number of bits set before. */
enum { LDA_TAIL_WORDS = 16, LDA_TAIL_BITS = 64 * LDA_TAIL_WORDS };

struct lda_sparse_tail {
	uint64_t bits[LDA_TAIL_WORDS];
	uint8_t before[LDA_TAIL_WORDS]; /* bits set in the words before */
};

/* Brings n cells, fewer than 256, into the order that the tail describes, behind those
 * whose low bits another cell has.  Returns how many these are. */
size_t lda_sparse_kernel_set_tail(struct lda_cell *cell, size_t n,
	struct lda_sparse_tail *tail);

/* A word's part in the first mean-field iteration of a document: adds scale phi
 * to the sum of each cell's topic, and topics whose sum was zero to touched
 * (size K + 1), of which *count are in use. */
void lda_sparse_kernel_vote(const struct lda_cell *cell, size_t n, float scale, float *sum,
	uint32_t *touched, size_t *count);

/* The most largest of sum_k + alpha_k among the touched topics (of equal ones the
 * first topics), largest first, to topic; the touched sums are made zero, values
 * go to value.  Returns how many there are. */
size_t lda_sparse_kernel_select(float *sum, const float *alpha, const uint32_t *touched,
	size_t count, uint32_t *topic, float *value, size_t most);

/* A word's phi in the LDA_SPARSE_WIDE chosen topics, to row: first
 * own base_j + rest fill_j, then the cells whose topic has a slot below
 * LDA_SPARSE_WIDE.  slot, size K, is LDA_SPARSE_WIDE for all others: row
 * has one number more than it needs, where these go. */
void lda_sparse_kernel_fill_row(const struct lda_cell *cell, size_t n, const uint8_t *slot,
	const float *base, float own, const float *fill, float rest, float *row);

/* The cells that a tail describes to the row: those of n topics, column j is topic_j. */
void lda_sparse_kernel_fill_tail(const struct lda_cell *cell,
	const struct lda_sparse_tail *tail, const uint32_t *topic, size_t n, float *row);

/* rows of LDA_SPARSE_WIDE to rows of stride: column j is column from[j], and zero for j
 * from n on. */
void lda_sparse_kernel_narrow(const float *wide, size_t rows, const uint32_t *from, size_t n,
	size_t stride, float *narrow);

/* Systematic rounding of the shares of a nonzero: share_j ~ ratio weight_j theta_j,
 * j < n, sum to count tokens; with C_j their running sums in steps,
 *     steps_j = floor(C_j + u) - floor(C_(j - 1) + u),
 * whose mean over u in [0, 1) is the share.  C_n is count, exactly, so the steps
 * of a whole count sum to it.  Pairs of topic_j and steps_j, where there are some,
 * go to pair (size n); returns how many. */
size_t lda_sparse_kernel_round_shares(const float *weight, const float *theta, float ratio,
	double count, double u, const uint32_t *topic, size_t n, uint64_t *pair);

/* Uniform in [0, 1), from a document's key and a word; lda_sparse_kernel_mix_key makes the
 * document's key from that of its name and that of the pass. */
uint64_t lda_sparse_kernel_mix_key(uint64_t document, uint64_t pass);
double lda_sparse_kernel_word_uniform(uint64_t key, uint32_t term);

#endif
