/* words - the most important words of each topic or factor.
 *
 * Of a topic model: those of the highest probability in the topic, lambda over
 * its sum.  Of LSI factors: those of the largest weight by magnitude, with
 * its sign; the two ends of a factor are both its words.
 *
 * Other orders of a topic's words, with p(w | k) as above and p(w) the word's
 * part in all topics, lambda summed over them:
 *     relevance  l log p(w | k) + (1 - l) log(p(w | k) / p(w)), nats
 *     lift       p(w | k) / p(w)
 *     frex       1 / (f / E + (1 - f) / F), f = 1/2: E and F are the shares of
 *                words with at most this word's exclusivity, p(w | k) over its
 *                sum over topics, and with at most its p(w | k)
 * Sources: Sievert and Shirley (2014), "LDAvis", equation 1, for relevance;
 * Taddy (2012) for lift; Bischof and Airoldi (2012) for FREX. */
#ifndef TOPIC_WORDS_H
#define TOPIC_WORDS_H

#include "base/bytes.h"
#include "base/fault.h"
#include "stream/source.h"
#include "stream/topicnames.h"
#include "topic/best.h"

#include <stddef.h>

enum words_measure { WORDS_PROBABILITY, WORDS_RELEVANCE, WORDS_LIFT, WORDS_FREX };

struct words_order {
	enum words_measure measure;
	double lambda; /* of relevance, within [0, 1] */
};

/* "probability", "relevance:LAMBDA", "lift" or "frex"; FAULT_USAGE else. */
int words_order_parse(struct words_order *order, const char *text, struct fault *fault) MUST_USE;

struct topic_words {
	struct words_order order;
	size_t topics;              /* K */
	bool factors;               /* signed, by magnitude */
	struct best best;           /* K lists of terms */
	double *sum;                /* size K: of all weights */
	double all;                 /* their sum */
	double *sigma;              /* size K, of factors: singular values */
	struct topicnames names;
};

enum words_format { WORDS_TEXT, WORDS_TSV, WORDS_JSON };

/* words (zeroed) := at most the given number of words of each column of a source of
 * factors or topics, read to its end.  frex holds the model in memory, the
 * others only the words.  FAULT_USAGE: another order than probability for
 * factors. */
int words_read(struct topic_words *words, struct source *source, struct words_order order,
	size_t most, int threads, struct fault *fault) MUST_USE;
void words_release(struct topic_words *words);

/* Appends the topics that topic (size count) names, of all where count is 0: as
 * text, a topic a line; as TSV, topic<TAB>rank<TAB>weight<TAB>term; as JSON, an
 * object a line.  The weight is what the words are ordered by.
 * FAULT_USAGE: no such topic. */
int words_format(const struct topic_words *words, const struct vocabulary *vocabulary,
	enum words_format format, const size_t *topic, size_t count, struct bytes *out,
	struct fault *fault) MUST_USE;

#endif
