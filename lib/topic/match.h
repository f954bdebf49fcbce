/* match - which topic of one model is which of another, as lines of text.
 *
 * Pairs are the one-to-one assignment of least total distance
 * (num/matching.h).  Models are taken one after the other against the first:
 * two are in memory at a time. */
#ifndef TOPIC_MATCH_H
#define TOPIC_MATCH_H

#include "base/bytes.h"
#include "base/fault.h"
#include "topic/likeness.h"
#include "topic/profile.h"

#include <stdbool.h>
#include <stddef.h>

struct match_options {
	enum likeness likeness;
	size_t words;     /* first words of each topic */
	double threshold; /* a likeness, 1 less the distance, from which a topic comes again */
	int threads;
};

/* What one comparison found. */
struct match_summary {
	size_t pairs, alike;  /* pairs; of them those above the threshold */
	double mean;          /* distance of all pairs */
	size_t terms;         /* common ones */
	double share_a, share_b;
};

/* Topics: a line a pair,
 *     model<TAB>topic<TAB>match<TAB>distance<TAB>both<TAB>only-topic<TAB>only-match
 * for each topic of a, with "-" for a partner and a distance that are not
 * there, and then those of b without a partner.  The words are the first of
 * each, those that both have and those that either has alone, blanks between.
 * Factors: model<TAB>angle<TAB>cosine<TAB>degrees.
 * again (size Ka) and likeness (size Ka), NULL or incremented: whether the
 * topic came again, and its pair's likeness. */
int match_models(const struct profile *a, const struct profile *b,
	const struct match_options *options, struct bytes *out, size_t *again,
	double *likeness, struct match_summary *summary, struct fault *fault) MUST_USE;

/* The line that names the columns. */
int match_header(const struct profile *a, struct bytes *out, struct fault *fault) MUST_USE;

/* How often each topic of a came again in so many other models:
 *     topic<TAB>again<TAB>models<TAB>likeness<TAB>words */
int match_stability(const struct profile *a, const size_t *again, const double *likeness,
	size_t models, const struct match_options *options, struct bytes *out,
	struct fault *fault) MUST_USE;

#endif
