/* diagnostics - measures that distinguish good topics from bad ones.
 *
 * Source of the names: MALLET's topic model diagnostics. */
#ifndef TOPIC_DIAGNOSTICS_H
#define TOPIC_DIAGNOSTICS_H

#include "base/fault.h"
#include "lda/topics.h"
#include "stream/source.h"

#include <stddef.h>
#include <stdint.h>

/* Of one topic, p its distribution over terms. */
struct topic_diagnostics {
	double tokens;       /* in the model: lambda minus eta */
	double effective;    /* words: 1 / sum p^2 */
	double uniform;      /* nats from the uniform distribution, sum p log(p V) */
	double corpus;       /* nats from the distribution of all tokens */
	double exclusivity;  /* mean over its first words of p / sum of p over topics */
	/* of a corpus: */
	uint64_t first;      /* documents where it has the largest share */
	uint64_t documents;  /* documents of which it has a tenth at least */
	double entropy;      /* nats, of its tokens over documents: broad or narrow */
};

/* From the model alone: one, size K, all of it set.  n: first words, at most
 * V of them count. */
int diagnostics_of_model(const struct lda_model *model, size_t n,
	struct topic_diagnostics *one, struct fault *fault) MUST_USE;

/* Adds the measures of a corpus; *documents: how many were read. */
int diagnostics_of_corpus(const struct lda_topics *topics, struct source *source,
	struct topic_diagnostics *one, uint64_t *documents, int threads,
	struct fault *fault) MUST_USE;

#endif
