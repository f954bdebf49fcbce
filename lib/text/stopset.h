/* stopset - a set of words to be dropped, read-only once built and so free to
 * share between threads.  A zeroed struct is empty. */
#ifndef TEXT_STOPSET_H
#define TEXT_STOPSET_H

#include "base/bytes.h"
#include "base/digest.h"
#include "base/fault.h"
#include "base/hashindex.h"

#include <stdbool.h>
#include <stddef.h>

struct stopset {
	struct bytes text; /* the words, each behind its length (a byte) and before a zero */
	struct hashindex index; /* from words to their places in text */
	size_t count;
};

#define STOP_WORD_MOST 255 /* bytes; longer words are never looked up */

void stopset_release(struct stopset *set);
int stopset_add(struct stopset *set, const char *word, size_t length,
	struct fault *fault) MUST_USE;
bool stopset_has(const struct stopset *set, const char *word, size_t length);

/* The word at *at and its length, and *at after it; NULL after the last.  *at is 0
 * for the first. */
const char *stopset_next(const struct stopset *set, size_t *at, size_t *length);

/* Of the words in the order of their bytes: the same for any order and
 * layout of the list. */
int stopset_digest(const struct stopset *set, struct digest *digest,
	struct fault *fault) MUST_USE;

#endif
