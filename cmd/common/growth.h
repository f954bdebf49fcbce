/* growth - what lda-init and lda-train do to a model before documents are added to it: new
 * words, and topics that begin anew. */
#ifndef CMD_COMMON_GROWTH_H
#define CMD_COMMON_GROWTH_H

#include "base/fault.h"
#include "base/options.h"
#include "lda/feed.h"
#include "lda/topics.h"
#include "text/columnmap.h"

#include <stdbool.h>
#include <stdint.h>

/* A zeroed one does nothing. */
struct growth {
	bool grow;       /* as told */
	const char *renew;
	struct lda_topics *topics;
	int threads;
	struct lda_recode recode;
	struct columnmap map;
};

#define OPTION_ROW_GROW(growth) \
	{"grow", 0, OPTION_FLAG, &(growth)->grow, NULL, \
		"with --add: words that the model has not join its vocabulary", 0, 0}
/* also: "" or what else is to be said of auto */
#define OPTION_ROW_RENEW(growth, also) \
	{"renew", 0, OPTION_TEXT, &(growth)->renew, "N|auto", \
		"with --add: the N smallest topics, or auto" also ": empty ones, begin anew, from " \
		"documents that fit none", 0, 0}

/* Opens the feed of documents for the model; grown and renewed as told, with notes. */
int growth_open(struct growth *growth, struct lda_topics *topics, struct lda_feed *feed,
	const struct operands *operands, bool weights, uint64_t memory, int threads,
	struct fault *fault) MUST_USE;
void growth_release(struct growth *growth); /* after the feed was closed */

/* The model alone takes the words of a vocabulary. */
int growth_words(struct lda_topics *topics, const struct vocabulary *vocabulary, int threads,
	struct fault *fault) MUST_USE;

#endif
