/* coherencetext - counts of windows over texts, chunks side by side. */
#ifndef TOPIC_COHERENCETEXT_H
#define TOPIC_COHERENCETEXT_H

#include "base/fault.h"
#include "stream/source.h"
#include "text/documents.h"
#include "text/tokenrule.h"
#include "topic/coherence.h"

/* Adds all documents to counts, which were initialised. */
int coherence_text_documents(struct coherence_counts *counts, struct documents *documents,
	const struct tokenrule *rule, const struct stopset *stop, size_t window,
	bool as_gensim, int threads, struct fault *fault) MUST_USE;

/* The same for a corpus, whose documents are windows. */
int coherence_text_corpus(struct coherence_counts *counts, struct source *source,
	int threads, struct fault *fault) MUST_USE;

#endif
