/* topics - models as matrix streams.
 *
 * The dense form.  topics: a row a term, lambda as f32; column lines #alpha and #totals (K
 * numbers each; without #totals lambda is added up), #eta, #updates,
 * #documents, and where topics have them #names and #seeds; the recipe says form, inference,
 * priors and seed, and lines #learned (history.h) what was learned from, and how.
 *
 * The sparse form (values: steps): a row a term, the kept pairs and the rest; no
 * #totals, but #step (tokens) and #spread (K numbers, the topics' tokens in steps).
 *
 * statisticsfile.h has the statistics. */
#ifndef LDA_TOPICS_H
#define LDA_TOPICS_H

#include "base/fault.h"
#include "lda/history.h"
#include "lda/model.h"
#include "stream/sink.h"
#include "stream/source.h"

/* A model from a stream. */
struct lda_topics {
	struct lda_model model;
	struct vocabulary vocabulary;
	char weighting[128];
	struct digest digest;  /* of its stream: its identity */
	struct lda_history history;
	struct bytes notes;    /* column lines that are not the model's */
};

/* One stream of topics.  FAULT_DATA: damaged, another kind, several, a value
 * of lambda that is not positive, invalid priors. */
int lda_topics_read(struct lda_topics *topics, const char *path, int threads,
	struct fault *fault) MUST_USE;

/* The same without lambda, for a batch step, which needs no old one: a dense model's is zeros,
 * a sparse one's has no pairs, and phi is not smoothed.  All is read and checked. */
int lda_topics_read_frame(struct lda_topics *topics, const char *path, int threads,
	struct fault *fault) MUST_USE;

/* All of it, of a source that was opened, of kind topics; the vocabulary is moved. */
int lda_topics_take(struct lda_topics *topics, struct source *source, int threads,
	struct fault *fault) MUST_USE;
void lda_topics_release(struct lda_topics *topics);

/* Writes the model; history, and notes, which are further column lines: NULL for none. */
int lda_topics_write(const struct lda_model *model, const struct vocabulary *vocabulary,
	const char *weighting, const struct lda_history *history, const struct bytes *notes,
	struct sink *sink, struct fault *fault) MUST_USE;

/* FAULT_DATA where a corpus, which path names, has another vocabulary than the model. */
int lda_topics_check_vocabulary(const struct lda_topics *topics, const struct vocabulary *corpus,
	const char *path, struct fault *fault) MUST_USE;

/* The occurrences of all terms, or 0 where the vocabulary doesn't have them. */
double lda_topics_vocabulary_tokens(const struct vocabulary *vocabulary);

#endif
