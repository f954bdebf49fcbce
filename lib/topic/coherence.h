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
#include "stream/topicnames.h"
#include "topic/coherencecount.h"

/* The measures.  To add one: a .c file in this room whose struct coherence_measure is
 * coherence_NAME, and its line here. */
#define COHERENCE_MEASURES(MEASURE) \
	MEASURE(u_mass) \
	MEASURE(npmi) \
	MEASURE(c_v)

/* The words of a topic that occur at all, m of them: their places in it. */
struct coherence_seen {
	size_t *place, m;
};

struct coherence_measure {
	const char *name;
	bool documents, windows; /* what it can use */
	size_t window;           /* tokens, the default */
	/* Of a topic whose words that occur are at least two; scratch holds m (m + 1) numbers
	 * for the m words of the longest topic. */
	double (*of)(const struct coherence_counts *counts, size_t topic,
		const struct coherence_seen *seen, double *scratch);
};

/* "u_mass|npmi|c_v" */
#define COHERENCE_WORD(name) "|" #name
#define COHERENCE_NAMES (&COHERENCE_MEASURES(COHERENCE_WORD)[1])

#define COHERENCE_DECLARED(name) extern const struct coherence_measure coherence_##name;
COHERENCE_MEASURES(COHERENCE_DECLARED)
#undef COHERENCE_DECLARED

/* Windows with both words of a topic, by their places in it; of one word, its own. */
double coherence_both(const struct coherence_counts *counts, size_t topic, size_t i, size_t j);

/* NULL for another name. */
const struct coherence_measure *coherence_find(const char *name);

/* The coherence of each topic: value, size count; NAN where a topic has none. */
int coherence_measure(const struct coherence_counts *counts,
	const struct coherence_measure *measure, double *value, struct fault *fault) MUST_USE;

/* Which of the topics' words never occur. */
int coherence_unseen(const struct coherence_counts *counts, struct missing *unseen,
	struct fault *fault) MUST_USE;

/* Appends a line "topic<TAB>value<TAB>words" each, and "mean<TAB>value" of those that
 * have a coherence; the others' value is "nan", and without is their number. */
int coherence_table(const struct coherence_counts *counts, const double *value,
	const struct topicnames *names, struct bytes *text, size_t *without,
	struct fault *fault) MUST_USE;

#endif
