/* train - passes over a corpus on one machine: E-steps and M-steps in turn.
 *
 * A step here is the step of lda-estep and lda-mstep: the same mini-batches
 * through those give the same model, bit by bit. */
#ifndef LDA_TRAIN_H
#define LDA_TRAIN_H

#include "base/fault.h"
#include "lda/feed.h"
#include "lda/labels.h"
#include "lda/mixture.h"
#include "lda/topics.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LDA_UNSET UINT64_MAX

/* After a pass. */
struct lda_progress {
	uint64_t pass, updates;
	size_t topics;
	uint64_t documents, empty;
	double tokens;
	bool scored;
	double score;      /* nats a token; cvb0: log likelihood, vb: bound */
	double alpha;      /* sum */
	double eta;
	bool repeated;     /* add: the model has had these documents before */
	uint64_t common;   /* add: so many of them, by their names */
	bool about;        /* that is an estimate */
};

struct lda_training {
	struct lda_recipe recipe;    /* of a new model */
	uint64_t passes;
	uint64_t online_passes;      /* the first passes, in mini-batches; LDA_UNSET: cvb0 1, vb 0,
	                                which does worse with mini-batches, sparse and anchors 0 */
	uint64_t batch;              /* documents of a mini-batch; 0: by the corpus */
	double offset, kappa;
	struct lda_effort effort;
	bool add;                    /* the documents are new ones for the model in topics
	                                (addition.h): batch passes, priors as they are, and
	                                documents without words change nothing; no checkpoint */
	double decay;                /* of what it had, where add; 0 to 1 */
	const char *fixed;           /* topics that stay as they are; NULL: none */
	const struct lda_labels *labels; /* of documents; NULL: none; borrowed */
	const char *label_file;      /* for notes */
	double stop;                 /* relative change of the score; 0: never; vb needs the
	                                bound for it */
	const char *checkpoint;      /* NULL: none */
	int threads;
	uint64_t memory;             /* bytes available; 0: not compared */
	/* gets notes; may be NULL */
	void (*note)(const char *format, ...) __attribute__((format(printf, 1, 2)));
	/* called after each pass; may be NULL.  context is the caller's */
	int (*report)(void *context, const struct lda_progress *progress,
		struct fault *fault);
	void *context;
};

/* Trains a new model, the one in topics where that has one, or the one that
 * the checkpoint has.  The vocabulary is moved from the feed to topics, which
 * is the caller's to release; its history has the passes.
 * A checkpoint of this training that is
 * damaged is told, and training begins again.  FAULT_USAGE: the checkpoint is of another
 * training; online passes of a sparse model.  FAULT_SYSTEM, before the first pass: a
 * dense model does not fit in memory. */
int lda_train(const struct lda_training *training, struct lda_feed *feed,
	struct lda_topics *topics, struct fault *fault) MUST_USE;

#endif
