/* likeness - how far the topics of one model are from those of another.
 *
 * Of p and q over the words that both models have:
 *     hellinger       sqrt(1/2 sum (sqrt p - sqrt q)^2)
 *     jensen-shannon  the square root of sum h(p)/2 + h(q)/2 - h((p + q)/2),
 *                     h(x) = x log2 x
 *     cosine          1 - sum p q / (|p| |q|)
 *     rbo             1 - rank-biased overlap of their first n words,
 *                     extrapolated, persistence .9
 * Each is 0 for topics that are alike and 1 for those that share nothing; a
 * topic without any of the words is at distance 1 from all.
 * Sources: Webber, Moffat, Zobel (2010), "A similarity measure for indefinite
 * rankings", equation 32, for rbo; Endres and Schindelin (2003) for the root
 * of the Jensen-Shannon divergence being a metric. */
#ifndef TOPIC_LIKENESS_H
#define TOPIC_LIKENESS_H

#include "base/fault.h"
#include "topic/profile.h"

#include <stddef.h>
#include <stdint.h>

#define LIKENESS_NAMES "hellinger|jensen-shannon|cosine|rbo"

enum likeness { LIKENESS_HELLINGER, LIKENESS_JENSEN_SHANNON, LIKENESS_COSINE, LIKENESS_RBO };

/* By a name of LIKENESS_NAMES. */
enum likeness likeness_find(const char *name);

/* The n most probable common terms of each topic, best first, of equals the
 * first: first is K x n, numbers below pair->terms; count (size K) says how
 * many have a probability at all. */
struct likeness_words {
	size_t n;
	uint32_t *first;
	size_t *count;
};
int likeness_words_of(struct likeness_words *words, const float *rows, size_t terms,
	size_t topics, size_t n, int threads, struct fault *fault) MUST_USE;
void likeness_words_release(struct likeness_words *words);

/* distance: Ka x Kb, row-major.  The pair's rows are changed: they can't be
 * used again.  Cost: 2 C Ka Kb flops at most (crosstopics.h), for jensen-shannon C Ka Kb
 * logarithms.
 * Sums over terms are in f64 and in their order, whatever the threads; the
 * products of hellinger and cosine are by BLAS, whose last digit may differ
 * between types of processors. */
int likeness_distances(struct profile_pair *pair, enum likeness likeness,
	const struct likeness_words *a, const struct likeness_words *b, double *distance,
	int threads, struct fault *fault) MUST_USE;

#endif
