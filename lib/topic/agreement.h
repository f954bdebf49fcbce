/* agreement - how far the topics of two models are the same, by their first words.
 *
 * Of two topics: the average Jaccard index of their first d words, d = 1 to n,
 *     AJ = 1/n sum_d |A_d intersect B_d| / |A_d union B_d|;
 * of two models: the mean over the pairs of topics that an optimal assignment makes.
 * 1: the same words in the same order; 0: no word in common.
 * Source: Greene, O'Callaghan, Cunningham (2014), "How many topics? Stability analysis
 * for topic models", equations 1 to 3. */
#ifndef TOPIC_AGREEMENT_H
#define TOPIC_AGREEMENT_H

#include "base/fault.h"
#include "topic/judged.h"

/* Symmetric.  Where one model has more topics, those without a partner do not count.
 * Cost: O(K^2 n + K^3). */
int agreement(const struct judged *a, const struct judged *b, double *value,
	struct fault *fault) MUST_USE;

#endif
