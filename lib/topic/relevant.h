/* relevant - the words that are among the first of a topic for some relevance: those
 * that a page with a slider for it can show.  Relevance: topic/words.h. */
#ifndef TOPIC_RELEVANT_H
#define TOPIC_RELEVANT_H

#include "base/fault.h"
#include "lda/model.h"

#include <stddef.h>
#include <stdint.h>

/* A word that is among the first of a topic for some relevance. */
struct relevant_word {
	uint32_t term;
	double probability; /* p(w | k) */
	double lift;        /* p(w | k) / p(w) */
};

/* Those of a topic, the most probable first. */
struct relevant {
	struct relevant_word *word; /* size count; owned, free() */
	size_t count;
};

/* relevant, size K, zeroed: all words that are among the first n for lambda 0, .1,
 * ... 1.  Cost: V K logarithms, and 11 V K comparisons. */
int relevant_words(const struct lda_model *model, size_t n, struct relevant *relevant,
	int threads, struct fault *fault) MUST_USE;

#endif
