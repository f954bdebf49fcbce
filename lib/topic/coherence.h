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
#include "stream/corpus.h"
#include "stream/termindex.h"
#include "stream/vocabulary.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum coherence_measure { COHERENCE_U_MASS, COHERENCE_NPMI, COHERENCE_C_V };

/* The first words of each topic. */
struct coherence_topics {
	size_t count;          /* topics */
	size_t *start;         /* size count + 1: where a topic begins in word */
	uint32_t *word;        /* by number in words */
	struct vocabulary words; /* the different ones */
	struct termindex index;  /* of words */
	size_t *member_start;  /* size words + 1: where a word begins in member */
	size_t *member;        /* places in word */
	size_t *topic_of;      /* of each place in word */
	size_t start_room, word_room;
};

/* From the n likeliest words of each topic of a V x stride matrix (of equally
 * likely ones the first), or from text: a topic a line, words between blanks. */
int coherence_from_weights(struct coherence_topics *topics, const float *weights,
	size_t stride, size_t count, size_t n, const struct vocabulary *vocabulary,
	struct fault *fault) MUST_USE;
int coherence_from_file(struct coherence_topics *topics, const char *path, size_t n,
	struct fault *fault) MUST_USE;
void coherence_topics_release(struct coherence_topics *topics);

/* Counts of one thread; sums of several are those of all. */
struct coherence_counts {
	const struct coherence_topics *topics; /* borrowed */
	uint64_t windows;
	uint64_t *single;      /* size words: windows with the word */
	uint64_t *pair;        /* for each topic of m words m x m, the lower half in use */
	size_t *pair_start;    /* size count + 1 */
	struct coherence_scratch *scratch;
};

int coherence_counts_init(struct coherence_counts *counts,
	const struct coherence_topics *topics, struct fault *fault) MUST_USE;
void coherence_counts_release(struct coherence_counts *counts);
void coherence_counts_add(struct coherence_counts *to, const struct coherence_counts *from);

/* One document as tokens: word is a number in topics->words, TERM_UNKNOWN for
 * all others.  Windows of window tokens begin at each token as long as there
 * are that many; a shorter document is one window, an empty one is none.
 * as_gensim: gensim 4 takes a word for gone from the window as soon as one of
 * its occurrences leaves; this does the same. */
struct coherence_text {
	uint32_t *word;   /* size count, in the order of the text */
	size_t count, room;
};

int coherence_count_text(struct coherence_counts *counts, const struct coherence_text *text,
	size_t window, bool as_gensim, struct fault *fault) MUST_USE;

/* One document as the different words of topics that it has; it is one window.
 * The caller leaves out documents without any word, as coherence_count_text does. */
int coherence_count_set(struct coherence_counts *counts, const uint32_t *word, size_t n,
	struct fault *fault) MUST_USE;

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
