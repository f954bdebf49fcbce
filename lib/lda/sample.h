/* sample - the documents of a corpus in parts, each a fair sample of it.
 *
 * The part of a document follows from its name alone, so the parts are the same
 * whatever the order of the documents, and a shard has about the same share of
 * each. */
#ifndef LDA_SAMPLE_H
#define LDA_SAMPLE_H

#include "base/fault.h"
#include "lda/docs.h"
#include "lda/parts.h"

#include <stddef.h>
#include <stdint.h>

/* Documents sorted by part: those of part first + i are order[start[i]] to
 * order[start[i + 1] - 1], in the order they have.  All must be of the parts. */
struct lda_sample {
	size_t *order; /* size count of documents */
	size_t *start; /* size end - first + 1 */
};

int lda_sample_sort(struct lda_sample *sample, const struct lda_documents *documents,
	const struct lda_parts *parts, struct fault *fault) MUST_USE;

/* Appends the documents of part first + i to drawn. */
int lda_sample_draw(const struct lda_sample *sample, const struct lda_documents *documents,
	uint64_t i, struct lda_documents *drawn, struct fault *fault) MUST_USE;

void lda_sample_release(struct lda_sample *sample);

#endif
