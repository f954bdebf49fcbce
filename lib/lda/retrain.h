/* retrain - the commands that make a model again, from what its header says. */
#ifndef LDA_RETRAIN_H
#define LDA_RETRAIN_H

#include "base/bytes.h"
#include "base/fault.h"
#include "stream/header.h"

/* Appends a line of lda-train for each training that the model had: the documents of the
 * first are CORPUS, the next others CORPUS2, ..., and a file of the seeds that the header
 * has is SEEDS, one of labels LABELS; all but the last write model-1.mz, ...
 * FAULT_DATA where the header does not say enough: an imported or new model, one trained
 * before histories were kept, statistics that did not say what they read, parts of a pass. */
int lda_retrain(const struct header *header, struct bytes *out, struct fault *fault) MUST_USE;

/* The line of lda-estep that makes statistics again: MODEL stands for the model, CORPUS for the
 * documents of the comment, LABELS for their labels.  FAULT_DATA where the header does not say
 * enough: statistics that an older topictools made, or were read with different options. */
int lda_retrain_statistics(const struct header *header, struct bytes *out,
	struct fault *fault) MUST_USE;

#endif
