/* seeds - what is known of topics before training: names, and words that they have.
 *
 * A seed is a word, a topic and a weight in tokens.  The prior of the topic's words is a
 * Dirichlet distribution of parameters eta + the weights:
 *     lambda_wk = eta + weight_wk + counts_wk
 * As a part of the prior a seed is in every M-step: it neither fades in an online pass nor
 * in --decay.  The sparse form has weights in whole steps, at least one.
 *
 * The file: a line a seed, topic<TAB>word<TAB>weight; "#" begins a comment. */
#ifndef LDA_SEEDS_H
#define LDA_SEEDS_H

#include "base/fault.h"
#include "stream/topicnames.h"
#include "stream/vocabulary.h"

#include <stddef.h>
#include <stdint.h>

/* The largest weight of a seed, in tokens. */
#define LDA_SEEDS_MOST 1e6

struct lda_seed {
	uint32_t term, topic;
	double weight;
};

/* A zeroed one has none. */
struct lda_seeds {
	struct topicnames names;
	struct lda_seed *seed; /* size count; by term, then topic; owned */
	size_t count, room;
	size_t unknown;        /* of the file: words that the vocabulary has not */
	char example[64];      /* one of them */
};

void lda_seeds_release(struct lda_seeds *seeds); /* idempotent; accepts zeroed */
int lda_seeds_copy(struct lda_seeds *to, const struct lda_seeds *from,
	struct fault *fault) MUST_USE;

/* Reads the file; topics are numbered as they come.  FAULT_DATA, with the line: another
 * form, a weight that is not above 0 and at most LDA_SEEDS_MOST, a word twice in one topic,
 * more than the given number of topics, a topic none of whose words is in the vocabulary. */
int lda_seeds_read(struct lda_seeds *seeds, const char *path, const struct vocabulary *vocabulary,
	size_t topics, struct fault *fault) MUST_USE;

/* Column lines of a model: #names, and #seeds (topic, term and weight in turn). */
int lda_seeds_take(struct lda_seeds *seeds, const struct bytes *lines, size_t topics, size_t terms,
	struct fault *fault) MUST_USE;
int lda_seeds_put(const struct lda_seeds *seeds, struct bytes *lines, struct fault *fault) MUST_USE;

/* The seeds of a term: *n from the one returned on. */
const struct lda_seed *lda_seeds_of(const struct lda_seeds *seeds, size_t term, size_t *n);

/* A weight in steps of so many tokens, at least 1. */
uint64_t lda_seeds_steps(const struct lda_seed *seed, double step);

#endif
