/* labels - which topics documents may have: Labeled LDA.
 *
 * A label is the name of a topic.  A document that has labels has only their topics and
 * those that are no document's label; its alpha is 0 in all others.  A document without
 * labels may have any topic.
 *
 * The file: lines document<TAB>label[<TAB>label...], a document in any number of them; "#"
 * at its beginning makes a line a comment.
 * Source: Ramage, Hall, Nallapati, Manning (2009), "Labeled LDA", section 3. */
#ifndef LDA_LABELS_H
#define LDA_LABELS_H

#include "base/digest.h"
#include "base/fault.h"
#include "lda/feed.h"
#include "lda/seeds.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lda_label {
	uint64_t document; /* hash of its name, as chunks have it */
	uint32_t topic;
	uint32_t line;     /* where it was read, from 1 */
};

/* A zeroed one limits no document. */
struct lda_labels {
	struct lda_label *label; /* size count; by document, then topic; owned */
	size_t count, room;
	size_t topics;           /* K */
	unsigned char *limited;  /* size K: 1 where the topic is some document's label */
	struct digest digest;    /* of the file */
};

/* Reads the file.  grow: labels that are not among the names become those of the next
 * topics without a name; else they are FAULT_DATA, as are more labels than topics, lines of
 * another form, and the same label twice. */
int lda_labels_read(struct lda_labels *labels, const char *path, struct topicnames *names,
	size_t topics, bool grow, struct fault *fault) MUST_USE;
void lda_labels_release(struct lda_labels *labels); /* idempotent; accepts zeroed */

/* What of a corpus has labels. */
struct lda_labels_count {
	uint64_t labelled, unlabelled; /* documents of the corpus */
	uint64_t absent;               /* documents of the file that the corpus has not */
	uint32_t line;                 /* of one of them */
};

/* In one pass.  FAULT_DATA where the corpus has no document of the file. */
int lda_labels_count(const struct lda_labels *labels, struct lda_feed *feed,
	struct lda_labels_count *of, struct fault *fault) MUST_USE;

/* A document's alpha, to own (size K): alpha, and 0 for topics that it may not have. */
void lda_labels_alpha(const struct lda_labels *labels, uint64_t document, const float *alpha,
	float *own);

#endif
