/* judged - what is known of a model that was judged, as text: so that many models can
 * be compared without any of them at hand.
 *
 * Lines of key, tab, value, and perhaps a tab and what it is:
 *     judged    1            the version of this form
 *     topics, inference, alpha, seed      as the model has them
 *     terms, heldout         digests of the vocabulary and of the held-out documents
 *     documents ... perplexity            as lda_judgement_put has them
 *     npmi, exclusivity      means over topics; nan where no topic has one
 *     first     topic        a line a topic: the columns of its first words, blanks between
 *     score     nats         a line a document: the nats of its predicted words, of which
 *                            there are as many as the third field says; 0: not scored
 *     end       lines        of the file, this one left out: what shows that it is whole */
#ifndef TOPIC_JUDGED_H
#define TOPIC_JUDGED_H

#include "base/bytes.h"
#include "base/digest.h"
#include "base/fault.h"
#include "lda/heldout.h"

#include <stddef.h>
#include <stdint.h>

/* First words of a topic, for the agreement of models. */
enum { JUDGED_WORDS = 20 };

/* A zeroed struct can be released. */
struct judged {
	size_t topics;
	char inference[16], alpha[32];
	uint64_t seed;
	struct digest terms, heldout;
	double npmi, exclusivity;  /* NAN where there is none */
	uint32_t *first;           /* topics x JUDGED_WORDS: columns */
	size_t *count;             /* size topics: columns that a topic has */
	size_t count_room, first_room;
	struct lda_scores scores;
};

void judged_release(struct judged *judged);

/* Appends the lines.  FAULT_DATA where no document was scored. */
int judged_put(const struct judged *judged, struct bytes *text, struct fault *fault) MUST_USE;

/* From a file, "-" for standard input; judged is zeroed.  FAULT_DATA: not of this form,
 * or not whole. */
int judged_read(struct judged *judged, const char *path, struct fault *fault) MUST_USE;

#endif
