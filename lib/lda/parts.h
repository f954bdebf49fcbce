/* parts - which part of a corpus a document is of, by its name alone: the same whatever
 * the order of the documents. */
#ifndef LDA_PARTS_H
#define LDA_PARTS_H

#include "base/fault.h"

#include <stdint.h>

#define LDA_PARTS_MOST ((uint64_t)1 << 32)

/* Parts [first, end) of so many; of 0: all documents. */
struct lda_parts {
	uint64_t first, end, of;
};

/* Of so many parts (1 to LDA_PARTS_MOST) the one that the document is of, from 0;
 * key: the hash of its name. */
uint64_t lda_parts_find(uint64_t key, uint64_t parts);

/* Reads I:N: the I-th of N parts, from 1.  FAULT_USAGE. */
int lda_parts_parse(struct lda_parts *parts, const char *text, struct fault *fault) MUST_USE;

#endif
