/* inference - shared by the commands that apply a topic model to documents: options, and
 * opening the model. */
#ifndef CMD_COMMON_INFERENCE_H
#define CMD_COMMON_INFERENCE_H

#include "base/fault.h"
#include "lda/feed.h"
#include "lda/mixture.h"
#include "lda/topics.h"
#include "program.h"

#include <stdbool.h>

struct inference_options {
	struct shared_options shared;
	const char *model;
	struct lda_effort effort;
	bool weights;
};

/* Options that are not given. */
#define INFERENCE_OPTIONS {.effort = {.tolerance = -1}}

#define OPTION_ROW_WEIGHTS(options) \
	{"allow-weights", 0, OPTION_FLAG, &(options)->weights, NULL, \
		"accept weights (tf-idf, ...) as counts", 0, 0}
#define OPTION_ROW_ITERATIONS(options, usual) \
	{"iterations", 0, OPTION_NUMBER, &(options)->effort.iterations, "N", \
		"on a document, at most (default: " usual ")", 1, 1e6}
#define OPTION_ROW_MODEL(options) \
	{"model", 0, OPTION_INPUT | OPTION_REQUIRED, &(options)->model, "TOPICS", \
		"the model, from lda-train, lda-init or lda-mstep", 0, 0}
#define OPTION_ROW_TOLERANCE(options) \
	{"tolerance", 0, OPTION_REAL, &(options)->effort.tolerance, "T", \
		"stop where a topic's tokens change by less on average (default: cvb0 0, vb 0.001)", \
		0, 1e9}

/* Reads the model. */
int inference_model(const struct inference_options *options, struct lda_topics *topics,
	struct fault *fault) MUST_USE;

/* Also opens the documents, for one pass.  FAULT_DATA: of another vocabulary;
 * weights, unless allowed. */
int inference_open(const struct inference_options *options, struct lda_topics *topics,
	struct lda_feed *feed, struct fault *fault) MUST_USE;

#endif
