/* topdocs - the documents in which each topic has its largest shares, with
 * their names.  Memory: the names of at most twice as many documents as are
 * kept. */
#ifndef TOPIC_TOPDOCS_H
#define TOPIC_TOPDOCS_H

#include "base/bytes.h"
#include "base/fault.h"
#include "topic/best.h"

#include <stddef.h>
#include <stdint.h>

struct topdocs {
	struct best best;   /* K lists; an item is where its name begins in names */
	struct bytes names; /* zero-terminated, in the order of the documents */
	size_t kept;        /* bytes of names after the last clearing */
	uint64_t *used;     /* size 2 K n: for clearing */
};

/* topics lists of n documents each, by magnitude of the share. */
int topdocs_init(struct topdocs *docs, size_t topics, size_t n, struct fault *fault) MUST_USE;
void topdocs_release(struct topdocs *docs); /* idempotent; accepts zeroed */

/* Offers a document to each topic: share, size K.  Shares of 0, and those whose
 * magnitude is below least, are not entered. */
int topdocs_add(struct topdocs *docs, const char *name, const double *share, double least,
	struct fault *fault) MUST_USE;

/* Sorts each list; nothing can be added after that. */
void topdocs_sort(struct topdocs *docs);

static inline const char *topdocs_name(const struct topdocs *docs, size_t topic, size_t rank)
{
	return docs->names.data + best_list(&docs->best, topic)[rank].item;
}

#endif
