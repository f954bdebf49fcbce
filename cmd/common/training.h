/* training - what lda-train was told of the model and of the training. */
#ifndef CMD_COMMON_TRAINING_H
#define CMD_COMMON_TRAINING_H

#include "base/fault.h"
#include "growth.h"
#include "hints.h"
#include "lda/train.h"

#include <stdbool.h>
#include <stdint.h>

struct training_options {
	struct lda_training training;
	uint64_t topics;
	const char *inference, *alpha, *eta, *form; /* NULL: not said */
	const char *model, *add; /* to go on from; to add to */
	struct hints hints;
	struct growth growth;
	bool forget;
	const char *from;        /* training_take: whichever of the two was given */
};

/* What nobody has said. */
#define TRAINING_OPTIONS {.training = {.recipe = {.seed = LDA_UNSET, \
	.discount = LDA_DISCOUNT_AUTO}, .passes = LDA_UNSET, \
	.online_passes = LDA_UNSET, .decay = -1, .offset = 1, .kappa = .6, \
	.effort = {.tolerance = -1}}}

/* Checks what goes together, and completes the training.  FAULT_USAGE. */
int training_take(struct training_options *options, struct fault *fault) MUST_USE;

/* Reads seeds and labels, of a new model or of the one that is gone on with.
 * hints_release follows. */
int training_hints(struct training_options *options, struct lda_topics *topics,
	const struct vocabulary *vocabulary, struct fault *fault) MUST_USE;

#endif
