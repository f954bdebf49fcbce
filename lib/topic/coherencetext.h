/* coherencetext - counts of windows over texts, chunks in parallel. */
#ifndef TOPIC_COHERENCETEXT_H
#define TOPIC_COHERENCETEXT_H

#include "base/fault.h"
#include "stream/rows.h"
#include "stream/source.h"
#include "text/documents.h"
#include "text/stopset.h"
#include "text/tokenrule.h"
#include "topic/coherence.h"

/* Adds all documents to counts, which were initialised.  vocabulary: the model's, where the
 * rule has phrases: of a text's words those that are phrases in it count as one token;
 * else it is not looked at. */
int coherence_text_documents(struct coherence_counts *counts, struct documents *documents,
	const struct tokenrule *rule, const struct stopset *stop,
	const struct vocabulary *vocabulary, size_t window, bool as_gensim, int threads,
	struct fault *fault) MUST_USE;

/* The documents of a corpus as windows, row by row: for relay_each, or as a part
 * of a pass that computes more. */
struct coherence_columns {
	struct coherence_counts *counts; /* borrowed */
	uint32_t *word;    /* size V: a column's number in the topics' words */
	uint32_t *present; /* size words */
};

int coherence_text_columns_init(struct coherence_columns *columns, struct coherence_counts *counts,
	const struct vocabulary *vocabulary, struct fault *fault) MUST_USE;
int coherence_text_columns_rows(void *columns, const struct rows *rows,
	struct fault *fault) MUST_USE;
void coherence_text_columns_release(struct coherence_columns *columns); /* accepts zeroed */

/* The same for a whole corpus. */
int coherence_text_corpus(struct coherence_counts *counts, struct source *source,
	int threads, struct fault *fault) MUST_USE;

#endif
