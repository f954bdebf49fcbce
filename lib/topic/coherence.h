/* coherence - how well the first words of a topic go together.
 *
 * Probabilities are shares of windows (or of documents) in which words occur.
 * With p(w) of a word and p(v, w) of two, eps = 1e-12:
 *     u_mass  mean over v before w in the topic of log((p(v, w) + eps) / p(v))
 *     npmi    mean over v, w of log((p(v, w) + eps) / (p(v) p(w)))
 *                                / -log(p(v, w) + eps)
 *     c_v     mean over w of the cosine of w's vector, npmi(w, v) for all v of
 *             the topic, with the sum of the vectors of all words
 * A word that never occurs is left out of its topic; a topic with less than two
 * words that occur has no coherence (NAN).
 * Source: Roeder, Both, Hinneburg (2015), "Exploring the space of topic
 * coherence measures"; Mimno et al. (2011) for u_mass. */
#ifndef TOPIC_COHERENCE_H
#define TOPIC_COHERENCE_H

#include "base/bytes.h"
#include "base/fault.h"
#include "base/missing.h"
#include "topic/coherencecount.h"

enum coherence_measure { COHERENCE_U_MASS, COHERENCE_NPMI, COHERENCE_C_V };

/* The coherence of each topic: value, size count; NAN where a topic has none. */
int coherence_measure(const struct coherence_counts *counts, enum coherence_measure measure,
	double *value, struct fault *fault) MUST_USE;

/* Which of the topics' words never occur. */
int coherence_unseen(const struct coherence_counts *counts, struct missing *unseen,
	struct fault *fault) MUST_USE;

/* Appends a line "topic<TAB>value<TAB>words" each, and "mean<TAB>value" of those that
 * have a coherence; the others' value is "nan", and without is their number. */
int coherence_table(const struct coherence_counts *counts, const double *value,
	struct bytes *text, size_t *without, struct fault *fault) MUST_USE;

#endif
