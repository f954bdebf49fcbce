/* coherencecount - windows that hold words of topics, and pairs of them. */
#ifndef TOPIC_COHERENCECOUNT_H
#define TOPIC_COHERENCECOUNT_H

#include "base/fault.h"
#include "topic/coherencetopics.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
 * as_gensim: gensim 4 drops a word from the window as soon as one of
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

#endif
