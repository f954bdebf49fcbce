/* describe - what a model says of documents: their mixtures.  wordtopics.h has the
 * topic of each word. */
#ifndef LDA_DESCRIBE_H
#define LDA_DESCRIBE_H

#include "base/fault.h"
#include "lda/feed.h"
#include "lda/mixture.h"
#include "lda/sparsemix.h"
#include "lda/topics.h"
#include "stream/dense.h"

#include <stdatomic.h>
#include <stddef.h>

struct lda_describer {
	const struct lda_topics *topics;
	struct lda_inferrer inferrer;
	float *weights;           /* owned */
	struct lda_sparse_inferrer sparse; /* of a sparse model, in their place */
	int threads;
	_Atomic unsigned long long empty; /* documents without words */
};

/* A thread's space, and the document that it was used for last, under a model of either
 * form.  A zeroed one is ready. */
struct lda_describe_reader {
	struct lda_mixture dense;
	struct lda_sparse_mixture sparse;
	float *counts; /* of the document's words */
	size_t room;
};

void lda_describe_reader_release(struct lda_describe_reader *reader);

/* Defaults: 20 iterations for cvb0; for vb up to 100 and 0.001. */
int lda_describe_init(struct lda_describer *describer, const struct lda_topics *topics,
	const struct lda_effort *effort, int threads, struct fault *fault) MUST_USE;
void lda_describe_release(struct lda_describer *describer);

/* The header of the vectors that lda_describe_mixtures makes, which the caller releases;
 * topics keep their names. */
int lda_describe_header(const struct lda_describer *describer, struct header *header,
	struct fault *fault) MUST_USE;

/* For relay_vectors: a row of K shares a document, that sum to 1; a document
 * without words has no mixture, and a row of zeros. */
int lda_describe_mixtures(void *describer, const struct rows *rows, struct dense *out,
	struct fault *fault) MUST_USE;

/* The shares of all rows, in parallel: shares is rows x K. */
int lda_describe_shares(struct lda_describer *describer, const struct rows *rows,
	float *shares, struct fault *fault) MUST_USE;

/* Infers one row; 1, or 0 where it has no words (or none of any weight): such rows are
 * counted in empty. */
int lda_describe_row(struct lda_describer *describer, const struct rows *rows, size_t row,
	struct lda_describe_reader *reader, struct fault *fault) MUST_USE;

/* The same, and its shares: size K, all 0 where it has no words. */
int lda_describe_share(struct lda_describer *describer, const struct rows *rows, size_t row,
	struct lda_describe_reader *reader, float *out, struct fault *fault) MUST_USE;

#endif
