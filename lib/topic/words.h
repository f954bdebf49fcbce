/* words - the words that say most of each topic or factor.
 *
 * Of a topic model: those of the highest probability in the topic, lambda over
 * its sum.  Of LSI factors: those of the largest weight by magnitude, with
 * its sign; the two ends of a factor are both its words. */
#ifndef TOPIC_WORDS_H
#define TOPIC_WORDS_H

#include "base/bytes.h"
#include "base/fault.h"
#include "stream/source.h"
#include "topic/best.h"

#include <stddef.h>
#include <stdint.h>

struct topic_words {
	size_t topics;              /* K */
	bool factors;               /* signed, by magnitude */
	struct best best;           /* K lists of terms */
	double *sum;                /* size K: of all weights */
	double *sigma;              /* size K, of factors: singular values */
};

enum words_format { WORDS_TEXT, WORDS_TSV, WORDS_JSON };

/* words (zeroed) := the most words of each column of an open source of
 * factors or topics, read to its end. */
int words_read(struct topic_words *words, struct source *source, size_t most, int threads,
	struct fault *fault) MUST_USE;
void words_release(struct topic_words *words);

/* Appends them as text, a topic a line; as TSV, topic<TAB>rank<TAB>weight<TAB>
 * term; as JSON, an object a line. */
int words_format(const struct topic_words *words, const struct vocabulary *vocabulary,
	enum words_format format, struct bytes *out, struct fault *fault) MUST_USE;

#endif
