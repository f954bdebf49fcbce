/* match - matches the topics of two models, as lines of text.
 *
 * Pairs are the one-to-one assignment of least total distance
 * (num/matching.h).  Models are compared one after the other with the first:
 * two are in memory at a time. */
#ifndef TOPIC_MATCH_H
#define TOPIC_MATCH_H

#include "base/bytes.h"
#include "base/fault.h"
#include "topic/likeness.h"
#include "topic/profile.h"

#include <stddef.h>

struct match_options {
	enum likeness likeness;
	size_t words;     /* first words of each topic */
	double threshold; /* similarity, 1 minus the distance, from which a topic recurs */
	int threads;
};

/* The result of one comparison. */
struct match_summary {
	size_t pairs, alike;  /* pairs; of them those above the threshold */
	double mean;          /* distance of all pairs */
	size_t terms;         /* common ones */
	double share_a, share_b;
};

/* Topics: a line a pair,
 *     model<TAB>topic<TAB>match<TAB>distance<TAB>both<TAB>only-topic<TAB>only-match
 * for each topic of a, with "-" for a missing partner and distance,
 * and then those of b without a partner.  The words are the first of
 * each, those that both have and those that either has alone, blanks between.
 * Factors: model<TAB>angle<TAB>cosine<TAB>degrees.
 * again (size Ka) and likeness (size Ka), NULL or incremented: whether the
 * topic recurred, and its pair's similarity. */
int match_models(const struct profile *a, const struct profile *b,
	const struct match_options *options, struct bytes *out, size_t *again,
	double *likeness, struct match_summary *summary, struct fault *fault) MUST_USE;

/* The line that names the columns. */
int match_header(const struct profile *a, struct bytes *out, struct fault *fault) MUST_USE;

/* How often each topic of a recurred in a number of other models:
 *     topic<TAB>again<TAB>models<TAB>likeness<TAB>words */
int match_stability(const struct profile *a, const size_t *again, const double *likeness,
	size_t models, const struct match_options *options, struct bytes *out,
	struct fault *fault) MUST_USE;

#endif
