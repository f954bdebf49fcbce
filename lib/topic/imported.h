/* imported - a model that another program trained, as a topictools model. */
#ifndef TOPIC_IMPORTED_H
#define TOPIC_IMPORTED_H

#include "base/fault.h"
#include "format/foreignmodel.h"
#include "format/npyin.h"
#include "lda/model.h"
#include "lsi/factors.h"

#include <stddef.h>

/* What a topic's words are mixed with, as a share of the uniform distribution, where one
 * of them has no probability at all: else a document with it would be impossible. */
#define IMPORTED_UNIFORM 1e-4

struct imported {
	enum lda_inference inference;
	double alpha, eta; /* 0: what the file says, or else the default */
	enum foreign_meaning meaning; /* in: as given; out: what the values were taken as */
	size_t mixed;      /* out: topics that were mixed with the uniform distribution */
	int threads;
};

/* A dense model whose lambda (terms x topics) is
 *     counts          eta + n_wk
 *     lambda          as it is
 *     probabilities   p(w | k) LDA_TOKENS_UNKNOWN
 *     logarithms      exp of them, likewise
 *     elogbeta        the lambda of which it is exp(psi(lambda_wk) - psi(sum_w lambda_wk))
 * MEANING_AUTO decides: none above 0 are logarithms; topics that sum to 1 (to 1e-3)
 * probabilities, to less elogbeta; with zeros counts; else lambda.  FAULT_DATA where the
 * values can't be what they are taken as. */
int imported_topics(struct lda_model *model, const struct foreign_model *from,
	struct imported *imported, struct fault *fault) MUST_USE;

/* "counts", "lambda", ...: the words of --values. */
#define IMPORTED_MEANINGS "auto|counts|lambda|probabilities|logarithms|elogbeta"
const char *imported_meaning_name(enum foreign_meaning meaning);
enum foreign_meaning imported_meaning_find(const char *name);

/* U (terms x k, columns orthonormal to 1e-3) and its singular values, descending.  The
 * file says no error: each is set to 1, and nothing is known of values left out but that
 * they are no larger than the last. */
int imported_factors(struct factors *factors, struct npyin *u, const struct npyin *sigma,
	struct fault *fault) MUST_USE;

#endif
